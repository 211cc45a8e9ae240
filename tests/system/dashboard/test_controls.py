"""The dashboard's controls: passwords, logins, and changes of backends."""

import getpass
import json
import os
import pty
import select
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from harness.asking import Load
from harness.board import PASSWORD, Board, password_line
from harness.programs import path_of, run, wait_until

WHO = f"anna ({getpass.getuser()})"  # the user of the page, and that of the dashboard's process


@pytest.fixture(scope="module")
def anna():
    """A line for the password file."""
    return password_line("anna")


@pytest.fixture
def board(tmp_path):
    """board(lb, passwords, keys): starts a dashboard."""
    with ExitStack() as endings:

        def make(lb=None, passwords=None, keys=None, **options):
            folder = tmp_path / f"board{len(list(tmp_path.iterdir()))}"
            folder.mkdir()
            made = Board(folder, lb, passwords, keys, **options)
            endings.callback(made.program.end)
            made.wait_ready()
            return made

        yield make


def tables(backends):
    return [{"name": f"web{number}", "url": one.url} for number, one in enumerate(backends)]


@pytest.fixture
def pool(balancer, fake_backend):
    """A balancer with two backends."""
    lb = balancer(tables([fake_backend(), fake_backend()]))
    for name in ("web0", "web1"):
        lb.wait_status(name, "UP")
    return lb


def refused_start(folder, keys, **options):
    """The output of a dashboard that refuses this configuration and exits with 78."""
    config = folder / "refused.conf"
    config.write_text("[dashboard]\n" + "".join(f"{key} = {value}\n" for key, value in keys.items()))
    done = run("rrlb-dashboard", "--config", config, **options)
    checked = run("rrlb-dashboard", "--check", "--config", config, **options)
    assert (done.returncode, done.stdout) == (78, "")
    assert (checked.returncode, checked.stdout, checked.stderr) == (1, "", done.stderr)
    return done.stderr


# The password.


def test_hash_password_prints_a_line_for_the_password_file(tmp_path):
    line = password_line("anna", "correct horse")
    assert line.startswith("anna:$scrypt$ln=15,r=8,p=3$") and line.endswith("\n")
    assert "horse" not in line
    assert password_line("anna", "correct horse") != line  # salted
    short = run("rrlb-dashboard", "--hash-password", given="1234567\n")
    assert (short.returncode, short.stdout) == (1, "")
    assert short.stderr == "rrlb-dashboard: the password must have at least 8 characters\n"
    wrong = run("rrlb-dashboard", "--hash-password", "a b", given="12345678\n")
    assert (wrong.returncode, wrong.stderr) == (
        2, 'rrlb-dashboard: USER must be 1 to 64 letters, digits or ".", "_", "-", "@", got "a b" '
           '(try "rrlb-dashboard --help")\n')


def on_terminal(*answers):
    """Types an answer at each prompt; returns what the terminal shows, and the exit code."""
    child, terminal = pty.fork()
    if child == 0:
        os.execv(path_of("rrlb-dashboard"), ["rrlb-dashboard", "--hash-password", "bob"])
    shown, left = b"", list(answers)
    while select.select([terminal], [], [], 30)[0]:
        try:
            more = os.read(terminal, 4096)
        except OSError:  # it has ended
            break
        shown += more
        if shown.endswith(b": ") and left:
            os.write(terminal, left.pop(0))
    os.close(terminal)
    return shown.decode(), os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_a_terminal_asks_twice_and_shows_no_password():
    shown, code = on_terminal(b"correct horse\n", b"correct horse\n")
    assert shown.startswith("Password for bob: \r\nRepeat the password: \r\nbob:$scrypt$") and code == 0
    assert "horse" not in shown
    shown, code = on_terminal(b"correct horse\n", b"another horse\n")
    assert shown.endswith("\r\nrrlb-dashboard: the passwords are not the same\r\n") and code == 1
    assert on_terminal(b"\x03")[1] == 1  # Ctrl-C


