"""Backends that cannot be reached: others answer; without others the client gets an error soon."""

import socket
import threading

from harness.asking import Load
from harness.programs import sanitized, wait_until
from harness.relayed import EAGER_PROBES, RARE_PROBES, SHORT

AT_ONCE = 0.5 if sanitized() else 0.05


def test_the_only_backend_refuses(relay, origin):
    backend = origin()
    lb = relay([backend], health=RARE_PROBES)
    assert lb.ask_for("/").status == 200
    backend.stop()
    answers = [lb.ask_for("/") for _ in range(5)]
    assert {(answer.status, answer.body) for answer in answers} == {
        (502, b"the backend cannot be reached\n")}
    assert min(answer.took for answer in answers) < AT_ONCE
    backend.start()
    assert lb.ask_for("/").status == 200


def test_all_are_down(relay, origin):
    backends = [origin(), origin()]
    lb = relay(backends, health=EAGER_PROBES)
    for backend in backends:
        backend.stop()
    lb.wait_for_answer(503)
    assert [backend["status"] for backend in lb.stats()["backends"]] == ["DOWN", "DOWN"]
    for method, body in [("GET", b""), ("POST", b"x" * 100)]:
        answers = [lb.ask_for("/", method=method, body=body) for _ in range(5)]
        assert {(answer.status, answer.body) for answer in answers} == {
            (503, b"no backend can take this request now\n")}
        assert all(0 < int(answer.fields["retry-after"]) <= 60 for answer in answers)
        assert min(answer.took for answer in answers) < AT_ONCE
    backends[0].start()
    lb.wait_for_answer(200)


def test_one_of_two_refuses(relay, origin):
    gone, well = origin(), origin()
    lb = relay([gone, well], health=EAGER_PROBES)
    gone.stop()
    with Load(lb) as load:
        lb.wait_status(gone.name, "DOWN")
        wait_until(lambda: len(load.answers) > 500, "load")
    assert load.errors == []
    assert load.idle_closes == 0
    assert load.slowest < 10 * AT_ONCE


class BlackHole:
    """Answers probes, until it accepts no more connections and its queue is full."""

    def __init__(self):
        self.listener = socket.socket()
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen(16)
        self.port = self.listener.getsockname()[1]
        self.name = f"127.0.0.1:{self.port}"
        self.url = f"http://{self.name}"
        self._swallows = threading.Event()
        self._held = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self):
        self.listener.settimeout(0.05)
        while not self._swallows.is_set():
            try:
                connection, _ = self.listener.accept()
            except TimeoutError:
                continue
            with connection:
                connection.settimeout(5)
                connection.recv(65536)
                connection.sendall(
                    b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    def swallow(self):
        self._swallows.set()
        self._thread.join()
        self.listener.listen(0)
        for _ in range(32):
            filler = socket.socket()
            filler.settimeout(0.1)
            self._held.append(filler)
            try:
                filler.connect(("127.0.0.1", self.port))
            except TimeoutError:
                return
        raise AssertionError("the queue takes more and more")

    def close(self):
        self._swallows.set()
        self._thread.join()
        for one in [self.listener, *self._held]:
            one.close()


def test_a_black_hole(relay, origin):
    hole, well = BlackHole(), origin()
    try:
        lb = relay([hole, well], health=EAGER_PROBES, proxy=SHORT)
        hole.swallow()
        with Load(lb) as load:
            lb.wait_status(hole.name, "DOWN")
            wait_until(lambda: len(load.answers) > 300, "load")
        assert load.errors == []
        # At most the connect timeout.
        assert load.slowest < 0.3 + 1
        # One client of each worker waits for the timeout; then the backend is avoided for a while.
        assert sum(1 for answer in load.answers if answer.took > 0.25) < 40
    finally:
        hole.close()


def test_the_only_backend_is_a_black_hole(relay):
    hole = BlackHole()
    try:
        lb = relay([hole], health=RARE_PROBES, proxy=SHORT)
        hole.swallow()
        answer = lb.ask_for("/")
        assert (answer.status, answer.body) == (504, b"the backend cannot be reached in time\n")
        assert 0.25 < answer.took < 0.3 + 1
        # A client that closes before leaves nothing behind.
        with lb.client() as client:
            client.begin("/")
            wait_until(lambda: lb.in_flight() == 1, "it is under way")
            client.reset()
            wait_until(lambda: lb.in_flight() == 0, "it is over")
    finally:
        hole.close()
