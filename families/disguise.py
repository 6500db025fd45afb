"""One way to write a text, however it was written, and where each letter stood. Standard library only.

A protected text must be found with other letters for æ, ø and å, with spaces, marks or hidden characters between its
letters, and with letters of another alphabet that look the same.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# Letters that look like another one, where Unicode does not say so. Capitals first: some look like another letter than
# their small ones do.
_LOOKS_LIKE = {
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαβγεηικνορςτυχω", "abezhikmnoptyxabyenikvopstuxw", strict=True)),
    **dict(zip("АВЕЅІЈКМНОРСТУХЫЗЬабвеѕіјкмнорстухһԁԛԝгпз", "abesijkmhopctyxbzbabbesijkmhopctyxhdqwrnz", strict=True)),
    **dict(zip("ıɑɡɩʟɪɴʀʏɢʙʜłŁđĐħĦŧŦðÐøØɛɔ", "iagilinrygbhllddhhttddooeo", strict=True)),
    **dict(zip("ᴀᴄᴅᴇᴊᴋᴍᴏᴘᴛᴜᴠᴡᴢꜰꜱ", "acdejkmoptuvwzfs", strict=True)),
    **{"æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ƒ": "f", "ß": "ss"},
    **{chr(first + at): chr(97 + at) for first in (0x1F150, 0x1F170, 0x1F1E6) for at in range(26)},
}
HIDDEN = ("Cf", "Mn", "Me", "Cc")  # what stands in a word without parting it


@dataclass(frozen=True)
class Folded:
    """A text with only its letters and digits. For each of them: where it stood, and whether a word begins or ends there."""

    letters: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    opens: tuple[bool, ...]
    closes: tuple[bool, ...]


@dataclass
class _Letter:
    letter: str
    at: int
    word: int
    opens: bool
    to: int = 0
    parted: bool = False  # the end of a word lies inside, because two letters became one


@lru_cache(maxsize=4096)
def fold(text: str, *, across: bool = True) -> Folded:
    """Give the one way to write a text: no case, no marks, æ and å as a, ø as o, double letters as one.

    `across` says whether two letters become one also where one word ends and the next begins.
    """
    kept: list[_Letter] = []
    for one in _spelled(_letters(text)):
        last = kept[-1] if kept else None
        if last and _becomes_one(last.letter, one.letter) and (across or last.word == one.word):
            last.to = one.to if last.word == one.word else last.to
            last.parted = last.parted or one.opens
            last.word = one.word
        else:
            kept.append(one)
    following = [one.opens or one.parted for one in kept[1:]] + [True] * bool(kept)
    return Folded(
        "".join(one.letter for one in kept),
        tuple(one.at for one in kept),
        tuple(one.to for one in kept),
        tuple(one.opens or one.parted for one in kept),
        tuple(one.parted or next_opens for one, next_opens in zip(kept, following, strict=True)),
    )


@lru_cache(maxsize=4096)
def written(character: str) -> str:
    """Give the small plain letters and digits that a character stands for; nothing for a mark or a space."""
    text, before = character, ""
    while text != before:
        before, text = text, "".join(_step(each) for each in text)
    return text


def hides(character: str) -> bool:
    """Say whether a character shows nothing of its own, so that what stands on both sides reads as one word."""
    return unicodedata.category(character) in HIDDEN and character not in "\n\t\r"


def _step(character: str) -> str:
    plain = _LOOKS_LIKE.get(character)
    if plain is None:
        plain = "".join(_LOOKS_LIKE.get(each, each) for each in unicodedata.normalize("NFKD", character))
    return "".join(_digit(each) for each in plain.casefold() if each.isalnum())


def _digit(character: str) -> str:
    return str(unicodedata.digit(character, character))


def _letters(text: str) -> list[_Letter]:
    found: list[_Letter] = []
    word, parted = 0, True
    for at, character in enumerate(text):
        letters = written(character)
        if not letters and not hides(character):
            word, parted = word + (not parted), True
        for letter in letters:
            found.append(_Letter(letter, at, word, parted, at + 1))
            parted = False
    return found


def _spelled(letters: list[_Letter]) -> list[_Letter]:
    """Make one word of letters that stand one by one, as in "H a v n e"."""
    sizes: dict[int, int] = {}
    for one in letters:
        sizes[one.word] = sizes.get(one.word, 0) + 1
    joined, first = {}, 0
    for word, size in sizes.items():
        first = first if size == 1 and sizes.get(word - 1) == 1 else word
        joined[word] = first
    for one in letters:
        one.word = joined[one.word]
    return letters


def _becomes_one(before: str, letter: str) -> bool:
    """Say whether two letters are one sound: ae and aa are å or æ, oe is ø, and a double letter is a single one."""
    return (before == letter and not letter.isdigit()) or (before in "ao" and letter == "e")
