"""Every request that finds a family, a meeting or a guest's seat leaves one entry, before its answer, and never any content."""

import asyncio

import pytest
from sqlalchemy import text
from sqlmodel import select

from accounts.permissions import ACTS
from store.audit import AuditEntry
from store.database import Store
from tests.web.furnished import World, same_cookies, undone
from tests.web.test_every_route import ask, every_address, is_let_in, likely_words
from tests.web.test_hostile import askers
from tests.web.visiting import stranger

DONE = (200, 204, 303)
Found = list[tuple[str, str, str, str]]


def entries(store: Store) -> Found:
    """Give verb, thing, family and tie of every entry, oldest first."""
    with store.reading() as session:
        rows = session.exec(select(AuditEntry).order_by(AuditEntry.seq))
        return [(row.verb, row.thing, row.family, row.why) for row in rows]


def after(store: Store, known: int) -> Found:
    return entries(store)[known:]


def cells(world: World, method: str, *, let_in: bool) -> list[tuple[str, str, str]]:
    """Give who, path and act of each address that asks for somebody known, by whether they are let in."""
    return [
        (who, path, act)
        for wanted, path, act in every_address()
        for who in world.browsers
        if wanted == method and is_let_in(who, path, act) is let_in and "anyone" not in ACTS[act]
    ]


def noted_as(found: Found, method: str, act: str) -> bool:
    """Say whether there is exactly one entry, and it names the method and the act."""
    return len(found) == 1 and found[0][0].startswith(f"{method} {act}: ")


def test_every_look_of_everybody_who_is_let_in_is_one_entry(world: World) -> None:
    wrong, asked = [], 0
    known = len(entries(world.app.store))
    for who, path, act in cells(world, "GET", let_in=True):
        if path.endswith("/stream"):  # does not end
            continue
        ask(world.browsers[who], "GET", world.ours.within(path))
        found = after(world.app.store, known)
        known, asked = known + len(found), asked + 1
        if not noted_as(found, "GET", act):
            wrong.append((who, path, found))
    assert wrong == []
    assert asked >= 50


def test_every_change_is_one_entry_whether_it_is_made_or_refused(world: World) -> None:
    wrong, asked = [], 0
    for who, path, act in cells(world, "POST", let_in=True):
        if who not in ("recorder", "member", "guest", "waiting guest"):
            continue
        browser = world.browsers[who]
        with undone(world.app.store), same_cookies(browser):
            known = len(entries(world.app.store))
            answer = browser.post(world.ours.within(path), data=likely_words(world.ours))
            found = [one for one in after(world.app.store, known) if one[0] != "signed out"]
        asked += 1
        if not noted_as(found, "POST", act) or found[0][0].endswith(", refused") is (answer.status_code in DONE):
            wrong.append((who, path, answer.status_code, found))
    assert [one for one in wrong if one[2] != 409] == []
    assert {len(one[3]) for one in wrong} <= {
        1
    }  # two versions of a card are an answer with 409, and a board that is closed a refusal
    assert asked >= 50


def test_an_entry_names_the_thing_the_family_and_the_tie(world: World) -> None:
    ours, known = world.ours, len(entries(world.app.store))
    world.browsers["recorder"].get(ours.within("/meetings/{meeting_id}/cards/{card_id}/sheet"))
    world.browsers["guest"].get("/phone/board")
    assert after(world.app.store, known) == [
        ("GET run the board: sheet", ours.card_id, ours.family_id, "runs"),
        ("GET take part: board", ours.meeting_id, ours.family_id, "seat"),
    ]


def test_a_guests_first_page_and_the_opening_of_a_stream_are_one_entry_each(world: World) -> None:
    ours, everybody = world.ours, askers(world)
    for who, path, verb in (
        ("guest", "/phone", "GET knock: phone"),
        ("guest", "/phone/stream?page=board", "GET follow the board: stream"),
        ("recorder", "/meetings/{meeting_id}/stream?page=screen", "GET follow the board: stream"),
    ):
        known = len(entries(world.app.store))
        assert asyncio.run(everybody[who].ask("GET", ours.within(path))).status == 200
        found = after(world.app.store, known)
        assert [one[:3] for one in found] == [(verb, ours.meeting_id, ours.family_id)], path


