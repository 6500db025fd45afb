"""A canary in every column of every table that can hold somebody's words, and ways to look for it in the files."""

import os
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlalchemy import CheckConstraint, Column, DateTime, LargeBinary, String, TypeDecorator
from sqlalchemy import Table as SqlTable
from sqlalchemy.types import TypeEngine
from sqlmodel import Session

from keeping.periods import NOTHING_PERSONAL
from store.base import metadata
from store.database import Store
from tests.keeping.lives import decrypted

CHAIN = "auditentry"  # only ids and fixed words by its own tests, and a chain that no stranger's row may stand in
IDS = {("outboxmail", "meeting_id")}  # ids that the database does not know to be any
WORDS_AS_ID = {("bucket", "id")}  # an address on the net may stand here


def tables() -> list[SqlTable]:
    """Give the tables that hold anything about people, parents before those that point to them."""
    return [table for table in metadata.sorted_tables if table.name not in (*NOTHING_PERSONAL, CHAIN)]


def of_words(table: SqlTable) -> list[Column[Any]]:
    """Give the columns that can hold words: every text, JSON or bytes but ids and words from a fixed list."""
    fixed = " ".join(str(one.sqltext) for one in table.constraints if isinstance(one, CheckConstraint))
    return [column for column in table.columns if _holds_words(column) and f"{column.name} in (" not in fixed]


def canary(column: Column[Any]) -> str:
    """Give the one word that stands in this column and nowhere else."""
    return f"kanariefugl.{column.table.name}.{column.name}."


def row_of(table: str) -> str:
    """Give the id of the row that holds a table's canaries."""
    return f"kanarie{table}"


def fill(session: Session, moment: datetime) -> None:
    """Write one row with a canary in each of its columns of words into every table."""
    for table in tables():
        words = set(of_words(table))
        row = {column.name: _value(column, moment, column in words) for column in table.columns}
        session.execute(table.insert().values(row))


def every_canary() -> set[str]:
    """Give the canaries of all columns."""
    return {canary(column) for table in tables() for column in of_words(table)}


def found_in(content: bytes) -> set[str]:
    """Give the canaries that stand in these bytes."""
    return {one for one in every_canary() if one.encode() in content}


def places(store: Store, folder: Path, *copies: Path) -> Iterator[tuple[str, bytes]]:
    """Give every file of the database as it is inside, its log and its index, and what the process has open without a name."""
    database = Path(store.url.database or "")
    plain = database.read_bytes().startswith(b"SQLite format 3")
    for path in (*sorted(folder.glob(f"{database.name}*")), *copies):
        as_it_is = plain or path.name.endswith("-shm")
        yield path.name, path.read_bytes() if as_it_is else decrypted(path, folder / "key")
    yield "unnamed", b"".join(_unnamed())


def _unnamed() -> Iterator[bytes]:
    """Give what stands in files that are open and have no name any more: SQLite's temporary files are such."""
    for link in Path("/proc/self/fd").iterdir():
        if (target := _target(link)).endswith("(deleted)") and "etilqs" in target:
            handle = os.open(link, os.O_RDONLY)
            try:
                yield os.pread(handle, os.fstat(handle).st_size, 0)
            finally:
                os.close(handle)


def _target(link: Path) -> str:
    try:
        return os.readlink(link)
    except FileNotFoundError:
        return ""


def _holds_words(column: Column[Any]) -> bool:
    place = (column.table.name, column.name)
    if place in IDS or column.foreign_keys or (column.primary_key and place not in WORDS_AS_ID):
        return False
    return isinstance(_kind(column), String | sqlalchemy.JSON | LargeBinary)


def _kind(column: Column[Any]) -> TypeEngine[Any]:
    """Give the type in the database; some of ours only wrap it."""
    return column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type


def _value(column: Column[Any], moment: datetime, words: bool) -> Any:
    """Give what stands in a column: its canary, the canary row it points to, or the least that it allows."""
    if words:
        return _in_the_type(column)
    if column.foreign_keys:
        return row_of(next(iter(column.foreign_keys)).column.table.name)
    if column.primary_key:
        return row_of(column.table.name)
    if (column.table.name, column.name) in IDS:
        return row_of("meeting")
    if isinstance(_kind(column), DateTime):
        return moment
    return _least(column, moment.date())


def _in_the_type(column: Column[Any]) -> Any:
    if isinstance(_kind(column), LargeBinary):
        return canary(column).encode()
    if isinstance(_kind(column), sqlalchemy.JSON):
        return {"cards": [], "seats": [], "word": canary(column)} if column.name == "final" else [canary(column)]
    assert isinstance(_kind(column), String), f"{column} is of a type that no canary was ever written in"
    return canary(column)


def _least(column: Column[Any], day: date) -> Any:
    if isinstance(_kind(column), String):  # a word from a fixed list
        checks = [str(c.sqltext) for c in column.table.constraints if isinstance(c, CheckConstraint)]
        return next(one for one in checks if f"{column.name} in (" in one).split("'")[1]
    return {int: 1, bool: False, date: day, float: 1.0}[_kind(column).python_type]
