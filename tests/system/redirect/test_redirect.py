"""Clients are redirected evenly, with path and query unchanged."""

import json
import subprocess
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from harness.client import Client, get


def test_location_keeps_the_whole_path_and_query(balancer, fake_backend):
    backend = fake_backend()
    lb = balancer([backend])
    response = lb.get("/a/../b%20c?x=1&y=%0d%0aX:1")
    assert response.status == 307
    assert response.reason == "Temporary Redirect"
    assert response.location == backend.url + "/a/../b%20c?x=1&y=%0d%0aX:1"
    assert response.fields["content-length"] == "0"
    assert "date" in response.fields


def test_public_url_is_where_clients_are_sent(balancer, fake_backend):
    backend = fake_backend()
    lb = balancer([{"url": backend.url, "public_url": "https://shop.example.com/eu/"}])
    assert lb.get("/cart?x").location == "https://shop.example.com/eu/cart?x"


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_every_method_is_redirected(balancer, fake_backend, method):
    backend = fake_backend()
    lb = balancer([backend])
    with lb.client() as client:
        response = client.ask(f"{method} /x HTTP/1.1\r\nHost: t\r\n\r\n")
    assert (response.status, response.location) == (307, backend.url + "/x")


def test_round_robin_takes_turns_in_the_order_of_the_file(balancer, fake_backend):
    backends = [fake_backend() for _ in range(4)]
    lb = balancer(backends)
    with lb.client() as client:
        got = [client.get("/").location for _ in range(8)]
    assert got == [backend.url + "/" for backend in backends] * 2


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_5000_requests_give_exactly_1250_each(balancer, fake_backend, workers):
    backends = [fake_backend() for _ in range(4)]
    lb = balancer(backends, balancer={"workers": workers})

    def many(_):
        locations = []
        for _ in range(25):  # new connections, so that every worker gets some
            with Client(lb.port) as client:
                locations += [client.get("/").location for _ in range(25)]
        return locations

    with ThreadPoolExecutor(8) as pool:
        counts = Counter(location for part in pool.map(many, range(8)) for location in part)
    assert counts == {backend.url + "/": 1250 for backend in backends}
    stats = lb.stats()
    assert [backend["requests"] for backend in stats["backends"]] == [1250] * 4
    assert stats["balancer"]["requests"] == 5000


def test_weights_are_followed_smoothly(balancer, fake_backend):
    a, b, c = (fake_backend() for _ in range(3))
    lb = balancer(
        [{"url": a.url, "weight": 5}, {"url": b.url}, {"url": c.url}],
        balancer={"algorithm": '"weighted_round_robin"'},
    )
    with lb.client() as client:
        got = [client.get("/").location.rstrip("/") for _ in range(7)]
    assert got == [a.url, a.url, b.url, a.url, c.url, a.url, a.url]


def test_a_key_is_sent_to_one_backend(balancer, fake_backend):
    backends = [fake_backend() for _ in range(3)]
    lb = balancer(backends, balancer={"algorithm": '"consistent_hash"', "hash_on": '"path"',
                                      "hash_balance_factor": 0, "workers": 2})
    first = [lb.get(f"/{key}").location for key in range(25)]
    assert [lb.get(f"/{key}?again").location for key in range(25)] == [
        location + "?again" for location in first]
    assert len({location.rsplit("/", 1)[0] for location in first}) > 1


def test_without_backends_the_answer_is_503(balancer):
    lb = balancer([])
    response = lb.get("/")
    assert response.status == 503
    assert response.fields["retry-after"] == "1"
    assert response.body == b"no backend can take this request now\n"
    assert lb.stats()["balancer"]["requests"] == 1


def test_ipv4_and_ipv6_listen_side_by_side(balancer, fake_backend):
    lb = balancer([fake_backend()], balancer={"listen": '["127.0.0.1:0", "[::1]:0"]', "workers": 2})
    six = int(lb.program.wait_for_line(r"listening on \[::1\]:(\d+)")[1])
    assert get(lb.port).status == 307
    assert get(six, host="::1").status == 307


