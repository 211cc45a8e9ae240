"""Responses that break off, stall or trickle: never taken for complete, never waited for without limit."""

import threading
import time

import pytest
from harness.asking import Asker
from harness.origin import whole
from harness.relayed import RARE_PROBES, SHORT

HALF, ALL = 50_000, 100_000
FRAMINGS = {
    "length": f"Content-Length: {ALL}\r\n",
    "chunked": "Transfer-Encoding: chunked\r\n",
    "close": "Connection: close\r\n",
}


def half(conversation, framing):
    conversation.read_body()
    head = f"HTTP/1.1 200 OK\r\n{FRAMINGS[framing]}\r\n".encode()
    chunk = b"%x\r\n" % ALL if framing == "chunked" else b""
    conversation.send(head + chunk + b"x" * HALF)


def reset(conversation):
    time.sleep(0.05)  # so that what was sent before is received before
    conversation.reset()


def close(conversation):
    return False


def hang(conversation):
    conversation.wait_for_end()


@pytest.mark.parametrize("version", ["HTTP/1.1", "HTTP/1.0"])
@pytest.mark.parametrize("how, framing", [
    (how, framing) for how in (reset, close, hang) for framing in FRAMINGS
    if (how, framing) != (close, "close")])  # that is a complete response
def test_an_incomplete_response(relay, origin, how, framing, version):
    backend = origin()

    def answer(conversation):
        half(conversation, framing)
        return how(conversation)

    backend.answers["/half"] = answer
    lb = relay([backend], health=RARE_PROBES, proxy={"response_timeout": '"300ms"'})
    with lb.client() as client:
        began = time.monotonic()
        client.send(f"GET /half {version}\r\nHost: t\r\n\r\n")
        answer = client.answer()
        took = time.monotonic() - began
        assert (answer.status, answer.whole) == (200, False)
        assert answer.body.count(b"x") <= HALF
        if how is hang:
            assert answer.body.count(b"x") == HALF
            assert 0.25 < took < 0.3 + 1
        assert client.at_end()
    assert backend.count("/half") == 1  # it was not retried
    assert lb.ask_for("/").status == 200


@pytest.mark.parametrize("framing", FRAMINGS)
def test_a_reset_right_after_a_part_is_passed_on_immediately(relay, origin, framing):
    backend = origin()

    def answer(conversation):
        half(conversation, framing)
        conversation.reset()

    backend.answers["/half"] = answer
    lb = relay([backend], health=RARE_PROBES, proxy={"response_timeout": '"1m"'})
    for _ in range(20):
        answer = lb.ask_for("/half", method="POST", body=b"x")
        assert answer.took < 5
        assert answer.status == 502 or (answer.status, answer.whole) == (200, False)


@pytest.mark.parametrize("framing", FRAMINGS)
def test_a_head_and_then_silence(relay, origin, framing):
    backend = origin()

    def answer(conversation):
        conversation.send(f"HTTP/1.1 200 OK\r\n{FRAMINGS[framing]}\r\n")
        conversation.wait_for_end()

    backend.answers["/hang"] = answer
    lb = relay([backend], health=RARE_PROBES, proxy=SHORT)
    with lb.client() as client:
        began = time.monotonic()
        head = client.begin("/hang").head()  # is passed on immediately
        assert time.monotonic() - began < 0.9
        assert not client.rest(*head).whole
        assert 0.9 < time.monotonic() - began < 1 + 1


@pytest.mark.parametrize("part", [b"HTTP/1.1 200", b"HTTP/1.1 200 OK\r\nContent-Le"])
def test_an_incomplete_head_and_then_silence(relay, origin, part):
    first, second = origin(), origin()

    def answer(conversation):
        conversation.send(part)
        conversation.wait_for_end()

    first.answers["/hang"] = second.answers["/hang"] = answer
    lb = relay([first, second], health=RARE_PROBES, proxy={"response_timeout": '"300ms"'})
    answer = lb.ask_for("/hang", method="POST", body=b"x")
    assert answer.status == 504
    assert 0.25 < answer.took < 0.3 + 1
    assert first.count() + second.count() == 1
    answer = lb.ask_for("/hang")
    assert answer.status == 504  # both backends were tried
    assert 0.5 < answer.took < 2
    assert first.count() + second.count() == 3


def test_a_trickling_response_is_relayed_to_its_end(relay, origin):
    """The timeout is for the silence between two parts, not for the whole response."""
    backend = origin()
    lb = relay([backend], health=RARE_PROBES, proxy={"response_timeout": '"300ms"'})
    clients = [lb.client() for _ in range(3)]
    began = time.monotonic()
    for client, framing in zip(clients, FRAMINGS):
        client.begin(f"/stream?parts=20&every=60&size=10&framing={framing}")
    for client in clients:
        answer = client.answer()
        assert (answer.status, answer.whole, len(answer.body)) == (200, True, 200)
    assert time.monotonic() - began > 1.1


def test_each_part_is_passed_on_when_it_arrives(relay, origin):
    backend = origin()
    seen = threading.Event()

    def answer(conversation):
        conversation.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(10):
            conversation.send("1\r\nx\r\n")
            seen.wait(5)
            seen.clear()
        conversation.send("0\r\n\r\n")
        return True

    backend.answers["/parts"] = answer
    lb = relay([backend], health=RARE_PROBES)
    with lb.client() as client:
        client.begin("/parts").head()
        for _ in range(10):
            assert [client.line(), client.line()] == [b"1", b"x"]
            seen.set()
        assert client.line() == b"0"


