"""A meeting under way at a real server."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from store.base import new_id
from store.clock import shifted
from store.database import Store
from tests import postgres
from tests.cast import Cast
from tests.conftest import THE_DAY
from tests.live.scene import Scene
from tests.live.server import environment_of, running

Gathered = tuple[Path, Cast]


@contextmanager
def on_sqlcipher(gathered: Gathered, folder: Path, **more: str) -> Iterator[Scene]:
    """Run a server on a copy of the database that holds the cast."""
    shutil.copytree(gathered[0], folder)
    store = Store(f"sqlite:///{folder}/tavlen.db", key_file=folder / "key", clock=shifted(THE_DAY))
    with running(environment_of(store, **more), THE_DAY, quick=True) as server, ExitStack() as opened:
        yield Scene(server, store, gathered[1], opened)
    store.close()


@pytest.fixture(scope="module")
def scene(gathered: Gathered, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """Give the second meeting of the family Bro Madsen at a server that the tests of one file share."""
    with on_sqlcipher(gathered, tmp_path_factory.mktemp("live") / "store", HEARTBEAT="1") as found:
        yield found


@pytest.fixture
def own_scene(gathered: Gathered, tmp_path: Path) -> Iterator[Scene]:
    """Give the meeting at a server of this test's own, which it may stop, kill or start again."""
    with on_sqlcipher(gathered, tmp_path / "store", HEARTBEAT="1") as found:
        yield found


@pytest.fixture(scope="module")
def postgres_scene(
    postgres_server: postgres.Server,
    gathered_postgres: tuple[str, Cast],
    migrated: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Scene]:
    """Give the meeting at a server that the tests of one file share, whose database is a real PostgreSQL."""
    name, key = f"t{new_id()}", tmp_path_factory.mktemp("live") / "key"
    postgres_server.run(f"CREATE DATABASE {name} TEMPLATE {gathered_postgres[0]}")
    shutil.copy(migrated / "key", key)
    store = Store(postgres_server.url(name), key_file=key, clock=shifted(THE_DAY))
    with (
        running(environment_of(store, key=str(key), HEARTBEAT="1"), THE_DAY, quick=True) as server,
        ExitStack() as opened,
    ):
        yield Scene(server, store, gathered_postgres[1], opened)
    store.close()
    postgres_server.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module", params=["sqlcipher", pytest.param("postgres", marks=pytest.mark.postgres)])
def shared_scene(request: pytest.FixtureRequest) -> Scene:
    """Give the shared meeting on each engine."""
    found: Scene = request.getfixturevalue("scene" if request.param == "sqlcipher" else "postgres_scene")
    return found


@pytest.fixture
def a_scene(shared_scene: Scene) -> Iterator[Scene]:
    """Give the shared meeting on each engine; what this test opens is closed after it."""
    with ExitStack() as opened:
        yield replace(shared_scene, opened=opened)
