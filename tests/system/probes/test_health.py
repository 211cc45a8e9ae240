"""Rise and fall: when a backend goes DOWN, and when it is UP again."""

import json
import re
import signal
import time
from threading import Thread

from harness.balancer import FAST_PROBES
from harness.client import get
from harness.fake_backend import OK, answer
from harness.programs import wait_until

FAILED = answer("", "500 Internal Server Error")
# A timeout for probes that is long enough on a busy machine.
STEADY_PROBES = {"interval": '"250ms"', "timeout": '"250ms"'}


class Script:
    """Answers each probe as scripted, and records the status before each."""

    def __init__(self, answers):
        self.answers = answers
        self.seen = []
        self.balancer = None

    def __call__(self, connection):
        position = len(self.seen)
        # The first probe is sent before the balancer serves.
        self.seen.append(self.balancer.backend("web1")["status"] if position else "UNKNOWN")
        connection.sendall(self.answers[min(position, len(self.answers) - 1)])

    def play(self, balancer, backend, **rules):
        backend.answers["/health"] = self
        lb = balancer([{"url": backend.url, "name": "web1"}], ready=False,
                      health={**STEADY_PROBES, **rules})
        self.balancer = lb
        lb.wait_ready()
        wait_until(lambda: len(self.seen) > len(self.answers), "the script is over")
        return lb


def test_rise_and_fall_are_counted_exactly(balancer, fake_backend):
    yes, no = OK, FAILED
    script = Script([yes, no, no, yes, no, no, no, yes, no, yes, yes])
    lb = script.play(balancer, fake_backend(), rise=2, fall=3)
    assert script.seen[1:12] == ["UP"] * 6 + ["DOWN"] * 4 + ["UP"]
    lines = [re.sub(r"\d+\.\d ms", "N ms", line) for line in lb.program.messages("warning")]
    assert lines == [
        'backend "web1": UP -> DOWN after 3 failed probes: answered 500',
        'backend "web1": DOWN -> UP after 2 passed probes: answered 200 in N ms',
    ]


def test_one_probe_is_enough_where_rise_and_fall_are_1(balancer, fake_backend):
    script = Script([FAILED, OK, FAILED, OK])
    lb = script.play(balancer, fake_backend(), rise=1, fall=1)
    assert script.seen[1:5] == ["DOWN", "UP", "DOWN", "UP"]
    assert 'backend "web1": UP -> DOWN after 1 failed probe: answered 500' in lb.program.messages()


def test_a_backend_that_flaps_stays_where_it_is(balancer, fake_backend):
    script = Script([OK, FAILED] * 5 + [OK])
    lb = script.play(balancer, fake_backend(), rise=2, fall=2)
    assert set(script.seen[1:]) == {"UP"}
    assert lb.program.count_lines("DOWN") == 0


def test_figures_of_a_backend_are_null_while_it_is_down(balancer, fake_backend):
    backend = fake_backend()
    lb = balancer([{"url": backend.url, "name": "web1"}], health=FAST_PROBES)
    wait_until(lambda: lb.backend("web1")["cpu_percent"] == 1.5, "the figures are there")
    assert lb.backend("web1")["latency_ms"] > 0
    since = lb.backend("web1")["since"]
    lb.get()

    backend.answers["/health"] = FAILED
    lb.wait_status("web1", "DOWN")
    down = lb.backend("web1")
    for figure in ["latency_ms", "cpu_percent", "ram_mb", "uptime", "uptime_seconds"]:
        assert down[figure] is None, figure
    assert down["since"] > since
    assert down["requests"] == 1
    assert 'rrlb_backend_up{backend="web1"} 0\n' in lb.admin("/metrics")[1]
    refused = lb.get()
    assert (refused.status, refused.fields["retry-after"]) == (503, "1")

    backend.answers["/health"] = OK
    lb.wait_status("web1", "UP")
    wait_until(lambda: lb.backend("web1")["uptime"] == "00:01:01", "the figures are back")
    assert lb.get().status == 307
    assert lb.backend("web1")["requests"] == 2


