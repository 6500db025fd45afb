"""Counting wrong secrets: in a transaction of their own, because a refusal rolls the request's back."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session

from store import limits
from store.audit import note
from store.database import Store
from store.refusal import Refusal

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Limit:
    """How many wrong tries one key has within a time; `heard` is told of each, in the transaction that counts it."""

    key: str
    most: int
    within: timedelta = MINUTE
    instead: type[Refusal] = limits.TooOften  # what is said when there are too many
    heard: Callable[[Session], None] | None = None


@contextmanager
def counted(store: Store, limited: Iterable[Limit], *, verb: str = "") -> Iterator[None]:
    """Refuse at once when a limit is reached, and count what turns out to be a wrong secret.

    The caller holds no writing session: the count is written while the refusal is on its way, and `verb` into the audit.
    """
    kept = tuple(limited)
    if not kept:
        yield
        return
    with store.reading() as session:
        for one in kept:
            try:
                limits.still_room(session, one.key, most=one.most, within=one.within)
            except limits.TooOften:
                raise one.instead from None
    try:
        yield
    except Refusal as no:
        if no.guessed:
            with store.writing() as session:
                if verb:
                    note(session, actor="nobody", verb=verb, thing="", why="guessed")
                for one in kept:
                    limits.take(session, one.key, most=one.most, within=one.within)
                    if one.heard:
                        one.heard(session)
        raise


def codes_of(account_id: str) -> tuple[Limit, ...]:
    """Give the limits of one account's one-time codes: who knows the password has few tries at the code."""
    return (
        Limit(f"codes {account_id}", 5),
        Limit(f"hour {account_id}", 20, 60 * MINUTE),
    )
