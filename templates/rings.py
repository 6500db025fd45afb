"""Where everybody stands in the drawing of a family's network: the children in the middle, the others in rings."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

RADIUS = {"inner": 130, "middle": 210, "outer": 285, "professional": 355}
LETTER = 9.5  # the mean width of a letter in the drawing
LONGEST_NAME = 14


class Person(Protocol):
    """What is asked of a person."""

    @property
    def called(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def ring(self) -> str: ...


@dataclass(frozen=True)
class Place:
    """A name in the drawing, on a picture that is 800 wide and high."""

    name: str
    kind: str
    x: int
    y: int


@dataclass(frozen=True)
class Rings:
    """The drawing; `places` is empty when the names would not fit, and then the list beside it tells all."""

    middle: tuple[str, ...]
    places: tuple[Place, ...]


def rings(people: Sequence[Person]) -> Rings:
    """Give the drawing of these people."""
    middle = tuple(person.called for person in people if person.kind == "child")
    rest = [[person for person in people if person.ring == ring and person.kind != "child"] for ring in RADIUS]
    fits = (
        len(middle) <= 4
        and all(_room(radius, ring) for radius, ring in zip(RADIUS.values(), rest, strict=True))
        and all(len(person.called) <= LONGEST_NAME for person in people)
    )
    placed = [_placed(radius, ring) for radius, ring in zip(RADIUS.values(), rest, strict=True)]
    return Rings(middle, tuple(place for ring in placed for place in ring) if fits else ())


def _room(radius: int, ring: Sequence[Person]) -> bool:
    """Say whether the names fit side by side: each takes the widest name and a little air, on two thirds of the ring."""
    widest = max((len(person.called) for person in ring), default=0) * LETTER + 44
    return len(ring) * widest <= 2 * math.pi * radius * 0.66 or len(ring) <= 2


def _placed(radius: int, ring: Sequence[Person]) -> list[Place]:
    turn = {130: 0.0, 210: 0.5, 285: 0.25, 355: 0.75}[radius]
    angles = [2 * math.pi * (place + turn) / max(1, len(ring)) - math.pi / 2 for place in range(len(ring))]
    return [
        Place(person.called, person.kind, round(400 + radius * math.cos(a)), round(400 + radius * math.sin(a)))
        for person, a in zip(ring, angles, strict=True)
    ]
