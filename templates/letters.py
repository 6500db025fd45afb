"""How wide text is in IBM Plex Sans, and where a browser breaks its lines. Widths are in em."""

import re
from collections.abc import Sequence
from functools import lru_cache

SPACE = 0.236
UNKNOWN = 1.0  # letters of other scripts come from another font
SEMIBOLD = 1.06  # of the width of the regular weight, at most
# thousandths of an em -> the letters of the regular weight that are this wide, as Chromium measures them
_BY_WIDTH = {
    242: "'",
    250: "ijíìîïı",
    272: ",.l",
    273: "’‘",
    278: "ł",
    284: "!",
    292: ":;",
    314: "|",
    317: "[]",
    324: "f",
    326: "·",
    335: "()",
    343: "{}",
    351: "t",
    367: "r",
    383: "/\\",
    396: "•",
    399: "-",
    400: "IÍİ",
    419: '"',
    450: "*",
    464: "zž",
    468: "°",
    474: "”",
    475: "“„",
    477: "?",
    487: "sšş",
    492: "v",
    499: "y",
    501: "L",
    503: "cçč",
    507: "x",
    508: "Ł",
    510: "J",
    513: "«»",
    527: "k",
    528: "g",
    531: "ğ",
    534: "aäåáàâ",
    549: "eéèêë",
    559: "F",
    560: "oöóòô",
    565: "_",
    568: "hnuüøúùûñ",
    572: "T",
    580: "ZbdpqŽ",
    581: "SŠŞ",
    583: "EÉ",
    586: "§",
    588: "–",
    593: "Y",
    598: "$",
    600: "0123456789+<=>^~",
    606: "P",
    609: "V",
    613: "X",
    621: "CÇČ",
    634: "K",
    640: "R",
    641: "AÅÄÁ",
    653: "B",
    671: "D",
    678: "UÜÚ",
    694: "&",
    695: "G",
    707: "HNÑ",
    708: "OQØÖÓ",
    713: "#",
    768: "w",
    780: "—",
    803: "…",
    812: "M",
    864: "æ",
    872: "½",
    873: "m",
    891: "@W",
    907: "Æ",
    927: "%",
}
_WIDTHS = {letter: thousandths / 1000 for thousandths, letters in _BY_WIDTH.items() for letter in letters}
_BREAK = re.compile(r"(?<=-)(?=[^\W\d])")  # a browser breaks after a hyphen, but not before a number


@lru_cache(maxsize=8192)
def width(text: str) -> float:
    """Give the width of a text on one line."""
    return sum(SPACE if letter == " " else _WIDTHS.get(letter, UNKNOWN) for letter in text)


def lines(text: str, room: float, after: tuple[float, ...] = ()) -> int:
    """Give how many lines a text takes in this room; `after` are the widths of more words behind its last one."""
    *above, last = text.split("\n")
    behind = [(SPACE, one) for one in after]
    return sum(_wrapped(_pieces(line), room) for line in above) + _wrapped(_pieces(last) + behind, room)


def _pieces(line: str) -> list[tuple[float, float]]:
    """Give what is never broken unless it must: the space before it, and its width."""
    return [
        (0.0 if place else SPACE, width(part)) for word in line.split() for place, part in enumerate(_BREAK.split(word))
    ]


def _wrapped(pieces: Sequence[tuple[float, float]], room: float) -> int:
    """Wrap greedily, as a browser does; a word wider than the room is broken anywhere."""
    count, used = 1, 0.0
    for space, wide in pieces:
        if used and used + space + wide > room:
            count, used = count + 1, 0.0
        used += wide + (space if used else 0)
        while used > room:
            count, used = count + 1, used - room + 0.9  # at most a wide letter did not fit
    return count
