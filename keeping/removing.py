"""Remove rows for good: with everything that cannot be without them, and with a line in the ledger for each."""

from collections.abc import Iterator

from sqlalchemy import Column, delete, event, select, update
from sqlalchemy import Table as SqlTable
from sqlalchemy.orm import Session as OfSession
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session

from keeping.ledger import Ledger, Rows
from keeping.tables import Tidying
from store.base import metadata
from store.database import now

LAST = "last"
_UNWRITTEN = ("bucket",)  # its id may be somebody's address on the net
_AT_ONCE = 400  # ids in one question to the database


def hanging(session: Session, roots: Rows) -> Rows:
    """Give these rows and everything that cannot be without them, table by table."""
    found: Rows = {}
    waiting = list(roots.items())
    while waiting:
        name, ids = waiting.pop()
        new = ids - found.setdefault(name, set())
        found[name] |= new
        if new:
            waiting += [(column.table.name, with_ids(session, column, new)) for column in _pointing(name, needed=True)]
    return {name: ids for name, ids in found.items() if ids}


def remove(session: Session, ledger: Ledger, rows: Rows, *, written: Rows | None = None) -> None:
    """Delete these rows in the order that foreign keys allow; the ledger is on the disk before the caller commits.

    When the caller does not commit after all, the ledger takes the lines back.

    `written` are rows that the ledger names already. What merely points to a deleted row lets go of it.
    """
    mark = marked(session)
    tables = [table for table in reversed(metadata.sorted_tables) if rows.get(table.name)]
    for table in tables:
        for column in _pointing(table.name, needed=False):
            for part in _parts(rows[table.name]):
                session.execute(update(column.table).where(column.in_(part)).values({column.name: None}))
    for table in tables:
        for part in _parts(rows[table.name]):
            session.execute(delete(table).where(table.c.id.in_(part)))
    known = written or {}
    new = [
        (t.name, row)
        for t in tables
        if t.name not in _UNWRITTEN
        for row in sorted(rows[t.name] - known.get(t.name, set()))
    ]
    first = ledger.size
    mark.ledger = ledger.write(now(session), new) if new else first
    session.add(mark)
    if new:
        _take_back_unless_committed(session, ledger, first, mark.ledger)


def _take_back_unless_committed(session: Session, ledger: Ledger, first: int, end: int) -> None:
    """What the ledger names is still there when the transaction comes to nothing: the ledger says so too."""
    settled = False

    def commits(of: OfSession) -> None:
        nonlocal settled
        settled = settled or of.get_nested_transaction() is None

    def ends(of: OfSession, transaction: SessionTransaction) -> None:
        nonlocal settled
        if transaction.parent is None and not settled:
            settled = True
            ledger.take_back(now(session), first, end)

    event.listen(session, "after_commit", commits)
    event.listen(session, "after_transaction_end", ends)


def marked(session: Session) -> Tidying:
    """Give the row that says how far in the ledger this database is, locked for this transaction."""
    row = session.get(Tidying, LAST, with_for_update=True)
    if row is None:
        row = Tidying(id=LAST)
        session.add(row)
        session.flush()
    return row


def with_ids(session: Session, column: Column[str], ids: set[str]) -> set[str]:
    """Give the ids of the rows of which this column holds one of these ids."""
    table = column.table
    return {row for part in _parts(ids) for (row,) in session.execute(select(table.c.id).where(column.in_(part)))}


def _pointing(name: str, *, needed: bool) -> Iterator[Column[str]]:
    """Give the columns that point to this table: those that need what they point to, or those that do not."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            if any(_target(key.column.table) == name for key in column.foreign_keys) and column.nullable is not needed:
                yield column


def _target(table: SqlTable) -> str:
    return str(table.name)


def _parts(ids: set[str]) -> Iterator[list[str]]:
    ordered = sorted(ids)
    for first in range(0, len(ordered), _AT_ONCE):
        yield ordered[first : first + _AT_ONCE]
