"""What a meeting looks like to a reader: frozen values, standard library only."""

from dataclasses import dataclass
from datetime import datetime

from accounts.visibility import ALL, CHILDS_WORDS, NONE


@dataclass(frozen=True)
class Step:
    """A step of the agenda, with its minutes."""

    number: int
    title: str
    short: str
    minutes: int

    @property
    def about(self) -> str:
        """What the step is about, read from its title: `works`, `worries`, `next`, `numbers`, or an empty text."""
        title = self.title.lower()
        return next((about for word, about in _ABOUT if word in title), "")


# a word of a step's title -> what the step is about
_ABOUT = (
    ("fungerer", "works"),
    ("går godt", "works"),
    ("bekymr", "worries"),
    ("skala", "numbers"),
    ("tal 0", "numbers"),
    ("skal der ske", "next"),
    ("skal ske", "next"),
)


@dataclass(frozen=True)
class Seat:
    """A participant. `attended` is None until somebody said yes or no; `admitted` lets a phone in.

    `parts` is what consent lets them read beyond goals and agreements, `without` whose yes they lack.
    """

    id: str
    person_id: str | None
    called: str
    name: str
    kind: str
    role: str
    from_step: int
    note: str
    gives_number: bool
    attended: bool | None
    knocking: bool
    admitted: bool
    left: bool
    parts: frozenset[str] = NONE
    without: frozenset[str] = NONE
    audience: frozenset[str] = NONE

    @property
    def full(self) -> bool:
        """Whether consent opens every part; each child's own words have their own rule."""
        return ALL - {CHILDS_WORDS} <= self.parts

    @property
    def here(self) -> bool:
        """Whether they are here now, in the room or on a phone; who went is not, though the minutes say that they came."""
        return bool(self.attended or self.admitted) and not self.left

    def comes_later(self, step: int) -> bool:
        """Say whether the participant is called to a later step of the agenda than this one."""
        return self.from_step > step

    def is_asked(self, step: int) -> bool:
        """Say whether a number is expected: from one who gives one and is there, or let in on a phone, at this step."""
        return self.gives_number and self.here and not self.comes_later(step)


@dataclass(frozen=True)
class HouseWords:
    """What a child wrote in one of the three houses (`good`, `worries`, `dreams`), the shown sentences only."""

    child: str
    house: str
    texts: tuple[str, ...]
    audience: frozenset[str] = NONE
    child_id: str = ""


@dataclass(frozen=True)
class MeetingFacts:
    """When, where, why and with whom."""

    id: str
    family_id: str
    family_title: str
    children: tuple[str, ...]
    number: int
    purpose: str
    starts: datetime
    ends: datetime
    place: str
    video: str
    interpreter: str
    wishes: str
    ground_rules: str
    facilitator: str
    recorder: str
    called_by: str
    steps: tuple[Step, ...]
    opened_at: datetime | None
    closed_at: datetime | None
    cancelled_at: datetime | None


@dataclass(frozen=True)
class Invite:
    """One calendar message to one person. `method` is REQUEST, CANCEL or PUBLISH; the title tells nothing."""

    uid: str
    sequence: int
    method: str
    starts: datetime
    ends: datetime
    stamp: datetime
    summary: str
    location: str
    description: str
    organiser_email: str
    attendee_email: str
