"""Call, move and cancel a meeting; each change raises the calendar's sequence."""

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlmodel import Session, col, delete, func, select

from families.guarding import check
from families.protection import MEETING
from families.tables import Family
from meetings.tables import AgendaStep, Meeting
from store.base import new_id
from store.clock import at_wall_time, local
from store.database import now
from store.refusal import Refusal, Unfit
from store.text import SHORT, bounded, clean_text, needed

LONGEST_HOURS = 12


@dataclass(frozen=True)
class AgendaItem:
    """A step as it is typed: title, minutes, and the one or two words that fit on the big screen."""

    title: str
    minutes: int
    short: str = ""


AGENDA = (
    AgendaItem("Velkommen, hvem er vi, og hvorfor er vi her", 10, "Velkommen"),
    AgendaItem("Siden sidst: hvad blev der af aftalerne", 10, "Siden sidst"),
    AgendaItem("Barnets ord", 10, "Barnets ord"),
    AgendaItem("Hvad fungerer", 15, "Fungerer"),
    AgendaItem("Hvad bekymrer", 15, "Bekymrer"),
    AgendaItem("Skalaen: hver siger sit tal og hvorfor", 10, "Tal"),
    AgendaItem("Hvad skal der ske: hvem gør hvad hvornår", 15, "Skal ske"),
    AgendaItem("Koordinator, næste møde og en sidste runde", 5, "Aftaler"),
)


class MeetingOver(Refusal):
    """A meeting that is over or cancelled is not changed."""

    sentence = "Mødet er slut eller aflyst. Indkald til et nyt møde i stedet."


def span(day: date, start: time, end: time) -> tuple[datetime, datetime]:
    """Give start and end in UTC from a Danish day and wall times; refuses an end that is not after the start."""
    starts, ends = at_wall_time(day, start.hour, start.minute), at_wall_time(day, end.hour, end.minute)
    check_length(starts, ends)
    return starts, ends


def check_length(starts: datetime, ends: datetime) -> None:
    """Refuse a meeting that does not end after it begins, or that lasts longer than 12 hours."""
    if ends <= starts:
        raise Unfit("Mødet skal slutte, efter at det er begyndt. Ret klokkeslættet.", field="ends")
    if (ends - starts).total_seconds() > LONGEST_HOURS * 3600:
        raise Unfit("Et møde kan højst vare 12 timer. Ret klokkeslættet.", field="ends")


def call(
    session: Session,
    family: Family,
    *,
    purpose: str,
    starts: datetime,
    ends: datetime,
    place: str,
    agenda: tuple[AgendaItem, ...] = AGENDA,
    video: str = "",
    interpreter: str = "",
    wishes: str = "",
    ground_rules: str = "",
    called_by: str | None = None,
    facilitator: str | None = None,
    recorder: str | None = None,
    meeting_id: str = "",
) -> Meeting:
    """Call a meeting. Refuses a time that has passed, and an agenda without steps."""
    if starts <= now(session):
        raise Unfit("Datoen er gået. Vælg en ny dato.", field="date")
    check_length(starts, ends)
    said = (purpose, place, video, interpreter, wishes, ground_rules, *(item.title for item in agenda))
    check(session, family.id, *said, place=MEETING)
    meeting = Meeting(
        id=meeting_id or new_id(),
        family_id=family.id,
        number=session.exec(select(func.count()).where(Meeting.family_id == family.id)).one() + 1,
        purpose=needed(purpose, "Skriv, hvad I skal tale om.", field="purpose"),
        starts=starts,
        ends=ends,
        place=needed(place, "Skriv, hvor I mødes.", field="place", most=SHORT, lines=False),
        video=clean_text(video, most=SHORT, lines=False),
        interpreter=clean_text(interpreter, most=SHORT, lines=False),
        wishes=clean_text(wishes),
        ground_rules=clean_text(ground_rules),
        called_by=called_by,
        facilitator_id=facilitator,
        recorder_id=recorder,
        created_at=now(session),
    )
    session.add(meeting)
    session.flush()
    write_agenda(session, meeting, agenda)
    return meeting


def write_agenda(session: Session, meeting: Meeting, agenda: tuple[AgendaItem, ...]) -> None:
    """Set the steps of the agenda, in place of those that are there."""
    if not agenda:
        raise Unfit("Skriv mindst ét punkt på dagsordenen.", field="agenda")
    if len(agenda) > 20:
        raise Unfit("Der er plads til 20 punkter på dagsordenen.", field="agenda")
    session.execute(delete(AgendaStep).where(col(AgendaStep.meeting_id) == meeting.id))
    for number, item in enumerate(agenda, 1):
        title = needed(item.title, "Skriv, hvad punktet hedder.", field="agenda", most=SHORT, lines=False)
        session.add(
            AgendaStep(
                meeting_id=meeting.id,
                number=number,
                title=title,
                short=clean_text(item.short, most=20, lines=False) or short_title(title),
                minutes=bounded(item.minutes, 0, 600, "Skriv minutterne som et tal.", field="agenda"),
            )
        )
    session.flush()


def move(session: Session, meeting: Meeting, *, starts: datetime, ends: datetime, place: str = "") -> None:
    """Move a meeting to another time or place; calendars replace the old entry because the sequence rises."""
    if meeting.closed_at or meeting.cancelled_at:
        raise MeetingOver
    if starts <= now(session):
        raise Unfit("Datoen er gået. Vælg en ny dato.", field="date")
    check_length(starts, ends)
    check(session, meeting.family_id, place, place=MEETING)
    meeting.starts, meeting.ends = starts, ends
    meeting.place = clean_text(place, most=SHORT, lines=False) or meeting.place
    meeting.sequence += 1
    session.add(meeting)


def cancel(session: Session, meeting: Meeting) -> None:
    """Cancel a meeting; it stays in the list, marked, and calendars are told."""
    if meeting.closed_at or meeting.cancelled_at:
        raise MeetingOver
    meeting.cancelled_at = now(session)
    meeting.sequence += 1
    session.add(meeting)


def short_title(title: str) -> str:
    """Give the words of a step that fit on the big screen: what stands before the first mark, at most 14 letters."""
    for word, short in _SHORT:
        if word in title.lower():
            return short
    head = title.split(":")[0].split(",")[0].split("–")[0].strip()
    return head if 0 < len(head) <= 14 else (head or title).split()[0][:14]


_SHORT = (
    ("siden sidst", "Siden sidst"),
    ("barnets", "Barnets ord"),
    ("børnenes", "Børnenes ord"),
    ("velkommen", "Velkommen"),
    ("fungerer", "Fungerer"),
    ("bekymrer", "Bekymrer"),
    ("skala", "Tal"),
    ("tal 0", "Tal"),
    ("skal der ske", "Skal ske"),
    ("koordinator", "Aftaler"),
    ("aftaler", "Aftaler"),
)


def is_on(meeting: Meeting, moment: datetime) -> bool:
    """Say whether the meeting falls on the same Danish day as this moment."""
    return local(meeting.starts).date() == local(moment).date()
