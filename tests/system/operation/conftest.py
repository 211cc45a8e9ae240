"""A balancer with its operator: the real rrlbctl and the real admin socket."""

import json
import socket

import pytest
from harness.fake_admin import ENVIRONMENT
from harness.programs import run


class Operator:
    def __init__(self, lb):
        self.lb = lb

    def __call__(self, *arguments):
        """Runs rrlbctl, which must succeed; returns its output."""
        code, out, err = self.try_to(*arguments)
        assert (code, err) == (0, "")
        return out

    def try_to(self, *arguments):
        done = run("rrlbctl", "--socket", self.lb.socket_path, *arguments, env=ENVIRONMENT)
        return done.returncode, done.stdout, done.stderr

    def ask(self, method, target, body=""):
        """Sends a request to the admin socket; returns the status and the parsed body."""
        if not isinstance(body, str):
            body = json.dumps(body)
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(30)
            connection.connect(self.lb.socket_path)
            connection.sendall(
                f"{method} {target} HTTP/1.1\r\nHost: admin\r\nConnection: close\r\n"
                f"Content-Length: {len(body)}\r\n\r\n{body}".encode())
            answer = b""
            while more := connection.recv(65536):
                answer += more
        head, text = answer.split(b"\r\n\r\n", 1)
        return int(head.split(b" ")[1]), json.loads(text)

    def backend(self, name):
        status, view = self.ask("GET", f"/api/backends/{name}")
        assert status == 200
        return view


@pytest.fixture
def operator():
    """operator(lb): the operator of that balancer."""
    return Operator
