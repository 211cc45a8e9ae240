"""Sockets that systemd opened for the balancer: a .socket unit."""

import json
import socket

import pytest
from harness.client import get
from harness.inheritance import inheriting, listening


def port_of(sock):
    return sock.getsockname()[1]


def listen(*ports):
    return {"listen": json.dumps([f"127.0.0.1:{port}" for port in ports])}


@pytest.mark.parametrize("workers", [1, 3])
def test_clients_of_an_inherited_socket_are_served(balancer, fake_backend, workers):
    backend = fake_backend()
    with listening() as given:
        port = port_of(given)
        lb = balancer([backend], balancer={**listen(port), "workers": workers},
                      **inheriting(("http", given)))
    assert lb.port == port
    assert lb.program.count_lines("listening on ") == 1
    assert f"listening on 127.0.0.1:{port} (inherited)" in lb.program.messages()
    for number in range(50):
        assert lb.get(f"/{number}").location == f"{backend.url}/{number}"
    assert lb.program.messages("warning") == []


def test_a_client_that_came_before_the_balancer_is_answered(balancer, fake_backend):
    backend = fake_backend()
    with listening() as given:
        with socket.create_connection(given.getsockname()) as early:
            early.sendall(b"GET /early HTTP/1.1\r\nHost: t\r\n\r\n")
            balancer([backend], balancer=listen(port_of(given)), **inheriting(("http", given)))
            early.settimeout(30)
            assert f"Location: {backend.url}/early\r\n".encode() in early.recv(65536)


def test_an_inherited_socket_is_served_in_addition_to_the_configuration(balancer, fake_backend):
    backend = fake_backend()
    with listening() as given:
        lb = balancer([backend], ready=False, **inheriting(("http", given)))
        own = int(lb.program.wait_for_line(r"listening on \S+:(\d+)$")[1])
        for port in (own, port_of(given)):
            assert get(port, "/x").location == backend.url + "/x"


def test_every_socket_of_a_shared_port_is_served(balancer, fake_backend):
    """With more sockets than workers, and with fewer: the kernel distributes clients over all."""
    backend = fake_backend()
    for sockets, workers in ((5, 2), (2, 4)):
        first = listening(share=True)
        given = [first] + [listening(port_of(first), share=True) for _ in range(sockets - 1)]
        lb = balancer([backend], balancer={**listen(port_of(first)), "workers": workers},
                      **inheriting(*[("http", sock) for sock in given]))
        for sock in given:
            sock.close()
        for _ in range(100):
            assert lb.get("/").status == 307
        assert lb.program.messages("warning") == []


def test_small_responses_are_sent_immediately_on_an_inherited_socket(balancer, fake_backend):
    with listening() as given:
        lb = balancer([fake_backend()], balancer=listen(port_of(given)),
                      **inheriting(("http", given)))
        assert lb.get().status == 307
        assert given.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0


def test_a_descriptor_that_is_not_a_listening_socket_is_reported_and_closed(balancer, fake_backend):
    with socket.socket() as idle, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
        datagrams.bind(("127.0.0.1", 0))
        lb = balancer([fake_backend()], **inheriting(("idle", idle), ("udp", datagrams)))
    assert lb.get().status == 307
    assert lb.program.messages("warning") == [
        'inherited "idle": closed, expected a listening TCP socket',
        'inherited "udp": closed, expected a listening TCP socket']


def test_a_socket_of_both_families_serves_the_address_of_one(balancer, fake_backend):
    try:
        given = socket.socket(socket.AF_INET6)
        given.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        given.bind(("::", 0))
    except OSError:
        pytest.skip("no IPv6 here")
    with given:
        given.listen(128)
        lb = balancer([fake_backend()],
                      balancer={"listen": json.dumps([f"0.0.0.0:{port_of(given)}"])},
                      **inheriting(("http", given)))
    assert lb.get().status == 307
    assert get(lb.port, host="::1").status == 307


def test_the_environment_of_another_process_is_ignored(balancer, fake_backend):
    lb = balancer([fake_backend()], env={"LISTEN_PID": "1", "LISTEN_FDS": "1"})
    assert lb.get().status == 307
    assert lb.program.messages("warning") == []
