"""The dashboard shows what the balancer says, and says so when the balancer says nothing."""

import json
import signal
import time

import pytest
from harness.client import Client, get
from harness.fake_backend import answer
from harness.programs import Program, wait_until

SNAPSHOT = {
    "time": "2027-01-15T08:00:00.000Z",
    "balancer": {"version": "0", "uptime": "00:00:01", "uptime_seconds": 1, "mode": "redirect",
                 "algorithm": "round_robin", "requests": 7, "in_flight": 0, "cpu_percent": None,
                 "ram_mb": None},
    "backends": [],
}


class Dashboard:
    def __init__(self, folder, balancer_url):
        self.config = folder / "dashboard.conf"
        self.write(balancer_url)
        self.program = Program("rrlb-dashboard", "--config", self.config)
        self.port = int(self.program.wait_for_line(r"listening on \S+:(\d+)")[1])

    def write(self, balancer_url, more=""):
        self.config.write_text(
            f'[dashboard]\nlisten = "127.0.0.1:0"\nbalancer = "{balancer_url}"\n'
            f'interval = "100ms"\n{more}')

    def api(self):
        response = get(self.port, "/api/stats")
        assert response.status == 200
        return json.loads(response.body)

    def wait_for(self, condition, what):
        return wait_until(lambda: (lambda seen: seen if condition(seen) else None)(self.api()), what)


@pytest.fixture
def dashboard(tmp_path):
    made = []

    def make(balancer_url):
        made.append(Dashboard(tmp_path, balancer_url))
        return made[-1]

    yield make
    for one in made:
        one.program.end()


def test_shows_the_balancers_figures(dashboard, balancer, fake_backend):
    lb = balancer([{"url": fake_backend().url, "name": "web1"}])
    lb.get("/")
    board = dashboard(f"http://127.0.0.1:{lb.port}")
    seen = board.wait_for(lambda s: s["reachable"], "figures")
    assert seen["stats"]["backends"][0]["name"] == "web1"
    assert seen["stats"]["backends"][0]["requests"] == 1
    assert seen["age_seconds"] < 60
    page = get(board.port, "/").body.decode()
    assert "<title>rrlb – 1/1 up</title>" in page
    assert '<span class="status up">UP</span>' in page


def test_says_when_the_balancer_is_gone_and_recovers(dashboard, fake_backend):
    fake = fake_backend()
    fake.answers["/stats"] = answer(json.dumps(SNAPSHOT))
    board = dashboard(fake.url)
    board.wait_for(lambda s: s["reachable"], "figures")
    fake.stop()
    seen = board.wait_for(lambda s: not s["reachable"], "trouble")
    assert seen["trouble"] == "connection refused"
    assert seen["trouble_since"] is not None
    assert seen["stats"]["balancer"]["requests"] == 7
    page = get(board.port, "/").body.decode()
    assert "balancer not reachable since" in page
    fake.start()
    seen = board.wait_for(lambda s: s["reachable"], "recovery")
    assert seen["trouble"] is None
    assert board.program.count_lines(r"warning balancer \S+: not reachable, connection refused$") == 1
    assert board.program.count_lines(r"info +balancer \S+: reachable$") == 2


def silence(connection):
    connection.recv(1)


@pytest.mark.parametrize("what, trouble", [
    (b"garbage\r\n\r\n", "not an HTTP answer"),
    (answer("not json"), "its figures make no sense (not JSON)"),
    (answer('{"time": 1}'), "its figures make no sense (time: expected a text)"),
    (answer("[]"), None),
    (answer("{}", "500 Internal Server Error"), "it answered 500 to /stats"),
    (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500_000, None),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", None),
    (silence, "no answer within 90 ms"),
    (answer("[" * 100_000), "its figures make no sense (nested too deeply)"),
], ids=["garbage", "not JSON", "wrong type", "a list", "500", "3 MB of header", "half a body", "silence",
        "too deep"])
def test_bad_answers_are_told_and_survived(dashboard, fake_backend, what, trouble):
    fake = fake_backend()
    fake.answers["/stats"] = what
    board = dashboard(fake.url)
    seen = board.wait_for(lambda s: s["trouble"], "trouble")
    if trouble:
        assert seen["trouble"] == trouble
    fake.answers["/stats"] = answer(json.dumps(SNAPSHOT))
    board.wait_for(lambda s: s["reachable"], "recovery")


def test_a_slow_balancer_delays_no_page(dashboard, fake_backend):
    fake = fake_backend()
    fake.answers["/stats"] = silence
    board = dashboard(fake.url)
    wait_until(lambda: fake.count("/stats") > 0, "a poll")
    began = time.monotonic()
    for _ in range(20):
        assert get(board.port, "/").status == 200
    assert time.monotonic() - began < 10


def test_every_answer_is_guarded(dashboard, fake_backend):
    board = dashboard(fake_backend().url)
    for path in ["/", "/app.css", "/app.js", "/api/stats"]:
        fields = get(board.port, path, "Origin: http://evil\r\n").fields
        assert fields["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
        assert fields["x-content-type-options"] == "nosniff"
        assert "access-control-allow-origin" not in fields
    with Client(board.port) as client:
        refused = client.ask("GET /api/stats HTTP/1.1\r\nHost: evil.test\r\n\r\n")
    assert refused.status == 421
    assert refused.body.startswith(b"this dashboard answers to an IP address, to localhost and to ")


def test_reload_takes_another_balancer_or_keeps_the_old(dashboard, fake_backend):
    one, other = fake_backend(), fake_backend()
    for fake, requests in ((one, 1), (other, 2)):
        snapshot = {**SNAPSHOT, "balancer": {**SNAPSHOT["balancer"], "requests": requests}}
        fake.answers["/stats"] = answer(json.dumps(snapshot))
    board = dashboard(one.url)
    board.wait_for(lambda s: s["reachable"], "figures")
    board.write(other.url, "wrong = 1\n")
    board.program.signal(signal.SIGHUP)
    board.program.wait_for_line(
        r"reload: kept the running configuration, 1 problem in \S+dashboard.conf \(listed above\)")
    assert board.api()["balancer"] == one.url
    board.write(other.url)
    board.program.signal(signal.SIGHUP)
    board.wait_for(lambda s: s["stats"] and s["stats"]["balancer"]["requests"] == 2, "the other")
