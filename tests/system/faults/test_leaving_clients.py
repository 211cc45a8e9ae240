"""Clients that reset, close or half-close: a request that no client waits for any more is stopped
immediately; other requests are finished."""

import signal
import socket
import time

import pytest
from harness.asking import Asker
from harness.programs import wait_until
from harness.relayed import RARE_PROBES

AT_ONCE = 5  # seconds; the timeouts are much longer in these tests
PATIENT = {"response_timeout": '"30s"', "idle_timeout": '"30s"', "queue_timeout": '"30s"'}


def reset(client):
    client.reset()


def close(client):
    client.close()


def gone_at_once(lb, backend, leave, client):
    """The client leaves, and its requests are stopped."""
    wait_until(lambda: lb.in_flight() == 1, "it is under way")
    began = time.monotonic()
    leave(client)
    wait_until(lambda: backend.open == 0, "the backend's connection is closed", 20)
    wait_until(lambda: lb.in_flight() == 0, "nothing is in flight", 20)
    assert time.monotonic() - began < AT_ONCE


@pytest.fixture
def silent(origin):
    """A backend that never answers /wait, and only begins to answer /begin."""
    backend = origin()

    def wait(conversation):
        conversation.read_body()
        conversation.wait_for_end()

    def begin(conversation):
        conversation.read_body()
        conversation.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nbegin")
        conversation.wait_for_end()

    def upload(conversation):
        conversation.wait_for_end()

    def deaf(conversation):
        while conversation.socket.fileno() != -1:  # notices the close without reading
            error = conversation.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            state = conversation.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0]
            if error or state != 1:  # TCP_ESTABLISHED
                return False
            time.sleep(0.01)

    backend.answers.update({"/wait": wait, "/begin": begin, "/upload": upload, "/deaf": deaf})
    return backend


def test_a_reset_while_the_backend_thinks(relay, silent):
    lb = relay([silent], health=RARE_PROBES, proxy=PATIENT)
    client = lb.client().begin("/wait")
    wait_until(lambda: silent.count("/wait") == 1, "the backend has it")
    gone_at_once(lb, silent, reset, client)


def test_a_reset_during_the_response(relay, silent):
    lb = relay([silent], health=RARE_PROBES, proxy=PATIENT)
    client = lb.client().begin("/begin")
    assert client.head()[0] == 200
    gone_at_once(lb, silent, reset, client)


@pytest.mark.parametrize("framing", ["chunked", "length", "close"])
def test_a_close_during_the_response(relay, silent, framing):
    """The next part that is sent shows that the client has closed."""
    lb = relay([silent], health=RARE_PROBES, proxy=PATIENT)
    client = lb.client().begin(f"/stream?parts=400&every=50&framing={framing}")
    assert client.head()[0] == 200
    gone_at_once(lb, silent, close, client)


@pytest.mark.parametrize("framing", ["Content-Length: 1000000", "Transfer-Encoding: chunked"])
@pytest.mark.parametrize("leave", [reset, close])
def test_a_client_that_leaves_during_its_upload(relay, silent, leave, framing):
    lb = relay([silent], health=RARE_PROBES, proxy=PATIENT)
    client = lb.client()
    client.send(f"POST /upload HTTP/1.1\r\nHost: t\r\n{framing}\r\n\r\n3e8\r\n" + "x" * 500)
    wait_until(lambda: silent.count("/upload") == 1, "the backend has it")
    gone_at_once(lb, silent, leave, client)
    assert silent.requests[0].body is None


def test_a_reset_during_an_upload_to_a_backend_that_does_not_read(relay, silent):
    lb = relay([silent], health=RARE_PROBES, proxy=PATIENT)
    client = lb.client()
    client.socket.setblocking(False)
    client.socket.send(b"POST /deaf HTTP/1.1\r\nHost: t\r\nContent-Length: 100000000\r\n\r\n")
    last_taken = time.monotonic()
    while time.monotonic() < last_taken + 0.1:  # until the kernel's buffers are full
        try:
            client.socket.send(b"x" * 100_000)
            last_taken = time.monotonic()
        except BlockingIOError:
            time.sleep(0.005)
    gone_at_once(lb, silent, reset, client)


def test_a_reset_with_an_unread_response(relay, silent):
    lb = relay([silent], health=RARE_PROBES, proxy=PATIENT)
    client = lb.client(receive_buffer=4096).begin("/stream?parts=400&every=0&size=100000")
    assert client.head()[0] == 200
    time.sleep(0.2)
    gone_at_once(lb, silent, reset, client)


