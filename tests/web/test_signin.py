"""Signing in and out: passwords, their guessing, how long a session lasts, and where it leads."""

import hashlib
import re
import time
from datetime import timedelta
from statistics import median

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from accounts import passwords
from accounts.tables import Account, LoginSession
from store.base import metadata
from store.clock import shifted
from store.limits import Bucket
from tests.web.entering import PASSWORD, code_now, with_code
from tests.web.furnished import World
from tests.web.visiting import BY_HTMX, desk, stranger
from web.app import create_app
from web.settings import Settings
from web.signin import inside

pytestmark = pytest.mark.both_engines

EMAIL = "tove@fjordby.example"
WRONG = "E-mail eller adgangskode passer ikke. Prøv igen."
TOO_OFTEN = "Der er prøvet for mange gange. Vent et minut, og prøv igen."


@pytest.fixture
def tove(world: World) -> Account:
    """Somebody with a password."""
    return with_code(world.app.store, name="Tove Berg", email=EMAIL)


def try_in(browser: TestClient, password: str = PASSWORD, *, email: str = EMAIL, then: str = "/"):  # type: ignore[no-untyped-def]
    """Type the password, and the code when it is asked for."""
    answer = browser.post("/sign-in", data={"email": email, "password": password, "then": then})
    if answer.headers.get("location") != "/sign-in/code":
        return answer
    store = browser.app.store  # type: ignore[attr-defined]
    return browser.post("/sign-in/code", data={"code": code_now(store, email)})


def later(world: World, **time_passed: float) -> None:
    """Let time pass."""
    now = world.app.store.clock()
    world.app.store.clock = shifted(now + timedelta(**time_passed))


def is_in(browser: TestClient) -> bool:
    return browser.get("/families").status_code == 200


# ── the password ──


@pytest.mark.usefixtures("tove")
def test_the_right_password_opens_the_page_that_was_asked_for(world: World) -> None:
    browser = stranger(world.app)
    to = browser.get("/families").headers["location"]
    assert to == "/sign-in?then=/families"
    assert 'value="/families"' in browser.get(to).text
    answer = try_in(browser, email=" TOVE@Fjordby.Example ", then="/families")
    assert (answer.status_code, answer.headers["location"]) == (303, "/families")
    assert is_in(browser)


@pytest.mark.usefixtures("tove")
@pytest.mark.parametrize(
    ("email", "password"),
    [
        (EMAIL, "forkert hest batteri"),
        (EMAIL, ""),
        (EMAIL, PASSWORD + " "),
        (EMAIL, PASSWORD.upper()),
        ("ingen@fjordby.example", PASSWORD),
        ("", ""),
        ("lene@fjordby.example", ""),  # an account without a password
        ("lene@fjordby.example", " "),
        (EMAIL, "x" * 100_000),
        ("x" * 100_000, "x"),
    ],
)
def test_a_wrong_password_and_an_unknown_address_read_the_same_and_the_address_stays(
    world: World, email: str, password: str
) -> None:
    answer = try_in(stranger(world.app), password, email=email)
    assert (answer.status_code, WRONG in answer.text) == (422, True)
    assert f'value="{email[:200]}"' in answer.text
    assert "set-cookie" not in answer.headers
    assert len(password) < 8 or password not in answer.text
    by_htmx = stranger(world.app).post("/sign-in", data={"email": email, "password": password}, headers=BY_HTMX)
    assert (by_htmx.status_code, WRONG in by_htmx.text, 'hx-target="#notice"' in by_htmx.text) == (422, True, True)
    assert "<input" not in by_htmx.text


@pytest.mark.usefixtures("tove")
def test_an_unknown_address_takes_the_same_work_as_a_wrong_password(world: World) -> None:
    def work(email: str) -> float:
        began = time.thread_time()
        with world.app.store.reading() as session, pytest.raises(passwords.WrongPassword):
            passwords.check_password(session, email=email, password="forkert hest batteri")
        return time.thread_time() - began

    work(EMAIL)
    work("ingen@fjordby.example")
    known, unknown, without, empty = (
        median(work(email) for _ in range(5)) for email in (EMAIL, "ingen@fjordby.example", "lene@fjordby.example", "")
    )
    for other in (unknown, without, empty):
        assert 0.5 < other / known < 2


