"""A balancer with a test's configuration, on a port that the kernel chose."""

import json
import os
import re
import signal
import socket

from .client import Client, get
from .programs import Program, wait_until

# For tests of backends that go DOWN and come back. In other tests a probe has a second, so that a
# busy machine does not make a backend DOWN.
FAST_PROBES = {"interval": '"100ms"', "timeout": '"100ms"', "rise": 2, "fall": 3}
PATIENT_PROBES = {"interval": '"1s"', "timeout": '"1s"', "rise": 2, "fall": 3}

# Features that would disturb other tests are off by default: no slow start, no ejection, no panic.
NO_SLOW_START = {"slow_start": '"0s"'}
NO_PANIC = {"panic_threshold_percent": 0}
NO_EJECTIONS = {"consecutive_failures": 0, "failure_rate_percent": 0}


def toml(sections):
    text = ""
    for name, keys in sections.items():
        text += f"[{name}]\n" + "".join(f"{key} = {value}\n" for key, value in keys.items()) + "\n"
    return text


def backend_tables(backends):
    text = ""
    for backend in backends:
        keys = backend if isinstance(backend, dict) else {"url": backend.url}
        text += "[[backend]]\n"
        for key, value in keys.items():
            text += f"{key} = {json.dumps(value)}\n"
        text += "\n"
    return text


class Balancer:
    def __init__(self, folder, backends=(), balancer=None, health=None, proxy=None, log=None,
                 outlier=None, sticky=None, alerts=None, **program_options):
        self.config = folder / "rrlb.conf"
        self.socket_path = str(folder / "admin.sock")
        self._sections = {
            "balancer": {
                "listen": '["127.0.0.1:0"]',
                "workers": 1,
                "admin_socket": json.dumps(self.socket_path),
                "state_file": json.dumps(str(folder / "overrides.json")),
                **(balancer or {}),
            },
            "health": {**NO_SLOW_START, **NO_PANIC, **PATIENT_PROBES, **(health or {})},
            "outlier": {**NO_EJECTIONS, **(outlier or {})},
            "sticky": sticky or {},
            "alerts": alerts or {},
            "proxy": proxy or {},
            "dashboard": {"listen": '"127.0.0.1:0"'},
            "log": {"metrics_interval": '"0s"', **(log or {})},
        }
        self.write_config(backends)
        self.program = Program("rrlbd", "--config", self.config, **program_options)
        self.port = None  # until wait_ready()

    def wait_ready(self):
        self.program.wait_for_line(r"balancer \S+ started")
        self.port = int(self.program.wait_for_line(r"listening on \S+:(\d+)")[1])

    def write_config(self, backends=None, **changes):
        """The initial sections with these changes; the last backends, if none are given."""
        if backends is not None:
            self._backends = backends
        sections = {
            name: {**keys, **changes.get(name, {})} for name, keys in self._sections.items()
        }
        text = toml(sections) + backend_tables(self._backends)
        # Replaced atomically, as a careful editor does it.
        draft = self.config.with_suffix(".new")
        draft.write_text(text)
        os.replace(draft, self.config)

    def reload(self, backends=None, **changes):
        """Writes the configuration and waits until it has been reloaded."""
        if backends is not None or changes:
            self.write_config(backends, **changes)
        before = self.program.count_lines("reload: ")
        self.program.signal(signal.SIGHUP)
        wait_until(lambda: self.program.count_lines("reload: ") > before, "the reload")

    def client(self):
        return Client(self.port)

    def get(self, target="/", fields=""):
        return get(self.port, target, fields)

    def stats(self):
        response = self.get("/stats")
        assert response.status == 200
        return json.loads(response.body)

    def backend(self, name):
        return next(b for b in self.stats()["backends"] if b["name"] == name)

    def wait_status(self, name, status):
        wait_until(
            lambda: (name, status) in [(b["name"], b["status"]) for b in self.stats()["backends"]],
            f"{name} is {status}")

    def admin(self, target, method="GET"):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(30)
            connection.connect(self.socket_path)
            connection.sendall(
                f"{method} {target} HTTP/1.1\r\nHost: admin\r\nConnection: close\r\n\r\n".encode()
            )
            answer = b""
            while more := connection.recv(65536):
                answer += more
        head, body = answer.split(b"\r\n\r\n", 1)
        return int(head.split(b" ")[1]), body.decode()

    def figure(self, name):
        """The value of a metric."""
        status, text = self.admin("/metrics")
        assert status == 200
        return int(re.search(f"^{name} (\\d+)$", text, re.MULTILINE)[1])

    def end(self):
        self.program.end()
