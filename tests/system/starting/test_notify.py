"""Messages to systemd: readiness, reloads, stops, and the watchdog."""

import signal
import threading
import time

import pytest
from harness.balancer import FAST_PROBES
from harness.fake_backend import OK
from harness.notify_socket import NotifySocket
from harness.programs import wait_until
from harness.stopped_worker import stopped_worker

WATCHDOG_SECONDS = 1.0
WATCHDOG = {"WATCHDOG_USEC": str(int(WATCHDOG_SECONDS * 1e6))}


@pytest.fixture
def systemd(tmp_path):
    made = NotifySocket(tmp_path)
    yield made
    made.close()


def test_ready_only_once_listening_and_the_first_probes_are_in(balancer, fake_backend, systemd):
    backend, gate = fake_backend(), threading.Event()

    def wait_for_gate(connection):
        gate.wait(60)
        connection.sendall(OK)

    backend.answers["/health"] = wait_for_gate
    lb = balancer([backend], ready=False, env=systemd.env,
                  health={"interval": '"30s"', "timeout": '"30s"'})
    wait_until(lambda: backend.count("/health") == 1, "the first probe")
    assert systemd.listen() == []
    gate.set()
    lb.wait_ready()
    systemd.wait_for("READY=1", "STATUS=1/1 backends up, 0 requests")
    assert systemd.heard[0][0] == "READY=1"
    assert lb.get().status == 307


def test_the_status_line_is_updated(balancer, fake_backend, systemd):
    a, b = fake_backend(), fake_backend()
    lb = balancer([a, b], env=systemd.env, health=FAST_PROBES)
    for _ in range(3):
        lb.get()
    b.stop()
    lb.wait_status(b.authority, "DOWN")
    systemd.wait_for("STATUS=1/2 backends up, 3 requests")


def monotonic_microseconds():
    return time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000


@pytest.mark.parametrize("text", [None, "nonsense"])
def test_a_reload_is_reported_at_its_start_and_end(balancer, fake_backend, systemd, text):
    lb = balancer([fake_backend()], env=systemd.env)
    systemd.wait_for_first("READY=1")
    systemd.forget()
    if text:
        lb.config.write_text(text)
    before = monotonic_microseconds()
    lb.program.signal(signal.SIGHUP)
    systemd.wait_for("READY=1", "STATUS=1/1 backends up, 0 requests")
    announced = systemd.heard[0]
    assert announced[0] == "RELOADING=1"
    name, number = announced[1].split("=")
    assert name == "MONOTONIC_USEC"
    assert before <= int(number) <= monotonic_microseconds()
    assert [message[0] for message in systemd.heard[:2]] == ["RELOADING=1", "READY=1"]


def test_the_stop_is_reported(balancer, fake_backend, systemd):
    lb = balancer([fake_backend()], env=systemd.env)
    systemd.wait_for_first("READY=1")
    with lb.client() as client:
        client.get("/")
        lb.program.signal(signal.SIGTERM)
        systemd.wait_for("STOPPING=1", "STATUS=draining, 1 clients connected")
        # The drain timeout, and a little more.
        systemd.wait_for("EXTEND_TIMEOUT_USEC=35000000")
    lb.program.wait()


def test_the_watchdog_is_notified_in_time(balancer, fake_backend, systemd):
    balancer([fake_backend()], env={**systemd.env, **WATCHDOG},
             before=["sh", "-c", 'WATCHDOG_PID=$$ exec "$@"', "sh"])
    began = time.monotonic()
    wait_until(lambda: systemd.count("WATCHDOG=1") >= 5, "the watchdog is fed five times")
    # At half of WatchdogSec.
    assert time.monotonic() - began < 5 * WATCHDOG_SECONDS


def test_the_watchdog_of_another_process_is_not_notified(balancer, fake_backend, systemd):
    balancer([fake_backend()], env={**systemd.env, **WATCHDOG, "WATCHDOG_PID": "1"})
    systemd.wait_for_first("READY=1")
    time.sleep(WATCHDOG_SECONDS)
    assert systemd.count("WATCHDOG=1") == 0


def test_the_watchdog_is_not_notified_while_a_worker_hangs(balancer, fake_backend, systemd):
    lb = balancer([fake_backend()], env={**systemd.env, **WATCHDOG}, balancer={"workers": 2})
    wait_until(lambda: systemd.count("WATCHDOG=1") >= 2, "the watchdog is fed")
    with stopped_worker(lb.program):
        time.sleep(WATCHDOG_SECONDS)  # the worker may have reported once before
        systemd.forget()
        time.sleep(2 * WATCHDOG_SECONDS)
        assert systemd.count("WATCHDOG=1") == 0
        assert lb.admin("/health")[0] == 200
    wait_until(lambda: systemd.count("WATCHDOG=1") >= 2, "the watchdog is fed again")


def test_a_backend_notifies_systemd_too(start, systemd, tmp_path):
    config = tmp_path / "rrlb.conf"
    config.write_text("")
    backend = start("rrlb-backend", "--listen", "127.0.0.1:0", "--config", config,
                    env={**systemd.env, **WATCHDOG})
    systemd.wait_for("READY=1", "STATUS=0 requests")
    assert systemd.heard[0][0] == "READY=1"
    wait_until(lambda: systemd.count("WATCHDOG=1") >= 3, "the watchdog is fed")
    systemd.forget()
    before = monotonic_microseconds()
    backend.signal(signal.SIGHUP)
    announced = systemd.wait_for_first("RELOADING=1")
    assert before <= int(announced[1].removeprefix("MONOTONIC_USEC=")) <= monotonic_microseconds()
    systemd.wait_for("READY=1", "STATUS=0 requests")
    backend.signal(signal.SIGTERM)
    systemd.wait_for_first("STOPPING=1")
    assert backend.wait() == 0
