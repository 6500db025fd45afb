"""The server is killed at random moments while cards are written. `KILLS=1000 pytest tests/faults -s` for a long run."""

import os
import random
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text
from sqlmodel import select

from boards.tables import Card
from store.database import Store
from tests.faults.posting import Poster, lost_and_doubled
from tests.live.scene import Scene
from tests.live.server import eventually

KILLS = int(os.environ.get("KILLS", "20"))
WRITERS = 3
COPIES = 12


def test_no_acknowledged_card_is_lost_or_doubled(own_scene: Scene) -> None:
    chance = random.Random(20260916)
    with writing(own_scene) as posters:
        for _ in range(KILLS):
            kill_once(own_scene, posters, chance)
    print(report("kill -9", KILLS, posters))
    assert [poster.refused for poster in posters] == [[]] * WRITERS
    assert lost_and_doubled(own_scene, all_of(posters)) == (0, 0)


def test_the_check_finds_a_server_that_answers_too_early(own_scene: Scene) -> None:
    """The planted fault: the answer leaves before the commit."""
    scene, chance = own_scene, random.Random(20260916)
    scene.server.stop()
    scene.server.environment["FAULT"] = "early"
    scene.server.start()
    with writing(scene) as posters:
        for _ in range(3):
            kill_once(scene, posters, chance)
    lost, _ = lost_and_doubled(scene, all_of(posters))
    assert lost > 0


def test_the_files_of_any_moment_hold_what_was_acknowledged_before(own_scene: Scene, tmp_path: Path) -> None:
    """What a machine finds that starts again after a crash: the files of one instant, in the middle of the writing.

    The process is frozen while they are copied. It does not show what a disk loses that lies about syncing: that
    each commit is synced before its answer rests on `synchronous=FULL`, which the store's own tests ask for.
    """
    with writing(own_scene) as posters:
        for number in range(COPIES):
            time.sleep(random.Random(number).uniform(0.02, 0.2))  # a moment by chance, not a wait for something
            before = all_of(posters)
            image = copied(own_scene, tmp_path / str(number))
            assert problems(image, before) == ("ok", 0)


def test_the_check_of_the_files_finds_a_server_that_answers_too_early(own_scene: Scene, tmp_path: Path) -> None:
    scene = own_scene
    scene.server.stop()
    scene.server.environment["FAULT"] = "early"
    scene.server.start()
    with writing(scene) as posters:
        eventually(lambda: len(all_of(posters)) > 5)
        before = all_of(posters)
        health, lost = problems(copied(scene, tmp_path / "image"), before)
    assert (health, lost > 0) == ("ok", True)


@contextmanager
def writing(scene: Scene) -> Iterator[list[Poster]]:
    """Let several recorders write for as long as the block lasts; the server runs when it ends."""
    cookie = scene.staff(scene.cast.mikkel.actor)
    posters = [Poster(scene, cookie, f"Skriver {number}") for number in range(WRITERS)]
    for poster in posters:
        poster.start()
    yield posters
    for poster in posters:
        poster.stop()


def kill_once(scene: Scene, posters: list[Poster], chance: random.Random) -> None:
    """Wait until cards come through again, then kill the server at a moment by chance, and start it again."""
    enough = len(all_of(posters)) + chance.randint(1, 12)
    last = time.monotonic() + 20
    while len(all_of(posters)) < enough:
        assert time.monotonic() < last, "no card came through"
        time.sleep(chance.uniform(0, 0.004))
    scene.server.kill()
    scene.server.start()


def all_of(posters: list[Poster]) -> dict[str, str]:
    """Give every acknowledged card so far."""
    return {card_id: text for poster in posters for card_id, text in list(poster.acknowledged.items())}


def copied(scene: Scene, folder: Path) -> Path:
    """Copy the database as it stands at this instant, with the server frozen in whatever it does."""
    assert scene.server.process is not None
    scene.server.process.send_signal(signal.SIGSTOP)
    shutil.copytree(Path(scene.store.url.database or "").parent, folder, ignore=shutil.ignore_patterns("*-shm"))
    scene.server.process.send_signal(signal.SIGCONT)
    return folder


def problems(image: Path, acknowledged: dict[str, str]) -> tuple[str, int]:
    """Give what the database says of its own health, and how many acknowledged cards are not in it."""
    store = Store(f"sqlite:///{image}/tavlen.db", key_file=image / "key")
    with store.reading() as session:
        health = session.connection().execute(text("PRAGMA integrity_check")).scalar_one()
        there = set(session.exec(select(Card.id)))
    store.close()
    return str(health), len(set(acknowledged) - there)


def report(what: str, times: int, posters: list[Poster]) -> str:
    """Say in one line what was done."""
    retried = sum(poster.retried for poster in posters)
    return f"{what}: {times} times, {len(all_of(posters))} cards acknowledged, {retried} sent again"
