"""Backends that are killed or stopped with requests in flight."""

import json
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from harness.asking import Load
from harness.client import get
from harness.programs import wait_until
from harness.relayed import EAGER_PROBES, RARE_PROBES, SHORT


@pytest.fixture
def real_backend(start):
    """real_backend(name): starts an rrlb-backend."""

    def make(name):
        program = start("rrlb-backend", "--listen", "127.0.0.1:0", "--name", name)
        program.port = int(program.wait_for_line(r"listening on \S+:(\d+)")[1])
        program.table = {"name": name, "url": f"http://127.0.0.1:{program.port}"}
        return program

    return make


def served(backend):
    """The number of requests that the backend has answered, from its /metrics."""
    return json.loads(get(backend.port, "/metrics").body)["requests"]


@pytest.mark.parametrize("framing", ["chunked", "length"])
def test_kill_in_the_middle_of_streams(relay, origin_process, framing):
    killed, well = origin_process(), origin_process()
    lb = relay([killed, well], health=EAGER_PROBES)
    streams = [lb.client() for _ in range(6)]
    target = f"/stream?parts=20&every=50&size=1000&framing={framing}"
    heads = [stream.begin(target).head() for stream in streams]
    with Load(lb) as load, ThreadPoolExecutor() as pool:
        answers = [pool.submit(stream.rest, *head) for stream, head in zip(streams, heads)]
        killed.kill()
        at = time.monotonic()
        lb.wait_status(killed.name, "DOWN")
        wait_until(lambda: len(load.answers) > 300, "load")
        answers = [answer.result() for answer in answers]
    assert load.errors == []
    whole = [answer for answer in answers if answer.whole]
    cut = [answer for answer in answers if not answer.whole]
    assert (len(whole), len(cut)) == (3, 3)
    assert {len(answer.body) for answer in whole} == {20_000}
    assert all(len(answer.body) < 20_000 for answer in cut)
    assert time.monotonic() - at < 10


def test_a_stopped_backend_and_its_return(relay, real_backend):
    stopped, well = real_backend("stopped"), real_backend("well")
    lb = relay([stopped.table, well.table], health=EAGER_PROBES, proxy=SHORT)
    with Load(lb) as load:
        wait_until(lambda: load.count(b"from stopped") > 10, "both serve")
        began = time.monotonic()
        stopped.signal(signal.SIGSTOP)
        lb.wait_status("stopped", "DOWN")
        assert time.monotonic() - began < 3
        wait_until(lambda: load.count(b"from well", began + 1.5) > 100, "load")
        slowest = load.slowest
        stopped.signal(signal.SIGCONT)
        lb.wait_status("stopped", "UP")
        back = time.monotonic()
        wait_until(lambda: load.count(b"from stopped", back) > 10, "it serves again")
    assert load.errors == []
    assert 0.9 < slowest < 1 + 1  # the response timeout and a little more


def test_a_post_to_a_stopped_backend_is_not_sent_twice(relay, real_backend):
    stopped, well = real_backend("stopped"), real_backend("well")
    lb = relay([stopped.table, well.table], health=RARE_PROBES, proxy=SHORT)
    stopped.signal(signal.SIGSTOP)
    answers = [lb.ask_for("/", method="POST", body=b"x" * 100) for _ in range(2)]
    assert sorted(answer.status for answer in answers) == [200, 504]
    late = next(answer for answer in answers if answer.status == 504)
    assert late.body == b"the backend did not answer in time\n"
    assert 0.9 < late.took < 1 + 1
    stopped.signal(signal.SIGCONT)
    assert served(well) == 1
    assert served(stopped) <= 1


def test_idle_connections_closed_by_the_backend_cost_no_request(relay, origin):
    """The balancer notices a close and new requests at the same time."""
    backend = origin()
    lb = relay([backend], health=RARE_PROBES)
    for method, body in [("GET", b""), ("POST", b"x" * 100), ("PUT", b"y" * 100)]:
        clients = [lb.client() for _ in range(10)]
        for client in clients:
            assert client.ask_for("/first").status == 200
        os.kill(lb.program.pid, signal.SIGSTOP)
        backend.close_connections()
        for client in clients:
            client.begin("/second", method=method, body=body)
        os.kill(lb.program.pid, signal.SIGCONT)
        assert [client.answer().status for client in clients] == [200] * 10
        assert backend.count("/second", method) == 10
        assert {request.body for request in backend.requests
                if request.method == method and request.path == "/second"} == {body}


def test_after_a_restart_of_the_only_backend_no_request_fails(relay, origin):
    backend = origin()
    lb = relay([backend], health=RARE_PROBES)
    clients = [lb.client() for _ in range(10)]
    for _ in range(5):
        for client in clients:
            assert client.ask_for("/").status == 200
        backend.stop()
        backend.start()
        for client in clients:
            assert client.ask_for("/").status == 200
