"""Whom a text is about: the parents whom it names. What one parent gave no yes to is about that parent."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from families.tables import Member, Person

# far, stedfar, plejemor: what a parent is called by what they are
_KIN = re.compile(r"(sted|pap|bonus|pleje|adoptiv|med)?(mor|far)")
_LONG = {"mor": "moder", "far": "fader"}


@dataclass(frozen=True)
class Mentions:
    """The names that the parents go by: person -> the name on the board, the whole name, the first name, and what they are."""

    names: dict[str, frozenset[str]]

    @cached_property
    def _marks(self) -> dict[str, re.Pattern[str]]:
        return {
            person: re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(names)))})(?:s|'s|’s)?\b", re.IGNORECASE)
            for person, names in self.names.items()
        }

    def about(self, texts: Iterable[str] = (), people: Iterable[str | None] = ()) -> frozenset[str]:
        """Give the parents whom a text names or who are among these people: ids of persons, for a thing's `about`."""
        text = "\n".join(texts)
        named = {person for person, mark in self._marks.items() if mark.search(text)}
        return frozenset(named | {one for one in people if one in self.names})


def of(around: Iterable[tuple[Member, Person]]) -> Mentions:
    """Give the names of those around a family whose yes can be missing: its parents, and whoever has custody."""
    return Mentions(
        {
            person.id: frozenset(filter(None, (member.called, person.name, person.name.split()[0], *_kin(member))))
            for member, person in around
            if member.kind == "parent" or member.custody
        }
    )


def _kin(member: Member) -> set[str]:
    """Give the words for what the parent is, as the board and the relation say: far, faren, faderen.

    *Faren* also means the danger. It names the father all the same: it may hide too much, and never shows too much.
    """
    words = re.findall(r"\w+", f"{member.called} {member.relation}".lower())
    found = [kin for word in words if (kin := _KIN.fullmatch(word))]
    return {
        form
        for kin in found
        for word in (kin[2], _LONG[kin[2]])
        for form in (f"{kin[1] or ''}{word}", f"{kin[1] or ''}{word}en")
    }
