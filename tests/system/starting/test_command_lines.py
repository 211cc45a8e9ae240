"""Wrong command lines and configurations, and every program's messages about them."""

import json
import os
import subprocess

import pytest
from harness.programs import PATHS, run

VERSION = "0.1.0"
PLAIN = [name for name in PATHS if name != "rrlbctl"]  # programs without commands
MISTAKES = """\
[balancer]
listen = ["127.0.0.1:0"]
algorithm = "random"
wrokers = 2

[health]
timeout = "5s"
fall = 0

[[backend]]
url = "ftp://a"

[[backend]]
url = "http://127.0.0.1:1"
name = "web1"

[[backend]]
url = "http://127.0.0.1:2"
name = "web1"
"""
PROBLEMS = """\
{file}:3:13: balancer.algorithm must be "round_robin" or "weighted_round_robin" or "least_connections" or "power_of_two" or "consistent_hash", got "random"
  algorithm = "random"
              ^
{file}:4:1: [balancer] unknown key "wrokers" (did you mean "workers"?)
  wrokers = 2
  ^
{file}:7:11: health.timeout must be at most health.interval "2s", got "5s"
  timeout = "5s"
            ^
{file}:8:8: health.fall must be 1..100, got 0
  fall = 0
         ^
{file}:11:7: backend: url must be an http URL like "http://127.0.0.1:5001", got "ftp://a"
  url = "ftp://a"
        ^
{file}:17:1: backend "web1" is listed twice (first on line 13)
  [[backend]]
  ^
"""


@pytest.fixture
def config(tmp_path):
    def write(text):
        file = tmp_path / "rrlb.conf"
        file.write_text(text)
        return file

    return write


def said(done):
    assert "\x1b" not in done.stdout + done.stderr
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("name", PATHS)
def test_version(name):
    assert said(run(name, "--version")) == (0, f"{name} {VERSION}\n", "")


@pytest.mark.parametrize("name", PLAIN)
def test_help_goes_to_standard_output(name):
    code, out, err = said(run(name, "--help"))
    assert (code, err) == (0, "")
    assert out.startswith(f"{name} - ")
    assert f"\n\nUsage: {name} [OPTION]...\n\n" in out
    for option in ["--config FILE", "--check", "--version", "--help"]:
        assert f"\n  {option} " in out


def test_the_whole_help_of_the_balancer():
    assert said(run("rrlbd", "--help")) == (0, """\
rrlbd - the balancer of the rrlb load balancer suite

Usage: rrlbd [OPTION]...

  --config FILE  read FILE (default /etc/rrlb.conf)
  --check        read the configuration, print its problems, and exit
  --version      print the version and exit
  --help         print this and exit

Examples:
  rrlbd --check                          check /etc/rrlb.conf
  rrlbd --config ./rrlb.conf             run in the foreground
""", "")


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("arguments, complaint", [
    (["--nonsense"], 'unknown option "--nonsense"'),
    (["--confg", "x"], 'unknown option "--confg", did you mean "--config"?'),
    (["--config"], 'option "--config" needs a value'),
    (["rrlb.conf"], '"rrlb.conf" is not expected here'),
])
def test_wrong_usage(name, arguments, complaint):
    assert said(run(name, *arguments)) == (2, "", f'{name}: {complaint} (try "{name} --help")\n')


@pytest.mark.parametrize("name", PATHS)
def test_check_prints_every_mistake(name, config):
    file = config(MISTAKES)
    assert said(run(name, "--check", "--config", file)) == (1, "", PROBLEMS.format(file=file))


@pytest.mark.parametrize("name", ["rrlbd", "rrlb-backend", "rrlb-dashboard"])
def test_a_daemon_refuses_to_start_on_mistakes(name, config):
    file = config(MISTAKES)
    arguments = ["--listen", "127.0.0.1:0"] if name == "rrlb-backend" else []
    done = run(name, *arguments, "--config", file)
    assert said(done) == (78, "", PROBLEMS.format(file=file))


