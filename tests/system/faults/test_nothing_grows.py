"""Clients that leave cost no memory, and idle clients cost little."""

import time

from harness.programs import sanitized, wait_until
from harness.relayed import RARE_PROBES


def visit(lb, number):
    """One kind of short connection."""
    with lb.connect() as client:
        kind = number % 6
        if kind == 0:
            client.begin("/half")
            client.reset()
        elif kind == 1:
            client.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 100\r\n\r\nhalf")
        elif kind == 2:
            assert client.ask_for("/half", method="POST", body=b"x").status == 502
        elif kind == 3:
            assert client.ask_for("/", method="PUT", body=b"y" * 20_000).status == 200
        elif kind == 4:
            assert client.ask_for("/stream?parts=3&every=0&size=20000").whole
        else:
            assert client.ask_for("/", fields="Connection: close\r\n").status == 200


def test_memory_over_thousands_of_short_connections(relay, origin):
    backend = origin()
    backend.answers["/half"] = lambda conversation: conversation.read_body() and False
    lb = relay([backend], health=RARE_PROBES)
    rounds = 200 if sanitized() else 1000
    for number in range(rounds):
        visit(lb, number)
    before = lb.program.memory()
    for number in range(2 * rounds):
        visit(lb, number)
    wait_until(lambda: lb.in_flight() == 0, "nothing is in flight")
    if not sanitized():
        assert lb.program.memory() < before + 500_000


def test_clients_between_two_requests(relay, origin):
    """They hold neither a buffer nor a connection to a backend."""
    backend = origin()
    lb = relay([backend], health=RARE_PROBES)
    count = 200 if sanitized() else 2000
    for _ in range(20):
        assert lb.ask_for("/").status == 200
    before = lb.program.memory()
    clients = [lb.client() for _ in range(count)]
    for client in clients:
        assert client.ask_for("/").status == 200
    each = (lb.program.memory() - before) / count
    print(f"{each:.0f} bytes for each of {count} clients")
    if not sanitized():
        assert each <= 2000
    assert backend.open <= 2
    began, busy = time.monotonic(), lb.program.cpu_seconds()
    time.sleep(0.5)
    assert lb.program.cpu_seconds() - busy < 0.2 * (time.monotonic() - began)
    assert min(lb.ask_for("/").took for _ in range(10)) < 0.05
    assert clients[0].ask_for("/").status == clients[-1].ask_for("/").status == 200
