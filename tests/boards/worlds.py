"""Worlds for the canaries: a family's consents and a board where every text carries a token of its own.

A world is read from drawn bytes, so that Hypothesis can make a leak small: fewer cards, consents and words. Zero is always less.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from hypothesis import strategies as st

from accounts.visibility import TABLE
from boards import reading
from boards.snapshot import BoardSnapshot, ClosingView, ScaleView, StageView
from boards.tables import Answer, Card, FollowUp, Scale, Statement, Word
from families.consent import Cover
from families.mentions import Mentions
from families.tables import Member
from meetings.snapshot import HouseWords, MeetingFacts, Seat

PARTS = ("works", "worries", "numbers", "childs_words", "rest")
KINDS = {
    **{"mor": "parent", "far": "parent", "alma": "child", "mormor": "network"},
    **{"ditte": "professional", "pernille": "professional", "hussein": "professional"},
}
STAFF = [one for one, kind in KINDS.items() if kind == "professional"]
NOW = datetime(2026, 9, 16, 13, 0, tzinfo=UTC)
TOKEN = re.compile(r"kanin\d+x")
NAMED = Mentions({"mor": frozenset({"Mor"}), "far": frozenset({"Far"})})
MEMBERS = {who: Member(family_id="f", person_id=who, kind=kind, relation="", called=who) for who, kind in KINDS.items()}
CARD, MOST_CARDS = 10, 8  # bytes that one card is read from, and cards on one board
A_BOARD = 40  # bytes that everything else is read from


class Dice:
    """Chance, read byte by byte from what was drawn; when that ends, nothing more is there."""

    def __init__(self, drawn: bytes) -> None:
        self._left = iter(drawn)

    def chance(self, percent: int) -> bool:
        """Say yes so many times in a hundred."""
        return next(self._left, 0) * 100 >= (100 - percent) * 256

    def one_of(self, choices: Sequence[str]) -> str:
        """Give one of them, at least the first."""
        return choices[next(self._left, 0) % len(choices)]

    def some_of(self, choices: Sequence[str]) -> list[str]:
        """Give each of at most eight with even chance."""
        byte = next(self._left, 0)
        return [one for bit, one in enumerate(choices) if byte >> bit & 1]


@dataclass
class World:
    """One family's consents and board: token -> what it stands on and for whom, and the snapshot that carries them."""

    yes: dict[tuple[str, str], frozenset[str]]
    own: frozenset[str] | None
    things: dict[str, Mapping[str, object]] = field(default_factory=dict)
    board: BoardSnapshot | None = field(default=None, repr=False)
    outputs: tuple[str, ...] = ("snapshot",)

    def token(self, sort: str, **about: object) -> str:
        """Give a fresh token, and remember what it stands on."""
        name = f"kanin{len(self.things)}x"
        self.things[name] = {"sort": sort, **about}
        return name

    @property
    def size(self) -> str:
        """How large it is, in one line."""
        cards = len(self.board.cards) if self.board else 0
        return f"{cards} cards, {len(self.yes)} consents of parents, {len(self.things)} tokens"


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Draw consents and a board; the pages are drawn in one of 25 and the minutes written in one of 100."""
    cards = draw(st.lists(st.binary(min_size=CARD, max_size=CARD), max_size=MOST_CARDS))
    dice = Dice(draw(st.binary(min_size=A_BOARD, max_size=A_BOARD)))
    pairs = [(parent, who) for parent in ("mor", "far") for who in STAFF]
    yes = {pair: frozenset(dice.some_of(PARTS)) for pair in pairs if dice.chance(75)}
    world = World(yes, frozenset(dice.some_of(list(KINDS))) if dice.chance(60) else None)
    if dice.chance(4):
        world.outputs += ("pages", "minutes") if dice.chance(40) else ("pages",)
    world.board = _board(world, dice, [Dice(card) for card in cards])
    return world


def cover_of(world: World) -> Cover:
    """Give the world's consents as the program reads them."""
    yes: dict[str, dict[str, frozenset[str]]] = {}
    for (giver, who), parts in world.yes.items():
        yes.setdefault(who, {})[giver] = parts
    return Cover(("mor", "far"), ("alma",), yes, {} if world.own is None else {"alma": world.own})


def _seat(world: World, who: str, dice: Dice) -> Seat:
    """Give a participant as the program seats them."""
    today, note = cover_of(world), world.token("note") if dice.chance(80) else ""
    return Seat(
        id=f"seat-{who}",
        person_id=who,
        called=who.title(),
        name=who.title(),
        kind=KINDS[who],
        role="",
        from_step=0,
        note=note,
        gives_number=True,
        attended=True,
        knocking=False,
        admitted=True,
        left=False,
        parts=today.words(MEMBERS[who]),
        without=frozenset(today.missing(MEMBERS[who])),
        audience=frozenset({TABLE}),
    )


