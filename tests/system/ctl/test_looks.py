"""rrlbctl's commands that only read, and their output."""

import json
import os
import subprocess

import pytest
from harness.fake_admin import ENVIRONMENT, backend, override, when
from harness.programs import path_of, run

HEAD = "backend  status  weight  in flight  requests  failed  p99 ms  cpu %  since  reason\n"
ALL_UP = f"""\
rrlb 0.1.0, proxy, least_connections: 2 of 2 backends up, 3000 requests, 6 in flight, running 03:12:44

{HEAD}\
web1     UP           1          3      1000       0      12     34     1h
web2     UP           1          3      2000       0      12     34     1h
"""


def test_status(ctl):
    assert ctl("status") == (0, ALL_UP, "")


def test_status_of_a_pool_that_is_not_whole(admin, ctl):
    admin.backends[1].update(status="DOWN", reason="3 failed probes: no answer within 1 s")
    assert ctl("status") == (1, ALL_UP.replace("2 of 2", "1 of 2").replace(
        "web2     UP           1          3      2000       0      12     34     1h",
        "web2     DOWN         1          3      2000       0      12     34     1h"
        "  3 failed probes: no answer within 1 s"), "")


def test_status_without_reasons(admin, ctl):
    """An older balancer has /stats only."""
    admin.answers["GET /api/backends"] = 404, {"problem": "no such page"}
    assert ctl("status") == (0, ALL_UP, "")


def test_status_as_json_is_the_answer(admin, ctl):
    code, out, err = ctl("status", "--json")
    assert (code, err) == (0, "")
    assert out == json.dumps(admin.stats(), indent=2) + "\n"
    admin.backends[0]["status"] = "DOWN"
    assert ctl("status", "--json")[0] == 1


@pytest.mark.parametrize("arguments, code", [(["status"], 3), (["backends"], 1), (["reload"], 1)])
def test_a_balancer_that_does_not_run(admin, ctl, arguments, code):
    admin.stop()
    start = "start it: systemctl start rrlb"
    assert ctl(*arguments) == (
        code, "", f"rrlbctl: the balancer is not running (no socket {admin.path}); {start}\n")
    admin.leave_a_dead_socket()
    assert ctl(*arguments) == (
        code, "",
        f"rrlbctl: the balancer is not running (nothing listens on {admin.path}); {start}\n")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_socket_that_is_not_for_everyone(admin, tmp_path):
    for parent in [tmp_path, *list(tmp_path.parents)[:2]]:
        parent.chmod(parent.stat().st_mode | 0o111)
    os.chmod(admin.path, 0o600)
    try:
        done = run("rrlbctl", "--socket", admin.path, "status", env=ENVIRONMENT,
                   preexec_fn=lambda: os.setuid(65534))
    except (PermissionError, subprocess.SubprocessError):
        pytest.skip("another user may not run what was built here")
    assert (done.returncode, done.stdout, done.stderr) == (
        4, "", f"rrlbctl: {admin.path}: Permission denied "
        "(use sudo, or join the group rrlb)\n")


@pytest.mark.parametrize("answer, complaint", [
    ((200, "<html>"), "{path}: cannot parse the answer"),
    ((200, "[]"), "{path}: cannot parse the answer"),
    ((500, "?"), "the balancer answers with HTTP status 500"),
    ((503, {"problem": "not yet\x1b[2J"}), "not yet\\x1b[2J"),
])
def test_a_strange_answer(admin, ctl, answer, complaint):
    admin.answers["GET /stats"] = answer
    assert ctl("status") == (4, "", f"rrlbctl: {complaint.format(path=admin.path)}\n")


def test_backends(admin, ctl):
    admin.backends[1].update(
        status="DRAIN", overrides=[override("state", "draining", why="kernel", until=when(7200))])
    admin.backends[1]["now"].update(state="draining", share=0)
    assert ctl("backends") == (0, """\
web1  UP       http://10.0.0.1:8080
  file      enabled, weight 1 (/etc/rrlb.conf:10)
  now       enabled, weight 1, 25 % of the picks, 3 in flight
web2  DRAIN    http://10.0.0.2:8080
  file      enabled, weight 1 (/etc/rrlb.conf:20)
  override  draining, by alice, 2026-11-23 09:30:00, until 2026-11-23 12:00:00: kernel
  now       draining, weight 1, 0 % of the picks, 3 in flight
""", "")
    assert ctl("backends", "--json") == (
        0, json.dumps({"backends": admin.backends}, indent=2) + "\n", "")


def test_names_of_backends_and_silence_without_a_balancer(admin, ctl):
    admin.backends.append(backend("a\x1b[2J", 3))
    assert ctl("backends", "--names") == (0, "web1\nweb2\na\\x1b[2J\n", "")
    admin.stop()
    assert ctl("backends", "--names") == (1, "", "")