@pytest.mark.parametrize("name", PATHS)
def test_check_of_a_good_configuration(name, config):
    file = config('[[backend]]\nurl = "http://127.0.0.1:1"\n')
    assert said(run(name, "--check", "--config", file)) == (
        0, f"{file}: no problems, 1 backend\n", "")


def test_an_empty_configuration_is_all_defaults(config):
    file = config("")
    assert said(run("rrlbd", "--check", "--config", file)) == (
        0, f"{file}: no problems, 0 backends\n", "")


@pytest.mark.parametrize("name", PLAIN)
def test_a_missing_configuration(name, tmp_path):
    file = tmp_path / "none.conf"
    complaint = f"{file}: No such file or directory\n"
    assert said(run(name, "--check", "--config", file)) == (1, "", complaint)
    code = 1 if name == "rrlb-traffic" else 78
    arguments = ["--listen", "127.0.0.1:0"] if name == "rrlb-backend" else []
    assert said(run(name, *arguments, "--config", file)) == (code, "", complaint)


def test_a_configuration_that_is_a_folder(tmp_path):
    assert said(run("rrlbd", "--config", tmp_path)) == (78, "", f"{tmp_path}: Is a directory\n")


def test_a_configuration_that_is_not_text(tmp_path):
    file = tmp_path / "rrlb.conf"
    file.write_bytes(b"[balancer]\nstats_path = \"\xff\x1b[2J\"\n")
    code, out, err = said(run("rrlbd", "--config", file))
    assert (code, out) == (78, "")
    assert err.startswith(f"{file}:2:")


@pytest.mark.parametrize("listen", ["", "5001", "localhost:5001", "127.0.0.1:99999", "127.0.0.1"])
def test_invalid_values_of_listen(listen):
    assert said(run("rrlb-backend", "--listen", listen)) == (
        2, "", "rrlb-backend: --listen must be an IP address and a port like \"127.0.0.1:5001\", "
        f'got "{listen}" (try "rrlb-backend --help")\n')


@pytest.mark.parametrize("what", ["", "me", "pid:", "pid:x", "pid:-1", "unit:", "unit:../x"])
def test_invalid_values_of_observe(what):
    assert said(run("rrlb-backend", "--listen", "127.0.0.1:0", "--observe", what)) == (
        2, "", "rrlb-backend: --observe must be self, pid:N, unit:NAME or cgroup:PATH, "
        f'got "{what}" (try "rrlb-backend --help")\n')


@pytest.mark.parametrize("option, value, complaint", [
    ("--requests", "0", '--requests must be 1..100000000, got "0"'),
    ("--concurrency", "many", '--concurrency must be 1..1000, got "many"'),
    ("--delay", "-1", '--delay must be 0..86400000 milliseconds, got "-1"'),
    ("--url", "ftp://a", '--url must be a URL like "http://127.0.0.1:5000", got "ftp://a"'),
])
def test_invalid_options_of_traffic(option, value, complaint):
    assert said(run("rrlb-traffic", option, value)) == (
        2, "", f'rrlb-traffic: {complaint} (try "rrlb-traffic --help")\n')


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_an_unreadable_configuration(tmp_path):
    tmp_path.chmod(0o755)
    file = tmp_path / "rrlb.conf"
    file.write_text("")
    file.chmod(0)
    for parent in list(file.parents)[:3]:
        parent.chmod(parent.stat().st_mode | 0o111)
    try:
        done = run("rrlbd", "--config", file, preexec_fn=lambda: os.setuid(65534))
    except (PermissionError, subprocess.SubprocessError):
        pytest.skip("another user may not run what was built here")
    assert said(done) == (78, "", f"{file}: Permission denied\n")


def test_escape_sequences_in_a_file_are_escaped(config):
    """A name that is an escape sequence does not reach the terminal."""
    file = config("[balancer]\n" + json.dumps("\x1b[2J") + " = 1\n")
    code, _, err = said(run("rrlbd", "--check", "--config", file))
    assert code == 1
    assert err.startswith(f"{file}:2:1: [balancer] unknown key")
