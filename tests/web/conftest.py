"""One world for the tests that ask many things of it: each finds it as it was."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from store.clock import shifted
from store.database import Store
from tests.cast import Cast
from tests.conftest import THE_DAY
from tests.web.furnished import World, furnished, same_cookies, undone

A_MINUTE_LATER = THE_DAY + timedelta(minutes=1)


@pytest.fixture(scope="session")
def one_world(gathered: tuple[Path, Cast], tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("furnished") / "store"
    shutil.copytree(gathered[0], folder)
    store = Store(f"sqlite:///{folder}/tavlen.db", key_file=folder / "key", clock=shifted(THE_DAY))
    yield furnished(store, gathered[1], folder / "key")
    store.close()


@pytest.fixture
def world(one_world: World) -> Iterator[World]:
    """Give two furnished families and everybody's browser. Whatever a test changes is put back.

    Each test begins a minute after they were furnished: everybody's proof of who they are is fresh, however long others took.
    """
    one_world.app.store.clock = shifted(A_MINUTE_LATER)
    with undone(one_world.app.store), same_cookies(*one_world.browsers.values()):
        yield one_world


@pytest.fixture
def clock_stands_still(world: World) -> None:
    """Let no time pass, for a test that asks so much that a proof or a session would be over on a slow machine."""
    world.app.store.clock = lambda: A_MINUTE_LATER