def test_many_clients_that_leave_at_any_point(relay, silent):
    """In random order, by reset and by close, at two workers."""
    lb = relay([silent], balancer_keys={"workers": 2}, health=RARE_PROBES, proxy=PATIENT)
    targets = ["/wait", "/begin", "/", "/stream?every=1", "/stream?parts=100&size=50000&every=0"]
    for number in range(300):
        client = lb.client()
        if number % 7 == 0:
            client.send(f"PUT /upload HTTP/1.1\r\nHost: t\r\nContent-Length: {number}\r\n\r\nx")
        else:
            for _ in range(1 + number % 3):
                client.begin(targets[number % 5])
        if number % 4 == 0:
            time.sleep(0.001)
        (reset if number % 2 else close)(client)
    # While the backend has not answered, a close cannot be distinguished from a half-close.
    wait_until(lambda: silent.close_connections() or lb.in_flight() == 0, "nothing is in flight")
    assert lb.ask_for("/").status == 200


@pytest.mark.parametrize("target", ["/", "/stream", "/stream?framing=length&parts=10",
                                    "/stream?framing=close&parts=10",
                                    "/stream?parts=20&size=200000&every=0"])
def test_a_half_closed_client_gets_its_answer(relay, origin, target):
    backend = origin()
    lb = relay([backend], health=RARE_PROBES)
    with lb.client() as client:
        client.begin(target)
        client.half_close()
        answer = client.answer()
        assert (answer.status, answer.whole) == (200, True)
        assert client.at_end()
    assert backend.count() == 1


def test_a_half_closed_client_gets_the_answer_to_its_upload(relay, origin):
    backend = origin()
    lb = relay([backend], health=RARE_PROBES)
    body = b"x" * 500_000
    for fields, sent in [(f"Content-Length: {len(body)}", body),
                         ("Transfer-Encoding: chunked", b"7a120\r\n" + body + b"\r\n0\r\n\r\n")]:
        with lb.client() as client:
            client.send(f"POST / HTTP/1.1\r\nHost: t\r\n{fields}\r\n\r\n".encode() + sent)
            client.half_close()
            assert client.answer().status == 200
            assert client.at_end()
        assert backend.requests[-1].body == body


def test_a_half_closed_client_gets_all_its_answers(relay, origin):
    backend = origin()
    lb = relay([backend], health=RARE_PROBES)
    with lb.client() as client:
        for number in range(20):
            client.begin(f"/{number}")
        client.half_close()
        assert [client.answer().body for _ in range(20)] == [
            f"GET /{number}\n".encode() for number in range(20)]
        assert client.at_end()


@pytest.mark.parametrize("framing", ["Content-Length: 1000", "Transfer-Encoding: chunked"])
@pytest.mark.parametrize("leave", [Asker.half_close, close, reset])
def test_an_incomplete_upload_and_its_end_in_one_event(relay, origin, leave, framing):
    """With an idle connection to the backend, all happens within one event."""
    backend = origin()
    lb = relay([backend], health=RARE_PROBES)
    clients = [lb.client() for _ in range(5)]
    for client in clients:
        assert client.ask_for("/").status == 200
    lb.program.signal(signal.SIGSTOP)
    clients += [lb.client() for _ in range(5)]
    for client in clients:
        client.send(f"POST / HTTP/1.1\r\nHost: t\r\n{framing}\r\n\r\n5\r\nhalf")
        leave(client)
    lb.program.signal(signal.SIGCONT)
    wait_until(lambda: lb.figure("rrlb_connections") == 0, "all are gone")
    assert all(request.body is None for request in backend.requests if request.method == "POST")


def test_a_half_closed_client_that_waits_for_its_retry(relay, origin):
    """The first backend closes without an answer; the client still waits."""
    first, second = origin(), origin()
    first.answers["/"] = second.answers["/"] = lambda conversation: time.sleep(0.1)
    lb = relay([first, second], health=RARE_PROBES)
    second.answers["/"] = b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nsecond\n"
    for _ in range(2):
        with lb.client() as client:
            client.begin("/")
            client.half_close()
            assert client.answer().body == b"second\n"


def test_an_upload_that_is_half_closed_too_early_is_refused(relay, origin):
    backend = origin()
    lb = relay([backend], health=RARE_PROBES)
    with lb.client() as client:
        client.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 1000\r\n\r\nhalf")
        client.half_close()
        with pytest.raises((EOFError, ConnectionResetError)):
            client.answer()
    wait_until(lambda: backend.open == 0, "the backend's connection is closed")
    assert all(request.body is None for request in backend.requests)
    with Asker(lb.port) as client:
        assert client.ask_for("/").status == 200
