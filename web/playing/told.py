"""What has been told of a meeting file so far: what stands in the database, and what was refused."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, select

from accounts.actor import SYSTEM, Actor
from boards import log, opening
from boards.tables import Board
from meetings.scheduling import LONGEST_HOURS
from meetings.tables import Participant
from store.clock import minutes
from store.database import Store
from store.refusal import Refusal
from web.playing.meeting_file import MeetingFile
from web.playing.node import Node
from web.playing.refused import BAD_END, NO_MEETING, NOT_NAMED, Refused, as_name

USUAL_LENGTH = minutes(90)


@dataclass
class Told:
    """The result of loading and playing a file.

    `meeting_id` is empty when the file holds no meeting that could be called; `following_id` when no next
    meeting was called. `closed` says that the meeting was closed; otherwise its minutes are a draft.
    """

    store: Store = field(repr=False)
    file: MeetingFile = field(repr=False)
    family_id: str = ""
    meeting_id: str = ""
    following_id: str = ""
    closed: bool = False
    accounts: dict[str, Actor] = field(default_factory=dict)
    steps: dict[str, str] = field(default_factory=dict)

    @property
    def refusals(self) -> list[Refused]:
        """Give what could not be taken, in the order in which it was met."""
        return self.file.refusals

    @contextlib.contextmanager
    def taking(self, node: Node, key: str = "") -> Iterator[Session]:
        """Open one transaction; a refusal rolls it back and is written down with its place in the file."""
        try:
            with self.store.writing() as session:
                yield session
        except Refusal as reason:
            node.refuse(key, reason.sentence)

    @contextlib.contextmanager
    def on_board(self, node: Node, meeting_id: str, key: str = "") -> Iterator[tuple[Session, Board]]:
        """Open one transaction that holds the meeting's board."""
        with self.taking(node, key) as session:
            yield session, log.hold(session, opening.the_board(session, meeting_id).id)

    def actor(self, node: Node, *keys: str) -> Actor:
        """Give the first employee whom these keys point at, or the program itself."""
        named = [node.ref(key, self.file.people, "persons") for key in keys]
        return next((self.accounts[one] for one in named if one in self.accounts), SYSTEM)

    def seats(self, meeting_id: str) -> dict[str, str]:
        """Give file id -> seat for everybody in the file; an empty text for those who are not on the meeting's list."""
        with self.store.reading() as session:
            wanted = select(Participant).where(Participant.meeting_id == meeting_id)
            seats = {row.person_id: row.id for row in session.exec(wanted)}
        return {name: seats.get(person, "") for name, person in self.file.people.items()}


def times(node: Node) -> tuple[datetime, datetime] | None:
    """Give when a meeting of the file begins and ends, or None without a beginning.

    It lasts 90 minutes unless it says otherwise; an end that is not within 12 hours after the start is refused.
    """
    starts, ends = node.moment("start"), node.moment("end")
    if starts and ends and not starts < ends <= starts + minutes(LONGEST_HOURS * 60):
        node.refuse("end", BAD_END)
        ends = None
    return (starts, ends or starts + USUAL_LENGTH) if starts else None


def begins(node: Node | None) -> datetime | None:
    """Give when a meeting of the file begins, or None."""
    when = times(node) if node else None
    return when[0] if when else None


def the_meeting(file: MeetingFile) -> Node | None:
    """Give the meeting that the record is about: the one with its id, or the only one.

    A record that names none of several is refused; then it is about the first that is not over, or None.
    """
    meetings = [node for node in file.top.nodes("meetings") if times(node)]
    if not meetings:
        file.top.refuse("meetings", NO_MEETING)
        return None
    named = as_name(file.record.get("id"))
    found = [node for node in meetings if named and as_name(node.get("id")) == named]
    if found or len(meetings) == 1:
        return (found or meetings)[0]
    file.record.refuse("id", NOT_NAMED)
    return next((node for node in meetings if node.get("status") != "afsluttet"), None)


def earlier(file: MeetingFile, meeting: Node) -> list[Node]:
    """Give the meetings before this one, oldest first."""
    this = begins(meeting)
    found = [(starts, node) for node in file.top.nodes("meetings") if (starts := begins(node))]
    return [node for starts, node in sorted(found, key=lambda each: each[0]) if this and starts < this]


def following(file: MeetingFile) -> Node | None:
    """Give the meeting that the record names as the next, or None."""
    meetings = {as_name(node.get("id")): node for node in file.top.nodes("meetings")}
    name = file.record.ref("next_meeting_id", {key: key for key in meetings}, "meetings")
    return meetings.get(name or "")
