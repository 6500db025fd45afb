"""Pages that sleep, and pages whose first connection fails: they show the board as it is."""

from playwright.sync_api import Page, Route

from tests.browser.house import House
from tests.browser.states import lobby
from tests.live.server import eventually

HIDE = """hidden => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => hidden ? 'hidden' : 'visible' });
    document.dispatchEvent(new Event('visibilitychange'));
}"""


def hide(page: Page, hidden: bool) -> None:
    """Put the phone in a pocket, or take it out again."""
    page.evaluate(HIDE, hidden)


def test_a_phone_that_wakes_shows_the_board_as_it_is(house: House) -> None:
    phone = house.phone(house.scene.cast.signe, "/board")
    viewers = house.scene.server.inside()["viewers"]
    hide(phone.page, True)
    eventually(lambda: house.scene.server.inside()["viewers"] == viewers - 1)
    for n in range(3):
        house.somebody_writes(f"Skrevet, mens telefonen sov {n}", ("works", "worries", "next")[n])
    phone.sees_no("mens telefonen sov")
    hide(phone.page, False)
    for n in range(3):
        phone.sees(f"Skrevet, mens telefonen sov {n}")


def test_a_phone_that_is_frozen_and_thawed_shows_the_board_as_it_is(house: House) -> None:
    """Android freezes pages that nobody looks at: no script runs until the person comes back."""
    phone = house.phone(house.scene.cast.grethe, "/board")
    browser = phone.page.context.new_cdp_session(phone.page)
    hide(phone.page, True)
    browser.send("Page.setWebLifecycleState", {"state": "frozen"})
    house.somebody_writes("Skrevet, mens telefonen var frossen")
    browser.send("Page.setWebLifecycleState", {"state": "active"})
    hide(phone.page, False)
    phone.sees("Skrevet, mens telefonen var frossen")


def test_a_phone_that_wakes_after_it_was_shown_out_sees_the_farewell(own_house: House) -> None:
    phone = own_house.phone(own_house.scene.cast.grethe, "/board")
    hide(phone.page, True)
    seat = own_house.scene.cast.grethe.seat
    own_house.another.post(own_house.scene.address(f"seats/{seat}/removal"))
    hide(phone.page, False)
    phone.sees("Du er ikke med i mødet mere.")


def test_a_first_connection_that_is_refused_is_tried_again(house: House) -> None:
    house.network_fails = True
    refused: list[str] = []

    def answer(route: Route) -> None:
        if refused:
            route.continue_()
        else:
            refused.append(route.request.url)
            route.fulfill(status=503, body="")

    page = house.page(house.scene.staff(house.scene.cast.anne_marie.actor))
    page.route("**/stream?*", answer)
    screen = house.screen(at=page)
    assert len(refused) == 1
    house.somebody_writes("Skrevet efter det andet forsøg")
    screen.shows("Skrevet efter det andet forsøg")


def test_the_wall_that_waits_for_the_meeting_shows_the_board_when_it_begins(own_house: House) -> None:
    screen = lobby(own_house)
    screen.sees("Mødet begynder kl.")
    address = screen.page.url.removesuffix("screen")
    lene = own_house.scene.browser(own_house.scene.staff(own_house.scene.cast.lene.actor))
    own_house.scene.server.kill()
    own_house.network_fails = True
    screen.page.wait_for_timeout(5_500)
    screen.sees("Mødet begynder kl.")
    own_house.scene.server.start()
    assert lene.post(f"{address}opening").status_code == 204
    screen.page.locator("#screen").wait_for()
    screen.is_connected()
