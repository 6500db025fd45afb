"""Open a family outside one's team: for a reason that is written down, for 12 hours, reading only, and seen by the team."""

from datetime import timedelta

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from families.tables import GlassBreak
from store.database import now

HOURS = timedelta(hours=12)

_OPEN = (
    select(GlassBreak)
    .where(GlassBreak.family_id == bindparam("family"), GlassBreak.account_id == bindparam("account"))
    .where(col(GlassBreak.ends) > bindparam("now"))
    .order_by(col(GlassBreak.at).desc())
)


def opening_of(session: Session, family_id: str, account_id: str) -> GlassBreak | None:
    """Give this employee's own opening of the family that still holds, or None."""
    return session.exec(_OPEN, params={"family": family_id, "account": account_id, "now": now(session)}).first()
