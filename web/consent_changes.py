"""What follows when a consent, custody or the day changes: open boards narrow, and who was called in vain is told so."""

from sqlmodel import Session

from accounts.actor import SYSTEM, Actor
from boards import door
from meetings import inviting
from store.database import Store
from web.faults import write_down
from web.inviting_mail import send_withdrawals, wording
from web.settings import Settings


def follow(session: Session, actor: Actor, settings: Settings, *, family_id: str) -> None:
    """Bring everything about the family in line with the consents of today."""
    door.follow_consents(session, actor, family_id=family_id)
    send_withdrawals(session, family_id, host=settings.host, wording=wording(settings))


def follow_the_day(store: Store, settings: Settings) -> None:
    """Do so for every family that calls somebody: a yes can run out, or begin, without anybody doing anything.

    Each family is a transaction of its own; a fault is written down and keeps no other family waiting.
    """
    with store.reading() as session:
        families = inviting.calling(session)
    for family_id in families:
        try:
            with store.writing() as session:
                follow(session, SYSTEM, settings, family_id=family_id)
        except Exception as fault:
            write_down(fault)
