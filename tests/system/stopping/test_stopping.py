"""SIGTERM: new clients are refused, requests are answered, and the balancer exits."""

import signal
import socket
import time
from threading import Thread

import pytest
from harness.balancer import FAST_PROBES
from harness.client import Client
from harness.fake_backend import OK
from harness.programs import PATIENCE, wait_until
from harness.stopped_worker import stopped_worker

# Long timeouts: a stop that is prompt does not wait for any of them.
PROMPT = 10.0
LONG = {"idle_timeout": '"1h"', "header_timeout": '"1h"'}


def ended(lb, requests, cut=0):
    """Checks that the balancer exited with 0, and that its last message says so."""
    assert lb.program.wait() == 0
    plural = "" if requests == 1 else "s"
    assert lb.program.messages()[-1] == (
        f"balancer stopped after {requests} request{plural}, "
        f"{cut} connection{'' if cut == 1 else 's'} cut")
    assert lb.program.lines[-1].endswith(lb.program.messages()[-1])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_without_clients_it_exits_immediately(balancer, fake_backend, number):
    lb = balancer([fake_backend()])
    lb.program.signal(number)
    ended(lb, requests=0)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_idle_clients_are_closed_immediately(balancer, fake_backend, number):
    lb = balancer([fake_backend()], proxy=LONG, balancer={"workers": 2})
    clients = [lb.client() for _ in range(20)]
    for client in clients:
        assert client.get("/").status == 307
    began = time.monotonic()
    lb.program.signal(number)
    assert all(client.at_end() for client in clients)
    ended(lb, requests=20)
    assert time.monotonic() - began < PROMPT


def test_clients_that_sent_nothing_are_closed_soon(balancer, fake_backend):
    lb = balancer([fake_backend()], proxy=LONG)
    with lb.client() as client:
        wait_until(lambda: lb.figure("rrlb_connections") == 1, "it is accepted")
        began = time.monotonic()
        lb.program.signal(signal.SIGTERM)
        assert client.at_end()
        ended(lb, requests=0)
        assert time.monotonic() - began < PROMPT


def test_an_incomplete_request_may_be_finished(balancer, fake_backend):
    backend = fake_backend()
    lb = balancer([backend], proxy=LONG)
    with lb.client() as client, lb.client() as idle:
        idle.get("/")
        client.send("GET /half HTTP/1.1\r\nHo")
        wait_until(lambda: lb.figure("rrlb_connections") == 2, "both are there")
        lb.program.signal(signal.SIGTERM)
        assert idle.at_end()
        client.send("st: t\r\n\r\n")
        response = client.response()
        assert response.location == backend.url + "/half"
        assert response.fields["connection"] == "close"
        assert client.at_end()
    ended(lb, requests=2)


def test_an_incomplete_request_that_is_never_finished_gets_408(balancer, fake_backend):
    lb = balancer([fake_backend()], proxy=LONG)
    with lb.client() as client:
        client.send("GET /half HTTP/1.1\r\nHo")
        wait_until(lambda: lb.figure("rrlb_connections") == 1, "it is there")
        began = time.monotonic()
        lb.program.signal(signal.SIGTERM)
        response = client.response()
        assert (response.status, response.fields["connection"]) == (408, "close")
        assert client.at_end()
        client.close()
        ended(lb, requests=0)
        assert time.monotonic() - began < PROMPT


def test_new_clients_are_refused(balancer, fake_backend):
    lb = balancer([fake_backend()], proxy=LONG)
    with lb.client() as client:
        client.send("GET /half HTTP/1.1\r\nHo")  # keeps the balancer running
        wait_until(lambda: lb.figure("rrlb_connections") == 1, "it is there")
        lb.program.signal(signal.SIGTERM)

        def refused():
            try:
                lb.client().close()
            except ConnectionRefusedError:
                return True
            except ConnectionResetError:
                pass  # it came after the last accept, and before the listener was closed
            return False

        wait_until(refused, "new clients are refused")
        assert lb.admin("/health") == (503, "stopping, 1/1 backends up, 0 requests\n")
        client.send("st: t\r\n\r\n")
        assert client.response().status == 307
    ended(lb, requests=1)