def test_a_dashboard_for_other_machines_does_not_start_without_a_password(tmp_path, anna):
    listen = {"listen": '"0.0.0.0:0"', "history": '""'}
    problem = ("dashboard.listen 0.0.0.0:0 is reachable from other machines, but no password is set: "
               "set password_file (rrlb-dashboard --hash-password prints a line for it), "
               "or read_only_open = true")
    assert refused_start(tmp_path, listen).endswith(f"refused.conf:2:10: {problem}\n")
    passwords = tmp_path / "pw"
    listen["password_file"] = json.dumps(str(passwords))
    assert refused_start(tmp_path, listen) == f"{passwords}: No such file or directory\n"
    passwords.write_text(anna)
    passwords.chmod(0o644)
    assert refused_start(tmp_path, listen) == f"{passwords}: readable by everyone (chmod 0640)\n"
    passwords.write_text("anna:12345678\n")
    passwords.chmod(0o640)
    assert refused_start(tmp_path, listen) == (
        f'{passwords}:1:1: user "anna": expected a hash as rrlb-dashboard --hash-password prints it, '
        "of 8 to 256 MiB\n")


@pytest.mark.parametrize("keys", [{"read_only_open": "true"}, {}], ids=["read_only_open", "password"])
def test_a_dashboard_for_other_machines_starts_with_read_only_open(board, anna, keys):
    made = board(passwords=None if keys else anna, keys={"listen": '"0.0.0.0:0"', **keys})
    assert made.page().ask("GET", "/api/session")[1]["controls"] is not bool(keys)


def test_the_password_may_be_a_credential_of_systemd(tmp_path, board, anna):
    (tmp_path / "dashboard-password").write_text(anna)
    (tmp_path / "dashboard-password").chmod(0o400)
    page = board(env={"CREDENTIALS_DIRECTORY": str(tmp_path)}).page()
    page.log_in()
    assert page.user() == "anna"


# Logging in.


def test_there_is_no_default_password(board, pool):
    page = board(pool).page()
    assert page.ask("GET", "/api/session") == (
        200, {"controls": False, "user": None, "expires_ms": None})
    for user, password in [("admin", ""), ("admin", "admin"), ("root", "rrlb"), ("", "")]:
        assert page.try_to_log_in(user, password).status == 404
    status, answer = page.ask("POST", "/api/backends/web0/drain", {})
    assert (status, answer["error"]["code"]) == (404, "no_controls")
    assert page.ask("GET", "/api/stats")[1]["controls"] == {"available": False}
    assert pool.backend("web0")["status"] == "UP"


def test_the_cookie_is_restricted_to_this_page(board, anna):
    page = board(passwords=anna, keys={"session_lifetime": '"1h"'}).page()
    response = page.log_in()
    cookie = response.fields["set-cookie"]
    assert cookie.split("; ")[1:] == ["HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=3600"]
    session = page.ask("GET", "/api/session")[1]
    assert session["controls"] is True and session["user"] == "anna"
    assert abs(session["expires_ms"] / 1000 - time.time() - 3600) < 60
    assert page.ask("GET", "/api/stats")[1]["controls"] == {"available": True}
    assert page.ask("POST", "/api/logout", {}) == (200, {})
    assert page.user() is None


def test_repeated_failed_logins_have_to_wait(board, anna):
    made = board(passwords=anna)
    page = made.page()
    answers = [page.try_to_log_in(password=f"guess number {number}") for number in range(7)]
    assert [one.status for one in answers] == [401] * 5 + [429] * 2
    assert 1 <= int(answers[5].fields["retry-after"]) <= 5
    assert page.try_to_log_in().status == 429  # even with the right password
    assert made.program.messages("warning").count(
        'login from 127.0.0.1 refused: wrong password of user "anna"') == 5


def test_many_guesses_at_once_gain_nothing(board, anna):
    page = board(passwords=anna).page()
    with ThreadPoolExecutor(16) as many:
        answers = list(many.map(lambda n: page.try_to_log_in(password=f"guess {n}").status, range(32)))
    assert sorted(answers) == [401] * 5 + [429] * 27


