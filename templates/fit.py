"""How many cards fit on the big screen, decided by the server: no scroll bar, no cut text, nothing under 32 px.

All lengths are pixels on a picture 1080 high; a screen of 2160 shows the same picture, twice as large.
Lines are broken where a browser breaks them, with the widths of the letters of IBM Plex Sans.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Protocol

from templates.letters import SEMIBOLD, SPACE, lines, width

LINE = 1.2
GAP = 10
PAGE = 1080 - 40 - 36  # less its margins and the gaps between top, columns and strip
AROUND = 32 + 10  # a column's margins, and the gap below its heading
TOP = 76
MORE = 48  # the line that tells of earlier cards
SLACK = 4
TEXT_WIDTH = 540  # of a card in one of three columns at 1920
SIZES = {"airy": 40, "normal": 36, "dense": 32}
PADDING = {"airy": 30, "normal": 23, "dense": 17}
FOCUS_WIDTH, FOCUS_WIDTH_ALONE = 679, 1427
WIDE, WIDE_ALONE = 852, 1775  # where no other column stands beside
FOCUS_SIZES = {"airy": 52, "normal": 46, "dense": 36}
FOCUS_PADDING = {"airy": 44, "normal": 36, "dense": 28}
SMALL = 0.76  # names and days, beside the text of a card
ICON = 1.25
CODE = 6.4  # MMMM-MMMM, semibold and spaced


class Card(Protocol):
    """What is asked of a card."""

    @property
    def text(self) -> str: ...
    @property
    def said_by(self) -> str: ...
    @property
    def agreement(self) -> bool: ...
    @property
    def quoted(self) -> bool: ...
    @property
    def who(self) -> str: ...
    @property
    def helpers(self) -> tuple[str, ...]: ...
    @property
    def due(self) -> date | None: ...


class Step(Protocol):
    """What is asked of a step of the agenda."""

    @property
    def short(self) -> str: ...


class Answer(Protocol):
    """What is asked of a person's number."""

    @property
    def called(self) -> str: ...
    @property
    def before(self) -> int | None: ...


class Numbers(Protocol):
    """What is asked of a scale."""

    @property
    def title(self) -> str: ...
    @property
    def zero(self) -> str: ...
    @property
    def ten(self) -> str: ...
    def at(self, number: int) -> Sequence[Answer]: ...


@dataclass(frozen=True)
class Fit:
    """`density` is airy, normal or dense; `shown` says how many of the newest cards each column shows.

    `strip` is False when the number strip must go, so that a very long card is not cut. `density` is "dense flat" when
    the chosen text size must go too.
    """

    density: str
    shown: tuple[int, ...]
    strip: bool = True


def fit(
    columns: Sequence[Sequence[Card]],
    *,
    strip: Numbers | None = None,
    scale: float = 1.0,
    top: float = TOP,
    join: str = "",
) -> Fit:
    """Give the largest density at which every card fits, else the dense one with the newest cards of each column.

    The newest card is always shown. `strip` is the scale below the columns, None when there is none; `scale` is
    the text size that the room chose, 0.9 to 1.35; `top` is the height of what stands above, `join` the address to join at.
    """
    heading = 64 * min(scale, 1.1) + 6
    space = PAGE - top - (strip_height(strip, join) if strip else 0) - AROUND - heading - SLACK
    for density in SIZES:
        if all(height(cards, density, scale) <= space for cards in columns):
            return Fit(density, _all(columns), strip is not None)
    if any(height(cards[-1:], "dense", scale) > space - MORE for cards in columns):
        if strip:
            return fit(columns, scale=scale, top=top)
        if scale > 1:
            found = fit(columns, top=top + heading - 70)
            return Fit("dense flat", found.shown if found.density == "dense" else _all(columns), strip=False)
    return Fit("dense", tuple(_newest(cards, space, scale) for cards in columns), strip is not None)


def top_height(heading: str, steps: Sequence[Step]) -> float:
    """Give the height of the line above the columns: whose meeting it is, the agenda, and the time that is left."""
    name = width(heading) * 34 * SEMIBOLD
    room, rows, used = 1864 - min(name, 480) - 64 - 290, 1, 0.0
    for step in steps:
        wide = 26 + 32 + width(step.short) * 24 * SEMIBOLD
        if used and used + 2 + wide > room:
            rows, used = rows + 1, 0.0
        used += wide + 2
    return max(TOP, lines(heading, 480 / (34 * SEMIBOLD)) * 42, rows * 54)


def strip_height(strip: Numbers, join: str = "") -> float:
    """Give the height of the number strip: its title or its highest pile of names; below, the ends and the way in."""
    names = max(sum(_chip(answer) for answer in strip.at(number)) for number in range(11))
    title = lines(strip.title, 400 / (30 * SEMIBOLD)) * 37 + 2 * 36
    ends = max(lines(end, 675 / 24) for end in (f"0: {strip.zero}", f"10: {strip.ten}"))
    way_in = lines(join, 400 / 24) + (width(join) + 0.5 + CODE > 400 / 24)
    return 34 + max(136, names + 48, title) + max(way_in, ends) * 29


