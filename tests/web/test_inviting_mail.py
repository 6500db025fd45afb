"""Letters call people to a meeting, move it and cancel it: each person once per change, and nobody without consent."""

from datetime import timedelta

from sqlmodel import Session, col, select

from families.network import add_person
from families.reading import family
from meetings import inviting, scheduling
from meetings.reading import meeting
from meetings.tables import Meeting
from store.database import Store
from store.outbox import OutboxMail
from web.inviting_mail import Wording, send_cancellations, send_invitations
from web.playing.meeting_file import sample
from web.playing.play import run
from web.playing.told import Told

HOST = "tavlen.example"
TEN = ["Anne-Marie Lund", "Birgit Toft", "Ditte Krogh", "Grethe Bro", "Jonas Madsen"]
TEN += ["Kim Madsen", "Lene Skov", "Mikkel Holm", "Pernille Juul", "Signe Bro"]


def third_meeting(session: Session, told: Told) -> Meeting:
    """Give the meeting that closing the second one called."""
    return meeting(session, told.following_id)


def letters(session: Session, told: Told, sequence: int) -> list[OutboxMail]:
    """Give the letters of one change of the third meeting, by name."""
    wanted = select(OutboxMail).where(
        OutboxMail.meeting_id == told.following_id, col(OutboxMail.key).endswith(f":{sequence}")
    )
    return list(session.exec(wanted.order_by(OutboxMail.name)))


def test_sending_twice_calls_each_person_once(the_store: Store) -> None:
    told = run(the_store, sample(), host=HOST)
    with the_store.writing() as session:
        assert send_invitations(session, third_meeting(session, told), host=HOST) == 0
        assert [mail.name for mail in letters(session, told, 0)] == TEN


def test_moving_a_meeting_tells_those_who_were_called_and_calls_those_who_are_new(the_store: Store) -> None:
    told = run(the_store, sample(), host=HOST)
    with the_store.writing() as session:
        row = third_meeting(session, told)
        day = timedelta(days=1)
        scheduling.move(session, row, starts=row.starts + day, ends=row.ends + day)
        coach = add_person(
            session,
            family(session, told.family_id),
            name="Bo Friis",
            kind="network",
            relation="Træner",
            email="bo@familie.example",
        )
        inviting.seat(session, row, coach.person_id)
        assert send_invitations(session, row, host=HOST) == 11
        opened = {mail.name: mail.body.split("\n")[2] for mail in letters(session, told, 1)}
    assert opened.pop("Bo Friis") == "Du er inviteret til et møde."
    assert opened == dict.fromkeys(TEN, "Mødet er ændret. Her er det nye tidspunkt og sted.")


def test_cancelling_reaches_exactly_those_who_were_called(the_store: Store) -> None:
    told = run(the_store, sample(), host=HOST)
    with the_store.writing() as session:
        row = third_meeting(session, told)
        scheduling.cancel(session, row)
        assert send_cancellations(session, row, host=HOST, wording=Wording("Fjordby", "12 34 56 78")) == 10
        assert send_cancellations(session, row, host=HOST) == 0
        sent = letters(session, told, 1)
    assert [mail.name for mail in sent] == TEN
    assert {mail.method for mail in sent} == {"CANCEL"}
    assert {mail.subject for mail in sent} == {"Aflyst møde onsdag den 9. december 2026 kl. 15.00-16.30"}
    assert all("Ring til Fjordby, tlf. 12 34 56 78, hvis du har spørgsmål." in mail.body for mail in sent)
    assert all("METHOD:CANCEL" in mail.calendar and "SEQUENCE:1" in mail.calendar for mail in sent)


def test_no_letter_holds_a_word_of_the_family_or_the_meeting(the_store: Store) -> None:
    told = run(the_store, sample(), host=HOST)
    with the_store.reading() as session:
        mails = session.exec(select(OutboxMail)).all()
        written = "\n".join(mail.subject + mail.body + mail.calendar.replace("\r\n ", "") for mail in mails)
        purpose = meeting(session, told.meeting_id).purpose
    assert len(mails) == 20
    assert [
        word for word in ("Bro Madsen", "Alma", "familie", "netværk", "barn", purpose[:20]) if word in leaks(written)
    ] == []
    assert "Alma" in leaks(f"{written}\nAlma")


def leaks(written: str) -> str:
    """Give what the letters say, without the addresses of those who get them."""
    return written.replace("@familie.example", "")
