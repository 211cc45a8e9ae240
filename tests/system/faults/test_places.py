"""Limits: a backend's max_connections with the queue in front of it, and the balancer's own."""

import select
import threading
import time

import pytest
from harness.asking import Load
from harness.balancer import FAST_PROBES
from harness.programs import PATIENCE, wait_until
from harness.relayed import RARE_PROBES

PATIENT = {"queue_timeout": '"20s"', "response_timeout": '"20s"'}


class Gate:
    """Lets the requests at a backend through one by one, in the order of arrival."""

    def __init__(self, backend, path="/gated"):
        self.backend = backend
        self.inside = 0
        self.most_inside = 0
        self._lock = threading.Lock()
        self._tickets = threading.Semaphore(0)
        backend.answers[path] = self._answer

    def _answer(self, conversation):
        conversation.read_body()
        with self._lock:
            self.inside += 1
            self.most_inside = max(self.most_inside, self.inside)
        self._tickets.acquire(timeout=30)
        with self._lock:
            self.inside -= 1
        conversation.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n")
        return True

    def let(self, count=1):
        self._tickets.release(count)

    def wait_for(self, inside):
        wait_until(lambda: self.inside == inside, lambda: f"{inside} inside, not {self.inside}")


def limited(backend, places):
    return {"name": "web", "url": backend.url, "max_connections": places}


@pytest.fixture
def gated(relay, origin):
    """gated(places, ...): a balancer, its only backend with this max_connections, and its gate."""

    def make(places, proxy=None, **options):
        gate = Gate(origin())
        lb = relay([limited(gate.backend, places)], health=RARE_PROBES,
                   proxy={**PATIENT, **(proxy or {})}, **options)
        return lb, gate

    return make


@pytest.mark.parametrize("workers", [1, 2])
def test_no_more_than_the_limit_are_at_the_backend(gated, workers):
    lb, gate = gated(3, balancer_keys={"workers": workers})
    clients = [lb.client().begin("/gated") for _ in range(24)]
    gate.wait_for(3)
    wait_until(lambda: lb.in_flight() == 24, "all have come in")
    assert lb.backend("web")["in_flight"] == 3
    began = time.monotonic()
    gate.let(24)
    assert [client.answer().status for client in clients] == [200] * 24
    assert time.monotonic() - began < 5  # each freed place is taken immediately, by any worker
    assert gate.most_inside <= 3
    assert gate.backend.count("/gated") == 24


def test_a_request_that_waits_too_long_gets_503_with_retry_after(gated):
    lb, gate = gated(1, proxy={"queue_timeout": '"300ms"'})
    holder = lb.client().begin("/gated")
    gate.wait_for(1)
    for method, body in [("GET", b""), ("POST", b"x" * 100)]:
        answer = lb.ask_for("/gated", method=method, body=body)
        assert answer.status == 503
        assert 0 < int(answer.fields["retry-after"]) <= 60
        assert 0.25 < answer.took < 0.3 + 2
    assert gate.backend.count() == 1
    gate.let()
    assert holder.answer().status == 200
    gate.let()
    assert lb.ask_for("/gated").status == 200


def test_places_are_given_in_the_order_of_arrival(gated):
    lb, gate = gated(1)
    holder = lb.client().begin("/gated")
    gate.wait_for(1)
    waiting = []
    for number in range(8):
        waiting.append(lb.client().begin(f"/gated?{number}"))
        wait_until(lambda: lb.in_flight() == 2 + number, "it is queued")
    gate.let(9)
    assert {client.answer().status for client in [holder, *waiting]} == {200}
    assert [request.target for request in gate.backend.requests] == [
        "/gated", *(f"/gated?{number}" for number in range(8))]


def test_a_freed_place_goes_to_a_waiting_request_before_a_new_one(gated):
    """The client that frees the place has already sent its next request."""
    lb, gate = gated(1)
    holder = lb.client()
    for number in range(3):
        holder.begin(f"/gated?mine={number}")
    gate.wait_for(1)
    other = lb.client().begin("/gated?other")
    wait_until(lambda: lb.in_flight() == 2, "it is queued")
    gate.let(4)
    assert other.answer().status == 200
    assert [holder.answer().status for _ in range(3)] == [200] * 3
    targets = [request.target for request in gate.backend.requests]
    assert targets.index("/gated?other") == 1


