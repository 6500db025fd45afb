"""Close a meeting: what must be settled first, then freeze the board and harvest it into the plan."""

from dataclasses import replace
from datetime import datetime

from pydantic import TypeAdapter
from sqlmodel import Session, col, func, select

from accounts.actor import Actor
from boards import log
from boards.older import in_parts
from boards.reading import snapshot
from boards.shielding import shielded
from boards.snapshot import BoardSnapshot, CardView
from boards.tables import Board, Card, Closing, FollowUp, Word
from families import coordination, plan
from families.network import member_of
from families.reading import family
from families.tables import Action
from meetings import inviting, passes, scheduling
from meetings.reading import coming, meeting, steps
from meetings.tables import Meeting, Participant
from store.base import new_id
from store.database import now
from store.refusal import Phrase, Refusal, Unfit
from store.text import SHORT, clean_text, needed

_FROZEN: TypeAdapter[BoardSnapshot] = TypeAdapter(BoardSnapshot)


class NotSettled(Refusal):
    """Something must be said before the meeting can end; the sentence says what."""

    sentence = "Mødet kan ikke slutte endnu. Der mangler: {lacking}."


def closing_of(session: Session, board: Board) -> Closing:
    """Give what is settled so far."""
    return session.exec(select(Closing).where(Closing.board_id == board.id)).one()


def name_coordinator(
    session: Session, board: Board, actor: Actor, *, person_id: str, toward: str, why: str = ""
) -> None:
    """Name who holds the plan together towards the family or the professionals; a second of the same kind is refused."""
    if toward not in coordination.TOWARDS:
        raise Unfit("Vælg, om koordinatoren er over for familien eller fagpersonerne.", field="toward")
    closing, column = closing_of(session, board), f"toward_{toward}"
    present = getattr(closing, column)
    if present == person_id and not why:
        return
    if present and present != person_id:
        raise coordination.there_is_one(toward)
    member_of(session, meeting(session, board.meeting_id).family_id, person_id)
    changes = {column: person_id, "why": clean_text(why, most=400) or closing.why}
    log.amend(session, board, actor, closing, verb="named coordinator", **changes)


def release_coordinator(session: Session, board: Board, actor: Actor, *, toward: str) -> None:
    """Take a named coordinator's name off again, so that another can be named."""
    if toward in coordination.TOWARDS:
        log.amend(
            session, board, actor, closing_of(session, board), verb="released coordinator", **{f"toward_{toward}": None}
        )


def set_next(session: Session, board: Board, actor: Actor, *, starts: datetime, ends: datetime, place: str) -> None:
    """Set the next meeting; refuses a time that has passed."""
    if starts <= now(session):
        raise Unfit("Datoen er gået. Vælg en ny dato.", field="date")
    scheduling.check_length(starts, ends)
    where = needed(place, "Skriv, hvor I mødes.", field="place", most=SHORT, lines=False)
    changes = {"next_starts": starts, "next_ends": ends, "next_place": where, "next_open": False}
    log.amend(session, board, actor, closing_of(session, board), verb="set next meeting", **changes)


def leave_next_open(session: Session, board: Board, actor: Actor) -> None:
    """Say that no next meeting is agreed."""
    changes = {"next_starts": None, "next_ends": None, "next_place": "", "next_open": True}
    log.amend(session, board, actor, closing_of(session, board), verb="left next meeting open", **changes)


def accept(session: Session, board: Board, actor: Actor, *, by: str) -> None:
    """Write down who heard the text read aloud and said that it is their words."""
    log.amend(
        session,
        board,
        actor,
        closing_of(session, board),
        verb="accepted",
        accepted_by=clean_text(by, most=SHORT, lines=False),
    )


def last_word(
    session: Session, board: Board, actor: Actor, *, seat_id: str | None, text: str, word_id: str = ""
) -> None:
    """Write down what somebody says in the closing round; `word_id` is the client's own, and sent twice makes one."""
    words = needed(text, "Skriv, hvad der bliver sagt.", field="text", most=400)
    if log.was_here(session, board, Word, word_id):
        return
    row = Word(
        id=word_id or new_id(),
        board_id=board.id,
        participant_id=log.seat_of(session, board, seat_id),
        text=words,
        position=session.exec(select(func.count()).where(Word.board_id == board.id)).one(),
    )
    log.add(session, board, actor, row, verb="said")


def lacking(session: Session, board: Board) -> list[Phrase]:
    """Give what must be said before the meeting can end; empty when nothing is missing."""
    closing, phrases = closing_of(session, board), []
    if not (closing.toward_family or closing.toward_professionals):
        phrases.append(Phrase("en koordinator"))
    if not (closing.next_starts or closing.next_open):
        phrases.append(Phrase("en dato for næste møde, eller at den ikke er aftalt"))
    if count := sum(1 for card in snapshot(session, board).column("next") if card.lacks):
        on_one, on_several = "en person eller en dag på 1 aftale", "en person eller en dag på {n} aftaler"
        phrases.append(Phrase(on_one) if count == 1 else Phrase(on_several, count))
    return phrases


