"""The numbers that people gave at the meeting before."""

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from boards.tables import Answer, Board, Scale
from meetings.reading import previous
from meetings.tables import Meeting, Participant

_ANSWERS = (
    select(Scale.title, Participant.person_id, Answer.value)
    .join(Scale, col(Scale.id) == col(Answer.scale_id))
    .join(Participant, col(Participant.id) == col(Answer.participant_id))
    .where(Participant.meeting_id == bindparam("meeting"), col(Scale.revealed).is_(True))
)


def answered_before(session: Session, row: Meeting) -> dict[tuple[str, str], int]:
    """Give (scale title, person) -> the number that was shown at the family's latest meeting that asked the same."""
    last = previous(session, row)
    if last is None:
        return {}
    answers = session.exec(_ANSWERS, params={"meeting": last.id}).all()
    return {(title, person or ""): value for title, person, value in answers} or _answered_in_minutes(session, last)


def _answered_in_minutes(session: Session, row: Meeting) -> dict[tuple[str, str], int]:
    """Give the numbers as the frozen minutes tell them, for a board of which only they are kept."""
    final = session.exec(select(Board.final).where(Board.meeting_id == row.id)).first() or {}
    person = {seat["id"]: seat["person_id"] for seat in final.get("seats", ())}
    return {
        (scale["title"], person.get(answer["seat_id"], "")): answer["value"]
        for scale in final.get("scales", ())
        for answer in scale["answers"]
        if scale["revealed"]
    }
