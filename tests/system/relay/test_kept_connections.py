"""Idle connections to backends that are kept for the next request."""

import time

from harness.programs import wait_until


def connections(backend):
    return [request.connection for request in backend.requests]


def test_one_connection_serves_many_requests(relay, origin):
    backend = origin()
    lb = relay([backend])
    for number in range(10):  # from any client
        assert lb.ask_for(f"/{number}").status == 200
    assert len(set(connections(backend))) == 1
    figures = lb.backend(backend.name)["connections"]
    assert (figures["opened"], figures["reused"], figures["open"]) == (1, 9, 1)


def test_a_connection_closed_by_the_backend_is_not_used(relay, origin):
    backend = origin()
    lb = relay([backend])
    assert lb.ask_for("/1").status == 200
    backend.close_connections()
    wait_until(lambda: lb.backend(backend.name)["connections"]["open"] == 0, "it is noticed")
    assert lb.ask_for("/2", "POST", body=b"x").status == 200
    assert lb.backend(backend.name)["failures"] == 0


def test_no_connection_is_kept_if_the_limit_is_zero(relay, origin):
    backend = origin()
    lb = relay([backend], proxy={"max_idle_upstream_connections": 0})
    for number in range(3):
        assert lb.ask_for(f"/{number}").status == 200
    assert len(set(connections(backend))) == 3


def test_an_unused_connection_is_closed_after_its_timeout(relay, origin):
    backend = origin()
    lb = relay([backend], proxy={"upstream_idle_timeout": '"100ms"'})
    assert lb.ask_for("/").status == 200
    wait_until(lambda: lb.backend(backend.name)["connections"]["open"] == 0, "it is closed")


def test_an_old_connection_is_not_kept(relay, origin):
    backend = origin()
    lb = relay([backend], proxy={"upstream_lifetime": '"100ms"'})
    assert lb.ask_for("/1").status == 200
    time.sleep(0.15)
    assert lb.ask_for("/2").status == 200  # the last request on this connection
    assert lb.ask_for("/3").status == 200
    assert len(set(connections(backend))) == 2
