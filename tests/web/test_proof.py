"""A password alone opens nothing, the first link leads to a way in, and what matters most asks for a fresh proof."""

import re

import pytest
from starlette.testclient import TestClient

from accounts import enrolling, signing_in
from accounts.actor import SYSTEM
from accounts.passwords import fit_password
from accounts.tables import Account
from families.protection import in_force
from tests.accounts.authenticator import Device
from tests.web.entering import PASSWORD, code_now, enter, with_code
from tests.web.furnished import World
from tests.web.test_signin import EMAIL, is_in, later
from tests.web.visiting import BY_HTMX, desk, stranger

HERE = ("http://testserver", "testserver")


def link(world: World, *, name: str = "Tove Berg", email: str = EMAIL) -> str:
    with world.app.store.writing() as session:
        account = signing_in.account_of(session, email) or signing_in.invite_employee(session, name=name, email=email)
        return enrolling.invite(session, account, by=SYSTEM)


# ── the password alone ──


def test_a_password_without_a_code_opens_no_page_until_a_code_is_set_up(world: World) -> None:
    with world.app.store.writing() as session:
        account = signing_in.invite_employee(session, name="Tove Berg", email=EMAIL)
        account.password_hash = fit_password(PASSWORD)
    browser = stranger(world.app)
    answer = browser.post("/sign-in", data={"email": EMAIL, "password": PASSWORD, "then": "/families"})
    assert (answer.headers["location"], is_in(browser)) == ("/sign-in/new-code", False)
    page = browser.get("/sign-in/new-code").text
    secret = re.findall(r"<code>([A-Z2-7 ]+)</code>", page)[0].replace(" ", "")
    assert page.count('<svg xmlns="http://www.w3.org/2000/svg"') >= 1
    refused = browser.post("/sign-in/new-code", data={"code": "000000"})
    assert (refused.status_code, is_in(browser)) == (422, False)
    import pyotp

    code = pyotp.TOTP(secret).at(world.app.store.clock())
    assert browser.post("/sign-in/new-code", data={"code": code}).headers["location"] == "/families"
    assert is_in(browser)


def test_the_step_after_the_password_opens_nothing_without_the_right_code(world: World) -> None:
    with_code(world.app.store, name="Tove Berg", email=EMAIL)
    browser, other = stranger(world.app), stranger(world.app)
    browser.post("/sign-in", data={"email": EMAIL, "password": PASSWORD})
    assert other.post("/sign-in/code", data={"code": code_now(world.app.store, EMAIL)}).status_code == 422
    assert browser.post("/sign-in/code", data={"code": "000000"}).status_code == 422
    assert (is_in(browser), is_in(other)) == (False, False)
    later(world, minutes=11)
    assert browser.post("/sign-in/code", data={"code": code_now(world.app.store, EMAIL)}).status_code == 422
    assert browser.get("/sign-in/code").headers["location"] == "/sign-in"


def test_who_knows_the_password_has_five_tries_at_the_code_however_often_they_begin(world: World) -> None:
    with_code(world.app.store, name="Tove Berg", email=EMAIL)
    statuses = []
    for _ in range(6):
        browser = stranger(world.app)
        browser.post("/sign-in", data={"email": EMAIL, "password": PASSWORD})
        statuses.append(browser.post("/sign-in/code", data={"code": "000000"}).status_code)
    assert statuses == [422] * 5 + [429]
    right = browser.post("/sign-in/code", data={"code": code_now(world.app.store, EMAIL)})
    assert (right.status_code, is_in(browser)) == (429, False)
    later(world, seconds=61)
    assert browser.post("/sign-in/code", data={"code": code_now(world.app.store, EMAIL)}).status_code == 303


# ── the first link, and the recovery code ──


def test_looking_at_the_first_link_uses_nothing_up_and_the_button_once(world: World) -> None:
    secret = link(world)
    browser, other = stranger(world.app), stranger(world.app)
    for _ in range(3):
        assert browser.get("/welcome").status_code == 200
        assert browser.head("/welcome").status_code == 200
    assert browser.post("/welcome", data={"secret": secret}).headers["location"] == "/welcome/ways"
    assert other.post("/welcome", data={"secret": secret}).status_code == 422
    assert (browser.get("/welcome/ways").status_code, other.get("/welcome/ways").status_code) == (200, 303)
    assert (is_in(browser), is_in(other)) == (False, False)


def make_passkey(browser: TestClient, key: Device) -> str:
    options = browser.post("/welcome/passkey/challenge").text
    return browser.post("/welcome/passkey", data={"answer": key.make(options), "name": "Min"}).headers["location"]


def prove(browser: TestClient, key: Device, path: str = "/sign-in/passkey", then: str = "/families"):  # type: ignore[no-untyped-def]
    options = browser.post("/sign-in/passkey/challenge").text
    return browser.post(path, data={"answer": key.answer(options), "then": then})