def test_garbage_instead_of_a_response(relay, origin):
    first, second = origin(), origin()
    lb = relay([first, second], health=RARE_PROBES)
    for nonsense in [b"\0" * 100, b"SSH-2.0-OpenSSH_9.2\r\n", b"HTTP/1.1 OK\r\n\r\n"]:
        first.answers["/nonsense"] = second.answers["/nonsense"] = nonsense
        before = first.count() + second.count()
        answer = lb.ask_for("/nonsense")
        assert (answer.status, answer.body) == (502, b"the backend's answer is malformed\n")
        assert first.count() + second.count() == before + 1


def test_a_response_before_the_end_of_the_request(relay, origin):
    """The backend refuses an upload without reading it, and closes, which may reset."""
    backend = origin()

    def refuse(conversation):
        conversation.send(
            "HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nno\n")
        return False

    backend.answers["/upload"] = refuse
    lb = relay([backend], health=RARE_PROBES)
    statuses = []
    for _ in range(20):
        with Asker(lb.port) as client:
            client.send("POST /upload HTTP/1.1\r\nHost: t\r\nContent-Length: 5000000\r\n\r\n")
            try:
                for _ in range(50):
                    client.send(b"x" * 100_000)
            except OSError:
                pass
            try:
                statuses.append(client.answer().status)
            except (EOFError, OSError):
                statuses.append(None)
    # The backend's reset may overtake its response, but the upload must not look successful.
    assert set(statuses) <= {413, 502, None}
    assert lb.ask_for("/").status == 200
    assert backend.count("/upload") == 20


def test_a_backend_that_stops_reading(relay, origin):
    backend = origin()

    def hang(conversation):
        time.sleep(3)
        return False

    backend.answers["/upload"] = hang
    lb = relay([backend], health=RARE_PROBES, proxy={"response_timeout": '"500ms"'})
    with lb.client() as client:
        client.socket.settimeout(0.1)
        client.send("POST /upload HTTP/1.1\r\nHost: t\r\nContent-Length: 50000000\r\n\r\n")
        began = time.monotonic()
        try:
            while True:
                client.send(b"x" * 100_000)
        except OSError:
            pass  # the kernel's buffers are full, or the connection was cut
        client.socket.settimeout(10)
        assert client.answer().status == 504
        assert time.monotonic() - began < 2.5  # the backend ends after 3
    assert backend.count("/upload") == 1


def test_a_backend_that_reads_slowly_but_steadily_is_not_cut(relay, origin):
    backend = origin(receive_buffer=16_384)

    def slow(conversation):
        end = time.monotonic() + 2
        while time.monotonic() < end:
            conversation._received += conversation.socket.recv(4000)
            time.sleep(0.05)
        conversation.read_body()
        conversation.send(whole("taken\n"))
        return True

    backend.answers["/upload"] = slow
    lb = relay([backend], health=RARE_PROBES, proxy={"response_timeout": '"500ms"'})
    answer = lb.ask_for("/upload", method="POST", body=b"x" * 4_000_000)
    assert (answer.status, answer.body) == (200, b"taken\n")
    assert len(backend.requests[0].body) == 4_000_000


def test_a_trickling_upload_does_not_extend_the_timeout_of_a_stalled_backend(relay, origin):
    """The backend must make progress; data from the client does not count."""
    backend = origin(receive_buffer=4096)

    def hang(conversation):
        time.sleep(3)
        return False

    backend.answers["/upload"] = hang
    lb = relay([backend], health=RARE_PROBES, proxy={"response_timeout": '"500ms"'})
    with lb.client() as client:
        client.send("POST /upload HTTP/1.1\r\nHost: t\r\nContent-Length: 50000000\r\n\r\n")
        client.send(b"x" * 3_000_000)  # more than the backend's socket takes
        began = time.monotonic()
        while lb.in_flight() and time.monotonic() < began + 2.5:
            client.send(b"x")
            time.sleep(0.05)
        assert time.monotonic() - began < 2.4


def test_extra_bytes_after_a_response_do_not_become_the_next_one(relay, origin):
    """The connection of a backend that sends extra bytes is closed; clients get right responses."""
    backend = origin()
    extra = whole("mine\n") + whole("stolen\n")
    backend.answers["/extra"] = extra
    lb = relay([backend], health=RARE_PROBES)
    with lb.client() as client:
        for _ in range(10):
            assert client.ask_for("/extra").body == b"mine\n"
            assert client.ask_for("/").body == b"GET /\n"


def test_a_reset_during_the_upload_does_not_complete_the_response(relay, origin):
    backend = origin(receive_buffer=4096)

    def answer(conversation):  # without reading the body
        conversation.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhalf of ")
        time.sleep(0.3)  # so that the balancer's buffer to the backend is full
        conversation.reset()

    backend.answers["/upload"] = answer
    with relay([backend], health=RARE_PROBES).client() as client:
        body = threading.Thread(target=upload, args=(client, 20_000_000), daemon=True)
        body.start()
        answer = client.answer()
        assert (answer.status, answer.body.count(b"half of "), answer.whole) == (200, 1, False)
        client.close()
        body.join()


def upload(client, size):
    try:
        client.send(f"POST /upload HTTP/1.1\r\nHost: t\r\nContent-Length: {size}\r\n\r\n")
        client.send(b"x" * size)
    except OSError:
        pass  # closed by the balancer
