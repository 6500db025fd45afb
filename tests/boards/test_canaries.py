"""Canary worlds: whatever the consents, nobody is given a word that is not theirs, on any page or paper.

Every text carries a token of its own. The rules are written here a second time, in other words, and what each viewer is
given is compared with them. `CANARY_WORLDS` makes more worlds than the suite's.
"""

import os
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from random import Random

import pytest

from accounts.visibility import NOBODY, ROOM, SCREEN, TABLE, Viewer, participant
from boards import reading
from boards.snapshot import BoardSnapshot, ClosingView, ScaleView, StageView
from boards.tables import Answer, Card, FollowUp, Scale, Statement, Word
from exports.minutes import minutes
from families.consent import Cover
from families.mentions import Mentions
from families.tables import Member
from meetings.snapshot import HouseWords, MeetingFacts, Seat
from tests.exports.checking import parts_of
from web.regions import PAGES, Audience, draw
from web.settings import Settings

WORLDS = int(os.environ.get("CANARY_WORLDS", "2000"))
DRAWN_EVERY, WRITTEN_EVERY = 25, 100  # worlds whose pages are drawn, and whose minutes are written
PARTS = ("works", "worries", "numbers", "childs_words", "rest")
KINDS = {
    **{"mor": "parent", "far": "parent", "alma": "child", "mormor": "network"},
    **{"ditte": "professional", "pernille": "professional", "hussein": "professional"},
}
STAFF = [one for one, kind in KINDS.items() if kind == "professional"]
NOW = datetime(2026, 9, 16, 13, 0, tzinfo=UTC)
TOKEN = re.compile(r"kanin\d+x")


@dataclass
class World:
    """One family's consents and board: token -> what it stands on and for whom, and the snapshot that carries them."""

    yes: dict[tuple[str, str], frozenset[str]]
    own: frozenset[str] | None
    things: dict[str, dict[str, object]] = field(default_factory=dict)
    board: BoardSnapshot | None = None

    def token(self, sort: str, **about: object) -> str:
        """Give a fresh token, and remember what it stands on."""
        name = f"kanin{len(self.things)}x"
        self.things[name] = {"sort": sort, **about}
        return name


def a_world(dice: Random) -> World:
    """Make consents and a board by chance."""
    some = lambda: frozenset(part for part in PARTS if dice.random() < 0.6)  # noqa: E731
    yes = {(p, who): some() for p in ("mor", "far") for who in STAFF if dice.random() < 0.75}
    own = frozenset(one for one in KINDS if dice.random() < 0.5) if dice.random() < 0.6 else None
    world = World(yes, own)
    world.board = _board(world, dice)
    return world


def cover_of(world: World) -> Cover:
    """Give the world's consents as the program reads them."""
    yes: dict[str, dict[str, frozenset[str]]] = {}
    for (giver, who), parts in world.yes.items():
        yes.setdefault(who, {})[giver] = parts
    return Cover(("mor", "far"), ("alma",), yes, {} if world.own is None else {"alma": world.own})


def seat_of(world: World, who: str) -> Seat:
    """Give a participant as the program seats them."""
    member = Member(family_id="f", person_id=who, kind=KINDS[who], relation="", called=who)
    today, note = cover_of(world), world.token("note")
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
        parts=today.words(member),
        without=frozenset(today.missing(member)),
        audience=frozenset({TABLE}),
    )


def _board(world: World, dice: Random) -> BoardSnapshot:
    seats = tuple(seat_of(world, who) for who in KINDS)
    by_id = {seat.id: seat for seat in seats}
    named = Mentions({"mor": frozenset({"Mor"}), "far": frozenset({"Far"})})
    anyone = lambda: f"seat-{dice.choice(list(KINDS))}" if dice.random() < 0.6 else None  # noqa: E731
    cards = []
    for position in range(dice.randint(2, 8)):
        card = Card(
            id=f"card-{position}",
            board_id="b",
            board_column=dice.choice(("works", "worries", "next")),
            text="",
            said_by=anyone(),
            sent_by=anyone() if dice.random() < 0.3 else None,
            place=dice.choice(("up", "up", "up", "tray", "later", "down")),
            position=position,
            only_for=[f"seat-{one}" for one in KINDS if dice.random() < 0.3] if dice.random() < 0.3 else [],
        )
        if card.board_column == "next":
            card.who, card.agreement, card.helpers = anyone(), True, [one for one in [anyone()] if one]
        if card.place == "down" and not card.sent_by:
            continue
        spoken = dice.choice((None, None, "far", "mor"))
        people = {(one or "").removeprefix("seat-") for one in (card.said_by, card.who, *card.helpers)} | {spoken}
        known = {"card": card, "about": people & {"mor", "far"}}
        card.text = f"{world.token('card', **known)} {(spoken or '').title()}"
        card.how_seen = world.token("card", **known) if card.agreement else ""
        cards.append(reading._card(card, by_id, named, newest=False))
    return BoardSnapshot(
        id="b",
        seq=1,
        facts=_facts(world),
        seats=seats,
        stage=StageView(1, NOW, NOW, 0, "board", direct=False, locked=False),
        cards=tuple(cards),
        scales=(_scale(world, seats, dice),),
        statements=tuple(_statements(world, by_id, named, dice)),
        follow_ups=tuple(_follow_ups(world, named, dice)),
        houses=_houses(world),
        words=(reading._word(Word(board_id="b", text=world.token("rest")), by_id),),
        closing=ClosingView("", "", world.token("rest"), None, None, "", next_open=True, accepted_by=""),
    )


