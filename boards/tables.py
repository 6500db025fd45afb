"""Board, BoardEvent, and the subjects of the log: Stage, Card, Scale, Answer, Statement, FollowUp, Word, Closing."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, UniqueConstraint
from sqlmodel import Field

import meetings.tables  # noqa: F401 - the foreign keys below name its tables
from store.base import Table, json_list, moment

COLUMNS = ("works", "worries", "next")
PLACES = ("up", "tray", "later", "down")


class Board(Table, table=True):
    """A meeting's board. `seq` is the number of its last event; `final` is the snapshot that closing froze."""

    meeting_id: str = Field(foreign_key="meeting.id", unique=True)
    seq: int = 0
    final: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON, nullable=True))


class BoardEvent(Table, table=True):
    """One change: what a thing was and what it became. Rows are added, never changed."""

    __table_args__ = (UniqueConstraint("board_id", "seq"),)
    board_id: str = Field(foreign_key="board.id", index=True)
    seq: int
    at: datetime = moment(optional=False)
    actor: str
    actor_name: str
    verb: str
    subject: str
    subject_id: str
    before: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON, nullable=True))
    after: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON, nullable=True))
    undoes: int | None = None


class Stage(Table, table=True):
    """What the room looks at: the present step, when it began, extra minutes, what the big screen shows.

    And how the door stands: `seats` is how many phones may be in, 0 for no limit; `warned` says that many wrong codes
    were tried since the present code was made.
    """

    board_id: str = Field(foreign_key="board.id", unique=True)
    step: int = 1
    step_started: datetime = moment(optional=False)
    extra_minutes: int = 0
    view: str = "board"
    direct: bool = False
    locked: bool = False
    seats: int = 0
    warned: bool = False


class Card(Table, table=True):
    """What somebody said. In the column `next` it can be an agreement: who, helpers, when, how it shows.

    `version` counts the text's versions. `place` is up (on the board), tray (from a phone), later or down. `only_for` are
    the participants who alone may see it; empty is everybody, by column.
    """

    __table_args__ = (
        CheckConstraint("board_column in ('works', 'worries', 'next')", name="column"),
        CheckConstraint("place in ('up', 'tray', 'later', 'down')", name="place"),
    )
    board_id: str = Field(foreign_key="board.id", index=True)
    board_column: str
    text: str
    said_by: str | None = Field(default=None, foreign_key="participant.id")
    sent_by: str | None = Field(default=None, foreign_key="participant.id")
    own_words: bool = True
    agreement: bool = False
    who: str | None = Field(default=None, foreign_key="participant.id")
    helpers: list[Any] = json_list()
    due: date | None = None
    how_seen: str = ""
    said_open: bool = False
    goal_id: str = ""
    place: str = "up"
    position: int = 0
    version: int = 1
    only_for: list[Any] = json_list()


class Scale(Table, table=True):
    """A question with a number from 0 to 10; `revealed` when everybody's number may be seen."""

    board_id: str = Field(foreign_key="board.id", index=True)
    title: str
    zero: str
    ten: str
    position: int = 0
    revealed: bool = False


class Answer(Table, table=True):
    """One person's number, the reason, and what would make it one higher. Numbers are never averaged."""

    __table_args__ = (
        UniqueConstraint("scale_id", "participant_id"),
        CheckConstraint("value between 0 and 10", name="value"),
    )
    board_id: str = Field(foreign_key="board.id", index=True)
    scale_id: str = Field(foreign_key="scale.id")
    participant_id: str = Field(foreign_key="participant.id")
    value: int
    why: str = ""
    one_up: str = ""


class Statement(Table, table=True):
    """A worry statement, the goal that belongs to it, or a bottom line, with who stands behind it."""

    __table_args__ = (CheckConstraint("kind in ('worry', 'goal', 'bottom_line')", name="kind"),)
    board_id: str = Field(foreign_key="board.id", index=True)
    kind: str
    text: str
    people: list[Any] = json_list()
    pair_id: str = ""
    weeks: int = 0
    disagreement: str = ""
    disagreement_by: str | None = Field(default=None, foreign_key="participant.id")
    position: int = 0


class FollowUp(Table, table=True):
    """An agreement of an earlier meeting, and how it went: open, done, underway, not_done or dropped.

    `about` are the people whose agreement it is, beside those whom the text names.
    """

    __table_args__ = (
        UniqueConstraint("board_id", "action_id"),
        CheckConstraint("status in ('open', 'done', 'underway', 'not_done', 'dropped')", name="status"),
    )
    board_id: str = Field(foreign_key="board.id", index=True)
    action_id: str = Field(foreign_key="action.id")
    text: str
    who_name: str = ""
    about: list[Any] = json_list()
    due: date | None = None
    status: str = "open"
    remark: str = ""
    position: int = 0


class Word(Table, table=True):
    """A sentence of the closing round."""

    board_id: str = Field(foreign_key="board.id", index=True)
    participant_id: str | None = Field(default=None, foreign_key="participant.id")
    text: str
    position: int = 0


class Closing(Table, table=True):
    """What must be settled before a meeting can end: coordinators and the next meeting."""

    board_id: str = Field(foreign_key="board.id", unique=True)
    toward_family: str | None = Field(default=None, foreign_key="person.id")
    toward_professionals: str | None = Field(default=None, foreign_key="person.id")
    why: str = ""
    next_starts: datetime | None = moment()
    next_ends: datetime | None = moment()
    next_place: str = ""
    next_open: bool = False
    accepted_by: str = ""