def close(session: Session, board: Board, actor: Actor) -> Meeting | None:
    """End the meeting: harvest the plan, name the coordinators, freeze the board, and let everybody out.

    Raises `NotSettled` with one sentence when something is missing, and `BoardFinal` when it is closed already.
    Gives the next meeting when a date was set.
    """
    if board.final is not None:
        raise log.BoardFinal
    if phrases := lacking(session, board):
        raise NotSettled(lacking=phrases)
    row = meeting(session, board.meeting_id)
    _reveal_nothing_more(session, board, actor)
    _follow_up(session, board)
    _harvest(session, board, row)
    _coordinate(session, board, row)
    row.closed_at = now(session)
    session.add(row)
    passes.close_door(session, row)
    following = _call_next(session, board, row)
    log.amend(session, board, actor, closing_of(session, board), verb="closed")
    board.final = freeze(snapshot(session, board))
    session.add(board)
    return following


def freeze(board: BoardSnapshot) -> dict[str, object]:
    """Give a snapshot as plain data that a database can keep."""
    frozen: dict[str, object] = _FROZEN.dump_python(replace(board, shields=()), mode="json")
    return frozen


def frozen_board(session: Session, board: Board) -> BoardSnapshot:
    """Give the snapshot that closing froze, with what is protected today."""
    return shielded(session, thaw(board.final or {}))


def thaw(frozen: dict[str, object]) -> BoardSnapshot:
    """Give the snapshot that was frozen, also one from before consent spoke of parts."""
    return in_parts(_FROZEN.validate_python(frozen))


def _reveal_nothing_more(session: Session, board: Board, actor: Actor) -> None:
    """Cards still in the tray stay off the board: they become `later`, so that their sender can copy them."""
    for card in session.exec(select(Card).where(Card.board_id == board.id, Card.place == "tray")):
        log.amend(session, board, actor, card, verb="kept for later", place="later")


def _follow_up(session: Session, board: Board) -> None:
    for row in session.exec(select(FollowUp).where(FollowUp.board_id == board.id)):
        action = session.get(Action, row.action_id)
        if action and row.status != "open":
            plan.follow_up(session, action, status=row.status, remark=row.remark)


def _harvest(session: Session, board: Board, row: Meeting) -> None:
    seen, house = snapshot(session, board), family(session, row.family_id)
    goals: dict[str, str] = {}
    for statement in seen.statements:
        if statement.kind == "goal":
            goal = plan.harvest_goal(
                session,
                house,
                text=statement.text,
                weeks=statement.weeks,
                card=statement.id,
                meeting=row.id,
                about=statement.about,
            )
            goals[statement.id] = goal.id
    seats = {seat.id: seat for seat in session.exec(select(Participant).where(Participant.meeting_id == row.id))}
    person = {seat.id: seat.person_id for seat in seats.values()}
    for card in _for_everybody(seen, "next"):
        if card.agreement:
            plan.harvest_action(
                session,
                house,
                text=card.text,
                person_id=person.get(card.who_id),
                who_name="" if person.get(card.who_id) else card.who,
                helper_ids=[person[h] for h in card.helper_ids if person.get(h)],
                due=card.due,
                how_seen=card.how_seen,
                goal_id=goals.get(card.goal_id),
                card=card.id,
                meeting=row.id,
                about=card.about,
            )
        elif not goals:
            plan.harvest_goal(session, house, text=card.text, weeks=0, card=card.id, meeting=row.id, about=card.about)
    for card in _for_everybody(seen, "works"):
        plan.harvest_strength(session, house, text=card.text, said_by=card.said_by, card=card.id, meeting=row.id)


def _for_everybody(board: BoardSnapshot, column: str) -> list[CardView]:
    """Give the cards that come into the plan: one for some only stays out of it."""
    return [card for card in board.column(column) if not card.only_for]


def _coordinate(session: Session, board: Board, row: Meeting) -> None:
    closing = closing_of(session, board)
    for toward in coordination.TOWARDS:
        person_id = getattr(closing, f"toward_{toward}")
        if person_id:
            coordination.hand_over(session, row.family_id, person_id=person_id, toward=toward, why=closing.why)


def _call_next(session: Session, board: Board, row: Meeting) -> Meeting | None:
    """Call the next meeting on the agreed day, with the same people; a meeting that is there already is moved to it."""
    closing = closing_of(session, board)
    if closing.next_starts is None or closing.next_ends is None:
        return None
    if there := coming(session, row.family_id):
        if (there.starts, there.ends, there.place) != (closing.next_starts, closing.next_ends, closing.next_place):
            scheduling.move(
                session, there, starts=closing.next_starts, ends=closing.next_ends, place=closing.next_place
            )
        return there
    following = scheduling.call(
        session,
        family(session, row.family_id),
        purpose=row.purpose,
        starts=closing.next_starts,
        ends=closing.next_ends,
        place=closing.next_place,
        agenda=tuple(scheduling.AgendaItem(s.title, s.minutes, s.short) for s in steps(session, row.id)),
        called_by=closing.toward_family or row.called_by,
        facilitator=row.facilitator_id,
        recorder=row.recorder_id,
        interpreter=row.interpreter,
        ground_rules=row.ground_rules,
    )
    for seat in session.exec(select(Participant).where(Participant.meeting_id == row.id).order_by(col(Participant.id))):
        if seat.person_id:
            inviting.seat(
                session,
                following,
                seat.person_id,
                narrowed=seat.narrowed,
                from_step=seat.from_step,
                gives_number=seat.gives_number,
            )
    return following
