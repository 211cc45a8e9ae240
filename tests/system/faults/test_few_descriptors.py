"""Too few descriptors: nothing spins, nothing crashes, and the balancer recovers by itself."""

import resource
import select
import threading
import time
from collections import Counter

import pytest
from harness.programs import PATIENCE, sanitized, wait_until
from harness.relayed import EAGER_PROBES, RARE_PROBES


NO_DESCRIPTORS = "a sanitizer that can open no descriptor complains of every object"


def few(count):
    return lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (count, count))


def cpu_share(program, seconds):
    before, began = program.cpu_seconds(), time.monotonic()
    time.sleep(seconds)
    return (program.cpu_seconds() - before) / (time.monotonic() - began)


def in_order_of_answers(clients):
    """Yields each client as soon as it has something to read."""
    poll = select.poll()
    waiting = {client.socket.fileno(): client for client in clients}
    for descriptor in waiting:
        poll.register(descriptor, select.POLLIN)
    while waiting:
        ready = poll.poll(PATIENCE * 1000)
        assert ready, f"{len(waiting)} clients are not answered"
        for descriptor, _ in ready:
            poll.unregister(descriptor)
            yield waiting.pop(descriptor)


def wait_for(event):
    """The script of a backend that answers once the event is set."""
    def wait(conversation):
        conversation.read_body()
        event.wait(20)
        conversation.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n")
        return True

    return wait


def unserved(lb):
    return lb.figure("rrlb_requests_unserved_total")


@pytest.mark.parametrize("limit, workers", [(60, 1), (160, 1), (160, 2)])
def test_more_clients_than_descriptors(relay, origin, limit, workers):
    if sanitized() and limit < 100:
        pytest.skip(NO_DESCRIPTORS)
    backend = origin()
    lb = relay([backend], health=EAGER_PROBES, balancer_keys={"workers": workers},
               preexec=few(limit))
    clients = [lb.client().begin("/") for _ in range(200)]
    wait_until(lambda: lb.program.count_lines("accepting pauses") >= 1, "accepting pauses")
    wait_until(lambda: backend.count() >= 15, "some are served")
    assert cpu_share(lb.program, 1) < (0.5 if sanitized() else 0.1)
    # Connected clients are still served, and all others once descriptors are free.
    statuses = Counter()
    for client in in_order_of_answers(clients):
        statuses[client.answer().status] += 1
        client.close()
    # Sometimes no descriptor is left for a connection to the backend.
    assert statuses[503] <= 60
    assert statuses[200] + statuses[503] == 200
    wait_until(lambda: lb.figure("rrlb_connections") == 0, "all clients are gone")
    assert [lb.ask_for("/").status for _ in range(10)] == [200] * 10
    assert lb.program.count_lines("DOWN") == 0


def test_no_descriptor_for_the_connection_to_the_backend(relay, origin):
    """There may be more clients than connections that can be made to backends."""
    if sanitized():
        pytest.skip(NO_DESCRIPTORS)
    backend, release = origin(), threading.Event()
    backend.answers["/wait"] = wait_for(release)
    # This limit accepts more clients than the balancer would by default.
    lb = relay([backend], health=RARE_PROBES, proxy={"response_timeout": '"20s"'},
               balancer_keys={"max_connections": 40}, preexec=few(64))
    clients = [lb.client() for _ in range(30)]
    for number, client in enumerate(clients):
        client.begin("/wait", method="POST" if number % 2 else "GET", body=b"x" * (number % 2))
    wait_until(lambda: backend.count() + unserved(lb) == 30, "all are carried, or told")
    assert 1 <= unserved(lb) < 30
    assert cpu_share(lb.program, 0.5) < 0.1
    release.set()
    statuses = Counter()
    for client in clients:
        answer = client.answer()
        statuses[answer.status] += 1
        if answer.status == 503:
            assert "retry-after" in answer.fields
            if answer.kept:  # the client may send again on the same connection
                assert client.ask_for("/").status == 200
    assert statuses == {200: backend.count("/wait"), 503: unserved(lb)}
    # It does not count as a failure of the backend.
    stats = lb.backend(backend.name)
    assert (stats["status"], stats["failures"]) == ("UP", 0)


def test_idle_connections_are_closed_if_descriptors_run_out(relay, origin):
    """Many idle connections to one backend; another one needs their descriptors."""
    if sanitized():
        pytest.skip(NO_DESCRIPTORS)
    first, second, release = origin(), origin(), threading.Event()
    first.answers["/wait"] = second.answers["/wait"] = wait_for(release)
    lb = relay([first], health=RARE_PROBES, preexec=few(64))
    clients = [lb.client() for _ in range(20)]
    for client in clients[:14]:
        client.begin("/wait")
    wait_until(lambda: first.count("/wait") == 14, "all are under way")
    release.set()
    assert {client.answer().status for client in clients[:14]} == {200}
    release.clear()
    lb.reload([{"url": first.url, "max_connections": 1}, second])
    wait_until(lambda: lb.ask_for("/") and second.count("/"), "the second is used, too")
    for client in clients:
        client.begin("/wait")
    wait_until(lambda: lb.in_flight() == 20 or unserved(lb), "all are under way")
    release.set()
    assert {client.answer().status for client in clients} == {200}
