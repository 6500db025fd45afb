"""Tell an earlier meeting: called, opened, run and closed in its own time, as far as the file knows it."""

from sqlmodel import select

from accounts.actor import Actor
from boards import cards, closing, door, opening, scale
from boards.opening import Question
from boards.tables import Scale
from families import plan
from families.reading import family
from meetings.inviting import seat
from meetings.reading import meeting
from store.base import new_id
from store.text import SHORT
from web.playing.calling import call
from web.playing.dial import Dial
from web.playing.node import Node
from web.playing.refused import NO_EARLIER
from web.playing.told import Told, times

TOWARD = {
    "familien": "family",
    "family": "family",
    "fagpersonerne": "professionals",
    "professionals": "professionals",
    "hele kredsen": "both",
    "alle": "both",
}


def hold_earlier(told: Told, dial: Dial, node: Node, *, latest: bool) -> None:
    """Hold a meeting of the past. The latest one brings the agreements and the numbers that the record looks back on."""
    starts, ends = times(node) or (dial.now, dial.now)
    meeting_id, actor = call(told, node), told.actor(node, "facilitator_id", "recorder_id", "called_by")
    if not meeting_id:
        return
    record = told.file.record if latest else Node(told.file, "meeting_record", {})
    _seat(told, node, record, meeting_id)
    dial.forward(starts)
    with told.taking(node) as session:
        opening.open_meeting(session, meeting(session, meeting_id), actor, questions=questions(record))
    seats = told.seats(meeting_id)
    _attend(told, node, meeting_id, actor, seats)
    _numbers(told, record, meeting_id, actor, seats)
    for step in record.nodes("previous_steps"):
        _agreement(told, step, meeting_id, actor, seats)
    dial.forward(ends)
    name_coordinators(told, node.node("coordinator"), meeting_id, actor)
    with told.on_board(node, meeting_id) as (session, board):
        closing.leave_next_open(session, board, actor)
        closing.close(session, board, actor)


def harvest_without_a_meeting(told: Told) -> None:
    """Put the agreements of last time straight into the plan, when no earlier meeting has brought them there."""
    with told.store.reading() as session:
        there = {action.from_card for action in plan.standing(session, told.family_id)}
    for step in told.file.record.nodes("previous_steps"):
        text = step.needed("text", most=cards.MOST_LETTERS)
        if not text or told.steps.get(step.place) in there:
            continue
        told.steps[step.place] = new_id()
        with told.taking(step) as session:
            plan.harvest_action(
                session,
                family(session, told.family_id),
                text=text,
                person_id=step.ref("owner_id", told.file.people, "persons"),
                helper_ids=[],
                due=step.day("due"),
                how_seen="",
                goal_id=None,
                card=told.steps[step.place],
                meeting="",
            )


def refuse_earlier_numbers(told: Told) -> None:
    """Say that a number of last time has no meeting to stand at."""
    for node in told.file.record.nodes("scales"):
        for score in node.nodes("scores", one_per="person_id"):
            if score.number("previous", 0, 10) is not None:
                score.refuse("previous", NO_EARLIER)


def questions(record: Node) -> tuple[Question, ...]:
    """Give the scales of the record, each title once; empty when there are none."""
    asked: dict[str, Question] = {}
    for node in record.nodes("scales"):
        if title := node.needed("title", most=SHORT, lines=False):
            asked.setdefault(title, Question(title, node.text("zero", most=SHORT), node.text("ten", most=SHORT)))
    return tuple(asked.values())


def name_coordinators(told: Told, node: Node, meeting_id: str, actor: Actor) -> None:
    """Name the coordinator of an object, and the one under `also`; one for the whole circle stands towards both."""
    toward = node.word("toward", TOWARD) if node.get("toward") is not None else "family"
    person_id = node.ref("person_id", told.file.people, "persons")
    if person_id and toward:
        for one in ("family", "professionals") if toward == "both" else (toward,):
            with told.on_board(node, meeting_id) as (session, board):
                why = node.text("chosen_because", most=400)
                closing.name_coordinator(session, board, actor, person_id=person_id, toward=one, why=why)
    if node.values.get("also") is not None:
        name_coordinators(told, node.node("also"), meeting_id, actor)


def scale_called(told: Told, meeting_id: str, title: str) -> str:
    """Give the board's scale with this title, or an empty text."""
    with told.store.reading() as session:
        board = opening.the_board(session, meeting_id)
        wanted = select(Scale.id).where(Scale.board_id == board.id, Scale.title == title)
        return session.exec(wanted).first() or ""


def _seat(told: Told, node: Node, record: Node, meeting_id: str) -> None:
    """Put those on the list who left a trace: a task at the meeting, an agreement or a number."""
    people = told.file.people
    traces = [node.ref(key, people, "persons") for key in ("facilitator_id", "recorder_id", "called_by")]
    traces.append(node.node("coordinator").ref("person_id", people, "persons"))
    traces += [step.ref("owner_id", people, "persons") for step in record.nodes("previous_steps")]
    for scores in (one.nodes("scores", one_per="person_id") for one in record.nodes("scales")):
        traces += [s.ref("person_id", people, "persons") for s in scores if s.number("previous", 0, 10) is not None]
    for person_id in dict.fromkeys(one for one in traces if one):
        with told.taking(node) as session:
            seat(session, meeting(session, meeting_id), person_id)


def _attend(told: Told, node: Node, meeting_id: str, actor: Actor, seats: dict[str, str]) -> None:
    for seat_id in filter(None, seats.values()):
        with told.on_board(node, meeting_id) as (session, board):
            door.attend(session, board, actor, seat_id, attended=True)


def _numbers(told: Told, record: Node, meeting_id: str, actor: Actor, seats: dict[str, str]) -> None:
    for node in record.nodes("scales"):
        scale_id = scale_called(told, meeting_id, node.text("title", most=SHORT, lines=False))
        for score in node.nodes("scores", one_per="person_id"):
            value = score.number("previous", 0, 10)
            seat_id = None if value is None else score.ref("person_id", seats, "persons")
            if scale_id and seat_id:
                with told.on_board(score, meeting_id, "previous") as (session, board):
                    scale.answer(session, board, actor, scale_id=scale_id, seat_id=seat_id, value=value or 0)
        if scale_id and any(score.get("previous") is not None for score in node.nodes("scores", one_per="person_id")):
            with told.on_board(node, meeting_id) as (session, board):
                scale.reveal(session, board, actor, scale_id=scale_id)


def _agreement(told: Told, step: Node, meeting_id: str, actor: Actor, seats: dict[str, str]) -> None:
    """Agree on a step again. One without a person or a day was left open then, so it is left open here."""
    text, who, due = (
        step.needed("text", most=cards.MOST_LETTERS),
        step.ref("owner_id", seats, "persons") or None,
        step.day("due"),
    )
    if not text:
        return
    told.steps[step.place] = new_id()
    with told.on_board(step, meeting_id) as (session, board):
        card = cards.put_up(
            session, board, actor, column="next", text=text, card_id=told.steps[step.place], who=who, due=due,
            agreement=True,
        )  # fmt: skip
        if not (who and due):
            cards.say_open(session, board, actor, card.id)
