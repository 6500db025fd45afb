"""What the pages of a guest's phone show: finished values, cut to what this participant may see."""

from typing import Any

from accounts.visibility import participant
from boards.closing import frozen_board
from boards.opening import board_of
from boards.reading import snapshot
from boards.snapshot import BoardSnapshot
from meetings.reading import meeting
from meetings.tables import Participant
from store.base import new_id
from store.database import now
from web.here import Here
from web.regions import Audience
from web.wall import hosts


def in_the_meeting(here: Here, tab: str) -> dict[str, Any]:
    """Give what every page shows: the board as the page's stream draws it for people like this one."""
    board = snapshot(here.session, here.board)
    parts, without = frozenset(here.me.parts), frozenset(here.me.without)
    audience = Audience(tab, here.locale, parts, without, seat=here.me.id if tab == "write" else "")
    return {
        "tab": tab,
        "board": board.seen_by(audience.viewer()),
        "seat": board.seat(here.me.id),
        "hosts": hosts(here.session, here.meeting),
        "now": now(here.session),
        "parts": parts,
    }


def writing(here: Here, *, column: str = "", typed: str = "") -> dict[str, Any]:
    """Give the page where one writes; the column of the present step is chosen beforehand."""
    words = in_the_meeting(here, "write")
    return words | {"card_id": new_id(), "column": column or words["board"].present_column, "typed": typed}


def numbers(here: Here, *, typed: dict[str, str] | None = None) -> dict[str, Any]:
    """Give the scales, this participant's own answers, and what was typed but refused, by the scale's id."""
    mine = snapshot(here.session, here.board).seen_by(participant(here.me.id, here.me.parts, here.me.without))
    own = {each.id: answer for each in mine.scales for answer in each.answers if answer.seat_id == here.me.id}
    return in_the_meeting(here, "numbers") | {"own": own, "typed": typed or {"scale": ""}}


def farewell(here: Here, seat: Participant) -> dict[str, Any]:
    """Give the last page: after the meeting with what this person wrote, else that they are not in it any more."""
    row = meeting(here.session, seat.meeting_id)
    board = board_of(here.session, row.id)
    final = frozen_board(here.session, board) if board and board.final else None
    return {
        "over": row.closed_at is not None,
        "board_id": board.id if board else "",
        "texts": _written_by(seat, final) if final and here.seat else [],
    }


def _written_by(seat: Participant, final: BoardSnapshot) -> list[str]:
    """Give the texts that this participant sent, oldest first, from the board as closing froze it."""
    mine = final.seen_by(participant(seat.id, seat.parts, seat.without))
    sent = [card.text for card in reversed(mine.sent_by(seat.id))]
    answers = [answer for scale in mine.scales for answer in scale.answers if answer.seat_id == seat.id]
    return sent + [text for answer in answers for text in (answer.why, answer.one_up) if text]
