"""The desk led from the keyboard: every chord does what a button does, and nothing that is being typed is touched."""

import pytest
from playwright.sync_api import expect

from boards.reading import snapshot
from boards.snapshot import StageView
from boards.tables import Board
from tests.browser.desk import Desk
from tests.browser.house import House

DRAWN = """becomes => Object.entries(becomes).every(([name, value]) => ({
    locked: () => document.querySelector('[name=locked]').ariaPressed === String(value),
    view: () => (document.querySelector(`#shows [data-view=${value}]`) ?? document.querySelector('.breather')).ariaPressed === 'true',
    step: () => Number(document.querySelector('[data-keys=ArrowRight]').value) === value + 1,
}[name] ?? (() => true))())"""
HALF = "Vi er midt i en sæt"


def stage(house: House) -> StageView:
    with house.scene.store.reading() as session:
        return snapshot(session, session.get_one(Board, house.scene.cast.board)).stage


def presses(recorder: Desk, keys: str, **becomes: object) -> None:
    """Press the chord in the middle of a sentence: the stage becomes this, and the sentence, the focus and the caret stay."""
    recorder.page.keyboard.press(keys)
    for _ in range(100):
        found = {name: getattr(stage(recorder.house), name) for name in becomes}
        if found == becomes:
            break
        recorder.page.wait_for_timeout(50)
    assert found == becomes
    for _ in range(100):  # the next chord presses a button of the page, which hears of it a moment later
        if recorder.page.evaluate(DRAWN, becomes):
            break
        recorder.page.wait_for_timeout(50)
    assert recorder.page.evaluate(DRAWN, becomes)
    assert recorder.holds() == ["text", HALF, len(HALF)]


@pytest.fixture
def recorder(own_house: House) -> Desk:
    desk = own_house.recorder()
    desk.types(HALF)
    return desk


def test_steps_time_lock_and_what_the_screen_shows_are_a_chord_away(own_house: House, recorder: Desk) -> None:
    presses(recorder, "Alt+ArrowRight", step=2)
    presses(recorder, "Alt+ArrowRight", step=3)
    presses(recorder, "Alt+ArrowLeft", step=2)
    presses(recorder, "Alt++", extra_minutes=5)
    presses(recorder, "Alt+l", locked=True)
    presses(recorder, "Alt+7", locked=False)
    presses(recorder, "Alt+4", view="numbers")
    presses(recorder, "Alt+2", view="numbers")
    assert recorder.column == "worries"
    presses(recorder, "Alt+f", view="worries")
    presses(recorder, "Alt+6", view="board")


def test_a_breather_and_what_is_hidden_come_back_to_exactly_where_it_was(own_house: House, recorder: Desk) -> None:
    screen = own_house.screen()
    presses(recorder, "Alt+4", view="numbers")
    presses(recorder, "Alt+p", view="pause")
    screen.sees("Vi holder en pause")
    recorder.sees("Uret står stille")
    presses(recorder, "Alt+9", view="numbers")
    screen.sees_no("Vi holder en pause")
    presses(recorder, "Alt+s", view="hidden")
    presses(recorder, "Alt+8", view="numbers")


def test_the_newest_card_of_the_column_opens_for_change(own_house: House) -> None:
    recorder = own_house.recorder()
    for text in ("Først dette", "Så dette"):
        recorder.writes(text, column="works")
        expect(recorder.card(text)).to_be_visible()
    recorder.page.keyboard.press("Alt+e")
    assert recorder.sheet.locator("#card-text").input_value() == "Så dette"
    recorder.page.keyboard.press("Alt+p")  # under a sheet no chord counts
    recorder.page.wait_for_timeout(300)
    assert stage(own_house).view == "board"


def test_the_chords_stand_on_a_sheet_where_they_can_be_turned_off_on_this_computer(own_house: House) -> None:
    recorder = own_house.recorder()
    recorder.page.keyboard.press("Alt+0")
    sheet = recorder.page.locator("dialog#keys")
    expect(sheet).to_be_visible()
    for word in ("Pusterum", "Næste trin, trin tilbage", "Fem minutter mere", "Låser tavlen"):
        expect(sheet).to_contain_text(word)
    sheet.get_by_label("Brug genveje med Alt").uncheck()
    sheet.get_by_role("button", name="Luk").click()
    assert recorder.holds()[0] == "text"
    recorder.page.reload()
    recorder.is_connected()
    recorder.page.keyboard.press("Alt+p")
    recorder.page.wait_for_timeout(300)
    assert stage(own_house).view == "board"
    recorder.page.keyboard.press("Alt+0")  # the sheet can always be reached
    expect(sheet.get_by_label("Brug genveje med Alt")).not_to_be_checked()


def test_each_chord_of_a_button_names_one_that_is_there(own_house: House) -> None:
    found = own_house.recorder().page.evaluate(
        "() => [...document.querySelectorAll('[data-keys]')].map(one => [one.dataset.keys, one.tagName])"
    )
    keys = [key for named, _ in found for key in named.split()]
    assert {tag for _, tag in found} == {"BUTTON"}
    assert sorted(keys) == sorted(set(keys))
    assert {
        "ArrowRight",
        "ArrowLeft",
        "+",
        "KeyP",
        "Digit9",
        "KeyS",
        "Digit8",
        "KeyL",
        "Digit7",
        "Digit4",
        "Digit0",
    } == {*keys}


def test_a_chord_counts_wherever_the_focus_is(own_house: House) -> None:
    recorder = own_house.recorder()
    recorder.shows_on_screen("agreements")
    expect(recorder.page.locator("#shows [data-view=agreements]")).to_have_attribute("aria-pressed", "true")
    recorder.page.keyboard.press("Alt+p")
    recorder.sees("Uret står stille")
    recorder.page.keyboard.press("Alt+p")
    expect(recorder.page.locator("#shows [data-view=agreements]")).to_have_attribute("aria-pressed", "true")
