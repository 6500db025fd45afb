"""What somebody has half written stays as it is, whatever the others do meanwhile."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.house import House


def others_change_a_hundred_things(house: House) -> None:
    """Put up, edit, take down, arrive, leave, give more time; the last change is the step `Barnets ord`."""
    change = house.another.post
    here = house.scene.address
    stands = [
        house.scene.put_up(house.another, f"Andres kort {n}", ("works", "worries", "next")[n % 3]) for n in range(24)
    ]
    for place, card in enumerate(stands):
        answer = change(here(f"cards/{card}/text"), data={"text": f"Andres rettede kort {place}", "version": "1"})
        assert answer.status_code == 204
    for card in stands:
        assert change(here(f"cards/{card}/place"), data={"place": "down"}).status_code == 204
    for n in range(24):
        seat = house.scene.cast.birgit.seat if n % 2 else house.scene.cast.hussein.seat
        assert (
            change(here(f"seats/{seat}/attendance"), data={"attended": "yes" if n % 4 < 2 else "no"}).status_code == 204
        )
    for step in ("2", "1", "2", "3"):
        assert change(here("stage"), data={"step": step}).status_code == 204


def put_caret(page: Page, place: int) -> None:
    page.evaluate("place => document.activeElement.setSelectionRange(place, place)", place)


def stays(page: Page, holds: Callable[[], list[object]], house: House, *, seen: Callable[[], None]) -> None:
    before = holds()
    assert before[1:] == ["Mormor henter på ons", 6]
    others_change_a_hundred_things(house)
    seen()
    assert holds() == before
    page.keyboard.type("!")
    assert holds()[1:] == ["Mormor! henter på ons", 7]


def test_a_half_sentence_in_the_recorders_box_survives_a_hundred_changes(house: House) -> None:
    recorder = house.recorder()
    recorder.chooses("worries")
    recorder.hears("Mormor")
    recorder.types("Mormor henter på ons")
    put_caret(recorder.page, 6)
    now = recorder.page.locator("#agenda [aria-current=step]", has_text="Barnets ord")
    stays(recorder.page, recorder.holds, house, seen=now.wait_for)
    assert (recorder.speaker, recorder.column) == ("Mormor", "worries")


def test_an_open_sheet_and_what_is_half_written_in_it_survive_a_hundred_changes(house: House) -> None:
    recorder = house.recorder()
    recorder.writes("Et kort, der bliver rettet", column="next")
    sheet = recorder.opens_card("Et kort, der bliver rettet")
    sheet.locator("#card-who").select_option(label="Far")
    sheet.get_by_role("group", name="Hvem hjælper?").get_by_label("Ditte").check()
    sheet.locator("#card-text").fill("Mormor henter på ons")
    put_caret(recorder.page, 6)
    now = recorder.page.locator("#agenda [aria-current=step]", has_text="Barnets ord")
    stays(recorder.page, recorder.holds, house, seen=now.wait_for)
    assert recorder.sheet.locator("#card-who option:checked").inner_text() == "Far"
    assert recorder.sheet.get_by_role("group", name="Hvem hjælper?").get_by_label("Ditte").is_checked()


def test_a_half_sentence_on_a_phone_survives_a_hundred_changes(house: House) -> None:
    """Also when the sender's own cards are put on the board meanwhile."""
    phone = house.phone(house.scene.cast.grethe)
    phone.sends("Jeg bager om lørdagen", column="works")
    phone.reads_of("Jeg bager om lørdagen", "Mødelederen ser på din tekst")
    card = phone.page.locator("#mine li").first.get_attribute("id") or ""
    phone.page.locator("#write [name=column][value=worries]").check()
    phone.types("Mormor henter på ons")
    put_caret(phone.page, 6)
    address = house.scene.address(f"cards/{card.removeprefix('mine-')}/place")
    assert house.another.post(address, data={"place": "up"}).status_code == 204
    stays(phone.page, phone.holds, house, seen=lambda: phone.sees("Barnets ord"))
    phone.reads_of("Jeg bager om lørdagen", "På tavlen")
    assert phone.page.locator("#write [name=column]:checked").input_value() == "worries"


def test_a_chosen_number_and_a_half_reason_survive_a_hundred_changes(house: House) -> None:
    phone = house.phone(house.scene.cast.signe, "/numbers")
    form = phone.page.locator("form.number")
    form.locator("[name=value][value='4']").check()
    form.locator("[name=why]").fill("Mormor henter på ons")
    put_caret(phone.page, 6)
    stays(phone.page, phone.holds, house, seen=lambda: phone.sees("Barnets ord"))
    assert form.locator("[name=value]:checked").input_value() == "4"
