"""A backend with persistent connections that is scripted by a test, in this or its own process.

Its default routes:

    /health, /metrics           healthy, without figures
    /stream?parts=20&every=50&size=1000&framing=chunked
                                parts of that size, `every` ms apart; framing is "chunked",
                                "length" or "close"
    anything else               200 "METHOD TARGET\\n"
"""

import socket
import subprocess
import sys
import threading
import time
from urllib.parse import parse_qsl, urlsplit


def whole(body, status="200 OK", fields=""):
    body = body if isinstance(body, bytes) else body.encode()
    return f"HTTP/1.1 {status}\r\n{fields}Content-Length: {len(body)}\r\n\r\n".encode() + body


class Ended(Exception):
    """The balancer has closed or reset the connection."""


class Request:
    def __init__(self, head, connection):
        lines = head.decode("latin-1").split("\r\n")
        self.method, self.target, self.version = lines[0].split(" ")
        self.path = urlsplit(self.target).path
        self.query = dict(parse_qsl(urlsplit(self.target).query))
        self.fields = {}
        for line in lines[1:]:
            name, value = line.split(":", 1)
            self.fields[name.lower()] = value.strip()
        self.body = None  # until it has been read whole
        self.connection = connection  # its number

    def __repr__(self):
        return f"{self.method} {self.target}"


class Conversation:
    """One connection from the balancer."""

    def __init__(self, origin, connection, number):
        self.origin = origin
        self.socket = connection
        self.number = number
        self.request = None
        self._received = b""

    def _more(self):
        try:
            more = self.socket.recv(65536)
        except OSError as problem:
            raise Ended from problem
        if not more:
            raise Ended
        self._received += more

    def _take(self, size):
        while len(self._received) < size:
            self._more()
        taken, self._received = self._received[:size], self._received[size:]
        return taken

    def _line(self):
        while b"\r\n" not in self._received:
            self._more()
        line, self._received = self._received.split(b"\r\n", 1)
        return line

    def next_request(self):
        while b"\r\n\r\n" not in self._received:
            self._more()
        head, self._received = self._received.split(b"\r\n\r\n", 1)
        self.request = Request(head, self.number)
        return self.request

    def read_body(self):
        fields = self.request.fields
        body = b""
        if fields.get("transfer-encoding") == "chunked":
            while size := int(self._line(), 16):
                body += self._take(size)
                self._line()
            while self._line():
                pass
        else:
            body = self._take(int(fields.get("content-length", 0)))
        self.request.body = body
        return body

    def send(self, data):
        try:
            self.socket.sendall(data if isinstance(data, bytes) else data.encode("latin-1"))
        except OSError as problem:
            raise Ended from problem

    def reset(self):
        self.socket.setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        self.socket.close()
        raise Ended

    def wait_for_end(self):
        """Reads and discards until the balancer ends the connection."""
        while True:
            self._more()
            self._received = b""

    def stream(self, parts=20, every=50, size=1000, framing="chunked"):
        """`every` is in ms. Returns False if the end of the connection ends the body."""
        head = {"chunked": "Transfer-Encoding: chunked\r\n",
                "length": f"Content-Length: {parts * size}\r\n",
                "close": "Connection: close\r\n"}[framing]
        self.send(f"HTTP/1.1 200 OK\r\n{head}\r\n")
        for number in range(parts):
            data = bytes([ord("a") + number % 26]) * size
            self.send(b"%x\r\n%s\r\n" % (size, data) if framing == "chunked" else data)
            time.sleep(every / 1000)
        if framing == "chunked":
            self.send(b"0\r\n\r\n")
        return framing != "close"


class Origin:
    """`answers[path]` has the bytes of a response, or a function of the conversation that may read
    the body, answers, and returns whether the connection stays open."""

    def __init__(self, port=0, receive_buffer=None):
        self.port = port
        self._receive_buffer = receive_buffer
        self.answers = {}
        self.requests = []  # requests whose head was read, without those for /health and /metrics
        self.accepted = 0
        self._lock = threading.Lock()
        self._open = set()
        self.start()

    def start(self):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if self._receive_buffer:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self._receive_buffer)
        listener.bind(("127.0.0.1", self.port))
        listener.listen(512)
        self._listener = listener
        self.port = listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def stop_listening(self):
        if self._listener:
            self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None

    def close_connections(self):
        with self._lock:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass  # it has ended already

    def stop(self):
        self.stop_listening()
        self.close_connections()

    @property
    def url(self):
        return f"http://{self.name}"

    @property
    def name(self):
        return f"127.0.0.1:{self.port}"

    @property
    def open(self):
        """The number of open connections, including those of probes."""
        with self._lock:
            return len(self._open)

    def count(self, path=None, method=None):
        return sum(1 for request in list(self.requests)
                   if path in (None, request.path) and method in (None, request.method))

    def _accept(self, listener):
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self._open.add(connection)
                self.accepted += 1
                number = self.accepted
            threading.Thread(
                target=self._serve, args=(connection, number), daemon=True).start()

    def _serve(self, connection, number):
        conversation = Conversation(self, connection, number)
        try:
            connection.settimeout(60)
            while self._answer(conversation):
                pass
        except Ended:
            pass
        finally:
            with self._lock:
                self._open.discard(connection)
            connection.close()

    def _answer(self, conversation):
        request = conversation.next_request()
        if request.path not in ("/health", "/metrics"):
            self.requests.append(request)
        what = self.answers.get(request.path)
        if callable(what):
            return what(conversation)
        conversation.read_body()
        if what is None and request.path == "/stream":
            options = {key: value if key == "framing" else int(value)
                       for key, value in request.query.items()}
            return conversation.stream(**options)
        if what is None:
            what = whole("" if request.method == "HEAD" else f"{request}\n")
        conversation.send(what)
        return request.fields.get("connection") != "close"


class OriginProcess:
    """The same in a process of its own, which can be killed."""

    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.port = int(self.process.stdout.readline())

    @property
    def url(self):
        return f"http://{self.name}"

    @property
    def name(self):
        return f"127.0.0.1:{self.port}"

    def kill(self):
        self.process.kill()

    def stop(self):
        self.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


if __name__ == "__main__":
    print(Origin().port, flush=True)
    sys.stdin.read()  # until the test is over
