"""The one door: a board changes only here. History, undo, replay and live updates all come from this log."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, get_args

from sqlalchemy import bindparam
from sqlalchemy import select as sql_select
from sqlalchemy.orm import aliased
from sqlmodel import Session, SQLModel, col, select
from sqlmodel.sql.expression import SelectOfScalar

from accounts.actor import Actor
from boards import gate
from boards.tables import Answer, Board, BoardEvent, Card, Closing, FollowUp, Scale, Stage, Statement, Word
from meetings.tables import Participant
from store.base import dump, is_id
from store.database import announce, now
from store.refusal import NotFound, Refusal, Unfit

SUBJECTS: dict[str, type[SQLModel]] = {
    "card": Card,
    "scale": Scale,
    "answer": Answer,
    "stage": Stage,
    "statement": Statement,
    "followup": FollowUp,
    "word": Word,
    "closing": Closing,
    "seat": Participant,
}
# What one person's undo can take back: what was written. The room's stage, the door and closing have their own way back.
UNDOABLE = ("card", "statement", "word", "answer", "followup")
State = dict[tuple[str, str], dict[str, Any]]


class BoardFinal(Refusal):
    """The meeting is over and its board is frozen."""

    sentence = "Mødet er slut, og tavlen er gemt. Skriv i planen i stedet."


class NothingToUndo(Refusal):
    """There is nothing left to take back."""

    sentence = "Der er ikke mere at fortryde."


class Locked(Refusal):
    """The board is locked while it is read aloud."""

    sentence = "Tavlen er låst. Lås op for at sætte kortet på."


class AlreadyUndone(Refusal):
    """The change is taken back already."""

    sentence = "Det er allerede fortrudt."


class ChangedSince(Refusal):
    """Somebody changed the thing after the change that shall be undone."""

    sentence = "Kortet er ændret siden, så det kan ikke fortrydes. Ret det i stedet."


def hold(session: Session, board_id: str) -> Board:
    """Give the board, locked for this transaction; refuses one that is closed or not there."""
    board = session.get(Board, board_id, with_for_update=True, populate_existing=True)
    if board is None:
        raise NotFound
    if board.final is not None:
        raise BoardFinal
    return board


def change(
    session: Session,
    board: Board,
    actor: Actor,
    *,
    verb: str,
    subject: str,
    subject_id: str,
    after: dict[str, Any] | None,
    undoes: int | None = None,
) -> BoardEvent:
    """Append the event and bring its row up to date, in the caller's transaction.

    `after` holds the whole row as it becomes, or None when it goes. The board is announced to its viewers,
    who hear of it only if the transaction commits. New words that name something protected are refused with `Protected`.
    """
    row = session.get(SUBJECTS[subject], subject_id)
    if row is not None and not _belongs(row, board):
        raise NotFound
    before = dump(row)
    after = gate.passed(session, board, actor, verb=verb, subject=subject, before=before, after=after)
    board.seq += 1
    event = BoardEvent(
        board_id=board.id,
        seq=board.seq,
        at=now(session),
        actor=actor.id,
        actor_name=actor.name,
        verb=verb,
        subject=subject,
        subject_id=subject_id,
        before=before,
        after=after,
        undoes=undoes,
    )
    session.add_all([board, event])
    _settle(session, row, subject, after)
    announce(session, board.id)
    return event


def amend(session: Session, board: Board, actor: Actor, row: SQLModel, *, verb: str, **changes: Any) -> BoardEvent:
    """Change some columns of a row that is there, through the door."""
    subject = next(name for name, table in SUBJECTS.items() if isinstance(row, table))
    shape = type(row).model_validate({**row.model_dump(), **changes})
    return change(session, board, actor, verb=verb, subject=subject, subject_id=shape.id, after=dump(shape))  # type: ignore[attr-defined]


def add(session: Session, board: Board, actor: Actor, row: SQLModel, *, verb: str) -> BoardEvent:
    """Bring a new row in through the door."""
    subject = next(name for name, table in SUBJECTS.items() if isinstance(row, table))
    return change(session, board, actor, verb=verb, subject=subject, subject_id=row.id, after=dump(row))  # type: ignore[attr-defined]


def undo(session: Session, board: Board, actor: Actor, *, seq: int | None = None) -> BoardEvent:
    """Take back this actor's change number `seq`, or the latest that can be taken back.

    Raises `AlreadyUndone` for a change that is taken back already, `NothingToUndo` when none is left, and
    `ChangedSince` when somebody has changed the thing in the meantime. A locked board keeps its cards and statements.
    """
    event = last_undoable(session, board, actor) if seq is None else _mine(session, board, actor, seq)
    if event is None:
        raise NothingToUndo
    if event.subject in ("card", "statement"):
        unlocked(session, board, "Tavlen er låst. Lås op for at fortryde.")
    if dump(session.get(SUBJECTS[event.subject], event.subject_id)) != _as_now(event):
        raise ChangedSince
    return change(
        session,
        board,
        actor,
        verb="undone",
        subject=event.subject,
        subject_id=event.subject_id,
        after=event.before,
        undoes=event.seq,
    )


def _as_now(event: BoardEvent) -> dict[str, Any] | None:
    """Give what the thing became, with the columns that have come since."""
    return None if event.after is None else dump(_thaw(SUBJECTS[event.subject], event.after))


def was_here(session: Session, board: Board, table: type[SQLModel], row_id: str) -> bool:
    """Say whether a thing with this id, made by a client, has been on this board, even if it was taken off since.

    Refuses an id that is malformed or in use on another board.
    """
    if not row_id:
        return False
    row = session.get(table, row_id)
    if not is_id(row_id) or (row is not None and not _belongs(row, board)):
        raise Unfit("Teksten har et forkert nummer. Genindlæs siden.", field="id")
    seen = select(BoardEvent.id).where(BoardEvent.board_id == board.id, BoardEvent.subject_id == row_id)
    return session.exec(seen).first() is not None


def seat_of(session: Session, board: Board, seat_id: str | None) -> str | None:
    """Give the id of a participant of this meeting, None for nobody; refuses anybody else."""
    if not seat_id:
        return None
    seat = session.get(Participant, seat_id)
    if seat is None or seat.meeting_id != board.meeting_id:
        raise Unfit("Personen er ikke med i mødet. Vælg en anden.", field="who")
    return seat.id


def unlocked(session: Session, board: Board, sentence: str | None = None) -> None:
    """Refuse a change of words while the board is locked."""
    if session.exec(select(Stage.locked).where(Stage.board_id == board.id)).first():
        raise Locked(sentence)


def last_undoable(session: Session, board: Board, actor: Actor) -> BoardEvent | None:
    """Give this actor's latest change of something written that is not taken back yet, or None."""
    undone = aliased(BoardEvent)
    taken_back = select(undone.id).where(undone.board_id == board.id, undone.undoes == BoardEvent.seq)
    wanted = _undoable(board, actor).where(~taken_back.exists()).order_by(col(BoardEvent.seq).desc()).limit(1)
    return session.exec(wanted).first()


