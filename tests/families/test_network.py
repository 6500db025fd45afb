"""The family and the people around it."""

import contextlib

import pytest
from sqlmodel import Session

from accounts.actor import Actor
from families import network
from families.reading import family_view, members, people
from families.tables import Family, Person
from families.team import families_of, is_on_team
from store.database import Store
from store.refusal import NotFound, Unfit
from tests.cast import Cast

LENE = Actor(kind="employee", id="lene", name="Lene")


def start(session: Session) -> Family:
    return network.start_family(session, LENE, title="Familien Bro Madsen")


def test_a_family_needs_a_name(the_store: Store) -> None:
    with the_store.writing() as session, pytest.raises(Unfit) as no:
        network.start_family(session, LENE, title=" \u200b ")
    assert (no.value.sentence, no.value.field) == ("Skriv, hvad familien skal hedde her.", "title")


@pytest.mark.sqlcipher
@pytest.mark.parametrize("written", ["010203-1234", "0102031234", "Sag 311299 4321", "710203-1234"])
def test_a_cpr_number_is_neither_a_familys_name_nor_its_case_number(the_store: Store, written: str) -> None:
    with the_store.writing() as session:
        house = start(session)
        for wrong in (
            lambda: network.number_case(session, house, case_ref=written),
            lambda: network.start_family(session, LENE, title=written),
        ):
            with pytest.raises(Unfit, match="ligner et cpr-nummer"):
                wrong()
        assert house.case_ref is None


@pytest.mark.sqlcipher
@pytest.mark.parametrize("written", ["2026-1001", "26/010203", "011399-1234", "27.24.00-G01-12-26", "12010203-12345"])
def test_a_number_that_is_no_day_and_four_figures_is_a_case_number(the_store: Store, written: str) -> None:
    with the_store.writing() as session:
        house = start(session)
        network.number_case(session, house, case_ref=written)
        assert house.case_ref == written


@pytest.mark.sqlcipher
@pytest.mark.parametrize(
    ("name", "kind", "relation", "called", "on_the_board"),
    [
        ("Signe Bro", "parent", "Mor", "", "Mor"),
        ("Grethe Bro", "network", "Mormor", "", "Mormor"),
        ("Alma Bro Madsen", "child", "Barn, 13 år", "", "Alma"),
        ("Ditte Krogh", "professional", "Klasselærer", "", "Ditte"),
        ("Kim Madsen", "network", "", "", "Kim"),
        ("Kim Madsen", "network", "Farbror", "Onkel Kim", "Onkel Kim"),
    ],
)
def test_nobody_s_surname_stands_on_the_wall(
    the_store: Store, name: str, kind: str, relation: str, called: str, on_the_board: str
) -> None:
    with the_store.writing() as session:
        member = network.add_person(session, start(session), name=name, kind=kind, relation=relation, called=called)
        assert member.called == on_the_board


@pytest.mark.sqlcipher
@pytest.mark.parametrize(
    "email", ["a", "@b.dk", "a@", "a b@c.dk", "a@b.dk,c@d.dk", "a@b.dk;c@d.dk", "A <a@b.dk>", "a@b@c.dk", 'a"@b.dk']
)
def test_what_is_not_one_mail_address_is_refused(the_store: Store, email: str) -> None:
    with the_store.writing() as session, pytest.raises(Unfit) as no:
        network.new_person(session, name="Kim", email=email)
    assert no.value.field == "email"


def test_a_line_break_in_an_address_adds_no_recipient(the_store: Store) -> None:
    with the_store.writing() as session, pytest.raises(Unfit):
        network.new_person(session, name="Kim", email="kim@b.example\r\nBcc: alle@b.example")


@pytest.mark.sqlcipher
@pytest.mark.parametrize("age", [-1, 121, "tretten", 2**70, "1e2"])
def test_an_age_is_a_number_of_years(the_store: Store, age: object) -> None:
    with the_store.writing() as session, pytest.raises(Unfit) as no:
        network.add_person(session, start(session), name="Alma", kind="child", relation="", age=age)  # type: ignore[arg-type]
    assert (no.value.sentence, no.value.field) == ("Skriv alderen som et tal.", "age")


