"""rrlbctl's commands that change something: the requests they send, and what they print."""

import json
import threading

from harness.fake_admin import override
from harness.programs import wait_until


def asked(admin):
    """The last request, with its body parsed."""
    method, path, body = admin.asked[-1]
    return method, path, json.loads(body)


def test_drain(admin, ctl):
    assert ctl("drain", "web1", "--why", "new disk", "--until", "2h") == (
        0, "web1: no new requests, 3 in flight\n", "")
    assert asked(admin) == ("POST", "/api/backends/web1/drain", {"why": "new disk", "until": "2h"})


def test_enable_and_disable(admin, ctl):
    assert ctl("disable", "web1") == (0, "web1: disabled\n", "")
    assert asked(admin) == ("POST", "/api/backends/web1/disable", {})
    assert ctl("enable", "web1") == (0, "web1: enabled, and UP\n", "")
    assert asked(admin) == ("POST", "/api/backends/web1/enable", {})


def test_who_stands_behind_sudo_is_told(admin, ctl):
    ctl("drain", "web1", env={"SUDO_USER": "alice"})
    assert asked(admin)[2] == {"who": "alice"}


def test_weight(admin, ctl):
    assert ctl("weight", "web1", "5") == (0, "web1: weight 5, where the file has 1\n", "")
    assert asked(admin) == ("PUT", "/api/backends/web1/weight", {"weight": 5})
    assert ctl("weight", "web1", "file") == (0, "web1: weight 1, as in the file\n", "")
    assert asked(admin) == ("PUT", "/api/backends/web1/weight", {"weight": None})


def test_add_and_remove(admin, ctl):
    new = {**admin.backends[0], "name": "web9", "url": "http://10.0.0.9:8080", "file": None}
    admin.answers["POST /api/backends"] = 200, new
    assert ctl("add", "http://10.0.0.9:8080", "--name", "web9", "--weight", "1") == (
        0, "web9: added, http://10.0.0.9:8080, weight 1\n", "")
    assert asked(admin) == (
        "POST", "/api/backends", {"url": "http://10.0.0.9:8080", "name": "web9", "weight": 1})
    admin.answers["POST /api/backends"] = 409, {"problem": 'backend "web9" exists already'}
    assert ctl("add", "http://10.0.0.9:8080", "--name", "web9") == (
        1, "", 'rrlbctl: backend "web9" exists already\n')
    assert ctl("remove", "web1") == (0, "web1: removed\n", "")
    assert asked(admin) == ("DELETE", "/api/backends/web1", {})


def test_a_change_as_json(admin, ctl):
    code, out, err = ctl("drain", "web1", "--json")
    assert (code, err) == (0, "")
    assert out == json.dumps(admin.backends[0], indent=2) + "\n"
    code, out, err = ctl("drain", "web7", "--json")
    assert (code, err) == (1, 'rrlbctl: no backend "web7"\n')
    assert json.loads(out) == {"problem": 'no backend "web7"'}


def test_reload(admin, ctl):
    admin.answers["POST /api/reload"] = 200, {"backends": 3, "before": 2, "notes": ["a note"]}
    assert ctl("reload") == (0, "reload: 3 backends, before 2\nnote: a note\n", "")
    admin.answers["POST /api/reload"] = 422, {
        "problem": "2 problems in /etc/rrlb.conf",
        "problems": ["/etc/rrlb.conf:1:1: a", "/etc/rrlb.conf:2:1: b"]}
    assert ctl("reload") == (1, "", """\
/etc/rrlb.conf:1:1: a
/etc/rrlb.conf:2:1: b
rrlbctl: 2 problems in /etc/rrlb.conf
""")


def test_alerts(admin, ctl):
    results = [{"target": "exec /usr/bin/x", "ok": True, "detail": "exit code 0 in 12 ms"}]
    admin.answers["POST /api/alerts/test"] = 200, {"results": results}
    assert ctl("alerts", "test") == (0, "sent: exec /usr/bin/x: exit code 0 in 12 ms\n", "")
    results.append({"target": "webhook https://a", "ok": False, "detail": "no answer within 10 s"})
    assert ctl("alerts", "test") == (1, """\
sent: exec /usr/bin/x: exit code 0 in 12 ms
not sent: webhook https://a: no answer within 10 s
""", "")
    admin.answers["POST /api/alerts/test"] = 409, {
        "problem": "no alerts are configured ([alerts] exec, webhook)"}
    assert ctl("alerts", "test") == (
        1, "", "rrlbctl: no alerts are configured ([alerts] exec, webhook)\n")


class Later:
    """Calls a function once the program has requested web1 twice."""

    def __init__(self, admin, change):
        self.admin, self.change = admin, change
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        wait_until(lambda: self.admin.count("GET", "/api/backends/web1") >= 2, "two looks")
        self.change()


def test_drain_waits_until_nothing_is_in_flight(admin, ctl):
    web1 = admin.backends[0]
    later = Later(admin, lambda: web1["now"].update(in_flight=0))
    assert ctl("drain", "web1", "--wait") == (
        0, "web1: no new requests, nothing is in flight\n", "")
    later.thread.join()


def test_drain_waits_no_longer_than_it_may(admin, ctl):
    assert ctl("drain", "web1", "--wait", "--timeout", "300ms") == (
        1, "", "rrlbctl: web1: still 3 in flight after 300 ms; it gets no new ones\n")


def test_drain_does_not_wait_for_clients_that_nobody_sees(admin, ctl):
    admin.backends[0]["now"]["in_flight"] = None
    assert ctl("drain", "web1", "--wait") == (
        0, "web1: no new requests; clients that were redirected are not seen, so there is nothing "
        "to wait for\n", "")
    assert admin.count("GET", "/api/backends/web1") == 0


def test_drain_ends_its_wait_when_someone_enables_the_backend(admin, ctl):
    web1 = admin.backends[0]

    def enable():
        web1.update(status="UP")
        web1["now"].update(state="enabled")

    later = Later(admin, enable)
    assert ctl("drain", "web1", "--wait") == (
        1, "", "rrlbctl: web1: is not drained any more, it is UP\n")
    later.thread.join()


def test_drain_ends_its_wait_when_the_balancer_goes_away(admin, ctl):
    later = Later(admin, admin.stop)
    code, out, err = ctl("drain", "web1", "--wait")
    assert (code, out) == (1, "")
    assert err.startswith("rrlbctl: ")
    later.thread.join()


def test_an_override_that_ends_by_itself(admin, ctl):
    web1 = admin.backends[0]
    web1["overrides"] = [override("weight", 5, until="2026-11-23T12:00:00Z")]
    web1["now"]["weight"] = 5
    admin.answers["PUT /api/backends/web1/weight"] = 200, web1
    assert ctl("weight", "web1", "5", "--until", "2h") == (
        0, "web1: weight 5 until 2026-11-23 12:00:00, where the file has 1\n", "")
