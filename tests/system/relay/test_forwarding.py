"""The forwarding header fields, end to end (unit tests cover the rules)."""

LIES = ("X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: evil\r\n"
        "Forwarded: for=6.6.6.6\r\nX-Real-IP: 6.6.6.6\r\n")


def seen_by(backend, lb, fields=""):
    lb.client().ask_for("/", fields=fields)
    return backend.requests[-1].fields


def test_fields_of_an_untrusted_client_are_replaced(relay, origin):
    backend = origin()
    seen = seen_by(backend, relay([backend]), LIES)
    assert {name: seen[name] for name in seen if "forwarded" in name or "real" in name} == {
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-proto": "http",
        "x-forwarded-host": "localhost",
        "forwarded": "for=127.0.0.1;host=localhost;proto=http",
    }


def test_fields_of_a_trusted_proxy_are_kept(relay, origin):
    backend = origin()
    seen = seen_by(backend, relay([backend], proxy={"trusted_proxies": '["127.0.0.0/8"]'}), LIES)
    assert {name: seen[name] for name in seen if "forwarded" in name} == {
        "x-forwarded-for": "6.6.6.6, 127.0.0.1",
        "x-forwarded-proto": "https",
        "x-forwarded-host": "evil",
        "forwarded": "for=6.6.6.6, for=127.0.0.1;host=localhost;proto=http",
    }


def test_hop_by_hop_fields_are_not_forwarded(relay, origin):
    backend = origin()
    seen = seen_by(backend, relay([backend]),
                   "Connection: X-Secret, keep-alive, Host, X-Forwarded-For\r\nX-Secret: 1\r\n"
                   "Keep-Alive: timeout=5\r\nProxy-Connection: keep-alive\r\nTE: trailers\r\nX-Kept: 2\r\n")
    assert {"x-secret", "keep-alive", "proxy-connection", "te"} & set(seen) == set()
    assert (seen["x-kept"], seen["host"], seen["x-forwarded-for"]) == ("2", "localhost", "127.0.0.1")


def test_host_may_be_the_backends_own_name(relay, origin):
    backend = origin()
    seen = seen_by(backend, relay([backend], proxy={"host": '"backend"'}))
    assert (seen["host"], seen["x-forwarded-host"]) == (backend.name, "localhost")


def test_via_is_optional(relay, origin):
    backend = origin()
    lb = relay([backend], proxy={"via": "true"})
    answer = lb.client().ask_for("/", fields="Via: 1.0 before\r\n")
    assert backend.requests[-1].fields["via"] == "1.1 rrlb"  # a field line of its own, after the other
    assert answer.fields["via"] == "1.1 rrlb"


def test_an_access_record_is_one_line_with_client_and_request(relay, origin):
    backend = origin()
    lb = relay([backend], log={"access": "true"})
    lb.client().ask_for('/a"b\\c?d=%0d%0aforged')
    found = lb.program.wait_for_line(r'(127\.0\.0\.1 "GET .*)$')
    head, _, took = found[1].partition(" B in ")
    assert head == (f'127.0.0.1 "GET /a\\"b\\\\c?d=%0d%0aforged" 200 from {backend.name}, 26')
    assert took.endswith(" ms")