def test_explain(admin, ctl):
    admin.backends[0].update(reason="2 probes passed")
    assert ctl("explain", "web1") == (0, """\
web1  UP       http://10.0.0.1:8080
  2 probes passed
  since 2026-11-23 09:00:00

gets 1 of 4 picks: its weight is 1 of 4
""", "")
    admin.answers["GET /api/backends/web3"] = (
        404, {"problem": 'no backend "web3" (did you mean "web1"?)'})
    assert ctl("explain", "web3") == (
        1, "", 'rrlbctl: no backend "web3" (did you mean "web1"?)\n')


def test_config(admin, ctl):
    admin.answers["GET /api/config"] = 200, {"file": "/etc/rrlb.conf", "keys": [
        {"section": "health", "key": "interval", "value": '"2s"', "from": "default"},
        {"section": 'backend "web1"', "key": "weight", "value": "5", "from": "/etc/rrlb.conf:9"}]}
    assert ctl("config") == (0, """\
# /etc/rrlb.conf

[health]
interval = "2s"  # default

[[backend]]  # "web1"
weight = 5       # /etc/rrlb.conf:9
""", "")


def test_diff(admin, ctl):
    admin.answers["GET /api/diff"] = 200, {
        "changes": ['backend "web3" comes (http://c)'], "cuts": [],
        "notes": ["balancer.workers needs a restart"]}
    assert ctl("diff") == (0, """\
backend "web3" comes (http://c)
note: balancer.workers needs a restart
""", "")


def test_the_socket_is_that_of_the_configuration(admin, tmp_path):
    file = tmp_path / "rrlb.conf"
    file.write_text(f'[balancer]\nadmin_socket = "{admin.path}"\n')
    done = run("rrlbctl", "status", "--config", file, env=ENVIRONMENT)
    assert (done.returncode, done.stdout) == (0, ALL_UP)
    file.write_text(f'[balancer]\nadmin_socket = "{admin.path}x"\nwrokers = 2\n')
    done = run("rrlbctl", "status", "--config", file, env=ENVIRONMENT)
    assert (done.returncode, done.stderr) == (3, f"""\
rrlbctl: the balancer is not running (no socket {admin.path}x); start it: systemctl start rrlb
rrlbctl: {file}: 1 problem ("rrlbctl check" lists them), so the socket may be another one
""")


def test_check_needs_no_balancer(tmp_path):
    file = tmp_path / "rrlb.conf"
    file.write_text('[[backend]]\nurl = "http://127.0.0.1:1"\n')
    done = run("rrlbctl", "check", "--config", file)
    assert (done.returncode, done.stdout) == (0, f"{file}: no problems, 1 backend\n")
    file.write_text("[balancer]\nwrokers = 2\n")
    done = run("rrlbctl", "check", "--config", file)
    problem = f'{file}:2:1: [balancer] unknown key "wrokers" (did you mean "workers"?)'
    assert (done.returncode, done.stdout, done.stderr) == (
        1, "", f"{problem}\n  wrokers = 2\n  ^\n")
    done = run("rrlbctl", "check", "--config", file, "--json")
    assert (done.returncode, json.loads(done.stdout)) == (
        1, {"file": str(file), "backends": 0, "problems": [problem]})


def test_a_reader_that_goes_away_is_no_problem(admin):
    admin.backends = [backend(f"web{i}", 1) for i in range(5000)]
    done = subprocess.run(
        ["bash", "-c", '"$0" --socket "$1" backends | head -n 1', str(path_of("rrlbctl")),
         admin.path], capture_output=True, text=True, env=ENVIRONMENT, check=False)
    assert (done.stdout, done.stderr) == ("web0     UP       http://10.0.0.1:8080\n", "")


@pytest.mark.parametrize("arguments, complaint", [
    ([], 'which command? (try "rrlbctl --help")'),
    (["drian", "web1"], 'unknown command "drian", did you mean "drain"? (try "rrlbctl --help")'),
    (["drain"], '"drain" needs NAME (try "rrlbctl drain --help")'),
    (["weight", "web1", "300"],
     'the weight must be 1..256 or "file", got "300" (try "rrlbctl weight --help")'),
    (["top", "--interval", "soon"], '--interval must be a duration of 100ms at least, got "soon" '
     '(try "rrlbctl top --help")'),
    (["top", "--rounds", "0"],
     '--rounds must be 1..1000000, got "0" (try "rrlbctl top --help")'),
    (["events", "--lines", "-1"],
     '--lines must be 0..1000000, got "-1" (try "rrlbctl events --help")'),
    (["drain", "web1", "--wait", "--timeout", "1"],
     '--timeout must be a duration like "60s", got "1" (try "rrlbctl drain --help")'),
    (["drain", "web1", "--timeout", "1s"],
     '--timeout goes with --wait (try "rrlbctl drain --help")'),
    (["status", "--socket", ""], '--socket must be a path, got "" (try "rrlbctl status --help")'),
])
def test_wrong_usage(arguments, complaint):
    done = run("rrlbctl", *arguments)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"rrlbctl: {complaint}\n")
