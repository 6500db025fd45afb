"""The load: viewers on bare sockets and somebody who writes at a steady pace, in a process of its own.

Reads what to do as JSON from its input and writes what it saw as JSON to its output: `python -m tests.bench.load`.
"""

import json
import re
import selectors
import socket
import sys
import time
from dataclasses import asdict, dataclass, field
from typing import Any

ID = re.compile(rb"\nid: (\d+)\n")


@dataclass
class Seen:
    """What the viewers saw: milliseconds from writing to arrival for each change and viewer, and what never came."""

    waits: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)
    lost: int = 0
    frames: int = 0
    seconds: float = 0.0
    bytes: int = 0


class Viewer:
    """A socket that follows the board; `at` is the number of the newest event it has seen."""

    def __init__(self, port: int, path: str, cookie: str) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self.socket.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n\r\n".encode())
        self.at, self.rest, self.bytes = 0, b"", 0

    def ready(self) -> None:
        """Wait for the answer's first bytes."""
        while b"retry" not in self.rest:
            part = self.socket.recv(65536)
            assert part, self.rest
            self.rest += part
        self.socket.setblocking(False)
        self.rest = b""

    def read(self) -> list[int]:
        """Read what has come. Gives the numbers of the events that begin in it."""
        try:
            part = self.socket.recv(1 << 20)
        except BlockingIOError:
            return []
        self.bytes += len(part)
        data = self.rest + part
        found = [int(number) for number in ID.findall(data)]
        self.rest = data[-32:]
        return [number for number in found if number > self.at]


class Load:
    """One run: `changes` are whole requests, each of which makes one event."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.plan = plan
        self.changes = [change.encode() for change in plan["changes"]]
        self.seen = Seen()
        self.written: list[float] = []
        self.base = plan["seq"]
        self.selector = selectors.DefaultSelector()
        self.viewers = [Viewer(plan["port"], path, cookie) for path, cookie in plan["viewers"]]
        self.writer = socket.create_connection(("127.0.0.1", plan["port"]))

    def run(self) -> Seen:
        """Write every change at its time, read all the while, and wait for the last ones."""
        for viewer in self.viewers:
            viewer.ready()
            viewer.at = self.base
            self.selector.register(viewer.socket, selectors.EVENT_READ, viewer)
        self.writer.setblocking(False)
        self.selector.register(self.writer, selectors.EVENT_READ, None)
        print("ready", flush=True)
        sys.stdin.readline()
        begun = time.perf_counter()
        for number, change in enumerate(self.changes):
            self._wait_for_turn(begun, number)
            self.written.append(time.perf_counter())
            self.writer.sendall(change)
        self._until(time.perf_counter() + 5, self._all_there)
        self.seen.seconds = time.perf_counter() - begun
        self.seen.lost = sum(self.base + len(self.changes) - viewer.at for viewer in self.viewers)
        self.seen.bytes = sum(viewer.bytes for viewer in self.viewers)
        return self.seen

    def _wait_for_turn(self, begun: float, number: int) -> None:
        """Wait for the steady pace, or, without a rate, for the answer to the change before."""
        if self.plan["rate"]:
            self._until(begun + number / self.plan["rate"], lambda: False)
        else:
            self._until(time.perf_counter() + 20, lambda: len(self.seen.answers) >= number)

    def _all_there(self) -> bool:
        last = self.base + len(self.changes)
        return len(self.seen.answers) == len(self.changes) and all(viewer.at >= last for viewer in self.viewers)

    def _until(self, moment: float, enough: Any) -> None:
        while (left := moment - time.perf_counter()) > 0 and not enough():
            for key, _ in self.selector.select(left):
                if key.data is None:
                    self._answer()
                else:
                    self._read(key.data)

    def _read(self, viewer: Viewer) -> None:
        numbers, now = viewer.read(), time.perf_counter()
        for number in numbers:
            self.seen.frames += 1
            for change in range(viewer.at - self.base, min(number - self.base, len(self.written))):
                self.seen.waits.append((now - self.written[change]) * 1000)
            viewer.at = number

    def _answer(self) -> None:
        for answer in self.writer.recv(65536).split(b"HTTP/1.1 ")[1:]:
            self.seen.answers.append((time.perf_counter() - self.written[len(self.seen.answers)]) * 1000)
            if not answer.startswith(b"204"):
                self.seen.bad.append(answer[:200].decode("latin-1"))


def main() -> None:
    """Do what the input says."""
    load = Load(json.loads(sys.stdin.readline()))
    print(json.dumps(asdict(load.run())))


if __name__ == "__main__":
    main()
