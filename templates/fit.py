"""How many cards fit on the big screen, decided by the server: no scroll bar, no cut text, nothing under 32 px.

All lengths are pixels on a picture 1080 high; a screen of 2160 shows the same picture, twice as large.
Text width is estimated with the mean advance of IBM Plex Sans on Danish text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

TEXT_WIDTH = 540  # of a card in one of three columns at 1920
ADVANCE = 0.46  # em
LINE = 1.2
GAP = 10
MORE = 54  # the line that tells of earlier cards
ROOM = 595  # for the list, beside a number strip of the usual height
USUAL_STRIP = 199
ROOM_WITHOUT_STRIP = 812
SIZES = {"airy": 40, "normal": 36, "dense": 32}
PADDING = {"airy": 30, "normal": 23, "dense": 17}
FOCUS_SIZES = {"airy": 52, "normal": 46}


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

    `strip` is False when the number strip must go, so that a very long card is not cut.
    """

    density: str
    shown: tuple[int, ...]
    strip: bool = True


def fit(columns: Sequence[Sequence[Card]], *, strip: Numbers | None = None, scale: float = 1.0) -> Fit:
    """Give the largest density at which every card fits, else the dense one with the newest cards of each column.

    The newest card is always shown. `strip` is the scale below the columns, None when there is none. `scale` is
    the text size that the room chose, 0.9 to 1.35.
    """
    space = (ROOM + USUAL_STRIP - strip_height(strip) if strip else ROOM_WITHOUT_STRIP) - (scale - 1) * 60
    for density in SIZES:
        if all(height(cards, density, scale) <= space for cards in columns):
            return Fit(density, tuple(len(cards) for cards in columns), strip is not None)
    if strip and any(height(cards[-1:], "dense", scale) > space - MORE for cards in columns):
        return fit(columns, scale=scale)
    return Fit("dense", tuple(_newest(cards, space, scale) for cards in columns), strip is not None)


def strip_height(strip: Numbers) -> float:
    """Give the height of the number strip: its title or its highest pile of names, and the texts of both ends."""
    names = max(sum(_chip(answer) for answer in strip.at(number)) for number in range(11))
    title = _wrapped([len(word) for word in strip.title.split()], 26) * 37 + 36
    ends = max(_wrapped([len(word) for word in end.split()], 54) for end in (f"0: {strip.zero}", f"10: {strip.ten}"))
    return 34 + max(136, names + 48, title) + max(1, ends) * 29


def fit_one(cards: Sequence[Card], *, room: int = 860, scale: float = 1.0) -> Fit:
    """Give what one column over the whole screen shows: two rows of large cards side by side."""
    for density, size in FOCUS_SIZES.items():
        if _two_rows(cards, size * scale) <= room:
            return Fit(density, (len(cards),))
    count = len(cards)
    while count > 1 and _two_rows(cards[-count:], FOCUS_SIZES["normal"] * scale) > room - MORE:
        count -= 1
    return Fit("normal", (count,))


def height(cards: Sequence[Card], density: str, scale: float = 1.0) -> float:
    """Give the height of a list of cards in pixels."""
    size = SIZES[density] * scale
    return sum(lines(card, size) * size * LINE + PADDING[density] for card in cards) + GAP * max(0, len(cards) - 1)


def lines(card: Card, size: float, width: int = TEXT_WIDTH) -> float:
    """Give how many lines a card's text takes at this size; an agreement has a line of its own for who and when."""
    per_line = width / (size * ADVANCE)
    name = len(card.said_by) * 0.76 + 1 if card.said_by and not card.agreement else 0
    count = _text_lines(f"»{card.text}«" if card.quoted else card.text, name, per_line)
    return count + (_agreement_lines(card, per_line) if card.agreement else 0)


@lru_cache(maxsize=4096)
def _text_lines(text: str, name: float, per_line: float) -> int:
    """Give how many lines a text takes, with a name of this width after it; remembered, as a board is fitted often."""
    *above, last = text.split("\n")
    words = [float(len(word)) for word in last.split()] + ([name] if name else [])
    return sum(_wrapped([len(word) for word in line.split()], per_line) for line in above) + _wrapped(words, per_line)


def _chip(answer: Answer) -> float:
    """Give the height of a name on the number line, with its earlier number; a long name is wrapped."""
    letters = [len(word) for word in answer.called.split()] + ([4] if answer.before is not None else [])
    return _wrapped(letters, 8) * 31 + 6


def _agreement_lines(card: Card, per_line: float) -> float:
    """Who and when stand below the text, smaller: icon and name, icon and day, wrapped between the two."""
    who = sum(len(name) + 4 for name in (card.who or "ikke aftalt", *card.helpers)) * 0.76 + 2
    rows = _wrapped([who / 2, who / 2, 11.0] if who > per_line / 2 else [who, 11.0], per_line)
    return 0.95 * rows + 0.1


def _wrapped(words: Sequence[float], per_line: float) -> int:
    """Wrap greedily, as a browser does; a word longer than the line is broken."""
    count, used = 1, 0.0
    for word in words:
        if used and used + 1 + word > per_line:
            count, used = count + 1, 0.0
        used += word + (1 if used else 0)
        while used > per_line:
            count, used = count + 1, used - per_line
    return count


def _newest(cards: Sequence[Card], space: float, scale: float) -> int:
    """Give how many of the newest cards fit, at least one; all of them need no line that tells of earlier ones."""
    if height(cards, "dense", scale) <= space:
        return len(cards)
    count, used = 0, -GAP
    while count < len(cards) and used <= space - MORE:
        count += 1
        used += height(cards[-count : len(cards) - count + 1], "dense", scale) + GAP
    return max(1, count - (used > space - MORE))


def _two_rows(cards: Sequence[Card], size: float) -> float:
    """Give the height of two cards a row, each row as high as its higher card."""
    heights = [lines(card, size, 770) * size * LINE + 40 for card in cards]
    return sum(max(heights[place : place + 2]) + 14 for place in range(0, len(heights), 2))
