"""Commands that keep running: events --follow, and top."""

import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
from pathlib import Path

import pytest
from harness.fake_admin import ENVIRONMENT, backend, when
from harness.programs import PATIENCE, path_of, wait_until


@pytest.fixture
def follow(admin, start):
    def begin(*arguments):
        return start("rrlbctl", "--socket", admin.path, *arguments, env=ENVIRONMENT)

    return begin


def test_events(admin, ctl):
    admin.add_event("balancer 0.1.0 started")
    admin.add_event('backend "web1": UP -> DOWN\x1b[2J', level="warning", name="web1")
    lines = ["2026-11-23 10:00:00  info     balancer 0.1.0 started\n",
             '2026-11-23 10:00:00  warning  backend "web1": UP -> DOWN\\x1b[2J\n']
    assert ctl("events") == (0, "".join(lines), "")
    assert ctl("events", "--lines", "1") == (0, lines[1], "")
    assert ctl("events", "--lines", "0") == (0, "", "")
    code, out, err = ctl("events", "--json", "--lines", "1")
    assert (code, err) == (0, "")
    assert json.loads(out) == {"newest": 2, "events": [admin.events[1]]}


def test_events_are_followed(admin, follow):
    admin.add_event("one")
    program = follow("events", "-f")
    wait_until(lambda: len(program.stdout) == 1, "the past")
    admin.add_event("two")
    wait_until(lambda: len(program.stdout) == 2, "what is new")
    admin.stop()
    wait_until(lambda: len(program.lines) == 2, "a word about the balancer that went")
    assert program.lines == [
        f"rrlbctl: the balancer is not running (no socket {admin.path}); "
        "start it: systemctl start rrlb",
        "rrlbctl: waiting for it to come back"]
    admin.events.clear()
    admin.add_event("anew")
    admin.start()
    wait_until(lambda: len(program.stdout) == 3, "what a new balancer says")
    assert program.stdout == [f"2026-11-23 10:00:00  info     {w}" for w in ["one", "two", "anew"]]
    program.kill()


def test_events_are_followed_as_json(admin, follow):
    program = follow("events", "--follow", "--json")
    wait_until(lambda: admin.asked, "a look")
    admin.add_event("one")
    wait_until(lambda: program.stdout, "an event")
    assert [json.loads(line) for line in program.stdout] == admin.events
    program.kill()


def test_top_prints_frames_where_no_terminal_is(admin, ctl):
    def stats(_):
        looks = admin.count("GET", "/stats")
        admin.time = when(2 * looks)
        admin.backends[0]["now"]["requests"] = 1000 + 500 * looks
        admin.balancer["requests"] = 3000 + 500 * looks
        return 200, admin.stats()

    admin.answers["GET /stats"] = stats
    head = "rrlb 0.1.0, proxy, least_connections: 2 of 2 backends up, "
    table = ("backend  status  weight  requests/s  in flight  requests  failed  p99 ms  cpu %  "
             "since  reason\n")
    rest = "       0      12     34     1h\n"
    assert ctl("top", "--rounds", "2", "--interval", "100ms") == (0, f"""\
{head}- requests/s, 3500 requests, 6 in flight, running 03:12:44

{table}\
web1     UP           1           -          3      1500{rest}\
web2     UP           1           -          3      2000{rest}\

{head}250 requests/s, 4000 requests, 6 in flight, running 03:12:44

{table}\
web1     UP           1         250          3      2000{rest}\
web2     UP           1           0          3      2000{rest}\
""", "")


def test_top_as_json_is_one_object_a_line(admin, ctl):
    code, out, err = ctl("top", "--rounds", "2", "--interval", "100ms", "--json")
    assert (code, err) == (0, "")
    assert [json.loads(line) for line in out.splitlines()] == [admin.stats()] * 2


def test_top_without_a_balancer(admin, ctl):
    admin.stop()
    code, out, err = ctl("top")
    assert (code, out) == (1, "")
    assert err.startswith("rrlbctl: the balancer is not running")


# The terminal's owner must outlive the program, because the terminal hangs up with its owner.
OWNER = 'trap : INT; "$@"; echo "left with $?"; read'


