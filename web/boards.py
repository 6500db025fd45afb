"""What the recorder does to the board: each route finds, calls one verb, and lets the stream show it."""

from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import BaseModel
from starlette.responses import HTMLResponse, Response

from accounts.permissions import SignInFirst
from accounts.visibility import ROOM
from boards import cards, log, only_some, since_last_time, stage
from boards.reading import snapshot
from store.refusal import NotFound, Unfit
from store.text import as_date, bounded, clean_text
from templates import fragment
from web.allowed import allowed
from web.answers import done, show_sheet
from web.here import Here

router = APIRouter(prefix="/meetings/{meeting_id}")
BACK = "back"  # to what the big screen showed before it became quiet
WRITES = allowed("run the board", writing=True)


class NewCard(BaseModel):
    """A card as it comes from the recorder's outbox; `id` is the device's own, `author` who was signed in when it was written."""

    id: str = ""
    author: str = ""
    column: str = ""
    text: str = ""
    said_by: str = ""
    who: str = ""
    due: str = ""
    how_seen: str = ""


class Edited(BaseModel):
    """A card as the sheet sends it; `version` is the one that the editor saw."""

    text: str = ""
    version: str = "1"
    said_by: str = ""
    who: str = ""
    due: str = ""
    how_seen: str = ""
    helpers: list[str] = []
    only_text: str = ""


class Staging(BaseModel):
    """One choice about the room: only what is given is changed."""

    step: str = ""
    minutes: str = ""
    view: str = ""
    locked: str = ""
    direct: str = ""


@router.post("/cards")
@WRITES
def put_up(here: Here, meeting_id: str, form: Annotated[NewCard, Form()]) -> Response:
    """Put a card on the board. Sent twice with the same id, it makes one card.

    What somebody else wrote who sat at this computer before waits there until they sign in again.
    """
    if form.author and form.author != here.actor.id:
        raise SignInFirst
    agreed = form.column == "next"
    cards.put_up(
        here.session,
        log.hold(here.session, here.board.id),
        here.actor,
        card_id=form.id,
        column=form.column,
        text=form.text,
        said_by=form.said_by or None,
        who=form.who or None if agreed else None,
        due=as_date(form.due, field="due") if agreed and form.due else None,
        how_seen=clean_text(form.how_seen, lines=False) if agreed else "",
    )
    return done(here, desk(here))


@router.get("/cards/{card_id}/sheet")
@allowed("run the board")
def card_sheet(here: Here, meeting_id: str, card_id: str) -> Response:
    """Show one card for editing, with who said it and, for an agreement, who, when and how we see it."""
    board = snapshot(here.session, here.board).seen_by(ROOM)
    card = next((card for card in board.cards if card.id == card_id), None)
    if card is None:
        raise NotFound("Kortet er der ikke mere.")
    return show_sheet(here, "card", board=board, card=card)


@router.post("/cards/{card_id}/text")
@WRITES
def edit(here: Here, meeting_id: str, card_id: str, form: Annotated[Edited, Form()]) -> Response:
    """Change a card. When somebody else changed its words in the meantime, both versions are shown instead."""
    board = log.hold(here.session, here.board.id)
    version = bounded(form.version, 1, 1_000_000, "Kortet har et forkert nummer. Genindlæs siden.")
    try:
        card = cards.edit(here.session, board, here.actor, card_id, text=form.text, version=version)
    except cards.EditedByAnother:
        return _both_versions(here, card_id, form.text, version)
    if not form.only_text:
        cards.credit(here.session, board, here.actor, card_id, said_by=form.said_by or None)
        if card.board_column == "next" and (card.agreement or form.who or form.due or form.how_seen or form.helpers):
            _agree(here, card_id, form)
    return done(here, desk(here), saved=True)


@router.post("/cards/{card_id}/column")
@WRITES
def move(here: Here, meeting_id: str, card_id: str, column: Annotated[str, Form()] = "") -> Response:
    """Move a card to another column."""
    cards.move(here.session, log.hold(here.session, here.board.id), here.actor, card_id, column=column)
    return done(here, desk(here), saved=True)


