"""A password is long, not among those that everybody tries, and kept in a way that tells nobody what it is."""

import pytest

from accounts.passwords import EasyPassword, check_password, fit_password
from accounts.signing_in import account_of, invite_employee
from store.database import Store
from store.refusal import Unfit

ABOUT = ("Tove Bergmann", "tove.bergmann@fjordby.example", "Fjordby Kommune")


@pytest.mark.parametrize(
    "password",
    [
        "passwordpassword",
        "123456789012",
        "qwertyuiopasdf",
        "adgangskode123",
        "sommer2026!!",
        "Fjordby Kommune 1",
        "Tove Bergmann 7",
        "tavlentavlentavlen",
        "aaaaaaaaaaaaaaaaaaaa",
        "iloveyouiloveyou",
    ],
)
def test_what_everybody_would_try_is_refused(password: str) -> None:
    with pytest.raises(EasyPassword):
        fit_password(password, about=ABOUT)


@pytest.mark.parametrize(
    "password",
    [
        "hest kat bil fjord",
        "korrekt hest batteri",
        "æøå ÆØÅ 日本 гриб",
        "kun små bogstaver i rækkefølge",
        "x7#Qm2!vR9@t",
        "på bakken " * 20,
    ],
)
def test_any_letters_will_do_however_many(password: str) -> None:
    assert fit_password(password, about=ABOUT).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_password_is_kept_anew_each_time_and_nowhere_readable() -> None:
    kept = {fit_password("hest kat bil fjord") for _ in range(2)}
    assert len(kept) == 2
    assert not any("hest" in one for one in kept)


@pytest.mark.parametrize("password", ["", "hest kat bi", "x" * 1_001])
def test_too_short_and_too_long_are_refused(password: str) -> None:
    with pytest.raises(Unfit):
        fit_password(password)


def test_an_address_with_danish_letters_signs_in_as_it_is_written(the_store: Store) -> None:
    with the_store.writing() as session:
        bo = invite_employee(session, name="Bo Å", email="Bo@Ærø.example", password="korrekt hest batteri")
        assert check_password(session, email="bo@ærø.example", password="korrekt hest batteri") == bo
        assert (account_of(session, "BO@ærø.example"), account_of(session, "bo@xn--r-3fa9c.example")) == (bo, bo)
