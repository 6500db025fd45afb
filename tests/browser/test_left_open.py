"""A page of the office that is left open on a screen when its session ends: it hides, and nothing typed is lost."""

from playwright.sync_api import expect

from tests.browser.house import House
from tests.browser.people import Person

LOOKS_AGAIN = "dispatchEvent(new Event('focus'))"
SETTLES = 300  # milliseconds


def looks_again(person: Person, *, hidden: bool) -> None:
    """The window comes to the front, its page has asked, and it is hidden by now, or is shown."""
    page = person.page
    with page.expect_event("requestfinished", lambda request: request.url.endswith("/sign-in/holds")):
        page.evaluate(LOOKS_AGAIN)
    page.wait_for_timeout(SETTLES)  # what the answer does is done: else an unchanged page would pass before it
    sheet, main = page.locator("#away"), page.locator("main")
    (expect(sheet).to_be_visible if hidden else expect(sheet).to_be_hidden)()
    (expect(main).to_be_hidden if hidden else expect(main).to_be_visible)()
    assert (page.title() == "Tavlen") == hidden


def test_a_page_hides_when_its_session_is_over_and_comes_back_for_the_same_person_with_what_was_typed(
    house: House,
) -> None:
    cast = house.scene.cast
    lene = house.office(cast.lene.actor)
    lene.opens(f"/families/{cast.family}?add=network")
    name = lene.page.locator("form[action$='/people'] [name=name]")
    name.fill("Mormor Else")
    looks_again(lene, hidden=False)
    house.scene.browser(house.scene.staff(cast.admin)).post(f"/employees/{cast.lene.actor.id}/sign-out")
    looks_again(lene, hidden=True)
    lene.page.keyboard.press("Escape")
    lene.page.keyboard.press("Escape")
    expect(lene.page.locator("#away")).to_be_visible()
    house.signs_in(lene.page.context, cast.mikkel.actor)
    looks_again(lene, hidden=True)  # it is not theirs
    house.signs_in(lene.page.context, cast.lene.actor)
    looks_again(lene, hidden=False)
    assert name.input_value() == "Mormor Else"


def test_a_page_stays_as_it_is_while_there_is_no_line(house: House) -> None:
    lene = house.office(house.scene.cast.lene.actor)
    lene.opens("/families")
    house.network_fails = True
    lene.page.context.set_offline(True)
    with lene.page.expect_event("requestfailed", lambda request: request.url.endswith("/sign-in/holds")):
        lene.page.evaluate(LOOKS_AGAIN)
    lene.page.wait_for_timeout(SETTLES)
    expect(lene.page.locator("main")).to_be_visible()


def test_the_sheet_for_the_fridge_hides_too(house: House) -> None:
    cast = house.scene.cast
    lene = house.office(cast.lene.actor)
    lene.opens(f"/families/{cast.family}/fridge")
    house.signs_in(lene.page.context, cast.mikkel.actor)
    lene.page.evaluate(LOOKS_AGAIN)
    expect(lene.page.locator("#away")).to_be_visible()
    expect(lene.page.locator("#choose")).to_be_hidden()
