"""Counting wrong secrets: each try is counted before it is looked up, in a transaction of its own, and a right one is given back."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from store import limits
from store.database import Store
from store.refusal import Refusal
from web.looking import NOBODY, Entry, write_down_refusal

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Limit:
    """How many wrong tries one key has within a time; `heard` is told of each, in a transaction of its own."""

    key: str
    most: int
    within: timedelta = MINUTE
    instead: type[Refusal] = limits.TooOften  # what is said when there are too many
    heard: Callable[[Session], None] | None = None


Counted = list[tuple[str, datetime]]  # key and the window in which one try was counted


class _Full(Exception):
    """A limit is reached."""

    def __init__(self, limit: Limit) -> None:
        self.limit = limit


@contextmanager
def counted(store: Store, limited: Iterable[Limit], *, verb: str = "", thing: str = "") -> Iterator[None]:
    """Count a try before it is looked up, or refuse it at once when a limit is reached; any number at once changes nothing.

    What turns out not to be a wrong secret is given back; a fault is not. The caller holds no writing session. A wrong
    secret leaves a line in the audit when a `verb` is given, about the `thing`; too many leave one for each window.
    """
    kept = tuple(limited)
    try:
        took = _count(store, kept) if kept else []
    except _Full as full:
        no = full.limit.instead()
        if verb and _first(store, full.limit):
            write_down_refusal(store, Entry(NOBODY, verb, thing, "", "too often", ""))
            no.noted = True
        raise no from None
    try:
        yield
    except Refusal as no:
        if took and no.guessed:
            _hear(store, kept)
            if verb and not no.noted:
                write_down_refusal(store, Entry(NOBODY, verb, thing, "", "guessed", ""))
                no.noted = True
        else:
            _give_back(store, took)
        raise
    _give_back(store, took)


def _count(store: Store, kept: tuple[Limit, ...]) -> Counted:
    """Count one try under each key, or under none when one is full; who floods us with tries makes no writer wait."""
    with store.reading() as session:
        for one in kept:
            if limits.is_full(session, one.key, most=one.most, within=one.within):
                raise _Full(one)
    with store.writing() as session:
        return [(one.key, _taken(session, one)) for one in kept]


def _taken(session: Session, one: Limit) -> datetime:
    try:
        return limits.take(session, one.key, most=one.most, within=one.within)
    except limits.TooOften:
        raise _Full(one) from None


def _first(store: Store, one: Limit) -> bool:
    """Say whether this try is the first in the window that was one too many."""
    told = f"too often: {one.key}"
    with store.reading() as session:
        if limits.is_full(session, told, most=1, within=one.within):
            return False
    try:
        with store.writing() as session:
            limits.take(session, told, most=1, within=one.within)
    except limits.TooOften:
        return False
    return True


def _hear(store: Store, kept: tuple[Limit, ...]) -> None:
    heard = [one.heard for one in kept if one.heard]
    if heard:
        with store.writing() as session:
            for hear in heard:
                hear(session)


def _give_back(store: Store, took: Counted) -> None:
    if took:
        with store.writing() as session:
            for key, since in took:
                limits.give_back(session, key, since=since)


def codes_of(account_id: str) -> tuple[Limit, ...]:
    """Give the limits of one account's one-time codes: who knows the password has few tries at the code."""
    return (
        Limit(f"codes {account_id}", 5),
        Limit(f"hour {account_id}", 20, 60 * MINUTE),
    )
