"""Connections of clients: persistence, pipelining, timeouts and limits."""

import re
import socket
import time
from threading import Thread

import pytest
from harness.client import Client
from harness.programs import PATIENCE, sanitized, wait_until

GET = "GET / HTTP/1.1\r\nHost: t\r\n\r\n"


@pytest.fixture
def served(balancer, fake_backend):
    """served(...): starts a balancer with one backend; returns it and the address of its redirects."""

    def make(**options):
        backend = fake_backend()
        return balancer([backend], **options), backend.url

    return make


def test_a_connection_is_kept_for_any_number_of_requests(served):
    lb, url = served()
    with lb.client() as client:
        for number in range(300):
            response = client.get(f"/{number}")
            assert response.location == f"{url}/{number}"
            assert "connection" not in response.fields
    assert lb.figure("rrlb_connections_total") == 1
    assert lb.figure("rrlb_requests_total") == 300


def test_connection_close_is_obeyed(served):
    lb, url = served()
    with lb.client() as client:
        assert client.get("/a").location == url + "/a"
        response = client.get("/b", "Connection: close\r\n")
        assert (response.location, response.fields["connection"]) == (url + "/b", "close")
        assert client.at_end()


def test_requests_after_connection_close_are_not_answered(served):
    lb, url = served()
    with lb.client() as client:
        client.send("GET /a HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n" + GET)
        assert client.response().location == url + "/a"
        assert client.at_end()
    assert lb.figure("rrlb_requests_total") == 1


def test_http_1_0_is_closed_after_the_answer(served):
    lb, url = served()
    with lb.client() as client:
        response = client.ask("GET /a HTTP/1.0\r\n\r\n")
        assert (response.location, response.fields["connection"]) == (url + "/a", "close")
        assert client.at_end()


