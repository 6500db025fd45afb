"""The one edge that every text and number from outside passes."""

import re
import unicodedata
from datetime import date, time

from store.refusal import Refusal, Unfit

SHORT = 200
LONG = 4_000
_HUGE = 10_000
_BLANK = "\u115f\u1160\u2800\u3164\uffa0"  # letters and a braille cell that print nothing
# C0 and C1 controls but tab and line feed, lone surrogates, non-characters, and marks that reorder or hide text.
_BANNED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufff9-\uffff\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff]"
)
_BREAKS = re.compile("\r\n|\r|\x0b|\x0c|\x85|\u2028|\u2029")
_MOST_MARKS = 4
_LAST_LETTERS = str.maketrans(
    {"æ": "\U0010fff1", "ä": "\U0010fff1", "ø": "\U0010fff2", "ö": "\U0010fff2", "å": "\U0010fff3"}
)
_MAIL_USER = re.compile(
    r"(?=.{1,64}$)[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*", re.ASCII
)  # RFC 5322: dot-atom
# A day, a month and a year, and four figures; a replacement number has 60 more in the day.
_CPR = re.compile(r"(?<!\d)(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])(?:0[1-9]|1[0-2])\d\d[ -]?\d{4}(?!\d)")
_HOST_PART = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)")


def clean_text(raw: object, *, most: int = LONG, lines: bool = True, field: str | None = None) -> str:
    """Give text that no output can choke on: NFC, line feeds only, no control characters, trimmed.

    `most` is the greatest length in characters; a longer text is refused, never cut. With `lines=False`
    every line break becomes a space. Anything but text reads as empty, and so does text of which nothing shows.
    """
    if not isinstance(raw, str):
        return ""
    if len(raw) > max(10 * most, _HUGE):  # so that nobody can keep the server busy with one text
        raise _too_long(len(raw), most, field)
    text = _BREAKS.sub("\n", raw)
    text = "".join(" " if unicodedata.category(c) == "Zs" and c != "\xa0" else c for c in text)
    text = _BANNED.sub("", text)
    text = "".join(c for c in text if ord(c) & 0xFFFE != 0xFFFE)
    text = text if text.isascii() else _composed(text)
    text = " ".join(text.split()) if not lines else text.strip()
    if len(text) > most:
        raise _too_long(len(text), most, field)
    return text if any(_shows(c) for c in text) else ""


def needed(raw: object, sentence: str, *, field: str, most: int = LONG, lines: bool = True) -> str:
    """Give the cleaned text, or refuse with this sentence when nothing is left of it."""
    text = clean_text(raw, most=most, lines=lines, field=field)
    if not text:
        raise Unfit(sentence, field=field)
    return text


def mail_address(raw: object, *, field: str | None = None) -> str:
    """Give one mail address, or an empty text; refuses what could be read as a second receiver or as a header.

    A host with other letters than ASCII is given as mail servers write it (`xn--`), so that it looks like no other host.
    At most 64 characters stand before the @ (RFC 5321).
    """
    written = clean_text(raw, most=SHORT, field=field)
    user, _, host = written.rpartition("@")
    try:
        host = host.lower().encode("idna").decode() if not host.isascii() else host
    except UnicodeError:
        host = ""
    fits = _MAIL_USER.fullmatch(user) and all(_HOST_PART.fullmatch(part) for part in host.split("."))
    if written and not fits:
        raise Unfit("E-mailadressen ser ikke rigtig ud. Skriv den som navn@sted.dk.", field=field)
    return f"{user}@{host}" if written else ""


def kept_address(raw: str) -> str:
    """Give an address as accounts keep it, to look one up by. Refuses nothing: what is no address is simply nobody's."""
    try:
        return mail_address(raw[:SHORT]).lower()
    except Refusal:
        return clean_text(raw[:SHORT], lines=False).lower()


def without_cpr(text: str, *, field: str) -> str:
    """Give the text back; refuses one that holds what reads as a CPR number: ddmmyy-xxxx, with or without the hyphen."""
    if _CPR.search(text):
        raise Unfit("Det ligner et cpr-nummer. Det må ikke stå i Tavlen.", field=field)
    return text


def danish_order(text: str) -> str:
    """Give what sorts names as a Danish list does (DS 377): big and small alike, accents aside; æ, ø, å after z; aa as å."""
    last = unicodedata.normalize("NFC", text.casefold()).replace("aa", "å").translate(_LAST_LETTERS)
    return "".join(c for c in unicodedata.normalize("NFD", last) if not unicodedata.combining(c))


def bounded(raw: object, least: int, most: int, sentence: str, *, field: str | None = None) -> int:
    """Give a whole number between `least` and `most`, or refuse with this sentence."""
    written = str(raw).strip()
    if not re.fullmatch(r"[+-]?\d{1,18}", written):
        raise Unfit(sentence, field=field)
    number = int(written)
    if not least <= number <= most:
        raise Unfit(sentence, field=field)
    return number


def as_date(
    raw: object, sentence: str = "Skriv en dato, for eksempel 2026-12-09.", *, field: str | None = None
) -> date:
    """Give the day written as 2026-12-09 or 9.12.2026, or refuse with this sentence."""
    text = _written(raw)
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
    found = re.fullmatch(r"(\d{1,2})[.:](\d{2})", _written(raw))
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise Unfit(sentence, field=field)
    return time(int(found[1]), int(found[2]))


def _written(raw: object) -> str:
    """Give a short text as it was typed; what is too long to be a day or a time reads as empty."""
    return clean_text(raw, lines=False) if isinstance(raw, str) and len(raw) <= SHORT else ""


def _composed(text: str) -> str:
    """Give NFC with piles of combining marks cut to four; what is left can combine anew, so it goes round until it rests."""
    while (composed := unicodedata.normalize("NFC", _few_marks(text))) != text:
        text = composed
    return text


def _few_marks(text: str) -> str:
    """Drop each combining mark that stands on four others."""
    kept, pile = [], 0
    for character in text:
        pile = pile + 1 if unicodedata.combining(character) else 0
        if pile <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def _shows(character: str) -> bool:
    return unicodedata.category(character) not in ("Cf", "Mn", "Zs", "Cc") and character not in _BLANK


def _too_long(length: int, most: int, field: str | None) -> Unfit:
    return Unfit(
        "Teksten er for lang: {n} tegn. Der er plads til {most}. Gør den kortere.", field=field, n=length, most=most
    )
