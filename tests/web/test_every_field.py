"""Text that wants to be markup in every field of every form: no page that anybody may see gains by it, nor does any answer."""

import asyncio
import os
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from jinja2 import DictLoader
from jinja2.loaders import ChoiceLoader

import templates
from store.clock import shifted
from tests.conftest import THE_DAY
from tests.web.forms import FAMILY, MEETING, Form, about_protection, endings, forms, free_in, of_the_house
from tests.web.furnished import World, undone
from tests.web.pages import PAGES, pages_by_address
from tests.web.raw import Answer, Asker, Fields
from tests.web.test_hostile import CANARY, FITTING, askers, frames, hostile_world  # noqa: F401 - the world of its own
from tests.web.test_payloads import PAYLOADS, Made, gained, harmless, made_of, marked

# In each round every field begins with another text. PAYLOAD_ROUNDS=474 puts each text into each field that has room for it.
ROUNDS = int(os.environ.get("PAYLOAD_ROUNDS", "2"))
ROOMS = (900, 390, 190, 56, 38)  # what fields have room for, the greatest first
AFTERWARDS = {
    *("/", MEETING, FAMILY, "/phone", f"{FAMILY}/plan", f"{FAMILY}/fridge", "/protections/passes", "/outbox"),
    *(f"{FAMILY}/people/{{person_id}}/{page}" for page in ("protection", "looks", "everything")),
    *(f"{MEETING}/screen", f"{MEETING}/as/{{seat_id}}", f"{FAMILY}/meetings/new", "/leader/openings"),
}
# How many cards the wall shows at a time depends on how wide the letters are.
OF_THE_WALL = {("ul", "aria-label"), ("li", "class"), ("b",)}
Pages = dict[str, str]
Statuses = list[tuple[str, int]]


def texts_for(number: int, room: int, texts: list[str]) -> str:
    """Give as many of the texts as a field has room for, beginning at another one for each field."""
    joined, at = "", (number * 37) % len(texts)
    for text in [*texts[at:], *texts[:at]]:
        if len(joined) + len(text) + 7 < room:
            joined += marked(text, number % 100) + " "
    return joined


def with_words(form: Form, number: int, room: int, texts: list[str], *, spoilt: bool) -> Fields:
    """Give the form with words in each free field; when it is spoilt in every field, so that it is shown again."""
    names = list(form[2]) if spoilt else free_in(form)
    return {**form[2], **{name: texts_for(number + at, room, texts) for at, name in enumerate(names)}}


async def write(world: World, tried: list[Form], texts: list[str], begin: int = 0) -> tuple[Pages, Statuses]:
    """Send each form with what does not fit, and then as it can be taken. Gives the pages that answer, and each status."""
    everybody, pages, statuses = askers(world), {}, []
    for number, form in enumerate(tried, begin):
        who, path, _ = form
        for spoilt in (True, False):
            told = await _sent(everybody[who], world.ours.within(path), form, number * 3, texts, spoilt=spoilt)
            statuses.append((f"{path} {'spoilt' if spoilt else ''}", told.status))
            if "html" in told.headers.get("content-type", ""):
                pages[f"answer to {path} {number} {spoilt}"] = told.text
    return pages, statuses


async def _sent(asker: Asker, address: str, form: Form, number: int, texts: list[str], *, spoilt: bool) -> Answer:
    """Send the form with as long words as it takes."""
    for room in ROOMS[1:2] if spoilt or not free_in(form) else ROOMS:
        told = await asker.post(address, with_words(form, number, room, texts, spoilt=spoilt))
        if told.status != 422:
            break
    return told


async def draw(world: World, when: str, paths: set[str]) -> Pages:
    """Give every page as each of those who may see it sees it."""
    everybody, pages = askers(world), {}
    for path, views in pages_by_address(world).items():
        for view in views if path in paths else ():
            pages[f"{view} {when}"] = (await everybody[view.who].ask("GET", world.ours.within(view.path))).text
    return pages


async def everywhere(world: World, texts: list[str]) -> tuple[Pages, Statuses]:
    """Put the texts into every field of the house, and take all that shows them, before the meeting ends and after."""
    before = [*of_the_house(world), *forms(world)]
    after = [endings(world)[0], *about_protection(world), *endings(world)[5:6]]
    pages, statuses = await write(world, before, texts)
    pages |= await draw(world, "before", {*PAGES}) | frames(world)
    told, more = await write(world, after, texts, len(before))
    return pages | told | await draw(world, "after", AFTERWARDS), statuses + more


def gone_through(world: World, texts: list[str]) -> tuple[Pages, Statuses]:
    """Go through the house with these texts, and put everything back."""
    world.app.store.clock = shifted(THE_DAY + timedelta(minutes=1))  # proofs and sessions are as new
    with undone(world.app.store):
        return asyncio.run(everywhere(world, texts))


def turned(number: int) -> list[str]:
    """Give the texts in another order, so that each field gets others of them."""
    at = number * len(PAYLOADS) // ROUNDS
    return [*PAYLOADS[at:], *PAYLOADS[:at]]


@pytest.fixture(scope="module")
def golden(hostile_world: World) -> tuple[dict[str, Made], Statuses]:  # noqa: F811
    """Give what each page and answer is made of when every text is a harmless word of the same length."""
    pages, statuses = gone_through(hostile_world, [harmless(text) for text in PAYLOADS])
    return {name: made_of(page) for name, page in pages.items()}, statuses


@pytest.mark.parametrize("number", range(ROUNDS))
def test_no_page_that_anybody_sees_gains_by_what_stands_in_any_field(
    hostile_world: World,  # noqa: F811
    golden: tuple[dict[str, Made], Statuses],
    number: int,
) -> None:
    pages, statuses = gone_through(hostile_world, turned(number))
    found = gained(pages, golden[0])
    assert [one for one in found if "screen" not in one[0] or one[1] not in OF_THE_WALL] == []
    assert [one for one in zip(statuses, golden[1], strict=True) if one[0] != one[1]] == []
    assert [one for one in statuses if one[1] not in FITTING] == []
    shown = {name: page.count(CANARY) for name, page in pages.items() if CANARY in page}
    print(
        f"{len(statuses)} forms, {len(pages)} pages and answers, words shown on {len(shown)} of them, {sum(shown.values())} times"
    )
    assert len(shown) >= 180
    assert {view.path for views in pages_by_address(hostile_world).values() for view in views} >= {*PAGES}


def test_a_page_of_the_office_that_does_not_escape_would_be_found(
    hostile_world: World,  # noqa: F811
    golden: tuple[dict[str, Made], Statuses],
) -> None:
    """A planted fault: why a case is kept, as markup on the page of the periods."""
    source = (Path(templates.__file__).parent / "keeping/retention.html").read_text()
    environment = templates.environment("da")
    faulty = DictLoader({"keeping/retention.html": source.replace("{{ hold.reason }}", "{{ hold.reason|safe }}")})

    async def hold_and_look() -> Pages:
        await write(
            hostile_world, [one for one in of_the_house(hostile_world) if one[1] == "/retention/hold"], PAYLOADS
        )
        return await draw(hostile_world, "before", {"/retention"})

    with (
        patch.object(environment, "loader", ChoiceLoader([faulty, environment.loader])),
        undone(hostile_world.app.store),
    ):  # type: ignore[list-item]
        environment.cache.clear()  # type: ignore[union-attr]
        pages = asyncio.run(hold_and_look())
    environment.cache.clear()  # type: ignore[union-attr]
    assert {name for name, _ in gained(pages, golden[0])} >= {"leader /retention before"}
