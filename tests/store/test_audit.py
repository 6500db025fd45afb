"""The chain of looks: numbered without a gap, marked with the key, written with the change or not at all."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from store.audit import AuditEntry, AuditHead, forget_before, looks_at, marked, note
from store.database import Store, now
from store.limits import Bucket
from store.refusal import UnsafeSetup
from tests.store.test_database import together


def look(store: Store, thing: str = "thing-1", family: str = "family-1") -> None:
    with store.writing() as session:
        note(session, actor="account-1", verb="GET see the family: plan", thing=thing, family=family, why="team")


def chain(session: Session) -> list[AuditEntry]:
    return list(session.exec(select(AuditEntry).order_by(AuditEntry.seq)))


def holds(store: Store, begin: str = "") -> bool:
    """Say whether each entry bears the mark that the one before it asks for."""
    with store.reading() as session:
        before = begin
        for entry in chain(session):
            if entry.mark != marked(session, entry, before):
                return False
            before = entry.mark
        return session.get_one(AuditHead, "head").mark == before


def test_entries_are_numbered_from_one_and_each_is_chained_to_the_one_before(the_store: Store) -> None:
    for number in range(5):
        look(the_store, f"thing-{number}")
    with the_store.reading() as session:
        assert [(one.seq, one.thing) for one in chain(session)] == [(n + 1, f"thing-{n}") for n in range(5)]
    assert holds(the_store)


def test_writers_at_once_leave_one_chain_without_a_gap(the_store: Store) -> None:
    assert together(8, lambda _: [look(the_store) for _ in range(10)]) == [[None] * 10] * 8
    with the_store.reading() as session:
        assert [one.seq for one in chain(session)] == list(range(1, 81))
    assert holds(the_store)


def test_writers_that_hold_a_row_of_their_own_first_or_last_never_wait_for_each_other(the_store: Store) -> None:
    """A note takes its number at the end, so the order in which a verb notes and changes does not matter."""
    with the_store.writing() as session:
        session.add(Bucket(id="board", since=now(session)))

    def change(number: int) -> None:
        for _ in range(10):
            with the_store.writing() as session:
                if number % 2:
                    note(session, actor="a", verb="v", thing="t")
                session.get_one(Bucket, "board", with_for_update=True).tries += 1
                if not number % 2:
                    note(session, actor="a", verb="v", thing="t")

    assert together(6, change) == [None] * 6
    assert holds(the_store)


def test_what_is_rolled_back_leaves_no_entry_and_no_gap(the_store: Store) -> None:
    look(the_store)
    with pytest.raises(ZeroDivisionError), the_store.writing() as session:
        note(session, actor="a", verb="v", thing="lost")
        raise ZeroDivisionError
    with the_store.writing() as session:
        note(session, actor="a", verb="v", thing="lost")
        session.rollback()
        note(session, actor="a", verb="v", thing="kept")
    with the_store.reading() as session:
        assert [(one.seq, one.thing) for one in chain(session)] == [(1, "thing-1"), (2, "kept")]
    assert holds(the_store)


def test_an_entry_that_cannot_be_written_takes_the_change_with_it(the_store: Store) -> None:
    with the_store.writing() as session:
        session.execute(text("DELETE FROM audithead"))
    with pytest.raises(UnsafeSetup), the_store.writing() as session:
        session.add(Bucket(id="change", since=now(session)))
        note(session, actor="a", verb="v", thing="t")
    with the_store.reading() as session:
        assert session.get(Bucket, "change") is None


def test_what_was_noted_before_there_was_a_chain_is_its_beginning(the_store: Store) -> None:
    with the_store.writing() as session:
        session.add(AuditEntry(at=now(session), actor="old", verb="saw family", thing="t"))
    look(the_store)
    with the_store.reading() as session:
        assert [(one.seq, one.actor) for one in chain(session)] == [(1, "old"), (2, "account-1")]
    assert holds(the_store)


def test_the_oldest_entries_can_go_and_the_rest_stays_whole(the_store: Store) -> None:
    clock = the_store.clock
    for day in range(6):
        the_store.clock = lambda day=day: clock() + timedelta(days=day)
        look(the_store, f"day-{day}")
    with the_store.writing() as session:
        before = session.exec(select(AuditEntry.mark).where(AuditEntry.seq == 3)).one()
        assert forget_before(session, clock() + timedelta(days=2, hours=12)) == 3
    look(the_store, "later")
    with the_store.reading() as session:
        assert [one.seq for one in chain(session)] == [4, 5, 6, 7]
        assert session.get_one(AuditHead, "head").begin_seq == 3
    assert holds(the_store, before)


def test_the_newest_entry_stays_whatever_its_age(the_store: Store) -> None:
    for _ in range(3):
        look(the_store)
    with the_store.writing() as session:
        assert forget_before(session, now(session) + timedelta(days=800)) == 2
    with the_store.writing() as session:
        assert forget_before(session, now(session) + timedelta(days=800)) == 0


def test_a_family_is_read_with_its_own_looks_oldest_first(the_store: Store) -> None:
    for thing, family in (("one", "family-1"), ("other", "family-2"), ("two", "family-1")):
        look(the_store, thing, family)
    with the_store.reading() as session:
        assert [one.thing for one in looks_at(session, "family-1")] == ["one", "two"]
