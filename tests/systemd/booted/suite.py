"""rrlb in the machine: installs, starts and queries it."""

import json
import shutil
import time

from booted import host

BALANCER, DASHBOARD = 5000, 8000
BACKENDS = [5001, 5002, 5003, 5004]
SERVICES = ["rrlb.service", "rrlb-dashboard.service",
            *(f"rrlb-backend@{port}.service" for port in BACKENDS)]
CONFIG = "/etc/rrlb.conf"


def eventually(what, condition, within=30.0):
    """Waits until the condition is true, and returns its value."""
    until = time.monotonic() + within
    while True:
        try:
            if result := condition():
                return result
        except OSError:
            pass
        assert time.monotonic() < until, f"not within {within} s: {what}"
        time.sleep(0.05)


class Suite:
    def __init__(self, machine, deb):
        self.machine = machine
        self.deb = deb

    def make_new(self):
        """Restores the state after a first install: original configuration, no drop-ins, no state."""
        if self.is_installed():
            self.machine.run("dpkg", "--purge", "rrlb")
        self._forget_drop_ins()
        self.machine.install(self.deb)

    def reset(self):
        """Undoes the changes of an earlier test; services that are unchanged keep running."""
        if not self.is_installed():
            return self.make_new()
        if self._forget_drop_ins():
            self.stop()
        shipped = self.machine.path("/root/rrlb.conf.shipped")
        if not shipped.exists():
            self.machine.run("sh", "-c", "dpkg-deb --fsys-tarfile /root/rrlb_*.deb |"
                             " tar -xO ./etc/rrlb.conf >/root/rrlb.conf.shipped")
        if self.config() != shipped.read_text():
            self.write_config(shipped.read_text())
            self.stop()
        self.machine.systemctl("reset-failed")

    def is_installed(self) -> bool:
        asked = self.machine.run("dpkg-query", "-W", "-f", "${Status} ${Version}", "rrlb",
                                 check=False)
        version = host.field_of(self.deb, "Version")
        return asked.stdout == f"install ok installed {version}"

    def _forget_drop_ins(self) -> bool:
        folder = self.machine.path("/etc/systemd/system")
        dropped = [*folder.glob("rrlb*.d")]
        for one in dropped:
            shutil.rmtree(one)
        if dropped:
            self.machine.systemctl("daemon-reload")
        return bool(dropped)

    def stop(self):
        self.machine.systemctl("stop", "rrlb-suite.target", "rrlb-backends.target",
                               "rrlb-dashboard.socket", *SERVICES)

    def start(self):
        self.machine.systemctl("start", "rrlb-suite.target")
        eventually("4 backends are up", lambda: self.up() == 4)

    def stats(self) -> dict:
        return json.loads(self.machine.network.get(BALANCER, "/stats").text)

    def status_of(self, port: int) -> str:
        return next(backend["status"] for backend in self.stats()["backends"]
                    if backend["name"] == f"backend-{port}")

    def up(self) -> int:
        return sum(backend["status"] == "UP" for backend in self.stats()["backends"])

    def config(self) -> str:
        return self.machine.path(CONFIG).read_text()

    def write_config(self, text: str):
        self.machine.path(CONFIG).write_text(text)

    def drop_in(self, unit: str, text: str):
        """Takes effect immediately for settings that systemd reloads, or else at the next start."""
        folder = self.machine.path(f"/etc/systemd/system/{unit}.d")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "test.conf").write_text(text)
        self.machine.systemctl("daemon-reload")
