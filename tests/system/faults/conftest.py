"""What every fault is done to. What must be true after it is checked here, after each test."""

import pytest
from origin import Origin, OriginProcess
from relayed import LIMITS, Relay


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
