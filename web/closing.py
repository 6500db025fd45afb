"""Ending a meeting: what is settled, what is missing, and the button that freezes the board."""

from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import BaseModel
from starlette.responses import Response

from boards import cards, closing
from boards.reading import snapshot
from store.refusal import Unfit
from store.text import as_date
from web.allowed import allowed
from web.answers import go, show
from web.closing_page import TEMPLATE, NextMeeting, answer, hold, settled
from web.here import Here

router = APIRouter(prefix="/meetings/{meeting_id}/closing")


class Agreement(BaseModel):
    """Who does it, until when, and how we see it."""

    who: str = ""
    due: str = ""
    how_seen: str = ""


class Coordinator(BaseModel):
    """Who holds the plan together, and towards whom."""

    toward: str = ""
    person: str = ""
    why: str = ""


class LastWord(BaseModel):
    """What somebody says in the closing round."""

    id: str = ""
    seat: str = ""
    text: str = ""


@router.get("")
@allowed("close the meeting")
def closing_page(here: Here) -> Response:
    """Show what is settled and what is missing; after the meeting, the page that follows it."""
    if here.meeting.closed_at:
        return go(here, f"/meetings/{here.meeting.id}")
    return show(here, TEMPLATE, **settled(here))


@router.post("")
@allowed("close the meeting", writing=True)
def close(here: Here) -> Response:
    """End the meeting. Refuses in one sentence that says what is missing."""
    closing.close(here.session, hold(here), here.actor)
    return go(here, f"/meetings/{here.meeting.id}")


@router.post("/agreements/{card_id}")
@allowed("close the meeting", writing=True)
def agree(here: Here, card_id: str, form: Annotated[Agreement, Form()]) -> Response:
    """Complete an agreement: who, until when, how we see it. Whoever helps goes on helping."""
    board = hold(here, part=f"agreement-{card_id}", typed=form)
    card = next((one for one in snapshot(here.session, board).column("next") if one.id == card_id), None)
    due = as_date(form.due, "Vælg en dag for aftalen.", field=f"due-{card_id}") if form.due.strip() else None
    helpers = list(card.helper_ids) if card else []
    cards.agree(
        here.session, board, here.actor, card_id, who=form.who, due=due, how_seen=form.how_seen, helpers=helpers
    )
    return answer(here, agreement=card_id)


@router.post("/agreements/{card_id}/open")
@allowed("close the meeting", writing=True)
def leave_open(here: Here, card_id: str) -> Response:
    """Say that an agreement's person or day is not agreed."""
    cards.say_open(here.session, hold(here), here.actor, card_id)
    return answer(here, agreement=card_id)


@router.post("/coordinators")
@allowed("close the meeting", writing=True)
def name_coordinator(here: Here, form: Annotated[Coordinator, Form()]) -> Response:
    """Name a coordinator towards the family or the professionals; a second of the same kind is refused."""
    board = hold(here, part=f"toward_{form.toward}", typed=form)
    if not form.person:
        raise Unfit("Vælg, hvem der skal være koordinator.", field=f"person-{form.toward}")
    closing.name_coordinator(here.session, board, here.actor, person_id=form.person, toward=form.toward, why=form.why)
    return answer(here, f"toward_{form.toward}")


@router.post("/coordinators/release")
@allowed("close the meeting", writing=True)
def release_coordinator(here: Here, form: Annotated[Coordinator, Form()]) -> Response:
    """Take a coordinator's name off, so that another can be named."""
    closing.release_coordinator(here.session, hold(here), here.actor, toward=form.toward)
    return answer(here, f"toward_{form.toward}")


@router.post("/next")
@allowed("close the meeting", writing=True)
def set_next(here: Here, form: Annotated[NextMeeting, Form()]) -> Response:
    """Set the day, the hours and the place of the next meeting."""
    board = hold(here, part="next_meeting", typed=form)
    starts, ends = form.at(form.starts, "starts"), form.at(form.ends, "ends")
    closing.set_next(here.session, board, here.actor, starts=starts, ends=ends, place=form.place)
    return answer(here, "next_meeting")


@router.post("/next/open")
@allowed("close the meeting", writing=True)
def leave_next_open(here: Here) -> Response:
    """Say that the next meeting is not agreed yet."""
    closing.leave_next_open(here.session, hold(here), here.actor)
    return answer(here, "next_meeting")


@router.post("/words")
@allowed("close the meeting", writing=True)
def last_word(here: Here, form: Annotated[LastWord, Form()]) -> Response:
    """Write down what somebody says in the closing round."""
    board = hold(here, part="round", typed=form)
    closing.last_word(here.session, board, here.actor, seat_id=form.seat, text=form.text, word_id=form.id)
    return answer(here, "round")


@router.post("/accepted")
@allowed("close the meeting", writing=True)
def accept(here: Here, by: Annotated[str, Form()] = "") -> Response:
    """Write down who heard the text read aloud and said that it is their words."""
    board = hold(here, part="accepted", typed={"by": by})
    closing.accept(here.session, board, here.actor, by=by)
    return answer(here, "accepted")
