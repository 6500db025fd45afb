"""Tell who the family is, who is around it, and who has said yes to what."""

import re
from typing import Any

from sqlmodel import select

from accounts.actor import SYSTEM, Actor
from accounts.signing_in import actor_of, invite_employee
from accounts.tables import Account
from accounts.visibility import PARTS
from families import consent
from families.network import add_person, start_family
from families.reading import family
from families.tables import Consent
from store.text import SHORT
from web.playing.node import Node
from web.playing.refused import NO_ADDRESS, as_name
from web.playing.told import Told

KINDS = {
    "child": "child",
    "barn": "child",
    "parent": "parent",
    "forælder": "parent",
    "network": "network",
    "netværk": "network",
    "private": "private",
    "privat": "private",
    "professional": "professional",
    "fagperson": "professional",
}
RINGS = {ring: ring for ring in ("inner", "middle", "outer", "professional")}
FORMS = ("skriftligt", "mundtligt", "written", "oral")
BASES = {"consent": "consent", "samtykke": "consent", "law": "law", "lovhjemmel": "law"}
INFORMATION = {
    **{kind: kind for kind in consent.KINDS},
    **dict(
        zip(
            ("skole", "helbred", "behandling", "økonomi", "bolig", "familieforhold", "andet"),
            consent.KINDS,
            strict=True,
        )
    ),
}
WHAT = {
    **{part: part for part in PARTS},
    **dict(zip(("fungerer", "bekymrer", "tal", "barnets_ord", "resten"), PARTS, strict=True)),
}
PARENTS = ("mor", "far", "forælder", "adoptivmor", "adoptivfar")
UNNAMED = "Familie uden navn"


def tell_family(told: Told) -> None:
    """Start the family, put everybody around it, and open an account for each employee."""
    persons = told.file.top.nodes("persons")
    logins = {node.place: _account(told, node) for node in persons if _kind(node) == "professional"}
    node = told.file.top.node("family")
    with told.taking(node) as session:
        told.family_id = start_family(
            session,
            next((login for login in logins.values() if login), SYSTEM),
            title=node.needed("label", most=SHORT, lines=False) or UNNAMED,
            custody=node.text("custody"),
            core_cause=node.node("core_cause").text("words"),
        ).id
    children = node.nodes("children")
    ages = {as_name(child.get("person_id")): child.number("age", 0, 120) for child in children}
    ages.pop("", None)
    for person in persons:
        _put_around(told, person, login=logins.get(person.place), age=ages.get(as_name(person.get("id"))))
    for child in children:
        _child(told, child)


def tell_consent(told: Told, node: Node) -> str:
    """Write down a yes; gives its id, or an empty text when it was refused.

    A yes whose end or withdrawal cannot be read does not count.
    """
    people = told.file.people
    giver, on, until = node.ref("given_by", people, "persons"), node.day("date"), node.day("valid_until")
    covers = node.refs("covers_person_ids", people, "persons")
    if not (giver and on):
        node.missing("given_by" if on else "date")
        return ""
    node.day("valid_from")
    if node.unread("valid_from", "valid_until", "withdrawn_on"):
        return ""
    with told.taking(node) as session:
        return consent.give(
            session,
            family(session, told.family_id),
            given_by=giver,
            given_on=on,
            **_how(node),
            purpose=node.text("purpose"),
            limits=node.text("limits"),
            covers=covers,
            goals_only=_limited(told, node, covers),
            parts=_parts(node),
            valid_from=node.day("valid_from"),
            valid_until=until,
        ).id
    return ""


def _how(node: Node) -> dict[str, Any]:
    """Give the form, who noted it, the basis and the kinds. An oral form may name who noted it: *mundtligt, noteret af …*."""
    form = node.text("form", most=SHORT, lines=False)
    oral, _, noted = form.partition("noteret af ")
    return {
        "form": "oral" if form.lower().startswith(("mundt", "oral")) else "written" if form else "",
        "noted_by": node.text("noted_by", most=SHORT, lines=False) or noted.strip(),
        "how": "" if noted or form.lower() in FORMS else oral.strip(" ,"),
        "basis": node.word("basis", BASES, none="consent"),
        "basis_text": node.text("basis_text", most=400, lines=False),
        "kinds": node.words("kinds", INFORMATION),
    }


