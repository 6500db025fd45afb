"""The family's one plan: gathered from the family, its meetings and its frozen boards; and how an agreement goes."""

from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import BaseModel
from sqlmodel import Session, col, select
from starlette.responses import Response

from accounts.visibility import PAPER
from boards.closing import frozen_board
from boards.snapshot import BoardSnapshot, ScaleView
from boards.tables import Board
from families import plan as plans
from families.guarding import check
from families.protection import PLAN as IN_PLAN
from families.reading import NUMBERED, OFFICE, plan
from families.snapshot import NumberView, PlanSnapshot, ScaleHistory
from families.tables import Action
from meetings.reading import coming
from meetings.tables import Meeting
from store.clock import local_date
from store.refusal import NotFound
from web.allowed import allowed
from web.answers import go, show
from web.here import Here
from web.readers import plan_reader

router = APIRouter()


class HowItGoes(BaseModel):
    """How an agreement goes, and a remark in the family's words."""

    status: str = ""
    remark: str = ""


@router.get("/families/{family_id}/plan")
@allowed("see the family")
def plan_page(here: Here, family_id: str, done: str = "") -> Response:
    """Show the plan as this employee may read it: goals with who does what by when, what works, the numbers, and who holds it together."""
    plan = plan_of(here.session, family_id).seen_by(plan_reader(here))
    return show(
        here, "families/plan.html", plan=plan, statuses=plans.STATUSES, done=done, may_sign=here.let_in_by == "team"
    )


@router.post("/families/{family_id}/actions/{action_id}")
@allowed("change the plan", writing=True)
def mark(here: Here, family_id: str, action_id: str, form: Annotated[HowItGoes, Form()]) -> Response:
    """Write down how an agreement goes."""
    action = here.session.get(Action, action_id)
    seen = plan_of(here.session, family_id).seen_by(plan_reader(here))
    if action is None or action_id not in {one.id for one in seen.actions}:
        raise NotFound
    check(here.session, family_id, form.remark, place=IN_PLAN)
    plans.follow_up(here.session, action, status=form.status, remark=form.remark)
    return go(here, f"/families/{family_id}/plan?done=marked#action-{action.id}")


def plan_of(session: Session, family_id: str) -> PlanSnapshot:
    """Give the family's plan as paper may show it: the latest numbers of each scale, when it was made, and when they meet again."""
    boards = closed_boards(session, family_id)
    following = coming(session, family_id)
    gathered = plan(
        session,
        family_id,
        made_on=local_date(boards[0].facts.starts) if boards else None,
        scales=_scales(boards),
        next_meeting=(following.starts, following.place) if following else None,
        next_open=following is None and bool(boards) and boards[0].closing.next_open,
    )
    return gathered.seen_by(PAPER)


def closed_boards(session: Session, family_id: str) -> list[BoardSnapshot]:
    """Give the family's frozen boards as paper may show them, the latest first."""
    wanted = (
        select(Board)
        .join(Meeting, col(Meeting.id) == col(Board.meeting_id))
        .where(Meeting.family_id == family_id, col(Meeting.closed_at).is_not(None))
        .order_by(col(Meeting.starts).desc())
    )
    return [frozen_board(session, board).seen_by(PAPER) for board in session.exec(wanted) if board.final is not None]


def _scales(boards: list[BoardSnapshot]) -> tuple[ScaleHistory, ...]:
    """Give each scale as it stood at the latest meeting where somebody's number was shown."""
    latest: dict[str, ScaleHistory] = {}
    for board in boards:
        for scale in board.scales:
            if scale.answers and scale.title not in latest:
                latest[scale.title] = _history(board, scale)
    return tuple(latest.values())


def _history(board: BoardSnapshot, scale: ScaleView) -> ScaleHistory:
    numbers = tuple(
        NumberView(one.called, one.value, one.before, one.why, one.one_up, audience=NUMBERED) for one in scale.answers
    )
    return ScaleHistory(
        scale.title, scale.zero, scale.ten, local_date(board.facts.starts), numbers=numbers, audience=OFFICE
    )
