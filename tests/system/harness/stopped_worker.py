"""Stops one thread of a program, as a debugger does, while the others run."""

import ctypes
import os
from contextlib import contextmanager

import pytest

SEIZE, INTERRUPT, DETACH = 0x4206, 0x4207, 17  # ptrace(2)
WALL = 0x40000000  # waitpid(2): any thread


def _ptrace(request, thread):
    libc = ctypes.CDLL(None, use_errno=True)
    libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    libc.ptrace.restype = ctypes.c_long
    if libc.ptrace(request, thread, None, None) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


@contextmanager
def stopped_worker(program):
    """The worker that was started last: thread ids increase."""
    thread = max(int(name) for name in os.listdir(f"/proc/{program.pid}/task"))
    assert thread != program.pid
    try:
        _ptrace(SEIZE, thread)
    except PermissionError:
        pytest.skip("no process may be debugged here")
    _ptrace(INTERRUPT, thread)
    os.waitpid(thread, WALL)
    try:
        yield
    finally:
        _ptrace(DETACH, thread)
