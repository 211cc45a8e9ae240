"""Alerts about changes of a backend's status."""

import hashlib
import hmac
import http.server
import json
import threading
import time

import pytest
from harness.balancer import FAST_PROBES
from harness.fake_backend import answer
from harness.programs import wait_until

FAILED = answer("", "500 Internal Server Error")
KEY = b"a secret that is long enough"


@pytest.fixture
def receiver():
    """A web server that records what is posted to it."""
    posted = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            posted.append((self.headers, body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.posted = posted
    server.url = f"http://127.0.0.1:{server.server_port}/alerts"
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def script(tmp_path):
    """A program that records the alerts it gets."""
    told = tmp_path / "told"
    program = tmp_path / "tell"
    program.write_text(
        f'#!/bin/sh\necho "$RRLB_EVENT $RRLB_BACKEND $RRLB_STATUS_BEFORE $RRLB_STATUS" >> {told}\n')
    program.chmod(0o755)
    return program, told


def text(value):
    return json.dumps(str(value))


def test_a_change_is_told_to_both_and_signed(balancer, fake_backend, receiver, script, tmp_path):
    program, told = script
    key = tmp_path / "key"
    key.write_bytes(KEY)
    key.chmod(0o640)
    backend = fake_backend()
    lb = balancer([{"name": "web1", "url": backend.url}], health=FAST_PROBES, alerts={
        "exec": text(program), "webhook": text(receiver.url), "webhook_key_file": text(key),
        "debounce": '"200ms"'})
    backend.answers["/health"] = FAILED
    wait_until(lambda: receiver.posted and told.exists() and told.read_text(), "both are told")
    assert told.read_text() == "state web1 UP DOWN\n"
    fields, body = receiver.posted[0]
    alert = json.loads(body)
    assert (alert["event"], alert["backend"], alert["status_before"], alert["status"]) == (
        "state", "web1", "UP", "DOWN")
    assert alert["reason"] == "answered 500"
    signed = fields["X-Rrlb-Timestamp"].encode() + b"." + body
    expected = hmac.new(KEY, signed, hashlib.sha256).hexdigest()
    assert fields["X-Rrlb-Signature"] == f"sha256={expected}"
    assert abs(int(fields["X-Rrlb-Timestamp"]) - time.time()) < 60


def test_a_change_that_is_undone_at_once_is_not_told(balancer, fake_backend, receiver, operator):
    backend = fake_backend()
    lb = balancer([{"name": "web1", "url": backend.url}], health=FAST_PROBES,
                  alerts={"webhook": text(receiver.url), "debounce": '"1s"'})
    op = operator(lb)
    time.sleep(1.2)  # neither its first status nor a change within the same second is reported
    for action in ["drain", "enable", "drain"]:
        assert op.ask("POST", f"/api/backends/web1/{action}", {})[0] == 200
    wait_until(lambda: receiver.posted, "the last one is told")
    alert = json.loads(receiver.posted[0][1])
    assert (alert["status_before"], alert["status"], alert["changes"]) == ("UP", "DRAIN", 3)
    assert len(receiver.posted) == 1


def test_a_receiver_that_hangs_delays_nobody(balancer, fake_backend, tmp_path):
    program = tmp_path / "hang"
    program.write_text("#!/bin/sh\nsleep 60\n")
    program.chmod(0o755)
    backend = fake_backend()
    lb = balancer([{"name": "web1", "url": backend.url}], health=FAST_PROBES, alerts={
        "exec": text(program), "debounce": '"0s"', "timeout": '"300ms"'})
    backend.answers["/health"] = FAILED
    lb.wait_status("web1", "DOWN")
    backend.answers["/health"] = answer("")
    lb.wait_status("web1", "UP")
    lb.program.wait_for_line(rf"alert: exec {program}: .*300 ms")


def test_rrlbctl_tries_them(balancer, fake_backend, receiver, script, operator):
    program, told = script
    lb = balancer([{"name": "web1", "url": fake_backend().url}], health=FAST_PROBES,
                  alerts={"exec": text(program), "webhook": text(receiver.url)})
    code, out, err = operator(lb).try_to("alerts", "test")
    assert (code, err) == (0, "")
    assert f"exec {program}" in out and "/...: answered 204 in " in out  # the path may be a secret
    assert told.read_text().startswith("test ")
    assert json.loads(receiver.posted[0][1])["event"] == "test"


def test_rrlbctl_says_when_there_are_none(balancer, fake_backend, operator):
    lb = balancer([{"name": "web1", "url": fake_backend().url}])
    code, out, err = operator(lb).try_to("alerts", "test")
    assert code == 1
    assert "no alerts are configured ([alerts] exec, webhook)" in out + err
