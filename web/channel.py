"""One board's stream in this process: what was touched when, and ready bytes for each audience."""

from collections.abc import Callable
from time import monotonic

from sqlmodel import Session

from accounts.visibility import Viewer
from boards import log, regions
from boards.reading import snapshot, with_cards
from boards.snapshot import BoardSnapshot, CardView
from boards.tables import Board, BoardEvent
from store.database import Store
from store.refusal import NotFound
from web.regions import PAGES, Audience, Cards, by_seat, cards_in, draw_seen, topics_of

Context = Callable[[Session, Board], dict[str, object]]
Frames = dict[tuple[Audience, int], tuple[int, bytes]]
FAR_BEHIND = 200  # events; who is further behind is sent every region
FRESH = 5.0  # seconds in which a change of cards reads cards alone


class Channel:
    """Reads the log once per wake, draws each touched region once per audience, and hands out the bytes.

    Reading and drawing happen in worker threads, one at a time; only finished values are read elsewhere.
    """

    def __init__(self, store: Store, board_id: str, context: Context) -> None:
        self.store = store
        self.board_id = board_id
        self.seq = -1  # before the first reading
        self.over = False
        self.inside: dict[
            str, tuple[frozenset[str], frozenset[str]]
        ] = {}  # who is let in -> what consent lets them read
        self.board: BoardSnapshot | None = None
        self._context = context
        self._around: dict[str, object] = {}
        self._read_at = 0.0
        self._previous = self._known_from = -1
        self._touched: dict[str, int] = {}
        self._seen: dict[Viewer, BoardSnapshot] = {}
        self._drawn: dict[tuple[Audience, str], tuple[int, Cards | None, str]] = {}
        self._before: dict[tuple[Audience, str], str] = {}
        # One value, replaced as a whole: which cards name which seat now or did at the reading before, and the frames.
        self._shown: tuple[dict[str, list[CardView]], Frames] = ({}, {})

    def read(self) -> bool:
        """Read what is new in the log and the board as it is now. Says whether anything was new."""
        with self.store.reading() as session:
            seq = log.newest(session, [self.board_id]).get(self.board_id)
            if seq is None:
                raise NotFound
            if seq == self.seq:
                return False
            known_from = seq - FAR_BEHIND
            events = log.events_after(session, self.board_id, max(self.seq, known_from))
            touched = {topic: event.seq for event in events for topic in regions.touched(event)}
            if self.board and self._fresh(events):
                board = with_cards(session, self.board, self.board_id, seq)
            else:
                board = self._read_all(session)
        self._before = {key: html for key, (drawn, _, html) in self._drawn.items() if drawn == self._newest(*key)}
        self._known_from = max(self._known_from, known_from)
        self._touched.update(touched)
        self._shown = (by_seat(self.board, board), {})
        self.board, self._seen = board, {}
        self._around["now"] = self.store.clock()
        self.inside = {seat.id: (seat.parts, seat.without) for seat in board.seats if seat.admitted}
        self._previous, self.seq = self.seq, seq
        return True

    def _fresh(self, events: list[BoardEvent]) -> bool:
        """Say whether only cards can look different: the rest was read moments ago, and these events are about cards."""
        return monotonic() - self._read_at < FRESH and all(event.subject == "card" for event in events)

    def _read_all(self, session: Session) -> BoardSnapshot:
        row = session.get_one(Board, self.board_id)
        self._around, self._read_at = self._context(session, row), monotonic()
        self.over = row.final is not None
        return snapshot(session, row)

    def frame(self, audience: Audience, cursor: int, seat: str = "") -> tuple[int, bytes]:
        """Give the board's number, and what changed for this audience after `cursor` as one server-sent event.

        The event is empty when nothing looks different. Regions are drawn as they are now, so an old cursor costs
        bytes and loses nothing. A guest in a `seat` that a card names gets what is for that seat too.
        """
        cards, frames = self._shown
        key = (audience.at(seat, cards.get(seat, ())), cursor)
        if key not in frames:
            frames[key] = self.seq, self._framed(*key)
        return frames[key]

    def ready(self, audience: Audience, cursor: int, seat: str = "") -> tuple[int, bytes] | None:
        """Give the frame if somebody like this viewer was given it already."""
        cards, frames = self._shown
        return frames.get((audience.at(seat, cards.get(seat, ())), cursor))

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
        drawn, cards, html = self._drawn.get((audience, region), (-1, None, ""))
        if drawn != newest:
            seen = self._seen_by(audience.viewer())
            shown = cards_in(seen, audience.page, region)
            if shown is None or shown != cards:
                html = draw_seen(seen, audience, region, **self._around)
            self._drawn[audience, region] = newest, shown, html
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
