"""What happens to typed text when the tab is read again, dies, or somebody signs out in another one."""

from playwright.sync_api import Dialog, Error

from tests.browser.desk import Desk
from tests.browser.house import House
from tests.browser.people import Person


def crash(person: Person) -> None:
    """Let the tab's process die, as when memory runs out."""
    try:
        person.page.goto("chrome://crash", timeout=5_000)
    except Error:
        person.page.close()
        return
    raise AssertionError("the tab is alive")


def test_waiting_cards_and_a_half_sentence_come_back_when_the_page_is_read_again(house: House) -> None:
    recorder = house.recorder()
    asked: list[str] = []
    recorder.page.on("dialog", lambda dialog: _leave(dialog, asked))
    recorder.loses_the_network()
    recorder.writes("Venter, mens siden læses igen", says="Far", column="worries")
    recorder.types("Et halvt ord")
    recorder.is_told("waiting")
    recorder.page.context.set_offline(False)
    with recorder.page.expect_navigation():
        recorder.page.evaluate("() => setTimeout(() => location.reload())")
    assert asked in ([], ["beforeunload"])
    recorder.is_told("saved")
    assert recorder.box.input_value() == "Et halvt ord"
    assert house.scene.texts().count("Venter, mens siden læses igen") == 1


def test_leaving_while_cards_wait_is_asked_about_first(house: House) -> None:
    recorder = house.recorder()
    asked: list[str] = []
    recorder.page.on("dialog", lambda dialog: _leave(dialog, asked))
    recorder.loses_the_network()
    recorder.writes("Venter på nettet")
    recorder.is_told("waiting")
    recorder.page.close(run_before_unload=True)
    recorder.has_network_again()
    recorder.page.context.new_page().wait_for_timeout(500)
    assert asked == ["beforeunload"]


def test_a_tab_that_dies_loses_nothing_that_was_typed(house: House) -> None:
    recorder = house.recorder()
    recorder.loses_the_network()
    recorder.writes("Skrevet før fanen døde", says="Mor")
    recorder.writes("Også skrevet før fanen døde")
    recorder.types("Midt i en sætn")
    crash(recorder)
    recorder.has_network_again()
    again = Desk(recorder.page.context.new_page(), house)
    again.opens(house.scene.address("recorder"))
    again.is_told("saved")
    assert again.box.input_value() == "Midt i en sætn"
    assert house.scene.texts()[-2:] == ["Skrevet før fanen døde", "Også skrevet før fanen døde"]


def test_a_phone_whose_tab_dies_loses_nothing_that_was_typed(house: House) -> None:
    phone = house.phone(house.scene.cast.grethe)
    phone.loses_the_network()
    phone.sends("Sendt uden net")
    phone.types("Halvt skrevet på telef")
    crash(phone)
    phone.has_network_again()
    again = type(phone)(phone.page.context.new_page(), house)
    again.opens("/phone")
    again.reads_of("Sendt uden net", "Mødelederen ser på din tekst")
    assert again.box.input_value() == "Halvt skrevet på telef"
    assert house.scene.texts().count("Sendt uden net") == 1


def test_a_server_that_dies_in_the_middle_of_a_row_of_cards_loses_none_and_doubles_none(own_house: House) -> None:
    own_house.network_fails = True
    recorder, screen = own_house.recorder(), own_house.screen()
    texts = [f"Kort nummer {n:02}" for n in range(14)]
    for text in texts[:8]:
        recorder.writes(text)
    own_house.scene.server.kill()
    for text in texts[8:]:
        recorder.writes(text)
    recorder.types("Midt i en sætning, da strømmen g")
    recorder.is_told("waiting")
    own_house.scene.server.start()
    recorder.is_told("saved", seconds=30)
    assert recorder.holds()[1] == "Midt i en sætning, da strømmen g"
    assert own_house.scene.texts() == texts
    screen.shows(texts[-1], seconds=20)
    recorder.card(texts[-1]).wait_for()


def test_somebody_signed_out_in_another_tab_goes_on_writing_and_the_cards_are_sent_after_signing_in(
    house: House,
) -> None:
    recorder = house.recorder()
    other = house.office_in(recorder.page.context)
    other.opens("/")
    other.presses("Log ud")
    other.page.wait_for_url("**/sign-in")
    recorder.writes("Skrevet efter at fanen blev logget ud", says="Mor")
    recorder.is_told("signin", "Du er logget ud. Log ind i et nyt vindue. 1 kort venter her")
    recorder.page.wait_for_timeout(3_500)  # longer than a heartbeat: the stream says goodbye, the page must stay
    recorder.types("Og et halvt")
    assert recorder.waiting() == ["Skrevet efter at fanen blev logget ud"]
    house.signs_in(recorder.page.context)
    recorder.is_told("saved")
    assert recorder.holds()[1] == "Og et halvt"
    assert house.scene.texts().count("Skrevet efter at fanen blev logget ud") == 1
    recorder.card("Skrevet efter at fanen blev logget ud").wait_for()


def _leave(dialog: Dialog, asked: list[str]) -> None:
    asked.append(dialog.type)
    dialog.accept()


def test_another_who_signs_in_at_the_same_computer_neither_sees_nor_sends_what_waits_there(house: House) -> None:
    house.network_fails = True
    recorder, cast = house.recorder(), house.scene.cast
    context = recorder.page.context
    recorder.loses_the_network()
    recorder.writes("Skrevet af Mikkel uden net")
    recorder.types("Og halvt skrevet")
    recorder.is_told("waiting")
    house.signs_in(context, cast.anne_marie.actor)
    other = type(recorder)(context.new_page(), house)
    recorder.has_network_again()
    recorder.is_told("signin", seconds=30)
    other.opens(house.scene.address("recorder"))
    other.is_connected()
    assert (other.waiting(), other.box.input_value()) == ([], "")
    assert "Skrevet af Mikkel uden net" not in house.scene.texts()
    house.signs_in(context, cast.mikkel.actor)
    recorder.is_told("saved", seconds=30)
    assert house.scene.texts()[-1] == "Skrevet af Mikkel uden net"
    assert recorder.box.input_value() == "Og halvt skrevet"