def test_requests_do_not_starve_next_to_busy_clients_of_another_worker(relay, origin):
    backend = origin()

    def answer(conversation):
        time.sleep(0.004)
        conversation.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n")
        return True

    backend.answers["/"] = answer
    lb = relay([limited(backend, 1)], health=RARE_PROBES, balancer_keys={"workers": 2},
               proxy={"queue_timeout": '"2s"'})
    with Load(lb, clients=12, pause=0) as load:
        time.sleep(1.5)
    assert load.errors == []
    assert load.slowest < 1.5  # 12 times 4 ms are 48 ms


def test_a_backend_with_free_places_takes_requests_of_a_full_one(relay, origin):
    full, free = Gate(origin()), origin()
    lb = relay([limited(full.backend, 1), free], health=RARE_PROBES, proxy=PATIENT)
    holders = [lb.client().begin("/gated") for _ in range(2)]
    wait_until(lambda: full.inside == 1 and free.count() == 1, "both have one")
    for _ in range(20):
        assert lb.ask_for("/").took < 1
    assert free.count("/") == 20
    full.let()
    assert [holder.answer().status for holder in holders] == [200] * 2


@pytest.mark.parametrize("how", ["reset", "retry", "failure"])
def test_every_end_of_an_exchange_frees_its_place(gated, how):
    lb, gate = gated(1)
    backend = gate.backend

    def fail(conversation):
        gate.wait_for(0)
        conversation.reset()

    ready = threading.Event()
    backend.answers["/fail"] = lambda conversation: ready.wait(10) and conversation.reset()
    backend.answers["/stall"] = lambda conversation: conversation.wait_for_end()
    holder = lb.client().begin({"reset": "/stall"}.get(how, "/fail"),
                               method="POST" if how == "failure" else "GET")
    wait_until(lambda: backend.count() == 1, "it has the place")
    waiting = lb.client().begin("/gated")
    wait_until(lambda: lb.in_flight() == 2, "the other waits")
    gate.let()
    if how == "reset":
        holder.reset()
    else:
        ready.set()
        assert holder.answer().status == 502
    began = time.monotonic()
    assert waiting.answer().status == 200
    assert time.monotonic() - began < 5


def test_a_client_that_leaves_the_queue_gets_no_place(gated):
    lb, gate = gated(1)
    holder = lb.client().begin("/gated")
    gate.wait_for(1)
    leaving = [lb.client().begin("/gated?leaving") for _ in range(20)]
    last = lb.client().begin("/gated?last")
    wait_until(lambda: lb.in_flight() == 22, "they are queued")
    for client in leaving:
        client.reset()
    wait_until(lambda: lb.in_flight() == 2, "they are gone")
    gate.let(2)
    assert holder.answer().status == last.answer().status == 200
    assert [request.target for request in gate.backend.requests] == ["/gated", "/gated?last"]


def test_the_queue_is_bounded_and_forgets_clients_that_left(gated):
    lb, gate = gated(1)
    holder = lb.client().begin("/gated")
    gate.wait_for(1)
    for _ in range(2):
        waiting = [lb.client().begin("/gated?many") for _ in range(1024)]
        wait_until(lambda: lb.in_flight() == 1025, "they are queued")
        answer = lb.ask_for("/gated")
        assert answer.status == 503 and answer.took < 1
        assert "retry-after" in answer.fields
        for client in waiting:
            client.reset()
        wait_until(lambda: lb.in_flight() == 1, "they are gone")
    last = lb.client().begin("/gated?last")
    gate.let(2)
    assert holder.answer().status == last.answer().status == 200


def test_a_reload_that_adds_places_serves_the_queue(gated, origin):
    lb, gate = gated(1)
    holder = lb.client().begin("/gated")
    gate.wait_for(1)
    waiting = [lb.client().begin("/gated") for _ in range(4)]
    wait_until(lambda: lb.in_flight() == 5, "they are queued")
    lb.reload([limited(gate.backend, 3)])
    gate.wait_for(3)
    other = Gate(origin())
    lb.reload([limited(gate.backend, 3), {"name": "other", "url": other.backend.url}])
    lb.wait_status("other", "UP")
    other.wait_for(2)
    gate.let(3)
    other.let(2)
    assert {client.answer().status for client in [holder, *waiting]} == {200}


def test_a_reload_that_removes_all_backends_empties_the_queue(gated):
    lb, gate = gated(1)
    holder = lb.client().begin("/gated")
    gate.wait_for(1)
    waiting = lb.client().begin("/gated")
    wait_until(lambda: lb.in_flight() == 2, "it is queued")
    lb.reload([])
    began = time.monotonic()
    assert waiting.answer().status == 503
    assert time.monotonic() - began < 5
    gate.let()
    assert holder.answer().status == 200


