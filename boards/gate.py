"""Nothing protected gets onto a board: every change passes here, whatever verb makes it."""

from typing import Any

from sqlmodel import Session

from accounts.actor import Actor
from boards.tables import Board
from families.guarding import guard
from families.protection import MEETING
from meetings.tables import Meeting

# Columns in which nobody's words stand: ids, choices and times. A column that is not named here is looked at.
NOT_WORDS = frozenset(
    {
        *("id", "board_id", "meeting_id", "person_id", "participant_id", "scale_id", "action_id", "goal_id", "pair_id"),
        *("said_by", "sent_by", "who", "helpers", "people", "disagreement_by", "admitted_by"),
        *("toward_family", "toward_professionals", "board_column", "place", "kind", "view", "status"),
        *("due", "step_started", "next_starts", "next_ends", "knocked_at", "admitted_at", "left_at"),
    }
)
# Verbs that bring what was written earlier onto a new board: it stays, and the board's shields hide it.
CARRIED = ("carried over", "asked", "listed")


def passed(
    session: Session,
    board: Board,
    actor: Actor,
    *,
    verb: str,
    subject: str,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
) -> dict[str, Any] | None:
    """Give the row as it may become. Refuses an employee whose new words name something protected.

    A guest is never refused and never told: what they write waits in the tray while anything is protected, and what may
    not show is hidden on every page but the recorder's desk.
    """
    if after is None or verb in CARRIED:
        return after
    meeting = session.get_one(Meeting, board.meeting_id)
    on = guard(session, meeting.family_id)
    if not on:
        return after
    if actor.kind == "guest":
        return {**after, "place": "tray"} if subject == "card" and before is None else after
    goes_up = subject == "card" and before is not None and before["place"] != "up" and after["place"] == "up"
    old = {} if before is None or goes_up else before
    new = {name: value for name, value in words_of(after).items() if value != old.get(name)}
    on.check((value for name, value in new.items() if name != "next_place"), f"board:{meeting.id}")
    on.check((value for name, value in new.items() if name == "next_place"), MEETING)
    return after


def words_of(row: dict[str, Any]) -> dict[str, str]:
    """Give the columns of a row in which words stand."""
    return {name: value for name, value in row.items() if name not in NOT_WORDS and isinstance(value, str) and value}
