"""Requests in every form, as sent by the client and as received by the backend."""

import json

import pytest


def echo(conversation):
    """Answers with the body and its framing, as JSON."""
    body = conversation.read_body()
    fields = conversation.request.fields
    framing = {name: fields[name] for name in ("content-length", "transfer-encoding") if name in fields}
    text = json.dumps({"body": body.decode(), **framing})
    conversation.send(f"HTTP/1.1 200 OK\r\nContent-Length: {len(text)}\r\n\r\n{text}")
    return True


@pytest.mark.parametrize("step", [1, 7, 1000])
@pytest.mark.parametrize("request_bytes, framing", [
    (b"POST /e HTTP/1.1\r\nHost: t\r\nContent-Length: 11\r\n\r\nhello world", {"content-length": "11"}),
    (b"POST /e HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n"
     b"6;a=\"b\"\r\nhello \r\n5\r\nworld\r\n0\r\nX: y\r\n\r\n", {"transfer-encoding": "chunked"}),
], ids=["counted", "chunked"])
def test_a_body_arrives_in_any_pieces(relay, origin, request_bytes, framing, step):
    backend = origin()
    backend.answers["/e"] = echo
    client = relay([backend]).client()
    for at in range(0, len(request_bytes), step):
        client.send(request_bytes[at:at + step])
    assert json.loads(client.answer().body) == {"body": "hello world", **framing}


def test_pipelined_requests_are_answered_in_their_order(relay, origin):
    backend = origin()
    backend.answers["/e"] = echo
    client = relay([backend, origin()], proxy={"retries": 0}).client()
    pipeline, expected = b"", []
    for number in range(10):
        pipeline += f"GET /{number} HTTP/1.1\r\nHost: t\r\n\r\n".encode()
        pipeline += f"POST /p{number} HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\n\r\nabc".encode()
        expected += [f"GET /{number}\n".encode(), f"POST /p{number}\n".encode()]
    client.send(pipeline)
    assert [client.answer().body for _ in range(20)] == expected


def test_a_chunked_body_ends_before_the_next_request(relay, origin):
    backend = origin()
    backend.answers["/e"] = echo
    client = relay([backend]).client()
    client.send("POST /e HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel")
    client.send("lo\r\n0\r\n\r\nGET /next HTTP/1.1\r\nHost: t\r\n\r\n")
    assert json.loads(client.answer().body)["body"] == "hello"
    assert client.answer().body == b"GET /next\n"


def test_a_client_that_waits_for_100_gets_it_from_the_backend(relay, origin):
    backend = origin()

    def answer(conversation):
        assert conversation.request.fields["expect"] == "100-continue"
        conversation.send("HTTP/1.1 100 Continue\r\n\r\n")
        return echo(conversation)

    backend.answers["/e"] = answer
    client = relay([backend]).client()
    client.send("POST /e HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n")
    assert client.head() == (100, {})
    client.send("hello")
    assert json.loads(client.answer().body)["body"] == "hello"
    assert client.ask_for("/after").body == b"GET /after\n"


def test_a_final_answer_instead_of_100_ends_the_connection(relay, origin):
    backend = origin()

    def answer(conversation):
        conversation.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
        return False

    backend.answers["/e"] = answer
    client = relay([backend]).client()
    client.send("POST /e HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n")
    answer = client.answer()
    assert (answer.status, answer.fields["connection"]) == (403, "close")
    assert client.at_end()


@pytest.mark.parametrize("target, host, seen, seen_host", [
    ("/a/../b//c?d=%2f&e", "t", "/a/../b//c?d=%2f&e", "t"),
    ("http://real.example:81/x?y", "t", "/x?y", "real.example:81"),
    ("http://real.example", "t", "/", "real.example"),
    ("http://real.example?q", "t", "/?q", "real.example"),
])
def test_targets_reach_the_backend_unchanged(relay, origin, target, host, seen, seen_host):
    backend = origin()
    client = relay([backend]).client()
    client.send(f"GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n")
    assert client.answer().status == 200
    request = backend.requests[-1]
    assert (request.target, request.fields["host"]) == (seen, seen_host)


def test_options_asterisk_is_answered_by_the_balancer(relay, origin):
    backend = origin()
    client = relay([backend]).client()
    client.send("OPTIONS * HTTP/1.1\r\nHost: t\r\n\r\n")
    assert client.answer().status in (200, 204)


def test_connect_opens_no_tunnel(relay, origin):
    backend = origin()
    client = relay([backend]).client()
    client.send(f"CONNECT 127.0.0.1:{backend.port} HTTP/1.1\r\nHost: t\r\n\r\n")
    answer = client.answer()
    assert (answer.status, answer.body) == (501, b"this method is not served here\n")
    assert client.at_end() and backend.requests == []


def test_a_backends_path_is_put_before_the_target(relay, origin):
    backend = origin()
    lb = relay([backend])
    # The path is put before that of probes, too, and the backend answers these with 200.
    lb.reload([{"url": backend.url + "/app", "name": "b"}])
    lb.wait_status("b", "UP")
    assert lb.ask_for("/page?q").body == b"GET /app/page?q\n"
