"""Give and withdraw a consent; ask what it covers."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from accounts.visibility import ALL, CHILDS_WORDS, PARTS, child
from families.guarding import check
from families.network import member_of
from families.protection import PAGE
from families.tables import Consent, ConsentPerson, Family, Member
from store.clock import local_date
from store.database import now
from store.refusal import Unfit
from store.text import SHORT, clean_text, needed

FORMS = ("written", "oral")
BASES = ("consent", "law")
KINDS = ("school", "health", "treatment", "economy", "housing", "relations", "other")
_OF_A_CHILD = frozenset({CHILDS_WORDS})
Yes = dict[str, dict[str, frozenset[str]]]


@dataclass(frozen=True)
class Cover:
    """What the consents of one family allow on one day.

    `holders` are those whose yes counts: who has custody, or the parents while nobody is written down as that.
    `yes` is person -> {giver: parts}. `own` is child -> those whom the child lets read its own words, for the children
    who ever said so themselves: a yes that is taken back opens nothing for anybody else. The family and its own network
    need no consent but the child's.
    """

    holders: tuple[str, ...]
    children: tuple[str, ...]
    yes: Yes
    own: dict[str, frozenset[str]]

    def missing(self, member: Member) -> list[str]:
        """Give the holders who have not said yes to this person."""
        said_yes = self.yes.get(member.person_id, {})
        return [holder for holder in self.holders if holder not in said_yes] if member.kind == "professional" else []

    def may_invite(self, member: Member) -> bool:
        """Say whether the person may be called: a professional with a yes from one holder."""
        said_yes = self.yes.get(member.person_id, {})
        return member.kind != "professional" or any(holder in said_yes for holder in self.holders)

    def parts(self, member: Member) -> frozenset[str]:
        """Give what every yes opens for the person beyond goals and agreements; nothing while a holder's yes is missing."""
        if member.kind != "professional":
            return ALL
        if not self.may_invite(member) or self.missing(member):
            return frozenset()
        given = self.yes[member.person_id]
        return ALL.intersection(*(parts for giver, parts in given.items() if giver not in self.children))

    def words(self, member: Member) -> frozenset[str]:
        """Give the same as words of `accounts.visibility`, with one word for each child whose own words they may read."""
        parts = self.parts(member)
        heard = {child(one) for one in self.children if self._hears(member, one, parts)}
        return (parts - _OF_A_CHILD) | heard

    def words_of_case(self, mine: Collection[str]) -> frozenset[str]:
        """Give the words of an employee on the family's case: every part, but not what a child tells others only.

        `mine` are the persons that the employee is around the family.
        """
        heard = {child(one) for one in self.children if one not in self.own or self.own[one].intersection(mine)}
        return (ALL - _OF_A_CHILD) | heard

    def sees_all(self, member: Member) -> bool:
        """Say whether the person may read more than goals and agreements: every holder and every consent says so."""
        return self.parts(member) == ALL

    def _hears(self, member: Member, one: str, parts: frozenset[str]) -> bool:
        """Custody holders read what a child lets be shown. A child with a consent of its own decides who else does."""
        if member.person_id == one or member.person_id in self.holders:
            return True
        if one in self.own:
            return member.person_id in self.own[one] and self.may_invite(member)
        return CHILDS_WORDS in parts


_FAMILY = (
    select(Member.person_id, Member.kind, Member.custody)
    .where(Member.family_id == bindparam("family"), col(Member.custody) | col(Member.kind).in_(("parent", "child")))
    .order_by(col(Member.position))
)


def cover(session: Session, family_id: str, on: date) -> Cover:
    """Give what the consents of the family allow on this day."""
    family = session.exec(_FAMILY, params={"family": family_id}).all()
    holders = [person for person, _, custody in family if custody]
    parents = [person for person, kind, _ in family if kind == "parent"]
    children = tuple(person for person, kind, _ in family if kind == "child")
    yes, spoke = _said(session, family_id, on)
    own = {one: _named(yes, one) for one in children if one in spoke}
    return Cover(tuple(holders or parents), children, yes, own)


def give(
    session: Session,
    family: Family,
    *,
    given_by: str,
    given_on: date,
    covers: list[str],
    goals_only: list[str] = [],  # noqa: B006 - read only
    parts: Collection[str] = PARTS,
    form: str = "written",
    noted_by: str = "",
    basis: str = "consent",
    basis_text: str = "",
    kinds: list[str] = [],  # noqa: B006 - read only
    purpose: str = "",
    how: str = "",
    limits: str = "",
    valid_from: date | None = None,
    valid_until: date | None = None,
) -> Consent:
    """Write down a yes to sharing with the people in `covers`: they may read `parts`, those in `goals_only` nothing more.

    Goals and agreements are always part of it. An oral yes says who noted it; another basis than consent says which.
    """
    if form not in FORMS:
        raise Unfit("Vælg, om samtykket er skriftligt eller mundtligt.", field="given_form")
    if basis not in BASES:
        raise Unfit("Vælg, hvad der giver lov til at dele.", field="basis")
    _check_days(local_date(now(session)), given_on, valid_from, valid_until)
    for person_id in (given_by, *covers):
        member_of(session, family.id, person_id)
    _check_no_later_no(session, family.id, given_by, given_on, covers)
    consent = Consent(
        family_id=family.id,
        given_by=given_by,
        given_on=given_on,
        form=form,
        noted_by=_noted_by(form, noted_by),
        basis=basis,
        basis_text=_basis_text(basis, basis_text),
        kinds=[kind for kind in KINDS if kind in kinds],
        how=clean_text(how, most=SHORT, lines=False, field="how"),
        purpose=clean_text(purpose),
        limits=clean_text(limits),
        valid_from=valid_from,
        valid_until=valid_until,
    )
    words = (consent.noted_by, consent.basis_text, consent.how, consent.purpose, consent.limits)
    check(session, family.id, *words, place=PAGE)
    session.add(consent)
    session.flush()
    opened = [part for part in PARTS if part in parts]
    for person_id in dict.fromkeys(covers):
        given = [] if person_id in goals_only else opened
        session.add(ConsentPerson(consent_id=consent.id, person_id=person_id, parts=given))
    session.flush()
    return consent


