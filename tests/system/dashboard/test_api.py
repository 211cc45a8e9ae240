"""The answers of the real dashboard match openapi.json."""

import json

import pytest
from api_schemas import OPENAPI, STRICT, check, operation, schema_of
from harness.balancer import FAST_PROBES
from harness.client import Client, get
from harness.fake_backend import answer
from harness.programs import Program, wait_until
from jsonschema import Draft202012Validator


COLUMNS = OPENAPI["components"]["parameters"]["columns"]["schema"]["items"]["enum"]


class Api:
    def __init__(self, folder, text):
        self.config = folder / "dashboard.conf"
        self.config.write_text(text)
        self.program = Program("rrlb-dashboard", "--config", self.config)
        self.port = int(self.program.wait_for_line(r"listening on \S+:(\d+)")[1])

    def ask(self, path, described=None, status=200, prefix="/api"):
        """Checks the answer against its schema, and returns it parsed."""
        told = get(self.port, prefix + path)
        assert told.status == status, told
        body = json.loads(told.body)
        check(body, schema_of("GET", described or path, status))
        return body


@pytest.fixture
def api(tmp_path):
    made = []

    def make(balancers, more=""):
        made.append(Api(tmp_path, '[dashboard]\nlisten = "127.0.0.1:0"\ninterval = "100ms"\n'
                                  f"balancer = {json.dumps(balancers)}\n{more}"))
        return made[-1]

    yield make
    for one in made:
        one.program.end()


def url(lb):
    return f"http://127.0.0.1:{lb.port}"


def test_the_description_is_valid():
    assert OPENAPI["openapi"] == "3.1.0"
    for name, schema in STRICT["components"]["schemas"].items():
        Draft202012Validator.check_schema(schema)
    named = set()
    for path, methods in OPENAPI["paths"].items():
        for method in methods:
            one = operation(method, path)
            named.add(one["operationId"])
            assert one["summary"] and one["responses"], (method, path)
    assert len(named) == sum(len(methods) for methods in OPENAPI["paths"].values())


@pytest.mark.parametrize("mode", ["redirect", "proxy"])
def test_figures_are_as_described(api, balancer, fake_backend, mode):
    lb = balancer([{"url": fake_backend().url, "name": f"web{i}"} for i in range(3)],
                  balancer={"mode": f'"{mode}"'})
    for _ in range(6):
        lb.get("/")
    board = api(url(lb), 'history = ""\n')
    wait_until(lambda: board.ask("/stats")["summary"]["requests_per_second"] is not None, "a rate")
    wait_until(lambda: board.ask("/recent", prefix="/api/v1")["backends"], "points")


def test_figures_of_two_balancers_are_as_described(api, balancer, fake_backend):
    backend = fake_backend()
    a, b = balancer([backend]), balancer([backend])
    board = api([url(a), url(b)], 'history = ""\n')
    wait_until(lambda: all(one["reachable"] for one in board.ask("/stats")["balancers"]), "both")
    seen = board.ask("/stats")
    assert [one["balancer"] for one in seen["backends"][0]["by_balancer"]] == [0, 1]


def test_an_unreachable_balancer_is_as_described(api, balancer, fake_backend):
    lb = balancer([fake_backend()])
    board = api([url(lb), "http://127.0.0.1:1"], 'history = ""\n')
    wait_until(lambda: board.ask("/stats")["balancers"][0]["reachable"], "figures")
    lb.program.kill()
    wait_until(lambda: not board.ask("/stats")["summary"]["reachable"], "that it is gone")
    assert board.ask("/stats")["balancers"][1]["version"] is None


def test_events_of_the_stream_are_as_described(api, balancer, fake_backend):
    lb = balancer([fake_backend()])
    board = api(url(lb), 'history = ""\n')
    names = []
    with Client(board.port) as client:
        client.send("GET /api/stats/stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
        lines = client.socket.makefile("rb")
        while names.count("stats") < 3:
            line = lines.readline().decode()
            if line.startswith("event: "):
                names.append(line[len("event: "):].strip())
                body = json.loads(lines.readline()[len("data: "):])
                check(body, schema_of("GET", f"/{names[-1]}", 200))
    assert names == ["recent", "stats", "stats", "stats"]


def test_the_history_is_as_described(api, balancer, fake_backend, tmp_path):
    backend = fake_backend()
    lb = balancer([{"url": backend.url, "name": "web:1"}], health=FAST_PROBES)
    board = api(url(lb), f'history = "{tmp_path}/history.db"\n')
    wait_until(lambda: board.ask("/events")["events"], "an event")
    backend.answers["/health"] = answer("", "500 Internal Server Error")
    wait_until(lambda: [event for event in board.ask("/events")["events"]
                        if event["backend"] == "web:1" and event["status"] == "DOWN"],
               "the event of its going down")
    wait_until(lambda: len(board.ask("/history")["time_ms"]) > 3, "points")
    every = ",".join(COLUMNS)
    past = board.ask(f"/history?columns={every}&points=10&backend=web%3A1", "/history")
    assert set(COLUMNS) < set(past["backends"]["web:1"])
    assert board.ask("/stats/web%3A1.json", "/stats/{name}.json")[-1]["status"] == "DOWN"
    csv = get(board.port, "/api/stats/web%3A1.csv")
    point = OPENAPI["components"]["schemas"]["Point"]["properties"]
    assert csv.body.decode().split("\r\n")[0] == ",".join(point)


def test_errors_of_the_history_are_as_described(api, fake_backend, tmp_path):
    board = api(fake_backend().url, f'history = "{tmp_path}/history.db"\n')
    board.ask("/history?points=1", "/history", 422)
    board.ask("/events?limit=x", "/events", 422)
    board.ask("/stats/nobody.json", "/stats/{name}.json", 404)


def test_a_history_that_is_off_is_as_described(api, fake_backend):
    board = api(fake_backend().url, 'history = ""\n')
    board.ask("/history", "/history", 404)
    board.ask("/events", "/events", 404)


def test_an_error_is_as_described(api, fake_backend):
    board = api(fake_backend().url, 'history = ""\n')
    nothing = get(board.port, "/api/nothing")
    assert nothing.status == 404
    check(json.loads(nothing.body), {"$ref": "#/components/schemas/Error"})
    with Client(board.port) as client:
        refused = client.ask("DELETE /api/stats HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert refused.status == 405
    check(json.loads(refused.body), {"$ref": "#/components/schemas/Error"})
    with Client(board.port) as client:
        foreign = client.ask("GET /api/stats HTTP/1.1\r\nHost: evil.example\r\n\r\n")
    assert foreign.status == 421
    check(json.loads(foreign.body), schema_of("GET", "/stats", 421))
