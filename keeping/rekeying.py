"""Change the database's key: at every moment the key file opens the database, and the old key goes when the new is proven."""

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from keeping.restoring import IN_USE, check_whole
from store.database import Store, fitting
from store.keyfile import Keys, read_keys, sync_folder, write_keys
from store.refusal import UnsafeSetup


def change_key(database: Path, key_file: Path, *, today: date) -> Path:
    """Give the database a new key. Gives the file with the old one, which the copies of before today still need.

    The steps: the coming key into the key file; a copy of the database with it, read to its last page; the copy into the
    database's place; the old key out. Stopped between any two, the key file holds the key that fits, and the next
    change begins anew. Nobody else uses the database meanwhile: raises UnsafeSetup when somebody does.
    """
    draft = database.with_name(f".{database.name}.rekeying")
    keys = read_keys(key_file)
    fits = _fitting(database, keys)  # before everybody is kept out, ourselves too
    with _alone(database, key_file) as connection:
        if read_keys(key_file) != keys:  # somebody else's change ended while we waited: ours would write its key away
            raise UnsafeSetup(IN_USE)
        _forget(draft, key_file)
        old = Keys(keys.database, keys.root)
        aside = _keep(key_file, old, today)
        if fits == keys.database:
            keys = replace(keys, coming=secrets.token_bytes(32))
            write_keys(key_file, keys)
            _copy(connection, draft, keys)
            _prove(draft, key_file, keys)
            draft.replace(database)
            sync_folder(database.parent)
        write_keys(key_file, _new(keys))
    return aside


def _fitting(database: Path, keys: Keys) -> bytes:
    from sqlcipher3 import dbapi2

    try:
        return fitting(str(database), keys.fitting)
    except dbapi2.OperationalError:
        raise UnsafeSetup(IN_USE) from None


def _new(keys: Keys) -> Keys:
    """Give the keys as they are after the change."""
    return Keys(keys.fitting[-1], keys.root)


@contextmanager
def _alone(database: Path, key_file: Path) -> Iterator[Any]:
    """Give a connection that keeps everybody else out; the write-ahead log is empty by then."""
    store = Store(f"sqlite:///{database}", key_file=key_file)
    try:
        with closing(store.engine.raw_connection()) as pooled:
            connection: Any = pooled.driver_connection
            connection.execute("PRAGMA busy_timeout=0")
            try:
                alone = connection.execute("PRAGMA journal_mode=DELETE").fetchone() == ("delete",)
                connection.execute("PRAGMA locking_mode=EXCLUSIVE")
                connection.execute("BEGIN EXCLUSIVE")
                connection.execute("COMMIT")
            except connection.OperationalError:
                alone = False
            if not alone:
                raise UnsafeSetup(IN_USE)
            yield connection
            pooled.invalidate()
    finally:
        store.close()


def _keep(key_file: Path, old: Keys, today: date) -> Path:
    """Put the old key in a file of its own, with the day in its name; a change that is begun anew keeps the first one."""
    aside = key_file.with_name(f"{key_file.name}.before-{today}")
    number = 1
    while aside.exists() and read_keys(aside) != old:
        number += 1
        aside = key_file.with_name(f"{key_file.name}.before-{today}-{number}")
    write_keys(aside, old)
    return aside


def _copy(connection: Any, draft: Path, keys: Keys) -> None:
    """Copy the database and give the copy the coming key."""
    from sqlcipher3 import dbapi2

    connection.execute("VACUUM INTO ?", (str(draft),))
    draft.chmod(0o600)
    with closing(dbapi2.connect(str(draft), isolation_level=None)) as connection:
        connection.execute(f"PRAGMA key=\"x'{keys.database.hex()}'\"")
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute(f"PRAGMA rekey=\"x'{_new(keys).database.hex()}'\"")


def _prove(draft: Path, key_file: Path, keys: Keys) -> None:
    """Read every page of the new database with the new key, and with nothing else."""
    trial = key_file.with_name(f".{key_file.name}.trial")
    try:
        write_keys(trial, _new(keys))
        check_whole(draft, draft.name, trial)
    finally:
        trial.unlink(missing_ok=True)
    for end in ("-wal", "-shm"):
        draft.with_name(draft.name + end).unlink(missing_ok=True)
    handle = os.open(draft, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _forget(draft: Path, key_file: Path) -> None:
    """Take away what a change that was stopped has left behind: half a copy, and drafts that hold a key."""
    name, chance = re.escape(key_file.name), "[0-9a-f]{16}"  # others' hidden files beside the key stay
    drafts = re.compile(rf"\.{name}\.(before-[\d-]+\.)?{chance}|\.{name}\.trial|\.\.{name}\.trial\.{chance}")
    for left in [one for one in key_file.parent.iterdir() if drafts.fullmatch(one.name)]:
        left.unlink()
    for end in ("", "-journal", "-wal", "-shm"):
        draft.with_name(draft.name + end).unlink(missing_ok=True)
