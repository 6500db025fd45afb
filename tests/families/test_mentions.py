"""Whom a text names: a parent by every name and by what they are, and nobody by a word that only begins like it."""

import pytest

from families import mentions
from families.tables import Member, Person

JONAS, SIGNE, BO, KIM = "jonas", "signe", "bo", "kim"


def around(person_id: str, name: str, kind: str, relation: str, called: str, **more: bool) -> tuple[Member, Person]:
    member = Member(family_id="f", person_id=person_id, kind=kind, relation=relation, called=called, **more)
    return member, Person(id=person_id, name=name)


NAMED = mentions.of(
    [
        around(JONAS, "Jonas Madsen", "parent", "Far", "Far"),
        around(SIGNE, "Signe Bro", "parent", "Mor til Alma og Viggo", "Signe"),
        around(BO, "Bo Friis", "network", "Plejefar", "Bo", custody=True),
        around(KIM, "Kim Madsen", "network", "Farbror", "Kim"),
    ]
)


@pytest.mark.parametrize(
    "text",
    [
        *("Far henter", "FAR henter", "det er fars tur", "Det er far's tur", "far’s bil", "hos far-mand"),
        *("Faren er vred", "vi ringer til faren.", "Farens arbejde", "faderen", "Faderens telefon", "»Far«", "far!"),
        *("Jonas henter", "jonas' bil", "Jonas Madsen"),
    ],
)
def test_the_father_is_named_by_what_he_is_and_by_name(text: str) -> None:
    assert NAMED.about([text]) == {JONAS}


@pytest.mark.parametrize(
    "text", ["mor", "Mors arbejde", "moren", "Morens søster", "moderen", "Moderens ord", "Signe", "Signes ord"]
)
def test_the_mother_is_named_though_the_board_calls_her_by_her_first_name(text: str) -> None:
    assert NAMED.about([text]) == {SIGNE}


@pytest.mark.parametrize("text", ["plejefar", "Plejefaren", "plejefaderens hus"])
def test_whoever_else_has_custody_is_named_by_the_whole_word_only(text: str) -> None:
    assert NAMED.about([text]) == {BO}


@pytest.mark.parametrize(
    "text",
    [
        *("Det er farligt", "farlig", "farer", "fart", "farve", "farvel", "Farmor", "farfar", "farbror", "en fare"),
        *("god morgen", "mormor", "morfar", "morsomt", "moralen", "moderne", "Moderaterne", "morbror", "mord"),
        *("faderlig", "moderlig", "stedfar", "bonusmor", "svigermor", "gudfar", "Jonathan", "signere"),
        *("tumor", "humor", "safari", "bofælles", "afar"),
    ],
)
def test_a_word_that_only_looks_like_it_names_nobody(text: str) -> None:
    assert NAMED.about([text]) == frozenset()


def test_of_two_mothers_both_are_named() -> None:
    both = mentions.of(
        [around(JONAS, "Ida Holm", "parent", "Mor", "Ida"), around(SIGNE, "Eva Bro", "parent", "Medmor og mor", "Eva")]
    )
    assert (both.about(["moren siger"]), both.about(["Ida"])) == ({JONAS, SIGNE}, {JONAS})


def test_one_who_is_among_the_people_of_a_thing_is_meant_without_a_word() -> None:
    assert NAMED.about(["ro"], [SIGNE, KIM, None]) == {SIGNE}
