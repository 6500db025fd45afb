"""Give and withdraw a consent; ask what it covers."""

from datetime import date

from sqlmodel import Session, col, select

from families.tables import Consent, ConsentPerson, Family, Member
from store.clock import local_date
from store.database import now
from store.refusal import Unfit
from store.text import SHORT, clean_text, needed


def give(
    session: Session,
    family: Family,
    *,
    given_by: str,
    given_on: date,
    how: str,
    purpose: str,
    limits: str = "",
    covers: list[str],
    goals_only: list[str] = [],  # noqa: B006 - read only
    valid_until: date | None = None,
) -> Consent:
    """Write down a yes to sharing with the people in `covers`; those in `goals_only` see goals and agreements only."""
    if given_on > local_date(now(session)):
        raise Unfit("Samtykket kan ikke være givet i fremtiden.", field="given_on")
    consent = Consent(
        family_id=family.id,
        given_by=given_by,
        given_on=given_on,
        how=needed(how, "Skriv, hvordan samtykket er givet.", field="how", most=SHORT, lines=False),
        purpose=clean_text(purpose),
        limits=clean_text(limits),
        valid_until=valid_until,
    )
    session.add(consent)
    session.flush()
    for person_id in covers:
        session.add(ConsentPerson(consent_id=consent.id, person_id=person_id, full=person_id not in goals_only))
    session.flush()
    return consent


def withdraw(session: Session, consent: Consent) -> None:
    """Take a yes back, from today."""
    consent.withdrawn_on = local_date(now(session))
    session.add(consent)


def coverage(session: Session, family_id: str, on: date) -> dict[str, dict[str, bool]]:
    """Give person -> {giver: full} for the consents that hold on this day."""
    wanted = (
        select(ConsentPerson, Consent)
        .join(Consent, col(ConsentPerson.consent_id) == col(Consent.id))
        .where(Consent.family_id == family_id, Consent.given_on <= on)
    )
    covered: dict[str, dict[str, bool]] = {}
    for person, consent in session.exec(wanted):
        if _holds(consent, on):
            covered.setdefault(person.person_id, {})[consent.given_by] = person.full
    return covered


def missing(session: Session, member: Member, on: date) -> list[str]:
    """Give the custody holders who have not said yes to this person; empty for the family and its own network."""
    if member.kind != "professional":
        return []
    holders = session.exec(
        select(Member.person_id)
        .where(Member.family_id == member.family_id, col(Member.custody).is_(True))
        .order_by(col(Member.position))
    )
    said_yes = coverage(session, member.family_id, on).get(member.person_id, {})
    return [holder for holder in holders if holder not in said_yes]


def may_invite(session: Session, member: Member, on: date) -> bool:
    """Say whether the person may be called: family and network always, a professional with a yes from a custody holder."""
    if member.kind != "professional":
        return True
    return any(coverage(session, member.family_id, on).get(member.person_id, {}))


def sees_all(session: Session, member: Member, on: date) -> bool:
    """Say whether the person may read more than goals and agreements: every consent that covers them must say so."""
    if member.kind != "professional":
        return True
    said_yes = coverage(session, member.family_id, on).get(member.person_id, {})
    return bool(said_yes) and all(said_yes.values())


def _holds(consent: Consent, on: date) -> bool:
    withdrawn = consent.withdrawn_on is not None and consent.withdrawn_on <= on
    expired = consent.valid_until is not None and consent.valid_until < on
    return not withdrawn and not expired
