"""What an operator asked for outlives reloads and restarts, and yields to an edit of the file."""

import json
import re

import pytest
from harness.balancer import Balancer
from harness.programs import wait_until

QUICK = {"interval": '"100ms"', "timeout": '"100ms"'}


def tables(backends, **changes):
    return [{"name": f"web{number}", "url": one.url, **changes.get(f"web{number}", {})}
            for number, one in enumerate(backends)]


def so(lb):
    return {one["name"]: (one["status"], one["weight"]) for one in lb.stats()["backends"]}


def test_a_backend_without_a_name_is_called_by_its_address(balancer, fake_backend, operator):
    one = fake_backend()
    lb = balancer([{"url": one.url}], health=QUICK)
    op = operator(lb)
    assert op("drain", one.authority) == f"{one.authority}: no new requests\n"
    assert lb.backend(one.authority)["status"] == "DRAIN"
    encoded = one.authority.replace(":", "%3A")  # as browsers write it
    assert op.ask("POST", f"/api/backends/{encoded}/enable", {})[0] == 200


@pytest.mark.parametrize("how", ["SIGTERM", "SIGKILL"])
def test_a_restart_keeps_them(tmp_path, fake_backend, operator, how):
    backends = [fake_backend() for _ in range(4)]
    folder = tmp_path / "lb"
    folder.mkdir()
    first = Balancer(folder, tables(backends[:3]), health=QUICK)
    try:
        first.wait_ready()
        op = operator(first)
        op("drain", "web0", "--why", "new disks", "--until", "2h")
        op("weight", "web1", "7")
        op("remove", "web2")
        op("add", backends[3].url, "--name", "extra", "--weight", "3")
        wanted = {"web0": ("DRAIN", 1), "web1": ("UP", 7), "extra": ("UP", 3)}
        wait_until(lambda: so(first) == wanted, "all is so")
        overrides = [op.backend(name)["overrides"] for name in wanted]
    finally:
        if how == "SIGKILL":
            first.program.kill()
        first.end()
    second = Balancer(folder, tables(backends[:3]), health=QUICK)
    try:
        second.wait_ready()
        wait_until(lambda: so(second) == wanted, "all is so again")
        assert [operator(second).backend(name)["overrides"] for name in wanted] == overrides
        assert overrides[0][0]["who"] == "root" and overrides[0][0]["why"] == "new disks"
        second.reload()
        assert so(second) == wanted
    finally:
        second.end()


def test_they_yield_to_an_edit_of_the_files_value(balancer, fake_backend, operator):
    backends = [fake_backend(), fake_backend()]
    lb = balancer(tables(backends), health=QUICK)
    op = operator(lb)
    op("weight", "web0", "5")
    op("drain", "web1")
    lb.reload(tables(backends, web1={"weight": 9}))  # an edit of something else
    assert so(lb) == {"web0": ("UP", 5), "web1": ("DRAIN", 9)}
    lb.reload(tables(backends, web0={"weight": 3}))
    assert so(lb)["web0"] == ("UP", 3)
    line = next(line for line in lb.program.messages() if "ends:" in line)
    assert re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z", "TIME", line) == (
        'backend "web0": override weight 5 (root, TIME) ends: the file\'s weight was edited, '
        "1 -> 3")
    assert so(lb)["web1"][0] == "DRAIN"
    lb.reload(tables(backends, web1={"state": "disabled"}))
    assert so(lb)["web1"][0] == "MAINT"


def test_what_was_removed_comes_back_as_the_file_has_it(balancer, fake_backend, operator):
    backends = [fake_backend(), fake_backend()]
    lb = balancer(tables(backends, web0={"weight": 4}), health=QUICK)
    op = operator(lb)
    op("remove", "web0")
    assert op.ask("POST", "/api/backends", {"url": "http://127.0.0.1:1", "name": "web0"}) == (
        409, {"problem": 'backend "web0" is in the file with another url: ' + backends[0].url})
    op("add", backends[0].url, "--name", "web0")
    lb.wait_status("web0", "UP")
    assert so(lb) == {"web0": ("UP", 4), "web1": ("UP", 1)}
    assert op.backend("web0")["overrides"] == []
    op("remove", "web0")
    op("add", backends[0].url, "--name", "web0", "--weight", "7")
    assert so(lb)["web0"][1] == 7
    assert [entry["key"] for entry in op.backend("web0")["overrides"]] == ["weight"]


def test_they_end_with_their_time(balancer, fake_backend, operator):
    lb = balancer(tables([fake_backend()]), health=QUICK)
    operator(lb)("drain", "web0", "--until", "1s")
    assert lb.backend("web0")["status"] == "DRAIN"
    lb.wait_status("web0", "UP")
    line = next(line for line in lb.program.messages() if "ends:" in line)
    assert re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z", "TIME", line) == (
        'backend "web0": override state draining (root, TIME) ends: it was until TIME')
    assert operator(lb).backend("web0")["overrides"] == []