def test_the_first_link_leads_to_a_passkey_that_signs_in_and_proves(world: World) -> None:
    browser, key = stranger(world.app), Device(*HERE)
    browser.post("/welcome", data={"secret": link(world)})
    assert (make_passkey(browser, key), is_in(browser)) == ("/account", True)
    other = stranger(world.app)
    assert (prove(other, key).headers["location"], is_in(other)) == ("/families", True)
    before = other.cookies["staff"]
    assert prove(other, key, "/proof/passkey", "/account").headers["location"] == "/account"
    assert other.cookies["staff"] != before


def test_the_first_link_leads_to_a_password_and_a_code(world: World) -> None:
    browser = stranger(world.app)
    browser.post("/welcome", data={"secret": link(world)})
    short = browser.post("/welcome/password", data={"password": "for kort"})
    assert (short.status_code, "Adgangskoden skal have mindst 12 tegn." in short.text) == (422, True)
    answer = browser.post("/welcome/password", data={"password": PASSWORD})
    assert (answer.headers["location"], is_in(browser)) == ("/sign-in/new-code", False)


def test_a_new_password_through_a_link_ends_the_sessions_that_were_open(world: World) -> None:
    tove = with_code(world.app.store, name="Tove Berg", email=EMAIL)
    before, browser = stranger(world.app), stranger(world.app)
    enter(before, world.app.store, tove)
    assert is_in(before)
    with world.app.store.writing() as session:
        secret = enrolling.invite(session, session.get_one(Account, tove.id), by=SYSTEM)
    browser.post("/welcome", data={"secret": secret})
    browser.post("/welcome/password", data={"password": PASSWORD})
    assert not is_in(before)


def test_a_recovery_code_opens_no_page_but_makes_a_new_way_in(world: World) -> None:
    tove = with_code(world.app.store, name="Tove Berg", email=EMAIL)
    browser = stranger(world.app)
    enter(browser, world.app.store, tove)
    made = re.findall(r"<code>([0-9A-Z-]{29})</code>", browser.post("/account/recovery").text)
    lost = stranger(world.app)
    sent = {"email": EMAIL, "code": made[0]}
    wrong = [lost.post("/sign-in/recovery", data={**sent, **one}) for one in ({"code": "A"}, {"email": "x@y.example"})]
    assert {(one.status_code, "E-mail eller reservekode passer ikke." in one.text) for one in wrong} == {(422, True)}
    assert lost.post("/sign-in/recovery", data=sent).headers["location"] == "/welcome/ways"
    assert not is_in(lost)
    assert (make_passkey(lost, Device(*HERE)), is_in(lost)) == ("/account", True)
    assert stranger(world.app).post("/sign-in/recovery", data=sent).status_code == 422


# ── the fresh proof ──


@pytest.fixture
def tove(world: World) -> TestClient:
    """Somebody who signed in eleven minutes ago, on the team of the family."""
    account = with_code(world.app.store, name="Tove Berg", email=EMAIL)
    browser = stranger(world.app)
    enter(browser, world.app.store, account)
    later(world, minutes=11)
    return browser


def test_a_change_of_ones_ways_in_asks_for_a_fresh_proof_and_then_goes_through(world: World, tove: TestClient) -> None:
    for path in ("passkeys/challenge", "passkeys", "passkeys/removal", "code", "recovery", "password"):
        answer = tove.post(f"/account/{path}", data={"password": PASSWORD})
        assert (answer.status_code, 'href="/proof"' in answer.text) == (403, True), path
        by_htmx = tove.post(f"/account/{path}", headers=BY_HTMX)
        assert 'hx-target="#notice"' in by_htmx.text
    before = tove.cookies["staff"]
    assert tove.post("/proof", data={"code": "000000", "then": "/account"}).status_code == 422
    code = code_now(world.app.store, EMAIL)
    assert tove.post("/proof", data={"code": code, "then": "/account"}).headers["location"] == "/account"
    assert tove.post("/account/recovery").status_code == 200
    old = stranger(world.app)
    old.cookies.set("staff", before)
    assert (is_in(old), is_in(tove)) == (False, True)


def test_papers_that_leave_ask_for_a_fresh_proof_and_come_after_it(world: World) -> None:
    mikkel = desk(world.app, world.cast.mikkel.actor)
    paper = f"/meetings/{world.ours.closed}/readers/{world.ours.seat_id}/minutes.docx"
    plan = f"/families/{world.ours.family_id}/plan.docx"
    assert mikkel.get(plan).status_code == 200
    later(world, minutes=10)
    for address in (paper, plan):
        assert mikkel.get(address).headers["location"] == f"/proof?then={address}"
    assert mikkel.get(plan, headers=BY_HTMX).headers["hx-redirect"] == f"/proof?then={plan}"
    sent = mikkel.post(f"/meetings/{world.ours.called}/invitation")
    assert (sent.status_code, "Bekræft først, at det er dig." in sent.text) == (403, True)
    done = mikkel.post("/demo/proof", data={"then": plan}).headers["location"]
    assert f'href="{plan}"' in mikkel.get(done).text
    assert mikkel.get(plan).status_code == 200


