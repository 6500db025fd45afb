"""A letter that never left does not vanish by itself: it stays with its family, and a night that takes it says so."""

import pytest
from sqlmodel import col, select

from families.reading import family
from keeping import letting_go, retention
from keeping.ledger import Ledger
from keeping.removing import LAST
from keeping.tables import Tidying
from store.database import Store
from store.outbox import OutboxMail, letter
from tests.cast import Cast
from tests.keeping.lives import call_off_the_next, file_minutes, later


def posted(store: Store, key: str, *, meeting_id: str, sent: bool) -> None:
    with store.writing() as session:
        mail = letter(session, key=key, meeting_id=meeting_id, to="a@b.example", name="A", subject="S", body="B")
        mail.sent_at = mail.at if sent else None
        session.add(mail)


def keys(store: Store) -> set[str]:
    with store.reading() as session:
        return set(session.exec(select(OutboxMail.key)))


def foreseen(store: Store) -> dict[str, int]:
    with store.reading() as session:
        return retention.foreseen(session)


def test_a_letter_that_never_left_stays_with_its_family_and_one_that_did_goes(
    the_store: Store, cast: Cast, ledger: Ledger
) -> None:
    before = keys(the_store)
    posted(the_store, "left", meeting_id=cast.meeting, sent=True)
    posted(the_store, "queued", meeting_id=cast.meeting, sent=False)
    later(the_store, days=15)
    assert foreseen(the_store)["mail"] == 2  # the text, and then the letter
    assert "unsent" not in foreseen(the_store)
    retention.tidy(the_store, ledger)
    assert keys(the_store) == before | {"queued"}
    with the_store.reading() as session:
        assert session.exec(select(OutboxMail.body).where(OutboxMail.key == "queued")).one() == "B"


def test_a_family_that_goes_says_how_many_letters_never_left(
    the_store: Store, held_meeting: Cast, ledger: Ledger
) -> None:
    call_off_the_next(the_store, held_meeting)
    file_minutes(the_store, held_meeting)
    unsent = len(keys(the_store))
    posted(the_store, "left", meeting_id=held_meeting.meeting, sent=True)
    with the_store.reading() as session:
        counts = letting_go.what_goes(session, family(session, held_meeting.family))
    assert (counts["outboxmail"], counts["unsent"]) == (unsent + 1, unsent)
    later(the_store, days=200)
    assert foreseen(the_store)["unsent"] == unsent > 0
    assert retention.tidy(the_store, ledger)["unsent"] == unsent
    with the_store.reading() as session:
        assert session.get_one(Tidying, LAST).removed["unsent"] == unsent
    assert keys(the_store) == set()


def test_a_letter_about_no_meeting_that_never_left_goes_on_its_day_and_is_foreseen(
    the_store: Store, cast: Cast, ledger: Ledger
) -> None:
    posted(the_store, "queued", meeting_id="", sent=False)
    later(the_store, days=29)
    assert "unsent" not in retention.tidy(the_store, ledger)
    later(the_store, days=31)
    assert foreseen(the_store)["unsent"] == 1
    assert retention.tidy(the_store, ledger)["unsent"] == 1
    assert "queued" not in keys(the_store)


def test_a_night_that_takes_letters_that_never_left_is_caught(
    the_store: Store, cast: Cast, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A planted fault: whatever is old counts as sent."""
    monkeypatch.setattr("keeping.due._UNSENT", col(OutboxMail.key) == "no letter")
    posted(the_store, "queued", meeting_id=cast.meeting, sent=False)
    later(the_store, days=15)
    retention.tidy(the_store, ledger)
    assert "queued" not in keys(the_store)
