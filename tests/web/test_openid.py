"""Signing in through an identity provider: the whole way there and back, with a real provider on this machine."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from starlette.testclient import TestClient

from accounts.tables import Account
from store.clock import utc_now
from store.refusal import UnsafeSetup
from tests.web.furnished import World
from tests.web.visiting import stranger
from web.app import Tavlen, create_app
from web.serving import free_port
from web.settings import from_env

LENE = {"sub": "lene-at-login", "email": "lene@fjordby.example", "email_verified": True, "loa": "substantial"}
PEOPLE = (
    LENE,
    {"sub": "stranger", "email": "ingen@fjordby.example", "email_verified": True, "loa": "substantial"},
    {"sub": "unverified", "email": "ditte@fjordby.example", "email_verified": False, "loa": "substantial"},
    {"sub": "low", "email": "ditte@fjordby.example", "email_verified": True, "loa": "low"},
)
NO = "Kommunens login kunne ikke bekræfte dig til Tavlen. Prøv igen, eller spørg din administrator."


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a provider of its own; it ends with the tests of this file."""
    port, log = free_port("127.0.0.1"), tmp_path_factory.mktemp("provider") / "log"
    claims = [word for one in PEOPLE for word in ("--user-claims", json.dumps(one))]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), *claims]
    with log.open("w") as out, subprocess.Popen(command, stdout=out, stderr=out) as provider:
        address = f"http://127.0.0.1:{port}"
        for _ in range(200):
            try:
                httpx2.get(f"{address}/.well-known/openid-configuration")
                break
            except httpx2.TransportError:
                time.sleep(0.1)
        yield address
        provider.terminate()


@pytest.fixture
def app(world: World, issuer: str, tmp_path: Path) -> Tavlen:
    """The furnished houses behind the provider, by the real clock: the provider's tokens are of now."""
    secret = tmp_path / "oidc-secret"
    secret.write_text("our secret\n")
    world.app.store.clock = utc_now
    named = {"oidc_issuer": issuer, "oidc_client_id": "tavlen", "oidc_client_secret_file": secret}
    return create_app(replace(world.app.settings, oidc_assurance="loa=substantial", **named), world.app.store)


def there(browser: TestClient, path: str = "/sign-in/provider", then: str = "/families") -> str:
    """Give the address to which the page leads."""
    answer = browser.post(path, data={"then": then})
    assert answer.status_code == 200, answer.text
    return unescape(re.findall(r'<a class="button primary" href="([^"]+)"', answer.text)[0])


def back(address: str, sub: str) -> str:
    """Sign in at the provider. Gives where it sends the browser."""
    answer = httpx2.post(address, data={"sub": sub})
    return answer.headers["location"].removeprefix("http://testserver")


def comes_in(browser: TestClient, sub: str):  # type: ignore[no-untyped-def]
    return browser.get(back(there(browser), sub))


def is_in(browser: TestClient) -> bool:
    return browser.get("/families").status_code == 200


def test_somebody_who_was_invited_comes_in_by_the_address_and_from_then_on_by_the_providers_name(app: Tavlen) -> None:
    for _ in range(2):
        browser = stranger(app)
        answer = comes_in(browser, LENE["sub"])  # type: ignore[arg-type]
        assert (answer.status_code, answer.headers["location"], is_in(browser)) == (303, "/families", True)
        with app.store.writing() as session:
            row = session.exec(Account.__table__.select().where(Account.name == "Lene Skov")).one()  # type: ignore[attr-defined]
            assert row.subject.endswith(" lene-at-login")
            session.get_one(Account, row.id).email = "andet@fjordby.example"


