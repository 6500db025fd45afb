"""A connection that is gone for twelve seconds, silently or with a bang: no letter is lost, no card is doubled."""

import time
from collections.abc import Callable

import pytest

from tests.browser.house import House
from tests.browser.network import Wire, wire_to
from tests.live.server import eventually

GAP = 12.0
WAITING = "Ingen forbindelse. Skriv videre. {} kort venter"


@pytest.mark.parametrize("breaks", [Wire.goes_silent, Wire.is_cut], ids=["silently", "hard"])
def test_no_letter_is_lost_and_no_card_doubled_in_twelve_seconds_without_a_line(
    house: House, breaks: Callable[[Wire], None]
) -> None:
    house.network_fails = True
    how = breaks.__name__
    with wire_to(house.scene.server.port) as wire:
        recorder, phone = house.recorder(by=wire), house.phone(house.scene.cast.grethe, by=wire)
        recorder.writes(f"Før bruddet {how}", says="Mor")
        recorder.is_told("saved", "Alt er gemt")
        eventually(lambda: wire.connections == 2, within=12)  # the two streams; what was idle is closed
        breaks(wire)
        until = time.monotonic() + GAP
        recorder.writes(f"Første kort {how}", says="Far", column="works")
        assert recorder.waiting() == [f"Første kort {how}"]
        recorder.writes(f"Andet kort {how}", column="worries")
        phone.sends(f"Fra telefonen {how}", column="next")
        recorder.writes(f"Tredje kort {how}\n".strip(), says="Alma", column="works")
        phone.sends(f"Også fra telefonen {how}")
        recorder.is_told("waiting", WAITING.format(3))
        phone.is_told("waiting", "Ingen forbindelse. 2 venter på telefonen.")
        assert recorder.waiting() == [f"{which} kort {how}" for which in ("Første", "Andet", "Tredje")]
        assert phone.waiting() == [f"Fra telefonen {how}", f"Også fra telefonen {how}"]
        recorder.types("En halv sætning, der ikke er")
        phone.types("Halvt på telefonen")
        recorder.page.wait_for_timeout(max(0.0, until - time.monotonic()) * 1_000)
        wire.is_mended()
        eventually(lambda: recorder.told() == "saved" and phone.told() == "saved", within=40)
    assert (recorder.holds()[1], phone.holds()[1]) == ("En halv sætning, der ikke er", "Halvt på telefonen")
    assert (recorder.waiting(), phone.waiting()) == ([], [])
    texts = [text for text in house.scene.texts() if text.endswith(how)]
    assert [text for text in texts if "telefonen" not in text] == [
        f"{which} {how}" for which in ("Før bruddet", "Første kort", "Andet kort", "Tredje kort")
    ]
    assert [text for text in texts if "telefonen" in text] == [f"Fra telefonen {how}", f"Også fra telefonen {how}"]


def test_a_page_without_a_line_says_so_and_shows_the_board_as_it_is_when_the_line_is_back(house: House) -> None:
    house.network_fails = True
    with wire_to(house.scene.server.port) as wire:
        screen, phone = house.screen(by=wire), house.phone(house.scene.cast.grethe, "/board", by=wire)
        wire.is_cut()
        screen.is_told_of_no_connection()
        phone.is_told_of_no_connection()
        screen.sees("Alt, I har skrevet, er gemt")
        house.somebody_writes("Skrevet, mens linjen var væk")
        wire.is_mended()
        screen.shows("Skrevet, mens linjen var væk")
        phone.sees("Skrevet, mens linjen var væk")
        screen.is_connected()


def test_a_screen_whose_line_died_without_a_word_finds_a_new_one(house: House) -> None:
    """After two heartbeats and a little without a word. The browser's clock is moved on, so that nobody waits."""
    house.network_fails = True
    with wire_to(house.scene.server.port) as wire:
        page = house.page(house.scene.staff(house.scene.cast.anne_marie.actor), by=wire)
        page.clock.install()
        screen = house.screen(at=page)
        eventually(lambda: wire.connections == 1, within=12)
        wire.goes_silent()
        wire.is_mended()
        house.somebody_writes("Skrevet i tavsheden")
        page.wait_for_timeout(500)
        screen.shows_no("Skrevet i tavsheden")
        page.clock.fast_forward(38_000)
        screen.shows("Skrevet i tavsheden")


def test_text_typed_without_network_is_sent_at_once_when_it_is_back(house: House) -> None:
    recorder = house.recorder()
    recorder.loses_the_network()
    recorder.writes("Skrevet uden net")
    recorder.is_told("waiting", WAITING.format(1))
    recorder.has_network_again()
    recorder.is_told("saved", "Alt er gemt")
    recorder.card("Skrevet uden net").wait_for()
    assert house.scene.texts().count("Skrevet uden net") == 1


def test_a_card_that_waits_can_be_taken_back_into_the_box(house: House) -> None:
    recorder = house.recorder()
    recorder.loses_the_network()
    recorder.writes("Skal skrives om", says="Mor", column="worries")
    recorder.is_told("waiting")
    recorder.takes_back()
    assert (recorder.holds()[1], recorder.speaker, recorder.column) == ("Skal skrives om", "Mor", "worries")
    recorder.has_network_again()
    assert "Skal skrives om" not in house.scene.texts()
