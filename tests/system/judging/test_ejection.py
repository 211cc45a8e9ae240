"""A backend that fails real requests is ejected for a while, and returns."""

import itertools
import time

from harness.origin import whole
from harness.programs import wait_until

QUICK = {"consecutive_failures": 5, "failure_rate_percent": 30, "minimum_requests": 20,
         "interval": '"2s"', "ejection_time": '"500ms"', "max_ejection_time": '"5s"'}
PROBES_LEAVE_IT_ALONE = {"interval": '"1h"', "timeout": '"1s"'}


def named(*origins):
    return [{"name": f"web{number}", "url": one.url} for number, one in enumerate(origins)]


def failing_each(nth):
    """Answers 500 to every nth request."""
    count = itertools.count(1)

    def answer(conversation):
        conversation.read_body()
        status = "500 Internal Server Error" if next(count) % nth == 0 else "200 OK"
        conversation.send(whole("x", status))
        return True

    return answer


def always(status):
    def answer(conversation):
        conversation.read_body()
        conversation.send(whole("x", status))
        return True

    return answer


def test_a_backend_that_fails_half_of_its_requests_is_ejected_and_returns(relay, origin):
    bad = origin()
    bad.answers["/"] = failing_each(2)
    lb = relay(named(bad, origin(), origin()), health=PROBES_LEAVE_IT_ALONE, outlier=QUICK)
    with lb.connect() as client:
        def ask_until_it_is_out():
            client.ask_for("/")
            return lb.backend("web0")["status"] == "EJECTED"

        wait_until(ask_until_it_is_out, "it is ejected")
        at_ejection = bad.count("/")
        while lb.backend("web0")["status"] == "EJECTED":
            assert client.ask_for("/").status == 200
            time.sleep(0.005)
        assert bad.count("/") == at_ejection
        message = lb.program.wait_for_line(r'backend "web0": UP -> EJECTED for 500 ms: (.*)')[1]
        assert "requests failed, of the others' 0 %" in message
        lb.program.wait_for_message('backend "web0": EJECTED -> UP: was ejected for 500 ms')
        bad.answers["/"] = always("200 OK")
        wait_until(lambda: client.ask_for("/").status == 200 and bad.count("/") > at_ejection,
                   "it gets requests again")


def test_failures_in_a_row_eject_immediately(relay, origin):
    bad, good = origin(), origin()
    bad.answers["/"] = always("503 Service Unavailable")
    lb = relay(named(bad, good), health=PROBES_LEAVE_IT_ALONE,
               outlier={**QUICK, "ejection_time": '"1m"', "max_ejection_time": '"1m"'})
    with lb.connect() as client:
        answers = [client.ask_for("/").status for _ in range(100)]
    # A few more requests reach it until its worker gets the new topology; without ejection 50 would.
    assert 5 <= answers.count(503) <= 30
    assert answers[-30:] == [200] * 30
    assert bad.count("/") == answers.count(503)
    circuit = lb.backend("web0")["circuit"]
    assert circuit["ejections"] == 1 and circuit["ejected_until"] > lb.stats()["time"]
    lb.program.wait_for_line(r'backend "web0": UP -> EJECTED for 60 s: \d+ failures in a row$')


def test_each_ejection_lasts_longer(relay, origin):
    bad, good = origin(), origin()
    bad.answers["/"] = always("500 Internal Server Error")
    lb = relay(named(bad, good), health=PROBES_LEAVE_IT_ALONE,
               outlier={**QUICK, "ejection_time": '"500ms"'})
    # The third ejection is its sixth change: the changes of a flapping backend are summed up.
    lines = [r'backend "web0": UP -> EJECTED for 500 ms: \d+ failures in a row$',
             r'backend "web0": UP -> EJECTED for 1 s: \d+ failures in a row$',
             r'backend "web0": flapping, 6 changes in \d s, now EJECTED: \d+ failures in a row$']
    with lb.connect() as client:
        for line in lines:
            # Many at once, because old ejections are forgotten if the next failure comes late.
            def ask_until_it_is_told():
                for _ in range(20):
                    client.ask_for("/")
                return lb.program.count_lines(line)

            wait_until(ask_until_it_is_told, line)
    assert lb.backend("web0")["circuit"]["ejections"] == 3


def test_no_more_than_half_of_the_pool_is_ejected(relay, origin):
    backends = [origin() for _ in range(4)]
    for one in backends:
        one.answers["/"] = always("500 Internal Server Error")
    lb = relay(named(*backends), health=PROBES_LEAVE_IT_ALONE,
               outlier={**QUICK, "ejection_time": '"1m"', "max_ejection_time": '"1m"'})
    with lb.connect() as client:
        def statuses():
            assert client.ask_for("/").status == 500
            return sorted(backend["status"] for backend in lb.stats()["backends"])

        wait_until(lambda: statuses() == ["EJECTED", "EJECTED", "UP", "UP"], "half are ejected")
        for _ in range(50):
            assert statuses() == ["EJECTED", "EJECTED", "UP", "UP"]


def test_a_pool_of_one_is_never_left_empty(relay, origin):
    bad = origin()
    bad.answers["/"] = always("500 Internal Server Error")
    lb = relay(named(bad), health=PROBES_LEAVE_IT_ALONE, outlier=QUICK)
    with lb.connect() as client:
        assert [client.ask_for("/").status for _ in range(30)] == [500] * 30
    assert lb.backend("web0")["status"] == "UP"


def test_mistakes_of_clients_eject_no_backend(relay, origin):
    backend, other = origin(), origin()
    for one in (backend, other):
        one.answers["/"] = always("404 Not Found")
    lb = relay(named(backend, other), health=PROBES_LEAVE_IT_ALONE, outlier=QUICK)
    with lb.connect() as client:
        for _ in range(60):
            assert client.ask_for("/").status == 404
    assert [one["status"] for one in lb.stats()["backends"]] == ["UP", "UP"]
    assert lb.program.count_lines("EJECTED") == 0


def test_a_backend_that_closes_idle_connections_is_not_ejected(relay, origin):
    """Its connections serve one request each; a second request on one is not a failure."""
    served = set()

    def once_a_connection(conversation):
        conversation.read_body()
        if conversation.number in served:
            return False  # closes it without an answer
        served.add(conversation.number)
        conversation.send(whole("x"))
        return True

    one, other = origin(), origin()
    one.answers["/"] = once_a_connection
    lb = relay(named(one, other), health=PROBES_LEAVE_IT_ALONE, outlier=QUICK,
               proxy={"retry_budget_percent": 100})
    with lb.connect() as client:
        for _ in range(120):
            assert client.ask_for("/").status == 200
    backend = lb.backend("web0")
    assert backend["connections"]["reused"] > 20 and backend["retries"] > 20
    assert (backend["failures"], backend["status"], backend["circuit"]["ejections"]) == (0, "UP", 0)
