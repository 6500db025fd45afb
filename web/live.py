"""The stream: a cursor, not a queue. It is woken, asks for what changed after its cursor, and sends that."""

import asyncio
import logging
import re
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any

from fastapi import FastAPI, Request
from sqlmodel import Session
from starlette.types import Receive, Scope, Send

from boards.opening import board_of
from boards.tables import Board
from meetings.reading import meeting
from store.database import Store
from store.refusal import NotFound, Refusal
from web import allowed
from web.channel import Channel, named
from web.cookies import GUEST, STAFF, cookie
from web.faults import write_down
from web.here import Here
from web.hub import Hub
from web.regions import FOR_GUESTS, FOR_STAFF, PAGES, Audience
from web.wall import beside

ADDRESS = re.compile(r"^(?:/meetings/([a-z0-9-]{1,40})|/phone)/stream$")
HEARTBEAT = 15.0  # seconds
AT_MOST_EVERY = 0.025  # seconds between two flushes; the first goes at once
NEW = -1  # the cursor of a page that knows nothing: it is sent every region
MOST_STREAMS = 400  # of one board in one process
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]
log = logging.getLogger("tavlen")


@dataclass(eq=False)
class Viewer:
    """One open stream. `token` is the secret of its cookie, asked again whenever the door may have moved."""

    audience: Audience
    cursor: int
    token: str
    seat: str = ""
    woken: asyncio.Future[None] | None = None
    door: int = -1
    checked: float = 0.0
    sent: float = 0.0
    gone: bool = False

    @property
    def staff(self) -> bool:
        """Whether an employee looks, and not a guest."""
        return not self.seat

    async def hear_goodbye(self, receive: Receive) -> None:
        """Wait until the browser goes away: sending to it would not tell."""
        while (await receive())["type"] != "http.disconnect":
            pass
        self.gone = True
        self.wake()

    async def send(self, send: Send, event: bytes) -> None:
        """Send an event, and note when."""
        if event:
            self.sent = monotonic()
            await send({"type": "http.response.body", "body": event, "more_body": True})

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
        if self.task is None:
            self.hub.follow(self.channel.board_id, self.changed.set)
            self.task = asyncio.create_task(self._follow())

    def leave(self, viewer: Viewer) -> None:
        """Let a viewer out; the last one ends the reading."""
        self.viewers.discard(viewer)
        if not self.viewers and self.task:
            self.hub.leave(self.channel.board_id, self.changed.set)
            self.task.cancel()
            self.task = None

    async def frame(self, viewer: Viewer) -> bytes:
        """Give what the viewer has not seen."""
        ready = self.channel.ready(viewer.audience, viewer.cursor)
        if ready is not None:
            return ready
        async with self.reading:
            return await asyncio.to_thread(self.channel.frame, viewer.audience, viewer.cursor)

    async def _follow(self) -> None:
        while True:
            try:
                await asyncio.wait_for(self.changed.wait(), HEARTBEAT)
            except TimeoutError:
                self._wake_all()
                continue
            self.changed.clear()
            if self.hub.closing:
                self._wake_all()
                return
            if await self.read():
                self._wake_all()
                await asyncio.sleep(AT_MOST_EVERY)

    async def read(self) -> bool:
        try:
            async with self.reading:
                return await asyncio.to_thread(self._read_and_draw, {(v.audience, v.cursor) for v in self.viewers})
        except Exception as fault:
            write_down(fault)
            await asyncio.sleep(1)
            self.changed.set()
            return False

    def _read_and_draw(self, waiting: set[tuple[Audience, int]]) -> bool:
        if not self.channel.read():
            return False
        for audience, cursor in waiting:
            self.channel.frame(audience, cursor)
        return True

    def _wake_all(self) -> None:
        for viewer in self.viewers:
            viewer.wake()


