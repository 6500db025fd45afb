"""Every page and state passes axe in both themes, can be hit with a thumb, reflows, and keeps its text apart."""

import pytest

from tests.browser.axe import in_the_dark, small_targets, violations, when_narrow, when_spaced
from tests.browser.house import IN_HAND, House
from tests.browser.states import AFTER, DESK, OFFICE, PHONE, WALL, Way, desk, full_desk
from tests.browser.states_oversight import FILING, OVERSIGHT
from tests.browser.states_refused import REFUSED
from tests.browser.states_signing_in import SIGNING_IN

FOCUS = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const marks = [one, one.nextElementSibling, one.closest('label')].filter(Boolean).map(each => getComputedStyle(each));
    const seen = marks.some(style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2);
    return [seen, one.checkVisibility(), one.outerHTML.slice(0, 110)];
}"""


UNDER_THE_TABS = """() => [...document.querySelectorAll('main button, main textarea, main input:not([type=hidden])')].filter(one => {
    one.focus();
    const box = one.getBoundingClientRect(), seen = Math.min(box.bottom, box.top + 44); // of a large box, where one writes
    return seen > document.querySelector('.tabs').getBoundingClientRect().top + 1;
}).map(one => one.outerHTML.slice(0, 110))"""


def said(found: list[str]) -> str:
    return "\n" + "\n".join(found)


EVERY_OFFICE_PAGE = OFFICE | SIGNING_IN | OVERSIGHT | {f"refused: {name}": way for name, way in REFUSED.items()}


@pytest.mark.parametrize("way", EVERY_OFFICE_PAGE.values(), ids=EVERY_OFFICE_PAGE.keys())
def test_a_page_of_the_office_is_open_to_everybody(house: House, way: Way) -> None:
    page = way(house).page
    found = violations(page) + in_the_dark(page) + small_targets(page, 24) + when_narrow(page) + when_spaced(page)
    page.set_viewport_size(IN_HAND)
    found += violations(page)
    assert not found, said(found)


@pytest.mark.parametrize("way", DESK.values(), ids=DESK.keys())
def test_the_recorders_desk_is_open_to_everybody(house: House, way: Way) -> None:
    page = way(house).page
    found = violations(page) + in_the_dark(page) + small_targets(page, 24) + when_narrow(page) + when_spaced(page)
    assert not found, said(found)


@pytest.mark.parametrize("way", PHONE.values(), ids=PHONE.keys())
def test_a_page_of_the_phone_is_open_to_everybody(house: House, way: Way) -> None:
    page = way(house).page
    page.set_viewport_size({"width": 390, "height": 1_800})  # the tabs at the bottom lie over nothing
    found = violations(page) + in_the_dark(page) + small_targets(page, 44) + when_narrow(page) + when_spaced(page)
    assert not found, said(found)


@pytest.mark.parametrize("way", WALL.values(), ids=WALL.keys())
def test_the_big_screen_is_open_to_everybody(house: House, way: Way) -> None:
    page = way(house).page
    found = violations(page) + in_the_dark(page)
    assert not found, said(found)


def test_every_stop_of_the_tab_key_on_the_desk_is_seen(house: House) -> None:
    page = full_desk(house).page
    page.evaluate("document.activeElement.blur()")
    unseen, stops = [], 0
    while stops < 120:
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUS)
        if found is None:
            break
        stops += 1
        if not (found[0] and found[1]):
            unseen.append(found[2])
    assert (unseen, stops > 30) == ([], True)


def test_nothing_that_has_the_focus_on_a_phone_lies_under_the_tabs(house: House) -> None:
    page = house.phone(house.scene.cast.signe, "/numbers").page
    under = page.evaluate(UNDER_THE_TABS)
    assert (under, page.locator("form.number").count()) == ([], 1)


def test_the_check_catches_what_is_planted(house: House) -> None:
    page = desk(house).page
    page.evaluate("""() => document.querySelector('main').insertAdjacentHTML('beforeend',
        '<img src="data:,"><p id="pale">Bleg tekst</p><button id="tiny">x</button><div id="wide">bred</div>')""")
    page.add_style_tag(content="#pale{color:#ccc;background:#fff}#tiny{all:unset;font-size:8px}#wide{width:2000px}")
    found = [one.split(":")[0] for one in violations(page)]
    assert ["image-alt" in found, "color-contrast" in found] == [True, True]
    assert (len(small_targets(page, 24)), len(when_narrow(page)) > 0) == (1, True)


LATER = AFTER | FILING


@pytest.mark.parametrize("way", LATER.values(), ids=LATER.keys())
def test_a_page_after_the_meeting_is_open_to_everybody(house: House, way: Way) -> None:
    page = way(house).page
    found = violations(page) + in_the_dark(page) + small_targets(page, 24)
    if "data-screen" not in page.content():
        found += when_narrow(page) + when_spaced(page)
    assert not found, said(found)
