"""Each exchange writes one access record, however it ends; a blocked log stops no request."""

import os
import re
import threading

import pytest
from harness.asking import Asker
from harness.programs import wait_until
from harness.origin import whole
from harness.relayed import RARE_PROBES

ACCESS = {"access": "true"}


def records(lb):
    """The records without their durations."""
    found = [line for line in lb.program.messages() if line.startswith("127.0.0.1 ")]
    return [re.sub(r" in [0-9.]+ ms", "", line) for line in found]


def wait_for_records(lb, *expected):
    wait_until(lambda: len(records(lb)) >= len(expected), lambda: f"records, not {records(lb)}")
    assert records(lb) == list(expected)


@pytest.fixture
def web(relay, origin):
    """A balancer with one backend named web."""
    backend = origin()
    lb = relay([{"name": "web", "url": backend.url}], health=RARE_PROBES, log=ACCESS,
               balancer_keys={"drain_timeout": '"300ms"'}, proxy={"response_timeout": '"500ms"'})
    return lb, backend


def test_successful_requests(web):
    lb, backend = web
    backend.answers["/gone"] = whole("not here\n", status="404 Not Found")
    with lb.client() as client:
        client.ask_for("/a?b=c")
        client.ask_for("/upload", method="POST", body=b"x" * 1000)
        client.ask_for("/gone")
        client.ask_for("/head", method="HEAD")
    wait_for_records(
        lb,
        '127.0.0.1 "GET /a?b=c" 200 from web, 11 B',
        '127.0.0.1 "POST /upload" 200 from web, 13 B',
        '127.0.0.1 "GET /gone" 404 from web, 9 B',
        '127.0.0.1 "HEAD /head" 200 from web, 0 B')


def test_requests_that_failed_at_the_backend(web):
    lb, backend = web

    def half(conversation):
        conversation.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
        conversation.wait_for_end()

    backend.answers["/half"] = half
    backend.answers["/die"] = lambda conversation: False
    backend.answers["/nonsense"] = b"nonsense\r\n\r\n"
    backend.answers["/wait"] = lambda conversation: conversation.wait_for_end()
    for target in ["/half", "/die", "/nonsense", "/wait"]:
        lb.ask_for(target)
    backend.stop()
    lb.ask_for("/refused")
    wait_for_records(
        lb,
        '127.0.0.1 "GET /half" 200 from web, 4 B, stalled_response',
        '127.0.0.1 "GET /die" 502 from web, 0 B, closed_early',
        '127.0.0.1 "GET /nonsense" 502 from web, 0 B, malformed_response',
        '127.0.0.1 "GET /wait" 504 from web, 0 B, response_timeout',
        '127.0.0.1 "GET /refused" 502 from web, 0 B, connect_refused')


def test_requests_that_were_retried(relay, origin):
    bad, well = origin(), origin()
    bad.answers["/"] = lambda conversation: False
    lb = relay([bad, {"name": "well", "url": well.url}], health=RARE_PROBES, log=ACCESS)
    for _ in range(2):
        lb.ask_for("/")
    wait_until(lambda: len(records(lb)) == 2, "both are there")
    assert sorted(records(lb), key=len) == [
        '127.0.0.1 "GET /" 200 from well, 6 B',
        '127.0.0.1 "GET /" 200 from well, 6 B, closed_early, 1 retry']


def test_requests_without_a_usable_backend(relay):
    lb = relay([], log=ACCESS)
    lb.ask_for("/")
    wait_for_records(lb, '127.0.0.1 "GET /" 503, 0 B, no_backend')


def test_requests_aborted_by_the_client(web):
    lb, backend = web
    backend.answers["/wait"] = lambda conversation: conversation.wait_for_end()
    client = lb.client().begin("/wait")
    wait_until(lambda: backend.count() == 1, "it is under way")
    client.reset()
    wait_for_records(lb, '127.0.0.1 "GET /wait" 0 from web, 0 B, client_gone')


def test_requests_cut_by_a_stop(web):
    lb, backend = web

    def half(conversation):
        conversation.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
        conversation.wait_for_end()

    backend.answers["/half"] = half
    lb.reload(proxy={"response_timeout": '"1h"'})
    clients = [lb.client().begin("/half") for _ in range(3)]
    assert {client.head()[0] for client in clients} == {200}
    lb.stop()
    assert lb.program.wait() == 0
    assert len(records(lb)) == 3
    assert lb.program.messages()[-1] == "balancer stopped after 3 requests, 3 connections cut"


def test_all_records_of_a_final_burst_are_written(web):
    """More records than are written at a time."""
    lb, backend = web
    backend.stop()
    with lb.client() as client:
        for _ in range(15):
            for _ in range(100):  # sent at once, and answered in order
                client.begin("/nobody")
            for _ in range(100):
                assert client.answer().status == 502
        lb.stop()
    assert lb.program.wait() == 0
    assert lb.program.count_lines("dropped") == 0
    assert len(records(lb)) == 1500


def test_a_blocked_log_stops_no_request(balancer, origin):
    """As with a journal that hangs: records that cannot be written are dropped, counted and reported."""
    reading, writing = os.pipe()
    backend = origin()
    lb = balancer([backend], ready=False, balancer={"mode": '"proxy"'}, health=RARE_PROBES,
                  log=ACCESS, preexec=lambda: os.dup2(writing, 2))
    os.close(writing)
    goes_on = threading.Event()
    goes_on.set()

    def read():
        with os.fdopen(reading, errors="replace") as lines:
            for line in lines:
                lb.program.lines.append(line.rstrip("\n"))
                goes_on.wait()

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    lb.wait_ready()
    goes_on.clear()
    slowest = 0.0
    count = 4500  # more than the pipe and the ring buffer hold
    with Asker(lb.port) as client:
        for _ in range(count):
            answer = client.ask_for("/")
            assert answer.status == 200
            slowest = max(slowest, answer.took)
    assert slowest < 2
    goes_on.set()
    told = lb.program.wait_for_line(r"access log: dropped (\d+) records, the journal could not keep up")
    wait_until(lambda: len(records(lb)) + int(told[1]) >= count, "all are written, or told")
    assert Asker(lb.port).ask_for("/").status == 200
    assert lb.figure("rrlb_access_records_dropped_total") == int(told[1])
    lb.end()
    reader.join(10)


def test_records_turned_on_while_a_request_is_queued_include_it(relay, origin):
    backend, go_on = origin(), threading.Event()

    def slow(conversation):
        assert go_on.wait(10)
        conversation.send(whole("slow\n"))
        return True

    backend.answers["/slow"] = slow
    place = {"name": "web", "url": backend.url, "max_connections": 1}
    lb = relay([place], health=RARE_PROBES, log={"access": "false"})
    with lb.client() as first, lb.client() as second:
        first.begin("/slow")
        wait_until(lambda: backend.count("/slow") == 1, "the place is taken")
        second.begin("/queues")
        wait_until(lambda: lb.in_flight() == 2, "the other one queues")
        lb.reload(log=ACCESS)
        go_on.set()
        assert (first.answer().status, second.answer().status) == (200, 200)
    wait_for_records(lb, '127.0.0.1 "GET /queues" 200 from web, 12 B')
