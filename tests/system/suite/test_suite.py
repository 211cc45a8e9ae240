"""The whole suite: the balancer, four sample backends, and traffic through them."""

import json
import os
import re
import signal
import subprocess
import time
from threading import Thread

import pytest
from harness.client import Client, get
from harness.programs import run, wait_until


def port_of(program):
    return int(program.wait_for_line(r"listening on \S+:(\d+)$")[1])


@pytest.fixture
def backends(start):
    """backends(N): starts N sample backends; each has its port and url."""

    def make(count, *options):
        made = [start("rrlb-backend", "--listen", "127.0.0.1:0", *options) for _ in range(count)]
        for program in made:
            program.port = port_of(program)
            program.url = f"http://127.0.0.1:{program.port}"
        return made

    return make


def traffic(lb, *options, requests=5000):
    done = run("rrlb-traffic", "--url", f"http://127.0.0.1:{lb.port}", "--requests", requests,
               "--timeout", 30_000, "--json", *options)
    return done, json.loads(done.stdout)


@pytest.mark.parametrize("workers", [1, 3])
def test_5000_requests_give_exactly_1250_each(balancer, backends, workers):
    programs = backends(4)
    lb = balancer(programs, balancer={"workers": workers})
    done, result = traffic(lb)
    assert (done.returncode, done.stderr) == (0, "")
    assert (result["requests"], result["failures"], result["ok"]) == (5000, 0, True)
    assert [(b["address"], b["requests"], b["failures"]) for b in result["backends"]] == [
        (f"127.0.0.1:{program.port}", 1250, 0) for program in programs]
    assert (result["spread"]["verdict"], result["spread"]["text"]) == (
        "as_promised", "as round_robin promises: 1250 requests for each of 4 backends")
    stats = lb.stats()
    assert stats["balancer"]["requests"] == 5000
    assert [backend["requests"] for backend in stats["backends"]] == [1250] * 4
    for program in programs:
        assert json.loads(get(program.port, "/metrics").body)["requests"] == 1250


def test_traffic_confirms_the_weights(balancer, backends):
    programs = backends(3)
    lb = balancer([{"url": program.url, "weight": weight}
                   for program, weight in zip(programs, (1, 2, 5), strict=True)],
                  balancer={"algorithm": '"weighted_round_robin"', "workers": 2})
    done, result = traffic(lb, requests=800)
    assert done.returncode == 0, done.stdout
    assert [backend["requests"] for backend in result["backends"]] == [100, 200, 500]


def test_the_table_for_people(balancer, backends):
    lb = balancer(backends(2))
    done = run("rrlb-traffic", "--url", f"http://127.0.0.1:{lb.port}", "--requests", 100)
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout
    assert re.search(r"^127\.0\.0\.1:\d+ +127\.0\.0\.1:\d+ +50 +0 +50\.00 % ", done.stdout, re.M)
    assert "as round_robin promises: 50 requests for each of 2 backends" in done.stdout


def test_traffic_reports_a_backend_that_is_killed(balancer, backends):
    programs = backends(4)
    lb = balancer(programs)
    results = []
    running = Thread(target=lambda: results.append(traffic(lb, requests=20_000)))
    running.start()
    wait_until(lambda: lb.stats()["balancer"]["requests"] > 500, "traffic flows")
    programs[2].kill()
    running.join()
    done, result = results[0]
    assert done.returncode == 1
    assert (result["requests"], result["ok"]) == (20_000, False)
    # Only requests that were redirected to it have failed.
    failures = {backend["address"]: backend["failures"] for backend in result["backends"]}
    assert result["failures"] == failures[f"127.0.0.1:{programs[2].port}"] > 0


def test_traffic_without_a_balancer(tmp_path):
    config = tmp_path / "rrlb.conf"
    config.write_text("")
    done = run("rrlb-traffic", "--config", config, "--url", "http://127.0.0.1:1")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == ("rrlb-traffic: http://127.0.0.1:1: connection refused "
                           "(is the balancer running there?)\n")


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
@pytest.mark.parametrize("path", ["/", "/any/where", "/a%20b?c=d"])
def test_the_greeting_names_the_server_for_any_path_and_method(backends, method, path):
    (program,) = backends(1, "--name", "web1")
    with Client(program.port) as client:
        response = client.ask(
            f"{method} {path} HTTP/1.1\r\nHost: t\r\nContent-Length: 4\r\n\r\nbody")
    assert response.status == 200
    assert response.body.decode() == f"hello from web1, {method} {path.split('?')[0]}\n"


