"""When and why a family was looked up, as its own people may read it."""

from datetime import UTC, date, datetime

from families.looked_at import Looked, looked_at
from store.audit import note
from store.database import Store

NOON = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)


def look(store: Store, at: datetime, verb: str, why: str, actor: str = "account-1") -> None:
    store.clock = lambda: at
    with store.writing() as session:
        note(session, actor=actor, verb=verb, thing="thing", family="family-1", why=why)


def test_looks_are_listed_by_day_and_what_follows_on_itself_is_one_line(the_store: Store) -> None:
    later, next_day = NOON.replace(minute=30), NOON.replace(day=17)
    look(the_store, NOON, "GET see the family: families", "team")
    look(the_store, NOON, "POST run the board: cards", "runs")
    look(the_store, later, "POST run the board: cards", "runs", actor="account-2")
    look(the_store, next_day, "GET something new: page", "opened")
    with the_store.reading() as session:
        assert looked_at(session, "family-1") == [
            Looked(date(2026, 9, 17), next_day, next_day, "opened", "saw"),
            Looked(date(2026, 9, 16), NOON, NOON, "team", "family"),
            Looked(date(2026, 9, 16), NOON, later, "runs", "board", 2),
        ]


def test_what_was_refused_and_what_the_family_did_itself_is_not_listed(the_store: Store) -> None:
    look(the_store, NOON, "GET see the family: families, refused", "")
    look(the_store, NOON, "POST change the family: people, refused", "team")
    look(the_store, NOON, "POST take part: cards", "seat", actor="seat-1")
    with the_store.reading() as session:
        assert looked_at(session, "family-1") == []
