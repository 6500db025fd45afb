"""Who looked at what, and who changed what: a chain that shows when a line is changed, and never any content."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, event
from sqlmodel import Field, Session, col, select

from store.base import Table, moment
from store.database import now
from store.refusal import UnsafeSetup
from store.sealing import mark

HEAD = "head"
FIELDS = ("id", "seq", "at", "actor", "session", "verb", "thing", "family", "why")
WAITING = "noted"  # what is noted in this transaction, until its end


class AuditEntry(Table, table=True):
    """One look or one change. `actor`, `thing` and `family` are ids; no text that a person wrote stands here.

    `seq` numbers the entries from 1 without a gap; `mark` chains each to the one before. `why` is
    the tie that let the asker in, a word from a fixed list.
    """

    seq: int | None = Field(default=None, unique=True, index=True)
    at: datetime = moment(optional=False, index=True)
    actor: str = Field(index=True)
    verb: str
    thing: str
    family: str = Field(default="", index=True)
    session: str = ""
    why: str = ""
    mark: str = ""


class AuditHead(Table, table=True):
    """The one row that says where the chain ends, and where it begins when its oldest part is no longer kept.

    Who writes an entry holds this row until the transaction ends, so numbers have no gap. `begin_seal` shows that
    Tavlen itself, and nobody else, moved the beginning.
    """

    seq: int = 0
    mark: str = ""
    begin_seq: int = 0
    begin_mark: str = ""
    begin_seal: str = ""


class AuditCheck(Table, table=True):
    """The one row that says when the chain was last verified, how many entries it had, and whether it was whole.

    `good` is the number of the last entry that was in order.
    """

    at: datetime = moment(optional=False)
    entries: int
    good: int
    whole: bool


@dataclass(frozen=True)
class Look:
    """One entry as others read it."""

    id: str
    seq: int
    at: datetime
    actor: str
    verb: str
    thing: str
    family: str
    why: str


def note(
    session: Session, *, actor: str, verb: str, thing: str, family: str = "", why: str = "", login: str = ""
) -> None:
    """Write down that this actor did this to this thing, in the transaction that is under way.

    The entry gets its number at the end, just before the commit: the chain is held for a moment, and always after every
    board, so that two writers never wait for each other. A session that only reads cannot note anything.
    """
    if session.connection().get_execution_options().get("mode") != "writing":
        raise RuntimeError("a look is noted in a transaction that writes")
    entry = {"actor": actor, "verb": verb, "thing": thing, "family": family, "why": why, "session": login}
    session.info.setdefault(WAITING, []).append(entry)


@event.listens_for(Session, "before_commit")
def _write_down(session: Any) -> None:
    if session.info.get(WAITING) and session.get_nested_transaction() is None:
        session.flush()
        waiting = session.info.pop(WAITING)
        head = _hold(session)
        for entry in waiting:
            _append(session, head, AuditEntry(at=now(session), **entry))
        session.add(head)


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Any, transaction: Any) -> None:
    if transaction.parent is None:
        session.info.pop(WAITING, None)


def _hold(session: Session) -> AuditHead:
    """Give the chain's end, held until this transaction ends; what was noted before there was a chain is its beginning."""
    head = session.get(AuditHead, HEAD, with_for_update=True, populate_existing=True)
    if head is None:
        raise UnsafeSetup("Sporet over, hvem der har set hvad, mangler sin ende. Kør: tavlen audit check")
    if head.seq == 0:
        old = select(AuditEntry).where(col(AuditEntry.seq).is_(None)).order_by(col(AuditEntry.at), col(AuditEntry.id))
        for entry in session.exec(old).all():
            _append(session, head, entry)
    return head


def _append(session: Session, head: AuditHead, entry: AuditEntry) -> None:
    entry.seq = head.seq + 1
    entry.mark = marked(session, entry, head.mark)
    head.seq, head.mark = entry.seq, entry.mark
    session.add(entry)


def marked(session: Session, entry: Any, before: str) -> str:
    """Give the mark of an entry after the one that bears the mark `before`."""
    values = [getattr(entry, name) for name in FIELDS]
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    return mark(session, json.dumps([*plain, before]), purpose="audit")


def begin_seal(session: Session, seq: int, before: str) -> str:
    """Give the seal of a chain whose first kept entry comes after number `seq` with this mark."""
    return mark(session, f"{seq} {before}", purpose="audit begins")


def forget_before(session: Session, moment: datetime) -> int:
    """Let go of the entries older than the moment; the rest stays a whole chain. Gives how many went.

    The newest entry stays whatever its age, and so does everything after the first entry that is young enough.
    """
    head = _hold(session)
    kept = select(AuditEntry.seq).where(AuditEntry.at >= moment).order_by(col(AuditEntry.seq))
    first = session.exec(kept).first() or head.seq
    gone = session.exec(select(AuditEntry).where(col(AuditEntry.seq) < first).order_by(col(AuditEntry.seq))).all()
    if gone:
        last = gone[-1]
        head.begin_seq, head.begin_mark = last.seq or 0, last.mark
        head.begin_seal = begin_seal(session, head.begin_seq, head.begin_mark)
        session.add(head)
    for entry in gone:
        session.delete(entry)
    return len(gone)


def looks_at(session: Session, family_id: str) -> list[Look]:
    """Give every look at this family and every change of it, oldest first."""
    wanted = select(AuditEntry).where(AuditEntry.family == family_id).order_by(col(AuditEntry.seq))
    return [look_of(entry) for entry in session.exec(wanted)]


def looks_between(session: Session, first: datetime, end: datetime) -> Iterator[Look]:
    """Give every entry from `first` up to `end`, oldest first."""
    wanted = select(AuditEntry).where(AuditEntry.at >= first, AuditEntry.at < end).order_by(col(AuditEntry.seq))
    return map(look_of, session.exec(wanted))


def look_of(entry: AuditEntry | Row[Any]) -> Look:
    """Give an entry as a frozen value."""
    return Look(entry.id, entry.seq or 0, entry.at, entry.actor, entry.verb, entry.thing, entry.family, entry.why)
