"""Account, LoginSession, SignInStep, Passkey, RecoveryCode, Enrolment, SampledLooks, AccessReview."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from store.base import Table, json_list, moment

ROLES = ("worker", "leader", "admin")


class Account(Table, table=True):
    """An employee who can sign in. `role` is worker, leader or admin; admins see no content.

    `totp_sealed` is the shared secret of one-time codes, sealed with the key file; `totp_step` the last step that was
    used, so that a code works once. `subject` is issuer and subject of an identity provider, empty without one.
    `standing` counts the changes of what the account may do, so that open streams hear of them.
    """

    name: str
    email: str = Field(unique=True)
    password_hash: str = ""
    role: str = "worker"
    unit: str = ""
    totp_sealed: str = ""
    totp_step: int = 0
    subject: str | None = Field(default=None, unique=True, index=True)
    created_at: datetime = moment(optional=False)
    disabled_at: datetime | None = moment()
    standing: int = 0


class LoginSession(Table, table=True):
    """One signed-in browser. Only the SHA-256 of the cookie is kept.

    `way` is how they signed in: passkey, code, provider or demo. `proved_at` is when they last proved who they are.
    `browser` says in a few words which browser it is, for the list of one's sessions.
    """

    account_id: str = Field(foreign_key="account.id", index=True)
    token_hash: str = Field(unique=True)
    created_at: datetime = moment(optional=False)
    seen_at: datetime = moment(optional=False)
    ended_at: datetime | None = moment()
    way: str = ""
    proved_at: datetime | None = moment()
    browser: str = ""


class SignInStep(Table, table=True):
    """A step between two requests of one browser: a challenge, a code that is awaited, or the way to a provider and back.

    Only the SHA-256 of the browser's cookie is kept. `secret` holds the challenge or the provider's state and nonce.
    """

    token_hash: str = Field(unique=True)
    kind: str
    account_id: str | None = Field(default=None, foreign_key="account.id", index=True)
    secret: str = ""
    then: str = "/"
    ends: datetime = moment(optional=False)
    used_at: datetime | None = moment()


class Passkey(Table, table=True):
    """A passkey of an account: its public key, and how often the device says that it was used."""

    account_id: str = Field(foreign_key="account.id", index=True)
    credential_id: str = Field(unique=True)
    public_key: str
    uses: int = 0
    name: str = ""
    created_at: datetime = moment(optional=False)
    used_at: datetime | None = moment()


class RecoveryCode(Table, table=True):
    """A code that lets somebody in once when phone and passkey are gone. Only a keyed hash is kept."""

    account_id: str = Field(foreign_key="account.id", index=True)
    code_hash: str = Field(unique=True)
    created_at: datetime = moment(optional=False)
    used_at: datetime | None = moment()


class Enrolment(Table, table=True):
    """A link that works once: a new employee makes their first passkey, or password and one-time code, with it."""

    account_id: str = Field(foreign_key="account.id", index=True)
    token_hash: str = Field(unique=True)
    made_by: str = ""
    created_at: datetime = moment(optional=False)
    ends: datetime = moment(optional=False)
    used_at: datetime | None = moment()


class SampledLooks(Table, table=True):
    """A month's random sample of looks for a leader to read and sign; `looks` are the audit's ids."""

    __table_args__ = (UniqueConstraint("month", "unit"),)
    month: date
    unit: str = ""
    looks: list[Any] = json_list()
    drawn_at: datetime = moment(optional=False)
    signed_by: str = ""
    signed_at: datetime | None = moment()
    remark: str = ""


class AccessReview(Table, table=True):
    """A quarter's review of who has access: signed by whom, when, and what was changed."""

    quarter: date = Field(unique=True)
    signed_by: str
    signed_at: datetime = moment(optional=False)
    kept: int = 0
    ended: int = 0
    remark: str = ""
