"""What is said at the meeting of a file, put on its board: cards, statements, numbers and agreements.

Each function gives the place in the file whenever the board has changed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from accounts.actor import Actor
from boards import cards, only_some, scale, statements
from boards.cards import MOST_LETTERS
from boards.scale import WHY_LETTERS
from store.text import SHORT
from web.playing.earlier_meetings import scale_called
from web.playing.node import Node
from web.playing.refused import NOT_ASKED, NOT_FOR_ALL, as_name
from web.playing.told import Told

COLUMNS = {
    "fungerer": "works",
    "works": "works",
    "bekymrer": "worries",
    "worries": "worries",
    "skal_ske": "next",
    "next": "next",
}
EVERYBODY = ("alle", "all", None)
MOST_WEEKS = 260


@dataclass
class Room:
    """A meeting that is on: who runs it, who writes, and the file's ids of those at the table and of the statements.

    `worry_of` gives the worry statement that names a goal.
    """

    told: Told
    meeting_id: str
    chair: Actor
    pen: Actor
    seats: dict[str, str]
    goals: dict[str, str] = field(default_factory=dict)
    worries: dict[str, str] = field(default_factory=dict)
    worry_of: dict[str, str] = field(default_factory=dict)

    @property
    def record(self) -> Node:
        """Give what was said."""
        return self.told.file.record

    def seat(self, node: Node, key: str) -> str | None:
        """Give the seat of the person that a key points at, or None."""
        return node.ref(key, self.seats, "persons") or None


def put_up_cards(room: Room, column: str) -> Iterator[str]:
    """Put the cards of one column on the board, in their order. Without a speaker a card stands without a name."""
    for node in _in_order(room.record.nodes("cards"), column):
        only_for = _only_for(room, node)
        if only_for is None:
            node.refuse("visible_to", NOT_FOR_ALL)
            continue
        text = node.needed("text", most=MOST_LETTERS) if node.yes("show", none=True) else ""
        if not text:
            continue
        speaker, own = room.seat(node, "said_by"), node.yes("own_words", none=True) is True
        with room.told.on_board(node, room.meeting_id) as (session, board):
            card = cards.put_up(session, board, room.pen, column=column, text=text, said_by=speaker, own_words=own)
            if only_for:
                only_some.show_only(session, board, room.pen, card.id, seats=only_for)
        yield node.place


def _only_for(room: Room, node: Node) -> list[str] | None:
    """Give the seats that alone may see a card, none for everybody; None when it cannot be read, so that it is left out."""
    value = node.get("visible_to")
    if value in EVERYBODY:
        return []
    if not isinstance(value, list) or not value:
        return None
    seats = [room.seats.get(one) if isinstance(one, str) else None for one in value]
    return None if None in seats or "" in seats else [seat for seat in seats if seat]


def state_worries(room: Room) -> Iterator[str]:
    """Write the worry statements: who is worried, and who disagrees."""
    goals = {name: name for node in room.record.nodes("safety_goals") if (name := as_name(node.get("id")))}
    for node in room.record.nodes("danger_statements"):
        other, goal = node.node("disagreement"), node.ref("goal_id", goals, "safety_goals")
        written = _state(
            room,
            node,
            kind="worry",
            people=[seat for seat in node.refs("worried_ids", room.seats, "persons") if seat],
            disagreement=other.text("text", most=MOST_LETTERS),
            disagreement_by=room.seat(other, "by"),
        )
        room.worries |= {name: written for name in (as_name(node.get("id")),) if name}
        room.worry_of |= {goal: written} if goal else {}
        yield node.place


def state_goals(room: Room) -> Iterator[str]:
    """Write the goals, each beside the worry statement that it belongs to, and the bottom lines."""
    for node in room.record.nodes("safety_goals"):
        name = as_name(node.get("id"))
        pair = node.ref("danger_id", room.worries, "danger_statements") or room.worry_of.get(name, "")
        weeks = node.number("hold_weeks", 0, MOST_WEEKS) or 0
        room.goals[name] = _state(room, node, kind="goal", pair_id=pair, weeks=weeks)
        yield node.place
    for node in room.record.nodes("bottom_lines"):
        setter = room.seat(node, "set_by")
        _state(room, node, kind="bottom_line", people=[setter] if setter else [])
        yield node.place


def give_numbers(room: Room) -> Iterator[str]:
    """Give each person's number with its reason, and show them when all are given."""
    for node in room.record.nodes("scales"):
        scale_id = scale_called(room.told, room.meeting_id, node.needed("title", most=SHORT, lines=False))
        if not scale_id:
            node.refuse("title", NOT_ASKED)
            continue
        for score in node.nodes("scores", one_per="person_id"):
            if _number(room, score, scale_id):
                yield score.place
        with room.told.on_board(node, room.meeting_id) as (session, board):
            scale.reveal(session, board, room.chair, scale_id=scale_id)
        yield node.place


def agree(room: Room) -> Iterator[str]:
    """Put the agreements up: who, with whom, by when, how it shows; `open` says that something is left open on purpose."""
    for node in room.record.nodes("next_steps"):
        text = node.needed("text", most=MOST_LETTERS)
        if not text:
            continue
        with room.told.on_board(node, room.meeting_id) as (session, board):
            card = cards.put_up(
                session,
                board,
                room.pen,
                column="next",
                text=text,
                agreement=True,
                who=room.seat(node, "owner_id"),
                helpers=node.refs("helpers", room.seats, "persons"),
                due=node.day("due"),
                how_seen=node.text("see_happen", most=WHY_LETTERS),
                goal_id=node.ref("goal_id", room.goals, "safety_goals") or "",
            )
            if node.yes("open"):
                cards.say_open(session, board, room.pen, card.id)
        yield node.place


def _state(room: Room, node: Node, *, kind: str, **said: object) -> str:
    """Write a statement; gives its id, or an empty text when it was refused."""
    text = node.needed("text", most=MOST_LETTERS)
    if text:
        with room.told.on_board(node, room.meeting_id) as (session, board):
            row = statements.state(
                session, board, room.pen, kind=kind, text=text, **said  # type: ignore[arg-type]
            )  # fmt: skip
            return row.id
    return ""


def _number(room: Room, score: Node, scale_id: str) -> bool:
    value, seat_id = score.number("value", 0, 10), room.seat(score, "person_id")
    if value is None or seat_id is None:
        score.missing("person_id" if seat_id is None else "value")
        return False
    with room.told.on_board(score, room.meeting_id) as (session, board):
        why, one_up = score.text("reason", most=WHY_LETTERS), score.text("one_up", most=WHY_LETTERS)
        scale.answer(
            session, board, room.pen, scale_id=scale_id, seat_id=seat_id, value=value, why=why, one_up=one_up
        )  # fmt: skip
    return True


def _in_order(nodes: list[Node], column: str) -> list[Node]:
    """Give the cards of a column by `order`; one without it follows the card before it in the file."""
    for node in nodes:
        node.missing("column")
    here = [node for node in nodes if node.word("column", COLUMNS) == column]
    keyed, last = [], 0
    for node in here:
        order = node.number("order", 0, 100_000)
        last = last if order is None else order
        keyed.append((last, node))
    return [node for _, node in sorted(keyed, key=lambda each: each[0])]
