"""Protected people: what about a person must not get out, from whom, and the signed reason that lets one text through."""

from collections.abc import Iterable
from typing import TypeVar

from sqlmodel import Session, col, select

from accounts.actor import Actor
from families.finding import find, needles
from families.network import member_of
from families.tables import Family, Member, Protection, ProtectionPass
from store import sealing
from store.audit import note
from store.base import new_id
from store.database import now
from store.refusal import NotFound, Phrase, Unfit
from store.text import SHORT, clean_text, needed

KINDS = {
    "address": Phrase("adresse"),
    "school": Phrase("skole"),
    "institution": Phrase("institution"),
    "phone": Phrase("telefon"),
    "email": Phrase("e-mail"),
    "workplace": Phrase("arbejdssted"),
    "car": Phrase("bil"),
    "name": Phrase("navn"),
    "first_name": Phrase("fornavn"),
}
# the call of a meeting with all that follows from it, the family's plan, and what the family's own page says besides
MEETING, PLAN, PAGE = "meeting", "plan", "family"
Row = TypeVar("Row", Protection, ProtectionPass)
PURPOSE, PASSES = "protected text", "text that may pass"
MOST_REASON = 400


def protect(
    session: Session,
    family: Family,
    actor: Actor,
    *,
    person_id: str,
    kind: str,
    text: str,
    against: Iterable[str] = (),
) -> Protection:
    """Protect something about a person: from those around the family in `against`, from everybody when it is empty.

    Refuses a text that is so short or so ordinary that it would stop ordinary sentences.
    """
    if kind not in KINDS:
        raise Unfit("Vælg, hvad der skal beskyttes.", field="kind")
    member_of(session, family.id, person_id)
    secret = needed(text, "Skriv det, der skal beskyttes.", field="text", most=SHORT, lines=False)
    if not needles(kind, secret):
        raise Unfit(
            "Det er så kort eller almindeligt, at vi ville stoppe almindelige sætninger. Skriv det mere præcist.",
            field="text",
        )
    row = Protection(
        id=(row_id := new_id()),
        family_id=family.id,
        person_id=person_id,
        kind=kind,
        sealed=sealing.seal(session, secret, purpose=PURPOSE, about=row_id),
        against=[member_of(session, family.id, one).person_id for one in dict.fromkeys(against) if one != person_id],
        set_by=actor.id,
        set_at=now(session),
    )
    _changed(session, row, actor, "protected")
    return row


def lift(session: Session, row: Protection, actor: Actor) -> None:
    """Lift a protection; who did it and when stays. Twice is once."""
    if row.lifted_at is None:
        row.lifted_by, row.lifted_at = actor.id, now(session)
        _changed(session, row, actor, "lifted protection")


def let_through(
    session: Session,
    family: Family,
    actor: Actor,
    *,
    place: str,
    unsigned: Iterable[tuple[str, str]],
    reason: str,
    name: str,
) -> list[ProtectionPass]:
    """Let texts through at one place, for a reason, signed by the employee who asks with their own name.

    `unsigned` pairs the mark of a text with the protection that it meets; another text needs a new signature.
    """
    why = needed(reason, "Skriv, hvorfor det må stå der.", field="reason", most=MOST_REASON)
    written = clean_text(name, most=SHORT, lines=False)
    if actor.kind != "employee" or " ".join(written.casefold().split()) != " ".join(actor.name.casefold().split()):
        raise Unfit("Skriv dit eget navn, som det står øverst på siden.", field="name")
    pairs = list(dict.fromkeys(unsigned))
    if not pairs:
        raise Unfit("Prøv at gemme teksten igen. Så kan du skrive en grund.")
    rows = [(mark, protection_of(session, family.id, one)) for mark, one in pairs]
    if any(find(why, needles(row.kind, in_clear(session, row))) for _, row in rows):
        raise Unfit("Skriv grunden uden det, der er beskyttet.", field="reason")
    return [_pass(session, row, actor, place, mark, why) for mark, row in rows]


def protection_of(session: Session, family_id: str, protection_id: str) -> Protection:
    """Give a protection of this family, or refuse."""
    row = session.get(Protection, protection_id)
    if row is None or row.family_id != family_id:
        raise NotFound
    return row


def in_clear(session: Session, row: Protection) -> str:
    """Give the protected text itself: for the person's own sheet and for nothing else."""
    return sealing.unseal(session, row.sealed, purpose=PURPOSE, about=row.id)


def mark_of(session: Session, text: str) -> str:
    """Give what recognises a text at a place: letter for letter, so that every change of it counts."""
    return sealing.mark(session, clean_text(text), purpose=PASSES)


def signed_passes(session: Session, *family_ids: str) -> list[ProtectionPass]:
    """Give what was let through around these families, the newest first."""
    wanted = select(ProtectionPass).where(col(ProtectionPass.family_id).in_(family_ids))
    return list(session.exec(wanted.order_by(col(ProtectionPass.signed_at).desc())))


def in_force(session: Session, *family_ids: str) -> list[Protection]:
    """Give what is protected around these families today, the oldest first."""
    wanted = select(Protection).where(col(Protection.family_id).in_(family_ids), col(Protection.lifted_at).is_(None))
    return list(session.exec(wanted.order_by(col(Protection.set_at), col(Protection.id))))


def together(session: Session, family_id: str, person_ids: Iterable[str]) -> list[tuple[str, str]]:
    """Give who is protected against whom among these people, by the names on the board: something to ask before a meeting."""
    there = set(person_ids)
    pairs = [
        (row.person_id, one)
        for row in in_force(session, family_id)
        if row.person_id in there
        for one in row.against
        if one in there
    ]
    members = (
        session.exec(select(Member.person_id, Member.called).where(Member.family_id == family_id)) if pairs else ()
    )
    called: dict[str, str] = {person: name for person, name in members}
    return [(called[person], called[other]) for person, other in dict.fromkeys(pairs)]


def _pass(session: Session, row: Protection, actor: Actor, place: str, mark: str, reason: str) -> ProtectionPass:
    signed = ProtectionPass(
        family_id=row.family_id,
        protection_id=row.id,
        place=place,
        text_mark=mark,
        reason=reason,
        signed_by=actor.id,
        signed_at=now(session),
    )
    session.add(signed)
    note(session, actor=actor.id, verb="let protected through", thing=row.id, family=row.family_id)
    return _kept(session, row.family_id, signed)


def _changed(session: Session, row: Protection, actor: Actor, verb: str) -> None:
    session.add(row)
    note(session, actor=actor.id, verb=verb, thing=row.id, family=row.family_id)
    _kept(session, row.family_id, row)


def _kept(session: Session, family_id: str, row: Row) -> Row:
    session.flush()
    session.info.get("guards", {}).pop(family_id, None)
    return row
