"""A clock that somebody moves by hand, so that what happened before can be told at its own time."""

import contextlib
from collections.abc import Iterator
from datetime import datetime, timedelta

from store.database import Store


class Dial:
    """Stands still but for a microsecond at each look, which keeps things in order; it never goes back."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """Give the time."""
        self.now += timedelta(microseconds=1)
        return self.now

    def forward(self, to: datetime) -> None:
        """Set the dial to this moment, unless it is past it already."""
        self.now = max(self.now, to)


@contextlib.contextmanager
def by_dial(store: Store, begins: datetime) -> Iterator[Dial]:
    """Let the store read a dial instead of its clock, and give the clock back afterwards."""
    real, store.clock = store.clock, Dial(begins)
    try:
        yield store.clock
    finally:
        store.clock = real
