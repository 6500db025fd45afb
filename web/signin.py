"""Signing in and out, and the language."""

import hashlib
import re
from typing import Annotated, Any

from fastapi import APIRouter, Form
from pydantic import BaseModel
from sqlmodel import Session
from starlette.responses import Response

from accounts import signing_in
from accounts.tables import Account
from store.database import Store
from store.text import SHORT, clean_text
from web.allowed import Guesses, allowed
from web.answers import go, keep, show
from web.cast import employees, without_account
from web.cookies import STAFF, cookie, drop_cookie, set_cookie
from web.here import Here

router = APIRouter()


class Credentials(BaseModel):
    """What is typed to sign in."""

    email: str = ""
    password: str = ""
    then: str = "/"


def _whose(values: dict[str, Any]) -> str:
    """Give one of 4,096 drawers for the address that is tried: no address is kept, and nobody can fill the database."""
    address = clean_text(values["form"].email[:SHORT], lines=False).lower()
    return hashlib.sha256(address.encode()).hexdigest()[:3]


# A few for each address, so that nobody can guess; many in all, so that nobody can lock everybody out by guessing.
PASSWORDS = (Guesses("wrong passwords", most=10, of=_whose), Guesses("wrong passwords", most=300))


@router.get("/sign-in")
@allowed("sign in")
def sign_in_page(here: Here, then: str = "/") -> Response:
    """Show the form; the demo lists its cast as well."""
    cast = employees(here.session) if here.settings.demo else []
    phones = without_account(here.session) if here.settings.demo else []
    return show(here, "signin.html", email="", cast=cast, phones=phones, then=inside(then))


@router.post("/sign-in")
@allowed("sign in", guesses=PASSWORDS)
def sign_in(here: Here, form: Annotated[Credentials, Form()]) -> Response:
    """Open a session when address and password fit. Comparing takes its time, so nobody who writes waits for it."""
    keep(here, "signin.html", email=form.email[:SHORT], cast=[], then=inside(form.then))
    account = signing_in.check_password(here.session, email=form.email, password=form.password)
    store: Store = here.request.app.state.store
    with store.writing() as session:
        return welcome(here, session, account, then=form.then)


@router.post("/sign-out")
@allowed("sign in", writing=True)
def sign_out(here: Here) -> Response:
    """End the session, and let the browser forget what it kept of it."""
    signing_in.sign_out(here.session, cookie(here.request, STAFF))
    answer = go(here, "/sign-in")
    drop_cookie(answer, here.settings, STAFF)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def welcome(here: Here, session: Session, account: Account, *, then: str = "/") -> Response:
    """Sign the account in and go to the page that it asked for, else to its meetings."""
    answer = go(here, inside(then))
    set_cookie(answer, here.settings, STAFF, signing_in.sign_in(session, account), hours=10)
    return answer


def inside(address: str) -> str:
    """Give a page of ours that an address from outside names; the start page for anything else."""
    return address if re.fullmatch(r"(/[A-Za-z0-9._-]+)+", address) else "/"
