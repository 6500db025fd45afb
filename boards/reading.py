"""From the board's tables to a snapshot, and the history in sentences."""

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam
from sqlalchemy import select as sql_select
from sqlmodel import Session, SQLModel

from accounts.visibility import DANGER, NUMBERS, REST, RUNNERS, TABLE, only, seat
from boards.earlier import answered_before
from boards.shielding import shielded
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
from families import mentions
from families.mentions import Mentions
from families.reading import Around, members
from meetings.reading import facts, houses, meeting, seats
from meetings.snapshot import MeetingFacts, Seat
from meetings.tables import Meeting
from store.clock import local_date, minutes

Seats = dict[str, Seat]
# A goal is for the table, a worry statement for those who may read both what worries and all else.
_STATEMENTS = {"goal": TABLE, "worry": DANGER}


def snapshot(session: Session, board: Board) -> BoardSnapshot:
    """Give the board as it is now, with everything of its meeting and for whom each thing is."""
    session.flush()
    row = meeting(session, board.meeting_id)
    around = members(session, row.family_id)
    about, everybody = facts(session, row, around), seats(session, row, around)
    by_id, named = {each.id: each for each in everybody}, mentions.of(around)
    stage = _rows(session, Stage, board.id, "id")[0]
    whole = BoardSnapshot(
        id=board.id,
        seq=board.seq,
        facts=about,
        seats=everybody,
        stage=_stage(stage, about),
        cards=_cards(session, board.id, by_id, named),
        scales=_scales(session, board, row, everybody, stage.step),
        statements=tuple(_statement(s, by_id, named) for s in _rows(session, Statement, board.id, "position")),
        follow_ups=tuple(
            _follow_up(f, local_date(row.starts), named) for f in _rows(session, FollowUp, board.id, "position")
        ),
        houses=houses(session, row, around),
        words=tuple(_word(w, by_id) for w in _rows(session, Word, board.id, "position")),
        closing=_closing(session, board, around),
    )
    return shielded(session, whole)


def with_cards(session: Session, known: BoardSnapshot, board_id: str, seq: int) -> BoardSnapshot:
    """Give a board as an earlier snapshot shows it, with its cards as they are now: after events about cards alone."""
    by_id, named = {each.id: each for each in known.seats}, mentions.of(members(session, known.facts.family_id))
    return shielded(session, replace(known, seq=seq, cards=_cards(session, board_id, by_id, named)))


def _cards(session: Session, board_id: str, by_id: Seats, named: Mentions) -> tuple[CardView, ...]:
    rows = [card for card in _rows(session, Card, board_id, "position") if card.place != "down" or card.sent_by]
    newest = max((card.position for card in rows if card.place == "up" and not card.only_for), default=0)
    return tuple(_card(card, by_id, named, newest=card.place == "up" and card.position == newest) for card in rows)


def _card(card: Card, by_id: Seats, named: Mentions, *, newest: bool) -> CardView:
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
        only_for=tuple(card.only_for),
        audience=_card_audience(card),
        about=named.about(
            [card.text, card.how_seen], [_person(by_id, one) for one in (card.said_by, card.who, *card.helpers)]
        ),
    )


def _card_audience(card: Card) -> frozenset[str]:
    """Next steps are for the table; what works and worries for those to whom consent opens it; the tray for the recorder.

    A card for some only is for them as far as consent goes. Whoever sent a card sees what became of it, also when it was
    taken down.
    """
    own = {seat(card.sent_by)} if card.sent_by else set()
    if card.place == "down":
        return frozenset(own)
    if card.place != "up":
        return frozenset({RUNNERS} | own)
    part = TABLE if card.board_column == "next" else card.board_column
    if card.only_for:
        return frozenset({RUNNERS} | {only(one, part) for one in card.only_for} | own)
    return frozenset({part} | own)


def _scales(
    session: Session, board: Board, row: Meeting, everybody: tuple[Seat, ...], step: int
) -> tuple[ScaleView, ...]:
    answers = _rows(session, Answer, board.id, "id")
    before = answered_before(session, row) if answers else {}
    asked = [one.id for one in everybody if one.is_asked(step)]
    return tuple(
        _scale(scale, [a for a in answers if a.scale_id == scale.id], everybody, asked, before)
        for scale in _rows(session, Scale, board.id, "position")
    )


def _scale(
    row: Scale,
    answers: list[Answer],
    everybody: tuple[Seat, ...],
    asked: list[str],
    before: dict[tuple[str, str], int],
) -> ScaleView:
    by_seat = {answer.participant_id: answer for answer in answers}
    given = [(by_seat[one.id], one) for one in everybody if one.id in by_seat]
    return ScaleView(
        id=row.id,
        title=row.title,
        zero=row.zero,
        ten=row.ten,
        revealed=row.revealed,
        asked=len(asked),
        answered=sum(1 for seat_id in asked if seat_id in by_seat),
        answered_ids=tuple(one.id for _, one in given),
        answers=tuple(_answer(answer, one, row, before) for answer, one in given),
        audience=frozenset({TABLE}),
    )


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
        audience=hidden | {NUMBERS} if scale.revealed else hidden,
    )


def _statement(row: Statement, by_id: Seats, named: Mentions) -> StatementView:
    return StatementView(
        id=row.id,
        kind=row.kind,
        text=row.text,
        people=tuple(by_id[p].called for p in row.people if p in by_id),
        pair_id=row.pair_id,
        weeks=row.weeks,
        disagreement=row.disagreement,
        disagreement_by=_called(by_id, row.disagreement_by),
        audience=frozenset({_STATEMENTS.get(row.kind, REST)}),
        about=named.about([row.text], [_person(by_id, one) for one in row.people]),
    )


def _follow_up(row: FollowUp, on: date, named: Mentions) -> FollowUpView:
    late = row.due is not None and row.due < on and row.status not in ("done", "dropped")
    return FollowUpView(
        row.id,
        row.text,
        row.who_name,
        row.due,
        row.status,
        row.remark,
        late,
        audience=frozenset({TABLE}),
        about=named.about([row.text, row.who_name], row.about),
    )


def _word(row: Word, by_id: Seats) -> WordView:
    return WordView(
        row.id,
        _called(by_id, row.participant_id),
        row.text,
        audience=frozenset({REST}),
        said_by_id=row.participant_id or "",
    )


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
        seats=row.seats,
        warned=row.warned,
    )


def _closing(session: Session, board: Board, around: Around) -> ClosingView:
    names = {person.id: person.name for _, person in around}
    closing = _rows(session, Closing, board.id, "id")[0]
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


def _person(by_id: Seats, seat_id: str | None) -> str | None:
    found = by_id.get(seat_id or "")
    return found.person_id if found else None


def _called(by_id: Seats, seat_id: str | None) -> str:
    found = by_id.get(seat_id or "")
    return found.called if found else ""


def _rows(session: Session, table: type[SQLModel], board_id: str, order: str) -> list[Any]:
    """Give the board's rows of a table, as plain rows: twice as fast as objects, for a page that is made at every change."""
    return list(session.connection().execute(_wanted(table, order), {"board": board_id}))


@cache
def _wanted(table: type[SQLModel], order: str) -> Select[Any]:
    columns = table.__table__.c  # type: ignore[attr-defined]
    return sql_select(*columns).where(columns.board_id == bindparam("board")).order_by(columns[order], columns.id)
