"""What the commands do, each a few lines over the rooms that own the work."""

import sys
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

from store.refusal import UnsafeSetup
from web.opening import database_file, open_store
from web.settings import Settings, from_env

LOOPBACK = ("127.0.0.1", "::1", "localhost")
TOLD_OF_FAULTS = 3


def serve(*, host: str, port: int) -> None:
    """Serve until stopped. Elsewhere than on this machine only behind HTTPS."""
    from web import upkeep
    from web.anchoring import anchor_now
    from web.app import create_app
    from web.nightly import Nightly
    from web.serving import server

    settings = from_env()
    if host not in LOOPBACK and not settings.secure:
        raise UnsafeSetup("Tavlen svarer kun andre maskiner bag HTTPS. Sæt PUBLIC_URL til adressen med https://.")
    store = open_store(settings)
    upkeep.carry_out_the_ledger(store, settings)
    _say_if_nobody(store)
    anchor_now(store, settings.audit_anchor)
    print(f"Tavlen: {settings.public_url}", flush=True)
    with Nightly(store, settings):
        server(create_app(settings, store), host=host, port=port).run()


def demo(*, host: str, port: int, play: bool, pace: float) -> None:
    """Serve an invented family on this machine alone, from a database that is gone afterwards."""
    from web.demo_run import run_demo

    if host not in LOOPBACK:
        raise UnsafeSetup("Demoen har ingen adgangskoder, så den svarer kun på denne maskine. Brug --host 127.0.0.1.")
    run_demo(host=host, port=port, play=play, pace=pace)


def play(file: Path | None, *, out: Path, today: date | None) -> int:
    """Run a meeting to its end and leave its papers in `out`. Status 3 when something in the file could not be taken."""
    from web.papers import play_to_papers

    with scratch() as settings:
        refused = play_to_papers(settings, file, out=out, today=today)
    for line in refused:
        print(line, file=sys.stderr)
    return TOLD_OF_FAULTS if refused else 0


def migrate(*, check: bool) -> int:
    """Bring the database up to date, or with `check` only say whether it is. Status 1 when it is not."""
    from store.database import Store
    from store.migrating import current, head

    settings = from_env()
    if not check:
        open_store(settings).close()
        print("Databasen er på den nyeste udgave.")
        return 0
    store = Store(settings.database_url, key_file=settings.key_file)
    there, newest = current(store), head()
    print(
        "Databasen er på den nyeste udgave."
        if there == newest
        else "Databasen mangler en opdatering. Kør: tavlen migrate"
    )
    return int(there != newest)


def backup(folder: Path, *, keep: int | None = None) -> None:
    """Copy the database while it is in use; the copy is encrypted with the same key, which is not copied.

    Copies in the folder that are older than `keep` days, or than the municipality chose, are deleted.
    """
    from store.backup import copy_to
    from web.upkeep import days_of_copies, drop_old_copies

    settings = from_env()
    file = database_file(settings)
    if file is None:
        raise UnsafeSetup("På PostgreSQL tages kopien med: pg_dump --format=custom. Krypter den, før den flyttes.")
    if folder.resolve() == settings.key_file.parent.resolve():
        raise UnsafeSetup("Kopien må ikke ligge ved siden af nøglen. Vælg en anden mappe.")
    if not file.exists():
        raise UnsafeSetup("Der er ingen database at kopiere. Se efter DATABASE_URL.")
    store = open_store(settings)
    days = days_of_copies(store, keep)
    print(f"Kopien ligger i {copy_to(store, folder)}. Gem nøglefilen et andet sted.")
    drop_old_copies(store, folder, days=days)


def routes() -> None:
    """Print a line per address: method, address, who may."""
    from accounts.permissions import ACTS
    from web.app import addresses, create_app

    with scratch() as settings:
        store = open_store(replace(settings, demo=True))
        for method, path, act in addresses(create_app(replace(settings, demo=True), store).api):
            print(f"{method:5} {path:55} {act} ({' | '.join(ACTS[act])})")
        store.close()


def doctor() -> int:
    """Check the set-up, in sentences. Status 1 when something must be changed."""
    from web.checkup import findings

    wrong = False
    for fine, sentence in findings():
        wrong = wrong or not fine
        print(f"{'OK  ' if fine else 'RET '} {sentence}")
    return int(wrong)


def invite_employee(*, name: str, email: str, role: str) -> None:
    """Open an account, or find the one with this address, and print a link that lets its owner in once."""
    from accounts import enrolling, signing_in
    from accounts.actor import SYSTEM

    settings = from_env()
    with open_store(settings).writing() as session:
        account = signing_in.account_of(session, email)
        account = account or signing_in.invite_employee(session, name=name, email=email, role=role)
        secret = enrolling.invite(session, account, by=SYSTEM)
    print(f"{account.name} kan logge ind første gang her, inden 7 dage og én gang:")
    print(f"{settings.public_url}/welcome#{secret}")


class scratch:
    """An encrypted database and its key in a folder that is gone afterwards."""

    def __enter__(self) -> Settings:
        """Give settings that point there."""
        self._folder = tempfile.TemporaryDirectory(prefix="tavlen-")
        root = Path(self._folder.name)
        return Settings(
            database_url=f"sqlite:///{root / 'tavlen.db'}",
            key_file=root / "keys" / "tavlen.key",
            deletion_ledger=root / "ledger" / "tavlen.deleted",
            audit_anchor=root / "anchor" / "tavlen.audit",
        )

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()


def _say_if_nobody(store) -> None:  # type: ignore[no-untyped-def]
    from accounts.signing_in import any_account

    with store.reading() as session:
        if not any_account(session):
            print("Der er ingen konto endnu. Kør: tavlen invite-employee NAVN E-MAIL", flush=True)
