"""Calling a meeting, sending, moving and cancelling it, and what stands on its page afterwards."""

import io
from datetime import timedelta
from pathlib import Path

import docx
import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from boards import closing
from meetings.reading import coming, meeting, meetings_of
from meetings.tables import AgendaStep, JoinCode, Meeting
from store.database import Store
from store.outbox import OutboxMail
from tests.cast import Cast, arrive
from tests.web.office import HOSTILE, close_with_an_agreement
from tests.web.visiting import BY_HTMX, application, desk
from web.app import Tavlen, create_app
from web.settings import Settings

GOOD = {
    "purpose": "Hvordan får vi rolige morgener?",
    "date": "2026-10-07",
    "starts": "14.00",
    "ends": "15.30",
    "place": "Rådhuset, lokale 2",
    "title": ["Velkommen", "", "Hvad fungerer"],
    "minutes": ["10", "", "20"],
}
WRONG = [
    ({"purpose": "  "}, "Skriv, hvad I skal tale om.", "purpose"),
    ({"place": ""}, "Skriv, hvor I mødes.", "place"),
    ({"date": "2026-09-01"}, "Datoen er gået. Vælg en ny dato.", "date"),
    ({"date": "den 7."}, "Skriv en dato, for eksempel 2026-12-09.", "date"),
    ({"date": "2026-02-30"}, "Skriv en dato, for eksempel 2026-12-09.", "date"),
    ({"starts": "halv to"}, "Skriv et klokkeslæt, for eksempel 14.00.", "starts"),
    ({"ends": "13.00"}, "Mødet skal slutte, efter at det er begyndt. Ret klokkeslættet.", "ends"),
    ({"title": [], "minutes": []}, "Skriv mindst ét punkt på dagsordenen.", "agenda"),
    ({"minutes": ["ti", "", "20"]}, "Skriv minutterne som et tal fra 1 til 240.", "minutes-1"),
    ({"facilitator": "nobody-at-all"}, "Vælg en fagperson fra listen.", "facilitator"),
    ({"wishes": "x" * 5000}, "Teksten er for lang: 5000 tegn. Der er plads til 4000. Gør den kortere.", ""),
]


@pytest.fixture
def app(the_store: Store, cast: Cast, tmp_path: Path) -> Tavlen:
    with the_store.writing() as session:
        arrive(session, cast)
    return application(the_store, tmp_path)


@pytest.fixture
def mikkel(app: Tavlen, cast: Cast) -> TestClient:
    """Is on the team and records the meeting."""
    return desk(app, cast.mikkel.actor)


@pytest.fixture
def new(cast: Cast) -> str:
    return f"/families/{cast.family}/meetings/new"


def called(app: Tavlen, cast: Cast) -> Meeting:
    """Give the meeting that was called last."""
    with app.store.reading() as session:
        row = max(meetings_of(session, cast.family), key=lambda each: each.number)
        session.expunge(row)
        return row


def posted(app: Tavlen) -> list[tuple[str, str, int]]:
    """Give the letters: to whom, the calendar's method, and how many there are to this person."""
    with app.store.reading() as session:
        mails = [(mail.to.split("@")[0], mail.method) for mail in session.exec(select(OutboxMail))]
    return sorted({(*mail, mails.count(mail)) for mail in mails})


