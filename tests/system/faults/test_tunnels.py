"""Upgraded connections (WebSockets) that are reset, closed or stalled on either side."""

import socket
import threading
import time

import pytest
from harness.programs import wait_until
from harness.relayed import RARE_PROBES

SWITCHED = (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n")
UPGRADE = ("GET /ws HTTP/1.1\r\nHost: t\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
FOR_OTHERS = {"response_timeout": '"600ms"', "idle_timeout": '"600ms"'}


@pytest.fixture
def tunnel(relay, origin):
    """tunnel(what): a balancer, the backend, and a client whose upgrade is accepted; the backend
    then calls what()."""

    def make(what, first=b"", **options):
        backend = origin()

        def switch(conversation):
            conversation.send(SWITCHED + first)
            return what(conversation)

        backend.answers["/ws"] = switch
        lb = relay([backend], health=RARE_PROBES, proxy=FOR_OTHERS, **options)
        client = lb.client()
        client.send(UPGRADE)
        assert client.head()[0] == 101
        return lb, backend, client

    return make


def echo(conversation):
    while True:
        try:
            more = conversation.socket.recv(65536)
        except OSError:
            return False
        if not more:
            return False
        conversation.send(more)


def received(client, size):
    while len(client._received) < size:
        client._more()
    return client._received


def test_it_carries_both_ways_and_may_be_silent_for_long(tunnel):
    lb, backend, client = tunnel(echo, first=b"hello")
    assert received(client, 5) == b"hello"
    time.sleep(1)  # more than any timeout but tunnel_timeout
    client.send("again")
    assert received(client, 10) == b"helloagain"
    assert lb.in_flight() == 1


@pytest.mark.parametrize("size", [0, 5, 65_536, 1_000_000])
def test_a_backend_that_sends_everything_and_closes(tunnel, size):
    lb, backend, client = tunnel(lambda conversation: False, first=b"x" * size)
    assert received(client, size) == b"x" * size
    client._received = b""
    began = time.monotonic()
    assert client.at_end()
    assert time.monotonic() - began < 2
    client.close()
    wait_until(lambda: lb.in_flight() == 0, "it is over")
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("size", [0, 5, 65_536, 1_000_000])
def test_a_client_that_sends_everything_and_closes(tunnel, size):
    got = []

    def read(conversation):
        try:
            while more := conversation.socket.recv(65536):
                got.append(more)
        except OSError:
            pass
        return False

    lb, backend, client = tunnel(read)
    client.send(b"x" * size)
    client.close()
    began = time.monotonic()
    wait_until(lambda: lb.in_flight() == 0, "it is over")
    assert time.monotonic() - began < 2
    assert sum(map(len, got)) == size


def test_a_half_close_is_passed_on_and_the_other_direction_stays_open(tunnel):
    def late(conversation):
        assert conversation.socket.recv(100) == b"question"
        assert conversation.socket.recv(100) == b""
        time.sleep(0.1)
        conversation.send(b"answer")
        return False

    lb, backend, client = tunnel(late)
    client.send("question")
    client.half_close()
    assert received(client, 6) == b"answer"
    client._received = b""
    assert client.at_end()


@pytest.mark.parametrize("with_bytes", [False, True])
def test_a_client_that_resets(tunnel, with_bytes):
    lb, backend, client = tunnel(echo)
    if with_bytes:
        client.send("bye")
    began = time.monotonic()
    client.reset()
    wait_until(lambda: lb.in_flight() == 0 and backend.open == 0, "both ends are closed")
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("with_bytes", [False, True])
def test_a_backend_that_resets(tunnel, with_bytes):
    def bye(conversation):
        conversation.socket.recv(100)
        if with_bytes:
            conversation.send("bye")
        conversation.reset()

    lb, backend, client = tunnel(bye)
    client.send("go")
    began = time.monotonic()
    with pytest.raises((EOFError, ConnectionResetError)):
        while True:
            client._more()
    wait_until(lambda: lb.in_flight() == 0, "it is over")
    assert time.monotonic() - began < 2


def test_sides_that_do_not_read_do_not_affect_others(tunnel):
    """Both send and neither reads: the buffers are limited, and freed with the client."""
    def flood(conversation):
        conversation.socket.settimeout(20)
        conversation.send(b"x" * 50_000_000)
        return False

    lb, backend, client = tunnel(flood)
    client.socket.setblocking(False)
    last_taken = time.monotonic()
    while time.monotonic() < last_taken + 0.2:
        try:
            client.socket.send(b"y" * 100_000)
            last_taken = time.monotonic()
        except BlockingIOError:
            time.sleep(0.01)
    assert lb.ask_for("/").status == 200
    began = time.monotonic()
    client.reset()
    wait_until(lambda: lb.in_flight() == 0, "it is over")
    assert time.monotonic() - began < 2


def test_a_large_echo_is_complete(tunnel):
    lb, backend, client = tunnel(echo)
    data = bytes(range(256)) * 20_000
    got = b""
    sent = 0
    client.socket.setblocking(False)
    end = time.monotonic() + 20
    while len(got) < len(data) and time.monotonic() < end:
        try:
            sent += client.socket.send(data[sent:sent + 200_000])
        except BlockingIOError:
            pass
        try:
            got += client.socket.recv(200_000)
        except BlockingIOError:
            time.sleep(0.001)
    assert got == data


def test_a_silent_tunnel_ends_after_tunnel_timeout(relay, origin):
    backend = origin()
    backend.answers["/ws"] = lambda conversation: conversation.send(SWITCHED) or echo(conversation)
    lb = relay([backend], health=RARE_PROBES, proxy={"tunnel_timeout": '"500ms"'})
    client = lb.client()
    client.send(UPGRADE)
    assert client.head()[0] == 101
    began = time.monotonic()
    for _ in range(4):
        time.sleep(0.2)
        client.send("x")
    assert received(client, 4) == b"xxxx"
    client._received = b""
    assert client.at_end()
    assert 1.2 < time.monotonic() - began < 3


def test_a_stop_waits_for_a_tunnel_as_long_as_the_drain_lasts(tunnel):
    lb, backend, client = tunnel(echo, balancer_keys={"drain_timeout": '"500ms"'})
    lb.stop()
    client.send("still there")
    assert received(client, 11) == b"still there"
    assert lb.program.wait() == 0
    assert lb.program.messages()[-1] == "balancer stopped after 1 request, 1 connection cut"


def test_a_client_that_half_closes_and_then_resets(tunnel):
    heard, go_on = threading.Event(), threading.Event()

    def half_closed(conversation):
        assert conversation.socket.recv(100) == b""
        heard.set()
        assert go_on.wait(10)
        time.sleep(3)  # sends nothing and does not close
        return False

    lb, backend, client = tunnel(half_closed)
    client.half_close()
    assert heard.wait(10)
    began = time.monotonic()
    client.reset()
    go_on.set()
    wait_until(lambda: lb.in_flight() == 0, "it is over")
    assert time.monotonic() - began < 2


def test_a_backend_that_half_closes_and_then_resets(tunnel):
    go_on = threading.Event()

    def half_closed(conversation):
        conversation.socket.shutdown(socket.SHUT_WR)
        assert go_on.wait(10)
        conversation.reset()

    lb, backend, client = tunnel(half_closed)
    assert client.at_end()  # of what the backend sent
    began = time.monotonic()
    go_on.set()
    wait_until(lambda: lb.in_flight() == 0, "it is over")
    assert time.monotonic() - began < 2


def test_a_backend_that_half_closes_and_resets_while_it_takes_nothing(tunnel):
    go_on = threading.Event()

    def half_closed(conversation):
        conversation.socket.shutdown(socket.SHUT_WR)
        assert go_on.wait(10)
        conversation.reset()

    lb, backend, client = tunnel(half_closed)
    assert client.at_end()
    client.socket.settimeout(0.3)
    with pytest.raises(TimeoutError):
        while True:
            client.socket.send(b"x" * 65536)
    began = time.monotonic()
    go_on.set()
    wait_until(lambda: lb.in_flight() == 0, "it is over")
    assert time.monotonic() - began < 2
