"""The first page: today's meetings, what comes later, and what waits for this employee."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fastapi import APIRouter
from sqlmodel import Session, col, select
from starlette.responses import Response

from accounts.reviewing import due_reviews
from families.break_glass import open_to, openings
from families.plan import standing
from families.tables import Consent, Family
from families.team import families_of
from keeping.going import every_going, going
from meetings.lists import MeetingLine, lines, meetings_at
from meetings.reading import meeting as find_meeting
from meetings.reading import runs
from store.clock import at_wall_time, local_date
from store.database import now
from web.allowed import allowed
from web.answers import go, show
from web.here import Here

router = APIRouter()
SOON = timedelta(days=30)
MOST_LATER = 12
TOLD = timedelta(days=7)  # how long an opening that is read stays on the page


@dataclass(frozen=True)
class Shown:
    """A meeting on the page: whether this employee runs it, and whether it is the one to open next."""

    line: MeetingLine
    runs: bool
    next: bool = False


@dataclass(frozen=True)
class Waiting:
    """Something that waits: `kind` is going, overdue, held_back or consent; `count` people, agreements or meetings, `day` when."""

    kind: str
    family: str
    address: str
    day: date
    count: int = 0


@router.get("/")
@allowed("use the office")
def start(here: Here) -> Response:
    """Show the day. Somebody without a family sees a sentence that says what to do."""
    if here.may("manage employees"):
        return go(here, "/employees")
    mine = my_families(here)
    ids, moment = [family.id for family in mine], now(here.session)
    since = _midnight(moment)
    coming = lines(here.session, ids, also=meetings_at(here.session, here.actor.id, since=since), since=since)
    today = [line for line in coming if local_date(line.starts) <= local_date(moment)]
    later = [line for line in coming if local_date(line.starts) > local_date(moment) and not line.cancelled]
    return show(
        here,
        "start.html",
        moment=moment,
        today=_shown(here, today, moment),
        later=later[:MOST_LATER],
        more=len(later) - MOST_LATER,
        waiting=_waiting(here.session, mine, [line for line in coming if line.family_id in ids], local_date(moment)),
        families=mine,
        going=len(every_going(here.session)) if here.may("hold a case") else 0,
        reviews=due_reviews(here.session) if here.may("see the samples") else [],
        openings=sorted(openings(here.session, ids, since=moment - TOLD), key=lambda one: one.read_at is not None),
        titles={family.id: family.title for family in mine},
        open_to_me=open_to(here.session, here.actor.id),
    )


def my_families(here: Here) -> list[Family]:
    """Give the families of this employee's teams; an administrator sees none."""
    return families_of(here.session, here.actor.id) if here.may("work with families") else []


def _shown(here: Here, today: list[MeetingLine], moment: datetime) -> list[Shown]:
    going = [line.id for line in today if not (line.closed or line.cancelled)]
    ahead = [line.id for line in today if line.id in going and line.ends > moment] or going
    return [
        Shown(
            line,
            runs=runs(here.session, find_meeting(here.session, line.id), here.actor.id),
            next=line.id in ahead[:1],
        )
        for line in today
    ]


def _waiting(session: Session, mine: list[Family], coming: list[MeetingLine], today: date) -> list[Waiting]:
    late = _overdue(session, mine, today)
    held = [
        Waiting("held_back", line.family_title, f"/meetings/{line.id}", local_date(line.starts), line.held_back)
        for line in coming
        if line.held_back and not (line.opened or line.cancelled)
    ]
    return _going(session, mine) + late + held + _ending(session, mine, today)


def _going(session: Session, mine: list[Family]) -> list[Waiting]:
    """Give the families that go by age before long, or that only stay because a meeting is not filed."""
    found = going(session, mine)
    return [Waiting("going", o.family.title, f"/families/{o.family.id}/deletion", o.day, o.unfiled) for o in found]


def _overdue(session: Session, mine: list[Family], today: date) -> list[Waiting]:
    """Give the families with agreements whose day has gone, the longest overdue first."""
    days: dict[str, list[date]] = {}
    for action in standing(session, *(family.id for family in mine)):
        if action.due and action.due < today:
            days.setdefault(action.family_id, []).append(action.due)
    late = [(min(days[family.id]), family) for family in mine if family.id in days]
    return [
        Waiting("overdue", family.title, f"/families/{family.id}/plan", day, len(days[family.id]))
        for day, family in sorted(late, key=lambda one: one[0])
    ]


def _ending(session: Session, mine: list[Family], today: date) -> list[Waiting]:
    """Give the consents that run out within 30 days."""
    titles = {family.id: family.title for family in mine}
    wanted = select(Consent).where(
        col(Consent.family_id).in_(list(titles)),
        col(Consent.withdrawn_on).is_(None),
        col(Consent.valid_until).between(today, today + SOON),
    )
    found = session.exec(wanted.order_by(col(Consent.valid_until)))
    return [
        Waiting("consent", titles[row.family_id], f"/families/{row.family_id}#consents", row.valid_until or today)
        for row in found
    ]


def _midnight(moment: datetime) -> datetime:
    return at_wall_time(local_date(moment), 0, 0)