def _board(world: World, dice: Dice, of_cards: list[Dice]) -> BoardSnapshot:
    seats = tuple(_seat(world, who, dice) for who in KINDS)
    by_id = {seat.id: seat for seat in seats}
    cards = [_card(world, position, one) for position, one in enumerate(of_cards)]
    return BoardSnapshot(
        id="b",
        seq=1,
        facts=_facts(world),
        seats=seats,
        stage=StageView(1, NOW, NOW, 0, "board", direct=False, locked=False),
        cards=tuple(
            reading._card(one, by_id, NAMED, newest=False) for one in cards if one.place != "down" or one.sent_by
        ),
        scales=(_scale(world, seats, dice),),
        statements=tuple(reading._statement(row, by_id, NAMED) for row in _statements(world, dice)),
        follow_ups=tuple(reading._follow_up(row, date(2026, 9, 16), NAMED) for row in _follow_ups(world, dice)),
        houses=_houses(world) if dice.chance(90) else (),
        words=(reading._word(Word(board_id="b", text=world.token("rest")), by_id),),
        closing=ClosingView("", "", world.token("rest"), None, None, "", next_open=True, accepted_by=""),
    )


def _card(world: World, position: int, dice: Dice) -> Card:
    anyone = lambda: dice.one_of([*[""] * 4, *(f"seat-{who}" for who in KINDS)]) or None  # noqa: E731
    card = Card(
        id=f"card-{position}",
        board_id="b",
        board_column=dice.one_of(("works", "worries", "next")),
        text="",
        said_by=anyone(),
        sent_by=anyone() if dice.chance(50) else None,
        place=dice.one_of(("up", "up", "up", "tray", "later", "down")),
        position=position,
        only_for=[f"seat-{one}" for one in dice.some_of(list(KINDS))] if dice.chance(30) else [],
    )
    if card.board_column == "next":
        card.who, card.agreement, card.helpers = anyone(), True, [one for one in [anyone()] if one]
    spoken = dice.one_of(("", "", "far", "mor"))
    people = {(one or "").removeprefix("seat-") for one in (card.said_by, card.who, *card.helpers)} | {spoken}
    known = {"card": card, "about": people & {"mor", "far"}}
    card.text = f"{world.token('card', **known)} {spoken.title()}"
    card.how_seen = world.token("card", **known) if card.agreement else ""
    return card


def _facts(world: World) -> MeetingFacts:
    return MeetingFacts(
        **{"id": "m", "family_id": "f", "family_title": world.token("table"), "children": ("Alma",), "number": 1},
        **{"purpose": world.token("rest"), "starts": NOW, "ends": NOW, "place": world.token("table"), "video": ""},
        **{"interpreter": "", "wishes": world.token("rest"), "ground_rules": "", "facilitator": "", "recorder": ""},
        **{"called_by": "", "steps": (), "opened_at": NOW, "closed_at": None, "cancelled_at": None},
    )


def _scale(world: World, seats: tuple[Seat, ...], dice: Dice) -> ScaleView:
    row = Scale(id="scale", board_id="b", title="Tryghed", zero="0", ten="10", revealed=dice.chance(60))
    answers = []
    for seat in seats:
        if dice.chance(50):
            why = world.token("number", who=seat.person_id, shown=row.revealed)
            answers.append(Answer(board_id="b", scale_id="scale", participant_id=seat.id, value=3, why=why))
    return reading._scale(row, answers, seats, [seat.id for seat in seats], {})


def _statements(world: World, dice: Dice) -> Iterator[Statement]:
    for kind in ("worry", "goal", "bottom_line"):
        if dice.chance(90):
            spoken = dice.one_of(("", "far", "mor"))
            token = world.token(kind, about={spoken} - {""})
            row = Statement(id=f"statement-{kind}", board_id="b", kind=kind, text=f"{token} {spoken.title()}")
            row.disagreement = world.token("disagreement", kind=kind, about={spoken} - {""})
            yield row


def _follow_ups(world: World, dice: Dice) -> Iterator[FollowUp]:
    for number in range(2):
        if dice.chance(90):
            spoken = dice.one_of(("", "far", "mor"))
            about = {spoken} - {""}
            text = f"{world.token('follow_up', about=about)} {spoken.title()}"
            remark = world.token("remark", about=about)
            yield FollowUp(id=f"since-{number}", board_id="b", action_id="a", text=text, remark=remark)


def _houses(world: World) -> tuple[HouseWords, ...]:
    """Made as `meetings.reading.houses` makes them; that one is asked in the worlds with a database."""
    words = frozenset({"childs_words", "child:alma"})
    return (HouseWords("Alma", "worries", (world.token("house"),), audience=words),)
