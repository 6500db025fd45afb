"""Play the meeting of a file on its board, step by step, through the verbs that the room uses."""

from collections.abc import Iterator
from datetime import date

from sqlmodel import select

from boards import closing, door, opening, since_last_time, stage
from boards.log import BoardFinal
from boards.tables import FollowUp
from families.tables import Action
from meetings.reading import meeting, steps
from store.clock import at_wall_time, local, minutes
from store.database import Store
from store.text import SHORT
from web.inviting_mail import Wording, send_invitations
from web.playing.dial import Dial
from web.playing.earlier_meetings import name_coordinators, questions
from web.playing.meeting_file import MeetingFile
from web.playing.node import Node
from web.playing.refused import NO_NEXT, NO_STEP
from web.playing.saying import Room, agree, give_numbers, put_up_cards, state_goals, state_worries
from web.playing.telling import load, signature
from web.playing.told import Told, following, the_meeting, times

STATUSES = {
    "gjort": "done",
    "done": "done",
    "delvist gjort": "underway",
    "i gang": "underway",
    "undervejs": "underway",
    "underway": "underway",
    "ikke gjort": "not_done",
    "not_done": "not_done",
    "droppet": "dropped",
    "dropped": "dropped",
    "åben": "open",
    "open": "open",
}
FAMILY = "Familien"


def play(
    store: Store, file: MeetingFile, told: Told, *, host: str, wording: Wording | None = None, dial: Dial | None = None
) -> Iterator[str]:
    """Open the meeting that `load` called, run it and close it; gives the place in the file after each change.

    The caller sleeps between the changes, or not. With a dial the clock follows the agenda; without one the
    store's own clock runs. A meeting that cannot be closed stays open, and the refusals say why.
    """
    node = the_meeting(file)
    room = _open(told, node) if node and told.meeting_id else None
    if room is None:
        return
    yield room.record.place
    with store.reading() as session:
        agenda = {step.short: step.number for step in steps(session, told.meeting_id)}
    for names, part in _parts(room, host, wording or signature(file)):
        number = next((agenda[name] for name in names if name in agenda), None)
        if number:
            _go_to(room, number, dial)
            yield room.record.at(f"agenda[{number - 1}]")
        yield from part


def run(store: Store, file: MeetingFile, *, today: date | None = None, host: str) -> Told:
    """Load a file and play its meeting at once, on its own day or on `today`.

    The store's clock stays at the end of the meeting, so that what is written afterwards reads that day.
    """
    told, node = load(store, file, host=host), the_meeting(file)
    when = times(node) if node else None
    if when is None:
        return told
    starts = local(when[0])
    dial = Dial(at_wall_time(today or starts.date(), starts.hour, starts.minute))
    store.clock = dial
    for _ in play(store, file, told, host=host, dial=dial):
        pass
    return told


def _parts(room: Room, host: str, wording: Wording) -> list[tuple[tuple[str, ...], Iterator[str]]]:
    """The parts of a meeting, in order, each with the short names of the step that it belongs to."""
    return [
        (("Velkommen",), _attend(room)),
        (("Siden sidst",), _follow_up(room)),
        (("Børnenes ord", "Barnets ord"), iter(())),
        (("Fungerer",), put_up_cards(room, "works")),
        (("Bekymrer",), put_up_cards(room, "worries")),
        ((), state_worries(room)),
        (("Tal",), give_numbers(room)),
        (("Skal ske",), put_up_cards(room, "next")),
        ((), state_goals(room)),
        ((), agree(room)),
        (("Aftaler",), _settle(room)),
        ((), _close(room, host, wording)),
    ]


def _open(told: Told, node: Node) -> Room | None:
    chair, pen = told.actor(node, "facilitator_id", "recorder_id"), told.actor(node, "recorder_id", "facilitator_id")
    opened = False
    with told.taking(node) as session:
        row = meeting(session, told.meeting_id)
        opened = opening.open_meeting(session, row, chair, questions=questions(told.file.record)).final is None
    if not opened:
        node.refuse("", BoardFinal.sentence)
        return None
    return Room(told, told.meeting_id, chair, pen, told.seats(told.meeting_id))


