"""The dashboard's history survives crashes and a full disk."""

import json
import os
import sqlite3
import subprocess

import pytest
from harness.client import get
from harness.fake_backend import answer
from harness.programs import Program, wait_until

BACKEND = {"name": "web1", "url": "http://127.0.0.1:5001", "status": "UP",
           "since": "2027-01-15T08:00:00.000Z", "weight": 1, "requests": 7, "in_flight": None,
           "failures": None, "latency_ms": 1.5, "response_ms": None, "cpu_percent": 2.5,
           "ram_mb": 35.5, "uptime": "00:01:01", "uptime_seconds": 61,
           "last_probe": {"time": "2027-01-15T08:00:00.000Z", "ok": True, "detail": "200 OK"}}


def snapshot(**changes):
    return json.dumps({
        "time": "2027-01-15T08:00:00.000Z",
        "balancer": {"version": "0", "uptime": "00:00:01", "uptime_seconds": 1,
                     "mode": "redirect", "algorithm": "round_robin", "requests": 7, "in_flight": 0,
                     "cpu_percent": None, "ram_mb": None},
        "backends": [{**BACKEND, **changes}],
    })


class Board:
    def __init__(self, folder, balancer, history, before=()):
        config = folder / "dashboard.conf"
        config.write_text(f'[dashboard]\nlisten = "127.0.0.1:0"\nbalancer = "{balancer}"\n'
                          f'interval = "100ms"\nhistory = "{history}"\n'
                          f'[balancer]\nadmin_socket = "{folder}/admin.sock"\n')
        self.program = Program("rrlb-dashboard", "--config", config, before=before)
        self.port = int(self.program.wait_for_line(r"listening on \S+:(\d+)")[1])

    def ask(self, target):
        response = get(self.port, target)
        assert response.status == 200, response
        return json.loads(response.body)

    def points(self):
        response = get(self.port, "/api/stats/web1.json?points=20000")
        return json.loads(response.body) if response.status == 200 else []

    def history(self):
        return self.ask("/api/stats")["history"]


@pytest.fixture
def board(tmp_path):
    made = []

    def make(*arguments, **options):
        made.append(Board(tmp_path, *arguments, **options))
        return made[-1]

    yield make
    for one in made:
        one.program.end()


@pytest.fixture
def balancer(fake_backend):
    fake = fake_backend()
    fake.answers["/stats"] = answer(snapshot())
    return fake


def test_the_history_survives_a_kill(board, balancer, tmp_path):
    path = tmp_path / "history.db"
    first = board(balancer.url, path)
    seen = wait_until(lambda: (lambda p: p if len(p) >= 10 else None)(first.points()), "points")
    first.program.kill()
    second = board(balancer.url, path)
    again = second.points()
    assert [point["time_ms"] for point in again[:len(seen)]] == [p["time_ms"] for p in seen]
    second.program.end()
    with sqlite3.connect(path) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("SELECT count(*) FROM color").fetchall() == [(1,)]


def test_a_point_has_the_balancers_figures(board, balancer, tmp_path):
    one = board(balancer.url, tmp_path / "history.db")
    points = wait_until(one.points, "a point")
    point = points[0]
    assert point["status"] == "UP"
    assert point["requests"] == 7
    assert point["health_percent"] == 100
    assert point["cpu_percent"] == 2.5
    assert point["ram_mb"] == 35.5
    assert point["latency_ms"] == 1.5
    assert point["uptime_seconds"] == 61
    csv = get(one.port, "/api/stats/web1.csv")
    assert csv.fields["content-type"] == "text/csv; charset=utf-8; header=present"
    assert csv.body.startswith(b"time,time_ms,requests,requests_per_second,status,")
    assert get(one.port, "/api/stats/web9.json").status == 404


def test_an_outage_is_a_gap_and_an_event(board, balancer, tmp_path):
    one = board(balancer.url, tmp_path / "history.db")
    wait_until(lambda: len(one.points()) >= 5, "points")
    balancer.stop()
    wait_until(lambda: not one.ask("/api/stats")["summary"]["reachable"], "trouble")

    def gaps():
        return one.ask("/api/recent")["backends"]["web1"]["health_percent"][-10:]

    wait_until(lambda: gaps() == [None] * 10, "ten intervals")
    balancer.start()
    before = len(one.points())
    wait_until(lambda: len(one.points()) >= before + 5, "points after it")
    series = one.ask("/api/history?points=2000")["backends"]["web1"]["health_percent"]["avg"]
    assert None in series
    assert series[0] == 100 and series[-1] == 100
    messages = [event["message"] for event in one.ask("/api/events")["events"]
                if event["kind"] == "balancer"]
    assert messages == ["reachable", "not reachable: connection refused", "reachable"]


