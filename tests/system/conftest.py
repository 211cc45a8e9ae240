"""Fixtures of all tests: programs to start, which are stopped and checked after each test."""

import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from harness.balancer import Balancer  # noqa: E402
from harness.fake_backend import FakeBackend  # noqa: E402
from harness.origin import Origin, OriginProcess  # noqa: E402
from harness.programs import Program, path_of  # noqa: E402
from harness.relayed import LIMITS, Relay  # noqa: E402


def pytest_sessionstart():
    try:
        path_of("rrlbd")
    except AssertionError as missing:
        pytest.exit(str(missing), 1)


@pytest.fixture
def fake_backend():
    """fake_backend(): starts a scripted backend."""
    made = []

    def make(**options):
        made.append(FakeBackend(**options))
        return made[-1]

    yield make
    for backend in made:
        backend.stop()


@pytest.fixture
def start():
    """start("rrlb-backend", "--listen", ...): starts a program; checks its exit after the test."""
    made = []
    with ExitStack() as endings:

        def make(*arguments, **options):
            made.append(Program(*arguments, **options))
            endings.callback(made[-1].end)
            return made[-1]

        yield make
        for program in made:  # signal all before waiting for the first
            program.ask_to_end()


@pytest.fixture
def balancer(tmp_path):
    """balancer(backends, ...): starts a balancer; checks its exit after the test."""
    with ExitStack() as endings:

        def make(backends=(), ready=True, **options):
            folder = tmp_path / f"balancer{len(list(tmp_path.iterdir()))}"
            folder.mkdir()
            made = Balancer(folder, backends, **options)
            endings.callback(made.end)
            if ready:
                made.wait_ready()
            return made

        yield make


@pytest.fixture
def origin():
    """origin(): starts a backend in this process."""
    made = []

    def make(**options):
        made.append(Origin(**options))
        return made[-1]

    yield make
    for backend in made:
        backend.stop()


@pytest.fixture
def origin_process():
    """origin_process(): starts a backend in a process of its own, which can be killed."""
    made = []

    def make():
        made.append(OriginProcess())
        return made[-1]

    yield make
    for backend in made:
        backend.stop()


@pytest.fixture
def relay(balancer):
    """relay(backends, ...): starts a balancer in the mode "proxy"."""
    made = []

    def make(backends, balancer_keys=None, proxy=None, health=None, **options):
        limits = {**LIMITS, **(proxy or {})}
        lb = balancer(backends, balancer={"mode": '"proxy"', **(balancer_keys or {})},
                      proxy=limits, health=health, **options)
        made.append(Relay(lb, limits))
        return made[-1]

    yield make
    for one in made:
        one.end_clients()
    for one in made:
        one.check_nothing_is_left()
