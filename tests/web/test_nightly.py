"""The night's work of the server: in one process, without anybody's words in the log, and with whose consent ran out."""

import logging
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from accounts.visibility import PARTS
from families import consent, network
from families.tables import Consent, Family, Member, Protection
from keeping import filing
from keeping.removing import LAST
from keeping.tables import Tidying
from meetings import inviting, scheduling
from meetings.reading import meeting
from meetings.tables import Meeting, Participant
from store.database import Store
from store.outbox import OutboxMail, letter
from tests.cast import Cast
from tests.conftest import THE_DAY
from tests.keeping.lives import set_clock
from tests.web.visiting import application, desk
from web.inviting_mail import send_invitations
from web.nightly import Nightly
from web.settings import Settings

THREE = datetime(2026, 9, 17, 1, 5, tzinfo=UTC)  # by a Danish clock
SOON = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)
ONE = """
import sys
from datetime import datetime
from pathlib import Path
from store.database import Store
from web.nightly import Nightly
from web.settings import Settings
folder = Path(sys.argv[1])
store = Store(f"sqlite:///{folder}/store/tavlen.db", key_file=folder / "store" / "key", clock=lambda: datetime.fromisoformat(sys.argv[2]))
nightly = Nightly(store, Settings(deletion_ledger=folder / "ledger" / "tavlen.deleted"))
print("ready", flush=True)
sys.stdin.readline()
print(["waited", "tidied"][nightly.look() is not None], flush=True)
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(deletion_ledger=tmp_path / "ledger" / "tavlen.deleted")


def old_letter(session: Session, cast: Cast) -> None:
    """Put a letter in the outbox whose text is to go, with words that no log may hold."""
    row = letter(
        session, key="k", meeting_id=cast.meeting, to="a@b.example", name="Signe", subject="S", body="Signe Bro"
    )
    row.sent_at = row.at - timedelta(days=30)
    session.add(row)


def test_of_two_processes_that_look_at_once_one_tidies(the_store: Store, cast: Cast, tmp_path: Path) -> None:
    command = [sys.executable, "-c", ONE, str(tmp_path), THREE.isoformat()]
    processes = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [one.stdout.readline() for one in processes] == ["ready\n"] * 2  # type: ignore[union-attr]
    said = sorted(one.communicate("go\n", timeout=60)[0].strip() for one in processes)
    assert said == ["tidied", "waited"]


def test_a_night_that_fails_is_logged_without_words_and_made_up_for_an_hour_later(
    the_store: Store, cast: Cast, settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with the_store.writing() as session:
        session.add(Tidying(id=LAST, at=THREE - timedelta(days=1)))
        row = meeting(session, cast.meeting)
        row.closed_at = row.ends - timedelta(days=300)
        filing.file(session, cast.lene.actor, row, reference="Signe Bro 2026")
    settings.deletion_ledger.mkdir(parents=True)  # a folder where the file should be: nothing can be written down
    set_clock(the_store, THREE + timedelta(days=400))
    nightly = Nightly(the_store, settings)
    with caplog.at_level(logging.DEBUG):
        nightly.try_to_look()
    assert [record.levelname for record in caplog.records if "IsADirectoryError" in record.getMessage()] == ["ERROR"]
    assert [word for word in ("Signe", "Bro", "@", "tavlen.deleted") if word in caplog.text] == []
    settings.deletion_ledger.rmdir()
    set_clock(the_store, THREE + timedelta(days=400, minutes=30))
    assert nightly.look() is None
    set_clock(the_store, THREE + timedelta(days=400, minutes=61))
    assert (nightly.look() or {})["case"] > 0


def test_the_thread_looks_by_itself_and_ends_with_the_server(the_store: Store, cast: Cast, settings: Settings) -> None:
    with the_store.writing() as session:
        old_letter(session, cast)
    set_clock(the_store, THREE)
    with Nightly(the_store, settings, every=0.01) as nightly:
        until = time.monotonic() + 20
        while time.monotonic() < until and not tidied(the_store):
            time.sleep(0.05)
    assert tidied(the_store)
    assert not nightly._thread.is_alive()


def tidied(store: Store) -> bool:
    with store.reading() as session:
        return session.get(Tidying, LAST) is not None and session.exec(select(OutboxMail.body)).all() == [""]


def call_everybody(store: Store, cast: Cast) -> None:
    """Let the meeting be in two weeks, and call everybody to it."""
    with store.writing() as session:
        row = session.get_one(Meeting, cast.meeting)
        row.starts, row.ends = SOON, SOON + timedelta(hours=1)
        session.add(row)
        send_invitations(session, row, host="test")


def cancelled(store: Store) -> list[str]:
    """Give the addresses of those who were told that the meeting is not theirs."""
    with store.reading() as session:
        return sorted(mail.to for mail in session.exec(select(OutboxMail)) if mail.method == "CANCEL")


def test_who_was_called_is_told_the_night_after_the_consent_ran_out(
    the_store: Store, cast: Cast, settings: Settings
) -> None:
    call_everybody(the_store, cast)
    with the_store.writing() as session:
        signe = session.exec(select(Consent).where(Consent.given_by == cast.signe.person)).one()
        signe.valid_until = date(2026, 9, 17)
        session.add(signe)
    nightly = Nightly(the_store, settings)
    told = []
    for night in range(3):
        set_clock(the_store, THREE + timedelta(days=night))
        nightly.look()
        told.append(cancelled(the_store))
    assert told == [[], ["pernille@fjordby.example"], ["pernille@fjordby.example"]]  # Jonas has said yes to the others


def test_a_board_that_is_open_over_midnight_narrows_when_the_consent_runs_out(
    the_store: Store, cast: Cast, settings: Settings
) -> None:
    with the_store.writing() as session:
        jonas = session.exec(select(Consent).where(Consent.given_by == cast.jonas.person)).one()
        jonas.valid_until = date(2026, 9, 16)
        session.add(jonas)
    set_clock(the_store, THREE)
    Nightly(the_store, settings).look()
    with the_store.reading() as session:
        seat = session.get_one(Participant, cast.ditte.seat)
        assert ({*seat.parts} & {*PARTS}, seat.without) == (set(), [cast.jonas.person])  # Alma's own yes stays


def another_family(session: Session, cast: Cast) -> None:
    """Call a teacher to another family's meeting, on a consent that is over the day after."""
    house = network.start_family(session, cast.lene.actor, title="Familien Holm")
    mother = network.add_person(session, house, name="Ida", kind="parent", relation="Mor", custody=True).person_id
    teacher = network.add_person(
        session, house, name="Bo", kind="professional", relation="Lærer", email="bo@fjordby.example"
    ).person_id
    day = THE_DAY.date()
    consent.give(session, house, given_by=mother, given_on=day, covers=[teacher], valid_until=day)
    row = scheduling.call(session, house, purpose="x", starts=SOON, ends=SOON + timedelta(hours=1), place="Skolen")
    inviting.seat(session, row, teacher)
    assert send_invitations(session, row, host="test") == 1


