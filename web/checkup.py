"""What the doctor looks at: the key, the database, the disk, and the addresses."""

import os
import stat
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from store.database import Store
from store.keyfile import read_keys
from store.migrating import current, head
from store.refusal import UnsafeSetup
from web.opening import database_file
from web.settings import Settings, from_env

TRIES = 40
SLOW = 0.02  # seconds for one write to reach the disk


def findings() -> Iterator[tuple[bool, str]]:
    """Give each finding as whether it is fine, and a sentence that says what to change where it is not."""
    try:
        settings = from_env()
    except UnsafeSetup as no:
        yield False, str(no)
        return
    yield True, f"Adressen er {settings.public_url}."
    yield from _key(settings)
    yield from _disk(settings)
    yield from _database(settings)
    yield from _anchor(settings)


def _key(settings: Settings) -> Iterator[tuple[bool, str]]:
    file = database_file(settings)
    if not settings.key_file.exists() and (file is None or not file.exists()):
        yield True, "Der er ingen nøgle endnu. Den laves ved første start."
        return
    try:
        keys = read_keys(settings.key_file)
        yield True, f"Nøglefilen {settings.key_file.name} kan kun læses af sin ejer."
        if keys.coming:
            yield False, "Et skift af nøgle blev afbrudt. Stop Tavlen, og kør: tavlen change-key"
    except UnsafeSetup as no:
        yield False, str(no)
    beside = file is not None and file.parent.resolve() == settings.key_file.parent.resolve()
    yield (
        not beside,
        "Nøglen ligger ved siden af databasen. Flyt den, og sæt KEY_FILE."
        if beside
        else "Nøglen ligger ikke ved databasen.",
    )


def _anchor(settings: Settings) -> Iterator[tuple[bool, str]]:
    """Look at the file that holds the end of the chain of looks, or at the folder where it will be."""
    anchor, database = settings.audit_anchor, database_file(settings)
    if database is not None and database.parent.resolve() == anchor.parent.resolve():
        yield False, "Ankeret ligger ved siden af databasen. Flyt det, og sæt AUDIT_ANCHOR."
        return
    if not anchor.exists():
        there = next(folder for folder in anchor.absolute().parents if folder.exists())
        new = database is not None and not database.exists()
        yield new and os.access(there, os.W_OK), f"Ankeret {anchor.name} er der ikke endnu. Kør: tavlen audit anchor"
        return
    private = not anchor.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    fine = private and os.access(anchor, os.W_OK)
    yield fine, "Ankeret kan skrives." if fine else f"Ankeret skal tilhøre Tavlen. Kør: chown og chmod 600 på {anchor}."


def _disk(settings: Settings) -> Iterator[tuple[bool, str]]:
    """Measure how long one written block takes to reach the disk, in the database's own folder."""
    folder = (database_file(settings) or Path(tempfile.gettempdir()) / "-").parent
    if not folder.exists():
        yield True, f"Mappen {folder.name} laves ved første start."
        return
    slowest, middle = _fdatasync(folder)
    fine = middle < SLOW
    advice = "" if fine else " Læg databasen på en hurtigere disk."
    yield fine, f"Disken gemmer på {middle * 1000:.1f} ms (langsomste af {TRIES}: {slowest * 1000:.1f} ms).{advice}"
    free = os.statvfs(folder)
    room = free.f_bavail * free.f_frsize // 2**20
    yield room > 500, f"Der er {room} MB plads." + ("" if room > 500 else " Skaf mere plads.")
    mode = folder.stat().st_mode
    private = not mode & stat.S_IWOTH
    yield (
        private,
        "Andre kan ikke skrive i databasens mappe."
        if private
        else "Alle kan skrive i databasens mappe. Kør: chmod o-w.",
    )


def _database(settings: Settings) -> Iterator[tuple[bool, str]]:
    file = database_file(settings)
    if file is not None and not file.exists():
        yield True, "Der er ingen database endnu. Den laves ved første start."
        return
    try:
        store = Store(settings.database_url, key_file=settings.key_file)
        fine = current(store) == head()
        yield (
            fine,
            "Databasen er på den nyeste udgave." if fine else "Databasen mangler en opdatering. Kør: tavlen migrate",
        )
        store.close()
    except UnsafeSetup as no:
        yield False, str(no)
    except Exception as fault:  # any fault of any driver: its kind is enough, its text may hold a password
        yield False, f"Databasen kan ikke åbnes ({type(fault).__name__}). Se efter DATABASE_URL og KEY_FILE."


def _fdatasync(folder: Path) -> tuple[float, float]:
    """Give the slowest and the middle of some writes, in seconds."""
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        taken = []
        for _ in range(TRIES):
            began = time.perf_counter()
            file.write(b"0" * 4096)
            file.flush()
            os.fdatasync(file.fileno())
            taken.append(time.perf_counter() - began)
    return max(taken), sorted(taken)[TRIES // 2]
