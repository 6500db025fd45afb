"""A copy that is put back forgets again what was deleted since; it does not serve before that."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from families.tables import Family
from keeping import holding, restoring
from keeping.due import whole_family
from keeping.ledger import Ledger
from keeping.removing import remove
from store.backup import copy_to
from store.database import Store
from store.refusal import UnsafeSetup
from tests.cast import Cast
from tests.keeping.lives import CANARY, SECRET, decrypted, full_meeting, hits_in_tables, rows

pytestmark = pytest.mark.sqlcipher
WORDS = (CANARY, SECRET, "Signe Bro", "Familien Bro Madsen")


@dataclass(frozen=True)
class Copied:
    """A store whose family was deleted after a copy was taken of it."""

    store: Store
    ledger: Ledger
    database: Path
    key: Path
    older: Path


@pytest.fixture
def copied(the_store: Store, cast: Cast, tmp_path: Path) -> Copied:
    ledger = Ledger(tmp_path / "ledger" / "tavlen.deleted")
    with the_store.writing() as session:
        full_meeting(session, cast)
    older = copy_to(the_store, tmp_path / "copies")
    with the_store.writing() as session:
        remove(session, ledger, whole_family(session, cast.family))
    restoring.compact(the_store)
    return Copied(the_store, ledger, tmp_path / "store" / "tavlen.db", tmp_path / "store" / "key", older)


def opened(copied: Copied, path: Path) -> Store:
    return Store(f"sqlite:///{path}", key_file=copied.key, clock=copied.store.clock)


def test_a_deleted_family_is_in_no_table_no_page_no_log_and_no_later_copy(copied: Copied, tmp_path: Path) -> None:
    assert hits_in_tables(copied.store, *WORDS) == []
    newer = copy_to(copied.store, tmp_path / "newer")
    places = [copied.database, copied.database.with_name("tavlen.db-wal"), newer]
    assert [p.name for p in places for word in WORDS if word.encode() in decrypted(p, copied.key)] == []
    assert {word for word in WORDS if word.encode() in decrypted(copied.older, copied.key)} == set(WORDS)


def test_an_older_copy_forgets_the_family_again(copied: Copied) -> None:
    copied.store.close()
    assert restoring.put_back(copied.older, copied.database, copied.key) is not None
    store = opened(copied, copied.database)
    assert hits_in_tables(store, *WORDS) != []  # what could come back is there
    assert (restoring.catch_up(store, copied.ledger) or 0) > 100
    assert hits_in_tables(store, *WORDS) == []
    wal = copied.database.with_name("tavlen.db-wal")
    assert [w for w in WORDS if w.encode() in decrypted(copied.database, copied.key) + decrypted(wal, copied.key)] == []
    assert restoring.catch_up(store, copied.ledger) is None
    store.close()


def test_what_hangs_on_a_deleted_thing_goes_with_it_though_the_ledger_does_not_name_it(copied: Copied) -> None:
    """An answer that was taken back before the family went stands in the older copy, and in no line."""
    lines = copied.ledger.path.read_text().splitlines(keepends=True)
    copied.ledger.path.write_text(
        "".join(line for line in lines if "\tanswer\t" not in line and "\tcard\t" not in line)
    )
    store = opened(copied, copied.older)
    assert {"answer", "card"} <= rows(store).keys()
    restoring.replay(store, copied.ledger)
    assert hits_in_tables(store, *WORDS) == []
    assert {"answer", "card"} <= copied.ledger.read().keys()
    store.close()


def test_a_ledger_that_is_lost_or_shortened_is_refused(copied: Copied) -> None:
    content = copied.ledger.path.read_bytes()
    for shorter in (content[:-40], b""):
        copied.ledger.path.write_bytes(shorter)
        with copied.store.reading() as session, pytest.raises(UnsafeSetup) as no:
            restoring.behind(session, copied.ledger)
        assert str(no.value) == restoring.LOST


def test_a_line_that_a_power_cut_tore_harms_no_other(copied: Copied) -> None:
    before = copied.ledger.read()
    with copied.ledger.path.open("ab") as file:
        file.write(b"2026-09-16T12:00:00Z\tfam")
    assert copied.ledger.read() == before
    copied.ledger.write(copied.store.clock(), [("card", "abcdefgh")])
    assert copied.ledger.read()["card"] == before["card"] | {"abcdefgh"}


def test_what_was_not_committed_after_all_is_named_no_longer(the_store: Store, cast: Cast, tmp_path: Path) -> None:
    ledger, before = Ledger(tmp_path / "ledger" / "tavlen.deleted"), rows(the_store)
    with pytest.raises(ZeroDivisionError), the_store.writing() as session:
        remove(session, ledger, whole_family(session, cast.family))
        assert ledger.read()["family"] == {cast.family}
        _ = 1 / 0
    assert ledger.read() == {}
    assert restoring.replay(the_store, ledger) == 0
    assert {name: ids for name, ids in rows(the_store).items() if name != "tidying"} == before
    with the_store.writing() as session:
        remove(session, ledger, whole_family(session, cast.family))
    assert ledger.read()["family"] == {cast.family}


def test_an_older_copy_keeps_a_family_under_legal_hold(copied: Copied, cast: Cast) -> None:
    store = opened(copied, copied.older)
    with store.writing() as session:
        holding.hold(session, cast.lene.actor, session.get_one(Family, cast.family), reason="Klagesag")
    before = rows(store)
    restoring.replay(store, copied.ledger)
    assert {name: ids for name, ids in rows(store).items() if name != "tidying"} == before
    with store.writing() as session:
        holding.lift(session, cast.lene.actor, session.get_one(Family, cast.family))
    restoring.replay(store, copied.ledger)
    assert hits_in_tables(store, *WORDS) == []
    store.close()


def test_a_copy_with_one_changed_bit_or_another_key_is_refused_and_nothing_changes(
    copied: Copied, tmp_path: Path
) -> None:
    copied.store.close()
    before = copied.database.read_bytes()
    broken = tmp_path / "broken.db"
    raw = bytearray(copied.older.read_bytes())
    raw[len(raw) // 2] ^= 1
    broken.write_bytes(raw)
    other = tmp_path / "other.key"
    other.write_text("cd" * 32)
    other.chmod(0o600)
    for copy, key in ((broken, copied.key), (copied.older, other)):
        with pytest.raises(UnsafeSetup):
            restoring.put_back(copy, copied.database, key)
    assert copied.database.read_bytes() == before
    assert not list(copied.database.parent.glob(".*"))


def test_a_database_that_is_in_use_is_not_replaced(copied: Copied) -> None:
    with copied.store.reading() as session:
        session.connection()
        with pytest.raises(UnsafeSetup) as no:
            restoring.put_back(copied.older, copied.database, copied.key)
    assert str(no.value) == restoring.IN_USE
    assert hits_in_tables(copied.store, *WORDS) == []