def test_requests_that_were_not_read_yet_are_answered(balancer, fake_backend):
    """While a program is stopped, the kernel accepts connections and requests for it."""
    backend = fake_backend()
    lb = balancer([backend], proxy=LONG, balancer={"workers": 2})
    idle = [lb.client() for _ in range(10)]
    for client in idle:
        client.get("/")
    lb.program.signal(signal.SIGSTOP)
    fresh = [lb.client() for _ in range(30)]
    for client in idle + fresh:
        client.send("GET /late HTTP/1.1\r\nHost: t\r\n\r\n")
    lb.program.signal(signal.SIGTERM)
    lb.program.signal(signal.SIGCONT)
    for client in idle + fresh:
        assert client.response().location == backend.url + "/late"
        assert client.at_end()
    ended(lb, requests=50)


def test_requests_that_come_just_before_the_worker_learns_of_the_stop_are_answered(
        balancer, fake_backend):
    backend = fake_backend()
    lb = balancer([backend], proxy=LONG)
    idle = [lb.client() for _ in range(10)]
    for client in idle:
        client.get("/")
    with stopped_worker(lb.program):
        lb.reload()  # the worker handles this, and all that follows, before it serves clients
        for client in idle:
            client.send("GET /late HTTP/1.1\r\nHost: t\r\n\r\n")
        lb.program.signal(signal.SIGTERM)
        wait_until(lambda: lb.admin("/health")[0] == 503, "it is stopping")
    for client in idle:
        assert client.response().location == backend.url + "/late"
        assert client.at_end()
    ended(lb, requests=20)


def test_requests_in_the_kernels_queue_are_answered_without_other_clients(
        balancer, fake_backend):
    backend = fake_backend()
    for _ in range(10):  # repeated, because threads race
        lb = balancer([backend], balancer={"workers": 2})
        lb.program.signal(signal.SIGSTOP)
        fresh = [lb.client() for _ in range(20)]
        for client in fresh:
            client.send("GET /late HTTP/1.1\r\nHost: t\r\n\r\n")
        lb.program.signal(signal.SIGTERM)
        lb.program.signal(signal.SIGCONT)
        for client in fresh:
            assert client.response().location == backend.url + "/late"
        ended(lb, requests=20)


class RetryingClient:
    """As browsers and libraries do (RFC 9110 9.2.2), sends a request again on a new connection if a
    reused one ends before the first byte of the response."""

    def __init__(self, lb):
        self.lb = lb
        self.answered = 0
        self.lost = []
        self.thread = Thread(target=self._run)
        self.thread.start()

    def _run(self):
        while True:
            try:
                client = Client(self.lb.port)
            except ConnectionRefusedError:
                return  # the balancer has exited, as it should
            except ConnectionResetError:
                continue
            with client:
                asked = 0
                while True:
                    try:
                        answer = client.get("/")
                    except (EOFError, OSError) as problem:
                        # A connection may end before its first response if it was in the listener's queue.
                        if asked == 0 or client._received:
                            self.lost.append((asked, problem))
                        break
                    assert answer.status == 307
                    asked += 1
                    self.answered += 1
                    if answer.fields.get("connection") == "close":
                        break


@pytest.mark.parametrize("workers", [1, 2])
def test_no_request_is_lost_under_load(balancer, fake_backend, workers):
    lb = balancer([fake_backend()], balancer={"workers": workers})
    clients = [RetryingClient(lb) for _ in range(8)]
    wait_until(lambda: sum(client.answered for client in clients) > 500, "load")
    lb.program.signal(signal.SIGTERM)
    for client in clients:
        client.thread.join(PATIENCE)
    # The kernel resets connections that are in the queue while the listener is closed. Requests on
    # these may be lost, but never requests that were read and counted.
    ended(lb, requests=sum(client.answered for client in clients))
    lost = [problem for client in clients for problem in client.lost]
    assert all(asked == 0 and isinstance(problem, ConnectionResetError)
               for asked, problem in lost), lost


class SlowReader(Client):
    """A client with so many requests that the responses do not fit into the kernel's buffers."""

    def __init__(self, lb):
        super().__init__(lb.port, receive_buffer=2048)
        self.socket.setblocking(False)
        requests = b"GET / HTTP/1.1\r\nHost: t\r\n\r\n" * 200
        sent = 0
        # Until the balancer stops reading, because it has unsent responses.
        while lb.figure("rrlb_requests_in_flight") == 0:
            try:
                while True:
                    sent += self.socket.send(requests[sent % len(requests):])
            except BlockingIOError:
                time.sleep(0.01)
        self.socket.settimeout(PATIENCE)
        self.answered = lb.figure("rrlb_requests_total")


