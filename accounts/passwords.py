"""Passwords: at least twelve letters, kept as Argon2id. A password alone never opens anything: a code follows."""

import re
import secrets
import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlmodel import Session, select

from accounts.tables import Account
from store.refusal import Refusal, Unfit
from store.text import kept_address

SHORTEST, LONGEST = 12, 1_000
SAFE, LEFT, READ = 3, 8, 72  # zxcvbn's score of 0 to 4; letters beside known words; letters that zxcvbn reads
# Words that anybody would try here, whatever else stands around them.
EVERYBODYS = (
    "tavlen",
    "kommune",
    "adgangskode",
    "kodeord",
    "password",
    "velkommen",
    "møde",
    "familie",
    "sommer",
    "vinter",
)
_AT_ONCE = threading.Semaphore(2)  # each takes 19 MiB and a whole core


class WrongPassword(Refusal):
    """No account has this address and password; both read the same."""

    sentence = "E-mail eller adgangskode passer ikke. Prøv igen."
    status = 422
    field = "email"
    guessed = True


class EasyPassword(Refusal):
    """Somebody who knows this employee, or a list of stolen passwords, would guess it soon."""

    sentence = "Adgangskoden er for let at gætte. Brug flere ord, som ikke hører sammen, eller lad browseren lave en."
    status = 422
    field = "password"


def fit_password(password: str, *, about: tuple[str, ...] = ()) -> str:
    """Give what is kept of a new password; one of fewer than 12 letters, of more than 1,000, or easy to guess is refused.

    `about` are the employee's name, address and municipality. Easy is what the zxcvbn lists of stolen passwords and of
    usual patterns guess in fewer than ten thousand million tries, or what has fewer than eight letters beside the
    words that everybody here would try. It takes its time, so nobody calls it while others wait to write.
    """
    if len(password) < SHORTEST:
        raise Unfit("Adgangskoden skal have mindst {n} tegn.", field="password", n=SHORTEST)
    if len(password) > LONGEST:
        raise Unfit("Adgangskoden er for lang. Brug højst {n} tegn.", field="password", n=LONGEST)
    if _easy(password, about):
        raise EasyPassword
    with _AT_ONCE:
        return _hasher().hash(_bytes(password))


def check_password(session: Session, *, email: str, password: str) -> Account:
    """Give the account that this address and password fit; raises WrongPassword, after the same work, otherwise."""
    account = session.exec(select(Account).where(Account.email == kept_address(email))).first()
    known = account is not None and account.password_hash and account.disabled_at is None
    if not _verified(account.password_hash if account and known else _nobodys_hash(), password) or not known:
        raise WrongPassword
    assert account is not None
    return account


def _easy(password: str, about: tuple[str, ...]) -> bool:
    from zxcvbn import zxcvbn  # its lists take a moment to load, and nobody needs them to sign in

    known = sorted({*EVERYBODYS, *(word for text in about for word in re.findall(r"\w{3,}", text.lower()))}, key=len)
    rest = password.lower()
    for word in reversed(known):
        rest = rest.replace(word, "")
    return len(rest) < LEFT or zxcvbn(password[:READ], user_inputs=known)["score"] < SAFE


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
