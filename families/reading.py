"""From the family's tables to snapshots."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from accounts.visibility import HOME, NUMBERS, PLAN, REST, WORKS, in_plan
from families import consent, mentions
from families.guarding import Guard, guard, shields
from families.protection import MEETING, PAGE
from families.protection import PLAN as IN_PLAN
from families.shield import without
from families.snapshot import (
    ActionView,
    ConsentView,
    CoordinatorView,
    FamilyView,
    GoalView,
    PersonView,
    PlanSnapshot,
    ScaleHistory,
    StrengthView,
)
from families.tables import Action, Consent, ConsentPerson, Coordination, Family, Goal, Member, Person, Strength
from store.clock import local_date
from store.database import now
from store.refusal import NotFound

OFFICE = frozenset({PLAN})
KEPT = frozenset({in_plan(WORKS), HOME})
NUMBERED = frozenset({in_plan(NUMBERS), HOME})
CALLABLE = frozenset({in_plan(REST), HOME})
# what somebody wrote in their own words on the family's page
WRITTEN = ("custody", "purpose", "limits", "how", "basis_text", "noted_by", "withdrawal_noted_by", "why")
Around = list[tuple[Member, Person]]
# Made once: a live board asks this for every change.
_MEMBERS = (
    select(Member, Person)
    .join(Person, col(Member.person_id) == col(Person.id))
    .where(Member.family_id == bindparam("family"))
    .order_by(col(Member.position))
)


def family(session: Session, family_id: str) -> Family:
    """Give the family's row, or refuse."""
    row = session.get(Family, family_id)
    if row is None:
        raise NotFound
    return row


_MINE = (
    select(Member)
    .join(Person, col(Member.person_id) == col(Person.id))
    .where(Person.account_id == bindparam("account"), Member.family_id == bindparam("family"))
    .order_by(col(Member.position))
)


def places_of(session: Session, family_id: str, account_id: str) -> list[Member]:
    """Give the places that this employee has around the family; none for an account that is nobody's there."""
    return list(session.exec(_MINE, params={"account": account_id, "family": family_id}))


def members(session: Session, family_id: str) -> Around:
    """Give everybody around the family, in the order in which they were written down."""
    return list(session.exec(_MEMBERS, params={"family": family_id}))


def people(session: Session, family_id: str, on: date | None = None) -> tuple[PersonView, ...]:
    """Give the people around the family, with what is missing of consent on this day."""
    day = on or local_date(now(session))
    rows = members(session, family_id)
    called = {member.person_id: member.called for member, _ in rows}
    cover = consent.cover(session, family_id, day)
    shield = guard(session, family_id)
    return tuple(_person(member, person, cover, called, shield) for member, person in rows)


def family_view(session: Session, family_id: str) -> FamilyView:
    """Give the family's page."""
    row = family(session, family_id)
    view = FamilyView(
        id=row.id,
        title=row.title,
        custody=row.custody,
        people=people(session, family_id),
        consents=tuple(_consents(session, family_id)),
        coordinators=tuple(coordinators(session, family_id)),
    )
    return _page_shielded(guard(session, family_id), view)


def _page_shielded(on: Guard, view: FamilyView) -> FamilyView:
    """Give the page without the words in which something protected stands; who is around the family stays."""
    rows = (view, *view.consents, *view.coordinators)
    words = tuple(getattr(row, name) for row in rows for name in WRITTEN if hasattr(row, name))
    found = shields(on, words, lambda _: PAGE) if on else ()
    hidden = {one.text for one in found}

    def seen(row: Any) -> Any:
        gone = {name: "" for name in WRITTEN if getattr(row, name, None) in hidden}
        return replace(row, **gone)

    rest = {name: tuple(seen(row) for row in getattr(view, name)) for name in ("consents", "coordinators")}
    page: FamilyView = replace(seen(view), **rest, shields=found)
    return page


def coordinators(session: Session, family_id: str) -> Iterable[CoordinatorView]:
    """Give the present coordinators, the one towards the family first."""
    wanted = (
        select(Coordination, Person, Member.called)
        .join(Person, col(Coordination.person_id) == col(Person.id))
        .join(Member, (col(Member.person_id) == col(Person.id)) & (col(Member.family_id) == family_id))
        .where(Coordination.family_id == family_id, col(Coordination.until).is_(None))
        .order_by(col(Coordination.toward))
    )
    on = guard(session, family_id)
    for row, person, called in session.exec(wanted):
        yield CoordinatorView(person.name, called, row.toward, row.why, on.clear(person.phone), audience=OFFICE)


