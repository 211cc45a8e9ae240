"""Invalid requests get an error message, and change nothing."""

import pytest
from harness.balancer import FAST_PROBES


@pytest.fixture
def op(balancer, fake_backend, operator):
    web1, web2 = fake_backend(), fake_backend()
    return operator(balancer([{"name": "web1", "url": web1.url}, {"name": "web2", "url": web2.url}],
                             health=FAST_PROBES))


@pytest.mark.parametrize("method, target, body, status, problem", [
    ("POST", "/api/backends/wbe1/drain", {}, 404, 'no backend "wbe1" (did you mean "web1"?)'),
    ("GET", "/api/backends/nobody", "", 404, 'no backend "nobody"'),
    ("DELETE", "/api/backends/nobody", "", 404, 'no backend "nobody"'),
    ("POST", "/api/backends/web1/paint", {}, 404, "not found: /api/backends/web1/paint"),
    ("PUT", "/api/backends/web1/drain", {}, 404, "not found: /api/backends/web1/drain"),
    ("GET", "/api/backends/web1/x", "", 404, "not found: /api/backends/web1/x"),
    ("POST", "/api/backends/web1/drain", "[]", 422, "the body must be a JSON object"),
    ("POST", "/api/backends/web1/drain", "{", 422, "the body must be a JSON object"),
    ("PUT", "/api/backends/web1/weight", '{"weight": ' + 30_000 * "[" + 30_000 * "]" + "}", 422,
     "the body is nested too deeply"),
    ("POST", "/api/backends/web1/drain", {"whi": "x"}, 422, 'unknown member "whi"'),
    ("POST", "/api/backends/web1/drain", {"why": 1}, 422, "why must be a string"),
    ("POST", "/api/backends/web1/drain", {"until": "soon"}, 422,
     'until must be a duration like "30m" or "2h", or a time like "2026-11-23T18:00:00Z"'),
    ("PUT", "/api/backends/web1/weight", {}, 422,
     "weight is missing: 1..256, or null for the file's"),
    ("PUT", "/api/backends/web1/weight", {"weight": 0}, 422, "weight must be 1..256, got 0"),
    ("PUT", "/api/backends/web1/weight", {"weight": 257}, 422, "weight must be 1..256, got 257"),
    ("PUT", "/api/backends/web1/weight", {"weight": "5"}, 422,
     'weight must be 1..256, got "5"'),
    ("POST", "/api/backends", {"url": "https://a"}, 422,
     'backend: url must be an http URL like "http://127.0.0.1:5001", got "https://a"'),
    ("POST", "/api/backends", {}, 422,
     'backend: url must be an http URL like "http://127.0.0.1:5001", got ""'),
    ("POST", "/api/backends", {"url": "http://a", "name": "a b"}, 422,
     'backend "a b": name must be 1 to 64 letters, digits or ".", "_", "-", ":", got "a b"'),
    ("POST", "/api/backends", {"url": "http://a", "name": "web1"}, 409,
     'backend "web1" exists already'),
])
def test_a_mistake_is_named(op, method, target, body, status, problem):
    before = op.ask("GET", "/api/backends")[1]
    assert op.ask(method, target, body) == (status, {"problem": problem})
    after = op.ask("GET", "/api/backends")[1]
    assert [one["overrides"] for one in after["backends"]] == [
        one["overrides"] for one in before["backends"]] == [[], []]


def test_a_url_that_is_there_already(op):
    url = op.backend("web1")["url"]
    status, answer = op.ask("POST", "/api/backends", {"url": url, "name": "web3"})
    assert status == 409
    assert answer["problem"].startswith(f'backend "web3" has the url of backend "web1": {url} ')


def test_a_reload_of_a_file_with_mistakes(op):
    op.lb.write_config(health={"rise": 0})
    code, out, err = op.try_to("reload")
    assert code == 1
    assert "health.rise must be 1..100, got 0" in out + err
    assert op.lb.get("/").status == 307
    op.lb.write_config()
    assert op("reload") == "reload: 2 backends, before 2\n"


def test_events_rise_in_number(op):
    op("drain", "web1", "--why", "x")
    events = op.ask("GET", "/api/events?after=0")[1]
    numbers = [event["number"] for event in events["events"]]
    assert numbers == list(range(1, events["newest"] + 1))
    last = events["events"][-1]
    assert (last["kind"], last["backend"], last["message"]) == (
        "state", "web1", 'backend "web1": UP -> DRAIN: as was asked for')
    assert op.ask("GET", f"/api/events?after={numbers[-1]}")[1]["events"] == []


def test_why_a_backend_gets_what_it_gets(op):
    op("weight", "web1", "3", "--why", "it is big")
    explained = op.backend("web1")["explain"]
    assert explained[0].startswith("it is UP since 20")
    assert explained[1].startswith("its weight is 3, set by root at 20")
    assert explained[1].endswith(": it is big")
    assert explained[2:] == ["all of its weight counts",
                             "round_robin gives it 50.0 % of the picks, by weight"]
