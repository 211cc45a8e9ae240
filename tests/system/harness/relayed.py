"""A balancer that relays, and checks of its state after every test."""

import json
import re
import signal
import time

from .asking import Asker
from .programs import wait_until

# Timeouts that no test reaches, even on a busy machine.
LIMITS = {"connect_timeout": '"5s"', "response_timeout": '"10s"', "queue_timeout": '"5s"'}
# Short timeouts, for tests that wait for them.
SHORT = {"connect_timeout": '"300ms"', "response_timeout": '"1s"'}
# Fast probes, for tests in which a backend goes DOWN and comes back.
EAGER_PROBES = {"interval": '"200ms"', "timeout": '"200ms"', "rise": 2, "fall": 3}
# Slow probes, for tests in which no probe may notice a failure.
RARE_PROBES = {"interval": '"1m"', "timeout": '"1s"'}


class Relay:
    """A balancer that relays, its clients, and its state before the first client."""

    def __init__(self, lb, limits):
        self.lb = lb
        self.program = lb.program
        self.port = lb.port
        self._limits = limits
        self._clients = []
        self._stopped = False
        self._descriptors = min(self._sample() for _ in range(5))

    def _sample(self):
        time.sleep(0.005)  # a probe may be in flight
        return self.program.descriptors()

    def __getattr__(self, name):
        return getattr(self.lb, name)

    def connect(self):
        """Returns a client that the test closes."""
        return Asker(self.port)

    def client(self, **options):
        """Returns a client that is closed at the end of the test."""
        self._clients.append(Asker(self.port, **options))
        return self._clients[-1]

    def ask_for(self, *arguments, **options):
        with self.connect() as client:
            return client.ask_for(*arguments, **options)

    def wait_for_answer(self, status):
        """The workers get a backend's status a moment after /stats shows it."""
        wait_until(lambda: self.ask_for("/").status == status, f"an answer is {status}")

    def stop(self):
        self._stopped = True
        self.program.signal(signal.SIGTERM)

    def in_flight(self):
        return self.figure("rrlb_requests_in_flight")

    def end_clients(self):
        for client in self._clients:
            client.close()

    def check_nothing_is_left(self):
        if self._stopped:
            return
        code = self.program.process.poll()
        assert code is None, f"it has left with {code}; it said {self.program.lines}"
        wait_until(lambda: self.in_flight() == 0, lambda: f"{self.in_flight()} are in flight")
        wait_until(lambda: self.figure("rrlb_connections") == 0, "all clients are gone")
        for backend in json.loads(self.admin("/stats")[1])["backends"]:
            assert not backend["in_flight"], backend
        # Idle connections to backends are closed by now; any other descriptor would be a leak.
        self.lb.reload(proxy={**self._limits, "upstream_idle_timeout": '"1ms"'})
        wait_until(
            lambda: self.program.descriptors() <= self._descriptors,
            lambda: f"{self.program.descriptors()} descriptors, at first {self._descriptors}")
        open_connections = re.findall(
            r"^rrlb_backend_connections\{.*\} (\d+)$", self.admin("/metrics")[1], re.MULTILINE)
        assert set(open_connections) <= {"0"}
