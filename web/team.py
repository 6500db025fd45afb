"""Who is on a family's case team, and the family's number in the case system."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form
from sqlmodel import Session
from starlette.responses import Response

from families import network
from families.team import OnTeam, account_with, colleagues, join_team, leave_team
from store.refusal import Unfit
from store.text import SHORT
from web.allowed import Guesses, allowed
from web.answers import go
from web.here import Here
from web.paging import sought

router = APIRouter(prefix="/families/{family_id}")
# Whoever is told that a number is taken learns that the family is here; nobody tries many.
TAKEN_NUMBERS = (Guesses("taken case numbers", most=10, each=True), Guesses("taken case numbers", most=60))
FEW = 20  # as many as one reads through in a list to choose from


@dataclass(frozen=True)
class Colleagues:
    """Who can be put on the team: all when they are few, else those whom a search finds, and how many more it found."""

    shown: list[OnTeam]
    many: bool
    find: str = ""
    more: int = 0


def colleagues_like(session: Session, family_id: str, find: str) -> Colleagues:
    """Give the colleagues to choose from. Of many, those with these words in name, unit or address, and nobody without words."""
    everybody, words = colleagues(session, family_id), sought(find)
    if len(everybody) <= FEW:
        return Colleagues(everybody, many=False)
    found = [one for one in everybody if words and words in f"{one.name} {one.unit} {one.email}".casefold()]
    return Colleagues(found[:FEW], many=True, find=find[:SHORT], more=max(0, len(found) - FEW))


@router.post("/team")
@allowed("change the team", writing=True)
def join(
    here: Here, family_id: str, account: Annotated[str, Form()] = "", email: Annotated[str, Form()] = ""
) -> Response:
    """Put a colleague on the team, chosen from the list or by address."""
    if not (account or email.strip()):
        raise Unfit("Vælg en kollega, eller skriv en e-mailadresse.", field="account")
    chosen = account_with(here.session, email) if email.strip() else account
    join_team(here.session, here.family, here.actor, account_id=chosen)
    return go(here, f"/families/{family_id}?done=joined#team")


@router.post("/team/{account_id}/removal")
@allowed("change the team", writing=True)
def leave(here: Here, family_id: str, account_id: str) -> Response:
    """Take somebody off the team. Whoever takes themself off goes back to the start."""
    leave_team(here.session, here.family, account_id=account_id)
    return go(here, "/" if account_id == here.actor.id else f"/families/{family_id}?done=left#team")


@router.post("/case-number")
@allowed("change the family", writing=True, guesses=TAKEN_NUMBERS)
def number(here: Here, family_id: str, case_ref: Annotated[str, Form()] = "") -> Response:
    """Write down the family's number in the case system."""
    network.number_case(here.session, here.family, case_ref=case_ref)
    return go(here, f"/families/{family_id}?done=numbered#team")
