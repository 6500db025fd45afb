"""A meeting's page in the office: before it, what is sent and who answers; after it, what came of it."""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import BaseModel
from sqlmodel import Session, select
from starlette.responses import Response

from boards import opening
from families.guarding import guard, shields
from families.protection import MEETING, together
from families.reading import members, people
from families.shield import without
from meetings import inviting, passes, scheduling
from meetings.lists import InvitationLine, invitations
from meetings.reading import facts, runs
from meetings.snapshot import Seat
from meetings.tables import Meeting, Participant
from store.clock import local
from store.database import now
from store.refusal import NotFound, Unfit
from store.text import as_date, as_time
from web.after import after_page
from web.allowed import allowed
from web.answers import go, show
from web.here import Here
from web.inviting_mail import send_cancellations, send_invitations, wording

router = APIRouter()


class Move(BaseModel):
    """When and where a meeting is moved to, as it was typed."""

    date: str = ""
    starts: str = ""
    ends: str = ""
    place: str = ""


class Answer(BaseModel):
    """What somebody answered, by phone or in the corridor."""

    seat: str = ""
    answer: str = ""


@dataclass(frozen=True)
class Listed:
    """Somebody on the list: `state` is ready, sent, changed (not told of the new time), paper, or held (no consent)."""

    line: InvitationLine
    state: str


@router.get("/meetings/{meeting_id}")
@allowed("see the meeting")
def meeting_page(here: Here, meeting_id: str, done: str = "", count: int = 0) -> Response:
    """Show the meeting: what is ready and who is called, or what came of it once it is closed."""
    if here.meeting.closed_at:
        return after_page(here)
    row, moment = here.meeting, now(here.session)
    called, about = whom(here.session, row), facts(here.session, row)
    tied = here.let_in_by in ("team", "runs")  # who else sees the page learns nothing of what is protected
    hidden = shields(guard(here.session, row.family_id), about, lambda field: MEETING)
    return show(
        here,
        "meetings/before.html",
        facts=without(about, {one.text: one.instead for one in hidden}),
        hidden=hidden if tied else (),
        together=together(here.session, row.family_id, [one.line.seat.person_id or "" for one in called])
        if tied
        else (),
        called=called,
        to_send=sum(1 for one in called if one.state in ("ready", "changed")),
        others=_others(here.session, row, called),
        runs=runs(here.session, row, here.actor.id),
        over=row.ends < moment and not row.opened_at,
        today=scheduling.is_on(row, moment),
        form=_present(here.session, row),
        done=done,
        count=max(0, min(count, 999)),
    )


@router.post("/meetings/{meeting_id}/opening")
@allowed("run the board", writing=True)
def open_meeting(here: Here, meeting_id: str) -> Response:
    """Begin the meeting, or go on with the one that is open."""
    opening.open_meeting(here.session, here.meeting, here.actor)
    passes.open_door(here.session, here.meeting, key=here.code_key)
    return go(here, f"/meetings/{meeting_id}/recorder")


@router.post("/meetings/{meeting_id}/invitation")
@allowed("change the meeting", writing=True, fresh=True)
def send(here: Here, meeting_id: str) -> Response:
    """Call those who are not called to the present time and place; nobody gets the same mail twice."""
    count = send_invitations(here.session, here.meeting, host=here.settings.host, wording=wording(here.settings))
    return go(here, f"/meetings/{meeting_id}?done=sent&count={count}")


@router.post("/meetings/{meeting_id}/move")
@allowed("change the meeting", writing=True, fresh=True)
def move(here: Here, meeting_id: str, form: Annotated[Move, Form()]) -> Response:
    """Move the meeting, and tell those who were called."""
    day = as_date(form.date, field="date")
    starts, ends = scheduling.span(day, as_time(form.starts, field="starts"), as_time(form.ends, field="ends"))
    told = any(line.sent for line in invitations(here.session, here.meeting))
    scheduling.move(here.session, here.meeting, starts=starts, ends=ends, place=form.place)
    if told:
        send_invitations(here.session, here.meeting, host=here.settings.host, wording=wording(here.settings))
    return go(here, f"/meetings/{meeting_id}?done=moved")


@router.post("/meetings/{meeting_id}/cancellation")
@allowed("change the meeting", writing=True, fresh=True)
def cancel(here: Here, meeting_id: str) -> Response:
    """Cancel the meeting, and tell those who were called."""
    scheduling.cancel(here.session, here.meeting)
    count = send_cancellations(here.session, here.meeting, host=here.settings.host, wording=wording(here.settings))
    return go(here, f"/meetings/{meeting_id}?done=cancelled&count={count}")


@router.post("/meetings/{meeting_id}/people")
@allowed("change the meeting", writing=True)
def invite_another(here: Here, meeting_id: str, person: Annotated[str, Form()] = "") -> Response:
    """Put one more person from around the family on the list."""
    if not person:
        raise Unfit("Vælg, hvem der skal med.", field="person")
    if here.meeting.closed_at or here.meeting.cancelled_at:
        raise scheduling.MeetingOver
    if here.meeting.opened_at:
        raise Unfit("Mødet er i gang. Luk personen ind med mødets kode.", field="person")
    inviting.seat(here.session, here.meeting, person)
    return go(here, f"/meetings/{meeting_id}?done=listed")


@router.post("/meetings/{meeting_id}/answers")
@allowed("change the meeting", writing=True)
def write_answer(here: Here, meeting_id: str, form: Annotated[Answer, Form()]) -> Response:
    """Write down what somebody answered."""
    inviting.answer(here.session, _seat(here.session, here.meeting, form.seat), answer=form.answer)
    return go(here, f"/meetings/{meeting_id}?done=answered")


def whom(session: Session, row: Meeting) -> list[Listed]:
    """Give everybody on the list with what is true today: a yes may have come, or been taken back, since the last mail.

    A guest who was shown out, or never let in, is on no list.
    """
    invitable = {person.id: person.invitable for person in people(session, row.family_id)}
    listed = tuple(one for one in invitations(session, row) if one.seat.person_id or one.seat.admitted)
    hidden = {
        one.text: one.instead for one in shields(guard(session, row.family_id), _roles(listed), lambda field: MEETING)
    }
    return [Listed(replace(line, seat=without(line.seat, hidden)), _state(line, invitable)) for line in listed]


def _roles(listed: tuple[InvitationLine, ...]) -> tuple[Seat, ...]:
    return tuple(line.seat for line in listed)


def _state(line: InvitationLine, invitable: dict[str, bool]) -> str:
    if not invitable.get(line.seat.person_id or "", True):
        return "held"
    if not line.email:
        return "paper"
    return "sent" if line.current else "changed" if line.sent else "ready"


def _others(session: Session, row: Meeting, called: list[Listed]) -> list[tuple[str, str]]:
    listed = {one.line.seat.person_id for one in called}
    around = members(session, row.family_id)
    return [(person.id, f"{person.name}, {member.relation}") for member, person in around if person.id not in listed]


def _present(session: Session, row: Meeting) -> Move:
    place = guard(session, row.family_id).clear(row.place, MEETING)
    starts, ends = local(row.starts), local(row.ends)
    return Move(date=starts.date().isoformat(), starts=f"{starts:%H.%M}", ends=f"{ends:%H.%M}", place=place)


def _seat(session: Session, row: Meeting, seat_id: str) -> Participant:
    wanted = select(Participant).where(Participant.id == seat_id, Participant.meeting_id == row.id)
    found = session.exec(wanted).first()
    if found is None:
        raise NotFound
    return found
