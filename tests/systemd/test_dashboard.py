"""The dashboard of an installed system: a password set as documented, a backend drained and enabled
again, and a history that survives a restart."""

import json

import pytest

from booted.load import Asker, told
from booted.suite import DASHBOARD, eventually

UNIT = "rrlb-dashboard.service"
PASSWORD = "correct horse battery"
HASHED = f"printf '{PASSWORD}\\n' | rrlb-dashboard --hash-password anna"
EXAMPLES = "/usr/share/doc/rrlb/examples"


class Page:
    """Sends requests as the page in a browser does."""

    def __init__(self, suite):
        self._network = suite.machine.network
        authority = f"localhost:{DASHBOARD}"
        self._fields = {"Host": authority, "Origin": f"http://{authority}",
                        "Content-Type": "application/json"}

    def send(self, method, path, body=None):
        text = None if body is None else json.dumps(body)
        return self._network.ask(method, DASHBOARD, path, text, headers=self._fields)

    def ask(self, path):
        answer = self.send("GET", path)
        assert answer.status == 200, answer.text
        return json.loads(answer.text)

    def log_in(self, user="anna", password=PASSWORD):
        answer = self.send("POST", "/api/login", {"user": user, "password": password})
        if cookie := answer.getheader("Set-Cookie"):
            self._fields["Cookie"] = cookie.split(";")[0]
        return answer.status

    def change(self, backend, action, why):
        answer = self.send("POST", f"/api/backends/{backend}/{action}", {"why": why})
        assert answer.status == 200, answer.text


@pytest.fixture
def password_file(suite):
    """As described in docs/dashboard.md."""
    machine = suite.machine
    machine.run("install", "-m", "640", "-g", "rrlb", "/dev/null", "/etc/rrlb.passwords")
    machine.run("sh", "-c", f"{HASHED} | tee -a /etc/rrlb.passwords")
    suite.write_config(suite.config().replace('password_file = ""',
                                              'password_file = "/etc/rrlb.passwords"'))
    machine.systemctl("reload", UNIT)
    eventually("there are controls", lambda: Page(suite).ask("/api/stats")["controls"]["available"])
    yield
    machine.run("rm", "/etc/rrlb.passwords")


@pytest.fixture
def credential(suite):
    """As described in docs/examples/README.md."""
    machine = suite.machine
    machine.run("sh", "-c", f"{HASHED} > /root/rrlb.passwords && chmod 600 /root/rrlb.passwords")
    machine.run("install", "-D", "-m", "644", f"{EXAMPLES}/dashboard-password.conf",
                f"/etc/systemd/system/{UNIT}.d/password.conf")
    machine.systemctl("daemon-reload")
    machine.systemctl("restart", UNIT)
    yield
    machine.run("rm", "/root/rrlb.passwords")


def drain_and_take_back(suite):
    page = Page(suite)
    assert page.log_in(password="a guess") == 401
    assert page.log_in() == 200
    cursor = suite.machine.cursor()
    page.change("backend-5001", "drain", "a new disk")
    assert suite.status_of(5001) == "DRAIN"
    page.change("backend-5001", "enable", "undone")
    assert suite.status_of(5001) == "UP"
    changes = suite.machine.journal("RRLB_EVENT=change", f"_SYSTEMD_UNIT={UNIT}", after=cursor)
    assert [(change["MESSAGE"], change["RRLB_BY"]) for change in changes] == [
        ('user "anna": drain of backend "backend-5001" (a new disk)', "anna"),
        ('user "anna": enable of backend "backend-5001" (undone)', "anna")]


def test_the_balancer_is_polled_without_a_network(suite):
    eventually("figures", lambda: (
        Page(suite).ask("/api/stats")["summary"]["headline"].startswith("4/4 up")))
    assert Page(suite).ask("/api/stats")["balancers"][0]["url"] == "http://127.0.0.1:5000"
    suite.machine.systemctl("stop", "rrlb.service")
    eventually("why it is gone", lambda: Page(suite).ask("/api/stats")["balancers"][0]["trouble"] == (
        "the balancer is not running (no socket /run/rrlb/admin.sock); start it: systemctl start rrlb"))
    suite.start()
    eventually("it is back", lambda: Page(suite).ask("/api/stats")["summary"]["reachable"])


