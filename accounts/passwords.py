"""Passwords: at least twelve letters, kept as Argon2id. A password alone never opens anything: a code follows."""

import secrets
import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlmodel import Session, select

from accounts.tables import Account
from store.refusal import Refusal, Unfit
from store.text import SHORT, clean_text

SHORTEST, LONGEST = 12, 1_000
_AT_ONCE = threading.Semaphore(2)  # each takes 19 MiB and a whole core


class WrongPassword(Refusal):
    """No account has this address and password; both read the same."""

    sentence = "E-mail eller adgangskode passer ikke. Prøv igen."
    status = 422
    field = "email"
    guessed = True


def fit_password(password: str) -> str:
    """Give what is kept of a new password; one of fewer than 12 letters, or of more than 1,000, is refused.

    It takes its time, so nobody calls it while others wait to write.
    """
    if len(password) < SHORTEST:
        raise Unfit("Adgangskoden skal have mindst {n} tegn.", field="password", n=SHORTEST)
    if len(password) > LONGEST:
        raise Unfit("Adgangskoden er for lang. Brug højst {n} tegn.", field="password", n=LONGEST)
    with _AT_ONCE:
        return _hasher().hash(_bytes(password))


def check_password(session: Session, *, email: str, password: str) -> Account:
    """Give the account that this address and password fit; raises WrongPassword, after the same work, otherwise."""
    address = clean_text(email[:SHORT], lines=False).lower()
    account = session.exec(select(Account).where(Account.email == address)).first()
    known = account is not None and account.password_hash and account.disabled_at is None
    if not _verified(account.password_hash if account and known else _nobodys_hash(), password) or not known:
        raise WrongPassword
    assert account is not None
    return account


def _verified(kept: str, password: str) -> bool:
    with _AT_ONCE:
        try:
            return _hasher().verify(kept, _bytes(password[:LONGEST]))
        except (VerifyMismatchError, InvalidHashError):
            return False


def _bytes(password: str) -> bytes:
    return password.encode(errors="replace")


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@cache
def _nobodys_hash() -> str:
    return _hasher().hash(secrets.token_urlsafe(16))
