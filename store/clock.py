"""The only place that asks the time."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]
COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def utc_now() -> datetime:
    """Give the time of day, in UTC."""
    return datetime.now(UTC)


def shifted(now: datetime, clock: Clock = utc_now) -> Clock:
    """Give a clock that reads `now` at this moment and runs on from there."""
    offset = now - clock()
    return lambda: clock() + offset


def local(moment: datetime) -> datetime:
    """Give the same moment on a Danish wall clock."""
    return moment.astimezone(COPENHAGEN)


def local_date(moment: datetime) -> date:
    """Give the Danish calendar day on which the moment falls."""
    return local(moment).date()


def at_wall_time(day: date, hour: int, minute: int) -> datetime:
    """Give the UTC moment at which a Danish wall clock shows this day and time."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=COPENHAGEN).astimezone(UTC)


def minutes(count: int) -> timedelta:
    """Give a length of time in minutes."""
    return timedelta(minutes=count)
