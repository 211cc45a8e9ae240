"""Invalid responses of backends become 502, and never become part of another response."""

import socket
import threading

import pytest
from harness.origin import whole

MALFORMED = {
    "no status line": b"hello\r\n\r\n",
    "HTTP/0.9": b"<html>hello</html>",
    "another protocol": b"SSH-2.0-OpenSSH_9.2\r\n",
    "status 099": b"HTTP/1.1 099 Low\r\nContent-Length: 0\r\n\r\n",
    "status 2000": b"HTTP/1.1 2000 High\r\nContent-Length: 0\r\n\r\n",
    "bare LF": b"HTTP/1.1 200 OK\nContent-Length: 0\n\n",
    "bare CR": b"HTTP/1.1 200 OK\r\nX: a\rY: b\r\nContent-Length: 0\r\n\r\n",
    "NUL": b"HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 0\r\n\r\n",
    "folded": b"HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n",
    "space before the colon": b"HTTP/1.1 200 OK\r\nContent-Length : 0\r\n\r\n",
    "no name": b"HTTP/1.1 200 OK\r\n: a\r\nContent-Length: 0\r\n\r\n",
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nhello",
    "negative length": b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
    "unknown coding": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "200 KB of head": b"HTTP/1.1 200 OK\r\nX: " + b"a" * 200_000 + b"\r\n\r\n",
    "50 interim responses": b"HTTP/1.1 102 Processing\r\n\r\n" * 50 + whole("late\n"),
    "101 that nobody asked for": b"HTTP/1.1 101 Switching Protocols\r\n"
                                 b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
}


def sends(data):
    def answer(conversation):
        conversation.read_body()
        conversation.send(data)
        return True  # the balancer must close it
    return answer


@pytest.mark.parametrize("what", MALFORMED)
def test_a_malformed_response_is_502_and_the_connection_not_used_again(relay, origin, what):
    backend = origin()
    backend.answers["/bad"] = sends(MALFORMED[what])
    client = relay([backend]).client()
    answer = client.begin("/bad").final_answer()
    assert (answer.status, answer.body) == (502, b"the backend's answer is malformed\n")
    assert client.ask_for("/good").body == b"GET /good\n"
    assert backend.count("/bad") == 1
    assert len({request.connection for request in backend.requests}) == 2


@pytest.mark.parametrize("extra", [
    b"extra", b"\r\n", whole("of nobody\n"), b"HTTP/1.1 100 Continue\r\n\r\n"])
def test_bytes_after_a_response_are_not_used(relay, origin, extra):
    backend = origin()
    backend.answers["/"] = sends(whole("mine\n") + extra)
    client = relay([backend]).client()
    for _ in range(3):
        assert client.ask_for("/").body == b"mine\n"
        assert client.ask_for("/other").body == b"GET /other\n"
    assert len({r.connection for r in backend.requests if r.path == "/"}) == 3


def test_bytes_on_an_idle_connection_are_not_used(relay, origin):
    backend = origin()
    kept = []

    def answer(conversation):
        kept.append(conversation)
        conversation.send(whole("mine\n"))
        return True

    backend.answers["/"] = answer
    client = relay([backend]).client()
    assert client.ask_for("/").body == b"mine\n"
    kept[0].send(whole("of nobody\n"))
    assert client.ask_for("/other").body == b"GET /other\n"


def test_chunked_framing_overrides_a_content_length(relay, origin):
    backend = origin()
    backend.answers["/"] = sends(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n"
                                 b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")
    client = relay([backend]).client()
    answer = client.ask_for("/")
    assert (answer.body, answer.fields["transfer-encoding"]) == (b"hello", "chunked")
    assert "content-length" not in answer.fields
    assert client.ask_for("/other").body == b"GET /other\n"
    assert len({request.connection for request in backend.requests}) == 2


@pytest.mark.parametrize("chunks", [
    b"5\r\nhello\r\nzz\r\n", b"5\r\nhelloX\r\n", b"5\nhello\r\n0\r\n\r\n", b"-5\r\nhello\r\n",
    b"5\r\nhello\r\nFFFFFFFFFFFFFFFF0\r\n", b"5\r\nhello\r\n0\r\n: x\r\n\r\n"])
def test_malformed_chunks_never_look_like_an_end(relay, origin, chunks):
    backend = origin()
    backend.answers["/"] = sends(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)
    client = relay([backend]).client()
    answer = client.ask_for("/")
    assert (answer.status, answer.whole) == (200, False)
    assert client.at_end()


def test_hop_by_hop_fields_of_a_response_are_not_forwarded(relay, origin):
    backend = origin()
    backend.answers["/"] = sends(whole("x", fields="Connection: X-Secret, close\r\nX-Secret: 1\r\n"
                                       "Keep-Alive: timeout=5\r\nX-Kept: 2\r\n"))
    answer = relay([backend]).client().ask_for("/")
    assert answer.fields.pop("date")
    assert answer.fields == {"x-kept": "2", "content-length": "1"}


def test_a_response_that_arrives_with_the_connection_is_passed_on(relay):
    stopped = []
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listener:
        port = listener.getsockname()[1]

        def serve():
            while True:
                try:
                    connection, _ = listener.accept()
                    connection.send(whole("early\n"))
                    connection.shutdown(socket.SHUT_WR)
                    stopped.append(connection)  # and waits until the other side closes
                except OSError:
                    return

        threading.Thread(target=serve, daemon=True).start()
        lb = relay([{"name": "early", "url": f"http://127.0.0.1:{port}"}],
                   health={"interval": '"1m"'}, proxy={"response_timeout": '"2s"', "retries": 0})
        clients = [lb.client() for _ in range(200)]
        for client in clients:
            client.begin("/")
        answers = [client.answer().status for client in clients]
        listener.shutdown(socket.SHUT_RDWR)
    for connection in stopped:
        connection.close()
    assert answers == [200] * len(answers)
