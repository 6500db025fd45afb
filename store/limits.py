"""How often somebody may try a secret: buckets in the database, so a restart does not empty them."""

from datetime import datetime, timedelta

from sqlmodel import Session

from store.base import Table, moment
from store.database import now
from store.refusal import Refusal


class Bucket(Table, table=True):
    """The tries of one key in one window of time; the id is the key."""

    tries: int = 0
    since: datetime = moment(optional=False)


class TooOften(Refusal):
    """Too many tries in too short a time."""

    sentence = "Der er prøvet for mange gange. Vent et minut, og prøv igen."
    status = 429


def take(session: Session, key: str, *, most: int, within: timedelta) -> None:
    """Count one try under this key, or raise TooOften when `most` tries fell `within` the window."""
    moment_now = now(session)
    bucket = session.get(Bucket, key, with_for_update=True)
    if bucket is None:
        bucket = Bucket(id=key, since=moment_now)
    elif moment_now - bucket.since >= within:
        bucket.tries, bucket.since = 0, moment_now
    if bucket.tries >= most:
        raise TooOften
    bucket.tries += 1
    session.add(bucket)
