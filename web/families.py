"""The families of an employee: the list, a new one, and the family's page."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import BaseModel
from sqlmodel import Session
from starlette.responses import Response

from accounts.tables import Account
from accounts.visibility import PAPER, only_visible
from families import network
from families.break_glass import open_to, openings
from families.protection import signed_passes
from families.questions import hidden_notes, questions
from families.reading import family_view, people
from families.snapshot import PersonView
from families.team import team
from keeping.holding import hold_of
from meetings.lists import MeetingLine, lines
from store.clock import local_date
from store.database import now
from templates.rings import rings
from web.allowed import allowed
from web.answers import go, show
from web.here import Here
from web.paging import MOST, Page, leaf
from web.protecting import let_through, protected_kinds
from web.start import my_families
from web.team import TAKEN_NUMBERS, colleagues_like

router = APIRouter()
INDEX = 12  # letters of the first family that stand beside the number of its page
HELD = timedelta(days=90)  # how long the family's page lists who opened it from outside


class NewFamily(BaseModel):
    """What is typed to start a family."""

    title: str = ""
    relation: str = ""
    case_ref: str = ""


@router.get("/families")
@allowed("work with families")
def all_families(here: Here, page: Page = 1, done: str = "") -> Response:
    """List the families that this employee may see, each with its next meeting. Nothing but the page stands in the address."""
    mine = my_families(here)
    part = leaf(len(mine), page)
    shown = mine[part.first : part.last]
    coming = [
        line for line in lines(here.session, [f.id for f in shown], since=now(here.session)) if not line.cancelled
    ]
    first = {line.family_id: line for line in reversed(coming)}
    firsts = [mine[at].title.removeprefix("Familien ")[:INDEX] for at in range(0, part.count, MOST)]
    return show(
        here,
        "families/list.html",
        families=shown,
        first=first,
        part=part,
        firsts=firsts,
        open_to_me=open_to(here.session, here.actor.id),
        done=done,
    )


@router.post("/families")
@allowed("start a family", writing=True, guesses=TAKEN_NUMBERS)
def start_family(here: Here, form: Annotated[NewFamily, Form()]) -> Response:
    """Open a family, with the one who opens it around it, so that they can run its meetings."""
    family = network.start_family(here.session, here.actor, title=form.title, case_ref=form.case_ref)
    here.found_family = family
    account = here.session.get_one(Account, here.actor.id)
    network.add_person(
        here.session,
        family,
        name=account.name,
        kind="professional",
        relation=form.relation,
        organisation=here.settings.municipality,
        email=account.email,
        account_id=account.id,
    )
    return go(here, f"/families/{family.id}")


@router.get("/families/{family_id}")
@allowed("see the family")
def family_page(
    here: Here, family_id: str, add: str = "", edit: str = "", done: str = "", colleague: str = ""
) -> Response:
    """Show everybody around the family, the consents, the coordinators and the meetings; `add` and `edit` open a form."""
    view = family_view(here.session, family_id).seen_by(PAPER)
    moment = now(here.session)
    meetings = lines(here.session, [family_id])
    return show(
        here,
        "families/family.html",
        family=view,
        rings=rings(view.people),
        coming=[line for line in meetings if _coming(line, moment)],
        past=[line for line in reversed(meetings) if not _coming(line, moment)],
        givers=_choices(view.group("parent", "child")),
        holders=_choices(view.group("professional", "network", "parent")),
        me=here.actor.name,
        held=hold_of(here.session, family_id),
        questions=only_visible(questions(here.session, family_id), PAPER),
        hidden=(*view.shields, *hidden_notes(here.session, family_id)),
        may_protect=(may_protect := here.let_in_by == "team"),
        protected=protected_kinds(here.session, view.people, family_id) if may_protect else [],
        passes=let_through(here.session, signed_passes(here.session, family_id)) if may_protect else [],
        add=add,
        edit=edit,
        done=done,
        team=team(here.session, family_id),
        colleagues=colleagues_like(here.session, family_id, colleague) if here.may("change the team") else None,
        case_ref=here.family.case_ref or "",
        openings=openings(here.session, [family_id], since=moment - HELD)
        if here.may("see who opened the family")
        else [],
    )


def professionals(session: Session, family_id: str) -> list[tuple[str, str]]:
    """Give id and name of the professionals around the family, for a list to choose from."""
    return [
        (person.id, f"{person.name}, {person.relation}" if person.relation else person.name)
        for person in people(session, family_id)
        if person.kind == "professional"
    ]


def _coming(line: MeetingLine, moment: datetime) -> bool:
    """A meeting that goes on past its hour is not over before it is closed, and one of today may still be opened."""
    may_go_on = (line.opened or local_date(line.starts) == local_date(moment)) and not line.cancelled
    return not line.closed and (line.ends >= moment or may_go_on)


def _choices(chosen: tuple[PersonView, ...]) -> list[tuple[str, str]]:
    return [(person.id, person.name) for person in chosen]
