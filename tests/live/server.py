"""A real server in a process of its own: started, stopped by its process id, killed, and started again."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2

from store.database import Store
from tests.live.loaded import ROOT, Process, loaded
from web.serving import free_port

SAME_ORIGIN = {"sec-fetch-site": "same-origin", "hx-request": "true"}


@dataclass
class Server:
    """A server on its own port; `environment` names its database, key and clock. A `quick` one need not load its program."""

    environment: dict[str, str]
    now: datetime
    port: int = field(default_factory=free_port)
    process: Process | None = None
    quick: bool = False
    began: float = field(default_factory=time.monotonic)

    def start(self, *, wait: bool = True) -> "Server":
        """Start the process; its clock goes on from where an earlier start of the same server stood."""
        moment = self.now + timedelta(seconds=time.monotonic() - self.began)
        place = {"PORT": str(self.port), "NOW": moment.isoformat(), "PUBLIC_URL": self.public_url}
        self.process = self._begin({**os.environ, **self.environment, **place})
        if wait:
            try:
                eventually(self.answers, within=60)  # a machine with much else to do is slow, not wrong
            except AssertionError:
                self.kill()
                raise
        return self

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def public_url(self) -> str:
        """The address that it is told to have; passkeys need one with a name."""
        return self.address.replace("127.0.0.1", self.environment.get("NAMED", "127.0.0.1"))

    @property
    def process_id(self) -> int:
        """The id of the process that runs now."""
        assert self.process is not None
        return self.process.pid

    def answers(self) -> bool:
        """Say whether it answers; a process that ended by itself is a fault."""
        assert self.process is not None
        assert self.process.poll() is None, "the server ended by itself"
        try:
            return httpx2.get(f"{self.address}/inside", timeout=5).status_code == 200
        except httpx2.TransportError:
            return False

    def inside(self) -> dict[str, Any]:
        """Give what the process holds and has used."""
        found: dict[str, Any] = httpx2.get(f"{self.address}/inside", timeout=5).json()
        return found

    def stop(self) -> float:
        """Ask it to stop. Gives the seconds that this took."""
        return self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it without a word, as a power cut or the kernel would."""
        self._end(signal.SIGKILL)

    def client(self, cookie: str) -> httpx2.Client:
        """Give a browser that has this cookie."""
        return httpx2.Client(base_url=self.address, headers={**SAME_ORIGIN, "cookie": cookie}, timeout=10)

    def _begin(self, environment: dict[str, str]) -> Process:
        """Begin the process: the first of all, and each that is not quick, as an operator would."""
        if self.quick and loaded.cache_info().currsize:
            return loaded().fork(environment)
        if self.quick:
            loaded()
        return subprocess.Popen([sys.executable, "-m", "tests.live.program"], cwd=ROOT, env=environment)

    def _end(self, how: signal.Signals) -> float:
        if self.process is None:
            return 0.0
        asked = time.monotonic()
        self.process.send_signal(how)
        try:
            self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None
        return time.monotonic() - asked


def environment_of(store: Store, **more: str) -> dict[str, str]:
    """Give the settings with which a server opens the same database as this store."""
    url = store.url.render_as_string(hide_password=False)
    key = Path(store.url.database or "").parent / "key" if store.encrypted else Path(more.pop("key"))
    return {"DATABASE_URL": url, "KEY_FILE": str(key), "AUDIT_ANCHOR": str(key.with_name("anchor")), **more}


@contextmanager
def running(environment: dict[str, str], now: datetime, *, quick: bool = False) -> Iterator[Server]:
    """Run a server for as long as the block lasts."""
    server = Server(environment, now, quick=quick).start()
    try:
        yield server
    finally:
        server.stop()


def eventually(true: Callable[[], object], *, within: float = 5) -> None:
    """Wait until something is true; fail when it is not in time."""
    last = time.monotonic() + within
    while not true():
        assert time.monotonic() < last, f"{getattr(true, '__name__', 'it')} did not come true within {within} s"
        time.sleep(0.01)
