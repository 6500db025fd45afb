"""A meeting under way at a real server."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from store.base import new_id
from store.clock import shifted
from store.database import Store
from tests import postgres
from tests.cast import Cast
from tests.conftest import THE_DAY
from tests.live.scene import Scene
from tests.live.server import Server, environment_of, running

Gathered = tuple[Path, Cast]


@contextmanager
def on_sqlcipher(gathered: Gathered, folder: Path, **more: str) -> Iterator[Scene]:
    """Run a server on a copy of the database that holds the cast."""
    shutil.copytree(gathered[0], folder)
    store = Store(f"sqlite:///{folder}/tavlen.db", key_file=folder / "key", clock=shifted(THE_DAY))
    with running(environment_of(store, **more), THE_DAY) as server, ExitStack() as opened:
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


@pytest.fixture
def another(own_scene: Scene) -> Iterator[Callable[[], Server]]:
    """Give a way to start one more server on the same database."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(running(own_scene.server.environment, THE_DAY))


@pytest.fixture
def postgres_scene(
    postgres_server: postgres.Server, gathered_postgres: tuple[str, Cast], migrated: Path, tmp_path: Path
) -> Iterator[Scene]:
    """Give the meeting at a server of this test's own, whose database is a real PostgreSQL."""
    name = f"t{new_id()}"
    postgres_server.run(f"CREATE DATABASE {name} TEMPLATE {gathered_postgres[0]}")
    shutil.copy(migrated / "key", tmp_path / "key")
    store = Store(postgres_server.url(name), key_file=tmp_path / "key", clock=shifted(THE_DAY))
    with (
        running(environment_of(store, key=str(tmp_path / "key"), HEARTBEAT="1"), THE_DAY) as server,
        ExitStack() as opened,
    ):
        yield Scene(server, store, gathered_postgres[1], opened)
    store.close()
    postgres_server.run(f"DROP DATABASE {name} WITH (FORCE)")
