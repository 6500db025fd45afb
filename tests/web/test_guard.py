"""What every request and every answer must hold: the same origin, a bounded body, and headers that close doors."""

import asyncio
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace

import pytest
from fastapi import APIRouter

from meetings import passes
from tests.web.furnished import World, contents
from tests.web.raw import Answer, Asker, encoded
from tests.web.test_bad_input import notice
from tests.web.test_every_route import every_address, likely_words
from tests.web.test_hostile import askers
from web import app as application
from web import guard
from web.app import create_app, routes
from web.guard import LARGEST_BODY, SAFE

FOREIGN = {
    "another site": {"sec_fetch_site": "cross-site"},
    "another name of the same house": {"sec_fetch_site": "same-site"},
    "an address typed by hand": {"sec_fetch_site": "none"},
    "another site with our name as origin": {"sec_fetch_site": "cross-site", "origin": "http://testserver"},
    "an old browser at another site": {"sec_fetch_site": "", "origin": "https://evil.example"},
    "an origin that hides itself": {"sec_fetch_site": "", "origin": "null"},
    "our name in front of another": {"sec_fetch_site": "", "origin": "http://testserver.evil.example"},
    "another port": {"sec_fetch_site": "", "origin": "http://testserver:8443"},
    "neither header": {"sec_fetch_site": ""},
}
PRIVATE = "signe bro"  # a trace shows our own lines, so the words must not stand in one
CLOSED = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-robots-tag": "noindex",
}


def who_may(path: str) -> str:
    """Give somebody whom the address lets in."""
    return "guest" if path.startswith("/phone") else "recorder"


# ── what another site sends ──


def unsafe_addresses(world: World) -> list[tuple[str, str]]:
    """Give method and path of every route that may change something, from the route table itself."""
    found = [(method, route.path) for route in routes(world.app.api) for method in sorted(route.methods)]
    return [(method, path) for method, path in found if method not in SAFE]


async def sent_from_elsewhere(world: World, headers: dict[str, str]) -> list[tuple[str, str, int]]:
    """Send a form that the right person sends, with headers of another site. Gives what was not refused as foreign."""
    everybody, found = askers(world), []
    for method, path in unsafe_addresses(world):
        address, words = world.ours.within(path), encoded(likely_words(world.ours))  # type: ignore[arg-type]
        for htmx in (False, True):
            answer = await everybody[who_may(path)].ask(method, address, words, htmx=htmx, **headers)
            if (answer.status, "kaldt fra et andet sted" in answer.text) != (403, True):
                found.append((method, path, answer.status))
    return found


@pytest.mark.parametrize("headers", FOREIGN.values(), ids=FOREIGN)
def test_what_another_site_sends_is_refused_at_every_address_and_changes_nothing(
    world: World, headers: dict[str, str]
) -> None:
    before = contents(world.app.store)
    assert asyncio.run(sent_from_elsewhere(world, headers)) == []
    assert contents(world.app.store) == before


def test_every_address_is_tried_from_elsewhere_and_none_is_left_out(world: World) -> None:
    tried = unsafe_addresses(world)
    print(f"{len(tried)} addresses that change something x {len(FOREIGN)} kinds of foreign request")
    assert {path for _, path in tried} == {path for method, path, _ in every_address() if method == "POST"}
    assert len(tried) >= 48


