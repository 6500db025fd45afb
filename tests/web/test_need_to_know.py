"""The pages of the case team, of a family that is opened from outside, of a leader and of an administrator."""

import re
from pathlib import Path

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from accounts.tables import LoginSession
from families import network
from families.reading import family
from store.audit import AuditEntry
from store.clock import local
from store.database import Store
from tests.cast import Cast, arrive
from tests.web.office import addresses, changes
from tests.web.visiting import BY_HTMX, application, desk
from web.app import Tavlen

pytestmark = pytest.mark.both_engines

NUMBER, REASON = "2026-1001", "Vagten i nat skal kende aftalerne"
ASKED = {"case_ref": NUMBER, "reason": REASON}


@pytest.fixture
def app(the_store: Store, cast: Cast, tmp_path: Path) -> Tavlen:
    with the_store.writing() as session:
        arrive(session, cast)
        network.number_case(session, family(session, cast.family), case_ref=NUMBER)
    return application(the_store, tmp_path)


@pytest.fixture
def per(app: Tavlen, cast: Cast) -> TestClient:
    """Works in another team."""
    return desk(app, cast.per)


@pytest.fixture
def lene(app: Tavlen, cast: Cast) -> TestClient:
    return desk(app, cast.lene.actor)


@pytest.fixture
def ada(app: Tavlen, cast: Cast) -> TestClient:
    return desk(app, cast.admin)


def test_whoever_is_put_on_the_team_sees_the_family_with_the_next_request_and_no_more_when_taken_off(
    cast: Cast, lene: TestClient, per: TestClient
) -> None:
    page = f"/families/{cast.family}"
    assert per.get(page).status_code == 404
    assert lene.post(f"{page}/team", data={"email": " PER@fjordby.example "}).headers["location"].startswith(page)
    assert "Per Vang" in lene.get(page).text
    assert (per.get(page).status_code, per.get("/families").text.count("Familien Bro Madsen")) == (200, 1)
    lene.post(f"{page}/team/{cast.per.id}/removal")
    assert (per.get(page).status_code, "Bro Madsen" in per.get("/families").text) == (404, False)


def test_a_colleague_is_chosen_from_the_list_and_an_unknown_address_is_refused(cast: Cast, lene: TestClient) -> None:
    page = f"/families/{cast.family}"
    assert f'<option value="{cast.per.id}">' in lene.get(page).text
    assert f'<option value="{cast.admin.id}">' not in lene.get(page).text
    assert lene.post(f"{page}/team", data={"account": cast.per.id}).status_code == 303
    no = lene.post(f"{page}/team", data={"email": "ingen@fjordby.example"}, headers=BY_HTMX)
    assert (no.status_code, "Ingen kollega har den e-mailadresse." in no.text) == (422, True)


def test_a_professional_at_the_table_finds_the_meeting_and_not_the_family(app: Tavlen, cast: Cast) -> None:
    birgit, ditte = desk(app, cast.birgit.actor), desk(app, cast.ditte.actor)
    for who in (birgit, ditte):
        assert f'href="/meetings/{cast.meeting}' in who.get("/").text
        page = who.get(f"/meetings/{cast.meeting}")
        assert (page.status_code, f'href="/families/{cast.family}' in page.text) == (200, False)
        assert who.get(f"/families/{cast.family}").status_code == 404
    assert "Fortsæt mødet" in ditte.get("/").text  # she called it, so she runs it without being on the team
    assert "Fortsæt mødet" not in birgit.get("/").text
    assert 'action="/meetings' not in birgit.get(f"/meetings/{cast.meeting}").text


def test_a_family_is_opened_for_a_reason_and_every_page_of_it_says_so(cast: Cast, per: TestClient) -> None:
    page = f"/families/{cast.family}"
    assert per.post("/families/other", data=ASKED).headers["location"] == page
    for address in (page, f"{page}/plan", f"/meetings/{cast.meeting}"):
        answer = per.get(address)
        assert (answer.status_code, REASON in answer.text, "Luk igen" in answer.text) == (200, True, True), address
        forms = set(re.findall(r'<form method="post" action="([^"]+)"', answer.text))
        assert forms <= {f"{page}/opening/end", "/sign-out"}, address
        assert [word for word in ("invite.ics", ".docx", "/fridge") if word in answer.text] == [], address
    assert [per.post(address).status_code for address in changes(cast)] == [404] * len(changes(cast))
    row = f"/meetings/{cast.meeting}"
    for paper in (f"{page}/plan.docx", f"{page}/fridge", f"{row}/minutes.docx", f"{row}/invite.ics", f"{row}/screen"):
        assert per.get(paper).status_code == 404
    per.post(f"{page}/opening/end")
    assert [per.get(address).status_code for address in addresses(cast)] == [404] * len(addresses(cast))


