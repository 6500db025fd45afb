"""Families that go by age before long: the team and the leader are told in time to keep one, or to let it go."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, select

from families.tables import Family
from keeping.due import over_at, unfiled
from keeping.holding import held_families
from keeping.periods import period
from keeping.retention import NIGHT
from store.clock import local_date
from store.database import now


@dataclass(frozen=True)
class Going:
    """A family and the day on which the night takes it. With meetings that are not filed it stays until they are."""

    family: Family
    day: date
    unfiled: int


def going(session: Session, families: Sequence[Family]) -> list[Going]:
    """Give those of these families that are to go within the time of notice, the first one first; none that is held."""
    moment, held = now(session), held_families(session)
    until = moment + period(session, "notice")
    over = over_at(session, [one for one in families if one.id not in held])
    soon = {family_id: at for family_id, at in over.items() if at <= until}
    waits = Counter(row.family_id for row in unfiled(session, *soon)) if soon else Counter()
    told = [Going(one, _night_after(max(soon[one.id], moment)), waits[one.id]) for one in families if one.id in soon]
    return sorted(told, key=lambda one: (one.day, one.family.id))


def every_going(session: Session) -> list[Going]:
    """Give all families of the municipality that are to go within the time of notice."""
    return going(session, session.exec(select(Family)).all())


def _night_after(at: datetime) -> date:
    """Give the day, by the Danish calendar, of the first night that is not over at this moment."""
    return local_date(at + timedelta(hours=24 - NIGHT[1]))