def test_a_backend_is_named_after_its_port(backends):
    (program,) = backends(1)
    assert get(program.port).body.decode() == f"hello from backend-{program.port}, GET /\n"
    assert get(program.port, "/health").body == b"OK\n"


def test_figures_as_json(backends):
    (program,) = backends(1, "--name", "web1")
    for _ in range(3):
        get(program.port)
    response = get(program.port, "/metrics")
    assert response.fields["content-type"] == "application/json"
    figures = json.loads(response.body)
    assert list(figures) == [
        "name", "cpu_percent", "ram_mb", "uptime", "uptime_seconds", "requests"]
    assert (figures["name"], figures["requests"]) == ("web1", 3)
    assert figures["cpu_percent"] >= 0
    assert figures["ram_mb"] > 1
    assert re.fullmatch(r"00:0\d:\d\d", figures["uptime"])
    assert figures["uptime_seconds"] < 600


@pytest.mark.parametrize("accept, ending", [
    ("text/plain", 'rrlb_served_requests_total{backend="web1"} 1\n'),
    ("application/openmetrics-text; version=1.0.0,text/plain;q=0.5",
     'rrlb_served_requests_total{backend="web1"} 1\n# EOF\n'),
])
def test_figures_as_prometheus_reads_them(backends, accept, ending):
    (program,) = backends(1, "--name", "web1")
    get(program.port)
    response = get(program.port, "/metrics", f"Accept: {accept}\r\n")
    assert response.fields["content-type"].startswith(accept.split(";")[0] + ";")
    text = response.body.decode()
    assert text.endswith(ending)
    samples = dict(line.split() for line in text.splitlines() if not line.startswith("#"))
    web1 = '{backend="web1"}'
    assert set(samples) == {
        "rrlb_observed_cpu_percent" + web1, "rrlb_observed_ram_bytes" + web1,
        "rrlb_observed_uptime_seconds" + web1, "rrlb_served_requests_total" + web1}
    assert float(samples["rrlb_observed_ram_bytes" + web1]) > 1_000_000


def test_another_process_is_observed(backends, start):
    observed = start("rrlb-backend", "--listen", "127.0.0.1:0")
    observed.wait_for_line("listening on")
    (agent,) = backends(1, "--observe", f"pid:{observed.pid}")
    figures = json.loads(get(agent.port, "/metrics").body)
    assert figures["ram_mb"] > 1
    assert figures["cpu_percent"] >= 0
    observed.kill()
    wait_until(lambda: json.loads(get(agent.port, "/metrics").body)["ram_mb"] is None,
               "what is gone has no figures")
    figures = json.loads(get(agent.port, "/metrics").body)
    assert [figures[key] for key in ["cpu_percent", "ram_mb", "uptime", "uptime_seconds"]] == [
        None] * 4
    assert get(agent.port, "/health").status == 200


def test_a_busy_process_shows_its_share_of_a_core(backends):
    busy = subprocess.Popen(["sh", "-c", "while :; do :; done"])
    try:
        (agent,) = backends(1, "--observe", f"pid:{busy.pid}")

        def share():
            return json.loads(get(agent.port, "/metrics").body)["cpu_percent"] or 0

        # As much as a busy machine gives it.
        wait_until(lambda: share() > 10, "its work shows")
        assert share() <= 110
    finally:
        busy.kill()
        busy.wait()


def test_the_agents_figures_are_shown_for_the_backend(balancer, backends, fake_backend):
    real = fake_backend()
    (agent,) = backends(1, "--observe", f"pid:{os.getpid()}")
    lb = balancer([{"url": real.url, "name": "real", "metrics_url": agent.url + "/metrics"}])
    wait_until(lambda: lb.backend("real")["ram_mb"] is not None, "the figures are there")
    assert lb.backend("real")["ram_mb"] > 5
    assert lb.get().location == real.url + "/"


def test_a_backend_finishes_its_requests_and_exits(backends):
    (program,) = backends(1)
    with Client(program.port) as client:
        assert client.get("/").status == 200
        began = time.monotonic()
        program.signal(signal.SIGTERM)
        assert program.wait() == 0
        assert time.monotonic() - began < 10
    assert program.messages()[-1] == (
        f'backend "backend-{program.port}" stopped after 1 request')
