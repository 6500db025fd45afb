"""Two servers on one database: a change in one reaches the streams of the other."""

import time
from collections.abc import Iterator

import psycopg
import pytest

from tests.conftest import THE_DAY
from tests.live.happening import put_up
from tests.live.scene import Scene
from tests.live.server import Server, running


@pytest.fixture(scope="module")
def another(shared_scene: Scene) -> Iterator[Server]:
    """Give one more server on the same database."""
    with running(shared_scene.server.environment, THE_DAY, quick=True) as server:
        yield server


def test_a_change_in_one_process_reaches_the_streams_of_the_other(a_scene: Scene, another: Server) -> None:
    scene, second = a_scene, another
    signe, here = scene.guest(scene.cast.signe), scene.recorder()
    there = scene.browser(scene.staff(scene.cast.mikkel.actor), second)
    streams = [scene.phone(signe, after=scene.seq(), port=port) for port in (scene.server.port, second.port)]
    for number in range(20):
        scene.put_up(here if number % 2 else there, f"Kort nummer {number:02}")
    for stream in streams:
        events = stream.until("Kort nummer 19")
        ids = [event.id for event in events]
        assert ids == sorted(set(ids))
        assert all(f"Kort nummer {number:02}" in events[-1].data for number in range(20))


def test_a_reader_may_go_on_at_the_other_process(a_scene: Scene, another: Server) -> None:
    scene, second = a_scene, another
    signe, who, seen, ports = scene.guest(scene.cast.signe), scene.recorder(), scene.seq(), [0, second.port]
    for number in range(10):
        scene.put_up(who, f"Næste læser {number}.")
        with scene.phone(signe, last_event_id=seen, port=ports[number % 2]) as stream:
            seen = stream.until(f"Næste læser {number}.")[-1].id
    assert seen == scene.seq()


def test_a_change_by_a_process_that_serves_nobody_arrives_too(a_scene: Scene) -> None:
    stream = a_scene.phone(a_scene.guest(a_scene.cast.signe), after=a_scene.seq())
    put_up(a_scene, "Skrevet af et andet program")
    assert stream.until("Skrevet af et andet program", within=2)


def test_writing_elsewhere_does_not_silence_the_heartbeat(scene: Scene) -> None:
    stream = scene.phone(scene.guest(scene.cast.signe), after=scene.seq())
    last, beats = time.monotonic() + 3.5, 0
    while time.monotonic() < last:
        scene.staff(scene.cast.lene.actor)  # a sign-in: another commit of the same file
        try:
            event = stream.event(within=0.2)
            beats += event is not None and event.name == "heartbeat"
        except TimeoutError:
            continue
    assert beats >= 2


@pytest.mark.parametrize("shared_scene", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_nothing_is_lost_when_the_listening_connection_dies(a_scene: Scene, another: Server) -> None:
    scene, who = a_scene, a_scene.recorder()
    stream = scene.phone(scene.guest(scene.cast.signe), after=scene.seq())
    for number in range(6):
        assert _end_listening(scene) >= (2 if number == 0 else 0)  # that of each server
        scene.put_up(who, f"Uden forbindelse {number}")
        put_up(scene, f"Fra et andet program {number}")
    events = stream.until("Fra et andet program 5")
    assert all(f"program {n}" in events[-1].data and f"forbindelse {n}" in events[-1].data for n in range(6))


def _end_listening(scene: Scene) -> int:
    """End every connection that listens. Gives how many there were."""
    url = scene.store.url.render_as_string(hide_password=False)
    found = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN boards'"
    with psycopg.connect(url, autocommit=True) as connection:
        return len(connection.execute(found).fetchall())
