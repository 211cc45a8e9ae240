"""Load during a test: rrlb-traffic in the machine, and a client that measures each of its requests,
each on a connection of its own."""

import json
import threading
import time

from booted.suite import BALANCER


class Traffic:
    """Runs rrlb-traffic until the block ends; then `result` has its counts."""

    def __init__(self, machine, requests=4000, concurrency=8):
        self._machine = machine
        self._arguments = ["--requests", requests, "--concurrency", concurrency, "--json"]

    def __enter__(self):
        self._process = self._machine.start("rrlb-traffic", "--url",
                                            f"http://127.0.0.1:{BALANCER}", *self._arguments)
        return self

    def __exit__(self, *failure):
        output, _ = self._process.communicate(timeout=90)
        if not failure[0]:
            self.result = json.loads(output)


class Asker:
    """Sends one request after another to the balancer."""

    def __init__(self, machine, port=BALANCER):
        self._machine = machine
        self._port = port
        self._over = threading.Event()
        self.answered = 0
        self.troubles = []
        self.longest = 0.0  # seconds that one request took

    def __enter__(self):
        self._thread = threading.Thread(target=self._ask)
        self._thread.start()
        while not self.answered and not self.troubles:
            time.sleep(0.01)
        return self

    def __exit__(self, *failure):
        time.sleep(0.2)  # so that requests after the event are counted, too
        self._over.set()
        self._thread.join()

    def _ask(self):
        while not self._over.is_set():
            began = time.monotonic()
            try:
                status = self._machine.network.get(self._port, within=30).status
                if status not in (200, 307):
                    self.troubles.append(f"status {status}")
                self.answered += 1
            except (OSError, ConnectionError) as trouble:
                self.troubles.append(repr(trouble))
            self.longest = max(self.longest, time.monotonic() - began)
            time.sleep(0.002)


def told(asker: Asker) -> str:
    return (f"{len(asker.troubles)} of {asker.answered + len(asker.troubles)} requests failed, "
            f"the longest took {asker.longest * 1000:.0f} ms")
