"""The server: one process, streams that end at once when it stops, and nothing in the log but addresses."""

import asyncio
import gc
import socket
from types import FrameType

import uvicorn

from web.app import Tavlen

PATIENCE = 0.5  # seconds


class Server(uvicorn.Server):
    """Ends the open streams before uvicorn waits for them."""

    def __init__(self, app: Tavlen, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.tavlen = app

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start. What is loaded by now stays for good: the collector need not look at it again and again."""
        gc.collect()
        gc.freeze()
        await super().startup(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Say goodbye to every stream, then stop."""
        self.tavlen.hub.say_goodbye()
        super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop. A browser that does not read what it is sent is not waited for: it comes back by itself."""
        letting_go = asyncio.create_task(self._let_go())
        await super().shutdown(sockets)
        letting_go.cancel()

    async def _let_go(self) -> None:
        await asyncio.sleep(PATIENCE)
        for connection in list(self.server_state.connections):
            if connection.flow.write_paused:  # type: ignore[union-attr]
                connection.transport.abort()  # type: ignore[union-attr]


def server(app: Tavlen, *, host: str, port: int) -> Server:
    """Make the server. The access log is off: addresses can hold secrets, and streams are long."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=5,
        log_level="warning",
        backlog=512,
    )
    return Server(app, config)


def free_port(host: str = "127.0.0.1") -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port
