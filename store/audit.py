"""Who looked at what, and who changed what: never any content."""

from datetime import datetime

from sqlmodel import Field, Session

from store.base import Table, moment
from store.database import now


class AuditEntry(Table, table=True):
    """One look or one change. `actor` and `thing` are ids; no text that a person wrote stands here."""

    at: datetime = moment(optional=False, index=True)
    actor: str
    verb: str
    thing: str
    family: str = Field(default="", index=True)


def note(session: Session, *, actor: str, verb: str, thing: str, family: str = "") -> None:
    """Write down that this actor did this to this thing."""
    session.add(AuditEntry(at=now(session), actor=actor, verb=verb, thing=thing, family=family))
