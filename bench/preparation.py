"""What must exist before the first measurement: the peers, wrk, a release build, our own tools."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from failure import Failure
from servers import PEERS, which

ROOT = Path(__file__).resolve().parent.parent


def install_missing() -> None:
    missing = [program for program in [*PEERS, "wrk"] if not which(program)]
    if not missing:
        return
    say(f"installing {', '.join(missing)}")
    _run([str(ROOT / "packaging/install-deps"), "bench"])
    _keep_from_running([program for program in PEERS if program in missing])


def _keep_from_running(services: list[str]) -> None:
    """Some distributions start a server as soon as it is installed; we only want to measure it."""
    if Path("/run/systemd/system").exists():
        for service in services:
            _run(["systemctl", "disable", "--quiet", "--now", service])


def build_release(build: Path) -> None:
    cache = build / "CMakeCache.txt"
    if not cache.exists():
        _run([str(ROOT / "packaging/install-deps"), "build"])
        _run(["cmake", "--preset", "release", "-B", str(build), "-DRRLB_TESTS=OFF"])
    if "CMAKE_BUILD_TYPE:STRING=Release\n" not in cache.read_text():
        raise Failure(f"{build} is not a release build, its figures would be worthless")
    _make(["cmake", "--build", str(build), "--target", "rrlbd", "rrlb-backend"])


def build_tools(build: Path) -> None:
    """The benchmark's own programs."""
    (build / "bench").mkdir(parents=True, exist_ok=True)
    for name in ("floor", "origin", "pace"):
        source, program = ROOT / f"bench/{name}.cc", build / f"bench/{name}"
        if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
            _run(["g++", "-O2", "-std=c++20", "-o", str(program), str(source)])


def _run(command: list[str]) -> None:
    """Its output goes to standard error, because ours may be JSON."""
    try:
        done = subprocess.run(command, cwd=ROOT, stdout=sys.stderr, check=False)
    except FileNotFoundError as why:
        raise Failure(f"{command[0]} is not installed") from why
    if done.returncode != 0:
        raise Failure(f"{' '.join(command)} exited with {done.returncode}")


def _make(command: list[str]) -> None:
    """Like _run(); if we are interrupted, the compilers that it started end too."""
    with subprocess.Popen(
        command, cwd=ROOT, stdout=sys.stderr, start_new_session=True
    ) as making:
        try:
            making.wait()
        except BaseException:
            os.killpg(making.pid, signal.SIGTERM)
            raise
    if making.returncode != 0:
        raise Failure(f"{' '.join(command)} exited with {making.returncode}")


def say(line: str) -> None:
    print(f"bench: {line}", file=sys.stderr, flush=True)
