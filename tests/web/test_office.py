"""The office's pages: the day, the family, what waits, and what nobody else may see."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from boards import cards, closing
from families.tables import Action, Consent, Goal, Person
from meetings.reading import coming, meeting
from store.audit import AuditEntry
from store.database import Store
from store.outbox import OutboxMail
from tests.cast import HIDDEN, NEXT_ENDS, NEXT_STARTS, PLACE, Cast, arrive
from tests.web.visiting import BY_HTMX, application, desk, stranger
from web.app import Tavlen

HOSTILE = "<script>alert(1)</script>\"'>&{{7*7}}%(num)s \u202eabc\u0000 " + "Ø" * 90

FIELDS = (
    *("title", "relation", "name", "called", "organisation", "email", "phone", "age", "ring", "kind"),
    *("given_by", "given_on", "valid_until", "how", "purpose", "limits", "covers", "goals_only", "why", "toward"),
    *("status", "remark", "date", "starts", "ends", "place", "seat", "answer", "person"),
)


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


def close_with_an_agreement(app: Tavlen, cast: Cast) -> None:
    """End the meeting with one agreement, a coordinator and a next date."""
    with app.store.writing() as session:
        board = cast.hold(session)
        cards.put_up(
            session, board, cast.mikkel.actor, column="works", text="Onsdag hos mormor", said_by=cast.alma.seat
        )
        cards.put_up(
            session, board, cast.mikkel.actor, column="worries", text="Der var ikke mad", said_by=cast.alma.seat
        )
        cards.put_up(
            session,
            board,
            cast.mikkel.actor,
            column="next",
            text="Mormor henter Alma",
            who=cast.grethe.seat,
            due=(NEXT_STARTS - timedelta(days=60)).date(),
            agreement=True,
        )
        closing.name_coordinator(session, board, cast.mikkel.actor, person_id=cast.mikkel.person, toward="family")
        closing.set_next(session, board, cast.mikkel.actor, starts=NEXT_STARTS, ends=NEXT_ENDS, place=PLACE)
        closing.close(session, board, cast.mikkel.actor)


def addresses(cast: Cast) -> list[str]:
    """Give every address of the family that is read."""
    family, row = f"/families/{cast.family}", f"/meetings/{cast.meeting}"
    return [
        *(family, f"{family}/meetings/new", f"{family}/plan", f"{family}/plan.docx", f"{family}/fridge"),
        *(row, f"{row}/minutes.docx", f"{row}/invite.ics", f"{row}/readers/{cast.signe.seat}/minutes.docx"),
    ]


def changes(cast: Cast) -> list[str]:
    """Give every address of the family that changes something."""
    family, row = f"/families/{cast.family}", f"/meetings/{cast.meeting}"
    return [
        *(f"{family}/people", f"{family}/consents", f"{family}/consents/x/withdrawal", f"{family}/coordinators"),
        *(f"{family}/meetings/new", f"{family}/actions/x", f"{family}/people/{cast.signe.person}"),
        *(
            f"{row}/opening",
            f"{row}/invitation",
            f"{row}/move",
            f"{row}/cancellation",
            f"{row}/people",
            f"{row}/answers",
        ),
    ]


def test_the_outsider_sees_an_empty_day_and_finds_no_address_of_the_family(app: Tavlen, cast: Cast) -> None:
    close_with_an_agreement(app, cast)
    for who in (cast.per, cast.admin, cast.hussein.actor, cast.pernille.actor):
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


def test_a_new_family_has_the_one_who_opened_it_around_it(app: Tavlen, cast: Cast) -> None:
    browser = desk(app, cast.per)
    answer = browser.post("/families", data={"title": "Familien Lund", "relation": "Rådgiver"})
    page = browser.get(answer.headers["location"]).text
    assert "Familien Lund" in page
    assert "Per Vang" in page


def test_a_family_without_a_name_is_refused(lene: TestClient) -> None:
    answer = lene.post("/families", data={"title": " "}, headers=BY_HTMX)
    assert answer.status_code == 422
    assert "Skriv, hvad familien skal hedde her." in answer.text


def test_an_employee_is_known_by_the_address_of_the_account(app: Tavlen, cast: Cast, lene: TestClient) -> None:
    lene.post(
        f"/families/{cast.family}/people",
        data={"kind": "professional", "name": "Per Vang", "relation": "Psykolog", "email": "PER@fjordby.example"},
    )
    with app.store.reading() as session:
        person = session.exec(select(Person).where(Person.name == "Per Vang")).one()
        assert person.account_id == cast.per.id
    assert desk(app, cast.per).get(f"/families/{cast.family}").status_code == 404  # nobody has said yes


@pytest.mark.parametrize(
    ("typed", "sentence", "field"),
    [
        ({"kind": "network", "name": ""}, "Skriv et navn.", "name"),
        ({"kind": "network", "name": "Bo", "email": "bo"}, "E-mailadressen ser ikke rigtig ud.", "email"),
        ({"kind": "child", "name": "Bo", "age": "tretten"}, "Skriv alderen som et tal.", "age"),
        ({"kind": "dog", "name": "Bo"}, "Vælg, om personen er barn", "kind"),
    ],
)
def test_a_person_who_does_not_fit_is_refused_with_a_sentence(
    cast: Cast, lene: TestClient, typed: dict[str, str], sentence: str, field: str
) -> None:
    answer = lene.post(f"/families/{cast.family}/people", data=typed, headers=BY_HTMX)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'data-field="{field}"' in answer.text


def test_a_person_can_be_corrected(app: Tavlen, cast: Cast, lene: TestClient) -> None:
    page = lene.get(f"/families/{cast.family}?edit={cast.grethe.person}").text
    assert 'value="grethe@familie.example"' in page
    typed = {"name": "Grethe Bro", "relation": "Mormor", "email": "ny@familie.example", "ring": "middle"}
    lene.post(f"/families/{cast.family}/people/{cast.grethe.person}", data=typed)
    page = lene.get(f"/families/{cast.family}").text
    assert "ny@familie.example" in page
    assert "grethe@familie.example" not in page


def test_a_yes_covers_whom_it_names_until_it_is_taken_back(app: Tavlen, cast: Cast, lene: TestClient) -> None:
    data = {
        "given_by": cast.signe.person,
        "given_on": "2026-09-15",
        "how": "på skrift",
        "goals_only": cast.hussein.person,
    }
    assert lene.post(f"/families/{cast.family}/consents", data=data).status_code == 303
    page = lene.get(f"/families/{cast.family}").text
    assert "Spørg forældrene" not in page
    with app.store.reading() as session:
        newest = session.exec(select(Consent.id).where(Consent.how == "på skrift")).one()
    lene.post(f"/families/{cast.family}/consents/{newest}/withdrawal")
    page = lene.get(f"/families/{cast.family}").text
    assert "Spørg forældrene" in page
    assert "Taget tilbage 16. sep." in page


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"given_by": ""}, "Vælg, hvem der giver samtykke."),
        ({"given_on": "i går"}, "Skriv en dato, for eksempel 2026-12-09."),
        ({"given_on": "2027-01-01"}, "Samtykket kan ikke være givet i fremtiden."),
        ({"valid_until": "2026-01-01"}, "Samtykket kan ikke slutte, før det er givet."),
        ({"how": ""}, "Skriv, hvordan samtykket er givet."),
        ({"covers": ""}, "Vælg mindst én person, som samtykket gælder."),
    ],
)
def test_a_yes_that_does_not_fit_is_refused_with_a_sentence(
    cast: Cast, lene: TestClient, change: dict[str, str], sentence: str
) -> None:
    good = {"given_by": cast.signe.person, "given_on": "2026-09-15", "how": "på skrift", "covers": cast.hussein.person}
    answer = lene.post(f"/families/{cast.family}/consents", data={**good, **change}, headers=BY_HTMX)
    assert sentence in answer.text


def test_the_task_of_coordinating_is_handed_over(cast: Cast, lene: TestClient) -> None:
    for person in (cast.mikkel.person, cast.lene.person):
        lene.post(f"/families/{cast.family}/coordinators", data={"person": person, "toward": "family", "why": "Vi ses"})
    aside = lene.get(f"/families/{cast.family}").text.split('id="coordinators"')[1].split("<details")[0]
    assert "Lene Skov" in aside
    assert "Mikkel Holm" not in aside


def test_a_consent_of_another_family_cannot_be_taken_back_here(app: Tavlen, cast: Cast) -> None:
    browser = desk(app, cast.per)
    other = browser.post("/families", data={"title": "Familien Lund"}).headers["location"]
    with app.store.reading() as session:
        consent = session.exec(select(Consent.id)).first()
    assert browser.post(f"{other}/consents/{consent}/withdrawal").status_code == 404


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
            (look.verb, look.thing)
            for look in session.exec(select(AuditEntry).where(AuditEntry.actor == cast.lene.actor.id))
        ]
    assert looks == [("saw family", cast.family), ("saw plan", cast.family), ("took minutes", cast.meeting)]


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


def test_a_goal_and_its_agreement_stand_in_the_plan(app: Tavlen, cast: Cast, lene: TestClient) -> None:
    close_with_an_agreement(app, cast)
    with app.store.writing() as session:
        goal = Goal(family_id=cast.family, text="Alma er i skole", weeks=3, set_at=app.store.clock())
        session.add(goal)
        session.flush()
        action = session.exec(select(Action)).one()
        action.goal_id, action.due = goal.id, app.store.clock().date() - timedelta(days=1)
        session.add(action)
    page = lene.get(f"/families/{cast.family}/plan").text
    for words in ("Alma er i skole", "Mormor henter Alma", "Over tiden", "Onsdag hos mormor", "Mikkel Holm"):
        assert words in page
    assert "Der var ikke mad" not in page
    answer = lene.post(f"/families/{cast.family}/actions/{action.id}", data={"status": "done", "remark": "Hver onsdag"})
    assert answer.status_code == 303
    page = lene.get(f"/families/{cast.family}/plan").text
    assert "Over tiden" not in page
    assert "Hver onsdag" in page
    wrong = lene.post(f"/families/{cast.family}/actions/{action.id}", data={"status": "x"}, headers=BY_HTMX)
    assert "Vælg, hvordan det gik med aftalen." in wrong.text
