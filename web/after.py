"""After the meeting: what came of it, and who may read how much of it."""

from dataclasses import dataclass

from sqlmodel import Session, col, select
from starlette.responses import Response

from accounts.visibility import PAPER, Viewer, participant
from boards.closing import thaw
from boards.opening import the_board
from boards.reading import snapshot
from boards.snapshot import BoardSnapshot
from families.reading import people, places_of
from meetings.inviting import covered
from meetings.reading import coming, runs
from meetings.snapshot import Seat
from meetings.tables import Meeting, Participant
from store.refusal import NotFound
from web.answers import show
from web.here import Here

ALL, GOALS, NOTHING = "all", "goals", "nothing"


@dataclass(frozen=True)
class Reader:
    """Somebody from the list, and how much consent lets them read today: all, goals, or nothing."""

    seat: Seat
    reads: str


def after_page(here: Here) -> Response:
    """Show the closed meeting as its board was frozen."""
    board = board_for(here).seen_by(reader(here))
    return show(
        here,
        "meetings/after.html",
        board=board,
        facts=board.facts,
        closing=board.closing,
        agreements=[card for card in board.column("next") if card.agreement],
        readers=readers(here.session, here.meeting, board),
        runs=runs(here.session, here.meeting, here.actor.id),
        following=coming(here.session, here.meeting.family_id),
    )


def board_for(here: Here) -> BoardSnapshot:
    """Give the board as it was frozen, or as it is now while the meeting is open."""
    board = the_board(here.session, here.meeting.id)
    return snapshot(here.session, board) if board.final is None else thaw(board.final)


def reader(here: Here) -> Viewer:
    """Give what this employee may read of the meeting.

    Who runs it, and who is on the team, reads the paper; somebody else at the table what consent covers today.
    """
    row = here.meeting
    if here.ties.team or here.ties.runs or here.ties.opened:
        return PAPER
    mine = [place.person_id for place in places_of(here.session, row.family_id, here.actor.id)]
    wanted = select(Participant).where(Participant.meeting_id == row.id, col(Participant.person_id).in_(mine))
    seat = here.session.exec(wanted).first()
    if seat is None:
        raise NotFound
    return participant(seat.id, full=covered(here.session, row).get(seat.id, False))


def readers(session: Session, row: Meeting, board: BoardSnapshot) -> list[Reader]:
    """Give everybody from the list with how much they may read, by the consents of today."""
    full = covered(session, row)
    invitable = {person.id for person in people(session, row.family_id) if person.invitable}
    listed = [seat for seat in board.seats if seat.person_id]
    return [
        Reader(seat, NOTHING if seat.person_id not in invitable else ALL if full.get(seat.id) else GOALS)
        for seat in listed
    ]
