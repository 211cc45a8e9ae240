"""Successors: processes that a program started, and that outlive it."""

import ctypes
import os
import signal
import socket
import time

import pytest
from harness.notify_socket import NotifySocket
from harness.programs import PATIENCE, wait_until

PR_SET_CHILD_SUBREAPER = 36


@pytest.fixture
def systemd(tmp_path):
    made = NotifySocket(tmp_path)
    yield made
    made.close()


class Successor:
    """The process that took over from another; it writes to the same standard error."""

    def __init__(self, pid):
        self.pid = pid
        self.code = None

    def signal(self, number):
        os.kill(self.pid, number)

    def wait(self):
        """The exit code. When its predecessor has ended it is the tests' child."""
        end = time.monotonic() + PATIENCE
        while self.code is None:
            assert time.monotonic() < end, f"process {self.pid} did not end"
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.code = os.waitstatus_to_exitcode(status)
            time.sleep(0.01)
        return self.code

    def end(self):
        if self.code is None:
            self.signal(signal.SIGTERM)
            assert self.wait() == 0


@pytest.fixture
def take_over(balancer):
    """take_over(lb): asks for it, and waits until it is done."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
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
        # The first process ends by itself; only then its successor is ours.
        lb.program.process.wait(PATIENCE)
        successor.end()
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


def wait_for_end(pid):
    wait_until(lambda: not os.path.exists(f"/proc/{pid}"), f"process {pid} has ended")


def listening(port=0, share=False, family=socket.AF_INET, host="127.0.0.1"):
    made = socket.socket(family)
    if share:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    made.bind((host, port))
    made.listen(128)
    return made
