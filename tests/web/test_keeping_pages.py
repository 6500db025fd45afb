"""The pages about what is kept: periods without content, filing, deletion in two steps, and a person's own file."""

import io
import json
import re
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from accounts.actor import Actor
from families.reading import family
from keeping import filing, holding
from keeping.ledger import Ledger
from meetings import scheduling
from meetings.reading import coming, meeting
from meetings.tables import Meeting, Participant
from store.audit import looks_at
from store.database import Store
from tests.cast import HIDDEN, Cast
from tests.keeping.lives import CANARY, full_meeting, hits_in_tables, set_clock
from tests.web.visiting import BY_HTMX, desk
from web.app import Tavlen, create_app
from web.settings import Settings

pytestmark = pytest.mark.both_engines


@pytest.fixture
def app(the_store: Store, cast: Cast, tmp_path: Path) -> Tavlen:
    """The office after a meeting that holds a canary everywhere; Ada administers, Berit leads."""
    with the_store.writing() as session:
        full_meeting(session, cast)
    key = tmp_path / "store" / "key"
    made = Settings(
        key_file=key, deletion_ledger=tmp_path / "ledger" / "deleted", demo=True, public_url="http://testserver"
    )
    return create_app(made, the_store)


def test_an_administrator_chooses_days_and_sees_no_content(app: Tavlen, cast: Cast) -> None:
    office = desk(app, cast.admin)
    page = office.get("/retention")
    assert page.status_code == 200
    assert not [word for word in (CANARY, "Signe", "Bro Madsen") if word in page.text]
    assert office.post("/retention", data={"key": "board", "days": "45"}, follow_redirects=False).status_code == 303
    assert 'value="45"' in office.get("/retention").text
    refused = office.post("/retention", data={"key": "board", "days": "6"})
    assert (refused.status_code, "Skriv et antal dage fra 7 til 90." in refused.text) == (422, True)
    assert 'value="6"' in refused.text


def test_an_employee_without_that_task_sees_no_periods(app: Tavlen, cast: Cast) -> None:
    assert desk(app, cast.lene.actor).get("/retention").status_code == 404


def test_minutes_are_filed_and_the_page_says_when_the_board_goes(app: Tavlen, cast: Cast) -> None:
    office, path = desk(app, cast.lene.actor), f"/meetings/{cast.meeting}/filing"
    assert "ikke journaliseret" in office.get(path).text
    office.post(path, data={"reference": "2026-001234"})
    assert "2026-001234" in office.get(path).text
    assert "16. oktober" in office.get(path).text


def test_a_meeting_that_never_opened_is_asked_why_it_is_not_filed_and_for_no_number(app: Tavlen, cast: Cast) -> None:
    office = desk(app, cast.lene.actor)
    with app.store.reading() as session:
        gone = next(one.id for one in session.exec(select(Meeting)) if not one.opened_at)
    path = f"/meetings/{gone}/filing"
    page = office.get(path).text
    assert "Mødet blev ikke åbnet, så der er intet referat." in page
    assert ('name="reference"' in page, 'name="because"' in page) == (False, True)
    no = office.post(path, data={"reference": "2026-001234"}, headers=BY_HTMX)
    assert (no.status_code, "Skriv i stedet, hvorfor det ikke skal journaliseres." in no.text) == (409, True)
    with app.store.writing() as session:
        meeting(session, gone).ends = app.store.clock() - timedelta(minutes=1)
    office.post(path, data={"because": "Ingen kom"})
    page = office.get(path).text
    assert ("Skal ikke journaliseres: Ingen kom" in page, "Tavlen slettes" in page) == (True, False)


def test_a_family_is_deleted_in_two_steps_and_only_when_it_is_meant(app: Tavlen, cast: Cast) -> None:
    office, path = desk(app, cast.lene.actor), f"/families/{cast.family}/deletion"
    assert "går tabt" in office.get(path).text
    assert office.post(path, data={"typed": "Familien Bro Madsen"}).status_code == 409
    with app.store.writing() as session:
        filing.file(session, cast.lene.actor, meeting(session, cast.meeting), reference="2026-001234")
        holding.hold(session, cast.lene.actor, family(session, cast.family), reason="Klagesag")
    assert "slettestop" in office.get(path).text
    assert office.post(path, data={"typed": "Familien Bro Madsen"}).status_code == 409
    with app.store.writing() as session:
        holding.lift(session, cast.lene.actor, family(session, cast.family))
    wrong = office.post(path, data={"typed": "Familien Bro"})
    assert (wrong.status_code, 'value="Familien Bro"' in wrong.text) == (422, True)
    gone = office.post(path, data={"typed": "familien bro  madsen"}, follow_redirects=False)
    assert (gone.status_code, gone.headers["location"]) == (303, "/families?done=deleted")
    assert hits_in_tables(app.store, CANARY, "Signe", "Familien Bro Madsen") == []
    assert cast.family in Ledger(app.settings.deletion_ledger).read()["family"]
    assert office.get(f"/families/{cast.family}").status_code == 404


