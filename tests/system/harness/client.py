"""A client on a plain socket that sends any bytes and parses responses."""

import socket
from dataclasses import dataclass

PATIENCE = 30.0


@dataclass
class Response:
    status: int
    reason: str
    fields: dict  # names in lower case
    body: bytes

    @property
    def location(self):
        return self.fields["location"]


class Client:
    def __init__(self, port, host="127.0.0.1", receive_buffer=None):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.socket = socket.socket(family)
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(PATIENCE)
        self.socket.connect((host, port))
        self._received = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def reset(self):
        """Closes with a reset."""
        self.socket.setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00"
        )
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data if isinstance(data, bytes) else data.encode("latin-1"))

    def _more(self):
        more = self.socket.recv(65536)
        if not more:
            raise EOFError(f"the connection ended after {self._received!r}")
        self._received += more

    def response(self, to_head=False):
        while b"\r\n\r\n" not in self._received:
            self._more()
        head, self._received = self._received.split(b"\r\n\r\n", 1)
        lines = head.decode("latin-1").split("\r\n")
        _, status, reason = lines[0].split(" ", 2)
        fields = {}
        for line in lines[1:]:
            name, value = line.split(": ", 1)
            assert name.lower() not in fields, f"{name} twice in {head!r}"
            fields[name.lower()] = value
        length = 0 if to_head or status == "204" else int(fields["content-length"])
        while len(self._received) < length:
            self._more()
        body, self._received = self._received[:length], self._received[length:]
        return Response(int(status), reason, fields, body)

    def ask(self, data):
        self.send(data)
        return self.response()

    def get(self, target="/", fields=""):
        return self.ask(f"GET {target} HTTP/1.1\r\nHost: localhost\r\n{fields}\r\n")

    def at_end(self):
        """Whether the peer closes without sending anything more."""
        if self._received:
            return False
        try:
            return self.socket.recv(1) == b""
        except ConnectionResetError:
            return True


def get(port, target="/", fields="", host="127.0.0.1"):
    with Client(port, host) as client:
        return client.get(target, fields)