def test_those_that_were_over_while_nothing_ran_rule_no_start(tmp_path, fake_backend):
    folder = tmp_path / "lb"
    folder.mkdir()
    (folder / "overrides.json").write_text(json.dumps({"version": 1, "overrides": [{
        "backend": "web0", "key": "state", "state": "disabled", "who": "alice",
        "when": "2026-01-01T00:00:00Z", "why": "", "until": "2026-01-01T01:00:00Z",
        "file_said": "enabled"}]}))
    lb = Balancer(folder, tables([fake_backend()]), health=QUICK)
    try:
        lb.wait_ready()
        messages = lb.program.messages()
        ends = next(i for i, line in enumerate(messages) if "ends: it was until" in line)
        up = next(i for i, line in enumerate(messages) if "UNKNOWN -> UP" in line)
        started = next(i for i, line in enumerate(messages) if " started, " in line)
        assert ends < up < started, messages
    finally:
        lb.end()


def test_those_of_an_earlier_version_survive_the_upgrade(tmp_path, fake_backend, operator):
    folder = tmp_path / "lb"
    folder.mkdir()
    (folder / "wishes.json").write_text(json.dumps({"version": 1, "wishes": [{
        "backend": "web0", "key": "weight", "weight": 5, "who": "alice",
        "when": "2026-01-01T00:00:00Z", "why": "", "until": None, "file_said": "1"}]}))
    lb = Balancer(folder, tables([fake_backend()]), health=QUICK)
    try:
        lb.wait_ready()
        op = operator(lb)
        assert [one["value"] for one in op.backend("web0")["overrides"]] == [5]
        op("drain", "web0")
        kept = json.loads((folder / "overrides.json").read_text())["overrides"]
        assert [one["key"] for one in kept] == ["weight", "state"]
        assert not (folder / "wishes.json").exists()
    finally:
        lb.end()


def test_a_file_that_cannot_be_understood_is_put_aside(tmp_path, fake_backend):
    folder = tmp_path / "lb"
    folder.mkdir()
    (folder / "overrides.json").write_text('{"version": 1, "overrides": [1')
    lb = Balancer(folder, tables([fake_backend()]), health=QUICK)
    try:
        lb.wait_ready()
        lb.program.wait_for_message(
            f"overrides: {folder}/overrides.json: not a JSON object; none of them is kept, the file "
            f"is now {folder}/overrides.json.bad")
        assert (folder / "overrides.json.bad").exists()
        assert lb.get("/").status == 307
    finally:
        lb.end()


def test_where_they_cannot_be_written_they_hold_until_the_end(balancer, fake_backend, operator):
    lb = balancer(tables([fake_backend()]), health=QUICK,
                  balancer={"state_file": '"/nowhere/overrides.json"'})
    operator(lb)("drain", "web0")
    assert lb.backend("web0")["status"] == "DRAIN"
    assert lb.program.messages("warning") == [
        "overrides: /nowhere/overrides.json.new: No such file or directory; they will end with this "
        "process"]


def test_the_configuration_says_where_each_value_comes_from(balancer, fake_backend, operator):
    lb = balancer(tables([fake_backend()]), health=QUICK)
    op = operator(lb)
    op("weight", "web0", "5")
    keys = {(key["section"], key["key"]): (key["value"], key["from"])
            for key in op.ask("GET", "/api/config")[1]["keys"]}
    assert keys["health", "rise"] == ("2", f"{lb.config}:{line_of(lb, 'rise')}")
    assert keys["log", "level"] == ('"info"', "default")
    value, origin = keys['backend "web0"', "weight"]
    assert value == "5" and origin.startswith("operator root, 20")


def line_of(lb, key):
    lines = lb.config.read_text().split("\n")
    return next(number for number, line in enumerate(lines, 1) if line.startswith(f"{key} "))


def test_a_diff_says_what_a_reload_would_do(balancer, fake_backend, operator):
    backends = [fake_backend(), fake_backend()]
    lb = balancer(tables(backends[:1]), health=QUICK)
    op = operator(lb)
    op("weight", "web0", "5")
    assert op.ask("GET", "/api/diff") == (200, {"changes": [], "cuts": [], "notes": []})
    lb.write_config(tables(backends, web0={"weight": 2}), health={"rise": 4},
                    balancer={"workers": 2})
    status, diff = op.ask("GET", "/api/diff")
    assert status == 200
    diff["changes"] = [re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z", "TIME", line)
                       for line in diff["changes"]]
    assert diff == {
        "changes": [
            "balancer.workers: 1 -> 2",
            "health.rise: 2 -> 4",
            'backend "web0": weight 1 -> 2',
            f'backend "web1" comes: {json.dumps(backends[1].url)}',
            'backend "web0": override weight 5 (root, TIME) ends: the file\'s weight was '
            "edited, 1 -> 2",
        ],
        "cuts": [],
        "notes": ["balancer.workers changed: it takes effect at the next restart"],
    }
    assert so(lb) == {"web0": ("UP", 5)}  # nothing was done
