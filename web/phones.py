"""A guest's phone: waiting at the door, writing, the board, the numbers, and the farewell."""

from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import BaseModel
from starlette.responses import HTMLResponse, Response

from boards import cards, door, log, scale
from boards.tables import Board
from meetings import passes
from store import limits
from store.clock import minutes
from store.refusal import Refusal, Unfit
from templates import fragment
from web.allowed import allowed
from web.answers import by_htmx, done, go, keep, show
from web.cookies import GUEST, cookie, drop_cookie
from web.here import Here
from web.phone_pages import farewell, in_the_meeting, numbers, writing

router = APIRouter()
MOST_A_MINUTE = 40
# What a browser shall forget: the pages it saw; or also the words that were typed and could not be sent.
PAGES, EVERYTHING = '"cache"', '"cache", "storage"'


class Over(Refusal):
    """The meeting ended before the phone's text came."""

    sentence = "Mødet er slut. Din tekst står her endnu. Giv den til mødelederen."


class Sent(BaseModel):
    """A card from a phone; the id is made by the phone."""

    id: str = ""
    column: str = ""
    text: str = ""


class Number(BaseModel):
    """A number from 0 to 10, why, and what would make it one higher."""

    scale: str = ""
    value: str = ""
    why: str = ""
    one_up: str = ""


@router.get("/phone")
@allowed("knock")
def phone(here: Here) -> Response:
    """Show a guest the page of where they stand: outside, at the door, at the table, or after the meeting."""
    seat = here.seat or passes.last_holder(here.session, cookie(here.request, GUEST))
    if seat is None:
        return go(here, "/join")
    if here.seat is None or here.meeting.closed_at:
        answer = show(here, "phone/farewell.html", **farewell(here, seat))
        answer.headers["Clear-Site-Data"] = PAGES
        return answer
    if seat.admitted_at is None:
        return show(here, "phone/wait.html", **in_the_meeting(here, "wait"))
    return show(here, "phone/write.html", **writing(here))


@router.post("/phone/leave")
@allowed("wait at the door", writing=True)
def leave(here: Here) -> Response:
    """Step back from the door, to knock again under another name."""
    door.show_out(here.session, log.hold(here.session, here.board.id), here.actor, here.me.id)
    answer = go(here, "/join")
    drop_cookie(answer, here.settings, GUEST)
    answer.headers["Clear-Site-Data"] = PAGES
    return answer


@router.post("/phone/forgotten")
@allowed("knock", writing=True)
def forget(here: Here) -> Response:
    """Let this phone forget the meeting: the pass ends, and so does what the browser keeps, unsent words too."""
    if here.seat and not here.meeting.closed_at:
        door.show_out(here.session, log.hold(here.session, here.board.id), here.actor, here.seat.id)
    elif here.seat:
        passes.revoke(here.session, here.seat.id)
    answer = go(here, "/join")
    drop_cookie(answer, here.settings, GUEST)
    answer.headers["Clear-Site-Data"] = EVERYTHING
    return answer


@router.post("/phone/cards")
@allowed("take part", writing=True)
def send_card(here: Here, form: Annotated[Sent, Form()]) -> Response:
    """Send a card to the recorder's tray, or straight to the board. The same id sent twice makes one card."""
    if not by_htmx(here.request):
        keep(here, "phone/write.html", **writing(here, column=form.column, typed=form.text))
    board = _board_to_write_on(here)
    limits.take(here.session, f"seat:{here.me.id}", most=MOST_A_MINUTE, within=minutes(1))
    cards.send(here.session, board, here.actor, column=form.column, text=form.text, card_id=form.id)
    return done(here, "/phone")


@router.post("/phone/cards/{card_id}/removal")
@allowed("take part", writing=True)
def take_back(here: Here, card_id: str) -> Response:
    """Take one's own card down again."""
    cards.take_back(here.session, log.hold(here.session, here.board.id), here.actor, card_id)
    return done(here, "/phone")


@router.get("/phone/board")
@allowed("take part")
def board_page(here: Here) -> Response:
    """Show the board as this participant may see it."""
    if here.meeting.closed_at:
        return go(here, "/phone")
    return show(here, "phone/board.html", **in_the_meeting(here, "board"))


@router.get("/phone/numbers")
@allowed("take part")
def numbers_page(here: Here) -> Response:
    """Ask for the participant's own numbers, and show everybody's once they are revealed."""
    if here.meeting.closed_at:
        return go(here, "/phone")
    return show(here, "phone/numbers.html", **numbers(here))


@router.post("/phone/numbers")
@allowed("take part", writing=True)
def give_number(here: Here, form: Annotated[Number, Form()]) -> Response:
    """Give a number, or change it. Numbers show when everybody who is there has answered."""
    if not by_htmx(here.request):
        keep(here, "phone/numbers.html", **numbers(here, typed=form.model_dump()))
    board = _board_to_write_on(here)
    if not here.me.gives_number:
        raise Unfit("Du giver ikke et tal i dag.")
    limits.take(here.session, f"seat:{here.me.id}", most=MOST_A_MINUTE, within=minutes(1))
    scale.answer(
        here.session,
        board,
        here.actor,
        scale_id=form.scale,
        seat_id=here.me.id,
        value=form.value,
        why=form.why,
        one_up=form.one_up,
    )
    if not by_htmx(here.request):
        return go(here, "/phone/numbers")
    thanks = fragment("phone/numbers.html", "given", locale=here.locale)
    return HTMLResponse(thanks, headers={"HX-Trigger": "saved"})


def _board_to_write_on(here: Here) -> Board:
    """Give the board, or say to somebody who has no plan to write in that the meeting is over."""
    if here.meeting.closed_at:
        raise Over
    return log.hold(here.session, here.board.id)
