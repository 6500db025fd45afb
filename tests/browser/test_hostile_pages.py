"""Hundreds of texts that want to be markup, in a real browser: no dialog, no report of the page's policy, no request elsewhere."""

from typing import Any

import pytest
from playwright.sync_api import Route

from tests.browser import states
from tests.browser.house import OUR_OWN, House
from tests.browser.states import AFTER, DESK, OFFICE, PHONE, WALL, Way
from tests.web.test_payloads import PAYLOADS

EVERY = {
    f"{kind}: {name}": way
    for kind, ways in (("office", OFFICE), ("desk", DESK), ("wall", WALL), ("phone", PHONE), ("after", AFTER))
    for name, way in ways.items()
}
LISTEN = """document.addEventListener('securitypolicyviolation',
    event => console.error(`policy: ${event.effectiveDirective} ${event.blockedURI}`));"""


def listen(house: House, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let every browser of the house keep its policy, and report what it stops and every dialog. Gives the dialogs."""
    monkeypatch.setattr(states, "READABLE", {})
    dialogs: list[str] = []
    open_page = house.page

    def page(*args: Any, **how: Any) -> Any:
        found = open_page(*args, **how)
        found.add_init_script(LISTEN)
        found.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        return found

    monkeypatch.setattr(house, "page", page)
    return dialogs


def cards_of(texts: list[str], most: int = 340) -> list[str]:
    """Give the texts on as few cards as hold them: a card has room for 400 letters and 8 lines."""
    cards, card = [], ""
    for text in (" ".join(text.encode(errors="replace").decode().split()) for text in texts):
        if len(card) + len(text) > most:
            cards, card = [*cards, card], ""
        card = f"{card} {text}"
    return [*cards, card]


def test_hostile_texts_open_no_dialog_and_ask_nobody_for_anything(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialogs = listen(house, monkeypatch)
    for number, card in enumerate(cards_of(PAYLOADS)):
        answer = house.another.post(
            house.scene.address("cards"), data={"column": ("works", "worries", "next")[number % 3], "text": card}
        )
        assert answer.status_code == 204, answer.text
    desk, wall = house.recorder(), house.screen()
    phone = house.phone(house.scene.cast.signe, "/board")
    office = house.office(house.scene.cast.mikkel.actor)
    office.opens(f"/families/{house.scene.cast.family}")
    office.opens(house.scene.address("closing"))
    house.somebody_writes("<img src=x onerror=alert(1)> til sidst", "next")
    for person in (desk, wall, phone):
        person.sees("til sidst")
    desk.opens_card("til sidst")
    assert desk.page.locator("script:not([src])").count() == 0
    assert (dialogs, house.troubles) == ([], [])
    assert [address for address in house.asked if not OUR_OWN.match(address)] == []


def test_a_page_that_breaks_its_policy_would_be_reported(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted fault: a handler, a style and a picture from elsewhere, put into a page of ours."""
    listen(house, monkeypatch)
    desk = house.recorder()

    def spoil(route: Route) -> None:
        came = route.fetch()
        words = '<b style="color:red" onclick="x()">x</b><img src="https://evil.example/x.png"></main>'
        route.fulfill(response=came, body=came.text().replace("</main>", words))

    desk.page.route("**/recorder", spoil)
    desk.page.reload()
    desk.page.wait_for_timeout(300)
    reported = " ".join(house.troubles)
    house.troubles.clear()
    house.asked = {address for address in house.asked if OUR_OWN.match(address)}
    assert [kind in reported for kind in ("style-src", "script-src", "img-src")] == [True] * 3


@pytest.mark.parametrize("way", EVERY.values(), ids=EVERY.keys())
def test_no_page_is_stopped_by_its_own_policy(house: House, monkeypatch: pytest.MonkeyPatch, way: Way) -> None:
    dialogs = listen(house, monkeypatch)
    way(house)
    assert (dialogs, [said for said in house.troubles if "policy" in said.lower()]) == ([], [])


PARSERS = {
    "innerHTML": "document.body.innerHTML = '<b>x</b>'",
    "insertAdjacentHTML": "document.body.insertAdjacentHTML('beforeend', '<b>x</b>')",
    "a document of text": "new DOMParser().parseFromString('<b>x</b>', 'text/html')",
    "a fragment of text": "document.createRange().createContextualFragment('<b>x</b>')",
    "a script's address": "document.createElement('script').src = '/static/page.js'",
    "words of a script": "document.createElement('script').textContent = 'x()'",
    "another way of our own": "trustedTypes.createPolicy('default', { createHTML: text => text })",
    "our own way once more": "trustedTypes.createPolicy('tavlen', { createHTML: text => text })",
}


@pytest.mark.parametrize("way", PARSERS.values(), ids=PARSERS)
def test_no_other_way_makes_markup_of_text(house: House, way: str) -> None:
    office = house.office(house.scene.cast.mikkel.actor)
    office.opens("/families")
    stopped = office.page.evaluate(f"() => {{ try {{ {way}; return ''; }} catch (no) {{ return no.name; }} }}")
    house.troubles.clear()  # the page says what it stopped
    assert stopped == "TypeError"