def test_a_reload_that_removes_the_limit_serves_the_queue(gated):
    lb, gate = gated(1)
    holder = lb.client().begin("/gated")
    gate.wait_for(1)
    waiting = lb.client().begin("/gated")
    wait_until(lambda: lb.in_flight() == 2, "it is queued")
    lb.reload([limited(gate.backend, 0)])
    gate.wait_for(2)
    gate.let(2)
    assert holder.answer().status == waiting.answer().status == 200


def test_a_limit_added_by_a_reload_is_enforced(gated):
    lb, gate = gated(0)
    holders = [lb.client().begin("/gated") for _ in range(2)]
    gate.wait_for(2)
    lb.reload([limited(gate.backend, 1)])
    waiting = lb.client().begin("/gated")
    wait_until(lambda: lb.in_flight() == 3, "it is queued")
    gate.let(2)
    assert {holder.answer().status for holder in holders} == {200}
    gate.wait_for(1)
    gate.let()
    assert waiting.answer().status == 200


def test_requests_that_wait_for_a_backend_that_goes_down_are_refused_soon(relay, origin):
    backend = origin()
    gate = Gate(backend)
    well = threading.Event()
    well.set()
    backend.answers["/health"] = (
        lambda conversation: conversation.send(
            f"HTTP/1.1 {200 if well.is_set() else 500} X\r\nContent-Length: 0\r\n\r\n") or True)
    lb = relay([limited(backend, 1)], health=FAST_PROBES, proxy=PATIENT)
    holder = lb.client().begin("/gated")
    gate.wait_for(1)
    waiting = lb.client().begin("/gated")
    wait_until(lambda: lb.in_flight() == 2, "it is queued")
    well.clear()
    lb.wait_status("web", "DOWN")
    began = time.monotonic()
    assert waiting.answer().status == 503
    assert time.monotonic() - began < 5
    gate.let()
    assert holder.answer().status == 200  # requests in flight are finished


@pytest.mark.parametrize("workers", [1, 2])
def test_a_stop_serves_the_queue(gated, workers):
    lb, gate = gated(1, balancer_keys={"workers": workers})
    clients = [lb.client().begin("/gated") for _ in range(8)]
    wait_until(lambda: lb.in_flight() == 8, "they are queued")
    lb.stop()
    gate.let(8)
    assert {client.answer().status for client in clients} == {200}
    assert lb.program.wait() == 0
    assert lb.program.messages()[-1] == "balancer stopped after 8 requests, 0 connections cut"


@pytest.mark.parametrize("workers", [1, 2])
def test_a_stop_that_cuts_requests_in_flight_and_in_the_queue(gated, workers):
    lb, gate = gated(4, balancer_keys={"workers": workers, "drain_timeout": '"300ms"'})
    clients = [lb.client().begin("/gated") for _ in range(16)]
    wait_until(lambda: lb.in_flight() == 16, "they are queued")
    gate.wait_for(4)
    lb.stop()
    assert lb.program.wait() == 0
    assert lb.program.messages()[-1] == "balancer stopped after 16 requests, 16 connections cut"
    assert all(client.at_end() for client in clients)
    gate.let(4)


@pytest.mark.parametrize("workers", [1, 2])
def test_the_balancers_own_limit(relay, origin, workers):
    """Clients beyond it wait, and are served when others leave."""
    backend = origin()
    lb = relay([backend], health=RARE_PROBES,
               balancer_keys={"workers": workers, "max_connections": 20})
    clients = [lb.client().begin("/") for _ in range(60)]
    lb.program.wait_for_line(
        r"warning listen \S+: accepting pauses, 2\d clients are connected \(max_connections\)")
    wait_until(lambda: backend.count() >= 20, "so many are served")
    time.sleep(0.3)
    # Each worker notices when it has accepted one more.
    assert 20 <= lb.figure("rrlb_connections") < 20 + workers
    poll = select.poll()
    waiting = {client.socket.fileno(): client for client in clients}
    for descriptor in waiting:
        poll.register(descriptor, select.POLLIN)
    while waiting:
        for descriptor, _ in poll.poll(PATIENCE * 1000):
            poll.unregister(descriptor)
            client = waiting.pop(descriptor)
            assert client.answer().status == 200
            client.close()
    assert lb.program.count_lines("accepting pauses") == workers
