"""The balancer's admin socket: HTTP over a UNIX socket, and how long each answer took."""

import http.client
import json
import re
import socket
import time
from dataclasses import dataclass
from pathlib import Path

from failure import Failure

ANSWER_SECONDS = 120


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    seconds: float  # from the connect until the last byte


class Admin:
    def __init__(self, path: Path):
        self._path = path

    def ask(self, method: str, target: str, body: dict | None = None) -> Answer:
        """One request on a connection of its own. Raises OSError if nobody listens."""
        connection = _Connection(self._path)
        began = time.monotonic()
        try:
            connection.request(method, target, None if body is None else json.dumps(body))
            response = connection.getresponse()
            text = response.read()
            return Answer(response.status, text, time.monotonic() - began)
        except (TimeoutError, http.client.HTTPException) as why:
            raise Failure(f"{method} {target}: no answer on the admin socket: {why!r}") from why
        finally:
            connection.close()

    def expect_200(self, method: str, target: str, body: dict | None = None) -> Answer:
        answer = self.ask(method, target, body)
        if answer.status != 200:
            said = answer.body.decode(errors="replace").strip()[:500]
            raise Failure(f"{method} {target}: expected 200, got {answer.status}: {said}")
        return answer


class _Connection(http.client.HTTPConnection):
    def __init__(self, path: Path):
        super().__init__("localhost", timeout=ANSWER_SECONDS)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))


@dataclass(frozen=True)
class Health:
    ready: bool  # clients are served
    up: int  # backends


class Pulse:
    """GET /health at fixed times. A latency counts from when the request was due, and a request
    that could not be sent because the one before had no answer yet counts as well: the control
    thread is charged for all the time that it stood still."""

    EVERY = 0.05  # seconds

    def __init__(self, admin: Admin):
        self._admin = admin
        self._due = time.monotonic()
        self.latencies: list[float] = []  # seconds

    def beat(self) -> Health:
        """Waits until the next request is due, sends it and returns what was answered."""
        time.sleep(max(0.0, self._due - time.monotonic()))
        answer = self._admin.ask("GET", "/health")
        now = time.monotonic()
        while self._due <= now:
            self.latencies.append(now - self._due)
            self._due += self.EVERY
        line = answer.body.decode(errors="replace")
        counts = re.search(r"(\d+)/(\d+) backends up", line)
        if not counts:
            raise Failure(f'GET /health: expected "N/M backends up", got "{line.strip()}"')
        return Health(answer.status == 200, int(counts[1]))
