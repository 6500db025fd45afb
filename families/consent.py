"""Give and withdraw a consent; ask what it covers."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from families.network import member_of
from families.tables import Consent, ConsentPerson, Family, Member
from store.clock import local_date
from store.database import now
from store.refusal import Unfit
from store.text import SHORT, clean_text, needed


@dataclass(frozen=True)
class Cover:
    """What the consents of one family allow on one day.

    `holders` are those whose yes counts: who has custody, or the parents while nobody is written down as that.
    `yes` is person -> {giver: full}. The family and its own network need no consent.
    """

    holders: tuple[str, ...]
    yes: dict[str, dict[str, bool]]

    def missing(self, member: Member) -> list[str]:
        """Give the holders who have not said yes to this person."""
        said_yes = self.yes.get(member.person_id, {})
        return [holder for holder in self.holders if holder not in said_yes] if member.kind == "professional" else []

    def may_invite(self, member: Member) -> bool:
        """Say whether the person may be called: a professional with a yes from one holder."""
        said_yes = self.yes.get(member.person_id, {})
        return member.kind != "professional" or any(holder in said_yes for holder in self.holders)

    def sees_all(self, member: Member) -> bool:
        """Say whether the person may read more than goals and agreements: every holder and every consent says so."""
        if member.kind != "professional":
            return True
        return self.may_invite(member) and not self.missing(member) and all(self.yes[member.person_id].values())


_GROWN = (
    select(Member.person_id, Member.custody)
    .where(Member.family_id == bindparam("family"), col(Member.custody) | (Member.kind == "parent"))
    .order_by(col(Member.position))
)


def cover(session: Session, family_id: str, on: date) -> Cover:
    """Give what the consents of the family allow on this day."""
    grown = session.exec(_GROWN, params={"family": family_id}).all()
    holders = [person for person, custody in grown if custody]
    return Cover(tuple(holders or [person for person, _ in grown]), coverage(session, family_id, on))


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
        raise Unfit("Samtykket kan ikke være givet i fremtiden. Ret datoen.", field="given_on")
    if valid_until is not None and valid_until < given_on:
        raise Unfit("Samtykket kan ikke slutte, før det er givet. Ret datoen.", field="valid_until")
    for person_id in (given_by, *covers):
        member_of(session, family.id, person_id)
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
    for person_id in dict.fromkeys(covers):
        session.add(ConsentPerson(consent_id=consent.id, person_id=person_id, full=person_id not in goals_only))
    session.flush()
    return consent


def withdraw(session: Session, consent: Consent) -> None:
    """Take a yes back, from today; one that was taken back before keeps its day."""
    consent.withdrawn_on = consent.withdrawn_on or local_date(now(session))
    session.add(consent)


_COVERED = (
    select(ConsentPerson, Consent)
    .join(Consent, col(ConsentPerson.consent_id) == col(Consent.id))
    .where(Consent.family_id == bindparam("family"), Consent.given_on <= bindparam("day"))
    .order_by(col(Consent.given_on), col(Consent.id))
)


def coverage(session: Session, family_id: str, on: date) -> dict[str, dict[str, bool]]:
    """Give person -> {giver: full} for the consents that hold on this day; a giver's newest word counts."""
    covered: dict[str, dict[str, bool]] = {}
    for person, consent in session.exec(_COVERED, params={"family": family_id, "day": on}):
        if _holds(consent, on):
            covered.setdefault(person.person_id, {})[consent.given_by] = person.full
    return covered


def missing(session: Session, member: Member, on: date) -> list[str]:
    """Give the custody holders who have not said yes to this person; empty for the family and its own network."""
    return cover(session, member.family_id, on).missing(member)


def may_invite(session: Session, member: Member, on: date) -> bool:
    """Say whether the person may be called: family and network always, a professional with a yes from a custody holder."""
    return cover(session, member.family_id, on).may_invite(member)


def sees_all(session: Session, member: Member, on: date) -> bool:
    """Say whether the person may read more than goals and agreements: every custody holder must have said so."""
    return cover(session, member.family_id, on).sees_all(member)


def _holds(consent: Consent, on: date) -> bool:
    withdrawn = consent.withdrawn_on is not None and consent.withdrawn_on <= on
    expired = consent.valid_until is not None and consent.valid_until < on
    return not withdrawn and not expired
