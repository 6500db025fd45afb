"""The office's pages: the day, the family, what waits, and what nobody else may see."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from families.tables import Action, Consent
from meetings.reading import coming, meeting
from store.audit import AuditEntry
from store.database import Store
from store.outbox import OutboxMail
from tests.cast import HIDDEN, NEXT_ENDS, NEXT_STARTS, Cast, arrive
from tests.web.office import FIELDS, HOSTILE, addresses, changes, close_with_an_agreement
from tests.web.visiting import BY_HTMX, application, desk, stranger
from web.app import Tavlen


@pytest.fixture
def app(the_store: Store, cast: Cast, tmp_path: Path) -> Tavlen:
    with the_store.writing() as session:
        arrive(session, cast)
    return application(the_store, tmp_path)


@pytest.fixture
def lene(app: Tavlen, cast: Cast) -> TestClient:
    """Opened the family's case; does not run the meeting."""
    return desk(app, cast.lene.actor)


@pytest.fixture
def mikkel(app: Tavlen, cast: Cast) -> TestClient:
    """Records the meeting."""
    return desk(app, cast.mikkel.actor)


def test_the_outsider_sees_an_empty_day_and_finds_no_address_of_the_family(app: Tavlen, cast: Cast) -> None:
    close_with_an_agreement(app, cast)
    for who in (cast.per, cast.leader, cast.hussein.actor, cast.pernille.actor):
        browser = desk(app, who)
        day = browser.get("/")
        assert day.status_code == 200
        assert "Du er ikke med i en familie endnu" in day.text
        assert "Bro Madsen" not in day.text + browser.get("/families").text + browser.get("/outbox").text
        assert [browser.get(address).status_code for address in addresses(cast)] == [404] * len(addresses(cast))
        assert [browser.post(address).status_code for address in changes(cast)] == [404] * len(changes(cast))


def test_whoever_is_not_signed_in_is_sent_to_sign_in(app: Tavlen, cast: Cast) -> None:
    browser = stranger(app)
    for address in ("/", "/families", "/outbox", *addresses(cast)):
        assert browser.get(address).headers["location"].startswith("/sign-in")


def test_the_day_shows_the_meeting_and_who_runs_it_may_go_on(app: Tavlen, cast: Cast) -> None:
    page = desk(app, cast.mikkel.actor).get("/").text
    assert "God dag, Mikkel" in page
    assert "15.00" in page
    assert "1 person holdes tilbage" in page
    assert f'href="/meetings/{cast.meeting}/recorder"' in page
    assert "Fortsæt mødet" in page
    assert "Fortsæt mødet" not in desk(app, cast.lene.actor).get("/").text


def test_after_the_meeting_the_day_leads_to_the_minutes_and_the_next_one(
    app: Tavlen, cast: Cast, mikkel: TestClient
) -> None:
    close_with_an_agreement(app, cast)
    page = mikkel.get("/").text
    assert "Se referat" in page
    assert "Onsdag den 9. december 2026" in page


def test_what_waits_is_what_is_late_or_lacks_a_yes_or_runs_out(app: Tavlen, cast: Cast, lene: TestClient) -> None:
    close_with_an_agreement(app, cast)
    with app.store.writing() as session:
        for action in session.exec(select(Action)):
            action.due = app.store.clock().date() - timedelta(days=1)
            session.add(action)
        consent = session.exec(select(Consent)).first()
        assert consent
        consent.valid_until = app.store.clock().date() + timedelta(days=5)
        session.add(consent)
    page = lene.get("/").text
    assert "1 aftale er over tiden" in page
    assert "1 person mangler samtykke" in page
    assert "Et samtykke udløber" in page


def test_a_day_without_meetings_names_the_next(app: Tavlen, cast: Cast, lene: TestClient) -> None:
    with app.store.writing() as session:
        row = meeting(session, cast.meeting)
        row.starts, row.ends, row.opened_at = NEXT_STARTS, NEXT_ENDS, None
        session.add(row)
    page = lene.get("/").text
    assert "Ingen møder i dag" in page
    assert "Det næste er onsdag den 9. december 2026 kl. 15.00." in page


