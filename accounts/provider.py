"""The municipality's own identity provider (OpenID Connect): the way there with PKCE, and back with a code."""

import json
import time
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import quote

import requests
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from sqlmodel import Session, col, select

from accounts.addresses import is_safe
from accounts.id_token import Expected, NotProved, Person, person_in
from accounts.tables import Account
from accounts.tokens import fresh
from store.refusal import Refusal

MOST_BYTES, MOST_SECONDS, SLOWEST = 256 * 1024, 10.0, (3.0, 5.0)
_AT_ONCE = BoundedSemaphore(8)  # a provider that hangs holds no more of our threads than these


class ProviderAway(Refusal):
    """The provider does not answer, or not as it should."""

    sentence = "Kommunens login svarer ikke lige nu. Prøv igen om lidt, eller log ind på en anden måde."
    status = 503


@dataclass(frozen=True)
class Provider:
    """What the municipality has agreed with its provider. `assurance` is `claim=value`, or empty."""

    issuer: str
    client_id: str
    secret: str
    assurance: str = ""


@dataclass(frozen=True)
class Answer:
    """What the browser brings back from the provider."""

    code: str = ""
    state: str = ""
    iss: str = ""


def way_there(provider: Provider, *, back: str, anew: bool = False) -> tuple[str, str]:
    """Give the address to send the browser to, and what must be remembered until it comes back.

    With `anew` the provider must ask for a sign-in even of somebody who is signed in there.
    """
    known, state, nonce, verifier = _metadata(provider), fresh(), fresh(), fresh()
    asked = {"state": state, "nonce": nonce, "code_challenge_method": "S256"}
    asked |= {"code_challenge": create_s256_code_challenge(verifier)}
    asked |= {"prompt": "login", "max_age": "0"} if anew else {}
    address = prepare_grant_uri(
        known["authorization_endpoint"],
        client_id=provider.client_id,
        response_type="code",
        redirect_uri=back,
        scope="openid email",
        **asked,
    )
    return address, json.dumps({"state": state, "nonce": nonce, "verifier": verifier, "issuer": provider.issuer})


def way_back(
    provider: Provider, answer: Answer, *, remembered: str, back: str, moment: datetime, proved_after: datetime | None
) -> Person:
    """Give who came back. Raises NotProved for an answer that is not to our question, or of another provider.

    What was remembered is spent before: an answer is taken once.
    """
    kept = json.loads(remembered)
    if not compare_digest(answer.state.encode(errors="replace"), kept["state"].encode()):
        raise NotProved
    if kept["issuer"] != provider.issuer or answer.iss not in ("", provider.issuer) or not answer.code:
        raise NotProved
    known = _metadata(provider)
    if known.get("authorization_response_iss_parameter_supported") and not answer.iss:
        raise NotProved
    said = _token(provider, known, answer.code, back=back, verifier=kept["verifier"])
    expected = Expected(provider.issuer, provider.client_id, kept["nonce"], moment, provider.assurance, proved_after)
    return person_in(str(said.get("id_token", "")), _asked("GET", known["jwks_uri"]), expected)


def account_of(session: Session, provider: Provider, person: Person) -> Account:
    """Give the account of a person: by the provider's own name for them, the first time by the address that was invited.

    Raises NotProved for somebody without an account, or with one that is closed.
    """
    subject = f"{provider.issuer} {person.subject}"
    account = session.exec(select(Account).where(Account.subject == subject)).first()
    if account is None and person.email:
        invited = select(Account).where(Account.email == person.email, col(Account.subject).is_(None))
        account = session.exec(invited).first()
    if account is None or account.disabled_at:
        raise NotProved
    account.subject = subject
    session.add(account)
    return account


def _metadata(provider: Provider) -> dict[str, Any]:
    """Ask the provider where its doors are; a document that names another provider is not taken."""
    found = _asked("GET", f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
    doors = [found.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    if found.get("issuer") != provider.issuer or not all(map(is_safe, doors)):
        raise ProviderAway
    return found


def _token(provider: Provider, known: dict[str, Any], code: str, *, back: str, verifier: str) -> dict[str, Any]:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
    ways = known.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    headers = {}
    if "client_secret_basic" in ways:
        pair = f"{quote(provider.client_id, safe='')}:{quote(provider.secret, safe='')}"
        headers["authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
    else:
        form |= {"client_id": provider.client_id, "client_secret": provider.secret}
    return _asked("POST", known["token_endpoint"], data=form, headers=headers, refused=NotProved)


def _asked(method: str, address: str, *, refused: type[Refusal] = ProviderAway, **more: Any) -> dict[str, Any]:
    """Ask, within bounds of time and size, without redirects, and without what the environment says of proxies."""
    if not is_safe(address) or not _AT_ONCE.acquire(timeout=1):
        raise ProviderAway
    try:
        with requests.Session() as asking:
            asking.trust_env = False
            answer = asking.request(method, address, timeout=SLOWEST, allow_redirects=False, stream=True, **more)
            with answer:
                body = _bounded(answer)
            if 400 <= answer.status_code < 500:
                raise refused
            found = json.loads(body) if answer.status_code == 200 else None
    except (requests.RequestException, ValueError, RecursionError):
        raise ProviderAway from None
    finally:
        _AT_ONCE.release()
    if not isinstance(found, dict):
        raise ProviderAway
    return found


def _bounded(answer: requests.Response) -> bytes:
    until, body = time.monotonic() + MOST_SECONDS, b""
    for part in answer.iter_content(16 * 1024):
        body += part
        if len(body) > MOST_BYTES or time.monotonic() > until:
            raise ProviderAway
    return body
