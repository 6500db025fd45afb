"""What no browser sends: the server answers with a refusal or hangs up, and the meeting goes on."""

import socket
import time

import pytest

from tests.live.scene import Scene
from tests.live.stream import Stream

LIMIT = 5.0  # seconds


def said(scene: Scene, raw: bytes) -> bytes:
    """Send bytes, and give the first line of the answer; nothing when the server hangs up."""
    with socket.create_connection(("127.0.0.1", scene.server.port), timeout=LIMIT) as line:
        try:
            line.sendall(raw)
            return line.recv(4096).split(b"\r\n")[0]
        except (ConnectionResetError, BrokenPipeError):
            return b""


def head(scene: Scene, method: str = "POST", path: str = "/join", **more: str) -> bytes:
    fields = {"host": f"127.0.0.1:{scene.server.port}", "sec-fetch-site": "same-origin", **more}
    fields = {"content-type": "application/x-www-form-urlencoded", **fields}
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in fields.items())
    return f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode()


RUDE = {
    "a body of a megabyte": lambda scene: head(scene, content_length="1100000") + b"x" * 1_100_000,
    "1,001 fields": lambda scene: head(scene, content_length="5005") + b"a=bc&" * 1_001,
    "a head of 64 KB": lambda scene: head(scene, x_strange="x" * 65_536, content_length="0"),
    "an address of 64 KB": lambda scene: head(scene, "GET", "/" + "x" * 65_536),
    "chunks that are none": lambda scene: head(scene, transfer_encoding="chunked") + b"zz\r\nx\r\n0\r\n\r\n",
    "chunks and a length": lambda scene: head(scene, transfer_encoding="chunked", content_length="3") + b"0\r\n\r\n",
    "a length that is none": lambda scene: head(scene, content_length="many") + b"x",
    "two hosts": lambda scene: head(scene, content_length="0", Host="evil.example"),
    "no host": lambda scene: b"GET / HTTP/1.1\r\n\r\n",
    "another language": lambda scene: b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "only line ends": lambda scene: b"\r\n" * 4_000,
}


@pytest.mark.parametrize("rude", RUDE.values(), ids=RUDE)
def test_a_rude_request_is_refused_and_the_meeting_goes_on(scene: Scene, rude) -> None:  # type: ignore[no-untyped-def]
    raw = rude(scene)
    if raw.startswith(b"\r\n"):
        raw += b"x\r\n\r\n"
    line = said(scene, raw)
    assert line == b"" or line.split()[1].startswith(b"4"), line
    scene.put_up(scene.recorder(), "Mødet går videre")


def test_two_hundred_connections_that_say_nothing_more_disturb_nobody(scene: Scene) -> None:
    stream: Stream = scene.phone(scene.guest(scene.cast.signe), after=scene.seq())
    lines = [socket.create_connection(("127.0.0.1", scene.server.port), timeout=LIMIT) for _ in range(200)]
    try:
        for line in lines:
            line.sendall(b"POST /join HTTP/1.1\r\nhost: 127.0.0.1\r\nx-slow: ")
        asked = time.monotonic()
        scene.put_up(scene.recorder(), "Mens andre er langsomme", "next")
        assert "Mens andre er langsomme" in stream.until("Mens andre er langsomme")[-1].data
        assert time.monotonic() - asked < LIMIT
    finally:
        for line in lines:
            line.close()
