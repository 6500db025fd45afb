"""What the tests of the keeping room share: a ledger of the test's own, and a meeting that is over."""

from pathlib import Path

import pytest

from keeping.ledger import Ledger
from store.database import Store
from tests.cast import Cast
from tests.keeping.lives import full_meeting


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "ledger" / "tavlen.deleted")


@pytest.fixture
def held_meeting(the_store: Store, cast: Cast) -> Cast:
    """The cast's meeting, closed, with a canary wherever somebody can write."""
    with the_store.writing() as session:
        full_meeting(session, cast)
    return cast
