"""Ten years of nights (`TAVLEN_YEARS=10`; one without it): nothing outlives its class by more than a day, and nothing under legal hold goes."""

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, func, select

from accounts.actor import Actor
from accounts.signing_in import actor_of, invite_employee
from accounts.tables import LoginSession
from boards import cards, closing, door, opening
from boards.tables import Board, BoardEvent
from families import network
from families.reading import family as find_family
from families.tables import Family, Person
from keeping import filing, holding, retention
from keeping.ledger import Ledger
from meetings import inviting, passes, scheduling
from meetings.reading import meeting
from meetings.tables import JoinCode
from store.audit import AuditEntry, note
from store.base import new_id
from store.clock import local_date
from store.database import Store
from tests.cast import KEY
from tests.keeping.lives import set_clock

pytestmark = pytest.mark.sqlcipher
BEGIN = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
YEARS = int(os.environ.get("TAVLEN_YEARS", "1"))  # ten take some minutes
DAY, SLACK = timedelta(days=1), timedelta(days=1)


@dataclass
class Life:
    """What the test itself remembers of a family: when its meetings were over, and when each was filed."""

    family: str
    parent: str
    over: dict[str, datetime] = field(default_factory=dict)
    filed: dict[str, datetime] = field(default_factory=dict)
    held: tuple[datetime, datetime] | None = None

    def frees(self, moment: datetime) -> datetime | None:
        """Give when everything of the family must be gone by, or None while there is no such day."""
        if set(self.over) - set(self.filed):
            return None
        latest = max([max(self.over.values()) + 183 * DAY, *(at + 30 * DAY for at in self.filed.values())])
        return max(latest, self.held[1]) if self.held and self.held[0] <= latest else latest


class Town:
    """Families that come and go; a fixed seed makes the same ten years every time."""

    def __init__(self, store: Store) -> None:
        self.store, self.chance = store, random.Random(7)
        self.lives: list[Life] = []
        self.plans: dict[datetime, list[tuple[str, Life]]] = {}
        with store.writing() as session:
            self.worker: Actor = actor_of(invite_employee(session, name="Tove", email="tove@fjordby.example"))

    def day(self, moment: datetime, number: int) -> None:
        """Live one day: now and then a new family, and what was planned for the day."""
        set_clock(self.store, moment + timedelta(hours=9))
        with self.store.writing() as session:
            session.add(_sign_in(self.worker, self.store.clock()))
            note(session, actor=self.worker.id, verb="saw", thing="start")
            if number % 90 == 0:
                self._new_family(session, moment)
            for act, life in self.plans.pop(moment, []):
                getattr(self, f"_{act}")(session, life, moment)

    def plan(self, moment: datetime, days: int, act: str, life: Life) -> None:
        self.plans.setdefault(moment + days * DAY, []).append((act, life))

    def _new_family(self, session: Session, moment: datetime) -> None:
        house = network.start_family(session, self.worker, title=f"Familie {len(self.lives)}")
        mother = network.add_person(session, house, name="Mor", kind="parent", relation="Mor", custody=True)
        life = Life(house.id, mother.person_id)
        self.lives.append(life)
        for number in range(self.chance.randint(1, 3)):
            self.plan(moment, 90 * number + 1, "meet", life)
        if len(self.lives) % 5 == 3:
            life.held = (moment + 2 * DAY, moment + (2 + self.chance.randint(200, 900)) * DAY)
            self.plan(moment, 2, "hold", life)
            self.plan(life.held[1], 0, "lift", life)

    def _meet(self, session: Session, life: Life, moment: datetime) -> None:
        now = self.store.clock()
        row = scheduling.call(
            session, find_family(session, life.family), purpose="Hvordan går det?",
            starts=now + timedelta(minutes=1), ends=now + timedelta(hours=1), place="Skolen",
        )  # fmt: skip
        inviting.seat(session, row, life.parent)
        board = opening.open_meeting(session, row, self.worker)
        passes.open_door(session, row, key=KEY)
        door.knock(session, board, row, name="Nabo")
        cards.put_up(session, board, self.worker, column="works", text="Vi spiser sammen")
        closing.name_coordinator(session, board, self.worker, person_id=life.parent, toward="family")
        closing.leave_next_open(session, board, self.worker)
        closing.close(session, board, self.worker)
        life.over[row.id] = now + timedelta(hours=1)
        self.plan(moment, self.chance.choice([1, 10, 300]), "file", life)

    def _file(self, session: Session, life: Life, moment: datetime) -> None:
        for row_id in life.over.keys() - life.filed.keys():
            filing.file(session, self.worker, meeting(session, row_id), reference="S-1")
            life.filed[row_id] = self.store.clock()

    def _hold(self, session: Session, life: Life, moment: datetime) -> None:
        holding.hold(session, self.worker, find_family(session, life.family), reason="Klage")

    def _lift(self, session: Session, life: Life, moment: datetime) -> None:
        holding.lift(session, self.worker, find_family(session, life.family))
        assert life.held is not None
        life.held = (life.held[0], self.store.clock())


