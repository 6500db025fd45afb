"""Consent: who gave it, what it covers, until when."""

from datetime import date

import pytest
from sqlmodel import Session, select

from families import consent
from families.network import member_of, start_family
from families.reading import family
from families.tables import Consent, Family
from store.database import Store
from store.refusal import NotFound, Unfit
from tests.cast import Cast, Someone

TODAY = date(2026, 9, 16)


def yes(
    session: Session, cast: Cast, giver: Someone, *covers: Someone, goals_only: bool = False, **values: object
) -> Consent:
    people = [one.person for one in covers]
    given: dict[str, object] = {"given_on": TODAY, "how": "mundtligt", "purpose": "Mødet", **values}
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


def test_a_child_s_limit_counts(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        yes(session, cast, cast.alma, cast.ditte, goals_only=True)
        assert stands(session, cast, cast.ditte) == ([], True, False)


def test_the_newest_word_of_the_same_parent_counts(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        yes(session, cast, cast.jonas, cast.pernille)
        yes(session, cast, cast.signe, cast.pernille)
        assert stands(session, cast, cast.pernille) == ([], True, True)
        yes(session, cast, cast.signe, cast.pernille, goals_only=True)
        assert stands(session, cast, cast.pernille) == ([], True, False)


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
        ({"how": "\u200b "}, "Skriv, hvordan samtykket er givet.", "how"),
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
                how="m",
                purpose="",
                covers=[cast.hussein.person],
            )
        assert stands(session, cast, cast.hussein) == (["signe", "jonas"], False, False)
