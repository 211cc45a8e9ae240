"""A booted machine: a container with systemd as PID 1 and an isolated network."""

import json
import os
import re
import secrets
import shutil
import signal
import subprocess
import time
from pathlib import Path

from booted import host
from booted.network import Network

BOOTS_WITHIN = 60  # seconds
ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8",
               "DEBIAN_FRONTEND": "noninteractive"}


class CannotBoot(Exception):
    """The host cannot run systemd in a container."""


class Machine:
    def __init__(self, root: Path):
        self.folder = host.cache() / f"booted-{secrets.token_hex(4)}"
        self.folder.mkdir()
        self.name = self.folder.name
        self._groups = []
        self._nspawn = None
        self.leader = None
        began = time.monotonic()
        try:
            self._mount(root)
            self._boot()
        except BaseException:
            self.end()
            raise
        self.boot_seconds = time.monotonic() - began
        self.network = Network(self.leader)

    # ---- Commands

    def run(self, *command, check=True, text=None, within=60):
        """Runs a command in the machine, outside of all units, like subprocess.run()."""
        done = subprocess.run(self._entered(command), input=text, capture_output=True, text=True,
                              timeout=within, env=self._environment())
        if check and done.returncode != 0:
            raise AssertionError(f"{' '.join(map(str, command))} ended with {done.returncode}:\n"
                                 f"{done.stdout}{done.stderr}")
        return done

    def start(self, *command):
        """The same without waiting: a Popen with both outputs in `stdout`."""
        return subprocess.Popen(self._entered(command), stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, text=True, env=self._environment())

    def path(self, path: str) -> Path:
        """The path on the host for a path in the machine, /run and /tmp included."""
        return Path(f"/proc/{self.leader}/root") / path.lstrip("/")

    def install(self, *packages: Path):
        """Installs by apt, as an administrator does; returns the output."""
        inside = []
        for package in packages:
            shutil.copy(package, self.path("/root"))
            inside.append(f"/root/{package.name}")
        return self.run("apt-get", "-o", "Dpkg::Use-Pty=0", "-o", "APT::Sandbox::User=root",
                        "install", "-y", "--reinstall", "--allow-downgrades",
                        "--no-install-recommends", *inside).stdout

    # ---- systemd

    def systemctl(self, *arguments, check=True, within=60):
        return self.run("systemctl", *arguments, check=check, within=within)

    def show(self, unit: str, what: str) -> str:
        return self.systemctl("show", "--value", "--property", what, unit).stdout.strip()

    def is_active(self, unit: str) -> bool:
        return self.show(unit, "ActiveState") == "active"

    def main_pid(self, unit: str) -> int:
        return int(self.show(unit, "MainPID"))

    def host_pid(self, pid: int) -> int:
        """The pid on the host for this pid in the machine."""
        namespace = os.readlink(f"/proc/{self.leader}/ns/pid")
        for status in Path("/proc").glob("[0-9]*/status"):
            try:
                if os.readlink(status.parent / "ns/pid") != namespace:
                    continue
                ids = next(line for line in status.read_text().splitlines()
                           if line.startswith("NSpid:")).split()
            except OSError:
                continue  # it has just ended
            if int(ids[-1]) == pid:
                return int(status.parent.name)
        raise AssertionError(f"no process {pid} in the machine")

    # ---- The journal

    def cursor(self) -> str:
        shown = self.run("journalctl", "--show-cursor", "-n", "0", "-q").stdout
        return shown.strip().removeprefix("-- cursor: ")

    def journal(self, *matches, after="") -> list[dict]:
        """The records that match, in order; only those after `cursor`, if given."""
        self.run("journalctl", "--sync")
        shown = self.run("journalctl", "-q", "-b", "-o", "json", "--no-pager", *matches)
        records = [json.loads(line) for line in shown.stdout.splitlines()]
        # Does not use --after-cursor: in systemd 252, if the matches exclude the cursor's own record,
        # it also skips the first record after it.
        began = int(re.search(r";m=([0-9a-f]+);", after)[1], 16) if after else 0
        return [record for record in records if int(record["__MONOTONIC_TIMESTAMP"]) > began]

    # ---- Boot and end

    def _mount(self, root: Path):
        for layer in ("upper", "work", "root"):
            (self.folder / layer).mkdir()
        lower, upper, work = root, self.folder / "upper", self.folder / "work"
        subprocess.run(["mount", "-t", "overlay", "rrlb-booted", "-o",
                        f"lowerdir={lower},upperdir={upper},workdir={work}",
                        str(self.folder / "root")], check=True)

    # Its control groups are at the top of the host's, so that neither a systemd of the host nor a
    # limit of the tests' user applies. The capabilities and calls are for IPAddressDeny=.
    def _boot(self):
        for top in host.cgroup_roots():
            group = top / self.name
            group.mkdir()
            self._groups.append(group)
        command = ["systemd-nspawn", "--quiet", f"--directory={self.folder / 'root'}", "--boot",
                   "--register=no", "--keep-unit", "--private-network", f"--machine={self.name}",
                   "--console=pipe", "--link-journal=no", "--system-call-filter=bpf",
                   "--capability=CAP_BPF,CAP_PERFMON"]
        enter = "; ".join(f"echo $$ >{group}/cgroup.procs" for group in self._groups)
        with open(self.folder / "console", "w") as console:
            self._nspawn = subprocess.Popen(
                ["sh", "-c", f'{enter}; exec "$@"', "sh", *command], stdin=subprocess.DEVNULL,
                stdout=console, stderr=subprocess.STDOUT,
                env={**os.environ, "SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1"})
        self._wait_for_systemd()

    def _wait_for_systemd(self):
        until = time.monotonic() + BOOTS_WITHIN
        while time.monotonic() < until:
            if self._nspawn.poll() is not None:
                raise CannotBoot("systemd-nspawn: " + (self.folder / "console").read_text().strip())
            self.leader = self._find_leader()
            if self.leader and self.run("test", "-S", "/run/systemd/private",
                                        check=False).returncode == 0:
                break
            time.sleep(0.02)
        else:
            raise CannotBoot(f"no systemd within {BOOTS_WITHIN} s")
        state = self.systemctl("is-system-running", "--wait", check=False,
                               within=BOOTS_WITHIN).stdout.strip()
        if state not in ("running", "degraded"):
            raise CannotBoot(f'systemd says "{state}"')

    # nspawn has other children first; the leader is the one in another process namespace.
    def _find_leader(self):
        pid = self._nspawn.pid
        ours = os.readlink("/proc/self/ns/pid")
        try:
            for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
                if os.readlink(f"/proc/{child}/ns/pid") != ours:
                    return int(child)
        except OSError:
            pass
        return None

    def _entered(self, command):
        return ["nsenter", "--target", str(self.leader), "--mount", "--uts", "--ipc", "--net",
                "--pid", "--cgroup", "--", *map(str, command)]

    def _environment(self):
        mark = os.environ.get("RRLB_TEST_RUN")
        return {**ENVIRONMENT, **({"RRLB_TEST_RUN": mark} if mark else {})}

    def end(self):
        if self._nspawn and self._nspawn.poll() is None:
            if self.leader:
                os.kill(self.leader, signal.SIGKILL)  # and all that it has started
            else:
                self._nspawn.kill()
            self._nspawn.wait()
        subprocess.run(["umount", "--lazy", str(self.folder / "root")], capture_output=True)
        for group in self._groups:
            for folder in [*sorted(group.rglob("*/"), reverse=True), group]:
                try:
                    folder.rmdir()
                except OSError:
                    pass
        shutil.rmtree(self.folder, ignore_errors=True)
