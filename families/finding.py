"""Which words give a protected thing away, and where they stand in a text. Standard library only.

What would stop ordinary sentences is left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from families.disguise import Folded, fold
from families.spellings import ANYWHERE, ordinary, ways

SHORTEST = 4
ENDINGS = frozenset(
    {"s", "en", "ens", "et", "ets", "n", "ns", "t", "ts", "er", "ers", "erne", "ernes", "r", "rs", "es"}
)


@dataclass(frozen=True)
class Found:
    """Words of a text that give a protected thing away, and where they stand in it."""

    words: str
    start: int
    end: int


@dataclass(frozen=True)
class Needles:
    """What to look for, in the one way to write it: as it reads when words run together, and when they stand apart."""

    together: tuple[str, ...]
    apart: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether there is anything that would not stop ordinary sentences."""
        return bool(self.together)


def find(text: str, needles: Needles) -> Found | None:
    """Give the first words that give the thing away, or None."""
    for looked_for, across in ((needles.together, True), (needles.apart, False)):
        folded = fold(text, across=across)
        for needle in looked_for:
            at = folded.letters.find(needle)
            while at >= 0:
                if _begins(folded, at, needle) and _ends(folded, at + len(needle), needle):
                    start, end = folded.starts[at], folded.ends[at + len(needle) - 1]
                    return Found(text[start:end], start, end)
                at = folded.letters.find(needle, at + 1)
    return None


@lru_cache(maxsize=1024)
def needles(kind: str, text: str) -> Needles:
    """Give what to look for; empty when the text is so short or so ordinary that it would stop ordinary sentences."""
    told = [way for way in ways(kind, text) if _tells(kind, way)] if _tells(kind, text) else []
    return Needles(_longest_first(told, across=True), _longest_first(told, across=False))


def _longest_first(told: Iterable[str], *, across: bool) -> tuple[str, ...]:
    return tuple(sorted({fold(way, across=across).letters for way in told}, key=lambda one: (-len(one), one)))


def _begins(folded: Folded, at: int, needle: str) -> bool:
    before = folded.letters[at - 1] if at else ""
    if needle.isdigit():
        abroad = any(folded.letters[:at].endswith(code) and folded.opens[at - len(code)] for code in ("0045", "45"))
        return folded.opens[at] or not before.isdigit() or abroad
    return folded.opens[at] or len(needle) >= ANYWHERE


def _ends(folded: Folded, end: int, needle: str) -> bool:
    if end == len(folded.letters) or folded.closes[end - 1]:
        return True
    if needle[-1].isdigit():
        return not folded.letters[end].isdigit()
    if len(needle) >= ANYWHERE:
        return True
    rest = end
    while not folded.closes[rest]:
        rest += 1
    return folded.letters[end : rest + 1] in ENDINGS


def _tells(kind: str, way: str) -> bool:
    letters = fold(way).letters
    least = {"phone": 6, "first_name": 3, "name": 3}.get(kind, SHORTEST)
    return len(letters) >= least and not ordinary(letters) and (kind == "phone" or not letters.isdigit())
