"""The first time: a link that works once leads to a passkey, or to a password and a code. A recovery code does the same."""

from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import BaseModel
from sqlmodel import Session
from starlette.responses import Response

from accounts import codes, enrolling, keys, passkeys, passwords, steps
from accounts.tables import Account
from store.clock import minutes
from store.text import SHORT
from web.allowed import Guesses, allowed
from web.answers import go, keep, show
from web.cookies import STEP, cookie, set_cookie
from web.here import Here
from web.passkeys import PASSKEYS, Answer, challenged, place, spent
from web.signin import ask_for_code, owner, store_of, welcome, whose

router = APIRouter()
LINKS = (Guesses("wrong links", most=300),)
RECOVERY = (Guesses("wrong recovery codes", most=10, of=whose), Guesses("wrong recovery codes", most=300))
LASTS = minutes(30)
FIRST = "/account"


class Recovery(BaseModel):
    """What is typed when phone and passkey are gone."""

    email: str = ""
    code: str = ""


@router.get("/welcome")
@allowed("sign in")
def welcome_page(here: Here) -> Response:
    """Show where the link begins. Looking at it uses nothing up: the secret stands in the fragment."""
    return show(here, "account/welcome.html")


@router.post("/welcome")
@allowed("sign in", guesses=LINKS)
def begin(here: Here, secret: Annotated[str, Form()] = "") -> Response:
    """Use the link up, and let this browser alone go on."""
    keep(here, "account/welcome.html")
    with store_of(here).writing() as session:
        return _go_on(here, session, enrolling.spend(session, secret.strip()[:SHORT]))


@router.get("/sign-in/recovery")
@allowed("sign in")
def recovery_page(here: Here) -> Response:
    """Ask for address and recovery code."""
    return show(here, "account/recovery.html", email="")


@router.post("/sign-in/recovery")
@allowed("sign in", guesses=RECOVERY)
def recover(here: Here, form: Annotated[Recovery, Form()]) -> Response:
    """Use a recovery code up, and let this browser make a new way in: the code alone opens no page."""
    keep(here, "account/recovery.html", email=form.email[:SHORT])
    with store_of(here).writing() as session:
        return _go_on(here, session, codes.recover(session, email=form.email, code=form.code))


@router.get("/welcome/ways")
@allowed("sign in")
def ways(here: Here) -> Response:
    """Show the two ways to choose from."""
    try:
        step = steps.under_way(here.session, cookie(here.request, STEP), "enrol")
    except steps.StepOver:
        return go(here, "/sign-in")
    return show(here, "account/ways.html", who=owner(here.session, step).name)


@router.post("/welcome/passkey/challenge")
@allowed("sign in", writing=True)
def challenge(here: Here) -> Response:
    """Give a challenge for a new passkey."""
    step = steps.under_way(here.session, cookie(here.request, STEP), "enrol")
    return challenged(here, *passkeys.ask_to_add(here.session, owner(here.session, step), place(here)))


@router.post("/welcome/passkey")
@allowed("sign in", guesses=PASSKEYS)
def with_passkey(here: Here, form: Annotated[Answer, Form()]) -> Response:
    """Keep the new passkey, and open a session."""
    keep(here, "account/ways.html", who="")
    asked = spent(here, "new passkey")
    with store_of(here).writing() as session:
        account = owner(session, steps.spend(session, cookie(here.request, STEP), "enrol"))
        passkeys.add(session, account, step=asked, answer=form.answer, place=place(here), name=form.name)
        return welcome(here, session, account, way="passkey", then=FIRST)


@router.post("/welcome/password")
@allowed("sign in")
def with_password(here: Here, password: Annotated[str, Form()] = "") -> Response:
    """Keep the password, end every session, and go on to the code: without it the password opens nothing."""
    step = steps.under_way(here.session, cookie(here.request, STEP), "enrol")
    newcomer = owner(here.session, step)
    keep(here, "account/ways.html", who=newcomer.name)
    kept = passwords.fit_password(password, about=(newcomer.name, newcomer.email, here.settings.municipality))
    with store_of(here).writing() as session:
        account = owner(session, steps.spend(session, cookie(here.request, STEP), "enrol"))
        keys.change_password(session, account, kept, stays="")
        return ask_for_code(here, session, account, then=FIRST, anew=True)


def _go_on(here: Here, session: Session, account: Account) -> Response:
    answer = go(here, "/welcome/ways")
    set_cookie(answer, here.settings, STEP, steps.begin(session, "enrol", account=account.id, lasts=LASTS), hours=1)
    return answer
