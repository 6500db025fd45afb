"""Those who follow one board in this process: each with a cursor, and one task that reads the log for all."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass

from fastapi import Request

from web.channel import Channel
from web.faults import write_down
from web.hub import Hub
from web.regions import Audience

HEARTBEAT = 15.0  # seconds
NEVER = float("-inf")
AT_MOST_EVERY = 0.025  # seconds between two flushes; the first goes at once


@dataclass(eq=False)
class Viewer:
    """One open stream. `request` is what it came with, asked again whenever it may have lost its right to follow."""

    audience: Audience
    cursor: int
    request: Request
    seat: str = ""
    account: str = ""
    standing: int = 0  # the count of the account's changes when it was last asked
    inside: bool = True
    woken: asyncio.Future[None] | None = None
    door: int = -1
    checked: float = NEVER
    sent: float = 0.0
    gone: bool = False

    @property
    def staff(self) -> bool:
        """Whether an employee looks, and not a guest."""
        return not self.seat

    @property
    def waits(self) -> bool:
        """Whether a guest stands at the door, and is shown nothing of the board."""
        return self.audience.page == "wait"

    def doubt(self) -> None:
        """Ask at once whether the viewer may still follow: something about its account changed."""
        self.checked = NEVER
        self.wake()

    async def hear_goodbye(self) -> None:
        """Wait until the browser goes away: sending to it would not tell."""
        while (await self.request.receive())["type"] != "http.disconnect":
            pass
        self.gone = True
        self.wake()

    def wake(self) -> None:
        """Let the viewer's stream go on."""
        if self.woken and not self.woken.done():
            self.woken.set_result(None)


class Room:
    """The viewers of one board in this process, and the one task that reads the log for them."""

    def __init__(self, channel: Channel, hub: Hub) -> None:
        self.channel = channel
        self.hub = hub
        self.viewers: set[Viewer] = set()
        self.changed = asyncio.Event()
        self.reading = asyncio.Lock()
        self.task: asyncio.Task[None] | None = None

    def enter(self, viewer: Viewer) -> None:
        """Let a viewer in; the first one starts the reading."""
        self.viewers.add(viewer)
        if viewer.account:
            self.hub.follow(viewer.account, viewer.doubt, lambda: viewer.standing)
        if self.task is None:
            self.hub.follow(self.channel.board_id, self.changed.set, lambda: self.channel.seq)
            self.task = asyncio.create_task(self._follow())

    def leave(self, viewer: Viewer) -> None:
        """Let a viewer out; the last one ends the reading."""
        self.viewers.discard(viewer)
        if viewer.account:
            self.hub.leave(viewer.account, viewer.doubt)
        if not self.viewers and self.task:
            self.hub.leave(self.channel.board_id, self.changed.set)
            self.task.cancel()
            self.task = None

    async def frame(self, viewer: Viewer) -> tuple[int, bytes]:
        """Give the board's number and what the viewer has not seen of it."""
        async with self.reading:
            return await asyncio.to_thread(self.channel.frame, viewer.audience, viewer.cursor, viewer.seat)

    async def read(self) -> bool:
        """Read what is new and draw it for those who are here. Says whether anything was new."""
        try:
            async with self.reading:
                return await asyncio.to_thread(
                    self._read_and_draw, {(v.audience, v.cursor, v.seat) for v in self.viewers}
                )
        except Exception as fault:
            write_down(fault)
            await asyncio.sleep(1)
            self.changed.set()
            return False

    async def _follow(self) -> None:
        clock = asyncio.get_running_loop().time
        beat = clock() + HEARTBEAT
        while not self.hub.closing:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.changed.wait(), beat - clock())
            self.changed.clear()
            new, due = await self.read(), clock() >= beat
            if new or due:
                self._wake_all()
            if due:
                beat = clock() + HEARTBEAT
            if new:
                await asyncio.sleep(AT_MOST_EVERY)
        self._wake_all()

    def _read_and_draw(self, waiting: set[tuple[Audience, int, str]]) -> bool:
        if not self.channel.read():
            return False
        for audience, cursor, seat in waiting:
            try:
                self.channel.frame(audience, cursor, seat)
            except Exception as fault:  # one page that cannot be drawn must not hold up the others
                write_down(fault)
        return True

    def _wake_all(self) -> None:
        for viewer in self.viewers:
            viewer.wake()
