"""A step between two requests of one browser, known by a cookie: it lasts some minutes and is used once."""

from datetime import timedelta

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from accounts.tables import SignInStep
from accounts.tokens import fresh, hashed
from store import limits
from store.clock import minutes
from store.database import now
from store.refusal import Refusal

LASTS = minutes(10)
MOST = 600  # begun in a minute, by everybody together: no stranger fills the database


class StepOver(Refusal):
    """The step is unknown, used, too old, or of another browser."""

    sentence = "Det tog for lang tid, eller det er gjort én gang. Begynd forfra."
    status = 422


def begin(
    session: Session,
    kind: str,
    *,
    account: str | None = None,
    secret: str = "",
    then: str = "/",
    lasts: timedelta = LASTS,
) -> str:
    """Begin a step. Gives the secret for the browser's cookie; steps that are over are forgotten."""
    moment, token = now(session), fresh()
    limits.take(session, "sign-in steps", most=MOST, within=minutes(1))
    session.execute(delete(SignInStep).where(col(SignInStep.ends) < moment))
    session.add(
        SignInStep(
            token_hash=hashed(token), kind=kind, account_id=account, secret=secret, then=then, ends=moment + lasts
        )
    )
    session.flush()
    return token


def under_way(session: Session, token: str, *kinds: str) -> SignInStep:
    """Give the browser's step of one of these kinds, without using it. Raises StepOver when there is none."""
    wanted = select(SignInStep).where(SignInStep.token_hash == hashed(token), col(SignInStep.used_at).is_(None))
    row = session.exec(wanted).first()
    if row is None or row.kind not in kinds or row.ends <= now(session):
        raise StepOver
    return row


def spend(session: Session, token: str, *kinds: str) -> SignInStep:
    """Use the step. Of any number that try at once, one succeeds; the others meet StepOver."""
    row = under_way(session, token, *kinds)
    unused = update(SignInStep).where(col(SignInStep.id) == row.id, col(SignInStep.used_at).is_(None))
    if session.execute(unused.values(used_at=now(session)).returning(col(SignInStep.id))).scalar() is None:
        raise StepOver
    return row
