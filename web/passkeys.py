"""Signing in with a passkey."""

from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import BaseModel
from starlette.responses import Response

from accounts import passkeys, steps
from accounts.passkeys import Place
from accounts.tables import SignInStep
from web.allowed import Guesses, allowed
from web.answers import keep
from web.cookies import CHALLENGE, cookie, set_cookie
from web.here import Here
from web.signin import inside, store_of, welcome

router = APIRouter()
PASSKEYS = (Guesses("wrong passkeys", most=300),)


class Answer(BaseModel):
    """What a device answers, as JSON, and where to go then."""

    answer: str = ""
    then: str = "/"
    name: str = ""


@router.post("/sign-in/passkey/challenge")
@allowed("sign in", writing=True)
def challenge(here: Here) -> Response:
    """Give a challenge that any passkey of ours can answer, once."""
    return challenged(here, *passkeys.ask(here.session, place(here)))


@router.post("/sign-in/passkey")
@allowed("sign in", guesses=PASSKEYS)
def sign_in(here: Here, form: Annotated[Answer, Form()]) -> Response:
    """Open a session when the answer fits the challenge."""
    keep(here, "signin.html", email="", cast=[], then=inside(form.then))
    step = spent(here, "passkey")
    with store_of(here).writing() as session:
        account = passkeys.prove(session, step=step, answer=form.answer, place=place(here))
        return welcome(here, session, account, way="passkey", then=form.then)


def challenged(here: Here, token: str, options: str) -> Response:
    """Answer with what the browser must ask its device."""
    answer = Response(options, media_type="application/json")
    set_cookie(answer, here.settings, CHALLENGE, token, hours=1)
    return answer


def spent(here: Here, kind: str) -> SignInStep:
    """Use the browser's challenge up, in a transaction of its own: it has one answer, right or wrong."""
    with store_of(here).writing() as session:
        return steps.spend(session, cookie(here.request, CHALLENGE), kind)


def place(here: Here) -> Place:
    """Say where passkeys are good: at the public address alone."""
    return Place(origin=here.settings.public_url, host=here.settings.host)