def test_a_leader_holds_a_case_by_its_number_alone(app: Tavlen, cast: Cast, leader) -> None:  # type: ignore[no-untyped-def]
    desk(app, cast.lene.actor).post(f"/families/{cast.family}/case-number", data={"case_ref": "27.36.00-1"})
    office = desk(app, leader)
    assert office.post("/retention/hold", data={"case": "27.36", "reason": "Klagesag"}).status_code == 422
    office.post("/retention/hold", data={"case": "27.36.00-1", "reason": "Klagesag"})
    with app.store.reading() as session:
        assert looks_at(session, cast.family)[-1].verb == "POST hold a case: hold"
    page = office.get("/retention").text
    assert ("27.36.00-1" in page, "Bro Madsen" in page) == (True, False)
    assert "slettestop" in desk(app, cast.lene.actor).get(f"/families/{cast.family}").text
    office.post("/retention/release", data={"case": "27.36.00-1"})
    assert "27.36.00-1" not in office.get("/retention").text


def test_the_outbox_says_which_letters_never_left_when_the_meeting_is_over(app: Tavlen, cast: Cast) -> None:
    words = "Ikke sendt, og mødet er slut"
    with app.store.reading() as session:
        ends = meeting(session, cast.meeting).ends
    set_clock(app.store, ends - timedelta(minutes=1))
    assert words not in desk(app, cast.lene.actor).get("/outbox").text
    set_clock(app.store, ends + timedelta(minutes=1))
    assert words in desk(app, cast.lene.actor).get("/outbox").text


def about_to_go(app: Tavlen, cast: Cast, *, filed: bool) -> None:
    """Let the family's last meeting be so long ago that the family goes in two weeks."""
    with app.store.writing() as session:
        row = meeting(session, cast.meeting)
        if filed:
            filing.file(session, cast.lene.actor, row, reference="2026-001234")
        following = coming(session, cast.family)
        assert following is not None
        scheduling.cancel(session, following)
        ends = row.ends
    set_clock(app.store, ends + timedelta(days=183 - 14))


def test_the_team_and_the_leader_read_that_a_family_goes_and_what_to_do(app: Tavlen, cast: Cast, leader: Actor) -> None:
    about_to_go(app, cast, filed=True)
    start = desk(app, cast.lene.actor).get("/").text
    assert f'<a href="/families/{cast.family}/deletion">Familien slettes fredag den 19. marts 2027</a>' in start
    assert "Skal den blive, så planlæg et møde, eller bed en leder sætte slettestop på sagen." in start
    assert "The family will be deleted on Friday 19 March 2027" in desk(app, cast.lene.actor).get("/?lang=en").text
    assert "Familien slettes" not in desk(app, cast.per).get("/").text
    office = desk(app, leader)
    assert "1 familie bliver snart slettet" in office.get("/").text
    listed = office.get("/retention").text
    assert "Oprettet onsdag den 16. september 2026 kl. 14." in listed
    assert "Slettes fredag den 19. marts 2027" in listed
    assert not [word for word in (CANARY, "Bro", "Signe", cast.family) if word in listed]
    assert "bliver snart slettet" not in desk(app, cast.per).get("/").text
    with app.store.writing() as session:
        holding.hold(session, leader, family(session, cast.family), reason="Klagesag")
    assert "Familien slettes" not in desk(app, cast.lene.actor).get("/").text
    assert "snart slette" not in desk(app, leader).get("/").text + desk(app, leader).get("/retention").text


def test_a_family_that_only_waits_for_its_filing_says_so(app: Tavlen, cast: Cast, leader: Actor) -> None:
    about_to_go(app, cast, filed=False)
    start = desk(app, cast.lene.actor).get("/").text
    assert f'<a href="/families/{cast.family}/deletion">1 møde skal journaliseres</a>' in start
    assert "Familien slettes" not in start
    assert "Slettes ikke, før 1 møde er journaliseret." in desk(app, leader).get("/retention").text
    with app.store.writing() as session:
        filing.file(session, cast.lene.actor, meeting(session, cast.meeting), reference="2026-001234")
    assert "skal journaliseres" not in desk(app, cast.lene.actor).get("/").text


@pytest.fixture
def leader(the_store: Store):  # type: ignore[no-untyped-def]
    from accounts.signing_in import actor_of, invite_employee

    with the_store.writing() as session:
        return actor_of(invite_employee(session, name="Berit Leder", email="berit@fjordby.example", role="leader"))


def test_what_somebody_wrote_is_not_taken_for_a_word_of_ours(app: Tavlen, cast: Cast) -> None:
    with app.store.writing() as session:
        session.get_one(Participant, cast.signe.seat).note = "open"
    answer = desk(app, cast.lene.actor).get(f"/families/{cast.family}/people/{cast.signe.person}/everything.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
        readable = file.read("oplysninger.html").decode()
    assert re.findall(r"<dt><strong>Note</strong></dt><dd[^>]*>([^<]*)</dd>", readable) == ["open"]
    assert '<dd class="own-lines">Forælder</dd>' in readable


def test_a_persons_file_opens_and_its_name_says_nothing(app: Tavlen, cast: Cast) -> None:
    office, path = desk(app, cast.lene.actor), f"/families/{cast.family}/people/{cast.alma.person}/everything"
    assert "Alt om Alma Bro Madsen" in office.get(path).text
    answer = office.get(f"{path}.zip")
    assert "oplysninger-2026-09-16.zip" in answer.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
        assert file.namelist() == ["everything.json", "oplysninger.html"]
        told = json.loads(file.read("everything.json"))
        readable = file.read("oplysninger.html").decode()
    assert HIDDEN in [word["text"] for word in told["childs_words"]]
    assert HIDDEN in readable
    assert desk(app, cast.per).get(f"{path}.zip").status_code == 404
