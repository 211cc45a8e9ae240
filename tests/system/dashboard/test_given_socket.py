"""A dashboard that inherits its socket, as from rrlb-dashboard.socket."""

import json

import pytest
from harness.board import Board
from harness.inheritance import inheriting, listening

GIVEN_AS = "rrlb-dashboard.socket"


@pytest.fixture
def board(tmp_path):
    """board(port, **options): starts a dashboard whose configuration has this port."""
    boards = []

    def make(port=0, keys=None, **options):
        listen = json.dumps(f"127.0.0.1:{port}")
        boards.append(Board(tmp_path, keys={"listen": listen, **(keys or {})}, **options))
        return boards[-1]

    yield make
    for one in boards:
        if one.program.process.poll() is None:
            one.program.end()


def port_of(sock):
    return sock.getsockname()[1]


def test_a_given_socket_is_served_without_a_warning(board):
    with listening() as given:
        made = board(port_of(given), **inheriting((GIVEN_AS, given)))
        made.wait_ready()
        assert made.port == port_of(given)
    assert made.page().ask("GET", "/api/session")[0] == 200
    told = made.program.messages("warning")
    assert [line for line in told if "listen" in line or "inherited" in line] == []


def test_the_socket_unit_takes_precedence_over_the_configuration(board):
    with listening() as given:
        made = board(1, **inheriting((GIVEN_AS, given)))
        made.wait_ready()
        assert made.port == port_of(given)
        assert ("listen 127.0.0.1:1: not used, the .socket unit listens on "
                f"127.0.0.1:{made.port}") in made.program.messages("warning")


def test_an_inherited_socket_for_other_machines_needs_a_password(board):
    with listening(host="0.0.0.0") as given:
        made = board(**inheriting((GIVEN_AS, given)))
        assert made.program.wait() == 78
        made.program.wait_for_line(
            rf"dashboard.listen 0.0.0.0:{port_of(given)} is reachable from other machines, but no "
            r"password is set: set password_file \(rrlb-dashboard --hash-password prints a line "
            r"for it\), or read_only_open = true$")


def test_an_inherited_socket_for_other_machines_starts_with_read_only_open(board):
    with listening(host="0.0.0.0") as given:
        made = board(keys={"read_only_open": "true"}, **inheriting((GIVEN_AS, given)))
        made.wait_ready()
        assert made.port == port_of(given)
