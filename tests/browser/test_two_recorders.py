"""Two people write at the same board: both see everything, and nobody's words are written over unseen."""

from tests.browser.desk import Desk
from tests.browser.house import House


def both_edit(house: House, text: str, *, first: str, second: str) -> tuple[Desk, Desk]:
    """Mikkel and Anne-Marie open one card; Mikkel saves first, then Anne-Marie saves what she wrote."""
    mikkel, anne_marie = house.recorder(), house.recorder(house.scene.cast.anne_marie.actor)
    mikkel.writes(text)
    mikkel.opens_card(text).locator("#card-text").fill(first)
    anne_marie.opens_card(text).locator("#card-text").fill(second)
    mikkel.presses("Gem", within=mikkel.sheet)
    mikkel.has_no_sheet()
    anne_marie.card(first).wait_for(state="attached")
    anne_marie.presses("Gem", within=anne_marie.sheet)
    anne_marie.sees("En anden har rettet kortet imens")
    assert anne_marie.sheet.locator("p.quote").all_inner_texts() == [first, second]
    return mikkel, anne_marie


def test_two_recorders_see_each_others_cards(house: House) -> None:
    mikkel, anne_marie = house.recorder(), house.recorder(house.scene.cast.anne_marie.actor)
    mikkel.writes("Skrevet af Mikkel", column="works")
    anne_marie.writes("Skrevet af Anne-Marie", column="worries")
    for desk in (mikkel, anne_marie):
        desk.card("Skrevet af Mikkel").wait_for()
        desk.card("Skrevet af Anne-Marie").wait_for()


def test_of_two_who_edit_one_card_the_second_sees_both_versions_and_may_choose_the_own(house: House) -> None:
    mikkel, anne_marie = both_edit(house, "Far henter", first="Far henter Viggo", second="Far henter Alma")
    anne_marie.presses("Brug mit", within=anne_marie.sheet)
    anne_marie.has_no_sheet()
    mikkel.card("Far henter Alma").wait_for()
    assert [text for text in house.scene.texts() if text.startswith("Far henter")] == ["Far henter Alma"]
    assert [key for key in anne_marie.kept if key.startswith("draft:card:")] == []


def test_of_two_who_edit_one_card_the_second_may_keep_what_stands(house: House) -> None:
    _, anne_marie = both_edit(house, "Mor koger", first="Mor koger suppe", second="Mor koger ris")
    anne_marie.presses("Behold det, der står", within=anne_marie.sheet)
    anne_marie.has_no_sheet()
    assert [text for text in house.scene.texts() if text.startswith("Mor koger")] == ["Mor koger suppe"]
    assert [key for key in anne_marie.kept if key.startswith("draft:card:")] == []


def test_words_written_on_a_card_that_is_taken_down_meanwhile_stay_in_the_sheet(house: House) -> None:
    mikkel, anne_marie = house.recorder(), house.recorder(house.scene.cast.anne_marie.actor)
    mikkel.writes("Kortet forsvinder")
    anne_marie.opens_card("Kortet forsvinder").locator("#card-text").fill("Kortet forsvinder, men ikke ordene")
    mikkel.takes_down("Kortet forsvinder")
    anne_marie.card("Kortet forsvinder").wait_for(state="detached")
    anne_marie.presses("Gem", within=anne_marie.sheet)
    anne_marie.is_refused("Kortet er taget ned imens. Skriv teksten på et nyt kort.")
    assert anne_marie.sheet.locator("#card-text").input_value() == "Kortet forsvinder, men ikke ordene"
