"""The commands that look after what is kept: tidy, restore, change the key, replay the ledger, and drop old copies."""

from datetime import date, datetime, timedelta
from pathlib import Path

from accounts.actor import SYSTEM
from keeping import periods, rekeying, restoring, retention
from keeping.ledger import Ledger
from store.audit import note
from store.clock import COPENHAGEN
from store.database import Store
from store.refusal import Unfit, UnsafeSetup
from store.verifying import check
from web.audit_commands import told
from web.opening import database_file, open_store
from web.settings import Settings, from_env

WORDS = {
    "passing": "Adgange, bank på døren og kladder",
    "board": "Tavlen: kort, tal og historik",
    "case": "Familier med plan, referater og samtykker",
    "mail": "Breve",
    "unsent": "Breve, der aldrig blev sendt",
    "sign_in": "Log ind",
    "account": "Lukkede konti",
    "audit": "Sporet over, hvem der har set hvad",
}


def tidy(*, dry_run: bool) -> None:
    """Delete what is kept long enough, or with `dry_run` only say how much that is."""
    settings = from_env()
    store, ledger = open_store(settings), Ledger(settings.deletion_ledger)
    carry_out_the_ledger(store, settings)
    if dry_run:
        with store.reading() as session:
            counts = retention.foreseen(session)
    else:
        counts = retention.tidy(store, ledger)
    for key, count in counts.items():
        print(f"{WORDS[key]}: {count}")
    print("Intet er slettet." if dry_run or not counts else "Det er slettet.")


def restore(copy: Path) -> None:
    """Put a copy in the database's place, and delete in it what was deleted since it was taken."""
    settings = from_env()
    database = database_file(settings)
    if database is None:
        raise UnsafeSetup("På PostgreSQL lægges kopien tilbage med pg_restore. Kør derefter: tavlen replay-deletions")
    if not copy.is_file():
        raise UnsafeSetup(f"{copy} findes ikke. Vælg en kopi, som tavlen backup har lavet.")
    aside = restoring.put_back(copy, database, settings.key_file)
    print(f"{copy.name} er hel og er lagt tilbage.")
    if aside:
        print(f"Den database, der var der, ligger i {aside}. Slet den, når alt er i orden.")
    _brought_up(settings)
    store = open_store(settings)
    told(check(store, settings.audit_anchor))
    store.close()


def change_key() -> None:
    """Give the database a new key; the copies of before keep the old one, which is put aside for them."""
    settings = from_env()
    database = database_file(settings)
    if database is None:
        raise UnsafeSetup("På PostgreSQL krypterer Tavlen ikke databasen. Skift nøglen til serverens disk i stedet.")
    if not database.is_file():
        raise UnsafeSetup(f"{database} findes ikke. Se efter DATABASE_URL.")
    aside = rekeying.change_key(database, settings.key_file, today=date.today())
    store = open_store(settings)
    with store.writing() as session:
        note(session, actor=SYSTEM.id, verb="changed key", thing="database")
    store.close()
    print("Databasen har fået en ny nøgle. Gem en kopi af nøglefilen et andet sted end kopierne af databasen.")
    print(f"Den gamle nøgle ligger i {aside}. Ældre kopier kan kun åbnes med den. Slet den sammen med dem.")


def replay_deletions() -> None:
    """Delete in a database that was put back by hand what the ledger says is deleted."""
    _brought_up(from_env())


def carry_out_the_ledger(store: Store, settings: Settings) -> None:
    """Before anything is served: a database that is behind the ledger is brought up to it. Raises UnsafeSetup when it cannot be."""
    gone = restoring.catch_up(store, Ledger(settings.deletion_ledger))
    if gone is not None:
        print(f"Databasen var ældre end sletteloggen. {gone} rækker er slettet igen.", flush=True)


def days_of_copies(store: Store, keep: int | None) -> int:
    """Give how many days copies are kept: what was asked for, or what the municipality chose."""
    kept = periods.BY_KEY["backups"]
    if keep is not None and not kept.least <= keep <= kept.most:
        raise Unfit("Kopier kan gemmes fra {least} til {most} dage.", least=kept.least, most=kept.most)
    with store.reading() as session:
        return keep or periods.days(session, "backups")


def drop_old_copies(store: Store, folder: Path, *, days: int) -> None:
    """Delete the folder's copies that are older than this; a name tells a copy's age, and any other file stays."""
    for file in sorted(folder.glob("tavlen-*.db")):
        try:
            taken = datetime.strptime(file.name, "tavlen-%Y-%m-%d-%H%M%S.db").replace(tzinfo=COPENHAGEN)
        except ValueError:
            continue
        if store.clock() - taken > timedelta(days=days):
            file.unlink()
            print(f"{file.name} er ældre end {days} dage og er slettet.")


def _brought_up(settings: Settings) -> None:
    store, ledger = open_store(settings), Ledger(settings.deletion_ledger)
    with store.reading() as session:
        restoring.behind(session, ledger)
    print(f"{restoring.replay(store, ledger)} rækker, som sletteloggen nævner, er slettet igen.")
    counts = retention.tidy(store, ledger)
    print(f"{sum(counts.values())} rækker, som nu er gemt længe nok, er slettet.")
    store.close()