def test_balancers_on_other_machines_need_a_drop_in(suite):
    """As described in docs/examples/README.md. This URL is not recognized as that of this machine."""
    machine = suite.machine
    suite.write_config(suite.config().replace(
        'balancer = ["http://127.0.0.1:5000"]', 'balancer = "http://[::ffff:127.0.0.1]:5000"'))
    machine.systemctl("restart", UNIT)
    eventually("no way there", lambda: Page(suite).ask("/api/stats")["balancers"][0]["trouble"])
    machine.run("install", "-D", "-m", "644", f"{EXAMPLES}/dashboard-network.conf",
                f"/etc/systemd/system/{UNIT}.d/network.conf")
    machine.systemctl("daemon-reload")
    machine.systemctl("restart", UNIT)
    eventually("figures", lambda: Page(suite).ask("/api/stats")["summary"]["up"] == 4)


def test_no_password_no_controls(suite):
    page = Page(suite)
    assert page.ask("/api/stats")["controls"] == {"available": False}
    answer = page.send("POST", "/api/backends/backend-5001/drain", {"why": "for fun"})
    assert answer.status == 404 and '"code":"no_controls"' in answer.text
    assert suite.status_of(5001) == "UP"


def test_a_password_file_gives_controls(suite, password_file):
    drain_and_take_back(suite)


def test_a_credential_gives_controls_and_survives_a_reload(suite, credential):
    drain_and_take_back(suite)
    suite.machine.systemctl("reload", UNIT)
    assert Page(suite).log_in() == 200


def test_a_reload_of_a_bad_file_fails_and_changes_nothing(suite, credential):
    """The check gets the credential, too, because the file may depend on it."""
    suite.machine.path("/etc/rrlb.conf").write_text(suite.config() + "nonsense\n")
    assert suite.machine.systemctl("reload", UNIT, check=False).returncode != 0
    assert Page(suite).log_in() == 200


def test_the_history_survives_a_restart(suite, password_file):
    page = Page(suite)
    assert page.log_in() == 200
    page.change("backend-5002", "drain", "a thing of the past")
    page.change("backend-5002", "enable", "undone")
    eventually("the drain is in the history", lambda: in_the_past(page))
    before = points(page)
    assert before
    suite.machine.systemctl("restart", UNIT)
    assert suite.machine.run("stat", "-c", "%U %a", "/var/lib/rrlb/history.db").stdout == "rrlb 600\n"
    assert in_the_past(page)
    assert points(page)[:len(before)] == before


def in_the_past(page):
    return [event for event in page.ask("/api/events")["events"]
            if "a thing of the past" in event["message"]]


def points(page):
    answer = page.send("GET", "/api/stats/backend-5002.csv")
    assert answer.status == 200, answer.text
    return answer.text.splitlines()


@pytest.mark.parametrize("signal", [None, "KILL"])
def test_a_new_process_refuses_no_client(suite, signal, figure):
    """Clients that are connected at the crash are cut off; new ones wait for the next process."""
    machine = suite.machine
    before = machine.main_pid(UNIT)
    with Asker(machine, DASHBOARD) as asker:
        if signal:
            machine.systemctl("kill", f"--signal={signal}", "--kill-whom=main", UNIT)
        else:
            machine.systemctl("restart", UNIT)
        eventually("another process runs", lambda: machine.is_active(UNIT) and
                   machine.main_pid(UNIT) not in (0, before))
    figure(f"SIG{signal} of the dashboard" if signal else "systemctl restart rrlb-dashboard",
           told(asker))
    assert len(asker.troubles) <= (1 if signal else 0)
    assert not any("refused" in one for one in asker.troubles)
