"""Whether the chain of looks is whole: each number, each mark, its end, and the anchors outside the database."""

import logging
from collections.abc import Generator, Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session, col, select

from store.anchoring import Anchor, read_anchors, restored_mark
from store.audit import HEAD, AuditCheck, AuditEntry, AuditHead, begin_seal, marked
from store.database import Store, now
from store.refusal import UnsafeSetup

log = logging.getLogger("tavlen.audit")
LAST = "last"
RESTORED = "Er databasen lagt tilbage fra en kopi, så kør: tavlen audit restored"
PAGE = 1_000  # entries that are read at a time


@dataclass(frozen=True)
class Verdict:
    """How many entries and anchors were compared, and what is wrong first; `good` is the last number that is in order."""

    entries: int
    anchors: int
    good: int
    wrong: str = ""
    lost: tuple[str, ...] = ()


class _Wrong(Exception):
    def __init__(self, good: int, sentence: str) -> None:
        self.good = good
        super().__init__(sentence)


def check(store: Store, file: Path) -> Verdict:
    """Verify the chain against the file's anchors, and keep when that was and whether it held. Holds no writer up.

    The anchors are read first: what is anchored in the meantime stands in the chain already.
    """
    try:
        anchors = read_anchors(file)
        with store.reading() as session:
            found = verify(session, anchors)
    except UnsafeSetup as no:
        found = Verdict(0, 0, 0, wrong=str(no))
    with store.writing() as session:
        row = AuditCheck(id=LAST, at=now(session), entries=found.entries, good=found.good, whole=not found.wrong)
        session.merge(row)
    if found.wrong:
        log.error("audit broken after %s", found.good)
    return found


def verify(session: Session, anchors: Iterable[Anchor]) -> Verdict:
    """Walk the chain from its beginning to its end, then compare it with what stands outside the database."""
    anchors = list(anchors)
    known: dict[int, str] = {}
    try:
        begin = _begin(session)
        last = _walk(session, begin, known)
        _end(session, last, known)
        held = [one for one in _standing(session, anchors) if one.seq >= begin]
        _compare(held, last, known)
    except _Wrong as no:
        return Verdict(len(known), len(anchors), no.good, wrong=str(no))
    return Verdict(last - begin, len(held), last, lost=tuple(_said(one) for one in anchors if one.restored))


def last_held(session: Session, anchors: list[Anchor]) -> int:
    """Give the number of the last anchor that the chain still bears; 0 when it bears none."""
    marks = dict(session.exec(select(AuditEntry.seq, AuditEntry.mark).where(_among(anchors))).all())
    return max((one.seq for one in anchors if marks.get(one.seq) == one.mark), default=0)


def _among(anchors: list[Anchor]):  # type: ignore[no-untyped-def]
    return col(AuditEntry.seq).in_([one.seq for one in anchors])


def _begin(session: Session) -> int:
    head = session.get(AuditHead, HEAD)
    if head is None:
        raise _Wrong(0, "Sporets ende er slettet.")
    if (head.begin_seq or head.begin_seal) and head.begin_seal != begin_seal(session, head.begin_seq, head.begin_mark):
        raise _Wrong(0, "Sporets begyndelse er flyttet af en anden end Tavlen.")
    return head.begin_seq


def _walk(session: Session, begin: int, known: dict[int, str]) -> int:
    """Check each number and each mark; fills in the marks by their numbers. Gives the last number."""
    last, before = begin, session.get_one(AuditHead, HEAD).begin_mark
    try:
        with closing(_entries(session)) as entries:
            for entry in entries:
                last, before = _follows(session, entry, last, before)
                known[last] = before
    except (ValueError, TypeError):  # a column holds what its kind cannot hold
        raise _Wrong(last, f"Linje {last + 1} er ændret. Den kan ikke læses.") from None
    return last


def _follows(session: Session, entry: AuditEntry, last: int, before: str) -> tuple[int, str]:
    """Give number and mark of an entry that comes after these; raises _Wrong when it does not."""
    if entry.seq is None or entry.seq <= last:
        raise _Wrong(last, "Der er en linje uden for rækken. Den er ikke skrevet af Tavlen.")
    if entry.seq > last + 1:
        raise _Wrong(last, f"Linje {last + 1} er slettet.")
    if entry.mark != marked(session, entry, before):
        raise _Wrong(last, f"Linje {entry.seq} er ændret eller ikke skrevet af Tavlen.")
    return entry.seq, entry.mark


def _entries(session: Session) -> Generator[AuditEntry, None, None]:
    """Give every entry in the order of the numbers, those without one first."""
    wanted = select(AuditEntry).order_by(col(AuditEntry.seq).asc().nulls_first(), col(AuditEntry.id))
    with session.exec(wanted.execution_options(yield_per=PAGE)) as found:
        for entry in found:
            session.expunge(entry)
            yield entry


def _end(session: Session, last: int, known: dict[int, str]) -> None:
    head = session.get_one(AuditHead, HEAD)
    if head.seq > last:
        raise _Wrong(last, f"Linje {last + 1} til {head.seq} er slettet.")
    if (head.seq, head.mark) != (last, known.get(last, head.begin_mark)):
        raise _Wrong(head.seq, "Sporets ende er ændret.")


def _standing(session: Session, anchors: list[Anchor]) -> list[Anchor]:
    """Give the anchors that count: those of entries that a restored copy does not have any more are known to be lost."""
    for one in anchors:
        if one.restored and one.mark != restored_mark(session, one.at, one.seq):
            raise _Wrong(one.seq, f"Ankerfilens ord om en kopi ({one.at}) er ikke skrevet af Tavlen.")
    kept: list[Anchor] = []
    for one in anchors:
        kept = [other for other in kept if other.seq <= one.seq] if one.restored else [*kept, one]
    return kept


def _compare(anchors: list[Anchor], last: int, known: dict[int, str]) -> None:
    good = 0
    if last and not anchors:
        raise _Wrong(
            0, "Der er intet anker, så det kan ikke ses, om noget er slettet til sidst. Se efter AUDIT_ANCHOR."
        )
    for one in sorted(anchors, key=lambda one: one.seq):
        if one.seq > last:
            sentence = f"Sporet ender ved linje {last}, men ankeret fra {one.at} kender linje {one.seq}"
            raise _Wrong(last, f"{sentence}: linje {last + 1} til {one.seq} mangler. {RESTORED}")
        if one.seq in known and known[one.seq] != one.mark:
            sentence = f"Linje {one.seq} er en anden end den, som ankeret fra {one.at} kender"
            raise _Wrong(good, f"{sentence}: sporet er skrevet om fra linje {good + 1} eller senere. {RESTORED}")
        good = one.seq


def _said(one: Anchor) -> str:
    return f"Databasen er lagt tilbage fra en kopi ({one.at}). Det, der blev skrevet efter linje {one.seq}, er tabt."
