"""The real server with a door to its insides, for tests and benches: `python -m tests.live.program`.

Settings come from the environment as always; beside them `PORT`, `NOW` (the time at its start), `HEARTBEAT`, `MOST_STREAMS` and
`FAULT=early`, which answers a change before it is committed, as a wrong program would.
"""

import asyncio
import gc
import json
import os
import sys
import time
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from starlette.types import Message, Receive, Scope, Send

from store.clock import shifted, utc_now
from web import following, live
from web.app import Tavlen, create_app
from web.opening import open_store
from web.serving import server
from web.settings import from_env

LAZY = ("docx", "lxml", "icalendar", "segno", "alembic", "httpx2", "psycopg")


class Inside:
    """The application, and `/inside`: what an operator could see of its process."""

    def __init__(self, app: Tavlen, *, early: bool = False) -> None:
        self.app = app
        self.hub = app.hub
        self.early = early
        self.later: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == "/inside":
            await _answer(send, 200, json.dumps(self.seen()).encode())
        elif scope["type"] == "http" and scope["method"] == "POST" and self.early:
            await self._answer_too_early(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def seen(self) -> dict[str, Any]:
        """Give what the process holds and has used."""
        gc.collect()
        rooms = self.app.live.rooms.values()
        return {
            "checked_out": self.app.store.engine.pool.checkedout(),  # type: ignore[attr-defined]
            "rooms": len(rooms),
            "viewers": sum(len(room.viewers) for room in rooms),
            "behind": max((room.channel.seq - one.cursor for room in rooms for one in room.viewers), default=0),
            "tasks": len(asyncio.all_tasks()),
            "cpu": time.process_time(),
            "loop": type(asyncio.get_running_loop()).__module__,
            "loaded": loaded(LAZY),
            **memory(),
        }

    async def _answer_too_early(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = [await receive()]
        while body[-1].get("more_body"):
            body.append(await receive())
        await _answer(send, 204, b"")
        task = asyncio.create_task(self._work_later(scope, body))
        self.later.add(task)
        task.add_done_callback(self.later.discard)

    async def _work_later(self, scope: Scope, body: list[Message]) -> None:
        async def receive() -> Message:
            return body.pop(0) if body else {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            pass

        await asyncio.sleep(0.02)
        await self.app(scope, receive, send)


def memory() -> dict[str, int]:
    """Give the process's memory in KiB: now, and at its highest."""
    status = Path("/proc/self/status").read_text().splitlines()
    lines = dict(line.split(":", 1) for line in status if line.startswith("Vm"))
    return {"rss": int(lines["VmRSS"].split()[0]), "peak": int(lines["VmHWM"].split()[0])}


def loaded(names: Iterable[str]) -> list[str]:
    """Give which of these libraries the process has loaded."""
    return [name for name in names if name in sys.modules]


def main() -> None:
    """Serve until somebody says stop."""
    settings = from_env()
    started = os.environ.get("NOW")
    clock = shifted(datetime.fromisoformat(started)) if started else utc_now
    live.MOST_STREAMS = int(os.environ.get("MOST_STREAMS", live.MOST_STREAMS))
    following.HEARTBEAT = float(os.environ.get("HEARTBEAT", following.HEARTBEAT))
    app = create_app(settings, open_store(settings, clock=clock))
    inside = Inside(app, early=os.environ.get("FAULT") == "early")
    server(inside, host="127.0.0.1", port=int(os.environ["PORT"])).run()  # type: ignore[arg-type]


async def _answer(send: Send, status: int, body: bytes) -> None:
    length = [(b"content-length", str(len(body)).encode())] if status != 204 else []
    await send({"type": "http.response.start", "status": status, "headers": length})
    await send({"type": "http.response.body", "body": body})


if __name__ == "__main__":
    main()