def _facts(world: World) -> MeetingFacts:
    return MeetingFacts(
        **{"id": "m", "family_id": "f", "family_title": world.token("table"), "children": ("Alma",), "number": 1},
        **{"purpose": world.token("rest"), "starts": NOW, "ends": NOW, "place": world.token("table"), "video": ""},
        **{"interpreter": "", "wishes": world.token("rest"), "ground_rules": "", "facilitator": "", "recorder": ""},
        **{"called_by": "", "steps": (), "opened_at": NOW, "closed_at": None, "cancelled_at": None},
    )


def _scale(world: World, seats: tuple[Seat, ...], dice: Random) -> ScaleView:
    row = Scale(id="scale", board_id="b", title="Tryghed", zero="0", ten="10", revealed=dice.random() < 0.6)
    answers = []
    for seat in seats:
        if dice.random() < 0.5:
            why = world.token("number", who=seat.person_id, shown=row.revealed)
            answers.append(Answer(board_id="b", scale_id="scale", participant_id=seat.id, value=3, why=why))
    return reading._scale(row, answers, seats, [seat.id for seat in seats], {})


def _statements(world: World, by_id, named: Mentions, dice: Random):  # type: ignore[no-untyped-def]
    for number, kind in enumerate(("worry", "goal", "bottom_line")):
        spoken = dice.choice((None, "far", "mor"))
        token = world.token(kind, about={spoken} - {None})
        row = Statement(
            id=f"statement-{number}",
            board_id="b",
            kind=kind,
            text=f"{token} {(spoken or '').title()}",
            disagreement=world.token("disagreement", kind=kind, about={spoken} - {None}),
        )
        yield reading._statement(row, by_id, named)


def _follow_ups(world: World, named: Mentions, dice: Random):  # type: ignore[no-untyped-def]
    for number in range(2):
        spoken = dice.choice((None, "far", "mor"))
        about = {spoken} - {None}
        text = f"{world.token('follow_up', about=about)} {(spoken or '').title()}"
        remark = world.token("remark", about=about)
        row = FollowUp(id=f"since-{number}", board_id="b", action_id="a", text=text, remark=remark)
        yield reading._follow_up(row, date(2026, 9, 16), named)


def _houses(world: World) -> tuple[HouseWords, ...]:
    """Made as `meetings.reading.houses` makes them; that one is asked in the worlds with a database."""
    words = frozenset({"childs_words", "child:alma"})
    return (HouseWords("Alma", "worries", (world.token("house"),), audience=words),)


# ── the rules once more, in other words ──


def lacks(world: World, who: str) -> set[str]:
    """Give the parents who have not said yes to this person."""
    return {p for p in ("mor", "far") if (p, who) not in world.yes} if who in STAFF else set()


def opened(world: World, who: str) -> set[str]:
    """Give what both parents open to this person; everything to the family and its own."""
    if who not in STAFF:
        return set(PARTS)
    return set() if lacks(world, who) else set(world.yes["mor", who] & world.yes["far", who])


def hears_alma(world: World, who: str) -> bool:
    """Say whether Alma's own words are for this person."""
    if who in ("alma", "mor", "far"):
        return True
    if world.own is None:
        return "childs_words" in opened(world, who)
    return who in world.own and not (who in STAFF and len(lacks(world, who)) == 2)


def may_read(world: World, thing: dict[str, object], who: str) -> bool:
    """Say whether a thing is for this viewer: a person, `screen`, `recorder` or `outsider`."""
    sort, about = thing["sort"], thing.get("about") or set()
    if who == "outsider":
        return False
    if sort == "table":
        return True
    if sort == "house":
        return who not in ("screen", "recorder") and hears_alma(world, who)
    if sort == "card":
        return _may_read_card(world, thing["card"], about, who)  # type: ignore[arg-type]
    if sort == "number" and not thing["shown"]:
        return who in ("recorder", thing["who"])
    if who in ("screen", "recorder"):
        return True
    if sort == "number":
        return who == thing["who"] or "numbers" in opened(world, who)
    parts, lacking = opened(world, who), lacks(world, who)
    if sort in ("goal", "follow_up"):
        return not about & lacking  # type: ignore[operator]
    if sort == "worry":
        return {"worries", "rest"} <= parts
    if sort == "disagreement":
        return "rest" in parts and (thing["kind"] != "worry" or "worries" in parts)
    return "rest" in parts  # remark, bottom line, note, purpose, wishes, why, last round


