"""Bodies of any size pass through limited buffers, at the pace of the slower side."""

import re
import subprocess
import sys
import threading
import time

import pytest
from harness.programs import path_of

SANITIZED = re.search("(asan|tsan)", str(path_of("rrlbd"))) is not None
BIG = (64 << 20) if SANITIZED else (2 << 30)
PART = (bytes(range(256)) * 4096)[:1 << 20]  # the body repeats this

# A backend in a process of its own. It answers GET with as many bytes as the query says, and POST
# with the number of bytes received and whether they were right.
BACKEND = """
import socket, threading
PART = (bytes(range(256)) * 4096)[:1 << 20]
def serve(c):
    while True:
        data = b""
        while b"\\r\\n\\r\\n" not in data:
            more = c.recv(65536)
            if not more: return
            data += more
        head, data = data.split(b"\\r\\n\\r\\n", 1)
        if head.startswith(b"GET /get"):
            size = int(head.split(b"?")[1].split(b" ")[0])
            c.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: %d\\r\\n\\r\\n" % size)
            for _ in range(size // len(PART)): c.sendall(PART)
        elif head.startswith(b"POST"):
            left = int(head.lower().split(b"content-length: ")[1].split(b"\\r\\n")[0])
            got, right = len(data), PART[:len(data)] == data
            buffer = bytearray(1 << 20)
            while got < left:
                n = c.recv_into(buffer, 1 << 20)
                if not n: return
                at = got % len(PART)
                right = right and buffer[0] == PART[at] and buffer[n - 1] == PART[(at + n - 1) % len(PART)]
                got += n
            answer = b"%d %s" % (got, b"right" if right else b"wrong")
            c.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: %d\\r\\n\\r\\n" % len(answer) + answer)
        else:
            c.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n")
s = socket.create_server(("127.0.0.1", 0), backlog=64)
print(s.getsockname()[1], flush=True)
while True:
    threading.Thread(target=serve, args=(s.accept()[0],), daemon=True).start()
"""


@pytest.fixture
def big_backend():
    process = subprocess.Popen([sys.executable, "-c", BACKEND], stdout=subprocess.PIPE)
    process.url = f"http://127.0.0.1:{int(process.stdout.readline())}"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def peak_mib(lb):
    with open(f"/proc/{lb.program.process.pid}/status") as status:
        return int(re.search(r"VmHWM:\s+(\d+)", status.read())[1]) / 1024


def check_peak(lb):
    if not SANITIZED:
        assert peak_mib(lb) < 32


def check_body(client, length):
    """Receives a response whose body repeats PART, and checks some of its bytes."""
    status, fields = client.head()
    assert (status, fields["content-length"]) == (200, str(length))
    got, buffer = len(client._received), bytearray(1 << 20)
    client._received = b""
    while got < length:
        size = client.socket.recv_into(buffer)
        assert size, f"it ended after {got} bytes"
        at = got % len(PART)
        assert (buffer[0], buffer[size - 1]) == (PART[at], PART[(at + size - 1) % len(PART)])
        got += size
    assert got == length


def test_a_download_of_two_gigabytes(relay, big_backend):
    lb = relay([big_backend], proxy={"response_timeout": '"30s"'})
    check_body(lb.client().begin(f"/get?{BIG}"), BIG)
    check_peak(lb)


def test_an_upload_of_two_gigabytes(relay, big_backend):
    lb = relay([big_backend], proxy={"response_timeout": '"30s"', "max_body_bytes": '"3GiB"'})
    client = lb.client()
    client.send(f"POST /post HTTP/1.1\r\nHost: t\r\nContent-Length: {BIG}\r\n\r\n")
    for _ in range(BIG // len(PART)):
        client.socket.sendall(PART)
    assert client.answer().body == b"%d right" % BIG
    check_peak(lb)


def resident_mib(lb):
    with open(f"/proc/{lb.program.process.pid}/status") as status:
        return int(re.search(r"VmRSS:\s+(\d+)", status.read())[1]) / 1024


def test_a_client_that_does_not_read_stops_the_backend(relay, origin):
    backend = origin()
    sent = []

    def pour(conversation):
        conversation.send(f"HTTP/1.1 200 OK\r\nContent-Length: {200 << 20}\r\n\r\n")
        for number in range(200):
            conversation.send(PART)
            sent.append(number)
        return True

    backend.answers["/"] = pour
    lb = relay([backend], proxy={"idle_timeout": '"1m"', "response_timeout": '"1m"'})
    before = resident_mib(lb)
    client = lb.client(receive_buffer=65536).begin("/")
    seen = -1
    while seen != len(sent):  # until no more is sent
        seen = len(sent)
        time.sleep(0.3)
    assert seen < 50
    if not SANITIZED:
        assert resident_mib(lb) - before < 10
    client.socket.settimeout(30)
    check_body(client, 200 << 20)


def test_a_backend_that_does_not_read_stops_the_client(relay, origin):
    backend = origin()
    may_read = threading.Event()

    def wait_and_read(conversation):
        may_read.wait(30)
        left = (64 << 20) - len(conversation._received)
        while left:
            left -= len(conversation.socket.recv(min(left, 1 << 20)))
        conversation._received = b""
        conversation.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1")
        return True

    backend.answers["/"] = wait_and_read
    lb = relay([backend], proxy={"idle_timeout": '"1m"', "response_timeout": '"1m"'})
    before = resident_mib(lb)
    client = lb.client()
    client.send(f"POST / HTTP/1.1\r\nHost: t\r\nContent-Length: {64 << 20}\r\n\r\n")
    client.socket.settimeout(0.5)
    sent = 0
    with pytest.raises(TimeoutError):
        while sent < 64 << 20:
            sent += client.socket.send(PART[sent % len(PART):])
    assert sent < 48 << 20
    if not SANITIZED:
        assert resident_mib(lb) - before < 10
    client.socket.settimeout(30)
    may_read.set()
    while sent < 64 << 20:
        sent += client.socket.send(PART[sent % len(PART):])
    assert client.answer().body == b"1"


def test_both_directions_at_once(relay, origin):
    backend = origin()
    size = 50 << 20

    def echo(conversation):
        left = size
        conversation.send(f"HTTP/1.1 200 OK\r\nContent-Length: {size}\r\n\r\n")
        while left:
            if not conversation._received:
                conversation._more()
            data, conversation._received = conversation._received, b""
            conversation.send(data)
            left -= len(data)
        return True

    backend.answers["/"] = echo
    lb = relay([backend], proxy={"response_timeout": '"30s"'})
    client = lb.client()

    def upload():
        client.send(f"POST / HTTP/1.1\r\nHost: t\r\nContent-Length: {size}\r\n\r\n")
        for _ in range(size // len(PART)):
            client.socket.sendall(PART)

    sender = threading.Thread(target=upload, daemon=True)
    sender.start()
    check_body(client, size)
    sender.join()
