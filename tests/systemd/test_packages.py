"""Removal and purge of the Debian package, and the RPM."""

import pytest

from booted import host
from booted.suite import SERVICES, eventually

TRACES = ("find / -xdev ( -name *rrlb* -o -path */rrlb/* ) -not -path /proc/* -not -path /root/*"
          " -not -path /run/systemd/* -not -path /var/log/* -not -path /tmp/*").split()


def traces(machine):
    return machine.run(*TRACES, check=False).stdout.split()


def test_remove_keeps_the_configuration_and_stops_everything(suite):
    machine = suite.machine
    machine.systemctl("enable", "rrlb-suite.target")
    machine.run("apt-get", "remove", "-y", "rrlb")
    assert [unit for unit in SERVICES if machine.is_active(unit)] == []
    assert machine.path("/etc/rrlb.conf").exists()
    assert not machine.path("/usr/sbin/rrlbd").exists()


def test_purge_leaves_only_the_user(suite):
    machine = suite.machine
    machine.systemctl("enable", "rrlb-suite.target")
    machine.run("rrlbctl", "drain", "backend-5001")
    machine.run("apt-get", "purge", "-y", "rrlb")
    assert traces(machine) == []
    assert not machine.path("/var/lib/rrlb").exists()
    assert machine.run("getent", "passwd", "rrlb").returncode == 0
    assert machine.systemctl("list-units", "--all", "--plain", "--no-legend",
                             "rrlb*").stdout.strip() == ""


@pytest.fixture
def rpm_instead(suite):
    suite.stop()
    machine = suite.machine
    machine.run("dpkg", "--purge", "rrlb")
    rpm = host.package("rrlb-*.rpm")
    machine.path(f"/root/{rpm.name}").write_bytes(rpm.read_bytes())
    yield suite, f"/root/{rpm.name}"
    machine.run("sh", "-c", "rpm -e --nodeps --force-debian rrlb; rm -rf /var/lib/rrlb /etc/rrlb*",
                check=False)


def test_the_rpm_can_be_installed_started_and_removed(rpm_instead):
    suite, rpm = rpm_instead
    machine = suite.machine
    installed = machine.run("rpm", "-i", "--nodeps", "--force-debian", rpm)
    assert "rrlb: not started yet; try: systemctl start rrlb-suite.target" in installed.stdout
    suite.start()
    machine.run("rrlb-traffic", "--requests", "100")
    before = machine.main_pid("rrlb.service")
    machine.run("rpm", "-U", "--nodeps", "--force-debian", "--replacepkgs", "--replacefiles", rpm)
    eventually("what ran runs anew",
               lambda: machine.main_pid("rrlb.service") not in (0, before))
    machine.run("rpm", "-e", "--nodeps", "--force-debian", "rrlb")
    assert [unit for unit in SERVICES if machine.is_active(unit)] == []
    assert not machine.path("/usr/sbin/rrlbd").exists()
