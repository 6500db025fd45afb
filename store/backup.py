"""A copy of the database while it is in use; it stays encrypted with the same key."""

from pathlib import Path

from store.clock import local
from store.database import Store


def copy_to(store: Store, folder: Path) -> Path:
    """Copy the database into the folder, under the Danish day and time. Gives the copy's file.

    The copy is one consistent state: writers go on meanwhile, and what they write is not in it.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = folder / f"tavlen-{local(store.clock()):%Y-%m-%d-%H%M%S}.db"
    connection = store.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA query_only=OFF")  # a reader may have used the connection before
        cursor.execute("VACUUM INTO ?", (str(target),))
    finally:
        connection.close()
    target.chmod(0o600)
    return target
