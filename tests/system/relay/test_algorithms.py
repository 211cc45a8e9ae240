"""The algorithms that depend on more than the order of the backends."""

import threading
import time

import pytest
from harness.origin import whole
from harness.programs import wait_until


def names(backends):
    return [{"name": f"web{number}", "url": backend.url}
            for number, backend in enumerate(backends)]


def held_by(gate):
    def answer(conversation):
        conversation.read_body()
        gate.acquire(timeout=30)
        conversation.send(whole("ok"))
        return True

    return answer


@pytest.mark.parametrize("hash_on, field", [
    ("header:X-Tenant", "X-Tenant: t{}\r\n"),
    ("cookie:sid", "Cookie: a=1; sid=s{}\r\n"),
])
def test_a_key_stays_with_its_backend_whatever_the_worker(relay, origin, hash_on, field):
    backends = [origin() for _ in range(3)]
    lb = relay(names(backends), balancer_keys={
        "algorithm": '"consistent_hash"', "hash_on": f'"{hash_on}"', "hash_balance_factor": 0,
        "workers": 2})
    for _ in range(4):
        for key in range(25):
            assert lb.get(f"/{key}", field.format(key)).status == 200
    of_each = [{request.path for request in backend.requests} for backend in backends]
    assert sum(len(paths) for paths in of_each) == 25  # no path went to two backends
    assert all(of_each)


def test_a_path_stays_with_its_backend_whatever_the_query(relay, origin):
    backends = [origin() for _ in range(3)]
    lb = relay(names(backends), balancer_keys={
        "algorithm": '"consistent_hash"', "hash_on": '"path"', "hash_balance_factor": 0})
    for number in range(12):
        assert lb.get(f"/one?number={number}").status == 200
    assert sorted(backend.count("/one") for backend in backends) == [0, 0, 12]


def test_the_bound_sends_a_hot_key_to_others_too(relay, origin):
    backends = [origin() for _ in range(3)]
    gate = threading.Semaphore(0)
    for backend in backends:
        backend.answers["/hot"] = held_by(gate)
    lb = relay(names(backends), balancer_keys={
        "algorithm": '"consistent_hash"', "hash_on": '"path"', "hash_balance_factor": 150,
        "workers": 2})
    clients = []
    for _ in range(12):  # an equal share is 4, and with the bound 6
        clients.append(lb.client().begin("/hot"))
        wait_until(lambda: sum(one.count("/hot") for one in backends) == len(clients),
                   "it has come")
    gate.release(12)
    assert [client.answer().status for client in clients] == [200] * 12
    assert max(backend.count("/hot") for backend in backends) == 6


def test_a_busy_backend_gets_no_requests_while_others_are_idle(relay, origin):
    busy, *idle = [origin() for _ in range(3)]
    gate = threading.Semaphore(0)
    busy.answers["/"] = held_by(gate)
    lb = relay(names([busy, *idle]), balancer_keys={"algorithm": '"least_connections"',
                                                    "workers": 2})
    holder = None
    for number in range(20):
        client = lb.client().begin("/")
        wait_until(lambda: sum(one.count("/") for one in [busy, *idle]) == number + 1,
                   "it has come")
        if holder is None and busy.count("/") == 1:
            holder = client
        else:
            assert client.answer().status == 200
            wait_until(lambda: sum(b["in_flight"] for b in lb.stats()["backends"])
                       == (holder is not None), "it is over")
    assert busy.count("/") == 1
    gate.release()
    assert holder.answer().status == 200


def test_a_slow_backend_gets_fewer_requests(relay, origin):
    slow, quick = origin(), origin()

    def slowly(conversation):
        conversation.read_body()
        time.sleep(0.1)
        conversation.send(whole("ok"))
        return True

    slow.answers["/"] = slowly
    lb = relay(names([slow, quick]), balancer_keys={"algorithm": '"power_of_two"'})
    for _ in range(100):
        assert lb.ask_for("/").status == 200
    assert quick.count("/") > 70  # while a response time is unknown, the choice is random
