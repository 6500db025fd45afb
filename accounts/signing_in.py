"""Accounts and signed-in browsers: the only file that opens a LoginSession."""

import secrets
from datetime import timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import bindparam
from sqlmodel import Session, col, func, select

from accounts.actor import Actor
from accounts.tables import Account, LoginSession
from accounts.tokens import fresh, hashed
from store.audit import note
from store.database import now
from store.refusal import Refusal, Unfit
from store.text import SHORT, clean_text, needed

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=10)
SHORTEST_PASSWORD = 12


class WrongPassword(Refusal):
    """No account has this address and password; both read the same."""

    sentence = "E-mail eller adgangskode passer ikke. Prøv igen."
    status = 422
    field = "email"
    guessed = True


def invite_employee(session: Session, *, name: str, email: str, password: str = "", role: str = "worker") -> Account:
    """Open an account for an employee. Without a password nobody can sign in to it by password."""
    address = needed(email, "Skriv en e-mailadresse.", field="email", most=SHORT, lines=False).lower()
    if session.exec(select(Account.id).where(Account.email == address)).first():
        raise Unfit("Der er allerede en konto med den e-mailadresse.", field="email")
    if password and len(password) < SHORTEST_PASSWORD:
        raise Unfit("Adgangskoden skal have mindst {n} tegn.", field="password", n=SHORTEST_PASSWORD)
    account = Account(
        name=needed(name, "Skriv et navn.", field="name", most=SHORT, lines=False),
        email=address,
        password_hash=_hasher().hash(password) if password else "",
        role=role,
        created_at=now(session),
    )
    session.add(account)
    session.flush()
    return account


def check_password(session: Session, *, email: str, password: str) -> Account:
    """Give the account that this address and password open; raises WrongPassword, after the same work, otherwise."""
    address = clean_text(email[:SHORT], lines=False).lower()
    account = session.exec(select(Account).where(Account.email == address)).first()
    known = account is not None and account.password_hash and account.disabled_at is None
    try:
        _hasher().verify(account.password_hash if known else _nobodys_hash(), password[:1_000])  # type: ignore[union-attr]
    except (VerifyMismatchError, InvalidHashError):
        known = False
    if account is None or not known:
        raise WrongPassword
    return account


def sign_in(session: Session, account: Account) -> str:
    """Open a session for the account. Gives the secret for the browser's cookie; only its hash is kept."""
    token = fresh()
    moment = now(session)
    row = LoginSession(account_id=account.id, token_hash=hashed(token), created_at=moment, seen_at=moment)
    session.add(row)
    session.flush()
    note(session, actor=account.id, verb="signed in", thing=account.id, login=row.id)
    return token


def sign_out(session: Session, token: str) -> None:
    """End the session of this cookie."""
    if row := session.exec(select(LoginSession).where(LoginSession.token_hash == hashed(token))).first():
        row.ended_at = now(session)
        session.add(row)
        note(session, actor=row.account_id, verb="signed out", thing=row.account_id, login=row.id)


_HOLDER = (
    select(LoginSession, Account)
    .join(Account, col(Account.id) == col(LoginSession.account_id))
    .where(LoginSession.token_hash == bindparam("token"))
)


def holder(session: Session, token: str) -> tuple[LoginSession, Account] | None:
    """Give whose session the cookie belongs to; None when it is unknown, ended, idle for 30 minutes or 10 hours old."""
    found = session.exec(_HOLDER, params={"token": hashed(token)}).first()
    if found is None:
        return None
    row, account = found
    moment = now(session)
    alive = moment - row.seen_at < IDLE and moment - row.created_at < LONGEST
    return (row, account) if alive and row.ended_at is None and account.disabled_at is None else None


def touch(session: Session, session_id: str) -> None:
    """Note that a session is in use, so that its 30 idle minutes begin anew."""
    if row := session.get(LoginSession, session_id):
        row.seen_at = now(session)
        session.add(row)


def actor_of(account: Account) -> Actor:
    """Give the actor that an account is."""
    return Actor(kind="employee", id=account.id, name=account.name, role=account.role)


def any_account(session: Session) -> bool:
    """Say whether there is any account at all."""
    return bool(session.exec(select(func.count()).select_from(Account)).one())


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@cache
def _nobodys_hash() -> str:
    return _hasher().hash(secrets.token_urlsafe(16))