class Live:
    """Answers the stream's addresses, in front of every middleware, with its own access check."""

    def __init__(self, api: FastAPI, store: Store, hub: Hub) -> None:
        self.api = api
        self.store = store
        self.hub = hub
        self.rooms: dict[str, Room] = {}

    def answers(self, scope: Scope) -> bool:
        """Say whether the request is for a stream."""
        return scope["method"] == "GET" and ADDRESS.match(scope["path"]) is not None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check who asks, then send until the viewer goes, is shown out, or the server stops."""
        request = self._request(scope, receive)
        try:
            board_id, viewer = await asyncio.to_thread(self._let_in, request)
        except Refusal as no:
            await _refuse(send, no.status)
            return
        room = self.rooms.get(board_id)
        if room is None:
            room = self.rooms[board_id] = Room(Channel(self.store, board_id, self._context), self.hub)
        if len(room.viewers) >= MOST_STREAMS or self.hub.closing:
            await _refuse(send, 503)
            return
        leaving = asyncio.create_task(viewer.hear_goodbye(receive))
        try:
            await self._stream(room, viewer, send)
        finally:
            leaving.cancel()

    async def _stream(self, room: Room, viewer: Viewer, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await send({"type": "http.response.body", "body": b"retry: 500\n\n", "more_body": True})
        room.enter(viewer)
        last = b""
        try:
            await room.read()
            if viewer.cursor > room.channel.seq:  # the database was taken from a backup
                viewer.cursor = NEW
            last = await self._until_the_end(room, viewer, send)
        finally:
            room.leave(viewer)
            if not room.viewers:
                self.rooms.pop(room.channel.board_id, None)
        await send({"type": "http.response.body", "body": last, "more_body": False})

    async def _until_the_end(self, room: Room, viewer: Viewer, send: Send) -> bytes:
        """Send what changes; give the last words when the stream must end."""
        loop = asyncio.get_running_loop()
        while not self.hub.closing and not viewer.gone:
            viewer.woken = loop.create_future()
            if goodbye := await self._goodbye(room, viewer):
                return goodbye
            if viewer.cursor < room.channel.seq:
                seq = room.channel.seq
                frame = await room.frame(viewer)
                viewer.cursor = seq
                await viewer.send(send, frame)
                if room.channel.seq > seq:
                    continue
            if room.channel.over:
                return named("over")
            await viewer.woken
            if monotonic() - viewer.sent >= HEARTBEAT - 1 and viewer.cursor >= room.channel.seq:
                await viewer.send(send, named("heartbeat"))
        return b""

    async def _goodbye(self, room: Room, viewer: Viewer) -> bytes:
        """Ask again whether the viewer may follow: a guest when the door moved, an employee at each heartbeat."""
        channel = room.channel
        if viewer.staff:
            if monotonic() - viewer.checked < HEARTBEAT:
                return b""
            viewer.checked = monotonic()
            return b"" if await asyncio.to_thread(channel.signed_in, viewer.token) else named("closed")
        waits = viewer.audience.page == "wait"
        if viewer.door == channel.door or (not waits and channel.seated(viewer.seat)):
            return b""
        viewer.door = channel.door
        where = await asyncio.to_thread(channel.where, viewer.token)
        if (waits and where == "waiting") or (not waits and where == "in"):
            return b""
        return named({"in": "admitted", "over": "over"}.get(where, "closed"))

    def _request(self, scope: Scope, receive: Receive) -> Request:
        found = ADDRESS.match(scope["path"])
        named_meeting = {"meeting_id": found[1]} if found and found[1] else {}
        return Request({**scope, "app": self.api, "path_params": named_meeting}, receive)

    def _let_in(self, request: Request) -> tuple[str, Viewer]:
        """Give the board and the viewer, or refuse."""
        with allowed.opened(request, "follow the board") as here:
            board = board_of(here.session, here.meeting.id)
            if board is None:
                raise NotFound
            return board.id, _viewer(here)

    def _context(self, session: Session, board: Board) -> dict[str, object]:
        """Give what a live page shows beside the board."""
        state = self.api.state
        row = meeting(session, board.meeting_id)
        return {"settings": state.settings, **beside(session, row, state.settings, state.code_key)}


def _viewer(here: Here) -> Viewer:
    asked, staff = here.request.query_params, here.actor.kind == "employee"
    page = asked.get("page", "")
    if page not in (FOR_STAFF if staff else FOR_GUESTS):
        raise NotFound
    audience = Audience(page=page, locale=here.locale)
    if not staff:
        mine = here.me.id if any("mine" in topics for topics in PAGES[page].regions.values()) else ""
        audience = replace(audience, full=here.me.full, seat=mine)
    text = asked.get("text", "100")
    if page == "screen" and text.isdigit() and int(text) in (90, 100, 110, 125, 135):
        audience = replace(audience, text=int(text))
    token = cookie(here.request, STAFF if staff else GUEST)
    return Viewer(audience, _cursor(here.request), token, seat="" if staff else here.me.id)


def _cursor(request: Request) -> int:
    """Give the number of the last event that the viewer has seen; the header wins over the address."""
    for sent in (request.headers.get("last-event-id"), request.query_params.get("after")):
        if sent and sent.isdigit() and len(sent) < 10:
            return int(sent)
    return NEW


async def _refuse(send: Send, status: int) -> None:
    headers: list[Any] = [(b"content-type", b"text/plain"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
