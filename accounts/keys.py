"""Changing one's own ways in: one is always left, and what somebody else may hold ends."""

from sqlmodel import Session

from accounts.passkeys import keys_of
from accounts.signing_in import end, open_sessions
from accounts.tables import Account
from store.refusal import Refusal


def remove(session: Session, account: Account, passkey_id: str) -> None:
    """Take a passkey out of use; one that is gone already stays so. Raises Refusal for the last way in."""
    mine = keys_of(session, account.id)
    gone = next((key for key in mine if key.id == passkey_id), None)
    if gone is None:
        return
    if len(mine) == 1 and not account.totp_sealed and not account.subject:
        raise Refusal("Det er din eneste måde at logge ind på. Lav en ny, før du fjerner den.")
    session.delete(gone)


def change_password(session: Session, account: Account, kept: str, *, stays: str) -> None:
    """Take a new password into use, and end every session but the one that stays."""
    session.get_one(Account, account.id).password_hash = kept
    for row in open_sessions(session, account.id):
        if row.id != stays:
            end(session, row)
