"""What every test may ask for: a migrated database of its own, on SQLCipher or on PostgreSQL."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import store.audit
import store.limits
import store.outbox  # noqa: F401
from store.clock import shifted
from store.database import Store
from store.keyfile import make_key
from store.migrating import migrate

THE_DAY = datetime(2026, 9, 16, 12, 50, tzinfo=UTC)  # ten minutes before the sample's second meeting


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a migrated, empty database and its key, to be copied."""
    folder = tmp_path_factory.mktemp("migrated")
    make_key(folder / "key")
    store = Store(f"sqlite:///{folder}/tavlen.db", key_file=folder / "key")
    migrate(store)
    store.close()
    return folder


@pytest.fixture
def the_store(migrated: Path, tmp_path: Path) -> Iterator[Store]:
    """Give a database of this test's own, with the clock of the sample's second meeting."""
    folder = tmp_path / "store"
    shutil.copytree(migrated, folder)
    store = Store(f"sqlite:///{folder}/tavlen.db", key_file=folder / "key", clock=shifted(THE_DAY))
    yield store
    store.close()