def _mine(session: Session, board: Board, actor: Actor, seq: int) -> BoardEvent | None:
    if session.exec(select(BoardEvent.id).where(BoardEvent.board_id == board.id, BoardEvent.undoes == seq)).first():
        raise AlreadyUndone
    return session.exec(_undoable(board, actor).where(BoardEvent.seq == seq)).first()


def _undoable(board: Board, actor: Actor) -> SelectOfScalar[BoardEvent]:
    return select(BoardEvent).where(
        BoardEvent.board_id == board.id,
        BoardEvent.actor == actor.id,
        col(BoardEvent.undoes).is_(None),
        col(BoardEvent.subject).in_(UNDOABLE),
    )


def events_after(session: Session, board_id: str, seq: int) -> list[BoardEvent]:
    """Give the board's events with a higher number than `seq`, in order."""
    wanted = select(BoardEvent).where(BoardEvent.board_id == board_id, BoardEvent.seq > seq)
    return list(session.exec(wanted.order_by(BoardEvent.seq)))  # type: ignore[arg-type]


_NEWEST = sql_select(col(Board.id), col(Board.seq)).where(col(Board.id).in_(bindparam("boards", expanding=True)))


def newest(session: Session, board_ids: list[str]) -> dict[str, int]:
    """Give board -> the number of its last event, for those of these boards that are there."""
    rows = session.connection().execute(_NEWEST, {"boards": board_ids})
    return {board_id: seq for board_id, seq in rows}


def fold(events: Iterable[BoardEvent]) -> State:
    """Give the board as it stood after these events: (subject, id) -> row."""
    state: State = {}
    for event in events:
        if event.after is None:
            state.pop((event.subject, event.subject_id), None)
        else:
            state[event.subject, event.subject_id] = event.after
    return state


def _belongs(row: SQLModel, board: Board) -> bool:
    if isinstance(row, Participant):
        return row.meeting_id == board.meeting_id
    return getattr(row, "board_id", None) == board.id


def _settle(session: Session, row: SQLModel | None, subject: str, after: dict[str, Any] | None) -> None:
    """Bring the row in line with `after`: insert, update or delete."""
    if after is None:
        if row is not None:
            session.delete(row)
    elif row is None:
        session.add(_thaw(SUBJECTS[subject], after))
    else:
        for name, value in _thaw(SUBJECTS[subject], after).model_dump().items():
            setattr(row, name, value)
        session.add(row)
    session.flush()


def _thaw(table: type[SQLModel], values: dict[str, Any]) -> SQLModel:
    """Make a row from its plain mapping."""
    thawed = {name: _typed(table, name, value) for name, value in values.items()}
    return table(**thawed)


def _typed(table: type[SQLModel], name: str, value: Any) -> Any:
    kinds = get_args(table.model_fields[name].annotation) or (table.model_fields[name].annotation,)
    if isinstance(value, str) and datetime in kinds:
        return datetime.fromisoformat(value)
    if isinstance(value, str) and date in kinds:
        return date.fromisoformat(value)
    return value
