"""What the room looks at: the step, its time, what the big screen shows, and whether the board is locked."""

from collections.abc import Callable

from sqlmodel import Session, col, func, select

from accounts.actor import Actor
from boards import log
from boards.tables import Board, BoardEvent, Stage
from families.guarding import guard
from meetings.tables import AgendaStep, Meeting
from store.database import now
from store.refusal import NotFound, Unfit
from store.text import bounded

VIEWS = ("board", "numbers", "agreements", "join", "works", "worries", "next", "hidden", "pause")
QUIET = ("hidden", "pause")  # nobody sees the board on the wall


def stage_of(session: Session, board: Board) -> Stage:
    """Give the board's stage."""
    stage = session.exec(select(Stage).where(Stage.board_id == board.id)).first()
    if stage is None:
        raise NotFound
    return stage


def go_to(session: Session, board: Board, actor: Actor, *, step: int) -> None:
    """Go to a step of the agenda, onwards or back; the clock begins anew. Nothing moves by itself."""
    last = session.exec(select(func.max(AgendaStep.number)).where(AgendaStep.meeting_id == board.meeting_id)).one()
    stage = stage_of(session, board)
    wanted = max(1, min(step, last or 1))
    if wanted != stage.step:
        log.amend(session, board, actor, stage, verb="went to", step=wanted, step_started=now(session), extra_minutes=0)


def more_time(session: Session, board: Board, actor: Actor, *, minutes: int = 5) -> None:
    """Give the present step more minutes, at most two hours in all."""
    stage = stage_of(session, board)
    minutes = bounded(minutes, 1, 120, "Vælg, hvor mange minutter I vil have mere.", field="minutes")
    if stage.extra_minutes + minutes > 120:
        raise Unfit("Trinnet kan højst få to timer mere. Gå videre til næste trin.")
    log.amend(session, board, actor, stage, verb="gave time", extra_minutes=stage.extra_minutes + minutes)


def show(session: Session, board: Board, actor: Actor, *, view: str) -> None:
    """Choose what the big screen shows. A pause takes no time from the step: its clock stands still meanwhile."""
    if view not in VIEWS:
        raise Unfit("Vælg, hvad skærmen skal vise.")
    stage = stage_of(session, board)
    if stage.view == view:
        return
    started = stage.step_started
    if stage.view == "pause" and (began := _latest(session, board, lambda event: _became(event, "pause"))):
        started += now(session) - max(began.at, started)
    log.amend(session, board, actor, stage, verb="showed", view=view, step_started=started)


def come_back(session: Session, board: Board, actor: Actor) -> None:
    """Let the big screen show what it showed before it became quiet; one that is not quiet stays as it is."""
    if stage_of(session, board).view in QUIET:
        before = _latest(session, board, lambda event: (event.before or {}).get("view") not in (None, *QUIET))
        show(session, board, actor, view=before.before["view"] if before and before.before else "board")


def lock(session: Session, board: Board, actor: Actor, *, locked: bool) -> None:
    """Lock the board to read it aloud, or unlock it."""
    stage = stage_of(session, board)
    if stage.locked != locked:
        log.amend(session, board, actor, stage, verb="locked" if locked else "unlocked", locked=locked)


def take_directly(session: Session, board: Board, actor: Actor, *, direct: bool) -> None:
    """Let cards from phones go straight up, or by way of the recorder's tray."""
    stage = stage_of(session, board)
    family_id = session.get_one(Meeting, board.meeting_id).family_id
    if direct and guard(session, family_id):
        raise Unfit("Noget er beskyttet i familien. Derfor kommer kort fra telefoner til dig først.")
    if stage.direct != direct:
        log.amend(session, board, actor, stage, verb="switched", direct=direct)


def _became(event: BoardEvent, view: str) -> bool:
    return (event.after or {}).get("view") == view != (event.before or {}).get("view")


def _latest(session: Session, board: Board, fits: Callable[[BoardEvent], bool]) -> BoardEvent | None:
    """Give the newest choice of what the big screen shows that fits."""
    wanted = select(BoardEvent).where(BoardEvent.board_id == board.id, BoardEvent.verb == "showed")
    return next(filter(fits, session.exec(wanted.order_by(col(BoardEvent.seq).desc()))), None)
