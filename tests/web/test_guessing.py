"""Guessing at once: a try is counted before it is looked up, so no number of browsers looks up more than the bound."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlmodel import select

from meetings.tables import JoinCode
from store.audit import AuditEntry
from store.clock import minutes
from store.database import Store
from store.limits import Bucket
from tests.cast import Cast, arrive
from tests.web.entering import PASSWORD, with_code
from tests.web.raw import Asker
from tests.web.visiting import application, open_door
from web.app import Tavlen

pytestmark = pytest.mark.both_engines
AT_ONCE = 16


@pytest.fixture
def app(the_store: Store, cast: Cast, tmp_path: Path) -> Tavlen:
    with the_store.writing() as session:
        arrive(session, cast)
    return application(the_store, tmp_path)


def together(app: Tavlen, address: str, forms: list[dict[str, str]]) -> list[int]:
    """Send every form at the same moment. Gives the statuses."""
    start = threading.Barrier(len(forms))

    def send(form: dict[str, str]) -> int:
        start.wait()
        return asyncio.run(Asker(app).post(address, form)).status  # type: ignore[arg-type]

    with ThreadPoolExecutor(len(forms)) as pool:
        return list(pool.map(send, forms))


def tries(store: Store, key: str) -> int:
    with store.reading() as session:
        row = session.get(Bucket, key)
        return row.tries if row else 0


def fill(store: Store, key: str, number: int) -> None:
    """Let so many wrong ones have been tried a moment ago."""
    with store.writing() as session:
        session.add(Bucket(id=key, tries=number, since=store.clock()))


def too_often(store: Store) -> int:
    """Give how many lines say that there were too many tries."""
    with store.reading() as session:
        return len(session.exec(select(AuditEntry.id).where(AuditEntry.why == "too often")).all())


def test_codes_that_are_guessed_at_once_are_looked_up_no_more_often_than_the_bound(app: Tavlen) -> None:
    asked = []

    @event.listens_for(app.store.engine, "before_cursor_execute")
    def _hear(_c: object, _k: object, statement: str, *_: object) -> None:
        if JoinCode.__tablename__ in statement and "code_hash" in statement.partition("WHERE")[2]:
            asked.append(statement)

    fill(app.store, "wrong codes", 57)
    statuses = together(app, "/join", [{"code": f"ZZZZ-{n:04}", "name": "Bo"} for n in range(AT_ONCE)])
    assert (sorted(set(statuses)), statuses.count(404), len(asked)) == ([404, 429], 3, 3)
    assert (tries(app.store, "wrong codes"), too_often(app.store)) == (60, 1)


def test_passwords_that_are_guessed_at_once_are_compared_no_more_often_than_the_bound(app: Tavlen) -> None:
    with_code(app.store, name="Ib Lund", email="ib@fjordby.example")
    forms = [{"email": "ib@fjordby.example", "password": f"forkert nummer {n}"} for n in range(AT_ONCE)]
    statuses = together(app, "/sign-in", forms)
    assert (statuses.count(422), statuses.count(429)) == (10, AT_ONCE - 10)
    assert (tries(app.store, "wrong passwords"), too_often(app.store)) == (10, 1)


def test_a_right_answer_gives_its_count_back_even_among_others(app: Tavlen, cast: Cast) -> None:
    with_code(app.store, name="Ib Lund", email="ib@fjordby.example")
    right = {"email": "ib@fjordby.example", "password": PASSWORD}
    assert together(app, "/sign-in", [right] * 4) == [303] * 4
    assert tries(app.store, "wrong passwords") == 0
    code = open_door(app, cast).code
    assert together(app, "/join", [{"code": code, "name": f"Bo {n}"} for n in range(4)]) == [303] * 4
    assert tries(app.store, "wrong codes") == 0


def test_what_is_given_back_is_not_taken_from_the_next_minute(app: Tavlen) -> None:
    """A right answer that began in one minute and ended in the next takes nothing off the next one's wrong tries."""
    from store import limits

    begin = app.store.clock()
    with app.store.writing() as session:
        since = limits.take(session, "wrong codes", most=60, within=minutes(1))
    app.store.clock = lambda: begin + minutes(1)
    together(app, "/join", [{"code": "ZZZZ-0001", "name": "Bo"}])
    with app.store.writing() as session:
        limits.give_back(session, "wrong codes", since=since)
    assert tries(app.store, "wrong codes") == 1


def test_one_line_a_minute_says_that_there_were_too_many_and_no_write_follows_it(app: Tavlen) -> None:
    fill(app.store, "wrong codes", 60)
    form = {"code": "ZZZZ-0001", "name": "Bo"}
    with app.store.reading() as session:
        before = len(session.exec(select(AuditEntry.id)).all())
    assert {asyncio.run(Asker(app).post("/join", form)).status for _ in range(30)} == {429}  # type: ignore[arg-type]
    with app.store.reading() as session:
        assert (len(session.exec(select(AuditEntry.id)).all()) - before, too_often(app.store)) == (1, 1)
