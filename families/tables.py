"""Family, CaseWorker, GlassBreak, Person, Member, Consent, ConsentPerson, Question, Protection, ProtectionPass, Coordination,
Goal, Action, Strength."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

import accounts.tables  # noqa: F401 - the foreign keys below name its tables
from store.base import Table, json_list, moment

KINDS = ("child", "parent", "network", "professional")
RINGS = ("inner", "middle", "outer", "professional")


class Family(Table, table=True):
    """One family. `title` is what the office calls it; `case_ref` is its number in the municipality's case system."""

    title: str
    case_ref: str | None = Field(default=None, unique=True, index=True)
    custody: str = ""
    core_cause: str = ""
    created_by: str = Field(default="", index=True)
    created_at: datetime = moment(optional=False)


class CaseWorker(Table, table=True):
    """An employee on the family's case team, since and until when, and who put them there."""

    __table_args__ = (
        Index(
            "uq_caseworker_open",
            "family_id",
            "account_id",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
    )
    family_id: str = Field(foreign_key="family.id", index=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    since: datetime = moment(optional=False)
    until: datetime | None = moment()
    by: str = ""


class GlassBreak(Table, table=True):
    """An employee outside the team opened the family, for the reason that stands here, until `ends`."""

    family_id: str = Field(foreign_key="family.id", index=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    reason: str
    at: datetime = moment(optional=False)
    ends: datetime = moment(optional=False)
    read_by: str = ""
    read_at: datetime | None = moment()


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
    """A yes from one person: to what, how it was given, from and until when, and when it was taken back.

    `form` is written or oral; an oral one says who noted it. `basis` is what lets the information be shared, chosen by
    the professional: with another basis than consent, `basis_text` says which, and `given_by` is the person whom the
    information is about. `kinds` are the kinds of information that the yes is about. `how` is a remark; of an old
    consent it is all that is known of its form.
    """

    family_id: str = Field(foreign_key="family.id", index=True)
    given_by: str = Field(foreign_key="person.id")
    given_on: date
    form: str = "written"
    noted_by: str = ""
    basis: str = "consent"
    basis_text: str = ""
    kinds: list[Any] = json_list()
    how: str = ""
    purpose: str
    limits: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    withdrawn_on: date | None = None
    withdrawal_noted_by: str = ""


class ConsentPerson(Table, table=True):
    """A person whom a consent covers. `parts` is what the person may read beyond goals and agreements."""

    __table_args__ = (UniqueConstraint("consent_id", "person_id"),)
    consent_id: str = Field(foreign_key="consent.id", index=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    parts: list[Any] = json_list()


class Question(Table, table=True):
    """The answer to a question that a child's age or shared custody raises: who answered, when, and in which words."""

    __table_args__ = (UniqueConstraint("family_id", "person_id", "question"),)
    family_id: str = Field(foreign_key="family.id", index=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    question: str
    answer: str
    note: str = ""
    answered_by: str = ""
    answered_at: datetime = moment(optional=False)


class Protection(Table, table=True):
    """Something about a person that must not get out: an address, a school, an institution, a phone number or a name.

    `sealed` is the text, sealed with the key file. `against` are the ids of those it is kept from; empty is everybody.
    """

    family_id: str = Field(foreign_key="family.id", index=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    kind: str
    sealed: str
    against: list[Any] = json_list()
    set_by: str = ""
    set_at: datetime = moment(optional=False)
    lifted_by: str = ""
    lifted_at: datetime | None = moment()


class ProtectionPass(Table, table=True):
    """A signed reason that lets one text with something protected in it through, at one place."""

    family_id: str = Field(foreign_key="family.id", index=True)
    protection_id: str = Field(foreign_key="protection.id", index=True)
    place: str
    text_mark: str = Field(index=True)
    reason: str
    signed_by: str
    signed_at: datetime = moment(optional=False)


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
    """What the family wants to be there; `weeks` is how long it must hold, 0 when nothing was said.

    `about` are the parents whose words it is, beside those whom the text names.
    """

    family_id: str = Field(foreign_key="family.id", index=True)
    text: str
    weeks: int = 0
    about: list[Any] = json_list()
    from_card: str = Field(default="", index=True)
    from_meeting: str = ""
    set_at: datetime = moment(optional=False)
    met_at: datetime | None = moment()


class Action(Table, table=True):
    """An agreement in the plan: who does what by when, and how it shows. A missing person or day was said to be open.

    `who_name` is the name of somebody who took it on and is not around the family: then `person_id` is empty. `about` are
    the parents whose words it is, beside those who do it and those whom the text names.
    """

    family_id: str = Field(foreign_key="family.id", index=True)
    goal_id: str | None = Field(default=None, foreign_key="goal.id")
    text: str
    person_id: str | None = Field(default=None, foreign_key="person.id")
    who_name: str = ""
    helper_ids: list[Any] = json_list()
    about: list[Any] = json_list()
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
