"""One-time codes from an app (RFC 6238), and ten recovery codes for the day the phone is gone."""

import secrets
from hmac import compare_digest

import pyotp
from sqlalchemy import delete, update
from sqlmodel import Session, col, func, select

from accounts.tables import Account, RecoveryCode
from store.audit import note
from store.database import now
from store.refusal import Refusal
from store.sealing import mark, seal, unseal
from store.text import SHORT, kept_address

SECONDS = 30
EITHER_WAY = 1  # steps that a clock may be wrong
HOW_MANY = 10
_PURPOSE = "one-time codes"
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH, _GROUP = 24, 4  # 120 bits: more than ASVS asks of what is not hashed slowly (6.5.2)


class WrongCode(Refusal):
    """The code does not fit, or was used."""

    sentence = "Koden passer ikke. Vent på den næste i din app, og prøv igen."
    status = 422
    field = "code"
    guessed = True


class WrongRecovery(Refusal):
    """No account has this address and recovery code."""

    sentence = "E-mail eller reservekode passer ikke. Prøv igen, eller bed din administrator om et nyt link."
    status = 422
    field = "email"
    guessed = True


def new_secret(session: Session, account: Account) -> str:
    """Give a new shared secret, sealed for this account."""
    return seal(session, pyotp.random_base32(), purpose=_PURPOSE, about=account.id)


def as_text(session: Session, account: Account, sealed: str) -> str:
    """Give a sealed secret as its owner types it into an app."""
    return unseal(session, sealed, purpose=_PURPOSE, about=account.id)


def as_address(session: Session, account: Account, sealed: str) -> str:
    """Give a sealed secret as the address that an app reads from a QR code."""
    return pyotp.TOTP(as_text(session, account, sealed)).provisioning_uri(name=account.email, issuer_name="Tavlen")


def set_up(session: Session, account: Account, *, sealed: str, code: str) -> None:
    """Take a new secret into use when a code of it fits. Raises WrongCode otherwise."""
    step = _step_of(session, account, sealed, code)
    if step is None:
        raise WrongCode
    account.totp_sealed, account.totp_step = sealed, step
    session.add(account)
    session.flush()


def check(session: Session, account: Account, code: str) -> None:
    """Take a code, which is then used. Raises WrongCode for one that does not fit, or that came before."""
    step = _step_of(session, account, account.totp_sealed, code) if account.totp_sealed else None
    newer = update(Account).where(col(Account.id) == account.id, col(Account.totp_step) < (step or 0))
    if step is None or session.execute(newer.values(totp_step=step).returning(col(Account.id))).scalar() is None:
        raise WrongCode


def make_recovery(session: Session, account: Account) -> list[str]:
    """Give ten new recovery codes, to be shown once; the earlier ones end."""
    session.execute(delete(RecoveryCode).where(col(RecoveryCode.account_id) == account.id))
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)) for _ in range(HOW_MANY)]
    moment = now(session)
    for code in codes:
        session.add(RecoveryCode(account_id=account.id, code_hash=_mark(session, account.id, code), created_at=moment))
    session.flush()
    return ["-".join(code[at : at + _GROUP] for at in range(0, _LENGTH, _GROUP)) for code in codes]


def recover(session: Session, *, email: str, code: str) -> Account:
    """Use a recovery code up and give whose it is. Raises WrongRecovery, after the same work, otherwise."""
    account = session.exec(select(Account).where(Account.email == kept_address(email))).first()
    typed = "".join(letter for letter in code[:SHORT].upper() if letter.isalnum())
    typed = typed.replace("O", "0").replace("I", "1").replace("L", "1")
    kept = _mark(session, account.id if account else "", typed)
    unused = update(RecoveryCode).where(col(RecoveryCode.code_hash) == kept, col(RecoveryCode.used_at).is_(None))
    spent = session.execute(unused.values(used_at=now(session)).returning(col(RecoveryCode.account_id))).scalar()
    if account is None or spent != account.id or account.disabled_at:
        raise WrongRecovery
    note(session, actor=account.id, verb="used a recovery code", thing=account.id)
    return account


def unused_recovery(session: Session, account_id: str) -> int:
    """Give how many recovery codes are left."""
    mine = (RecoveryCode.account_id == account_id, col(RecoveryCode.used_at).is_(None))
    return session.exec(select(func.count()).select_from(RecoveryCode).where(*mine)).one()


def _step_of(session: Session, account: Account, sealed: str, code: str) -> int | None:
    """Give the number of the half minute whose code this is; None when it fits none that is near."""
    digits = "".join(letter for letter in code[:SHORT] if letter in "0123456789")
    maker, here = pyotp.TOTP(as_text(session, account, sealed)), int(now(session).timestamp()) // SECONDS
    near = range(here - EITHER_WAY, here + EITHER_WAY + 1)
    fitting = [step for step in near if compare_digest(maker.generate_otp(step), digits)]
    return fitting[-1] if fitting else None


def _mark(session: Session, account_id: str, code: str) -> str:
    return mark(session, f"{account_id} {code}", purpose="recovery codes")