class Clients:
    """Clients that follow redirects and record the time, the target and the result."""

    def __init__(self, lb, count=4):
        self.lb = lb
        self.visits = []  # (when redirected, to which URL, whether the backend answered)
        self.refused = []  # responses of the balancer that were not redirects
        self.stopping = False
        self.threads = [Thread(target=self._run) for _ in range(count)]
        for thread in self.threads:
            thread.start()

    def _run(self):
        with self.lb.client() as client:
            while not self.stopping:
                answer = client.get("/x")
                when = time.monotonic()
                if answer.status != 307:
                    self.refused.append(answer)
                    continue
                url = answer.location
                try:
                    well = get(int(url.split(":")[2].split("/")[0]), "/x").status == 200
                except (OSError, EOFError):
                    well = False
                self.visits.append((when, url, well))

    def stop(self):
        self.stopping = True
        for thread in self.threads:
            thread.join()

    def times(self, url):
        return [when for when, where, _ in list(self.visits) if where == url]


def backend_port(program):
    return int(program.wait_for_line(r"listening on \S+:(\d+)$")[1])


def test_a_backend_killed_under_load_is_down_in_time_and_up_in_time(balancer, start):
    interval, timeout, rise, fall = 0.3, 0.3, 2, 3
    tolerance = 2.0  # for a busy machine
    programs = [start("rrlb-backend", "--listen", "127.0.0.1:0") for _ in range(3)]
    ports = [backend_port(program) for program in programs]
    urls = [f"http://127.0.0.1:{port}/x" for port in ports]
    lb = balancer(
        [{"url": f"http://127.0.0.1:{port}", "name": f"web{i}"} for i, port in enumerate(ports)],
        health={"interval": '"300ms"', "timeout": '"300ms"', "rise": rise, "fall": fall})
    clients = Clients(lb)
    try:
        wait_until(lambda: len(clients.visits) > 50, "clients are served")
        killed = time.monotonic()
        programs[0].kill()
        wait_until(lambda: lb.backend("web0")["status"] == "DOWN", "the killed backend is DOWN")
        last = lb.program.wait_for_line(r'backend "web0": UP -> DOWN after 3 failed probes: (.*)')
        assert last[1] == "connection refused"
        seen = len(clients.visits)
        wait_until(lambda: len(clients.visits) > seen + 50, "clients are served without it")
        out = max(clients.times(urls[0]))
        assert out - killed < fall * interval + timeout + tolerance

        again = time.monotonic()
        start("rrlb-backend", "--listen", f"127.0.0.1:{ports[0]}").wait_for_line("listening on")
        back = wait_until(
            lambda: next((when for when in clients.times(urls[0]) if when > again), None),
            "it is back")
        assert back - again < rise * interval + timeout + tolerance
        seen = len(clients.visits)
        wait_until(lambda: len(clients.visits) > seen + 50, "clients are served by all")
    finally:
        clients.stop()
    assert clients.refused == []
    failed = [(when, where) for when, where, well in clients.visits if not well]
    assert {where for _, where in failed} <= {urls[0]}
    stats = lb.stats()
    assert stats["balancer"]["requests"] == len(clients.visits)
    assert [b["requests"] for b in stats["backends"]] == [len(clients.times(url)) for url in urls]


def test_a_stopped_backend_goes_down_and_comes_back(balancer, start):
    program = start("rrlb-backend", "--listen", "127.0.0.1:0")
    lb = balancer([{"url": f"http://127.0.0.1:{backend_port(program)}", "name": "web0"}],
                  health=FAST_PROBES)
    program.signal(signal.SIGSTOP)
    lb.program.wait_for_message(
        'backend "web0": UP -> DOWN after 3 failed probes: no answer within 100 ms')
    program.signal(signal.SIGCONT)
    lb.wait_status("web0", "UP")


def test_state_changes_carry_the_time_of_the_probe(balancer, fake_backend):
    backend = fake_backend()
    lb = balancer([backend])
    stats = json.loads(lb.admin("/stats")[1])
    probe = stats["backends"][0]["last_probe"]
    assert probe["ok"] is True
    assert re.fullmatch(r"answered 200 in \d+\.\d ms", probe["detail"])
    assert probe["time"] <= stats["time"]
    assert backend.count("/health") >= 1
