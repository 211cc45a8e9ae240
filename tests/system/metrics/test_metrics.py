"""The balancer's metrics, and the alerts and the Grafana dashboard that use them."""

import json
import re
import subprocess
import time
from pathlib import Path

import pytest
from board import RULES, board, expressions, metrics_named, panels
from harness.board import Board
from harness.client import get
from harness.programs import wait_until

HERE = Path(__file__).parent
BACKENDS = 50


@pytest.fixture(scope="session")
def promtool():
    """promtool("check", "metrics", text="..."): returns its output, fails if it fails."""
    found = subprocess.run([HERE / "promtool"], capture_output=True, text=True)
    assert found.returncode == 0, found.stderr

    def run(*arguments, text=None):
        done = subprocess.run([found.stdout.strip(), *map(str, arguments)], input=text,
                              capture_output=True, text=True)
        said = done.stdout + done.stderr
        assert done.returncode == 0, said
        return said

    return run


@pytest.fixture
def metrics_of_fifty(balancer, start):
    """The metrics of a running balancer in this mode, with fifty backends and traffic."""

    def make(mode):
        server = start("rrlb-backend", "--listen", "0.0.0.0:0")
        port = server.wait_for_line(r"listening on \S+:(\d+)")[1]
        urls = [{"name": f"web{i}", "url": f"http://127.0.1.{i}:{port}"}
                for i in range(1, BACKENDS + 1)]
        lb = balancer(urls, balancer={"mode": f'"{mode}"'})
        with lb.client() as client:
            for _ in range(2 * BACKENDS):
                client.get("/")

        def figures_of_all():
            _, text = lb.admin("/metrics")
            return text if text.count("rrlb_backend_cpu_percent{") == BACKENDS else None

        wait_until(figures_of_all, "the figures of all backends")
        began = time.monotonic()
        text = figures_of_all()
        print(f"{mode}: {len(text)} bytes in {1000 * (time.monotonic() - began):.1f} ms")
        return text

    return make


@pytest.mark.parametrize("mode", ["redirect", "proxy"])
def test_promtool_accepts_live_metrics(metrics_of_fifty, promtool, mode):
    assert promtool("check", "metrics", text=metrics_of_fifty(mode)) == ""


def test_every_metric_that_is_used_exists(metrics_of_fifty):
    text = metrics_of_fifty("proxy")
    samples = set(re.findall(r"^(\w+)[{ ]", text, re.MULTILINE))
    assert [name for name in metrics_named() if name not in samples] == []
    assert len(metrics_named()) > 25


def test_a_balancer_that_redirects_has_every_metric_that_is_used(metrics_of_fifty):
    introduced = re.findall(r"^# TYPE (\w+) ", metrics_of_fifty("redirect"), re.MULTILINE)
    names = [re.sub("_bucket$", "", name) for name in metrics_named()]
    assert [name for name in names if name not in introduced] == []


def test_the_dashboard_passes_the_metrics_on(balancer, fake_backend, tmp_path, promtool):
    lb = balancer([fake_backend()])
    board = Board(tmp_path, lb)
    try:
        board.wait_ready()
        told = get(board.port, "/metrics")
        assert told.status == 200
        assert told.fields["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
        assert "\nrrlb_backend_up{" in told.body.decode()
        assert promtool("check", "metrics", text=told.body.decode()) == ""
        lb.program.kill()
        told = get(board.port, "/metrics")
        assert (told.status, told.body.decode()) == (
            502, f"the balancer is not running (nothing listens on {lb.socket_path}); "
                 "start it: systemctl start rrlb\n")
    finally:
        board.program.end()


def test_prometheus_understands_each_expression_of_the_board(promtool, tmp_path):
    rules = [{"record": f"board:{re.sub(r'[^a-zA-Z0-9]', '_', name)}", "expr": expression}
             for name, expression in expressions().items()]
    wrapped = tmp_path / "board.rules.yml"
    wrapped.write_text(json.dumps({"groups": [{"name": "board", "rules": rules}]}))
    assert f"SUCCESS: {len(rules)} rules found" in promtool("check", "rules", wrapped)


def test_each_alert_fires_when_it_should(promtool):
    assert "SUCCESS" in promtool("check", "rules", RULES)
    assert "SUCCESS" in promtool("test", "rules", HERE / "rrlb.rules.test.yml")


def test_each_alert_is_tested_and_says_what_to_do():
    alerts = re.split(r"- alert: ", RULES.read_text())[1:]
    names = [alert.split("\n")[0] for alert in alerts]
    tried = re.findall(r"^        alertname: (\w+)$",
                       (HERE / "rrlb.rules.test.yml").read_text(), re.MULTILINE)
    assert sorted(tried) == sorted(names)
    for alert in alerts:
        assert re.findall(r"^          (\w+): '", alert, re.MULTILINE) == [
            "summary", "description", "runbook"], alert


def test_the_panels_have_titles_and_units():
    assert board()["uid"] == "rrlb"
    assert [entry["name"] for entry in board()["__inputs"]] == ["DS_PROMETHEUS"]
    ids = [panel["id"] for panel in board()["panels"]]
    assert len(set(ids)) == len(ids)
    assert len(panels()) <= 25
    for panel in panels():
        assert panel["title"] and panel["description"], panel["id"]
        assert panel["fieldConfig"]["defaults"]["unit"], panel["id"]
        assert {target["datasource"]["uid"] for target in panel["targets"]} == {"${DS_PROMETHEUS}"}


def test_no_panel_of_the_board_covers_another():
    taken = set()
    for panel in board()["panels"]:
        place = panel["gridPos"]
        cells = {(x, y) for x in range(place["x"], place["x"] + place["w"])
                 for y in range(place["y"], place["y"] + place["h"])}
        assert not taken & cells, panel["title"]
        assert max(x for x, _ in cells) < 24, panel["title"]
        taken |= cells
