"""Family, Person, Member, Consent, ConsentPerson, Coordination, Goal, Action, Strength."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

import accounts.tables  # noqa: F401 - the foreign keys below name its tables
from store.base import Table, json_list, moment

KINDS = ("child", "parent", "network", "professional")
RINGS = ("inner", "middle", "outer", "professional")


class Family(Table, table=True):
    """One family. `title` is what the office calls it; `neutral_title` is safe outside the office."""

    title: str
    neutral_title: str = ""
    custody: str = ""
    core_cause: str = ""
    created_by: str = Field(default="", index=True)
    created_at: datetime = moment(optional=False)


class Person(Table, table=True):
    """A human being. No CPR number, anywhere. `account_id` is set for employees who can sign in."""

    name: str
    email: str = ""
    phone: str = ""
    organisation: str = ""
    account_id: str | None = Field(default=None, foreign_key="account.id", index=True)


class Member(Table, table=True):
    """A person's place around one family: `kind`, the relation in words, the ring, and what they are called on the board."""

    __table_args__ = (
        UniqueConstraint("family_id", "person_id"),
        CheckConstraint("kind in ('child', 'parent', 'network', 'professional')", name="kind"),
    )
    family_id: str = Field(foreign_key="family.id", index=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    kind: str
    relation: str
    called: str
    ring: str = "middle"
    age: int | None = None
    custody: bool = False
    position: int = 0


class Consent(Table, table=True):
    """A yes from one person: to what, how it was given, until when, and when it was taken back."""

    family_id: str = Field(foreign_key="family.id", index=True)
    given_by: str = Field(foreign_key="person.id")
    given_on: date
    how: str
    purpose: str
    limits: str = ""
    valid_until: date | None = None
    withdrawn_on: date | None = None


class ConsentPerson(Table, table=True):
    """A person whom a consent covers. `full` is False for one who may see goals and agreements only."""

    __table_args__ = (UniqueConstraint("consent_id", "person_id"),)
    consent_id: str = Field(foreign_key="consent.id", index=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    full: bool = True


class Coordination(Table, table=True):
    """Who holds the plan together, towards whom (`family` or `professionals`), since and until when."""

    __table_args__ = (
        Index(
            "uq_coordination_open",
            "family_id",
            "toward",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
        CheckConstraint("toward in ('family', 'professionals')", name="toward"),
    )
    family_id: str = Field(foreign_key="family.id", index=True)
    person_id: str = Field(foreign_key="person.id")
    toward: str
    why: str = ""
    since: datetime = moment(optional=False)
    until: datetime | None = moment()


class Goal(Table, table=True):
    """What the family wants to be there; `weeks` is how long it must hold, 0 when nothing was said."""

    family_id: str = Field(foreign_key="family.id", index=True)
    text: str
    weeks: int = 0
    from_card: str = Field(default="", index=True)
    from_meeting: str = ""
    set_at: datetime = moment(optional=False)
    met_at: datetime | None = moment()


class Action(Table, table=True):
    """An agreement in the plan: who does what by when, and how it shows. A missing person or day was said to be open.

    `who_name` is the name of somebody who took it on and is not around the family: then `person_id` is empty.
    """

    family_id: str = Field(foreign_key="family.id", index=True)
    goal_id: str | None = Field(default=None, foreign_key="goal.id")
    text: str
    person_id: str | None = Field(default=None, foreign_key="person.id")
    who_name: str = ""
    helper_ids: list[Any] = json_list()
    due: date | None = None
    how_seen: str = ""
    status: str = "open"
    remark: str = ""
    from_card: str = Field(default="", index=True)
    from_meeting: str = ""
    set_at: datetime = moment(optional=False)
    settled_at: datetime | None = moment()


class Strength(Table, table=True):
    """What works and shall be kept, in the words of the one who said it."""

    family_id: str = Field(foreign_key="family.id", index=True)
    text: str
    said_by: str = ""
    from_card: str = Field(default="", index=True)
    from_meeting: str = ""
    set_at: datetime = moment(optional=False)
