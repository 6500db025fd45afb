"""When somebody may do something else than before: open streams and other processes hear of it at once."""

from sqlalchemy import bindparam, event, inspect, update
from sqlmodel import Session, col, select

from accounts.tables import Account
from store.database import announce

_NEWEST = select(Account.id, Account.standing).where(col(Account.id).in_(bindparam("accounts", expanding=True)))


def changed(session: Session, account_id: str) -> None:
    """Say that this account's rights or sessions changed: whoever follows a board with it is asked again.

    To be called by every verb that ends a session or takes a family away; a changed role and a closed account are noticed.
    """
    session.flush()
    session.execute(update(Account).where(col(Account.id) == account_id).values(standing=Account.standing + 1))
    announce(session, account_id)


def newest(session: Session, account_ids: list[str]) -> dict[str, int]:
    """Give account -> the number of its last change, for those of these accounts that are there."""
    return {
        account_id: number for account_id, number in session.connection().execute(_NEWEST, {"accounts": account_ids})
    }


@event.listens_for(Session, "before_flush")
def _notice(session: Session, *_: object) -> None:
    """Nobody can forget it: an account that is closed, or whose role changes, is told of wherever that is done."""
    for row in session.dirty:
        if isinstance(row, Account) and any(
            inspect(row).attrs[name].history.has_changes() for name in ("role", "disabled_at")
        ):
            row.standing += 1
            announce(session, row.id)
