"""Two functions, reading() and writing(), hide two engines: SQLCipher and PostgreSQL."""

import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import QueuePool
from sqlmodel import Session

from store.base import may_be_id
from store.clock import Clock, utc_now
from store.keyfile import read_keys
from store.refusal import UnsafeSetup

_PRAGMAS = (
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=5000",
    "secure_delete=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "temp_store=MEMORY",
    "cache_size=-65536",
)
_WAL_TRIES, _WAL_PAUSE = 50, 0.1  # seconds between tries: five seconds in all, as for any other lock
OLDEST_SQLITE = (3, 51, 3)  # earlier versions can lose committed writes in WAL mode


class Gate:
    """Lets one writer in at a time, in the order in which they came."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._busy = False

    def __enter__(self) -> None:
        with self._lock:
            if not self._busy:
                self._busy = True
                return
            turn = threading.Event()
            self._waiting.append(turn)
        turn.wait()

    def __exit__(self, *_: object) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._busy = False


class Store:
    """One database, its clock, and those who want to hear of changed boards.

    `url` is `sqlite:///path` (encrypted with the key in `key_file`) or `postgresql://…`. Raises
    `UnsafeSetup` when the library or the key cannot be trusted.
    """

    def __init__(self, url: str, *, key_file: Path | None = None, clock: Clock = utc_now) -> None:
        self.url = make_url(url)
        self.clock = clock
        self.encrypted = self.url.get_backend_name() == "sqlite"
        self._secret = read_keys(key_file).root if key_file else None
        self.engine = _sqlite(self.url.database or "", key_file) if self.encrypted else _postgres(url)
        self._modes = {mode: self.engine.execution_options(mode=mode) for mode in ("reading", "writing")}
        self.listeners: list[Callable[[str], None]] = []
        self._gate: contextlib.AbstractContextManager[None] = Gate() if self.encrypted else contextlib.nullcontext()

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session that sees one unchanging state; a write in it is an error, not a silent loss."""
        with self._session("reading") as session:
            yield session
            session.rollback()

    @contextlib.contextmanager
    def writing(self) -> Iterator[Session]:
        """Open a session that commits at the end, or rolls back when an error leaves it.

        Boards named with `announce` are told to the listeners after the commit, never before.
        """
        with self._gate, self._session("writing") as session:
            yield session
            session.commit()
            announced = session.info["announced"]
        for board_id in announced:
            self.tell(board_id)

    def tell(self, board_id: str) -> None:
        """Wake those in this process who wait for the board."""
        for listener in self.listeners:
            listener(board_id)

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

    def _session(self, mode: str) -> Session:
        session = _Session(self._modes[mode], expire_on_commit=False)
        session.info.update(clock=self.clock, announced=[], encrypted=self.encrypted, secret=self._secret)
        return session


def now(session: Session) -> datetime:
    """Give the time by the session's clock, in UTC."""
    clock: Clock = session.info["clock"]
    return clock()


def announce(session: Session, board_id: str) -> None:
    """Say that a board changes in this transaction; it is heard only if the transaction commits."""
    announced: list[str] = session.info["announced"]
    if board_id in announced:
        return
    announced.append(board_id)
    if not session.info["encrypted"]:
        session.execute(text("SELECT pg_notify('boards', :board)"), {"board": board_id})


class _Session(Session):
    """A session that forgets what it announced when it is rolled back, and finds nothing under what cannot be an id."""

    def get(self, entity: Any, ident: Any, **options: Any) -> Any:
        """Give the row with this id, or None."""
        if isinstance(ident, str) and not may_be_id(ident):
            return None
        return super().get(entity, ident, **options)


@event.listens_for(_Session, "after_soft_rollback")
def _forget_announced(session: Any, transaction: Any) -> None:
    if transaction.parent is None:  # the whole transaction, not a savepoint in it
        session.info["announced"].clear()


def _sqlite(path: str, key_file: Path | None) -> Engine:
    from sqlcipher3 import dbapi2

    if tuple(dbapi2.sqlite_version_info) < OLDEST_SQLITE:
        raise UnsafeSetup(
            f"SQLite {dbapi2.sqlite_version} kan miste gemte ændringer. Installér sqlcipher3 0.6.4 eller nyere."
        )
    if key_file is None:
        raise UnsafeSetup("Databasen mangler en nøglefil. Sæt KEY_FILE.")
    keys = read_keys(key_file).fitting
    key = keys[0] if len(keys) == 1 else fitting(path, keys)

    def connect() -> Any:
        connection = dbapi2.connect(path, check_same_thread=False, isolation_level=None, timeout=5)
        connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
        try:
            _wal(connection, dbapi2.OperationalError)
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
        except dbapi2.DatabaseError as fault:
            connection.close()
            if getattr(fault, "sqlite_errorname", "") != "SQLITE_NOTADB":
                raise
            raise UnsafeSetup("Nøglen passer ikke til databasen. Sæt KEY_FILE til den nøgle, der hører til.") from None
        return connection

    # A stream never holds a connection, so the pool only serves short requests.
    engine = create_engine(
        "sqlite://",
        module=dbapi2,
        creator=connect,
        poolclass=QueuePool,
        pool_use_lifo=True,  # the connection that was used last has its pages decrypted already
        pool_size=40,
        max_overflow=20,
        hide_parameters=True,
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        # A writer takes the lock at once: upgrading a read to a write fails without waiting.
        writes = connection.get_execution_options().get("mode") == "writing"
        connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def fitting(path: str, keys: tuple[bytes, ...]) -> bytes:
    """Give the first key that opens the database: a change of key was stopped before it ended.

    A database that is locked says nothing about its key, so that is not taken for a key that does not fit.
    """
    from sqlcipher3 import dbapi2

    for key in keys:
        with contextlib.closing(dbapi2.connect(path)) as connection:
            connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
            try:
                connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            except dbapi2.OperationalError:
                raise
            except dbapi2.DatabaseError:
                continue
            return key
    return keys[0]


def _wal(connection: Any, locked: type[Exception]) -> None:
    """Turn the write-ahead log on; while another process does the same to a new file, SQLite says locked at once."""
    for _ in range(_WAL_TRIES):
        with contextlib.suppress(locked):
            connection.execute("PRAGMA journal_mode=WAL")
            return
        time.sleep(_WAL_PAUSE)
    connection.execute("PRAGMA journal_mode=WAL")


def _postgres(url: str) -> Engine:
    address = make_url(url).set(drivername="postgresql+psycopg")
    engine = create_engine(address, pool_size=20, max_overflow=20, pool_pre_ping=True, hide_parameters=True)

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        if connection.get_execution_options().get("mode") == "reading":
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")

    return engine
