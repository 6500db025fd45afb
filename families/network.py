"""Start a family and put people around it."""

from sqlmodel import Session, func, select
from sqlmodel.sql.expression import SelectOfScalar

from accounts.actor import Actor
from accounts.tables import Account
from families.tables import KINDS, RINGS, Family, Member, Person
from families.team import join_team
from store.base import may_be_id, new_id
from store.database import now
from store.refusal import NotFound, Refusal, Unfit
from store.text import SHORT, bounded, clean_text, mail_address, needed, without_cpr

CASE_LETTERS = 40


class NumberTaken(Refusal):
    """Another family has this case number; that it is in use is counted like a guess."""

    sentence = "En anden familie har det sagsnummer. Tjek nummeret."
    status = 422
    field = "case_ref"
    guessed = True


def start_family(
    session: Session,
    actor: Actor,
    *,
    title: str,
    custody: str = "",
    core_cause: str = "",
    case_ref: str = "",
    family_id: str = "",
) -> Family:
    """Open a family; the employee who opens it is the first on its team."""
    family = Family(
        id=family_id or new_id(),
        title=without_cpr(
            needed(title, "Skriv, hvad familien skal hedde her.", field="title", most=SHORT, lines=False), field="title"
        ),
        custody=clean_text(custody),
        core_cause=clean_text(core_cause),
        created_by=actor.id,
        created_at=now(session),
    )
    session.add(family)
    session.flush()
    number_case(session, family, case_ref=case_ref)
    if session.get(Account, actor.id):
        join_team(session, family, actor, account_id=actor.id)
    return family


def number_case(session: Session, family: Family, *, case_ref: str) -> None:
    """Write down the family's number in the municipality's case system, or take it away. No two families have the same."""
    written = clean_text(case_ref, most=CASE_LETTERS, lines=False, field="case_ref")
    number = without_cpr(written, field="case_ref") or None
    taken = select(Family.id).where(Family.case_ref == number, Family.id != family.id)
    if number and session.exec(taken).first():
        raise NumberTaken
    family.case_ref = number
    session.add(family)
    session.flush()


def add_person(
    session: Session,
    family: Family,
    *,
    name: str,
    kind: str,
    relation: str,
    called: str = "",
    ring: str = "",
    organisation: str = "",
    email: str = "",
    phone: str = "",
    age: int | str | None = None,
    custody: bool = False,
    account_id: str | None = None,
    person: Person | None = None,
) -> Member:
    """Put a person around the family.

    Without `called`, a child or a professional goes by the first name, everybody else by the relation.
    Pass `person` for somebody who is known already.
    """
    if kind not in KINDS:
        raise Unfit("Vælg, om personen er barn, forælder, netværk eller fagperson.", field="kind")
    if person and session.exec(_place(family.id, person.id)).first():
        raise Unfit("{name} er der allerede.", field="name", name=person.name)
    person = person or new_person(
        session, name=name, organisation=organisation, email=email, phone=phone, account_id=account_id
    )
    relation = clean_text(relation, most=SHORT, lines=False)
    member = Member(
        family_id=family.id,
        person_id=person.id,
        kind=kind,
        relation=relation,
        called=clean_text(called, most=60, lines=False) or board_name(person.name, kind, relation),
        ring=ring if ring in RINGS else ("professional" if kind == "professional" else "inner"),
        age=_age(age),
        custody=custody,
        position=session.exec(select(func.count()).where(Member.family_id == family.id)).one(),
    )
    session.add(member)
    session.flush()
    return member


def new_person(
    session: Session,
    *,
    name: str,
    organisation: str = "",
    email: str = "",
    phone: str = "",
    account_id: str | None = None,
) -> Person:
    """Write down a person; a name is needed, an address must look like one."""
    person = Person(name="", account_id=account_id)
    _write(person, name=name, organisation=organisation, email=email, phone=phone)
    session.add(person)
    session.flush()
    return person


def correct(
    session: Session,
    family: Family,
    *,
    person_id: str,
    name: str,
    relation: str,
    called: str = "",
    ring: str = "",
    organisation: str = "",
    email: str = "",
    phone: str = "",
    age: int | str | None = None,
    custody: bool = False,
    account_id: str | None = None,
) -> Member:
    """Correct what is written about somebody around the family. Meetings that were called keep the name on their board.

    A new address may belong to another employee, so `account_id` counts only when the address changes.
    """
    member, person = member_of(session, family.id, person_id), session.get_one(Person, person_id)
    before = person.email
    _write(person, name=name, organisation=organisation, email=email, phone=phone)
    if person.email != before:
        person.account_id = account_id
    member.relation = clean_text(relation, most=SHORT, lines=False)
    member.called = clean_text(called, most=60, lines=False) or board_name(person.name, member.kind, member.relation)
    member.ring = ring if ring in RINGS else member.ring
    member.age = _age(age)
    member.custody = custody
    session.add_all([person, member])
    session.flush()
    return member


def member_of(session: Session, family_id: str, person_id: str) -> Member:
    """Give a person's place around the family; refuses somebody who is not around it."""
    member = session.exec(_place(family_id, person_id)).first() if may_be_id(person_id) else None
    if member is None:
        raise NotFound
    return member


def board_name(name: str, kind: str, relation: str) -> str:
    """Give the name that stands on the wall: never a surname."""
    return relation if kind in ("parent", "network") and relation else name.split()[0]


def _place(family_id: str, person_id: str) -> SelectOfScalar[Member]:
    return select(Member).where(Member.family_id == family_id, Member.person_id == person_id)


def _write(person: Person, *, name: str, organisation: str, email: str, phone: str) -> None:
    address = mail_address(email, field="email")
    person.name = needed(name, "Skriv et navn.", field="name", most=SHORT, lines=False)
    person.organisation = clean_text(organisation, most=SHORT, lines=False, field="organisation")
    person.phone = clean_text(phone, most=40, lines=False, field="phone")
    person.email = address


def _age(age: int | str | None) -> int | None:
    return None if age in (None, "") else bounded(age, 0, 120, "Skriv alderen som et tal.", field="age")
