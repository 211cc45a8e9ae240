"""Too many clients, slow clients, clients that leave: nothing spins, nothing leaks."""

import os
import resource
import select
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from harness.client import Client, get
from harness.programs import PATIENCE, sanitized, wait_until

GET = b"GET / HTTP/1.1\r\nHost: t\r\n\r\n"
HARD_LIMIT = resource.getrlimit(resource.RLIMIT_NOFILE)[1]


@pytest.fixture(autouse=True)
def many_descriptors():
    """Raises the limit of the tests themselves."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def few_descriptors():
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


def cpu_share(program, seconds):
    before, began = program.cpu_seconds(), time.monotonic()
    time.sleep(seconds)
    return (program.cpu_seconds() - before) / (time.monotonic() - began)


def answered(clients, patience):
    """The number of clients that have something to read within that time."""
    poll = select.poll()
    for client in clients:
        poll.register(client.socket, select.POLLIN)
    found = set()
    end = time.monotonic() + patience
    while len(found) < len(clients):
        left = end - time.monotonic()
        for descriptor, _ in poll.poll(max(0, left * 1000)):
            found.add(descriptor)
            poll.unregister(descriptor)
        if left <= 0:
            break
    return len(found)


def test_without_free_descriptors_it_pauses_and_recovers(balancer, fake_backend):
    backend = fake_backend()
    lb = balancer([backend], preexec=few_descriptors)
    clients = [lb.client() for _ in range(200)]  # the kernel accepts them in any case
    for client in clients:
        client.send(GET)
    # Some are served, the others wait.
    wait_until(lambda: lb.program.count_lines("accepting pauses") == 1, "accepting pauses")
    served = answered(clients, 1.0)
    assert 10 < served < 64
    assert lb.program.messages("warning") == [
        f"listen 127.0.0.1:{lb.port}: accepting pauses, Too many open files"]
    share = cpu_share(lb.program, 1.5)
    if not sanitized():
        assert share < 0.2
    # Clients that are served are still served.
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda client: client.close(), clients[:100]))
    # All others are served as descriptors become free, a few at a time.
    for client in clients[100:]:
        response = client.response()
        assert (response.status, response.location) == (307, backend.url + "/")
        client.close()
    wait_until(lambda: lb.figure("rrlb_connections") == 0, "all are gone")
    assert lb.program.count_lines("accepting pauses") == 1
    assert lb.program.count_lines("DOWN") == 0
    assert [lb.get("/x").location for _ in range(10)] == [backend.url + "/x"] * 10


def test_clients_that_use_all_descriptors_do_not_make_backends_down(balancer, fake_backend):
    """Descriptors are reserved for probes and the admin socket."""
    backend = fake_backend()
    lb = balancer([backend], preexec=few_descriptors,
                  health={"interval": '"200ms"', "timeout": '"200ms"', "fall": 2})
    clients = [lb.client() for _ in range(200)]
    wait_until(lambda: lb.program.count_lines("accepting pauses") == 1, "accepting pauses")
    asked = backend.count("/health")
    wait_until(lambda: backend.count("/health") >= asked + 5, "five more probes")
    assert lb.admin("/health")[0] == 200
    clients[0].send(GET)
    assert clients[0].response().location == backend.url + "/"
    assert lb.program.count_lines("DOWN") == 0
    for client in clients:
        client.close()


def test_many_idle_clients(balancer, fake_backend):
    """Ten thousand if the machine allows it; a tenth of that with a sanitizer."""
    count = 1000 if sanitized() else 10_000
    count = int(os.environ.get("RRLB_IDLE_CLIENTS", count))
    count = min(count, HARD_LIMIT - 500)
    backend = fake_backend()
    lb = balancer([backend], balancer={"workers": 2},
                  preexec=lambda: resource.setrlimit(
                      resource.RLIMIT_NOFILE, (HARD_LIMIT, HARD_LIMIT)))
    # Warms up: allocates buffers and threads before the measurement.
    warm = [lb.client() for _ in range(300)]
    for client in warm:
        client.send(GET)
    for client in warm:
        assert client.response().status == 307
        client.close()
    wait_until(lambda: lb.figure("rrlb_connections") == 0, "all are gone")
    before = lb.program.memory()
    clients = []
    for number in range(count):
        client = Client(lb.port)
        client.send(GET)
        clients.append(client)
        if number % 100 == 99:
            for served in clients[-100:]:
                assert served.response().location == backend.url + "/"
    wait_until(lambda: lb.figure("rrlb_connections") == count, "all are connected")
    each = (lb.program.memory() - before) / count
    print(f"{count} idle clients, {each:.0f} bytes each")
    if not sanitized():
        assert each <= 600
    share = cpu_share(lb.program, 1.0)
    if not sanitized():
        assert share < 0.2
    slowest = 0.0
    for _ in range(50):
        began = time.monotonic()
        assert get(lb.port).status == 307
        slowest = max(slowest, time.monotonic() - began)
    assert slowest < 1.0
    for client in clients[:: max(1, count // 100)]:
        assert client.get("/again").location == backend.url + "/again"
    for client in clients:
        client.close()
    wait_until(lambda: lb.figure("rrlb_connections") == 0, "all are gone")


def test_slow_clients_are_cut_and_do_not_affect_others(balancer, fake_backend):
    """400 clients send a byte from time to time; others are served meanwhile."""
    backend = fake_backend()
    lb = balancer([backend], proxy={"header_timeout": '"2s"'})
    slow = [lb.client() for _ in range(400)]
    began = time.monotonic()
    cut = set()
    slowest = 0.0
    drip = iter((GET[:-4] + b"\r\nX: " + b"a" * 10_000))
    while len(cut) < len(slow):
        assert time.monotonic() - began < PATIENCE
        byte = bytes([next(drip)])
        for client in slow:
            if client not in cut:
                try:
                    client.send(byte)
                except OSError:
                    pass  # cut already
        for _ in range(10):
            before = time.monotonic()
            assert lb.get("/x").location == backend.url + "/x"
            slowest = max(slowest, time.monotonic() - before)
        for client in slow:
            if client not in cut and answered([client], 0.0):
                cut.add(client)
        time.sleep(0.1)
    assert slowest < 1.0
    told = 0
    for client in slow:
        try:
            told += client.response().status == 408
        except ConnectionResetError:
            pass  # sent after the connection was closed
        client.close()
    assert told > 350
    assert lb.figure("rrlb_requests_refused_total") == 400
    wait_until(lambda: lb.figure("rrlb_connections") == 0, "all are gone")


def test_a_thousand_clients_that_leave_cost_nothing(balancer, fake_backend):
    backend = fake_backend()
    lb = balancer([backend], balancer={"workers": 2})
    lb.get()
    before = lb.program.descriptors()
    for number in range(1000):
        client = lb.client()
        if number % 5:
            client.send((GET, GET * 20, GET[:10], b"\xff")[number % 4])
        if number % 2:
            client.reset()
        else:
            client.close()
    wait_until(lambda: lb.figure("rrlb_connections_total") == 1001, "all were accepted")
    wait_until(lambda: lb.figure("rrlb_connections") == 0, "all are gone")
    # The connection of the request for /stats, and perhaps that of a probe.
    wait_until(lambda: lb.program.descriptors() <= before + 2, "no descriptor is lost")
    assert lb.get("/x").location == backend.url + "/x"


def test_connections_that_are_reset_before_they_are_accepted(balancer, fake_backend):
    """They are reset in the kernel's queue."""
    backend = fake_backend()
    lb = balancer([backend])
    lb.program.signal(signal.SIGSTOP)
    for _ in range(100):
        client = lb.client()
        client.send(GET)
        client.reset()
    lb.program.signal(signal.SIGCONT)
    assert lb.get("/x").location == backend.url + "/x"
    wait_until(lambda: lb.figure("rrlb_connections") == 0, "all are gone")


def test_a_silent_admin_client_does_not_delay_others(balancer, fake_backend):
    lb = balancer([fake_backend()])
    silent = []
    for _ in range(50):
        silent.append(socket.socket(socket.AF_UNIX))
        silent[-1].connect(lb.socket_path)
        silent[-1].send(b"GET /sta")
    assert lb.admin("/health")[0] == 200
    assert lb.get().status == 307
    for client in silent:
        client.close()
