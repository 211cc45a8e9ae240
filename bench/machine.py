"""The machine: which core serves and which loads, how many descriptors there are, a description."""

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
    """The last core serves, because interrupts tend to land on the first. The load gets another
    core, which is not a second hardware thread of the same one."""
    mine = sorted(os.sched_getaffinity(0))
    server = mine[-1]
    others = [core for core in mine if core not in _siblings(server)]
    if not others:
        raise Failure("found one core: the server and the load need one each")
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


def allow_descriptors(needed: int, what_for: str) -> None:
    """Raises the limit for us and for everything that we start; root may exceed the hard one."""
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if now == resource.RLIM_INFINITY or now >= needed:
        return
    if most != resource.RLIM_INFINITY and most < needed:
        most = needed
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (needed, most))
    except (ValueError, OSError) as why:
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        raise Failure(
            f"{what_for} need {needed:,} descriptors, and ulimit -Hn is {hard:,}; "
            f"raise it and start again: sudo prlimit --pid $$ --nofile={needed}:{needed}"
        ) from why


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
