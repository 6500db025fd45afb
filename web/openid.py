"""Signing in, and proving anew, by way of the municipality's own identity provider."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from accounts import provider as providers
from accounts import steps
from accounts.id_token import NotProved
from accounts.provider import Answer, Provider
from store.database import now
from store.refusal import NotFound
from web.allowed import Guesses, allowed
from web.answers import keep, show
from web.cookies import STEP, cookie, set_cookie
from web.here import Here
from web.proof import proved
from web.settings import Settings
from web.signin import inside, store_of, welcome

router = APIRouter()
ANSWERS = (Guesses("wrong answers of the provider", most=300),)
BACK = "/sign-in/provider/answer"
SIGN_IN, PROOF = "provider", "provider proof"


@router.post("/sign-in/provider")
@allowed("sign in")
def go_there(here: Here, then: Annotated[str, Form()] = "/") -> Response:
    """Send the browser to the provider."""
    return _onward(here, SIGN_IN, then)


@router.post("/proof/provider")
@allowed("use the office")
def go_there_anew(here: Here, then: Annotated[str, Form()] = "/") -> Response:
    """Send the browser to the provider, which must ask for a sign-in anew."""
    return _onward(here, PROOF, then)


@router.get(BACK)
@allowed("sign in", guesses=ANSWERS)
def come_back(here: Here, code: str = "", state: str = "", iss: str = "") -> Response:
    """Take the provider's answer, once: open a session, or note the proof of the one that asked for it."""
    keep(here, "signin.html", email="", cast=[], then="/")
    ours = _provider(here.settings)
    with store_of(here).writing() as session:
        step = steps.spend(session, cookie(here.request, STEP), SIGN_IN, PROOF)
    asked_at = step.ends - steps.LASTS
    person = providers.way_back(
        ours,
        Answer(code, state, iss),
        remembered=step.secret,
        back=here.settings.public_url + BACK,
        moment=now(here.session),
        proved_after=asked_at if step.kind == PROOF else None,
    )
    with store_of(here).writing() as session:
        account = providers.account_of(session, ours, person)
        if step.kind == SIGN_IN:
            return welcome(here, session, account, way="provider", then=step.then)
        if account.id != here.actor.id:
            raise NotProved
        return proved(here, session, way="provider", then=step.then)


def _onward(here: Here, kind: str, then: str) -> Response:
    """Show a page that goes on by itself: a form of ours may only lead to pages of ours."""
    keep(here, "signin.html", email="", cast=[], then=inside(then))
    address, remembered = providers.way_there(
        _provider(here.settings), back=here.settings.public_url + BACK, anew=kind == PROOF
    )
    with store_of(here).writing() as session:
        token = steps.begin(session, kind, secret=remembered, then=inside(then))
    answer = show(here, "account/onward.html", address=address)
    set_cookie(answer, here.settings, STEP, token, hours=1)
    return answer


def _provider(settings: Settings) -> Provider:
    """Give the provider of the settings; without one the address is not there."""
    if not settings.oidc_issuer or settings.oidc_client_secret_file is None:
        raise NotFound
    secret = settings.oidc_client_secret_file.read_text().strip()
    return Provider(settings.oidc_issuer, settings.oidc_client_id, secret, settings.oidc_assurance)
