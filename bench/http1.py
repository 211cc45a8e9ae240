"""A client with just enough HTTP/1.1 to check a response and to keep a connection open."""

import http.client
import socket
import time
from pathlib import Path

import origin
from failure import Failure

ANSWER_SECONDS = 10


def free_ports(count: int) -> list[int]:
    """Ports on 127.0.0.1 that the kernel chose. They are not reserved: use them soon."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports


def request_head(port: int, path: str, fields: dict[str, str]) -> bytes:
    """The head of a request, in the form that wrk sends."""
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}"]
    lines += [f"{name}: {value}" for name, value in fields.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


class Client:
    def __init__(self, port: int):
        self._socket = socket.create_connection(("127.0.0.1", port), ANSWER_SECONDS)
        # close() sends a reset, so that thousands of clients leave no sockets in TIME_WAIT.
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    def send(self, head: bytes) -> None:
        self._socket.sendall(head)

    def receive(self) -> tuple[int, str, bytes]:
        """Returns the status, the Location and the body of one response."""
        response = http.client.HTTPResponse(self._socket)
        response.begin()
        body = response.read()
        return response.status, response.getheader("Location", ""), body

    def is_open(self) -> bool:
        """False if the server has closed the connection or sent something without a request."""
        self._socket.setblocking(False)
        try:
            self._socket.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def close(self) -> None:
        self._socket.close()


class Target:
    """A running server. It redirects `/x` to `/x` on one of `backends` (URLs without a path), or
    relays the request there."""

    def __init__(self, program, port: int, backends: list[str], mode: str, build: Path):
        self.program = program
        self.port = port
        self.pace = str(build / "bench/pace")
        self._backends = backends
        self._mode = mode

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + ANSWER_SECONDS
        while True:
            self.program.check_alive()
            try:
                return self.verify("/ready", {}, requests=1)
            except (OSError, http.client.HTTPException, Failure) as why:
                if time.monotonic() > deadline:
                    raise Failure(
                        f"{self.program.name} was not ready after {ANSWER_SECONDS} s: {why}"
                    ) from why
            time.sleep(0.05)

    def verify(self, path: str, fields: dict[str, str], requests: int = 8) -> None:
        """Sends `requests` requests, on one connection if the server keeps it, and checks each."""
        head = request_head(self.port, path, fields)
        closes = fields.get("Connection") == "close"
        client = Client(self.port)
        try:
            for number in range(requests):
                if closes and number > 0:
                    client.close()
                    client = Client(self.port)
                client.send(head)
                self.check(path, *client.receive())
        finally:
            client.close()

    def check(self, path: str, status: int, location: str, body: bytes) -> None:
        if self._mode == "proxy":
            expected = origin.body(path)
            if status != 200 or body != expected:
                raise Failure(
                    f"{self.program.name}, {path}: expected 200 and the backend's {len(expected)} "
                    f"bytes, got {status} and {len(body)} bytes"
                )
        elif status != 307 or location not in [backend + path for backend in self._backends]:
            raise Failure(
                f"{self.program.name}, {path}: expected 307 and the path on one of "
                f"{', '.join(self._backends)}, got {status} and Location \"{location}\""
            )
