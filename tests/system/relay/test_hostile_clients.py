"""Attempts at request smuggling are refused, and no backend gets a complete one."""

import pytest

from harness.origin import whole
from harness.programs import wait_until

HEAD = "POST /bad HTTP/1.1\r\nHost: t\r\n"
SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: t\r\n\r\n"
REFUSED = {
    "CL.TE": HEAD + "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG",
    "TE.CL": HEAD + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n5c\r\n" + SMUGGLED,
    "TE xchunked": HEAD + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "TE chunked, identity": HEAD + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "TE twice": HEAD + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "TE with a vertical tab": HEAD + "Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
    "TE in HTTP/1.0": "POST /bad HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two lengths": HEAD + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello" + SMUGGLED,
    "the same length twice": HEAD + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
    "a list of lengths": HEAD + "Content-Length: 5, 5\r\n\r\nhello",
    "+5": HEAD + "Content-Length: +5\r\n\r\nhello",
    "0x5": HEAD + "Content-Length: 0x5\r\n\r\nhello",
    "no length": HEAD + "Content-Length:\r\n\r\nhello",
    "2^64": HEAD + "Content-Length: 18446744073709551621\r\n\r\nhello",
    "space before the colon": HEAD + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "folded": HEAD + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
    "bare LF": "GET /bad HTTP/1.1\nHost: t\n\n",
    "bare CR": "GET /bad HTTP/1.1\r\nHost: t\r\nX: a\rY: b\r\n\r\n",
    "NUL": "GET /bad HTTP/1.1\r\nHost: t\r\nX: a\0b\r\n\r\n",
    "no Host": "GET /bad HTTP/1.1\r\n\r\n",
    "two Hosts": "GET /bad HTTP/1.1\r\nHost: t\r\nHost: u\r\n\r\n",
    "Host with a user": "GET /bad HTTP/1.1\r\nHost: u@t\r\n\r\n",
    "two spaces": "GET  /bad HTTP/1.1\r\nHost: t\r\n\r\n",
    "a fragment": "GET /bad#x HTTP/1.1\r\nHost: t\r\n\r\n",
}
BODIES = {
    "+5": "+5\r\nhello\r\n0\r\n\r\n",
    "0x5": "0x5\r\nhello\r\n0\r\n\r\n",
    "5zz": "5zz\r\nhello\r\n0\r\n\r\n",
    "overflow": "FFFFFFFFFFFFFFFF0\r\nhello\r\n0\r\n\r\n",
    "no CRLF behind the data": "5\r\nhelloX\r\n0\r\n\r\n",
    "bare LF behind the size": "5\nhello\r\n0\r\n\r\n",
    "bare LF in an extension": "5;\nhello\r\n0\r\n\r\n",
    "64 KB of extensions": "5;" + "a" * 65536 + "\r\nhello\r\n0\r\n\r\n",
    "bare LF at the end": "5\r\nhello\r\n0\r\n\n",
    "a trailer without a colon": "5\r\nhello\r\n0\r\nX\r\n\r\n",
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_malformed_head_is_refused_and_reaches_no_backend(relay, origin, what):
    backend = origin()
    client = relay([backend]).client()
    client.send(REFUSED[what])
    answer = client.answer()
    assert (answer.status, answer.body) == (400, b"malformed request\n")
    assert answer.fields["connection"] == "close"
    assert client.at_end()
    assert backend.requests == []


@pytest.mark.parametrize("what", BODIES)
def test_a_malformed_body_reaches_no_backend_whole(relay, origin, what):
    backend = origin()
    bodies = []

    def read(conversation):
        bodies.append(conversation.read_body())  # raises if the balancer ends the connection
        return True

    backend.answers["/bad"] = read
    client = relay([backend]).client()
    client.send(HEAD + "Transfer-Encoding: chunked\r\n\r\n" + BODIES[what])
    answer = client.answer()
    assert (answer.status, answer.body) == (400, b"malformed request\n")
    assert client.at_end()
    assert bodies == []


def test_a_trailer_becomes_no_header_field(relay, origin):
    backend = origin()
    client = relay([backend]).client()
    client.send("POST /x HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n"
                "Host: evil\r\nX-Forwarded-For: 6.6.6.6\r\nAuthorization: x\r\n\r\n")
    assert client.answer().status == 200
    fields = backend.requests[0].fields
    assert (fields["host"], fields["x-forwarded-for"]) == ("t", "127.0.0.1")
    assert "authorization" not in fields


def test_nothing_after_a_request_that_closes_is_served(relay, origin):
    backend = origin()
    client = relay([backend]).client()
    client.send("GET /last HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n" + SMUGGLED)
    assert client.answer().body == b"GET /last\n"
    assert client.at_end()
    assert backend.count("/smuggled") == 0


def test_a_refused_request_leaves_nothing_for_the_request_of_another_client(relay, origin):
    backend = origin()
    bodies = {}

    def read(conversation):
        body = conversation.read_body()  # raises if the balancer ends the connection
        bodies[conversation.request.path] = body
        conversation.send(whole("taken\n"))
        return True

    backend.answers["/upload"] = backend.answers["/attack"] = read
    lb = relay([backend], balancer_keys={"workers": 1})
    with lb.client() as victim, lb.client() as attacker:
        victim.send("POST /upload HTTP/1.1\r\nHost: t\r\nContent-Length: 8\r\n\r\n1234")
        wait_until(lambda: backend.count("/upload") == 1, "the upload reaches the backend")
        attacker.send("POST /attack HTTP/1.1\r\nHost: evil\r\n"
                      "Transfer-Encoding: chunked\r\n\r\nZZ\r\n")
        assert attacker.answer().status == 400
        victim.send("5678")
        assert victim.answer().status == 200
    assert bodies == {"/upload": b"12345678"}
