"""SIGUSR2: a new process of the program takes over, unnoticed by clients."""

import json
import os
import re
import shutil
import signal
import threading
from pathlib import Path

import pytest
from harness.balancer import FAST_PROBES
from harness.client import Client
from harness.fake_backend import OK
from harness.inheritance import inheriting, listening
from harness.programs import PATIENCE, path_of, wait_until
from harness.successor import wait_for_end

LONG = {"idle_timeout": '"1h"', "header_timeout": '"1h"'}


class Load:
    """Clients that send requests without a pause: each on a new connection, or all on one until a
    response closes it."""

    def __init__(self, lb, new=4, kept=4, expected=307):
        self.port = lb.port
        self.expected = expected
        self.answered = 0
        self.problems = []
        self._lock = threading.Lock()
        self._stopping = False
        self._threads = [threading.Thread(target=self._run, args=(keep,))
                         for keep in [False] * new + [True] * kept]
        for thread in self._threads:
            thread.start()

    def _run(self, keep):
        while not self._stopping and not self.problems:
            try:
                with Client(self.port) as client:
                    self._ask(client, keep)
            except (OSError, EOFError) as problem:
                self.problems.append(problem)

    def _ask(self, client, keep):
        while not self._stopping:
            answer = client.get("/")
            if answer.status != self.expected:
                return self.problems.append(answer)
            with self._lock:
                self.answered += 1
            if not keep or answer.fields.get("connection") == "close":
                return

    def wait_for_more(self, count=200):
        enough = self.answered + count
        wait_until(lambda: self.answered >= enough or self.problems, "load")

    def stop(self):
        self._stopping = True
        for thread in self._threads:
            thread.join(PATIENCE)


def stopped_after(lb, count=0):
    """The requests answered and cut, from the last message of each process. Waits for `count`."""
    last = "balancer stopped after (\\d+) requests?, (\\d+) connections? cut"
    wait_until(lambda: lb.program.count_lines(last) >= count, f"{count} have ended")
    found = [re.fullmatch(last, line) for line in lb.program.messages()]
    return [(int(match[1]), int(match[2])) for match in found if match]


@pytest.mark.parametrize("workers", [1, 2])
def test_under_load_no_request_fails_and_each_is_counted(
        balancer, fake_backend, take_over, workers):
    lb = balancer([fake_backend(), fake_backend()], balancer={"workers": workers})
    load = Load(lb)
    load.wait_for_more()
    current = lb.program
    for _ in range(3):
        current = take_over(lb, current)
        load.wait_for_more()
    load.stop()
    assert load.problems == []
    stopped_after(lb, 3)
    current.signal(signal.SIGTERM)
    stopped = stopped_after(lb, 4)
    assert sum(requests for requests, _ in stopped) == load.answered
    assert [cut for _, cut in stopped] == [0] * 4
    assert lb.program.messages("warning") == lb.program.messages("error") == []


def test_a_relaying_balancer_under_load_fails_no_request(balancer, fake_backend, take_over):
    backends = [fake_backend(), fake_backend()]
    for backend in backends:
        backend.answers["/"] = OK
    lb = balancer(backends, balancer={"mode": '"proxy"', "workers": 2})
    load = Load(lb, expected=200)
    load.wait_for_more()
    current = lb.program
    for _ in range(3):
        current = take_over(lb, current)
        load.wait_for_more()
    load.stop()
    assert load.problems == []
    current.signal(signal.SIGTERM)
    stopped = stopped_after(lb, 4)
    assert sum(requests for requests, _ in stopped) == load.answered
    assert [cut for _, cut in stopped] == [0] * 4


