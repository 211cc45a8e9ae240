"""Programs under measurement: each is pinned to a core, read from /proc, and always stopped.

A program and its children (nginx: a master and a worker) are measured as one, all threads together.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from failure import Failure

STOP_SECONDS = 5
LISTEN_SECONDS = 10


SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def end_on_signals() -> None:
    """A signal ends the benchmark as an exception does: whatever it started is stopped."""
    for number in SIGNALS:
        signal.signal(number, _end)


def _end(number: int, _) -> None:
    for one in SIGNALS:
        signal.signal(one, signal.SIG_IGN)  # a second one must not interrupt the cleanup
    sys.exit(128 + number)


def pinned(core: int, command: list[str]) -> list[str]:
    """`command` on one core; it gets SIGTERM if the benchmark itself is killed."""
    return ["setpriv", "--pdeathsig", "TERM", "taskset", "--cpu-list", str(core), *command]


class Program:
    def __init__(self, name: str, command: list[str], core: int, log: Path):
        self.name = name
        self._log = log
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                pinned(core, command),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def check_alive(self) -> None:
        if self._process.poll() is not None:
            said = self.output().strip()[-2000:]
            raise Failure(f"{self.name} exited with {self._process.returncode} and printed:\n{said}")

    def wait_until_it_listens(self, port: int) -> None:
        deadline = time.monotonic() + LISTEN_SECONDS
        while True:
            self.check_alive()
            try:
                return socket.create_connection(("127.0.0.1", port)).close()
            except OSError as why:
                if time.monotonic() > deadline:
                    raise Failure(
                        f"{self.name} does not listen on port {port} after {LISTEN_SECONDS} s: {why}"
                    ) from why
            time.sleep(0.05)

    def cpu_ns(self) -> int:
        """CPU time since the start, user and kernel."""
        return sum(
            int(task.read_text().split()[0])
            for pid in self._tree()
            for task in Path(f"/proc/{pid}/task").glob("*/schedstat")
        )

    def main_thread_cpu_ns(self) -> int:
        """Of rrlbd, the control thread."""
        pid = self._process.pid
        return int(Path(f"/proc/{pid}/task/{pid}/schedstat").read_text().split()[0])

    def output(self) -> str:
        return self._log.read_text(errors="replace")

    def resident_bytes(self) -> int:
        """Proportional set size: a page that several processes share counts in part for each."""
        return self._memory("Pss")

    def private_bytes(self) -> int:
        return self._memory("Private_Clean", "Private_Dirty")

    def _memory(self, *keys: str) -> int:
        total = 0
        for pid in self._tree():
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                key, _, value = line.partition(":")
                if key in keys:
                    total += int(value.split()[0]) * 1024
        return total

    def _tree(self) -> list[int]:
        """Our process and its descendants, parents first."""
        children: dict[int, list[int]] = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                parent = stat.read_text().rpartition(")")[2].split()[1]
            except (FileNotFoundError, ProcessLookupError):
                continue  # the process ended after it was listed
            children.setdefault(int(parent), []).append(int(stat.parent.name))
        tree = [self._process.pid]
        for pid in tree:
            tree += children.get(pid, [])
        return tree

    def stop(self) -> None:
        tree = self._tree() if self._process.poll() is None else []
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            for pid in tree:
                _kill(pid)
            self._process.wait()


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


@contextmanager
def running(name: str, command: list[str], core: int, log: Path):
    program = Program(name, command, core, log)
    try:
        yield program
    finally:
        program.stop()
