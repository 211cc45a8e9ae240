"""Clients that read or send slowly, or not at all, cost little and are cut in time."""

import select
import threading
import time

import pytest
from harness.asking import Load
from harness.programs import PATIENCE, sanitized, wait_until
from harness.relayed import RARE_PROBES

BIG = 20_000_000


@pytest.fixture
def big(origin):
    backend = origin()
    body = b"x" * BIG

    def answer(conversation):
        conversation.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % BIG)
        conversation.send(body)
        return True

    backend.answers["/big"] = answer
    return backend


def test_clients_that_never_read(relay, big):
    lb = relay([big], health=RARE_PROBES)
    with Load(lb) as load:
        wait_until(lambda: len(load.answers) > 300, "load")
        before = lb.program.memory()
        slow = [lb.client().begin("/big") for _ in range(20)]
        wait_until(lambda: big.count("/big") == 20, "all are under way")
        seen = len(load.answers)
        load.answers.clear()
        wait_until(lambda: len(load.answers) > 300, "more load")
        grown = lb.program.memory() - before
        assert lb.in_flight() >= 20
    assert load.errors == []
    assert load.slowest < (2 if sanitized() else 0.2)
    # A sanitizer's quarantined memory does not count.
    assert grown < (60e6 if sanitized() else 10e6)
    print(f"{grown / 1e6:.1f} MB for 20 clients of 20 MB; {seen} others before")
    # A client that begins to read gets everything.
    answer = slow[0].answer()
    assert (answer.whole, len(answer.body)) == (True, BIG)
    for client in slow[1::2]:
        client.reset()
    for client in slow[2::2]:
        client.close()
    # When the client closes, the request at the backend ends.
    wait_until(lambda: lb.in_flight() == 0, "nothing is in flight")


def test_a_client_that_never_reads_is_cut(relay, big):
    lb = relay([big], health=RARE_PROBES, proxy={"idle_timeout": '"500ms"'})
    began = time.monotonic()
    client = lb.client(receive_buffer=4096).begin("/big")
    wait_until(lambda: lb.in_flight() == 1, "it is under way")
    wait_until(lambda: lb.in_flight() == 0, "it is cut")
    assert 0.4 < time.monotonic() - began < 3
    assert not client.answer().whole


def test_a_client_that_reads_a_byte_at_a_time_is_cut(relay, big):
    lb = relay([big], health=RARE_PROBES, proxy={"idle_timeout": '"500ms"'})
    began = time.monotonic()
    client = lb.client(receive_buffer=4096).begin("/big")
    wait_until(lambda: lb.in_flight() == 1, "it is under way")
    while lb.in_flight() == 1:
        assert time.monotonic() - began < 5
        client._received += client.socket.recv(1)
        time.sleep(0.02)
    assert not client.answer().whole


def test_an_http_1_0_client_that_is_cut_sees_it(relay, origin):
    """The whole response is in the balancer, but the client reads no more of it."""
    lb = relay([origin()], health=RARE_PROBES, proxy={"idle_timeout": '"300ms"'})
    seen = set()
    for size in range(400_000, 6_000_000, 800_000):
        with lb.client(receive_buffer=4096) as client:
            client.send(f"GET /stream?parts=1&every=0&framing=close&size={size} HTTP/1.0\r\n\r\n")
            head = client.head()
            wait_until(lambda: lb.figure("rrlb_connections") == 0, "it is over, or cut")
            answer = client.rest(*head)
            assert answer.whole == (len(answer.body) == size)
            seen.add(answer.whole)
    assert seen == {True, False}


def test_a_client_that_reads_slowly_but_steadily_gets_everything(relay, big):
    lb = relay([big], health=RARE_PROBES, proxy={"idle_timeout": '"800ms"'})
    client = lb.client(receive_buffer=65536).begin("/big")
    client.head()
    got = len(client._received)
    began = time.monotonic()
    while got < BIG:
        got += len(client.socket.recv(BIG - got))
        time.sleep(0.006)
    assert time.monotonic() - began > 0.8


def test_a_client_that_reads_little_but_steadily_is_not_cut(relay, big):
    """The kernel reports room only when a third of its buffer is free, here after many seconds."""
    lb = relay([big], health=RARE_PROBES, proxy={"idle_timeout": '"500ms"'})
    client = lb.client(receive_buffer=16_384).begin("/big")
    client.head()
    began = time.monotonic()
    while time.monotonic() < began + 2:
        assert client.socket.recv(4000)
        time.sleep(0.05)
    assert lb.in_flight() == 1
    # It is cut once it reads nothing more.
    wait_until(lambda: lb.in_flight() == 0, "it is cut")
    assert time.monotonic() - began < 2 + 4


