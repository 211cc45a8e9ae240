"""SIGHUP reloads the configuration, and does not affect what has not changed."""

import os
import signal
from collections import Counter
from threading import Thread

import pytest
from harness.balancer import FAST_PROBES
from harness.fake_backend import OK, answer
from harness.programs import sanitized, wait_until


def locations(lb, count):
    with lb.client() as client:
        return Counter(client.get("/").location.rstrip("/") for _ in range(count))


def reload_messages(lb):
    return [message for message in lb.program.messages() if message.startswith("reload: ")]


def test_a_backend_is_added_and_removed(balancer, fake_backend):
    a, b, c = (fake_backend() for _ in range(3))
    lb = balancer([a, b])
    lb.reload([a, b, c])
    lb.wait_status(c.authority, "UP")
    assert locations(lb, 6) == {a.url: 2, b.url: 2, c.url: 2}
    lb.reload([b])
    assert locations(lb, 6) == {b.url: 6}
    assert [backend["name"] for backend in lb.stats()["backends"]] == [b.authority]
    assert reload_messages(lb) == ["reload: 3 backends (was 2)", "reload: 1 backend (was 3)"]
    asked = a.count("/health")
    seen = b.count("/health")
    wait_until(lambda: b.count("/health") >= seen + 2, "two more probes")
    assert a.count("/health") <= asked + 1  # one probe may have been in flight


def test_a_removed_backend_starts_from_zero_when_it_returns(balancer, fake_backend):
    a, b = fake_backend(), fake_backend()
    lb = balancer([a, b])
    locations(lb, 4)
    lb.reload([a])
    lb.reload([a, b])
    assert lb.backend(a.authority)["requests"] == 2
    assert lb.backend(b.authority)["requests"] == 0


def test_another_url_under_the_same_name_is_another_server(balancer, fake_backend):
    a, b = fake_backend(), fake_backend()
    lb = balancer([{"name": "web1", "url": a.url}])
    locations(lb, 3)
    lb.reload([{"name": "web1", "url": b.url}])
    lb.wait_status("web1", "UP")
    assert lb.backend("web1")["requests"] == 0
    assert locations(lb, 3) == {b.url: 3}


def test_a_new_backend_gets_no_requests_before_its_first_probe(balancer, fake_backend):
    a, silent = fake_backend(), fake_backend()
    silent.answers["/health"] = lambda connection: connection.recv(1)
    lb = balancer([a])
    lb.reload([a, silent])
    assert lb.backend(silent.authority)["status"] == "UNKNOWN"
    assert locations(lb, 4) == {a.url: 4}


def test_weights_public_urls_and_the_algorithm_change(balancer, fake_backend):
    a, b = fake_backend(), fake_backend()
    lb = balancer([a, b])
    assert locations(lb, 4) == {a.url: 2, b.url: 2}
    lb.reload([{"url": a.url, "weight": 3}, {"url": b.url}],
              balancer={"algorithm": '"weighted_round_robin"'})
    assert locations(lb, 8) == {a.url: 6, b.url: 2}
    lb.reload([{"url": a.url, "public_url": "https://a.example"}, {"url": b.url, "weight": 256}])
    assert locations(lb, 4) == {"https://a.example": 2, b.url: 2}
    stats = lb.stats()
    assert [backend["requests"] for backend in stats["backends"]] == [10, 6]
    assert [backend["weight"] for backend in stats["backends"]] == [1, 256]


def test_intervals_rules_and_limits_change(balancer, fake_backend):
    a = fake_backend()
    lb = balancer([a], health={"interval": '"1h"', "timeout": '"1s"'})
    assert a.count("/health") == 1
    assert lb.get("/" + "a" * 500).status == 307
    lb.reload([a], health={"interval": '"100ms"', "timeout": '"100ms"', "fall": 1},
              proxy={"max_request_line_bytes": '"256B"'})
    assert lb.get("/" + "a" * 500).status == 414
    wait_until(lambda: a.count("/health") >= 3, "probes by the new interval")
    a.answers["/health"] = answer("", "500 Internal Server Error")
    lb.program.wait_for_line("UP -> DOWN after 1 failed probe: answered 500")


def test_a_new_idle_timeout_applies_to_idle_connections(balancer, fake_backend):
    lb = balancer([fake_backend()])
    with lb.client() as client:
        client.get("/")
        lb.reload(proxy={"idle_timeout": '"200ms"'})
        assert client.at_end()