def test_what_one_has_open_from_outside_stands_on_ones_pages_until_it_is_closed(
    cast: Cast, lene: TestClient, per: TestClient
) -> None:
    page, pages = f"/families/{cast.family}", ("/", "/families")
    shown = lambda who: [f'<a href="{page}">Familien Bro Madsen</a>' in who.get(one).text for one in pages]  # noqa: E731
    assert shown(per) == [False, False]
    per.post("/families/other", data=ASKED)
    per.post("/families/other", data=ASKED)  # a second opening of the same family is no second line
    assert shown(per) == [True, True]
    assert per.get("/").text.count(f'action="{page}/opening/end"') == 1
    lene.post(f"{page}/team", data={"account": cast.per.id})
    assert "Åbnet uden for dit team" not in per.get("/").text  # it is one of theirs by now
    lene.post(f"{page}/team/{cast.per.id}/removal")
    per.post(f"{page}/opening/end")
    assert shown(per) == [False, False]


def test_a_wrong_case_number_is_said_to_be_wrong(per: TestClient) -> None:
    no = per.post("/families/other", data={**ASKED, "case_ref": "2026-0000"}, headers=BY_HTMX)
    assert (no.status_code, "Tjek nummeret. Har du prøvet mange gange, så vent et minut." in no.text) == (422, True)


def test_nobody_finds_out_by_trying_which_numbers_are_taken(cast: Cast, per: TestClient) -> None:
    said = [per.post("/families", data={"title": "Ny", "case_ref": NUMBER}, headers=BY_HTMX) for _ in range(11)]
    assert ["En anden familie har det sagsnummer" in one.text for one in said] == [True] * 10 + [False]
    assert [one.status_code for one in said] == [422] * 10 + [429]


def test_the_team_reads_who_opened_it_when_and_why(cast: Cast, lene: TestClient, per: TestClient) -> None:
    per.post("/families/other", data=ASKED)
    day = lene.get("/").text
    assert "Per Vang har åbnet Familien Bro Madsen uden at være på teamet." in day
    assert REASON in day
    lene.post(re.findall(r'action="(/families/[^"]+/read)"', day)[0])
    after = lene.get("/").text
    assert ("Læst af Lene Skov" in after, "/read" in after) == (True, False)


@pytest.mark.parametrize(
    ("form", "field"), [({"reason": ""}, "reason"), ({"reason": "kort"}, "reason"), ({"case_ref": "9"}, "case_ref")]
)
def test_without_a_reason_or_with_a_wrong_number_nothing_is_opened_and_nothing_typed_is_lost(
    cast: Cast, per: TestClient, form: dict[str, str], field: str
) -> None:
    asked = ASKED | form
    no = per.post("/families/other", data=asked)
    assert (no.status_code, f'data-field="{field}"' in no.text) == (422, True)
    assert asked["case_ref"] in no.text
    assert asked["reason"] in no.text
    assert per.get(f"/families/{cast.family}").status_code == 404


def test_guessing_case_numbers_ends_after_10_and_reads_like_a_wrong_number(
    app: Tavlen, cast: Cast, per: TestClient
) -> None:
    wrong = [per.post("/families/other", data=ASKED | {"case_ref": "2026-9"}, headers=BY_HTMX) for _ in range(10)]
    right = per.post("/families/other", data=ASKED, headers=BY_HTMX)
    assert (right.status_code, right.text) == (wrong[0].status_code, wrong[0].text)
    assert per.get(f"/families/{cast.family}").status_code == 404
    assert desk(app, cast.hussein.actor).post("/families/other", data=ASKED).status_code == 303  # counted for each


def test_guessing_case_numbers_by_many_ends_after_60(app: Tavlen, cast: Cast) -> None:
    many = (cast.per, cast.hussein.actor, cast.pernille.actor, cast.ditte.actor, cast.birgit.actor, cast.leader)
    for who in many:
        browser = desk(app, who)
        for _ in range(10):
            browser.post("/families/other", data=ASKED | {"case_ref": "2026-9"}, headers=BY_HTMX)
    no = desk(app, cast.mikkel.actor).post("/families/other", data=ASKED, headers=BY_HTMX)
    assert no.status_code == 422


def test_the_leader_reads_who_opened_which_case_and_no_family(app: Tavlen, cast: Cast, per: TestClient) -> None:
    per.post("/families/other", data=ASKED)
    lars = desk(app, cast.leader)
    page = lars.get("/leader/openings").text
    for word in ("Per Vang", NUMBER, REASON, "Ikke læst"):
        assert word in page
    for name in ("Bro", "Madsen", "Signe", "Alma", cast.family):
        assert name not in page
    assert [lars.get(address).status_code for address in addresses(cast)] == [404] * len(addresses(cast))
    assert "Ingen har åbnet" not in page


