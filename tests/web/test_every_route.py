"""Every address is named and declared; who is turned away changes nothing, and what is somebody else's is not there.

Who is let in where, is asked cell by cell in `test_access_matrix`.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from fastapi import APIRouter
from starlette.testclient import TestClient

from accounts.actor import NOBODY, Actor
from accounts.permissions import ACTS, Ties, may
from store.database import Store
from store.refusal import UnsafeSetup
from tests.web.furnished import Things, World, contents
from web import app as application
from web.app import addresses, create_app
from web.settings import Settings

SITEMAP = Path(__file__).with_name("sitemap.txt")
pytestmark = pytest.mark.usefixtures("clock_stands_still")

LEAST = 72
RUNS = Ties(team=True, around=True, runs=True)
GUEST, WORKER = Actor(kind="guest", id="g"), Actor(kind="employee", id="w", role="worker")

# who asks -> how they are tied to the meeting that the addresses name. Under /phone only guests are known, elsewhere none.
TIES: dict[str, tuple[Actor, Ties]] = {
    "nobody": (NOBODY, Ties()),
    "outsider": (WORKER, Ties()),
    "member": (WORKER, Ties(team=True, around=True)),
    "professional": (WORKER, Ties(around=True)),
    "caller": (WORKER, Ties(around=True, runs=True)),
    "leader": (replace(WORKER, role="leader"), Ties()),
    "opener": (WORKER, Ties(opened=True)),
    "goals only": (WORKER, Ties()),
    "coordinator": (WORKER, Ties(team=True)),
    "disabled employee": (NOBODY, Ties()),
    "recorder": (WORKER, RUNS),
    "facilitator": (WORKER, RUNS),
    "administrator": (replace(WORKER, role="admin"), RUNS),
    "guest": (GUEST, Ties(seat=True)),
    "parent": (GUEST, Ties(seat=True)),
    "child": (GUEST, Ties(seat=True)),
    "private network": (GUEST, Ties(seat=True)),
    "waiting guest": (GUEST, Ties(knocking=True)),
    "shown out guest": (NOBODY, Ties()),
    "guest of another meeting": (GUEST, Ties(seat=True)),
    "guest of a deleted meeting": (NOBODY, Ties()),
}


def every_address() -> list[tuple[str, str, str]]:
    """Give method, path and act of each line of the site map."""
    lines = [re.split(r"\s{2,}", line) for line in SITEMAP.read_text().splitlines()]
    return [(method, path, act) for method, path, act in lines]


def is_let_in(who: str, path: str, act: str) -> bool:
    """Say whether the permission table lets this asker in; a guest's cookie counts under /phone only."""
    actor, ties = TIES[who]
    on_phone = path.startswith("/phone")
    known = actor if (actor.kind == "guest") == on_phone else NOBODY
    return may(known, act, ties)


def ask(browser: TestClient, method: str, address: str, **more: object):  # type: ignore[no-untyped-def]
    return browser.request(method, address, **more)


# ── the table of addresses ──


def test_the_site_map_names_every_address_and_who_may_use_it(the_store: Store, tmp_path: Path) -> None:
    app = create_app(Settings(key_file=tmp_path / "store" / "key", demo=True), the_store)
    found = [f"{method}  {path}  {act}" for method, path, act in addresses(app.api)]
    assert found == SITEMAP.read_text().splitlines()
    assert len(found) >= LEAST


def test_outside_the_demo_only_its_ways_in_are_missing(the_store: Store, tmp_path: Path) -> None:
    key = tmp_path / "store" / "key"
    there = [set(addresses(create_app(Settings(key_file=key, demo=demo), the_store).api)) for demo in (True, False)]
    assert there[0] - there[1] == {
        ("POST", "/demo/phone", "use the demo"),
        ("POST", "/demo/proof", "use the office"),
        ("POST", "/demo/sign-in", "use the demo"),
    }


def test_each_act_of_the_site_map_stands_in_the_permission_table() -> None:
    assert {act for _, _, act in every_address()} <= set(ACTS)


def test_every_method_is_one_that_browsers_send() -> None:
    assert {method for method, _, _ in every_address()} == {"GET", "POST"}


@pytest.fixture
def undeclared_route() -> Iterator[None]:
    """A planted fault: a route that does not say who may use it."""
    planted = APIRouter()
    planted.add_api_route("/everything", lambda: "everything", methods=["GET"])
    application.ROUTERS += (SimpleNamespace(router=planted),)  # type: ignore[assignment]
    yield
    application.ROUTERS = application.ROUTERS[:-1]


@pytest.mark.usefixtures("undeclared_route")
def test_a_route_that_does_not_say_who_may_use_it_stops_the_start(the_store: Store, tmp_path: Path) -> None:
    with pytest.raises(UnsafeSetup, match="/everything"):
        create_app(Settings(key_file=tmp_path / "store" / "key"), the_store)


# ── who is turned away ──


def test_whoever_is_turned_away_has_changed_nothing(world: World) -> None:
    before = contents(world.app.store)
    for method, path, act in every_address():
        away = [who for who in world.browsers if method == "POST" and not is_let_in(who, path, act)]
        for who in away:
            ask(world.browsers[who], method, world.ours.within(path), data=likely_words(world.ours))
        assert not away or contents(world.app.store) == before, (path, away)


def test_a_change_by_somebody_who_was_turned_away_would_be_seen(world: World) -> None:
    """A planted fault: the same words from somebody who is let in do change something."""
    before = contents(world.app.store)
    world.browsers["recorder"].post(world.ours.within("/meetings/{meeting_id}/cards"), data=likely_words(world.ours))
    assert contents(world.app.store) != before


