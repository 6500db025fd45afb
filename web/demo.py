"""What only the demo has: coming in with one tap as each member of the cast."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from accounts.tables import Account
from meetings.tables import Meeting, Participant
from store.refusal import NotFound
from web.allowed import allowed
from web.here import Here
from web.join import knock_at
from web.proof import proved
from web.signin import welcome

router = APIRouter()


@router.post("/demo/sign-in")
@allowed("use the demo", writing=True)
def sign_in_as(here: Here, account: Annotated[str, Form()] = "", then: Annotated[str, Form()] = "/") -> Response:
    """Sign in as one of the employees of the cast."""
    row = here.session.get(Account, account)
    if row is None:
        raise NotFound
    return welcome(here, here.session, row, way="demo", then=then)


@router.post("/demo/proof")
@allowed("use the office", writing=True)
def prove(here: Here, then: Annotated[str, Form()] = "/") -> Response:
    """Take one tap as the proof: the demo's people are invented."""
    return proved(here, here.session, way="demo", then=then)


@router.post("/demo/phone")
@allowed("use the demo", writing=True)
def come_as(here: Here, seat: Annotated[str, Form()] = "") -> Response:
    """Knock at today's meeting as somebody of the family or its network; the recorder lets them in."""
    row = here.session.get(Participant, seat)
    if row is None:
        raise NotFound
    return knock_at(here, here.session.get_one(Meeting, row.meeting_id), row.called, anew=True)
