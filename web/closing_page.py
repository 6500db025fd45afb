"""What the page that ends a meeting shows, and how it answers: only the part that changed is drawn anew."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel
from starlette.responses import HTMLResponse, Response

from accounts.visibility import ROOM
from boards import log
from boards.reading import snapshot
from boards.snapshot import BoardSnapshot
from boards.tables import Board
from store.base import new_id
from store.clock import at_wall_time, local
from store.text import as_date, as_time
from templates import fragment
from web.answers import by_htmx, go, keep, partial
from web.here import Here

TEMPLATE = "board/closing.html"


class NextMeeting(BaseModel):
    """When and where we meet again."""

    date: str = ""
    starts: str = ""
    ends: str = ""
    place: str = ""

    def at(self, clock: str, field: str) -> datetime:
        """Give the moment at which a Danish wall clock shows this time on the chosen day."""
        day = as_date(self.date, "Vælg en dag for næste møde.", field="date")
        time = as_time(clock, field=field)
        return at_wall_time(day, time.hour, time.minute)


def hold(here: Here, *, part: str = "", typed: BaseModel | dict[str, str] | None = None) -> Board:
    """Hold the board, and keep what was typed in this part of the page for a browser without scripts."""
    board = log.hold(here.session, here.board.id)
    if not by_htmx(here.request):
        words = typed.model_dump() if isinstance(typed, BaseModel) else typed or {}
        keep(here, TEMPLATE, **settled(here, typed={"part": part, **words}))
    return board


def settled(here: Here, *, typed: dict[str, Any] | None = None) -> dict[str, Any]:
    """Give the board, and who can be chosen: for an agreement anybody who is in, as coordinator adults around the family."""
    board = snapshot(here.session, here.board).seen_by(ROOM)
    listed = [seat for seat in board.seats if seat.person_id or seat.admitted]
    return {
        "board": board,
        "agreements": [card for card in board.column("next") if card.agreement],
        "seats": listed,
        "people": [seat for seat in listed if seat.person_id and seat.kind != "child"],
        "word_id": new_id(),
        "next_form": _next_form(board),
        "typed": typed or {"part": ""},
    }


def _next_form(board: BoardSnapshot) -> NextMeeting:
    """Give the form of the next meeting: as it is set, or empty with today's place."""
    set_so_far = board.closing
    if not (set_so_far.next_starts and set_so_far.next_ends):
        return NextMeeting(place=board.facts.place)
    starts, ends = local(set_so_far.next_starts), local(set_so_far.next_ends)
    return NextMeeting(
        date=f"{starts:%Y-%m-%d}", starts=f"{starts:%H:%M}", ends=f"{ends:%H:%M}", place=set_so_far.next_place
    )


SECTIONS = ("toward_family", "toward_professionals", "next_meeting", "round", "accepted")


def answer(here: Here, section: str = "", *, agreement: str = "") -> Response:
    """Show what is settled now, and the part that changed; what is typed in the other parts stays as it is."""
    if not by_htmx(here.request):
        return go(here, f"/meetings/{here.meeting.id}/closing")
    words = settled(here)
    changed = ("state", *(one for one in SECTIONS if one == section))
    parts = {block: fragment(TEMPLATE, block, locale=here.locale, **words) for block in changed}
    for card in words["agreements"]:
        if card.id == agreement:
            parts[f"agreement-{card.id}"] = fragment(TEMPLATE, "agreement", locale=here.locale, card=card, **words)
    fresh = {"round": "outerHTML"}  # a morph would keep the words in the box, and they are saved
    return HTMLResponse(
        "".join(partial(place, html, swap=fresh.get(place, "outerMorph")) for place, html in parts.items())
    )
