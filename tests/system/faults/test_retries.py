"""Which requests are retried, how often, and which are not."""

import time

import pytest
from harness.asking import Load
from harness.programs import wait_until
from harness.origin import whole
from harness.relayed import RARE_PROBES

SMALL = b"y" * 1000


def die(conversation):
    """Reads the request, and closes without an answer."""
    conversation.read_body()
    return False


def die_by_reset(conversation):
    conversation.read_body()
    conversation.reset()


def asked(backends, path=None):
    return sum(backend.count(path) for backend in backends)


@pytest.fixture
def dying(origin):
    """dying(count): starts this many backends that read a request for /die, and close."""

    def make(count, how=die):
        backends = [origin() for _ in range(count)]
        for backend in backends:
            backend.answers["/die"] = how
        return backends

    return make


@pytest.mark.parametrize("retries", [0, 1, 2, 4])
def test_a_request_is_retried_at_the_configured_number_of_backends(relay, dying, retries):
    backends = dying(6)
    lb = relay(backends, health=RARE_PROBES, proxy={"retries": retries})
    for number in range(1, 7):
        answer = lb.ask_for("/die")
        assert (answer.status, answer.body) == (
            502, b"the backend closed the connection without an answer\n")
        assert asked(backends) == number * (retries + 1)
    # In order, and none twice for one request.
    assert max(backend.count() for backend in backends) <= 6
    failures = [lb.backend(backend.name)["failures"] for backend in backends]
    assert sum(failures) == 6 * (retries + 1)


@pytest.mark.parametrize("how", [die, die_by_reset])
def test_each_backend_is_tried_once_if_there_are_few(relay, dying, how):
    backends = dying(2, how)
    lb = relay(backends, health=RARE_PROBES, proxy={"retries": 10})
    assert lb.ask_for("/die").status == 502
    assert [backend.count() for backend in backends] == [1, 1]


@pytest.mark.parametrize("method, body", [
    ("GET", b""), ("HEAD", b""), ("OPTIONS", b""), ("DELETE", b""), ("PUT", SMALL),
    ("DELETE", SMALL), ("GET", SMALL)])
def test_a_retry_sends_the_whole_body(relay, dying, method, body):
    first, second = dying(2)
    second.answers["/die"] = whole("" if method == "HEAD" else "well\n")
    lb = relay([first, second], health=RARE_PROBES)
    for _ in range(4):
        assert lb.ask_for("/die", method=method, body=body).status == 200
    assert second.count() == 4
    assert first.count() >= 1
    assert {request.body for request in first.requests + second.requests} == {body}
    assert {request.method for request in second.requests} == {method}


def test_a_retry_sends_a_whole_chunked_body(relay, dying):
    first, second = dying(2)
    second.answers["/die"] = whole("well\n")
    lb = relay([first, second], health=RARE_PROBES)
    for _ in range(2):
        with lb.client() as client:
            client.send("PUT /die HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n"
                        "5\r\nhello\r\n6;x=y\r\n world\r\n0\r\n\r\n")
            assert client.answer().status == 200
    assert first.count() >= 1
    assert {request.body for request in first.requests + second.requests} == {b"hello world"}


@pytest.mark.parametrize("size", [5, 100_000])
def test_a_body_that_was_passed_on_is_not_retried(relay, dying, size):
    """It may no longer be in the buffer, and then there is no retry."""
    first, second = dying(2)
    second.answers["/die"] = whole("well\n")
    lb = relay([first, second], health=RARE_PROBES)
    statuses = []
    for _ in range(4):
        with lb.client() as client:
            client.send(f"PUT /die HTTP/1.1\r\nHost: t\r\nContent-Length: {size}\r\n\r\n")
            wait_until(lambda: lb.in_flight() == 1, "the head is there")
            client.send(b"z" * size)
            statuses.append(client.answer().status)
    assert set(statuses) <= {200, 502}
    assert 200 in statuses
    assert {request.body for request in first.requests + second.requests} == {b"z" * size}


@pytest.mark.parametrize("method", ["POST", "PATCH"])
@pytest.mark.parametrize("how", [die, die_by_reset])
def test_a_request_that_is_not_idempotent_is_not_retried(relay, dying, how, method):
    backends = dying(2, how)
    lb = relay(backends, health=RARE_PROBES)
    for number, body in enumerate([b"", b"x", SMALL, b"x" * 1_000_000], 1):
        assert lb.ask_for("/die", method=method, body=body).status == 502
        assert asked(backends) == number


