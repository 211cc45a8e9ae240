"""Each algorithm in each mode, with real backends of which one is DOWN and one drains."""

import pytest
from harness.balancer import FAST_PROBES
from harness.fake_backend import answer
from harness.programs import wait_until

ALGORITHMS = ["round_robin", "weighted_round_robin", "least_connections", "power_of_two",
              "consistent_hash"]


@pytest.mark.parametrize("mode", ["redirect", "proxy"])
@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_exactly_the_eligible_backends_get_requests(balancer, fake_backend, algorithm, mode):
    backends = [fake_backend() for _ in range(5)]
    names = [f"web{number}" for number in range(5)]
    backends[3].answers["/health"] = answer("", "503 Service Unavailable")
    lb = balancer(
        [{"name": name, "url": one.url, "weight": 2 if name == "web1" else 1,
          **({"state": "draining"} if name == "web4" else {})}
         for name, one in zip(names, backends)],
        health=FAST_PROBES,
        balancer={"mode": f'"{mode}"', "algorithm": f'"{algorithm}"', "workers": 2,
                  "hash_on": '"header:X-Key"', "hash_balance_factor": 0})
    lb.wait_status("web3", "DOWN")
    lb.wait_status("web4", "DRAIN")
    before = {one["name"]: one["requests"] for one in lb.stats()["backends"]}
    for number in range(240):
        response = lb.get(f"/{number}", f"X-Key: key-{number}\r\n")
        assert response.status == (307 if mode == "redirect" else 200)
    got = {one["name"]: one["requests"] - before[one["name"]] for one in lb.stats()["backends"]}
    assert got["web3"] == got["web4"] == 0
    assert got["web0"] + got["web1"] + got["web2"] == 240
    if algorithm == "power_of_two":  # after one slow response a backend gets no request for a second
        assert sorted(got.values())[-2] >= 20
    else:
        assert min(got["web0"], got["web1"], got["web2"]) >= 20
    if algorithm == "round_robin":
        assert got["web0"] == got["web1"] == got["web2"] == 80
    if algorithm == "weighted_round_robin":
        assert (got["web0"], got["web1"], got["web2"]) == (60, 120, 60)
    wait_until(lambda: lb.stats()["balancer"]["in_flight"] == 0, "nothing is under way")