def test_a_protected_text_is_shown_and_a_protection_lifted_after_a_fresh_proof_alone(world: World) -> None:
    mikkel, ours = desk(world.app, world.cast.mikkel.actor), world.ours
    sheet = ours.within("/families/{family_id}/people/{person_id}/protection")
    mikkel.post(sheet, data={"kind": "address", "text": "Solsikkevej 114"})
    with world.app.store.reading() as session:
        row = next(one.id for one in in_force(session, ours.family_id) if one.person_id == ours.person_id)
    later(world, minutes=10)
    for act in ("shown", "lift"):
        answer = mikkel.post(f"{sheet}/{row}/{act}")
        assert (answer.status_code, "Solsikkevej" in answer.text) == (403, False), act
    page = mikkel.get(sheet).text
    assert (f'href="/proof?then={sheet}"' in page, f"{row}/shown" in page) == (True, False)
    assert mikkel.post("/demo/proof", data={"then": sheet}).headers["location"] == sheet
    assert "<strong>Solsikkevej 114</strong>" in mikkel.post(f"{sheet}/{row}/shown").text
    assert mikkel.post(f"{sheet}/{row}/lift").status_code == 303


# ── my account ──


def test_the_list_names_each_browser_and_ends_one_of_them(world: World) -> None:
    account = with_code(world.app.store, name="Tove Berg", email=EMAIL)
    phone, laptop = stranger(world.app), stranger(world.app)
    phone.headers["user-agent"] = "Mozilla/5.0 (iPhone) <script>Safari"
    laptop.headers["user-agent"] = "Mozilla/5.0 (Windows NT 10.0) Chrome/140 Edg/140"
    for browser in (phone, laptop):
        enter(browser, world.app.store, account)
    page = laptop.get("/account").text
    assert ("Safari, iPhone" in page, "Edge, Windows" in page, "Mozilla" in page) == (True, True, False)
    [other] = re.findall(r'action="/account/sessions/end"><input type="hidden" name="id" value="([^"]+)"', page)
    assert laptop.post("/account/sessions/end", data={"id": other}).status_code == 303
    assert (is_in(phone), is_in(laptop)) == (False, True)


def test_nobody_ends_the_session_of_somebody_else(world: World) -> None:
    account = with_code(world.app.store, name="Tove Berg", email=EMAIL)
    tove, lene = stranger(world.app), desk(world.app, world.cast.lene.actor)
    enter(tove, world.app.store, account)
    with world.app.store.reading() as session:
        row = signing_in.open_sessions(session, account.id)[0].id
    lene.post("/account/sessions/end", data={"id": row})
    assert is_in(tove)


def test_signing_out_everywhere_ends_every_session_and_a_sixth_ends_the_first(world: World) -> None:
    account = with_code(world.app.store, name="Tove Berg", email=EMAIL)
    browsers = [stranger(world.app) for _ in range(6)]
    for browser in browsers:
        enter(browser, world.app.store, account)
    assert [is_in(browser) for browser in browsers] == [False] + [True] * 5
    answer = browsers[5].post("/account/sign-out-everywhere")
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert [is_in(browser) for browser in browsers] == [False] * 6


def test_a_new_password_ends_the_other_sessions_and_the_last_way_in_stays(world: World) -> None:
    account = with_code(world.app.store, name="Tove Berg", email=EMAIL)
    here, there = stranger(world.app), stranger(world.app)
    for browser in (there, here):
        enter(browser, world.app.store, account)
    assert here.post("/account/password", data={"password": "helt nye ord i dag"}).status_code == 303
    assert (is_in(here), is_in(there)) == (True, False)
    assert enter(stranger(world.app), world.app.store, account).status_code == 422

    other, key = stranger(world.app), Device(*HERE)
    other.post("/welcome", data={"secret": link(world, name="Ib Lund", email="ib@fjordby.example")})
    make_passkey(other, key)
    mine = re.findall(
        r'action="/account/passkeys/removal"><input type="hidden" name="id" value="([^"]+)"', other.get("/account").text
    )
    refused = other.post("/account/passkeys/removal", data={"id": mine[0]})
    assert (refused.status_code, "Det er din eneste måde at logge ind på." in refused.text) == (409, True)
    with world.app.store.reading() as session:
        row = signing_in.account_of(session, "ib@fjordby.example")
        assert row is not None
        assert isinstance(row, Account)
