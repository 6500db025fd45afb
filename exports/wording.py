"""The fixed words of a document, and how days and times are written. Standard library only."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
_WEEKDAYS = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")
_MONTHS = (
    *("januar", "februar", "marts", "april", "maj", "juni"),
    *("juli", "august", "september", "oktober", "november", "december"),
)


@dataclass(frozen=True)
class Wording:
    """How a document speaks: `say` turns a Danish text into the reader's, `day` and `time` write dates.

    `language` is the language of the fixed words, as Word names it. People's own words are never turned.
    """

    say: Callable[[str], str]
    day: Callable[[date], str]
    time: Callable[[datetime], str]
    language: str = "da-DK"

    def all_of(self, names: Iterable[str]) -> str:
        """Give names as a sentence has them: Alma, Freja og Viggo."""
        *first, last = tuple(names) or ("",)
        return f"{', '.join(first)} {self.say('og')} {last}" if first else last

    def moment(self, starts: datetime, ends: datetime | None = None) -> str:
        """Give the Danish day and wall time of a meeting; without an end only when it begins."""
        day, begins = self.day(starts.astimezone(COPENHAGEN).date()), self.time(starts)
        if ends is None:
            return self.say("{day} kl. {time}").format(day=day, time=begins)
        return self.say("{day} kl. {time} til {end}").format(day=day, time=begins, end=self.time(ends))


def danish_day(day: date) -> str:
    """Give a day as it is written in Danish: onsdag den 9. december 2026."""
    return f"{_WEEKDAYS[day.weekday()]} den {day.day}. {_MONTHS[day.month - 1]} {day.year}"


def danish_time(moment: datetime) -> str:
    """Give the time on a Danish wall clock, with a full stop: 15.00."""
    return f"{moment.astimezone(COPENHAGEN):%H.%M}"


DANISH = Wording(say=str, day=danish_day, time=danish_time)
