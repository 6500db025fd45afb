"""Call the meetings of a file, and put on the list whom the record names."""

import re
from collections.abc import Iterator

from families.reading import family
from meetings import inviting, scheduling
from meetings.reading import meeting
from meetings.scheduling import AGENDA, AgendaItem
from store.text import SHORT
from web.playing.node import Node
from web.playing.refused import as_name
from web.playing.told import Told, times

SOMEWHERE = "Stedet er ikke skrevet"
SOME_MEETING = "Møde"
MOST_STEPS = 20
WISHES = (
    ("place", "{}"),
    ("start_with", "Begynd sådan: {}"),
    ("not_to_be_raised", "Tal ikke om: {}"),
    ("who_tells_story", "{}"),
)


def call(told: Told, node: Node, *, record: Node | None = None) -> str:
    """Call a meeting of the file; `record` holds what is known of the one that is played. Gives its id, or an empty text."""
    people, more = told.file.people, record or Node(told.file, "meeting_record", {})
    starts, ends = times(node) or (None, None)
    if not (starts and ends):
        node.missing("start")
        return ""
    with told.taking(node) as session:
        return scheduling.call(
            session,
            family(session, told.family_id),
            purpose=_purpose(node, record),
            starts=starts,
            ends=ends,
            place=node.needed("place", most=SHORT, lines=False) or SOMEWHERE,
            agenda=agenda(more),
            video=node.text("video", most=SHORT, lines=False),
            interpreter=node.text("interpreter", most=SHORT, lines=False),
            wishes=_wishes(more.node("family_wishes")),
            ground_rules="\n".join(_texts(more, "ground_rules")),
            called_by=node.ref("called_by", people, "persons"),
            facilitator=node.ref("facilitator_id", people, "persons"),
            recorder=node.ref("recorder_id", people, "persons"),
        ).id
    return ""


def put_on_the_list(told: Told, node: Node, record: Node, meeting_id: str) -> None:
    """List those under `attendance`, and whoever else runs the meeting, speaks or takes something on."""
    for place in record.nodes("attendance", one_per="person_id"):
        person_id, note = place.ref("person_id", told.file.people, "persons"), place.text("note", most=SHORT * 2)
        if person_id:
            with told.taking(place) as session:
                row = inviting.seat(
                    session,
                    meeting(session, meeting_id),
                    person_id,
                    from_step=_from_step(place, note),
                    note=note if place.yes("present") else "",
                )
                if note.lower().startswith("afbud"):
                    inviting.answer(session, row, answer="no")
    for person_id in _others(told, node, record):
        with told.taking(node) as session:
            inviting.seat(session, meeting(session, meeting_id), person_id)


def agenda(record: Node) -> tuple[AgendaItem, ...]:
    """Give the steps of the record, at most 20; the usual ones when it has none."""
    steps = [
        AgendaItem(title, step.number("minutes", 1, 240) or 10, step.text("short", most=20, lines=False))
        for step in record.nodes("agenda", one_per="no")
        if (title := step.needed("title", most=SHORT, lines=False))
    ]
    if len(steps) > MOST_STEPS:
        record.refuse("agenda", f"har flere end {MOST_STEPS} punkter. Resten er ikke taget med.")
    return tuple(steps[:MOST_STEPS]) or AGENDA


def _purpose(node: Node, record: Node | None) -> str:
    """An earlier meeting's purpose is seldom in the file; then it is called what it was."""
    words = record.needed("purpose") if record else node.text("purpose")
    return words or node.text("kind", most=SHORT).capitalize() or SOME_MEETING


def _wishes(node: Node) -> str:
    return "\n".join(said.format(words) for key, said in WISHES if (words := node.text(key, most=SHORT * 2)))


def _texts(node: Node, key: str) -> Iterator[str]:
    for place, value in node.items(key):
        if text := Node(node.file, node.place, {place: value}).text(place, most=SHORT):
            yield text


def _from_step(place: Node, note: str) -> int:
    """Somebody who comes later is there from a step: `from_step`, or a note like "Med fra punkt 6"."""
    said = re.search(r"\bfra punkt (\d{1,2})\b", note)
    return place.number("from_step", 0, MOST_STEPS) or (int(said[1]) if said else 0)


def _others(told: Told, node: Node, record: Node) -> list[str]:
    """Give those whom the record names without listing them; everybody around the family when it lists nobody."""
    people = told.file.people
    named = [node.ref(key, people, "persons") for key in ("facilitator_id", "recorder_id")]
    if not record.nodes("attendance", one_per="person_id"):
        return [*people.values()]
    spoken = ("cards", "scales", "danger_statements", "bottom_lines", "next_steps", "closing_round")
    found = {as_name(value) for key in spoken for value in _values(record.values.get(key), 6)}
    return [person for person in named if person] + [people[name] for name in people if name in found]


def _values(thing: object, depth: int) -> Iterator[object]:
    if isinstance(thing, dict | list) and depth:
        for item in thing.values() if isinstance(thing, dict) else thing:
            yield from _values(item, depth - 1)
    yield thing