def test_opening_leads_to_the_recorders_desk_and_makes_the_code(app: Tavlen, cast: Cast, mikkel: TestClient) -> None:
    answer = mikkel.post(f"/meetings/{cast.meeting}/opening")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/meetings/{cast.meeting}/recorder")


def test_hidden_words_stand_on_no_page(app: Tavlen, cast: Cast, lene: TestClient) -> None:
    close_with_an_agreement(app, cast)
    for address in ("/", "/families", "/outbox", *addresses(cast)):
        assert HIDDEN.encode() not in lene.get(address).content


def test_every_look_is_written_down_without_what_was_read(app: Tavlen, cast: Cast, lene: TestClient) -> None:
    close_with_an_agreement(app, cast)
    for address in (
        f"/families/{cast.family}",
        f"/families/{cast.family}/plan",
        f"/meetings/{cast.meeting}/minutes.docx",
    ):
        lene.get(address)
    with app.store.reading() as session:
        looks = [
            (look.verb, look.thing, look.family)
            for look in session.exec(select(AuditEntry).where(AuditEntry.actor == cast.lene.actor.id))
        ]
    assert looks == [
        ("signed in", cast.lene.actor.id, ""),
        ("GET see the family: families", cast.family, cast.family),
        ("GET see the family: plan", cast.family, cast.family),
        ("GET read the minutes: minutes.docx", cast.meeting, cast.family),
    ]


def test_hostile_text_in_every_field_is_never_a_fault_and_never_markup(
    app: Tavlen, cast: Cast, lene: TestClient
) -> None:
    close_with_an_agreement(app, cast)
    family, row = f"/families/{cast.family}", f"/meetings/{cast.meeting}"
    everything = dict.fromkeys(FIELDS, HOSTILE)
    short = {"called": HOSTILE[:50], "phone": HOSTILE[:30], "email": "", "age": ""}
    for kind in ("network", "professional", "child"):
        assert lene.post(f"{family}/people", data={**everything, **short, "kind": kind}).status_code == 303
    consent = {
        **everything,
        "given_on": "2026-09-15",
        "valid_until": "",
        "given_by": cast.signe.person,
        "covers": cast.lene.person,
        "goals_only": [],
    }
    assert lene.post(f"{family}/consents", data=consent).status_code == 303
    for address in ("/families", *changes(cast)):
        assert lene.post(address, data=everything).status_code < 500, address
        assert lene.post(address, data=everything, headers=BY_HTMX).status_code < 500, address
    for address in (
        "/",
        "/families",
        family,
        f"{family}?add=network",
        f"{family}/plan",
        f"{family}/fridge",
        row,
        f"{family}/meetings/new",
    ):
        page = lene.get(address)
        assert page.status_code == 200
        assert "<script>alert" not in page.text


def test_answers_and_odd_addresses_are_sentences(cast: Cast, lene: TestClient) -> None:
    for address in (
        "/families/x",
        "/meetings/x",
        f"/meetings/{cast.meeting}?count=x",
        f"/families/{cast.family}/fridge?good=" + "9" * 500,
    ):
        assert lene.get(address).status_code in (200, 404, 422)


def test_the_outbox_tells_only_the_state_outside_the_demo(app: Tavlen, cast: Cast, mikkel: TestClient) -> None:
    close_with_an_agreement(app, cast)
    with app.store.reading() as session:
        following = coming(session, cast.family)
        assert following
        address = f"/meetings/{following.id}/invitation"
    mikkel.post(address)
    page = mikkel.get("/outbox").text
    assert "Venter på at blive sendt" in page
    assert "Signe Bro" in page
    assert "signe@familie.example" not in page
    with app.store.reading() as session:
        mail = session.exec(select(OutboxMail.id)).first()
    assert mikkel.get(f"/outbox/{mail}.ics").status_code == 404
