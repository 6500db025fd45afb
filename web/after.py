"""After the meeting: what came of it, and who may read how much of it."""

from dataclasses import dataclass

from sqlmodel import Session
from starlette.responses import Response

from accounts.visibility import ALL as EVERY_PART
from accounts.visibility import CHILDS_WORDS, Viewer, participant
from boards.closing import frozen_board
from boards.opening import the_board
from boards.reading import snapshot
from boards.snapshot import BoardSnapshot
from families.guarding import guard
from families.protection import MEETING
from keeping.filing import filing_of
from meetings.inviting import Covered, covered
from meetings.reading import coming, runs
from meetings.snapshot import Seat
from meetings.tables import Meeting
from web.answers import show
from web.here import Here
from web.readers import reader

ALL, SOME, GOALS, NOTHING = "all", "some", "goals", "nothing"
WHOLE = EVERY_PART - {CHILDS_WORDS}  # each child's own words have their own rule


@dataclass(frozen=True)
class Reader:
    """Somebody from the list, and what consent lets them read today."""

    seat: Seat
    may: Covered

    @property
    def reads(self) -> str:
        """How much that is, in one word: all, some, goals, or nothing."""
        if not self.may.invitable:
            return NOTHING
        return ALL if self.may.parts >= WHOLE else SOME if self.may.parts else GOALS

    def viewer(self) -> Viewer:
        """Give the viewer that this reader is to the meeting."""
        return participant(self.seat.id, self.may.parts, self.may.without)


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
        filed=filing_of(here.session, here.meeting.id),
        files=here.ties.team or here.ties.runs,
        following=(following := coming(here.session, here.meeting.family_id)),
        following_place=guard(here.session, here.meeting.family_id).clear(following.place, MEETING)
        if following
        else "",
    )


def board_for(here: Here) -> BoardSnapshot:
    """Give the board as it was frozen, or as it is now while the meeting is open."""
    board = the_board(here.session, here.meeting.id)
    return snapshot(here.session, board) if board.final is None else frozen_board(here.session, board)


def readers(session: Session, row: Meeting, board: BoardSnapshot) -> list[Reader]:
    """Give everybody from the list with how much they may read, by the consents of today."""
    today = covered(session, row)
    listed = [seat for seat in board.seats if seat.person_id]
    return [Reader(seat, today.get(seat.id, Covered())) for seat in listed]