@pytest.fixture
def long_answers(balancer, fake_backend):
    def make(**options):
        return balancer(
            [{"url": fake_backend().url, "public_url": "http://a/" + "x" * 900}],
            proxy=LONG, balancer=options)

    return make


def test_a_slow_reader_gets_all_responses(long_answers):
    lb = long_answers()
    with SlowReader(lb) as client:
        lb.program.signal(signal.SIGTERM)
        wait_until(lambda: lb.admin("/health")[0] == 503, "it is stopping")
        answers = [client.response() for _ in range(client.answered)]
        assert {answer.status for answer in answers} == {307}
        # Requests that were not read yet are answered, too, and the last response closes.
        more = 0
        while "connection" not in answers[-1].fields:
            answers.append(client.response())
            more += 1
        assert client.at_end()
    ended(lb, requests=client.answered + more)


def test_drain_timeout_cuts_a_client_that_never_finishes(long_answers):
    lb = long_answers(drain_timeout='"500ms"')
    with SlowReader(lb) as client:
        began = time.monotonic()
        lb.program.signal(signal.SIGTERM)
        ended(lb, requests=client.answered, cut=1)
        assert 0.5 <= time.monotonic() - began < PROMPT
    assert " warning balancer stopped after " in lb.program.lines[-1]


@pytest.mark.parametrize("second", [signal.SIGTERM, signal.SIGINT])
def test_a_second_signal_exits_immediately(long_answers, second):
    lb = long_answers(drain_timeout='"1h"')
    with SlowReader(lb) as client:
        lb.program.signal(signal.SIGTERM)
        wait_until(lambda: lb.admin("/health")[0] == 503, "it is stopping")
        assert lb.program.process.poll() is None
        began = time.monotonic()
        lb.program.signal(second)
        ended(lb, requests=client.answered, cut=1)
        assert time.monotonic() - began < PROMPT


def test_a_reload_while_stopping_changes_nothing(long_answers):
    lb = long_answers(drain_timeout='"500ms"')
    with SlowReader(lb) as client:
        lb.program.signal(signal.SIGTERM)
        wait_until(lambda: lb.admin("/health")[0] == 503, "it is stopping")
        lb.program.signal(signal.SIGHUP)
        ended(lb, requests=client.answered, cut=1)
    assert lb.program.count_lines("reload") == 0


def test_a_client_at_the_start_waits_until_the_first_probes_are_in(balancer, fake_backend):
    """The port is open from the start, and clients wait a moment instead of getting 503."""
    backend = fake_backend()

    def slow(connection):
        time.sleep(0.5)
        connection.sendall(OK)

    backend.answers["/health"] = slow
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        port = chosen.getsockname()[1]
    lb = balancer([backend], ready=False, balancer={"listen": f'["127.0.0.1:{port}"]'},
                  health={"interval": '"10s"', "timeout": '"10s"'})

    def connected():
        try:
            return Client(port)
        except ConnectionRefusedError:
            return None

    with wait_until(connected, "the port is open") as client:
        client.send("GET /early HTTP/1.1\r\nHost: t\r\n\r\n")
        assert client.response().location == backend.url + "/early"
    lb.wait_ready()


def test_it_exits_immediately_before_the_first_probes_are_in(balancer, fake_backend):
    silent = fake_backend()
    silent.answers["/health"] = lambda connection: connection.recv(1)
    lb = balancer([silent], ready=False, health={"interval": '"1h"', "timeout": '"1h"'})
    wait_until(lambda: silent.count("/health") == 1, "the first probe")
    lb.program.signal(signal.SIGTERM)
    ended(lb, requests=0)


def test_nothing_is_left_behind(balancer, fake_backend):
    lb = balancer([fake_backend()], health=FAST_PROBES)
    lb.program.signal(signal.SIGTERM)
    ended(lb, requests=0)
    with pytest.raises(ConnectionRefusedError):
        lb.client()