def test_the_way_there_carries_a_challenge_a_state_and_a_nonce_and_no_secret(app: Tavlen, issuer: str) -> None:
    asked = parse_qs(urlsplit(there(stranger(app))).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert {len(asked[name][0]) for name in ("code_challenge", "state", "nonce")} == {43}
    assert (asked["response_type"], asked["scope"]) == (["code"], ["openid email"])
    assert asked["redirect_uri"] == ["http://testserver/sign-in/provider/answer"]
    assert "secret" not in str(asked)


@pytest.mark.parametrize("who", ["stranger", "unverified", "low"])
def test_whom_we_do_not_know_or_the_provider_is_not_sure_of_is_refused_in_plain_words(app: Tavlen, who: str) -> None:
    browser = stranger(app)
    answer = comes_in(browser, who)
    assert (answer.status_code, NO in answer.text, is_in(browser)) == (403, True, False)


def test_a_closed_account_is_refused(app: Tavlen) -> None:
    with app.store.writing() as session:
        row = session.exec(Account.__table__.select().where(Account.name == "Lene Skov")).one()  # type: ignore[attr-defined]
        session.get_one(Account, row.id).disabled_at = app.store.clock()
    assert NO in comes_in(stranger(app), "lene-at-login").text


def test_an_answer_is_taken_once(app: Tavlen) -> None:
    browser = stranger(app)
    answer = back(there(browser), "lene-at-login")
    kept = dict(browser.cookies)
    assert browser.get(answer).status_code == 303
    again = stranger(app)
    again.cookies.update(kept)
    assert again.get(answer).status_code == 422
    assert not is_in(again)


def test_an_answer_to_another_browsers_question_opens_nothing(app: Tavlen) -> None:
    mine, other = stranger(app), stranger(app)
    answer = back(there(mine), "lene-at-login")
    assert other.get(answer).status_code == 422  # has asked nothing
    there(other)
    assert NO in other.get(answer).text  # has asked something else
    assert (is_in(mine), is_in(other)) == (False, False)


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("state", "x" * 43),
        ("state", ""),
        ("state", "æ"),
        ("code", "another"),
        ("code", ""),
        ("iss", "https://evil.example"),
    ],
)
def test_an_answer_that_was_changed_on_the_way_opens_nothing(app: Tavlen, part: str, value: str) -> None:
    browser = stranger(app)
    asked = parse_qs(urlsplit(back(there(browser), "lene-at-login")).query)
    sent = {name: values[0] for name, values in asked.items()} | {part: value}
    answer = browser.get("/sign-in/provider/answer", params=sent)
    assert (answer.status_code, NO in answer.text, is_in(browser)) == (403, True, False)


def test_a_provider_that_is_away_is_said_in_plain_words(world: World, tmp_path: Path) -> None:
    secret = tmp_path / "oidc-secret"
    secret.write_text("x")
    named = {"oidc_issuer": f"http://127.0.0.1:{free_port('127.0.0.1')}", "oidc_client_id": "tavlen"}
    app = create_app(replace(world.app.settings, oidc_client_secret_file=secret, **named), world.app.store)
    answer = stranger(app).post("/sign-in/provider")
    assert (answer.status_code, "Kommunens login svarer ikke lige nu." in answer.text) == (503, True)


def test_a_proof_asks_the_provider_for_a_sign_in_anew(app: Tavlen) -> None:
    browser = stranger(app)
    comes_in(browser, "lene-at-login")
    address = there(browser, "/proof/provider", "/account")
    asked = parse_qs(urlsplit(address).query)
    assert (asked["prompt"], asked["max_age"]) == (["login"], ["0"])
    before = browser.cookies["staff"]
    assert browser.get(back(address, "lene-at-login")).headers["location"] == "/account"
    assert browser.cookies["staff"] != before


def test_without_a_provider_the_way_is_not_there(world: World) -> None:
    browser = stranger(world.app)
    assert "kommunens login" not in browser.get("/sign-in").text
    assert browser.get("/sign-in/provider/answer").status_code == 404


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"OIDC_CLIENT_ID": ""}, "sammen"),
        ({"OIDC_ISSUER": "http://login.fjordby.example"}, "https"),
        ({"OIDC_ASSURANCE": "substantial"}, "claim"),
        ({"OIDC_CLIENT_SECRET_FILE": "/nowhere"}, "chmod 600"),
    ],
)
def test_a_provider_that_is_half_named_or_not_safe_stops_the_start(
    tmp_path: Path, changed: dict[str, str], sentence: str
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("x")
    secret.chmod(0o600)
    good = {"OIDC_ISSUER": "https://login.fjordby.example", "OIDC_CLIENT_ID": "tavlen"}
    good |= {"OIDC_CLIENT_SECRET_FILE": str(secret)}
    assert from_env(good).oidc_client_id == "tavlen"
    with pytest.raises(UnsafeSetup, match=sentence):
        from_env(good | changed)
    secret.chmod(0o640)
    with pytest.raises(UnsafeSetup, match="chmod 600"):
        from_env(good)
