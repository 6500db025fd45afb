"""Join codes and guest passes: issue, redeem, revoke.

The QR secret (128 bits) and the typed code (8 Crockford characters) are derived from the key file and the
row's id, so the screen can show them while the database holds only what recognises them.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from meetings.tables import GuestPass, JoinCode, Meeting, Participant
from store.clock import local, minutes
from store.database import now
from store.refusal import Refusal
from store.text import clean_text

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
OPENS_BEFORE = minutes(15)
CODE_LASTS = minutes(4 * 60)  # after the end: meetings run over
PASS_LASTS = minutes(8 * 60)


class WrongCode(Refusal):
    """No meeting has this code, or its door is closed: both read the same."""

    sentence = "Koden passer ikke. Se på skærmen i rummet."
    status = 404
    field = "code"
    guessed = True


class NotOpenYet(Refusal):
    """The meeting has a door, but it is not open yet."""

    sentence = "Mødet er ikke begyndt. Prøv igen kl. {time}."
    field = "code"


@dataclass(frozen=True)
class Door:
    """What the screen shows: the typed code as `K7QM-2XPA`, and the secret of the QR code."""

    code: str
    secret: str


def open_door(session: Session, meeting: Meeting, *, key: bytes) -> Door:
    """Make the meeting's code, or give the one that is open; a meeting that has begun opens its door at once."""
    row = open_code(session, meeting.id) or _issue(session, meeting, key)
    if meeting.opened_at and row.opens > now(session):
        row.opens = now(session)
        session.add(row)
        session.flush()
    return door(row, key=key)


def door(row: JoinCode, *, key: bytes) -> Door:
    """Give what the screen shows for this code."""
    return Door(code=_code(row.id, key), secret=_secret(row.id, key))


def renew(session: Session, meeting: Meeting, *, key: bytes) -> Door:
    """Close the present code and make another; those who are in stay in."""
    close_door(session, meeting)
    return door(_issue(session, meeting, key), key=key)


def close_door(session: Session, meeting: Meeting) -> None:
    """Let nobody knock any more."""
    if row := open_code(session, meeting.id):
        row.revoked_at = now(session)
        session.add(row)
        session.flush()


def open_code(session: Session, meeting_id: str) -> JoinCode | None:
    """Give the meeting's code that is not revoked, or None."""
    return session.exec(
        select(JoinCode).where(JoinCode.meeting_id == meeting_id, col(JoinCode.revoked_at).is_(None))
    ).first()


def redeem(session: Session, *, typed: str = "", secret: str = "", key: bytes) -> Meeting:
    """Give the meeting that the typed code or the QR secret opens, while its door is open."""
    column, value = (col(JoinCode.secret_hash), secret) if secret else (col(JoinCode.code_hash), normal(typed))
    row = session.exec(select(JoinCode).where(column == _mark(value, key), col(JoinCode.revoked_at).is_(None))).first()
    if row is None or now(session) > row.closes:
        raise WrongCode
    if now(session) < row.opens:
        raise NotOpenYet(time=local(row.opens).strftime("%H.%M"))
    meeting = session.get(Meeting, row.meeting_id)
    if meeting is None or meeting.closed_at or meeting.cancelled_at:
        raise WrongCode
    return meeting


def give_pass(session: Session, participant: Participant, meeting: Meeting) -> str:
    """Give a guest's browser its cookie; only the hash is kept. It ends 8 hours after the meeting, so that late
    words can still be copied from a phone."""
    token = secrets.token_urlsafe(32)
    ends = max(meeting.ends, now(session)) + PASS_LASTS
    session.add(GuestPass(participant_id=participant.id, token_hash=hashed(token), ends=ends))
    session.flush()
    return token


_HOLDER = (
    select(GuestPass, Participant)
    .join(Participant, col(GuestPass.participant_id) == col(Participant.id))
    .where(GuestPass.token_hash == bindparam("token"))
)


def holder(session: Session, token: str) -> tuple[GuestPass, Participant] | None:
    """Give whose pass this is, or None when it is unknown, old or revoked."""
    found = session.exec(_HOLDER, params={"token": hashed(token)}).first()
    if found is None or found[0].revoked_at or found[0].ends < now(session):
        return None
    return found[0], found[1]


def last_holder(session: Session, token: str) -> Participant | None:
    """Give whose pass this is or was, so that somebody who was shown out can be told; None for an unknown pass."""
    wanted = select(Participant).join(GuestPass, col(GuestPass.participant_id) == col(Participant.id))
    return session.exec(wanted.where(GuestPass.token_hash == hashed(token))).first()


def revoke(session: Session, participant_id: str) -> None:
    """Take back every pass of a participant."""
    wanted = select(GuestPass).where(GuestPass.participant_id == participant_id, col(GuestPass.revoked_at).is_(None))
    for row in session.exec(wanted):
        row.revoked_at = now(session)
        session.add(row)
    session.flush()


def hashed(token: str) -> str:
    """Give the SHA-256 of a token that has at least 128 bits of chance."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def normal(typed: str) -> str:
    """Give a typed code as it is compared: Crockford's alphabet, so that O is 0 and I and L are 1."""
    letters = clean_text(typed[:40], lines=False).upper().translate(str.maketrans("OIL", "011"))
    return "".join(letter for letter in letters if letter in CROCKFORD)


def opens_at(meeting: Meeting) -> datetime:
    """Give the moment from which one may knock."""
    return meeting.starts - OPENS_BEFORE


def _issue(session: Session, meeting: Meeting, key: bytes) -> JoinCode:
    opens = min(opens_at(meeting), now(session)) if meeting.opened_at else opens_at(meeting)
    closes = max(meeting.ends, now(session)) + CODE_LASTS
    row = JoinCode(meeting_id=meeting.id, code_hash="", secret_hash="", opens=opens, closes=closes)
    row.code_hash = _mark(normal(_code(row.id, key)), key)
    row.secret_hash = _mark(_secret(row.id, key), key)
    session.add(row)
    session.flush()
    return row


def _code(row_id: str, key: bytes) -> str:
    number = int.from_bytes(_derive("code", row_id, key)[:8], "big")
    letters = "".join(CROCKFORD[(number >> (5 * place)) & 31] for place in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def _secret(row_id: str, key: bytes) -> str:
    return base64.urlsafe_b64encode(_derive("secret", row_id, key)[:16]).rstrip(b"=").decode()


def _mark(value: str, key: bytes) -> str:
    return _derive("mark", value, key).hex()


def _derive(purpose: str, value: str, key: bytes) -> bytes:
    return hmac.new(key, f"{purpose}:{value}".encode(errors="replace"), hashlib.sha256).digest()


def pass_on(session: Session, from_seat: str, to_seat: str) -> None:
    """Let a guest's browser go on as somebody from the list; a pass that was taken back moves too and stays taken back."""
    for row in session.exec(select(GuestPass).where(GuestPass.participant_id == from_seat)):
        row.participant_id = to_seat
        session.add(row)
    session.flush()
