"""The units: their sandbox, their files, and how they stop."""

import os
import time

import pytest

from booted.suite import SERVICES, eventually

ADMIN_SOCKET = "/run/rrlb/admin.sock"


def test_stopping_another_unit_leaves_the_admin_socket(suite):
    machine = suite.machine
    machine.systemctl("stop", *(unit for unit in SERVICES if unit != "rrlb.service"))
    assert machine.run("curl", "-sS", "--fail", "--unix-socket", ADMIN_SOCKET,
                       "http://rrlb/health").stdout.endswith(" requests\n")
    machine.systemctl("stop", "rrlb.service")
    assert not machine.path("/run/rrlb").exists()


def test_a_backend_that_is_stopped_stays_stopped(suite):
    machine = suite.machine
    machine.systemctl("stop", "rrlb-backend@5003.service")
    # systemctl waits for the service; its socket stops after it.
    eventually("the socket has ended", lambda: not machine.is_active("rrlb-backend@5003.socket"))
    with pytest.raises(ConnectionRefusedError):
        machine.network.get(5003)
    assert not machine.is_active("rrlb-backend@5003.service")


def test_a_dashboard_whose_socket_is_stopped_stays_stopped(suite):
    machine = suite.machine
    machine.systemctl("stop", "rrlb-dashboard.socket")
    with pytest.raises(ConnectionRefusedError):
        machine.network.get(8000)
    assert not machine.is_active("rrlb-dashboard.socket")
    assert not machine.is_active("rrlb-dashboard.service")


def test_the_target_stops_all_and_starts_all(suite):
    suite.machine.systemctl("stop", "rrlb-suite.target")
    # systemctl waits for the target; its members stop after it, one after another.
    eventually("all have ended", lambda: not [
        unit for unit in SERVICES if suite.machine.show(unit, "ActiveState") != "inactive"])
    suite.start()
    assert [unit for unit in SERVICES if not suite.machine.is_active(unit)] == []


@pytest.mark.parametrize("unit", ["rrlb-backend@5001.service", "rrlb-dashboard.service"])
def test_it_has_no_network_of_its_own(suite, unit):
    pid = suite.machine.host_pid(suite.machine.main_pid(unit))
    assert os.readlink(f"/proc/{pid}/ns/net") != os.readlink(
        f"/proc/{suite.machine.leader}/ns/net")


def test_a_drain_may_take_longer_than_timeout_stop_sec(suite):
    """TimeoutStopSec= does not limit a longer balancer.drain_timeout."""
    machine = suite.machine
    suite.drop_in("rrlb.service", "[Service]\nTimeoutStopSec=1s\n")
    suite.write_config(suite.config().replace('mode = "redirect"', 'mode = "proxy"'))
    machine.systemctl("restart", "rrlb.service")
    eventually("it answers", lambda: machine.network.get(5000).status == 200)
    with machine.network.connect(5000) as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab")
        eventually("it is under way", lambda: suite.stats()["balancer"]["in_flight"])
        machine.systemctl("stop", "--no-block", "rrlb.service")
        eventually("it drains", lambda: machine.show("rrlb.service", "ActiveState") ==
                   "deactivating")
        time.sleep(3)  # beyond TimeoutStopSec
        client.sendall(b"cd")
        assert client.recv(4096).startswith(b"HTTP/1.1 200 ")
    eventually("it has ended", lambda: machine.show("rrlb.service", "ActiveState") == "inactive")
    assert machine.show("rrlb.service", "Result") == "success"


@pytest.mark.parametrize("unit, most", [("rrlb.service", 12), ("rrlb-dashboard.service", 5),
                                        ("rrlb-backend@5001.service", 5)])
def test_the_sandbox_is_tight_and_lets_the_program_work(suite, unit, most):
    """Checks the score of systemd-analyze, in tenths; a unit without a sandbox has 96."""
    scored = suite.machine.run("systemd-analyze", "security", "--no-pager",
                               f"--threshold={most}", unit, check=False)
    print(scored.stdout.splitlines()[-1])
    assert scored.returncode == 0, scored.stdout.splitlines()[-1]
