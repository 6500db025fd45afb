"""A family in the office: its people, consents, coordinators and plan."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from boards import cards
from families.tables import Action, Consent, Goal, Person
from store.database import Store
from tests.cast import Cast, arrive
from tests.web.office import close_with_an_agreement
from tests.web.visiting import BY_HTMX, application, desk, phone
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
        ({"given_form": "sunget"}, "Vælg, om samtykket er skriftligt eller mundtligt."),
        ({"given_form": "oral"}, "Skriv, hvem der har noteret samtykket."),
        ({"basis": "law"}, "Skriv, hvilken lovhjemmel I bruger."),
        ({"sees": "chosen"}, "Vælg, hvad de må få at vide."),
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


def test_a_consent_taken_back_in_the_office_closes_the_board_for_the_phone_at_once(
    app: Tavlen, cast: Cast, lene: TestClient
) -> None:
    with app.store.writing() as session:
        cards.put_up(
            session, cast.hold(session), cast.mikkel.actor, column="worries", text="Der ligger breve i skuffen"
        )
    ditte = phone(app, cast, cast.ditte)
    assert "Der ligger breve i skuffen" in ditte.get("/phone/board").text
    with app.store.reading() as session:
        given = session.exec(select(Consent.id).where(Consent.given_by == cast.jonas.person)).one()
    lene.post(f"/families/{cast.family}/consents/{given}/withdrawal")
    assert "Der ligger breve i skuffen" not in ditte.get("/phone/board").text


def test_one_more_with_custody_must_say_yes_before_professionals_read_on(
    app: Tavlen, cast: Cast, lene: TestClient
) -> None:
    with app.store.writing() as session:
        cards.put_up(
            session, cast.hold(session), cast.mikkel.actor, column="worries", text="Der ligger breve i skuffen"
        )
    ditte, grethe = phone(app, cast, cast.ditte), phone(app, cast, cast.grethe)
    words = {"name": "Grethe Bro", "relation": "Mormor", "custody": "true"}
    lene.post(f"/families/{cast.family}/people/{cast.grethe.person}", data=words)
    assert "Der ligger breve i skuffen" not in ditte.get("/phone/board").text
    assert "Der ligger breve i skuffen" in grethe.get("/phone/board").text


def test_a_meeting_that_goes_on_past_its_hour_is_not_over(app: Tavlen, cast: Cast) -> None:
    page = f"/families/{cast.family}"
    app.store.clock = lambda began=app.store.clock(): began + timedelta(hours=5)  # type: ignore[misc]
    lene = desk(app, cast.lene.actor)
    coming = lene.get(page).text.split("Kommende")[1].split("Tidligere")[0]
    assert (f"/meetings/{cast.meeting}" in coming, "I gang" in coming) == (True, True)
    ours = lene.get(f"/meetings/{cast.meeting}").text
    assert ("er gået" in ours, "Tid og sted er skrevet" in ours) == (False, True)


def test_two_with_custody_stand_above_the_question_about_both(lene: TestClient, cast: Cast) -> None:
    page = lene.get(f"/families/{cast.family}").text
    assert ": Mor og Far. To har forældremyndighed. Har begge sagt ja?</span>" in page
