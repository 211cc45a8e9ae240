"""Suite `redirect`: what one 307 response costs the server."""

import wrk
from http1 import Target, request_head
from machine import Cores
from suite import Column, Figures, Goal, Suite

CLIENTS = 64
WARM_UP_SECONDS = 1
NEARLY_ALL = 0.95  # of a core

# What a desktop browser sends when it opens a page. The titles below give the size of each head.
BROWSER = {
    "Connection": "keep-alive",
    "Cache-Control": "max-age=0",
    "sec-ch-ua": '"Chromium";v="130", "Not?A_Brand";v="99"',
    "sec-ch-ua-mobile": "?0",
    "sec-ch-ua-platform": '"Linux"',
    "Upgrade-Insecure-Requests": "1",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/130.0.0.0 Safari/537.36",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
    "Sec-Fetch-Site": "same-origin",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Dest": "document",
    "Accept-Encoding": "gzip, deflate, br",
    "Accept-Language": "en-GB,en;q=0.9,de;q=0.8",
    "Cookie": "session=5f2b8c1e9a7d4036; theme=dark; consent=yes; page=2",
}
REQUESTS = {  # work: path and fields
    "small": ("/", {}),
    "browser": ("/articles/a-page?from=front&page=2", BROWSER),
}


def _measure(target: Target, cores: Cores, seconds: int) -> dict[str, Figures]:
    return {work: _load(target, cores, seconds, *REQUESTS[work]) for work in REQUESTS}


def _load(target: Target, cores: Cores, seconds: int, path: str, fields: dict) -> Figures:
    target.verify(path, fields)
    url = f"http://127.0.0.1:{target.port}{path}"
    wrk.load(cores.load, url, fields, CLIENTS, WARM_UP_SECONDS)
    before = target.program.cpu_ns()
    load = wrk.load(cores.load, url, fields, CLIENTS, seconds)
    cpu_ns = target.program.cpu_ns() - before
    resident = target.program.resident_bytes()
    target.verify(path, fields)
    return {
        "cpu_us": cpu_ns / 1000 / load.requests,
        "rate": load.requests / load.seconds,
        "p50_ms": load.p50_ms,
        "p99_ms": load.p99_ms,
        "resident_mib": resident / 2**20,
        "server_core": cpu_ns / 1e9 / load.seconds,
        "load_core": load.cpu_seconds / load.seconds,
    }


def _doubts(figures: Figures) -> list[str]:
    if figures["server_core"] >= NEARLY_ALL:
        return []
    limit = (
        "wrk's own core was the limit, the server can serve more requests/s"
        if figures["load_core"] >= NEARLY_ALL
        else "something else used the cores"
    )
    return [f"used only {figures['server_core']:.0%} of its core: {limit}"]


def _bytes(work: str) -> int:
    return len(request_head(50000, *REQUESTS[work]))


SUITE = Suite(
    name="redirect",
    about=f"one 307 response; {CLIENTS} keep-alive clients, each sends the next request at once",
    clients=CLIENTS,
    works={
        "small": f"small request ({_bytes('small')} bytes)",
        "browser": f"browser's request ({_bytes('browser')} bytes)",
    },
    columns=[
        Column("cpu_us", "CPU us/request", ".2f", ratio=True),
        Column("rate", "requests/s", ",.0f", ratio=True),
        Column("p50_ms", "p50 ms", ".2f"),
        Column("p99_ms", "p99 ms", ".2f"),
        Column("resident_mib", "resident MiB", ".1f"),
        Column("server_core", "of its core", ".0%"),
        Column("load_core", "wrk of its", ".0%"),
    ],
    goals=[
        Goal("small", "cpu_us", 0.95, ("nginx",), "CPU of a small request, vs nginx"),
        Goal("browser", "cpu_us", 0.95, ("nginx",), "CPU of a browser's request, vs nginx"),
    ],
    measure=_measure,
    doubts=_doubts,
)
