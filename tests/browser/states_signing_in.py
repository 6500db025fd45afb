"""The pages on the way in: the code, a new code, recovery codes, and the ways to choose from."""

from accounts.actor import SYSTEM
from accounts.enrolling import invite
from accounts.signing_in import account_of, invite_employee
from accounts.tables import Account
from tests.browser.house import House
from tests.browser.people import Person
from tests.browser.states import Way, office, stranger
from tests.web.entering import PASSWORD, with_code


def code_step(house: House) -> Person:
    return _with_password(house, "tove@fjordby.example", code=True)


def code_refused(house: House) -> Person:
    person = code_step(house)
    person.page.locator("#code").fill("000 000")
    person.page.locator("main form .primary").click()
    person.page.locator("#notice[role=alert]").wait_for()
    return person


def new_code(house: House) -> Person:
    return _with_password(house, "tage@fjordby.example", code=False)


def new_code_refused(house: House) -> Person:
    person = new_code(house)
    person.page.locator("#code").fill("000 000")
    person.page.locator("main form .primary").click()
    person.page.locator("#notice[role=alert]").wait_for()
    return person


def recovery_codes(house: House) -> Person:
    person = office("/account", "ditte")(house)
    person.presses("Lav ti nye reservekoder")
    person.page.locator("h1", has_text="Dine reservekoder").wait_for()
    return person


def recovery_refused(house: House) -> Person:
    person = stranger("/sign-in/recovery")(house)
    person.page.locator("#email").fill("lene@fjordby.example")
    person.page.locator("#code").fill("AAAA-AAAA-AAAA-AAAA")
    person.page.locator("main form .primary").click()
    person.page.locator("#notice[role=alert]").wait_for()
    return person


def ways(house: House) -> Person:
    with house.scene.store.writing() as session:
        secret = invite(session, _somebody(session, "tyra@fjordby.example"), by=SYSTEM)
    person = stranger(f"/welcome#{secret}")(house)
    person.presses("Begynd")
    person.page.locator("#by-password").wait_for()
    return person


def ways_refused(house: House) -> Person:
    person = ways(house)
    person.page.locator("#password").fill("kort")
    person.presses("Videre til koden")
    person.page.locator("#notice[role=alert]").wait_for()
    return person


def _with_password(house: House, email: str, *, code: bool) -> Person:
    """Give a browser that has typed the right password and is asked for the code, or for setting one up."""
    store = house.scene.store
    with store.reading() as session:
        there = account_of(session, email) is not None
    if not there and code:
        with_code(store, name="Tove Berg", email=email)
    elif not there:
        with store.writing() as session:
            invite_employee(session, name="Tage Berg", email=email, password=PASSWORD)
    person = stranger("/sign-in")(house)
    person.page.locator("#email").fill(email)
    person.page.locator("#password").fill(PASSWORD)
    person.presses("Videre til koden")
    person.page.locator("#code").wait_for()
    return person


def _somebody(session, email: str) -> Account:  # type: ignore[no-untyped-def]
    return account_of(session, email) or invite_employee(session, name="Tyra Berg", email=email)


SIGNING_IN: dict[str, Way] = {
    "code": code_step,
    "code, refused": code_refused,
    "new code": new_code,
    "new code, refused": new_code_refused,
    "recovery codes": recovery_codes,
    "recovery, refused": recovery_refused,
    "ways": ways,
    "ways, refused": ways_refused,
}
