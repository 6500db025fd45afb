"""Join codes and guests' passes."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from boards import opening
from families.reading import family
from meetings import passes, scheduling
from meetings.reading import meeting
from meetings.tables import GuestPass, JoinCode, Meeting, Participant
from store.base import dump
from store.database import Store
from tests.cast import KEY, NEXT_ENDS, NEXT_STARTS, PLACE, Cast

WRONG = "Koden passer ikke. Se på skærmen i rummet."


@contextmanager
def later(store: Store, **length: int) -> Iterator[None]:
    """Let time pass."""
    clock = store.clock
    store.clock = lambda: clock() + timedelta(**length)
    yield
    store.clock = clock


def door(store: Store, cast: Cast) -> passes.Door:
    with store.writing() as session:
        return passes.open_door(session, meeting(session, cast.meeting), key=KEY)


def opened(store: Store, *, key: bytes = KEY, **values: str) -> str:
    """Give the meeting's id that a code opens, or the sentence of the refusal."""
    with store.reading() as session:
        try:
            return passes.redeem(session, key=key, **values).id
        except (passes.WrongCode, passes.NotOpenYet) as no:
            return no.sentence


def test_the_code_on_the_screen_and_the_secret_of_the_qr_open_the_meeting(the_store: Store, cast: Cast) -> None:
    shown = door(the_store, cast)
    assert shown == door(the_store, cast)
    assert opened(the_store, typed=shown.code) == opened(the_store, secret=shown.secret) == cast.meeting
    assert (len(shown.code), shown.code[4], set(shown.code) - {"-"} <= set(passes.CROCKFORD)) == (9, "-", True)


def test_a_wrong_code_says_where_to_look(the_store: Store, cast: Cast) -> None:
    shown = door(the_store, cast)
    wrong = [
        "",
        "K7QM-2XPA",
        "\ud800",
        "🔒" * 500,
        shown.code[:-1],
        shown.code + "2",
        shown.secret,
        "'; DROP TABLE joincode;--",
    ]
    assert {opened(the_store, typed=typed) for typed in wrong} == {WRONG}
    assert {opened(the_store, secret=secret) for secret in ("\ud800", "x" * 5_000, shown.code, shown.secret[:-1])} == {
        WRONG
    }
    assert opened(the_store, typed=shown.code, key=b"another" * 5) == WRONG


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("k7qm-2xpa", "K7QM2XPA"),
        (" K7QM 2XPA\n", "K7QM2XPA"),
        ("oOiIlL-00", "00111100"),
        ("K7QM–2XPA", "K7QM2XPA"),
        ("u*?!", ""),
        ("\u200b7", "7"),
    ],
)
def test_a_typed_code_is_read_as_people_type_it(typed: str, read: str) -> None:
    assert passes.normal(typed) == read


def test_what_looks_like_zero_or_one_is_zero_or_one(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        row = meeting(session, cast.meeting)
        shown = passes.open_door(session, row, key=KEY)
        while not {"0", "1"} <= set(shown.code):
            shown = passes.renew(session, row, key=KEY)
    assert opened(the_store, typed=shown.code.replace("0", "o").replace("1", "l").lower()) == cast.meeting


def test_the_code_and_the_secret_are_stored_nowhere(the_store: Store, cast: Cast) -> None:
    shown = door(the_store, cast)
    with the_store.reading() as session:
        stored = str([dump(row) for row in session.exec(select(JoinCode))])
    for secret in (shown.code, shown.code.replace("-", ""), shown.secret):
        assert secret not in stored
        assert hashlib.sha256(secret.encode()).hexdigest() not in stored  # eight letters could be found again from that


def test_a_renewed_code_replaces_the_old_one(the_store: Store, cast: Cast) -> None:
    old = door(the_store, cast)
    with the_store.writing() as session:
        new = passes.renew(session, meeting(session, cast.meeting), key=KEY)
    assert (opened(the_store, typed=old.code), opened(the_store, secret=old.secret)) == (WRONG, WRONG)
    assert opened(the_store, typed=new.code) == cast.meeting


def test_a_door_opens_a_quarter_before_the_meeting(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        row = scheduling.call(
            session, family(session, cast.family), purpose="x", starts=NEXT_STARTS, ends=NEXT_ENDS, place=PLACE
        )
        shown = passes.open_door(session, row, key=KEY)
    assert opened(the_store, typed=shown.code) == "Mødet er ikke begyndt. Prøv igen kl. 14.45."
    clock = the_store.clock
    the_store.clock = lambda: NEXT_STARTS - timedelta(minutes=15)
    assert opened(the_store, typed=shown.code) == row.id
    the_store.clock = clock


def test_a_meeting_that_begins_early_opens_its_door_at_once(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        starts, ends = NEXT_STARTS, NEXT_ENDS
        early = scheduling.call(
            session, family(session, cast.family), purpose="Skole", starts=starts, ends=ends, place=PLACE
        )
        code = passes.open_door(session, early, key=KEY).code
    assert opened(the_store, typed=code).startswith("Mødet er ikke begyndt.")
    with the_store.writing() as session:
        row = meeting(session, early.id)
        opening.open_meeting(session, row, cast.mikkel.actor)
        assert passes.open_door(session, row, key=KEY).code == code
    assert opened(the_store, typed=code) == early.id


def test_yesterday_s_code_opens_nothing(the_store: Store, cast: Cast) -> None:
    shown = door(the_store, cast)
    with later(the_store, hours=5):
        assert opened(the_store, typed=shown.code) == cast.meeting
    with later(the_store, days=1):
        assert opened(the_store, typed=shown.code) == WRONG


def test_the_code_of_a_cancelled_meeting_opens_nothing(the_store: Store, cast: Cast) -> None:
    shown = door(the_store, cast)
    with the_store.writing() as session:
        scheduling.cancel(session, meeting(session, cast.meeting))
    assert opened(the_store, typed=shown.code) == WRONG


def pass_of(session: Session, cast: Cast, seat: str) -> str:
    return passes.give_pass(session, session.get_one(Participant, seat), session.get_one(Meeting, cast.meeting))


def holder(store: Store, token: str) -> str | None:
    with store.reading() as session:
        found = passes.holder(session, token)
        return found[1].called if found else None


def test_a_pass_names_its_holder_until_it_ends(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        token = pass_of(session, cast, cast.grethe.seat)
        assert token not in str([dump(row) for row in session.exec(select(GuestPass))])
    assert (holder(the_store, token), holder(the_store, token + "x"), holder(the_store, "\ud800")) == (
        "Mormor",
        None,
        None,
    )
    with later(the_store, hours=11):
        assert holder(the_store, token) is None


def test_a_pass_that_is_taken_back_stays_taken_back_when_the_seat_goes_on_as_another(
    the_store: Store, cast: Cast
) -> None:
    with the_store.writing() as session:
        old = pass_of(session, cast, cast.kim.seat)
        passes.revoke(session, cast.kim.seat)
        new = pass_of(session, cast, cast.kim.seat)
        passes.pass_on(session, cast.kim.seat, cast.grethe.seat)
    assert (holder(the_store, old), holder(the_store, new)) == (None, "Mormor")