def _parts(node: Node) -> tuple[str, ...]:
    """Give what is opened beyond goals and agreements: everything when nothing is said, nothing when it cannot be read."""
    if node.get("parts") is None:
        return PARTS
    parts = node.words("parts", WHAT)
    return () if node.unread("parts") else tuple(parts)


def take_back_consent(told: Told, node: Node, consent_ids: dict[str, str]) -> None:
    """Take a yes back, on the dial's day."""
    with told.taking(node, "withdrawn_on") as session:
        if row := session.get(Consent, consent_ids.get(node.place, "")):
            consent.withdraw(session, row)


def _account(told: Told, node: Node) -> Actor | None:
    name, address = node.text("name", most=SHORT, lines=False), _address(node)
    if not (name and address):
        return None
    with told.taking(node, "email") as session:
        known = session.exec(select(Account).where(Account.email == address.lower(), Account.name == name)).first()
        return actor_of(known or invite_employee(session, name=name, email=address))
    return None


def _put_around(told: Told, node: Node, *, login: Actor | None, age: int | None) -> None:
    kind, name = _kind(node), node.needed("name", most=SHORT, lines=False)
    custody = node.yes("custody")
    if not name:
        return
    with told.taking(node) as session:
        member = add_person(
            session,
            family(session, told.family_id),
            name=name,
            kind=kind,
            relation=node.text("relation", most=SHORT, lines=False),
            called=node.text("called", most=60, lines=False),
            ring=node.word("circle", RINGS),
            organisation=node.text("org", most=SHORT, lines=False),
            email=_address(node),
            phone=node.text("phone", most=40, lines=False),
            age=age,
            custody=kind == "parent" if custody is None else custody,
            account_id=login.id if login else None,
        )
        if name := as_name(node.get("id")):
            told.file.people[name] = member.person_id
        if login:
            told.accounts[member.person_id] = login


def _child(told: Told, node: Node) -> None:
    """A child that is a person in the file is around the family already; another one is put there now."""
    person_id = node.ref("person_id", told.file.people, "persons")
    age = node.number("age", 0, 120)
    if person_id is None and (name := node.needed("first_name", most=SHORT, lines=False)):
        with told.taking(node) as session:
            relation = "Barn" if age is None else f"Barn, {age} år"
            there = family(session, told.family_id)
            member = add_person(session, there, name=name, kind="child", relation=relation, ring="inner", age=age)
            person_id = member.person_id
    if person_id and (name := as_name(node.get("id"))):
        told.file.children[name] = person_id


def _kind(node: Node) -> str:
    """Give the kind of person; an unknown one counts as a professional, who is held back without consent."""
    kind = node.word("kind", KINDS, none="professional")
    first = node.text("relation", most=SHORT, lines=False).lower().replace(",", " ").split()[:1]
    if kind == "private":
        return "parent" if first and first[0] in PARENTS else "network"
    return kind


def _address(node: Node) -> str:
    address = node.text("email", most=SHORT, lines=False)
    if address and not re.fullmatch(r"[^\s@]+@[^\s@]+", address):
        node.refuse("email", NO_ADDRESS)
        return ""
    return address


def _limited(told: Told, node: Node, covers: list[str]) -> list[str]:
    """Give those who see goals and agreements only: whom the file lists, or the limits name by first name or organisation.

    Limits that cannot be read hold for everybody whom the consent covers.
    """
    people, limits = told.file.people, node.text("limits").lower()
    listed = node.refs("goals_only_ids", people, "persons")
    if node.unread("limits", "goals_only_ids"):
        return covers
    persons = ((as_name(person.get("id")), person) for person in told.file.top.nodes("persons"))
    return listed + [people[name] for name, person in persons if name in people and _is_named(person, limits)]


def _is_named(person: Node, limits: str) -> bool:
    """Danish words take endings, so an organisation is known by its first letters: Jobcenter is named by Jobcentret."""
    first = person.text("name", most=SHORT, lines=False).lower().split()[:1]
    words = re.findall(r"\w{6,}", person.text("org", most=SHORT, lines=False).lower())
    marks = [re.escape(name) + r"\b" for name in first] + [re.escape(word[:-2]) for word in words]
    return any(re.search(r"\b" + mark, limits) for mark in marks)
