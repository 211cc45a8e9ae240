"""The dashboard shows the balancer's statistics, and reports when it cannot reach the balancer."""

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
    def __init__(self, folder, balancers):
        self.config = folder / "dashboard.conf"
        self.write(balancers)
        self.program = Program("rrlb-dashboard", "--config", self.config)
        self.port = int(self.program.wait_for_line(r"listening on \S+:(\d+)")[1])

    def write(self, balancers, more=""):
        self.config.write_text(
            f'[dashboard]\nlisten = "127.0.0.1:0"\nbalancer = {json.dumps(balancers)}\n'
            f'interval = "100ms"\nhistory = ""\n{more}')

    def api(self):
        response = get(self.port, "/api/stats")
        assert response.status == 200
        return json.loads(response.body)

    def wait_for(self, condition, what):
        return wait_until(lambda: (lambda seen: seen if condition(seen) else None)(self.api()), what)


@pytest.fixture
def dashboard(tmp_path):
    made = []

    def make(balancers):
        made.append(Dashboard(tmp_path, balancers))
        return made[-1]

    yield make
    for one in made:
        one.program.end()


def reachable(seen):
    return seen["summary"]["reachable"]


def trouble(seen):
    return seen["balancers"][0]["trouble"]


def test_shows_the_balancers_statistics(dashboard, balancer, fake_backend):
    lb = balancer([{"url": fake_backend().url, "name": "web1"}])
    lb.get("/")
    board = dashboard(f"http://127.0.0.1:{lb.port}")
    seen = board.wait_for(reachable, "figures")
    assert seen["backends"][0]["name"] == "web1"
    assert seen["backends"][0]["requests"] == 1
    assert seen["summary"]["age_seconds"] < 60
    page = get(board.port, "/").body.decode()
    assert "<title>rrlb – 1/1 up</title>" in page
    assert '<span class="status up">UP</span>' in page


def test_reports_an_unreachable_balancer_and_recovers(dashboard, fake_backend):
    fake = fake_backend()
    fake.answers["/stats"] = answer(json.dumps(SNAPSHOT))
    board = dashboard(fake.url)
    board.wait_for(reachable, "figures")
    fake.stop()
    seen = board.wait_for(trouble, "trouble")
    assert trouble(seen) == "connection refused"
    assert seen["balancers"][0]["trouble_since"] is not None
    assert seen["balancers"][0]["requests"] == 7
    page = get(board.port, "/").body.decode()
    assert "balancer not reachable since" in page
    fake.start()
    seen = board.wait_for(reachable, "recovery")
    assert trouble(seen) is None
    assert board.program.count_lines(r"warning balancer \S+: not reachable, connection refused$") == 1
    assert board.program.count_lines(r"info +balancer \S+: reachable$") == 2


def silence(connection):
    connection.recv(1)


@pytest.mark.parametrize("what, why", [
    (b"garbage\r\n\r\n", "not an HTTP response"),
    (answer("not json"), "cannot parse its statistics (not JSON)"),
    (answer('{"time": 1}'), "cannot parse its statistics (time: expected a text)"),
    (answer("[]"), None),
    (answer("{}", "500 Internal Server Error"), "it answered 500 to /stats"),
    (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500_000, None),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", None),
    (silence, "no answer within 90 ms"),
    (answer("[" * 100_000), "cannot parse its statistics (nested too deeply)"),
], ids=["garbage", "not JSON", "wrong type", "a list", "500", "3 MB of header", "half a body", "silence",
        "too deep"])
def test_bad_answers_are_reported(dashboard, fake_backend, what, why):
    fake = fake_backend()
    fake.answers["/stats"] = what
    board = dashboard(fake.url)
    seen = board.wait_for(trouble, "trouble")
    if why:
        assert trouble(seen) == why
    fake.answers["/stats"] = answer(json.dumps(SNAPSHOT))
    board.wait_for(reachable, "recovery")


def test_a_slow_balancer_delays_no_page(dashboard, fake_backend):
    fake = fake_backend()
    fake.answers["/stats"] = silence
    board = dashboard(fake.url)
    wait_until(lambda: fake.count("/stats") > 0, "a poll")
    began = time.monotonic()
    for _ in range(20):
        assert get(board.port, "/").status == 200
    assert time.monotonic() - began < 10