def fit_one(cards: Sequence[Card], *, scale: float = 1.0, top: float = TOP) -> Fit:
    """Give what one column over the whole screen shows: large cards, two in each row."""
    return _large(cards, scale, top, (FOCUS_WIDTH, FOCUS_WIDTH_ALONE)) or Fit("dense", (1,))


def fit_agreements(
    cards: Sequence[Card], *, strip: Numbers | None = None, scale: float = 1.0, top: float = TOP, join: str = ""
) -> Fit:
    """Give what the agreements alone show, over the number strip; it gives way to a card that is not to be cut."""
    below = top + strip_height(strip, join) if strip else top
    found = _large(cards, scale, below, (WIDE, WIDE_ALONE))
    if found is None and strip:
        return fit_agreements(cards, scale=scale, top=top)
    found = found or Fit("dense", (1,))
    return Fit(found.density, found.shown, strip is not None)


def _large(cards: Sequence[Card], scale: float, top: float, rooms: tuple[int, int]) -> Fit | None:
    """Give how many of the newest large cards fit, and how large; None when the newest alone must be dense."""
    room = PAGE + 18 - top - AROUND - (83 * min(scale, 1.1) + 6) - SLACK - 18
    for density in FOCUS_SIZES:
        if _two_rows(cards, density, scale, rooms) <= room:
            return Fit(density, (len(cards),))
    count = len(cards)
    while count > 1 and _two_rows(cards[-count:], "normal", scale, rooms) > room - MORE:
        count -= 1
    return Fit("normal", (count,)) if _two_rows(cards[-count:], "normal", scale, rooms) <= room - MORE else None


def height(cards: Sequence[Card], density: str, scale: float = 1.0) -> float:
    """Give the height of a list of cards in pixels."""
    size = SIZES[density] * scale
    tall = sum(card_height(card, size, TEXT_WIDTH) + PADDING[density] for card in cards)
    return tall + GAP * max(0, len(cards) - 1)


def card_height(card: Card, size: float, room: float) -> float:
    """Give the height of a card's text at this size in this room, with who said it, or with who does it and when."""
    text = f"»{card.text}«" if card.quoted else card.text
    if card.agreement:
        return lines(text, room / size) * size * LINE + _agreement(card, room / (size * SMALL)) * size * SMALL
    return _with_name(text, card.said_by, room / size) * size * LINE


@lru_cache(maxsize=8192)
def _with_name(text: str, name: str, room: float) -> int:
    """Give how many lines a text takes with the name of who said it behind it; remembered from change to change."""
    words = [width(word) * SMALL for word in name.split()]
    return lines(text, room, after=(words[0] + 0.25, *words[1:]) if words else ())


def _agreement(card: Card, room: float) -> float:
    """Give the height of who does it and when, in em of the small text: each with its icon, side by side if they fit."""
    people = (card.who or "ikke aftalt", *card.helpers)
    said = " og ".join([", ".join(people[:-1]), people[-1]] if people[1:] else people)
    who, when = ICON + SPACE + width(said), ICON + SPACE + width(f"{card.due.day}. mar." if card.due else "ikke aftalt")
    rows = 1 if who <= room else lines(said, room, after=(ICON,))
    tall = 1.31 + LINE * (rows - 1)
    return 0.2 + tall + (0 if who + 0.8 + when <= room else 0.1 + 1.31)


def _chip(answer: Answer) -> float:
    """Give the height of a name on the number line, with its earlier number; a long name is wrapped."""
    before = () if answer.before is None else (width(f"({answer.before})"),)
    return lines(answer.called, 104 / (24 * 1.04), after=before) * 31 + 6


def _all(columns: Sequence[Sequence[Card]]) -> tuple[int, ...]:
    return tuple(len(cards) for cards in columns)


def _newest(cards: Sequence[Card], space: float, scale: float) -> int:
    count = len(cards)
    while count > 1 and height(cards[-count:], "dense", scale) > space - (MORE if count < len(cards) else 0):
        count -= 1
    return count


def _two_rows(cards: Sequence[Card], density: str, scale: float, rooms: tuple[int, int]) -> float:
    """Give the height of two cards a row, each row as high as its higher card; a card alone has the whole width."""
    size, room = FOCUS_SIZES[density] * scale, rooms[1] if len(cards) == 1 else rooms[0]
    heights = [card_height(card, size, room) + FOCUS_PADDING[density] for card in cards]
    return sum(max(heights[place : place + 2]) + 14 for place in range(0, len(heights), 2))
