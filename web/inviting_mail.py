"""The letters that call people to a meeting, move it or cancel it: what, where, when, and whom to call. Nothing else."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from exports.wording import danish_day, danish_time
from families.guarding import guard
from families.protection import MEETING
from families.tables import Person
from meetings import inviting
from meetings.inviting import Called
from meetings.tables import Meeting
from store.clock import local_date
from store.outbox import OutboxMail, letter, post
from web.settings import Settings

CALLED = "Du er inviteret til et møde."
MOVED = "Mødet er ændret. Her er det nye tidspunkt og sted."
CANCELLED = "Mødet er aflyst. Du skal ikke gøre noget. Din kalender sletter det selv."
WITHDRAWN = "Du skal ikke med til mødet alligevel. Du skal ikke gøre noget. Din kalender sletter det selv."
ANSWER = (
    "Svar ja eller nej i din kalender, eller ring til {whom}. Ring også, hvis du har spørgsmål eller brug for tolk."
)
AS_BEFORE = "Det samme sted som før"
LETTER = "Hej {name}\n\n{opening}\n\nHvornår: {when}\nHvor: {where}\n\n{answer}\n\nVenlig hilsen\n{sender}\n"


@dataclass(frozen=True)
class Wording:
    """Who signs the letters, and the number to call; without a number people call the sender."""

    sender: str = "Kommunen"
    phone: str = ""


def wording(settings: Settings) -> Wording:
    """Give who signs the letters."""
    return Wording(sender=settings.municipality, phone=settings.municipality_phone)


def send_invitations(session: Session, meeting: Meeting, *, host: str, wording: Wording = Wording()) -> int:
    """Put a letter with a calendar entry in the outbox for everybody who is to be called now. Gives how many.

    Whom consent does not cover, and who has no address, gets none. Each person gets one per sequence.
    """
    return sum(
        _post(session, meeting, one, kind="invite", opening=_opening(session, meeting, one), wording=wording)
        for one in inviting.invite(session, meeting, host=host)
    )


def send_cancellations(session: Session, meeting: Meeting, *, host: str, wording: Wording = Wording()) -> int:
    """Put a letter that cancels the calendar entry in the outbox for everybody who was called. Gives how many."""
    called = inviting.call_off(session, meeting, host=host)
    return sum(_post(session, meeting, one, kind="cancel", opening=CANCELLED, wording=wording) for one in called)


def send_withdrawals(session: Session, family_id: str, *, host: str, wording: Wording = Wording()) -> int:
    """Put a letter that takes the call back in the outbox for everybody whom consent does not cover any more. Gives how many.

    It says nothing about consent: the reader learns no more than that the meeting is not theirs.
    """
    taken_back = inviting.uninvite(session, family_id, host=host)
    return sum(
        _post(session, meeting, one, kind="withdrawn", opening=WITHDRAWN, wording=wording)
        for meeting, one in taken_back
    )


def _again(session: Session, meeting: Meeting, one: Called, kind: str) -> str:
    """Somebody whose call was taken back can be called again: each time is a letter of its own."""
    before = select(OutboxMail.id).where(col(OutboxMail.key).startswith(f"withdrawn:{meeting.id}:{one.person_id}:"))
    times = len(session.exec(before).all())
    return f":{times}" if times and kind in ("invite", "withdrawn") else ""


def _opening(session: Session, meeting: Meeting, one: Called) -> str:
    """Somebody who had a letter before reads that the meeting is changed; all others that they are invited."""
    before = select(OutboxMail.id).where(col(OutboxMail.key).startswith(f"invite:{meeting.id}:{one.person_id}:"))
    if _again(session, meeting, one, "invite"):
        return CALLED
    return MOVED if session.exec(before).first() else CALLED


def _post(session: Session, meeting: Meeting, one: Called, *, kind: str, opening: str, wording: Wording) -> bool:
    from exports.invite import invite as calendar_file  # loads the calendar library, which a start can do without

    mail = letter(
        session,
        key=f"{kind}:{meeting.id}:{one.person_id}:{meeting.sequence}{_again(session, meeting, one, kind)}",
        meeting_id=meeting.id,
        to=one.email,
        name=one.name,
        subject=f"{'Aflyst møde' if kind == 'cancel' else 'Møde'} {when(meeting)}",
        body=_body(session, meeting, one, opening=opening, wording=wording),
    )
    mail.calendar, mail.method = calendar_file(one.invite).decode(), one.invite.method
    return post(session, mail)


def _body(session: Session, meeting: Meeting, one: Called, *, opening: str, wording: Wording) -> str:
    on = guard(session, meeting.family_id)
    place, video = on.clear(meeting.place, MEETING) or AS_BEFORE, on.clear(meeting.video, MEETING)
    where = f"{place}\nVideo: {video}" if video else place
    return LETTER.format(
        name=one.name,
        opening=opening,
        when=when(meeting),
        where=where,
        answer=f"Ring til {_whom(session, meeting, wording)}, hvis du har spørgsmål."
        if opening in (CANCELLED, WITHDRAWN)
        else ANSWER.format(whom=_whom(session, meeting, wording)),
        sender=wording.sender,
    )


def _whom(session: Session, meeting: Meeting, wording: Wording) -> str:
    """Give the caller's name and number, or the sender and the sender's number."""
    caller = session.get(Person, meeting.called_by or "")
    on = guard(session, meeting.family_id)
    own = caller is not None and on.clear(caller.phone) and on.clear(caller.name)
    name, phone = (caller.name, caller.phone) if caller and own else (wording.sender, wording.phone)
    return f"{name}, tlf. {phone}" if phone else name


def when(meeting: Meeting) -> str:
    """Give the day and the hours in Danish: onsdag den 9. december 2026 kl. 15.00-16.30."""
    day = danish_day(local_date(meeting.starts))
    return f"{day} kl. {danish_time(meeting.starts)}-{danish_time(meeting.ends)}"
