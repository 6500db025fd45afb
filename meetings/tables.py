"""Meeting, AgendaStep, Participant, Invitation, ChildWord, JoinCode, GuestPass."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

import families.tables  # noqa: F401 - the foreign keys below name its tables
from store.base import Table, json_list, moment

SEATS = ("child", "parent", "network", "professional")


class Meeting(Table, table=True):
    """One network meeting. `sequence` is the calendar's SEQUENCE; `next_open` says that no next date was agreed on purpose."""

    family_id: str = Field(foreign_key="family.id", index=True)
    number: int = 1
    purpose: str
    starts: datetime = moment(optional=False, index=True)
    ends: datetime = moment(optional=False)
    place: str
    video: str = ""
    interpreter: str = ""
    wishes: str = ""
    ground_rules: str = ""
    called_by: str | None = Field(default=None, foreign_key="person.id")
    facilitator_id: str | None = Field(default=None, foreign_key="person.id")
    recorder_id: str | None = Field(default=None, foreign_key="person.id")
    sequence: int = 0
    created_at: datetime = moment(optional=False)
    opened_at: datetime | None = moment()
    closed_at: datetime | None = moment()
    cancelled_at: datetime | None = moment()


class AgendaStep(Table, table=True):
    """One step of the agenda, with its minutes."""

    __table_args__ = (UniqueConstraint("meeting_id", "number"),)
    meeting_id: str = Field(foreign_key="meeting.id", index=True)
    number: int
    title: str
    short: str
    minutes: int


class Participant(Table, table=True):
    """A seat at one meeting. `parts` is what it may read beyond goals and agreements, as words of `accounts.visibility`.

    `without` are the persons whose yes this one lacks. Both follow the consents, but for `narrowed`: that says that the
    seat was limited to goals and agreements on purpose.
    A seat without `person_id` is somebody who knocked and was not on the list. The columns from `knocked_at`
    on change only through the board's log.
    """

    __table_args__ = (
        UniqueConstraint("meeting_id", "person_id"),
        CheckConstraint("kind in ('child', 'parent', 'network', 'professional')", name="kind"),
    )
    meeting_id: str = Field(foreign_key="meeting.id", index=True)
    person_id: str | None = Field(default=None, foreign_key="person.id")
    called: str
    kind: str = "network"
    parts: list[Any] = json_list()
    without: list[Any] = json_list()
    narrowed: bool = False
    from_step: int = 0
    note: str = ""
    gives_number: bool = True
    attended: bool | None = None
    knocked_at: datetime | None = moment()
    admitted_at: datetime | None = moment()
    admitted_by: str = ""
    left_at: datetime | None = moment()


class Invitation(Table, table=True):
    """Whether a participant is called: sent, or held back with a reason; and the answer."""

    participant_id: str = Field(foreign_key="participant.id", unique=True)
    sent_at: datetime | None = moment()
    sequence: int = 0
    held_back: str = ""
    answer: str = ""
    answered_at: datetime | None = moment()


class ChildWord(Table, table=True):
    """A sentence in one of a child's three houses. The child decides: without `shown` it leaves this table never."""

    meeting_id: str = Field(foreign_key="meeting.id", index=True)
    person_id: str = Field(foreign_key="person.id")
    house: str
    text: str
    shown: bool = False
    written_on: date | None = None
    how: str = ""
    position: int = 0


class JoinCode(Table, table=True):
    """The right to knock. Code and QR secret are derived from the key file; the hashes here only recognise them."""

    meeting_id: str = Field(foreign_key="meeting.id", index=True)
    code_hash: str = Field(unique=True)
    secret_hash: str = Field(unique=True)
    opens: datetime = moment(optional=False)
    closes: datetime = moment(optional=False)
    revoked_at: datetime | None = moment()


class GuestPass(Table, table=True):
    """A guest's browser. Only the SHA-256 of the cookie is kept."""

    participant_id: str = Field(foreign_key="participant.id", index=True)
    token_hash: str = Field(unique=True)
    ends: datetime = moment(optional=False)
    revoked_at: datetime | None = moment()
