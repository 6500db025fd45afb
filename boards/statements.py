"""Worry statements, the goals that belong to them, and bottom lines."""

from sqlmodel import Session, col, func, select

from accounts.actor import Actor
from boards import log
from boards.tables import Board, Statement
from store.base import new_id
from store.refusal import Unfit
from store.text import bounded, needed

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

    A disagreement is written in with who disagrees; `weeks` is how long a goal must hold, 0 to 260.
    """
    if kind not in KINDS:
        raise Unfit("Vælg bekymring, mål eller mindstekrav.", field="kind")
    row = Statement(
        id=statement_id or new_id(),
        board_id=board.id,
        kind=kind,
        text=needed(text, "Skriv, hvad der skal stå.", field="text", most=1_000),
        people=people or [],
        pair_id=pair_id,
        weeks=bounded(weeks or 0, 0, 260, "Skriv antallet af uger som et tal.", field="weeks"),
        disagreement=disagreement,
        disagreement_by=disagreement_by,
        position=session.exec(select(func.count()).where(Statement.board_id == board.id)).one(),
    )
    log.add(session, board, actor, row, verb="stated")
    return row


def take_back(session: Session, board: Board, actor: Actor, statement_id: str) -> None:
    """Take a statement off the board; undo brings it back."""
    if session.get(Statement, statement_id):
        log.change(session, board, actor, verb="taken down", subject="statement", subject_id=statement_id, after=None)


def goals(session: Session, board: Board) -> list[Statement]:
    """Give the board's goals in order."""
    wanted = select(Statement).where(Statement.board_id == board.id, Statement.kind == "goal")
    return list(session.exec(wanted.order_by(col(Statement.position))))
