"""Tell a family's story up to a meeting: each thing at its own time, through the verb that a person would use."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

from sqlmodel import Session

from accounts.actor import SYSTEM
from accounts.signing_in import invite_employee
from accounts.tables import Account
from families.network import number_case
from families.protection import protect
from families.reading import family
from families.tables import Person
from families.team import join_team
from meetings import childs_words
from meetings.reading import meeting
from store.clock import at_wall_time, local_date, minutes
from store.database import Store
from store.text import SHORT
from web.inviting_mail import Wording, send_invitations
from web.playing.calling import call, put_on_the_list
from web.playing.dial import Dial, by_dial
from web.playing.earlier_meetings import harvest_without_a_meeting, hold_earlier, refuse_earlier_numbers
from web.playing.meeting_file import MeetingFile, sample
from web.playing.node import Node
from web.playing.refused import TAKEN_BACK_LATER
from web.playing.telling_family import take_back_consent, tell_consent, tell_family
from web.playing.told import Told, begins, earlier, the_meeting, times

Event = tuple[datetime, Callable[[], object]]

CALLED_BEFORE, INVITED_BEFORE = timedelta(days=14), timedelta(days=7)
FAMILY_BEFORE, LAST_MOMENT = timedelta(days=21), minutes(60)
PROTECTED_PERSON, PROTECTED_ADDRESS = "p3", "Tranebærstien 7"
OTHERS = (
    ("Per Holst", "per.holst@fjordby.example", "worker", "Familieafdelingen, et andet team"),
    ("Lis Thorsen", "lis.thorsen@fjordby.example", "leader", "Familieafdelingen"),
    ("Ali Demir", "ali.demir@fjordby.example", "admin", "It og drift"),
)
TEAM, CASE_NUMBER = ("p6", "p8", "p10"), "2026-1001"
HOUSES = childs_words.HOUSES


def load(
    store: Store, file: MeetingFile, *, shift: timedelta = timedelta(), host: str, wording: Wording | None = None
) -> Told:
    """Tell the file's family, its earlier meetings, and the call to the meeting of the record; nothing of that meeting.

    Every date is moved by `shift`, in whole days. The store reads each thing's own time meanwhile, and its own
    clock again afterwards. What cannot be taken is in the result's `refusals`; nothing is raised.
    """
    file.shift = shift
    told, node = Told(store, file), the_meeting(file)
    starts = begins(node) or store.clock()
    first = min([starts, *(begins(one) or starts for one in earlier(file, node))]) if node else starts
    with by_dial(store, first - FAMILY_BEFORE) as dial:
        tell_family(told)
        if told.family_id:
            _run(dial, _events(told, dial, node, starts, host, wording or signature(file)), latest=starts - LAST_MOMENT)
    return told


def load_invented_family(store: Store, *, today: date, host: str) -> Told:
    """Load the sample so that its second meeting is today, with a case team, and with employees who are outside it."""
    file = sample()
    told = load(store, file, shift=shift_to(file, today), host=host)
    with store.writing() as session:
        for name, email, role, unit in OTHERS:
            invite_employee(session, name=name, email=email, role=role).unit = unit
        for person_id, login in told.accounts.items():
            session.get_one(Account, login.id).unit = session.get_one(Person, person_id).organisation
        house = family(session, told.family_id)
        number_case(session, house, case_ref=CASE_NUMBER)
        for place in TEAM:
            join_team(session, house, SYSTEM, account_id=told.accounts[file.people[place]].id)
        _protect(session, told)
    return told


def _protect(session: Session, told: Told) -> None:
    """Protect an address for Alma, so that the demo can show what happens to a text that names it."""
    person, actor = told.file.people.get(PROTECTED_PERSON), next(iter(told.accounts.values()), None)
    if told.family_id and person and actor:
        house = family(session, told.family_id)
        protect(session, house, actor, person_id=person, kind="address", text=PROTECTED_ADDRESS)


def shift_to(file: MeetingFile, today: date) -> timedelta:
    """Give how far every date must move so that the file's meeting is today; nothing without a meeting."""
    starts = begins(the_meeting(file))
    return today - local_date(starts) if starts else timedelta()


