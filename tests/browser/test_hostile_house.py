"""Text that wants to be markup in every field of the house, and every page of it in a real browser: nothing happens."""

import asyncio
import io
import shutil
import zipfile
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import pytest
from playwright.sync_api import Browser, Page, Route

from families.reading import people
from store.clock import shifted
from store.database import Store
from tests.browser.conftest import Gathered
from tests.browser.house import IN_HAND, OUR_OWN, WALL, House
from tests.browser.test_hostile_pages import listen
from tests.conftest import THE_DAY
from tests.live.scene import Scene
from tests.live.server import environment_of, running
from tests.web.forms import FAMILY, MEETING, about_protection, forms, of_the_house
from tests.web.furnished import World, furnished
from tests.web.pages import View, pages_by_address
from tests.web.test_every_field import Pages, turned, write
from tests.web.test_hostile import CANARY, askers
from tests.web.test_payloads import PAYLOADS
from web.fridge import fridge_page
from web.guard import POLICY
from web.plans import plan_of

Given = TypeVar("Given")
LIVE = (f"{MEETING}/recorder", f"{MEETING}/screen", "/phone")
SHAPES = {f"{MEETING}/screen": {"viewport": WALL}, "/phone": {"viewport": IN_HAND}}
OFTEN = ("recorder", "parent", "leader")  # whoever else sees a page sees it drawn by the same template
ANSWER = "/answer-of-a-form"
NO_SUCH_DAY = "warning: The specified value"  # what Chromium says of a text in a field of a day or a number


@dataclass(frozen=True)
class Told:
    """The house in which every field holds a hostile text: its world, and the pages that answered the forms."""

    world: World
    house: House
    answers: Pages


