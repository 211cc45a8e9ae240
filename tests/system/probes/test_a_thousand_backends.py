"""The probes of a thousand backends are spread over the interval."""

import socket
import time
from threading import Thread

from harness.fake_backend import OK
from harness.programs import sanitized, wait_until

COUNT = 1000
SECONDS = 6 if sanitized() else 2


class ManyAddresses:
    """One listener for all of 127.0.0.0/8 that records the time and the address of each probe."""

    def __init__(self):
        self.listener = socket.socket()
        self.listener.bind(("0.0.0.0", 0))
        self.listener.listen(1024)
        self.port = self.listener.getsockname()[1]
        self.asked = []  # (when, address)
        Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            try:
                with connection:
                    connection.settimeout(1)
                    address = connection.getsockname()[0]
                    connection.recv(4096)
                    self.asked.append((time.monotonic(), address))
                    connection.sendall(OK)
            except OSError:
                pass  # the balancer gave up

    def times(self):
        """The times of the probes, by address."""
        times = {}
        for when, address in list(self.asked):
            times.setdefault(address, []).append(when)
        return times

    def each_asked_twice(self):
        times = self.times()
        return len(times) == COUNT and all(len(asked) > 1 for asked in times.values())

    def stop(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


def test_a_thousand_backends_are_probed_in_turn(balancer):
    server = ManyAddresses()
    addresses = [f"127.1.{i // 250}.{i % 250 + 1}" for i in range(COUNT)]
    try:
        lb = balancer(
            [{"url": f"http://{address}:{server.port}"} for address in addresses],
            health={"interval": f'"{SECONDS}s"', "timeout": f'"{SECONDS}s"', "metrics_path": '""'})
        assert lb.program.count_lines(": UNKNOWN -> UP: answered 200 in") == COUNT

        # All are probed again, and in the meantime requests are answered immediately.
        slowest = 0.0
        with lb.client() as client:
            while not server.each_asked_twice():
                before = time.monotonic()
                assert client.get("/").status == 307
                slowest = max(slowest, time.monotonic() - before)
                time.sleep(0.01)
        assert slowest < 1.0

        rounds = [sorted(times[i] for times in server.times().values()) for i in range(2)]
        for times in rounds:
            assert len(times) == COUNT
            assert times[COUNT * 9 // 10] - times[COUNT // 10] > 0.5 * SECONDS
        wait_until(lambda: {b["status"] for b in lb.stats()["backends"]} == {"UP"}, "all are UP")
    finally:
        server.stop()
