"""Worry statements, the goals that belong to them, and bottom lines."""

from sqlmodel import Session, col, func, select

from accounts.actor import Actor
from boards import log
from boards.tables import Board, Statement
from store.base import new_id
from store.refusal import NotFound, Unfit
from store.text import bounded, clean_text, needed

KINDS = ("worry", "goal", "bottom_line")


def state(
    session: Session,
    board: Board,
    actor: Actor,
    *,
    kind: str,
    text: str,
    people: list[str] | None = None,
    pair_id: str = "",
    weeks: int | str = 0,
    disagreement: str = "",
    disagreement_by: str | None = None,
    statement_id: str = "",
) -> Statement:
    """Write a statement on the board. `people` are seats: who is worried, or who set a bottom line.

    `statement_id` is the client's own: sent twice, it makes one statement.
    A disagreement is written in with who disagrees; `weeks` is how long a goal must hold, 0 to 260.
    """
    if kind not in KINDS:
        raise Unfit("Vælg bekymring, mål eller mindstekrav.", field="kind")
    if log.was_here(session, board, Statement, statement_id):
        return _stated(session, board, statement_id)
    log.unlocked(session, board)
    row = Statement(
        id=statement_id or new_id(),
        board_id=board.id,
        kind=kind,
        text=needed(text, "Skriv, hvad der skal stå.", field="text", most=1_000),
        people=[seat for one in dict.fromkeys(people or []) if (seat := log.seat_of(session, board, one))],
        pair_id=_stated(session, board, pair_id).id if pair_id else "",
        weeks=bounded(weeks or 0, 0, 260, "Skriv antallet af uger som et tal.", field="weeks"),
        disagreement=clean_text(disagreement, most=1_000, field="disagreement"),
        disagreement_by=log.seat_of(session, board, disagreement_by),
        position=session.exec(select(func.count()).where(Statement.board_id == board.id)).one(),
    )
    log.add(session, board, actor, row, verb="stated")
    return _stated(session, board, row.id)


def take_back(session: Session, board: Board, actor: Actor, statement_id: str) -> None:
    """Take a statement off the board; undo brings it back."""
    row = session.get(Statement, statement_id)
    if row is not None and row.board_id == board.id:
        log.unlocked(session, board)
        log.change(session, board, actor, verb="taken down", subject="statement", subject_id=statement_id, after=None)


def goals(session: Session, board: Board) -> list[Statement]:
    """Give the board's goals in order."""
    wanted = select(Statement).where(Statement.board_id == board.id, Statement.kind == "goal")
    return list(session.exec(wanted.order_by(col(Statement.position))))


def _stated(session: Session, board: Board, statement_id: str) -> Statement:
    row = session.get(Statement, statement_id)
    if row is None or row.board_id != board.id:
        raise NotFound("Sætningen er der ikke mere.")
    return row
