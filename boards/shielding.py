"""What is protected does not show: on the finished snapshot of a board, in one place, for every page, stream and document."""

from dataclasses import replace

from sqlmodel import Session

from accounts.actor import Actor
from boards import log
from boards.regions import ANEW
from boards.snapshot import BoardSnapshot
from boards.stage import stage_of
from boards.underway import hold_each
from families.guarding import guard, shields
from families.protection import MEETING


def shielded(session: Session, board: BoardSnapshot) -> BoardSnapshot:
    """Give the board with its shields: which of its texts only the recorder's desk may show, by the protections of today.

    While anything is protected, cards from phones always come by way of the tray, so that nobody can find out what is
    protected by trying.
    """
    on = guard(session, board.facts.family_id)
    if not on:
        return replace(board, shields=()) if board.shields else board
    here = place_of(board.facts.id)
    found = shields(on, board, lambda field: MEETING if field.startswith("facts.") or field == "next_place" else here)
    return replace(board, shields=found, stage=replace(board.stage, direct=False))


def place_of(meeting_id: str) -> str:
    """Give the name of a meeting's board as the place at which a text is let through."""
    return f"board:{meeting_id}"


def refresh(session: Session, actor: Actor, *, family_id: str) -> None:
    """Draw every open board of the family anew, because what is protected has changed."""
    for board in hold_each(session, family_id=family_id):
        log.amend(session, board, actor, stage_of(session, board), verb=ANEW)
