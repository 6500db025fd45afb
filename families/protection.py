"""Protected people: what about a person must not get out, from whom, and the signed reason that lets one text through."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from sqlmodel import Session, col, select

from accounts.actor import Actor
from families.finding import Found, Needles, find, needles
from families.network import member_of
from families.tables import Family, Member, Protection, ProtectionPass
from store import sealing
from store.audit import note
from store.base import new_id
from store.database import now
from store.refusal import NotFound, Phrase, Refusal, Unfit
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
MEETING, PLAN = "meeting", "plan"  # the call of a meeting with all that follows from it, and the family's plan
Row = TypeVar("Row", Protection, ProtectionPass)
PURPOSE, PASSES = "protected text", "text that may pass"
MOST_REASON = 400
# place -> what the sentence calls it
CALLED = {
    "board": Phrase("Teksten til tavlen nævner"),
    MEETING: Phrase("Indkaldelsen nævner"),
    PLAN: Phrase("Planen nævner"),
}


@dataclass(frozen=True)
class Rule:
    """One protected thing, ready to look for: whose, of which kind, and from whom it is kept."""

    id: str
    person_id: str
    called: str
    kind: str
    against: tuple[str, ...]
    needles: Needles


@dataclass(frozen=True)
class Hit:
    """A protected thing in a text, with the words that give it away."""

    rule: Rule
    found: Found


class Protected(Refusal):
    """Something protected stands in what shall get out. Told only to employees who work with the family or its meeting."""

    sentence = "{where} noget, der er beskyttet for {person} ({kind}): »{words}«. Skriv det om, eller skriv en grund og dit navn."

    def __init__(self, hit: Hit, *, family_id: str, place: str, unsigned: tuple[tuple[str, str], ...]) -> None:
        rule, where = hit.rule, CALLED[place.partition(":")[0]]
        against, kind = " og ".join(rule.against), [KINDS[rule.kind]]
        super().__init__(where=[where], person=rule.called, kind=kind, against=against, words=hit.found.words)
        self.family_id, self.place, self.unsigned = family_id, place, unsigned


class ProtectedAgainst(Protected):
    """The same, for something that is kept from some people and not from everybody."""

    sentence = (
        "{where} noget, der er beskyttet for {person} over for {against} ({kind}): »{words}«. Skriv det om, eller skriv "
        "en grund og dit navn."
    )


@dataclass(frozen=True)
class Guard:
    """What is protected around one family, and which texts somebody has let through. Falsy when nothing is protected."""

    session: Session
    family_id: str
    rules: tuple[Rule, ...]
    passes: frozenset[tuple[str, str, str]]  # protection, place, mark of the text

    def __bool__(self) -> bool:
        """Whether anything is protected."""
        return bool(self.rules)

    def hits(self, text: str, place: str) -> tuple[Hit, ...]:
        """Give what is protected in a text and not let through at this place."""
        found = [Hit(rule, at) for rule in self.rules if text and (at := find(text, rule.needles))]
        if found and self.passes:
            mark = mark_of(self.session, text)
            found = [hit for hit in found if (hit.rule.id, place, mark) not in self.passes]
        return tuple(found)

    def check(self, texts: Iterable[str], place: str) -> None:
        """Refuse with `Protected` when one of these texts may not stand at this place."""
        hits = [(text, hit) for text in texts for hit in self.hits(text, place)] if self else []
        if hits:
            unsigned = tuple((mark_of(self.session, text), hit.rule.id) for text, hit in hits)
            refusal = ProtectedAgainst if hits[0][1].rule.against else Protected
            raise refusal(hits[0][1], family_id=self.family_id, place=place, unsigned=unsigned)


def guard(session: Session, family_id: str) -> Guard:
    """Give what is protected around the family, read once in a request."""
    known: dict[str, Guard] = session.info.setdefault("guards", {})
    if family_id not in known:
        known[family_id] = _read(session, family_id)
    return known[family_id]


def check(session: Session, family_id: str, *texts: str, place: str) -> None:
    """Refuse with `Protected` when one of these texts may not stand at this place."""
    guard(session, family_id).check(texts, place)


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
    return [_pass(session, protection_of(session, family.id, one), actor, place, mark, why) for mark, one in pairs]


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


def in_force(session: Session, family_id: str) -> list[Protection]:
    """Give what is protected around the family today, the oldest first."""
    wanted = select(Protection).where(Protection.family_id == family_id, col(Protection.lifted_at).is_(None))
    return list(session.exec(wanted.order_by(col(Protection.set_at), col(Protection.id))))


def _read(session: Session, family_id: str) -> Guard:
    rows = in_force(session, family_id)
    if not rows:
        return Guard(session, family_id, (), frozenset())
    members = session.exec(select(Member.person_id, Member.called).where(Member.family_id == family_id))
    called: dict[str, str] = {person: name for person, name in members}
    passes = session.exec(select(ProtectionPass).where(ProtectionPass.family_id == family_id))
    return Guard(
        session,
        family_id,
        tuple(_rule(session, row, called) for row in rows),
        frozenset((one.protection_id, one.place, one.text_mark) for one in passes),
    )


def _rule(session: Session, row: Protection, called: dict[str, str]) -> Rule:
    return Rule(
        id=row.id,
        person_id=row.person_id,
        called=called.get(row.person_id, ""),
        kind=row.kind,
        against=tuple(called[one] for one in row.against if one in called),
        needles=needles(row.kind, in_clear(session, row)),
    )


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
