"""A fake balancer for rrlbctl: an admin socket with prepared answers."""

import json
import os
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingMixIn, UnixStreamServer
from urllib.parse import unquote

# For rrlbctl, which shows times in the user's time zone.
ENVIRONMENT = {"TZ": "UTC", "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}

NOW = "2026-11-23T10:00:00.000Z"


def backend(name, number, **changes):
    """A healthy backend in the format of /api/backends/NAME."""
    return {
        "name": name,
        "url": f"http://10.0.0.{number}:8080",
        "status": "UP",
        "since": "2026-11-23T09:00:00.000Z",
        "reason": "",
        "file": {"state": "enabled", "weight": 1, "place": f"/etc/rrlb.conf:{10 * number}"},
        "overrides": [],
        "now": {"state": "enabled", "weight": 1, "effective_weight": 1, "weight_why": "",
                "in_flight": 3, "requests": 1000 * number, "share": 0.25},
        "circuit": {"consecutive_failures": 0, "failure_rate": 0.0, "ejections": 0,
                    "ejected_until": None},
        "last_probe": {"time": NOW, "ok": True, "detail": "200 OK in 3 ms"},
        "explain": ["gets 1 of 4 picks: its weight is 1 of 4"],
        **changes,
    }


def override(key, value, **changes):
    return {"key": key, "value": value, "who": "alice", "when": "2026-11-23T09:30:00.000Z",
            "why": "", "until": None, **changes}


class FakeAdmin:
    """Answers from `backends`, which a test may change, and from `answers`, which take precedence:
    {"GET /api/config": (200, {...}) or a text, or a function of the body that returns these}.
    `asked` has all requests: (method, path, body)."""

    def __init__(self, folder):
        self.path = str(folder / "admin.sock")
        self.backends = [backend("web1", 1), backend("web2", 2)]
        self.balancer = {"version": "0.1.0", "uptime": "03:12:44", "uptime_seconds": 11564,
                         "mode": "proxy", "algorithm": "least_connections", "requests": 3000,
                         "in_flight": 6, "cpu_percent": 12.5, "ram_mb": 20.0, "panic": False}
        self.time = NOW
        self.events = []
        self.answers = {}
        self.asked = []
        self._server = None
        self.start()

    def start(self):
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self):
                length = int(self.headers.get("Content-Length", 0))
                fake._answer(self, self.command, self.path, self.rfile.read(length).decode())

            do_GET = do_POST = do_PUT = do_DELETE = handle_any

            def log_message(self, *_):
                pass

            def address_string(self):
                return "local"

        class Server(ThreadingMixIn, UnixStreamServer):
            daemon_threads = True

        self._server = Server(self.path, Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self):
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            os.unlink(self.path)
            self._server = None

    def leave_a_dead_socket(self):
        """Closes everything, like a balancer that was killed."""
        self.stop()
        with socket.socket(socket.AF_UNIX) as dead:
            dead.bind(self.path)

    def count(self, method, path):
        return sum(1 for asked in list(self.asked) if asked[:2] == (method, path))

    def add_event(self, message, level="info", name="", kind="state"):
        self.events.append({"number": len(self.events) + 1, "time": NOW, "level": level,
                            "kind": kind, "backend": name, "message": message})

    def find(self, name):
        return next((b for b in self.backends if b["name"] == name), None)

    def stats(self):
        return {"time": self.time, "balancer": self.balancer,
                "backends": [self._stats_of(b) for b in self.backends]}

    @staticmethod
    def _stats_of(b):
        return {"name": b["name"], "url": b["url"], "status": b["status"], "since": b["since"],
                "weight": b["now"]["weight"], "effective_weight": b["now"]["effective_weight"],
                "weight_why": b["now"]["weight_why"], "requests": b["now"]["requests"],
                "in_flight": b["now"]["in_flight"], "failures": 0,
                "response_ms": {"p50": 1.0, "p90": 4.0, "p99": 12.3}, "cpu_percent": 34.5,
                "circuit": b["circuit"], "last_probe": b["last_probe"]}

    def _answer(self, handler, method, path, body):
        self.asked.append((method, path, body))
        chosen = self.answers.get(f"{method} {path}")
        if callable(chosen):
            chosen = chosen(body)
        status, answer = chosen or self._usual(method, path, body)
        raw = (answer if isinstance(answer, str) else json.dumps(answer)).encode()
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(raw)))
        handler.end_headers()
        handler.wfile.write(raw)

    def _usual(self, method, path, body):
        path, _, query = path.partition("?")
        if (method, path) == ("GET", "/stats"):
            return 200, self.stats()
        if (method, path) == ("GET", "/api/backends"):
            return 200, {"backends": self.backends}
        if (method, path) == ("GET", "/api/events"):
            after = int(query.removeprefix("after="))
            return 200, {"newest": len(self.events),
                         "events": [e for e in self.events if e["number"] > after]}
        if path.startswith("/api/backends/"):
            name, *rest = [unquote(part) for part in path.split("/")[3:]]
            return self._of_backend(method, name, rest, json.loads(body or "{}"))
        return 404, {"problem": f"no {method} {path}"}

    def _of_backend(self, method, name, rest, body):
        found = self.find(name)
        if found is None:
            return 404, {"problem": f'no backend "{name}"'}
        if method == "DELETE":
            self.backends.remove(found)
            return 200, {"removed": name}
        if method == "POST":
            state = {"drain": "draining", "enable": "enabled", "disable": "disabled"}[rest[0]]
            found["status"] = {"draining": "DRAIN", "enabled": "UP", "disabled": "MAINT"}[state]
            found["now"]["state"] = state
            found["overrides"] = [override("state", state, why=body.get("why", ""))]
        elif method == "PUT":
            file_weight = found["file"]["weight"] if found["file"] else 1
            found["now"]["weight"] = body["weight"] or file_weight
        return 200, found


def when(seconds):
    """The time this much after NOW, in the balancer's format."""
    begin = 1795428000 + seconds  # 2026-11-23T10:00:00Z
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(begin)) + ".000Z"
