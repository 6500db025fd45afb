"""Who looked at what, and who changed what: never any content."""

from datetime import datetime

from sqlmodel import Field, Session

from store.base import Table, moment
from store.database import now


class AuditEntry(Table, table=True):
    """One look or one change. `actor`, `thing` and `family` are ids; no text that a person wrote stands here.

    `seq` numbers the entries from 1 without a gap; `mark` chains each to the one before. `why` is
    the tie that let the asker in, a word from a fixed list.
    """

    seq: int | None = Field(default=None, unique=True, index=True)
    at: datetime = moment(optional=False, index=True)
    actor: str = Field(index=True)
    verb: str
    thing: str
    family: str = Field(default="", index=True)
    session: str = ""
    why: str = ""
    mark: str = ""


def note(session: Session, *, actor: str, verb: str, thing: str, family: str = "") -> None:
    """Write down that this actor did this to this thing."""
    session.add(AuditEntry(at=now(session), actor=actor, verb=verb, thing=thing, family=family))