def test_stats_are_exact_and_count_neither_themselves(balancer, fake_backend):
    lb = balancer([fake_backend(), fake_backend()])
    with lb.client() as client:
        for asked in range(1, 20):
            client.get("/")
            stats = json.loads(client.get("/stats").body)
            assert stats["balancer"]["requests"] == asked
            assert sum(b["requests"] for b in stats["backends"]) == asked


def test_stats_shape(balancer, fake_backend):
    backend = fake_backend()
    lb = balancer([{"url": backend.url, "name": "web1", "weight": 3}])
    stats = lb.stats()
    assert list(stats) == ["time", "balancer", "backends"]
    assert list(stats["balancer"]) == [
        "version", "uptime", "uptime_seconds", "mode", "algorithm", "requests", "in_flight",
        "panic", "cpu_percent", "ram_mb",
    ]
    web1 = stats["backends"][0]
    assert list(web1) == [
        "name", "url", "status", "since", "weight", "effective_weight", "weight_why", "requests",
        "in_flight", "responses", "failures", "failures_by_kind", "retries", "bytes_sent",
        "bytes_received", "connections", "latency_ms", "response_ms", "circuit", "cpu_percent",
        "ram_mb", "uptime", "uptime_seconds", "last_probe",
    ]
    assert (web1["name"], web1["url"], web1["status"], web1["weight"]) == (
        "web1", backend.url, "UP", 3)
    assert stats["balancer"]["ram_mb"] > 0
    assert stats["balancer"]["cpu_percent"] >= 0


def test_stats_allow_other_origins(balancer):
    lb = balancer([], balancer={"cors_origins": '["http://dash:8000"]'})
    listed = lb.get("/stats", "Origin: http://dash:8000\r\n")
    assert listed.fields["access-control-allow-origin"] == "http://dash:8000"
    assert listed.fields["cache-control"] == "no-store"
    foreign = lb.get("/stats", "Origin: http://evil\r\n")
    assert "access-control-allow-origin" not in foreign.fields
    with lb.client() as client:
        preflight = client.ask(
            "OPTIONS /stats HTTP/1.1\r\nHost: t\r\nOrigin: http://dash:8000\r\n"
            "Access-Control-Request-Method: GET\r\n\r\n")
        assert preflight.status == 204
        assert preflight.fields["access-control-allow-methods"] == "GET, HEAD"
        assert client.get("/stats").status == 200
        refused = client.ask("POST /stats HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\n\r\nhi")
        assert (refused.status, refused.fields["allow"]) == (405, "GET, HEAD, OPTIONS")
        client.send("HEAD /stats HTTP/1.1\r\nHost: t\r\n\r\n")
        assert int(client.response(to_head=True).fields["content-length"]) > 100
        assert client.get("/").status == 503


def test_stats_can_be_switched_off(balancer, fake_backend):
    lb = balancer([fake_backend()], balancer={"stats_path": '""'})
    assert lb.get("/stats").status == 307


def test_admin_socket_serves_stats_metrics_and_health(balancer, fake_backend):
    lb = balancer([{"url": fake_backend().url, "name": "web1"}])
    lb.get("/")
    status, body = lb.admin("/stats")
    assert status == 200
    assert json.loads(body)["backends"][0]["requests"] == 1
    status, body = lb.admin("/metrics")
    assert 'rrlb_backend_requests_total{backend="web1"} 1\n' in body
    assert 'rrlb_backend_up{backend="web1"} 1\n' in body
    assert lb.admin("/health") == (200, "1/1 backends up, 1 request\n")
    assert lb.admin("/nothing") == (404, "not found: /nothing\n")
    assert lb.admin("/stats", "DELETE") == (405, "allowed here: GET, HEAD\n")


def test_curl_follows_to_the_backend(balancer, fake_backend):
    lb = balancer([fake_backend()])
    done = subprocess.run(
        ["curl", "-sSL", "-d", "some=body", f"http://127.0.0.1:{lb.port}/x"],
        capture_output=True, timeout=60, check=True)
    assert done.stdout == b"OK\n"
