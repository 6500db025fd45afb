"""From the board's tables to a snapshot, and the history in sentences."""

from datetime import date

from sqlmodel import Session, SQLModel, col, select

from accounts.visibility import FULL, RUNNERS, TABLE, seat
from boards.snapshot import (
    AnswerView,
    BoardSnapshot,
    CardView,
    ClosingView,
    FollowUpView,
    ScaleView,
    StageView,
    StatementView,
    WordView,
)
from boards.tables import Answer, Board, Card, Closing, FollowUp, Scale, Stage, Statement, Word
from families.reading import members
from meetings.reading import facts, houses, meeting, previous, seats
from meetings.snapshot import MeetingFacts, Seat
from meetings.tables import Meeting, Participant
from store.clock import local_date, minutes

Seats = dict[str, Seat]


def snapshot(session: Session, board: Board) -> BoardSnapshot:
    """Give the board as it is now, with everything of its meeting and for whom each thing is."""
    row = meeting(session, board.meeting_id)
    about, everybody = facts(session, row), seats(session, row)
    by_id = {each.id: each for each in everybody}
    stage = _rows(session, Stage, board, "id")[0]
    return BoardSnapshot(
        id=board.id,
        seq=board.seq,
        facts=about,
        seats=everybody,
        stage=_stage(stage, about),
        cards=_cards(session, board, by_id),
        scales=_scales(session, board, row, everybody),
        statements=tuple(_statement(s, by_id) for s in _rows(session, Statement, board, "position")),
        follow_ups=tuple(_follow_up(f, local_date(row.starts)) for f in _rows(session, FollowUp, board, "position")),
        houses=houses(session, row),
        words=tuple(_word(w, by_id) for w in _rows(session, Word, board, "position")),
        closing=_closing(session, board, row),
    )


def answered_before(session: Session, row: Meeting) -> dict[tuple[str, str], int]:
    """Give (scale title, person) -> the number at the family's latest meeting that asked the same."""
    last = previous(session, row)
    if last is None:
        return {}
    wanted = (
        select(Scale.title, Participant.person_id, Answer.value)
        .join(Scale, col(Scale.id) == col(Answer.scale_id))
        .join(Participant, col(Participant.id) == col(Answer.participant_id))
        .where(Participant.meeting_id == last.id)
    )
    return {(title, person or ""): value for title, person, value in session.exec(wanted)}


def _cards(session: Session, board: Board, by_id: Seats) -> tuple[CardView, ...]:
    rows = [card for card in _rows(session, Card, board, "position") if card.place != "down"]
    newest = max((card.position for card in rows if card.place == "up"), default=0)
    return tuple(_card(card, by_id, newest=card.place == "up" and card.position == newest) for card in rows)


def _card(card: Card, by_id: Seats, *, newest: bool) -> CardView:
    speaker = by_id.get(card.said_by or "")
    return CardView(
        id=card.id,
        column=card.board_column,
        text=card.text,
        said_by=speaker.called if speaker else "",
        said_by_id=card.said_by or "",
        said_by_kind=speaker.kind if speaker else "",
        sent_by_id=card.sent_by or "",
        own_words=card.own_words,
        agreement=card.agreement,
        who=_called(by_id, card.who),
        who_id=card.who or "",
        helpers=tuple(by_id[h].called for h in card.helpers if h in by_id),
        helper_ids=tuple(card.helpers),
        due=card.due,
        how_seen=card.how_seen,
        said_open=card.said_open,
        goal_id=card.goal_id,
        place=card.place,
        version=card.version,
        newest=newest,
        audience=_card_audience(card),
    )


def _card_audience(card: Card) -> frozenset[str]:
    """Next steps are for the table; what works and worries for those whom consent covers; the tray for the recorder."""
    own = {seat(card.sent_by)} if card.sent_by else set()
    if card.place != "up":
        return frozenset({RUNNERS} | own)
    return frozenset({TABLE if card.board_column == "next" else FULL} | own)


