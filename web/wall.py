"""What hangs on the big screen beside the board: the way in, and who lets people in."""

from functools import lru_cache

from markupsafe import Markup
from sqlmodel import Session

from families.guarding import guard
from families.tables import Person
from meetings import passes
from meetings.tables import Meeting
from web.settings import Settings


def beside(session: Session, meeting: Meeting, settings: Settings, code_key: bytes) -> dict[str, object]:
    """Give the open door's code and QR picture, both empty while the door is closed, and who lets people in."""
    row = passes.open_code(session, meeting.id)
    door = passes.door(row, key=code_key) if row else None
    picture = qr_picture(f"{settings.public_url}/join#{door.secret}") if door else ""
    return {"door": door, "qr": picture, "hosts": hosts(session, meeting)}


def hosts(session: Session, meeting: Meeting) -> tuple[str, ...]:
    """Give the first names of those who let people in: the facilitator and the recorder, once each; empty without them."""
    on = guard(session, meeting.family_id)
    found = [session.get(Person, one) for one in (meeting.facilitator_id, meeting.recorder_id) if one]
    first = [on.clear(person.name.split()[0]) for person in found if person]
    return tuple(dict.fromkeys(filter(None, first)))


@lru_cache(maxsize=64)
def qr_picture(address: str) -> Markup:
    """Give the QR code of a meeting's address, which is drawn once."""
    return as_qr(address)


def as_qr(address: str) -> Markup:
    """Give the QR code of an address as a drawing in the page."""
    from exports.qr import qr

    return Markup(qr(address))  # noqa: S704 - drawn by us, from an address of ours
