"""The sheet for the fridge: what stands on it, what does not, and that a file of it needs nothing else."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from families.snapshot import ActionView, CoordinatorView, GoalView, NumberView, PersonView, PlanSnapshot, ScaleHistory
from families.snapshot import StrengthView as Strength
from store.database import Store
from templates.lettering import lines
from templates.sheet import PAPER_HEIGHT, SIZES, Line, fitted
from tests.cast import HIDDEN, Cast, arrive
from tests.web.office import close_with_an_agreement
from tests.web.visiting import application, desk
from web.app import Tavlen
from web.fridge import Chosen, fridge_page, sheet_of

DAY = date(2026, 9, 16)


def agreement(number: int, text: str = "Vi spiser sammen", **more: object) -> ActionView:
    values = {"who": "Mor", "helpers": ("Far",), "due": DAY + timedelta(days=5), "how_seen": "", "status": "open"}
    return ActionView(id=f"a{number}", text=text, remark="", **{**values, **more})  # type: ignore[arg-type]


def plan(
    *, actions: list[ActionView], goal: str = "Vi har rolige morgener", good: int = 3, **more: object
) -> PlanSnapshot:
    values: dict[str, object] = {
        "coordinators": (CoordinatorView("Mikkel Holm", "Mikkel", "family", phone="11 22 33 44"),),
        "helpers": (PersonView("p", "Grethe Bro", "Mormor", "network", "Mormor", phone="20 12 34 56"),),
        "scales": (ScaleHistory("Tryghed", "0", "10", DAY, (NumberView("Mor", 4, 3, "Der er råben", ""),)),),
        **more,
    }
    return PlanSnapshot(
        family_id="f",
        title="Familien Bro Madsen",
        children=("Alma",),
        made_on=DAY,
        goals=(GoalView("g", goal, 0, tuple(actions)),),
        loose=(),
        strengths=tuple(Strength(f"s{number}", f"God ting {number}", "Alma") for number in range(good)),
        next_starts=None,
        next_place="",
        next_open=True,
        **values,  # type: ignore[arg-type]
    )


def test_the_sheet_holds_five_good_things_and_six_agreements_that_are_not_settled() -> None:
    everything = [agreement(number, f"Aftale {number}") for number in range(8)] + [agreement(9, "Gjort", status="done")]
    sheet = sheet_of(plan(actions=everything, good=7), "da")
    assert [line.text for line in sheet.good] == [f"God ting {number}" for number in range(2, 7)]
    assert [line.text for line in sheet.doing] == [f"Aftale {number}" for number in range(6)]
    assert sheet.doing[0].below == "Mor og Far · 21. sep."
    assert sheet.numbers == {4}


def test_the_family_chooses_what_stands_on_it() -> None:
    everything = [agreement(number, f"Aftale {number}") for number in range(8)]
    sheet = sheet_of(plan(actions=everything), "da", chosen=Chosen(goal="g", good=("s1",), doing=("a7", "a2")))
    assert [line.text for line in (*sheet.good, *sheet.doing)] == ["God ting 1", "Aftale 2", "Aftale 7"]


def test_it_names_three_numbers_to_call_the_own_network_first() -> None:
    sheet = sheet_of(plan(actions=[]), "da")
    assert [(call.name, call.number) for call in sheet.calls] == [
        ("Mormor", "20 12 34 56"),
        ("Mikkel holder styr på planen", "11 22 33 44"),
        ("BørneTelefonen", "116 111"),
    ]


def test_somebody_from_outside_is_named_by_first_name_only() -> None:
    actions = [agreement(1, who="Karen Lund", helpers=("Farbror Kim",))]
    assert (
        sheet_of(plan(actions=actions), "da", known=["Farbror Kim"]).doing[0].below.startswith("Karen og Farbror Kim")
    )


def test_the_file_stands_alone_and_holds_no_surname_no_worry_and_no_logo() -> None:
    page = fridge_page(plan(actions=[agreement(1)]), "da", draft=True)
    assert "Vi har rolige morgener" in page
    assert "Kladde" in page
    for unwanted in ("Bro", "Madsen", "Holm", "Der er råben", "Kommune", "<script", "<link", "http://", "Tavlen</"):
        assert unwanted not in page.split("</style>")[1], unwanted
    assert re.findall(r"url\((?!data:|vendor/)", page) == []


def test_the_same_plan_gives_the_same_file() -> None:
    assert fridge_page(plan(actions=[agreement(1)]), "da") == fridge_page(plan(actions=[agreement(1)]), "da")


def test_hostile_text_stays_text() -> None:
    page = fridge_page(
        plan(actions=[agreement(1, "<script>alert(1)</script> %(x)s {{7*7}}")], goal="</style><b>"), "da"
    )
    assert "<script" not in page
    assert "</style><b>" not in page
    assert "{{7*7}}" in page


@pytest.mark.parametrize("length", [20, 60, 150, 400, 1_000])
def test_no_text_is_cut_what_has_no_room_stays_off_and_is_named(length: int) -> None:
    texts = [f"{number} {'ord og ' * length}"[:length].strip() for number in range(11)]
    good = [Line(f"g{number}", text) for number, text in enumerate(texts[:5])]
    doing = [Line(f"d{number}", text, "Mor") for number, text in enumerate(texts[5:])]
    sheet = fitted(goal="Et mål", good=good, doing=doing)
    assert sorted([line.text for line in (*sheet.good, *sheet.doing)] + list(sheet.too_long)) == sorted(texts)


def test_a_goal_longer_than_the_paper_stays_off_it() -> None:
    sheet = fitted(goal="mål " * 1_000, good=[], doing=[Line("d", "Vi spiser sammen")])
    assert (sheet.goal, len(sheet.too_long), len(sheet.doing)) == ("", 1, 1)


def test_words_wrap_and_a_long_word_is_broken() -> None:
    assert (lines("", 12, 100), lines("ord", 12, 100), lines("x" * 100, 12, 42)) == (0, 1, 6)
    assert SIZES[0].name == ""
    assert PAPER_HEIGHT < 297 - 22


@pytest.fixture
def app(the_store: Store, cast: Cast, tmp_path: Path) -> Tavlen:
    with the_store.writing() as session:
        arrive(session, cast)
    return application(the_store, tmp_path)


@pytest.fixture
def lene(app: Tavlen, cast: Cast) -> TestClient:
    return desk(app, cast.lene.actor)


def test_the_page_shows_the_sheet_and_what_is_not_on_it(app: Tavlen, cast: Cast, lene: TestClient) -> None:
    close_with_an_agreement(app, cast)
    page = lene.get(f"/families/{cast.family}/fridge").text
    sheet, chooser = page.split('<aside class="page off-paper"')
    for words in (
        "Vores plan",
        "Mormor henter Alma",
        "Onsdag hos mormor",
        "Vi mødes igen den 9. dec. kl. 15.00",
        "Kladde",
    ):
        assert words in sheet
    for words in ("Der var ikke mad", HIDDEN, "Bro Madsen", "Kommunen"):
        assert words not in page
    assert "1 af 1 står på arket" in chooser
    none = lene.get(f"/families/{cast.family}/fridge?goal=x").text
    assert "Ikke på arket" in none


def test_an_empty_plan_has_a_sheet_that_says_where_it_comes_from(cast: Cast, lene: TestClient) -> None:
    assert "Planen er tom. Den bliver skrevet på mødet." in lene.get(f"/families/{cast.family}/fridge").text
    assert "Planen er tom" in lene.get(f"/families/{cast.family}/plan").text