def _may_read_card(world: World, card: Card, about: set[str], who: str) -> bool:
    seat = f"seat-{who}"
    if card.sent_by == seat:
        return True
    if card.place != "up":
        return who == "recorder" and card.place != "down"
    if who == "recorder":
        return True
    if card.only_for and seat not in card.only_for:
        return False
    if who == "screen":
        return True
    return (card.board_column == "next" or card.board_column in opened(world, who)) and not about & lacks(world, who)


# ── what each viewer is given ──


def viewers(world: World) -> dict[str, Viewer]:
    """Give everybody who looks."""
    assert world.board
    seats = {str(s.person_id): participant(s.id, s.parts, s.without) for s in world.board.seats}
    return seats | {"screen": SCREEN, "recorder": ROOM, "outsider": NOBODY}


def leaks(world: World, who: str, text: str) -> set[str]:
    """Give the tokens in a text that are not for this viewer."""
    return {one for one in set(TOKEN.findall(text)) if not may_read(world, world.things[one], who)}


def given_in_snapshot(world: World, who: str, viewer: Viewer) -> str:
    """Give all texts that a template or a writer could be handed for this viewer.

    The facts of a meeting go to no page for somebody outside: an outsider is asked about the things on the board.
    """
    assert world.board
    seen = world.board.seen_by(viewer)
    return repr(replace(seen, facts=None)) if who == "outsider" else repr(seen)  # type: ignore[arg-type]


def drawn(world: World, who: str) -> str:
    """Give every region of the viewer's pages, as the stream sends them."""
    assert world.board
    if who in ("screen", "recorder"):
        audiences = [Audience(who, "da")]
    else:
        seat = next(s for s in world.board.seats if s.person_id == who)
        mine = {"write": seat.id}
        audiences = [
            Audience(tab, "da", seat.parts, seat.without, mine.get(tab, "")) for tab in ("write", "board", "numbers")
        ]
    beside = {"now": NOW, "settings": Settings(), "door": None, "qr": "", "host": ""}
    return "".join(draw(world.board, one, region, **beside) for one in audiences for region in PAGES[one.page].regions)


def written(world: World, viewer: Viewer) -> str:
    """Give the minutes as this viewer gets them: every part of the file, its properties too."""
    assert world.board
    return "".join(part.decode("utf-8", "replace") for part in parts_of(minutes(world.board.seen_by(viewer))).values())


def found_in(world: World, number: int) -> tuple[int, list[tuple[str, str, set[str]]]]:
    """Give how many outputs were looked at, and who was given what in which of them without a right to it."""
    looked, found = 0, []
    for who, viewer in viewers(world).items():
        outputs = {"snapshot": given_in_snapshot(world, who, viewer)}
        if number % DRAWN_EVERY == 0 and who != "outsider":
            outputs["pages"] = drawn(world, who)
        if number % WRITTEN_EVERY == 0 and who in KINDS:
            outputs["minutes"] = written(world, viewer)
        looked += len(outputs)
        found += [(who, output, wrong) for output, text in outputs.items() if (wrong := leaks(world, who, text))]
    return looked, found


def test_in_no_world_is_anybody_given_what_is_not_theirs(capsys: pytest.CaptureFixture[str]) -> None:
    looked = tokens = 0
    for number in range(WORLDS):
        world = a_world(Random(number))
        more, found = found_in(world, number)
        assert found == [], f"world {number}"
        looked, tokens = looked + more, tokens + len(world.things)
    with capsys.disabled():
        print(f"\n{WORLDS} worlds, {looked} outputs, {tokens} tokens: 0 leaks")
    assert (looked >= 10 * WORLDS, tokens >= 15 * WORLDS) == (True, True)


def test_what_is_theirs_is_there_so_that_an_empty_answer_would_be_seen() -> None:
    """The other way round: the snapshots hold everything that the rules allow, but for seats' own kept numbers."""
    for number in range(200):
        world = a_world(Random(number))
        for who, viewer in viewers(world).items():
            there = set(TOKEN.findall(given_in_snapshot(world, who, viewer)))
            theirs = {name for name, thing in world.things.items() if may_read(world, thing, who)}
            assert theirs - there == set(), (number, who)


@pytest.mark.parametrize("fault", ["a card for the table", "a house for the table", "a consent too wide"])
def test_a_planted_fault_is_caught(fault: str) -> None:
    caught = 0
    for number in range(1, 60):
        world = a_world(Random(number))
        assert world.board
        table = frozenset({TABLE})
        if fault == "a card for the table":
            up = [one for one in world.board.cards if one.column != "next"]
            cards = tuple(replace(one, audience=table) if one in up[:1] else one for one in world.board.cards)
            world.board = replace(world.board, cards=cards)
        elif fault == "a house for the table":
            houses = tuple(replace(one, audience=table) for one in world.board.houses)
            world.board = replace(world.board, houses=houses)
        else:
            seats = tuple(replace(seat, parts=frozenset(PARTS)) for seat in world.board.seats)
            world.board = replace(world.board, seats=seats)
        caught += bool(found_in(world, 1)[1])
    assert caught >= 20
