"""Legal hold: nothing of a family is deleted while somebody has said that it must stay."""

from sqlmodel import Session, col, select

from accounts.actor import Actor
from families.tables import Family
from keeping.tables import LegalHold
from store.database import now
from store.refusal import Refusal, Unfit
from store.text import needed


class Held(Refusal):
    """A family under legal hold is not deleted."""

    sentence = "Familien har slettestop, så intet må slettes. Bed en leder ophæve det først."


def hold_of(session: Session, family_id: str) -> LegalHold | None:
    """Give the hold that is in force for the family, or None."""
    wanted = select(LegalHold).where(LegalHold.family_id == family_id, col(LegalHold.lifted_at).is_(None))
    return session.exec(wanted).first()


def held_families(session: Session) -> set[str]:
    """Give the families of which nothing is deleted for now."""
    return set(session.exec(select(LegalHold.family_id).where(col(LegalHold.lifted_at).is_(None))))


def by_case_number(session: Session, number: str) -> Family:
    """Give the family with this number in the case system; a leader knows the number and sees no content."""
    written = needed(number, "Skriv sagens nummer.", field="case", most=100, lines=False)
    row = session.exec(select(Family).where(Family.case_ref == written)).first()
    if row is None:
        raise Unfit("Ingen familie har det sagsnummer. Ret nummeret.", field="case")
    return row


def hold(session: Session, actor: Actor, family: Family, *, reason: str) -> LegalHold:
    """Keep everything of this family until the hold is lifted; a family that is held stays held by the first reason."""
    written = needed(reason, "Skriv, hvorfor intet må slettes.", field="reason", most=400)
    if there := hold_of(session, family.id):
        return there
    row = LegalHold(family_id=family.id, reason=written, set_by=actor.id, set_at=now(session))
    session.add(row)
    session.flush()
    return row


def lift(session: Session, actor: Actor, family: Family) -> None:
    """Let the family's data go by their periods again."""
    if row := hold_of(session, family.id):
        row.lifted_by, row.lifted_at = actor.id, now(session)
        session.add(row)
