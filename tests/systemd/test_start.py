"""One command starts the suite, and every port answers."""

import time

from booted.suite import BACKENDS, BALANCER, DASHBOARD, SERVICES, eventually


def test_all_ports_answer_within_10_seconds(installed, figure):
    get = installed.network.get
    began = time.monotonic()
    installed.systemctl("start", "rrlb-suite.target")
    answers = {port: eventually(f"port {port} answers", lambda: get(port).status)
               for port in (BALANCER, *BACKENDS, DASHBOARD)}
    took = time.monotonic() - began
    figure("start of the suite until all six ports answer", f"{took:.2f} s")
    assert took < 10
    assert answers == {BALANCER: 307, **{port: 200 for port in (*BACKENDS, DASHBOARD)}}


def test_redirects_go_to_every_backend_in_turn(suite):
    locations = [suite.machine.network.get(BALANCER, "/a?b").getheader("Location")
                 for _ in range(8)]
    assert sorted(locations) == sorted(
        2 * [f"http://127.0.0.1:{port}/a?b" for port in BACKENDS])


def test_every_service_is_active_and_has_a_status_line(suite):
    show = suite.machine.show
    assert {unit: show(unit, "ActiveState") for unit in SERVICES} == {
        unit: "active" for unit in SERVICES}
    assert show("rrlb.service", "StatusText").startswith("4/4 backends up, ")


def test_an_install_takes_seconds(installed, deb, figure):
    installed.run("dpkg", "--purge", "rrlb")
    began = time.monotonic()
    said = installed.install(deb)
    assert "rrlb: not started yet; try: systemctl start rrlb-suite.target\n" in said
    figure("apt-get install", f"{time.monotonic() - began:.1f} s")


def test_nothing_is_started_or_enabled_by_installing(installed):
    assert [unit for unit in SERVICES if installed.is_active(unit)] == []
    listed = installed.systemctl("list-unit-files", "--state=enabled", "rrlb*", check=False).stdout
    assert "0 unit files listed." in listed
