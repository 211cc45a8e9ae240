"""A restart: systemd keeps the listening sockets, and clients wait in the kernel's queue."""

import json
import signal

import pytest
from harness.client import Client
from harness.inheritance import inheriting
from harness.programs import wait_until

REQUEST = "GET /between HTTP/1.1\r\nHost: t\r\n\r\n"


@pytest.fixture
def restarted(balancer, systemd):
    """restarted(backends): starts the next balancer of the service, with the stored sockets."""

    def make(backends, **options):
        systemd.listen()
        return balancer(backends, env=systemd.env, **inheriting(*systemd.stored), **options)

    return make


@pytest.mark.parametrize("workers", [1, 3])
def test_each_listening_socket_is_stored_once(balancer, fake_backend, systemd, workers):
    lb = balancer([fake_backend()], env=systemd.env,
                  balancer={"listen": '["127.0.0.1:0", "127.0.0.2:0"]', "workers": workers})
    ports = systemd.stored_ports()
    assert len(ports) == 2 * workers
    assert ports.count(lb.port) == workers
    assert {name for name, _ in systemd.stored} == {"rrlb-listen"}
    said = systemd.store_messages
    lb.reload()
    systemd.listen()
    assert systemd.store_messages == said


def test_a_client_between_two_balancers_is_answered_by_the_second(
        balancer, restarted, fake_backend, systemd):
    backend = fake_backend()
    first = balancer([backend], env=systemd.env, balancer={"workers": 2})
    systemd.listen()
    first.program.signal(signal.SIGTERM)
    assert first.program.wait() == 0
    between = [Client(first.port) for _ in range(20)]
    for client in between:
        client.send(REQUEST)
    second = restarted([backend], balancer={"workers": 2})
    assert second.port == first.port
    for client in between:
        assert client.response().location == backend.url + "/between"
        client.close()
    wait_until(lambda: second.stats()["balancer"]["requests"] == 20, "each was counted once")
    assert second.program.messages("warning") == []
    assert len(systemd.stored_ports()) == 2  # the same sockets as before


@pytest.mark.parametrize("before, after", [(1, 3), (3, 1)])
def test_another_number_of_workers(balancer, restarted, fake_backend, systemd, before, after):
    backend = fake_backend()
    first = balancer([backend], env=systemd.env, balancer={"workers": before})
    systemd.listen()
    first.program.signal(signal.SIGTERM)
    first.program.wait()
    between = [Client(first.port) for _ in range(20)]
    second = restarted([backend], balancer={"workers": after})
    for client in between + [Client(second.port) for _ in range(20)]:
        assert client.get("/").status == 307
        client.close()
    assert len(systemd.stored_ports()) == 3


def test_clients_that_wait_at_a_stop_are_answered_by_the_first_balancer(
        balancer, restarted, fake_backend, systemd):
    backend = fake_backend()
    first = balancer([backend], env=systemd.env)
    systemd.listen()
    first.program.signal(signal.SIGSTOP)
    waiting = [Client(first.port) for _ in range(20)]
    for client in waiting:
        client.send(REQUEST)
    first.program.signal(signal.SIGTERM)
    first.program.signal(signal.SIGCONT)
    for client in waiting:
        assert client.response().location == backend.url + "/between"
        assert client.at_end()
        client.close()
    assert first.program.wait() == 0
    assert first.program.messages()[-1] == "balancer stopped after 20 requests, 0 connections cut"


def test_the_successor_of_a_killed_balancer_has_its_sockets(balancer, restarted, fake_backend, systemd):
    first = balancer([fake_backend()], env=systemd.env)
    systemd.listen()
    first.program.kill()
    with Client(first.port) as client:
        client.send(REQUEST)
        restarted([fake_backend()])
        assert client.response().status == 307


def test_an_address_that_is_no_longer_configured_is_closed(
        balancer, restarted, fake_backend, systemd):
    backend = fake_backend()
    first = balancer([backend], env=systemd.env,
                     balancer={"listen": '["127.0.0.1:0", "127.0.0.2:0"]'})
    gone = int(first.program.wait_for_line(r"listening on 127.0.0.2:(\d+)")[1])
    assert sorted(systemd.stored_ports()) == sorted([first.port, gone])
    first.program.signal(signal.SIGTERM)
    first.program.wait()
    kept = [(name, sock.dup()) for name, sock in systemd.stored]
    # Another address needs the port to be free, so systemd, too, has closed the old socket by then.
    second = balancer([backend], ready=False, env=systemd.env, **inheriting(*kept),
                      balancer={"listen": json.dumps(["127.0.0.1:0", f"0.0.0.0:{gone}"])})
    for _, sock in kept:
        sock.close()
    wait_until(lambda: systemd.listen() is not None and len(systemd.stored) == 2
               and second.program.count_lines("started") == 1, "it has started")
    assert second.program.messages("warning") == []
    assert Client(gone, "127.0.0.3").get("/").location == backend.url + "/"
    assert sorted(systemd.stored_ports()) == sorted([first.port, gone])


def test_more_sockets_than_systemd_stores(balancer, fake_backend, systemd):
    listen = json.dumps([f"127.0.{i}.1:0" for i in range(9)])
    lb = balancer([fake_backend()], env=systemd.env, balancer={"listen": listen, "workers": 64})
    assert len(systemd.stored_ports()) == 512
    assert lb.program.messages("warning") == [
        "576 listening sockets are more than the 512 that outlive a restart"]