def likely_words(things: Things) -> dict[str, object]:
    """Give a form that most addresses would take from the right person."""
    return {
        **{"column": "works", "text": "Ord", "name": "Kim", "kind": "network", "place": "down", "status": "done"},
        **{"value": "4", "seat": things.seat_id, "person": things.person_id, "toward": "professionals", "by": "Alle"},
        **{"date": "2027-01-09", "starts": "15.00", "ends": "16.00", "answer": "yes", "purpose": "Hvem henter?"},
        **{"title": "Velkommen", "minutes": "10", "given_by": things.person_id, "covers": things.person_id},
        **{"key": "board", "days": "30", "case": "none", "reason": "En god grund til det"},
        **{"given_on": "2026-09-01", "how": "mundtligt", "view": "pause", "scale": things.scale_id, "attended": "yes"},
    }


# ── what is not yours is not there ──


def plain(answer, *ids: str) -> str:  # type: ignore[no-untyped-def]
    """Give an answer's page without the ids that the address named."""
    text = answer.text
    for one in ids:
        text = text.replace(one, "ID")
    return f"{answer.status_code} {text}"


@pytest.mark.parametrize("who", ["outsider", "administrator"])
def test_what_is_not_yours_reads_like_what_is_not_there(world: World, who: str) -> None:
    unknown = replace(world.ours, family_id="x" * 20, meeting_id="y" * 20)
    for method, path, act in every_address():
        if "{" in path and not is_let_in(who, path, act) and not path.startswith("/phone"):
            answers = [
                plain(ask(world.browsers[who], method, things.within(path)), things.family_id, things.meeting_id)
                for things in (world.ours, unknown)
            ]
            assert answers[0] == answers[1], path


def crossings(ours: Things, theirs: Things) -> list[tuple[str, str, str]]:
    """Give each address of one's own meeting or family with one thing in it that belongs to another."""
    found = []
    for method, path, _ in every_address():
        for name in re.findall(r"\{(\w+)\}", path)[0 if path.startswith(("/phone", "/outbox")) else 1 :]:
            mixed = path.replace("{" + name + "}", theirs.within("{" + name + "}"))
            found.append((method, path, ours.within(mixed)))
    return found


def test_a_thing_of_another_family_in_an_address_of_ones_own_is_not_there(world: World) -> None:
    before, found = contents(world.app.store), []
    for method, path, address in crossings(world.ours, world.theirs):
        who = "guest" if path.startswith("/phone") else "recorder"
        answer = ask(world.browsers[who], method, address, data=likely_words(world.ours) if method == "POST" else None)
        if answer.status_code != 404 and path != "/phone/cards/{card_id}/removal":
            found.append((method, path, answer.status_code))
        assert contents(world.app.store) == before, path
    assert found == []
    assert len(crossings(world.ours, world.theirs)) >= 20


def test_one_meetings_things_are_not_there_at_the_familys_other_meeting(world: World) -> None:
    """The closed meeting's cards and seats, by way of the open one's addresses, and the other way round."""
    before = contents(world.app.store)
    for method, path, _ in every_address():
        if path.startswith("/meetings/{meeting_id}/") and path.count("{") == 2:
            address = replace(world.ours, meeting_id=world.ours.closed).within(path)
            answer = ask(
                world.browsers["recorder"], method, address, data=likely_words(world.ours) if method == "POST" else None
            )
            assert answer.status_code in (404, 409), path
    assert contents(world.app.store) == before


FOREIGN = [
    ("/meetings/{meeting_id}/cards", "said_by", "seat_id"),
    ("/meetings/{meeting_id}/cards", "id", "card_id"),
    ("/meetings/{meeting_id}/scales/{scale_id}/answers", "seat", "seat_id"),
    ("/meetings/{meeting_id}/answers", "seat", "seat_id"),
    ("/meetings/{meeting_id}/people", "person", "person_id"),
    ("/meetings/{meeting_id}/closing/words", "seat", "seat_id"),
    ("/meetings/{meeting_id}/closing/coordinators", "person", "person_id"),
    ("/meetings/{meeting_id}/seats/{knocking}/admission", "as_seat", "seat_id"),
    ("/families/{family_id}/coordinators", "person", "person_id"),
    ("/families/{family_id}/consents", "given_by", "person_id"),
    ("/families/{family_id}/consents", "covers", "person_id"),
    ("/families/{family_id}/meetings/new", "people", "person_id"),
    ("/families/{family_id}/meetings/new", "facilitator", "person_id"),
    ("/phone/cards", "id", "card_id"),
    ("/phone/numbers", "scale", "scale_id"),
]


@pytest.mark.parametrize(("path", "field", "thing"), FOREIGN, ids=[f"{path} {field}" for path, field, _ in FOREIGN])
def test_a_thing_of_another_family_in_a_form_of_ones_own_is_refused(
    world: World, path: str, field: str, thing: str
) -> None:
    before = contents(world.app.store)
    form = {**likely_words(world.ours), field: getattr(world.theirs, thing)}
    who = "guest" if path.startswith("/phone") else "recorder"
    answer = world.browsers[who].post(world.ours.within(path), data=form)
    assert answer.status_code in (404, 409, 422)
    assert contents(world.app.store) == before
    assert getattr(world.theirs, thing) not in answer.text or "value=" in answer.text
