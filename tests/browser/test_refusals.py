"""A refusal stands where the person stands, says what to do, and what was typed is still there."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Route

from tests.browser.house import House


@pytest.fixture
def locked(house: House) -> Iterator[House]:
    """Give the meeting with its board locked."""
    address = house.scene.address("stage")
    house.another.post(address, data={"locked": "yes"})
    yield house
    house.another.post(address, data={"locked": "no"})


def test_an_empty_card_is_refused_in_the_open_sheet(house: House) -> None:
    recorder = house.recorder()
    recorder.writes("Et kort, der tømmes", column="next")
    sheet = recorder.opens_card("Et kort, der tømmes")
    sheet.locator("#card-text").fill("")
    sheet.locator("#card-how").fill("Vi ser det på køleskabet")
    recorder.presses("Gem", within=sheet)
    recorder.is_refused("Skriv noget på kortet først.")
    assert recorder.sheet.locator("#notice").count() == 1
    assert recorder.sheet.locator("#card-how").input_value() == "Vi ser det på køleskabet"


def test_a_second_refusal_in_a_sheet_takes_the_place_of_the_first(house: House) -> None:
    recorder = house.recorder()
    recorder.writes("Et kort til to fejl")
    sheet = recorder.opens_card("Et kort til to fejl")
    for words in ("", "x" * 1_001):
        sheet.locator("#card-text").fill(words)
        recorder.presses("Gem", within=sheet)
        recorder.is_refused("Skriv noget på kortet først." if not words else "tegn")
    assert recorder.page.locator("#notice").count() == 1
    sheet.locator("#card-text").fill("Et kort uden fejl")
    recorder.presses("Gem", within=sheet)
    recorder.has_no_sheet()
    assert recorder.page.locator("#notice").count() == 1


def test_an_edit_on_a_locked_board_is_refused_in_the_sheet_with_the_words_still_there(house: House) -> None:
    recorder = house.recorder()
    recorder.writes("Et kort før låsen")
    sheet = recorder.opens_card("Et kort før låsen")
    house.another.post(house.scene.address("stage"), data={"locked": "yes"})
    sheet.locator("#card-text").fill("Et kort efter låsen")
    recorder.presses("Gem", within=sheet)
    recorder.is_refused("Tavlen er låst.")
    assert recorder.sheet.locator("#card-text").input_value() == "Et kort efter låsen"
    house.another.post(house.scene.address("stage"), data={"locked": "no"})
    recorder.presses("Gem", within=recorder.sheet)
    recorder.has_no_sheet()
    recorder.card("Et kort efter låsen").wait_for()


def test_a_card_on_a_locked_board_stays_under_the_box_with_what_to_do(locked: House) -> None:
    recorder = locked.recorder()
    recorder.writes("Skrevet på en låst tavle", says="Mor", column="worries")
    recorder.is_told("refused", "Et kort kunne ikke sættes op. Se under boksen.")
    waiting = recorder.page.locator("[data-outbox-list] li")
    assert recorder.waiting() == ["Skrevet på en låst tavle"]
    assert "Tavlen er låst." in waiting.inner_text()
    locked.another.post(locked.scene.address("stage"), data={"locked": "no"})
    recorder.presses("Prøv igen", within=waiting)
    recorder.is_told("saved", "Alt er gemt")
    recorder.card("Skrevet på en låst tavle").wait_for()


def test_a_refused_card_comes_back_into_the_box_to_be_changed(house: House) -> None:
    recorder = house.recorder()
    recorder.chooses("worries")
    recorder.hears("Far")
    recorder.box.fill("y" * 1_001)
    recorder.page.keyboard.press("Enter")
    recorder.is_told("refused")
    recorder.presses("Ret teksten", within=recorder.page.locator("[data-outbox-list] li"))
    assert (recorder.box.input_value(), recorder.speaker, recorder.column) == ("y" * 1_001, "Far", "worries")
    assert recorder.waiting() == []


def test_a_wrong_code_is_refused_beside_it_and_the_name_is_still_there(house: House) -> None:
    phone = house.phone()
    phone.opens("/join")
    phone.page.locator("#code").fill("AAAA-AAAA")
    phone.page.locator("#name").fill("Mormor")
    phone.presses("Bank på")
    phone.is_refused("Koden passer ikke. Se på skærmen i rummet.")
    assert phone.page.locator("#name").input_value() == "Mormor"
    assert phone.page.locator("#code").get_attribute("aria-invalid") == "true"


def test_a_number_that_is_not_chosen_is_refused_and_the_reason_is_still_there(house: House) -> None:
    phone = house.phone(house.scene.cast.kim, "/numbers")
    form = phone.page.locator("form.number")
    form.locator("[name=why]").fill("Fordi det er blevet roligere")
    phone.presses("Send", within=form)
    phone.is_refused("Vælg et tal fra 0 til 10.")
    assert form.locator("[name=why]").input_value() == "Fordi det er blevet roligere"


def test_a_text_that_is_too_long_for_a_phone_is_kept_with_what_to_do(house: House) -> None:
    phone = house.phone(house.scene.cast.kim)
    phone.box.fill("z" * 1_001)
    phone.presses("Send")
    phone.is_told("refused", "Noget blev ikke sendt. Se herunder.")
    phone.presses("Ret det", within=phone.page.locator("[data-outbox-list]"))
    assert phone.box.input_value() == "z" * 1_001


def test_a_wrong_password_is_refused_beside_the_address_which_is_still_there(house: House) -> None:
    worker = house.office()
    worker.opens("/sign-in")
    worker.page.locator("#email").fill("lene@fjordby.example")
    worker.page.locator("#password").fill("noget forkert")
    worker.presses("Videre til koden")
    worker.is_refused("E-mail eller adgangskode passer ikke.")
    assert worker.page.locator("#email").input_value() == "lene@fjordby.example"


def from_another_site(route: Route) -> None:
    """Let the request reach the server as if another site's page had sent it. The server's own answer comes back."""
    route.fulfill(response=route.fetch(headers={**route.request.headers, "sec-fetch-site": "cross-site"}))


def stopped_on_the_way(route: Route) -> None:
    """Let a wall in front of the server turn the request away, with words of its own."""
    route.fulfill(status=403, body="Forbidden")


TURNED_AWAY = {
    "by the guard": (from_another_site, "Siden blev kaldt fra et andet sted. Genindlæs siden, og prøv igen."),
    "on the way": (stopped_on_the_way, "Det blev ikke modtaget. Genindlæs siden, og prøv igen."),
}


@pytest.mark.parametrize(("turns_away", "sentence"), TURNED_AWAY.values(), ids=TURNED_AWAY)
def test_a_text_that_was_turned_away_says_so_is_kept_and_goes_when_it_may(
    house: House, turns_away: Callable[[Route], None], sentence: str
) -> None:
    for person, sends in ((house.recorder(), "Sat på"), (house.phone(house.scene.cast.kim), "Sendt fra en telefon")):
        person.page.route("**/cards", turns_away)
        person.box.fill(f"{sends}: {sentence[:8]}")
        person.page.keyboard.press("Enter") if sends == "Sat på" else person.presses("Send")
        person.is_told("refused")
        assert person.waiting() == [f"{sends}: {sentence[:8]}"]
        assert sentence in person.page.locator("[data-outbox-list]").inner_text()
        person.page.unroute("**/cards")
        person.page.reload()
        person.is_told("refused")
        person.presses("Prøv igen", within=person.page.locator("[data-outbox-list]"))
        person.is_told("saved")
        written = [one for one in house.scene.texts() if one.endswith(sentence[:8])]
        assert (person.waiting(), written[-1:]) == ([], [f"{sends}: {sentence[:8]}"])
