"""Filed: the minutes stand in the municipality's case system, which is where they belong. From then on the clock runs."""

from sqlmodel import Session, select

from accounts.actor import Actor
from keeping.tables import Filing
from meetings.tables import Meeting
from store.database import now
from store.refusal import Refusal
from store.text import needed


class StillGoing(Refusal):
    """Minutes are filed when the meeting is over."""

    sentence = "Mødet er ikke slut endnu. Afslut det først."


class NeverOpened(Refusal):
    """A meeting that was never opened has no minutes to file."""

    sentence = "Mødet blev ikke åbnet, så der er intet referat. Skriv i stedet, hvorfor det ikke skal journaliseres."


def filing_of(session: Session, meeting_id: str) -> Filing | None:
    """Give the meeting's receipt, or None while nobody has said anything."""
    return session.exec(select(Filing).where(Filing.meeting_id == meeting_id)).first()


def file(session: Session, actor: Actor, meeting: Meeting, *, reference: str) -> Filing:
    """Write down the number that the case system gave the minutes; correcting it does not start the clock anew."""
    if meeting.opened_at is None:
        raise NeverOpened
    if meeting.closed_at is None:
        raise StillGoing
    number = needed(reference, "Skriv nummeret fra fagsystemet.", field="reference", most=100, lines=False)
    return _said(session, actor, meeting, reference=number, not_because="")


def need_not_be_filed(session: Session, actor: Actor, meeting: Meeting, *, because: str) -> Filing:
    """Say that the minutes are not to be filed, and why (offentlighedsloven § 13 and § 15 say when they must be)."""
    if meeting.closed_at is None and meeting.ends > now(session):
        raise StillGoing
    reason = needed(because, "Skriv, hvorfor mødet ikke skal journaliseres.", field="because", most=400)
    return _said(session, actor, meeting, reference="", not_because=reason)


def _said(session: Session, actor: Actor, meeting: Meeting, *, reference: str, not_because: str) -> Filing:
    row = filing_of(session, meeting.id) or Filing(meeting_id=meeting.id, filed_at=now(session))
    row.reference, row.not_because, row.filed_by = reference, not_because, actor.id
    session.add(row)
    session.flush()
    return row