def test_no_secret_is_logged_or_sent(board, anna, pool):
    made = board(pool, passwords=anna)
    page = made.page()
    page.try_to_log_in("my other password", "tr0ub4dor&3")
    page.log_in()
    page.ask("POST", "/api/backends/web0/drain", {"why": "new disks"})
    told = "\n".join(made.program.lines + made.program.stdout)
    told += Path(f"/proc/{made.program.pid}/cmdline").read_text()
    for path in ["/", "/api/stats", "/api/session", "/api/backends", "/api/events"]:
        told += page.send("GET", path).body.decode()
    assert "new disks" in told
    token = page.cookie.split("=")[1]
    salt_and_hash = anna.split("$", 3)[3].strip()
    for secret in [PASSWORD, "tr0ub4dor&3", "my other password", token, salt_and_hash]:
        assert secret not in told


def test_a_password_that_changed_ends_its_sessions(board, anna):
    made = board(passwords=anna + password_line("bob"))
    hers, his = made.page(), made.page()
    hers.log_in("anna")
    his.log_in("bob")
    made.reload(passwords=password_line("anna", "another password") + password_line("carl"))
    wait_until(lambda: hers.user() is None, "her session ends")
    assert his.user() is None
    assert hers.try_to_log_in().status == 401
    hers.log_in(password="another password")
    assert hers.user() == "anna"


def test_a_reload_with_a_password_file_that_is_wrong_changes_nothing(board, anna):
    made = board(passwords=anna)
    page = made.page()
    page.log_in()
    made.reload(passwords="nonsense\n")
    made.program.wait_for_line(
        r"reload: kept the running configuration, 1 problem in \S+ \(listed above\)")
    assert made.program.count_lines(
        r"passwords:1:1: expected USER:HASH, as rrlb-dashboard --hash-password prints it$") == 1
    assert page.user() == "anna"


def test_logging_in_delays_no_page(board, anna):
    page = board(passwords=anna).page()
    with ThreadPoolExecutor(4) as many:
        logging_in = [many.submit(page.try_to_log_in, password=f"guess {n}") for n in range(4)]
        before = 0
        while not all(one.done() for one in logging_in):
            assert page.send("GET", "/api/session").status == 200
            before += 1
    assert before > 4  # answers while passwords were being compared, 0.2 s each


# Cross-site requests.


FORGERIES = {
    "no Origin": {"Origin": None},
    "a foreign Origin": {"Origin": "http://evil.example"},
    "another port": {"Origin": "http://127.0.0.1:1"},
    "a sandboxed page": {"Origin": "null"},
    "a form": {"Content_Type": "application/x-www-form-urlencoded"},
    "text": {"Content_Type": "text/plain"},
    "no type": {"Content_Type": None},
    "another site": {"Sec_Fetch_Site": "cross-site"},
    "a site beside": {"Sec_Fetch_Site": "same-site"},
    "a foreign Host": {"Host": "evil.example", "Origin": "http://evil.example"},
}


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES)
def test_a_forged_request_changes_nothing(board, anna, pool, forgery):
    page = board(pool, passwords=anna).page()
    page.log_in()
    for method, path, body in [("POST", "/api/backends/web0/drain", {"why": "forged"}),
                               ("POST", "/api/v1/backends/web0/disable", {"confirm_last": True}),
                               ("PUT", "/api/backends/web0/weight", {"weight": 7}),
                               ("POST", "/api/login", {"user": "anna", "password": PASSWORD}),
                               ("POST", "/api/logout", {})]:
        status, answer = page.ask(method, path, body, **forgery)
        assert status == 403, path
        assert answer["error"]["code"] in ("cross_site", "not_json", "foreign_host")
    seen = pool.backend("web0")
    assert (seen["status"], seen["weight"]) == ("UP", 1)
    assert page.user() == "anna"


def test_a_get_changes_nothing(board, anna, pool):
    page = board(pool, passwords=anna).page()
    page.log_in()
    for path in ["/api/backends/web0/drain", "/api/backends/web0/weight", "/api/login", "/api/logout"]:
        for prefix in ["/api", "/api/v1"]:
            assert page.send("GET", prefix + path.removeprefix("/api")).status == 405
    assert pool.backend("web0")["status"] == "UP"
    assert page.user() == "anna"


def test_further_names_of_the_page_are_configured(board, anna, pool):
    page = board(pool, passwords=anna, keys={"hosts": '["lb.example.com"]'}).page()
    page.own |= {"Host": "lb.example.com", "Origin": "https://lb.example.com"}
    assert page.log_in().fields["set-cookie"].endswith("; Secure")
    assert page.ask("POST", "/api/backends/web0/drain", {})[0] == 200


