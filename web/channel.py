"""One board's stream in this process: what was touched when, and ready bytes for each audience."""

from collections.abc import Callable

from sqlmodel import Session, select

from accounts.visibility import Viewer
from boards import log, regions
from boards.reading import snapshot
from boards.snapshot import BoardSnapshot
from boards.tables import Board
from store.database import Store
from store.refusal import NotFound
from web.regions import PAGES, Audience, draw_seen, topics_of

Context = Callable[[Session, Board], dict[str, object]]
FAR_BEHIND = 200  # events; who is further behind is sent every region


class Channel:
    """Reads the log once per wake, draws each touched region once per audience, and hands out the bytes.

    Reading and drawing happen in worker threads, one at a time; only finished values are read elsewhere.
    """

    def __init__(self, store: Store, board_id: str, context: Context) -> None:
        self.store = store
        self.board_id = board_id
        self.seq = -1  # before the first reading
        self.over = False
        self.inside: dict[str, bool] = {}  # who is let in -> whether they may read everything
        self.board: BoardSnapshot | None = None
        self._context = context
        self._around: dict[str, object] = {}
        self._previous = self._known_from = -1
        self._touched: dict[str, int] = {}
        self._seen: dict[Viewer, BoardSnapshot] = {}
        self._drawn: dict[tuple[Audience, str], tuple[int, str]] = {}
        self._before: dict[tuple[Audience, str], str] = {}
        self._frames: dict[tuple[Audience, int], tuple[int, bytes]] = {}

    def read(self) -> bool:
        """Read what is new in the log and the board as it is now. Says whether anything was new."""
        with self.store.reading() as session:
            seq = session.exec(select(Board.seq).where(Board.id == self.board_id)).first()
            if seq is None:
                raise NotFound
            if seq == self.seq:
                return False
            row, known_from = session.get_one(Board, self.board_id), seq - FAR_BEHIND
            events = log.events_after(session, self.board_id, max(self.seq, known_from))
            touched = {topic: event.seq for event in events for topic in regions.touched(event)}
            board, around, over = snapshot(session, row), self._context(session, row), row.final is not None
        self._before = {key: html for key, (drawn, html) in self._drawn.items() if drawn == self._newest(*key)}
        self._known_from = max(self._known_from, known_from)
        self._touched.update(touched)
        self.board, self._around, self._seen, self._frames = board, {"now": self.store.clock(), **around}, {}, {}
        self.inside = {seat.id: seat.full for seat in board.seats if seat.admitted}
        self._previous, self.seq, self.over = self.seq, seq, over
        return True

    def frame(self, audience: Audience, cursor: int) -> tuple[int, bytes]:
        """Give the board's number, and what changed for this audience after `cursor` as one server-sent event.

        The event is empty when nothing looks different. Regions are drawn as they are now, so an old cursor costs
        bytes and loses nothing.
        """
        key = (audience, cursor)
        if key not in self._frames:
            self._frames[key] = self.seq, self._framed(audience, cursor)
        return self._frames[key]

    def ready(self, audience: Audience, cursor: int) -> tuple[int, bytes] | None:
        """Give the frame if somebody like this viewer was given it already."""
        return self._frames.get((audience, cursor))

    @property
    def door(self) -> int:
        """The number of the last event at the door: somebody knocked, came in, or was shown out."""
        return self._touched.get("people", 0)

    def _framed(self, audience: Audience, cursor: int) -> bytes:
        html = "".join(self._region(audience.of(name), name, cursor) for name in PAGES[audience.page].regions)
        return message(html, self.seq) if html else b""

    def _region(self, audience: Audience, region: str, cursor: int) -> str:
        """Give a region for those who saw the board at `cursor`; nothing when it looks to them as it did."""
        newest = self._newest(audience, region)
        if newest <= cursor:
            return ""
        html = self._as_now(audience, region, newest)
        unchanged = cursor == self._previous and self._before.get((audience, region)) == html
        return "" if unchanged else html

    def _as_now(self, audience: Audience, region: str, newest: int) -> str:
        drawn, html = self._drawn.get((audience, region), (-1, ""))
        if drawn != newest:
            html = draw_seen(self._seen_by(audience.viewer()), audience, region, **self._around)
            self._drawn[audience, region] = newest, html
        return html

    def _newest(self, audience: Audience, region: str) -> int:
        topics = topics_of(audience.page, region, audience.seat)
        return max(self._known_from, 0, *(self._touched.get(topic, 0) for topic in topics))

    def _seen_by(self, viewer: Viewer) -> BoardSnapshot:
        """Redaction happens here, before any template sees anything."""
        assert self.board is not None
        if viewer not in self._seen:
            self._seen[viewer] = self.board.seen_by(viewer)
        return self._seen[viewer]


def message(html: str, seq: int) -> bytes:
    """Write an unnamed server-sent event, which htmx swaps into the page."""
    lines = "".join(f"data: {line}\n" for line in html.splitlines())
    return f"id: {seq}\n{lines}\n".encode()


def named(event: str, data: str = "") -> bytes:
    """Write a named server-sent event, which becomes an event of the page."""
    return f"event: {event}\ndata: {data}\n\n".encode()