@pytest.mark.parametrize("method", ["GET", "POST", "PATCH"])
def test_a_request_that_was_not_sent_goes_to_another_backend(relay, origin, method):
    """A backend that refuses the connection has not seen the request."""
    gone, other, well = origin(), origin(), origin()
    lb = relay([gone, other, well], health=RARE_PROBES)
    gone.stop()
    other.stop()
    for _ in range(6):
        answer = lb.ask_for("/", method=method, body=b"x" * 100_000 if method != "GET" else b"")
        assert answer.status == 200
    assert well.count() == 6


def test_a_post_on_a_reused_connection_is_not_sent_twice(relay, origin):
    """Even on a reused connection the backend may have handled the request."""
    first, second = origin(), origin()
    lb = relay([first, second], health=RARE_PROBES)
    with lb.client() as client:
        for _ in range(4):
            assert client.ask_for("/").status == 200
        first.answers["/die"] = second.answers["/die"] = die
        for number in range(1, 5):
            assert client.ask_for("/die", method="POST", body=b"x").status == 502
            assert asked([first, second], "/die") == number
            assert client.ask_for("/").status == 200


def test_a_response_is_never_retried(relay, origin):
    """A 500 or 503 of a backend is passed on to the client."""
    backends = [origin(), origin()]
    lb = relay(backends, health=RARE_PROBES)
    for status in ["500 Internal Server Error", "502 Bad Gateway", "503 Service Unavailable",
                   "504 Gateway Timeout", "429 Too Many Requests"]:
        for backend in backends:
            backend.answers["/"] = whole(status, status=status)
        before = asked(backends)
        assert lb.ask_for("/").body == status.encode()
        assert asked(backends) == before + 1


def test_a_get_without_a_response_is_retried(relay, origin):
    silent, well = origin(), origin()
    silent.answers["/"] = lambda conversation: conversation.wait_for_end()
    lb = relay([silent, well], health=RARE_PROBES, proxy={"response_timeout": '"300ms"'})
    answers = [lb.ask_for("/") for _ in range(2)]
    assert [answer.status for answer in answers] == [200, 200]
    assert sorted(answer.took > 0.25 for answer in answers) == [False, True]
    assert (silent.count(), well.count()) == (1, 2)


@pytest.mark.parametrize("percent, workers", [(20, 1), (0, 1), (20, 2)])
def test_the_retry_budget_limits_the_load_on_failing_backends(relay, dying, percent, workers):
    backends = dying(4)
    lb = relay(backends, health=RARE_PROBES, balancer_keys={"workers": workers},
               proxy={"retry_budget_percent": percent})
    count = 800
    with lb.client() as client:
        for _ in range(count // 2):
            assert client.ask_for("/die").status == 502
    with lb.client() as client:
        for _ in range(count // 2):
            assert client.ask_for("/die").status == 502
    # Plus 10 per second, for 10 seconds, for each worker.
    assert asked(backends) <= count + count * percent / 100 + 100 * workers
    assert asked(backends) >= count + 50
    # Successful requests are not affected.
    assert lb.ask_for("/").status == 200


def test_the_retry_budget_allows_retries_if_most_requests_succeed(relay, origin):
    """One of four backends fails always: at first a quarter of the requests is retried."""
    bad, *good = [origin() for _ in range(4)]
    bad.answers["/"] = die
    lb = relay([bad, *good], health=RARE_PROBES)
    with Load(lb, clients=4) as load:
        wait_until(lambda: len(load.answers) >= 200, "load")
    assert load.errors == []
    assert 40 <= bad.count() <= 70 + len(load.answers) // 4


def test_a_retry_does_not_advance_the_round_robin(relay, origin):
    bad, *good = [origin() for _ in range(3)]
    bad.answers["/"] = die
    lb = relay([bad, *good], health=RARE_PROBES)
    with lb.client() as client:
        for _ in range(30):
            assert client.ask_for("/").status == 200
    assert bad.count() == 10
    assert [backend.count() for backend in good] == [15, 15]


def test_a_backend_that_closes_at_the_first_byte_costs_no_request(relay, origin):
    """Requests with refused and closed connections go to others, and each client gets a response."""
    bad, well = origin(), origin()
    bad.answers["/"] = die_by_reset
    lb = relay([bad, well], health=RARE_PROBES)
    began = time.monotonic()
    with lb.client() as client:
        for _ in range(50):
            assert client.ask_for("/").status == 200
    assert time.monotonic() - began < 10
    assert well.count() == 50