# Changes.


def test_changes_need_a_login(board, anna, pool):
    page = board(pool, passwords=anna).page()
    for method, action in [("POST", "drain"), ("POST", "enable"), ("POST", "disable"), ("PUT", "weight")]:
        status, answer = page.ask(method, f"/api/backends/web0/{action}", {"weight": 5})
        assert (status, answer["error"]["code"]) == (401, "login_required")
    assert [one["name"] for one in page.ask("GET", "/api/backends")[1]["backends"]] == ["web0", "web1"]
    assert pool.backend("web0")["status"] == "UP"


def test_backends_are_drained_disabled_and_weighted_and_all_is_undone(board, anna, pool):
    made = board(pool, passwords=anna)
    page = made.page()
    page.log_in()
    status, view = page.ask("POST", "/api/backends/web0/drain", {"why": "new disks"})
    assert status == 200
    assert (view["name"], view["status"], view["now"]["state"]) == ("web0", "DRAIN", "draining")
    assert (view["overrides"][0]["who"], view["overrides"][0]["why"]) == (WHO, "new disks")
    assert pool.backend("web0")["status"] == "DRAIN"
    assert page.ask("POST", "/api/backends/web0/enable", {})[0] == 200
    pool.wait_status("web0", "UP")
    assert page.ask("PUT", "/api/backends/web0/weight", {"weight": 7})[1]["now"]["weight"] == 7
    assert page.ask("PUT", "/api/backends/web0/weight", {"weight": None})[1]["now"]["weight"] == 1
    assert page.ask("POST", "/api/backends/web0/disable", {})[1]["status"] == "MAINT"
    made.program.wait_for_message('user "anna": disable of backend "web0"')
    assert [line for line in made.program.messages() if line.startswith("user")] == [
        'user "anna" logged in from 127.0.0.1',
        'user "anna": drain of backend "web0" (new disks)',
        'user "anna": enable of backend "web0"',
        'user "anna": weight 7 of backend "web0"',
        'user "anna": weight of the file of backend "web0"',
        'user "anna": disable of backend "web0"',
    ]
    overrides = [line for line in pool.program.messages() if WHO in line]
    assert overrides[0] == f'backend "web0": {WHO} set state draining: new disks'
    assert len(overrides) == 5


def test_taking_out_the_last_backend_that_is_up_needs_a_confirmation(board, anna, pool):
    page = board(pool, passwords=anna).page()
    page.log_in()
    assert page.ask("POST", "/api/backends/web0/disable", {})[0] == 200
    for action in ["drain", "disable"]:
        status, answer = page.ask("POST", f"/api/backends/web1/{action}", {})
        assert (status, answer["error"]["code"]) == (409, "last_backend")
        assert answer["error"]["message"] == (
            'backend "web1" is the last one that is UP: without it no request is answered')
    assert pool.backend("web1")["status"] == "UP"
    assert page.ask("POST", "/api/backends/web1/drain", {"confirm_last": True})[0] == 200
    assert pool.backend("web1")["status"] == "DRAIN"


def test_a_refusal_of_the_balancer_is_passed_on(board, anna, pool):
    page = board(pool, passwords=anna).page()
    page.log_in()
    status, answer = page.ask("POST", "/api/backends/wbe0/drain", {})
    assert (status, answer["error"]) == (404, {
        "code": "unknown_backend", "message": 'no backend "wbe0" (did you mean "web0"?)', "hint": None})
    status, answer = page.ask("PUT", "/api/backends/web0/weight", {"weight": 0})
    assert (status, answer["error"]["message"]) == (
        422, "weight must be 1..256, got 0")


def test_hostile_texts_are_passed_on_as_text(board, anna, pool):
    """They are returned unchanged in JSON; pages show them as text."""
    evil = "<img src=x onerror=alert(1)>\"'é"
    page = board(pool, passwords=anna).page()
    page.log_in()
    view = page.ask("POST", "/api/backends/web0/drain", {"why": evil + "\r\n"})[1]
    assert view["overrides"][0]["why"] == evil + r"\x0d\x0a"
    response = page.send("GET", "/api/backends")
    assert response.fields["content-type"] == "application/json"
    assert response.fields["x-content-type-options"] == "nosniff"
    name = "%3Cimg%20src=x%20onerror=alert(1)%3E"
    status, answer = page.ask("POST", f"/api/backends/{name}/drain", {})
    assert (status, answer["error"]["message"]) == (404, 'no backend "<img src=x onerror=alert(1)>"')


