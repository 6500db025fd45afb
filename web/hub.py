"""The hub: who follows which board in this process, with which account, and waking them. Waking carries no data."""

import asyncio
from collections.abc import Callable

from accounts import standing
from boards import log
from store.database import Store
from store.waking import ANY, Watcher

Wake = Callable[[], None]
Seq = Callable[[], int]


class Hub:
    """Passes the store's announcements on to the event loop."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._followers: dict[str, dict[Wake, Seq]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._watcher: Watcher | None = None
        self.closing = False

    def start(self) -> None:
        """Begin to listen, on the running event loop."""
        self._loop = asyncio.get_running_loop()
        self._store.listeners.append(self._heard)
        self._watcher = Watcher(self._store)
        self._watcher.start()

    def say_goodbye(self) -> None:
        """Wake everybody for the last time, so that every stream ends by itself."""
        self.closing = True
        if self._heard in self._store.listeners:
            self._store.listeners.remove(self._heard)
        if self._watcher:
            self._watcher.stopped.set()
        self._wake(list(self._followers))

    def stop(self) -> None:
        """Say goodbye, and wait for the watcher to end."""
        self.say_goodbye()
        if self._watcher:
            self._watcher.stop()
            self._watcher = None

    def follow(self, board_id: str, wake: Wake, seq: Seq) -> None:
        """Call `wake` on the event loop whenever the board may have events after number `seq()`.

        An account is followed like a board: its number is the count of its changes.
        """
        self._followers.setdefault(board_id, {})[wake] = seq

    def leave(self, board_id: str, wake: Wake) -> None:
        """Stop following."""
        followers = self._followers.get(board_id, {})
        followers.pop(wake, None)
        if not followers:
            self._followers.pop(board_id, None)

    def _heard(self, board_id: str) -> None:
        """Pass an announcement from a worker's thread to the event loop."""
        boards = self._moved() if board_id == ANY else [board_id]
        if boards and self._loop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake, boards)

    def _moved(self) -> list[str]:
        """Ask once which boards and accounts changed unread here: most changes of the file are this process's own."""
        known = {board: min(seq() for seq in list(found.values())) for board, found in list(self._followers.items())}
        if not known:
            return []
        try:
            with self._store.reading() as session:
                newest = log.newest(session, list(known)) | standing.newest(session, list(known))
        except Exception:  # the database is away: let each room look for itself
            return list(known)
        return [board for board, seq in newest.items() if seq != known[board]]

    def _wake(self, boards: list[str]) -> None:
        for wake in [wake for board in boards for wake in self._followers.get(board, ())]:
            wake()
