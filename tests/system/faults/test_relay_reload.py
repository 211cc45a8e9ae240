"""A reload loses no request and cuts no response, whatever it changes."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from harness.asking import Asker, Load
from harness.programs import wait_until
from harness.relayed import EAGER_PROBES, RARE_PROBES


@pytest.fixture
def waiting(origin):
    """waiting(): a backend that begins to answer /wait, and ends the response when `release` is set."""

    def make():
        backend = origin()
        backend.release = threading.Event()

        def wait(conversation):
            conversation.read_body()
            conversation.send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nbeg")
            backend.release.wait(20)
            conversation.send("un\n")
            return True

        backend.answers["/wait"] = wait
        return backend

    return make


@pytest.mark.parametrize("workers", [1, 2])
def test_reloads_under_load(relay, origin, workers):
    backends = [origin() for _ in range(3)]
    lb = relay(backends, balancer_keys={"workers": workers}, health=EAGER_PROBES)
    stream = lb.client().begin("/stream?parts=30&every=100")
    with ThreadPoolExecutor(1) as pool, Load(lb, clients=16) as load:
        answer = pool.submit(stream.answer)
        for number in range(6):
            seen = len(load.answers)
            lb.reload(backends[:1 + number % 3],
                      proxy={"response_timeout": f'"{5 + number}s"', "retries": number % 3},
                      balancer={"algorithm": ('"round_robin"', '"weighted_round_robin"')[number % 2]})
            wait_until(lambda: len(load.answers) > seen + 100, "load")
            time.sleep(0.2)
        answer = answer.result(20)
    assert load.errors == []
    assert load.idle_closes == 0
    assert (answer.status, answer.whole, len(answer.body)) == (200, True, 30_000)


def test_a_removed_backend_finishes_its_requests(relay, waiting):
    removed, stays = waiting(), waiting()
    lb = relay([removed, stays], health=RARE_PROBES)
    clients = [lb.client().begin("/wait") for _ in range(4)]
    assert {client.head()[0] for client in clients} == {200}
    idle = lb.client()
    assert {idle.ask_for("/").status for _ in range(2)} == {200}  # an idle connection at each worker
    lb.reload([stays])
    assert [backend["name"] for backend in lb.stats()["backends"]] == [stays.name]
    for _ in range(10):
        assert idle.ask_for("/").status == 200
    assert removed.count("/") == 1
    assert lb.in_flight() == 4
    # Its idle connections are closed immediately, the others when their requests are finished.
    wait_until(lambda: removed.open == 2, "two connections are left")
    removed.release.set()
    stays.release.set()
    for client in clients:
        answer = client.rest(200, {"content-length": "6"})
        assert (answer.whole, answer.body) == (True, b"begun\n")
    wait_until(lambda: removed.open == 0, "none is left")
    assert lb.in_flight() == 0


def test_a_removed_backend_gets_the_rest_of_an_upload(relay, origin):
    removed, stays = origin(), origin()
    lb = relay([removed], health=RARE_PROBES)
    client = lb.client()
    client.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 6\r\n\r\nbeg")
    wait_until(lambda: removed.count() == 1, "it has the head")
    lb.reload([stays])
    lb.wait_status(stays.name, "UP")
    client.send("un\n")
    assert client.answer().body == b"POST /\n"
    assert removed.requests[0].body == b"begun\n"
    wait_until(lambda: removed.open == 0, "its connection is closed")


def test_a_removed_backend_that_returns_is_used_again(relay, waiting):
    backend = waiting()
    lb = relay([backend], health=RARE_PROBES)
    client = lb.client().begin("/wait")
    assert client.head()[0] == 200
    lb.reload([])
    assert lb.ask_for("/").status == 503
    lb.reload([backend])
    lb.wait_for_answer(200)
    backend.release.set()
    assert client.rest(200, {"content-length": "6"}).whole
    assert lb.backend(backend.name)["in_flight"] == 0


def test_a_retry_uses_the_backends_at_the_start_of_the_request(relay, origin):
    """A reload removes all its backends, and then the request fails at its backend."""
    first, second, third = origin(), origin(), origin()
    release = threading.Event()

    def die(conversation):
        release.wait(20)
        return False

    first.answers["/die"] = second.answers["/die"] = die
    lb = relay([first, second], health=RARE_PROBES)
    client = lb.client().begin("/die")
    wait_until(lambda: first.count() + second.count() == 1, "it is under way")
    lb.reload([third])
    lb.wait_status(third.name, "UP")
    release.set()
    assert client.answer().status in (200, 502)
    lb.wait_for_answer(200)


def test_from_one_mode_to_the_other(relay, waiting):
    backend = waiting()
    lb = relay([backend], health=RARE_PROBES)
    kept = lb.client()
    stream = lb.client().begin("/wait")
    assert stream.head()[0] == 200
    for _ in range(3):
        assert kept.ask_for("/x").body == b"GET /x\n"
        lb.reload(balancer={"mode": '"redirect"'})
        answer = kept.ask_for("/x")
        assert (answer.status, answer.fields["location"]) == (307, backend.url + "/x")
        assert lb.stats()["balancer"]["mode"] == "redirect"
        lb.reload(balancer={"mode": '"proxy"'})
    assert kept.ask_for("/x").status == 200
    backend.release.set()
    assert stream.rest(200, {"content-length": "6"}).whole
    assert stream.ask_for("/x").status == 200


def test_from_one_mode_to_the_other_in_the_middle_of_a_request(relay, origin):
    backend = origin()
    lb = relay([backend], health=RARE_PROBES)
    # In a body that is relayed, in one that is discarded, and in a head.
    with Asker(lb.port) as client:
        client.send("POST /a HTTP/1.1\r\nHost: t\r\nContent-Length: 6\r\n\r\nbeg")
        wait_until(lambda: backend.count("/a") == 1, "it is under way")
        lb.reload(balancer={"mode": '"redirect"'})
        client.send("un\nPOST /b HTTP/1.1\r\nHost: t\r\nContent-Length: 6\r\n\r\nbeg")
        assert client.answer().status == 200
        assert client.answer().status == 307
        lb.reload(balancer={"mode": '"proxy"'})
        client.send("un\nPOST /c HTTP/1.1\r\nHo")
        lb.reload(balancer={"mode": '"redirect"'})
        client.send("st: t\r\nContent-Length: 0\r\n\r\n")
        assert client.answer().status == 307
        lb.reload(balancer={"mode": '"proxy"'})
        assert client.ask_for("/d").status == 200
    assert [request.body for request in backend.requests] == [b"begun\n", b""]


def test_modes_change_under_load(relay, origin):
    backends = [origin(), origin()]
    lb = relay(backends, balancer_keys={"workers": 2}, health=EAGER_PROBES)
    asked = []
    over = threading.Event()

    def ask_on():
        with Asker(lb.port) as client:
            while not over.is_set():
                answer = client.ask_for("/", method="POST", body=b"x" * 5000)
                asked.append(answer.status)

    threads = [threading.Thread(target=ask_on) for _ in range(8)]
    for thread in threads:
        thread.start()
    for number in range(8):
        lb.reload(balancer={"mode": ('"redirect"', '"proxy"')[number % 2]})
        seen = len(asked)
        wait_until(lambda: len(asked) > seen + 50, "load")
    over.set()
    for thread in threads:
        thread.join()
    assert set(asked) == {200, 307}


def test_shorter_timeouts_apply_to_requests_in_flight(relay, waiting):
    backend = waiting()
    lb = relay([backend], health=RARE_PROBES, proxy={"response_timeout": '"1h"'})
    client = lb.client().begin("/wait")
    assert client.head()[0] == 200
    lb.reload(proxy={"response_timeout": '"200ms"'})
    began = time.monotonic()
    assert not client.rest(200, {"content-length": "6"}).whole
    assert time.monotonic() - began < 2


def test_open_connections_accept_larger_heads_after_a_reload(relay, waiting):
    """The buffers get another size while some of the old size are in use."""
    backend = waiting()
    lb = relay([backend], health=RARE_PROBES)
    stream = lb.client().begin("/wait")
    assert stream.head()[0] == 200
    kept = lb.client()
    field = f"X: {'x' * 20_000}\r\n"
    assert kept.ask_for("/").status == 200
    lb.reload(proxy={"max_header_bytes": '"32KiB"'})
    assert kept.ask_for("/", fields=field).status == 200
    backend.release.set()
    assert stream.rest(200, {"content-length": "6"}).whole
    assert stream.ask_for("/", fields=field).status in (200, 431)
    lb.reload(proxy={"max_header_bytes": '"16KiB"'})
    assert lb.ask_for("/", fields=field).status == 431
