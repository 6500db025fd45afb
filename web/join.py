"""Joining from a phone: the typed code or the QR code's secret gives the right to knock, and nothing else."""

from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import BaseModel
from starlette.responses import HTMLResponse, Response

from boards import door, log
from boards.opening import board_of
from boards.tables import Board
from families.guarding import guard
from meetings import passes
from meetings.reading import meeting as find_meeting
from meetings.reading import seats
from meetings.tables import Meeting
from store.clock import local
from templates import fragment
from web.allowed import Guesses, allowed
from web.answers import go, keep, show
from web.cookies import GUEST, cookie, set_cookie
from web.here import Here

router = APIRouter()
# Only the typed code can be guessed. The secret has 128 bits, so its way in has no count that a stranger could use up.
CODES = (Guesses("wrong codes", heard=door.hear_wrong_code),)
NAMELESS = {"names": None, "secret": "", "inside": False}


class ByCode(BaseModel):
    """What is typed to knock with the code from the screen."""

    code: str = ""
    name: str = ""


class ByQr(BaseModel):
    """What a phone sends that has read the QR code."""

    secret: str = ""
    name: str = ""


@router.get("/join")
@allowed("knock")
def join_page(here: Here) -> Response:
    """Show where to type the code. It shows no name: a code can be guessed, and who helps a family must not leak.

    A phone that waits or is in already is shown the way back.
    """
    return show(here, "phone/join.html", code="", called="", **NAMELESS | {"inside": _is_inside(here)})


@router.post("/join")
@allowed("knock", writing=True, guesses=CODES)
def knock_by_code(here: Here, form: Annotated[ByCode, Form()]) -> Response:
    """Knock with the typed code and a name of one's own."""
    keep(here, "phone/join.html", code=form.code[:200], called=form.name[:1000], **NAMELESS)
    return knock_at(here, passes.redeem(here.session, typed=form.code, key=here.code_key), form.name)


@router.post("/join/names")
@allowed("knock")
def names(here: Here, form: Annotated[ByQr, Form()]) -> Response:
    """Give the names to choose from to somebody who is in the room: those on the list who are not let in yet."""
    meeting = passes.redeem(here.session, secret=form.secret or "-", key=here.code_key)
    here.found_meeting = meeting
    _open_board(here, meeting)
    if _stands_at(here, meeting):
        return go(here, "/phone")
    on = guard(here.session, meeting.family_id)
    listed = [seat for seat in seats(here.session, meeting) if seat.person_id and not seat.admitted]
    called = [seat.called for seat in listed if on.clear(seat.called)]
    words = {"secret": form.secret, "names": called, "called": ""}
    return HTMLResponse(fragment("phone/join.html", "entry", locale=here.locale, **words))


@router.post("/join/as")
@allowed("knock", writing=True)
def knock_by_qr(here: Here, form: Annotated[ByQr, Form()]) -> Response:
    """Knock with the QR code's secret, under a name from the list or one's own."""
    return knock_at(here, passes.redeem(here.session, secret=form.secret or "-", key=here.code_key), form.name)


def knock_at(here: Here, meeting: Meeting, name: str, *, anew: bool = False) -> Response:
    """Knock once: a browser that waits or is in already goes to its page, unless it comes `anew` as somebody else."""
    here.found_meeting = meeting
    board = _open_board(here, meeting)
    answer = go(here, "/phone")
    if anew or not _stands_at(here, meeting):
        _, token = door.knock(here.session, log.hold(here.session, board.id), meeting, name=name)
        set_cookie(answer, here.settings, GUEST, token, hours=8)
    return answer


def _open_board(here: Here, meeting: Meeting) -> Board:
    """Give the meeting's board, or say when the meeting begins."""
    board = board_of(here.session, meeting.id)
    if board is None:
        raise passes.NotOpenYet(time=local(meeting.starts).strftime("%H.%M"))
    return board


def _is_inside(here: Here) -> bool:
    """Say whether this browser waits at the door of a meeting that is not over, or is in."""
    found = passes.holder(here.session, cookie(here.request, GUEST))
    if found is None or found[1].left_at is not None:
        return False
    row = find_meeting(here.session, found[1].meeting_id)
    return not (row.closed_at or row.cancelled_at)


def _stands_at(here: Here, meeting: Meeting) -> bool:
    """Say whether this browser waits at the meeting's door, or is in."""
    found = passes.holder(here.session, cookie(here.request, GUEST))
    return found is not None and found[1].meeting_id == meeting.id and found[1].left_at is None
