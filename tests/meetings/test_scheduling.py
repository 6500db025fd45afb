"""Calling, moving and cancelling a meeting."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlmodel import Session

from families.reading import family
from meetings import inviting, scheduling
from meetings.reading import coming, facts, meeting, steps
from meetings.scheduling import AgendaItem, span
from meetings.tables import Meeting
from store.database import Store
from store.refusal import Unfit
from tests.cast import NEXT_ENDS, NEXT_STARTS, PLACE, Cast

HOUR = timedelta(hours=1)


def call(session: Session, cast: Cast, **values: object) -> Meeting:
    given: dict[str, object] = {
        "purpose": "Hverdagen",
        "starts": NEXT_STARTS,
        "ends": NEXT_ENDS,
        "place": PLACE,
        **values,
    }
    return scheduling.call(session, family(session, cast.family), **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("day", "starts", "ends", "utc"),
    [
        (date(2026, 9, 16), time(15), time(16, 30), (datetime(2026, 9, 16, 13), datetime(2026, 9, 16, 14, 30))),
        (date(2026, 12, 9), time(15), time(16, 30), (datetime(2026, 12, 9, 14), datetime(2026, 12, 9, 15, 30))),
        # 29 March: the clock goes from 2 to 3. 25 October: it goes from 3 back to 2.
        (date(2026, 3, 29), time(1, 30), time(3, 30), (datetime(2026, 3, 29, 0, 30), datetime(2026, 3, 29, 1, 30))),
        (date(2026, 10, 25), time(1, 30), time(3, 30), (datetime(2026, 10, 24, 23, 30), datetime(2026, 10, 25, 2, 30))),
        (date(2026, 10, 25), time(0), time(11), (datetime(2026, 10, 24, 22), datetime(2026, 10, 25, 10))),
    ],
)
def test_a_danish_wall_clock_gives_the_moment(
    day: date, starts: time, ends: time, utc: tuple[datetime, datetime]
) -> None:
    assert span(day, starts, ends) == tuple(moment.replace(tzinfo=UTC) for moment in utc)


@pytest.mark.parametrize(
    ("starts", "ends", "sentence"),
    [
        (time(15), time(15), "Mødet skal slutte, efter at det er begyndt. Ret klokkeslættet."),
        (time(15), time(14), "Mødet skal slutte, efter at det er begyndt. Ret klokkeslættet."),
        (time(8), time(20, 1), "Et møde kan højst vare 12 timer. Ret klokkeslættet."),
    ],
)
def test_a_meeting_ends_after_it_begins_and_within_12_hours(starts: time, ends: time, sentence: str) -> None:
    with pytest.raises(Unfit) as no:
        span(date(2026, 9, 16), starts, ends)
    assert (no.value.sentence, no.value.field) == (sentence, "ends")


def test_twelve_hours_are_allowed_also_on_the_day_that_has_25(the_store: Store) -> None:
    assert span(date(2026, 9, 16), time(8), time(20))
    with pytest.raises(Unfit):
        span(date(2026, 10, 25), time(0), time(12))  # 13 hours by the sun


def test_what_is_wrong_with_a_call_is_said_in_one_sentence(the_store: Store, cast: Cast) -> None:
    passed = datetime(2026, 9, 16, 12, 0, tzinfo=UTC)
    wrong = [
        ({"starts": passed, "ends": passed + HOUR}, "Datoen er gået. Vælg en ny dato.", "date"),
        ({"ends": NEXT_STARTS}, "Mødet skal slutte, efter at det er begyndt. Ret klokkeslættet.", "ends"),
        ({"ends": NEXT_STARTS + 13 * HOUR}, "Et møde kan højst vare 12 timer. Ret klokkeslættet.", "ends"),
        ({"purpose": " \x00 "}, "Skriv, hvad I skal tale om.", "purpose"),
        ({"place": ""}, "Skriv, hvor I mødes.", "place"),
        ({"agenda": ()}, "Skriv mindst ét punkt på dagsordenen.", "agenda"),
        ({"agenda": (AgendaItem("x", 1),) * 21}, "Der er plads til 20 punkter på dagsordenen.", "agenda"),
        ({"agenda": (AgendaItem(" ", 1),)}, "Skriv, hvad punktet hedder.", "agenda"),
        ({"agenda": (AgendaItem("x", 2**70),)}, "Skriv minutterne som et tal.", "agenda"),
        ({"agenda": (AgendaItem("x", -5),)}, "Skriv minutterne som et tal.", "agenda"),
    ]
    with the_store.writing() as session:
        for values, sentence, field in wrong:
            with pytest.raises(Unfit) as no:
                call(session, cast, **values)
            assert (no.value.sentence, no.value.field) == (sentence, field)
            session.rollback()


def test_the_agenda_can_be_written_again(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        row = call(session, cast)
        scheduling.write_agenda(session, row, (AgendaItem("Kaffe", 5), AgendaItem("Skalaen: hver siger sit tal", 10)))
        assert [(step.number, step.title, step.short) for step in steps(session, row.id)] == [
            (1, "Kaffe", "Kaffe"),
            (2, "Skalaen: hver siger sit tal", "Tal"),
        ]


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("Velkommen, hvem er vi", "Velkommen"),
        ("Hvad har vi nået?", "Hvad"),
        ("Pause", "Pause"),
        (": uden ord foran", ":"),
        ("Speciallægeerklæringsgennemgang", "Speciallægeerk"),
    ],
)
def test_a_step_has_a_name_that_fits_on_the_big_screen(title: str, short: str) -> None:
    assert scheduling.short_title(title) == short


def test_moving_raises_the_calendar_s_sequence_and_keeps_the_place(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        row = call(session, cast)
        scheduling.move(session, row, starts=NEXT_STARTS + HOUR, ends=NEXT_ENDS + HOUR)
        assert (row.sequence, row.starts, row.place) == (1, NEXT_STARTS + HOUR, PLACE)
        with pytest.raises(Unfit):
            scheduling.move(session, row, starts=NEXT_STARTS, ends=NEXT_STARTS - HOUR)
        with pytest.raises(Unfit):
            scheduling.move(session, row, starts=NEXT_STARTS - timedelta(days=365), ends=NEXT_ENDS)


def test_a_cancelled_meeting_stays_cancelled(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        row = call(session, cast)
        assert coming(session, cast.family).id != row.id  # type: ignore[union-attr] - today's meeting comes first
        scheduling.cancel(session, row)
        assert (row.sequence, facts(session, row).cancelled_at is not None) == (1, True)
        for again in (
            lambda: scheduling.cancel(session, row),
            lambda: scheduling.move(session, row, starts=NEXT_STARTS, ends=NEXT_ENDS),
            lambda: inviting.invite(session, row, host="tavlen.example"),
        ):
            with pytest.raises(scheduling.MeetingOver) as no:
                again()
            assert no.value.sentence == "Mødet er slut eller aflyst. Indkald til et nyt møde i stedet."


def test_meetings_are_numbered_in_the_order_in_which_they_are_called(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        assert (meeting(session, cast.meeting).number, call(session, cast).number) == (1, 2)
