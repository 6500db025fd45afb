"""Goals, agreements and what works: harvest them from a board, and follow up."""

from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar

from sqlmodel import Session, col, select

from families.tables import Action, Family, Goal, Strength
from store.database import now
from store.refusal import Unfit
from store.text import clean_text

Row = TypeVar("Row", Goal, Action, Strength)

STATUSES = ("open", "done", "underway", "not_done", "dropped")
SETTLED = ("done", "dropped")


def harvest_goal(
    session: Session, family: Family, *, text: str, weeks: int, card: str, meeting: str, about: Iterable[str] = ()
) -> Goal:
    """Put a goal into the plan; the same card gives the same goal, with its newest words."""
    goal = session.exec(select(Goal).where(Goal.family_id == family.id, Goal.from_card == card)).first()
    goal = goal or Goal(family_id=family.id, text=text, from_card=card, from_meeting=meeting, set_at=now(session))
    goal.text, goal.weeks, goal.about = text, weeks, sorted(about)
    return _kept(session, goal)


def harvest_action(
    session: Session,
    family: Family,
    *,
    text: str,
    person_id: str | None,
    helper_ids: list[Any],
    due: date | None,
    how_seen: str,
    goal_id: str | None,
    card: str,
    meeting: str,
    who_name: str = "",
    about: Iterable[str] = (),
) -> Action:
    """Put an agreement into the plan. A missing person or day stays open, as it was said at the meeting.

    `who_name` names somebody who took it on without being around the family.
    """
    action = Action(
        family_id=family.id,
        goal_id=goal_id,
        text=text,
        person_id=person_id,
        who_name=who_name,
        helper_ids=helper_ids,
        about=sorted(about),
        due=due,
        how_seen=how_seen,
        from_card=card,
        from_meeting=meeting,
        set_at=now(session),
    )
    return _kept(session, action)


def harvest_strength(session: Session, family: Family, *, text: str, said_by: str, card: str, meeting: str) -> Strength:
    """Put what works into the plan."""
    strength = Strength(
        family_id=family.id, text=text, said_by=said_by, from_card=card, from_meeting=meeting, set_at=now(session)
    )
    return _kept(session, strength)


def follow_up(session: Session, action: Action, *, status: str, remark: str = "") -> None:
    """Say how an agreement went; done and dropped ones leave the next meeting's list but stay in the plan."""
    if status not in STATUSES:
        raise Unfit("Vælg, hvordan det gik med aftalen.", field="status")
    action.status, action.remark = status, clean_text(remark, most=400)
    action.settled_at = now(session) if status in SETTLED else None
    session.add(action)


def standing(session: Session, *family_ids: str) -> list[Action]:
    """Give these families' agreements that are not done or dropped, oldest first."""
    wanted = select(Action).where(col(Action.family_id).in_(family_ids), col(Action.status).not_in(SETTLED))
    return list(session.exec(wanted.order_by(col(Action.set_at), col(Action.id))))


def _kept(session: Session, row: Row) -> Row:
    session.add(row)
    session.flush()
    return row
