"""The one door: folding the log always gives the tables."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlmodel import Session, select

from accounts.actor import Actor
from boards import cards, closing, door, log, opening, regions, scale, since_last_time, stage, statements
from boards.reading import snapshot
from boards.snapshot import BoardSnapshot
from boards.tables import Board, BoardEvent, Card, Scale, Statement
from families.network import add_person, start_family
from meetings import inviting, scheduling
from meetings.tables import Meeting as MeetingRow
from meetings.tables import Participant
from store.base import dump
from store.database import Store
from store.refusal import Refusal

MIKKEL = Actor(kind="employee", id="mikkel", name="Mikkel")
LENE = Actor(kind="employee", id="lene", name="Lene")
WHO = st.sampled_from((MIKKEL, LENE))
COLUMN = st.sampled_from(["works", "worries", "next"])
TEXT = st.text(max_size=30)
SEAT, NUMBER = st.integers(0, 3), st.integers(0, 9)
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


def _sent(board: BoardSnapshot) -> list[tuple[str, str, str]]:
    """Give what a sender sees of each card: not the outline of the newest one, which is for the wall."""
    return [(card.id, card.text, card.place) for card in board.cards if card.sent_by_id]


REGIONS: dict[str, Callable[[BoardSnapshot], object]] = {
    "works": lambda board: board.column("works"),
    "worries": lambda board: board.column("worries"),
    "next": lambda board: board.column("next"),
    "scale": lambda board: board.scales,
    "stage": lambda board: board.stage,
    "people": lambda board: board.seats,
    "tray": lambda board: (board.waiting("tray"), board.waiting("later"), _sent(board)),
    "since": lambda board: board.follow_ups,
    "words": lambda board: (board.houses, board.statements, board.words),
    "closing": lambda board: (board.closing, [card.id for card in board.column("next") if card.lacks]),
}


class Meeting(RuleBasedStateMachine):
    """Several people do random things on one board."""

    store: Store
    steps = 0
    tried = 0

    @initialize()
    def begin(self) -> None:
        with self.store.writing() as session:
            board = open_board(session)
            self.board_id, self.meeting_id, self.seq = board.id, board.meeting_id, board.seq
            self.seats = list(session.exec(select(Participant.id).where(Participant.meeting_id == board.meeting_id)))
            self.looks = {name: look(snapshot(session, board)) for name, look in REGIONS.items()}

    def _try(self, verb: Any, *args: Any, **values: Any) -> None:
        type(self).steps += 1
        self.tried += 1
        with self.store.writing() as session:
            board = log.hold(session, self.board_id)
            try:
                verb(session, board, *args, **values)
            except Refusal:
                session.rollback()

    def _one(self, table: Any, number: int) -> str:
        with self.store.reading() as session:
            ids = list(session.exec(select(table.id).where(table.board_id == self.board_id).order_by(table.position)))
        return ids[number % len(ids)] if ids else "none-such"

    def _card(self, number: int) -> str:
        return self._one(Card, number)

    def _seat(self, number: int) -> str:
        return self.seats[number % len(self.seats)]

    def _guest(self, number: int) -> Actor:
        return Actor(kind="guest", id=self._seat(number), name="Gæst")

    @rule(who=WHO, column=COLUMN, text=TEXT)
    def put_up(self, who: Actor, column: str, text: str) -> None:
        self._try(cards.put_up, who, column=column, text=text)

    @rule(seat=SEAT, column=COLUMN, text=TEXT, number=st.integers(0, 5))
    def send(self, seat: int, column: str, text: str, number: int) -> None:
        card_id = f"card-{self.board_id}-{number}"[-40:]
        self._try(cards.send, self._guest(seat), column=column, text=text, card_id=card_id)

    @rule(
        who=WHO,
        number=NUMBER,
        verb=st.sampled_from([cards.put_from_tray, cards.later, cards.take_down, cards.say_open]),
    )
    def place(self, who: Actor, number: int, verb: Any) -> None:
        self._try(verb, who, self._card(number))

    @rule(who=WHO, number=NUMBER, text=TEXT, version=st.integers(1, 3))
    def edit(self, who: Actor, number: int, text: str, version: int) -> None:
        self._try(cards.edit, who, self._card(number), text=text, version=version)

    @rule(who=WHO, number=NUMBER, column=COLUMN)
    def move(self, who: Actor, number: int, column: str) -> None:
        self._try(cards.move, who, self._card(number), column=column)

    @rule(who=WHO, number=NUMBER, seat=SEAT)
    def credit(self, who: Actor, number: int, seat: int) -> None:
        self._try(cards.credit, who, self._card(number), said_by=self._seat(seat))

    @rule(who=WHO, number=NUMBER, seat=SEAT)
    def agree(self, who: Actor, number: int, seat: int) -> None:
        self._try(cards.agree, who, self._card(number), who=self._seat(seat), due=STARTS.date(), how_seen="Vi ser det")

    @rule(who=WHO, seat=SEAT, value=st.integers(-1, 11))
    def number(self, who: Actor, seat: int, value: int) -> None:
        self._try(scale.answer, who, scale_id=self._one(Scale, 0), seat_id=self._seat(seat), value=value)

    @rule(who=WHO)
    def reveal(self, who: Actor) -> None:
        self._try(scale.reveal, who, scale_id=self._one(Scale, 0))

    @rule(who=WHO, step=st.integers(0, 12))
    def step(self, who: Actor, step: int) -> None:
        self._try(stage.go_to, who, step=step)

    @rule(who=WHO, locked=st.booleans(), direct=st.booleans())
    def lock(self, who: Actor, locked: bool, direct: bool) -> None:
        self._try(stage.lock, who, locked=locked and direct)
        self._try(stage.take_directly, who, direct=direct)

    @rule(who=WHO, kind=st.sampled_from(["worry", "goal", "bottom_line"]), text=TEXT, seat=SEAT)
    def state(self, who: Actor, kind: str, text: str, seat: int) -> None:
        self._try(statements.state, who, kind=kind, text=text, people=[self._seat(seat)])

    @rule(who=WHO, number=NUMBER)
    def take_back(self, who: Actor, number: int) -> None:
        self._try(statements.take_back, who, self._one(Statement, number))

    @rule(who=WHO, seat=SEAT, text=TEXT)
    def say(self, who: Actor, seat: int, text: str) -> None:
        self._try(closing.last_word, who, seat_id=self._seat(seat), text=text)

    @rule(who=WHO, seat=SEAT, attended=st.sampled_from([True, False, None]), note=TEXT)
    def attend(self, who: Actor, seat: int, attended: bool | None, note: str) -> None:
        self._try(door.attend, who, self._seat(seat), attended=attended, note=note)

    @rule(who=WHO, name=TEXT, seat=SEAT, as_listed=st.booleans())
    def come_in(self, who: Actor, name: str, seat: int, as_listed: bool) -> None:
        def knock_and_admit(session: Session, board: Board) -> None:
            guest, _ = door.knock(session, board, session.get_one(MeetingRow, board.meeting_id), name=name)
            door.admit(session, board, who, guest.id, as_seat=self._seat(seat) if as_listed else "")

        self._try(knock_and_admit)

    @rule(who=WHO, seat=SEAT)
    def show_out(self, who: Actor, seat: int) -> None:
        self._try(door.show_out, who, self._seat(seat))

    @rule(who=WHO, open_=st.booleans())
    def next_meeting(self, who: Actor, open_: bool) -> None:
        self._try(closing.leave_next_open, who) if open_ else self._try(closing.accept, who, by="Mor")

    @rule(who=st.one_of(WHO, SEAT))
    def undo(self, who: Actor | int) -> None:
        self._try(log.undo, self._guest(who) if isinstance(who, int) else who)

    @invariant()
    def now_and_then_folding_the_log_gives_the_tables(self) -> None:
        if self.tried % 5 == 0:
            self.folding_the_log_gives_the_tables()

    def teardown(self) -> None:
        self.folding_the_log_gives_the_tables()

    def folding_the_log_gives_the_tables(self) -> None:
        if not hasattr(self, "board_id"):
            return
        with self.store.reading() as session:
            board = session.get_one(Board, self.board_id)
            events = log.events_after(session, board.id, 0)
            assert [event.seq for event in events] == list(range(1, board.seq + 1))
            assert log.fold(events) == tables(session, board)
            self._only_touched_regions_changed(snapshot(session, board), events[self.seq :])
            self.seq = board.seq

    def _only_touched_regions_changed(self, board: BoardSnapshot, events: list[BoardEvent]) -> None:
        looks = {name: look(board) for name, look in REGIONS.items()}
        changed = {name for name, look in looks.items() if look != self.looks[name]}
        touched = {region for event in events for region in regions.touched(event)}
        assert changed <= touched, (changed - touched, [(event.verb, event.subject) for event in events])
        self.looks = looks


def run(store: Store, *, examples: int) -> int:
    """Run the machine on this database; gives how many things were tried."""
    Meeting.store, Meeting.steps = store, 0
    machine = Meeting.TestCase
    machine.settings = settings(
        max_examples=examples,
        stateful_step_count=50,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        phases=[Phase.generate],
    )
    machine().runTest()
    return Meeting.steps


def test_folding_the_log_gives_the_tables_and_only_touched_regions_change(the_store: Store) -> None:
    """At least 5,000 random steps by several people on SQLCipher, 500 on PostgreSQL."""
    examples, least = (118, 5_000) if the_store.encrypted else (13, 500)
    assert run(the_store, examples=examples) >= least


def test_the_property_catches_a_region_that_is_not_touched(the_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted fault: an answer that touches nothing leaves an old number on the wall."""
    monkeypatch.setitem(regions._BY_SUBJECT, "answer", set())
    with pytest.raises(AssertionError, match="scale"):
        run(the_store, examples=60)


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
