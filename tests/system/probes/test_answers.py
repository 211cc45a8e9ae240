"""Any answer to a probe, or none, is reported in one line and does no harm."""

import json
import socket
import time

import pytest
from harness.balancer import FAST_PROBES
from harness.fake_backend import OK, answer
from harness.programs import wait_until

NULLS = {"cpu_percent": None, "ram_mb": None, "uptime": None, "uptime_seconds": None}
FIGURES = {"cpu_percent": 1.5, "ram_mb": 35.2, "uptime": "00:01:01", "uptime_seconds": 61}
THREE_MEGABYTES = 3 << 20


def silence(connection):
    connection.recv(1)  # until the balancer closes


def half_then_silence(connection):
    connection.sendall(OK[:-2])
    silence(connection)


def figures(backend):
    return {key: backend[key] for key in NULLS}


HEADERS_OF_3_MB = b"HTTP/1.1 200 OK\r\n" + b"X-Filler: 0123456789abcdef\r\n" * (THREE_MEGABYTES // 28)

UNWELL = {
    "garbage": (b"\x00\xff\x7fnot at all\r\n\r\n", "not an HTTP response"),
    "3 MB of headers": (HEADERS_OF_3_MB, "the answer is too long"),
    "a line of 3 MB": (b"HTTP/1.1 200 " + b"a" * THREE_MEGABYTES, "the answer is too long"),
    "a body of 3 MB": (answer(b"a" * THREE_MEGABYTES), "the answer is too long"),
    "half an answer": (OK[:-2], "the connection was closed before the answer was complete"),
    "half a head": (OK[:20], "the connection was closed before the answer was complete"),
    "nothing, and closes": (b"", "the connection was closed before the answer was complete"),
    "status 503": (answer("", "503 Service Unavailable"), "answered 503"),
    "status 404": (answer("", "404 Not Found"), "answered 404"),
}

SILENT = {
    "accepts and says nothing": silence,
    "half an answer, then silence": half_then_silence,
}


def check_down(lb, name, detail):
    lb.program.wait_for_message(f'backend "{name}": UNKNOWN -> DOWN: {detail}')
    backend = lb.backend(name)
    assert (backend["status"], backend["latency_ms"]) == ("DOWN", None)
    assert figures(backend) == NULLS
    assert backend["last_probe"]["ok"] is False
    assert backend["last_probe"]["detail"] == detail


@pytest.mark.parametrize("what", UNWELL)
def test_a_backend_that_answers_badly_is_down(balancer, fake_backend, what):
    bad, good = fake_backend(), fake_backend()
    bad.answers["/health"], detail = UNWELL[what]
    lb = balancer([{"url": bad.url, "name": "bad"}, good])
    check_down(lb, "bad", detail)
    assert lb.backend(good.authority)["status"] == "UP"
    assert {lb.get().location for _ in range(4)} == {good.url + "/"}


@pytest.mark.parametrize("what", SILENT)
def test_a_backend_that_stays_silent_is_down(balancer, fake_backend, what):
    bad = fake_backend()
    bad.answers["/health"] = SILENT[what]
    lb = balancer([{"url": bad.url, "name": "bad"}], health=FAST_PROBES)
    check_down(lb, "bad", "no answer within 100 ms")
    # Probes continue, and the backend is UP once a probe passes.
    bad.answers["/health"] = OK
    lb.wait_status("bad", "UP")


def test_an_answer_one_byte_at_a_time_has_the_whole_timeout_and_no_more(balancer, fake_backend):
    bad = fake_backend()

    def drip(connection):
        for byte in OK:
            connection.sendall(bytes([byte]))
            time.sleep(0.02)

    bad.answers["/health"] = drip
    lb = balancer([{"url": bad.url, "name": "bad"}], health=FAST_PROBES)
    check_down(lb, "bad", "no answer within 100 ms")


def test_a_refused_connection(balancer, fake_backend):
    bad = fake_backend()
    bad.stop()
    lb = balancer([{"url": bad.url, "name": "bad"}])
    check_down(lb, "bad", "connection refused")


def test_a_full_queue_of_a_listener_that_never_accepts(balancer):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        port = listener.getsockname()[1]
        waiting = [socket.socket() for _ in range(4)]
        for client in waiting:
            client.setblocking(False)
            client.connect_ex(("127.0.0.1", port))
        lb = balancer([{"url": f"http://127.0.0.1:{port}", "name": "bad"}], health=FAST_PROBES)
        check_down(lb, "bad", "no answer within 100 ms")
        for client in waiting:
            client.close()


def test_a_name_that_does_not_resolve(balancer, fake_backend):
    good = fake_backend()
    lb = balancer([{"url": "http://no-such-host.invalid:1", "name": "lost"}, good])
    backend = lb.backend("lost")
    # The second message if no name server can be reached.
    assert backend["last_probe"]["detail"] in (
        "name does not resolve (nodename nor servname provided, or not known)",
        "no answer within 1 s",
    )
    check_down(lb, "lost", backend["last_probe"]["detail"])
    assert lb.get().location == good.url + "/"


METRICS_OF_NO_USE = {
    "404": answer("", "404 Not Found"),
    "500 with figures": answer(json.dumps(FIGURES), "500 Internal Server Error"),
    "not JSON": answer("CPU: lots"),
    "an array": answer("[1, 2]"),
    "half of JSON": answer('{"cpu_percent": 1.5, "ram_'),
    "wrong types": answer('{"cpu_percent":"1.5","ram_mb":[35],"uptime":61,"uptime_seconds":"61"}'),
    "negative": answer('{"cpu_percent":-1,"ram_mb":-2,"uptime_seconds":-3}'),
    "deep JSON": answer("[" * 200_000),
    "3 MB of JSON": answer(json.dumps({"filler": "a" * THREE_MEGABYTES, **FIGURES})),
    "3 MB of headers": HEADERS_OF_3_MB,
    "garbage": b"\x00\xff\x7f\r\n\r\n",
    "never": silence,
    "half, then silence": half_then_silence,
}


@pytest.mark.parametrize("what", METRICS_OF_NO_USE)
def test_a_backend_without_useful_metrics_is_up_with_nulls(balancer, fake_backend, what):
    backend = fake_backend()
    lb = balancer([{"url": backend.url, "name": "web1"}], health=FAST_PROBES)
    wait_until(lambda: figures(lb.backend("web1")) == FIGURES, "the figures are there")
    backend.answers["/metrics"] = METRICS_OF_NO_USE[what]
    wait_until(lambda: figures(lb.backend("web1")) == NULLS, "what is not known is null")
    asked = backend.count("/health")
    wait_until(lambda: backend.count("/health") >= asked + 3, "three more probes")
    now = lb.backend("web1")
    assert (now["status"], figures(now), now["last_probe"]["ok"]) == ("UP", NULLS, True)
    assert lb.program.count_lines("DOWN") == 0


def test_figures_are_shown_even_if_others_are_missing(balancer, fake_backend):
    backend = fake_backend()
    backend.answers["/metrics"] = answer('{"cpu_percent":null,"ram_mb":12.25,"more":{"a":[]}}')
    lb = balancer([{"url": backend.url, "name": "web1"}])
    wait_until(lambda: lb.backend("web1")["ram_mb"] is not None, "the figures are there")
    assert figures(lb.backend("web1")) == {**NULLS, "ram_mb": 12.25}


def test_figures_come_from_metrics_url(balancer, fake_backend):
    real, agent = fake_backend(), fake_backend()
    agent.answers["/of/web1"] = answer('{"cpu_percent":7.5,"ram_mb":1}')
    lb = balancer([{"url": real.url, "name": "web1", "metrics_url": agent.url + "/of/web1"}])
    wait_until(lambda: lb.backend("web1")["cpu_percent"] == 7.5, "the agent's figures")
    assert real.count("/metrics") == 0
    assert agent.count("/health") == 0


def test_no_figures_are_requested_if_metrics_path_is_empty(balancer, fake_backend):
    backend = fake_backend()
    lb = balancer([backend], health={**FAST_PROBES, "metrics_path": '""'})
    wait_until(lambda: backend.count("/health") >= 4, "a few probes")
    assert set(backend.requests) == {"/health"}
    assert figures(lb.backend(backend.authority)) == NULLS


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_localhost_is_found_on_either_address(balancer, fake_backend, host):
    try:
        backend = fake_backend(host=host)
    except OSError:
        pytest.skip(f"this machine has no {host}")
    lb = balancer([{"url": f"http://localhost:{backend.port}", "name": "local"}])
    assert lb.backend("local")["status"] == "UP"
    assert lb.get("/x").location == f"http://localhost:{backend.port}/x"