def signature(file: MeetingFile) -> Wording:
    """Sign letters as the municipality of the file."""
    node = file.top.node("municipality")
    phone = node.text("phone", most=40, lines=False)
    return Wording(node.text("name", most=SHORT, lines=False) or Wording.sender, phone)


def _run(dial: Dial, events: list[Event], *, latest: datetime) -> None:
    for moment, happens in sorted(events, key=lambda event: min(event[0], latest)):
        dial.forward(min(moment, latest))
        happens()


def _events(told: Told, dial: Dial, node: Node | None, starts: datetime, host: str, wording: Wording) -> list[Event]:
    """Give what happens and when; events of one moment happen in this order."""
    consents = _consents(told, starts)
    if node is None:
        return consents
    before = [(when, one) for one in earlier(told.file, node) if (when := times(one))]
    held = [
        (when[0] - CALLED_BEFORE, partial(hold_earlier, told, dial, one, latest=one is before[-1][1]))
        for when, one in before
    ]
    over = max([starts - CALLED_BEFORE, *(when[1] for when, _ in before)])
    words = [(max(over, moment), write) for moment, write in _words(told, over)]
    invited = max([starts - INVITED_BEFORE, over, *(moment for moment, _ in consents + words)])
    called: Event = (over, partial(_call, told, node, first=not before))
    return [*consents, *held, called, *words, (invited, partial(_invite, told, node, host, wording))]


def _consents(told: Told, starts: datetime) -> list[Event]:
    """A yes is given on its day, and taken back on its day when that comes before the meeting."""
    given: dict[str, str] = {}
    events: list[Event] = []
    for node in told.file.top.nodes("consents"):
        day, withdrawn = node.day("date"), node.day("withdrawn_on")
        events.append((at_wall_time(day, 9, 0) if day else starts, partial(_consent, told, node, given)))
        if withdrawn and at_wall_time(withdrawn, 0, 0) <= starts:
            events.append((at_wall_time(withdrawn, 9, 1), partial(take_back_consent, told, node, given)))
        elif withdrawn:
            node.refuse("withdrawn_on", TAKEN_BACK_LATER)
    return events


def _consent(told: Told, node: Node, given: dict[str, str]) -> None:
    given[node.place] = tell_consent(told, node)


def _call(told: Told, node: Node, *, first: bool) -> None:
    harvest_without_a_meeting(told)
    if first:
        refuse_earlier_numbers(told)
    told.meeting_id = call(told, node, record=told.file.record)


def _words(told: Told, over: datetime) -> list[Event]:
    """The children's sentences are kept on the day when they were said."""
    events: list[Event] = []
    for voice in told.file.record.nodes("childrens_voice"):
        day = voice.day("date")
        moment = at_wall_time(day, 12, 0) if day else over
        houses = voice.node("houses")
        events += [
            (moment, partial(_word, told, voice, word, house)) for house in HOUSES for word in houses.nodes(house)
        ]
    return events


def _word(told: Told, voice: Node, word: Node, house: str) -> None:
    """A sentence is shown only when the file says so in as many letters."""
    child, text = voice.ref("child_id", told.file.children, "family.children"), word.needed("text")
    if not child:
        voice.missing("child_id")
    elif text and told.meeting_id:
        with told.taking(word) as session:
            childs_words.write(
                session,
                meeting(session, told.meeting_id),
                person_id=child,
                house=house,
                text=text,
                shown=word.yes("show") is True,
                written_on=voice.day("date"),
                how=voice.text("form", most=SHORT),
            )


def _invite(told: Told, node: Node, host: str, wording: Wording) -> None:
    if not told.meeting_id:
        return
    put_on_the_list(told, node, told.file.record, told.meeting_id)
    with told.taking(node) as session:
        send_invitations(session, meeting(session, told.meeting_id), host=host, wording=wording)
