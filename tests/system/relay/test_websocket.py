"""Upgrades to WebSocket: a handshake, and then bytes both ways."""

import base64
import hashlib
import os
import struct
import time

from harness.origin import Ended, whole

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455 1.3
KEY = base64.b64encode(os.urandom(16)).decode()
HANDSHAKE = ("Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
             f"Sec-WebSocket-Key: {KEY}\r\n")


def accept_of(key):
    return base64.b64encode(hashlib.sha1((key + GUID).encode()).digest()).decode()


def text_frame(text, mask=b"\1\2\3\4"):
    data = bytes(byte ^ mask[i % 4] for i, byte in enumerate(text.encode()))
    return struct.pack("!BB", 0x81, 0x80 | len(data)) + mask + data


def upgrade(conversation):
    fields = conversation.request.fields
    assert (fields["connection"].lower(), fields["upgrade"]) == ("upgrade", "websocket")
    conversation.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                      f"Sec-WebSocket-Accept: {accept_of(fields['sec-websocket-key'])}\r\n\r\n")


def echo(conversation):
    """Echoes everything, and closes when the client has closed."""
    upgrade(conversation)
    while True:
        try:
            if not conversation._received:
                conversation._more()
        except Ended:
            conversation.send(b"<end>")
            return False
        data, conversation._received = conversation._received, b""
        conversation.send(data)


def opened(client):
    status, fields = client.begin("/ws", fields=HANDSHAKE).head()
    assert status == 101
    assert fields["sec-websocket-accept"] == accept_of(KEY)
    assert (fields["connection"], fields["upgrade"]) == ("Upgrade", "websocket")
    return client


def test_frames_pass_both_ways_until_the_client_ends(relay, origin):
    backend = origin()
    backend.answers["/ws"] = echo
    client = opened(relay([backend]).client())
    for text in ("hello", "again", "x" * 100):
        frame = text_frame(text)
        client.send(frame)
        assert client._take(len(frame)) == frame
    client.half_close()
    assert client._until_end() == b"<end>"


def test_twenty_megabytes_pass_both_ways(relay, origin):
    backend = origin()
    backend.answers["/ws"] = echo
    client = opened(relay([backend]).client())
    part = os.urandom(1 << 20)
    for _ in range(20):
        client.send(part)
        assert client._take(len(part)) == part


def test_a_close_of_the_backend_is_passed_on(relay, origin):
    backend = origin()

    def leave(conversation):
        upgrade(conversation)
        conversation.send(b"bye")
        return False

    backend.answers["/ws"] = leave
    client = opened(relay([backend]).client())
    assert client._until_end() == b"bye"


def test_bytes_after_the_request_are_held_back_until_the_101(relay, origin):
    backend = origin()
    early = []

    def look(conversation):
        time.sleep(0.2)
        conversation.socket.setblocking(False)
        try:
            early.append(conversation._received or conversation.socket.recv(100))
        except BlockingIOError:
            early.append(b"")
        conversation.socket.setblocking(True)
        return echo(conversation)

    backend.answers["/ws"] = look
    client = relay([backend]).client()
    client.send(f"GET /ws HTTP/1.1\r\nHost: t\r\n{HANDSHAKE}\r\nGET /smuggled HTTP/1.1\r\n")
    assert client.head()[0] == 101
    assert client._take(24) == b"GET /smuggled HTTP/1.1\r\n"  # the echo of these bytes
    assert early == [b""]


def test_a_refused_upgrade_is_an_ordinary_response(relay, origin):
    backend = origin()
    backend.answers["/ws"] = whole("no\n", "426 Upgrade Required")
    client = relay([backend]).client()
    answer = client.ask_for("/ws", fields=HANDSHAKE)
    assert (answer.status, answer.body) == (426, b"no\n")
    assert client.ask_for("/other").body == b"GET /other\n"


def test_no_other_upgrade_is_passed_on(relay, origin):
    backend = origin()
    client = relay([backend]).client()
    for protocol in ("h2c", "websocket, h2c", "TLS/1.3"):
        client.ask_for("/", fields=f"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: {protocol}\r\n"
                                   "HTTP2-Settings: AAMAAABk\r\n")
        seen = backend.requests[-1].fields
        assert not {"upgrade", "http2-settings"} & set(seen), seen


def test_an_idle_tunnel_is_closed(relay, origin):
    backend = origin()
    backend.answers["/ws"] = echo
    client = opened(relay([backend], proxy={"tunnel_timeout": '"300ms"'}).client())
    began = time.monotonic()
    assert client.at_end()
    assert 0.25 <= time.monotonic() - began < 5