def test_a_change_of_state_is_an_event_with_its_reason(board, balancer, tmp_path):
    one = board(balancer.url, tmp_path / "history.db")
    wait_until(one.points, "a point")
    down = {"time": "2027-01-15T08:00:00.000Z", "ok": False, "detail": "connection refused"}
    balancer.answers["/stats"] = answer(snapshot(status="DOWN", last_probe=down))

    def events():
        return [event for event in one.ask("/api/events?backend=web1")["events"]
                if event["kind"] == "state"]

    wait_until(lambda: len(events()) == 2, "the change")
    assert [(event["status"], event["level"], event["message"]) for event in events()] == [
        ("UP", "info", "is UP"), ("DOWN", "warning", "UP -> DOWN: connection refused")]


def test_a_damaged_file_pauses_the_history_and_nothing_else(board, balancer, tmp_path):
    path = tmp_path / "history.db"
    path.write_bytes(b"no database " * 1000)
    one = board(balancer.url, path)
    wait_until(lambda: one.ask("/api/stats")["summary"]["reachable"], "figures")
    assert one.history()["state"] == "paused"
    assert one.history()["why"] == "file is not a database"
    assert get(one.port, "/api/history").status == 503
    one.program.wait_for_message(f"history {path}: paused, file is not a database")
    assert path.read_bytes() == b"no database " * 1000


def test_without_a_history_file_it_is_off(board, balancer):
    one = board(balancer.url, "")
    assert one.history() == {"state": "off", "why": None, "since": None}
    response = get(one.port, "/api/history")
    assert response.status == 404
    assert json.loads(response.body)["error"]["code"] == "history_is_off"


def mounts():
    """Whether a small file system can be mounted, in a namespace of its own."""
    return subprocess.run(["unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt"],
                          capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not mounts(), reason="no user namespace with mounts here")
def test_a_full_disk_pauses_the_history_until_there_is_room(board, balancer, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = f'mount -t tmpfs -o size=512k none "{disk}" && exec "$0" "$@"'
    one = board(balancer.url, disk / "history.db",
                before=["unshare", "-rm", "sh", "-c", mount])
    # The file system as seen in the namespace.
    inside = f"/proc/{one.program.pid}/root{disk}"
    wait_until(lambda: len(one.points()) >= 3, "points")
    filler = os.open(f"{inside}/filler", os.O_WRONLY | os.O_CREAT)
    try:
        while True:
            os.write(filler, b"x" * 4096)
    except OSError:
        pass
    finally:
        os.close(filler)
    wait_until(lambda: one.history()["state"] == "paused", "the pause")
    assert one.history()["why"] == "database or disk is full"
    assert one.ask("/api/stats")["summary"]["reachable"]
    kept = [point["time_ms"] for point in one.points()]
    os.unlink(f"{inside}/filler")
    wait_until(lambda: one.history()["state"] == "on", "the end of the pause")
    wait_until(lambda: len(one.points()) > len(kept), "new points")
    assert [point["time_ms"] for point in one.points()][:len(kept)] == kept
    assert one.program.count_lines(r"history \S+: paused, database or disk is full$") >= 1
    assert one.program.count_lines(r"history \S+: resumed$") >= 1


def test_a_thousand_new_backends_are_all_stored(board, fake_backend, tmp_path):
    fake = fake_backend()
    many = json.loads(snapshot())
    many["backends"] = [{**BACKEND, "name": f"web{i}", "url": f"http://10.0.{i // 250}.{i % 250}:80"}
                        for i in range(1000)]
    fake.answers["/stats"] = answer(json.dumps(many))
    path = tmp_path / "history.db"
    one = board(fake.url, path)
    wait_until(lambda: len(one.ask("/api/history?points=10")["backends"]) == 1000, "the backends")
    one.program.end()
    assert one.program.count_lines("paused") == 0
    with sqlite3.connect(path) as database:
        assert database.execute("SELECT count(*) FROM color").fetchone() == (1000,)


def test_colours_given_during_a_pause_are_stored_later(board, balancer, tmp_path):
    folder = tmp_path / "later"
    one = board(balancer.url, folder / "history.db")
    wait_until(lambda: one.ask("/api/stats")["backends"], "the backend")
    assert one.history()["state"] == "paused"
    folder.mkdir()
    wait_until(lambda: one.history()["state"] == "on", "the history", patience=20)
    wait_until(lambda: len(one.points()) >= 2, "points")
    one.program.end()
    with sqlite3.connect(folder / "history.db") as database:
        assert database.execute("SELECT url FROM color").fetchall() == [(BACKEND["url"],)]
