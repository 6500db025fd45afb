"""The boards that are open now, for what changes several at once."""

from collections.abc import Iterator

from sqlmodel import Session, col, select

from boards import log
from boards.tables import Board
from meetings.tables import Meeting


def hold_each(session: Session, *, family_id: str = "") -> Iterator[Board]:
    """Give every open board of the family, or of everybody, locked for this transaction one after the other by their ids.

    Whoever locks more than one board does it here: in one order, two at once wait for each other and never both. A board
    that closes in the meantime is left out.
    """
    wanted = select(Board.id).join(Meeting, col(Meeting.id) == col(Board.meeting_id))
    wanted = wanted.where(col(Meeting.closed_at).is_(None))
    if family_id:
        wanted = wanted.where(Meeting.family_id == family_id)
    for board_id in session.exec(wanted.order_by(col(Board.id))).all():
        try:
            board = log.hold(session, board_id)
        except log.BoardFinal:
            continue
        yield board
