"""A stop finishes requests in flight, cuts those that take too long, and counts both."""

import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from harness.asking import Asker
from harness.programs import wait_until
from harness.relayed import RARE_PROBES


def ended(lb, requests, cut=0):
    assert lb.program.wait() == 0
    plural = "" if requests == 1 else "s"
    assert lb.program.messages()[-1] == (
        f"balancer stopped after {requests} request{plural}, "
        f"{cut} connection{'' if cut == 1 else 's'} cut")


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("framing", ["chunked", "length", "close"])
def test_streams_are_finished(relay, origin, framing, workers):
    lb = relay([origin(), origin()], balancer_keys={"workers": workers}, health=RARE_PROBES)
    streams = [lb.client().begin(f"/stream?parts=10&every=60&framing={framing}")
               for _ in range(5)]
    heads = [stream.head() for stream in streams]
    idle = lb.client()
    assert idle.ask_for("/").status == 200
    lb.stop()
    assert idle.at_end()  # immediately
    assert lb.program.process.poll() is None
    for stream, head in zip(streams, heads):
        answer = stream.rest(*head)
        assert (answer.status, answer.whole, len(answer.body)) == (200, True, 10_000)
        assert stream.at_end()
    began = time.monotonic()
    ended(lb, requests=6)
    assert time.monotonic() - began < 5


def test_requests_in_flight_get_their_response_with_connection_close(relay, origin):
    backend = origin()

    def slow(conversation):
        conversation.read_body()
        time.sleep(0.4)
        conversation.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n")
        return True

    backend.answers["/slow"] = slow
    lb = relay([backend], health=RARE_PROBES)
    clients = [lb.client().begin("/slow") for _ in range(5)]
    clients.append(lb.client().begin("/slow", method="POST", body=b"x" * 100_000))
    wait_until(lambda: backend.count("/slow") == 6, "all are under way")
    lb.stop()
    for client in clients:
        answer = client.answer()
        assert (answer.status, answer.fields["connection"]) == (200, "close")
        assert client.at_end()
        client.close()
    ended(lb, requests=6)


def test_an_upload_is_finished(relay, origin):
    backend = origin()
    lb = relay([backend], health=RARE_PROBES)
    client = lb.client()
    client.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 50000\r\n\r\n")
    wait_until(lambda: backend.count() == 1, "the backend has the head")
    lb.stop()
    for _ in range(5):
        client.send(b"x" * 10_000)
        time.sleep(0.05)
    answer = client.answer()
    assert (answer.status, answer.fields["connection"]) == (200, "close")
    client.close()
    assert len(backend.requests[0].body) == 50_000
    ended(lb, requests=1)


def test_a_retry_is_finished(relay, origin):
    silent, well = origin(), origin()
    silent.answers["/"] = lambda conversation: conversation.wait_for_end()
    lb = relay([silent, well], health=RARE_PROBES, proxy={"response_timeout": '"400ms"'})
    clients = [lb.client().begin("/") for _ in range(2)]
    wait_until(lambda: silent.count() == 1 and well.count() == 1, "both are under way")
    lb.stop()
    assert {client.answer().status for client in clients} == {200}
    ended(lb, requests=2)


@pytest.mark.parametrize("workers", [1, 2])
def test_requests_longer_than_the_drain_timeout_are_cut_and_counted(relay, origin, workers):
    lb = relay([origin()], health=RARE_PROBES,
               balancer_keys={"workers": workers, "drain_timeout": '"500ms"'})
    streams = [lb.client().begin(f"/stream?parts=200&every=50&framing={framing}")
               for framing in ("chunked", "length", "close")]
    heads = [stream.head() for stream in streams]
    short = lb.client().begin("/stream?parts=2&every=50")
    head = short.head()
    began = time.monotonic()
    lb.stop()
    assert short.rest(*head).whole
    with ThreadPoolExecutor() as pool:
        answers = [pool.submit(stream.rest, *head) for stream, head in zip(streams, heads)]
        ended(lb, requests=4, cut=3)
        assert 0.4 < time.monotonic() - began < 3
        assert [answer.result().whole for answer in answers] == [False] * 3


def test_an_http_1_0_client_that_is_cut_sees_it(relay, origin):
    """If the end of the connection ends the body, only a reset shows that it was cut."""
    lb = relay([origin()], health=RARE_PROBES, balancer_keys={"drain_timeout": '"300ms"'})
    client = lb.client()
    client.send("GET /stream?parts=200&every=50&framing=close HTTP/1.0\r\n\r\n")
    head = client.head()
    lb.stop()
    assert not client.rest(*head).whole
    ended(lb, requests=1, cut=1)


def test_a_second_signal_cuts_immediately(relay, origin):
    lb = relay([origin()], health=RARE_PROBES, balancer_keys={"drain_timeout": '"1h"'})
    streams = [lb.client().begin("/stream?parts=400&every=50") for _ in range(3)]
    heads = [stream.head() for stream in streams]
    lb.stop()
    wait_until(lambda: lb.admin("/health")[0] == 503, "it is stopping")
    lb.program.signal(signal.SIGTERM)
    ended(lb, requests=3, cut=3)
    assert not any(stream.rest(*head).whole for stream, head in zip(streams, heads))


def test_a_stop_with_exchanges_in_every_state(relay, origin):
    """Connecting, waiting, sending, receiving, retrying and idling, at two workers."""
    backend, refuses = origin(), origin()

    def wait(conversation):
        conversation.wait_for_end()

    backend.answers["/wait"] = refuses.answers["/wait"] = wait
    lb = relay([backend, refuses], health=RARE_PROBES,
               balancer_keys={"workers": 2, "drain_timeout": '"200ms"'})
    refuses.stop()
    for number in range(60):
        client = lb.client()
        if number % 4 == 0:
            client.begin("/wait")
        elif number % 4 == 1:
            client.send("PUT /wait HTTP/1.1\r\nHost: t\r\nContent-Length: 100\r\n\r\nx")
        elif number % 4 == 2:
            client.begin("/stream?parts=100&every=20&size=100000")
        else:
            client.ask_for("/")
    lb.stop()
    assert lb.program.wait() == 0
    assert lb.program.count_lines(r"balancer stopped after \d+ requests, \d+ connections cut") == 1


def test_many_stops_under_load_lose_no_accepted_request(relay, origin):
    """A request on an open connection gets a whole response, or a close before any of it."""
    backend = origin()
    for _ in range(3):
        lb = relay([backend], balancer_keys={"workers": 2}, health=RARE_PROBES)
        answered, cut = [], []

        def ask_on():
            try:
                with Asker(lb.port) as client:
                    while True:
                        answer = client.ask_for("/")
                        (answered if answer.whole and answer.status == 200 else cut).append(answer)
                        if not answer.kept:
                            return
            except (EOFError, OSError):
                pass  # between two responses

        with ThreadPoolExecutor(8) as pool:
            running = [pool.submit(ask_on) for _ in range(8)]
            wait_until(lambda: len(answered) > 100, "load")
            lb.stop()
            for one in running:
                one.result(30)
        assert cut == []
        ended(lb, requests=len(answered))
