"""Processes that take over from another process and outlive it."""

import ctypes
import os
import signal
import time

from .programs import PATIENCE, wait_until

PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans(yes):
    """Makes orphaned processes children of the tests, if the system allows it."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, int(yes), 0, 0, 0)


def wait_for_end(pid):
    wait_until(lambda: not os.path.exists(f"/proc/{pid}"), f"process {pid} has ended")


class Successor:
    """The process that took over; it writes to the same standard error."""

    def __init__(self, pid):
        self.pid = pid
        self.code = None
        self.asked_to_end = False

    def signal(self, number):
        self.asked_to_end = self.asked_to_end or number == signal.SIGTERM
        os.kill(self.pid, number)

    def wait(self):
        """The exit code. Once its predecessor has ended, it is a child of the tests."""
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
            if not self.asked_to_end:
                self.signal(signal.SIGTERM)
            assert self.wait() == 0
