"""Restarts and upgrades under load: no client is refused, none is cut off."""

import pytest

from booted import host
from booted.load import Asker, Traffic, told
from booted.suite import DASHBOARD, SERVICES, eventually


def test_a_restart_refuses_and_cuts_no_client(suite, figure):
    machine = suite.machine
    with Asker(machine) as asker, Traffic(machine) as traffic:
        for _ in range(3):
            before = machine.main_pid("rrlb.service")
            machine.systemctl("restart", "rrlb.service")
            assert machine.main_pid("rrlb.service") != before
    figure("systemctl restart rrlb, three times under load", told(asker))
    assert asker.troubles == []
    assert traffic.result["failures"] == 0


def test_a_restart_of_a_backend_refuses_no_client(suite, figure):
    machine = suite.machine
    with Asker(machine, 5001) as asker:
        machine.systemctl("restart", "rrlb-backend@5001.service")
    figure("systemctl restart rrlb-backend@5001", told(asker))
    assert asker.troubles == []


def test_a_take_over_refuses_and_cuts_no_client(suite, figure):
    machine = suite.machine
    before = machine.main_pid("rrlb.service")
    with Asker(machine) as asker, Traffic(machine) as traffic:
        machine.systemctl("kill", "--signal=USR2", "--kill-whom=main", "rrlb.service")
        eventually("another process is in charge",
                   lambda: machine.main_pid("rrlb.service") not in (0, before))
    figure("take-over by a new process (SIGUSR2), under load", told(asker))
    assert asker.troubles == []
    assert traffic.result["failures"] == 0


def test_an_upgrade_restarts_running_services_and_refuses_no_client(suite, older_deb, deb, figure):
    machine = suite.machine
    machine.install(older_deb)
    eventually("4 backends are up", lambda: suite.up() == 4)
    before = {unit: machine.main_pid(unit) for unit in SERVICES}
    with Asker(machine) as asker, Traffic(machine) as traffic:
        machine.install(deb)
        after = {unit: machine.main_pid(unit) for unit in SERVICES}
    figure("upgrade of the package, under load", told(asker))
    assert asker.troubles == []
    assert traffic.result["failures"] == 0
    assert [unit for unit in SERVICES if after[unit] in (0, before[unit])] == []
    eventually("the dashboard answers",
               lambda: machine.network.get(DASHBOARD).status == 200)


def test_an_upgrade_does_not_start_stopped_services(installed, older_deb, deb):
    installed.install(older_deb)
    installed.install(deb)
    assert [unit for unit in SERVICES if installed.is_active(unit)] == []


@pytest.fixture(scope="session")
def older_deb(deb, tmp_path_factory):
    """The same package under an earlier version number."""
    return host.renumbered(deb, "0.0.1", tmp_path_factory.mktemp("older"))
