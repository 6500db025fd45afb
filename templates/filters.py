"""How days, times and names read in a language."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date

from templates import about_file
from templates.text import translations

HERE = Path(__file__).parent
_COPENHAGEN = ZoneInfo("Europe/Copenhagen")
_DAYS = {"da": "EEEE 'den' d. MMMM y", "en": "EEEE d MMMM y"}
_SHORT_DAYS = {"da": "d. MMM", "en": "d MMM"}


def for_locale(locale: str) -> dict[str, Callable[..., Any]]:
    """Give the filters of a language."""
    functions = {
        "day": day,
        "short_day": short_day,
        "month": month,
        "clock": clock,
        "names": names,
        "either": either,
        "iso": iso,
        "greeting": greeting,
        "ours": ours,
        "told_section": about_file.section,
        "told_field": about_file.field,
        "told_value": about_file.value,
    }
    return {name: partial(function, locale=locale) for name, function in functions.items()}


def day(value: date | datetime, *, locale: str) -> str:
    """Give a day in full: onsdag den 9. december 2026."""
    return format_date(_local(value), _DAYS[locale], locale=locale)


def short_day(value: date | datetime, *, locale: str) -> str:
    """Give a day briefly: 9. dec."""
    return format_date(_local(value), _SHORT_DAYS[locale], locale=locale)


def month(value: date, *, locale: str) -> str:
    """Give a month: oktober 2026."""
    return format_date(value, "MMMM y", locale=locale)


def clock(value: datetime, *, locale: str) -> str:
    """Give the time on a Danish wall clock: 15.00, in English 15:00."""
    return value.astimezone(_COPENHAGEN).strftime("%H.%M" if locale == "da" else "%H:%M")


def iso(value: date | datetime, *, locale: str) -> str:
    """Give a moment for a machine: the Danish day, or the moment in UTC."""
    return value.isoformat()


def names(value: Sequence[str], *, locale: str) -> str:
    """Give a list of names as one would say it: Alma, Freja og Viggo."""
    return _said(value, translations(locale).gettext("og"))


def either(value: Sequence[str], *, locale: str) -> str:
    """Give names of whom one of them does it: Anne-Marie eller Mikkel."""
    return _said(value, translations(locale).gettext("eller"))


def _said(value: Sequence[str], word: str) -> str:
    return f"{', '.join(value[:-1])} {word} {value[-1]}" if len(value) > 1 else "".join(value)


def greeting(value: datetime, *, locale: str) -> str:
    """Give the greeting that fits the time of day."""
    say, hour = translations(locale).gettext, value.astimezone(_COPENHAGEN).hour
    return say("God morgen") if hour < 10 else say("God dag") if hour < 18 else say("God aften")


def ours(value: str, *, locale: str) -> str:
    """Give a step or a question of the usual meeting in this language; one that people wrote stays as it is."""
    return translations(locale).gettext(value) if value else ""


def _local(value: date | datetime) -> date:
    return value.astimezone(_COPENHAGEN).date() if isinstance(value, datetime) else value