def drip(clients, data, every, until):
    """Each client sends a byte from time to time, until all have something to read."""
    over = set()
    poll = select.poll()
    by_descriptor = {client.socket.fileno(): client for client in clients}
    for descriptor in by_descriptor:
        poll.register(descriptor, select.POLLIN)
    end = time.monotonic() + until
    at = 0
    while len(over) < len(clients) and time.monotonic() < end:
        for client in clients:
            if client not in over:
                try:
                    client.send(data[at:at + 1])
                except OSError:
                    pass  # cut already
        at += 1
        for descriptor, _ in poll.poll(every * 1000):
            over.add(by_descriptor[descriptor])
            poll.unregister(descriptor)
        time.sleep(every / 10)
    return len(over)


def test_trickling_heads_are_cut(relay, origin):
    lb = relay([origin()], health=RARE_PROBES, proxy={"header_timeout": '"1s"'})
    clients = [lb.client() for _ in range(200)]
    began = time.monotonic()
    with Load(lb, clients=4) as load:
        head = b"GET / HTTP/1.1\r\nHost: t\r\nX: " + b"a" * 10_000
        assert drip(clients, head, 0.2, PATIENCE) == 200
        assert time.monotonic() - began < 3
    assert load.errors == []
    assert load.slowest < (2 if sanitized() else 0.2)
    assert lb.in_flight() == 0


@pytest.mark.parametrize("head, data", [
    ("Content-Length: 100000", b"x" * 100_000),
    ("Transfer-Encoding: chunked", b"1\r\nx\r\n" * 100_000),
], ids=["length", "chunked"])
def test_a_trickling_body_is_cut(relay, origin, head, data):
    """A byte at a time does not extend the timeout."""
    backend = origin()
    lb = relay([backend], health=RARE_PROBES, proxy={"idle_timeout": '"600ms"'})
    client = lb.client()
    client.send(f"POST / HTTP/1.1\r\nHost: t\r\n{head}\r\n\r\n")
    began = time.monotonic()
    assert drip([client], data, 0.05, PATIENCE) == 1
    assert 0.5 < time.monotonic() - began < 0.6 + 2
    answer = client.answer()
    assert (answer.status, answer.body) == (408, b"the request did not arrive in time\n")
    assert answer.fields["connection"] == "close"
    # The backend does not treat the body as complete.
    wait_until(lambda: backend.open == 0, "its connection is closed")
    assert [request.body for request in backend.requests] == [None]


def test_a_body_that_is_sent_slowly_but_steadily(relay, origin):
    backend = origin()
    lb = relay([backend], health=RARE_PROBES, proxy={"idle_timeout": '"500ms"'})
    with lb.client() as client:
        client.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 20000\r\n\r\n")
        for _ in range(10):
            client.send(b"x" * 2000)
            time.sleep(0.15)
        assert client.answer().status == 200
    assert len(backend.requests[0].body) == 20_000


def test_a_body_that_never_comes(relay, origin):
    backend = origin()
    lb = relay([backend], health=RARE_PROBES, proxy={"idle_timeout": '"400ms"'})
    with lb.client() as client:
        began = time.monotonic()
        client.send("PUT / HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\n")
        assert client.answer().status == 408
        assert 0.3 < time.monotonic() - began < 0.4 + 2
        assert client.at_end()
    wait_until(lambda: backend.open == 0, "the backend's connection is closed")
    assert backend.count() == 1


def test_a_slow_response_does_not_delay_others_of_its_worker(relay, origin):
    backend = origin()
    release = threading.Event()

    def slow(conversation):
        release.wait(10)
        conversation.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        return True

    backend.answers["/slow"] = slow
    lb = relay([backend], health=RARE_PROBES, proxy={"response_timeout": '"10s"'})
    waiting = [lb.client().begin("/slow") for _ in range(50)]
    wait_until(lambda: backend.count("/slow") == 50, "all are under way")
    assert lb.in_flight() == 50
    assert max(lb.ask_for("/").took for _ in range(20)) < (1 if sanitized() else 0.1)
    release.set()
    assert {client.answer().status for client in waiting} == {200}
