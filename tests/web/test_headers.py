"""Every address of the route table, asked by the right one and by others: each answer closes the doors, each cookie is bound."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from tests.web.forms import every_form
from tests.web.furnished import World
from tests.web.pages import FILES, PAGES, pages_by_address
from tests.web.raw import Answer, Asker, encoded
from tests.web.test_forms import listed
from web import guard
from web.answers import HTMLResponse
from web.app import STREAMS, Tavlen, addresses, create_app

# Written by hand, so that a header which is weakened in the guard is missed here.
DECLARED = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types tavlen",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), "
    "magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()",
    "x-robots-tag": "noindex",
    "cache-control": "no-store",
}
STRICT = {"strict-transport-security": "max-age=31536000; includeSubDomains"}
NEVER = {"server", "x-powered-by", "access-control-allow-origin", "access-control-allow-credentials"}
KINDS = re.compile(
    r"text/(html|plain|calendar|event-stream)(; \w+=\w+)*; charset=utf-8|message/rfc822|application/(json|zip|vnd[.\w-]+)|"
)
Asked = tuple[str, Answer]


def behind_https(world: World) -> Tavlen:
    return create_app(replace(world.app.settings, public_url="https://tavlen.example"), world.app.store)


def everybody_at(world: World, app: Tavlen) -> dict[str, Asker]:
    """Give everybody with the cookies that they have at this public address."""
    prefix = "__Host-" if app.settings.secure else ""
    cookies = {who: dict(browser.cookies) for who, browser in world.browsers.items()}
    return {who: Asker(app, {f"{prefix}{name}": one for name, one in had.items()}) for who, had in cookies.items()}


async def every_answer(world: World, app: Tavlen) -> AsyncIterator[Asked]:
    """Ask each address as somebody who may, as a stranger and as an employee who may not, with htmx and without."""
    everybody = everybody_at(world, app)
    reading = {path: views[0].who for path, views in pages_by_address(world).items()}
    reading |= dict.fromkeys(FILES, "recorder")
    reading |= {path: "guest" if path.startswith("/phone") else "recorder" for path in STREAMS}
    for path, right in reading.items():
        address = world.ours.within(path) + ("?page=board" if path.startswith("/phone/s") else "?page=screen") * (
            path in STREAMS
        )
        for who in dict.fromkeys((right, "nobody", "outsider")):
            for htmx in (False, True):
                yield f"GET {path} {who}", await everybody[who].ask("GET", address, htmx=htmx)
    for right, path, fields in every_form(world):
        for who in dict.fromkeys(("nobody", "outsider", right)):
            for htmx, site in ((True, "cross-site"), (True, "same-origin"), (False, "same-origin")):
                told = await everybody[who].ask(
                    "POST", world.ours.within(path), encoded(fields), htmx=htmx, sec_fetch_site=site
                )
                yield f"POST {path} {who}", told


def open_doors(answer: Answer, *, secure: bool) -> list[str]:
    """Give each header of an answer that is not as declared, and each cookie that is not bound to the host."""
    declared = DECLARED | (STRICT if secure else {})
    wrong = [name for name, value in declared.items() if answer.headers.get(name) != value]
    wrong += sorted(NEVER & set(answer.headers))
    wrong += [] if KINDS.fullmatch(kind := answer.headers.get("content-type", "")) else [f"content-type {kind}"]
    return wrong + [cookie.split("=")[0] for cookie in answer.cookies if not is_bound(cookie, secure=secure)]


def is_bound(cookie: str, *, secure: bool) -> bool:
    """Say whether a cookie is for this host alone and for no script."""
    parts = {part.strip().lower() for part in cookie.split(";")[1:]}
    named = cookie.startswith("__Host-") and "secure" in parts if secure else not cookie.startswith("__")
    return named and {"httponly", "samesite=lax", "path=/"} <= parts and not any(p.startswith("domain") for p in parts)


def gone_through(world: World, app: Tavlen) -> tuple[list[Asked], list[tuple[str, list[str]]]]:
    """Ask everything. Gives the answers, and what stands open."""

    async def each() -> list[Asked]:
        return [one async for one in every_answer(world, app)]

    answers = asyncio.run(each())
    found = [(name, open_doors(answer, secure=app.settings.secure)) for name, answer in answers]
    return answers, [(name, wrong) for name, wrong in found if wrong]


@pytest.mark.parametrize("secure", [True, False], ids=["behind HTTPS", "on this machine"])
def test_every_answer_of_every_address_closes_the_doors(world: World, secure: bool) -> None:
    app, posted = behind_https(world) if secure else world.app, {f"POST {path}" for path in listed(world)}
    answers, found = gone_through(world, app)
    assert found == [], found[:5]
    asked = {name.rpartition(" ")[0] for name, _ in answers}
    assert {f"{method} {path}" for method, path, _ in addresses(world.app.api)} <= asked | posted
    statuses = sorted({answer.status for _, answer in answers})
    print(f"{len(answers)} answers of {len(asked)} addresses, statuses {statuses}")
    assert {200, 204, 303, 401, 403, 404, 409, 422} <= set(statuses)
    assert {cookie.split("=")[0].removeprefix("__Host-") for _, one in answers for cookie in one.cookies} >= {
        "staff",
        "guest",
    }


def test_a_policy_that_lets_a_page_be_framed_would_be_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted fault: the guard's own policy is weaker than it is declared here."""
    monkeypatch.setitem(guard.HEADERS, "content-security-policy", guard.POLICY.replace("; frame-ancestors 'none'", ""))
    recorder = everybody_at(world, behind_https(world))["recorder"]
    told = asyncio.run(recorder.ask("GET", "/families", host="tavlen.example"))
    assert (told.status, open_doors(told, secure=True)) == (200, ["content-security-policy"])


def test_a_header_that_a_page_sets_for_itself_would_be_found() -> None:
    """A planted fault: what a route answers goes before what the guard adds."""
    answer = HTMLResponse("x", headers={**DECLARED, "cache-control": "max-age=60"})
    answer.set_cookie("staff", "x", secure=True)
    cookies = tuple(value.decode() for name, value in answer.raw_headers if name == b"set-cookie")
    told = Answer(200, dict(answer.headers), b"x", cookies)
    assert open_doors(told, secure=False) == ["cache-control", "staff"]
    assert "strict-transport-security" in open_doors(told, secure=True)
    assert len(PAGES) > len(FILES) > 0