@pytest.mark.parametrize("who", ["outsider", "administrator"])
def test_who_asks_for_what_is_not_theirs_is_noted_as_refused(world: World, who: str) -> None:
    wrong = []
    for method in ("GET", "POST"):
        for asker, path, act in cells(world, method, let_in=False):
            if asker == who and "{" in path and not path.startswith(("/phone", "/outbox", "/employees", "/leader")):
                known = len(entries(world.app.store))
                ask(world.browsers[who], method, world.ours.within(path))
                found = after(world.app.store, known)
                if not noted_as(found, method, act) or found[0][2:] != (world.ours.family_id, ""):
                    wrong.append((method, path, found))
    assert wrong == []


def test_a_family_that_is_not_there_is_noted_without_what_the_address_says(world: World) -> None:
    known = len(entries(world.app.store))
    world.browsers["outsider"].get("/families/signe-bro-madsen")
    assert after(world.app.store, known) == [("GET see the family: families, refused", "", "", "")]


def test_what_anybody_may_see_and_a_stranger_at_the_door_are_not_noted(world: World) -> None:
    known = len(entries(world.app.store))
    for address in ("/sign-in", "/join", "/static/app.css", "/nowhere", world.ours.within("/families/{family_id}")):
        world.browsers["nobody"].get(address)
    assert after(world.app.store, known) == []


def test_signing_in_out_and_in_vain_is_noted_without_what_was_typed(world: World) -> None:
    known, browser = len(entries(world.app.store)), stranger(world.app)
    browser.post("/sign-in", data={"email": "signe@familie.example", "password": "mit kæledyr hedder Viggo"})
    browser.post("/demo/sign-in", data={"account": world.cast.lene.actor.id})
    browser.post("/sign-out")
    lene = world.cast.lene.actor.id
    assert after(world.app.store, known) == [
        ("POST sign in, refused", "", "", "guessed"),
        ("signed in", lene, "", ""),
        ("signed out", lene, "", ""),
    ]


@pytest.mark.parametrize("fault", ["DROP TABLE auditentry", "DELETE FROM audithead"])
def test_what_cannot_be_noted_is_not_shown_and_not_changed(world: World, fault: str) -> None:
    recorder, family = world.browsers["recorder"], world.ours.within("/families/{family_id}")
    assert "Signe" in recorder.get(family).text
    with world.app.store.writing() as session:
        session.execute(text(fault))
    for address in (family, f"{family}/plan", f"{family}/plan.docx", "/families"):
        answer = recorder.get(address)
        assert (answer.status_code, "Signe" in answer.text, "Bro Madsen" in answer.text) == (500, False, False)
        assert "Noget gik galt hos os" in answer.text
    card = world.ours.within("/meetings/{meeting_id}/cards")
    assert recorder.post(card, data={"column": "works", "text": "Ikke gemt"}).status_code == 500
    with world.app.store.reading() as session:
        assert "Ikke gemt" not in str(session.execute(text("SELECT text FROM card")).all())


def test_no_entry_holds_a_word_that_a_person_wrote(world: World) -> None:
    """The words are there: in the tables of the families, and in every form that is sent."""
    store = world.app.store
    for who in ("recorder", "guest"):
        for method, path, _ in every_address():
            if not path.endswith("/stream") and not path.startswith(("/sign-out", "/phone/leave", "/account")):
                words = likely_words(world.ours) | {
                    "text": "Kanariefugl",
                    "title": "Kanariefugl",
                    "name": "Kanariefugl",
                }
                ask(world.browsers[who], method, world.ours.within(path), data=words if method == "POST" else None)
    with store.reading() as session:
        rows = [list(row) for row in session.execute(text("SELECT * FROM auditentry"))]
        written = set()
        for table, column in (("person", "name"), ("family", "title"), ("card", "text"), ("person", "email")):
            written |= {one for (one,) in session.execute(text(f"SELECT {column} FROM {table}")) if one}
    everything = " ".join(str(value) for row in rows for value in row)
    assert len(written) >= 30
    assert "Kanariefugl" in written
    assert [word for word in written if word in everything] == []
