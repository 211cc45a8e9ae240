"""Refused requests and their messages; no request can forge a response."""

import re
import socket

import pytest

BODIES = {
    400: ("Bad Request", "malformed request\n"),
    414: ("URI Too Long", "the request line is too long\n"),
    431: ("Request Header Fields Too Large", "the request header is too large\n"),
    501: ("Not Implemented", "this method is not served here\n"),
    505: ("HTTP Version Not Supported", "only HTTP/1.0 and HTTP/1.1 are spoken here\n"),
}

CLIENT_HELLO = bytes.fromhex(
    "16030100c8010000c403030102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f2000"
    "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f0026c02bc02fc02cc030cca9cca8"
) + b"\0" * 100

HOST = b"Host: t\r\n"
ON = b"GET / HTTP/1.1\r\nHost: t\r\n"
POST = b"POST / HTTP/1.1\r\nHost: t\r\n"

MALFORMED = {
    "a TLS ClientHello": CLIENT_HELLO,
    "a bare LF after the request line": b"GET / HTTP/1.1\nHost: t\r\n\r\n",
    "a bare LF after a field": b"GET / HTTP/1.1\r\nHost: t\nX: y\r\n\r\n",
    "bare LFs alone": b"GET / HTTP/1.1\nHost: t\n\n",
    "a bare CR in a value": ON + b"X: a\rY: b\r\n\r\n",
    "a NUL in a value": ON + b"X: a\0b\r\n\r\n",
    "a control character in a value": ON + b"X: a\x01b\r\n\r\n",
    "a folded line": ON + b"X: a\r\n b\r\n\r\n",
    "space before the first field": b"GET / HTTP/1.1\r\n Host: t\r\n\r\n",
    "space before a colon": ON + b"X : y\r\n\r\n",
    "no colon": ON + b"nothing\r\n\r\n",
    "an empty field name": ON + b": y\r\n\r\n",
    "no Host": b"GET / HTTP/1.1\r\n\r\n",
    "two Hosts": ON + HOST + b"\r\n",
    "an empty Host": b"GET / HTTP/1.1\r\nHost:\r\n\r\n",
    "a Host with a path": b"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
    "a Host with a user": b"GET / HTTP/1.1\r\nHost: u@a\r\n\r\n",
    "two lengths": POST + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
    "two lengths in one": POST + b"Content-Length: 5, 5\r\n\r\nhello",
    "length and coding": POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "coding and length": POST + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
    "a negative length": POST + b"Content-Length: -5\r\n\r\n",
    "a length with a plus": POST + b"Content-Length: +5\r\n\r\nhello",
    "a length in hex": POST + b"Content-Length: 0x5\r\n\r\nhello",
    "an empty length": POST + b"Content-Length:\r\n\r\n",
    "a length past counting": POST + b"Content-Length: 18446744073709551621\r\n\r\nhello",
    "an unknown coding": POST + b"Transfer-Encoding: xchunked\r\n\r\n",
    "two codings": POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "coding in HTTP/1.0": b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two spaces in the request line": b"GET  / HTTP/1.1\r\nHost: t\r\n\r\n",
    "a tab in the request line": b"GET\t/ HTTP/1.1\r\nHost: t\r\n\r\n",
    "a fragment": b"GET /a#b HTTP/1.1\r\nHost: t\r\n\r\n",
    "an 8-bit target": b"GET /\xc3\xa4 HTTP/1.1\r\nHost: t\r\n\r\n",
    "a NUL in the target": b"GET /a\0b HTTP/1.1\r\nHost: t\r\n\r\n",
    "GET *": b"GET * HTTP/1.1\r\nHost: t\r\n\r\n",
    "a target without a slash": b"GET a HTTP/1.1\r\nHost: t\r\n\r\n",
    "another scheme": b"GET ftp://a/ HTTP/1.1\r\nHost: t\r\n\r\n",
    "a user in the target": b"GET http://u@a/ HTTP/1.1\r\nHost: t\r\n\r\n",
    "a version in small letters": b"GET / http/1.1\r\nHost: t\r\n\r\n",
}

