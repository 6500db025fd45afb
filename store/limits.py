"""How often somebody may try a secret: buckets in the database, so a restart does not empty them."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import bindparam, text, update
from sqlmodel import Session, col

from store.base import Table, UtcDateTime, may_be_id, moment
from store.database import now
from store.refusal import Refusal


class Bucket(Table, table=True):
    """The tries of one key in one window of time; the id is the key."""

    tries: int = 0
    since: datetime = moment(optional=False)


# Two first tries at once must make one bucket, on both engines.
_MAKE = text("INSERT INTO bucket (id, tries, since) VALUES (:key, 0, :since) ON CONFLICT (id) DO NOTHING").bindparams(
    bindparam("since", type_=UtcDateTime())
)


class TooOften(Refusal):
    """Too many tries in too short a time."""

    sentence = "Der er prøvet for mange gange. Vent et minut, og prøv igen."
    status = 429


def is_full(session: Session, key: str, *, most: int, within: timedelta) -> bool:
    """Say whether `most` tries fell `within` the window, without counting one."""
    bucket = session.get(Bucket, _short(key))
    return bucket is not None and now(session) - bucket.since < within and bucket.tries >= most


def take(session: Session, key: str, *, most: int, within: timedelta) -> datetime:
    """Count one try under this key, or raise TooOften when `most` tries fell `within` the window. Gives when that began.

    A refusal after it takes the count back, so a try that must count when it is refused needs a transaction of its own.
    """
    bucket = _bucket(session, key, within)
    if bucket.tries >= most:
        raise TooOften
    bucket.tries += 1
    session.add(bucket)
    return bucket.since


def give_back(session: Session, key: str, *, since: datetime) -> None:
    """Take one try off again, unless the window that it was counted in is over."""
    same = update(Bucket).where(col(Bucket.id) == _short(key), col(Bucket.since) == since, col(Bucket.tries) > 0)
    session.execute(same.values(tries=Bucket.tries - 1))


def count(session: Session, key: str, *, within: timedelta) -> int:
    """Count one under this key, and give how many that makes in the window."""
    bucket = _bucket(session, key, within)
    bucket.tries += 1
    session.add(bucket)
    return bucket.tries


def _bucket(session: Session, key: str, within: timedelta) -> Bucket:
    """Give the key's bucket, held for this transaction, and empty when its window is over."""
    moment_now, key = now(session), _short(key)
    session.execute(_MAKE.bindparams(key=key, since=moment_now))
    bucket = session.get_one(Bucket, key, with_for_update=True, populate_existing=True)
    if moment_now - bucket.since >= within:
        bucket.tries, bucket.since = 0, moment_now
    return bucket


def _short(key: str) -> str:
    """Give a key that fits in an id: an address or a name of any length and with any letters."""
    return key if may_be_id(key) else hashlib.sha256(key.encode(errors="replace")).hexdigest()[:40]
