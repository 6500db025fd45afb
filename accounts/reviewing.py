"""A leader's reviews: a monthly random sample of looks, and each quarter who still needs their access."""

import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, func, select

from accounts.actor import Actor
from accounts.tables import AccessReview, Account, LoginSession, SampledLooks
from store.audit import Look, looks_between
from store.clock import at_wall_time, local, local_date
from store.database import now
from store.refusal import NotFound, Refusal, Unfit
from store.text import clean_text, danish_order

DRAWN, OPENED, LATE = "drawn", "opened", "late"
FINE, ASK = "fine", "ask"
EACH_UNIT = 20
OFFICE_HOURS = (7, 18)
REMARK_LETTERS = 400
AFTER_EASTER = (-3, -2, 0, 1, 39, 49, 50)  # days: Maundy Thursday, Good Friday, Easter, Ascension, Whitsun
FIXED = ((1, 1), (12, 24), (12, 25), (12, 26), (12, 31), (6, 5))  # Danish public bodies are closed on these days too


class AlreadySigned(Refusal):
    """A review that is signed stays as it is."""

    sentence = "Gennemgangen er skrevet under og kan ikke ændres."


@dataclass(frozen=True)
class Sampled:
    """One look of a sample: why it was taken, how often it happened that day, and what the leader found."""

    id: str
    kind: str
    at: str
    actor: str
    verb: str
    family: str
    why: str
    times: int = 1
    found: str = ""
    remark: str = ""


# ── office hours ──


def easter(year: int) -> date:
    """Give Easter Sunday by the Gregorian calendar (the anonymous algorithm, Nature 1876)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    f = (b + 8) // 25
    h = (19 * a + b - d - (b - f + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    rest = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * rest) // 451
    month, day = divmod(h + rest - 7 * m + 114, 31)
    return date(year, month, day + 1)


def is_holiday(day: date) -> bool:
    """Say whether a Danish municipality is closed that day, beside weekends."""
    moving = {easter(day.year) + timedelta(days=after) for after in AFTER_EASTER}
    return day in moving or (day.month, day.day) in FIXED


def in_office_hours(moment: datetime) -> bool:
    """Say whether it is a working day between 7 and 18 on a Danish wall clock."""
    there = local(moment)
    opens, closes = OFFICE_HOURS
    return there.weekday() < 5 and not is_holiday(there.date()) and opens <= there.hour < closes


# ── the month's sample ──


def draw(session: Session) -> list[SampledLooks]:
    """Draw and keep last month's sample of each unit, once. Gives the samples that are new."""
    drawn = choose(session)
    session.add_all(drawn)
    session.flush()
    return drawn


def choose(session: Session) -> list[SampledLooks]:
    """Choose last month's sample of each unit that has none yet, by chance that nobody can foresee; reads only."""
    month = _month_before(local_date(now(session)))
    units = {row.id: row.unit for row in session.exec(select(Account))}
    there = set(session.exec(select(SampledLooks.unit).where(SampledLooks.month == month)))
    if set(units.values()) <= there:
        return []
    looks = [look for look in _looks_in(session, month) if look.actor in units]
    return [
        SampledLooks(month=month, unit=unit, looks=_sample(mine), drawn_at=now(session))
        for unit in sorted(set(units.values()) - there)
        if (mine := [look for look in looks if units[look.actor] == unit])
    ]


def _sample(looks: list[Look]) -> list[dict[str, Any]]:
    """Give 20 looks by chance, every look by somebody who opened a family, and every look outside office hours.

    The last two are one line for each employee, family and day, with how often it happened.
    """
    opened = [look for look in looks if look.why == "opened" or "open another family" in look.verb]
    late = [look for look in looks if not in_office_hours(look.at)]
    others = [look for look in looks if look.verb.startswith("GET ")]
    chosen = secrets.SystemRandom().sample(others, min(EACH_UNIT, len(others)))
    lines = [*_by_day(opened, OPENED), *_by_day(late, LATE), *(_line(look, DRAWN) for look in chosen)]
    return [asdict(line) for line in sorted(lines, key=lambda line: (line.at, line.kind))]


def _by_day(looks: Iterable[Look], kind: str) -> list[Sampled]:
    days: dict[tuple[str, str, date], list[Look]] = {}
    for look in looks:
        days.setdefault((look.actor, look.family, local_date(look.at)), []).append(look)
    return [_line(found[0], kind, times=len(found)) for found in days.values()]


def _line(look: Look, kind: str, *, times: int = 1) -> Sampled:
    at = look.at.isoformat()
    return Sampled(look.id, kind, at, look.actor, look.verb, look.family, look.why, times=times)


