"""Write the end of the chain of looks outside the database: when the server starts, each hour, and when it stops; and draw the month's samples."""

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path

from sqlalchemy.exc import IntegrityError

from accounts.reviewing import choose
from store.anchoring import anchor
from store.database import Store
from web.faults import write_down

EVERY = 3_600.0  # seconds


def anchor_now(store: Store, file: Path) -> bool:
    """Write where the chain ends now. Says whether anything came since the last anchor."""
    with store.reading() as session:
        return anchor(session, file)


def draw_now(store: Store) -> None:
    """Draw the samples of the month that is over, unless they are drawn; another process may have been first.

    A month of looks is read without holding anybody up who writes.
    """
    with store.reading() as session:
        chosen = choose(session)
    if chosen:
        with contextlib.suppress(IntegrityError), store.writing() as session:
            session.add_all(chosen)


class Anchoring:
    """Anchors the chain for as long as the server runs; a fault is logged, and tried again an hour later."""

    def __init__(self, store: Store, file: Path) -> None:
        self.store, self.file = store, file
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin, without letting anybody wait for it."""
        self._task = asyncio.create_task(self._each_hour())

    async def stop(self) -> None:
        """Anchor a last time."""
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        await self._anchor()

    async def _each_hour(self) -> None:
        while True:
            await self._anchor()
            await self._try(draw_now, self.store)
            await asyncio.sleep(EVERY)

    async def _anchor(self) -> None:
        await self._try(anchor_now, self.store, self.file)

    async def _try(self, do: Callable[..., object], *given: object) -> None:
        try:
            await asyncio.to_thread(do, *given)
        except Exception as fault:
            write_down(fault)
