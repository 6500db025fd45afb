"""Numbers from 0 to 10: answer, reveal. Each person's number stands; nothing is ever averaged."""

from sqlmodel import Session, select

from accounts.actor import Actor
from boards import log
from boards.stage import stage_of
from boards.tables import Answer, Board, Scale
from meetings.reading import seat_alone
from meetings.tables import Participant
from store.base import new_id
from store.refusal import NotFound, Unfit
from store.text import bounded, clean_text

WHICH = "Vælg et tal fra 0 til 10."
WHY_LETTERS = 400


def answer(
    session: Session,
    board: Board,
    actor: Actor,
    *,
    scale_id: str,
    seat_id: str,
    value: int | str,
    why: str = "",
    one_up: str = "",
) -> None:
    """Give a person's number, the reason, and what would make it one higher; giving it again changes it.

    The numbers show when everybody who is there has answered. Refuses anything but 0 to 10.
    """
    scale, seat = _scale(session, board, scale_id), _seat(session, board, seat_id)
    row = session.exec(select(Answer).where(Answer.scale_id == scale.id, Answer.participant_id == seat.id)).first()
    given = Answer(
        id=row.id if row else new_id(),
        board_id=board.id,
        scale_id=scale.id,
        participant_id=seat.id,
        value=bounded(value, 0, 10, WHICH, field="value"),
        why=clean_text(why, most=WHY_LETTERS),
        one_up=clean_text(one_up, most=WHY_LETTERS),
    )
    log.add(session, board, actor, given, verb="answered")
    if not scale.revealed and everybody_answered(session, board, scale):
        reveal(session, board, actor, scale_id=scale.id)


def reveal(session: Session, board: Board, actor: Actor, *, scale_id: str) -> None:
    """Show everybody's number at once."""
    scale = _scale(session, board, scale_id)
    if not scale.revealed:
        log.amend(session, board, actor, scale, verb="revealed", revealed=True)


def everybody_answered(session: Session, board: Board, scale: Scale) -> bool:
    """Say whether each person who is there and gives a number has given it."""
    given = set(session.exec(select(Answer.participant_id).where(Answer.scale_id == scale.id)))
    asked = {seat.id for seat in asked_seats(session, board)}
    return bool(asked) and asked <= given


def asked_seats(session: Session, board: Board) -> list[Participant]:
    """Give those who are asked for a number: who is there, or is let in on a phone, and gives one at this step."""
    step = stage_of(session, board).step
    listed = session.exec(select(Participant).where(Participant.meeting_id == board.meeting_id))
    return [seat for seat in listed if seat_alone(seat).is_asked(step)]


def _scale(session: Session, board: Board, scale_id: str) -> Scale:
    scale = session.get(Scale, scale_id)
    if scale is None or scale.board_id != board.id:
        raise NotFound("Spørgsmålet er der ikke mere.")
    return scale


def _seat(session: Session, board: Board, seat_id: str) -> Participant:
    seat = session.get(Participant, seat_id)
    if seat is None or seat.meeting_id != board.meeting_id:
        raise Unfit("Vælg, hvem der giver tallet.", field="seat")
    return seat