def test_controls_report_an_unreachable_balancer_and_work_again_when_it_is_back(board, anna, pool):
    made = board(pool, passwords=anna)
    page = made.page()
    page.log_in()
    pool.program.kill()
    status, answer = page.ask("POST", "/api/backends/web0/drain", {})
    assert (status, answer["error"]["code"]) == (502, "balancer_unreachable")
    assert "the balancer is not running" in answer["error"]["message"]
    assert page.ask("GET", "/api/backends")[0] == 502
    # The reason depends on the request that was in flight when the balancer stopped.
    made.program.wait_for_line(r"warning no events and no controls: \S")
    assert page.user() == "anna"


def slowly(arrivals):
    def answer(conversation):
        arrivals.append(time.monotonic())
        conversation.read_body()
        time.sleep(0.02)
        conversation.send(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        return True

    return answer


def test_a_drain_under_load_loses_no_request(relay, origin, board, anna):
    origins, arrivals = [origin(), origin(), origin()], []
    origins[0].answers["/"] = slowly(arrivals)
    for one in origins[1:]:
        one.answers["/"] = slowly([])
    lb = relay(tables(origins))
    page = board(lb.lb, passwords=anna).page()
    page.log_in()
    with Load(lb) as load:
        for _ in range(3):
            had = len(arrivals)
            wait_until(lambda: len(arrivals) > had + 20, "there is load")
            assert page.ask("POST", "/api/backends/web0/drain", {})[0] == 200
            replied = time.monotonic()
            before = len(load.answers)
            wait_until(lambda: len(load.answers) > before + 100, "the others carry it")
            late = [at - replied for at in arrivals if at > replied]
            assert not late or max(late) < 1, late  # 0.1 s on a machine that is not busy
            assert len(late) < 20, late
            assert page.ask("POST", "/api/backends/web0/enable", {})[0] == 200
    assert load.errors == []


# The history of changes.


def overrides_in_history(page):
    events = page.ask("GET", "/api/events")[1]["events"]
    return [event["message"] for event in events if event["kind"] == "override"]


def test_the_history_has_each_change_with_its_user(board, anna, pool):
    page = board(pool, passwords=anna).page()
    page.log_in()
    page.ask("POST", "/api/backends/web0/drain", {"why": "new disks"})
    drained = f'backend "web0": {WHO} set state draining: new disks'
    wait_until(lambda: overrides_in_history(page) == [drained], "the event is kept")
    pool.program.signal(1)  # a reload is an event, too
    wait_until(lambda: "reload" in [event["kind"] for event in page.ask("GET", "/api/events")[1]["events"]],
               "the reload is kept")
    assert overrides_in_history(page) == [drained]


def test_a_restarted_dashboard_stores_no_event_twice(tmp_path, board, anna, pool):
    history = {"history": json.dumps(str(tmp_path / "history.db"))}
    first = board(pool, passwords=anna, keys=history)
    page = first.page()
    page.log_in()
    page.ask("POST", "/api/backends/web0/drain", {})
    wait_until(lambda: len(overrides_in_history(page)) == 1, "the event is kept")
    first.program.end()
    page = board(pool, passwords=anna, keys=history).page()
    page.log_in()
    page.ask("POST", "/api/backends/web0/enable", {})
    wait_until(lambda: len(overrides_in_history(page)) == 2, "the next one is kept")
    kinds = [event["kind"] for event in page.ask("GET", "/api/events")[1]["events"]]
    assert kinds.count("start") == 1  # the balancer's


def test_a_body_nested_too_deeply_is_refused(board, anna, pool):
    page = board(pool, passwords=anna).page()
    page.log_in()
    deep = '{"weight": ' + "[" * 30_000 + "]" * 30_000 + "}"
    status, answer = page.ask("PUT", "/api/backends/web0/weight", deep)
    assert (status, answer["error"]["message"]) == (422, "the body is nested too deeply")
    assert page.user() == "anna"