@router.post("/cards/{card_id}/readers")
@WRITES
def show_only(
    here: Here,
    meeting_id: str,
    card_id: str,
    whom: Annotated[str, Form()] = "",
    seats: Annotated[list[str], Form()] = [],  # noqa: B006 - read only
) -> Response:
    """Say who may see a card: everybody, or those who are chosen."""
    board = log.hold(here.session, here.board.id)
    card = cards.card_of(here.session, board, card_id)
    if whom not in ("all", "some") or (whom == "some" and not any(seats)):
        raise Unfit("Vælg, hvem der må se kortet.", field="seats")
    only_some.show_only(here.session, board, here.actor, card.id, seats=seats if whom == "some" else [])
    return done(here, desk(here), saved=True)


@router.post("/cards/{card_id}/place")
@WRITES
def place(here: Here, meeting_id: str, card_id: str, place: Annotated[str, Form()] = "") -> Response:
    """Take a card down, put one from a phone up, or keep it for later."""
    verbs = {"down": cards.take_down, "up": cards.put_from_tray, "later": cards.later}
    if place not in verbs:
        raise Unfit("Vælg, hvad der skal ske med kortet.")
    verbs[place](here.session, log.hold(here.session, here.board.id), here.actor, card_id)
    return done(here, desk(here))


@router.post("/undo")
@WRITES
def undo(here: Here, meeting_id: str) -> Response:
    """Take back the recorder's own latest change."""
    log.undo(here.session, log.hold(here.session, here.board.id), here.actor)
    return done(here, desk(here))


@router.post("/stage")
@WRITES
def set_stage(here: Here, meeting_id: str, form: Annotated[Staging, Form()]) -> Response:
    """Change the step, its time, what the big screen shows, the lock, or the way of cards from phones."""
    board = log.hold(here.session, here.board.id)
    at = (here.session, board, here.actor)
    if form.step:
        stage.go_to(*at, step=bounded(form.step, 0, 99, "Vælg et trin på dagsordenen."))
    if form.minutes:
        stage.more_time(*at, minutes=bounded(form.minutes, 1, 60, "Skriv minutterne som et tal."))
    if form.view == BACK:
        stage.come_back(*at)
    elif form.view:
        stage.show(*at, view=form.view)
    if form.locked:
        stage.lock(*at, locked=form.locked == "yes")
    if form.direct:
        stage.take_directly(*at, direct=form.direct == "yes")
    return done(here, desk(here))


@router.post("/follow-ups/{follow_up_id}")
@WRITES
def follow_up(
    here: Here,
    meeting_id: str,
    follow_up_id: str,
    status: Annotated[str, Form()] = "",
    remark: Annotated[str | None, Form()] = None,
) -> Response:
    """Say how an agreement of last time went; without a remark the one that stands is kept."""
    board = log.hold(here.session, here.board.id)
    since_last_time.mark(here.session, board, here.actor, follow_up_id, status=status, remark=remark)
    return done(here, desk(here), saved=remark is not None)


@router.get("/follow-ups/{follow_up_id}/sheet")
@allowed("run the board")
def remark_sheet(here: Here, meeting_id: str, follow_up_id: str) -> Response:
    """Show where a remark on an agreement of last time is written."""
    board = snapshot(here.session, here.board).seen_by(ROOM)
    row = next((row for row in board.follow_ups if row.id == follow_up_id), None)
    if row is None:
        raise NotFound("Aftalen er der ikke mere.")
    return show_sheet(here, "remark", board=board, row=row)


def desk(here: Here) -> str:
    """Give the address of the recorder's desk."""
    return f"/meetings/{here.meeting.id}/recorder"


def _agree(here: Here, card_id: str, form: Edited) -> None:
    cards.agree(
        here.session,
        here.board,
        here.actor,
        card_id,
        who=form.who or None,
        helpers=form.helpers,
        due=as_date(form.due, field="card-due") if form.due else None,
        how_seen=clean_text(form.how_seen, lines=False),
    )


def _both_versions(here: Here, card_id: str, text: str, version: int) -> Response:
    board = snapshot(here.session, here.board).seen_by(ROOM)
    card = next(card for card in board.cards if card.id == card_id)
    html = fragment(
        "board/sheets.html", "conflict", locale=here.locale, board=board, card=card, text=text, version=version
    )
    return HTMLResponse(f'<hx-partial hx-target="#sheet" hx-swap="innerHTML">{html}</hx-partial>', status_code=409)
