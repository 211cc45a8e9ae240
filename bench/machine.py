"""The machine: which cores serve and load, how many descriptors there are, what to call it all."""

import os
import platform
import resource
from dataclasses import dataclass
from pathlib import Path

from failure import Failure


@dataclass(frozen=True)
class Cores:
    server: int
    load: int


def choose_cores() -> Cores:
    """The last core serves: interrupts tend to land on the first. The load shares no core with it,
    and no second thread of the same core."""
    mine = sorted(os.sched_getaffinity(0))
    server = mine[-1]
    others = [core for core in mine if core not in _siblings(server)]
    if not others:
        raise Failure("one core: the server and the load need one each")
    return Cores(server=server, load=others[0])


def _siblings(core: int) -> set[int]:
    path = Path(f"/sys/devices/system/cpu/cpu{core}/topology/thread_siblings_list")
    if not path.exists():
        return {core}
    siblings = set()
    for part in path.read_text().strip().split(","):
        first, _, last = part.partition("-")
        siblings |= set(range(int(first), int(last or first) + 1))
    return siblings


def allow_descriptors(clients: int) -> None:
    """For us, and for all that we start: HAProxy plans for two a client."""
    needed = 2 * clients + 1000
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most != resource.RLIM_INFINITY and most < needed:
        raise Failure(f"ulimit -Hn is {most}: {clients} clients need {needed}")
    if now < needed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (needed, most))


def description() -> dict[str, str]:
    return {
        "CPU": _first_value("/proc/cpuinfo", "model name") or platform.machine(),
        "cores": str(os.cpu_count()),
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB",
        "kernel": platform.release(),
        "system": (_first_value("/etc/os-release", "PRETTY_NAME", "=") or "Linux").strip('"'),
    }


def _first_value(path: str, key: str, separator: str = ":") -> str | None:
    for line in Path(path).read_text().splitlines():
        found, _, value = line.partition(separator)
        if found.strip() == key:
            return value.strip()
    return None