def plan(
    session: Session,
    family_id: str,
    *,
    made_on: date | None = None,
    scales: tuple[ScaleHistory, ...] = (),
    next_meeting: tuple[object, str] | None = None,
    next_open: bool = False,
    whole_for: str = "",
) -> PlanSnapshot:
    """Give the family's one plan; what other rooms know (numbers, the next meeting) comes as arguments.

    `whole_for` is the person whose own file it goes into: dropped agreements are there, and what is protected about them.
    """
    row, everybody = family(session, family_id), members(session, family_id)
    names = {member.person_id: member.called for member, _ in everybody}
    named = mentions.of(everybody)
    actions = [
        _action(action, names, named, local_date(now(session)))
        for action in session.exec(_in_order(Action, family_id))
        if whole_for or action.status != "dropped"
    ]
    goals = list(session.exec(_in_order(Goal, family_id)))
    by_goal = {goal.id: tuple(view for of, view in actions if of == goal.id) for goal in goals}
    starts, place = next_meeting or (None, "")
    gathered = PlanSnapshot(
        family_id=family_id,
        title=row.title,
        children=tuple(member.called for member, _ in everybody if member.kind == "child"),
        made_on=made_on,
        goals=tuple(
            GoalView(g.id, g.text, g.weeks, by_goal[g.id], audience=OFFICE, about=named.about([g.text], g.about))
            for g in goals
        ),
        loose=tuple(view for of, view in actions if of not in by_goal),
        strengths=tuple(
            StrengthView(s.id, s.text, s.said_by, audience=KEPT, about=named.about([s.text, s.said_by]))
            for s in session.exec(_in_order(Strength, family_id))
        ),
        coordinators=tuple(coordinators(session, family_id)),
        helpers=tuple(
            replace(p, audience=CALLABLE, about=named.about(people=[p.id]))
            for p in people(session, family_id)
            if p.kind in ("network", "parent") and p.phone
        ),
        scales=scales,
        next_starts=starts,  # type: ignore[arg-type]
        next_place=place,
        next_open=next_open,
    )
    return _shielded(guard(session, family_id), gathered, whole_for)


def _shielded(on: Guard, gathered: PlanSnapshot, reader: str) -> PlanSnapshot:
    """Give the plan without what something protected stands in; the agreements of a goal that goes stay."""
    if not on:
        return gathered
    found = shields(on, gathered, lambda field: MEETING if field == "next_place" else IN_PLAN)
    hidden = {one.text: one.instead for one in found if set(one.people) != {reader}}
    left = tuple(action for goal in gathered.goals if goal.text in hidden for action in goal.actions)
    seen = without(replace(gathered, loose=gathered.loose + left), hidden)
    return replace(seen, helpers=tuple(one for one in seen.helpers if one.phone), shields=found)


def _person(member: Member, person: Person, cover: consent.Cover, called: dict[str, str], on: Guard) -> PersonView:
    return PersonView(
        id=person.id,
        name=person.name,
        called=member.called,
        kind=member.kind,
        relation=member.relation,
        organisation=on.clear(person.organisation),
        email=on.clear(person.email),
        phone=on.clear(person.phone),
        ring=member.ring,
        age=member.age,
        custody=member.custody,
        consent=", ".join(called.get(holder, "") for holder in cover.missing(member)),
        invitable=cover.may_invite(member),
        full=cover.sees_all(member),
        parts=cover.parts(member),
        audience=OFFICE,
    )


def _consents(session: Session, family_id: str) -> Iterable[ConsentView]:
    """Give the family's consents, each giver's together, the newest first."""
    names = {person.id: person.name for _, person in members(session, family_id)}
    today, rank = local_date(now(session)), {person: place for place, person in enumerate(names)}
    replaced = consent.replaced(session, family_id, today)
    wanted = select(Consent).where(Consent.family_id == family_id)
    newest_first = session.exec(wanted.order_by(col(Consent.given_on).desc(), col(Consent.id).desc()))
    for row in sorted(newest_first, key=lambda one: rank.get(one.given_by, len(rank))):
        covered = list(session.exec(select(ConsentPerson).where(ConsentPerson.consent_id == row.id)))
        parts = {one.person_id: tuple(one.parts) for one in covered}
        gone, state = replaced.get(row.id, frozenset()), consent.state(row, today)
        yield ConsentView(
            given_by=names.get(row.given_by, ""),
            given_on=row.given_on,
            form=row.form,
            noted_by=row.noted_by,
            basis=row.basis,
            basis_text=row.basis_text,
            kinds=tuple(row.kinds),
            how=row.how,
            purpose=row.purpose,
            limits=row.limits,
            covers=tuple(name for person, name in names.items() if person in parts),
            goals_only=tuple(name for person, name in names.items() if parts.get(person) == ()),
            parts=next((said for said in parts.values() if said), ()),
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            withdrawn_on=row.withdrawn_on,
            withdrawal_noted_by=row.withdrawal_noted_by,
            id=row.id,
            state="replaced" if state == "holds" and parts and gone >= set(parts) else state,
            replaced=tuple(name for person, name in names.items() if person in gone),
            audience=OFFICE,
        )


def _action(
    action: Action, names: dict[str, str], named: mentions.Mentions, today: date
) -> tuple[str | None, ActionView]:
    return action.goal_id, ActionView(
        id=action.id,
        text=action.text,
        who=names.get(action.person_id or "", action.who_name),
        helpers=tuple(names[h] for h in action.helper_ids if h in names),
        due=action.due,
        how_seen=action.how_seen,
        status=action.status,
        remark=action.remark,
        overdue=action.due is not None and action.due < today and action.status not in ("done", "dropped"),
        audience=OFFICE,
        about=named.about(
            [action.text, action.how_seen, action.who_name], [action.person_id, *action.helper_ids, *action.about]
        ),
    )


def _in_order(table: Any, family_id: str) -> Any:
    return select(table).where(table.family_id == family_id).order_by(table.set_at, table.id)