def test_a_family_whose_letters_fail_keeps_no_other_family_waiting(
    the_store: Store, cast: Cast, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    """A planted fault: something sealed about the first family cannot be opened."""
    call_everybody(the_store, cast)
    with the_store.writing() as session:
        another_family(session, cast)
        for given in session.exec(select(Consent).where(Consent.family_id == cast.family)):
            given.valid_until = THE_DAY.date()
            session.add(given)
        broken = {"family_id": cast.family, "person_id": cast.signe.person, "kind": "address", "set_at": THE_DAY}
        session.add(Protection(**broken, sealed="A" * 64))
    set_clock(the_store, THREE)
    assert Nightly(the_store, settings).look() is not None
    assert cancelled(the_store) == ["bo@fjordby.example"]
    assert "UnsafeSetup" in caplog.text


def test_a_corrected_custody_takes_back_the_calls_that_stood_on_it(
    the_store: Store, cast: Cast, tmp_path: Path
) -> None:
    app = application(the_store, tmp_path)
    lene = desk(app, cast.lene.actor)
    call_everybody(the_store, cast)
    form = {"kind": "parent", "name": "Signe Bro", "relation": "Mor", "ring": "inner", "email": "signe@familie.example"}
    assert lene.post(f"/families/{cast.family}/people/{cast.signe.person}", data=form).status_code == 303
    with the_store.reading() as session:
        custody = select(Member.custody).where(Member.family_id == cast.family, Member.person_id == cast.signe.person)
        assert (session.exec(custody).one(), session.get(Family, cast.family) is not None) == (False, True)
    assert cancelled(the_store) == ["pernille@fjordby.example"]  # only Signe had said yes to her
