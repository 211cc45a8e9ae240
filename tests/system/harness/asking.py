"""Clients of the relay: one that checks whether a response is complete, and a load of many."""

import socket
import threading
import time
from dataclasses import dataclass, field

from .client import Client


@dataclass
class Answer:
    status: int
    fields: dict  # names in lower case
    body: bytes
    whole: bool  # False if it was cut: closed too early, or reset
    took: float = field(default=0.0, compare=False)  # seconds

    @property
    def kept(self):
        return self.whole and self.fields.get("connection") != "close"


class Asker(Client):
    """Does not raise if a response is cut after its head."""

    def begin(self, target="/", method="GET", fields="", body=b""):
        if body:
            fields += f"Content-Length: {len(body)}\r\n"
        self.send(f"{method} {target} HTTP/1.1\r\nHost: localhost\r\n{fields}\r\n".encode() + body)
        return self

    def ask_for(self, target="/", method="GET", fields="", body=b""):
        began = time.monotonic()
        self.begin(target, method, fields, body)
        answer = self.answer(to_head=method == "HEAD")
        answer.took = time.monotonic() - began
        return answer

    def head(self):
        """Reads status and fields of the next response."""
        while b"\r\n\r\n" not in self._received:
            self._more()
        head, self._received = self._received.split(b"\r\n\r\n", 1)
        lines = head.decode("latin-1").split("\r\n")
        pairs = [line.split(": ", 1) for line in lines[1:]]
        return int(lines[0].split(" ")[1]), {name.lower(): value for name, value in pairs}

    def answer(self, to_head=False):
        return self.rest(*self.head(), to_head)

    def final_answer(self):
        """Reads the next response that is not an interim one."""
        while True:
            status, fields = self.head()
            if status >= 200:
                return self.rest(status, fields)

    def rest(self, status, fields, to_head=False):
        """Reads the rest of the response whose head was read."""
        body, whole = b"", True
        try:
            if to_head or status in (204, 304):
                pass
            elif fields.get("transfer-encoding") == "chunked":
                while size := int(self.line(), 16):
                    body += self._take(size)
                    self.line()
                while self.line():
                    pass
            elif "content-length" in fields:
                left = int(fields["content-length"])
                while left:
                    part = self._take_some(left)
                    left -= len(part)
                    body += part
            else:
                body = self._until_end()
        except (EOFError, OSError):
            body, whole = body + self._received, False
            self._received = b""
        return Answer(status, fields, body, whole)

    def _take_some(self, most):
        if not self._received:
            self._more()
        part, self._received = self._received[:most], self._received[most:]
        return part

    def _take(self, size):
        while len(self._received) < size:
            self._more()
        taken, self._received = self._received[:size], self._received[size:]
        return taken

    def line(self):
        while b"\r\n" not in self._received:
            self._more()
        line, self._received = self._received.split(b"\r\n", 1)
        return line

    def _until_end(self):
        while more := self.socket.recv(65536):
            self._received += more
        body, self._received = self._received, b""
        return body

    def half_close(self):
        self.socket.shutdown(socket.SHUT_WR)


class Load:
    """Clients that send one request after another on persistent connections.

    As browsers do (RFC 9110 9.2.2), a request is sent again if its connection ends before the first
    byte of a response. That is counted, and is not an error.
    """

    def __init__(self, lb, clients=8, target="/", pause=0.002):
        self.lb, self.target, self.pause = lb, target, pause
        self.answers = []  # each with its `took` and `at`
        self.errors = []
        self.idle_closes = 0
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(clients)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.end()

    def end(self):
        self._over.set()
        for thread in self._threads:
            thread.join(60)

    def _run(self):
        while not self._over.is_set():
            try:
                with Asker(self.lb.port) as client:
                    self._ask_on(client)
            except Exception as problem:
                self.errors.append(repr(problem))

    def _ask_on(self, client):
        asked = 0
        while not self._over.is_set():
            try:
                answer = client.ask_for(self.target)
            except (EOFError, OSError):
                if asked == 0 or client._received:
                    raise
                self.idle_closes += 1
                return
            asked += 1
            answer.at = time.monotonic()
            self.answers.append(answer)
            if answer.status != 200 or not answer.whole:
                self.errors.append(f"{answer.status} {answer.body!r}")
            if not answer.kept:
                return
            time.sleep(self.pause)

    @property
    def slowest(self):
        return max(answer.took for answer in list(self.answers))

    def count(self, body, since=0.0):
        """The answers with this text in their bodies that came after that time."""
        return sum(1 for answer in list(self.answers) if body in answer.body and answer.at > since)
