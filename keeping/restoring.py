"""Bring an older database up to the ledger: what was deleted since it was copied is deleted in it too."""

import shutil
from pathlib import Path
from typing import Any

from sqlmodel import Session, select

from families.tables import CaseWorker, GlassBreak, Member
from keeping.due import whole_family
from keeping.holding import held_families
from keeping.ledger import Ledger, Rows
from keeping.removing import LAST, hanging, marked, remove, with_ids
from keeping.tables import Tidying
from store.base import metadata
from store.compacting import compact
from store.database import Store
from store.refusal import UnsafeSetup

LOST = "Sletteloggen mangler eller er kortere, end databasen siger. Find den frem, og sæt DELETION_LEDGER."
IN_USE = "Databasen er i brug. Stop Tavlen, og prøv igen."
OTHER_KEY = "{name} har en anden nøgle end kopien. Flyt {name} et andet sted hen, og prøv igen."
BROKEN = "Kopien {name} er ikke hel. Brug en anden kopi."


def behind(session: Session, ledger: Ledger) -> bool:
    """Say whether the ledger names deletions that this database has not carried out.

    Raises UnsafeSetup when the database has carried out more than the ledger names: then it is the wrong file, or was lost.
    """
    row = session.get(Tidying, LAST)
    done = row.ledger if row else 0
    if ledger.size < done:
        raise UnsafeSetup(LOST)
    return ledger.size > done


def replay(store: Store, ledger: Ledger) -> int:
    """Delete again what the ledger says is deleted, and what hangs on it, but nothing of a family under legal hold.

    Gives how many rows went.
    """
    with store.writing() as session:
        row, named = marked(session), ledger.read()
        gone = hanging(session, _without_held(session, _there(session, named)))
        if gone:
            remove(session, ledger, gone, written=named)
        row.ledger = ledger.size
        session.add(row)
    compact(store)
    return sum(map(len, gone.values()))


def catch_up(store: Store, ledger: Ledger) -> int | None:
    """Replay the ledger when the database is behind it, and give how many rows went; None when it was not."""
    with store.reading() as session:
        late = behind(session, ledger)
    return replay(store, ledger) if late else None


def put_back(copy: Path, database: Path, key_file: Path) -> Path | None:
    """Put a whole copy in the database's place. Gives where the present one was set aside, or None when there was none.

    Refuses a copy that is damaged or belongs to another key, and a database that is in use: nothing is changed then.
    """
    draft = database.with_name(f".{database.name}.restoring")
    database.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        shutil.copyfile(copy, draft)
        draft.chmod(0o600)
        check_whole(draft, copy.name, key_file)
        aside = _set_aside(database, key_file)
        draft.rename(database)
    finally:
        for end in ("", "-wal", "-shm"):
            draft.with_name(draft.name + end).unlink(missing_ok=True)
    return aside


def _there(session: Session, named: Rows) -> Rows:
    tables = {table.name: table for table in metadata.sorted_tables}
    found = {name: with_ids(session, tables[name].c.id, ids) for name, ids in named.items() if name in tables}
    return {name: ids for name, ids in found.items() if ids}


def _without_held(session: Session, rows: Rows) -> Rows:
    """Give the rows without those that families under legal hold need: their own, their people and their case workers."""
    kept: Rows = {}
    for family_id in held_families(session):
        for name, ids in whole_family(session, family_id).items():
            kept.setdefault(name, set()).update(ids)
        around = select(Member.person_id).where(Member.family_id == family_id)
        kept.setdefault("person", set()).update(session.exec(around))
        for names in (CaseWorker, GlassBreak):
            kept.setdefault("account", set()).update(
                session.exec(select(names.account_id).where(names.family_id == family_id))
            )
    return {name: left for name, ids in rows.items() if (left := ids - kept.get(name, set()))}


def check_whole(draft: Path, name: str, key_file: Path) -> None:
    """Read every page of the copy: a single changed bit shows."""
    store = Store(f"sqlite:///{draft}", key_file=key_file)
    try:
        said = [*_ask(store, "PRAGMA cipher_integrity_check"), *_ask(store, "PRAGMA integrity_check")]
    finally:
        store.close()
    if said != [("ok",)]:
        raise UnsafeSetup(BROKEN.format(name=name))


def _set_aside(database: Path, key_file: Path) -> Path | None:
    if not database.exists():
        return None
    store = Store(f"sqlite:///{database}", key_file=key_file)
    try:
        # Only the one connection that there is can leave the write-ahead log.
        alone = _ask(store, "PRAGMA busy_timeout=0") and _ask(store, "PRAGMA journal_mode=DELETE") == [("delete",)]
    except UnsafeSetup:
        raise UnsafeSetup(OTHER_KEY.format(name=database.name)) from None
    except Exception:
        alone = False
    finally:
        store.close()
    if not alone:
        raise UnsafeSetup(IN_USE)
    aside = database.with_name(f"{database.name}.before-restore")
    database.rename(aside)
    return aside


def _ask(store: Store, pragma: str) -> list[Any]:
    connection: Any = store.engine.raw_connection()
    try:
        return [tuple(row) for row in connection.execute(pragma).fetchall()]
    finally:
        connection.close()
