"""Call a meeting: the form, and what happens when it is sent."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import BaseModel
from sqlmodel import Session
from starlette.responses import Response

from families.guarding import guard
from families.protection import MEETING, together
from families.questions import unanswered
from families.reading import people, places_of
from families.snapshot import PersonView
from families.tables import Member
from meetings import inviting, passes, scheduling
from meetings.reading import meetings_of, seats
from meetings.scheduling import AGENDA, AgendaItem
from meetings.tables import Meeting
from store.refusal import Unfit
from store.text import as_date, as_time, bounded
from web.allowed import allowed
from web.answers import go, keep, show
from web.families import professionals
from web.here import Here

router = APIRouter()
PAGE = "meetings/new.html"
ROWS = 12
OWN_LETTER = 10  # a child is a party to the case from this age (barnets lov)


class MeetingForm(BaseModel):
    """What is typed to call a meeting: everything as it was typed, so that nothing is lost when it does not fit."""

    purpose: str = ""
    date: str = ""
    starts: str = ""
    ends: str = ""
    place: str = ""
    video: str = ""
    interpreter: str = ""
    wishes: str = ""
    ground_rules: str = ""
    facilitator: str = ""
    recorder: str = ""
    people: list[str] = []
    title: list[str] = []
    minutes: list[str] = []
    together: str = ""

    def rows(self) -> list[tuple[str, str]]:
        """Give the agenda as it was typed, with blank rows up to twelve."""
        typed = list(zip(self.title, self.minutes, strict=False))[:20]
        return typed + [("", "")] * (ROWS - len(typed))

    def agenda(self) -> tuple[AgendaItem, ...]:
        """Give the steps; a row without a title is left out, and its minutes with it."""
        steps = []
        for number, (title, minutes) in enumerate(self.rows(), 1):
            if title.strip():
                wrong, place = "Skriv minutterne som et tal fra 1 til 240.", f"minutes-{number}"
                known = next((item.short for item in AGENDA if item.title == title.strip()), "")
                steps.append(AgendaItem(title, bounded(minutes, 1, 240, wrong, field=place), known))
        return tuple(steps)

    def span(self) -> tuple[datetime, datetime]:
        """Give when the meeting begins and ends."""
        day = as_date(self.date, field="date")
        return scheduling.span(day, as_time(self.starts, field="starts"), as_time(self.ends, field="ends"))


@router.get("/families/{family_id}/meetings/new")
@allowed("call a meeting")
def new_meeting(here: Here, family_id: str) -> Response:
    """Show the form, filled with what is likely: the usual agenda, and the people of the meeting before."""
    return show(here, PAGE, **_page(here, _likely(here)))


@router.post("/families/{family_id}/meetings/new")
@allowed("call a meeting", writing=True)
def call(here: Here, family_id: str, form: Annotated[MeetingForm, Form()]) -> Response:
    """Call the meeting. What does not fit is said on the page, with everything that was typed still there."""
    keep(here, PAGE, **_page(here, form))
    meeting = _call(here, form)
    return go(here, f"/meetings/{meeting.id}?done=called")


def _mine(here: Here) -> Member | None:
    """Give the place that this employee has around the family, or None."""
    return next(iter(places_of(here.session, here.family.id, here.actor.id)), None)


def _call(here: Here, form: MeetingForm) -> Meeting:
    starts, ends = form.span()
    _ask_about_protection(here, form)
    family, me = here.family, _mine(here)
    meeting = scheduling.call(
        here.session,
        family,
        purpose=form.purpose,
        starts=starts,
        ends=ends,
        place=form.place,
        agenda=form.agenda(),
        video=form.video,
        interpreter=form.interpreter,
        wishes=form.wishes,
        ground_rules=form.ground_rules,
        called_by=me.person_id if me else None,
        facilitator=_professional(here.session, family.id, form.facilitator, "facilitator"),
        recorder=_professional(here.session, family.id, form.recorder, "recorder"),
    )
    for person in _invited(form):
        inviting.seat(here.session, meeting, person)
    passes.open_door(here.session, meeting, key=here.code_key)
    return meeting


def _ask_about_protection(here: Here, form: MeetingForm) -> None:
    """Ask once whether somebody who is protected shall meet one whom they are protected against."""
    for person, other in together(here.session, here.family.id, _invited(form))[:1]:
        if not form.together:
            raise Unfit(
                "{person} er beskyttet over for {other}, og begge er valgt. Er det aftalt, så sæt kryds ved »Begge skal med«.",
                field="together",
                person=person,
                other=other,
            )


def _invited(form: MeetingForm) -> list[str]:
    """Give whom to put on the list: the ticked ones, and those who run the meeting."""
    return list(dict.fromkeys(one for one in (*form.people, form.facilitator, form.recorder) if one))


def _professional(session: Session, family_id: str, person_id: str, field: str) -> str | None:
    if person_id and person_id not in dict(professionals(session, family_id)):
        raise Unfit("Vælg en fagperson fra listen.", field=field)
    return person_id or None


def _likely(here: Here) -> MeetingForm:
    before = [row for row in meetings_of(here.session, here.family.id) if not row.cancelled_at]
    last, me = before[-1] if before else None, _mine(here)
    mine = me.person_id if me else ""
    on = guard(here.session, here.family.id)
    return MeetingForm(
        place=on.clear(last.place, MEETING) if last else "",
        interpreter=last.interpreter if last else "",
        ground_rules=on.clear(last.ground_rules, MEETING) if last else "",
        facilitator=(last.facilitator_id if last else mine) or mine,
        recorder=(last.recorder_id if last else "") or "",
        people=_likely_people(here, last),
        title=[item.title for item in AGENDA],
        minutes=[str(item.minutes) for item in AGENDA],
    )


def _likely_people(here: Here, last: Meeting | None) -> list[str]:
    if last:
        return [seat.person_id for seat in seats(here.session, last) if seat.person_id]
    return [person.id for person in people(here.session, here.family.id) if person.kind in ("parent", "child")]


def _page(here: Here, form: MeetingForm) -> dict[str, object]:
    """Give what the page shows, as finished values."""
    everybody = people(here.session, here.family.id)
    children = [person for person in everybody if person.kind == "child"]
    return {
        "family_id": here.family.id,
        "family_title": here.family.title,
        "form": form,
        "pairs": together(here.session, here.family.id, [person.id for person in everybody]),
        "groups": _groups(everybody),
        "children": [child.called for child in children],
        "own_letter": [child.called for child in children if (child.age or 0) >= OWN_LETTER],
        "unanswered": unanswered(here.session, here.family.id),
        "professionals": professionals(here.session, here.family.id),
    }


def _groups(everybody: tuple[PersonView, ...]) -> list[tuple[str, list[PersonView]]]:
    """Give the people in the three groups of the page: family, network, professional."""
    kinds = {"family": ("parent", "child"), "network": ("network",), "professional": ("professional",)}
    return [(group, [person for person in everybody if person.kind in kinds[group]]) for group in kinds]
