"""The link that lets a new employee in the first time. It works once, for a week; only its hash is kept."""

from datetime import timedelta

from sqlalchemy import update
from sqlmodel import Session, col

from accounts.actor import Actor
from accounts.tables import Account, Enrolment
from accounts.tokens import fresh, hashed
from store.database import now
from store.refusal import Refusal

LASTS = timedelta(days=7)


class NoLongerOpen(Refusal):
    """No open link has this secret: unknown, used and too old read the same."""

    sentence = "Linket virker ikke mere. Bed din administrator om et nyt."
    status = 422
    field = "secret"
    guessed = True


def invite(session: Session, account: Account, *, by: Actor) -> str:
    """Make the link's secret for an account; an earlier link that is still open ends. Raises Refusal for a closed account.

    The secret has 256 bits and belongs into the fragment of the address `/welcome`.
    """
    if account.disabled_at:
        raise Refusal("Kontoen er lukket. Åbn den igen først.")
    moment, secret = now(session), fresh()
    mine = update(Enrolment).where(col(Enrolment.account_id) == account.id, col(Enrolment.ends) > moment)
    session.execute(mine.values(ends=moment))
    session.add(
        Enrolment(
            account_id=account.id, token_hash=hashed(secret), made_by=by.id, created_at=moment, ends=moment + LASTS
        )
    )
    session.flush()
    return secret


def spend(session: Session, secret: str) -> Account:
    """Use the link up and give whose it is. Of any number that try at once, one succeeds; the others meet NoLongerOpen."""
    moment = now(session)
    unused = (col(Enrolment.used_at).is_(None), col(Enrolment.ends) > moment)
    link = update(Enrolment).where(col(Enrolment.token_hash) == hashed(secret), *unused)
    account_id = session.execute(link.values(used_at=moment).returning(col(Enrolment.account_id))).scalar()
    account = session.get(Account, account_id) if account_id else None
    if account is None or account.disabled_at:
        raise NoLongerOpen
    return account