def apart(asked: Coroutine[Any, Any, Given]) -> Given:
    """Run what waits in a thread of its own: the browser's loop runs in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, asked).result()


@pytest.fixture(scope="module")
def told(browser: Browser, gathered: Gathered, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    folder = tmp_path_factory.mktemp("told") / "store"
    shutil.copytree(gathered[0], folder)
    store = Store(f"sqlite:///{folder}/tavlen.db", key_file=folder / "key", clock=shifted(THE_DAY))
    world = furnished(store, gathered[1], folder / "key")
    answers, _ = apart(write(world, [*of_the_house(world), *forms(world)], turned(0)))
    with running(environment_of(store), THE_DAY, quick=True) as server, ExitStack() as opened:
        house = House(browser, Scene(server, store, gathered[1], opened))
        yield Told(world, house, {name: page for name, page in answers.items() if CANARY in page})
        house.close()
    store.close()


def views(world: World) -> list[View]:
    """Give every page in each of its states, and as those see it who see most."""
    found = []
    for path, seen in pages_by_address(world).items():
        chosen = [view for view in seen if view.path != path or view.who in (seen[0].who, *OFTEN)]
        found += [replace(view, path=world.ours.within(view.path)) for view in chosen]
    return sorted(found, key=lambda view: view.who)


def visit(told: Told, seen: list[View]) -> int:
    """Open each page in the browser of the one who sees it. Gives how many were opened."""
    pages: dict[str, Page] = {}
    for view in seen:
        shape = next(
            (shape for path, shape in SHAPES.items() if view.path.startswith(told.world.ours.within(path))), {}
        )
        name = f"{view.who} {shape}"
        if name not in pages:
            cookie = next((f"{key}={value}" for key, value in told.world.browsers[view.who].cookies.items()), "")
            pages[name] = told.house.page(cookie, **shape)
        pages[name].goto(view.path)
        if view.path.startswith(tuple(map(told.world.ours.within, LIVE))):
            pages[name].wait_for_timeout(250)  # the stream draws it once more
    return len(seen)


def show(page: Page, answers: Pages, *, policy: str = POLICY) -> int:
    """Show each answer of a form as a page of our own, with this policy. Gives how many were shown."""
    waiting = list(answers.values())

    def answered(route: Route) -> None:
        headers = {"content-type": "text/html; charset=utf-8", "content-security-policy": policy}
        route.fulfill(body=waiting.pop(0), headers=headers)

    page.route(f"**{ANSWER}", answered)
    for _ in answers:
        page.goto(ANSWER)
    return len(answers)


def nothing_happened(house: House, dialogs: list[str], *own: str) -> None:
    """Say that there was no dialog, no report of a policy, no fault of a script, and nobody else was asked."""
    strangers = [one for one in house.asked if not OUR_OWN.match(one) and not one.startswith(own or ("data:",))]
    troubles = [said for said in house.troubles if NO_SUCH_DAY not in said]
    found = dialogs, troubles, strangers
    house.troubles.clear()
    house.asked.clear()
    house.close()
    assert found == ([], [], [])


def test_no_page_of_the_house_does_anything_with_what_stands_in_its_fields(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialogs = listen(told.house, monkeypatch)
    opened = visit(told, views(told.world))
    print(f"{opened} pages opened in Chromium")
    nothing_happened(told.house, dialogs)
    assert opened >= 90


def test_no_answer_to_a_form_does_anything_with_what_was_typed(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    dialogs = listen(told.house, monkeypatch)
    shown = show(told.house.page(), told.answers)
    print(f"{shown} answers shown in Chromium")
    nothing_happened(told.house, dialogs)
    assert shown >= 15


def test_no_file_that_is_taken_home_does_anything_with_what_stands_in_it(
    told: Told, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    dialogs, ours = listen(told.house, monkeypatch), told.world.ours
    whole = apart(
        askers(told.world)["recorder"].ask("GET", ours.within(f"{FAMILY}/people/{{person_id}}/everything.zip"))
    )
    with told.world.app.store.reading() as session:
        known = [person.called for person in people(session, ours.family_id)]
        sheet = fridge_page(plan_of(session, ours.family_id), "da", known=known)
    about = zipfile.ZipFile(io.BytesIO(whole.body)).read("oplysninger.html").decode()
    page = told.house.page()
    for name, text in (("about", about), ("sheet", sheet)):
        assert CANARY in text
        (tmp_path / f"{name}.html").write_text(text)
        page.goto((tmp_path / f"{name}.html").as_uri())
    nothing_happened(told.house, dialogs, tmp_path.as_uri())


@pytest.mark.parametrize("policy", [POLICY, "script-src 'self' 'unsafe-inline'"], ids=["with the policy", "without"])
def test_one_field_that_is_not_escaped_is_found_by_the_browser(
    told: Told, monkeypatch: pytest.MonkeyPatch, policy: str
) -> None:
    """A planted fault: a page that shows what was typed as markup."""
    dialogs = listen(told.house, monkeypatch)
    answer = next(iter(told.answers.values()))
    spoilt = [text for text in PAYLOADS if text.startswith(("<script>alert", "<img src=x onerror=alert"))]
    page = told.house.page()
    show(page, {text: answer.replace("</main>", f"{text}</main>") for text in spoilt}, policy=policy)
    page.wait_for_timeout(1_000)
    reported = [said for said in told.house.troubles if "policy" in said]
    told.house.troubles.clear()
    told.house.asked.clear()
    told.house.close()
    assert (len(dialogs) > 0, len(reported) > 0) == (policy is not POLICY, policy is POLICY)


def test_what_is_protected_is_as_quiet(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands there stops other texts, so it comes last."""
    dialogs = listen(told.house, monkeypatch)
    answers, statuses = apart(write(told.world, about_protection(told.world), turned(1)))
    sheets = (f"{FAMILY}/people/{{person_id}}/protection", FAMILY, MEETING, f"{MEETING}/screen", f"{FAMILY}/plan")
    visit(told, [View("recorder", told.world.ours.within(path)) for path in sheets])
    visit(told, [View("leader", "/protections/passes")])
    show(told.house.page(), answers)
    nothing_happened(told.house, dialogs)
    assert 303 in {status for _, status in statuses}
