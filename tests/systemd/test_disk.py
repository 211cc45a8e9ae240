"""A full disk under /var/lib/rrlb: clients notice nothing, and operators see the problem."""

import json

import pytest

from booted.suite import BALANCER, DASHBOARD, eventually


@pytest.fixture
def full_disk(suite):
    """The suite, restarted with a full state folder until free() is called."""
    machine = suite.machine
    suite.stop()
    machine.run("mount", "-t", "tmpfs", "-o", "size=64k,mode=0750", "rrlb", "/var/lib/rrlb")
    machine.run("chown", "rrlb:rrlb", "/var/lib/rrlb")
    machine.run("dd", "if=/dev/zero", "of=/var/lib/rrlb/rest", "bs=4k", check=False)
    suite.start()
    yield suite
    suite.stop()
    machine.run("umount", "/var/lib/rrlb")


def history_state(suite):
    answer = suite.machine.network.get(DASHBOARD, "/api/stats")
    return json.loads(answer.text)["history"]["state"]


def test_serving_continues_and_the_history_is_paused(full_disk):
    assert full_disk.machine.network.get(BALANCER).status == 307
    eventually("the history is paused", lambda: history_state(full_disk) == "paused")
    full_disk.machine.run("rrlb-traffic", "--requests", "200")


def test_the_history_resumes_when_there_is_room_again(full_disk):
    eventually("the history is paused", lambda: history_state(full_disk) == "paused")
    full_disk.machine.run("rm", "/var/lib/rrlb/rest")
    full_disk.machine.run("mount", "-o", "remount,size=16M", "/var/lib/rrlb")
    eventually("the history is kept", lambda: history_state(full_disk) == "on", within=90)


def test_a_drain_takes_effect_and_the_failed_write_is_reported(full_disk):
    cursor = full_disk.machine.cursor()
    full_disk.machine.run("rrlbctl", "drain", "backend-5001", check=False)
    eventually("it drains", lambda: full_disk.status_of(5001) == "DRAIN")
    told = full_disk.machine.journal("-u", "rrlb.service", "-p", "warning", after=cursor)
    assert any("/var/lib/rrlb/overrides.json" in entry["MESSAGE"] for entry in told)
