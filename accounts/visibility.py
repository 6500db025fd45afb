"""The one place that decides who sees what. Standard library only; works on frozen snapshots.

A thing says for whom it is with `audience`, a set of words. A viewer has a set of words too. The thing is
visible when the sets meet; a thing without an audience is shown to nobody.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

Thing = TypeVar("Thing")

TABLE = "table"  # everybody who is admitted
FULL = "full"  # those at the table who may also read what works and what worries
RUNNERS = "runners"  # facilitator and recorder
PLAN = "plan"  # those who may read the family's plan
NONE: frozenset[str] = frozenset()


def seat(seat_id: str) -> str:
    """Give the word for one participant alone."""
    return f"seat:{seat_id}"


@dataclass(frozen=True)
class Viewer:
    """Somebody or something that looks: a person, a screen or a document."""

    reads: frozenset[str] = NONE


NOBODY = Viewer()
SCREEN = Viewer(frozenset({TABLE, FULL}))
ROOM = Viewer(frozenset({TABLE, FULL, RUNNERS}))
PAPER = Viewer(frozenset({TABLE, FULL, PLAN}))
FRIDGE = Viewer(frozenset({PLAN}))


def participant(seat_id: str, *, full: bool) -> Viewer:
    """Give the viewer that a participant is; `full` when consent covers more than goals and agreements."""
    return Viewer(frozenset({TABLE, seat(seat_id)} | ({FULL} if full else set())))


def visible(thing: Any, viewer: Viewer) -> bool:
    """Say whether the viewer may see the thing; without a declared audience nobody may."""
    return meant_for(getattr(thing, "audience", NONE), viewer)


def meant_for(audience: frozenset[str], viewer: Viewer) -> bool:
    """Say whether this audience and the viewer meet."""
    return not audience.isdisjoint(viewer.reads)


def only_visible(things: Iterable[Thing], viewer: Viewer) -> tuple[Thing, ...]:
    """Give the things that the viewer may see, in their order."""
    return tuple(thing for thing in things if visible(thing, viewer))
