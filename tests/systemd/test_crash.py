"""Crashes and hangs: systemd restarts the balancer, and no client is refused in the meantime."""

import ctypes
import os
import threading
from contextlib import contextmanager

import pytest

from booted.load import Asker, told
from booted.suite import eventually

PTRACE_SEIZE, PTRACE_INTERRUPT = 0x4206, 0x4207
WAIT_FOR_THREADS = 0x40000000  # __WALL


@pytest.mark.parametrize("how", ["SEGV", "KILL"])
def test_a_crash_of_the_balancer_refuses_no_client(suite, how, figure):
    machine = suite.machine
    before = machine.main_pid("rrlb.service")
    with Asker(machine) as asker:
        machine.systemctl("kill", f"--signal={how}", "--kill-whom=main", "rrlb.service")
        another_runs(machine, "rrlb.service", before)
    figure(f"SIG{how} of the balancer", told(asker))
    # Clients that are connected at the crash are cut off; new ones wait for the next process.
    assert len(asker.troubles) <= 1 and not any("refused" in one for one in asker.troubles)


@pytest.mark.parametrize("unit", ["rrlb-backend@5001.service", "rrlb-dashboard.service"])
def test_the_other_services_are_restarted_too(suite, unit):
    machine = suite.machine
    before = machine.main_pid(unit)
    machine.systemctl("kill", "--signal=SEGV", "--kill-whom=main", unit)
    another_runs(machine, unit, before)
    eventually("4 backends are up", lambda: suite.up() == 4)


def test_a_process_that_hangs_is_replaced(suite):
    machine = suite.machine
    watch_closely(suite, "rrlb.service")
    before = machine.main_pid("rrlb.service")
    cursor = machine.cursor()
    machine.systemctl("kill", "--signal=STOP", "--kill-whom=main", "rrlb.service")
    another_runs(machine, "rrlb.service", before)
    assert watchdog_struck(machine, cursor)
    eventually("4 backends are up", lambda: suite.up() == 4)


def test_a_single_worker_that_hangs_is_enough(suite):
    machine = suite.machine
    watch_closely(suite, "rrlb.service")
    before = machine.main_pid("rrlb.service")
    cursor = machine.cursor()
    with one_worker_stopped(machine.host_pid(before)):
        another_runs(machine, "rrlb.service", before)
    assert watchdog_struck(machine, cursor)
    eventually("4 backends are up", lambda: suite.up() == 4)


def watch_closely(suite, unit):
    suite.drop_in(unit, "[Service]\nWatchdogSec=3s\n")
    suite.machine.systemctl("restart", unit)


def another_runs(machine, unit, before):
    eventually(f"another process of {unit} runs",
               lambda: machine.is_active(unit) and machine.main_pid(unit) not in (0, before))


def watchdog_struck(machine, cursor):
    return [entry for entry in machine.journal("UNIT=rrlb.service", after=cursor)
            if "Watchdog timeout" in entry["MESSAGE"]]


# A signal would stop all threads; a tracer can stop one. The parent sees the end of the process only
# after the tracer has seen it.
@contextmanager
def one_worker_stopped(pid):
    libc = ctypes.CDLL(None, use_errno=True)
    libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    worker = max(int(thread) for thread in os.listdir(f"/proc/{pid}/task"))
    assert worker != pid
    for request in (PTRACE_SEIZE, PTRACE_INTERRUPT):
        assert libc.ptrace(request, worker, None, None) == 0, os.strerror(ctypes.get_errno())
    os.waitpid(worker, WAIT_FOR_THREADS)
    seen_off = threading.Thread(target=os.waitpid, args=(worker, WAIT_FOR_THREADS), daemon=True)
    seen_off.start()
    yield
    seen_off.join()
