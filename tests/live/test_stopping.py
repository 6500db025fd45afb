"""Breaks: the server stops, is killed, is away for a while; a reader is slow, or goes without a word."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace

import httpx2
import pytest

from tests.live.happening import put_up
from tests.live.scene import Scene
from tests.live.server import eventually
from tests.live.stream import Stream

MANY = 120


@pytest.fixture
def here(scene: Scene) -> Iterator[Scene]:
    """Give the shared meeting, at a server that runs again if a test stopped it; what this test opens is closed after it."""
    if scene.server.process is None:
        scene.server.start()
    with ExitStack() as opened:
        yield replace(scene, opened=opened)


def test_a_stream_never_holds_a_database_session(here: Scene) -> None:
    scene, cookie = here, here.guest(here.cast.signe)
    for _ in range(50):
        scene.phone(cookie, after=scene.seq())
    eventually(lambda: scene.server.inside()["viewers"] == 50)
    eventually(lambda: scene.server.inside()["checked_out"] == 0)


def test_viewers_that_go_away_are_let_go(here: Scene) -> None:
    """They leave nothing behind: no room, no task, and no memory that grows with each coming and going."""
    scene, cookie = here, here.guest(here.cast.signe)
    came_and_went(scene, cookie, 40)
    before = scene.server.inside()
    for _ in range(5):
        came_and_went(scene, cookie, 40)
    after = scene.server.inside()
    assert (after["rooms"], after["viewers"], after["tasks"]) == (0, 0, before["tasks"])
    assert after["rss"] - before["rss"] < 2_000


def test_a_meeting_goes_on_after_the_server_was_started_again(here: Scene) -> None:
    scene, cookie = here, here.guest(here.cast.signe)
    who, seen = scene.recorder(), scene.seq()
    with scene.phone(cookie, after=seen) as stream:
        scene.put_up(who, "Før genstarten")
        seen = stream.until("Før genstarten")[-1].id
        scene.server.stop()
        assert (list(stream.events()), stream.ended) == ([], True)
    scene.server.start()
    scene.put_up(who, "Efter genstarten")
    with scene.phone(cookie, after=0, last_event_id=seen) as stream:
        assert "Efter genstarten" in stream.until("Efter genstarten")[-1].data


def test_a_killed_server_loses_nothing_that_was_shown(here: Scene) -> None:
    scene, cookie = here, here.guest(here.cast.signe)
    who, seen = scene.recorder(), scene.seq()
    with scene.phone(cookie, after=seen) as stream:
        scene.put_up(who, "Set på telefonen")
        seen = stream.until("Set på telefonen")[-1].id
        scene.server.kill()
    scene.server.start()
    with scene.phone(cookie, after=seen) as stream:
        assert stream.quiet()
        scene.put_up(who, "Efter strømsvigtet")
        assert "Set på telefonen" in stream.until("Efter strømsvigtet")[-1].data


def test_a_proxy_that_answers_502_costs_nothing(here: Scene, proxy: "Proxy") -> None:
    scene, cookie, who = here, here.guest(here.cast.signe), here.recorder()
    stream = scene.phone(cookie, after=scene.seq(), port=proxy.port)
    scene.put_up(who, "Før bruddet")
    seen = stream.until("Før bruddet")[-1].id
    proxy.cut()
    with pytest.raises(ConnectionError):
        stream.event()
    scene.put_up(who, "Under bruddet")
    proxy.refuse_next()
    assert scene.phone(cookie, port=proxy.port, last_event_id=seen).status == 502
    again = scene.phone(cookie, port=proxy.port, last_event_id=seen)
    assert "Under bruddet" in again.until("Under bruddet")[-1].data


def test_a_slow_reader_holds_up_nobody(here: Scene) -> None:
    """Its page is as the board is now when it reads again: what it missed is not queued up for it."""
    scene, cookie, who = here, here.guest(here.cast.signe), here.recorder()
    slow, quick = scene.phone(cookie, after=scene.seq(), narrow=True), scene.phone(cookie, after=scene.seq())
    before, first = scene.server.inside()["rss"], scene.seq()
    assert max(more_than_fits(scene, who, quick)) < 1
    assert scene.server.inside()["rss"] - before < 30_000
    assert scene.server.inside()["behind"] > 10
    slow.widen()
    scene.put_up(who, "Endelig igen")
    events = slow.until("Endelig igen", within=10)
    assert (events[-1].id, len(events) < scene.seq() - first) == (scene.seq(), True)


def test_a_server_with_open_streams_stops_within_a_second(here: Scene) -> None:
    scene, cookie = here, here.guest(here.cast.signe)
    streams = [scene.phone(cookie, after=scene.seq()) for _ in range(100)]
    eventually(lambda: scene.server.inside()["viewers"] == 100)
    assert scene.server.stop() < 1
    assert [list(stream.events()) for stream in streams] == [[]] * 100
    assert all(stream.ended for stream in streams)


def test_a_reader_that_never_reads_does_not_hold_up_the_stop(here: Scene) -> None:
    scene, cookie, who = here, here.guest(here.cast.signe), here.recorder()
    scene.phone(cookie, after=scene.seq(), narrow=True)
    for waited in more_than_fits(scene, who, scene.phone(cookie, after=scene.seq())):
        assert waited < 1
        if scene.server.inside()["behind"] > 10:
            break
    assert scene.server.inside()["behind"] > 10
    assert scene.server.stop() < 2


def more_than_fits(scene: Scene, who: httpx2.Client, quick: Stream) -> Iterator[float]:
    """Send so much that the kernel's buffers for one reader overflow. Gives how long a quick reader waited each time."""
    for number in range(len(scene.texts()), MANY):
        put_up(scene, f"{number:03} " + "ord " * 95)
    card = scene.put_up(who, "Kort nul")
    for number in range(MANY):
        form = {"text": f"Kort i udgave {number:03}", "version": str(number + 1), "only_text": "1"}
        asked = time.monotonic()
        assert who.post(scene.address(f"cards/{card}/text"), data=form).status_code == 204
        quick.until(form["text"])
        yield time.monotonic() - asked


