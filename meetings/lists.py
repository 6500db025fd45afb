"""Lists for the office: a family's meetings in a line each, and a meeting's people with how they are called."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from families.guarding import guard, guard_all
from families.protection import MEETING
from families.reading import members
from families.tables import Family, Person
from meetings.inviting import NO_CONSENT
from meetings.reading import reads_all, rows, runs, seat_of
from meetings.snapshot import Seat
from meetings.tables import Invitation, Meeting, Participant


@dataclass(frozen=True)
class MeetingLine:
    """A meeting in a list: what the office shows of it. `held_back` counts those whom no consent covers."""

    id: str
    family_id: str
    family_title: str
    starts: datetime
    ends: datetime
    place: str
    interpreter: str
    people: int
    held_back: int
    opened: bool
    closed: bool
    cancelled: bool


@dataclass(frozen=True)
class InvitationLine:
    """A person on the meeting's list: called, answered, or held back with a reason.

    `sent` says that a call went out, `current` that it told the present time and place.
    """

    seat: Seat
    relation: str
    email: str
    sent: bool
    current: bool
    held_back: str
    answer: str


def invitations(session: Session, row: Meeting) -> tuple[InvitationLine, ...]:
    """Give the list with who is called, who answered and who is held back."""
    by_seat = {
        invitation.participant_id: invitation
        for invitation in session.exec(
            select(Invitation)
            .join(Participant, col(Participant.id) == col(Invitation.participant_id))
            .where(Participant.meeting_id == row.id)
        )
    }
    lines = []
    for participant, member, person in rows(session, row, members(session, row.family_id)):
        invitation = by_seat.get(participant.id) or Invitation(participant_id=participant.id)
        lines.append(
            InvitationLine(
                seat=seat_of(participant, member, person),
                relation=member.relation if member else "",
                email=person.email if person else "",
                sent=invitation.sent_at is not None,
                current=invitation.sent_at is not None and invitation.sequence == row.sequence,
                held_back=invitation.held_back,
                answer=invitation.answer,
            )
        )
    return tuple(lines)


def lines(
    session: Session, family_ids: Iterable[str], *, also: Iterable[str] = (), since: datetime | None = None
) -> list[MeetingLine]:
    """Give the meetings of these families, and those with an id in `also`, for a list, by time.

    `since` leaves out those that were over before it.
    """
    of_families, single = list(family_ids), list(also)
    asked = col(Meeting.family_id).in_(of_families) | col(Meeting.id).in_(single)
    titled = select(Family).where(col(Family.id).in_(select(Meeting.family_id).where(asked)))
    titles = {row.id: row.title for row in session.exec(titled)}
    wanted = select(Meeting).where(asked).order_by(col(Meeting.starts))
    wanted = wanted.where(_ahead(since)) if since is not None else wanted
    counted = _counted(session, list(titles))
    guard_all(session, titles)
    return [
        replace(line, place=guard(session, line.family_id).clear(line.place, MEETING))
        for row in session.exec(wanted).all()
        for line in (_line(row, titles[row.family_id], counted.get(row.id, [])),)
    ]


def meetings_at(session: Session, account_id: str, *, since: datetime) -> list[str]:
    """Give the meetings that this employee runs, or at whose table they may read all; by the rule of each meeting's page.

    Those that were over before `since` are left out.
    """
    mine = list(session.exec(select(Person.id).where(Person.account_id == account_id)))
    running = (Meeting.facilitator_id, Meeting.recorder_id, Meeting.called_by)
    seated = select(Participant.meeting_id).where(col(Participant.person_id).in_(mine))
    wanted = select(Meeting).where(or_(*(col(one).in_(mine) for one in running), col(Meeting.id).in_(seated)))
    found = session.exec(wanted.where(_ahead(since))).all() if mine else []
    return [row.id for row in found if runs(session, row, account_id) or reads_all(session, row, account_id)]


def _ahead(since: datetime) -> ColumnElement[bool]:
    going_on = col(Meeting.opened_at).is_not(None) & col(Meeting.closed_at).is_(None)
    return (col(Meeting.starts) >= since) | (going_on & col(Meeting.cancelled_at).is_(None))


@dataclass(frozen=True)
class _Call:
    held_back: str
    current: bool


def _counted(session: Session, family_ids: list[str]) -> dict[str, list[_Call]]:
    """Give meeting -> how it stands with the call to each person on its list."""
    wanted = (
        select(Meeting.id, Meeting.sequence, Invitation)
        .join(Participant, col(Meeting.id) == col(Participant.meeting_id))
        .join(Invitation, col(Invitation.participant_id) == col(Participant.id))
        .where(col(Meeting.family_id).in_(family_ids))
    )
    counted: dict[str, list[_Call]] = {}
    for meeting_id, sequence, call in session.exec(wanted):
        current = call.sent_at is not None and call.sequence == sequence
        counted.setdefault(meeting_id, []).append(_Call(call.held_back, current))
    return counted


def _line(row: Meeting, title: str, called: list[_Call]) -> MeetingLine:
    return MeetingLine(
        id=row.id,
        family_id=row.family_id,
        family_title=title,
        starts=row.starts,
        ends=row.ends,
        place=row.place,
        interpreter=row.interpreter,
        people=len(called),
        held_back=sum(1 for line in called if line.held_back == NO_CONSENT),
        opened=row.opened_at is not None,
        closed=row.closed_at is not None,
        cancelled=row.cancelled_at is not None,
    )
