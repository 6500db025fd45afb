"""Two hundred families, a hundred colleagues, sixty letters: every list stays short to read and cheap to make."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlmodel import Session

from accounts.signing_in import invite_employee
from families import break_glass, network
from families.protection import protect
from families.tables import Action, Consent, Family
from meetings import scheduling
from meetings.tables import Meeting
from store import outbox
from store.database import Store
from tests.cast import NEXT_ENDS, NEXT_STARTS, Cast
from tests.conftest import THE_DAY
from tests.web.visiting import application, desk
from web.app import Tavlen

WIDE, LONG = "Vestergårdsbæk" * 8, "Anne Sofie Elisabeth af Vestergård og Nørremark " * 2


@pytest.fixture
def app(the_store: Store, cast: Cast, tmp_path: Path) -> Tavlen:
    return application(the_store, tmp_path)


def more_families(app: Tavlen, cast: Cast, count: int, *, start: int = 0) -> None:
    """Give Lene more families: each with a meeting, an agreement over its day, a consent that ends, and something protected."""
    with app.store.writing() as session:
        for number in range(start, start + count):
            _one_more(session, cast, number)


def _one_more(session: Session, cast: Cast, number: int) -> Family:
    house = network.start_family(session, cast.lene.actor, title=f"Familien Nr {number:03}", case_ref=f"2026-{number}")
    mother = network.add_person(session, house, name="Mona Lund", kind="parent", relation="Mor", custody=True)
    protect(session, house, cast.lene.actor, person_id=mother.person_id, kind="school", text="Rævebjergskolen")
    _meeting(session, house, mother.person_id)
    late = (THE_DAY - timedelta(days=9)).date()
    session.add(Action(family_id=house.id, text="Vi ringer", due=late, set_at=THE_DAY, changed_at=THE_DAY))
    ends = (THE_DAY + timedelta(days=9)).date()
    session.add(Consent(family_id=house.id, given_by=mother.person_id, given_on=late, valid_until=ends, purpose=""))
    return house


def _meeting(session: Session, house: Family, called_by: str) -> Meeting:
    times = {"starts": NEXT_STARTS, "ends": NEXT_ENDS, "place": "Rådhuset"}
    return scheduling.call(session, house, purpose="Hvad nu?", called_by=called_by, **times)


@contextmanager
def questions(store: Store) -> Iterator[list[str]]:
    """Count what the database is asked."""
    asked: list[str] = []

    def note(conn, cursor, statement, *rest) -> None:  # type: ignore[no-untyped-def]
        asked.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    yield asked
    event.remove(store.engine, "before_cursor_execute", note)


def titles(page: str) -> list[str]:
    return [unescape(one) for one in re.findall(r'<h3><a href="/families/\w+">([^<]+)</a>', page)]


def pages(page: str) -> list[str]:
    return re.findall(r'href="(/\S+?page=\d+#\w+)"', page)


def test_two_hundred_families_stand_on_pages_that_lead_to_each_other(app: Tavlen, cast: Cast) -> None:
    more_families(app, cast, 199)
    lene = desk(app, cast.lene.actor)
    first = lene.get("/families").text
    assert (len(titles(first)), "1–50 af 200" in unescape(first)) == (50, True)
    assert pages(first) == [f"/families?page={number}#mine" for number in (1, 2, 3, 4)]
    everything = [title for number in (1, 2, 3, 4) for title in titles(lene.get(f"/families?page={number}").text)]
    assert (len(everything), everything == sorted(everything), len(set(everything))) == (200, True, 200)
    assert 'id="mine" tabindex="-1"' in first
    assert titles(lene.get("/families?page=999999").text) == everything[150:]
    assert lene.get("/families?page=0").status_code == 422


@pytest.mark.parametrize("path", ["/families", "/"])
def test_a_list_asks_no_more_of_the_database_for_more_families(app: Tavlen, cast: Cast, path: str) -> None:
    more_families(app, cast, 4)
    lene = desk(app, cast.lene.actor)
    lene.get(path)
    with questions(app.store) as few:
        lene.get(path)
    more_families(app, cast, 40, start=4)
    with questions(app.store) as many:
        assert "Familien Nr 030" in lene.get(path).text
    assert len(many) == len(few)


def test_what_waits_and_who_opened_is_short_and_the_rest_is_a_press_away(app: Tavlen, cast: Cast) -> None:
    more_families(app, cast, 12)
    with app.store.writing() as session:
        for number in range(12):
            break_glass.break_glass(session, cast.per, case_ref=f"2026-{number}", reason=f"Vagten {number:02} i nat")
    page = desk(app, cast.lene.actor).get("/").text
    shown = re.sub(r"<details.*?</details>", "", page, flags=re.S)
    assert (shown.count("uden at være på teamet"), page.count("uden at være på teamet")) == (3, 12)
    assert (shown.count("aftale er over tiden"), page.count("aftale er over tiden")) == (8, 12)
    assert "Vis 9 åbninger mere" in page
    assert "Vis de sidste 16" in page


def test_whoever_opened_and_is_not_read_stands_first(app: Tavlen, cast: Cast) -> None:
    more_families(app, cast, 4)
    with app.store.writing() as session:
        for number in range(4):
            house = break_glass.break_glass(
                session, cast.per, case_ref=f"2026-{number}", reason=f"Vagten {number:02} i nat"
            )
            if number:
                opening = break_glass.openings(session, [house.id], since=THE_DAY)[0]
                break_glass.read(session, house, cast.lene.actor, opening_id=opening.id)
    assert re.findall(r"Grund: (Vagten \d\d)", desk(app, cast.lene.actor).get("/").text)[0] == "Vagten 00"


def test_sixty_letters_stand_on_two_pages(app: Tavlen, cast: Cast) -> None:
    with app.store.writing() as session:
        for number in range(60):
            letter = {"key": f"k{number}", "meeting_id": cast.meeting, "to": "x@fjordby.example", "subject": "Møde"}
            outbox.post(session, outbox.letter(session, **letter, name=f"Modtager {number:02}", body="Kære alle"))
    lene = desk(app, cast.lene.actor)
    found = [
        re.findall(r'class="letter">(Modtager \d\d)', lene.get(f"/outbox?page={number}").text) for number in (1, 2)
    ]
    assert ([len(one) for one in found], len(set(found[0] + found[1]))) == ([50, 10], 60)
    with questions(app.store) as first:
        lene.get("/outbox?page=1")
    with questions(app.store) as second:
        lene.get("/outbox?page=2")
    assert len(first) == len(second)


def hundred_colleagues(app: Tavlen) -> None:
    with app.store.writing() as session:
        for number in range(100):
            person = invite_employee(session, name=f"Kollega {number:03}", email=f"k{number}@fjordby.example")
            person.unit = "Familiehuset" if number % 2 else "Skolen"


def test_a_colleague_of_a_hundred_is_searched_for_and_of_a_few_chosen(app: Tavlen, cast: Cast) -> None:
    lene, family = desk(app, cast.lene.actor), f"/families/{cast.family}"
    assert "Find en kollega" not in lene.get(family).text
    assert ">Per Vang<" in lene.get(family).text
    hundred_colleagues(app)
    page = lene.get(family).text
    assert ("Find en kollega" in page, "Kollega 001" in page) == (True, False)
    found = lene.get(f"{family}?colleague=KOLLEGA+017").text
    assert re.findall(r"<option[^>]*>(Kollega [^<]+)<", found) == ["Kollega 017, Familiehuset"]
    assert ('id="found" tabindex="-1"' in found, "1 kollega passer." in found) == (True, True)
    assert len(re.findall(r"<option[^>]*>(Kollega [^<]+)<", lene.get(f"{family}?colleague=familiehuset").text)) == 20
    assert "Ingen kollega passer til »findes«" in lene.get(f"{family}?colleague=findes").text
    assert "No colleague matches “findes”" in lene.get(f"{family}?colleague=findes&lang=en").text


def test_a_hundred_employees_stand_on_pages_and_a_change_leads_back_to_its_page(app: Tavlen, cast: Cast) -> None:
    hundred_colleagues(app)
    admin = desk(app, cast.admin)
    second = admin.get("/employees?page=2&find=kollega").text
    assert (second.count("/standing"), "51–100 af 100" in unescape(second)) == (100, True)
    form = {"role": "worker", "unit": "Skolen", **dict(re.findall(r'name="(find|page)" value="(\w+)"', second))}
    account = re.findall(r"/employees/(\w+)/standing", second)[0]
    back = admin.post(f"/employees/{account}/standing", data=form).headers["location"]
    assert dict(one.split("=") for one in back.partition("?")[2].split("&")) == {
        "done": "changed",
        "about": account,
        "find": "kollega",
        "page": "2",
    }
    assert "Ingen passer til det, du søger." in admin.get("/employees?find=findes-ikke").text
    assert "Nobody matches your search." in admin.get("/employees?find=findes-ikke&lang=en").text


def test_a_leaders_lists_go_on(app: Tavlen, cast: Cast) -> None:
    with app.store.writing() as session:
        _one_more(session, cast, 1)
        for number in range(60):
            break_glass.break_glass(session, cast.per, case_ref="2026-1", reason=f"Vagten {number:02} i nat")
    leader = desk(app, cast.leader)
    found = [re.findall(r"Vagten \d\d", leader.get(f"/leader/openings?page={number}").text) for number in (1, 2)]
    assert ([len(one) for one in found], len(set(found[0] + found[1]))) == ([50, 10], 60)
    for path in ("/leader/samples", "/protections/passes"):
        assert leader.get(f"{path}?page=9").status_code == 200
