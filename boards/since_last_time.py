"""Since last time: each agreement of the earlier meeting is marked, with a remark."""

from sqlmodel import Session

from accounts.actor import Actor
from boards import log
from boards.tables import Board, FollowUp
from families.plan import STATUSES
from store.refusal import NotFound, Unfit
from store.text import clean_text


def mark(
    session: Session, board: Board, actor: Actor, follow_up_id: str, *, status: str, remark: str | None = None
) -> None:
    """Say how an agreement went: done, underway, not_done, dropped, or open again. None leaves the remark as it is."""
    if status not in STATUSES:
        raise Unfit("Vælg, hvordan det gik med aftalen.", field="status")
    row = session.get(FollowUp, follow_up_id)
    if row is None or row.board_id != board.id:
        raise NotFound("Aftalen er der ikke mere.")
    words = row.remark if remark is None else clean_text(remark, most=400)
    if (row.status, row.remark) != (status, words):
        log.amend(session, board, actor, row, verb="followed up", status=status, remark=words)
