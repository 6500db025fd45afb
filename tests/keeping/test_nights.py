"""When the tidying is done: once a day, at night, by one process; at another hour only when the nights were missed."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from keeping import retention
from keeping.ledger import Ledger
from store.clock import local
from store.database import Store
from tests.keeping.lives import set_clock

MONDAY = datetime(2026, 9, 14, 12, 0, tzinfo=UTC)
OCTOBER = datetime(2026, 10, 22, 12, 0, tzinfo=UTC)  # the clock is put back on the night of the 25th


@pytest.fixture
def machines(the_store: Store, tmp_path: Path) -> Iterator[list[Store]]:
    """Give two servers over one database."""
    address = the_store.url.render_as_string(hide_password=False)
    other = Store(address, key_file=tmp_path / "store" / "key")
    yield [the_store, other]
    other.close()


def look(store: Store, moment: datetime, tmp_path: Path) -> bool:
    """Let a server look at its clock, and say whether it tidied."""
    set_clock(store, moment)
    if not retention.claim(store):
        return False
    retention.tidy(store, Ledger(tmp_path / "ledger"))
    return True


def nights(machines: list[Store], begin: datetime, tmp_path: Path, *, hours: int) -> list[str]:
    """Let both servers look each half hour; gives when one of them tidied, by a Danish clock."""
    moments = [begin + timedelta(minutes=30 * number) for number in range(2 * hours)]
    return [f"{local(at):%d. %H}" for at in moments for store in machines if look(store, at, tmp_path)]


@pytest.mark.parametrize(("begin", "first"), [(MONDAY, 14), (OCTOBER, 22)])
def test_two_servers_tidy_once_a_night_between_three_and_five(
    machines: list[Store], begin: datetime, first: int, tmp_path: Path
) -> None:
    assert look(machines[0], begin, tmp_path)  # a database that was never tidied is at once
    assert nights(machines, begin, tmp_path, hours=96) == [f"{first + day}. 03" for day in range(1, 5)]


def test_of_many_who_ask_at_once_one_tidies(machines: list[Store]) -> None:
    for store in machines:
        set_clock(store, MONDAY)
    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(retention.claim, machines * 6)) == [False] * 11 + [True]


def test_a_server_that_starts_again_by_day_waits_for_the_night(machines: list[Store], tmp_path: Path) -> None:
    assert look(machines[0], MONDAY.replace(hour=2), tmp_path)
    assert nights(machines, MONDAY.replace(hour=6), tmp_path, hours=18) == []


def test_a_machine_that_is_off_at_night_tidies_by_day_once_36_hours_have_passed(
    machines: list[Store], tmp_path: Path
) -> None:
    assert look(machines[0], MONDAY, tmp_path)
    days = [nights(machines, MONDAY + timedelta(days=day, hours=-4), tmp_path, hours=8) for day in (1, 2, 3, 4)]
    assert days == [[], ["16. 10"], [], ["18. 10"]]


def test_an_attempt_that_came_to_nothing_is_made_again_an_hour_later(the_store: Store, tmp_path: Path) -> None:
    assert look(the_store, MONDAY, tmp_path)
    three = MONDAY.replace(day=15, hour=1)  # by UTC
    claims = []
    for minutes in (0, 10, 50, 61, 70, 121, 600):
        set_clock(the_store, three + timedelta(minutes=minutes))
        claims.append(retention.claim(the_store))
    assert claims == [True, False, False, True, False, False, False]
    set_clock(the_store, MONDAY + timedelta(hours=37))
    assert retention.claim(the_store)
