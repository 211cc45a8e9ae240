"""Fixtures of all tests: one machine, with the package installed."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from booted import host, root  # noqa: E402
from booted.machine import CannotBoot, Machine  # noqa: E402
from booted.suite import Suite  # noqa: E402


FIGURES = {}  # measurements, by description


def pytest_terminal_summary(terminalreporter):
    if FIGURES:
        terminalreporter.section("figures")
    for what, figure in FIGURES.items():
        terminalreporter.write_line(f"{what}: {figure}")


@pytest.fixture
def figure():
    """figure("what", "text"): a measurement, printed at the end."""
    return FIGURES.__setitem__


@pytest.fixture(scope="session")
def deb() -> Path:
    return host.package("rrlb_*.deb")


@pytest.fixture(scope="session")
def machine(deb):
    if why := host.why_not():
        pytest.skip(why)
    try:
        booted = Machine(root.ready_root(deb))
    except (root.CannotBeMade, CannotBoot) as reason:
        pytest.skip(str(reason))
    FIGURES["boot of the machine"] = f"{booted.boot_seconds:.1f} s"
    for package in (host.package("rrlb_*.deb"), host.package("rrlb-*.rpm")):
        FIGURES[f"size of the {package.suffix}"] = f"{package.stat().st_size / 1e6:.2f} MB"
    yield booted
    booted.end()


@pytest.fixture
def installed(machine, deb):
    """The machine with the package just installed; nothing runs."""
    Suite(machine, deb).make_new()
    return machine


@pytest.fixture
def suite(machine, deb):
    """The suite with its shipped configuration, running, with each backend probed."""
    running = Suite(machine, deb)
    running.reset()
    running.start()
    return running
