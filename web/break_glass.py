"""Open a family outside one's team, close it again, and see who did so."""

from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import BaseModel
from starlette.responses import Response

from families import break_glass
from web.allowed import Guesses, allowed
from web.answers import go, keep, show
from web.here import Here
from web.paging import Page, leaf

router = APIRouter()
PAGE = "families/other.html"
NUMBERS = (
    Guesses("wrong case numbers", most=10, each=True, instead=break_glass.NoSuchCase),
    Guesses("wrong case numbers", most=60, instead=break_glass.NoSuchCase),
)


class OtherFamily(BaseModel):
    """Which family is asked for, by its case number, and why."""

    case_ref: str = ""
    reason: str = ""


@router.get("/families/other")
@allowed("open another family")
def other(here: Here) -> Response:
    """Show what an opening is, and ask for the case number and the reason."""
    return show(here, PAGE, form=OtherFamily())


@router.post("/families/other")
@allowed("open another family", writing=True, guesses=NUMBERS)
def open_other(here: Here, form: Annotated[OtherFamily, Form()]) -> Response:
    """Open the family for reading. Its team is told at once."""
    keep(here, PAGE, form=form)
    here.found_family = break_glass.break_glass(here.session, here.actor, case_ref=form.case_ref, reason=form.reason)
    return go(here, f"/families/{here.family.id}")


@router.post("/families/{family_id}/opening/end")
@allowed("close the opening", writing=True)
def close_again(here: Here, family_id: str) -> Response:
    """Close the family again, before the time is up."""
    break_glass.close_again(here.session, account_id=here.actor.id, family_id=family_id)
    return go(here, "/")


@router.post("/families/{family_id}/openings/{opening_id}/read")
@allowed("see who opened the family", writing=True)
def read(here: Here, family_id: str, opening_id: str) -> Response:
    """Note who on the team has read that the family was opened."""
    break_glass.read(here.session, here.family, here.actor, opening_id=opening_id)
    return go(here, "/")


@router.get("/leader/openings")
@allowed("see the openings")
def every_opening(here: Here, page: Page = 1) -> Response:
    """List who opened which case, when and why. No family's name or content stands here."""
    part = leaf(break_glass.count_openings(here.session), page)
    found = break_glass.every_opening(here.session, most=part.last - part.first, after=part.first)
    return show(here, "openings.html", openings=found, part=part)
