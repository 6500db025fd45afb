"""Open an installation: key, database, migrations; refuses what is not safe."""

from pathlib import Path

import keeping.tables  # noqa: F401 - every table is known before the database opens
from store.clock import Clock, utc_now
from store.database import Store
from store.keyfile import make_key
from store.migrating import migrate
from web.settings import Settings


def open_store(settings: Settings, *, clock: Clock = utc_now) -> Store:
    """Open the database and bring it up to date; on the very first start, make the key and the file.

    A database without its key is never given a new key: that would lock it for ever.
    """
    file = database_file(settings)
    if file is None or not file.exists():
        make_key(settings.key_file)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    store = Store(settings.database_url, key_file=settings.key_file, clock=clock)
    migrate(store)
    if file is not None:
        file.chmod(0o600)
    return store


def database_file(settings: Settings) -> Path | None:
    """Give the database's file, or None on PostgreSQL."""
    scheme, _, path = settings.database_url.partition(":///")
    return Path(path) if scheme == "sqlite" else None
