"""Open a family outside one's team: for a reason that is written down, for 12 hours, reading only, and seen by the team."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import bindparam
from sqlmodel import Session, col, func, select

from accounts.actor import Actor
from accounts.tables import Account
from families.tables import Family, GlassBreak
from families.team import is_on_team, reached
from store import outbox
from store.database import now
from store.refusal import NotFound, Refusal, Unfit
from store.text import SHORT, clean_text, needed

LASTS = timedelta(hours=12)
SHORTEST_REASON = 10
REASON_LETTERS = 400
SUBJECT = "En sag i dit team er åbnet"
MAIL = "En sag i dit team er åbnet af en, der ikke er på teamet. Log ind for at se hvem og hvorfor."


class NoSuchCase(Refusal):
    """No family has this case number, or too many were tried: both read the same."""

    sentence = (
        "Vi kan ikke åbne en familie med det sagsnummer. Tjek nummeret. Har du prøvet mange gange, så vent et minut."
    )
    status = 422
    field = "case_ref"
    guessed = True


@dataclass(frozen=True)
class Opening:
    """Who opened a family from outside its team, when and why, and who on the team has read it."""

    id: str
    family_id: str
    case_ref: str
    name: str
    reason: str
    at: datetime
    ends: datetime
    read_by: str
    read_at: datetime | None
    title: str = ""


def break_glass(session: Session, actor: Actor, *, case_ref: str, reason: str) -> Family:
    """Open the family with this case number for reading, and tell its team at once. Whoever is on the team needs no opening."""
    why = needed(reason, "Skriv, hvorfor du skal se familien.", field="reason", most=REASON_LETTERS)
    if len(why) < SHORTEST_REASON:
        raise Unfit("Skriv en grund på mindst {n} bogstaver.", field="reason", n=SHORTEST_REASON)
    number = clean_text(case_ref[:SHORT], lines=False)
    family = session.exec(select(Family).where(Family.case_ref == number)).first() if number else None
    if family is None:
        raise NoSuchCase
    if not is_on_team(session, family.id, actor.id):
        moment = now(session)
        row = GlassBreak(family_id=family.id, account_id=actor.id, reason=why, at=moment, ends=moment + LASTS)
        session.add(row)
        session.flush()
        _tell(session, family, row)
    return family


def close_again(session: Session, *, account_id: str, family_id: str = "") -> None:
    """End the employee's openings of this family, or of all of them, at once."""
    wanted = select(GlassBreak).where(GlassBreak.account_id == account_id, col(GlassBreak.ends) > now(session))
    for row in session.exec(wanted.where(GlassBreak.family_id == family_id) if family_id else wanted):
        row.ends = now(session)
        session.add(row)
    session.flush()


def read(session: Session, family: Family, actor: Actor, *, opening_id: str) -> None:
    """Note that somebody on the team has read who opened the family and why; the first one stays."""
    row = session.get(GlassBreak, opening_id)
    if row is None or row.family_id != family.id:
        raise NotFound
    if row.read_at is None:
        row.read_by, row.read_at = actor.id, now(session)
        session.add(row)


_OPEN = (
    select(GlassBreak)
    .where(GlassBreak.family_id == bindparam("family"), GlassBreak.account_id == bindparam("account"))
    .where(col(GlassBreak.ends) > bindparam("now"))
    .order_by(col(GlassBreak.at).desc())
)


def opening_of(session: Session, family_id: str, account_id: str) -> Opening | None:
    """Give this employee's own opening of the family that still holds, or None."""
    asked = {"family": family_id, "account": account_id, "now": now(session)}
    row = session.exec(_OPEN, params=asked).first()
    return _seen(row, {}, "") if row else None


def open_to(session: Session, account_id: str) -> list[Opening]:
    """Give the families that this employee has open from outside their teams, with their names, the newest first.

    Each family is there once. On whose team the employee is by now, is open to them anyway, and is left out.
    """
    wanted = select(GlassBreak, Family).join(Family, col(Family.id) == col(GlassBreak.family_id))
    wanted = wanted.where(GlassBreak.account_id == account_id, col(GlassBreak.ends) > now(session))
    found = session.exec(wanted.order_by(col(GlassBreak.at))).all()
    newest = {family.id: replace(_seen(row, {}, family.case_ref or ""), title=family.title) for row, family in found}
    return [one for one in reversed(newest.values()) if not is_on_team(session, one.family_id, account_id)]


def openings(session: Session, family_ids: list[str], *, since: datetime) -> list[Opening]:
    """Give who opened these families from outside, the newest first; those that nobody has read, and those since then."""
    wanted = select(GlassBreak, Family).join(Family, col(Family.id) == col(GlassBreak.family_id))
    wanted = wanted.where(col(GlassBreak.family_id).in_(family_ids))
    return _listed(session, wanted.where((col(GlassBreak.at) >= since) | col(GlassBreak.read_at).is_(None)))


def every_opening(session: Session, *, most: int, after: int = 0) -> list[Opening]:
    """Give the openings of all families, the newest first, for a leader: who, when, why and which case, and no more."""
    wanted = select(GlassBreak, Family).join(Family, col(Family.id) == col(GlassBreak.family_id))
    return _listed(session, wanted.offset(after).limit(most))


def count_openings(session: Session) -> int:
    """Give how many openings there are."""
    return session.exec(select(func.count()).select_from(GlassBreak)).one()


def _listed(session: Session, wanted) -> list[Opening]:  # type: ignore[no-untyped-def]
    found = session.exec(wanted.order_by(col(GlassBreak.at).desc(), col(GlassBreak.id).desc())).all()
    asked = {account for row, _ in found for account in (row.account_id, row.read_by)}
    names = {row.id: row.name for row in session.exec(select(Account).where(col(Account.id).in_(asked)))}
    return [_seen(row, names, family.case_ref or "") for row, family in found]


def _seen(row: GlassBreak, names: dict[str, str], case_ref: str) -> Opening:
    return Opening(
        id=row.id,
        family_id=row.family_id,
        case_ref=case_ref,
        name=names.get(row.account_id, ""),
        reason=row.reason,
        at=row.at,
        ends=row.ends,
        read_by=names.get(row.read_by, ""),
        read_at=row.read_at,
    )


def _tell(session: Session, family: Family, row: GlassBreak) -> None:
    """Post a mail without any name to everybody on the team, and to the coordinators."""
    for account in reached(session, family.id):
        key, to = f"opened:{row.id}:{account.id}", {"to": account.email, "name": account.name}
        outbox.post(session, outbox.letter(session, key=key, meeting_id="", **to, subject=SUBJECT, body=MAIL))
