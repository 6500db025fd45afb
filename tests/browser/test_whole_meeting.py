"""A meeting ends on the page, what came of it is there at once, and the next one begins where it ended."""

from playwright.sync_api import expect

from tests.browser.desk import Desk
from tests.browser.house import House
from tests.browser.people import Person


def numbers_are_given(house: House, signe: int) -> None:
    """Everybody says a number; Mor's is the one that is looked at."""
    cast = house.scene.cast
    address = house.scene.address(f"scales/{house.scale}/answers")
    others = (cast.jonas, cast.alma, cast.kim, cast.grethe, cast.lene, cast.ditte, cast.mikkel)
    for someone, value in ((cast.signe, signe), *((one, 6) for one in others)):
        assert house.another.post(address, data={"seat": someone.seat, "value": str(value)}).status_code == 204


def agree(recorder: Desk, text: str, who: str, due: str) -> None:
    recorder.chooses("next")
    recorder.page.locator("#who").select_option(label=who)
    recorder.page.locator("#due").fill(due)
    recorder.writes(text)
    recorder.card(text).wait_for()


def end(recorder: Desk) -> None:
    """Settle what must be settled, on the page, and end the meeting."""
    page = recorder.page
    recorder.follows("Slut mødet")
    recorder.presses("Slut mødet")
    recorder.is_refused("Mødet kan ikke slutte endnu")
    family = page.locator("#toward_family")
    family.locator("select").select_option(label="Lene Skov")
    recorder.presses("Vælg som koordinator", within=family)
    expect(page.locator("#toward_family")).to_contain_text("Lene Skov")
    for field, value in (("date", "2026-12-09"), ("starts", "15:00"), ("ends", "16:30"), ("place", "Havneskolen")):
        page.locator(f"#next_meeting [name={field}]").fill(value)
    recorder.presses("Gem dagen", within=page.locator("#next_meeting"))
    recorder.sees("Næste møde er på plads")
    page.locator("#by").fill("Mor, Far og Alma")
    recorder.presses("Gem", within=page.locator("#accepted"))
    recorder.sees("Læst op og godkendt af Mor, Far og Alma.")
    recorder.presses("Slut mødet")
    recorder.sees("Efter mødet")


def test_a_meeting_ends_on_the_page_and_everybody_sees_that(own_house: House) -> None:
    recorder, screen = own_house.recorder(), own_house.screen()
    signe, grethe = own_house.phone(own_house.scene.cast.signe, "/board"), own_house.phone(own_house.scene.cast.grethe)
    grethe.sends("Jeg henter hver onsdag")
    grethe.reads_of("Jeg henter hver onsdag", "Mødelederen ser på din tekst")
    grethe.types("Halvt skrevet, da mødet sluttede")
    agree(recorder, "Ditte ringer hver fredag", "Ditte", "2026-10-02")
    end(recorder)
    screen.sees("Mødet er slut. Tak.")
    assert "Ditte ringer" not in screen.page.content()
    signe.sees("Mødet er slut. Tak, fordi du var med.")
    grethe.sees("Mødet er slut. Tak, fordi du var med.")
    grethe.sees("Jeg henter hver onsdag")
    grethe.sees("Halvt skrevet, da mødet sluttede")
    grethe.presses("Slet det fra telefonen")
    assert [key for key in grethe.kept if key.startswith(("out:", "draft:"))] == []


def test_the_minutes_and_the_plan_are_there_the_moment_the_meeting_ends(own_house: House) -> None:
    recorder = own_house.recorder()
    agree(recorder, "Ditte ringer hver fredag", "Ditte", "2026-10-02")
    end(recorder)
    with recorder.page.expect_download() as waiting:
        recorder.follows("Referat (Word)")
    assert waiting.value.path().read_bytes()[:2] == b"PK"
    recorder.follows("Planen")
    recorder.sees("Ditte ringer hver fredag")
    recorder.sees("2. oktober")


def test_the_next_meeting_begins_with_what_was_agreed_and_each_number_stands_beside_the_earlier_one(
    own_house: House,
) -> None:
    recorder = own_house.recorder()
    agree(recorder, "Ditte ringer hver fredag", "Ditte", "2026-10-02")
    numbers_are_given(own_house, 4)
    end(recorder)
    recorder.follows("Se mødet")
    recorder.page.locator("summary", has_text="Åbn mødet").click()
    recorder.presses("Ja, åbn mødet nu")
    recorder.page.wait_for_url("**/recorder")
    own_house.moves_on_to(recorder.page.url.split("/")[-2])
    since = recorder.page.locator("#since li", has_text="Ditte ringer hver fredag")
    recorder.presses("Gjort", within=since)
    expect(since.get_by_role("button", name="Gjort").first).to_have_attribute("aria-pressed", "true")
    recorder.shows_on_screen("numbers")
    screen = own_house.screen()
    numbers_are_given(own_house, 5)
    at_five = screen.page.locator(".number-line > li").nth(5)
    expect(at_five.get_by_role("listitem").filter(has_text="Mor")).to_contain_text("(4)")


def test_a_card_that_waits_when_another_ends_the_meeting_stays_in_sight(own_house: House) -> None:
    mikkel = own_house.recorder()
    other = own_house.recorder(own_house.scene.cast.anne_marie.actor)
    mikkel.loses_the_network()
    mikkel.writes("Skrevet, da mødet blev sluttet")
    mikkel.is_told("waiting")
    end(other)
    mikkel.has_network_again()
    mikkel.is_told("refused")
    assert mikkel.waiting() == ["Skrevet, da mødet blev sluttet"]
    assert "Mødet er slut" in own_waiting(mikkel)


def own_waiting(person: Person) -> str:
    return person.page.locator("[data-outbox-list]").inner_text()
