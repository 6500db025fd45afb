"""A family that goes by age is told about in time, and no longer when it is held, filed anew or meets again."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

import pytest
from sqlmodel import select

from families.reading import family
from families.tables import Family
from keeping import filing, holding, periods, retention
from keeping.going import every_going, going
from keeping.ledger import Ledger
from meetings import scheduling
from meetings.reading import meeting
from store.clock import local_date
from store.database import Store
from tests.cast import Cast
from tests.keeping.lives import call_off_the_next, file_minutes, rows, set_clock

CASE, NOTICE, DAY = timedelta(days=183), timedelta(days=21), timedelta(days=1)


class Told(NamedTuple):
    title: str
    day: date
    unfiled: int


@pytest.fixture
def over(the_store: Store, held_meeting: Cast) -> datetime:
    """The family's last meeting is filed; gives the moment from which the family may go."""
    call_off_the_next(the_store, held_meeting)
    file_minutes(the_store, held_meeting)
    with the_store.reading() as session:
        return meeting(session, held_meeting.meeting).ends + CASE


def told(store: Store, moment: datetime) -> list[Told]:
    set_clock(store, moment)
    with store.reading() as session:
        return [Told(one.family.title, one.day, one.unfiled) for one in every_going(session)]


def test_a_family_is_told_about_three_weeks_before_and_not_a_moment_earlier(the_store: Store, over: datetime) -> None:
    assert told(the_store, over - NOTICE - timedelta(seconds=1)) == []
    (one,) = told(the_store, over - NOTICE)
    assert (one.title, one.unfiled) == ("Familien Bro Madsen", 0)


def test_the_night_after_the_day_that_is_told_takes_it_and_the_night_before_does_not(
    the_store: Store, over: datetime, ledger: Ledger
) -> None:
    (one,) = told(the_store, over - DAY)
    assert one.day == local_date(over + DAY)  # it ends in the afternoon, and the night comes after
    set_clock(the_store, over - timedelta(hours=10))
    retention.tidy(the_store, ledger)
    assert "family" in rows(the_store)
    assert len(told(the_store, over + timedelta(hours=1))) == 1
    set_clock(the_store, over + timedelta(hours=14))
    retention.tidy(the_store, ledger)
    assert "family" not in rows(the_store)
    assert told(the_store, over + DAY) == []


def test_a_family_that_the_nights_missed_is_told_about_for_the_next_one(the_store: Store, over: datetime) -> None:
    late = over + timedelta(days=10)
    assert [one.day for one in told(the_store, late)] == [local_date(late + DAY)]


def test_a_family_that_is_held_is_told_about_no_more_until_the_hold_is_lifted(
    the_store: Store, over: datetime, held_meeting: Cast
) -> None:
    assert len(told(the_store, over - DAY)) == 1
    with the_store.writing() as session:
        holding.hold(session, held_meeting.lene.actor, family(session, held_meeting.family), reason="Klagesag")
    assert told(the_store, over - DAY) == []
    with the_store.writing() as session:
        holding.lift(session, held_meeting.lene.actor, family(session, held_meeting.family))
    assert len(told(the_store, over - DAY)) == 1


def test_what_is_not_filed_is_named_and_filing_it_gives_the_family_its_time_again(
    the_store: Store, held_meeting: Cast
) -> None:
    call_off_the_next(the_store, held_meeting)
    with the_store.reading() as session:
        over = meeting(session, held_meeting.meeting).ends + CASE
    assert [one.unfiled for one in told(the_store, over - DAY)] == [1]
    assert [one.unfiled for one in told(the_store, over + 400 * DAY)] == [1]
    with the_store.writing() as session:
        filing.file(session, held_meeting.lene.actor, meeting(session, held_meeting.meeting), reference="2026-1")
    filed = over + 400 * DAY
    assert told(the_store, filed + 9 * DAY - timedelta(seconds=1)) == []
    assert [one.unfiled for one in told(the_store, filed + 9 * DAY)] == [0]  # 30 days after it was filed, less 21


def test_a_meeting_that_is_planned_keeps_the_family(the_store: Store, over: datetime, held_meeting: Cast) -> None:
    set_clock(the_store, over - 2 * DAY)
    with the_store.writing() as session:
        scheduling.call(
            session, family(session, held_meeting.family), purpose="Hvordan går det?",
            starts=over + DAY, ends=over + DAY + timedelta(hours=1), place="Skolen",
        )  # fmt: skip
    assert told(the_store, over - DAY) == []


def test_the_time_of_notice_is_chosen_within_bounds_and_ones_own_families_are_asked_for(
    the_store: Store, over: datetime, held_meeting: Cast
) -> None:
    with the_store.writing() as session:
        periods.choose(session, held_meeting.admin, "notice", days="7")
    assert told(the_store, over - timedelta(days=7, seconds=1)) == []
    assert len(told(the_store, over - timedelta(days=7))) == 1
    with the_store.reading() as session:
        assert going(session, []) == []
        assert len(going(session, session.exec(select(Family)).all())) == 1
    assert (periods.BY_KEY["notice"].least, periods.BY_KEY["notice"].most) == (7, 60)


def test_a_notice_that_comes_too_late_is_caught(
    the_store: Store, over: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A planted fault: the time of notice is not counted."""
    monkeypatch.setattr("keeping.going.period", lambda session, key: timedelta(0))
    assert told(the_store, over - DAY) == []
