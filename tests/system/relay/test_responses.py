"""Responses in every framing, as sent by the backend and as received by the client."""

import pytest
from harness.origin import whole

CUTS = {"whole": lambda data: [data], "byte by byte": lambda data: [data[i:i + 1] for i in range(len(data))]}


def sends(data, cut="whole", keep=True):
    """Answers with these bytes, in pieces."""
    def answer(conversation):
        conversation.read_body()
        for part in CUTS[cut](data):
            conversation.send(part)
        return keep
    return answer


@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize("what", [
    (b"HTTP/1.1 200 OK\r\nX-A: b\r\nContent-Length: 5\r\n\r\nhello", {"content-length": "5"}),
    (b"HTTP/1.1 200 OK\r\nX-A: b\r\nTransfer-Encoding: chunked\r\n\r\n"
     b"3;ext=1\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n", {"transfer-encoding": "chunked"}),
    (b"HTTP/1.1 200 OK\r\nX-A: b\r\n\r\nhello", {"transfer-encoding": "chunked"}),
    (b"HTTP/1.0 200 OK\r\nX-A: b\r\n\r\nhello", {"transfer-encoding": "chunked"}),
], ids=["counted", "chunked", "until close", "HTTP/1.0 until close"])
def test_a_body_of_any_framing_is_complete(relay, origin, what, cut):
    backend = origin()
    data, framing = what
    backend.answers["/"] = sends(data, cut, keep=b"\r\nContent-Length" in data or b"chunked" in data)
    client = relay([backend]).client()
    for _ in range(2):  # on the same connection
        answer = client.ask_for("/")
        assert (answer.status, answer.body, answer.whole) == (200, b"hello", True)
        assert answer.fields.pop("date")
        assert answer.fields == {"x-a": "b", **framing}


def test_trailers_are_passed_on_except_forbidden_ones(relay, origin):
    backend = origin()
    backend.answers["/"] = sends(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
        b"5\r\nhello\r\n0\r\nX-Sum: 7\r\nContent-Length: 3\r\nSet-Cookie: a=b\r\n\r\n")
    client = relay([backend]).client()
    status, fields = client.begin("/").head()
    assert (status, fields["trailer"]) == (200, "X-Sum")
    lines = [client.line() for _ in range(5)]
    assert lines == [b"5", b"hello", b"0", b"X-Sum: 7", b""]


@pytest.mark.parametrize("method, response", [
    ("HEAD", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"),
    ("GET", b"HTTP/1.1 204 No Content\r\nX-A: b\r\n\r\n"),
    ("GET", b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\nETag: \"1\"\r\n\r\n"),
])
def test_responses_without_a_body_keep_their_fields_and_the_connection(
        relay, origin, method, response):
    backend = origin()
    backend.answers["/none"] = sends(response)
    client = relay([backend]).client()
    answer = client.ask_for("/none", method)
    sent = dict(line.split(": ") for line in response.decode().split("\r\n")[1:-2])
    assert answer.body == b""
    assert {name: answer.fields.get(name.lower()) for name in sent} == sent
    assert client.ask_for("/after").body == b"GET /after\n"
    assert len({request.connection for request in backend.requests}) == 1


def test_interim_responses_are_passed_on(relay, origin):
    backend = origin()
    backend.answers["/"] = sends(
        b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"
        b"HTTP/1.1 103 Early Hints\r\nLink: </b.css>\r\n\r\n" + whole("done\n"))
    client = relay([backend]).client()
    client.begin("/")
    assert client.head() == (103, {"link": "</a.css>"})
    assert client.head() == (103, {"link": "</b.css>"})
    assert client.answer().body == b"done\n"


def test_an_http_1_0_client_gets_no_interim_response_and_no_chunks(relay, origin):
    backend = origin()
    backend.answers["/"] = sends(
        b"HTTP/1.1 103 Early Hints\r\n\r\n"
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")
    client = relay([backend]).client()
    client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
    answer = client.answer()
    assert (answer.status, answer.body) == (200, b"hello")
    assert answer.fields["connection"] == "close"
    assert "transfer-encoding" not in answer.fields


def test_an_http_1_0_client_is_kept_if_the_length_is_known(relay, origin):
    client = relay([origin()]).client()
    for target in ("/1", "/2"):
        client.send(f"GET {target} HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        answer = client.answer()
        assert answer.body == f"GET {target}\n".encode()
        assert answer.fields["connection"] == "keep-alive"


def test_a_response_may_come_before_the_end_of_the_upload(relay, origin):
    backend = origin()

    def refuse(conversation):
        conversation.send(whole("too much\n", "413 Content Too Large", "Connection: close\r\n"))
        return False

    backend.answers["/upload"] = refuse
    client = relay([backend]).client()
    client.send("POST /upload HTTP/1.1\r\nHost: t\r\nContent-Length: 100000\r\n\r\n" + "x" * 1000)
    answer = client.answer()
    assert (answer.status, answer.body) == (413, b"too much\n")
    # The rest of the body is read and discarded; the next request is not mistaken for a part of it.
    client.send("x" * 99000)
    assert client.ask_for("/after").body == b"GET /after\n"
