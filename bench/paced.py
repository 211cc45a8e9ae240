"""Suite `paced`: how long clients wait at a load that nginx handles with ease (pace.cc)."""

import json
import subprocess

import wrk
from failure import Failure
from http1 import Target
from machine import Cores
from processes import pinned
from suite import Column, Figures, Goal, Suite

CLIENTS = 64
SHARE = 0.7  # of nginx's peak, which wrk measures first

peak: list[float] = []  # requests/s of nginx, from the last round in which it was measured


def _measure(target: Target, cores: Cores, seconds: int) -> dict[str, Figures]:
    if target.program.name == "nginx":
        url = f"http://127.0.0.1:{target.port}/"
        load = wrk.load(cores.load, url, {}, CLIENTS, seconds)
        peak[:] = [load.requests / load.seconds]
    if not peak:
        return {}  # without nginx there is no rate; it is the first server of the first round
    rate = int(peak[0] * SHARE)
    _pace(target, cores, rate, 1)
    before = target.program.cpu_ns()
    figures = _pace(target, cores, rate, seconds)
    cpu_ns = target.program.cpu_ns() - before
    return {
        "paced": {
            "rate": figures["requests"] / figures["seconds"],
            "p50_ms": figures["p50_ms"],
            "p90_ms": figures["p90_ms"],
            "p99_ms": figures["p99_ms"],
            "max_ms": figures["max_ms"],
            "cpu_us": cpu_ns / 1000 / figures["requests"],
        }
    }


def _pace(target: Target, cores: Cores, rate: int, seconds: int) -> dict:
    command = [target.pace, str(target.port), "/", str(rate), str(CLIENTS), str(seconds)]
    done = subprocess.run(pinned(cores.load, command), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Failure(f"pace exited with {done.returncode}: {done.stderr.strip()}")
    return json.loads(done.stdout)


SUITE = Suite(
    name="paced",
    about=f"small requests at {SHARE:.0%} of nginx's peak; a latency counts from when it was due",
    clients=CLIENTS,
    works={"paced": "small request and response, on connections that are kept open"},
    columns=[
        Column("rate", "requests/s", ",.0f"),
        Column("p50_ms", "p50 ms", ".3f"),
        Column("p90_ms", "p90 ms", ".3f"),
        Column("p99_ms", "p99 ms", ".3f", ratio=True),
        Column("max_ms", "max ms", ".2f"),
        Column("cpu_us", "CPU us/request", ".2f", ratio=True),
    ],
    goals=[Goal("paced", "p99_ms", 1.0, ("nginx", "haproxy"), "p99, vs the better peer")],
    measure=_measure,
    doubts=lambda figures: [],
    mode="proxy",
)
