"""Close an employee's account, open it again, and change what they are: what they had as the other ends at once."""

from sqlmodel import Session, col, select

from accounts.actor import Actor
from accounts.enrolling import end_links
from accounts.tables import ROLES, Account, LoginSession
from families.break_glass import close_again
from families.coordination import end_every
from families.team import families_of, leave_every_team
from families.without_team import without_team
from store.audit import note
from store.database import now
from store.refusal import Refusal, Unfit
from store.text import SHORT, clean_text


class NotYourself(Refusal):
    """An administrator does not close or change their own account's role."""

    sentence = "Du kan ikke lukke din egen konto eller ændre din egen rolle. Bed en anden administrator om det."


class LastAdministrator(Refusal):
    """There is always an administrator who can sign in."""

    sentence = "Der skal være mindst én administrator. Gør en anden til administrator først."


def close_account(session: Session, account: Account, *, by: Actor) -> int:
    """Close an account: its sessions, its link, its places on teams, its tasks as coordinator and its openings end at once.

    Gives how many families nobody works with any more.
    """
    _may_change(session, account, by)
    account.disabled_at = account.disabled_at or now(session)
    session.add(account)
    note(session, actor=by.id, verb="closed account", thing=account.id)
    _end_sessions(session, account.id)
    end_links(session, account.id)
    return _leave_families(session, account.id)


def open_account(session: Session, account: Account, *, by: Actor) -> None:
    """Open a closed account again; it is on no team until a colleague puts it there."""
    account.disabled_at = None
    session.add(account)
    note(session, actor=by.id, verb="opened account", thing=account.id)


def change_standing(session: Session, account: Account, *, by: Actor, role: str, unit: str) -> int:
    """Change an employee's role and unit. Whoever becomes an administrator leaves every family, and signs in anew.

    Gives how many families nobody works with any more.
    """
    if role not in ROLES:
        raise Unfit("Vælg en rolle fra listen.", field="role")
    if role != account.role:
        _may_change(session, account, by)
        _end_sessions(session, account.id)
        account.role = role
        note(session, actor=by.id, verb=f"made {role}", thing=account.id)
    account.unit = clean_text(unit, most=SHORT, lines=False, field="unit")
    session.add(account)
    return _leave_families(session, account.id) if role == "admin" else 0


def _may_change(session: Session, account: Account, by: Actor) -> None:
    if account.id == by.id:
        raise NotYourself
    admins = select(Account.id).where(Account.role == "admin", col(Account.disabled_at).is_(None)).with_for_update()
    if set(session.exec(admins)) == {account.id}:
        raise LastAdministrator


def _end_sessions(session: Session, account_id: str) -> None:
    wanted = select(LoginSession).where(LoginSession.account_id == account_id, col(LoginSession.ended_at).is_(None))
    for row in session.exec(wanted):
        row.ended_at = now(session)
        session.add(row)


def _leave_families(session: Session, account_id: str) -> int:
    had = [family.id for family in families_of(session, account_id)]
    leave_every_team(session, account_id)
    end_every(session, account_id)
    close_again(session, account_id=account_id)
    return without_team(session, had)