def test_every_response_has_the_protective_fields(dashboard, fake_backend):
    board = dashboard(fake_backend().url)
    for path in ["/", "/app.css", "/app.js", "/api/stats"]:
        fields = get(board.port, path, "Origin: http://evil\r\n").fields
        assert fields["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
        assert fields["x-content-type-options"] == "nosniff"
        assert "access-control-allow-origin" not in fields
    with Client(board.port) as client:
        refused = client.ask("GET /api/stats HTTP/1.1\r\nHost: evil.test\r\n\r\n")
    assert refused.status == 421
    assert json.loads(refused.body)["error"]["code"] == "foreign_host"


def test_reload_applies_another_balancer_or_keeps_the_old(dashboard, fake_backend):
    one, other = fake_backend(), fake_backend()
    for fake, requests in ((one, 1), (other, 2)):
        snapshot = {**SNAPSHOT, "balancer": {**SNAPSHOT["balancer"], "requests": requests}}
        fake.answers["/stats"] = answer(json.dumps(snapshot))
    board = dashboard(one.url)
    board.wait_for(reachable, "figures")
    board.write(other.url, "wrong = 1\n")
    board.program.signal(signal.SIGHUP)
    board.program.wait_for_line(
        r"reload: kept the running configuration, 1 problem in \S+dashboard.conf \(listed above\)")
    assert board.api()["balancers"][0]["url"] == one.url
    board.write(other.url)
    board.program.signal(signal.SIGHUP)
    board.wait_for(lambda s: s["summary"]["requests"] == 2, "the other")


class Follower:
    """A client of the stream of statistics."""

    def __init__(self, port):
        self.client = Client(port)
        self.client.send(b"GET /api/stats/stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
        self.lines = self.client.socket.makefile("rb")

    def event(self):
        kind = None
        for line in self.lines:
            if line.startswith(b"event: "):
                kind = line[7:].strip().decode()
            if line.startswith(b"data: "):
                return kind, json.loads(line[6:])
        raise AssertionError("the stream ended")


def test_a_stream_sends_the_statistics_of_each_interval(dashboard, fake_backend):
    fake = fake_backend()
    fake.answers["/stats"] = answer(json.dumps(SNAPSHOT))
    board = dashboard(fake.url)
    board.wait_for(reachable, "figures")
    follower = Follower(board.port)
    kind, recent = follower.event()
    assert kind == "recent" and len(recent["time_ms"]) >= 1
    seen = [follower.event() for _ in range(3)]
    assert [kind for kind, _ in seen] == ["stats"] * 3
    assert seen[-1][1]["summary"]["requests"] == 7
    fake.stop()
    while not trouble(follower.event()[1]):  # the stream continues without the balancer
        pass


def test_several_balancers_are_summed_up(dashboard, balancer, fake_backend):
    web1 = fake_backend()
    balancers = [balancer([{"url": web1.url, "name": "web1"}]) for _ in range(2)]
    for requests, lb in enumerate(balancers, 1):
        for _ in range(requests):
            lb.get("/")
    board = dashboard([f"http://127.0.0.1:{lb.port}" for lb in balancers])
    seen = board.wait_for(lambda s: s["summary"]["requests"] == 3, "both")
    assert len(seen["backends"]) == 1
    assert [one["requests"] for one in seen["backends"][0]["by_balancer"]] == [1, 2]
    balancers[0].program.kill()
    seen = board.wait_for(trouble, "trouble")
    assert seen["summary"]["reachable"]
    assert seen["summary"]["requests"] == 3
    assert not seen["backends"][0]["stale"]


def test_a_dead_balancer_does_not_delay_others(dashboard, fake_backend):
    silent, quick = fake_backend(), fake_backend()
    silent.answers["/stats"] = silence
    quick.answers["/stats"] = answer(json.dumps(SNAPSHOT))
    board = dashboard([silent.url, quick.url])
    seen = board.wait_for(reachable, "figures")
    assert seen["balancers"][1]["reachable"]
