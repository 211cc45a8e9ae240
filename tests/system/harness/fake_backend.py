"""A backend whose answers are scripted by a test."""

import socket
import threading

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nOK\n"


def answer(body, status="200 OK", content_type="application/json"):
    if isinstance(body, str):
        body = body.encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"Connection: close\r\n\r\n" + body


METRICS = answer('{"name":"fake","cpu_percent":1.5,"ram_mb":35.2,"uptime":"00:01:01","uptime_seconds":61,"requests":0}')


class FakeBackend:
    """Answers /health with 200 and /metrics with figures by default.

    `answers[path]` has the bytes to send for a request of that path before the connection is closed,
    or a function that gets the connection.
    """

    def __init__(self, port=0, host="127.0.0.1"):
        self.host = host
        self.answers = {"/health": OK, "/metrics": METRICS}
        self.requests = []
        self._lock = threading.Lock()
        self._connections = set()
        self.listener = None
        self.port = port
        self.start()

    def start(self):
        listener = socket.socket(socket.AF_INET6 if ":" in self.host else socket.AF_INET)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((self.host, self.port))
        listener.listen(512)
        self.listener = listener
        self.port = listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def stop(self):
        """Like kill -9: closes the listener and resets all connections."""
        if self.listener:
            self.listener.shutdown(socket.SHUT_RDWR)
            self.listener.close()
            self.listener = None
        with self._lock:
            for connection in self._connections:
                connection.close()
            self._connections.clear()

    def count(self, path):
        return sum(1 for requested in list(self.requests) if requested == path)

    @property
    def url(self):
        return f"http://{self.authority}"

    @property
    def authority(self):
        """Its name in the balancer's statistics, if the configuration has none."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def _accept(self, listener):
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with self._lock:
                self._connections.add(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        try:
            connection.settimeout(60)
            head = b""
            while b"\r\n\r\n" not in head:
                more = connection.recv(65536)
                if not more:
                    return
                head += more
            path = head.split(b" ")[1].decode()
            self.requests.append(path)
            what = self.answers.get(path.split("?")[0], OK)
            if callable(what):
                what(connection)
            else:
                connection.sendall(what)
        except OSError:
            pass
        finally:
            with self._lock:
                self._connections.discard(connection)
            connection.close()
