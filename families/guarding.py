"""The guard: no text leaves with something protected in it, unless somebody signed for that text at that place."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from families.finding import Found, Needles, find, needles
from families.protection import KINDS, MEETING, PAGE, PLAN, in_clear, in_force, mark_of, signed_passes
from families.shield import Shield, texts
from families.tables import Member, Protection
from store.refusal import Phrase, Refusal

# place -> what the sentence calls it
CALLED = {
    "board": Phrase("Teksten til tavlen nævner"),
    MEETING: Phrase("Indkaldelsen nævner"),
    PLAN: Phrase("Planen nævner"),
    PAGE: Phrase("Teksten til familiens side nævner"),
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

    def clear(self, text: str, place: str = "", *, reader: str = "") -> str:
        """Give the text, or nothing when something protected stands in it; what is protected about the reader may stand."""
        return "" if any(hit.rule.person_id != reader for hit in self.hits(text, place)) else text

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
        guard_all(session, [family_id])
    return known[family_id]


def guard_all(session: Session, family_ids: Iterable[str]) -> None:
    """Read what is protected around all these families at once, so that a long list asks no more than a short one."""
    known: dict[str, Guard] = session.info.setdefault("guards", {})
    asked = set(family_ids) - known.keys()
    rows = in_force(session, *asked)
    guarded = {row.family_id for row in rows}
    passes = signed_passes(session, *guarded) if rows else []
    called = _called(session, guarded) if rows else {}
    for family_id in asked:
        mine = [_rule(session, row, called.get(family_id, {})) for row in rows if row.family_id == family_id]
        let_through = ((one.protection_id, one.place, one.text_mark) for one in passes if one.family_id == family_id)
        known[family_id] = Guard(session, family_id, tuple(mine), frozenset(let_through))


def check(session: Session, family_id: str, *texts: str, place: str) -> None:
    """Refuse with `Protected` when one of these texts may not stand at this place."""
    guard(session, family_id).check(texts, place)


def shields(on: Guard, snapshot: object, place_of: Callable[[str], str]) -> tuple[Shield, ...]:
    """Give which texts of a snapshot something protected stands in; `place_of` gives the place of a field."""
    found: dict[str, Shield] = {}
    for field, text in texts(snapshot):
        if text not in found and (hits := on.hits(text, place := place_of(field))):
            found[text] = _shield(on, text, field, place, hits)
    return tuple(found.values())


def _shield(on: Guard, text: str, field: str, place: str, hits: tuple[Hit, ...]) -> Shield:
    rule, mark = hits[0].rule, mark_of(on.session, text)
    return Shield(
        text=text,
        instead=", ".join(part for part in text.split(", ") if not on.hits(part, place)) if field == "role" else "",
        place=place,
        kind=rule.kind,
        person=rule.called,
        against=rule.against,
        words=hits[0].found.words,
        unsigned=tuple((mark, hit.rule.id) for hit in hits),
        people=tuple(dict.fromkeys(hit.rule.person_id for hit in hits)),
    )


def _called(session: Session, family_ids: set[str]) -> dict[str, dict[str, str]]:
    """Give family -> person -> the name on the board."""
    called: dict[str, dict[str, str]] = {}
    for row in session.exec(select(Member).where(col(Member.family_id).in_(family_ids))):
        called.setdefault(row.family_id, {})[row.person_id] = row.called
    return called


def _rule(session: Session, row: Protection, called: dict[str, str]) -> Rule:
    return Rule(
        id=row.id,
        person_id=row.person_id,
        called=called.get(row.person_id, ""),
        kind=row.kind,
        against=tuple(called[one] for one in row.against if one in called),
        needles=needles(row.kind, in_clear(session, row)),
    )
