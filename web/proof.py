"""Proving once more who one is, before what matters most: papers that leave, mail, and one's own ways in."""

from typing import Annotated, Any

from fastapi import APIRouter, Form
from sqlmodel import Session
from starlette.responses import Response

from accounts import codes, passkeys, signing_in
from accounts.tables import LoginSession
from store.refusal import NotFound
from web.allowed import allowed
from web.answers import go, keep, show
from web.cookies import STAFF, set_cookie
from web.guessing import codes_of, counted
from web.here import Here
from web.passkeys import PASSKEYS, Answer, place, spent
from web.signin import CODES, inside, store_of

router = APIRouter()
FILES = (".docx", ".ics", ".zip", ".json")


@router.get("/proof")
@allowed("use the office")
def proof_page(here: Here, then: str = "/", done: bool = False) -> Response:
    """Ask for a proof; after it, say what to do: a file is fetched from here, a form waits in another tab."""
    return show(here, "account/proof.html", **ways_of(here, then), done=done and here.fresh)


@router.post("/proof")
@allowed("use the office", guesses=CODES)
def by_code(here: Here, code: Annotated[str, Form()] = "", then: Annotated[str, Form()] = "/") -> Response:
    """Take a one-time code as the proof."""
    keep(here, "account/proof.html", **ways_of(here, then), done=False)
    with counted(store_of(here), codes_of(here.actor.id)), store_of(here).writing() as session:
        codes.check(session, here.account, code)
        return proved(here, session, way="code", then=then)


@router.post("/proof/passkey")
@allowed("use the office", guesses=PASSKEYS)
def by_passkey(here: Here, form: Annotated[Answer, Form()]) -> Response:
    """Take the answer of one's own passkey as the proof."""
    keep(here, "account/proof.html", **ways_of(here, form.then), done=False)
    step = spent(here, "passkey")
    with store_of(here).writing() as session:
        account = passkeys.prove(session, step=step, answer=form.answer, place=place(here))
        if account.id != here.actor.id:
            raise passkeys.WrongPasskey
        return proved(here, session, way="passkey", then=form.then)


def proved(here: Here, session: Session, *, way: str, then: str) -> Response:
    """Note the proof, give the browser a new secret, and go on."""
    row = session.get(LoginSession, here.login)
    if row is None or row.ended_at:
        raise NotFound
    to = inside(then)
    waits = to == "/" or to.endswith(FILES)
    answer = go(here, f"/proof?done=true&then={to}" if waits else to)
    set_cookie(answer, here.settings, STAFF, signing_in.prove(session, row, way=way), hours=10)
    return answer


def ways_of(here: Here, then: str) -> dict[str, Any]:
    """Give the ways in which this employee can prove who they are, as finished values."""
    account, to = here.account, inside(then)
    return {
        "then": to,
        "file": to.endswith(FILES),
        "has_code": bool(account.totp_sealed),
        "has_provider": bool(account.subject and here.settings.oidc_issuer),
        "has_passkey": bool(passkeys.keys_of(here.session, account.id)),
    }