def _looks_in(session: Session, month: date) -> Iterable[Look]:
    """Give what employees did to families in this month."""
    first, end = at_wall_time(month, 0, 0), at_wall_time(_month_after(month), 0, 0)
    return (look for look in looks_between(session, first, end) if look.family)


def samples(session: Session) -> list[SampledLooks]:
    """Give every sample, the newest first."""
    wanted = select(SampledLooks).order_by(col(SampledLooks.month).desc(), col(SampledLooks.unit))
    return list(session.exec(wanted))


def sample(session: Session, sample_id: str) -> SampledLooks:
    """Give one sample. Raises NotFound."""
    row = session.get(SampledLooks, sample_id)
    if row is None:
        raise NotFound
    return row


def lines_of(row: SampledLooks) -> list[Sampled]:
    """Give the looks of a sample, in the order of the days."""
    return [Sampled(**line) for line in row.looks]


def sign_sample(session: Session, row: SampledLooks, actor: Actor, *, found: list[str], remarks: list[str]) -> None:
    """Sign the sample: each look is fine, or to be asked about with a remark, in the order of the looks.

    What is signed never changes: of any number that sign at once, one succeeds.
    """
    if row.signed_at is not None:
        raise AlreadySigned
    looked_at = []
    for number, line in enumerate(row.looks):
        answer = found[number] if number < len(found) else ""
        remark = clean_text(remarks[number][:REMARK_LETTERS]) if number < len(remarks) else ""
        if answer not in (FINE, ASK):
            raise Unfit("Vælg for hvert opslag, om det er i orden, eller om der skal spørges.", field=f"found-{number}")
        if answer == ASK and not remark:
            raise Unfit("Skriv, hvad der skal spørges om.", field=f"remark-{number}")
        looked_at.append(line | {"found": answer, "remark": remark})
    unsigned = update(SampledLooks).where(col(SampledLooks.id) == row.id, col(SampledLooks.signed_at).is_(None))
    signing = unsigned.values(looks=looked_at, signed_by=actor.id, signed_at=now(session))
    if session.execute(signing.returning(col(SampledLooks.id))).scalar() is None:
        raise AlreadySigned


# ── the quarter's access review ──


@dataclass(frozen=True)
class Access:
    """An account as the leader reviews it. `teams` is how many families it is on the team of."""

    id: str
    name: str
    role: str
    unit: str
    way: str
    seen: datetime | None
    teams: int = 0


def quarter_of(day: date) -> date:
    """Give the first day of the quarter."""
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def review_of(session: Session, quarter: date) -> AccessReview | None:
    """Give the signed review of this quarter, or None."""
    return session.exec(select(AccessReview).where(AccessReview.quarter == quarter)).first()


def reviews(session: Session) -> list[AccessReview]:
    """Give every signed review, the newest first."""
    return list(session.exec(select(AccessReview).order_by(col(AccessReview.quarter).desc())))


def accesses(session: Session, teams: dict[str, int]) -> list[Access]:
    """Give every active account with when and how it was last used, by name."""
    newest = select(LoginSession.account_id, func.max(LoginSession.seen_at)).group_by(LoginSession.account_id)
    seen = dict(session.exec(newest).all())
    ways = {(row.account_id, row.seen_at): row.way for row in session.exec(select(LoginSession))}
    active = select(Account).where(col(Account.disabled_at).is_(None))
    found = [
        Access(
            id=row.id,
            name=row.name,
            role=row.role,
            unit=row.unit,
            way=ways.get((row.id, seen[row.id]), "") if row.id in seen else "",
            seen=seen.get(row.id),
            teams=teams.get(row.id, 0),
        )
        for row in session.exec(active)
    ]
    return sorted(found, key=lambda one: (danish_order(one.name), one.id))


def due_reviews(session: Session) -> list[str]:
    """Give what a leader has not done in time: `samples` of a month that is over, and this quarter's `access` review."""
    today = local_date(now(session))
    unsigned = select(SampledLooks.id).where(col(SampledLooks.signed_at).is_(None))
    late = ["samples"] if session.exec(unsigned).first() else []
    return late + (["access"] if review_of(session, quarter_of(today)) is None else [])


def sign_access(session: Session, actor: Actor, *, kept: int, ended: int, remark: str) -> AccessReview:
    """Sign this quarter's review, once. What is signed never changes."""
    quarter = quarter_of(local_date(now(session)))
    if review_of(session, quarter):
        raise AlreadySigned
    text = clean_text(remark[:REMARK_LETTERS])
    row = AccessReview(quarter=quarter, signed_by=actor.id, signed_at=now(session), kept=kept, ended=ended, remark=text)
    session.add(row)
    session.flush()
    return row


def _month_before(day: date) -> date:
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def _month_after(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)
