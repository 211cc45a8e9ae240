"""Slow start of backends that return; panic if too few are healthy."""

import json
import time

from harness.balancer import FAST_PROBES
from harness.fake_backend import answer
from harness.programs import wait_until

FAILED = answer("", "500 Internal Server Error")


def named(backends):
    return [{"name": f"web{number}", "url": one.url} for number, one in enumerate(backends)]


def test_a_backend_that_was_down_gets_its_share_in_steps(balancer, fake_backend):
    backends = [fake_backend(), fake_backend()]
    lb = balancer(named(backends), health={**FAST_PROBES, "slow_start": '"6s"'})
    assert lb.backend("web0")["effective_weight"] == 1.0  # not at the start
    backends[0].answers["/health"] = FAILED
    lb.wait_status("web0", "DOWN")
    backends[0].answers["/health"] = answer("")
    lb.wait_status("web0", "UP")
    began = time.monotonic()
    first = lb.backend("web0")
    assert first["effective_weight"] <= 0.5
    assert first["weight_why"].startswith("slow start ")
    locations = [lb.get("/").location for _ in range(40)]
    assert locations.count(f"{backends[0].url}/") < 16  # at most half of what the other backend gets
    seen = set()
    while (weight := lb.backend("web0")["effective_weight"]) < 1:
        seen.add(weight)
        assert time.monotonic() - began < 30
        time.sleep(0.02)
    assert 5 < time.monotonic() - began
    assert len(seen) >= 6
    assert lb.backend("web0")["weight_why"] == ""


def test_a_panic_uses_backends_that_answer_badly(balancer, fake_backend):
    backends = [fake_backend() for _ in range(4)]
    lb = balancer(named(backends), health={**FAST_PROBES, "panic_threshold_percent": 50})
    for one in backends[1:]:
        one.answers["/health"] = FAILED
    lb.program.wait_for_message(
        "panic: 1 of 4 backends usable, fewer than 50 %: 3 others are used too")
    wait_until(lambda: len({lb.get("/").location for _ in range(8)}) == 4, "all are used")
    assert lb.stats()["balancer"]["panic"] is True
    assert [one["status"] for one in lb.stats()["backends"]] == ["UP", "DOWN", "DOWN", "DOWN"]
    backends[1].answers["/health"] = answer("")
    lb.program.wait_for_message("panic: over, 2 of 4 backends usable")
    wait_until(lambda: len({lb.get("/").location for _ in range(8)}) == 2, "two are used")
    assert lb.stats()["balancer"]["panic"] is False


def test_a_panic_does_not_use_unreachable_backends(balancer, fake_backend):
    backends = [fake_backend() for _ in range(3)]
    lb = balancer(named(backends), health={**FAST_PROBES, "panic_threshold_percent": 50})
    backends[1].stop()
    backends[2].stop()
    lb.program.wait_for_line("panic: 1 of 3 backends usable")
    lb.wait_status("web1", "DOWN")
    lb.wait_status("web2", "DOWN")
    wait_until(lambda: {lb.get("/").location for _ in range(8)} == {f"{backends[0].url}/"},
               "the one that is left gets all")


def test_a_panic_uses_backends_that_were_never_up_and_that_begin_to_answer_badly(relay, fake_backend):
    backend = fake_backend()
    backend.answers["/health"] = FAILED
    lb = relay([{"name": "web0", "url": backend.url}],
               health={**FAST_PROBES, "panic_threshold_percent": 50})
    lb.wait_for_answer(200)  # from a backend whose probes have never passed
    backend.stop()
    lb.wait_for_answer(503)
    backend.start()
    lb.wait_for_answer(200)
    view = json.loads(lb.admin("/api/backends/web0")[1])
    assert view["status"] == "DOWN" and view["now"]["share"] == 1.0
    assert view["explain"][-2:] == ["it is used nevertheless, in a panic",
                                    "round_robin gives it 100.0 % of the picks, by weight"]


def test_a_backend_with_a_busy_cpu_gets_fewer_requests(balancer, fake_backend):
    busy, idle = fake_backend(), fake_backend()
    busy.answers["/metrics"] = answer('{"cpu_percent": 95, "ram_mb": 1, "uptime_seconds": 1}')
    idle.answers["/metrics"] = answer('{"cpu_percent": 20, "ram_mb": 1, "uptime_seconds": 1}')
    lb = balancer(named([busy, idle]), health=FAST_PROBES,
                  balancer={"load_feedback": '"cpu"', "algorithm": '"weighted_round_robin"'})
    # Its first 10 s do not count.
    wait_until(lambda: lb.backend("web0")["effective_weight"] <= 0.5, "it gets less")
    assert lb.backend("web1")["effective_weight"] == 1.0
    assert "load feedback" in lb.backend("web0")["weight_why"]
    locations = [lb.get("/").location for _ in range(60)]
    assert locations.count(f"{busy.url}/") <= 24
