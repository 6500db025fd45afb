"""From the meeting's tables to snapshots."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from accounts.visibility import TABLE
from families.reading import family, members
from families.tables import Family, Member, Person
from meetings.childs_words import HOUSES, shown_words
from meetings.snapshot import HouseWords, MeetingFacts, Seat, Step
from meetings.tables import AgendaStep, Invitation, Meeting, Participant
from store.database import now
from store.refusal import NotFound

EVERYBODY = frozenset({TABLE})


@dataclass(frozen=True)
class MeetingLine:
    """A meeting in a list: what the office shows of it."""

    id: str
    family_id: str
    family_title: str
    starts: datetime
    ends: datetime
    place: str
    people: int
    held_back: int
    opened: bool
    closed: bool
    cancelled: bool


@dataclass(frozen=True)
class InvitationLine:
    """A person on the meeting's list: called, answered, or held back with a reason."""

    seat: Seat
    relation: str
    email: str
    sent: bool
    held_back: str
    answer: str


def meeting(session: Session, meeting_id: str) -> Meeting:
    """Give the meeting's row, or refuse."""
    row = session.get(Meeting, meeting_id)
    if row is None:
        raise NotFound
    return row


def runs(session: Session, row: Meeting, account_id: str) -> bool:
    """Say whether this employee facilitates or records the meeting, or called it."""
    running = [person for person in (row.facilitator_id, row.recorder_id, row.called_by) if person]
    mine = select(Person.id).where(col(Person.id).in_(running), Person.account_id == account_id)
    return session.exec(mine).first() is not None


def facts(session: Session, row: Meeting) -> MeetingFacts:
    """Give when, where, why and with whom."""
    around = members(session, row.family_id)
    called = {person.id: person.name for _, person in around}
    return MeetingFacts(
        id=row.id,
        family_id=row.family_id,
        family_title=family(session, row.family_id).title,
        children=tuple(member.called for member, _ in around if member.kind == "child"),
        number=row.number,
        purpose=row.purpose,
        starts=row.starts,
        ends=row.ends,
        place=row.place,
        video=row.video,
        interpreter=row.interpreter,
        wishes=row.wishes,
        ground_rules=row.ground_rules,
        facilitator=called.get(row.facilitator_id or "", ""),
        recorder=called.get(row.recorder_id or "", ""),
        called_by=called.get(row.called_by or "", ""),
        steps=tuple(steps(session, row.id)),
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        cancelled_at=row.cancelled_at,
    )


def steps(session: Session, meeting_id: str) -> Iterable[Step]:
    """Give the agenda in order."""
    wanted = select(AgendaStep).where(AgendaStep.meeting_id == meeting_id).order_by(col(AgendaStep.number))
    for row in session.exec(wanted):
        yield Step(row.number, row.title, row.short, row.minutes)


def seats(session: Session, row: Meeting) -> tuple[Seat, ...]:
    """Give everybody on the list and everybody who knocked, the family first."""
    return tuple(_seat(participant, member, person) for participant, member, person in _rows(session, row))


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
    for participant, member, person in _rows(session, row):
        invitation = by_seat.get(participant.id) or Invitation(participant_id=participant.id)
        lines.append(
            InvitationLine(
                seat=_seat(participant, member, person),
                relation=member.relation if member else "",
                email=person.email if person else "",
                sent=invitation.sent_at is not None,
                held_back=invitation.held_back,
                answer=invitation.answer,
            )
        )
    return tuple(lines)


def houses(session: Session, row: Meeting) -> tuple[HouseWords, ...]:
    """Give the children's shown sentences, child by child and house by house."""
    called = {member.person_id: member.called for member, _ in members(session, row.family_id)}
    words = shown_words(session, row.id)
    children = list(dict.fromkeys(word.person_id for word in words))
    return tuple(
        HouseWords(called.get(child, ""), house, texts, audience=EVERYBODY)
        for child in children
        for house in HOUSES
        if (texts := tuple(word.text for word in words if (word.person_id, word.house) == (child, house)))
    )


def meetings_of(session: Session, family_id: str) -> list[Meeting]:
    """Give a family's meetings, oldest first."""
    return list(session.exec(select(Meeting).where(Meeting.family_id == family_id).order_by(col(Meeting.starts))))


def previous(session: Session, row: Meeting) -> Meeting | None:
    """Give the family's latest closed meeting before this one, or None."""
    wanted = (
        select(Meeting)
        .where(Meeting.family_id == row.family_id, col(Meeting.closed_at).is_not(None), Meeting.id != row.id)
        .where(Meeting.starts < row.starts)
        .order_by(col(Meeting.starts).desc())
    )
    return session.exec(wanted).first()


def coming(session: Session, family_id: str) -> Meeting | None:
    """Give the family's next meeting that is neither over nor cancelled, or None."""
    wanted = select(Meeting).where(
        Meeting.family_id == family_id,
        Meeting.starts > now(session),
        col(Meeting.closed_at).is_(None),
        col(Meeting.cancelled_at).is_(None),
    )
    return session.exec(wanted.order_by(col(Meeting.starts))).first()


def lines(session: Session, family_ids: Iterable[str]) -> list[MeetingLine]:
    """Give the meetings of these families for a list, by time."""
    titles = {row.id: row.title for row in session.exec(select(Family).where(col(Family.id).in_(list(family_ids))))}
    wanted = select(Meeting).where(col(Meeting.family_id).in_(list(titles))).order_by(col(Meeting.starts))
    return [_line(session, row, titles[row.family_id]) for row in session.exec(wanted)]


def _line(session: Session, row: Meeting, title: str) -> MeetingLine:
    called = invitations(session, row)
    return MeetingLine(
        id=row.id,
        family_id=row.family_id,
        family_title=title,
        starts=row.starts,
        ends=row.ends,
        place=row.place,
        people=len(called),
        held_back=sum(1 for line in called if line.held_back and line.email != ""),
        opened=row.opened_at is not None,
        closed=row.closed_at is not None,
        cancelled=row.cancelled_at is not None,
    )


_ORDER = {"child": 1, "parent": 0, "network": 2, "professional": 3}


def _rows(session: Session, row: Meeting) -> list[tuple[Participant, Member | None, Person | None]]:
    around = {member.person_id: (member, person) for member, person in members(session, row.family_id)}
    seated = session.exec(select(Participant).where(Participant.meeting_id == row.id).order_by(col(Participant.id)))
    found = [(participant, *around.get(participant.person_id or "", (None, None))) for participant in seated]
    return sorted(found, key=lambda each: (_ORDER[each[0].kind], each[1].position if each[1] else 99))


def _seat(participant: Participant, member: Member | None, person: Person | None) -> Seat:
    return Seat(
        id=participant.id,
        person_id=participant.person_id,
        called=participant.called,
        name=person.name if person else participant.called,
        kind=participant.kind,
        role=", ".join(
            part for part in (member.relation if member else "", person.organisation if person else "") if part
        ),
        full=participant.full,
        from_step=participant.from_step,
        note=participant.note,
        gives_number=participant.gives_number,
        attended=participant.attended,
        knocking=participant.knocked_at is not None and participant.admitted_at is None and participant.left_at is None,
        admitted=participant.admitted_at is not None and participant.left_at is None,
        left=participant.left_at is not None,
        audience=EVERYBODY,
    )
