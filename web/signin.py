"""Signing in with a password and a code, and signing out."""

import hashlib
import re
from typing import Annotated, Any

from fastapi import APIRouter, Form
from pydantic import BaseModel
from sqlmodel import Session
from starlette.responses import PlainTextResponse, Response

from accounts import codes, passwords, signing_in, steps
from accounts.tables import Account, SignInStep
from store.database import Store
from store.text import SHORT, kept_address
from web.allowed import Guesses, allowed
from web.answers import go, keep, show
from web.browsers import words_for
from web.cast import employees, without_account
from web.cookies import STAFF, STEP, cookie, drop_cookie, set_cookie
from web.guessing import codes_of, counted
from web.here import Here
from web.wall import as_qr

router = APIRouter()


class Credentials(BaseModel):
    """What is typed to sign in."""

    email: str = ""
    password: str = ""
    then: str = "/"


def whose(values: dict[str, Any]) -> str:
    """Give one of 4,096 drawers for the address that is tried: no address is kept, and nobody can fill the database."""
    return hashlib.sha256(kept_address(values["form"].email).encode()).hexdigest()[:3]


# A few for each address, so that nobody can guess; many in all, so that nobody can lock everybody out by guessing.
PASSWORDS = (Guesses("wrong passwords", most=10, of=whose), Guesses("wrong passwords", most=300))
CODES = (Guesses("wrong one-time codes", most=300),)


@router.get("/sign-in")
@allowed("sign in")
def sign_in_page(here: Here, then: str = "/") -> Response:
    """Show the ways in; the demo lists its cast as well."""
    cast = employees(here.session) if here.settings.demo else []
    phones = without_account(here.session) if here.settings.demo else []
    return show(here, "signin.html", email="", cast=cast, phones=phones, then=inside(then))


@router.post("/sign-in")
@allowed("sign in", guesses=PASSWORDS)
def sign_in(here: Here, form: Annotated[Credentials, Form()]) -> Response:
    """Take the password, and ask for a code. Comparing takes its time, so nobody who writes waits for it."""
    keep(here, "signin.html", email=form.email[:SHORT], cast=[], then=inside(form.then))
    account = passwords.check_password(here.session, email=form.email, password=form.password)
    with store_of(here).writing() as session:
        return ask_for_code(here, session, account, then=inside(form.then))


@router.get("/sign-in/code")
@allowed("sign in")
def code_page(here: Here) -> Response:
    """Ask for the one-time code."""
    try:
        steps.under_way(here.session, cookie(here.request, STEP), "code")
    except steps.StepOver:
        return go(here, "/sign-in")
    return show(here, "account/code.html")


@router.post("/sign-in/code")
@allowed("sign in", guesses=CODES)
def code(here: Here, code: Annotated[str, Form()] = "") -> Response:
    """Open a session when the code fits."""
    keep(here, "account/code.html")
    step = steps.under_way(here.session, cookie(here.request, STEP), "code")
    account_id = step.account_id or ""
    with (
        counted(store_of(here), codes_of(account_id), verb="code after the password, refused", thing=account_id),
        store_of(here).writing() as session,
    ):
        account = owner(session, step)
        codes.check(session, account, code)
        steps.spend(session, cookie(here.request, STEP), "code")
        return welcome(here, session, account, way="code", then=step.then)


@router.get("/sign-in/new-code")
@allowed("sign in")
def new_code_page(here: Here) -> Response:
    """Show the secret of a new one-time code, as QR code and as text."""
    try:
        step = steps.under_way(here.session, cookie(here.request, STEP), "new code")
    except steps.StepOver:
        return go(here, "/sign-in")
    return show(here, "account/new_code.html", **_secret(here, step))


@router.post("/sign-in/new-code")
@allowed("sign in", guesses=CODES)
def new_code(here: Here, code: Annotated[str, Form()] = "") -> Response:
    """Take the new code into use when it fits once, and open a session."""
    step = steps.under_way(here.session, cookie(here.request, STEP), "new code")
    keep(here, "account/new_code.html", **_secret(here, step))
    with store_of(here).writing() as session:
        account = owner(session, step)
        codes.set_up(session, account, sealed=step.secret, code=code)
        steps.spend(session, cookie(here.request, STEP), "new code")
        return welcome(here, session, account, way="code", then=step.then)


@router.get("/sign-in/holds")
@allowed("look at the front door")
def holds(here: Here) -> Response:
    """Say who is signed in, by id, or nothing: an open page asks, and hides itself. Asking does not keep a session alive."""
    here.in_use = ""
    return PlainTextResponse(here.actor.id)


@router.post("/sign-out")
@allowed("sign in", writing=True)
def sign_out(here: Here) -> Response:
    """End the session, and let the browser forget what it kept of it."""
    signing_in.sign_out(here.session, cookie(here.request, STAFF))
    return goodbye(here)


def goodbye(here: Here) -> Response:
    """Go to the sign-in page, with everything forgotten that the browser kept."""
    answer = go(here, "/sign-in")
    drop_cookie(answer, here.settings, STAFF)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def ask_for_code(here: Here, session: Session, account: Account, *, then: str, anew: bool = False) -> Response:
    """Ask for a one-time code; who has none yet, or wants a new one, sets it up in the same go."""
    new = anew or not account.totp_sealed
    secret = codes.new_secret(session, account) if new else ""
    token = steps.begin(session, "new code" if new else "code", account=account.id, secret=secret, then=then)
    answer = go(here, "/sign-in/new-code" if new else "/sign-in/code")
    set_cookie(answer, here.settings, STEP, token, hours=1)
    return answer


def welcome(here: Here, session: Session, account: Account, *, way: str, then: str = "/") -> Response:
    """Sign the account in and go to the page that it asked for, else to its meetings. What the browser had before ends."""
    signing_in.sign_out(session, cookie(here.request, STAFF))
    browser = words_for(here.request.headers.get("user-agent", ""))
    answer = go(here, inside(then))
    set_cookie(answer, here.settings, STAFF, signing_in.sign_in(session, account, way=way, browser=browser), hours=10)
    drop_cookie(answer, here.settings, STEP)
    return answer


def owner(session: Session, step: SignInStep) -> Account:
    """Give whose step it is. Raises StepOver for an account that was closed meanwhile."""
    account = session.get(Account, step.account_id or "")
    if account is None or account.disabled_at:
        raise steps.StepOver
    return account


def store_of(here: Here) -> Store:
    """Give the store, for a way in that reads first and writes in a transaction of its own."""
    store: Store = here.request.app.state.store
    return store


def inside(address: str) -> str:
    """Give a page of ours that an address from outside names; the start page for anything else."""
    return address if re.fullmatch(r"(/[A-Za-z0-9._-]+)+", address) else "/"


def _secret(here: Here, step: SignInStep) -> dict[str, Any]:
    account = owner(here.session, step)
    text = codes.as_text(here.session, account, step.secret)
    spaced = " ".join(text[at : at + 4] for at in range(0, len(text), 4))
    return {"qr": as_qr(codes.as_address(here.session, account, step.secret)), "secret": spaced}
