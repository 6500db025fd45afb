"""A new key for the database: the old one opens nothing, and a change that is killed anywhere leaves an openable database."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2
from sqlmodel import select

from accounts.tables import Account
from keeping.rekeying import change_key
from keeping.restoring import put_back
from store import sealing
from store.database import Store
from store.keyfile import Keys, read_keys, write_keys
from store.refusal import UnsafeSetup
from tests.cast import Cast

pytestmark = pytest.mark.sqlcipher
DAY = date(2026, 9, 16)
ROOT = Path(__file__).parent.parent.parent
# Loads everything once, and forks for each line with N and a folder. The fork counts what it does to files and databases,
# and kills itself before number N, as a power cut would.
KILLED = """
import os, signal, sys
from datetime import date
from pathlib import Path
from keeping.rekeying import change_key
import keeping.tables, sqlcipher3.dbapi2
from store.database import Store
for line in iter(sys.stdin.readline, ""):
    child = os.fork()
    if not child:
        break
    print("ended", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
else:
    sys.exit()
at, folder = int(line.split()[0]), Path(line.rstrip().split(maxsplit=1)[1])
signal.alarm(60)
done = 0
def step(event, given):
    global done
    name = str(given[0]) if given else ""
    if event in ("open", "os.rename", "os.remove", "os.link", "os.chmod") and str(folder) in name:
        done += 1
        if done == at:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(step)
change_key(folder / "tavlen.db", folder / "key", today=date(2026, 9, 16))
print(done)
"""
# The same, killed at each statement that the databases are asked: copying, giving the key, reading every page.
SLOW = KILLED.replace(
    "sys.addaudithook(step)",
    """
real = sqlcipher3.dbapi2.connect
def watched(*given, **more):
    connection = real(*given, **more)
    connection.set_trace_callback(lambda said: step("open", [str(folder)]))
    return connection
sqlcipher3.dbapi2.connect = watched
""",
)


@pytest.fixture
def folder(the_store: Store, cast: Cast, tmp_path: Path) -> Path:
    """A database of the cast that nobody uses, with its key."""
    the_store.close()
    return tmp_path / "store"


def names(folder: Path, key: str = "key") -> list[str]:
    store = Store(f"sqlite:///{folder}/tavlen.db", key_file=folder / key)
    try:
        with store.reading() as session:
            return sorted(session.exec(select(Account.name)))
    finally:
        store.close()


def change(folder: Path) -> Path:
    return change_key(folder / "tavlen.db", folder / "key", today=DAY)


def test_the_new_key_opens_the_database_and_the_old_one_does_not(folder: Path) -> None:
    before, old = names(folder), read_keys(folder / "key")
    aside = change(folder)
    new = read_keys(folder / "key")
    assert (names(folder), new.root, new.coming, read_keys(aside)) == (before, old.root, None, old)
    assert new.database != old.database
    assert (aside.stat().st_mode & 0o777, (folder / "key").stat().st_mode & 0o777) == (0o600, 0o600)
    with pytest.raises(UnsafeSetup, match="Nøglen passer ikke"):
        names(folder, aside.name)
    assert {one.name for one in folder.iterdir()} == {"tavlen.db", "key", aside.name}


def test_what_was_sealed_and_marked_before_still_opens(the_store: Store, cast: Cast, folder: Path) -> None:
    with the_store.reading() as session:
        sealed = sealing.seal(session, "hemmeligt", purpose="p", about="a")
        marked = sealing.mark(session, "ord", purpose="p")
    the_store.close()
    change(folder)
    store = Store(f"sqlite:///{folder}/tavlen.db", key_file=folder / "key")
    with store.reading() as session:
        assert sealing.unseal(session, sealed, purpose="p", about="a") == "hemmeligt"
        assert sealing.mark(session, "ord", purpose="p") == marked
    store.close()


def test_a_second_change_keeps_both_old_keys(folder: Path) -> None:
    first, second = change(folder), change(folder)
    assert first != second
    assert names(folder)
    assert read_keys(first).database != read_keys(second).database


def test_a_database_in_use_keeps_its_key(folder: Path, the_store: Store) -> None:
    old = read_keys(folder / "key")
    with the_store.reading() as session:
        session.exec(select(Account.id)).all()
        with pytest.raises(UnsafeSetup, match="Databasen er i brug"):
            change(folder)
    assert read_keys(folder / "key") == old
    the_store.close()
    assert names(folder)


def test_drafts_with_a_key_go_and_other_hidden_files_beside_it_stay(folder: Path) -> None:
    chance = "0123456789abcdef"
    drafts = [f".key.{chance}", f".key.before-2026-09-16.{chance}", ".key.trial", f"..key.trial.{chance}"]
    others = [".key.notes", ".key.before-2026-09-16", f".key2.{chance}", ".profile"]
    for name in drafts + others:
        (folder / name).write_text("")
    change(folder)
    assert sorted(one.name for one in folder.iterdir() if one.name.startswith(".")) == sorted(others)


def test_a_copy_from_before_is_put_back_with_the_old_key_once_the_present_database_is_moved_away(folder: Path) -> None:
    before, copy = names(folder), shutil.copyfile(folder / "tavlen.db", folder.parent / "copy.db")
    old = change(folder)
    with pytest.raises(UnsafeSetup, match=r"tavlen\.db har en anden nøgle end kopien\. Flyt tavlen\.db"):
        put_back(copy, folder / "tavlen.db", old)
    assert names(folder) == before
    (folder / "tavlen.db").rename(folder.parent / "moved.db")
    assert put_back(copy, folder / "tavlen.db", old) is None
    old.replace(folder / "key")
    assert names(folder) == before
    change(folder)
    assert names(folder) == before


@contextmanager
def changing(script: str) -> Iterator[Callable[[int, Path], list[str]]]:
    """Give a way to change the key in a process of its own that is killed before step N. Gives what it said, its status last."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "env": environment}
    with subprocess.Popen([sys.executable, "-c", script], **pipes) as process:  # type: ignore[call-overload]

        def run(at: int, folder: Path) -> list[str]:
            process.stdin.write(f"{at} {folder}\n")
            process.stdin.flush()
            said = [process.stdout.readline().strip()]
            while said[-1] and not said[-1].startswith("ended"):
                said.append(process.stdout.readline().strip())
            return said

        yield run


def harmed(folder: Path, tmp_path: Path, script: str) -> list[str]:
    """Kill a change at each step, or at twenty of them, and do it again. Gives what was wrong afterwards, with the step."""
    before, wrong = names(folder), []
    with changing(script) as run:
        said = run(0, shutil.copytree(folder, tmp_path / "whole"))
        assert said[1:] == ["ended 0"]
        steps = int(said[0])
        assert steps > 15
        for at in _spread(steps):
            trial = shutil.copytree(folder, tmp_path / f"trial-{at}")
            assert run(at, trial) == ["ended -9"]
            wrong += left_wrong(trial, before, f"killed at step {at} of {steps}")
            shutil.rmtree(trial)
    return wrong


def left_wrong(trial: Path, before: list[str], what: str) -> list[str]:
    """Change the key once more. Gives a line when the database did not open, before or after it, or a draft is left."""
    try:
        opened = names(trial) == before
        change(trial)
        opened = opened and (names(trial), read_keys(trial / "key").coming) == (before, None)
    except UnsafeSetup:
        opened = False
    left = [one.name for one in trial.iterdir() if one.name.startswith(".")]
    return [] if opened and not left else [f"{what}: opened {opened}, left {left}"]


@pytest.mark.parametrize("script", [KILLED, SLOW], ids=["files", "statements"])
def test_a_change_that_is_killed_at_any_step_leaves_an_openable_database_and_can_be_done_again(
    folder: Path, tmp_path: Path, script: str
) -> None:
    assert harmed(folder, tmp_path, script) == []


def _spread(steps: int, most: int = 20) -> list[int]:
    """Give each step, or this many of them from the first to the last."""
    return (
        list(range(1, steps + 1))
        if steps <= most
        else [1 + number * (steps - 1) // (most - 1) for number in range(most)]
    )


def test_a_change_that_forgets_the_old_key_too_early_is_found_by_the_kills(folder: Path, tmp_path: Path) -> None:
    """A planted fault: the new key alone in the file while the old database still stands there."""
    early = """
import keeping.rekeying as rekeying
copied = rekeying._copy
def forgetful(connection, draft, keys):
    rekeying.write_keys(folder / "key", rekeying._new(keys))
    copied(connection, draft, keys)
rekeying._copy = forgetful
sys.addaudithook(step)
"""
    found = harmed(folder, tmp_path, KILLED.replace("sys.addaudithook(step)", early))
    assert found != []
    assert all("opened False" in one for one in found)


def test_a_change_that_waited_for_another_one_does_not_write_its_key_away(folder: Path) -> None:
    before, old = names(folder), read_keys(folder / "key")
    first = dbapi2.connect(str(folder / "tavlen.db"), isolation_level=None, check_same_thread=False)
    for said in (f"key=\"x'{old.database.hex()}'\"", "journal_mode=DELETE", "locking_mode=EXCLUSIVE"):
        first.execute(f"PRAGMA {said}")
    first.execute("BEGIN EXCLUSIVE")
    first.execute("COMMIT")
    with ThreadPoolExecutor(1) as pool:
        second = pool.submit(change, folder)
        time.sleep(1)  # it has read the old key by now, and waits for the database
        first.execute(f"PRAGMA rekey=\"x'{b'n'.hex() * 32}'\"")
        write_keys(folder / "key", Keys(b"n" * 32, old.root))
        first.close()
        with pytest.raises(UnsafeSetup, match="Databasen er i brug"):
            second.result(60)
    assert (names(folder), read_keys(folder / "key").database) == (before, b"n" * 32)
