"""Families whose team is gone: how many there are after somebody left, and how a leader gives one to a colleague unseen.

A leader knows a family by its case number. One that has none is known by when it was made and by whom, and by nothing else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from accounts.actor import Actor
from accounts.tables import Account
from families.tables import Family
from families.team import account_with, fit_for_a_team, join_team, reached
from store.refusal import Refusal, Unfit
from store.text import SHORT, clean_text


class NoSuchCase(Refusal):
    """No family without a team has this case number, or too many were tried: all read the same."""

    sentence = (
        "Vi kan ikke finde en familie uden sagsteam med det sagsnummer. "
        "Tjek nummeret, og vent et minut, før du prøver igen."
    )
    status = 422
    field = "case_ref"
    guessed = True


class NotThereAnyMore(Refusal):
    """The family that was chosen has a team or a case number by now, or is gone."""

    sentence = "Familien står her ikke længere. Måske har en anden sat en kollega på. Hent siden igen."
    status = 422
    field = "family_id"


@dataclass(frozen=True)
class Made:
    """A family without a case number as a leader knows it. `by` is empty when that account is deleted."""

    family_id: str
    at: datetime
    by: str


def without_team(session: Session, families: Iterable[str]) -> int:
    """Give how many of these families nobody works with."""
    return sum(not reached(session, family_id) for family_id in families)


def unnumbered(session: Session) -> list[Made]:
    """Give the families that have no case number and that nobody works with, the oldest first."""
    wanted = select(Family).where(col(Family.case_ref).is_(None)).order_by(col(Family.created_at), col(Family.id))
    return made(session, [one for one in session.exec(wanted) if not reached(session, one.id)])


def made(session: Session, families: Iterable[Family]) -> list[Made]:
    """Give when these families were made and by whom, in this order."""
    rows = list(families)
    makers = select(Account.id, Account.name).where(col(Account.id).in_({row.created_by for row in rows}))
    names = dict(session.exec(makers).all())
    return [Made(row.id, row.created_at, names.get(row.created_by, "")) for row in rows]


def give(session: Session, actor: Actor, *, email: str, case_ref: str = "", family_id: str = "") -> Family:
    """Put an employee on the team of a family that nobody works with any more: the chosen one, or the one with this case number.

    Who is to have it is checked first, so that a refusal says nothing about the number.
    """
    if family_id and case_ref.strip():
        raise Unfit("Skriv et sagsnummer, eller vælg en familie. Ikke begge dele.", field="family_id")
    account = fit_for_a_team(session, account_with(session, email))
    family = _chosen(session, family_id) if family_id else _numbered(session, case_ref)
    join_team(session, family, actor, account_id=account.id)
    return family


def _chosen(session: Session, family_id: str) -> Family:
    family = session.get(Family, family_id)
    if family is None or family.case_ref or reached(session, family.id):
        raise NotThereAnyMore
    return family


def _numbered(session: Session, case_ref: str) -> Family:
    number = clean_text(case_ref[:SHORT], lines=False)
    family = session.exec(select(Family).where(Family.case_ref == number)).first() if number else None
    taken = reached(session, family.id if family else "")  # looked up for none too, so that the time says nothing
    if family is None or taken:
        raise NoSuchCase
    return family
