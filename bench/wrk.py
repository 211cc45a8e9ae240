"""One load: wrk with one thread and all its clients on one core. Each client sends the next request
as soon as it has its response."""

import os
import re
import resource
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from failure import Failure
from processes import pinned
from servers import find_program

UNIT_MS = {"us": 0.001, "ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000}


@dataclass(frozen=True)
class Load:
    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float
    cpu_seconds: float  # of wrk itself


def load(
    core: int, url: str, fields: dict[str, str], clients: int, seconds: int, upload: int = 0
) -> Load:
    """`upload`: the size of a POST body in bytes; 0 sends GET."""
    command = [find_program("wrk"), "-t1", f"-c{clients}", f"-d{seconds}s", "--latency"]
    for name, value in fields.items():
        command += ["-H", f"{name}: {value}"]
    if upload:
        script = Path(tempfile.gettempdir()) / f"rrlb-bench-{os.getpid()}.lua"
        script.write_text(f'wrk.method = "POST"\nwrk.body = string.rep("x", {upload})\n')
        command += ["-s", str(script)]
    before = _cpu_seconds_of_children()
    done = subprocess.run(
        pinned(core, [*command, url]), capture_output=True, text=True, check=False
    )
    if upload:
        script.unlink()
    if done.returncode != 0:
        raise Failure(f"wrk exited with {done.returncode}: {done.stderr.strip()}")
    return _read(done.stdout, _cpu_seconds_of_children() - before)


def _cpu_seconds_of_children() -> float:
    """CPU time of all children that have ended. No other child ends while a load runs."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _read(report: str, cpu_seconds: float) -> Load:
    for complaint in ("Socket errors", "Non-2xx or 3xx responses"):
        if complaint in report:
            raise Failure(f"wrk reported errors:\n{report}")
    total = re.search(r"(\d+) requests in ([\d.]+)(\w+),", report)
    percentiles = dict(re.findall(r"^ +(\d+)% +(\S+)$", report, re.MULTILINE))
    if not total or not {"50", "99"} <= set(percentiles):
        raise Failure(f"cannot parse the report of wrk:\n{report}")
    return Load(
        requests=int(total[1]),
        seconds=float(total[2]) * UNIT_MS[total[3]] / 1000,
        p50_ms=_milliseconds(percentiles["50"]),
        p99_ms=_milliseconds(percentiles["99"]),
        cpu_seconds=cpu_seconds,
    )


def _milliseconds(text: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)([a-z]+)", text).groups()
    return float(number) * UNIT_MS[unit]
