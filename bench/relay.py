"""Suite `relay`: what relaying one request and its response costs the server."""

import redirect
import wrk
from http1 import Target
from machine import Cores
from suite import Column, Figures, Goal, Suite

CLIENTS = 64
WARM_UP_SECONDS = 1
UPLOAD = 1024 * 1024
BOTH = ("nginx", "haproxy")

# work: path, fields, bytes to upload
REQUESTS = {
    "small": ("/", {}, 0),
    "browser": ("/articles/a-page?from=front&page=2", redirect.BROWSER, 0),
    "16k": ("/16k", {}, 0),
    "1m": ("/1m", {}, 0),
    "upload": ("/upload", {}, UPLOAD),
    "connect": ("/", {"Connection": "close"}, 0),
}
OF_THE_FLOOR = ("small", "browser")


def _measure(target: Target, cores: Cores, seconds: int) -> dict[str, Figures]:
    works = OF_THE_FLOOR if target.program.name == "floor" else REQUESTS
    return {work: _load(target, cores, seconds, *REQUESTS[work]) for work in works}


def _load(
    target: Target, cores: Cores, seconds: int, path: str, fields: dict, upload: int
) -> Figures:
    target.verify(path, fields)
    url = f"http://127.0.0.1:{target.port}{path}"
    wrk.load(cores.load, url, fields, CLIENTS, WARM_UP_SECONDS, upload)
    before = target.program.cpu_ns()
    load = wrk.load(cores.load, url, fields, CLIENTS, seconds, upload)
    cpu_ns = target.program.cpu_ns() - before
    target.verify(path, fields)
    return {
        "cpu_us": cpu_ns / 1000 / load.requests,
        "rate": load.requests / load.seconds,
        "p50_ms": load.p50_ms,
        "p99_ms": load.p99_ms,
        "server_core": cpu_ns / 1e9 / load.seconds,
    }


SUITE = Suite(
    name="relay",
    about=f"one relayed request; {CLIENTS} clients, each sends the next request at once",
    clients=CLIENTS,
    works={
        "small": "small request and response, on connections that are kept open",
        "browser": "the same with a browser's head",
        "16k": "response of 16 KiB",
        "1m": "response of 1 MiB",
        "upload": "upload of 1 MiB",
        "connect": "small request, each on a new client connection",
    },
    columns=[
        Column("cpu_us", "CPU us/request", ".2f", ratio=True),
        Column("rate", "requests/s", ",.0f", ratio=True),
        Column("p50_ms", "p50 ms", ".2f"),
        Column("p99_ms", "p99 ms", ".2f"),
        Column("server_core", "of its core", ".0%"),
    ],
    goals=[
        Goal(work, "cpu_us", at_most, of, f"CPU of {what}, vs {' or '.join(of)}")
        for work, what in (("small", "a small request"), ("browser", "a browser's request"))
        for at_most, of in ((1.15, ("floor",)), (0.88, ("nginx",)), (0.85, ("haproxy",)))
    ]
    + [
        Goal("16k", "cpu_us", 0.95, BOTH, "CPU of a 16 KiB response, vs the better peer"),
        Goal("1m", "cpu_us", 1.0, BOTH, "CPU of a 1 MiB response, vs the better peer"),
        Goal("upload", "cpu_us", 1.0, BOTH, "CPU of a 1 MiB upload, vs the better peer"),
        Goal("connect", "cpu_us", 1.0, BOTH, "CPU of a new connection, vs the better peer"),
    ],
    measure=_measure,
    doubts=lambda figures: [],
    mode="proxy",
    has_floor=True,
)
