"""What every scenario is given: things to start, which are ended, and looked at, after each test."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from harness.balancer import Balancer  # noqa: E402
from harness.fake_backend import FakeBackend  # noqa: E402
from harness.programs import PATHS, Program  # noqa: E402


def pytest_sessionstart():
    missing = [str(path) for path in PATHS.values() if not path.exists()]
    if missing:
        pytest.exit("not built: " + ", ".join(missing), 1)


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
def start(request):
    """start("rrlb-backend", "--listen", ...): a program, ended well after the test."""
    made = []

    def make(*arguments, **options):
        made.append(Program(*arguments, **options))
        return made[-1]

    yield make
    for program in made:
        program.end()


@pytest.fixture
def balancer(tmp_path):
    """balancer(backends, ...): a balancer, ended well after the test."""
    made = []

    def make(backends=(), **options):
        folder = tmp_path / f"balancer{len(made)}"
        folder.mkdir()
        made.append(Balancer(folder, backends, **options))
        return made[-1]

    yield make
    for one in made:
        one.end()