def test_a_response_in_flight_is_relayed_to_its_end(balancer, fake_backend, take_over):
    backend, gate = fake_backend(), threading.Event()

    def in_two_halves(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf")
        gate.wait(60)
        connection.sendall(b"half")

    backend.answers["/slow"] = in_two_halves
    lb = balancer([backend], balancer={"mode": '"proxy"'})
    with lb.client() as client:
        client.send("GET /slow HTTP/1.1\r\nHost: t\r\n\r\n")
        wait_until(lambda: backend.count("/slow") == 1, "it is asked for")
        take_over(lb)
        gate.set()
        assert client.response().body == b"halfhalf"
    assert stopped_after(lb, 1) == [(1, 0)]


def test_each_step_is_logged_in_one_line(balancer, fake_backend, take_over):
    lb = balancer([fake_backend()])
    before = len(lb.program.messages())
    successor = take_over(lb)
    stopped_after(lb, 1)
    said = [line for line in lb.program.messages()[before:] if not line.startswith("backend ")]
    # The lines of two processes may be interleaved.
    assert [line for line in said if "take-over: " in line or "stopped" in line] == [
        f"take-over: process {successor.pid} starts",
        f"take-over: process {successor.pid} is in charge, this one answers its clients and ends",
        "balancer stopped after 0 requests, 0 connections cut"]
    assert f"listening on 127.0.0.1:{lb.port} (inherited)" in said
    assert len(said) == 5  # and "balancer started"


def test_systemd_gets_messages_from_the_main_process_only(balancer, fake_backend, take_over, systemd):
    watchdog = {"WATCHDOG_USEC": "600000000"}
    lb = balancer([fake_backend()], env={**systemd.env, **watchdog},
                  before=["sh", "-c", 'WATCHDOG_PID=$$ exec "$@"', "sh"],
                  balancer={"listen": '["127.0.0.1:0", "127.0.0.2:0"]', "workers": 2})
    systemd.wait_for_first("READY=1")
    systemd.wait_for("WATCHDOG=1")
    systemd.forget()
    successor = take_over(lb)
    lb.program.process.wait(PATIENCE)
    systemd.wait_for_first("READY=1")
    # After this message the predecessor sends nothing, and before it the successor sends nothing.
    assert systemd.heard[:3] == [
        [f"MAINPID={successor.pid}"], ["WATCHDOG=1"],
        ["READY=1", "STATUS=1/1 backends up, 0 requests"]]
    assert ["STOPPING=1"] not in [message[:1] for message in systemd.heard]
    assert len(systemd.stored_ports()) == 4  # the same sockets


def test_an_open_connection_is_closed_by_its_next_response(balancer, fake_backend, take_over):
    lb = balancer([fake_backend()], proxy=LONG)
    with lb.client() as client:
        assert "connection" not in client.get("/").fields
        take_over(lb)
        assert lb.program.process.poll() is None
        # The worker learns of it a moment later.
        wait_until(lambda: client.get("/").fields.get("connection") == "close", "the last answer")
        assert client.at_end()
    assert [cut for _, cut in stopped_after(lb, 1)] == [0]


def test_an_idle_connection_is_closed_at_the_drain_timeout(balancer, fake_backend, take_over):
    lb = balancer([fake_backend()], proxy=LONG, balancer={"drain_timeout": '"2s"'})
    with lb.client() as client:
        client.get("/")
        take_over(lb)
        assert client.at_end()
    assert stopped_after(lb, 1) == [(1, 0)]


def test_an_incomplete_request_is_answered_by_the_predecessor(balancer, fake_backend, take_over):
    backend = fake_backend()
    lb = balancer([backend], proxy=LONG)
    with lb.client() as client:
        client.send("GET /half HTTP/1.1\r\nHo")
        wait_until(lambda: lb.figure("rrlb_connections") == 1, "it is there")
        take_over(lb)
        client.send("st: t\r\n\r\n")
        assert client.response().location == backend.url + "/half"
    lb.program.process.wait(PATIENCE)


def test_the_admin_socket_is_passed_to_the_successor_and_keeps_its_path(
        balancer, fake_backend, take_over):
    lb = balancer([fake_backend()])
    inode = os.stat(lb.socket_path).st_ino
    for _ in range(3):
        lb.get()
    with lb.client() as client:
        client.send("GET /half HTTP/1.1\r\nHo")  # keeps the predecessor
        wait_until(lambda: lb.figure("rrlb_connections") == 1, "it is there")
        take_over(lb)
        # Never refused; at first the predecessor may still answer.
        wait_until(lambda: lb.admin("/health") == (200, "1/1 backends up, 0 requests\n"),
                   "the successor answers")
        assert lb.program.process.poll() is None
    assert os.stat(lb.socket_path).st_ino == inode


def test_the_successor_has_the_new_configuration(balancer, fake_backend, take_over):
    a, b = fake_backend(), fake_backend()
    lb = balancer([a], balancer={"workers": 1})
    socket_path = lb.socket_path + ".new"
    lb.write_config([b], balancer={"workers": 3, "admin_socket": json.dumps(socket_path),
                                   "listen": '["127.0.0.1:0", "127.0.0.2:0"]'})
    take_over(lb)
    lb.program.process.wait(PATIENCE)
    for _ in range(20):
        assert lb.get("/x").location == b.url + "/x"
    lb.socket_path = socket_path
    assert lb.admin("/health")[0] == 200
    more = int(lb.program.wait_for_line(r"listening on 127.0.0.2:(\d+)$")[1])
    with Client(more, "127.0.0.2") as client:
        assert client.get("/x").location == b.url + "/x"
    assert lb.program.messages("warning") == []


def test_an_address_that_is_no_longer_configured_is_closed(
        balancer, fake_backend, take_over, systemd):
    lb = balancer([fake_backend()], env=systemd.env,
                  balancer={"listen": '["127.0.0.1:0", "127.0.0.2:0"]'})
    gone = int(lb.program.wait_for_line(r"listening on 127.0.0.2:(\d+)$")[1])
    assert sorted(systemd.stored_ports()) == sorted([lb.port, gone])
    lb.write_config(balancer={"listen": '["127.0.0.1:0"]'})
    take_over(lb)
    lb.program.process.wait(PATIENCE)
    wait_until(lambda: systemd.stored_ports() == [lb.port], "the store has the one alone")
    with pytest.raises(ConnectionRefusedError):
        Client(gone, "127.0.0.2")
    assert lb.get().status == 307


def test_a_socket_of_a_unit_is_passed_on_too(balancer, fake_backend, take_over, systemd):
    with listening() as given:
        port = given.getsockname()[1]
        lb = balancer([fake_backend()], env=systemd.env, **inheriting(("http", given)),
                      balancer={"listen": json.dumps([f"127.0.0.1:{port}"]), "workers": 2})
    take_over(lb)
    lb.program.process.wait(PATIENCE)
    assert lb.get().status == 307
    assert lb.program.count_lines(rf"listening on 127.0.0.1:{port} \(inherited\)") == 2
    assert systemd.stored_ports() == []  # it is the .socket unit's


def goes_on(lb, load):
    """Checks that the first process still serves."""
    load.wait_for_more()
    load.stop()
    assert load.problems == []
    assert lb.program.process.poll() is None
    assert lb.stats()["balancer"]["requests"] == load.answered
    assert lb.admin("/health")[0] == 200


def failed(lb, why):
    return lb.program.wait_for_line(
        rf"warning take-over: process (\d+) {why}; this process goes on$")


def test_a_broken_configuration_leaves_the_old_one_serving(balancer, fake_backend, systemd):
    lb = balancer([fake_backend()], env=systemd.env, balancer={"workers": 2})
    systemd.wait_for_first("READY=1")
    systemd.forget()
    load = Load(lb)
    load.wait_for_more()
    good = lb.config.read_text()
    lb.config.write_text("nonsense")
    lb.program.signal(signal.SIGUSR2)
    wait_for_end(failed(lb, "ended with code 78")[1])
    goes_on(lb, load)
    assert [message for message in systemd.listen() if not message[0].startswith("STATUS=")] == []
    lb.config.write_text(good)


def test_another_try_succeeds_after_one_that_failed(balancer, fake_backend, take_over):
    lb = balancer([fake_backend()])
    good = lb.config.read_text()
    for number in (1, 2):
        lb.config.write_text("nonsense")
        lb.program.signal(signal.SIGUSR2)
        wait_until(lambda: lb.program.count_lines("ended with code 78") == number, "it failed")
    lb.config.write_text(good)
    take_over(lb)
    lb.program.process.wait(PATIENCE)
    assert lb.get().status == 307


@pytest.fixture
def silent_backend(fake_backend):
    """A backend that does not answer its first probe, so that a successor waits for it."""
    backend, gate = fake_backend(), threading.Event()

    def wait_for_gate(connection):
        gate.wait(60)
        connection.sendall(OK)

    def fall_silent():
        backend.answers["/health"] = wait_for_gate

    backend.fall_silent = fall_silent
    backend.speak = gate.set
    yield backend
    gate.set()


# A successor waits this long for its first probe; the first process does not probe in this time.
SLOW_PROBES = {"interval": '"1h"', "timeout": '"1h"'}


def starting(lb):
    lb.program.signal(signal.SIGUSR2)
    return int(lb.program.wait_for_line(r"take-over: process (\d+) starts")[1])


def test_a_second_signal_during_a_take_over_is_refused(balancer, silent_backend, take_over):
    lb = balancer([silent_backend], health=SLOW_PROBES)
    silent_backend.fall_silent()
    pid = starting(lb)
    lb.program.signal(signal.SIGUSR2)
    lb.program.wait_for_message(
        f"take-over: process {pid} is starting already, no other is started")
    assert lb.get().status == 307
    assert lb.admin("/health") == (200, "1/1 backends up, 1 request\n")
    silent_backend.speak()
    lb.program.wait_for_line(f"take-over: process {pid} is in charge")
    lb.program.process.wait(PATIENCE)
    os.kill(pid, signal.SIGTERM)
    stopped_after(lb, 2)


def test_changes_by_an_operator_during_a_take_over_are_kept(balancer, fake_backend, silent_backend,
                                                     take_over):
    other = fake_backend()
    lb = balancer([{"name": "silent", "url": silent_backend.url},
                   {"name": "other", "url": other.url}], health=SLOW_PROBES)
    assert lb.admin("/api/backends/other/drain", "POST")[0] == 200
    silent_backend.fall_silent()
    pid = starting(lb)
    assert lb.admin("/api/backends/silent/drain", "POST")[0] == 200  # by the predecessor
    silent_backend.speak()
    lb.program.wait_for_line(f"take-over: process {pid} is in charge")
    lb.program.process.wait(PATIENCE)
    wait_until(lambda: [one["status"] for one in json.loads(lb.admin("/stats")[1])["backends"]]
               == ["DRAIN", "DRAIN"], "the successor knows of both")
    os.kill(pid, signal.SIGTERM)
    stopped_after(lb, 2)


def test_a_successor_that_is_killed_leaves_the_old_one_serving(balancer, silent_backend):
    lb = balancer([silent_backend], health=SLOW_PROBES, balancer={"workers": 2})
    load = Load(lb)
    silent_backend.fall_silent()
    os.kill(starting(lb), signal.SIGKILL)
    wait_for_end(failed(lb, "was ended by signal 9")[1])
    goes_on(lb, load)


@pytest.mark.skipif(re.search("(asan|tsan)", str(path_of("rrlbd"))) is not None,
                    reason="half a minute, and nothing in it for a sanitizer")
def test_a_successor_that_hangs_is_killed_after_30_seconds(balancer, silent_backend):
    lb = balancer([silent_backend], health=SLOW_PROBES)
    silent_backend.fall_silent()  # or it might be in charge before it is stopped
    load = Load(lb, new=1, kept=1)
    os.kill(starting(lb), signal.SIGSTOP)
    lb.program.wait_for_line("was not ready within 30 s; this process goes on", patience=60)
    goes_on(lb, load)


def test_a_stop_during_a_take_over_ends_both(balancer, silent_backend):
    lb = balancer([silent_backend], health=SLOW_PROBES)
    silent_backend.fall_silent()
    pid = starting(lb)
    lb.program.signal(signal.SIGTERM)
    assert lb.program.process.wait(PATIENCE) == 0
    wait_for_end(pid)


def test_a_predecessor_that_is_killed_leaves_the_successor_in_charge(
        balancer, silent_backend, systemd):
    lb = balancer([silent_backend], health=SLOW_PROBES, env=systemd.env)
    silent_backend.fall_silent()
    pid = starting(lb)
    lb.program.killed = True
    lb.program.signal(signal.SIGKILL)
    lb.program.process.wait(PATIENCE)
    systemd.forget()
    silent_backend.speak()
    systemd.wait_for("READY=1", "STATUS=1/1 backends up, 0 requests")
    assert lb.get().status == 307
    assert lb.admin("/health")[0] == 200
    os.kill(pid, signal.SIGTERM)
    stopped_after(lb, 1)


def test_a_successor_in_charge_is_not_a_child_of_its_predecessor(balancer, fake_backend, take_over):
    """It is a child of the process that adopts orphans, as systemd requires of main processes."""
    lb = balancer([fake_backend()], proxy=LONG)
    with lb.client() as client:
        client.get("/")  # keeps the predecessor
        successor = take_over(lb)
        assert lb.program.process.poll() is None
        status = Path(f"/proc/{successor.pid}/status").read_text()
        assert f"PPid:\t{os.getpid()}\n" in status
        assert Path(f"/proc/{lb.program.pid}/task/{lb.program.pid}/children").read_text() == ""


def test_a_stop_while_the_predecessor_still_drains(balancer, fake_backend, take_over):
    lb = balancer([fake_backend()], proxy=LONG, balancer={"drain_timeout": '"1h"'})
    with lb.client() as client:
        client.get("/")
        successor = take_over(lb)
        lb.program.signal(signal.SIGTERM)  # systemd sends it to both
        successor.signal(signal.SIGTERM)
        assert client.at_end()
    assert lb.program.process.wait(PATIENCE) == 0
    assert successor.wait() == 0
    assert [cut for _, cut in stopped_after(lb, 2)] == [0, 0]


def test_a_replaced_program_file_starts_the_new_version(balancer, fake_backend, take_over, tmp_path):
    """As at an upgrade of the package: the file that is now at the path is started."""
    program = tmp_path / "rrlbd"
    shutil.copy(path_of("rrlbd"), program)
    lb = balancer([fake_backend()], before=["sh", "-c", f'shift; exec {program} "$@"', "sh"])
    new = tmp_path / "new"
    shutil.copy(path_of("rrlbd"), new)
    os.replace(new, program)
    assert os.readlink(f"/proc/{lb.program.pid}/exe") == f"{program} (deleted)"
    successor = take_over(lb)
    assert os.readlink(f"/proc/{successor.pid}/exe") == str(program)


def test_a_program_file_that_was_removed(balancer, fake_backend, tmp_path):
    program = tmp_path / "rrlbd"
    shutil.copy(path_of("rrlbd"), program)
    lb = balancer([fake_backend()], before=["sh", "-c", f'shift; exec {program} "$@"', "sh"])
    program.unlink()
    lb.program.signal(signal.SIGUSR2)
    lb.program.wait_for_message(
        f"take-over: {program}: No such file or directory; this process goes on")
    assert lb.get().status == 307


def test_nothing_else_is_inherited(balancer, fake_backend, take_over):
    lb = balancer([fake_backend()], health=FAST_PROBES, balancer={"workers": 2})
    clients = [lb.client() for _ in range(5)]
    for client in clients:
        client.get("/")
    before = lb.program.descriptors()
    successor = take_over(lb)
    for client in clients:
        client.get("/")
        client.close()
    lb.program.process.wait(PATIENCE)
    wait_until(lambda: len(os.listdir(f"/proc/{successor.pid}/fd")) <= before, "as many")


def test_a_take_over_is_refused_if_the_unit_is_not_of_type_notify(balancer, fake_backend):
    """systemd would end the service with its main process."""
    lb = balancer([fake_backend()], before=["sh", "-c", 'SYSTEMD_EXEC_PID=$$ exec "$@"', "sh"])
    lb.program.signal(signal.SIGUSR2)
    lb.program.wait_for_message("take-over: the unit is not of Type=notify, no other is started")
    assert lb.get().status == 307


def test_the_signal_is_refused_before_it_is_ready(balancer, silent_backend):
    silent_backend.fall_silent()
    lb = balancer([silent_backend], ready=False, health=SLOW_PROBES)
    wait_until(lambda: silent_backend.count("/health") == 1, "the first probe")
    lb.program.signal(signal.SIGUSR2)
    lb.program.wait_for_message(
        "take-over: this process is not ready itself, no other is started")
    silent_backend.speak()
    lb.wait_ready()
