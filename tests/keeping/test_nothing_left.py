"""What is deleted is nowhere: not in the file, its log, its index, a temporary file or the next copy.

A canary stands in every column that can hold words. The same is asked of an unencrypted twin, where anybody can look for bytes.
"""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, LargeBinary, String, Table

from keeping import retention
from keeping.due import whole_family
from keeping.ledger import Ledger
from keeping.periods import BY_KEY
from keeping.removing import remove
from store.backup import copy_to
from store.base import metadata
from store.compacting import compact
from store.database import Store
from store.keyfile import make_key
from store.migrating import migrate
from tests.conftest import THE_DAY
from tests.keeping import canaries
from tests.keeping.lives import set_clock

pytestmark = pytest.mark.sqlcipher
ONE_FAMILY = {*BY_KEY["case"].tables, *BY_KEY["board"].tables, *BY_KEY["passing"].tables, "outboxmail"}


def without_a_key(patch: pytest.MonkeyPatch) -> None:
    """Let every database that is opened from here on be an ordinary SQLite file: the key is never given."""
    from sqlcipher3 import dbapi2

    class Unkeyed(dbapi2.Connection):  # type: ignore[misc]
        def execute(self, sql: str, *values: Any) -> Any:
            return super().execute("SELECT 1" if sql.startswith("PRAGMA key=") else sql, *values)

    patch.setattr(dbapi2, "connect", partial(dbapi2.connect, factory=Unkeyed))


@pytest.fixture(params=["sealed", "plain"])
def filled(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Give a database with a canary in every column, encrypted as the product's or an ordinary file."""
    if request.param == "plain":
        without_a_key(monkeypatch)
    make_key(tmp_path / "key")
    store = Store(f"sqlite:///{tmp_path}/tavlen.db", key_file=tmp_path / "key")
    migrate(store)
    set_clock(store, THE_DAY)
    with store.writing() as session:
        canaries.fill(session, THE_DAY)
    yield store
    store.close()


def left(store: Store, folder: Path, *copies: Path) -> dict[str, set[str]]:
    """Give the canaries that are still found, place by place."""
    looked = {name: canaries.found_in(content) for name, content in canaries.places(store, folder, *copies)}
    return {name: found for name, found in looked.items() if found}


def of(names: set[str]) -> set[str]:
    """Give the canaries of these tables."""
    return {canaries.canary(column) for name in names for column in canaries.of_words(metadata.tables[name])}


def test_every_table_and_every_column_of_words_has_its_canary(filled: Store) -> None:
    with filled.reading() as session:
        rows = {table.name: repr(session.execute(table.select()).fetchall()) for table in canaries.tables()}
    assert {one for name, text in rows.items() for one in of({name}) if one not in text} == set()
    assert {*rows, *canaries.NOTHING_PERSONAL, canaries.CHAIN} == {table.name for table in metadata.sorted_tables}
    assert (len(rows) >= 35, len(canaries.every_canary()) >= 130) == (True, True)


def test_a_column_of_a_new_kind_or_a_word_that_looks_like_an_id_is_not_forgotten() -> None:
    new = Table(
        "new", metadata.__class__(), Column("id", String, primary_key=True),
        Column("drawing", LargeBinary), Column("who", String),
    )  # fmt: skip
    assert [column.name for column in canaries.of_words(new)] == ["drawing", "who"]


def test_a_deleted_family_leaves_nothing_in_any_file_or_in_the_next_copy(filled: Store, tmp_path: Path) -> None:
    before = left(filled, tmp_path)
    assert set.union(*before.values()) == canaries.every_canary()  # the way of looking finds each of them
    with filled.writing() as session:
        remove(session, Ledger(tmp_path / "ledger"), whole_family(session, canaries.row_of("family")))
    assert compact(filled)
    copy = copy_to(filled, tmp_path / "copies")
    rest = of({table.name for table in canaries.tables()} - ONE_FAMILY)
    assert left(filled, tmp_path, copy) == {"tavlen.db": rest, copy.name: rest}


def test_ten_years_later_nothing_of_anybody_is_left(filled: Store, tmp_path: Path) -> None:
    set_clock(filled, THE_DAY + timedelta(days=3650))
    retention.tidy(filled, Ledger(tmp_path / "ledger"))
    assert left(filled, tmp_path, copy_to(filled, tmp_path / "copies")) == {}


@pytest.mark.parametrize("fault", ["the log is not emptied", "what is deleted is not overwritten"])
def test_a_deletion_that_only_looks_like_one_is_found(
    filled: Store, tmp_path: Path, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted faults: without the checkpoint the log holds the words, without `secure_delete` the file does."""
    store = filled
    if fault == "what is deleted is not overwritten":
        assert compact(filled)
        monkeypatch.setattr("store.database._PRAGMAS", ("synchronous=FULL", "foreign_keys=ON", "secure_delete=OFF"))
        store = Store(str(filled.url), key_file=tmp_path / "key", clock=filled.clock)
    with store.writing() as session:
        remove(session, Ledger(tmp_path / "ledger"), whole_family(session, canaries.row_of("family")))
    if fault == "what is deleted is not overwritten":
        assert compact(store)
    found = {name: bool(words & of(ONE_FAMILY)) for name, words in left(store, tmp_path).items()}
    assert found["tavlen.db-wal" if fault == "the log is not emptied" else "tavlen.db"]
    store.close()


def test_a_temporary_file_without_a_name_is_looked_into(filled: Store, tmp_path: Path) -> None:
    """A planted fault: a temporary table on the disk instead of in memory."""
    from sqlcipher3 import dbapi2

    connection = dbapi2.connect(":memory:")
    connection.execute("PRAGMA temp_store=FILE")
    connection.execute("PRAGMA temp.cache_size=1")
    connection.execute("CREATE TEMP TABLE words (word TEXT)")
    for number in range(2000):
        connection.execute("INSERT INTO words VALUES (?)", (f"kanariefugl.card.text. {number}" * 20,))
    connection.commit()
    assert left(filled, tmp_path)["unnamed"] == {"kanariefugl.card.text."}
    connection.close()
    assert "unnamed" not in left(filled, tmp_path)
