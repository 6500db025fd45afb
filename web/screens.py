"""The two pages of the meeting's room: the big screen, and the recorder's desk."""

from fastapi import APIRouter
from starlette.responses import Response

from accounts.visibility import ROOM, SCREEN
from boards.opening import board_of
from boards.reading import snapshot
from meetings.reading import facts
from store.base import new_id
from store.clock import minutes
from store.database import now
from web.allowed import allowed
from web.answers import go, show
from web.here import Here
from web.wall import beside

router = APIRouter()
TEXT_SIZES = (90, 100, 110, 125, 135)
THANKS = minutes(10)


@router.get("/meetings/{meeting_id}/screen")
@allowed("show the screen")
def screen(here: Here, meeting_id: str, text: int = 100) -> Response:
    """Show the big screen: the way in before the meeting, the board, and a thank you that goes blank after it."""
    board, moment = board_of(here.session, here.meeting.id), now(here.session)
    if here.meeting.closed_at:
        return show(here, "board/over.html", blank=moment - here.meeting.closed_at > THANKS)
    extra = beside(here.session, here.meeting, here.settings, here.code_key)
    if board is None:
        return show(here, "board/lobby.html", facts=facts(here.session, here.meeting), **extra)
    seen = snapshot(here.session, board).seen_by(SCREEN)
    size = text if text in TEXT_SIZES else 100
    return show(here, "board/screen.html", board=seen, seat=None, now=moment, text=size, **extra)


@router.get("/meetings/{meeting_id}/recorder")
@allowed("run the board")
def recorder(here: Here, meeting_id: str) -> Response:
    """Show the recorder's desk; a meeting that is over shows what came of it."""
    if here.meeting.closed_at:
        return go(here, f"/meetings/{meeting_id}")
    seen = snapshot(here.session, here.board).seen_by(ROOM)
    return show(
        here,
        "board/recorder.html",
        board=seen,
        seat=None,
        now=now(here.session),
        fresh_id=new_id(),
        first_column=seen.present_column,
    )
