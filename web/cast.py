"""The demo's cast: who can come in with one tap."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from accounts.tables import Account
from families.tables import Person
from meetings.scheduling import is_on
from meetings.tables import Meeting, Participant
from store.database import now


def employees(session: Session) -> Sequence[Account]:
    """Give the employees of the cast."""
    return session.exec(select(Account).order_by(col(Account.name))).all()


def without_account(session: Session) -> list[Participant]:
    """Give those who are called to today's meeting and have a phone at the most."""
    wanted = (
        select(Participant, Meeting)
        .join(Meeting, col(Meeting.id) == col(Participant.meeting_id))
        .join(Person, col(Person.id) == col(Participant.person_id))
        .where(col(Person.account_id).is_(None), col(Participant.kind) != "professional")
        .order_by(col(Participant.id))
    )
    return [seat for seat, meeting in session.exec(wanted) if is_on(meeting, now(session))]
