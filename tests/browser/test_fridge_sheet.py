"""The sheet for the fridge prints on exactly one A4, whatever the family wrote."""

import random
import re
from datetime import UTC, date, datetime
from types import SimpleNamespace

from playwright.sync_api import Browser, Page

from templates import page as render
from templates.sheet import Call, Line, Sheet, fitted
from web.fridge import style_inside

LINE = "Mor Far Alma børnene skriver ringer henter onsdag morgen vi spiser sammen opfølgningsmøde kl. 7.50 hos mormor"
LENGTHS = (20, 40, 60, 90, 140, 250, 600, 1_000)
PLAN = SimpleNamespace(made_on=date(2026, 9, 16), next_starts=datetime(2026, 12, 9, 14, tzinfo=UTC))
A4 = 297.05  # millimetres


def some_text(dice: random.Random, length: int) -> str:
    text = ""
    while len(text) < length:
        text = f"{text} {dice.choice(LINE.split())}".strip()
    return text


def some_sheet(seed: int) -> Sheet:
    """Give a sheet of random content: from nothing at all to the longest texts that fit on cards."""
    dice = random.Random(seed)
    most = dice.choice(LENGTHS)

    def line(name: str) -> Line:
        return Line(name, some_text(dice, dice.randint(1, most)), some_text(dice, dice.randint(0, 30)), "star")

    return fitted(
        goal=some_text(dice, dice.randint(0, dice.choice((60, 150, 400, 1_000)))),
        good=[line(f"g{number}") for number in range(dice.randint(0, 6))],
        doing=[line(f"d{number}") for number in range(dice.randint(0, 8))],
        calls=[Call(some_text(dice, 30), "12 34 56 78", "hele døgnet, gratis")] * dice.randint(0, 3),
        scale=some_text(dice, dice.choice((0, 20, 90))),
        numbers=frozenset({4, 6}),
    )


def show(paper: Page, sheet: Sheet, style: str) -> None:
    html = render("families/fridge_file.html", locale="da", plan=PLAN, sheet=sheet, draft=True, style=style)
    paper.set_content(html)
    paper.evaluate("document.fonts.ready")


def height(paper: Page) -> float:
    """Give the sheet's height in millimetres."""
    pixels: float = paper.evaluate("document.querySelector('.sheet').getBoundingClientRect().height")
    return pixels * 25.4 / 96


def test_every_sheet_is_one_page(browser: Browser) -> None:
    paper, style = browser.new_page(viewport={"width": 794, "height": 1123}), style_inside()
    paper.emulate_media(media="print")
    tall = {}
    for seed in range(60):
        show(paper, some_sheet(seed), style)
        if height(paper) > A4:
            tall[seed] = height(paper)
    assert tall == {}


def test_the_printed_file_has_one_page(browser: Browser) -> None:
    paper = browser.new_page()
    show(paper, some_sheet(3), style_inside())
    assert len(re.findall(rb"/Type\s*/Page[^s]", paper.pdf(prefer_css_page_size=True))) == 1


def test_a_sheet_that_is_too_tall_would_be_seen(browser: Browser) -> None:
    """The planted fault: the same measure finds a sheet whose lines were not fitted."""
    paper = browser.new_page(viewport={"width": 794, "height": 1123})
    paper.emulate_media(media="print")
    lines = tuple(Line(str(number), "Vi spiser sammen hver onsdag " * 20, "", "star") for number in range(6))
    show(paper, Sheet("", "", (), lines, (), "", frozenset()), style_inside())
    assert height(paper) > A4
