"""The one edge that every text and number from outside passes."""

import re
import unicodedata
from datetime import date, time

from store.refusal import Unfit

SHORT = 200
LONG = 4_000
# C0 and C1 controls but tab and line feed, lone surrogates, non-characters, and marks that reorder or hide text.
_BANNED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufff9-\uffff\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff]"
)
_BREAKS = re.compile("\r\n|\r|\x0b|\x0c|\x85|\u2028|\u2029")
_MARKS = re.compile(
    r"((?:[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff\ufe20-\ufe2f]){4})[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff\ufe20-\ufe2f]+"
)


def clean_text(raw: object, *, most: int = LONG, lines: bool = True) -> str:
    """Give text that no output can choke on: NFC, line feeds only, no control characters, trimmed.

    `most` is the greatest length in characters; a longer text is refused, never cut. With `lines=False`
    every line break becomes a space. Anything but text reads as empty.
    """
    if not isinstance(raw, str):
        return ""
    text = _BREAKS.sub("\n", raw)
    text = "".join(" " if unicodedata.category(c) == "Zs" and c != "\xa0" else c for c in text)
    text = _BANNED.sub("", text)
    text = "".join(c for c in text if ord(c) & 0xFFFE != 0xFFFE)
    text = _MARKS.sub(r"\1", unicodedata.normalize("NFC", text))
    if not lines:
        text = " ".join(text.split())
    text = text.strip()
    if len(text) > most:
        raise Unfit(
            "Teksten er for lang: {n} tegn. Der er plads til {most}. Del den i flere kort.", n=len(text), most=most
        )
    return text


def needed(raw: object, sentence: str, *, field: str, most: int = LONG, lines: bool = True) -> str:
    """Give the cleaned text, or refuse with this sentence when nothing is left of it."""
    text = clean_text(raw, most=most, lines=lines)
    if not text:
        raise Unfit(sentence, field=field)
    return text


def bounded(raw: object, least: int, most: int, sentence: str, *, field: str | None = None) -> int:
    """Give a whole number between `least` and `most`, or refuse with this sentence."""
    try:
        number = int(str(raw).strip())
    except ValueError:
        raise Unfit(sentence, field=field) from None
    if not least <= number <= most:
        raise Unfit(sentence, field=field)
    return number


def as_date(
    raw: object, sentence: str = "Skriv en dato, for eksempel 2026-12-09.", *, field: str | None = None
) -> date:
    """Give the day written as 2026-12-09 or 9.12.2026, or refuse with this sentence."""
    text = clean_text(raw, most=SHORT, lines=False)
    if found := re.fullmatch(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})", text):
        text = f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}"
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Unfit(sentence, field=field) from None
    if not 2000 <= day.year <= 2100:
        raise Unfit(sentence, field=field)
    return day


def as_time(
    raw: object, sentence: str = "Skriv et klokkeslæt, for eksempel 14.00.", *, field: str | None = None
) -> time:
    """Give the wall time written as 14.00 or 14:00, or refuse with this sentence."""
    found = re.fullmatch(r"(\d{1,2})[.:](\d{2})", clean_text(raw, most=SHORT, lines=False))
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise Unfit(sentence, field=field)
    return time(int(found[1]), int(found[2]))