def withdraw(session: Session, consent: Consent, *, noted_by: str = "") -> None:
    """Take a yes back, from today; one that was taken back before keeps its day and who noted it."""
    if consent.withdrawn_on is None:
        consent.withdrawn_on = local_date(now(session))
        consent.withdrawal_noted_by = clean_text(noted_by, most=SHORT, lines=False, field="noted_by")
        check(session, consent.family_id, consent.withdrawal_noted_by, place=PAGE)
    session.add(consent)


def _check_days(today: date, given_on: date, valid_from: date | None, valid_until: date | None) -> None:
    if given_on > today:
        raise Unfit("Samtykket kan ikke være givet i fremtiden. Ret datoen.", field="given_on")
    if valid_from is not None and valid_from < given_on:
        raise Unfit("Samtykket kan ikke gælde, før det er givet. Ret datoen.", field="valid_from")
    if valid_until is not None and valid_until < (valid_from or given_on):
        raise Unfit("Samtykket kan ikke slutte, før det er givet. Ret datoen.", field="valid_until")


def _check_no_later_no(session: Session, family_id: str, given_by: str, day: date, covers: Collection[str]) -> None:
    """Refuse a paper from before the giver took back what they had said about one of these: the no is the newer word."""
    said_no = select(Consent.id).join(ConsentPerson, col(ConsentPerson.consent_id) == col(Consent.id))
    said_no = said_no.where(Consent.family_id == family_id, Consent.given_by == given_by)
    said_no = said_no.where(col(Consent.withdrawn_on) > day, col(ConsentPerson.person_id).in_(list(covers)))
    if session.exec(said_no).first():
        sentence = "Personen har taget et samtykke tilbage efter den dag. Spørg igen, og skriv den nye dag."
        raise Unfit(sentence, field="given_on")


def _noted_by(form: str, noted_by: str) -> str:
    if form == "oral":
        return needed(noted_by, "Skriv, hvem der har noteret samtykket.", field="noted_by", most=SHORT, lines=False)
    return clean_text(noted_by, most=SHORT, lines=False, field="noted_by")


def _basis_text(basis: str, text: str) -> str:
    """Which law it is, is the professional's to say; the program never concludes it."""
    if basis == "law":
        return needed(text, "Skriv, hvilken lovhjemmel I bruger.", field="basis_text", most=400, lines=False)
    return clean_text(text, most=400, lines=False, field="basis_text")


_COVERED = (
    select(ConsentPerson, Consent)
    .join(Consent, col(ConsentPerson.consent_id) == col(Consent.id))
    .where(Consent.family_id == bindparam("family"), Consent.given_on <= bindparam("day"))
    .order_by(col(Consent.given_on), col(Consent.id))
)


def _said(session: Session, family_id: str, on: date) -> tuple[Yes, frozenset[str]]:
    """Give who is covered by the consents that hold on this day, and everybody who ever gave one.

    A giver's newest word about a person counts: when it is taken back or over, an older yes does not come back.
    """
    covered: Yes = {}
    spoke: set[str] = set()
    for person, consent in session.exec(_COVERED, params={"family": family_id, "day": on}):
        spoke.add(consent.given_by)
        said = covered.setdefault(person.person_id, {})
        if _holds(consent, on):
            said[consent.given_by] = frozenset(person.parts)
        elif _began(consent, on):
            said.pop(consent.given_by, None)
    return covered, frozenset(spoke)


def replaced(session: Session, family_id: str, on: date) -> dict[str, frozenset[str]]:
    """Give for each consent the people for whom a newer one of the same giver counts, even when that one is over."""
    newest: dict[tuple[str, str], str] = {}
    found: dict[str, frozenset[str]] = {}
    for person, consent in session.exec(_COVERED, params={"family": family_id, "day": on}):
        if _began(consent, on):
            asked = (consent.given_by, person.person_id)
            if before := newest.get(asked):
                found[before] = found.get(before, frozenset()) | {person.person_id}
            newest[asked] = consent.id
    return found


def state(consent: Consent, on: date) -> str:
    """Say how a consent stands by its days: withdrawn, expired, waiting for its first day, or holds."""
    if consent.withdrawn_on is not None and consent.withdrawn_on <= on:
        return "withdrawn"
    if consent.valid_until is not None and consent.valid_until < on:
        return "expired"
    return "holds" if _began(consent, on) else "waiting"


def _named(yes: Yes, one: str) -> frozenset[str]:
    """Give those whom this child lets read its own words."""
    return frozenset(person for person, said in yes.items() if CHILDS_WORDS in said.get(one, ()))


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
    return state(consent, on) == "holds"


def _began(consent: Consent, on: date) -> bool:
    return consent.valid_from is None or consent.valid_from <= on