REFUSED = {what: (400, request) for what, request in MALFORMED.items()} | {
    "an unknown method": (501, b"BREW / HTTP/1.1\r\nHost: t\r\n\r\n"),
    "a tunnel": (501, b"CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: t\r\n\r\n"),
    "HTTP/2.0": (505, b"GET / HTTP/2.0\r\nHost: t\r\n\r\n"),
    "HTTP/2's preface": (400, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    "HTTP/0.9": (505, b"GET /\r\n\r\n"),
    "HTTP/1.9": (505, b"GET / HTTP/1.9\r\nHost: t\r\n\r\n"),
    "a long request line": (414, b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: t\r\n\r\n"),
    "a request line without end": (414, b"GET /" + b"a" * 9000),
    "a long head": (431, ON + (b"X: " + b"a" * 1000 + b"\r\n") * 17 + b"\r\n"),
    "one long field": (431, ON + b"X: " + b"a" * 17000 + b"\r\n\r\n"),
    "a head without end": (431, ON + b"X: " + b"a" * 17000),
    "101 fields": (431, ON + b"X: y\r\n" * 100 + b"\r\n"),
}


def refusal(status):
    reason, body = BODIES[status]
    return (f"HTTP/1.1 {status} {reason}\r\nDate: D\r\nConnection: close\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}").encode()


def all_that_comes(client):
    answer = b""
    while more := client.socket.recv(65536):
        answer += more
    return re.sub(rb"Date: [A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT\r\n",
                  b"Date: D\r\n", answer)


@pytest.fixture(scope="module")
def lb(tmp_path_factory):
    """One balancer for all tests, because none of them may harm it."""
    from harness.balancer import Balancer
    from harness.fake_backend import FakeBackend

    backend = FakeBackend()
    made = Balancer(tmp_path_factory.mktemp("balancer"), [backend])
    made.wait_ready()
    made.url = backend.url
    yield made
    made.end()
    backend.stop()


@pytest.mark.parametrize("what", REFUSED)
def test_refused_and_closed(lb, what):
    status, request = REFUSED[what]
    before = [lb.figure("rrlb_requests_total"), lb.figure("rrlb_requests_refused_total")]
    with lb.client() as client:
        client.send(request)
        assert all_that_comes(client) == refusal(status)
    after = [lb.figure("rrlb_requests_total"), lb.figure("rrlb_requests_refused_total")]
    assert after == [before[0], before[1] + 1]


@pytest.mark.parametrize("what", [what for what in REFUSED if len(REFUSED[what][1]) < 300])
def test_refused_byte_by_byte(lb, what):
    status, request = REFUSED[what]
    with lb.client() as client:
        client.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            for byte in request:
                client.send(bytes([byte]))
        except OSError:
            pass  # refused before its end
        assert all_that_comes(client) == refusal(status)


@pytest.mark.parametrize("what", [what for what in REFUSED if "without end" not in what])
def test_requests_before_a_refused_one_are_answered_and_later_ones_are_not(lb, what):
    status, request = REFUSED[what]
    with lb.client() as client:
        client.send(b"GET /before HTTP/1.1\r\nHost: t\r\n\r\n" + request
                    + b"GET /after HTTP/1.1\r\nHost: t\r\n\r\n")
        assert client.response().location == lb.url + "/before"
        rest = client._received + all_that_comes(client)
        rest = re.sub(rb"Date: [^\r]*\r\n", b"Date: D\r\n", rest)
        assert rest == refusal(status)


def test_the_largest_allowed_head_is_accepted(lb):
    with lb.client() as client:
        line = "GET /" + "a" * (8192 - len("GET / HTTP/1.1")) + " HTTP/1.1"
        assert len(line) == 8192
        assert client.ask(line + "\r\nHost: t\r\n\r\n").status == 307
        assert client.get("/", "X: y\r\n" * 99).status == 307
        head = "GET / HTTP/1.1\r\nHost: t\r\nX: %s\r\n\r\n"
        head = head % ("a" * (16384 - len(head % "")))
        assert len(head) == 16384
        assert client.ask(head).status == 307


HOSTILE = [
    "/%0d%0aSet-Cookie:%20a=b",
    "/%0D%0A%0D%0A<script>",
    "//evil.example/",
    "/\\evil.example/",
    "/@evil.example/",
    "/../../etc/passwd",
    "/%2e%2e%2f%00",
    "/;x?y=http://evil.example&z=%",
    "/\"'<>{}|^`",
]


@pytest.mark.parametrize("target", HOSTILE)
def test_a_hostile_target_forges_nothing(lb, target):
    with lb.client() as client:
        client.send(f"GET {target} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
        assert all_that_comes(client) == (
            f"HTTP/1.1 307 Temporary Redirect\r\nLocation: {lb.url}{target}\r\n"
            "Date: D\r\nConnection: close\r\nContent-Length: 0\r\n\r\n").encode()


@pytest.mark.parametrize("target, path", [
    ("http://evil.example/a?b", "/a?b"),
    ("https://evil.example:99/a", "/a"),
    ("http://evil.example", "/"),
    ("http://evil.example?x", "/?x"),
])
def test_of_an_absolute_target_only_path_and_query_count(lb, target, path):
    with lb.client() as client:
        assert client.get(target).location == lb.url + path


def test_garbage_of_all_lengths_is_survived(lb):
    for length in [1, 2, 3, 7, 100, 1000, 20_000]:
        for byte in [0x00, 0x0a, 0x0d, 0x20, 0x41, 0x80, 0xff]:
            with lb.client() as client:
                client.send(bytes([byte]) * length)
                client.socket.shutdown(socket.SHUT_WR)
                answer = all_that_comes(client)
                # Empty if the bytes may still become a request.
                assert answer in (b"", refusal(400), refusal(414), refusal(431), refusal(501))
    assert lb.get("/x").location == lb.url + "/x"
