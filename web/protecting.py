"""What pages say about protected people: of which kinds something is, and what was let through by whom."""

from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from accounts.tables import Account
from families import protection
from families.reading import people
from families.snapshot import PersonView
from families.tables import Family, Protection, ProtectionPass


@dataclass(frozen=True)
class LetThrough:
    """A text that was let through: whose protection, which kind, where, why, and who signed."""

    row: ProtectionPass
    person: str
    kind: str
    signed_by: str


def protected_kinds(
    session: Session, everybody: tuple[PersonView, ...], family_id: str
) -> list[tuple[PersonView, list[str]]]:
    """Give each person with something protected, and of which kinds, for the family's page."""
    rows = protection.in_force(session, family_id)
    kinds = {one.id: list(dict.fromkeys(row.kind for row in rows if row.person_id == one.id)) for one in everybody}
    return [(one, kinds[one.id]) for one in everybody if kinds[one.id]]


def let_through(session: Session, rows: list[ProtectionPass]) -> list[LetThrough]:
    """Give signed reasons as they are listed."""
    kinds = {row.id: row for row in session.exec(select(Protection)).all()} if rows else {}
    names = names_of(session, [row.signed_by for row in rows])
    called: dict[str, str] = {}
    for family_id in dict.fromkeys(row.family_id for row in rows):
        called |= {person.id: person.called for person in people(session, family_id)}
    return [
        LetThrough(
            row,
            called.get(kinds[row.protection_id].person_id, ""),
            kinds[row.protection_id].kind,
            names.get(row.signed_by, ""),
        )
        for row in rows
    ]


@dataclass(frozen=True)
class SignedReason:
    """A text that was let through as a leader reads it: which case, which kind, why, and who signed. Nobody of the family."""

    row: ProtectionPass
    case_ref: str
    kind: str
    signed_by: str


def count_reasons(session: Session) -> int:
    """Give how many reasons are signed in all."""
    return session.exec(select(func.count()).select_from(ProtectionPass)).one()


def signed_reasons(session: Session, *, most: int, after: int = 0) -> list[SignedReason]:
    """Give the signed reasons of every family, the newest first, for a leader."""
    wanted = (
        select(ProtectionPass, Family.case_ref, Protection.kind, Account.name)
        .join(Family, col(Family.id) == col(ProtectionPass.family_id))
        .join(Protection, col(Protection.id) == col(ProtectionPass.protection_id))
        .outerjoin(Account, col(Account.id) == col(ProtectionPass.signed_by))
        .order_by(col(ProtectionPass.signed_at).desc(), col(ProtectionPass.id))
    )
    found = session.exec(wanted.offset(after).limit(most))
    return [SignedReason(row, case or "", kind, name or "") for row, case, kind, name in found]


def names_of(session: Session, ids: list[str]) -> dict[str, str]:
    return {one: name for one, name in session.exec(select(Account.id, Account.name).where(col(Account.id).in_(ids)))}
