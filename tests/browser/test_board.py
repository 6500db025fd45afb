"""A card's way: from the recorder or a phone to the big screen and every phone, and what becomes of it."""

from playwright.sync_api import expect

from tests.browser.house import House
from tests.browser.people import Screen


def test_a_card_reaches_the_big_screen_and_the_phone(house: House) -> None:
    recorder, screen, phone = house.recorder(), house.screen(), house.phone(house.scene.cast.signe, "/board")
    recorder.writes("Mormor henter om onsdagen", says="Alma", column="works")
    screen.shows("Mormor henter om onsdagen")
    phone.sees("Mormor henter om onsdagen")
    assert [card for card in screen.cards() if "Mormor henter" in card] == ["»Mormor henter om onsdagen« Sagt af Alma"]


def test_a_card_that_is_edited_shows_its_new_words_everywhere(house: House) -> None:
    recorder, screen, phone = house.recorder(), house.screen(), house.phone(house.scene.cast.signe, "/board")
    recorder.writes("Far laver mad")
    screen.shows("Far laver mad")
    recorder.edits("Far laver mad", "Far laver aftensmad om søndagen")
    screen.shows("Far laver aftensmad om søndagen")
    phone.sees("Far laver aftensmad om søndagen")
    assert "Far laver mad" not in " ".join(screen.cards())


def test_a_card_that_is_moved_stands_in_its_new_column(house: House) -> None:
    recorder, screen = house.recorder(), house.screen()
    recorder.writes("Vi mangler en plan for ferien", column="works")
    screen.shows("Vi mangler en plan for ferien")
    recorder.moves("Vi mangler en plan for ferien", "worries")
    expect(screen.page.locator(".column.cloud .card").filter(has_text="en plan for ferien")).to_have_count(1)
    expect(screen.page.locator(".column.sun .card").filter(has_text="en plan for ferien")).to_have_count(0)


def test_a_card_that_is_taken_down_leaves_and_undo_brings_it_back(house: House) -> None:
    recorder, screen = house.recorder(), house.screen()
    recorder.writes("Det her var en fejl")
    screen.shows("Det her var en fejl")
    recorder.takes_down("Det her var en fejl")
    screen.shows_no("Det her var en fejl")
    recorder.takes_back()
    screen.shows("Det her var en fejl")


def test_alt_z_takes_the_latest_card_back(house: House) -> None:
    recorder, screen = house.recorder(), house.screen()
    recorder.writes("For hurtigt skrevet")
    screen.shows("For hurtigt skrevet")
    recorder.page.keyboard.press("Alt+z")
    screen.shows_no("For hurtigt skrevet")


def test_an_agreement_tells_who_does_it_when_and_how_we_see_it(house: House) -> None:
    recorder, screen = house.recorder(), house.screen()
    recorder.chooses("next")
    recorder.page.locator("#who").select_option(label="Ditte")
    recorder.page.locator("#due").fill("2026-10-02")
    recorder.page.locator("#how_seen").fill("Alma er i skole kl. 8")
    recorder.writes("Ditte ringer til mor hver fredag")
    screen.shows("Ditte ringer til mor hver fredag")
    assert [card for card in screen.cards() if "ringer til mor" in card] == [
        "Ditte ringer til mor hver fredag Ditte 2. okt."
    ]
    sheet = recorder.opens_card("Ditte ringer til mor")
    assert sheet.locator("#card-how").input_value() == "Alma er i skole kl. 8"


def test_a_double_click_makes_one_card(house: House) -> None:
    recorder = house.recorder()
    recorder.types("Kun ét kort, selv om der klikkes to gange")
    recorder.page.get_by_role("button", name="Sæt på tavlen").dblclick()
    recorder.card("selv om der klikkes to gange").wait_for()
    recorder.is_told("saved")
    assert house.scene.texts().count("Kun ét kort, selv om der klikkes to gange") == 1


def test_a_double_enter_makes_one_card(house: House) -> None:
    recorder = house.recorder()
    recorder.types("Kun ét kort ved to gange Enter")
    recorder.page.keyboard.press("Enter")
    recorder.page.keyboard.press("Enter")
    recorder.card("Kun ét kort ved to gange Enter").wait_for()
    assert house.scene.texts().count("Kun ét kort ved to gange Enter") == 1


def test_a_double_tap_on_a_phone_sends_one_card(house: House) -> None:
    phone = house.phone(house.scene.cast.grethe)
    phone.types("Jeg kan hente om tirsdagen")
    phone.page.get_by_role("button", name="Send").dblclick()
    phone.reads_of("Jeg kan hente om tirsdagen", "Mødelederen ser på din tekst")
    assert house.scene.texts().count("Jeg kan hente om tirsdagen") == 1


def test_a_name_in_front_of_the_line_chooses_the_speaker_and_leaves_the_card(house: House) -> None:
    recorder, screen = house.recorder(), house.screen()
    recorder.writes("@mor Vi spiser sammen om søndagen")
    screen.shows("Vi spiser sammen om søndagen")
    assert [card for card in screen.cards() if "spiser sammen" in card] == [
        "»Vi spiser sammen om søndagen« Sagt af Mor"
    ]
    assert recorder.speaker == ""


def test_a_guest_knocks_is_let_in_by_name_and_writes(own_house: House) -> None:
    recorder, screen, grethe = own_house.recorder(), own_house.screen(), own_house.phone()
    grethe.joins(own_house.code, as_="Bedste")
    recorder.admits("Bedste", as_="Mormor")
    grethe.is_in()
    grethe.sends("Jeg kan hente hver onsdag", column="next")
    recorder.presses("Sæt på", within=recorder.in_tray("Jeg kan hente hver onsdag"))
    screen.shows("Jeg kan hente hver onsdag")
    grethe.reads_of("Jeg kan hente hver onsdag", "På tavlen")


def test_the_page_is_live_although_a_script_arrives_late(house: House) -> None:
    """Scripts arrive in any order over a poor network; nobody may look at a dead board because of that."""
    page = house.page(house.scene.staff(house.scene.cast.anne_marie.actor))
    page.route("**/hx-sse-*", lambda route: (page.wait_for_timeout(400), route.continue_()))
    screen = Screen(page, house)
    screen.opens(house.scene.address("screen"))
    screen.is_connected()
