"""A start loads what the first page needs, and nothing that waits for a document, a calendar or a migration."""

from store.migrating import head, newest
from tests.live.scene import Scene


def test_the_newest_migration_is_known_without_alembic() -> None:
    assert newest() == head()


def test_nothing_is_loaded_before_it_is_needed(scene: Scene) -> None:
    """The screen draws a QR code, and that is all."""
    assert scene.browser("").get("/sign-in").status_code == 200
    assert scene.browser(scene.guest(scene.cast.signe)).get("/phone/board").status_code == 200
    assert scene.server.inside()["loaded"] == []


def test_the_event_loop_and_the_parser_are_the_fast_ones(scene: Scene) -> None:
    assert scene.server.inside()["loop"] == "uvloop"
