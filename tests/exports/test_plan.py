"""The family's plan on paper."""

from dataclasses import replace

from exports.plan import plan
from tests.exports.checking import opened, read_by_pandoc, tables_of, word_faults
from tests.exports.scene import GOAL, OTHER_GOAL, PLAN_NOW

WHOLE = plan(PLAN_NOW)


def lines(document: bytes, style: str) -> list[str]:
    return [p.text.replace("\xa0", " ") for p in opened(document).paragraphs if p.style.name == style]


def test_each_goal_has_its_own_agreements_and_how_they_go():
    assert lines(WHOLE, "Heading 2")[:3] == [OTHER_GOAL, GOAL, "Freja sover hele natten"]
    assert tables_of(WHOLE)[0][0] == ["Hvad", "Hvem", "Hvornår", "Sådan ser vi det", "Hvordan går det?"]
    assert tables_of(WHOLE)[1][1][1:3] == ["Ditte\nHjælp fra Alma", "mandag den 21. september 2026"]
    assert [row[4] for row in tables_of(WHOLE)[1][1:]] == ["Gjort\nDet duer", "Ikke begyndt"]


def test_an_overdue_agreement_says_so():
    late = replace(PLAN_NOW, goals=(), loose=(replace(PLAN_NOW.loose[0], overdue=True),))
    assert tables_of(plan(late))[0][1][1:] == [
        "Ikke aftalt",
        "Ikke aftalt",
        "Ikke aftalt",
        "Ikke begyndt\nDagen er gået.",
    ]


def test_a_goal_without_agreements_reads_ikke_aftalt():
    assert "Det gør vi: Ikke aftalt" in lines(WHOLE, "Normal")


def test_what_works_stands_with_who_said_it():
    assert lines(WHOLE, "Statement")[0] == "Jeg er stået op fire ud af fem morgener siden august – Signe"


def test_the_coordinators_and_the_helpers_can_be_called():
    assert tables_of(WHOLE)[3] == [
        ["Navn", "Hvem er det?", "Telefon"],
        ["Mikkel", "Holder styr på planen for familien", "89 40 12 34"],
        ["Lene", "Holder styr på planen for fagfolk", "Intet nummer"],
        ["Mormor", "Mormor", "20 12 34 56"],
    ]


def test_each_person_keeps_their_own_number():
    assert [row[:3] for row in tables_of(WHOLE)[4]][:2] == [["Hvem", "Tal", "Sidst"], ["Signe", "6", "4"]]


def test_the_next_meeting_is_set_or_said_to_be_open():
    assert "Vi mødes igen\tonsdag den 9. december 2026 kl. 15.00\nHavneskolen, lokale 12" in lines(WHOLE, "Fact")
    open_end = plan(replace(PLAN_NOW, next_starts=None, next_place="", next_open=True))
    assert lines(open_end, "Fact")[-1] == "Vi mødes igen\tIkke aftalt"


def test_a_plan_before_the_first_meeting_is_a_whole_document():
    empty = plan(
        replace(
            PLAN_NOW,
            made_on=None,
            goals=(),
            loose=(),
            strengths=(),
            coordinators=(),
            helpers=(),
            scales=(),
            children=(),
        )
    )
    assert lines(empty, "Heading 1") == ["Det vil vi", "Dem ringer vi til"]
    assert word_faults(empty) == []


def test_the_plan_is_accessible_light_and_the_same_each_time():
    assert word_faults(WHOLE) == []
    assert plan(PLAN_NOW) == WHOLE
    assert len(WHOLE) <= 20_000
    assert opened(WHOLE).core_properties.title == "Vores plan, Alma, Freja og Viggo"


def test_another_program_finds_every_agreement():
    found = read_by_pandoc(WHOLE)
    assert [action.text for action in PLAN_NOW.actions if action.text not in found] == []
