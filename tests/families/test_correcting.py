"""Correcting what is written about somebody around a family."""

import pytest
from sqlmodel import Session

from families.network import correct
from families.reading import family
from families.tables import Person
from store.database import Store
from store.refusal import NotFound, Unfit
from tests.cast import Cast


def corrected(session: Session, cast: Cast, person_id: str, **more: object) -> Person:
    values = {"name": "Ditte Krogh", "relation": "Lærer", "email": "ditte@fjordby.example", **more}
    correct(session, family(session, cast.family), person_id=person_id, **values)  # type: ignore[arg-type]
    return session.get_one(Person, person_id)


def test_a_new_phone_number_leaves_the_account_as_it_was(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        person = corrected(session, cast, cast.ditte.person, phone="12 34 56 78")
        assert (person.phone, person.account_id) == ("12 34 56 78", cast.ditte.actor.id)


def test_a_new_address_is_another_employee_or_nobody(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        assert corrected(session, cast, cast.ditte.person, email="anden@fjordby.example").account_id is None
        assert corrected(session, cast, cast.ditte.person, account_id=cast.per.id).account_id == cast.per.id


def test_an_empty_name_and_a_wrong_address_are_refused(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        for wrong in ({"name": " "}, {"email": "ditte"}, {"age": "ung"}):
            with pytest.raises(Unfit):
                corrected(session, cast, cast.ditte.person, **wrong)


def test_somebody_who_is_not_around_the_family_is_not_corrected(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session, pytest.raises(NotFound):
        corrected(session, cast, "nobody-at-all")
