"""A password is long, not among those that everybody tries, and kept in a way that tells nobody what it is."""

import pytest

from accounts.passwords import EasyPassword, fit_password
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