def test_an_address_that_does_not_ask_where_a_form_comes_from_would_be_found(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A planted fault: the guard takes what another name of the same house sends, as a lax rule would."""
    monkeypatch.setattr(guard, "same_origin", lambda headers, origin: headers.get("sec-fetch-site") == "same-site")
    before = contents(world.app.store)
    found = asyncio.run(sent_from_elsewhere(world, FOREIGN["another name of the same house"]))
    assert len({path for _, path, _ in found}) == len(unsafe_addresses(world))
    assert contents(world.app.store) != before


def test_asking_for_an_address_that_changes_something_changes_nothing(world: World) -> None:
    """A link or a picture of another site asks with GET, HEAD or OPTIONS; words in the address do not help it."""
    before, everybody, words = contents(world.app.store), askers(world), likely_words(world.ours)
    only_posted = {path for _, path in unsafe_addresses(world)}
    only_posted -= {route.path for route in routes(world.app.api) if "GET" in route.methods}
    query = encoded({"_method": "POST", **words}).decode()  # type: ignore[dict-item]
    for path in sorted(only_posted):
        for method in ("GET", "HEAD", "OPTIONS"):
            for headers in ({}, {"sec_fetch_site": "cross-site"}, {"x_http_method_override": "POST"}):
                address = f"{world.ours.within(path)}?{query}"
                answer = asyncio.run(everybody[who_may(path)].ask(method, address, **headers))
                assert answer.status in (404, 405), (method, path)
    assert contents(world.app.store) == before
    assert len(only_posted) >= 40


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec_fetch_site": "", "origin": "http://testserver"},
        {"sec_fetch_site": "", "origin": "http://127.0.0.1:8000"},
    ],
    ids=["this site", "an old browser", "by the public address"],
)
def test_what_our_own_page_sends_is_taken(world: World, headers: dict[str, str]) -> None:
    """A planted presence: the same form from a page of ours changes something."""
    app = world.app if headers.get("origin") != "http://127.0.0.1:8000" else _at(world, "http://127.0.0.1:8000")
    recorder = Asker(app, dict(world.browsers["recorder"].cookies))
    answer = asyncio.run(
        recorder.post(world.ours.within("/meetings/{meeting_id}/cards"), {"column": "works", "text": "Ord"}, **headers)
    )
    assert answer.status == 303


@pytest.mark.parametrize(
    "method", ["PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "OPTIONS", "PROPFIND", "get", "X" * 100]
)
def test_other_methods_find_nothing_and_open_no_door_to_other_sites(world: World, method: str) -> None:
    before, everybody = contents(world.app.store), askers(world)
    paths = (
        "/",
        "/sign-in",
        "/static/app.css",
        "/meetings/{meeting_id}",
        "/meetings/{meeting_id}/cards",
        "/phone/stream",
    )
    for path in paths:
        answer = asyncio.run(everybody["recorder"].ask(method, world.ours.within(path), secret_word="æblegrød"))
        assert answer.status in (404, 405)
        assert "æblegrød" not in answer.text
        assert not {name for name in answer.headers if name.startswith("access-control")}
        forged = asyncio.run(everybody["recorder"].ask(method, world.ours.within(path), sec_fetch_site="cross-site"))
        assert forged.status in (403, 404, 405)
    assert contents(world.app.store) == before


def test_head_gives_what_get_gives_without_its_body(world: World) -> None:
    recorder = askers(world)["recorder"]
    for path in ("/", "/families", "/nowhere", "/static/app.css", "/meetings/{meeting_id}/minutes.docx"):
        get, head = (asyncio.run(recorder.ask(method, world.ours.within(path))) for method in ("GET", "HEAD"))
        assert (head.status, head.body) == (get.status, b"")
        assert set(head.headers) == set(get.headers)


# ── headers ──


def answers_of_every_kind(world: World) -> dict[str, Answer]:
    """Give one answer of each kind."""
    everybody, within = askers(world), world.ours.within
    asked = {
        "page": ("recorder", "GET", "/"),
        "sign-in": ("nobody", "GET", "/sign-in"),
        "redirect": ("nobody", "GET", "/"),
        "not there": ("recorder", "GET", "/nowhere"),
        "not yours": ("outsider", "GET", within("/families/{family_id}")),
        "refused": ("recorder", "POST", within("/meetings/{meeting_id}/cards")),
        "turned away": ("nobody", "POST", within("/meetings/{meeting_id}/cards")),
        "closing too early": ("recorder", "POST", within("/meetings/{meeting_id}/closing")),
        "document": ("recorder", "GET", within("/meetings/{meeting_id}/minutes.docx")),
        "calendar": ("recorder", "GET", within("/meetings/{meeting_id}/invite.ics")),
        "letter": ("recorder", "GET", within("/outbox/{mail_id}.eml")),
        "sheet": ("recorder", "GET", within("/meetings/{meeting_id}/cards/{card_id}/sheet")),
        "phone": ("guest", "GET", "/phone"),
        "static file that is not there": ("nobody", "GET", "/static/nothing.css?v=abc"),
        "static folder": ("nobody", "GET", "/static/"),
        "out of the static folder": ("nobody", "GET", "/static/../app.py"),
        "stream of the screen": ("recorder", "GET", within("/meetings/{meeting_id}/stream?page=screen")),
        "stream of a phone": ("guest", "GET", "/phone/stream?page=board"),
        "no stream": ("nobody", "GET", "/phone/stream?page=board"),
        "stream of something else": ("recorder", "GET", within("/meetings/{meeting_id}/stream?page=loft")),
    }
    found = {name: asyncio.run(everybody[who].ask(method, path)) for name, (who, method, path) in asked.items()}
    forged = asyncio.run(everybody["recorder"].ask("POST", "/families", sec_fetch_site="cross-site"))
    too_large = asyncio.run(everybody["recorder"].ask("POST", "/families", b"x" * (LARGEST_BODY + 1)))
    return found | {"forged": forged, "too large": too_large}


def test_every_kind_of_answer_closes_the_doors(world: World) -> None:
    answers = answers_of_every_kind(world)
    for name, answer in answers.items():
        policy = answer.headers["content-security-policy"]
        assert CLOSED.items() <= answer.headers.items(), name
        assert answer.headers["cache-control"] == "no-store", name
        assert policy.startswith("default-src 'none'; script-src 'self'"), name
        assert "unsafe" not in policy, name
        assert "server" not in answer.headers, name
        assert "x-powered-by" not in answer.headers, name
    assert {answer.status for answer in answers.values()} == {200, 303, 401, 403, 404, 409, 413, 422}
    assert answers["stream of the screen"].headers["content-type"].startswith("text/event-stream")
    assert answers["out of the static folder"].status == 404


@pytest.fixture
def broken_route() -> Iterator[None]:
    """A planted fault: routes that fail, one of them outside every hand that could catch it."""

    def broken() -> None:
        raise RuntimeError(PRIVATE.title())

    def halfway(here) -> None:  # type: ignore[no-untyped-def]
        raise RuntimeError(PRIVATE.title())

    broken.act = "sign in"  # type: ignore[attr-defined]
    planted = APIRouter()
    planted.add_api_route("/broken", broken, methods=["GET"])
    planted.add_api_route("/halfway", application.signin.allowed("sign in")(halfway), methods=["GET"])
    application.ROUTERS += (SimpleNamespace(router=planted),)  # type: ignore[assignment]
    yield
    application.ROUTERS = application.ROUTERS[:-1]


@pytest.mark.usefixtures("broken_route")
@pytest.mark.parametrize("path", ["/broken", "/halfway"])
@pytest.mark.parametrize("htmx", [False, True])
def test_a_fault_of_ours_is_a_sentence_with_a_code_and_the_log_holds_no_words(
    world: World, caplog: pytest.LogCaptureFixture, path: str, htmx: bool
) -> None:
    caplog.set_level(logging.DEBUG)
    answer = asyncio.run(Asker(_at(world, "http://testserver")).ask("GET", path, htmx=htmx))
    code = re.search(r"sig koden (\w{4}) til support", answer.text)
    assert (answer.status, code is not None) == (500, True)
    assert CLOSED.items() <= answer.headers.items()
    assert answer.headers["cache-control"] == "no-store"
    assert code
    assert f"fault {code[1]}: RuntimeError" in caplog.text
    assert PRIVATE.title() not in caplog.text + answer.text
    assert "Traceback" not in answer.text


def test_a_static_file_is_kept_under_the_name_of_its_content_only(world: World) -> None:
    nobody = askers(world)["nobody"]
    page = asyncio.run(nobody.ask("GET", "/sign-in")).text
    named = re.findall(r'"(/static/[^"]+\?v=\w+)"', page)
    kept = {path: asyncio.run(nobody.ask("GET", path)) for path in [*named, "/static/app.css"]}
    assert len(named) >= 4
    assert {kept[path].headers["cache-control"] for path in named} == {"public, max-age=31536000, immutable"}
    assert kept["/static/app.css"].headers["cache-control"] == "public, max-age=86400"
    assert {answer.status for answer in kept.values()} == {200}
    again = asyncio.run(nobody.ask("GET", named[0], if_none_match=kept[named[0]].headers["etag"]))
    assert (again.status, again.body) == (304, b"")


def test_every_script_and_style_of_a_page_is_a_file_of_ours(world: World) -> None:
    for who, path in (("nobody", "/sign-in"), ("recorder", "/meetings/{meeting_id}/recorder"), ("guest", "/phone")):
        page = asyncio.run(askers(world)[who].ask("GET", world.ours.within(path))).text
        assert re.findall(r'<(?:script|link|img|iframe)[^>]*(?:src|href)="(?!/static/|data:,)[^"]*"', page) == []


# ── how much ──


@pytest.mark.parametrize(
    "headers",
    [
        {"content_length": str(LARGEST_BODY + 1)},
        {"content_length": "9" * 40},
        {"content_length": "-1"},
        {"content_length": "²"},
        {"content_length": "1e3"},
        {"transfer_encoding": "chunked"},
    ],
    ids=lambda headers: "-".join(headers.values())[:20],
)
def test_a_body_that_is_too_large_or_of_no_known_size_is_refused_unread(world: World, headers: dict[str, str]) -> None:
    for htmx in (False, True):
        answer = asyncio.run(
            askers(world)["recorder"].post("/families", {"title": "Familien Holm"}, htmx=htmx, **headers)
        )
        assert (answer.status, notice(answer.text)) == (413, "Det er for meget på én gang. Del teksten i flere kort.")
        assert ('hx-target="#notice"' in answer.text) is htmx


@pytest.mark.parametrize(
    ("path", "back"), [("/phone/cards", "/phone"), ("/join", "/phone"), ("/families", "/"), ("/sign-in", "/")]
)
def test_what_the_guard_turns_away_is_a_page_with_a_way_back_that_knows_nobody(
    world: World, path: str, back: str
) -> None:
    who = askers(world)["guest" if back == "/phone" else "recorder"]
    forged = asyncio.run(who.ask("POST", path, sec_fetch_site="cross-site"))
    too_large = asyncio.run(who.ask("POST", path, b"x" * (LARGEST_BODY + 1)))
    for answer, status in ((forged, 403), (too_large, 413)):
        assert (answer.status, "<h1" in answer.text, "Det gik ikke" in answer.text) == (status, True, True)
        assert f'href="{back}">' in answer.text.split("<main", 1)[1]
        assert "Mikkel" not in answer.text


def test_a_head_larger_than_any_browser_sends_is_refused_and_the_next_request_is_answered(world: World) -> None:
    recorder = askers(world)["recorder"]
    answers = [
        asyncio.run(recorder.ask("GET", "/families", x_strange="x" * size)).status for size in (64 * 1024, 8_000)
    ]
    assert answers == [431, 200]


# ── our own name ──


OTHER_NAMES = (
    *("evil.example", "127.0.0.1.evil.example", "evil.example:80", "testserver.evil.example", "evil.testserver"),
    *("testserver@evil.example", "evil.example@testserver", "testserver,evil.example", "testserver/x", "testserver "),
    *("[::1", "::1", "localhost", "127.0.0.1", "testserver:", "testserver:999999", "testserver.", ".testserver"),
)


@pytest.mark.parametrize("host", OTHER_NAMES)
def test_a_request_to_another_name_that_leads_here_is_refused_everywhere(world: World, host: str) -> None:
    recorder = askers(world)["recorder"]
    for method, path in (("GET", "/families"), ("POST", "/families"), ("GET", "/static/app.css")):
        answer = asyncio.run(recorder.ask(method, path, host=host))
        assert (answer.status, answer.text) == (400, "Adressen er ikke Tavlens egen. Gå til http://testserver.")
    stream = world.ours.within("/meetings/{meeting_id}/stream?page=screen")
    assert asyncio.run(recorder.ask("GET", stream, host=host)).status == 400
    assert asyncio.run(recorder.ask("GET", stream, host="TestServer:8443")).status == 200


def test_without_a_name_or_with_two_nobody_is_answered(world: World) -> None:
    async def ask(*hosts: bytes) -> int:
        sent: list[dict[str, object]] = []

        async def send(message: dict[str, object]) -> None:
            sent.append(message)

        scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "scheme": "http", "server": None}
        await world.app({**scope, "headers": [(b"host", host) for host in hosts]}, None, send)
        return int(str(sent[0]["status"]))

    found = [asyncio.run(ask(*hosts)) for hosts in ((), (b"testserver", b"evil.example"), (b"testserver",))]
    assert found == [400, 400, 303]


def test_on_this_machine_its_own_names_are_one(world: World) -> None:
    nobody = Asker(_at(world, "http://127.0.0.1:8000"))
    hosts = ("127.0.0.1:8000", "localhost:8000", "[::1]:8000", "tavlen.example")
    assert [asyncio.run(nobody.ask("GET", "/sign-in", host=host)).status for host in hosts] == [200, 200, 200, 400]
    outside = Asker(_at(world, "https://tavlen.example"))
    assert [asyncio.run(outside.ask("GET", "/sign-in", host=host)).status for host in hosts] == [400, 400, 400, 200]


def test_the_largest_text_that_a_form_holds_is_not_too_large(world: World) -> None:
    """The greatest field has 4,000 letters, each of up to 12 bytes on the way."""
    answer = asyncio.run(
        askers(world)["recorder"].post(
            world.ours.within("/families/{family_id}/meetings/new"),
            {**likely_words(world.ours), "wishes": "🙂" * 4_000, "ground_rules": "🙂" * 4_000},  # type: ignore[arg-type]
        )
    )
    assert answer.status == 303


@pytest.mark.parametrize("after", ["²", "٣", "1_0", "-1", "9" * 40, "NaN"])
def test_a_cursor_or_a_text_size_that_is_no_number_counts_as_none(world: World, after: str) -> None:
    address = world.ours.within(f"/meetings/{{meeting_id}}/stream?page=screen&text={after}&after={after}")
    recorder = askers(world)["recorder"]
    assert asyncio.run(recorder.ask("GET", address.replace("²", "%C2%B2").replace("٣", "%D9%A3"))).status == 200
    assert asyncio.run(recorder.ask("GET", address.split("&")[0], last_event_id=after.replace("٣", "3"))).status == 200


# ── cookies and addresses ──


def _at(world: World, address: str):  # type: ignore[no-untyped-def]
    """Give the application as it is at another public address."""
    return create_app(replace(world.app.settings, public_url=address), world.app.store)


def cookies_given(world: World, address: str) -> list[str]:
    """Give every cookie that the application sets: a sign-in, a guest's pass, the language, and their ends."""
    app = _at(world, address)
    with app.store.reading() as session:
        row = passes.open_code(session, world.ours.meeting_id)
        assert row is not None
        secret = passes.door(row, key=app.api.state.code_key).secret
    browser = Asker(app)
    asked = [
        browser.post("/demo/sign-in", {"account": world.cast.lene.actor.id}),
        browser.post("/join/as", {"secret": secret, "name": "Bo"}),
        browser.ask("GET", "/sign-in?lang=en"),
        browser.post("/sign-out", {}),
        Asker(app, {("__Host-" if app.settings.secure else "") + "guest": world.ours.tokens["waiting"]}).post(
            "/phone/leave", {}
        ),
    ]
    return [cookie for one in asked for cookie in asyncio.run(one).cookies]  # type: ignore[arg-type]


@pytest.mark.parametrize("address", ["http://testserver", "https://tavlen.example"])
def test_a_cookie_is_for_this_site_alone_and_no_script_reads_it(world: World, address: str) -> None:
    given = cookies_given(world, address)
    secure = address.startswith("https")
    names = [cookie.split("=")[0] for cookie in given]
    plain = {"staff", "guest", "language", "step"}
    assert set(names) == ({f"__Host-{name}" for name in plain} if secure else plain)
    assert len(given) >= 6
    for cookie in given:
        parts = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert {"httponly", "samesite=lax", "path=/"} <= parts
        assert ("secure" in parts) is secure
        assert not any(part.startswith("domain") for part in parts)


def test_behind_https_a_cookie_without_its_prefix_counts_for_nothing(world: World) -> None:
    app, token = _at(world, "https://tavlen.example"), dict(world.browsers["recorder"].cookies)["staff"]
    found = [asyncio.run(Asker(app, {name: token}).ask("GET", "/")) for name in ("staff", "__Host-staff")]
    assert [answer.status for answer in found] == [303, 200]
    assert {answer.headers["strict-transport-security"] for answer in found} == {"max-age=31536000; includeSubDomains"}


def test_no_address_that_we_send_a_browser_to_holds_a_secret(world: World) -> None:
    with world.app.store.reading() as session:
        row = passes.open_code(session, world.ours.meeting_id)
        assert row is not None
        way_in = passes.door(row, key=world.app.api.state.code_key)
    browser = Asker(world.app)
    answers = [
        asyncio.run(asked)  # type: ignore[arg-type]
        for htmx in (False, True)
        for asked in (
            browser.post("/join", {"code": way_in.code, "name": "Bo"}, htmx=htmx),
            browser.post("/join/as", {"secret": way_in.secret, "name": "Bo"}, htmx=htmx),
            browser.post("/demo/sign-in", {"account": world.cast.lene.actor.id}, htmx=htmx),
            browser.ask("GET", "/?token=abc", htmx=htmx),
        )
    ]
    went_to = {answer.headers.get("location") or answer.headers.get("hx-redirect") for answer in answers}
    assert went_to <= {"/phone", "/", "/sign-in?then=/", None}
    assert {"/phone", "/"} <= went_to
