"""What is sealed opens with the same key, for the same purpose, at the same row, and nowhere else."""

import pytest

from store.database import Store
from store.refusal import UnsafeSetup
from store.sealing import key_for, mark, seal, unseal


def test_a_sealed_text_comes_back_and_does_not_show(the_store: Store) -> None:
    with the_store.reading() as session:
        sealed = seal(session, "Lærkevej 4", purpose="protection", about="row")
        assert unseal(session, sealed, purpose="protection", about="row") == "Lærkevej 4"
        assert "Lærkevej" not in sealed
        assert sealed != seal(session, "Lærkevej 4", purpose="protection", about="row")


@pytest.mark.parametrize(("purpose", "about"), [("other", "row"), ("protection", "other")])
def test_a_sealed_text_opens_for_its_own_row_and_purpose_only(the_store: Store, purpose: str, about: str) -> None:
    with the_store.reading() as session:
        sealed = seal(session, "Lærkevej 4", purpose="protection", about="row")
        with pytest.raises(UnsafeSetup):
            unseal(session, sealed, purpose=purpose, about=about)


def test_a_sealed_text_that_was_changed_does_not_open(the_store: Store) -> None:
    with the_store.reading() as session:
        sealed = seal(session, "Lærkevej 4", purpose="protection", about="row")
        for place in range(0, len(sealed) - 2, 7):
            changed = sealed[:place] + ("A" if sealed[place] != "A" else "B") + sealed[place + 1 :]
            with pytest.raises(UnsafeSetup):
                unseal(session, changed, purpose="protection", about="row")


def test_each_purpose_has_a_key_of_its_own(the_store: Store) -> None:
    with the_store.reading() as session:
        keys = {key_for(session, purpose) for purpose in ("a", "b", "join codes")}
        assert len(keys) == 3
        assert mark(session, "K7QM2XPA", purpose="a") != mark(session, "K7QM2XPA", purpose="b")
