"""My account: where I am signed in, and my ways in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form
from starlette.responses import Response

from accounts import codes, keys, passkeys, passwords, signing_in
from web.allowed import allowed
from web.answers import go, keep, show
from web.here import Here
from web.passkeys import PASSKEYS, Answer, challenged, place, spent
from web.signin import ask_for_code, goodbye, store_of

router = APIRouter()
PAGE = "account/account.html"
MINE = "/account"


@dataclass(frozen=True)
class SignedIn:
    """A session on the page; `here` is the one that looks."""

    id: str
    browser: str
    way: str
    since: datetime
    seen: datetime
    here: bool


@dataclass(frozen=True)
class KeyLine:
    """A passkey on the page."""

    id: str
    name: str
    made: datetime
    used: datetime | None


@router.get("/account")
@allowed("use the office")
def account_page(here: Here, done: str = "") -> Response:
    """Show my sessions and my ways in. What changes them shows after a fresh proof."""
    return show(here, PAGE, **_page(here), done=done)


@router.post("/account/sessions/end")
@allowed("use the office", writing=True)
def end_session(here: Here, id: Annotated[str, Form()] = "") -> Response:
    """End one of my sessions; one that is ended already stays so."""
    for row in signing_in.open_sessions(here.session, here.actor.id):
        if row.id == id:
            signing_in.end(here.session, row)
    return go(here, f"{MINE}?done=ended")


@router.post("/account/sign-out-everywhere")
@allowed("use the office", writing=True)
def sign_out_everywhere(here: Here) -> Response:
    """End every session of mine, this one too."""
    signing_in.end_all(here.session, here.actor.id)
    return goodbye(here)


@router.post("/account/passkeys/challenge")
@allowed("use the office", writing=True, fresh=True)
def challenge(here: Here) -> Response:
    """Give a challenge for one more passkey."""
    return challenged(here, *passkeys.ask_to_add(here.session, here.account, place(here)))


@router.post("/account/passkeys")
@allowed("use the office", fresh=True, guesses=PASSKEYS)
def add_passkey(here: Here, form: Annotated[Answer, Form()]) -> Response:
    """Keep one more passkey."""
    keep(here, PAGE, **_page(here), done="")
    step = spent(here, "new passkey")
    with store_of(here).writing() as session:
        passkeys.add(session, here.account, step=step, answer=form.answer, place=place(here), name=form.name)
    return go(here, f"{MINE}?done=added")


@router.post("/account/passkeys/removal")
@allowed("use the office", writing=True, fresh=True)
def remove_passkey(here: Here, id: Annotated[str, Form()] = "") -> Response:
    """Take a passkey out of use, unless it is the last way in."""
    keep(here, PAGE, **_page(here), done="")
    keys.remove(here.session, here.account, id)
    return go(here, f"{MINE}?done=removed")


@router.post("/account/code")
@allowed("use the office", writing=True, fresh=True)
def new_code(here: Here) -> Response:
    """Begin a new one-time code; the old one is good until the new one fits."""
    return ask_for_code(here, here.session, here.account, then=MINE, anew=True)


@router.post("/account/recovery")
@allowed("use the office", writing=True, fresh=True)
def new_recovery(here: Here) -> Response:
    """Make ten recovery codes and show them once; the earlier ones end."""
    return show(here, "account/recovery_codes.html", made=codes.make_recovery(here.session, here.account))


@router.post("/account/password")
@allowed("use the office", fresh=True)
def new_password(here: Here, password: Annotated[str, Form()] = "") -> Response:
    """Change the password, and end my other sessions; who has no code yet sets one up in the same go."""
    keep(here, PAGE, **_page(here), done="")
    kept = passwords.fit_password(password, about=(here.account.name, here.account.email, here.settings.municipality))
    with store_of(here).writing() as session:
        keys.change_password(session, here.account, kept, stays=here.login)
        if not here.account.totp_sealed:
            return ask_for_code(here, session, here.account, then=MINE)
    return go(here, f"{MINE}?done=password")


def _page(here: Here) -> dict[str, Any]:
    """Give what the page shows, as finished values."""
    account = here.account
    return {
        "email": account.email,
        "has_code": bool(account.totp_sealed),
        "has_password": bool(account.password_hash),
        "fresh": here.fresh,
        "sessions": [
            SignedIn(
                id=row.id,
                browser=row.browser,
                way=row.way,
                since=row.created_at,
                seen=row.seen_at,
                here=row.id == here.login,
            )
            for row in signing_in.open_sessions(here.session, account.id)
        ],
        "passkeys": [
            KeyLine(key.id, key.name, key.created_at, key.used_at) for key in passkeys.keys_of(here.session, account.id)
        ],
        "recovery": codes.unused_recovery(here.session, account.id),
    }
