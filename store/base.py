"""What every table has: a naming rule, an id and times in UTC."""

import json
import secrets
import time
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, Column, DateTime, MetaData, String
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
ID_LENGTH = 20

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata: MetaData = SQLModel.metadata


def new_id() -> str:
    """Give a fresh id: 20 lower-case letters and digits, the first 9 by time, the last 11 by chance."""
    moment, stamp = int(time.time() * 1000), ""
    for _ in range(9):
        moment, digit = divmod(moment, 36)
        stamp = _DIGITS[digit] + stamp
    return stamp + "".join(secrets.choice(_DIGITS) for _ in range(ID_LENGTH - 9))


def is_id(text: object) -> bool:
    """Say whether a text from outside has the shape of an id: 8 to 40 of a-z, 0-9 and hyphen."""
    return isinstance(text, str) and 8 <= len(text) <= 40 and all(c in _DIGITS + "-" for c in text)


def may_be_id(text: object) -> bool:
    """Say whether a text from outside can be asked for as an id: some databases choke on NUL and lone surrogates."""
    return isinstance(text, str) and len(text) <= 40 and text.isascii() and text.isprintable()


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, stored in UTC; SQLite would give it back without a zone."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Store UTC without its zone; a moment without a zone is a fault in our code."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Give the zone back."""
        return None if value is None else value.replace(tzinfo=UTC)


class Table(SQLModel):
    """The base of every table."""

    id: str = Field(default_factory=new_id, sa_type=String(40), primary_key=True)  # type: ignore[call-overload]


def moment(*, optional: bool = True, index: bool = False) -> Any:
    """Declare a column that holds a moment."""
    return Field(default=None if optional else ..., sa_type=UtcDateTime, nullable=optional, index=index)


def json_list() -> Any:
    """Declare a column that holds a list of short texts."""
    return Field(default_factory=list, sa_column=Column(JSON, nullable=False))


def plain(value: Any) -> Any:
    """Give a value as JSON can hold it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value


def dump(row: SQLModel | None) -> dict[str, Any] | None:
    """Give a row as a plain mapping, or None when there is no row."""
    if row is None:
        return None
    return {name: plain(getattr(row, name)) for name in type(row).model_fields}


def canonical(value: Any) -> str:
    """Give one text for one value, whatever the order of its keys."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
