"""Consent: who gave it, what it covers, until when."""

from datetime import date

import pytest
from sqlmodel import Session, select

from accounts.visibility import child
from families import consent
from families.network import member_of, start_family
from families.reading import family, family_view
from families.tables import Consent, ConsentPerson, Family
from store.database import Store
from store.refusal import NotFound, Unfit
from tests.cast import Cast, Someone

TODAY = date(2026, 9, 16)


def yes(
    session: Session, cast: Cast, giver: Someone, *covers: Someone, goals_only: bool = False, **values: object
) -> Consent:
    people = [one.person for one in covers]
    given: dict[str, object] = {"given_on": TODAY, "purpose": "Mødet", **values}
    return consent.give(
        session,
        family(session, cast.family),
        given_by=giver.person,
        covers=people,
        goals_only=people if goals_only else [],
        **given,  # type: ignore[arg-type]
    )


def stands(session: Session, cast: Cast, someone: Someone, on: date = TODAY) -> tuple[list[str], bool, bool]:
    """Give who is missing, whether the person may be called, and whether they see all."""
    member = member_of(session, cast.family, someone.person)
    names = {one.person: key for key, one in cast.everybody().items()}
    gaps = [names[holder] for holder in consent.missing(session, member, on)]
    return gaps, consent.may_invite(session, member, on), consent.sees_all(session, member, on)


def test_the_sample_s_gaps_are_found(the_store: Store, cast: Cast) -> None:
    with the_store.reading() as session:
        found = {key: stands(session, cast, one) for key, one in cast.everybody().items()}
    assert {key: said for key, said in found.items() if said != ([], True, True)} == {
        "pernille": (["jonas"], True, False),
        "hussein": (["signe", "jonas"], False, False),
    }