def test_counters_health_and_connections_survive_a_reload(balancer, fake_backend):
    a, down = fake_backend(), fake_backend()
    down.answers["/health"] = answer("", "500 Internal Server Error")
    lb = balancer([a, down], health=FAST_PROBES)
    with lb.client() as client, lb.client() as half:
        for _ in range(5):
            client.get("/")
        half.send("GET /half HTTP/1.1\r\nHo")
        before = lb.stats()
        lb.reload([down, a])
        assert client.get("/").location == a.url + "/"
        half.send("st: t\r\n\r\n")
        assert half.response().location == a.url + "/half"
        after = lb.stats()
    assert after["balancer"]["requests"] == before["balancer"]["requests"] + 2 == 7
    assert [b["name"] for b in after["backends"]] == [down.authority, a.authority]
    assert [b["status"] for b in after["backends"]] == ["DOWN", "UP"]
    assert [b["since"] for b in after["backends"]] == [
        b["since"] for b in reversed(before["backends"])]
    assert [b["requests"] for b in after["backends"]] == [0, 7]


def test_a_backend_that_is_down_comes_back_across_reloads(balancer, fake_backend):
    a = fake_backend()
    a.answers["/health"] = answer("", "500 Internal Server Error")
    lb = balancer([a], health=FAST_PROBES)
    assert lb.get().status == 503
    lb.reload([a])
    assert lb.get().status == 503
    a.answers["/health"] = OK
    lb.wait_status(a.authority, "UP")
    assert lb.get().status == 307


def test_no_backends_until_a_reload_adds_some(balancer, fake_backend):
    a = fake_backend()
    lb = balancer([])
    assert lb.get().status == 503
    lb.reload([a])
    lb.wait_status(a.authority, "UP")
    assert lb.get().location == a.url + "/"
    lb.reload([])
    assert lb.get().status == 503
    assert reload_messages(lb) == ["reload: 1 backend (was 0)", "reload: 0 backends (was 1)"]


BAD_FILES = {
    "unknown key": (
        lambda text: text.replace("[balancer]\n", "[balancer]\nalgoritm = \"x\"\n"),
        ['{file}:2:1: [balancer] unknown key "algoritm" (did you mean "algorithm"?)',
         '  algoritm = "x"',
         "  ^"],
        1),
    "two mistakes": (
        lambda text: "[log]\nlevel = \"loud\"\n\n[health]\nrise = 0\n",
        ['{file}:2:9: log.level must be "debug" or "info" or "warning" or "error", got "loud"',
         '  level = "loud"',
         "          ^",
         "{file}:5:8: health.rise must be 1..100, got 0",
         "  rise = 0",
         "         ^"],
        2),
}


def check_refused(lb, url, lines, problems):
    """Reloads a file with these problems, which are reported, and nothing changes."""
    before = len(lb.program.lines)
    lb.program.signal(signal.SIGHUP)
    count = f"{problems} problem" + ("s" if problems != 1 else "")
    lb.program.wait_for_message(
        f"reload: kept the running configuration, {count} in {lb.config} (listed above)")
    said = lb.program.lines[before:]
    assert said[:-1] == [line.format(file=lb.config) for line in lines]
    assert said[-1].split(" ")[2] == "error"
    assert locations(lb, 2) == {url: 2}


@pytest.mark.parametrize("what", BAD_FILES)
def test_a_bad_file_changes_nothing_and_prints_each_problem(balancer, fake_backend, what):
    a = fake_backend()
    lb = balancer([a])
    change, lines, problems = BAD_FILES[what]
    good = lb.config.read_text()
    lb.config.write_text(change(good))
    check_refused(lb, a.url, lines, problems)
    lb.config.write_text(good)
    lb.reload()
    assert reload_messages(lb)[-1] == "reload: 1 backend (was 1)"


def test_a_missing_file_changes_nothing(balancer, fake_backend):
    a = fake_backend()
    lb = balancer([a])
    lb.config.unlink()
    check_refused(lb, a.url, ["{file}: No such file or directory"], 1)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_changes_nothing(balancer, fake_backend):
    a = fake_backend()
    lb = balancer([a])
    lb.config.chmod(0)
    check_refused(lb, a.url, ["{file}: Permission denied"], 1)


def test_a_folder_instead_of_the_file_changes_nothing(balancer, fake_backend):
    a = fake_backend()
    lb = balancer([a])
    lb.config.unlink()
    lb.config.mkdir()
    check_refused(lb, a.url, ["{file}: Is a directory"], 1)


def test_a_drop_in_adds_a_backend_or_is_named_in_the_problem(balancer, fake_backend):
    a, b = fake_backend(), fake_backend()
    lb = balancer([a])
    folder = lb.config.with_suffix(".d")
    folder.mkdir()
    more = folder / "more.conf"
    more.write_text(f'[[backend]]\nurl = "{b.url}"\n')
    lb.reload()
    lb.wait_status(b.authority, "UP")
    assert locations(lb, 4) == {a.url: 2, b.url: 2}
    more.write_text(f'[[backend]]\nurl = "{b.url}"\nwait = 1\n')
    lb.program.signal(signal.SIGHUP)
    lb.program.wait_for_message(
        f"reload: kept the running configuration, 1 problem in {lb.config} (listed above)")
    assert f'{more}:3:1: backend: unknown key "wait"' in (
        lb.program.lines)


