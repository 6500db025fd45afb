"""reading(), writing() and announce() on both engines."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from store import limits
from store.audit import AuditEntry, note
from store.database import Gate, Store, announce, now
from store.keyfile import make_key
from store.migrating import current, differences, head
from store.outbox import OutboxMail, letter, post
from store.refusal import UnsafeSetup

CANARY = "Kanariefugl i kælderen hos mormor"


def together(count: int, do: Callable[[int], object]) -> list[object]:
    """Do the same in so many threads at once, and give what came out or was raised."""
    found: list[object] = []
    barrier = threading.Barrier(count)

    def run(number: int) -> None:
        barrier.wait()
        try:
            found.append(do(number))
        except Exception as error:
            found.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def tries(store: Store, key: str) -> int:
    with store.reading() as session:
        return session.exec(select(limits.Bucket.tries).where(limits.Bucket.id == key)).one()


def verbs(store: Store) -> list[str]:
    with store.reading() as session:
        return list(session.exec(select(AuditEntry.verb).order_by(AuditEntry.seq)))


def test_eight_threads_that_each_add_25_end_at_200(the_store: Store) -> None:
    with the_store.writing() as session:
        limits.take(session, "counter", most=1, within=timedelta(hours=1))

    def add(_: int) -> None:
        for _ in range(25):
            with the_store.writing() as session:
                row = session.get_one(limits.Bucket, "counter", with_for_update=True)
                row.tries += 1
                session.add(row)

    assert together(8, add) == [None] * 8
    assert tries(the_store, "counter") == 201


def test_what_fails_leaves_nothing_behind(the_store: Store) -> None:
    with pytest.raises(RuntimeError), the_store.writing() as session:
        note(session, actor="a", verb="looked", thing="t")
        session.flush()
        raise RuntimeError
    assert verbs(the_store) == []


def test_a_reader_sees_one_unchanging_state(the_store: Store) -> None:
    with the_store.reading() as reader:
        before = reader.exec(select(AuditEntry.verb)).all()
        with the_store.writing() as session:
            note(session, actor="a", verb="looked", thing="t")
        assert reader.exec(select(AuditEntry.verb)).all() == before == []
    assert verbs(the_store) == ["looked"]


def test_a_write_in_a_reading_session_is_an_error_and_not_a_silent_loss(the_store: Store) -> None:
    with pytest.raises(DBAPIError), the_store.reading() as session:
        session.add(limits.Bucket(id="counter", since=now(session)))
        session.flush()
    with pytest.raises(RuntimeError), the_store.reading() as session:
        note(session, actor="a", verb="looked", thing="t")
    with the_store.writing() as session:
        note(session, actor="a", verb="wrote", thing="t")
    assert verbs(the_store) == ["wrote"]


def test_an_announcement_is_heard_after_the_commit_and_once(the_store: Store) -> None:
    heard: list[tuple[str, list[str]]] = []
    the_store.listeners.append(lambda board: heard.append((board, verbs(the_store))))
    with the_store.writing() as session:
        note(session, actor="a", verb="moved", thing="t")
        announce(session, "board-1")
        announce(session, "board-1")
        assert heard == []
    assert heard == [("board-1", ["moved"])]


def test_an_announcement_is_not_heard_when_the_transaction_fails(the_store: Store) -> None:
    heard: list[str] = []
    the_store.listeners.append(heard.append)
    with pytest.raises(RuntimeError), the_store.writing() as session:
        announce(session, "board-1")
        raise RuntimeError
    assert heard == []


def test_what_was_announced_before_a_rollback_is_forgotten_and_can_be_announced_again(the_store: Store) -> None:
    heard: list[str] = []
    the_store.listeners.append(heard.append)
    with the_store.writing() as session:
        note(session, actor="a", verb="moved", thing="t")
        session.flush()
        announce(session, "board-1")
        session.rollback()
    assert heard == []
    with the_store.writing() as session:
        note(session, actor="a", verb="moved", thing="t")
        session.flush()
        announce(session, "board-1")
        session.rollback()
        announce(session, "board-1")
    assert heard == ["board-1"]


def test_the_migrations_give_the_tables_of_the_code(the_store: Store) -> None:
    assert differences(the_store) == []
    assert current(the_store) == head()


def test_a_missing_table_is_a_difference(the_store: Store) -> None:
    """The planted fault for the test above."""
    with the_store.writing() as session:
        session.execute(text("DROP TABLE auditentry"))
    assert differences(the_store) != []


_MIGRATE = """
import sys
from pathlib import Path
from store.database import Store
from store.migrating import migrate
store = Store(sys.argv[1], key_file=Path(sys.argv[2]))
migrate(store)
store.close()
"""


def test_two_processes_that_start_on_an_empty_database_migrate_one_after_the_other(
    the_store: Store, tmp_path: Path
) -> None:
    url = the_store.url.render_as_string(hide_password=False)
    if the_store.encrypted:
        url = f"sqlite:///{tmp_path}/store/empty.db"
    else:
        with the_store.writing() as session:
            session.execute(text("DROP SCHEMA public CASCADE"))
            session.execute(text("CREATE SCHEMA public"))
    command = [sys.executable, "-c", _MIGRATE, url, str(tmp_path / "store" / "key")]
    processes = [subprocess.Popen(command) for _ in range(2)]
    assert [process.wait(timeout=60) for process in processes] == [0, 0]
    fresh = Store(url, key_file=tmp_path / "store" / "key")
    assert (differences(fresh), current(fresh)) == ([], head())
    fresh.close()


def test_two_first_tries_at_once_make_one_bucket(the_store: Store) -> None:
    def knock(_: int) -> None:
        with the_store.writing() as session:
            limits.take(session, "code:1.2.3.4", most=100, within=timedelta(minutes=1))

    assert together(8, knock) == [None] * 8
    assert tries(the_store, "code:1.2.3.4") == 8


def test_too_many_tries_are_refused_until_the_window_is_over(the_store: Store) -> None:
    def knock() -> str:
        try:
            with the_store.writing() as session:
                limits.take(session, "code", most=3, within=timedelta(minutes=1))
        except limits.TooOften as no:
            return no.sentence
        return "in"

    no = "Der er prøvet for mange gange. Vent et minut, og prøv igen."
    assert [knock() for _ in range(5)] == ["in", "in", "in", no, no]
    clock = the_store.clock
    the_store.clock = lambda: clock() + timedelta(minutes=1)
    assert [knock() for _ in range(4)] == ["in", "in", "in", no]


def test_a_limit_is_kept_per_key(the_store: Store) -> None:
    with the_store.writing() as session:
        limits.take(session, "grethe", most=1, within=timedelta(minutes=1))
        limits.take(session, "kim", most=1, within=timedelta(minutes=1))
        with pytest.raises(limits.TooOften):
            limits.take(session, "kim", most=1, within=timedelta(minutes=1))


def test_a_key_of_any_length_and_with_any_letters_is_counted(the_store: Store) -> None:
    for key in ("sign in:" + "å" * 300, "code:\x00\ud800", "code:2001:0db8:85a3:0000:0000:8a2e:0370:7334%eth0"):
        with the_store.writing() as session:
            limits.take(session, key, most=1, within=timedelta(minutes=1))
            assert limits.is_full(session, key, most=1, within=timedelta(minutes=1))


def mail(session: Session, key: str) -> OutboxMail:
    return letter(session, key=key, meeting_id="m", to="a@b.example", name="A", subject="Møde", body="Hej")


def test_the_same_mail_is_posted_once_even_by_two_at_once(the_store: Store) -> None:
    def send(_: int) -> bool:
        with the_store.writing() as session:
            posted = post(session, mail(session, "m:a:0"))
            note(session, actor="a", verb="posted", thing=str(posted))
            return posted

    assert sorted(map(str, together(4, send))) == ["False", "False", "False", "True"]
    assert len(verbs(the_store)) == 4
    with the_store.reading() as session:
        assert session.exec(select(OutboxMail.key)).all() == ["m:a:0"]


def test_a_mail_that_was_there_does_not_silence_the_board(the_store: Store) -> None:
    heard: list[str] = []
    the_store.listeners.append(heard.append)
    with the_store.writing() as session:
        post(session, mail(session, "k"))
    with the_store.writing() as session:
        announce(session, "board-1")
        with session.begin_nested() as savepoint:
            savepoint.rollback()
    assert heard == ["board-1"]


def test_the_gate_lets_writers_in_in_the_order_in_which_they_came() -> None:
    gate, order, threads = Gate(), [], []

    def write(number: int) -> None:
        with gate:
            order.append(number)

    with gate:
        for number in range(20):
            threads.append(threading.Thread(target=write, args=(number,)))
            threads[-1].start()
            while len(gate._waiting) <= number:
                time.sleep(0.001)
    for thread in threads:
        thread.join()
    assert order == list(range(20))


@pytest.mark.sqlcipher
def test_the_files_hold_nothing_that_a_person_wrote(the_store: Store, tmp_path: Path) -> None:
    with the_store.writing() as session:
        post(session, letter(session, key="k", meeting_id="m", to="a@b.example", name="A", subject="S", body=CANARY))
    files = list((tmp_path / "store").iterdir())
    assert {file.name for file in files} >= {"tavlen.db", "tavlen.db-wal", "key"}
    assert [file.name for file in files if CANARY.encode() in file.read_bytes()] == []
    assert not (tmp_path / "store" / "tavlen.db").read_bytes().startswith(b"SQLite format 3")


@pytest.mark.sqlcipher
def test_the_search_for_plain_text_finds_it_in_a_database_without_encryption(tmp_path: Path) -> None:
    """The planted fault for the test above."""
    import sqlite3

    plain = sqlite3.connect(tmp_path / "plain.db")
    plain.execute("CREATE TABLE mail (body TEXT)")
    plain.execute("INSERT INTO mail VALUES (?)", (CANARY,))
    plain.commit()
    plain.close()
    assert CANARY.encode() in (tmp_path / "plain.db").read_bytes()


@pytest.mark.sqlcipher
def test_another_key_opens_nothing(the_store: Store, tmp_path: Path) -> None:
    make_key(tmp_path / "other")
    stranger = Store(f"sqlite:///{tmp_path}/store/tavlen.db", key_file=tmp_path / "other")
    with pytest.raises(UnsafeSetup, match="Nøglen passer ikke til databasen"), stranger.reading() as session:
        session.exec(select(AuditEntry.id)).all()
    stranger.close()


@pytest.mark.sqlcipher
def test_a_store_without_a_key_does_not_open(tmp_path: Path) -> None:
    with pytest.raises(UnsafeSetup) as no:
        Store(f"sqlite:///{tmp_path}/tavlen.db")
    assert str(no.value) == "Databasen mangler en nøglefil. Sæt KEY_FILE."


@pytest.mark.sqlcipher
def test_every_connection_has_the_settings_that_keep_what_was_written(the_store: Store) -> None:
    asked = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "trusted_schema", "query_only")
    with the_store.writing() as session:
        found = [session.connection().exec_driver_sql(f"PRAGMA {name}").scalar() for name in asked]
    assert found == ["wal", 2, 1, 1, 0, 0]


_PROCESS = """
import sys
from datetime import timedelta
from pathlib import Path
from store import limits
from store.database import Store
store = Store(sys.argv[1], key_file=Path(sys.argv[2]))
for _ in range(25):
    with store.writing() as session:
        limits.take(session, "both", most=1000, within=timedelta(days=9999))
store.close()
"""


def test_two_processes_write_at_once_and_lose_nothing(the_store: Store, tmp_path: Path) -> None:
    url = the_store.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", _PROCESS, url, str(tmp_path / "store" / "key")]
    processes = [subprocess.Popen(command) for _ in range(2)]
    assert [process.wait(timeout=60) for process in processes] == [0, 0]
    assert tries(the_store, "both") == 50
