"""Accounts and signed-in browsers: the only file that opens a LoginSession."""

from datetime import timedelta

from sqlalchemy import bindparam
from sqlmodel import Session, col, func, select

from accounts import standing
from accounts.actor import Actor
from accounts.passwords import fit_password
from accounts.tables import Account, LoginSession
from accounts.tokens import fresh, hashed
from store.audit import note
from store.database import now
from store.refusal import Refusal, Unfit
from store.text import SHORT, kept_address, mail_address, needed

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=10)
FRESH = timedelta(minutes=10)
MOST_SESSIONS = 5


class ProveFirst(Refusal):
    """The act needs somebody who proved who they are within the last ten minutes."""

    sentence = "Bekræft først, at det er dig. Prøv så igen."
    status = 403


def invite_employee(session: Session, *, name: str, email: str, password: str = "", role: str = "worker") -> Account:
    """Open an account for an employee, who then needs a link to come in, or this password and a code."""
    needed(email, "Skriv en e-mailadresse.", field="email", most=SHORT)
    address = mail_address(email, field="email").lower()
    if account_of(session, address):
        raise Unfit("Der er allerede en konto med den e-mailadresse.", field="email")
    account = Account(
        name=needed(name, "Skriv et navn.", field="name", most=SHORT, lines=False),
        email=address,
        password_hash=fit_password(password, about=(name, email)) if password else "",
        role=role,
        created_at=now(session),
    )
    session.add(account)
    session.flush()
    return account


def account_of(session: Session, email: str) -> Account | None:
    """Give the account with this address, or None."""
    return session.exec(select(Account).where(Account.email == kept_address(email))).first()


def sign_in(session: Session, account: Account, *, way: str = "", browser: str = "") -> str:
    """Open a session for the account, which has just proved who it is. Gives the secret for the browser's cookie.

    Only the secret's hash is kept. An account has five sessions at most: the oldest ends.
    """
    token, moment = fresh(), now(session)
    for oldest in open_sessions(session, account.id)[MOST_SESSIONS - 1 :]:
        end(session, oldest)
    row = LoginSession(
        account_id=account.id,
        token_hash=hashed(token),
        created_at=moment,
        seen_at=moment,
        way=way,
        proved_at=moment,
        browser=browser,
    )
    session.add(row)
    session.flush()
    note(session, actor=account.id, verb="signed in", thing=account.id, login=row.id)
    return token


def prove(session: Session, row: LoginSession, *, way: str) -> str:
    """Note that the session's owner has proved anew who they are. Gives the new secret for the browser's cookie."""
    token = fresh()
    row.token_hash, row.proved_at, row.way = hashed(token), now(session), way
    session.add(row)
    session.flush()
    return token


def is_fresh(session: Session, row: LoginSession) -> bool:
    """Say whether the owner proved who they are within the last ten minutes."""
    return row.proved_at is not None and now(session) - row.proved_at < FRESH


def sign_out(session: Session, token: str) -> None:
    """End the session of this cookie."""
    if row := session.exec(select(LoginSession).where(LoginSession.token_hash == hashed(token))).first():
        end(session, row)


def end(session: Session, row: LoginSession) -> None:
    """End a session: its next request and its open pages are refused."""
    if row.ended_at is None:
        row.ended_at = now(session)
        session.add(row)
        standing.changed(session, row.account_id)
        note(session, actor=row.account_id, verb="signed out", thing=row.account_id, login=row.id)


def end_all(session: Session, account_id: str) -> None:
    """End every session of an account."""
    for row in open_sessions(session, account_id):
        end(session, row)


def end_for(session: Session, account: Account, *, by: Actor) -> None:
    """End every session of an employee on an administrator's word, and note whose word it was."""
    note(session, actor=by.id, verb="ended sessions", thing=account.id)
    end_all(session, account.id)


def open_sessions(session: Session, account_id: str) -> list[LoginSession]:
    """Give the sessions of an account that are neither ended nor run out, the newest first."""
    moment = now(session)
    mine = select(LoginSession).where(
        LoginSession.account_id == account_id,
        col(LoginSession.ended_at).is_(None),
        col(LoginSession.seen_at) > moment - IDLE,
        col(LoginSession.created_at) > moment - LONGEST,
    )
    return list(session.exec(mine.order_by(col(LoginSession.created_at).desc(), col(LoginSession.id).desc())))


_HOLDER = select(LoginSession, Account).join(Account, col(Account.id) == col(LoginSession.account_id))
_BY_TOKEN = _HOLDER.where(LoginSession.token_hash == bindparam("token"))
_BY_ID = _HOLDER.where(LoginSession.id == bindparam("id"))


def holder(session: Session, token: str) -> tuple[LoginSession, Account] | None:
    """Give whose session the cookie belongs to; None when it is unknown, ended, idle for 30 minutes or 10 hours old."""
    return _alive(session, session.exec(_BY_TOKEN, params={"token": hashed(token)}).first())


def holder_still(session: Session, session_id: str) -> tuple[LoginSession, Account] | None:
    """Give whose session this is, whatever secret its browser has been given since; None as for `holder`."""
    return _alive(session, session.exec(_BY_ID, params={"id": session_id}).first())


def _alive(session: Session, found: tuple[LoginSession, Account] | None) -> tuple[LoginSession, Account] | None:
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