def _sign_in(who: Actor, at: datetime) -> LoginSession:
    return LoginSession(account_id=who.id, token_hash=new_id(), created_at=at, seen_at=at)


def outliving(session: Session, lives: list[Life], moment: datetime) -> Iterator[str]:
    """Give what is still there though its class ended more than a day ago, by what the test remembers."""
    there = set(session.exec(select(Family.id)))
    events = set(session.exec(select(Board.meeting_id).join(BoardEvent, col(BoardEvent.board_id) == col(Board.id))))
    codes = set(session.exec(select(JoinCode.meeting_id)))
    knocked = select(BoardEvent.board_id).where(BoardEvent.verb == "knocked")
    drafts = set(session.exec(select(Board.meeting_id).where(col(Board.id).in_(knocked))))
    for life in lives:
        held = life.held and life.held[0] <= moment <= life.held[1] + SLACK
        for row, over in life.over.items():
            if not held and row in codes | drafts and moment > over + 1 * DAY + SLACK:
                yield f"passing of {row}"
            if not held and row in events and row in life.filed and moment > life.filed[row] + 30 * DAY + SLACK:
                yield f"board of {row}"
        until = life.frees(moment) if life.over else None
        if life.family in there and until and moment > until + SLACK:
            yield f"case of {life.family}"
    for key, oldest, days in (
        ("sign_in", select(func.min(LoginSession.seen_at)), 30),
        ("audit", select(func.min(AuditEntry.at)), 730),
    ):
        first = session.exec(oldest).one()
        if first and moment > first + days * DAY + SLACK:
            yield key


def lost(session: Session, lives: list[Life], moment: datetime) -> Iterator[str]:
    """Give the families that are gone too early: before their day, or under legal hold."""
    there = set(session.exec(select(Family.id)))
    for life in lives:
        until = life.frees(moment) if life.over else None
        if life.family not in there and (until is None or moment < until):
            yield life.family


def test_the_years_pass(the_store: Store, tmp_path: Path) -> None:
    town, ledger = Town(the_store), Ledger(tmp_path / "tavlen.deleted")
    held_away = 0
    for number in range(365 * YEARS):
        moment = BEGIN + number * DAY
        town.day(moment, number)
        set_clock(the_store, moment + timedelta(hours=25))
        retention.tidy(the_store, ledger)
        if number % 7 == 0 or number > 365 * YEARS - 30:
            with the_store.reading() as session:
                night = the_store.clock()
                assert list(outliving(session, town.lives, night)) == []
                assert list(lost(session, town.lives, night)) == []
                held_away += any(life.held and life.held[0] <= night <= life.held[1] for life in town.lives)
    assert len(town.lives) == 1 + (365 * YEARS - 1) // 90
    assert held_away > 5
    with the_store.reading() as session:
        assert len(set(session.exec(select(Family.id)))) < 10
        assert local_date(session.exec(select(func.min(AuditEntry.at))).one()) > local_date(night - 740 * DAY)
        assert session.exec(select(func.count()).select_from(Person)).one() < 10


def test_a_job_that_forgets_boards_is_caught(the_store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A planted fault: one class is never tidied."""
    monkeypatch.setattr("keeping.due.boards", lambda asked: iter(()))
    town, ledger = Town(the_store), Ledger(tmp_path / "tavlen.deleted")
    found = set()
    for number in range(60):
        moment = BEGIN + number * DAY
        town.day(moment, number)
        set_clock(the_store, moment + timedelta(hours=25))
        retention.tidy(the_store, ledger)
        with the_store.reading() as session:
            found |= {word.split()[0] for word in outliving(session, town.lives, the_store.clock())}
    assert found == {"board"}
