"""Connections to backends that are kept for the next request."""

import time

from harness.programs import wait_until


def connections(backend):
    return [request.connection for request in backend.requests]


def test_one_connection_carries_one_request_after_the_other(relay, origin):
    backend = origin()
    lb = relay([backend])
    for number in range(10):  # whoever the client is
        assert lb.ask_for(f"/{number}").status == 200
    assert len(set(connections(backend))) == 1
    figures = lb.backend(backend.name)["connections"]
    assert (figures["opened"], figures["reused"], figures["open"]) == (1, 9, 1)


def test_one_that_the_backend_has_closed_is_not_used(relay, origin):
    backend = origin()
    lb = relay([backend])
    assert lb.ask_for("/1").status == 200
    backend.close_connections()
    wait_until(lambda: lb.backend(backend.name)["connections"]["open"] == 0, "it is noticed")
    assert lb.ask_for("/2", "POST", body=b"x").status == 200
    assert lb.backend(backend.name)["failures"] == 0


def test_none_is_kept_where_none_may_be(relay, origin):
    backend = origin()
    lb = relay([backend], proxy={"max_idle_upstream_connections": 0})
    for number in range(3):
        assert lb.ask_for(f"/{number}").status == 200
    assert len(set(connections(backend))) == 3


def test_one_that_is_not_used_is_closed_in_time(relay, origin):
    backend = origin()
    lb = relay([backend], proxy={"upstream_idle_timeout": '"100ms"'})
    assert lb.ask_for("/").status == 200
    wait_until(lambda: lb.backend(backend.name)["connections"]["open"] == 0, "it is closed")


def test_one_that_is_old_is_not_kept(relay, origin):
    backend = origin()
    lb = relay([backend], proxy={"upstream_lifetime": '"100ms"'})
    assert lb.ask_for("/1").status == 200
    time.sleep(0.15)
    assert lb.ask_for("/2").status == 200  # the last one on this connection
    assert lb.ask_for("/3").status == 200
    assert len(set(connections(backend))) == 2
