"""Hearing of changes that another process made: NOTIFY on PostgreSQL, the file's version on SQLite."""

import threading
import time
from typing import Any

from store.database import Store

EVERY = 0.05  # seconds between two looks at the file
ANY = ""  # told when it is not known which board changed


class Watcher(threading.Thread):
    """Tells the store's listeners of boards that other processes changed, until it is stopped."""

    def __init__(self, store: Store) -> None:
        super().__init__(daemon=True, name="watcher")
        self.store = store
        self.stopped = threading.Event()

    def run(self) -> None:
        """Listen; a lost connection is made again, and everybody looks once for what was missed."""
        while not self.stopped.is_set():
            try:
                (self._watch_file if self.store.encrypted else self._listen)()
            except Exception:  # the database is away: try again, and let the streams look themselves
                time.sleep(1)
            self.store.tell(ANY)

    def stop(self) -> None:
        """End within a second."""
        self.stopped.set()
        self.join(timeout=1)

    def _watch_file(self) -> None:
        connection: Any = self.store.engine.raw_connection()
        connection.detach()  # a connection of its own: the pool serves requests
        try:
            seen = None
            while not self.stopped.wait(EVERY):
                version = connection.execute("PRAGMA data_version").fetchone()[0]
                if version != seen and seen is not None:
                    self.store.tell(ANY)
                seen = version
        finally:
            connection.close()

    def _listen(self) -> None:
        import psycopg

        address = self.store.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("LISTEN boards")
            self.store.tell(ANY)
            while not self.stopped.is_set():
                for note in connection.notifies(timeout=0.2):
                    self.store.tell(note.payload)
