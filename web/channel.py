"""One board's stream in this process: what was touched when, and ready bytes for each audience."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session, select

from accounts import signing_in
from boards import log, regions
from boards.reading import snapshot
from boards.snapshot import BoardSnapshot
from boards.tables import Board
from meetings import passes
from meetings.reading import meeting
from store.database import Store
from store.refusal import NotFound
from web.regions import PAGES, Audience, draw, topics_of

Context = Callable[[Session, Board], dict[str, object]]
KEPT = 400  # frames


class Channel:
    """Reads the log once per wake, draws each touched region once per audience, and hands out the bytes.

    Everything here runs in worker threads, one at a time; only finished values are read elsewhere.
    """

    def __init__(self, store: Store, board_id: str, context: Context) -> None:
        self.store = store
        self.board_id = board_id
        self.seq = 0
        self.over = False
        self.board: BoardSnapshot | None = None
        self._context = context
        self._extra: dict[str, object] = {}
        self._now: datetime | None = None
        self._touched: dict[str, int] = {}
        self._drawn: dict[tuple[Audience, str, int], str] = {}
        self._frames: dict[tuple[Audience, int, int], bytes] = {}

    def read(self) -> bool:
        """Read what is new in the log and the board as it is now. Says whether anything was new."""
        with self.store.reading() as session:
            row = session.exec(select(Board.seq).where(Board.id == self.board_id)).first()
            if row is None:
                raise NotFound
            if row == self.seq and self.board is not None:
                return False
            board = session.get_one(Board, self.board_id)
            for event in log.events_after(session, self.board_id, self.seq):
                self._touched.update(dict.fromkeys(regions.touched(event), event.seq))
            self.board = snapshot(session, board)
            self._extra = self._context(session, board)
            self._now, self.over, self.seq = self.store.clock(), board.final is not None, board.seq
        return True

    def frame(self, audience: Audience, cursor: int) -> bytes:
        """Give what changed for this audience after `cursor` as one server-sent event; empty when nothing did.

        Regions are drawn as they are now, so an old cursor costs bytes and loses nothing.
        """
        key = (audience, cursor, self.seq)
        if key not in self._frames:
            if len(self._frames) > KEPT:
                self._frames.clear()
            self._frames[key] = self._framed(audience, cursor)
        return self._frames[key]

    def ready(self, audience: Audience, cursor: int) -> bytes | None:
        """Give the frame if somebody like this viewer was given it already."""
        return self._frames.get((audience, cursor, self.seq))

    def _framed(self, audience: Audience, cursor: int) -> bytes:
        html = "".join(
            self._region(audience, name)
            for name in PAGES[audience.page].regions
            if self._newest(audience, name) > cursor
        )
        return message(html, self.seq) if html else b""

    def _newest(self, audience: Audience, region: str) -> int:
        return max(
            (self._touched.get(topic, 0) for topic in topics_of(audience.page, region, audience.seat)), default=0
        )

    def _region(self, audience: Audience, region: str) -> str:
        key = (audience, region, self._newest(audience, region))
        if key not in self._drawn:
            if len(self._drawn) > KEPT:
                self._drawn.clear()
            assert self.board is not None
            self._drawn[key] = draw(self.board, audience, region, now=self._now or self.store.clock(), **self._extra)
        return self._drawn[key]

    @property
    def door(self) -> int:
        """The number of the last event at the door: somebody knocked, came in, or was shown out."""
        return self._touched.get("people", 0)

    def seated(self, seat_id: str) -> bool:
        """Say whether the participant is let in and not shown out, as of the last reading."""
        seat = self.board.seat(seat_id) if self.board else None
        return seat is not None and seat.admitted

    def where(self, token: str) -> str:
        """Ask where a guest stands who is not seated: `in` (perhaps on another seat), `waiting`, `over` or `out`."""
        with self.store.reading() as session:
            found = passes.holder(session, token)
            if found is None or found[1].left_at:
                return "out"
            if meeting(session, found[1].meeting_id).closed_at:
                return "over"
            return "in" if found[1].admitted_at else "waiting"

    def signed_in(self, token: str) -> bool:
        """Ask whether an employee's session still holds."""
        with self.store.reading() as session:
            return signing_in.holder(session, token) is not None


def message(html: str, seq: int) -> bytes:
    """Write an unnamed server-sent event, which htmx swaps into the page."""
    lines = "".join(f"data: {line}\n" for line in html.splitlines())
    return f"id: {seq}\n{lines}\n".encode()


def named(event: str, data: str = "") -> bytes:
    """Write a named server-sent event, which becomes an event of the page."""
    return f"event: {event}\ndata: {data}\n\n".encode()
