"""Programs under measurement: started on a core of their own, read from /proc, always stopped.

A program and its children (nginx: a master and a worker) are measured as one, all threads together.
"""

import os
import signal
import subprocess
from contextlib import contextmanager
from pathlib import Path

from failure import Failure

STOP_SECONDS = 5


def pinned(core: int, command: list[str]) -> list[str]:
    """`command` on one core; it gets SIGTERM should the benchmark itself be killed."""
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
            said = self._log.read_text(errors="replace").strip()[-2000:]
            raise Failure(f"{self.name} ended with {self._process.returncode}, and said:\n{said}")

    def cpu_ns(self) -> int:
        """Time on a core since the start, user and kernel."""
        return sum(
            int(task.read_text().split()[0])
            for pid in self._tree()
            for task in Path(f"/proc/{pid}/task").glob("*/schedstat")
        )

    def resident_bytes(self) -> int:
        """Proportional set size: a page that processes share counts in part for each."""
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
                continue  # ended between the listing and the reading
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
