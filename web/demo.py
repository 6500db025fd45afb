"""What only the demo has: signing in with one tap as each member of the cast."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from accounts.tables import Account
from store.refusal import NotFound
from web.allowed import allowed
from web.here import Here
from web.signin import welcome

router = APIRouter()


@router.post("/demo/sign-in")
@allowed("use the demo", writing=True)
def sign_in_as(here: Here, account: Annotated[str, Form()] = "", then: Annotated[str, Form()] = "/") -> Response:
    """Sign in as one of the cast."""
    row = here.session.get(Account, account)
    if row is None:
        raise NotFound
    return welcome(here, row, then=then)
