"""A wire between browsers and the server that can be cut: silently, as when a phone leaves the room, or hard."""

import contextlib
import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

CHUNK = 64 * 1024


@dataclass
class Wire:
    """Passes bytes on to the server's port.

    A connection that was open or opened during a silence stays dead for ever, as behind a router that forgot it:
    what is sent into it is taken and never arrives, and nobody says so.
    """

    server_port: int
    listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))
    chooser: selectors.DefaultSelector = field(default_factory=selectors.DefaultSelector)
    others: dict[socket.socket, socket.socket | None] = field(default_factory=dict)
    asked: dict[socket.socket, bool] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    state: str = "whole"
    swallowed: int = 0

    @property
    def address(self) -> str:
        """Where browsers find the wire's end."""
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    @property
    def connections(self) -> int:
        """How many connections with something asked over them are open; the server closes those idle for five seconds.

        A busy browser opens spare connections, over which it may never ask anything.
        """
        return list(self.asked.values()).count(True)

    def goes_silent(self) -> None:
        """Swallow everything from now on, without a word."""
        with self.lock:
            self.state = "silent"
            self.asked.clear()
            self.others = dict.fromkeys(self.others)

    def is_cut(self) -> None:
        """Break every connection, and refuse new ones."""
        with self.lock:
            self.state = "cut"
            for end in list(self.others):
                self._drop(end)

    def is_mended(self) -> None:
        """Let new connections through again."""
        with self.lock:
            self.state = "whole"

    def run(self) -> None:
        """Pass bytes on until the wire is closed."""
        while self.state != "closed":
            for key, _ in self.chooser.select(timeout=0.2):
                with self.lock, contextlib.suppress(OSError, KeyError, ValueError):
                    if key.fileobj is self.listener:
                        self._connect()
                    else:
                        self._pass_on(key.fileobj)  # type: ignore[arg-type]
        for end in [*self.others, self.listener]:
            self._drop(end)
        self.chooser.close()

    def _connect(self) -> None:
        near, _ = self.listener.accept()
        if self.state == "cut":
            near.close()
            return
        far = None if self.state == "silent" else socket.create_connection(("127.0.0.1", self.server_port), timeout=5)
        self._watch(near, far)
        if far is not None:
            self.asked[near] = False
            self._watch(far, near)

    def _watch(self, end: socket.socket, other: socket.socket | None) -> None:
        self.others[end] = other
        self.chooser.register(end, selectors.EVENT_READ)

    def _pass_on(self, end: socket.socket) -> None:
        if end not in self.others:
            return
        try:
            sent = end.recv(CHUNK)
        except OSError:
            sent = b""
        other = self.others[end]
        if not sent:
            self._drop(end)
            if other is not None:
                self._drop(other)
        elif other is None:
            self.swallowed += len(sent)
        else:
            self.asked.update({end: True} if end in self.asked else {})
            other.sendall(sent)

    def _drop(self, end: socket.socket) -> None:
        self.others.pop(end, None)
        self.asked.pop(end, None)
        with contextlib.suppress(KeyError, ValueError):
            self.chooser.unregister(end)
        end.close()


@contextmanager
def wire_to(port: int) -> Iterator[Wire]:
    """Lay a wire to a server's port for as long as the block lasts."""
    wire = Wire(port)
    wire.chooser.register(wire.listener, selectors.EVENT_READ)
    thread = threading.Thread(target=wire.run, daemon=True)
    thread.start()
    try:
        yield wire
    finally:
        wire.state = "closed"
        thread.join(timeout=5)
