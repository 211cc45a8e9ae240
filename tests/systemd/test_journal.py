"""The journal: fields for programs, and warnings for operators."""

import re

from booted.suite import SERVICES, eventually

PORT = 5002
UNIT = f"rrlb-backend@{PORT}.service"


def messages(entries):
    return [entry["MESSAGE"] for entry in entries]


def test_metrics_are_found_by_their_fields(suite):
    suite.write_config(suite.config().replace('metrics_interval = "30s"',
                                              'metrics_interval = "1s"'))
    suite.machine.systemctl("reload", "rrlb.service")
    cursor = suite.machine.cursor()
    records = eventually("a record of each backend", lambda: four_records(suite.machine, cursor))
    for record in records:
        assert record["RRLB_STATUS"] == "UP"
        assert int(record["RRLB_REQUESTS"]) >= 0
        assert float(record["RRLB_CPU_PERCENT"]) >= 0
        assert float(record["RRLB_RAM_MB"]) > 0
        assert float(record["RRLB_LATENCY_MS"]) > 0


def four_records(machine, cursor):
    records = machine.journal("RRLB_EVENT=metrics", after=cursor)
    return records if {record["RRLB_BACKEND"] for record in records} == {
        f"backend-{port}" for port in (5001, 5002, 5003, 5004)} else None


def test_changes_of_state_are_found_by_their_fields(suite):
    machine = suite.machine
    cursor = machine.cursor()
    machine.systemctl("stop", UNIT)
    eventually("it is DOWN", lambda: suite.status_of(PORT) == "DOWN")
    machine.systemctl("start", UNIT)
    eventually("it is UP", lambda: suite.status_of(PORT) == "UP")
    records = machine.journal("RRLB_EVENT=state", f"RRLB_BACKEND=backend-{PORT}", after=cursor)
    assert [(record["RRLB_STATUS_BEFORE"], record["RRLB_STATUS"]) for record in records] == [
        ("UP", "DOWN"), ("DOWN", "UP")]
    down, up = messages(records)
    assert down == f'backend "backend-{PORT}": UP -> DOWN after 3 failed probes: connection refused'
    assert re.fullmatch(f'backend "backend-{PORT}": DOWN -> UP after 2 passed probes: '
                        r"answered 200 in [0-9.]+ ms", up), up


def test_exactly_the_records_that_need_attention_are_warnings(suite):
    machine = suite.machine
    machine.systemctl("restart", "rrlb-suite.target")
    cursor = machine.cursor()
    suite.stop()
    suite.start()
    machine.systemctl("reload", "rrlb.service")
    machine.run("rrlb-traffic", "--requests", "100")
    assert messages(warnings(machine, cursor)) == []
    machine.systemctl("stop", UNIT)
    eventually("it is DOWN", lambda: suite.status_of(PORT) == "DOWN")
    assert messages(warnings(machine, cursor)) == [
        f'backend "backend-{PORT}": UP -> DOWN after 3 failed probes: connection refused']


def warnings(machine, cursor):
    units = [option for unit in SERVICES for option in ("-u", unit)]
    return machine.journal(*units, "-p", "warning", after=cursor)


def test_every_record_has_an_entry_in_the_catalogue(suite):
    machine = suite.machine
    shown = machine.run("journalctl", "-b", "-x", "--no-pager", "RRLB_EVENT=start").stdout
    assert "Subject: A program of rrlb has started" in shown


def test_a_client_cannot_forge_a_line(suite):
    """Not even by control characters or invalid UTF-8 in a request."""
    machine = suite.machine
    suite.write_config(suite.config().replace('mode = "redirect"', 'mode = "proxy"')
                       .replace("access = false", "access = true"))
    machine.systemctl("reload", "rrlb.service")
    cursor = machine.cursor()
    target = b"/a%0a<2>rrlbd:%20backend%20gone\xc2\x9b31m\xff\xe2\x80\xae?\x1b[2J"
    for nasty in (target, target.replace(b"\x1b", b""), b"/plain"):
        with machine.network.connect(5000) as client:
            client.sendall(b"GET " + nasty + b" HTTP/1.1\r\nHost: a\r\n"
                           b"X-Forwarded-For: 1.2.3.4\nMESSAGE=x\r\nConnection: close\r\n\r\n")
            client.recv(4096)
            client.settimeout(5)
    with machine.network.connect(5000) as client:
        client.sendall(b"GET " + target.replace(b"\x1b", b"").replace(b"\xff", b"")
                       + b" HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        client.recv(4096)
    eventually("the plain one is told", lambda: machine.network.get(5000, "/last").status and
               any("/last" in line for line in messages(
                   machine.journal("RRLB_EVENT=access", after=cursor))))
    entries = machine.journal("-u", "rrlb.service", after=cursor)
    for entry in entries:
        assert isinstance(entry["MESSAGE"], str)  # otherwise journalctl shows "[blob data]"
        assert entry["MESSAGE"].isprintable(), entry["MESSAGE"]
        assert int(entry["PRIORITY"]) >= 6
    assert not any(line.startswith("rrlbd:") for line in messages(entries))
