"""Fixtures for several files: a fake systemd, and processes that take over from another."""

import signal

import pytest
from harness.notify_socket import NotifySocket
from harness.programs import PATIENCE, wait_until
from harness.successor import Successor, adopt_orphans


@pytest.fixture
def systemd(tmp_path):
    made = NotifySocket(tmp_path)
    yield made
    made.close()


@pytest.fixture
def take_over(balancer):
    """take_over(lb): sends SIGUSR2, and waits until the successor is in charge."""
    adopt_orphans(True)
    made = []

    def make(lb, predecessor=None):
        done = "take-over: process (\\d+) is in charge"
        before = lb.program.count_lines(done)
        (predecessor or lb.program).signal(signal.SIGUSR2)
        wait_until(lambda: lb.program.count_lines(done) > before,
                   lambda: f"a take-over; it said {lb.program.lines}")
        pids = [line.split("process ")[1].split(" ")[0]
                for line in lb.program.lines if "is in charge" in line]
        made.append((lb, Successor(int(pids[-1]))))
        return made[-1][1]

    yield make
    for lb, successor in made:
        # The first process exits by itself; only then its successor becomes our child.
        lb.program.process.wait(PATIENCE)
        successor.end()
    adopt_orphans(False)
