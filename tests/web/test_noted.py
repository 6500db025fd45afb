"""Every request that finds a family, a meeting or a guest's seat leaves one entry, before its answer, and never any content."""

import asyncio

import pytest
from sqlalchemy import text
from sqlmodel import select

from accounts.permissions import ACTS
from accounts.tables import Account
from families.protection import protect
from families.reading import family as find_family
from store.audit import AuditEntry
from store.database import Store
from store.limits import Bucket
from tests.web.entering import PASSWORD, with_code
from tests.web.furnished import World, same_cookies, undone
from tests.web.test_every_route import ask, every_address, is_let_in, likely_words
from tests.web.test_hostile import askers
from tests.web.visiting import stranger
from web import looking

pytestmark = pytest.mark.both_engines

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


def test_a_wrong_code_after_the_right_password_names_the_account(world: World) -> None:
    account = with_code(world.app.store, name="Ib Lund", email="ib@fjordby.example")
    browser = stranger(world.app)
    browser.post("/sign-in", data={"email": account.email, "password": PASSWORD})
    known = len(entries(world.app.store))
    statuses = [browser.post("/sign-in/code", data={"code": "000000"}).status_code for _ in range(7)]
    assert statuses == [422] * 5 + [429] * 2
    assert after(world.app.store, known) == [
        *[("code after the password, refused", account.id, "", "guessed")] * 5,
        ("code after the password, refused", account.id, "", "too often"),
    ]


def test_a_page_that_is_not_for_somebody_is_noted_as_refused_and_so_is_a_proof_that_fails(world: World) -> None:
    worker, known = world.browsers["member"], len(entries(world.app.store))
    worker.get("/employees")
    worker.get("/leader/samples")
    worker.post("/proof", data={"code": "000000"})
    assert [one[0] for one in after(world.app.store, known)] == [
        "GET manage employees: employees, refused",
        "GET see the samples: samples, refused",
        "POST use the office: proof, refused",
    ]


def test_a_text_that_is_stopped_and_a_fault_that_rolls_back_are_noted(world: World) -> None:
    ours, recorder = world.ours, world.browsers["recorder"]
    with world.app.store.writing() as session:
        house = find_family(session, ours.family_id)
        words = {"kind": "address", "text": "Solsikkevej 114", "against": []}
        protect(session, house, world.cast.mikkel.actor, person_id=world.cast.signe.person, **words)
    known, cards = len(entries(world.app.store)), ours.within("/meetings/{meeting_id}/cards")
    assert recorder.post(cards, data={"column": "works", "text": "Vi bor på Solsikkevej 114"}).status_code == 409
    with world.app.store.writing() as session:
        session.execute(text("ALTER TABLE card RENAME TO gone"))
    assert recorder.post(cards, data={"column": "works", "text": "Vi spiser sammen"}).status_code == 500
    assert after(world.app.store, known) == [
        ("POST run the board: cards, stopped", ours.meeting_id, ours.family_id, "runs"),
        ("POST run the board: cards, failed", ours.meeting_id, ours.family_id, "runs"),
    ]


def test_nobody_fills_the_disk_with_refusals_and_the_last_line_says_that_there_were_more(world: World) -> None:
    outsider, known = world.browsers["outsider"], len(entries(world.app.store))
    with world.app.store.writing() as session:
        row = session.exec(select(Account).where(Account.email == "per@fjordby.example")).one()
        key, moment = f"refused: {row.id}", world.app.store.clock()
        session.add(Bucket(id=key, tries=looking.MOST_REFUSED - 2, since=moment))
    for _ in range(5):
        assert outsider.get(world.ours.within("/families/{family_id}")).status_code == 404
    assert [one[0] for one in after(world.app.store, known)] == [
        "GET see the family: families, refused",
        "more was refused in this hour than is written down",
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
