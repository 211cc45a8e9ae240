"""What every scenario is given: things to start, which are ended and checked after each test."""

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
    """fake_backend(): one more backend of the test's own."""
    made = []

    def make(**options):
        made.append(FakeBackend(**options))
        return made[-1]

    yield make
    for backend in made:
        backend.stop()


@pytest.fixture
def start():
    """start("rrlb-backend", "--listen", ...): a program, ended well after the test."""
    made = []
    with ExitStack() as endings:

        def make(*arguments, **options):
            made.append(Program(*arguments, **options))
            endings.callback(made[-1].end)
            return made[-1]

        yield make
        for program in made:  # before the first is waited for
            program.ask_to_end()


@pytest.fixture
def balancer(tmp_path):
    """balancer(backends, ...): a balancer, ended well after the test."""
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
    """origin(): one more backend in this process."""
    made = []

    def make(**options):
        made.append(Origin(**options))
        return made[-1]

    yield make
    for backend in made:
        backend.stop()


@pytest.fixture
def origin_process():
    """origin_process(): one in its own, to be killed."""
    made = []

    def make():
        made.append(OriginProcess())
        return made[-1]

    yield make
    for backend in made:
        backend.stop()


@pytest.fixture
def relay(balancer):
    """relay(backends, ...): a balancer in the mode "proxy"."""
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