def test_the_same_person_is_around_a_family_once(the_store: Store) -> None:
    with the_store.writing() as session:
        house = start(session)
        member = network.add_person(session, house, name="Kim", kind="network", relation="Farbror")
        kim = session.get_one(Person, member.person_id)
        with pytest.raises(Unfit) as no:
            network.add_person(session, house, name="Kim", kind="network", relation="Farbror", person=kim)
    assert no.value.sentence == "Kim er der allerede."


def test_people_stand_in_the_order_in_which_they_were_written_down(the_store: Store, cast: Cast) -> None:
    with the_store.reading() as session:
        assert [person.name for _, person in members(session, cast.family)][:3] == [
            "Signe Bro",
            "Jonas Madsen",
            "Alma Bro Madsen",
        ]


def test_an_employee_of_another_team_finds_no_family(the_store: Store, cast: Cast) -> None:
    with the_store.reading() as session:
        assert [row.title for row in families_of(session, cast.lene.actor.id)] == ["Familien Bro Madsen"]
        for stranger in (
            cast.per.id,
            cast.admin.id,
            cast.leader.id,
            cast.ditte.actor.id,
            cast.pernille.actor.id,
            cast.hussein.actor.id,
            "",
        ):
            assert families_of(session, stranger) == []
            assert not is_on_team(session, cast.family, stranger)


def test_a_family_that_is_not_there_reads_like_one_that_is_not_for_you(the_store: Store) -> None:
    with the_store.reading() as session, pytest.raises(NotFound) as no:
        family_view(session, "none-such-family")
    assert no.value.sentence == "Vi kan ikke finde siden. Gå tilbage til dine møder."


def test_the_office_sees_what_is_missing_of_consent(the_store: Store, cast: Cast) -> None:
    with the_store.reading() as session:
        found = {
            person.called: (person.consent, person.invitable, person.full) for person in people(session, cast.family)
        }
    assert {called: said for called, said in found.items() if said != ("", True, True)} == {
        "Pernille": ("Far", True, False),
        "Hussein": ("Mor, Far", False, False),
    }


def test_the_family_s_page_names_whom_a_consent_covers_and_who_sees_goals_only(the_store: Store, cast: Cast) -> None:
    with the_store.reading() as session:
        given = family_view(session, cast.family).consents
    assert [(one.given_by, one.covers, one.goals_only) for one in given][:2] == [
        (
            "Signe Bro",
            ("Lene Skov", "Ditte Krogh", "Mikkel Holm", "Pernille Juul", "Anne-Marie Lund", "Birgit Toft"),
            ("Pernille Juul",),
        ),
        ("Jonas Madsen", ("Lene Skov", "Ditte Krogh", "Mikkel Holm", "Anne-Marie Lund", "Birgit Toft"), ()),
    ]


HOSTILE = [
    "<script>alert(1)</script>",
    "\x00\x0b\x1b",
    "\ud800",
    "{0.__class__}",
    "=1+1",
    "'; DROP TABLE family;--",
    "a" * 10_000,
]


def test_hostile_text_in_any_field_is_kept_as_text_or_refused(the_store: Store) -> None:
    with the_store.writing() as session:
        house = start(session)
        for field in ("name", "relation", "called", "organisation", "phone"):
            for text in HOSTILE:
                values = {"name": "Kim", "relation": "Farbror"} | {field: text}
                with contextlib.suppress(Unfit):
                    network.add_person(session, house, kind="network", **values)  # type: ignore[arg-type]
    with the_store.reading() as session:
        seen = family_view(session, house.id).people
    assert {person.organisation for person in seen} == {"", "<script>alert(1)</script>", *HOSTILE[3:6]}
    assert {person.name for person in seen} == {"Kim", "<script>alert(1)</script>", *HOSTILE[3:6]}
