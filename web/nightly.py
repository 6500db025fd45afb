"""Once a night, in one process: what is kept long enough is deleted, whose consent has run out is told so, and the chain is verified."""

import threading

from keeping import retention
from keeping.ledger import Ledger
from store.database import Store
from store.verifying import check
from web.consent_changes import follow_the_day
from web.faults import write_down
from web.settings import Settings

EVERY = 600.0  # seconds between two looks at the clock


class Nightly:
    """Looks at the clock in a thread of its own, from `with` to its end."""

    def __init__(self, store: Store, settings: Settings, *, every: float = EVERY) -> None:
        self.store, self.settings, self.every = store, settings, every
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="nightly", daemon=True)

    def __enter__(self) -> "Nightly":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join(timeout=5)

    def look(self) -> retention.Counts | None:
        """Do the night's work when it is time and no other process does; None when it is not the time."""
        if not retention.claim(self.store):
            return None
        follow_the_day(self.store, self.settings)
        counts = retention.tidy(self.store, Ledger(self.settings.deletion_ledger))
        check(self.store, self.settings.audit_anchor)
        return counts

    def try_to_look(self) -> None:
        """Look; a fault is written down without its text, which may hold somebody's words, and tried again an hour later."""
        try:
            self.look()
        except Exception as fault:
            write_down(fault)

    def _run(self) -> None:
        while not self._stopped.wait(self.every):
            self.try_to_look()
