"""Open a meeting: its board, the stage, the scales, and what was agreed last time."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from accounts.actor import Actor
from boards import log
from boards.door import follow_consent
from boards.tables import Board, Closing, FollowUp, Scale, Stage
from families.plan import standing
from families.tables import Member
from meetings.reading import previous
from meetings.tables import Meeting, Participant
from store.database import now
from store.refusal import NotFound, Refusal


class Cancelled(Refusal):
    """A cancelled meeting is not opened."""

    sentence = "Mødet er aflyst. Indkald til et nyt møde i stedet."


@dataclass(frozen=True)
class Question:
    """A scale: its question and what 0 and 10 mean."""

    title: str
    zero: str
    ten: str


FIRST_QUESTION = Question(
    "Hvor trygt er der hjemme lige nu?",
    "Så svært, at børnene ikke kan bo hjemme",
    "Så godt, at vi klarer det selv",
)


def open_meeting(session: Session, meeting: Meeting, actor: Actor, *, questions: tuple[Question, ...] = ()) -> Board:
    """Begin the meeting, or give the board that is open already.

    Without `questions` the scales of the family's previous meeting are asked again, with the same end texts, so
    that numbers can be compared.
    """
    session.get(
        Meeting, meeting.id, with_for_update=True
    )  # of two who open at once, the second gets the first one's board
    if board := board_of(session, meeting.id):
        return board
    if meeting.cancelled_at:
        raise Cancelled
    meeting.opened_at = now(session)
    board = Board(meeting_id=meeting.id)
    session.add_all([meeting, board])
    session.flush()
    log.add(session, board, actor, Stage(board_id=board.id, step_started=now(session)), verb="opened")
    log.add(session, board, actor, Closing(board_id=board.id), verb="opened")
    _seats(session, board, meeting, actor)
    follow_consent(session, board, actor)
    _scales(session, board, actor, questions or _asked_before(session, meeting))
    _since_last_time(session, board, meeting, actor)
    return board


def board_of(session: Session, meeting_id: str) -> Board | None:
    """Give the meeting's board, or None while the meeting is not opened."""
    return session.exec(select(Board).where(Board.meeting_id == meeting_id)).first()


def the_board(session: Session, meeting_id: str) -> Board:
    """Give the meeting's board, or refuse."""
    board = board_of(session, meeting_id)
    if board is None:
        raise NotFound("Mødet er ikke åbnet endnu.")
    return board


def _seats(session: Session, board: Board, meeting: Meeting, actor: Actor) -> None:
    for seat in session.exec(
        select(Participant).where(Participant.meeting_id == meeting.id).order_by(col(Participant.id))
    ):
        log.amend(session, board, actor, seat, verb="listed")


def _scales(session: Session, board: Board, actor: Actor, questions: tuple[Question, ...]) -> None:
    for position, question in enumerate(questions):
        scale = Scale(board_id=board.id, title=question.title, zero=question.zero, ten=question.ten, position=position)
        log.add(session, board, actor, scale, verb="asked")


def _asked_before(session: Session, meeting: Meeting) -> tuple[Question, ...]:
    last = previous(session, meeting)
    board = board_of(session, last.id) if last else None
    if board is None:
        return (FIRST_QUESTION,)
    asked = session.exec(select(Scale).where(Scale.board_id == board.id).order_by(col(Scale.position)))
    return tuple(Question(scale.title, scale.zero, scale.ten) for scale in asked) or (FIRST_QUESTION,)


def _since_last_time(session: Session, board: Board, meeting: Meeting, actor: Actor) -> None:
    called = {m.person_id: m.called for m in session.exec(select(Member).where(Member.family_id == meeting.family_id))}
    for position, action in enumerate(standing(session, meeting.family_id)):
        row = FollowUp(
            board_id=board.id,
            action_id=action.id,
            text=action.text,
            who_name=called.get(action.person_id or "", action.who_name),
            about=[one for one in (action.person_id, *action.helper_ids, *action.about) if one],
            due=action.due,
            position=position,
        )
        log.add(session, board, actor, row, verb="carried over")
