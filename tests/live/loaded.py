"""Servers that need not wait for loading: `python -m tests.live.loaded` loads the program once, and forks for each server.

Each server is a process of its own all the same, with its own environment and its own store, and is stopped or killed alone.
"""

import atexit
import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

ROOT = Path(__file__).parents[2]
LARGEST = 1 << 20  # bytes of one environment


class Process(Protocol):
    """A process that runs: what a server needs to know of it."""

    pid: int

    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def send_signal(self, sig: int) -> None: ...
    def kill(self) -> None: ...


@dataclass
class Forked:
    """A process that somebody else forked, held by its descriptor, so that its number is never mistaken for another's."""

    pid: int
    descriptor: int

    def poll(self) -> int | None:
        """Say whether it has ended: None while it runs."""
        return 0 if select.select([self.descriptor], [], [], 0)[0] else None

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended."""
        if not select.select([self.descriptor], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired("a forked server", timeout or 0)
        os.close(self.descriptor)
        return 0

    def send_signal(self, sig: int) -> None:
        """Send it a signal."""
        signal.pidfd_send_signal(self.descriptor, sig)

    def kill(self) -> None:
        """End it without a word."""
        self.send_signal(signal.SIGKILL)


class Loaded:
    """The program, loaded and waiting."""

    def __init__(self) -> None:
        self.socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [sys.executable, "-m", "tests.live.loaded", str(theirs.fileno())]
        self.process = subprocess.Popen(command, cwd=ROOT, pass_fds=[theirs.fileno()])
        theirs.close()
        atexit.register(self.close)

    def fork(self, environment: dict[str, str]) -> Forked:
        """Start a server that says what it says where this process does now."""
        socket.send_fds(self.socket, [json.dumps(environment).encode()], [1, 2])
        number = int(self.socket.recv(20))
        return Forked(number, os.pidfd_open(number))

    def close(self) -> None:
        """End; servers that run are not ended."""
        self.socket.close()
        self.process.wait()


@cache
def loaded() -> Loaded:
    """Give the program, loaded once for all tests of this process."""
    return Loaded()


def wait_for_servers(wire: socket.socket) -> None:
    """Fork for each environment that comes."""
    from tests.live.program import main

    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a server ended
    while True:
        asked, ends, *_ = socket.recv_fds(wire, LARGEST, 2)
        if not asked:
            return
        child = os.fork()
        if not child:
            break
        wire.send(str(child).encode())
        for end in ends:
            os.close(end)
    wire.close()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for number, end in zip((1, 2), ends, strict=True):
        os.dup2(end, number)
        os.close(end)
    os.environ.clear()
    os.environ.update(json.loads(asked))
    main()


if __name__ == "__main__":
    wait_for_servers(socket.socket(fileno=int(sys.argv[1])))