def _scales(session: Session, board: Board, row: Meeting, everybody: tuple[Seat, ...]) -> tuple[ScaleView, ...]:
    before = answered_before(session, row)
    asked = [one for one in everybody if one.gives_number and not one.left and (one.attended or one.admitted)]
    answers = _rows(session, Answer, board, "id")
    by_id = {one.id: one for one in everybody}
    views = []
    for scale in _rows(session, Scale, board, "position"):
        given = [a for a in answers if a.scale_id == scale.id and a.participant_id in by_id]
        given.sort(key=lambda a: list(by_id).index(a.participant_id))
        views.append(
            ScaleView(
                id=scale.id,
                title=scale.title,
                zero=scale.zero,
                ten=scale.ten,
                revealed=scale.revealed,
                asked=len(asked),
                answered=sum(1 for one in asked if one.id in {a.participant_id for a in given}),
                answered_ids=tuple(a.participant_id for a in given),
                answers=tuple(_answer(a, by_id[a.participant_id], scale, before) for a in given),
                audience=frozenset({TABLE}),
            )
        )
    return tuple(views)


def _answer(row: Answer, who: Seat, scale: Scale, before: dict[tuple[str, str], int]) -> AnswerView:
    hidden = frozenset({RUNNERS, seat(who.id)})
    return AnswerView(
        seat_id=who.id,
        called=who.called,
        kind=who.kind,
        value=row.value,
        before=before.get((scale.title, who.person_id or "-")),
        why=row.why,
        one_up=row.one_up,
        audience=hidden | {FULL} if scale.revealed else hidden,
    )


def _statement(row: Statement, by_id: Seats) -> StatementView:
    return StatementView(
        id=row.id,
        kind=row.kind,
        text=row.text,
        people=tuple(by_id[p].called for p in row.people if p in by_id),
        pair_id=row.pair_id,
        weeks=row.weeks,
        disagreement=row.disagreement,
        disagreement_by=_called(by_id, row.disagreement_by),
        audience=frozenset({FULL if row.kind == "worry" else TABLE}),
    )


def _follow_up(row: FollowUp, on: date) -> FollowUpView:
    late = row.due is not None and row.due < on and row.status not in ("done", "dropped")
    return FollowUpView(
        row.id, row.text, row.who_name, row.due, row.status, row.remark, late, audience=frozenset({TABLE})
    )


def _word(row: Word, by_id: Seats) -> WordView:
    return WordView(row.id, _called(by_id, row.participant_id), row.text, audience=frozenset({FULL}))


def _stage(row: Stage, about: MeetingFacts) -> StageView:
    planned = next((step.minutes for step in about.steps if step.number == row.step), 0)
    return StageView(
        step=row.step,
        step_started=row.step_started,
        step_ends=row.step_started + minutes(planned + row.extra_minutes),
        extra_minutes=row.extra_minutes,
        view=row.view,
        direct=row.direct,
        locked=row.locked,
    )


def _closing(session: Session, board: Board, row: Meeting) -> ClosingView:
    names = {person.id: person.name for _, person in members(session, row.family_id)}
    closing = _rows(session, Closing, board, "id")[0]
    return ClosingView(
        toward_family=names.get(closing.toward_family or "", ""),
        toward_professionals=names.get(closing.toward_professionals or "", ""),
        why=closing.why,
        next_starts=closing.next_starts,
        next_ends=closing.next_ends,
        next_place=closing.next_place,
        next_open=closing.next_open,
        accepted_by=closing.accepted_by,
    )


def _called(by_id: Seats, seat_id: str | None) -> str:
    found = by_id.get(seat_id or "")
    return found.called if found else ""


def _rows(session: Session, table: type[SQLModel], board: Board, order: str):  # type: ignore[no-untyped-def]
    return list(session.exec(select(table).where(table.board_id == board.id).order_by(getattr(table, order), table.id)))  # type: ignore[attr-defined]
