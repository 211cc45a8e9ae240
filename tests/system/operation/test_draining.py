"""Backends are taken out and put back under load, and no request is lost."""

import time

import pytest
from harness.asking import Load
from harness.programs import wait_until


def named(*origins):
    return [{"name": f"web{number}", "url": one.url} for number, one in enumerate(origins)]


def slowly(conversation):
    conversation.read_body()
    time.sleep(0.02)
    conversation.send(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    return True


@pytest.fixture
def pool(origin):
    made = [origin() for _ in range(3)]
    for one in made:
        one.answers["/"] = slowly
    return made


def test_a_drain_that_is_waited_for_loses_nothing(relay, pool, operator):
    lb = relay(named(*pool))
    op = operator(lb.lb)
    with Load(lb) as load:
        wait_until(lambda: pool[0].count("/") > 20, "there is load")
        for _ in range(3):
            op("drain", "web0", "--wait")
            drained = pool[0].count("/")
            before = len(load.answers)
            wait_until(lambda: len(load.answers) > before + 50, "the others carry it")
            assert pool[0].count("/") == drained
            op("enable", "web0")
            wait_until(lambda: pool[0].count("/") > drained + 10, "it has work again")
    assert load.errors == []
    assert sum(one.count("/") for one in pool) >= len(load.answers)


def test_a_backend_that_is_removed_and_added_loses_nothing(relay, pool, operator):
    lb = relay(named(*pool))
    op = operator(lb.lb)
    with Load(lb) as load:
        wait_until(lambda: pool[0].count("/") > 20, "there is load")
        for _ in range(3):
            op("remove", "web0")
            before = len(load.answers)
            wait_until(lambda: len(load.answers) > before + 50, "the others carry it")
            had = pool[0].count("/")
            op("add", pool[0].url, "--name", "web0")
            wait_until(lambda: pool[0].count("/") > had + 10, "it has work again")
    assert load.errors == []


def test_a_disabled_backend_is_not_probed_until_it_is_enabled(balancer, fake_backend, operator):
    backend = fake_backend()
    lb = balancer([{"name": "web0", "url": backend.url}],
                  health={"interval": '"50ms"', "timeout": '"50ms"'})
    op = operator(lb)
    wait_until(lambda: backend.count("/health") > 3, "it is probed")
    assert op("disable", "web0", "--why", "new disks") == "web0: disabled\n"
    assert lb.backend("web0")["status"] == "MAINT"
    probed = backend.count("/health")
    time.sleep(0.3)
    assert backend.count("/health") <= probed + 1  # one probe may have been in flight
    op("enable", "web0")
    lb.wait_status("web0", "UP")
    assert [line for line in lb.program.messages() if "->" in line or "set state" in line][1:] == [
        'backend "web0": root set state disabled: new disks',
        'backend "web0": UP -> MAINT: as was asked for',
        'backend "web0": root set state enabled, as in the file',
        'backend "web0": MAINT -> UNKNOWN: as was asked for',
        lb.program.messages()[-1],
    ]
    assert lb.program.messages()[-1].startswith('backend "web0": UNKNOWN -> UP: answered 200 in ')
