"""The nightly tidying: what is past its time goes, in bounded transactions, and leaves no trace in the file."""

from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, func, select

from accounts.actor import SYSTEM
from keeping.due import Batch, due
from keeping.holding import held_families
from keeping.ledger import Ledger
from keeping.periods import CLASSES, period
from keeping.removing import LAST, marked, remove
from keeping.tables import Tidying
from store import limits
from store.audit import AuditEntry, forget_before, note
from store.clock import local, local_date
from store.compacting import compact
from store.database import Store, now
from store.limits import TooOften

Counts = dict[str, int]  # class -> rows
NIGHT = (3, 5)  # from and until which hour by Danish time: nobody sits in a meeting
LATE = timedelta(hours=36)  # so long after the last whole run any hour will do: the machine was off at night
AGAIN = timedelta(hours=1)  # before another attempt, when one came to nothing


def foreseen(session: Session) -> Counts:
    """Give how many rows of each class the next run takes. Nothing is changed."""
    counts: Counter[str] = Counter()
    for batch in due(session):
        counts[batch.key] += batch.count
    counts["audit"] += _old_looks(session)
    return _in_order(counts)


def tidy(store: Store, ledger: Ledger) -> Counts:
    """Delete what is due, then take it out of the file and its log. Gives how many rows of each class went."""
    counts: Counter[str] = Counter()
    while (batch := _next(store, ledger)) is not None:
        counts[batch.key] += batch.count
    with store.writing() as session:
        counts["audit"] += forget_before(session, _looks_until(session))
        row = marked(session)
        row.at, row.removed = now(session), _in_order(counts)
        session.add(row)
    compact(store)
    return _in_order(counts)


def claim(store: Store) -> bool:
    """Say whether this process is the one that tidies now; the first that asks is.

    There is one whole run a day by the Danish calendar, at night (`NIGHT`), or at any hour when the last one is too long
    ago (`LATE`) or there was none. An attempt that comes to nothing is tried again after an hour.
    """
    with store.reading() as session:
        if not _is_time(session):
            return False
    try:
        with store.writing() as session:
            limits.take(session, "tidy", most=1, within=AGAIN)
            return _is_time(session)  # another process may have finished in the meantime
    except TooOften:
        return False


def _is_time(session: Session) -> bool:
    row, moment = session.get(Tidying, LAST), now(session)
    last = row.at if row else None
    if last is None or moment - last > LATE:
        return True
    return NIGHT[0] <= local(moment).hour < NIGHT[1] and local_date(last) < local_date(moment)


def _next(store: Store, ledger: Ledger) -> Batch | None:
    """Delete the first batch that is due, and give it; None when nothing is."""
    with store.writing() as session:
        batch = next(due(session), None)
        if batch is not None:
            for table, row, values in batch.emptied:
                session.execute(update(table).where(col(table.id) == row).values(**values))  # type: ignore[attr-defined]
            remove(session, ledger, batch.rows)
            if batch.key == "case" and batch.family_id:
                note(session, actor=SYSTEM.id, verb="deleted family", thing=batch.family_id, family=batch.family_id)
    return batch


def _looks_until(session: Session) -> datetime:
    """Give the moment before which looks go: they are a chain, so everything from a held family's first one on stays."""
    held = held_families(session)
    first = (
        session.exec(select(func.min(AuditEntry.at)).where(col(AuditEntry.family).in_(held))).one() if held else None
    )
    old = now(session) - period(session, "audit")
    return min(old, first) if first else old


def _old_looks(session: Session) -> int:
    until = _looks_until(session)
    return session.exec(select(func.count()).select_from(AuditEntry).where(AuditEntry.at < until)).one()


def _in_order(counts: Counter[str]) -> Counts:
    return {kept.key: counts[kept.key] for kept in CLASSES if counts[kept.key]}
