"""Account, LoginSession."""

from datetime import datetime

from sqlmodel import Field

from store.base import Table, moment


class Account(Table, table=True):
    """An employee who can sign in. `role` is worker, leader or admin; admins see no content."""

    name: str
    email: str = Field(unique=True)
    password_hash: str = ""
    role: str = "worker"
    created_at: datetime = moment(optional=False)
    disabled_at: datetime | None = moment()


class LoginSession(Table, table=True):
    """One signed-in browser. Only the SHA-256 of the cookie is kept."""

    account_id: str = Field(foreign_key="account.id", index=True)
    token_hash: str = Field(unique=True)
    created_at: datetime = moment(optional=False)
    seen_at: datetime = moment(optional=False)
    ended_at: datetime | None = moment()
