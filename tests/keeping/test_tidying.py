"""What is past its time goes by itself, class by class, and nothing else does."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from boards import closing, door, log
from boards.closing import thaw
from boards.tables import Board, BoardEvent, Card
from families.reading import family
from keeping import filing, holding, periods, retention
from keeping.due import unfiled
from keeping.ledger import Ledger
from meetings.reading import meeting
from meetings.tables import Participant
from store.base import dump, metadata
from store.database import Store
from store.outbox import OutboxMail
from store.refusal import Unfit
from tests.cast import Cast
from tests.conftest import THE_DAY
from tests.keeping.lives import (
    CANARY,
    SECRET,
    call_off_the_next,
    decrypted,
    file_minutes,
    full_meeting,
    hits_in_tables,
    later,
    rows,
    set_clock,
)


def test_every_table_belongs_to_one_class() -> None:
    named = [table for kept in periods.CLASSES for table in kept.tables]
    assert sorted([*named, *periods.NOTHING_PERSONAL]) == sorted(table.name for table in metadata.sorted_tables)


def test_a_table_that_no_class_names_shows() -> None:
    """A planted fault: a table more than the classes know."""
    named = {table for kept in periods.CLASSES for table in kept.tables} | set(periods.NOTHING_PERSONAL)
    assert {*(table.name for table in metadata.sorted_tables), "forgotten"} - named == {"forgotten"}


def test_looks_are_kept_longer_than_any_content() -> None:
    content = max(periods.BY_KEY[key].most for key in ("passing", "board", "case", "mail"))
    assert periods.BY_KEY["audit"].least > content


def test_a_day_after_the_meeting_passes_knocks_and_drafts_go(
    the_store: Store, held_meeting: Cast, ledger: Ledger
) -> None:
    before = rows(the_store)
    later(the_store, hours=23)
    assert retention.tidy(the_store, ledger) == {}
    later(the_store, hours=25)
    with the_store.reading() as session:
        foreseen = retention.foreseen(session)
    assert retention.tidy(the_store, ledger) == foreseen
    after = rows(the_store)
    changed = {name for name in before if before[name] != after.get(name, set())}
    assert changed == {"guestpass", "joincode", "participant", "card", "boardevent"}
    with the_store.reading() as session:
        texts = [card.text for card in session.exec(select(Card))]
        final = thaw(session.get_one(Board, held_meeting.board).final or {})
        assert f"{CANARY} kladde" not in repr([*texts, final])
        assert f"{SECRET} ved døren" not in repr([*session.exec(select(BoardEvent)), final])
        assert f"{SECRET} nabo" in [seat.called for seat in final.seats]


def test_somebody_who_was_let_in_and_left_stays_in_the_minutes(the_store: Store, cast: Cast, ledger: Ledger) -> None:
    with the_store.writing() as session:
        board = full_meeting(session, cast, close=False)
        guest = session.exec(select(Participant).where(Participant.called == f"{SECRET} nabo")).one()
        door.show_out(session, board, cast.mikkel.actor, guest.id)
        closing.close(session, board, cast.mikkel.actor)
    later(the_store, hours=25)
    retention.tidy(the_store, ledger)
    with the_store.reading() as session:
        names = [seat.called for seat in thaw(session.get_one(Board, cast.board).final or {}).seats]
    assert (f"{SECRET} nabo" in names, f"{SECRET} ved døren" in names) == (True, False)


def test_a_childs_words_for_a_meeting_that_was_never_opened_wait_until_somebody_says_so(
    the_store: Store, cast: Cast, ledger: Ledger
) -> None:
    later(the_store, days=400)
    with the_store.reading() as session:
        assert [row.id for row in unfiled(session)] == [cast.meeting]
    retention.tidy(the_store, ledger)
    assert {"childword", "family"} <= rows(the_store).keys()
    with the_store.writing() as session:
        row = meeting(session, cast.meeting)
        filing.need_not_be_filed(session, cast.lene.actor, row, because="Mødet blev ikke til noget")
    later(the_store, days=440)
    retention.tidy(the_store, ledger)
    assert not {"childword", "family"} & rows(the_store).keys()


def test_what_is_left_of_the_log_still_folds_to_the_tables(
    the_store: Store, held_meeting: Cast, ledger: Ledger
) -> None:
    later(the_store, hours=25)
    retention.tidy(the_store, ledger)
    with the_store.reading() as session:
        folded = log.fold(log.events_after(session, held_meeting.board, 0))
        for (subject, row_id), values in folded.items():
            assert dump(session.get(log.SUBJECTS[subject], row_id)) == values


def test_the_board_goes_thirty_days_after_its_minutes_are_filed(
    the_store: Store, held_meeting: Cast, ledger: Ledger
) -> None:
    later(the_store, days=40)
    retention.tidy(the_store, ledger)
    assert "boardevent" in rows(the_store)
    file_minutes(the_store, held_meeting)
    later(the_store, days=69)
    retention.tidy(the_store, ledger)
    assert "boardevent" in rows(the_store)
    later(the_store, days=71)
    retention.tidy(the_store, ledger)
    assert not rows(the_store).keys() & set(periods.BY_KEY["board"].tables)
    with the_store.reading() as session:
        assert f"{CANARY} works" in repr(session.get_one(Board, held_meeting.board).final)


def test_minutes_that_nobody_filed_are_never_lost_and_are_named(
    the_store: Store, held_meeting: Cast, ledger: Ledger
) -> None:
    call_off_the_next(the_store, held_meeting)
    later(the_store, days=3650)
    retention.tidy(the_store, ledger)
    with the_store.reading() as session:
        assert [row.id for row in unfiled(session)] == [held_meeting.meeting]
        assert session.get_one(Board, held_meeting.board).final is not None
    with the_store.writing() as session:
        row = meeting(session, held_meeting.meeting)
        filing.need_not_be_filed(session, held_meeting.lene.actor, row, because="Prøvemøde")
    later(the_store, days=3681)
    retention.tidy(the_store, ledger)
    assert "family" not in rows(the_store)


def test_the_family_goes_half_a_year_after_its_last_meeting(
    the_store: Store, held_meeting: Cast, ledger: Ledger
) -> None:
    call_off_the_next(the_store, held_meeting)
    file_minutes(the_store, held_meeting)
    with the_store.reading() as session:
        last = meeting(session, held_meeting.meeting).ends
    set_clock(the_store, last + timedelta(days=182))
    retention.tidy(the_store, ledger)
    assert "family" in rows(the_store)
    set_clock(the_store, last + timedelta(days=184))
    with the_store.reading() as session:
        foreseen = retention.foreseen(session)
    assert retention.tidy(the_store, ledger) == foreseen
    assert not rows(the_store).keys() & {*periods.BY_KEY["case"].tables, *periods.BY_KEY["board"].tables, "outboxmail"}
    assert hits_in_tables(the_store, CANARY, SECRET, "Signe", "Familien Bro Madsen") == []


def test_nothing_of_a_family_under_legal_hold_goes(the_store: Store, held_meeting: Cast, ledger: Ledger) -> None:
    call_off_the_next(the_store, held_meeting)
    file_minutes(the_store, held_meeting)
    with the_store.writing() as session:
        holding.hold(session, held_meeting.lene.actor, family(session, held_meeting.family), reason="Klagesag")
    before = rows(the_store)
    later(the_store, days=3650)
    retention.tidy(the_store, ledger)
    after = rows(the_store)
    assert {name for name in before if before[name] - after.get(name, set())} <= {"loginsession", "bucket", "account"}
    with the_store.writing() as session:
        holding.lift(session, held_meeting.lene.actor, family(session, held_meeting.family))
    retention.tidy(the_store, ledger)
    assert "family" not in rows(the_store)


def test_the_municipality_chooses_days_within_bounds(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        periods.choose(session, cast.admin, "board", days="45")
        assert periods.days(session, "board") == 45
        for wrong in ("6", "91", "", "mange", "1e2"):
            with pytest.raises(Unfit) as no:
                periods.choose(session, cast.admin, "board", days=wrong)
            assert str(no.value) == "Skriv et antal dage fra 7 til 90."
        assert periods.days(session, "board") == 45


def test_a_letters_text_goes_when_it_is_delivered(the_store: Store, held_meeting: Cast, ledger: Ledger) -> None:
    with the_store.writing() as session:
        for mail in session.exec(select(OutboxMail)):
            mail.sent_at = THE_DAY
            session.add(mail)
    retention.tidy(the_store, ledger)
    with the_store.reading() as session:
        assert {mail.body for mail in session.exec(select(OutboxMail))} == {""}


def test_every_deleted_row_stands_in_the_ledger_by_table_and_id_alone(
    the_store: Store, held_meeting: Cast, ledger: Ledger
) -> None:
    call_off_the_next(the_store, held_meeting)
    file_minutes(the_store, held_meeting)
    before = rows(the_store)
    later(the_store, days=900)
    retention.tidy(the_store, ledger)
    after = rows(the_store)
    unwritten = ("bucket", "auditentry")
    gone = {name: ids - after.get(name, set()) for name, ids in before.items() if name not in unwritten}
    assert ledger.read() == {name: ids for name, ids in gone.items() if ids}
    assert oct(ledger.path.stat().st_mode & 0o777) == "0o600"
    written = ledger.path.read_text()
    assert not [word for word in (CANARY, SECRET, "Signe", "@") if word in written]


@pytest.mark.sqlcipher
def test_no_page_of_the_file_or_its_log_holds_what_was_deleted(
    the_store: Store, held_meeting: Cast, ledger: Ledger, tmp_path: Path
) -> None:
    database, key = tmp_path / "store" / "tavlen.db", tmp_path / "store" / "key"
    log_file = database.with_name("tavlen.db-wal")
    assert CANARY.encode() in decrypted(database, key) + decrypted(log_file, key)  # the way of looking finds it
    call_off_the_next(the_store, held_meeting)
    file_minutes(the_store, held_meeting)
    later(the_store, days=900)
    retention.tidy(the_store, ledger)
    left = decrypted(database, key) + decrypted(log_file, key)
    assert [word for word in (CANARY, SECRET, "Signe Bro") if word.encode() in left] == []
    assert b"CREATE TABLE family" in left
