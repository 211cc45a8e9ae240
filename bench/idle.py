"""Suites `idle` and `relay-idle`: the private memory that a silent keep-alive client costs.

The kernel's memory for a socket is the same for every server and is not counted.
"""

import time

from http1 import Client, Target, request_head
from machine import Cores
from suite import Column, Figures, Goal, Suite

CLIENTS = 8_192
AT_ONCE = 64  # clients that connect and send before the first response is read
PATH = "/idle"


def _measure(target: Target, cores: Cores, seconds: int) -> dict[str, Figures]:
    target.verify(PATH, {})  # memory that the first requests touch is not the cost of a client
    start = target.program.private_bytes()
    clients: list[Client] = []
    try:
        _open(target, clients)
        time.sleep(seconds)
        full = target.program.private_bytes()
        still_open = sum(client.is_open() for client in clients)
    finally:
        for client in clients:
            client.close()
    return {
        "idle": {
            "open": still_open,
            "start_kib": start / 1024,
            "full_kib": full / 1024,
            "client_bytes": (full - start) / max(still_open, 1),
        }
    }


def _open(target: Target, clients: list[Client]) -> None:
    head = request_head(target.port, PATH, {})
    while len(clients) < CLIENTS:
        group = []
        for _ in range(AT_ONCE):
            group.append(Client(target.port))
            clients.append(group[-1])
        for client in group:
            client.send(head)
        for client in group:
            target.check(PATH, *client.receive())


def _doubts(figures: Figures) -> list[str]:
    if figures["open"] < CLIENTS:
        return [f"only {figures['open']:.0f} of {CLIENTS} clients were still connected"]
    return []


def _suite(name: str, mode: str, had: str) -> Suite:
    return Suite(
        name=name,
        about=f"{CLIENTS:,} keep-alive clients; each had one {had} and then stays silent",
        clients=CLIENTS,
        works={"idle": "private memory of the server"},
        columns=[
            Column("open", "clients open", ",.0f"),
            Column("start_kib", "KiB before", ",.0f"),
            Column("full_kib", "KiB with them", ",.0f"),
            Column("client_bytes", "bytes a client", ",.0f", ratio=True),
        ],
        goals=[Goal("idle", "client_bytes", 600, (), f"bytes of memory, idle client ({mode})")],
        measure=_measure,
        doubts=_doubts,
        mode=mode,
    )


REDIRECTED = _suite("idle", "redirect", "redirect")
RELAYED = _suite("relay-idle", "proxy", "relayed response")
