"""Families whose team is gone: how many there are after somebody left, and how a leader gives one to a colleague unseen."""

from collections.abc import Iterable

from sqlmodel import Session, select

from accounts.actor import Actor
from families.tables import Family
from families.team import account_with, fit_for_a_team, join_team, reached
from store.refusal import Refusal
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


def without_team(session: Session, families: Iterable[str]) -> int:
    """Give how many of these families nobody works with."""
    return sum(not reached(session, family_id) for family_id in families)


def give(session: Session, actor: Actor, *, case_ref: str, email: str) -> Family:
    """Put an employee on the team of the family with this case number, when nobody works with it any more.

    Who is to have it is checked first, so that a refusal says nothing about the number.
    """
    account = fit_for_a_team(session, account_with(session, email))
    number = clean_text(case_ref[:SHORT], lines=False)
    family = session.exec(select(Family).where(Family.case_ref == number)).first() if number else None
    if family is None or reached(session, family.id):
        raise NoSuchCase
    join_team(session, family, actor, account_id=account.id)
    return family