def words(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def test_a_meeting_is_called_with_its_people_its_agenda_and_a_code(
    app: Tavlen, cast: Cast, mikkel: TestClient, new: str
) -> None:
    people = [cast.signe.person, cast.alma.person, cast.hussein.person]
    answer = mikkel.post(new, data={**GOOD, "people": people, "facilitator": cast.ditte.person})
    row = called(app, cast)
    assert answer.headers["location"] == f"/meetings/{row.id}?done=called"
    with app.store.reading() as session:
        steps = session.exec(
            select(AgendaStep).where(AgendaStep.meeting_id == row.id).order_by(AgendaStep.number)
        ).all()
        assert [(step.title, step.minutes) for step in steps] == [("Velkommen", 10), ("Hvad fungerer", 20)]
        assert session.exec(select(JoinCode).where(JoinCode.meeting_id == row.id)).one()
    page = mikkel.get(answer.headers["location"]).text
    for sentence in (
        "Hvordan får vi rolige morgener?",
        "Signe Bro",
        "Ditte Krogh",
        "Holdes tilbage",
        "Går til 2 personer.",
    ):
        assert sentence in page


@pytest.mark.parametrize(("change", "sentence", "field"), WRONG)
def test_what_does_not_fit_is_said_beside_the_field(
    cast: Cast, mikkel: TestClient, new: str, change: dict[str, object], sentence: str, field: str
) -> None:
    answer = mikkel.post(new, data={**GOOD, **change}, headers=BY_HTMX)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'data-field="{field}"' in answer.text
    assert answer.text.startswith('<hx-partial hx-target="#notice"')


@pytest.mark.parametrize(("change", "sentence", "field"), WRONG)
def test_without_scripts_the_form_comes_back_with_what_was_typed(
    app: Tavlen, cast: Cast, mikkel: TestClient, new: str, change: dict[str, object], sentence: str, field: str
) -> None:
    typed = {"wishes": "Bedstemor skal med", "video": "https://video.example/1", "people": [cast.kim.person]}
    answer = mikkel.post(new, data={**GOOD, **typed, **change})
    assert answer.status_code == 422
    page = answer.text
    assert sentence in page
    assert f'<a href="#{field}">' in page or not field
    assert f'id="{field}"' in page or not field
    for name, value in {**GOOD, **typed, **change}.items():
        for one in value if isinstance(value, list) else [value]:
            assert str(one) in page or name == "facilitator", name
    assert f'value="{cast.kim.person}" checked' in page
    assert f'value="{cast.signe.person}" checked' not in page
    assert called(app, cast).id == cast.meeting


def test_the_form_suggests_the_people_and_the_place_of_the_meeting_before(
    cast: Cast, mikkel: TestClient, new: str
) -> None:
    page = mikkel.get(new).text
    assert 'value="Havneskolen, lokale 12"' in page
    assert f'value="{cast.grethe.person}" checked' in page
    assert "Alma er fyldt 10 år. Alma får sin egen indkaldelse." in page
    assert "Børn under 18 år må ikke tolke." in page
    assert "Kan stå på listen. Indkaldelsen holdes tilbage" in page


def test_the_invitation_goes_once_to_each_whom_consent_covers(
    app: Tavlen, cast: Cast, mikkel: TestClient, new: str
) -> None:
    people = [cast.signe.person, cast.alma.person, cast.hussein.person]
    mikkel.post(new, data={**GOOD, "people": people})
    address = f"/meetings/{called(app, cast).id}"
    assert mikkel.post(f"{address}/invitation").headers["location"] == f"{address}?done=sent&count=1"
    assert mikkel.post(f"{address}/invitation").headers["location"] == f"{address}?done=sent&count=0"
    assert posted(app) == [("signe", "REQUEST", 1)]
    page = mikkel.get(f"{address}?done=sent&count=1").text
    assert "Indkaldelsen er sendt til 1 person." in page
    assert "Ingen e-mail. Giv indkaldelsen på papir eller mundtligt." in page
    assert "Samtykke mangler. Spørg forældrene, og skriv deres svar på familiens side." in page


def test_a_moved_meeting_tells_those_who_were_called(app: Tavlen, cast: Cast, mikkel: TestClient, new: str) -> None:
    mikkel.post(new, data={**GOOD, "people": [cast.signe.person]})
    address = f"/meetings/{called(app, cast).id}"
    mikkel.post(f"{address}/invitation")
    moved = {"date": "2026-10-08", "starts": "9.00", "ends": "10.00", "place": ""}
    assert mikkel.post(f"{address}/move", data=moved).headers["location"] == f"{address}?done=moved"
    assert posted(app) == [("signe", "REQUEST", 2)]
    assert "Torsdag den 8. oktober 2026" in mikkel.get(address).text
    late = mikkel.post(f"{address}/move", data={**moved, "date": "2026-09-01"}, headers=BY_HTMX)
    assert "Datoen er gået. Vælg en ny dato." in late.text


def test_a_moved_meeting_that_nobody_was_called_to_sends_nothing(
    app: Tavlen, cast: Cast, mikkel: TestClient, new: str
) -> None:
    mikkel.post(new, data={**GOOD, "people": [cast.signe.person]})
    mikkel.post(f"/meetings/{called(app, cast).id}/move", data={**GOOD, "date": "2026-10-08"})
    assert posted(app) == []


def test_a_cancelled_meeting_says_so_and_is_not_changed_again(
    app: Tavlen, cast: Cast, mikkel: TestClient, new: str
) -> None:
    mikkel.post(new, data={**GOOD, "people": [cast.signe.person]})
    address = f"/meetings/{called(app, cast).id}"
    mikkel.post(f"{address}/invitation")
    mikkel.post(f"{address}/cancellation")
    assert posted(app) == [("signe", "CANCEL", 1), ("signe", "REQUEST", 1)]
    page = mikkel.get(address).text
    assert "Mødet er aflyst." in page
    assert "Har fået besked" in page
    assert "Ændringen er ikke sendt" not in page
    for act in ("cancellation", "invitation", "move", "people"):
        again = mikkel.post(f"{address}/{act}", data={**GOOD, "person": cast.kim.person}, headers=BY_HTMX)
        assert "Mødet er slut eller aflyst. Indkald til et nyt møde i stedet." in again.text
    opened = mikkel.post(f"{address}/opening", headers=BY_HTMX)
    assert opened.status_code in (404, 409)


def test_one_more_person_is_put_on_the_list_and_an_answer_is_written_down(
    app: Tavlen, cast: Cast, mikkel: TestClient, new: str
) -> None:
    mikkel.post(new, data={**GOOD, "people": [cast.signe.person]})
    address = f"/meetings/{called(app, cast).id}"
    mikkel.post(f"{address}/people", data={"person": cast.kim.person})
    page = mikkel.get(address).text
    assert "Kim Madsen" in page
    seat = page.split('<select class="input" id="seat" name="seat">')[1].split('value="')[1].split('"')[0]
    mikkel.post(f"{address}/answers", data={"seat": seat, "answer": "no"})
    assert "Kan ikke komme" in mikkel.get(address).text.split("<details")[0]
    assert (
        "Svar ja, nej eller måske."
        in mikkel.post(f"{address}/answers", data={"seat": seat, "answer": "x"}, headers=BY_HTMX).text
    )
    assert mikkel.post(f"{address}/answers", data={"seat": cast.signe.seat, "answer": "yes"}).status_code == 404


def test_nobody_is_put_on_the_list_of_a_meeting_that_is_going_on(cast: Cast, mikkel: TestClient) -> None:
    answer = mikkel.post(f"/meetings/{cast.meeting}/people", data={"person": cast.kim.person}, headers=BY_HTMX)
    assert "Mødet er i gang. Luk personen ind med mødets kode." in answer.text


def test_the_meeting_for_ones_own_calendar_names_nobody(cast: Cast, mikkel: TestClient) -> None:
    file = mikkel.get(f"/meetings/{cast.meeting}/invite.ics")
    assert file.headers["content-type"].startswith("text/calendar")
    assert "METHOD:PUBLISH" in file.text
    assert "Bro" not in file.text
    assert "ATTENDEE" not in file.text


def test_minutes_are_a_draft_while_the_meeting_is_open(cast: Cast, mikkel: TestClient) -> None:
    file = mikkel.get(f"/meetings/{cast.meeting}/minutes.docx")
    assert file.headers["content-disposition"] == 'attachment; filename="referat.docx"'
    assert "Kladde: Referat af netværksmøde" in words(file.content)


def test_each_reader_gets_what_consent_covers(app: Tavlen, cast: Cast, mikkel: TestClient) -> None:
    close_with_an_agreement(app, cast)
    page = mikkel.get(f"/meetings/{cast.meeting}").text
    assert "Efter mødet" in page
    assert "Kun mål og aftaler" in page
    assert "Intet: samtykke mangler" in page
    address = f"/meetings/{cast.meeting}/readers/{{}}/minutes.docx"
    assert "Der var ikke mad" in words(mikkel.get(address.format(cast.signe.seat)).content)
    goals = words(mikkel.get(address.format(cast.pernille.seat)).content)
    assert "Der var ikke mad" not in goals
    assert "Mormor henter Alma" in goals
    nothing = mikkel.get(address.format(cast.hussein.seat))
    assert nothing.status_code == 409
    assert "Samtykke mangler, så personen må ikke få referatet." in nothing.text
    assert mikkel.get(address.format("nobody")).status_code == 404
    assert desk(app, cast.birgit.actor).get(address.format(cast.signe.seat)).status_code == 404  # reads her own only


def test_the_page_after_the_meeting_says_what_is_missing(app: Tavlen, cast: Cast, mikkel: TestClient) -> None:
    close_with_an_agreement(app, cast)
    page = mikkel.get(f"/meetings/{cast.meeting}").text
    assert "Familien har ikke sagt god for ordene" in page
    assert "Alle aftaler har et navn og en dag" in page
    assert "Mikkel Holm holder styr på planen over for familien" in page
    with app.store.reading() as session:
        following = coming(session, cast.family)
        assert following
        assert f'action="/meetings/{following.id}/invitation"' in page


def test_a_meeting_that_ends_with_words_approved_says_by_whom(app: Tavlen, cast: Cast, mikkel: TestClient) -> None:
    with app.store.writing() as session:
        closing.accept(session, cast.hold(session), cast.mikkel.actor, by="Signe og Jonas")
    close_with_an_agreement(app, cast)
    assert "Læst op og godkendt af Signe og Jonas." in mikkel.get(f"/meetings/{cast.meeting}").text


def test_hostile_text_calls_a_meeting_and_stays_text(app: Tavlen, cast: Cast, mikkel: TestClient, new: str) -> None:
    fields = dict.fromkeys(("purpose", "wishes", "ground_rules", "place", "video", "interpreter"), HOSTILE[:150])
    answer = mikkel.post(
        new, data={**GOOD, **fields, "title": [HOSTILE], "minutes": ["5"], "people": [cast.signe.person]}
    )
    assert answer.status_code == 303
    for address in (answer.headers["location"], "/", f"/families/{cast.family}"):
        page = mikkel.get(address)
        assert page.status_code == 200
        assert "<script>alert" not in page.text
    assert mikkel.get(f"/meetings/{called(app, cast).id}/invite.ics").status_code == 200
    assert mikkel.post(new, data=dict.fromkeys(GOOD, HOSTILE)).status_code == 422


def test_in_the_demo_letters_can_be_read_and_taken_out(
    the_store: Store, app: Tavlen, cast: Cast, tmp_path: Path, new: str
) -> None:
    demo = create_app(Settings(key_file=tmp_path / "store" / "key", demo=True), the_store)
    mikkel = desk(demo, cast.mikkel.actor)
    mikkel.post(new, data={**GOOD, "people": [cast.signe.person]})
    mikkel.post(f"/meetings/{called(app, cast).id}/invitation")
    page = mikkel.get("/outbox").text
    assert "signe@familie.example" in page
    assert "Du er inviteret til et møde." in page
    mail = page.split("/outbox/")[1].split(".ics")[0]
    assert "METHOD:REQUEST" in mikkel.get(f"/outbox/{mail}.ics").text
    assert b"signe@familie.example" in mikkel.get(f"/outbox/{mail}.eml").content
    outsider = desk(demo, cast.per)
    assert "Udbakken er tom" in outsider.get("/outbox").text
    assert outsider.get(f"/outbox/{mail}.eml").status_code == 404


def test_a_meeting_whose_day_has_passed_asks_to_be_moved(app: Tavlen, cast: Cast, mikkel: TestClient, new: str) -> None:
    mikkel.post(new, data=GOOD)
    row = called(app, cast)
    with app.store.writing() as session:
        found = meeting(session, row.id)
        found.starts, found.ends = (app.store.clock() - timedelta(days=2, hours=part) for part in (2, 1))
        session.add(found)
    assert "Datoen er gået. Flyt mødet." in mikkel.get(f"/meetings/{row.id}").text
