"""A machine with a real systemd, for the scenarios."""
