"""The one door: folding the log always gives the tables."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlmodel import Session, select

from accounts.actor import Actor
from boards import cards, log, opening, scale, since_last_time, stage
from boards.tables import Board, Card, Scale
from families.network import add_person, start_family
from meetings import inviting, scheduling
from meetings.tables import Participant
from store.base import dump
from store.database import Store
from store.refusal import Refusal

MIKKEL = Actor(kind="employee", id="mikkel", name="Mikkel")
LENE = Actor(kind="employee", id="lene", name="Lene")
PEOPLE = (MIKKEL, LENE)
STARTS, ENDS = datetime(2026, 9, 16, 13, 0, tzinfo=UTC), datetime(2026, 9, 16, 14, 30, tzinfo=UTC)


def open_board(session: Session) -> Board:
    """Open a meeting with four people at the table."""
    family = start_family(session, MIKKEL, title="Familien Bro Madsen")
    seats = [
        add_person(session, family, name=name, kind=kind, relation=relation)
        for name, kind, relation in (
            ("Signe Bro", "parent", "Mor"),
            ("Jonas Madsen", "parent", "Far"),
            ("Alma Bro Madsen", "child", "Barn"),
            ("Grethe Bro", "network", "Mormor"),
        )
    ]
    meeting = scheduling.call(session, family, purpose="Hverdagen", starts=STARTS, ends=ENDS, place="Skolen")
    for seat in seats:
        inviting.seat(session, meeting, seat.person_id)
    return opening.open_meeting(session, meeting, MIKKEL)


def tables(session: Session, board: Board) -> log.State:
    """Give the rows of every subject, in the log's own shape."""
    state: log.State = {}
    for subject, table in log.SUBJECTS.items():
        where = Participant.meeting_id == board.meeting_id if table is Participant else table.board_id == board.id
        for row in session.exec(select(table).where(where)):
            state[subject, row.id] = dump(row) or {}
    return state


class Meeting(RuleBasedStateMachine):
    """Several people do random things on one board."""

    store: Store

    @initialize()
    def begin(self) -> None:
        with self.store.writing() as session:
            self.board_id = open_board(session).id
        self.steps = 0

    def _try(self, verb: Any, *args: Any, **values: Any) -> None:
        with self.store.writing() as session:
            board = log.hold(session, self.board_id)
            try:
                verb(session, board, *args, **values)
            except Refusal:
                session.rollback()

    def _card(self, number: int) -> str:
        with self.store.reading() as session:
            ids = list(session.exec(select(Card.id).where(Card.board_id == self.board_id).order_by(Card.position)))
        return ids[number % len(ids)] if ids else "none-such"

    def _seat(self, number: int) -> str:
        with self.store.reading() as session:
            return list(session.exec(select(Participant.id).order_by(Participant.id)))[number % 4]

    @rule(who=st.sampled_from(PEOPLE), column=st.sampled_from(["works", "worries", "next"]), text=st.text(max_size=30))
    def put_up(self, who: Actor, column: str, text: str) -> None:
        self._try(cards.put_up, who, column=column, text=text)

    @rule(who=st.sampled_from(PEOPLE), number=st.integers(0, 9), text=st.text(max_size=30), version=st.integers(1, 3))
    def edit(self, who: Actor, number: int, text: str, version: int) -> None:
        self._try(cards.edit, who, self._card(number), text=text, version=version)

    @rule(who=st.sampled_from(PEOPLE), number=st.integers(0, 9), column=st.sampled_from(["works", "worries", "next"]))
    def move(self, who: Actor, number: int, column: str) -> None:
        self._try(cards.move, who, self._card(number), column=column)

    @rule(who=st.sampled_from(PEOPLE), number=st.integers(0, 9))
    def take_down(self, who: Actor, number: int) -> None:
        self._try(cards.take_down, who, self._card(number))

    @rule(who=st.sampled_from(PEOPLE), number=st.integers(0, 9), seat=st.integers(0, 3))
    def agree(self, who: Actor, number: int, seat: int) -> None:
        self._try(cards.agree, who, self._card(number), who=self._seat(seat), due=STARTS.date(), how_seen="Vi ser det")

    @rule(who=st.sampled_from(PEOPLE), seat=st.integers(0, 3), value=st.integers(-1, 11))
    def number(self, who: Actor, seat: int, value: int) -> None:
        with self.store.reading() as session:
            asked = session.exec(select(Scale.id).where(Scale.board_id == self.board_id)).one()
        self._try(scale.answer, who, scale_id=asked, seat_id=self._seat(seat), value=value)

    @rule(who=st.sampled_from(PEOPLE), step=st.integers(0, 12))
    def step(self, who: Actor, step: int) -> None:
        self._try(stage.go_to, who, step=step)

    @rule(who=st.sampled_from(PEOPLE))
    def undo(self, who: Actor) -> None:
        self._try(log.undo, who)

    @invariant()
    def folding_the_log_gives_the_tables(self) -> None:
        if not hasattr(self, "board_id"):
            return
        with self.store.reading() as session:
            board = session.get(Board, self.board_id)
            assert board is not None
            events = log.events_after(session, board.id, 0)
            assert [event.seq for event in events] == list(range(1, board.seq + 1))
            assert log.fold(events) == tables(session, board)


