"""A browser's end of a stream, on a bare socket: nothing between the test and the bytes."""

import re
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Event:
    """A server-sent event; `name` is empty for one that htmx swaps into the page."""

    id: int
    name: str
    data: str

    @property
    def regions(self) -> list[str]:
        """The regions that it brings, in order."""
        return re.findall(r'<hx-partial hx-target="#([^"]+)"', self.data)


class Stream:
    """One open stream. `ended` says that the server closed it properly, with its last chunk."""

    def __init__(
        self, port: int, path: str, cookie: str = "", *, last_event_id: int | None = None, narrow: bool = False
    ) -> None:
        self.socket = socket.socket()
        self.socket.settimeout(5)
        if narrow:  # a phone on a bad network: little is on its way at a time
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.socket.connect(("127.0.0.1", port))
        self.ended = False
        self._raw, self._body = b"", b""
        headers = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Cookie: {cookie}"]
        if last_event_id is not None:
            headers.append(f"Last-Event-ID: {last_event_id}")
        self.socket.sendall("\r\n".join([*headers, "", ""]).encode())
        self.head = self._head()
        self.status = int(self.head.split(" ", 2)[1])

    def __enter__(self) -> "Stream":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def widen(self) -> None:
        """Let the network be good again."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)

    def close(self) -> None:
        """Go away without a word."""
        self.socket.close()

    def event(self, *, within: float = 5) -> Event | None:
        """Give the next event, None when the stream has ended; raises TimeoutError when nothing comes."""
        last = time.monotonic() + within
        while b"\n\n" not in self._body:
            if self.ended:
                return None
            self._receive(last - time.monotonic())
        block, _, self._body = self._body.partition(b"\n\n")
        found = _event(block.decode())
        return found if found else self.event(within=last - time.monotonic())

    def events(self, *, within: float = 5) -> Iterator[Event]:
        """Give event after event until the stream ends, without the heartbeats."""
        while event := self.event(within=within):
            if event.name != "heartbeat":
                yield event

    def until(self, text: str, *, within: float = 5) -> list[Event]:
        """Give the events up to the first that brings this text, without the heartbeats."""
        return self._until(lambda event: text in event.data, text, within)

    def until_named(self, name: str, *, within: float = 5) -> list[Event]:
        """Give the events up to the first with this name, without the heartbeats before it."""
        return self._until(lambda event: event.name == name, name, within)

    def _until(self, wanted: Callable[[Event], bool], what: str, within: float) -> list[Event]:
        last, found = time.monotonic() + within, []
        while event := self.event(within=last - time.monotonic()):
            if event.name != "heartbeat" or wanted(event):
                found.append(event)
            if wanted(event):
                return found
        raise AssertionError(f"the stream ended without {what!r}: {[(e.id, e.name) for e in found]}")

    def quiet(self, *, within: float = 0.3) -> bool:
        """Say whether nothing but heartbeats comes for a while: the only wait of a fixed length."""
        last = time.monotonic() + within
        try:
            while event := self.event(within=last - time.monotonic()):
                if event.name != "heartbeat":
                    return False
        except TimeoutError:
            return True
        return False

    def _head(self) -> str:
        while b"\r\n\r\n" not in self._raw:
            part = self.socket.recv(65536)
            if not part:
                raise ConnectionError("no answer")
            self._raw += part
        head, _, self._raw = self._raw.partition(b"\r\n\r\n")
        self._unwrap()
        return head.decode("latin-1")

    def _receive(self, seconds: float) -> None:
        if seconds <= 0:
            raise TimeoutError("nothing came")
        self.socket.settimeout(seconds)
        part = self.socket.recv(1 << 20)
        if not part:
            raise ConnectionError("the connection was cut")
        self._raw += part
        self._unwrap()

    def _unwrap(self) -> None:
        """Take whole chunks out of what came."""
        while b"\r\n" in self._raw and not self.ended:
            size, _, rest = self._raw.partition(b"\r\n")
            length = int(size, 16)
            if len(rest) < length + 2:
                return
            self._body += rest[:length]
            self._raw = rest[length + 2 :]
            self.ended = length == 0


def _event(block: str) -> Event | None:
    fields: dict[str, list[str]] = {}
    for line in block.split("\n"):
        name, _, value = line.partition(": ")
        fields.setdefault(name, []).append(value)
    if not fields.keys() & {"data", "event"}:
        return None  # `retry` and comments
    number = int(fields["id"][0]) if "id" in fields else 0
    return Event(number, "".join(fields.get("event", [])), "\n".join(fields.get("data", [])))
