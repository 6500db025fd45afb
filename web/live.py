"""The stream: a cursor, not a queue. It is woken, asks for what changed after its cursor, and sends that."""

import asyncio
import re
from dataclasses import replace
from time import monotonic

from fastapi import FastAPI, Request
from sqlmodel import Session
from starlette.types import Receive, Scope, Send

from accounts import signing_in
from boards.opening import board_of
from boards.tables import Board
from meetings.reading import meeting
from store.database import Store
from store.refusal import NotFound, Refusal
from web import allowed, following
from web.channel import Channel, named
from web.faults import write_down
from web.following import Room, Viewer
from web.guard import closed_doors
from web.here import Here
from web.hub import Hub
from web.regions import FOR_GUESTS, FOR_STAFF, PAGES, Audience
from web.wall import beside

ADDRESS = re.compile(r"^(?:/meetings/([a-z0-9-]{1,40})|/phone)/stream$")
NEW = -1  # the cursor of a page that knows nothing: it is sent every region
MOST_STREAMS = 400  # of one board in one process
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]
BEAT = named("heartbeat")


class Live:
    """Answers the stream's addresses, in front of every middleware, with its own access check."""

    def __init__(self, api: FastAPI, store: Store, hub: Hub) -> None:
        self.api = api
        self.store = store
        self.hub = hub
        self.rooms: dict[str, Room] = {}
        doors = closed_doors(api.state.settings)
        self.closed_doors = [(name.encode(), value.encode()) for name, value in doors.items()]

    def answers(self, scope: Scope) -> bool:
        """Say whether the request is for a stream."""
        return scope["method"] == "GET" and ADDRESS.match(scope["path"]) is not None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check who asks, then send until the viewer goes, is shown out, or the server stops."""
        try:
            board_id, viewer = await asyncio.to_thread(self._let_in, self._request(scope, receive))
        except Refusal as no:
            await self._refuse(send, no.status)
            return
        except Exception as fault:
            write_down(fault)
            await self._refuse(send, 500)
            return
        room = self.rooms.get(board_id) or Room(Channel(self.store, board_id, self._context), self.hub)
        if len(room.viewers) >= MOST_STREAMS or self.hub.closing:
            await self._refuse(send, 503)
            return
        self.rooms[board_id] = room
        room.enter(viewer)
        leaving = asyncio.create_task(viewer.hear_goodbye())
        try:
            await self._stream(room, viewer, send)
        except Exception as fault:
            write_down(fault)
        finally:
            leaving.cancel()
            room.leave(viewer)
            if not room.viewers and self.rooms.get(board_id) is room:
                del self.rooms[board_id]

    async def _stream(self, room: Room, viewer: Viewer, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS + self.closed_doors})
        await send({"type": "http.response.body", "body": b"retry: 500\n\n", "more_body": True})
        await room.read()
        if viewer.cursor > room.channel.seq:  # the database was taken from a backup
            viewer.cursor = NEW
        viewer.sent = monotonic()
        last = await self._until_the_end(room, viewer, send)
        await send({"type": "http.response.body", "body": last, "more_body": False})

    async def _until_the_end(self, room: Room, viewer: Viewer, send: Send) -> bytes:
        """Send what changes; give the last words when the stream must end.

        Whether the viewer may see is asked after the drawing and before the sending.
        """
        channel, loop = room.channel, asyncio.get_running_loop()
        while not self.hub.closing and not viewer.gone:
            viewer.woken = loop.create_future()
            seq, event = viewer.cursor, b""
            if seq < channel.seq:
                seq, event = channel.ready(viewer.audience, seq, viewer.seat) or await room.frame(viewer)
            if _unsure(channel, viewer):
                if goodbye := await self._ask_again(channel, viewer):
                    return goodbye
                continue
            viewer.cursor = seq
            if not event and monotonic() - viewer.sent >= following.HEARTBEAT * 0.9:
                event = BEAT
            if event:
                viewer.sent = monotonic()
                await send({"type": "http.response.body", "body": event, "more_body": True})
            if channel.over:
                return named("over")
            if viewer.cursor >= channel.seq:
                await viewer.woken
        return b""

    async def _ask_again(self, channel: Channel, viewer: Viewer) -> bytes:
        """Ask whether the viewer may follow, and bring up to date what it may read. Gives the last words if it may not."""
        viewer.door, viewer.checked = channel.door, monotonic()
        try:
            _, now = await asyncio.to_thread(self._let_in, viewer.request, again=True)
        except Refusal:
            return named("closed")
        viewer.standing = now.standing
        if viewer.waits == now.inside:
            return named("admitted" if viewer.waits else "closed")
        if (now.seat, now.audience) != (viewer.seat, viewer.audience):
            viewer.seat, viewer.audience, viewer.cursor = now.seat, now.audience, NEW
        return b""

    async def _refuse(self, send: Send, status: int) -> None:
        headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store"), *self.closed_doors]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    def _request(self, scope: Scope, receive: Receive) -> Request:
        found = ADDRESS.match(scope["path"])
        named_meeting = {"meeting_id": found[1]} if found and found[1] else {}
        return Request({**scope, "app": self.api, "path_params": named_meeting}, receive)

    def _let_in(self, request: Request, *, again: bool = False) -> tuple[str, Viewer]:
        """Give the board and the viewer, or refuse. To follow a board is to be there: an employee's session stays alive.

        A stream's opening is noted once; that the same viewer is asked for `again` while it is open is not a new look.
        """
        with allowed.opened(request, "follow the board", noted=not again) as here:
            board = board_of(here.session, here.meeting.id)
            if board is None:
                raise NotFound
            found = board.id, _viewer(here)
        if here.in_use:
            with self.store.writing() as session:
                signing_in.touch(session, here.in_use)
        return found

    def _context(self, session: Session, board: Board) -> dict[str, object]:
        """Give what a live page shows beside the board."""
        state = self.api.state
        row = meeting(session, board.meeting_id)
        return {"settings": state.settings, **beside(session, row, state.settings, state.code_key)}


def _unsure(channel: Channel, viewer: Viewer) -> bool:
    """Say whether the viewer's right must be asked for again.

    A guest's when the door moved; an employee's with each beat, and at once when something about the account changed.
    """
    if viewer.staff:
        return monotonic() - viewer.checked >= following.HEARTBEAT
    if viewer.door == channel.door:
        return False
    return viewer.waits or channel.inside.get(viewer.seat) != (viewer.audience.parts, viewer.audience.without)


def _viewer(here: Here) -> Viewer:
    asked, staff = here.request.query_params, here.actor.kind == "employee"
    page = asked.get("page", "")
    if page not in (FOR_STAFF if staff else FOR_GUESTS):
        raise NotFound
    audience = Audience(page=page, locale=here.locale)
    if not staff:
        mine = here.me.id if any("mine" in topics for topics in PAGES[page].regions.values()) else ""
        parts, without = frozenset(here.me.parts), frozenset(here.me.without)
        audience = replace(audience, parts=parts, without=without, seat=mine)
    text = asked.get("text", "100")
    if page == "screen" and len(text) < 4 and text.isdecimal() and 90 <= int(text) <= 200:
        audience = replace(audience, text=int(text))
    if staff:
        account = here.account
        return Viewer(audience, _cursor(here.request), here.request, account=account.id, standing=account.standing)
    inside = here.me.admitted_at is not None
    return Viewer(audience, _cursor(here.request), here.request, seat=here.me.id, inside=inside)


def _cursor(request: Request) -> int:
    """Give the number of the last event that the viewer has seen; the header wins over the address."""
    for sent in (request.headers.get("last-event-id"), request.query_params.get("after")):
        if sent and sent.isdecimal() and len(sent) < 10:
            return int(sent)
    return NEW
