"""When somebody may do something else than before: open streams and other processes hear of it at once."""

from sqlalchemy import bindparam, update
from sqlmodel import Session, col, select

from accounts.tables import Account
from store.database import announce

_NEWEST = select(Account.id, Account.standing).where(col(Account.id).in_(bindparam("accounts", expanding=True)))


def changed(session: Session, account_id: str) -> None:
    """Say that this account's rights or sessions changed: whoever follows a board with it is asked again.

    To be called by every verb that disables an account, ends a session, or takes a role or a family away.
    """
    session.flush()
    session.execute(update(Account).where(col(Account.id) == account_id).values(standing=Account.standing + 1))
    announce(session, account_id)


def newest(session: Session, account_ids: list[str]) -> dict[str, int]:
    """Give account -> the number of its last change, for those of these accounts that are there."""
    return {
        account_id: number for account_id, number in session.connection().execute(_NEWEST, {"accounts": account_ids})
    }
