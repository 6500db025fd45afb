"""Take what was deleted out of the database's files."""

import time
from typing import Any

from sqlalchemy import text

from store.database import Store

_TRIES, _PAUSE = 20, 0.25  # seconds: a reader that began before the deletion may hold the log for a moment


def compact(store: Store) -> bool:
    """Leave nothing deleted in the files, and say whether that is done.

    SQLite zeroes what is deleted (`secure_delete`); its write-ahead log still holds the old pages, so it is emptied.
    PostgreSQL keeps old rows until VACUUM, and its own log until it is recycled.
    """
    if not store.encrypted:
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as postgres:
            postgres.execute(text("VACUUM"))
        return True
    connection: Any = store.engine.raw_connection()
    try:
        for _ in range(_TRIES):
            busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if not busy:
                return True
            time.sleep(_PAUSE)
        return False
    finally:
        connection.close()