def test_http_1_0_with_keep_alive_stays_open(served):
    lb, url = served()
    with lb.client() as client:
        for number in range(3):
            response = client.ask(f"GET /{number} HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            assert response.location == f"{url}/{number}"
            assert response.fields["connection"] == "keep-alive"


def test_pipelined_requests_are_answered_in_order(served):
    lb, url = served()
    count = 2000
    with lb.client() as client:
        requests = "".join(f"GET /{i} HTTP/1.1\r\nHost: t\r\n\r\n" for i in range(count))
        sender = Thread(target=client.send, args=(requests,))
        sender.start()
        for number in range(count):
            assert client.response().location == f"{url}/{number}"
        sender.join()
        assert client.get("/last").location == url + "/last"
    assert lb.figure("rrlb_requests_total") == count + 1


def test_pipelined_requests_of_all_kinds_keep_their_order(served):
    lb, url = served()
    with lb.client() as client:
        client.send(
            "GET /1 HTTP/1.1\r\nHost: t\r\n\r\n"
            "GET /stats HTTP/1.1\r\nHost: t\r\n\r\n"
            "POST /2 HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\nhello"
            "OPTIONS * HTTP/1.1\r\nHost: t\r\n\r\n"
            "\r\n"
            "POST /3 HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n"
            "5\r\nhello\r\n0\r\n\r\n"
            "GET /stats HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n")
        assert client.response().location == url + "/1"
        assert b'"requests":1,' in client.response().body
        assert client.response().location == url + "/2"
        assert client.response().status == 204
        assert client.response().location == url + "/3"
        assert b'"requests":3,' in client.response().body
        assert client.at_end()


def test_head_is_answered_without_a_body(balancer):
    lb = balancer([])
    with lb.client() as client:
        client.send("HEAD /x HTTP/1.1\r\nHost: t\r\n\r\n")
        response = client.response(to_head=True)
        assert (response.status, response.fields["content-length"]) == (503, "37")
        assert client.get("/").body == b"no backend can take this request now\n"


def test_head_is_redirected(served):
    lb, url = served()
    with lb.client() as client:
        client.send("HEAD /x HTTP/1.1\r\nHost: t\r\n\r\n")
        assert client.response(to_head=True).location == url + "/x"
        assert client.get("/y").location == url + "/y"


BODIES = {
    "none": "Content-Length: 0\r\n\r\n",
    "short": "Content-Length: 5\r\n\r\nhello",
    "one that looks like a request": f"Content-Length: {len(GET)}\r\n\r\n{GET}",
    "100 KB": "Content-Length: 100000\r\n\r\n" + "x" * 100_000,
    "the limit": "Content-Length: 1048576\r\n\r\n" + "x" * 1_048_576,
    "chunked": "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    "chunked, empty": "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunked, with extension and trailers":
        "Transfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nHost: evil\r\nX: y\r\n\r\n",
    "chunked, one that looks like a request":
        f"Transfer-Encoding: chunked\r\n\r\n{len(GET):x}\r\n{GET}\r\n0\r\n\r\n",
    "chunked, 200 KB":
        "Transfer-Encoding: chunked\r\n\r\n"
        + ("1000\r\n" + "x" * 4096 + "\r\n") * 50 + "0\r\n\r\n",
}


@pytest.mark.parametrize("what", BODIES)
def test_a_body_is_read_and_discarded(served, what):
    lb, url = served()
    with lb.client() as client:
        for number in range(2):
            client.send(f"POST /{number} HTTP/1.1\r\nHost: t\r\n{BODIES[what]}")
            client.send("GET /next HTTP/1.1\r\nHost: t\r\n\r\n")
            assert client.response().location == f"{url}/{number}"
            assert client.response().location == url + "/next"
    assert lb.figure("rrlb_requests_total") == 4


def test_a_body_over_the_limit_is_answered_and_the_connection_closed(served):
    lb, url = served()
    body = b"x" * (8 << 20)
    with lb.client() as client:
        client.send(f"POST /big HTTP/1.1\r\nHost: t\r\nContent-Length: {len(body)}\r\n\r\n")
        # Like most clients, sends everything before reading the response.
        client.send(body)
        response = client.response()
        assert (response.location, response.fields["connection"]) == (url + "/big", "close")
        assert client.at_end()


def test_a_chunked_body_over_the_limit_ends_the_connection_after_the_answer(served):
    lb, url = served(proxy={"max_body_bytes": '"64KiB"'})
    with lb.client() as client:
        client.send("POST /big HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(100):
            client.send("1000\r\n" + "x" * 4096 + "\r\n")
        client.send("0\r\n\r\n")
        assert client.response().location == url + "/big"
        assert client.at_end()
    assert lb.figure("rrlb_requests_refused_total") == 1


def test_a_client_that_expects_100_gets_its_response_immediately(served):
    lb, url = served()
    with lb.client() as client:
        response = client.ask("POST /x HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n"
                              "Expect: 100-continue\r\n\r\n")
        assert response.location == url + "/x"
        # The client may or may not send the body now, so the connection cannot be reused.
        assert response.fields["connection"] == "close"
        client.send("hello")
        assert client.at_end()


def test_requests_may_come_byte_by_byte(served):
    lb, url = served()
    requests = ("GET /a?b=c HTTP/1.1\r\nHost: t\r\nX-Field: some value\r\n\r\n"
                "POST /d HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n"
                "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nX: y\r\n\r\n"
                "POST /e HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\n\r\nabc"
                "HEAD /f HTTP/1.0\r\n\r\n")
    with lb.client() as client:
        client.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in requests.encode():
            client.send(bytes([byte]))
        for path in ["/a?b=c", "/d", "/e"]:
            assert client.response().location == url + path
        assert client.response(to_head=True).location == url + "/f"
        assert client.at_end()


def test_a_half_closed_client_gets_its_responses(served):
    lb, url = served()
    with lb.client() as client:
        client.send("GET /a HTTP/1.1\r\nHost: t\r\n\r\nGET /stats HTTP/1.1\r\nHost: t\r\n\r\n"
                    "GET /b HTTP/1.1\r\nHost: t\r\n\r\n")
        client.socket.shutdown(socket.SHUT_WR)
        assert client.response().location == url + "/a"
        assert client.response().status == 200
        assert client.response().location == url + "/b"
        assert client.at_end()


def test_an_incomplete_request_is_not_answered(served):
    lb, _ = served()
    for half in ["GET", GET[:20], "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n"]:
        with lb.client() as client:
            client.send(half)
            client.socket.shutdown(socket.SHUT_WR)
            assert client.at_end()
    wait_until(lambda: lb.figure("rrlb_connections") == 0, "all are gone")
    assert lb.figure("rrlb_requests_total") == 0
    assert lb.figure("rrlb_requests_refused_total") == 0


def test_clients_that_reset_leave_nothing_behind(served):
    lb, url = served()
    lb.get()
    descriptors = lb.program.descriptors()
    for what in ["", "GET", GET, GET * 100, "GET /stats HTTP/1.1\r\nHost: t\r\n\r\n",
                 "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 5000\r\n\r\nhe"]:
        for _ in range(20):
            client = lb.client()
            client.send(what)
            client.reset()
    wait_until(lambda: lb.figure("rrlb_connections") == 0, "all are gone")
    assert lb.figure("rrlb_requests_in_flight") == 0
    # The connection of the request above, and perhaps that of a probe.
    wait_until(lambda: lb.program.descriptors() <= descriptors + 2, "no descriptor is lost")
    assert lb.get("/x").location == url + "/x"


def test_a_trickling_head_does_not_extend_its_timeout(served):
    lb, _ = served(proxy={"header_timeout": '"600ms"'})
    with lb.client() as client:
        began = time.monotonic()
        head = iter("GET / HTTP/1.1\r\nX: " + "a" * 10_000)
        client.socket.settimeout(0.05)
        answer = b""
        while not answer:
            client.send(next(head))
            try:
                answer = client.socket.recv(65536)
            except TimeoutError:
                assert time.monotonic() - began < PATIENCE
        took = time.monotonic() - began
        client.socket.settimeout(PATIENCE)
        assert re.sub(rb"Date: [^\r]*", b"Date: D", answer) == (
            b"HTTP/1.1 408 Request Timeout\r\nDate: D\r\nConnection: close\r\n"
            b"Content-Type: text/plain; charset=utf-8\r\nContent-Length: 35\r\n\r\n"
            b"the request did not arrive in time\n")
        assert client.at_end()
    assert 0.5 < took < 10
    assert lb.figure("rrlb_requests_refused_total") == 1


def test_each_head_has_its_own_timeout(served):
    """A client may send the beginning of the next head together with the end of one."""
    lb, url = served(proxy={"header_timeout": '"1s"'})
    with lb.client() as client:
        client.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        began = time.monotonic()
        client.send("GET / HT")
        while time.monotonic() - began < 2.5:
            client.send("TP/1.1\r\nHost: t\r\n\r\nGET / HT")
            assert client.response().location == url + "/"
            time.sleep(0.05)


def test_a_body_has_its_own_timeout(served):
    """The idle time before a request does not count."""
    lb, url = served(proxy={"idle_timeout": '"2s"'})
    with lb.client() as client:
        client.get("/")
        time.sleep(1.2)
        client.send("POST /x HTTP/1.1\r\nHost: t\r\nContent-Length: 10\r\n\r\nhello")
        assert client.response().location == url + "/x"
        time.sleep(1.2)
        client.send("world")
        assert client.get("/y").location == url + "/y"


def test_a_body_that_does_not_come_ends_the_connection(served):
    lb, url = served(proxy={"idle_timeout": '"300ms"'})
    with lb.client() as client:
        client.send("POST /x HTTP/1.1\r\nHost: t\r\nContent-Length: 10\r\n\r\nhello")
        assert client.response().location == url + "/x"
        assert client.at_end()


def test_an_idle_connection_is_closed_without_a_response(served):
    lb, _ = served(proxy={"idle_timeout": '"300ms"'})
    with lb.client() as client:
        client.get("/")
        assert client.at_end()
    assert lb.figure("rrlb_requests_refused_total") == 0


def test_a_connection_without_any_request_is_closed_without_a_response(served):
    lb, _ = served(proxy={"header_timeout": '"300ms"'})
    with lb.client() as client:
        assert client.at_end()
    assert lb.figure("rrlb_requests_refused_total") == 0


def send_until_nothing_is_read(lb, client, request):
    """Sends one request after another until responses wait in the balancer for the client to read.
    Returns the number of requests that were sent completely."""
    client.socket.setblocking(False)
    requests = request.encode() * 500
    sent = 0
    while lb.figure("rrlb_requests_in_flight") == 0:
        try:
            while True:
                sent += client.socket.send(requests[sent % len(requests):])
        except BlockingIOError:
            time.sleep(0.01)
    client.socket.settimeout(PATIENCE)
    rest = -sent % len(request)
    if rest:
        Thread(target=client.send, args=(request[-rest:],), daemon=True).start()
    return (sent + rest) // len(request)


def test_a_slow_reader_gets_all_responses_and_costs_little_memory(served):
    lb, url = served()
    with Client(lb.port, receive_buffer=2048) as client:
        lb.get()
        memory = lb.program.memory()
        count = send_until_nothing_is_read(lb, client, GET)
        if not sanitized():
            assert lb.program.memory() < memory + (1 << 20)
        answered = lb.figure("rrlb_requests_total")
        assert answered - 1 < count
        assert lb.get("/other").location == url + "/other"
        for _ in range(count):
            assert client.response().location == url + "/"
        assert client.get("/last").location == url + "/last"
    assert lb.figure("rrlb_requests_total") == count + 3


def test_a_slow_reader_of_large_responses_costs_little_memory(balancer):
    """The statistics of 200 backends have 70 KB; 500 requests for them fit into a few packets."""
    lb = balancer([{"url": f"http://127.0.0.1:{port}"} for port in range(1, 201)])
    request = "GET /stats HTTP/1.1\r\nHost: t\r\n\r\n"
    with Client(lb.port, receive_buffer=32768) as client:
        with lb.client() as other:
            size = len(other.ask(request).body)
        memory = lb.program.memory()
        count = 150
        client.send(request * count)
        wait_until(lambda: lb.figure("rrlb_requests_in_flight") == 1, "answers wait to be read")
        # Long enough to show whether it keeps answering.
        with lb.client() as other:
            for _ in range(20):
                other.ask(request)
        if not sanitized():
            assert lb.program.memory() < memory + 20 * size
        for _ in range(count):
            response = client.response()
            assert (response.status, response.body[:9]) == (200, b'{"time":"')
