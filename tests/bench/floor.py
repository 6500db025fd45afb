"""The floor: a bare asyncio protocol on uvloop that writes the same bytes to the same viewers, and does nothing else.

No framework, no database, no rendering: what the kernel and the event loop cost at the least.
`PORT=… SIZE=… python -m tests.bench.floor`; a GET is a viewer, a POST is a change.
"""

import asyncio
import os

import uvloop

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\nd\r\nretry: 500\n\n\r\n\r\n"
DONE = b"HTTP/1.1 204 No Content\r\n\r\n"


class Floor(asyncio.Protocol):
    """One connection: a viewer, or somebody who writes."""

    viewers: set["Floor"] = set()
    seq = 0
    padding = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        if data.startswith(b"GET"):
            self.viewers.add(self)
            self.transport.write(HEAD)
        elif data.startswith(b"POST"):
            self.transport.write(DONE)
            self._tell()

    def connection_lost(self, exc: Exception | None) -> None:
        self.viewers.discard(self)

    def _tell(self) -> None:
        Floor.seq += 1
        event = b"id: %d\ndata: %s\n\n" % (self.seq, self.padding)
        chunk = b"%x\r\n%s\r\n" % (len(event), event)
        for viewer in self.viewers:
            viewer.transport.write(chunk)


async def main() -> None:
    """Serve until somebody says stop."""
    Floor.padding = b"x" * max(1, int(os.environ["SIZE"]) - 20)
    server = await asyncio.get_running_loop().create_server(Floor, "127.0.0.1", int(os.environ["PORT"]), backlog=2048)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main())
