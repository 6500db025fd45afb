"""Names that no screen was drawn for, 120 letters without a space and with: no page grows wider than the phone it is read on."""

import pytest
from sqlmodel import select

from accounts.tables import Account
from families import network
from families.reading import family
from families.tables import Person
from meetings.reading import meeting
from tests.browser.axe import when_narrow, when_spaced
from tests.browser.house import House
from tests.browser.states import AT_THE_DESK, READABLE

WIDE = "Vestergårdsbækkenshøjgaardsmarken" * 3 + "Vestergårdsbækkenshøj"
LONG = "Anne Sofie Elisabeth af Vestergård og Nørremark til Søndergårde ved Åen og Bækken, født Østergaard på Vesterbjerg Hovedgård"[
    :120
]
OFFICE = (
    *("/", "/families", "/families?done=deleted", "/families/{family}", "/families/{family}?edit={person}"),
    *("/families/{family}?add=professional", "/families/{family}/plan", "/families/{family}/meetings/new"),
    *("/families/{family}/deletion", "/families/{family}/people/{person}/protection", "/meetings/{meeting}"),
    *("/families/{family}/people/{person}/looks", "/families/{family}/people/{person}/everything"),
    *("/meetings/{meeting}/as/{seat}", "/meetings/{meeting}/recorder", "/outbox", "/account"),
)


@pytest.fixture
def named(house: House) -> House:
    """Give the meeting with every name, title and place as long as one may be."""
    cast = house.scene.cast
    with house.scene.store.writing() as session:
        row, at = family(session, cast.family), meeting(session, cast.meeting)
        row.title, at.place, at.interpreter = WIDE, WIDE, LONG
        for number, someone in enumerate(cast.everybody().values()):
            given = {"name": (WIDE, LONG)[number % 2], "relation": (LONG, WIDE)[number % 2], "called": WIDE[:60]}
            person = session.get_one(Person, someone.person)
            network.correct(session, row, person_id=person.id, organisation=WIDE, email=person.email, **given)
        for number, account in enumerate(session.exec(select(Account))):
            account.name, account.unit = (WIDE, LONG)[number % 2], (LONG, WIDE)[number % 2]
    return house


def too_wide(page) -> list[str]:  # type: ignore[no-untyped-def]
    return when_narrow(page) + when_spaced(page)


def test_no_page_of_the_office_is_widened_by_a_name(named: House) -> None:
    cast, found = named.scene.cast, {}
    ids = {"family": cast.family, "meeting": cast.meeting, "person": cast.signe.person, "seat": cast.signe.seat}
    lene = named.office(cast.lene.actor, **AT_THE_DESK)
    for path in OFFICE:
        lene.opens(path.format(**ids))
        lene.page.evaluate("() => document.querySelectorAll('details').forEach(one => { one.open = true; })")
        found[path] = too_wide(lene.page)
    assert {path: wide for path, wide in found.items() if wide} == {}


@pytest.mark.parametrize(
    ("who", "paths"), [("admin", ("/employees", "/retention")), ("leader", ("/", "/leader/access"))]
)
def test_no_list_of_the_staff_is_widened_by_a_name(named: House, who: str, paths: tuple[str, ...]) -> None:
    person = named.office(getattr(named.scene.cast, who), **AT_THE_DESK)
    for path in paths:
        person.opens(path)
        assert too_wide(person.page) == []


def test_no_page_of_a_phone_is_widened_by_a_name(named: House) -> None:
    for page in ("", "/board", "/numbers"):
        assert too_wide(named.phone(named.scene.cast.signe, page, **READABLE).page) == []


def test_a_name_that_widens_a_page_is_found(named: House) -> None:
    """A planted fault: a page whose words do not wrap."""
    lene = named.office(named.scene.cast.lene.actor, **AT_THE_DESK)
    lene.opens("/families")
    lene.page.add_style_tag(content=".page :is(h3,a,li) { overflow-wrap: normal !important; }")
    assert too_wide(lene.page) != []
