"""A client that speaks just enough HTTP/1.1 to check an answer and to hold a connection open."""

import http.client
import socket
import time
from pathlib import Path

import origin
from failure import Failure

ANSWER_SECONDS = 10


def free_ports(count: int) -> list[int]:
    """Ports on 127.0.0.1 that the kernel chose. They are free again: use them soon."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports


def request_head(port: int, path: str, fields: dict[str, str]) -> bytes:
    """The head as wrk sends it."""
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}"]
    lines += [f"{name}: {value}" for name, value in fields.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


class Client:
    def __init__(self, port: int):
        self._socket = socket.create_connection(("127.0.0.1", port), ANSWER_SECONDS)
        # Closing sends a reset, so that ten thousand clients leave no TIME_WAIT behind.
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    def send(self, head: bytes) -> None:
        self._socket.sendall(head)

    def receive(self) -> tuple[int, str, bytes]:
        """The status, the Location and the body of one whole answer."""
        response = http.client.HTTPResponse(self._socket)
        response.begin()
        body = response.read()
        return response.status, response.getheader("Location", ""), body

    def is_open(self) -> bool:
        """Whether the server has neither closed the connection nor sent what nobody asked for."""
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
    """A server that redirects `/x` to one of `backends`, each a URL without a path, and `/x`; or
    that carries `/x` there, and the response back."""

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
                        f"{self.program.name} is not ready after {ANSWER_SECONDS} s: {why}"
                    ) from why
            time.sleep(0.05)

    def verify(self, path: str, fields: dict[str, str], requests: int = 8) -> None:
        """Asks that often, on one connection if that is kept; each answer must be right."""
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
                    f"{self.program.name} answered {status} with {len(body)} bytes to {path}; "
                    f"expected 200 and the backend's {len(expected)} bytes"
                )
        elif status != 307 or location not in [backend + path for backend in self._backends]:
            raise Failure(
                f'{self.program.name} answered {status} with Location "{location}" to {path}; '
                f"expected 307 and the path on one of {', '.join(self._backends)}"
            )
