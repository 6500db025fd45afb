"""Who is called to a meeting: seats, invitations that go out or are held back, and answers."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from families import consent
from families.guarding import check, guard
from families.network import member_of
from families.protection import MEETING
from families.tables import Member, Person
from meetings.scheduling import MeetingOver
from meetings.snapshot import Invite
from meetings.tables import Invitation, Meeting, Participant
from store.clock import local_date
from store.database import now
from store.refusal import NotFound, Unfit
from store.text import SHORT, bounded, clean_text

ANSWERS = ("yes", "no", "maybe")
NO_CONSENT = "Samtykke mangler. Spørg forældrene, og skriv deres svar på familiens side."
NO_ADDRESS = "Ingen e-mail. Giv indkaldelsen på papir eller mundtligt."
TITLE = "Møde"
WORDS = "Du er inviteret til et møde. Ring til kommunen, hvis du har spørgsmål."


@dataclass(frozen=True)
class Called:
    """A person who gets a calendar message now."""

    person_id: str
    name: str
    email: str
    invite: Invite


@dataclass(frozen=True)
class Covered:
    """What consent lets somebody on the list read beyond goals and agreements, whose yes is missing, and whether they may be called."""

    parts: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    invitable: bool = False


def seat(
    session: Session,
    meeting: Meeting,
    person_id: str,
    *,
    narrowed: bool = False,
    from_step: int = 0,
    note: str = "",
    gives_number: bool = True,
) -> Participant:
    """Put somebody from around the family on the meeting's list.

    What a professional may see follows the consents, unless `narrowed` limits the seat to goals and agreements. The
    same person is listed once.
    """
    member = member_of(session, meeting.family_id, person_id)
    listed = select(Participant).where(Participant.meeting_id == meeting.id, Participant.person_id == person_id)
    if there := session.exec(listed).first():
        return there
    check(session, meeting.family_id, note, place=f"board:{meeting.id}")
    today = consent.cover(session, meeting.family_id, local_date(now(session)))
    participant = Participant(
        meeting_id=meeting.id,
        person_id=person_id,
        called=member.called,
        kind=member.kind,
        parts=[] if narrowed else sorted(today.words(member)),
        without=sorted(today.missing(member)),
        narrowed=narrowed,
        from_step=bounded(from_step, 0, 20, "Vælg et trin på dagsordenen.", field="from_step"),
        note=clean_text(note, most=SHORT * 2),
        gives_number=gives_number and person_id != meeting.facilitator_id,
    )
    session.add(participant)
    session.flush()
    session.add(Invitation(participant_id=participant.id, held_back=_reason(session, member)))
    session.flush()
    return participant


def invite(session: Session, meeting: Meeting, *, host: str) -> list[Called]:
    """Call everybody on the list whom consent covers; the others are held back with a plain reason.

    A meeting that is over or cancelled calls nobody: `MeetingOver`.
    Gives those who get a message now: each person once per sequence. `host` names the installation in the UID.
    """
    if meeting.closed_at or meeting.cancelled_at:
        raise MeetingOver
    called = []
    for _participant, invitation, person, member in _listed(session, meeting):
        invitation.held_back = _reason(session, member) or ("" if person.email else NO_ADDRESS)
        session.add(invitation)
        if invitation.held_back or (invitation.sent_at and invitation.sequence == meeting.sequence):
            continue
        invitation.sent_at, invitation.sequence = now(session), meeting.sequence
        called.append(_called(session, meeting, person, host=host))
    session.flush()
    return called


def call_off(session: Session, meeting: Meeting, *, host: str) -> list[Called]:
    """Tell everybody who was called that the meeting is cancelled."""
    return [
        _called(session, meeting, person, host=host, method="CANCEL")
        for _, invitation, person, _ in _listed(session, meeting)
        if invitation.sent_at and person.email
    ]


def uninvite(session: Session, family_id: str, *, host: str) -> list[tuple[Meeting, Called]]:
    """Take the call back from everybody whom consent does not cover any more, at the family's meetings to come.

    Gives those who get a message, once; from now on they are held back.
    """
    to_come = select(Meeting).where(
        Meeting.family_id == family_id,
        Meeting.ends > now(session),
        col(Meeting.closed_at).is_(None),
        col(Meeting.cancelled_at).is_(None),
    )
    told = []
    for meeting in session.exec(to_come.order_by(col(Meeting.starts))).all():
        for _, invitation, person, member in _listed(session, meeting):
            if invitation.sent_at and (reason := _reason(session, member)):
                invitation.sent_at, invitation.held_back = None, reason
                session.add(invitation)
                told.append((meeting, _called(session, meeting, person, host=host, method="CANCEL")))
    session.flush()
    return told


def calling(session: Session) -> list[str]:
    """Give the families with a meeting that is to come or under way."""
    to_come = (col(Meeting.ends) > now(session)) | col(Meeting.opened_at).is_not(None)
    wanted = select(Meeting.family_id).where(to_come, col(Meeting.closed_at).is_(None))
    return list(session.exec(wanted.where(col(Meeting.cancelled_at).is_(None)).distinct().order_by(Meeting.family_id)))


def calendar_entry(session: Session, meeting: Meeting, email: str, *, host: str, method: str = "REQUEST") -> Invite:
    """Give the meeting as a calendar message: a neutral title, the place, nothing about the family."""
    on = guard(session, meeting.family_id)
    if method != "CANCEL":  # whoever was called must hear of it, so a cancellation only leaves the place out
        on.check((meeting.place, meeting.video), MEETING)
    organiser = session.get(Person, meeting.called_by or meeting.facilitator_id or "")
    sender = on.clear(organiser.email) if organiser else ""
    return Invite(
        uid=f"{meeting.id}@{host}",
        sequence=meeting.sequence,
        method=method,
        starts=meeting.starts,
        ends=meeting.ends,
        stamp=now(session),
        summary=TITLE,
        location=on.clear(meeting.place, MEETING),
        description=WORDS,
        organiser_email=sender or f"moeder@{host}",
        attendee_email=email,
    )


def answer(session: Session, participant: Participant, *, answer: str) -> None:
    """Write down whether the person comes: yes, no or maybe."""
    if answer not in ANSWERS:
        raise Unfit("Svar ja, nej eller måske.", field="answer")
    invitation = session.exec(select(Invitation).where(Invitation.participant_id == participant.id)).first()
    if invitation is None:
        raise NotFound
    invitation.answer, invitation.answered_at = answer, now(session)
    session.add(invitation)


def _called(session: Session, meeting: Meeting, person: Person, *, host: str, method: str = "REQUEST") -> Called:
    entry = calendar_entry(session, meeting, person.email, host=host, method=method)
    return Called(person.id, person.name, person.email, entry)


def covered(session: Session, meeting: Meeting) -> dict[str, Covered]:
    """Give seat -> what it may read by the consents of today, for everybody on the list.

    Somebody who knocked and is not around the family is not in it; what they may read is `uncovered`.
    """
    today, listed = consent.cover(session, meeting.family_id, local_date(now(session))), _listed(session, meeting)
    return {
        seat.id: Covered(
            parts=frozenset() if seat.narrowed else today.words(member),
            without=frozenset(today.missing(member)),
            invitable=today.may_invite(member),
        )
        for seat, _, _, member in listed
    }


def uncovered(session: Session, family_id: str) -> Covered:
    """Give what somebody may read for whom nobody said yes: goals and agreements that name nobody whose yes counts."""
    today = consent.cover(session, family_id, local_date(now(session)))
    return Covered(without=frozenset(today.holders))


def _listed(session: Session, meeting: Meeting) -> list[tuple[Participant, Invitation, Person, Member]]:
    wanted = (
        select(Participant, Invitation, Person, Member)
        .join(Invitation, col(Invitation.participant_id) == col(Participant.id))
        .join(Person, col(Person.id) == col(Participant.person_id))
        .join(Member, (col(Member.person_id) == col(Person.id)) & (col(Member.family_id) == meeting.family_id))
        .where(Participant.meeting_id == meeting.id)
        .order_by(col(Member.position))
    )
    return list(session.exec(wanted))


def _reason(session: Session, member: Member) -> str:
    return "" if consent.may_invite(session, member, local_date(now(session))) else NO_CONSENT