def test_the_administrator_finds_employees_and_nothing_else(cast: Cast, ada: TestClient) -> None:
    assert ada.get("/").headers["location"] == "/employees"
    page = ada.get("/employees").text
    assert "Per Vang" in page
    assert "Bro Madsen" not in page
    found = ada.get("/employees", params={"find": "VANG"}).text
    assert ("Per Vang" in found, "Lene Skov" in found) == (True, False)
    assert "Ingen passer til det, du søger." in ada.get("/employees", params={"find": "zz"}).text
    for closed in ("/families", "/outbox", "/families/other", "/leader/openings", *addresses(cast)):
        assert ada.get(closed).status_code == 404, closed


def test_a_new_account_gets_a_link_that_is_shown_once(app: Tavlen, ada: TestClient) -> None:
    new = {"name": "Nina Ny", "email": "nina@fjordby.example", "role": "leader", "unit": "Skole"}
    page = ada.post("/employees", data=new)
    assert page.status_code == 200
    assert len(re.findall(r'value="http[^"]+/welcome#[\w-]{20,}"', page.text)) == 1
    assert "/welcome#" not in ada.get("/employees").text
    for wrong in ({"role": "owner"}, {"name": ""}, {"email": "per@fjordby.example"}):
        no = ada.post("/employees", data=new | {"email": "anden@fjordby.example"} | wrong)
        assert (no.status_code, "Skole" in no.text) == (422, True)


def test_a_closed_account_is_out_with_the_next_request(cast: Cast, ada: TestClient, lene: TestClient) -> None:
    assert lene.get(f"/families/{cast.family}").status_code == 200
    ada.post(f"/employees/{cast.lene.actor.id}/closing")
    assert lene.get(f"/families/{cast.family}").headers["location"].startswith("/sign-in")
    ada.post(f"/employees/{cast.lene.actor.id}/opening")
    assert lene.get(f"/families/{cast.family}").headers["location"].startswith("/sign-in")
    no = ada.post(f"/employees/{cast.admin.id}/closing", headers=BY_HTMX)
    assert (no.status_code, "Du kan ikke lukke din egen konto" in no.text) == (409, True)
    assert ada.post("/employees/findes-ikke/closing").status_code == 404


def test_an_administrator_signs_an_employee_out_everywhere_and_the_account_stays_open(
    app: Tavlen, cast: Cast, ada: TestClient, lene: TestClient
) -> None:
    mikkel, other = desk(app, cast.mikkel.actor), desk(app, cast.lene.actor)
    assert "Log ud alle steder" in ada.get("/employees").text
    page = ada.get(ada.post(f"/employees/{cast.lene.actor.id}/sign-out").headers["location"]).text
    assert "<strong>Lene Skov</strong>: Personen er logget ud alle steder og skal logge ind igen." in page
    for browser in (lene, other):
        assert browser.get(f"/families/{cast.family}").headers["location"].startswith("/sign-in")
    assert mikkel.get(f"/families/{cast.family}").status_code == 200
    assert desk(app, cast.lene.actor).get(f"/families/{cast.family}").status_code == 200
    with app.store.reading() as session:
        noted = session.exec(select(AuditEntry.actor).where(AuditEntry.verb == "ended sessions")).all()
    assert noted == [cast.admin.id]
    assert ada.post("/employees/findes-ikke/sign-out").status_code == 404
    assert mikkel.post(f"/employees/{cast.lene.actor.id}/sign-out").status_code == 404


def test_a_role_that_is_changed_counts_at_once(cast: Cast, ada: TestClient, per: TestClient) -> None:
    ada.post(f"/employees/{cast.per.id}/standing", data={"role": "leader", "unit": "Familieafdelingen"})
    assert per.get("/leader/openings").headers["location"].startswith("/sign-in")  # signs in anew with the new role
    assert "Familieafdelingen" in ada.get("/employees").text


def test_who_has_an_account_is_changed_only_by_somebody_who_has_just_proved_who_they_are(
    app: Tavlen, cast: Cast, ada: TestClient
) -> None:
    lars = desk(app, cast.leader)
    with app.store.writing() as session:
        for row in session.exec(select(LoginSession)):
            row.proved_at = None
    here = f"/employees/{cast.per.id}"
    for address in (
        "/employees",
        *(f"{here}/{word}" for word in ("link", "standing", "closing", "opening", "sign-out")),
    ):
        assert ada.post(address, data={"role": "admin"}).status_code == 403, address
    assert lars.post("/leader/access", data={"ended": [cast.per.id]}).status_code == 403
    assert desk(app, cast.per).get("/").status_code == 200


