"""The dashboard's listening socket outlives its process, in systemd's store."""

import json

import pytest
from harness.board import Board
from harness.inheritance import inheriting, listening
from harness.notify_socket import NotifySocket

KEPT_AS = "rrlb-dashboard"


@pytest.fixture
def board(tmp_path):
    """board(port, **options): a dashboard that is to listen there."""
    boards = []

    def make(port=0, **options):
        boards.append(Board(tmp_path, keys={"listen": json.dumps(f"127.0.0.1:{port}")}, **options))
        boards[-1].wait_ready()
        return boards[-1]

    yield make
    for one in boards:
        one.program.end()


@pytest.fixture
def systemd(tmp_path):
    heard = NotifySocket(tmp_path)
    yield heard
    heard.close()


def port_of(sock):
    return sock.getsockname()[1]


def test_the_store_is_given_the_socket(board, systemd):
    served = board(env=systemd.env).port
    assert systemd.stored_ports() == [served]
    assert [name for name, _ in systemd.stored] == [KEPT_AS]


def test_a_kept_socket_is_served_without_a_word(board, systemd):
    with listening() as kept:
        made = board(port_of(kept), env=systemd.env, **inheriting((KEPT_AS, kept)))
        assert made.port == port_of(kept)
    assert made.page().ask("GET", "/api/session")[0] == 200
    told = made.program.messages("warning")
    assert [line for line in told if "listen" in line or "inherited" in line] == []


def test_a_kept_socket_of_another_address_is_given_up(board, systemd):
    with listening() as kept, listening() as reserved:
        wanted = port_of(reserved)
        reserved.close()
        made = board(wanted, env=systemd.env, **inheriting((KEPT_AS, kept)))
    assert made.port == wanted
    assert systemd.stored_ports() == [wanted]


def test_a_socket_unit_comes_before_a_kept_one(board, systemd):
    with listening() as given, listening() as kept:
        made = board(port_of(kept), env=systemd.env,
                     **inheriting(("rrlb-dashboard.socket", given), (KEPT_AS, kept)))
        assert made.port == port_of(given)