def test_with_shared_custody_one_parent_s_yes_calls_but_does_not_open_everything(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        yes(session, cast, cast.signe, cast.hussein)
        assert stands(session, cast, cast.hussein) == (["jonas"], True, False)
        yes(session, cast, cast.jonas, cast.hussein)
        assert stands(session, cast, cast.hussein) == ([], True, True)


def test_a_child_s_own_yes_does_not_stand_in_for_the_parents(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        yes(session, cast, cast.alma, cast.hussein)
        yes(session, cast, cast.grethe, cast.hussein)
        assert stands(session, cast, cast.hussein) == (["signe", "jonas"], False, False)


def hear_alma(session: Session, cast: Cast) -> set[str]:
    """Give those who may read Alma's own words."""
    cover = consent.cover(session, cast.family, TODAY)
    members = {key: member_of(session, cast.family, one.person) for key, one in cast.everybody().items()}
    return {key for key, member in members.items() if child(cast.alma.person) in cover.words(member)}


def test_a_child_s_own_consent_decides_about_its_own_words_and_about_nothing_else(the_store: Store, cast: Cast) -> None:
    own = {"signe", "jonas", "alma"}
    with the_store.writing() as session:
        assert hear_alma(session, cast) == own | {"lene", "ditte", "mikkel", "anne_marie", "grethe"}
        yes(session, cast, cast.alma, cast.ditte, goals_only=True)
        assert (stands(session, cast, cast.ditte), "ditte" in hear_alma(session, cast)) == (([], True, True), False)
        yes(session, cast, cast.alma, cast.hussein, cast.kim)
        assert hear_alma(session, cast) == own | {"lene", "mikkel", "anne_marie", "grethe", "kim"}


def test_a_child_that_takes_its_consent_back_is_read_by_those_with_custody_alone(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        for row in session.exec(select(Consent).where(Consent.given_by == cast.alma.person)):
            consent.withdraw(session, row)
        assert hear_alma(session, cast) == {"signe", "jonas", "alma"}


def test_without_a_consent_of_its_own_a_child_is_read_as_the_parents_say(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        for row in session.exec(select(Consent).where(Consent.given_by == cast.alma.person)):
            _take_out(session, row)
        yes(session, cast, cast.jonas, cast.ditte, parts=["works", "worries", "numbers", "rest"])
        assert hear_alma(session, cast) == set(cast.everybody()) - {"ditte", "pernille", "hussein"}


def _take_out(session: Session, row: Consent) -> None:
    for covered in session.exec(select(ConsentPerson).where(ConsentPerson.consent_id == row.id)):
        session.delete(covered)
    session.flush()
    session.delete(row)
    session.flush()


def test_the_strictest_of_the_parents_consents_counts_part_by_part(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        yes(session, cast, cast.signe, cast.ditte, parts=["works", "numbers"])
        yes(session, cast, cast.jonas, cast.ditte, parts=["works", "worries"])
        ditte = member_of(session, cast.family, cast.ditte.person)
        assert consent.cover(session, cast.family, TODAY).parts(ditte) == {"works"}


def test_an_older_yes_does_not_come_back_when_the_newest_is_taken_back(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        narrower = yes(session, cast, cast.jonas, cast.ditte, goals_only=True)
        consent.withdraw(session, narrower, noted_by="Lene Skov")
        assert (narrower.withdrawal_noted_by, stands(session, cast, cast.ditte)) == (
            "Lene Skov",
            (["jonas"], True, False),
        )


def test_a_yes_that_begins_later_does_not_count_yet(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        for giver in (cast.signe, cast.jonas):
            yes(session, cast, giver, cast.hussein, valid_from=date(2026, 9, 20))
        assert stands(session, cast, cast.hussein) == (["signe", "jonas"], False, False)
        assert stands(session, cast, cast.hussein, date(2026, 9, 20)) == ([], True, True)


def test_another_basis_than_consent_is_written_down_by_the_professional(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        for about in (cast.signe, cast.jonas):
            row = yes(session, cast, about, cast.hussein, basis="law", basis_text="Skrevet af Lene", parts=["works"])
        hussein = member_of(session, cast.family, cast.hussein.person)
        assert (row.basis, row.basis_text) == ("law", "Skrevet af Lene")
        assert consent.cover(session, cast.family, TODAY).parts(hussein) == {"works"}


def test_the_newest_word_of_the_same_parent_counts(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        yes(session, cast, cast.jonas, cast.pernille)
        yes(session, cast, cast.signe, cast.pernille)
        assert stands(session, cast, cast.pernille) == ([], True, True)
        yes(session, cast, cast.signe, cast.pernille, goals_only=True)
        assert stands(session, cast, cast.pernille) == ([], True, False)


def test_a_paper_from_before_a_no_does_not_bring_the_yes_back(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        given = yes(session, cast, cast.signe, cast.hussein, given_on=date(2026, 9, 10))
        consent.withdraw(session, given)  # today
        with pytest.raises(Unfit, match="Personen har taget et samtykke tilbage efter den dag"):
            yes(session, cast, cast.signe, cast.lene, cast.hussein, given_on=date(2026, 9, 15))
        yes(session, cast, cast.signe, cast.lene, given_on=date(2026, 9, 15))  # nothing was taken back about her
        yes(session, cast, cast.jonas, cast.hussein, given_on=date(2026, 9, 15))
        assert stands(session, cast, cast.hussein) == (["signe"], True, False)
        yes(session, cast, cast.signe, cast.hussein)
        assert stands(session, cast, cast.hussein) == ([], True, True)


def test_each_parents_consents_stand_together_and_say_which_of_them_counts(the_store: Store, cast: Cast) -> None:
    six = [cast.lene, cast.ditte, cast.mikkel, cast.pernille, cast.anne_marie, cast.birgit]
    with the_store.writing() as session:
        given = {
            "some": yes(session, cast, cast.signe, cast.pernille, goals_only=True, given_on=date(2026, 9, 2)),
            "rest": yes(session, cast, cast.signe, *six, given_on=date(2026, 9, 3)),
            "later": yes(session, cast, cast.signe, cast.hussein, valid_from=date(2026, 10, 1)),
            "over": yes(session, cast, cast.jonas, cast.hussein, valid_until=TODAY),
        }
        called = {row.id: name for name, row in given.items()}
        told = family_view(session, cast.family).consents
        assert [(one.given_by, called.get(one.id, "first"), one.state, one.replaced) for one in told][:4] == [
            ("Signe Bro", "later", "waiting", ()),
            ("Signe Bro", "rest", "holds", ()),
            ("Signe Bro", "some", "replaced", ("Pernille Juul",)),
            ("Signe Bro", "first", "replaced", told[3].covers),
        ]
        given["over"].given_on = given["over"].valid_until = date(2026, 9, 15)
        assert [one.state for one in family_view(session, cast.family).consents if one.id == given["over"].id] == [
            "expired"
        ]


def test_a_withdrawn_consent_covers_nobody_from_that_day_and_keeps_its_first_day(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        for row in session.exec(select(Consent).where(Consent.given_by == cast.signe.person)):
            consent.withdraw(session, row)
            assert row.withdrawn_on == TODAY
            row.withdrawn_on = date(2026, 9, 10)
            consent.withdraw(session, row)
            assert row.withdrawn_on == date(2026, 9, 10)
        assert stands(session, cast, cast.ditte) == (["signe"], True, False)
        assert stands(session, cast, cast.ditte, date(2026, 9, 9)) == ([], True, True)


@pytest.mark.parametrize(
    ("day", "gaps"), [(date(2026, 8, 30), ["jonas"]), (date(2027, 8, 28), []), (date(2027, 8, 29), ["signe"])]
)
def test_a_consent_holds_from_its_day_to_its_last_day(the_store: Store, cast: Cast, day: date, gaps: list[str]) -> None:
    with the_store.reading() as session:
        assert stands(session, cast, cast.ditte, day)[0] == gaps


@pytest.mark.sqlcipher
@pytest.mark.parametrize(
    ("values", "sentence", "field"),
    [
        ({"given_on": date(2026, 9, 17)}, "Samtykket kan ikke være givet i fremtiden. Ret datoen.", "given_on"),
        ({"valid_until": date(2026, 9, 15)}, "Samtykket kan ikke slutte, før det er givet. Ret datoen.", "valid_until"),
        ({"valid_from": date(2026, 9, 15)}, "Samtykket kan ikke gælde, før det er givet. Ret datoen.", "valid_from"),
        ({"form": "sunget"}, "Vælg, om samtykket er skriftligt eller mundtligt.", "given_form"),
        ({"form": "oral", "noted_by": "\u200b "}, "Skriv, hvem der har noteret samtykket.", "noted_by"),
        ({"basis": "love"}, "Vælg, hvad der giver lov til at dele.", "basis"),
        ({"basis": "law"}, "Skriv, hvilken lovhjemmel I bruger.", "basis_text"),
    ],
)
def test_a_consent_that_cannot_be_is_refused(
    the_store: Store, cast: Cast, values: dict[str, object], sentence: str, field: str
) -> None:
    with the_store.writing() as session, pytest.raises(Unfit) as no:
        yes(session, cast, cast.signe, cast.hussein, **values)
    assert (no.value.sentence, no.value.field) == (sentence, field)


def test_only_people_around_the_family_give_and_get_a_consent(the_store: Store, cast: Cast) -> None:
    stranger = Someone("none-such-person", "none-such-seat", cast.per)
    with the_store.writing() as session:
        for giver, covered in ((stranger, cast.hussein), (cast.signe, stranger)):
            with pytest.raises(NotFound):
                yes(session, cast, giver, covered)


def test_a_person_named_twice_is_covered_once(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        yes(session, cast, cast.signe, cast.hussein, cast.hussein)
        assert stands(session, cast, cast.hussein) == (["jonas"], True, False)


def test_the_words_of_a_consent_are_cleaned(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        row = yes(
            session, cast, cast.signe, cast.hussein, purpose="Mø\x00det\r\nher\ud800", limits=" \u202e<b>kun mål</b> "
        )
        assert (row.purpose, row.limits) == ("Mødet\nher", "<b>kun mål</b>")
        with pytest.raises(Unfit):
            yes(session, cast, cast.signe, cast.hussein, purpose="x" * 10_000)


def test_a_consent_of_another_family_covers_nothing(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        other: Family = start_family(session, cast.per, title="En anden familie")
        with pytest.raises(NotFound):
            consent.give(
                session,
                other,
                given_by=cast.signe.person,
                given_on=TODAY,
                purpose="",
                covers=[cast.hussein.person],
            )
        assert stands(session, cast, cast.hussein) == (["signe", "jonas"], False, False)