def test_a_family_that_nobody_works_with_is_given_to_a_colleague_by_a_leader_who_does_not_see_it(
    app: Tavlen, cast: Cast, ada: TestClient, per: TestClient
) -> None:
    lars, given = desk(app, cast.leader), {"case_ref": NUMBER, "email": "per@fjordby.example"}
    taken = lars.post("/leader/teams", data=given)
    assert taken.text.replace(NUMBER, "1") == lars.post("/leader/teams", data=given | {"case_ref": "1"}).text
    assert (taken.status_code, NUMBER in taken.text, per.get(f"/families/{cast.family}").status_code) == (
        422,
        True,
        404,
    )
    team = (cast.lene.actor, cast.mikkel.actor, cast.anne_marie.actor)
    said = [ada.get(ada.post(f"/employees/{one.id}/closing").headers["location"]).text for one in team]
    assert ["Én familie har ikke længere nogen på sit sagsteam." in page for page in said] == [False, False, True]
    assert lars.post("/leader/teams", data=given | {"email": "ada@fjordby.example"}).status_code == 422
    page = lars.get(lars.post("/leader/teams", data=given).headers["location"])
    assert ("Kollegaen er på sagsteamet" in page.text, "Bro Madsen" in page.text) == (True, False)
    assert (per.get(f"/families/{cast.family}").status_code, lars.get(f"/families/{cast.family}").status_code) == (
        200,
        404,
    )
    with app.store.reading() as session:
        wanted = select(AuditEntry.actor).where(AuditEntry.verb == "POST give a family to a colleague: teams")
        assert session.exec(wanted.where(AuditEntry.family == cast.family)).all() == [cast.leader.id]


def test_a_family_without_a_case_number_is_known_to_a_leader_by_when_and_by_whom_it_was_made_alone(
    app: Tavlen, cast: Cast, ada: TestClient, per: TestClient
) -> None:
    with app.store.writing() as session:
        lone = network.start_family(session, cast.per, title="Familien Gransø", core_cause="Uro", custody="Fælles")
        network.add_person(session, lone, name="Bodil Gransø", kind="parent", relation="Mor", custody=True)
        known, lone_id = lone.created_at, lone.id
    lars = desk(app, cast.leader)
    assert "uden sagsnummer" not in lars.get("/leader/teams").text
    ada.post(f"/employees/{cast.per.id}/closing")
    page = lars.get("/leader/teams").text
    (line,) = re.findall(rf'<option value="{lone_id}">([^<]*)</option>', page)
    assert line == f"Oprettet onsdag den 16. september 2026 kl. {local(known):%H.%M} af Per Vang"
    assert page.count("<option") == 2
    assert [word for word in ("Gransø", "Bodil", "Uro", "Fælles", "Bro", cast.family, NUMBER) if word in page] == []
    given = {"family_id": lone_id, "email": "lene@fjordby.example"}
    refused = lars.post("/leader/teams", data=given | {"email": "ingen@fjordby.example"})
    assert (refused.status_code, f'<option value="{lone_id}" selected>' in refused.text) == (422, True)
    assert "Gransø" not in refused.text
    taken = lars.post("/leader/teams", data=given | {"family_id": cast.family})
    assert (taken.status_code, taken.text.count("står her ikke længere") > 0) == (422, True)
    assert lars.post("/leader/teams", data=given | {"family_id": "x" * 20}).status_code == 422
    both = lars.post("/leader/teams", data=given | {"case_ref": NUMBER})
    assert (both.status_code, "Ikke begge dele." in both.text) == (422, True)
    assert lars.post("/leader/teams", data=given).headers["location"] == "/leader/teams?done=given"
    assert desk(app, cast.lene.actor).get(f"/families/{lone_id}").status_code == 200
    assert lars.get(f"/families/{lone_id}").status_code == 404
    assert lone_id not in lars.get("/leader/teams").text
    assert lars.post("/leader/teams", data=given).status_code == 422  # somebody works with it now
    with app.store.reading() as session:
        wanted = select(AuditEntry.actor).where(AuditEntry.verb == "POST give a family to a colleague: teams")
        assert session.exec(wanted.where(AuditEntry.family == lone_id)).all() == [cast.leader.id]


def test_guessing_the_numbers_of_families_without_a_team_ends_after_10(
    app: Tavlen, cast: Cast, ada: TestClient
) -> None:
    lars, given = desk(app, cast.leader), {"case_ref": NUMBER, "email": "per@fjordby.example"}
    for one in (cast.lene.actor, cast.mikkel.actor, cast.anne_marie.actor):
        ada.post(f"/employees/{one.id}/closing")
    wrong = [lars.post("/leader/teams", data=given | {"case_ref": "9"}, headers=BY_HTMX) for _ in range(10)]
    right = lars.post("/leader/teams", data=given, headers=BY_HTMX)
    assert (right.status_code, right.text) == (422, wrong[0].text)