def test_a_disabled_account_opens_nothing_and_its_open_pages_are_closed(world: World, tove: Account) -> None:
    browser = stranger(world.app)
    try_in(browser)
    assert is_in(browser)
    with world.app.store.writing() as session:
        session.get_one(Account, tove.id).disabled_at = world.app.store.clock()
    assert not is_in(browser)
    assert WRONG in try_in(browser).text


# ── guessing ──


@pytest.mark.usefixtures("tove")
def test_ten_wrong_passwords_for_one_address_a_minute_are_enough_and_others_sign_in_meanwhile(world: World) -> None:
    with_code(world.app.store, name="Ib Lund", email="ib@fjordby.example")
    stranger_there = stranger(world.app)
    statuses = [try_in(stranger_there, "forkert").status_code for _ in range(9)]
    assert try_in(stranger(world.app)).status_code == 303  # below the limit the right one still opens, and costs no try
    statuses += [try_in(stranger_there, "forkert", email=f" {EMAIL.upper()}").status_code for _ in range(2)]
    assert statuses == [422] * 10 + [429]
    shut = try_in(stranger(world.app))
    assert (shut.status_code, TOO_OFTEN in shut.text, f'value="{EMAIL}"' in shut.text) == (429, True, False)
    assert try_in(stranger(world.app), email="ib@fjordby.example").status_code == 303
    later(world, seconds=61)
    assert try_in(stranger(world.app)).status_code == 303


@pytest.mark.usefixtures("tove")
def test_three_hundred_wrong_passwords_a_minute_are_enough_in_all(world: World) -> None:
    with world.app.store.writing() as session:
        session.add(Bucket(id="wrong passwords", tries=299, since=world.app.store.clock()))
    browser = stranger(world.app)
    guesses = [try_in(browser, "forkert", email=f"nr{number}@fjordby.example").status_code for number in range(2)]
    assert guesses == [422, 429]
    assert try_in(browser).status_code == 429
    later(world, seconds=61)
    assert try_in(browser).status_code == 303


def test_guessing_keeps_no_address_and_cannot_fill_the_database(world: World) -> None:
    browser = stranger(world.app)
    for number in range(12):
        try_in(browser, "forkert", email=f"nr{number}@fjordby.example")
    with world.app.store.reading() as session:
        kept = [row.id for row in session.exec(select(Bucket)) if row.id.startswith("wrong passwords")]
    assert [one for one in kept if not re.fullmatch(r"wrong passwords( [0-9a-f]{3})?", one)] == []
    assert len(kept) >= 10


# ── how long ──


@pytest.mark.usefixtures("tove")
def test_half_an_hour_without_a_page_ends_the_session_and_a_page_begins_it_anew(world: World) -> None:
    browser = stranger(world.app)
    try_in(browser)
    for _ in range(3):
        later(world, minutes=29)
        assert is_in(browser)
    later(world, minutes=30, seconds=1)
    assert not is_in(browser)


@pytest.mark.usefixtures("tove")
def test_after_ten_hours_even_a_busy_session_ends(world: World) -> None:
    browser = stranger(world.app)
    answer = try_in(browser)
    assert "Max-Age=36000" in answer.headers["set-cookie"]
    for _ in range(23):
        later(world, minutes=26)
        assert is_in(browser)
    later(world, minutes=3)
    assert not is_in(browser)


def test_an_open_page_that_asks_whether_its_session_holds_does_not_keep_it_alive(world: World, tove: Account) -> None:
    browser, asks = stranger(world.app), lambda: browser.get("/sign-in/holds").text
    assert asks() == ""
    try_in(browser)
    for _ in range(29):
        later(world, minutes=1)
        assert asks() == tove.id
    later(world, minutes=2)
    assert (asks(), is_in(browser)) == ("", False)


