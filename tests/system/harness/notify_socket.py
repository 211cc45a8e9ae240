"""What systemd would hear: the socket of sd_notify(3)."""

import socket

from .programs import PATIENCE, wait_until


class NotifySocket:
    def __init__(self, folder):
        self.path = str(folder / "notify.sock")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        self.socket.setblocking(False)
        self.heard = []

    @property
    def env(self):
        return {"NOTIFY_SOCKET": self.path}

    def listen(self):
        """All that was said so far, each message as the list of its lines."""
        while True:
            try:
                self.heard.append(self.socket.recv(65536).decode().split("\n"))
            except BlockingIOError:
                return self.heard

    def wait_for(self, *lines, patience=PATIENCE):
        """Waits for this whole message."""
        wait_until(
            lambda: list(lines) in self.listen(), lambda: f"{lines} in {self.heard}", patience)

    def wait_for_first(self, line):
        """The first message that begins with this line."""
        return wait_until(
            lambda: next((m for m in self.listen() if m[0] == line), None),
            lambda: f"{line} in {self.heard}")

    def forget(self):
        self.listen()
        self.heard.clear()

    def count(self, *lines):
        return self.listen().count(list(lines))

    def close(self):
        self.socket.close()
