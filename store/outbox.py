"""A mail is a row before it is a mail."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, select

from store.base import Table, moment
from store.database import now


class OutboxMail(Table, table=True):
    """One mail to one person. `calendar` holds the iCalendar object, `method` its METHOD, both empty for a plain mail."""

    key: str = Field(unique=True)
    at: datetime = moment(optional=False)
    meeting_id: str = Field(index=True)
    to: str
    name: str
    subject: str
    body: str
    calendar: str = ""
    method: str = ""
    sent_at: datetime | None = moment()


def post(session: Session, mail: OutboxMail) -> bool:
    """Put a mail in the outbox; the same key is posted once, and False says that it was there."""
    if session.exec(select(OutboxMail.id).where(OutboxMail.key == mail.key)).first():
        return False
    try:
        with session.begin_nested():
            session.add(mail)
    except IntegrityError:  # another process posted it in the meantime
        return False
    return True


def letter(session: Session, *, key: str, meeting_id: str, to: str, name: str, subject: str, body: str) -> OutboxMail:
    """Make a mail that is not yet posted."""
    return OutboxMail(key=key, at=now(session), meeting_id=meeting_id, to=to, name=name, subject=subject, body=body)
