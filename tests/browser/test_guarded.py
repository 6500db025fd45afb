"""What the guard refuses stands where the person stands, and what was typed is still there."""

from playwright.sync_api import Route

from tests.browser.house import House

TOO_MUCH = "Det er for meget på én gang. Del teksten i flere kort."
FOREIGN = "Siden blev kaldt fra et andet sted. Genindlæs siden, og prøv igen."


def test_a_text_too_large_for_any_form_is_refused_in_the_sheet_and_still_there(house: House) -> None:
    recorder = house.recorder()
    recorder.writes("Et kort, der vokser", column="next")
    sheet = recorder.opens_card("Et kort, der vokser")
    sheet.locator("#card-text").evaluate("(box, long) => box.value = long", "æ" * 60_000)
    recorder.presses("Gem", within=sheet)
    recorder.is_refused(TOO_MUCH)
    assert len(recorder.sheet.locator("#card-text").input_value()) == 60_000


def test_a_change_that_seems_to_come_from_elsewhere_is_refused_in_the_page_and_the_words_are_still_there(
    house: House,
) -> None:
    """As from a page of another name of the same house."""

    def elsewhere(route: Route) -> None:
        route.fulfill(response=route.fetch(headers={**route.request.headers, "sec-fetch-site": "same-site"}))

    recorder = house.recorder()
    recorder.writes("Et kort fra et andet sted")
    sheet = recorder.opens_card("Et kort fra et andet sted")
    recorder.page.route("**/text", elsewhere)
    sheet.locator("#card-text").fill("Nye ord")
    recorder.presses("Gem", within=sheet)
    recorder.is_refused(FOREIGN)
    assert recorder.sheet.locator("#card-text").input_value() == "Nye ord"


def test_a_phone_that_forgets_the_meeting_keeps_no_words_and_finds_no_board_behind_the_back_button(
    house: House,
) -> None:
    guest = house.phone(house.scene.cast.kim, "/board")
    guest.page.evaluate(
        "localStorage.setItem('out:x:y', JSON.stringify([{ at: Date.now(), fields: { text: 'Hej' } }]))"
    )
    house.another.post(house.scene.address(f"seats/{house.scene.cast.kim.seat}/removal"))
    guest.sees("Du er ikke med i mødet mere.")
    assert list(guest.kept) == ["out:x:y"]
    guest.presses("Glem mødet på denne telefon")
    guest.sees("Koden på skærmen i rummet")
    assert guest.kept == {}
    guest.page.go_back()
    guest.sees_no("Hvad fungerer?")
