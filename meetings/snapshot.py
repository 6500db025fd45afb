"""What a meeting looks like to a reader: frozen values, standard library only."""

from dataclasses import dataclass
from datetime import datetime

from accounts.visibility import NONE


@dataclass(frozen=True)
class Step:
    """A step of the agenda, with its minutes."""

    number: int
    title: str
    short: str
    minutes: int


@dataclass(frozen=True)
class Seat:
    """A participant. `attended` is None until somebody said yes or no; `admitted` lets a phone in."""

    id: str
    person_id: str | None
    called: str
    name: str
    kind: str
    role: str
    full: bool
    from_step: int
    note: str
    gives_number: bool
    attended: bool | None
    knocking: bool
    admitted: bool
    left: bool
    audience: frozenset[str] = NONE


@dataclass(frozen=True)
class HouseWords:
    """What a child wrote in one of the three houses (`good`, `worries`, `dreams`), the shown sentences only."""

    child: str
    house: str
    texts: tuple[str, ...]
    audience: frozenset[str] = NONE


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
