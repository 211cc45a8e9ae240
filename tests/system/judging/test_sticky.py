"""A cookie keeps a client with its backend, in both modes and on every balancer."""

import json
import re

import pytest
from harness.programs import wait_until

SET_COOKIE = re.compile(r"stays=([A-Za-z0-9_-]{22}); Path=/; HttpOnly; SameSite=Lax")


@pytest.fixture
def sticky(tmp_path):
    key = tmp_path / "sticky.key"
    key.write_text("a secret that is long enough\n")
    key.chmod(0o640)
    return {"cookie": '"stays"', "key_file": json.dumps(str(key))}


def names(backends):
    return [{"name": f"web{number}", "url": backend.url}
            for number, backend in enumerate(backends)]


def where(lb, backends, cookie=None, fields=""):
    """The index of the backend that gets the request, and the cookie in the response."""
    before = [backend.count("/x") for backend in backends]
    if cookie is not None:
        fields += f"Cookie: a=1; stays={cookie}; b=2\r\n"
    response = lb.get("/x", fields)
    new = response.fields.get("set-cookie")
    token = SET_COOKIE.fullmatch(new)[1] if new is not None else None
    if response.status == 307:
        urls = [f"{backend.url}/x" for backend in backends]
        return urls.index(response.location), token
    assert response.status == 200
    after = [backend.count("/x") for backend in backends]
    return [b != a for a, b in zip(before, after)].index(True), token


@pytest.mark.parametrize("mode", ["redirect", "proxy"])
def test_a_client_stays_with_its_backend(balancer, origin, sticky, mode):
    backends = [origin() for _ in range(3)]
    lb = balancer(names(backends), balancer={"mode": f'"{mode}"', "workers": 2}, sticky=sticky)
    tokens = {}
    for _ in range(3):
        position, token = where(lb, backends)
        assert token is not None
        tokens[position] = token
    assert len(set(tokens.values())) == len(tokens) == 3
    for position, token in tokens.items():
        for _ in range(4):
            assert where(lb, backends, token) == (position, None)


@pytest.mark.parametrize("mode", ["redirect", "proxy"])
def test_if_its_backend_is_down_another_is_picked_and_the_cookie_renewed(
        balancer, origin, sticky, mode):
    backends = [origin() for _ in range(3)]
    lb = balancer(names(backends), balancer={"mode": f'"{mode}"'}, sticky=sticky)
    position, token = where(lb, backends)
    assert lb.admin(f"/api/backends/web{position}/drain", "POST")[0] == 200
    wait_until(lambda: where(lb, backends, token)[0] != position, "the worker has heard of it")
    other, renewed = where(lb, backends, token)
    assert other != position
    assert renewed not in (None, token)
    assert where(lb, backends, renewed) == (other, None)
    # When it is back, it gets its old clients again.
    assert lb.admin(f"/api/backends/web{position}/enable", "POST")[0] == 200
    wait_until(lambda: where(lb, backends, token) == (position, None), "it is back")


def test_any_balancer_with_the_key_serves_any_client(balancer, origin, sticky, tmp_path):
    backends = [origin() for _ in range(3)]
    one = balancer(names(backends), balancer={"mode": '"proxy"'}, sticky=sticky)
    other = balancer(list(reversed(names(backends))), balancer={"mode": '"redirect"'},
                     sticky=sticky)
    for _ in range(3):
        position, token = where(one, backends)
        assert where(other, backends, token) == (position, None)


def test_a_forged_cookie_is_ignored(balancer, origin, sticky, tmp_path):
    backends = [origin(), origin()]
    lb = balancer(names(backends), balancer={"mode": '"proxy"'}, sticky=sticky)
    other_key = tmp_path / "other.key"
    other_key.write_text("another secret, as long\n")
    other_key.chmod(0o640)
    stranger = balancer(names(backends), balancer={"mode": '"proxy"'},
                        sticky={**sticky, "key_file": json.dumps(str(other_key))})
    position, token = where(stranger, backends)
    for forged in [token, "", "web0", "x" * 22, "%00", token[:-1]]:
        assert where(lb, backends, forged)[1] is not None  # it is answered, with a valid cookie


def test_the_cookie_reveals_neither_name_nor_address(balancer, origin, sticky):
    backends = [origin()]
    lb = balancer(names(backends), balancer={"mode": '"proxy"'},
                  sticky={**sticky, "max_age": '"1h"', "secure": "true"})
    value = lb.get("/x").fields["set-cookie"]
    assert re.fullmatch(
        r"stays=[A-Za-z0-9_-]{22}; Path=/; HttpOnly; SameSite=Lax; Max-Age=3600; Secure", value)
    assert "web0" not in value and "127.0.0.1" not in value


def test_the_backends_own_cookies_are_kept(balancer, origin, sticky):
    backend = origin()
    lb = balancer(names([backend]), balancer={"mode": '"proxy"'}, sticky=sticky)
    lb.get("/x", "Cookie: session=abc\r\n")
    assert backend.requests[-1].fields["cookie"] == "session=abc"


def test_an_unreadable_key_is_reported_and_turns_stickiness_off(balancer, origin, tmp_path):
    missing = tmp_path / "missing.key"
    lb = balancer(names([origin()]), balancer={"mode": '"proxy"'},
                  sticky={"cookie": '"stays"', "key_file": json.dumps(str(missing))})
    assert "set-cookie" not in lb.get("/x").fields
    lb.program.wait_for_message(
        f"sticky.key_file: {missing}: No such file or directory; no client is kept with its backend")
