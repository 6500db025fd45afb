"""Canary worlds: whatever the consents, nobody is given a word that is not theirs, on any page or paper.

Every text carries a token of its own. The rules are written here a second time, in other words, and what each viewer is
given is compared with them. `CANARY_WORLDS` makes more worlds than the suite's.
"""

import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, find, given, settings

from accounts.visibility import NOBODY, ROOM, SCREEN, TABLE, Viewer, participant
from boards.tables import Card
from exports.minutes import minutes
from tests.boards.worlds import KINDS, NOW, PARTS, STAFF, TOKEN, World, worlds
from tests.exports.checking import parts_of
from web.regions import PAGES, Audience, draw
from web.settings import Settings

WORLDS = int(os.environ.get("CANARY_WORLDS", "2000"))
SLOW = [HealthCheck.too_slow]  # a busy machine is no fault of a world
BY_CHANCE = settings(max_examples=WORLDS, derandomize=True, deadline=None, database=None, suppress_health_check=SLOW)
Found = list[tuple[str, str, set[str]]]


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


def may_read(world: World, thing: Mapping[str, object], who: str) -> bool:
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


def found_in(world: World) -> tuple[int, Found]:
    """Give how many outputs were looked at, and who was given what in which of them without a right to it."""
    looked, found = 0, []
    for who, viewer in viewers(world).items():
        outputs = {"snapshot": given_in_snapshot(world, who, viewer)}
        if "pages" in world.outputs and who != "outsider":
            outputs["pages"] = drawn(world, who)
        if "minutes" in world.outputs and who in KINDS:
            outputs["minutes"] = written(world, viewer)
        looked += len(outputs)
        found += [(who, output, wrong) for output, text in outputs.items() if (wrong := leaks(world, who, text))]
    return looked, found


def test_in_no_world_is_anybody_given_what_is_not_theirs(capsys: pytest.CaptureFixture[str]) -> None:
    seen: Counter[str] = Counter()

    @BY_CHANCE
    @given(worlds())
    def holds(world: World) -> None:
        looked, found = found_in(world)
        seen.update(worlds=1, outputs=looked, tokens=len(world.things), **dict.fromkeys(world.outputs, 1))
        assert found == []

    holds()
    with capsys.disabled():
        print(f"\n{dict(seen)}: 0 leaks")
    least = {
        "worlds": WORLDS,
        "outputs": 10 * WORLDS,
        "tokens": 15 * WORLDS,
        "pages": WORLDS // 50,
        "minutes": WORLDS // 400,
    }
    assert {key: seen[key] >= number for key, number in least.items()} == dict.fromkeys(least, True)


@settings(BY_CHANCE, max_examples=200)
@given(worlds())
def test_what_is_theirs_is_there_so_that_an_empty_answer_would_be_seen(world: World) -> None:
    """The other way round: the snapshots hold everything that the rules allow, but for seats' own kept numbers."""
    for who, viewer in viewers(world).items():
        there = set(TOKEN.findall(given_in_snapshot(world, who, viewer)))
        theirs = {name for name, thing in world.things.items() if may_read(world, thing, who)}
        assert theirs - there == set(), who


def plant(world: World, fault: str) -> World:
    """Give the world with what the program must never do."""
    assert world.board
    seen, table = replace(world, outputs=("snapshot",)), frozenset({TABLE})
    if fault == "a card for the table":
        up = [one for one in world.board.cards if one.column != "next"][:1]
        cards = tuple(replace(one, audience=table) if one in up else one for one in world.board.cards)
        return replace(seen, board=replace(world.board, cards=cards))
    if fault == "a house for the table":
        houses = tuple(replace(one, audience=table) for one in world.board.houses)
        return replace(seen, board=replace(world.board, houses=houses))
    seats = tuple(replace(seat, parts=frozenset(PARTS)) for seat in world.board.seats)
    return replace(seen, board=replace(world.board, seats=seats))


@pytest.mark.parametrize("fault", ["a card for the table", "a house for the table", "a consent too wide"])
def test_a_planted_fault_is_caught_and_becomes_small(fault: str, capsys: pytest.CaptureFixture[str]) -> None:
    caught: Counter[bool] = Counter()

    @settings(BY_CHANCE, max_examples=60)
    @given(worlds())
    def ask(world: World) -> None:
        caught[bool(found_in(plant(world, fault))[1])] += 1

    ask()
    smallest = find(
        worlds(), lambda world: bool(found_in(plant(world, fault))[1]), settings=settings(BY_CHANCE, max_examples=200)
    )
    with capsys.disabled():
        print(f"\n{fault}: caught in {caught[True]} of 60, smallest world: {smallest.size}")
    assert caught[True] >= 20
    assert smallest.board
    assert (len(smallest.board.cards) <= 1, len(smallest.yes), len(smallest.things) <= 10) == (True, 0, True)