def _go_to(room: Room, number: int, dial: Dial | None) -> None:
    with room.told.store.reading() as session:
        row = meeting(session, room.meeting_id)
        before = sum(step.minutes for step in steps(session, row.id) if step.number < number)
        moment = (row.opened_at or row.starts) + minutes(before)
    if dial:
        dial.forward(moment)
    with room.told.on_board(room.record, room.meeting_id, "agenda") as (session, board):
        stage.go_to(session, board, room.chair, step=number)


def _attend(room: Room) -> Iterator[str]:
    for node in room.record.nodes("attendance", one_per="person_id"):
        seat_id, there = room.seat(node, "person_id"), node.yes("present")
        if seat_id:
            with room.told.on_board(node, room.meeting_id) as (session, board):
                note = node.text("note", most=SHORT * 2)
                door.attend(session, board, room.pen, seat_id, attended=there, note=note)
            yield node.place


def _follow_up(room: Room) -> Iterator[str]:
    for node in room.record.nodes("previous_steps"):
        status, remark = node.word("status", STATUSES, none="open"), node.text("note", most=400)
        with room.told.on_board(node, room.meeting_id) as (session, board):
            wanted = select(FollowUp.id).join(Action, Action.id == FollowUp.action_id)  # type: ignore[arg-type]
            card = room.told.steps.get(node.place, "-")
            found = session.exec(wanted.where(FollowUp.board_id == board.id, Action.from_card == card)).first()
            if found is None:
                node.refuse("", NO_STEP)
                continue
            since_last_time.mark(session, board, room.pen, found, status=status, remark=remark)
        yield node.place


def _settle(room: Room) -> Iterator[str]:
    """The closing round, the coordinators and the next meeting."""
    for node in room.record.nodes("closing_round"):
        text = node.needed("text", most=400)
        if text:
            with room.told.on_board(node, room.meeting_id) as (session, board):
                closing.last_word(session, board, room.pen, seat_id=room.seat(node, "person_id"), text=text)
            yield node.place
    name_coordinators(room.told, room.record.node("coordinator"), room.meeting_id, room.chair)
    yield room.record.at("coordinator")
    _set_next(room)
    yield room.record.at("next_meeting_id")


def _set_next(room: Room) -> None:
    node, left_open = following(room.told.file), room.record.yes("next_meeting_open")
    when = times(node) if node else None
    if node and when is None:
        node.refuse("start", NO_NEXT)
    with room.told.on_board(node or room.record, room.meeting_id) as (session, board):
        if node and when:
            place = node.text("place", most=SHORT, lines=False)
            closing.set_next(session, board, room.chair, starts=when[0], ends=when[1], place=place)
        elif left_open:
            closing.leave_next_open(session, board, room.chair)


def _close(room: Room, host: str, wording: Wording) -> Iterator[str]:
    """Read it aloud and close. When that is refused the board is unlocked, so that what is missing can be said."""
    heard = room.record.text("accepted_by", most=SHORT, lines=False)
    if not heard and room.record.node("coordinator").yes("family_agrees"):
        heard = FAMILY
    with room.told.on_board(room.record, room.meeting_id) as (session, board):
        stage.lock(session, board, room.chair, locked=True)
        if heard:
            closing.accept(session, board, room.chair, by=heard)
    yield room.record.at("accepted_by")
    closed, following_id = False, ""
    with room.told.on_board(room.record, room.meeting_id) as (session, board):
        if row := closing.close(session, board, room.chair):
            following_id = row.id
            send_invitations(session, row, host=host, wording=wording)
        closed = True
    room.told.closed, room.told.following_id = closed, following_id
    if not closed:
        with room.told.on_board(room.record, room.meeting_id) as (session, board):
            stage.lock(session, board, room.chair, locked=False)
    yield room.record.place
