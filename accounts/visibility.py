"""The one place that decides who sees what. Standard library only; works on frozen snapshots.

A thing says for whom it is with `audience`, a set of words. A viewer has a set of words too. The thing is
visible when the sets meet; a thing without an audience is shown to nobody. A thing may also say whom it is
`about`; a viewer who lacks a yes from one of them does not see it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

Thing = TypeVar("Thing")

TABLE = "table"  # everybody who is admitted: goals and agreements
WORKS = "works"  # what works
WORRIES = "worries"  # what worries
NUMBERS = "numbers"  # the numbers and their reasons
CHILDS_WORDS = "childs_words"  # every child's own words; a participant has the word of each child instead
REST = "rest"  # all else: bottom lines, the closing round, purpose, wishes, remarks
DANGER = "danger"  # worry statements: for those who may read both what worries and all else
RUNNERS = "runners"  # facilitator and recorder
PLAN = "plan"  # those who may read the family's plan
HOME = "home"  # the sheet on the family's own fridge
NONE: frozenset[str] = frozenset()
PARTS = (WORKS, WORRIES, NUMBERS, CHILDS_WORDS, REST)  # what a consent opens, beyond goals and agreements
ALL = frozenset(PARTS)


def seat(seat_id: str) -> str:
    """Give the word for one participant alone."""
    return f"seat:{seat_id}"


def only(seat_id: str, part: str) -> str:
    """Give the word for one participant, as long as consent opens this part to them."""
    return f"{seat(seat_id)}:{part}"


def child(person_id: str) -> str:
    """Give the word of one child's own words."""
    return f"child:{person_id}"


def named(audience: Iterable[str]) -> set[str]:
    """Give the participants whom an audience names one by one."""
    return {word.split(":")[1] for word in audience if word.startswith("seat:")}


@dataclass(frozen=True)
class Viewer:
    """Somebody or something that looks: a person, a screen or a document.

    `without` are the ids of those who have not said yes to this viewer: what is about them is not shown, unless it is
    the viewer's own, by the word `own`.
    """

    reads: frozenset[str] = NONE
    without: frozenset[str] = NONE
    own: str = ""


def words_of(parts: Iterable[str]) -> frozenset[str]:
    """Give the words that these parts of a consent open; a worry statement needs both what worries and all else."""
    words = frozenset(parts)
    return words | {DANGER} if {WORRIES, REST} <= words else words


def in_plan(part: str) -> str:
    """Give the word of a part of the family's plan: who sees that part of a board does not see the plan by that."""
    return f"{PLAN}:{part}"


WALL = words_of((WORKS, WORRIES, NUMBERS, REST))
NOBODY = Viewer()
SCREEN = Viewer(WALL | {TABLE})
ROOM = Viewer(WALL | {TABLE, RUNNERS})
PAPER = Viewer(WALL | {TABLE, CHILDS_WORDS, PLAN} | {in_plan(part) for part in PARTS})
FRIDGE = Viewer(frozenset({PLAN, HOME}))


def participant(seat_id: str, parts: Iterable[str] = (), without: Iterable[str] = ()) -> Viewer:
    """Give the viewer that a participant is: goals and agreements, their own, and the parts that consent opens."""
    words, own = words_of(parts), seat(seat_id)
    mine = {only(seat_id, part) for part in {TABLE, *words}}
    return Viewer(words | mine | {TABLE, own}, frozenset(without), own)


def reader_of_plan(parts: Iterable[str] = (), without: Iterable[str] = ()) -> Viewer:
    """Give the viewer that somebody around the family is to its plan."""
    return Viewer(frozenset({PLAN} | {in_plan(part) for part in parts}), frozenset(without))


def visible(thing: Any, viewer: Viewer) -> bool:
    """Say whether the viewer may see the thing; without a declared audience nobody may."""
    audience: frozenset[str] = getattr(thing, "audience", NONE)
    if not meant_for(audience, viewer):
        return False
    return viewer.without.isdisjoint(getattr(thing, "about", NONE)) or viewer.own in audience


def meant_for(audience: frozenset[str], viewer: Viewer) -> bool:
    """Say whether this audience and the viewer meet."""
    return not audience.isdisjoint(viewer.reads)


def only_visible(things: Iterable[Thing], viewer: Viewer) -> tuple[Thing, ...]:
    """Give the things that the viewer may see, in their order."""
    return tuple(thing for thing in things if visible(thing, viewer))