class OnTerminal:
    """A program on a terminal of its own, whose output is read."""

    def __init__(self, *arguments, rows=24, columns=100, env=None):
        self.master, self.slave = pty.openpty()
        self.size(rows, columns)
        self.before = termios.tcgetattr(self.slave)
        self.owner = subprocess.Popen(
            ["bash", "-c", OWNER, "bash", str(path_of("rrlbctl")), *arguments],
            stdin=self.slave, stdout=self.slave, stderr=self.slave,
            env={**ENVIRONMENT, "TERM": "xterm", **(env or {})}, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        self.text = ""

    @property
    def pid(self):
        """The state of the program."""
        return int(Path(f"/proc/{self.owner.pid}/task/{self.owner.pid}/children").read_text())

    def size(self, rows, columns):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def read(self):
        while select.select([self.master], [], [], 0)[0]:
            self.text += os.read(self.master, 65536).decode("utf-8", "replace")
        return self.text

    def wait_for(self, text):
        wait_until(lambda: text in self.read(), lambda: f"{text!r} in {self.text!r}")

    def type(self, keys):
        os.write(self.master, keys.encode())

    def end(self):
        """Waits for the end: the exit code, and whether the terminal is in its old state."""
        wait_until(lambda: re.search(r"left with \d+\r\n", self.read()), lambda: self.text)
        self.text, code = re.fullmatch(r"(.*)left with (\d+)\r\n", self.text, re.DOTALL).groups()
        restored = termios.tcgetattr(self.slave) == self.before
        self.type("\n")
        self.owner.wait(PATIENCE)
        os.close(self.slave)
        os.close(self.master)
        return int(code), restored


ENTERED, LEFT = "\x1b[?1049h", "\x1b[?1049l"


def plain(text):
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", text)


@pytest.mark.parametrize("end", ["q", "\x03", signal.SIGTERM])
def test_top_has_the_terminal_and_gives_it_back(admin, end):
    terminal = OnTerminal("--socket", admin.path, "top", "--interval", "100ms")
    terminal.wait_for("q ends")
    assert ENTERED in terminal.text
    assert "web2     UP           1" in plain(terminal.text)
    wait_until(lambda: admin.count("GET", "/stats") > 3, "more looks")
    if isinstance(end, str):
        terminal.type(end)
    else:
        os.kill(terminal.pid, end)
    assert terminal.end() == (0, True)
    assert terminal.text.endswith(LEFT)
    assert "\x1b[?25h" in terminal.text


def test_top_goes_on_when_the_balancer_goes_and_comes(admin):
    terminal = OnTerminal("--socket", admin.path, "top", "--interval", "100ms")
    terminal.wait_for("q ends")
    admin.stop()
    terminal.wait_for("the balancer is not running")
    admin.balancer["version"] = "0.2.0"
    admin.start()
    terminal.wait_for("rrlb 0.2.0")
    terminal.type("q")
    assert terminal.end() == (0, True)


def test_top_fits_the_terminal(admin):
    admin.backends = [backend(f"web{i}", 1) for i in range(40)]
    terminal = OnTerminal("--socket", admin.path, "top", rows=10, columns=60)
    terminal.wait_for("and 38 more")
    lines = plain(terminal.text).split("\r\n")
    assert all(len(line) <= 60 for line in lines if line.startswith(("web", "backend"))), lines
    terminal.size(20, 60)
    terminal.wait_for("and 28 more")
    terminal.type("q")
    assert terminal.end() == (0, True)


def test_top_gives_the_terminal_back_while_it_is_suspended(admin):
    terminal = OnTerminal("--socket", admin.path, "top", "--interval", "100ms")
    terminal.wait_for("q ends")
    pid = terminal.pid
    os.kill(pid, signal.SIGTSTP)
    terminal.wait_for(LEFT)
    wait_until(lambda: ") T " in Path(f"/proc/{pid}/stat").read_text(), "it stops")
    assert termios.tcgetattr(terminal.slave) == terminal.before
    looks = admin.count("GET", "/stats")
    os.kill(pid, signal.SIGCONT)
    wait_until(lambda: admin.count("GET", "/stats") > looks, "it goes on")
    terminal.read()
    assert terminal.text.rindex(ENTERED) > terminal.text.rindex(LEFT)
    terminal.type("q")
    assert terminal.end() == (0, True)


def on_terminal(*arguments, env=None):
    """All that was written to the terminal."""
    terminal = OnTerminal(*arguments, env=env)
    terminal.end()
    return terminal.text


def test_colour_is_for_terminals_that_want_it(admin):
    status = ["--socket", admin.path, "status"]
    assert "\x1b[32mUP\x1b[0m" in on_terminal(*status)
    assert "\x1b" not in on_terminal(*status, env={"NO_COLOR": "1"})
    assert "\x1b" not in on_terminal(*status, env={"TERM": "dumb"})


def test_drain_shows_its_progress_on_a_terminal(admin):
    text = on_terminal("--socket", admin.path, "drain", "web1", "--wait", "--timeout", "300ms")
    assert "\rweb1: 3 in flight, for 0 s\x1b[K" in text
    assert text.endswith("\r\x1b[Krrlbctl: web1: still 3 in flight after 300 ms; "
                         "it gets no new ones\r\n")
