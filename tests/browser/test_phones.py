"""What phones send and see: the tray, numbers, and the limits of a guest who reads goals and agreements only."""

import re

from tests.browser.house import House
from tests.browser.people import Person

REASON = "En grund, som kun jeg kender"
AVERAGE = re.compile(r"gennemsnit|i snit|average|mean|Ø ?\d", re.IGNORECASE)


def answer(house: House, seat: str, value: int) -> None:
    """Somebody without a phone says a number, and the recorder writes it down."""
    address = house.scene.address(f"scales/{house.scale}/answers")
    assert house.another.post(address, data={"seat": seat, "value": str(value)}).status_code == 204


def holds_no_number(person: Person) -> bool:
    """Whether nobody's number is anywhere in the page, seen or not."""
    shown = person.page.locator(".number-line li ul, .round li b, .given .chip").count()
    return shown == 0 and REASON not in person.page.content()


def test_a_card_from_a_phone_is_sent_then_on_the_board(house: House) -> None:
    recorder, screen, phone = house.recorder(), house.screen(), house.phone(house.scene.cast.grethe)
    phone.sends("Jeg kan passe Viggo om fredagen", column="next")
    phone.reads_of("Jeg kan passe Viggo om fredagen", "Mødelederen ser på din tekst")
    screen.shows_no("Jeg kan passe Viggo om fredagen")
    recorder.presses("Sæt på", within=recorder.in_tray("Jeg kan passe Viggo om fredagen"))
    phone.reads_of("Jeg kan passe Viggo om fredagen", "På tavlen")
    screen.shows("Jeg kan passe Viggo om fredagen")


def test_a_card_that_is_kept_for_later_says_so_to_its_sender_only(house: House) -> None:
    recorder, phone, other = house.recorder(), house.phone(house.scene.cast.grethe), house.phone(house.scene.cast.kim)
    phone.sends("Det kan vi tale om næste gang", column="worries")
    recorder.presses("Vent", within=recorder.in_tray("Det kan vi tale om næste gang"))
    phone.reads_of("Det kan vi tale om næste gang", "Vi tager det senere")
    other.goes_to("Tavlen")
    assert "Det kan vi tale om" not in other.page.content()


def test_a_card_that_is_taken_down_again_says_so_to_its_sender(house: House) -> None:
    recorder, phone = house.recorder(), house.phone(house.scene.cast.signe)
    phone.sends("Det fortryder jeg")
    recorder.presses("Sæt på", within=recorder.in_tray("Det fortryder jeg"))
    phone.reads_of("Det fortryder jeg", "På tavlen")
    recorder.takes_down("Det fortryder jeg")
    phone.reads_of("Det fortryder jeg", "Taget ned")


def test_a_guest_who_is_on_no_list_reads_goals_and_agreements_and_no_worry(house: House) -> None:
    recorder, bent, signe = house.recorder(), house.phone(), house.phone(house.scene.cast.signe, "/board")
    bent.joins(house.code, as_="Nabo Bent")
    recorder.admits("Nabo Bent")
    bent.is_in()
    bent.goes_to("Tavlen")
    recorder.writes("Der er ikke mad i huset", column="worries")
    recorder.writes("Mormor henter om onsdagen", column="works")
    recorder.writes("Ditte ringer hver fredag", column="next")
    bent.sees("Ditte ringer hver fredag")
    bent.sees("Du ser mål og aftaler.")
    signe.sees("Der er ikke mad i huset")
    assert [text in bent.page.content() for text in ("Der er ikke mad", "Mormor henter")] == [False, False]
    bent.page.reload()
    assert [text in bent.page.content() for text in ("Der er ikke mad", "Mormor henter")] == [False, False]


def test_numbers_are_in_no_page_before_all_have_answered_and_then_on_every_one(own_house: House) -> None:
    cast = own_house.scene.cast
    recorder, screen = own_house.recorder(), own_house.screen()
    signe, grethe = own_house.phone(cast.signe, "/numbers"), own_house.phone(cast.grethe, "/numbers")
    everybody = [recorder, screen, signe, grethe]  # the recorder sees what was said aloud to be written down
    signe.gives(3, why=REASON)
    for seat, value in ((cast.jonas, 5), (cast.alma, 4), (cast.kim, 6), (cast.lene, 4), (cast.ditte, 5)):
        answer(own_house, seat.seat, value)
    sheet = recorder.opens_numbers()
    sheet.locator("#seat").select_option(label="Mikkel")
    sheet.locator("[name=value][value='6']").check()
    recorder.presses("Gem", within=sheet)
    recorder.has_no_sheet()
    recorder.sees("7 af 8 har svaret")
    grethe.sees("7 af 8 har svaret")
    signe.page.reload()
    assert signe.page.locator("form.number [name=value]:checked").input_value() == "3"
    assert [holds_no_number(one) for one in (screen, grethe)] == [True, True]
    assert holds_no_number(signe) is False  # the reason stands in the box of the one who wrote it
    grethe.gives(5)
    for one in (signe, grethe):
        one.page.locator("#scale li", has_text="Mor").first.wait_for()
    recorder.shows_on_screen("numbers")
    at_three = screen.page.locator(".number-line > li").nth(3)
    at_three.get_by_text("Mor").wait_for()
    assert [AVERAGE.findall(one.page.content()) for one in everybody] == [[]] * 4
    assert ["4,75" in one.page.content() or "4.75" in one.page.content() for one in everybody] == [False] * 4
