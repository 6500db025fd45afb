"""From the meeting's tables to snapshots."""

from collections.abc import Iterable

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from accounts.visibility import CHILDS_WORDS, RUNNERS, TABLE
from accounts.visibility import child as words_of_child
from accounts.visibility import seat as word_of
from families import consent
from families.reading import Around, family, members, places_of
from families.tables import Member, Person
from meetings.childs_words import HOUSES, shown_words
from meetings.snapshot import HouseWords, MeetingFacts, Seat, Step
from meetings.tables import AgendaStep, Meeting, Participant
from store.clock import local_date
from store.database import now
from store.refusal import NotFound

EVERYBODY = frozenset({TABLE})


def meeting(session: Session, meeting_id: str) -> Meeting:
    """Give the meeting's row, or refuse."""
    row = session.get(Meeting, meeting_id)
    if row is None:
        raise NotFound
    return row


_RUNNING = select(Person.id).where(
    col(Person.id).in_(bindparam("running", expanding=True)), Person.account_id == bindparam("account")
)


def runs(session: Session, row: Meeting, account_id: str) -> bool:
    """Say whether this employee facilitates or records the meeting, or called it."""
    running = [person for person in (row.facilitator_id, row.recorder_id, row.called_by) if person]
    return session.exec(_RUNNING, params={"running": running, "account": account_id}).first() is not None


def reads_all(session: Session, row: Meeting, account_id: str) -> bool:
    """Say whether this employee is on the meeting's list as a professional whom consent lets read all, today."""
    mine = {place.person_id: place for place in places_of(session, row.family_id, account_id)}
    listed = select(Participant.person_id).where(
        Participant.meeting_id == row.id, col(Participant.person_id).in_(list(mine))
    )
    today = local_date(now(session))
    return any(consent.sees_all(session, mine[person or ""], today) for person in session.exec(listed))


def facts(session: Session, row: Meeting, around: Around | None = None) -> MeetingFacts:
    """Give when, where, why and with whom; `around` saves asking again who is around the family."""
    around = around or members(session, row.family_id)
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


_STEPS = select(AgendaStep).where(AgendaStep.meeting_id == bindparam("meeting")).order_by(col(AgendaStep.number))


def steps(session: Session, meeting_id: str) -> Iterable[Step]:
    """Give the agenda in order."""
    for row in session.exec(_STEPS, params={"meeting": meeting_id}):
        yield Step(row.number, row.title, row.short, row.minutes)


def seats(session: Session, row: Meeting, around: Around | None = None) -> tuple[Seat, ...]:
    """Give everybody on the list and everybody who knocked, the family first."""
    return tuple(seat_of(*each) for each in rows(session, row, around or members(session, row.family_id)))


def houses(session: Session, row: Meeting, around: Around | None = None) -> tuple[HouseWords, ...]:
    """Give the children's shown sentences, child by child and house by house."""
    called = {member.person_id: member.called for member, _ in around or members(session, row.family_id)}
    words = shown_words(session, row.id)
    children = list(dict.fromkeys(word.person_id for word in words))
    return tuple(
        HouseWords(
            called.get(child, ""),
            house,
            texts,
            audience=frozenset({CHILDS_WORDS, words_of_child(child)}),
            child_id=child,
        )
        for child in children
        for house in HOUSES
        if (texts := tuple(word.text for word in words if (word.person_id, word.house) == (child, house)))
    )


def meetings_of(session: Session, family_id: str) -> list[Meeting]:
    """Give a family's meetings, oldest first."""
    return list(session.exec(select(Meeting).where(Meeting.family_id == family_id).order_by(col(Meeting.starts))))


_PREVIOUS = (
    select(Meeting)
    .where(Meeting.family_id == bindparam("family"), col(Meeting.closed_at).is_not(None))
    .where(Meeting.id != bindparam("this"), Meeting.starts < bindparam("starts"))
    .order_by(col(Meeting.starts).desc())
    .limit(1)
)


def previous(session: Session, row: Meeting) -> Meeting | None:
    """Give the family's latest closed meeting before this one, or None."""
    return session.exec(_PREVIOUS, params={"family": row.family_id, "starts": row.starts, "this": row.id}).first()


def coming(session: Session, family_id: str) -> Meeting | None:
    """Give the family's next meeting that is neither over nor cancelled, or None."""
    wanted = select(Meeting).where(
        Meeting.family_id == family_id,
        Meeting.starts > now(session),
        col(Meeting.closed_at).is_(None),
        col(Meeting.cancelled_at).is_(None),
    )
    return session.exec(wanted.order_by(col(Meeting.starts))).first()


_ORDER = {"child": 1, "parent": 0, "network": 2, "professional": 3}


_SEATED = select(Participant).where(Participant.meeting_id == bindparam("meeting")).order_by(col(Participant.id))


def rows(session: Session, row: Meeting, around: Around) -> list[tuple[Participant, Member | None, Person | None]]:
    known = {member.person_id: (member, person) for member, person in around}
    seated = session.exec(_SEATED, params={"meeting": row.id})
    found = [(participant, *known.get(participant.person_id or "", (None, None))) for participant in seated]
    return sorted(found, key=lambda each: (_ORDER[each[0].kind], each[1].position if each[1] else len(around)))


def seat_alone(participant: Participant) -> Seat:
    """Give a participant without what the family's list says about the person."""
    return seat_of(participant, None, None)


def seat_of(participant: Participant, member: Member | None, person: Person | None) -> Seat:
    return Seat(
        id=participant.id,
        person_id=participant.person_id,
        called=participant.called,
        name=person.name if person else participant.called,
        kind=participant.kind,
        role=", ".join(
            part for part in (member.relation if member else "", person.organisation if person else "") if part
        ),
        from_step=participant.from_step,
        note=participant.note,
        gives_number=participant.gives_number,
        attended=participant.attended,
        knocking=participant.knocked_at is not None and participant.admitted_at is None and participant.left_at is None,
        admitted=participant.admitted_at is not None and participant.left_at is None,
        left=participant.left_at is not None,
        parts=frozenset(participant.parts),
        without=frozenset(participant.without),
        audience=_seat_audience(participant),
    )


def _seat_audience(participant: Participant) -> frozenset[str]:
    """Who is on the list or let in is known to the table; the name of one who only knocked to those who run the door."""
    if participant.person_id or (participant.admitted_at and not participant.left_at):
        return EVERYBODY
    return frozenset({RUNNERS, word_of(participant.id)})
