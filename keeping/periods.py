"""Each class of data: which tables it is, how long it is kept, and between which bounds the municipality may choose."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session

from accounts.actor import Actor
from keeping.tables import RetentionPeriod
from store.database import now
from store.refusal import NotFound, Unfit
from store.text import bounded


@dataclass(frozen=True)
class Kept:
    """A class of data. Days count from what its docstring in `keeping.due` says; `tables` are those that it empties."""

    key: str
    days: int
    least: int
    most: int
    tables: tuple[str, ...] = ()


CLASSES = (
    Kept("passing", 1, 1, 7, ("guestpass", "joincode")),
    Kept("board", 30, 7, 90, ("boardevent", "card", "answer", "statement", "followup", "word", "childword")),
    Kept("unfiled", 60, 14, 60),
    Kept(
        "case",
        183,
        30,
        365,
        (
            *("family", "caseworker", "glassbreak", "person", "member", "consent", "consentperson", "question"),
            *("protection", "protectionpass", "coordination", "goal", "action", "strength"),
            *("meeting", "agendastep", "participant", "invitation", "board", "stage", "scale", "closing"),
            *("legalhold", "filing"),
        ),
    ),
    Kept("notice", 21, 7, 60),  # how long before a family goes by age its team and the leader are told
    Kept("mail", 1, 1, 14, ("outboxmail",)),
    Kept("unsent", 30, 14, 90),  # letters that never left; those about a meeting are kept as long as the family
    Kept("sign_in", 30, 1, 90, ("loginsession", "signinstep", "enrolment", "bucket")),
    Kept("account", 730, 183, 1825, ("account", "passkey", "recoverycode")),
    Kept("audit", 730, 730, 1825, ("auditentry", "sampledlooks", "accessreview")),  # never shorter than any content
    Kept("backups", 60, 1, 60),
)
BY_KEY = {kept.key: kept for kept in CLASSES}
NOTHING_PERSONAL = ("retentionperiod", "tidying", "audithead", "auditcheck")  # the installation's own numbers


def days(session: Session, key: str) -> int:
    """Give how many days the class is kept: what was chosen, within its bounds, or the default."""
    kept, chosen = BY_KEY[key], session.get(RetentionPeriod, key)
    return min(max(chosen.days, kept.least), kept.most) if chosen else kept.days


def period(session: Session, key: str) -> timedelta:
    """Give the class's days as a length of time."""
    return timedelta(days=days(session, key))


def choose(session: Session, actor: Actor, key: str, *, days: object) -> int:
    """Keep a class this many days from now on; refuses a number outside its bounds."""
    kept = BY_KEY.get(key)
    if kept is None:
        raise NotFound
    row = session.get(RetentionPeriod, key) or RetentionPeriod(id=key, days=kept.days, set_at=now(session))
    row.days = _within(kept, days)
    row.set_by, row.set_at = actor.id, now(session)
    session.add(row)
    return row.days


def _within(kept: Kept, days: object) -> int:
    try:
        return bounded(days, kept.least, kept.most, "", field=f"days-{kept.key}")
    except Unfit:
        sentence = "Skriv et antal dage fra {least} til {most}."
        raise Unfit(sentence, field=f"days-{kept.key}", least=kept.least, most=kept.most) from None
