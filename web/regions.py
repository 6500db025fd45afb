"""Which pages are live, which of their regions look different after what, and what such a region looks like now."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from accounts.visibility import ALL, NOBODY, NONE, ROOM, SCREEN, Viewer, named, participant, visible
from boards.snapshot import BoardSnapshot, CardView
from templates import fragment
from web.answers import partial

COLUMNS = frozenset({"works", "worries", "next"})


@dataclass(frozen=True)
class Page:
    """A live page: its template, and its regions with the topics that they show."""

    template: str
    regions: dict[str, frozenset[str]]


PAGES = {
    "screen": Page("board/screen.html", {"screen": COLUMNS | {"scale", "stage", "closing", "people"}}),
    "recorder": Page(
        "board/recorder.html",
        {
            "works": frozenset({"works"}),
            "worries": frozenset({"worries"}),
            "next": frozenset({"next"}),
            "agenda": frozenset({"stage"}),
            "shows": frozenset({"stage"}),
            "here": frozenset({"people"}),
            "people": frozenset({"people"}),
            "door": frozenset({"people", "stage"}),
            "tray": frozenset({"tray"}),
            "scale": frozenset({"scale", "people"}),
            "since": frozenset({"since"}),
        },
    ),
    "write": Page("phone/write.html", {"step": frozenset({"stage"}), "mine": frozenset({"mine"})}),
    "board": Page(
        "phone/board.html",
        {
            "step": frozenset({"stage"}),
            "works": frozenset({"works"}),
            "worries": frozenset({"worries"}),
            "next": frozenset({"next"}),
        },
    ),
    "numbers": Page("phone/numbers.html", {"step": frozenset({"stage"}), "scale": frozenset({"scale", "people"})}),
    "wait": Page("phone/wait.html", {}),
}
Cards = tuple[CardView, ...]
FOR_STAFF = ("screen", "recorder")
FOR_GUESTS = ("write", "board", "numbers", "wait")


@dataclass(frozen=True)
class Audience:
    """Those who see the same: the same page, the same language, and the same things on it.

    `seat` is set only where a page shows something of one person alone, or a card that is for some only.
    """

    page: str
    locale: str
    parts: frozenset[str] = ALL
    without: frozenset[str] = NONE
    seat: str = ""
    text: int = 100

    def viewer(self, seat: str = "") -> Viewer:
        """Give whose eyes the page is made for. Whoever waits at the door sees nothing of the board."""
        if self.page in FOR_STAFF:
            return ROOM if self.page == "recorder" else SCREEN
        return NOBODY if self.page == "wait" else participant(seat or self.seat or "nobody", self.parts, self.without)

    def of(self, region: str) -> "Audience":
        """Give those who see the same in this region: everybody on the page, unless it shows something of one person."""
        alone = "mine" in PAGES[self.page].regions[region] or region in COLUMNS
        return self if alone else replace(self, seat="")

    def at(self, seat: str, cards: Iterable[CardView]) -> "Audience":
        """Give the audience that a guest in this seat is of, when `cards` are those that name the seat.

        Who reads a card that others like them do not is an audience of one. A seat only ever adds what is for it: what
        such an audience may see is decided by `visible`, as everywhere.
        """
        others = self.viewer()
        if self.page != "board" or all(visible(card, others) for card in cards):
            return self
        return replace(self, seat=seat)


def by_seat(*boards: BoardSnapshot | None) -> dict[str, list[CardView]]:
    """Give the cards that hang on these boards, by the participants whom they name one by one."""
    found: dict[str, list[CardView]] = {}
    for card in (card for board in boards if board for card in board.cards if card.place == "up"):
        for seat in named(card.audience):
            found.setdefault(seat, []).append(card)
    return found


def topics_of(page: str, region: str, seat: str) -> frozenset[str]:
    """Give the topics of a region; `mine` is the participant's own."""
    return frozenset(f"mine:{seat}" if topic == "mine" else topic for topic in PAGES[page].regions[region])


def cards_in(seen: BoardSnapshot, page: str, region: str) -> Cards | None:
    """Give all that a column shows, so that equal cards are not drawn again; None for any other region.

    The recorder's lists have no outline around the newest card.
    """
    if region not in COLUMNS:
        return None
    cards = seen.column(region)
    return tuple(replace(card, newest=False) for card in cards) if page == "recorder" else cards


def draw(board: BoardSnapshot, audience: Audience, region: str, **context: object) -> str:
    """Give a region of a page as it is now. Redaction happens before the template sees anything."""
    return draw_seen(board.seen_by(audience.viewer()), audience, region, **context)


def draw_seen(seen: BoardSnapshot, audience: Audience, region: str, **context: object) -> str:
    """Give a region, wrapped for its place, from a board that is redacted for this audience already.

    The context holds `now` and what hangs beside the board.
    """
    html = fragment(
        PAGES[audience.page].template,
        region,
        locale=audience.locale,
        board=seen,
        seat=seen.seat(audience.seat),
        text=audience.text,
        parts=audience.parts,
        **context,
    )
    return partial(region, html)
