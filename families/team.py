"""The case team: the employees who work with a family. Nobody else in the office sees it."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from accounts import standing
from accounts.actor import Actor
from accounts.tables import Account
from families.tables import CaseWorker, Coordination, Family, Person
from store.database import now
from store.refusal import NotFound, Refusal, Unfit
from store.text import danish_order, kept_address


class LastOnTheTeam(Refusal):
    """A family has somebody on its team."""

    sentence = "Der skal være mindst én på sagsteamet. Sæt en anden på teamet først."


class StillCoordinator(Refusal):
    """A coordinator sees the family, so nobody leaves its team and stays its coordinator."""

    sentence = "Giv først koordinatorens opgave videre."


@dataclass(frozen=True)
class OnTeam:
    """An employee who is on the team or can be: who, and from which part of the municipality."""

    account_id: str
    name: str
    email: str
    unit: str


def join_team(session: Session, family: Family, actor: Actor, *, account_id: str) -> None:
    """Put an employee on the team; twice is once. An administrator sees no families, and is refused."""
    fit_for_a_team(session, account_id)
    if _place(session, family.id, account_id) is None:
        session.add(CaseWorker(family_id=family.id, account_id=account_id, since=now(session), by=actor.id))
        session.flush()


def fit_for_a_team(session: Session, account_id: str) -> Account:
    """Give the account of somebody who can be on a team; refuses a closed one and an administrator's."""
    account = session.get(Account, account_id)
    if account is None or account.disabled_at:
        raise Unfit("Vælg en kollega, der har en konto.", field="account")
    if account.role == "admin":
        raise Unfit("En administrator kan ikke være på et sagsteam. Vælg en anden.", field="account")
    return account


def leave_team(session: Session, family: Family, *, account_id: str) -> None:
    """Take an employee off the team, at once; the last one stays, and so does the coordinator until the task is handed over."""
    row = _place(session, family.id, account_id)
    if row is None:
        raise NotFound
    if len(team(session, family.id)) == 1:
        raise LastOnTheTeam
    if family.id in session.exec(_COORDINATES, params={"account": account_id}):
        raise StillCoordinator
    row.until = now(session)
    session.add(row)
    standing.changed(session, account_id)


def team(session: Session, family_id: str) -> list[OnTeam]:
    """Give those on the team, by name."""
    wanted = (
        select(Account)
        .join(CaseWorker, col(CaseWorker.account_id) == col(Account.id))
        .where(CaseWorker.family_id == family_id, col(CaseWorker.until).is_(None))
    )
    return _by_name(OnTeam(row.id, row.name, row.email, row.unit) for row in session.exec(wanted))


# Made once: a live board asks this for every page and every beat.
_WORKS_WITH = select(CaseWorker.family_id).where(
    CaseWorker.account_id == bindparam("account"), col(CaseWorker.until).is_(None)
)
_COORDINATES = (
    select(Coordination.family_id)
    .join(Person, col(Person.id) == col(Coordination.person_id))
    .where(Person.account_id == bindparam("account"), col(Coordination.until).is_(None))
)


def is_on_team(session: Session, family_id: str, account_id: str) -> bool:
    """Say whether this employee is on the family's team, or is its coordinator, by the same rule as `families_of`."""
    return family_id in _families(session, account_id)


def families_of(session: Session, account_id: str) -> list[Family]:
    """Give the families whose team this employee is on, or that they coordinate, by title."""
    wanted = select(Family).where(col(Family.id).in_(_families(session, account_id)))
    return sorted(session.exec(wanted), key=lambda one: (danish_order(one.title), one.id))


def colleagues(session: Session, family_id: str) -> list[OnTeam]:
    """Give those who can be put on the team, by name: everybody with an account but administrators and those who are on it."""
    there = {one.account_id for one in team(session, family_id)}
    wanted = select(Account).where(col(Account.disabled_at).is_(None), Account.role != "admin")
    found = (row for row in session.exec(wanted) if row.id not in there)
    return _by_name(OnTeam(row.id, row.name, row.email, row.unit) for row in found)


def _by_name(people: Iterable[OnTeam]) -> list[OnTeam]:
    return sorted(people, key=lambda one: (danish_order(one.name), one.account_id))


def account_with(session: Session, email: str) -> str:
    """Give the id of the account with this address; refuses an address that is nobody's."""
    found = session.exec(select(Account.id).where(Account.email == kept_address(email))).first()
    if found is None:
        raise Unfit("Ingen kollega har den e-mailadresse.", field="email")
    return found


def reached(session: Session, family_id: str) -> list[Account]:
    """Give the accounts of the team and of the coordinators who can open the family, each once."""
    on_team = select(CaseWorker.account_id).where(CaseWorker.family_id == family_id, col(CaseWorker.until).is_(None))
    holds = (
        select(Person.account_id)
        .join(Coordination, col(Coordination.person_id) == col(Person.id))
        .where(Coordination.family_id == family_id, col(Coordination.until).is_(None))
    )
    them = {*session.exec(on_team), *session.exec(holds)}
    wanted = select(Account).where(
        col(Account.id).in_(them), col(Account.disabled_at).is_(None), Account.role != "admin"
    )
    return list(session.exec(wanted.order_by(col(Account.id))))


def leave_every_team(session: Session, account_id: str) -> None:
    """Take an employee whose account is closed off every team, the last one too."""
    wanted = select(CaseWorker).where(CaseWorker.account_id == account_id, col(CaseWorker.until).is_(None))
    for row in session.exec(wanted):
        row.until = now(session)
        session.add(row)
    session.flush()


def _families(session: Session, account_id: str) -> set[str]:
    asked = {"account": account_id}
    return {*session.exec(_WORKS_WITH, params=asked), *session.exec(_COORDINATES, params=asked)}


def _place(session: Session, family_id: str, account_id: str) -> CaseWorker | None:
    wanted = select(CaseWorker).where(
        CaseWorker.family_id == family_id, CaseWorker.account_id == account_id, col(CaseWorker.until).is_(None)
    )
    return session.exec(wanted).first()
