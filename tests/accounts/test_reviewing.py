"""What a leader reviews: the month's random sample, what happened outside office hours, and who still has access."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from accounts import reviewing
from accounts.actor import Actor
from accounts.reviewing import easter, in_office_hours, is_holiday
from accounts.signing_in import invite_employee, sign_in
from accounts.tables import Account, SampledLooks
from store.audit import note
from store.clock import at_wall_time
from store.database import Store
from store.refusal import Unfit

LEADER = Actor(kind="employee", id="leader", name="Lars Leth", role="leader")


@pytest.mark.parametrize(
    ("year", "day"),
    [(2024, "03-31"), (2025, "04-20"), (2026, "04-05"), (2027, "03-28"), (2038, "04-25"), (2285, "03-22")],
)
def test_easter_falls_where_the_almanac_says(year: int, day: str) -> None:
    assert easter(year).isoformat() == f"{year}-{day}"


def test_the_holidays_of_2026() -> None:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert [f"{day:%m-%d}" for day in days if is_holiday(day)] == [
        *("01-01", "04-02", "04-03", "04-05", "04-06", "05-14", "05-24", "05-25"),
        *("06-05", "12-24", "12-25", "12-26", "12-31"),
    ]


@pytest.mark.parametrize(
    ("day", "hour", "minute", "inside"),
    [
        (date(2026, 9, 16), 7, 0, True),
        (date(2026, 9, 16), 17, 59, True),
        (date(2026, 9, 16), 6, 59, False),
        (date(2026, 9, 16), 18, 0, False),
        (date(2026, 9, 19), 12, 0, False),
        (date(2026, 4, 3), 12, 0, False),
        (date(2026, 1, 16), 7, 30, True),
    ],
)
def test_office_hours_are_weekdays_from_seven_to_eighteen_on_a_danish_clock(
    day: date, hour: int, minute: int, inside: bool
) -> None:
    assert in_office_hours(at_wall_time(day, hour, minute)) is inside


def employee(store: Store, name: str, unit: str) -> str:
    with store.writing() as session:
        account = invite_employee(session, name=name, email=f"{name}@kommune.example".lower(), password="langt nok ord")
        account.unit = unit
        return account.id


def looks(store: Store, actor: str, at: datetime, times: int = 1, *, why: str = "team", family: str = "fam-1") -> None:
    store.clock = lambda: at
    for _ in range(times):
        with store.writing() as session:
            note(session, actor=actor, verb="GET see the family: plan", thing=family, family=family, why=why)


def drawn(store: Store, at: datetime) -> list[SampledLooks]:
    store.clock = lambda: at
    with store.writing() as session:
        return reviewing.draw(session)


DAY, NEXT_MONTH = datetime(2026, 8, 19, 10, 0, tzinfo=UTC), datetime(2026, 9, 1, 6, 0, tzinfo=UTC)


def test_twenty_looks_of_each_unit_are_drawn_once_for_the_month_that_is_over(the_store: Store) -> None:
    north, south = employee(the_store, "Nora", "Nord"), employee(the_store, "Sune", "Syd")
    looks(the_store, north, DAY, 50)
    looks(the_store, south, DAY, 3)
    found = drawn(the_store, NEXT_MONTH)
    assert [(row.month, row.unit, len(row.looks)) for row in found] == [
        (date(2026, 8, 1), "Nord", 20),
        (date(2026, 8, 1), "Syd", 3),
    ]
    assert {look["kind"] for row in found for look in row.looks} == {"drawn"}
    assert len({look["id"] for look in found[0].looks}) == 20
    assert drawn(the_store, NEXT_MONTH) == []


def test_two_draws_of_the_same_looks_differ(the_store: Store) -> None:
    north = employee(the_store, "Nora", "Nord")
    looks(the_store, north, DAY, 50)
    first = [look["id"] for look in drawn(the_store, NEXT_MONTH)[0].looks]
    with the_store.writing() as session:
        session.delete(session.exec(select(SampledLooks)).one())
    assert [look["id"] for look in drawn(the_store, NEXT_MONTH)[0].looks] != first


def test_openings_and_evenings_are_all_there_one_line_for_each_day(the_store: Store) -> None:
    north = employee(the_store, "Nora", "Nord")
    looks(the_store, north, DAY, 4, why="opened", family="fam-2")
    looks(the_store, north, DAY.replace(hour=20), 5, family="fam-3")
    looks(the_store, north, DAY.replace(day=22), 2, family="fam-3")
    looks(the_store, north, DAY.replace(month=7), 9, family="fam-4")
    row = drawn(the_store, NEXT_MONTH)[0]
    lines = [(look["kind"], look["family"], look["times"]) for look in row.looks if look["kind"] != "drawn"]
    assert lines == [("opened", "fam-2", 4), ("late", "fam-3", 5), ("late", "fam-3", 2)]


def test_a_sample_is_signed_look_by_look_and_then_frozen(the_store: Store) -> None:
    north = employee(the_store, "Nora", "Nord")
    looks(the_store, north, DAY, 2)
    row_id = drawn(the_store, NEXT_MONTH)[0].id
    for found, remarks, field in (
        (["fine"], ["", ""], "found-1"),
        (["fine", "ask"], ["", " "], "remark-1"),
        (["fine", "x"], ["", ""], "found-1"),
    ):
        with pytest.raises(Unfit) as no, the_store.writing() as session:
            reviewing.sign_sample(session, reviewing.sample(session, row_id), LEADER, found=found, remarks=remarks)
        assert no.value.field == field
    with the_store.writing() as session:
        row = reviewing.sample(session, row_id)
        reviewing.sign_sample(session, row, LEADER, found=["fine", "ask"], remarks=["", "Hvorfor?"])
    with the_store.reading() as session:
        row = reviewing.sample(session, row_id)
        assert [(line.found, line.remark) for line in reviewing.lines_of(row)] == [("fine", ""), ("ask", "Hvorfor?")]
        assert (row.signed_by, row.signed_at) == ("leader", NEXT_MONTH)
    with pytest.raises(reviewing.AlreadySigned), the_store.writing() as session:
        row = reviewing.sample(session, row_id)
        reviewing.sign_sample(session, row, LEADER, found=["fine", "fine"], remarks=["", ""])


def test_who_signs_a_sample_that_another_leader_signed_meanwhile_is_refused(the_store: Store) -> None:
    looks(the_store, employee(the_store, "Nora", "Nord"), DAY, 1)
    row_id = drawn(the_store, NEXT_MONTH)[0].id
    with the_store.reading() as session:
        seen = reviewing.sample(session, row_id)  # read before the other one signed
        session.expunge(seen)
    with the_store.writing() as session:
        reviewing.sign_sample(session, reviewing.sample(session, row_id), LEADER, found=["fine"], remarks=[""])
    with pytest.raises(reviewing.AlreadySigned), the_store.writing() as session:
        reviewing.sign_sample(session, seen, LEADER, found=["ask"], remarks=["Hvorfor?"])
    with the_store.reading() as session:
        assert [line.found for line in reviewing.lines_of(reviewing.sample(session, row_id))] == ["fine"]


def test_each_quarter_has_one_review_of_every_active_account(the_store: Store) -> None:
    north, gone = employee(the_store, "Nora", "Nord"), employee(the_store, "Gitte", "Nord")
    the_store.clock = lambda: DAY
    with the_store.writing() as session:
        sign_in(session, session.get_one(Account, north))
        session.get_one(Account, gone).disabled_at = DAY
    with the_store.reading() as session:
        found = reviewing.accesses(session, {north: 3})
        assert [(one.name, one.seen, one.teams) for one in found] == [("Nora", DAY, 3)]
        assert reviewing.due_reviews(session) == ["access"]
    with the_store.writing() as session:
        reviewing.sign_access(session, LEADER, kept=1, ended=0, remark="")
    with the_store.reading() as session:
        assert reviewing.due_reviews(session) == []
    with pytest.raises(reviewing.AlreadySigned), the_store.writing() as session:
        reviewing.sign_access(session, LEADER, kept=1, ended=0, remark="")
    the_store.clock = lambda: datetime(2026, 10, 1, 8, 0, tzinfo=UTC)
    with the_store.reading() as session:
        assert reviewing.due_reviews(session) == ["access"]


def test_a_sample_that_is_not_signed_is_late(the_store: Store) -> None:
    looks(the_store, employee(the_store, "Nora", "Nord"), DAY)
    drawn(the_store, NEXT_MONTH)
    with the_store.reading() as session:
        assert "samples" in reviewing.due_reviews(session)