def test_folding_the_log_gives_the_tables(the_store: Store) -> None:
    """At least 5,000 random steps by several people."""
    Meeting.store = the_store
    machine = Meeting.TestCase
    machine.settings = settings(
        max_examples=110, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    machine().runTest()


def test_the_property_catches_a_change_beside_the_log(the_store: Store) -> None:
    """A planted fault: a row changed without an event makes log and tables differ."""
    with the_store.writing() as session:
        board = open_board(session)
        card = cards.put_up(session, board, MIKKEL, column="works", text="Vi spiser sammen")
        card.text = "Vi spiser hver for sig"
        session.add(card)
    with the_store.reading() as session:
        row = session.get(Board, board.id)
        assert row is not None
        assert log.fold(log.events_after(session, row.id, 0)) != tables(session, row)


def test_the_same_change_is_undone_once(the_store: Store) -> None:
    with the_store.writing() as session:
        board = open_board(session)
        cards.put_up(session, board, MIKKEL, column="works", text="Vi spiser sammen")
        seq = board.seq
        log.undo(session, board, MIKKEL, seq=seq)
        assert session.exec(select(Card)).all() == []
        with pytest.raises(log.AlreadyUndone) as no:
            log.undo(session, board, MIKKEL, seq=seq)
    assert no.value.sentence == "Det er allerede fortrudt."


def test_nobody_undoes_what_somebody_else_did(the_store: Store) -> None:
    with the_store.writing() as session:
        board = open_board(session)
        cards.put_up(session, board, MIKKEL, column="works", text="Vi spiser sammen")
        with pytest.raises(log.NothingToUndo):
            log.undo(session, board, LENE, seq=board.seq)


def test_a_change_made_since_is_not_overwritten_by_undo(the_store: Store) -> None:
    with the_store.writing() as session:
        board = open_board(session)
        card = cards.put_up(session, board, MIKKEL, column="works", text="Vi spiser sammen")
        cards.edit(session, board, LENE, card.id, text="Vi spiser sammen kl. 18", version=1)
        with pytest.raises(log.ChangedSince):
            log.undo(session, board, MIKKEL)
        assert session.get(Card, card.id).text == "Vi spiser sammen kl. 18"  # type: ignore[union-attr]


def test_a_mark_on_an_agreement_is_in_the_log(the_store: Store) -> None:
    with the_store.writing() as session:
        board = open_board(session)
        with pytest.raises(Refusal):
            since_last_time.mark(session, board, MIKKEL, "none-such", status="done")
