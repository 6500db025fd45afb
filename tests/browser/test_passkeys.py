"""Passkeys in a real browser, with Chromium's own virtual authenticator: the first link, signing in, and the fresh proof."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from sqlmodel import select

from accounts import enrolling, signing_in
from accounts.actor import SYSTEM
from accounts.tables import Account, LoginSession
from tests.browser.conftest import Gathered, house_on
from tests.browser.house import House


@pytest.fixture
def named_house(browser: Browser, gathered: Gathered, tmp_path: Path) -> Iterator[House]:
    """Give the meeting at a server whose address has a name: browsers make no passkeys for an address of numbers."""
    with house_on(browser, gathered, tmp_path / "store", NAMED="localhost") as found:
        yield found
        found.everybody_goes_home()


def with_authenticator(page: Page) -> None:
    """Give the browser a device that asks its owner and is answered."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@pytest.mark.browser
def test_a_new_employee_makes_a_passkey_by_the_link_signs_out_signs_in_and_proves(named_house: House) -> None:
    house, store = named_house, named_house.scene.store
    with store.writing() as session:
        account = signing_in.invite_employee(session, name="Tove Berg", email="tove@fjordby.example")
        secret = enrolling.invite(session, account, by=SYSTEM)
    person = house.office()
    page = person.page
    with_authenticator(page)
    public = house.scene.server.public_url
    page.goto(f"{public}/welcome#{secret}")
    assert secret not in page.url
    page.get_by_role("button", name="Begynd").click()
    page.get_by_label("Hvad skal nøglen hedde?").fill("Min bærbare")
    page.get_by_role("button", name="Lav en adgangsnøgle").click()
    page.get_by_role("heading", name="Min konto").wait_for()
    assert page.get_by_text("Min bærbare").count() >= 1

    page.get_by_role("button", name="Log ud", exact=True).click()
    page.get_by_role("button", name="Log ind med adgangsnøgle").click()
    page.get_by_role("heading", level=1).filter(has_text="Tove").wait_for()

    with store.writing() as session:
        for row in session.exec(select(LoginSession).join(Account).where(Account.name == "Tove Berg")):
            row.proved_at = store.clock() - timedelta(minutes=11)
    page.goto(f"{public}/account")
    page.get_by_role("link", name="Bekræft").click()
    page.get_by_role("button", name="Bekræft med adgangsnøgle").click()
    page.get_by_role("button", name="Lav ti nye reservekoder").click()
    page.get_by_role("heading", name="Dine reservekoder").wait_for()
    assert page.get_by_role("main").get_by_role("listitem").count() == 10