def came_and_went(scene: Scene, cookie: str, count: int) -> None:
    """Let viewers come, be counted, and go without a word."""
    streams = [scene.phone(cookie, after=scene.seq()) for _ in range(count)]
    eventually(lambda: scene.server.inside()["viewers"] == count)
    for stream in streams:
        stream.close()
    eventually(lambda: scene.server.inside()["viewers"] == 0)


class Proxy:
    """Passes bytes on to the server, until it is told to cut everything or to answer 502 once."""

    def __init__(self, target: Callable[[], int]) -> None:
        self.target = target
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        self.open: list[socket.socket] = []
        self.refusing = False
        self.thread = threading.Thread(target=self._accept, daemon=True)
        self.thread.start()

    def cut(self) -> None:
        """Cut every connection."""
        while self.open:
            _hang_up(self.open.pop())

    def refuse_next(self) -> None:
        """Answer the next connection with 502."""
        self.refusing = True

    def close(self) -> None:
        """End; every thread ends with its connection."""
        self.listener.shutdown(socket.SHUT_RDWR)
        self.thread.join(timeout=5)
        self.listener.close()
        self.cut()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            if self.refusing:
                self.refusing = False
                with client:
                    client.recv(65536)
                    client.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
                continue
            server = socket.create_connection(("127.0.0.1", self.target()))
            self.open += [client, server]
            for source, sink in ((client, server), (server, client)):
                threading.Thread(target=_pass_on, args=(source, sink), daemon=True).start()


def _pass_on(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while part := source.recv(65536):
            sink.sendall(part)
    _hang_up(source)
    _hang_up(sink)
    source.close()  # the sink is the other thread's source, and may be in the middle of a read


def _hang_up(one: socket.socket) -> None:
    with suppress(OSError):  # the other end was quicker
        one.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def proxy(here: Scene) -> Iterator[Proxy]:
    """Give a proxy in front of the server."""
    found = Proxy(lambda: here.server.port)
    yield found
    found.close()
