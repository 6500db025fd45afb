"""The family's plan on one A4 sheet for the fridge: what there is room for, decided by the server. No text is ever cut.

Lengths are millimetres on paper; letters are as wide as those of IBM Plex Sans.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from templates.lettering import MM_PER_POINT, lines

MOST_GOOD, MOST_DOING, MOST_CALLS = 5, 6, 3
BODY = 13.0  # points; no line of the sheet is lower
LINE, TIGHT_LINE = 1.35, 1.2
PAPER_HEIGHT = 273.5  # A4 without the sheet's padding and a little air
GAPS, RULE = 20.0, 0.4
TITLE, FOOTER, SCALE = 13.0, 13.0, 11.0
GOAL_WIDTH, BOTH_COLUMNS, CALL_WIDTH, SCALE_LABEL = 150.0, 178.0, 44.0, 42.0
DRAWING, SMALLEST_DRAWING = 30.0, 20.0
LONGEST_GOAL = 400  # letters
FEWEST = 4  # lines that stay on the sheet before letters smaller than 12 points are used


@dataclass(frozen=True)
class Size:
    """A step of smallness: its class, the text sizes in points, and the air, pictures and first column in millimetres."""

    name: str
    goal: float
    good: float
    doing: float
    small: float
    good_air: float
    doing_air: float
    picture: float
    column: float


SIZES = (
    Size("", 19, 13, 15, 12, 4.4, 5.6, 13, 62),
    Size("tight", 17, 12, 13.5, 12, 3, 4, 11, 70),
    Size("dense", 15, 12, 12.5, 12, 1.8, 2.6, 9, 76),
    Size("tiny", 12, 10, 10.5, 10, 1.4, 1.8, 8, 76),
)


@dataclass(frozen=True)
class Line:
    """A good thing or an agreement: its id, the words, who and when below them, and its picture."""

    id: str
    text: str
    below: str = ""
    picture: str = "check"


@dataclass(frozen=True)
class Call:
    """Somebody to call."""

    name: str
    number: str
    when: str = ""


@dataclass(frozen=True)
class Sheet:
    """What stands on the sheet. `size` is a class name; `draw` says that there is room for a drawing.

    `too_long` are the lines that had to stay off the paper.
    """

    size: str
    goal: str
    good: tuple[Line, ...]
    doing: tuple[Line, ...]
    calls: tuple[Call, ...]
    scale: str
    numbers: frozenset[int]
    draw: bool = True
    too_long: tuple[str, ...] = ()


def fitted(
    *,
    goal: str,
    good: Sequence[Line],
    doing: Sequence[Line],
    calls: Sequence[Call] = (),
    scale: str = "",
    numbers: frozenset[int] = frozenset(),
) -> Sheet:
    """Give the sheet in the largest size at which everything fits.

    Letters stay at 12 points or more while there are more than four lines: the longest lines are left out first, one
    by one. They stand in `too_long`.
    """
    good, doing, calls = list(good[:MOST_GOOD]), list(doing[:MOST_DOING]), list(calls[:MOST_CALLS])
    left_out: list[str] = []
    if len(scale) > 120:
        left_out, scale = [scale], ""
    while True:
        for size in SIZES if len(good) + len(doing) <= FEWEST else SIZES[:-1]:
            room = PAPER_HEIGHT - TITLE - GAPS - FOOTER - _goal(size, goal) - _calls(calls) - _scale(scale)
            needs = _good(size, good) + (DRAWING if size == SIZES[0] else 0)
            if max(needs, _doing(size, doing)) <= room:
                draw = room - _good(size, good) >= SMALLEST_DRAWING
                return Sheet(
                    size.name, goal, tuple(good), tuple(doing), tuple(calls), scale, numbers, draw, tuple(left_out)
                )
        longest = max((_words(line) for line in (*good, *doing)), key=len, default="")
        if len(goal) > LONGEST_GOAL or not longest:  # the goal stays as long as anything can
            left_out, goal = [*left_out, goal], ""
            continue
        left_out.append(next(line.text for line in (*good, *doing) if _words(line) == longest))
        good = [line for line in good if _words(line) != longest]
        doing = [line for line in doing if _words(line) != longest]


def _words(line: Line) -> str:
    return line.text + line.below


def _goal(size: Size, goal: str) -> float:
    return 9 + max(14.0, 6 + lines(goal, size.goal, GOAL_WIDTH, 1) * _line(size.goal, TIGHT_LINE)) if goal else 0


def _good(size: Size, good: list[Line]) -> float:
    width = size.column - 21.5
    return 19 + sum(
        size.good_air + max(8.5, lines(line.text, size.good, width) * _line(size.good, LINE)) for line in good
    )


def _doing(size: Size, doing: list[Line]) -> float:
    width = BOTH_COLUMNS - size.column - size.picture - 16.5

    def one(line: Line) -> float:
        text = lines(line.text, size.doing, width, 1) * _line(size.doing, TIGHT_LINE)
        return max(size.picture, 8, text + lines(line.below, size.small, width) * _line(BODY, LINE))

    return 11.5 + sum(size.doing_air + RULE + one(line) for line in doing)


def _calls(calls: list[Call]) -> float:
    def one(call: Call) -> float:
        return 14.4 + (lines(call.name, BODY, CALL_WIDTH) + lines(call.when, 12, CALL_WIDTH)) * _line(BODY, LINE)

    return 20.6 + max(one(call) for call in calls) if calls else 0


def _scale(title: str) -> float:
    return max(SCALE, lines(title, 12, SCALE_LABEL, 1) * _line(12, LINE)) if title else 0


def _line(points: float, height: float) -> float:
    return points * MM_PER_POINT * height
