"""What waits to be sent: a letter in which something is protected today is held, whenever the protection was written down."""

from dataclasses import replace

from sqlmodel import Session, col, select

from families.guarding import Guard, guard, shields
from families.protection import MEETING
from families.shield import Shield
from meetings.tables import Meeting
from store.outbox import OutboxMail


def held(on: Guard, meeting: Meeting, mail: OutboxMail) -> Shield | None:
    """Give what holds a letter about the meeting, with all that a signature must name; None for one that may leave.

    What is protected about its own reader may stand in it, and so may a place that somebody signed for in the call.
    """
    said = [text for text in (meeting.place, meeting.video) if on.hits(text, "") and not on.hits(text, MEETING)]
    texts = [mail.subject, mail.body, _as_read(mail.calendar)]
    holding = tuple(text for text in texts if _stands(on, text, said) - {_reader(mail)})
    found = shields(on, holding, lambda _: MEETING)
    return replace(found[0], unsigned=tuple(pair for one in found for pair in one.unsigned)) if found else None


def leaving(session: Session) -> list[OutboxMail]:
    """Give the letters that nothing holds, in the order in which they were posted."""
    wanted = select(OutboxMail, Meeting).outerjoin(Meeting, col(Meeting.id) == col(OutboxMail.meeting_id))
    posted = session.exec(wanted.order_by(col(OutboxMail.at), col(OutboxMail.id)))
    return [mail for mail, row in posted if row is None or not held(guard(session, row.family_id), row, mail)]


def _reader(mail: OutboxMail) -> str:
    """Give the person whom a letter about a meeting is for, by its key."""
    return (*mail.key.split(":"), "", "")[2]


def _as_read(calendar: str) -> str:
    """Give the words of a calendar entry without its folded lines and its time zone (RFC 5545, 3.1 and 3.3.11)."""
    unfolded = calendar.replace("\r\n ", "")
    before, _, rest = unfolded.partition("BEGIN:VTIMEZONE")
    return (before + rest.rpartition("END:VTIMEZONE")[2]).replace("\\,", ",").replace("\\;", ";")


def _stands(on: Guard, text: str, said: list[str]) -> set[str]:
    """Give those about whom something protected stands in the text, beside what was said with a signature."""
    rest = text
    for one in said:
        rest = rest.replace(one, "")
    unsigned = {hit.rule.id for hit in on.hits(text, MEETING)}
    return {hit.rule.person_id for hit in on.hits(rest, MEETING) if hit.rule.id in unsigned}