def test_changes_that_need_a_restart_are_reported(balancer, fake_backend):
    a = fake_backend()
    lb = balancer([a])
    lb.reload([a], balancer={"listen": '["127.0.0.1:0", "[::1]:0"]', "workers": 2,
                             "admin_socket": '"/nowhere/admin.sock"'})
    assert lb.program.messages("warning") == [
        "balancer.listen changed: it takes effect at the next restart",
        "balancer.workers changed: it takes effect at the next restart",
        "balancer.admin_socket changed: it takes effect at the next restart",
    ]
    assert lb.get().status == 307
    assert lb.admin("/health")[0] == 200


def test_two_signals_at_once(balancer, fake_backend):
    a, b = fake_backend(), fake_backend()
    lb = balancer([a])
    lb.write_config([a, b])
    lb.program.signal(signal.SIGHUP)
    lb.program.signal(signal.SIGHUP)
    lb.wait_status(b.authority, "UP")
    assert reload_messages(lb) in (
        ["reload: 2 backends (was 1)"],  # the kernel keeps only one pending signal of a kind
        ["reload: 2 backends (was 1)", "reload: 2 backends (was 2)"])
    assert locations(lb, 4) == {a.url: 2, b.url: 2}


def test_a_reload_before_the_first_probe_is_done(balancer, fake_backend):
    silent, b = fake_backend(), fake_backend()
    silent.answers["/health"] = lambda connection: connection.recv(1)
    lb = balancer([silent], ready=False, health={"interval": '"1h"', "timeout": '"1h"'})
    wait_until(lambda: silent.count("/health") == 1, "the first probe")
    lb.write_config([b])
    lb.program.signal(signal.SIGHUP)
    lb.wait_ready()
    assert locations(lb, 2) == {b.url: 2}


class Load:
    """Keep-alive clients that send one request after another, and count the responses."""

    def __init__(self, lb, count=4):
        self.answers = Counter()
        self.problems = []
        self._stopping = False
        self._threads = [Thread(target=self._run, args=(lb,)) for _ in range(count)]
        for thread in self._threads:
            thread.start()

    def _run(self, lb):
        try:
            with lb.client() as client:
                while not self._stopping:
                    self.answers[client.get("/").status] += 1
        except (OSError, EOFError) as problem:
            self.problems.append(problem)

    def stop(self):
        self._stopping = True
        for thread in self._threads:
            thread.join()


def test_a_hundred_reloads_under_load_lose_no_request_and_no_count(balancer, fake_backend):
    backends = [fake_backend() for _ in range(4)]
    changes = [{"url": backend.url} for backend in backends]
    lb = balancer(changes, balancer={"workers": 2})
    load = Load(lb)
    memory = descriptors = 0
    try:
        for number in range(100):
            seen = sum(load.answers.values())
            # The first two never change; the others are added and removed, and weights and rules change.
            kept = changes[: 2 + number % 3]
            kept[1] = {**kept[1], "weight": 1 + number % 7}
            lb.reload(kept, health={"fall": 2 + number % 2})
            wait_until(lambda: sum(load.answers.values()) > seen or load.problems, "answers")
            if number == 30:
                memory, descriptors = lb.program.memory(), lb.program.descriptors()
        # Only the number of probes in flight may vary.
        wait_until(lambda: lb.program.descriptors() <= descriptors + 8, "no descriptor is lost")
        if not sanitized():
            assert lb.program.memory() < memory + (1 << 20)
    finally:
        load.stop()
    assert load.problems == []
    assert set(load.answers) == {307}
    stats = lb.stats()
    assert stats["balancer"]["requests"] == load.answers[307]
    by_name = {backend["name"]: backend["requests"] for backend in stats["backends"]}
    # The rest went to backends that have been removed in the meantime.
    assert 0 < by_name[backends[0].authority] < load.answers[307]
    assert lb.program.count_lines("DOWN") == 0


def test_a_hundred_reloads_of_the_same_file_keep_the_round_robin_exact(balancer, fake_backend):
    backends = [fake_backend() for _ in range(4)]
    lb = balancer(backends, balancer={"workers": 2})
    load = Load(lb)
    try:
        for _ in range(100):
            lb.reload()
        wait_until(lambda: sum(load.answers.values()) > 1000, "load")
    finally:
        load.stop()
    assert load.problems == []
    assert set(load.answers) == {307}
    counts = [backend["requests"] for backend in lb.stats()["backends"]]
    assert sum(counts) == load.answers[307]
    assert max(counts) - min(counts) <= 1
    assert lb.program.count_lines("reload: 4 backends") == 100