@pytest.mark.usefixtures("tove")
def test_signing_out_ends_this_session_alone_and_lets_the_browser_forget(world: World) -> None:
    browser, other = stranger(world.app), stranger(world.app)
    try_in(browser)
    try_in(other)
    token = browser.cookies["staff"]
    answer = browser.post("/sign-out")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert "Max-Age=0" in answer.headers["set-cookie"]
    browser.cookies.set("staff", token)
    assert (is_in(browser), is_in(other)) == (False, True)
    assert browser.post("/sign-out").status_code == 303


@pytest.mark.usefixtures("tove")
def test_signing_in_again_gives_a_new_secret_and_takes_none_from_outside(world: World) -> None:
    browser = stranger(world.app)
    browser.cookies.set("staff", "a-secret-that-somebody-else-chose")
    given = []
    for _ in range(2):
        given.append(re.findall(r"staff=([^;]+)", try_in(browser).headers["set-cookie"])[0])
    assert len({*given, "a-secret-that-somebody-else-chose"}) == 3
    assert {len(one) for one in given} == {43}


@pytest.mark.usefixtures("tove")
def test_the_database_holds_no_secret_of_a_browser_and_no_password(world: World) -> None:
    browser = stranger(world.app)
    try_in(browser)
    token = browser.cookies["staff"]
    with world.app.store.reading() as session:
        everything = repr([session.execute(table.select()).all() for table in metadata.sorted_tables])
        kept = session.exec(select(LoginSession.token_hash)).all()
    secrets = {token, PASSWORD, *world.ours.tokens.values()}
    assert [one for one in secrets if one in everything] == []
    assert hashlib.sha256(token.encode()).hexdigest() in kept
    assert "$argon2id$" in everything


@pytest.mark.parametrize("cookie", ["", "x", "x" * 5_000, "\u00e6", "a" * 43, "null", "' OR 1=1"])
def test_a_cookie_that_is_no_session_is_nobody(world: World, cookie: str) -> None:
    browser = stranger(world.app)
    answer = browser.get("/families", headers={"cookie": f"staff={cookie}".encode("latin-1")})  # type: ignore[dict-item]
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?then=/families"


# ── where to ──

AWAY = (
    *(
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "\\\\evil.example",
        "evil.example",
    ),
    *(
        "/ /evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "/%2f/evil.example",
        "///evil.example",
        "/a//evil.example",
    ),
    *(
        "/sign-in?then=//evil.example",
        "/@evil.example",
        "/a:b",
        "http:/evil.example",
        " /families",
        "/families\n",
        "",
        "?",
    ),
)


@pytest.mark.parametrize("then", AWAY)
def test_the_page_to_go_to_is_always_one_of_ours(world: World, then: str) -> None:
    assert inside(then) == "/"
    answer = stranger(world.app).post("/demo/sign-in", data={"account": world.cast.lene.actor.id, "then": then})
    assert answer.headers["location"] == "/"
    assert "evil" not in stranger(world.app).get("/sign-in", params={"then": then}).text


@pytest.mark.parametrize("then", ["/families", "/meetings/0mwvalkalw4qa0gm6kn1/recorder", "/families/a/meetings/new"])
def test_a_page_of_ours_is_gone_to(then: str) -> None:
    """A planted presence: not everything leads to the first page."""
    assert inside(then) == then


# ── the demo ──


def test_signing_in_by_one_tap_exists_in_the_demo_alone(world: World) -> None:
    account, key = world.cast.lene.actor.id, world.app.settings.key_file
    real = create_app(Settings(key_file=key), world.app.store)
    sent = {"account": account, "then": "/"}
    assert stranger(world.app).post("/demo/sign-in", data=sent).status_code == 303
    assert stranger(real).post("/demo/sign-in", data=sent).status_code == 404
    pages = [stranger(app).get("/sign-in").text for app in (world.app, real)]
    assert ["Lene Skov" in page for page in pages] == [True, False]
    assert [account in page for page in pages] == [True, False]


def test_no_setting_from_outside_makes_an_installation_a_demo() -> None:
    from web.settings import from_env

    assert from_env({"DEMO": "1", "demo": "true"}).demo is False


def test_an_employee_of_one_office_is_known_on_every_page_by_one_cookie(world: World) -> None:
    lene = desk(world.app, world.cast.lene.actor)
    assert "Lene Skov" in lene.get("/").text
