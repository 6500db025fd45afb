"""Who is in the room and what they answer: the door, attendance, and the numbers."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import BaseModel
from starlette.responses import Response

from accounts.visibility import ROOM
from boards import door, log, scale
from boards.reading import snapshot
from meetings.snapshot import Seat
from store.refusal import NotFound, Unfit
from web.allowed import allowed
from web.answers import done, show_sheet
from web.boards import WRITES, desk
from web.here import Here

router = APIRouter(prefix="/meetings/{meeting_id}")


class Number(BaseModel):
    """A person's number as the recorder writes it down."""

    seat: str = ""
    value: str = ""
    why: str = ""
    one_up: str = ""


@router.post("/seats/{seat_id}/admission")
@WRITES
def admit(here: Here, meeting_id: str, seat_id: str, as_seat: Annotated[str, Form()] = "") -> Response:
    """Let somebody in who knocks, as a person from the list or as nobody on it."""
    door.admit(here.session, log.hold(here.session, here.board.id), here.actor, seat_id, as_seat=as_seat)
    return done(here, desk(here), saved=True)


@router.post("/seats/{seat_id}/removal")
@WRITES
def show_out(here: Here, meeting_id: str, seat_id: str) -> Response:
    """Show somebody out, or turn somebody away who knocks."""
    door.show_out(here.session, log.hold(here.session, here.board.id), here.actor, seat_id)
    return done(here, desk(here), saved=True)


@router.get("/seats/{seat_id}/sheet")
@allowed("run the board")
def guest_sheet(here: Here, meeting_id: str, seat_id: str) -> Response:
    """Ask who somebody at the door is."""
    return _sheet(here, "guest", seat_id, fits=lambda guest: guest.knocking)


@router.get("/seats/{seat_id}/removal/sheet")
@allowed("run the board")
def removal_sheet(here: Here, meeting_id: str, seat_id: str) -> Response:
    """Ask whether somebody who is in shall be shown out."""
    return _sheet(here, "out", seat_id, fits=lambda guest: guest.admitted)


def _sheet(here: Here, block: str, seat_id: str, *, fits: Callable[[Seat], bool]) -> Response:
    """Show a sheet about a participant, unless somebody else let them in or out since the button was drawn."""
    board = snapshot(here.session, here.board).seen_by(ROOM)
    guest = board.seat(seat_id)
    if guest is None:
        raise NotFound("Personen er ikke med i mødet.")
    if not fits(guest):
        raise Unfit("En anden har lukket {name} ind eller ud imens. Se listen igen.", name=guest.called)
    return show_sheet(here, block, board=board, guest=guest)


@router.post("/seats/{seat_id}/attendance")
@WRITES
def attend(here: Here, meeting_id: str, seat_id: str, attended: Annotated[str, Form()] = "") -> Response:
    """Write down that somebody is here, or is not."""
    board = log.hold(here.session, here.board.id)
    door.attend(here.session, board, here.actor, seat_id, attended=attended == "yes")
    return done(here, desk(here))


@router.post("/code")
@WRITES
def renew(here: Here, meeting_id: str) -> Response:
    """Make a new code; those who are in stay in."""
    door.renew_code(here.session, log.hold(here.session, here.board.id), here.actor, key=here.code_key)
    return done(here, desk(here))


@router.get("/door/sheet")
@allowed("run the board")
def door_sheet(here: Here, meeting_id: str) -> Response:
    """Ask how many phones may be in."""
    return show_sheet(here, "room", board=snapshot(here.session, here.board).seen_by(ROOM))


@router.post("/door")
@WRITES
def make_room(here: Here, meeting_id: str, seats: Annotated[str, Form()] = "") -> Response:
    """Say how many phones may be in."""
    door.make_room(here.session, log.hold(here.session, here.board.id), here.actor, seats=seats)
    return done(here, desk(here), saved=True)


@router.get("/scales/{scale_id}/sheet")
@allowed("run the board")
def number_sheet(here: Here, meeting_id: str, scale_id: str) -> Response:
    """Show where a number is written for somebody without a phone."""
    board = snapshot(here.session, here.board).seen_by(ROOM)
    found = next((scale for scale in board.scales if scale.id == scale_id), None)
    if found is None:
        raise NotFound("Spørgsmålet er der ikke mere.")
    return show_sheet(here, "number", board=board, scale=found)


@router.post("/scales/{scale_id}/answers")
@WRITES
def answer(here: Here, meeting_id: str, scale_id: str, form: Annotated[Number, Form()]) -> Response:
    """Write down somebody's number, the reason, and what would make it one higher."""
    board = log.hold(here.session, here.board.id)
    given = {"seat_id": form.seat, "value": form.value, "why": form.why, "one_up": form.one_up}
    scale.answer(here.session, board, here.actor, scale_id=scale_id, **given)
    return done(here, desk(here), saved=True)


@router.post("/scales/{scale_id}/reveal")
@WRITES
def reveal(here: Here, meeting_id: str, scale_id: str) -> Response:
    """Show everybody's number at once."""
    scale.reveal(here.session, log.hold(here.session, here.board.id), here.actor, scale_id=scale_id)
    return done(here, desk(here))
