"""When and why a family was looked up, as its own people may read it: never which employee it was (C-579/21)."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from sqlmodel import Session

from accounts.permissions import OF_STAFF
from store.audit import Look, looks_at
from store.clock import local_date

NOT_SEEN = (", refused", ", stopped", ", failed")
WHAT = {
    "see the family": "family",
    "change the family": "family changed",
    "change the team": "team",
    "see the meeting": "meeting",
    "change the meeting": "meeting changed",
    "call a meeting": "meeting called",
    "read the minutes": "minutes",
    "take the minutes out": "minutes",
    "take the plan out": "plan",
    "print the fridge sheet": "plan",
    "put the meeting in a calendar": "meeting",
    "change the plan": "plan changed",
    "run the board": "board",
    "show the screen": "board",
    "follow the board": "board",
    "close the meeting": "meeting closed",
    "open another family": "opened",
    "hand out the looks": "looks",
}


@dataclass(frozen=True)
class Looked:
    """What somebody in one position did to one kind of thing on one day: `who` is a tie, `what` a word from WHAT.

    `what` is saw or wrote for an act that has no word of its own.
    """

    day: date
    first: datetime
    last: datetime
    who: str
    what: str
    times: int = 1


def looked_at(session: Session, family_id: str) -> list[Looked]:
    """Give the looks at a family by employees who were let in, the newest day first; what followed on itself is one line."""
    wanted = [look for look in looks_at(session, family_id) if look.why in OF_STAFF or _what(look) == "opened"]
    lines = [_line(list(same)) for _, same in groupby(filter(_seen, wanted), _alike)]
    return sorted(lines, key=lambda line: (-line.day.toordinal(), line.first))


def _seen(look: Look) -> bool:
    return not look.verb.endswith(NOT_SEEN)


def _alike(look: Look) -> tuple[date, str, str]:
    return local_date(look.at), look.why, _what(look)


def _line(looks: list[Look]) -> Looked:
    day, who, what = _alike(looks[0])
    return Looked(day, looks[0].at, looks[-1].at, who, what, len(looks))


def _what(look: Look) -> str:
    return what_of(look.verb)


def what_of(verb: str) -> str:
    """Give the word of an entry's verb: one of WHAT, else saw or wrote."""
    method, _, act = verb.partition(" ")
    return WHAT.get(act.split(":")[0], "saw" if method == "GET" else "wrote")
