"""Once a night, in one process, what is kept long enough is deleted."""

import logging
import threading

from keeping import retention
from keeping.ledger import Ledger
from store.clock import local
from store.database import Store

FROM_HOUR = 3  # by Danish time: nobody sits in a meeting
EVERY = 600.0  # seconds between two looks at the clock
log = logging.getLogger("tavlen.nightly")


class Nightly:
    """Looks at the clock in a thread of its own, from `with` to its end."""

    def __init__(self, store: Store, ledger: Ledger, *, every: float = EVERY) -> None:
        self.store, self.ledger, self.every = store, ledger, every
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="nightly", daemon=True)

    def __enter__(self) -> "Nightly":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join(timeout=5)

    def look(self) -> retention.Counts | None:
        """Tidy if it is night and nobody has done so yet; None when it is not the time."""
        if local(self.store.clock()).hour < FROM_HOUR or not retention.claim(self.store):
            return None
        return retention.tidy(self.store, self.ledger)

    def _run(self) -> None:
        while not self._stopped.wait(self.every):
            try:
                self.look()
            except Exception as fault:  # a night that fails is tried again the next; its text may hold a password
                log.error("tidying failed: %s", type(fault).__name__)
