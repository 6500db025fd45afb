"""Several boards at once: they are locked in one order, whatever changes them, and what closes meanwhile is left out."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col

from boards import door, log, opening, shielding
from boards.tables import Board
from boards.underway import hold_each
from families.reading import family
from meetings import scheduling
from meetings.tables import Meeting
from store.clock import at_wall_time, local_date
from store.database import Store, now
from tests.cast import Cast


def wrong_codes(session: Session) -> None:
    for _ in range(door.MANY_WRONG):
        door.hear_wrong_code(session)


CHANGES: dict[str, Callable[[Session, Cast], None]] = {
    "a consent": lambda session, cast: door.follow_consents(session, cast.lene.actor, family_id=cast.family),
    "a protection": lambda session, cast: shielding.refresh(session, cast.lene.actor, family_id=cast.family),
    "wrong codes": lambda session, cast: wrong_codes(session),
}


def second_board(store: Store, cast: Cast) -> list[str]:
    """Open another meeting of the family, touch the board with the lower id last, and give both ids in their order."""
    with store.writing() as session:
        day = local_date(now(session)) + timedelta(days=1)
        row = scheduling.call(
            session,
            family(session, cast.family),
            purpose="Hvordan går det med skolen?",
            starts=at_wall_time(day, 10, 0),
            ends=at_wall_time(day, 11, 0),
            place="Havneskolen",
            called_by=cast.ditte.person,
            facilitator=cast.anne_marie.person,
            recorder=cast.mikkel.person,
        )
        both = sorted([cast.board, opening.open_meeting(session, row, cast.mikkel.actor).id])
    with store.writing() as session:
        board = session.get_one(Board, both[0])
        session.execute(update(Board).where(col(Board.id) == board.id).values(seq=Board.seq))
        session.execute(update(Meeting).where(col(Meeting.id) == board.meeting_id).values(sequence=Meeting.sequence))
    return both


def meets(store: Store, low: str, high: str, change: Callable[[Session], object]) -> list[BaseException]:
    """Hold the lower board, let `change` begin elsewhere, then hold the higher one. Gives what went wrong on either side."""
    wrong: list[BaseException] = []
    begun, there = threading.Event(), threading.Event()

    def elsewhere() -> None:
        there.wait(10)
        begun.set()
        try:
            with store.writing() as session:
                change(session)
        except OperationalError as no:
            wrong.append(no)

    thread = threading.Thread(target=elsewhere)
    thread.start()
    try:
        with store.writing() as session:
            log.hold(session, low)
            there.set()
            begun.wait(10)
            threading.Event().wait(0.5)  # time enough for the other to take what it takes first
            log.hold(session, high)
    except OperationalError as no:
        wrong.append(no)
    thread.join(10)
    assert not thread.is_alive()
    return wrong


@pytest.mark.parametrize("what", CHANGES)
def test_what_changes_several_boards_never_deadlocks_with_whoever_holds_them_by_their_ids(
    the_store: Store, cast: Cast, what: str
) -> None:
    low, high = second_board(the_store, cast)
    assert meets(the_store, low, high, lambda session: CHANGES[what](session, cast)) == []


@pytest.mark.postgres
def test_the_harness_sees_a_change_that_locks_them_the_other_way_round(the_store: Store, cast: Cast) -> None:
    if the_store.encrypted:
        pytest.skip("Only PostgreSQL locks rows; SQLCipher lets one writer in at a time.")
    low, high = second_board(the_store, cast)
    found = meets(the_store, low, high, lambda session: [log.hold(session, one) for one in (high, low)])
    assert ["deadlock detected" in str(one) for one in found] == [True]


def test_boards_come_in_the_order_of_their_ids_and_a_closed_one_not_at_all(the_store: Store, cast: Cast) -> None:
    both = second_board(the_store, cast)
    with the_store.writing() as session:
        assert [one.id for one in hold_each(session, family_id=cast.family)] == both
        assert [one.id for one in hold_each(session)] == both
        assert list(hold_each(session, family_id="another")) == []
    with the_store.writing() as session:
        held = hold_each(session, family_id=cast.family)
        assert next(held).id == both[0]
        session.get_one(Board, both[1]).final = {"closed": "meanwhile"}
        session.flush()
        assert [one.id for one in held] == []
