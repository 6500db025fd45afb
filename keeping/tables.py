"""RetentionPeriod, LegalHold, Filing, Tidying."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field

import boards.tables  # noqa: F401 - deletion reaches every table
import meetings.tables  # noqa: F401 - the foreign keys below name its tables
from store.base import Table, moment


class RetentionPeriod(Table, table=True):
    """How many days a class of data is kept, when the municipality chose another number than the default; the id is the class."""

    days: int
    set_by: str = ""
    set_at: datetime = moment(optional=False)


class LegalHold(Table, table=True):
    """A family of which nothing is deleted for now, and why."""

    family_id: str = Field(foreign_key="family.id", index=True)
    reason: str
    set_by: str = ""
    set_at: datetime = moment(optional=False)
    lifted_by: str = ""
    lifted_at: datetime | None = moment()


class Filing(Table, table=True):
    """A meeting's minutes stand in the case system, under this number; from then on its board can be deleted.

    Without a `reference` they are not to be filed, for the reason in `not_because`.
    """

    meeting_id: str = Field(foreign_key="meeting.id", unique=True)
    reference: str = ""
    not_because: str = ""
    filed_by: str = ""
    filed_at: datetime = moment(optional=False)


class Tidying(Table, table=True):
    """The one row about tidying: when it was last done, how many rows of each class went, and how much of the ledger
    this database has carried out, in bytes."""

    at: datetime | None = moment()
    removed: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    ledger: int = 0
