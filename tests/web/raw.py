"""A request as bytes, straight to the application: for what no browser would send, and for sending a great deal."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import quote, urlencode, urlsplit

from web.app import Tavlen

Fields = dict[str, str | bytes | list[str]]
Given = TypeVar("Given")
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes
    cookies: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The body as text; anything but UTF-8 is a fault."""
        return self.body.decode()


@dataclass(frozen=True)
class Asker:
    """Somebody with cookies, who asks the application without a browser between them."""

    app: Tavlen
    cookies: dict[str, str] = field(default_factory=dict)

    async def ask(
        self, method: str, address: str, body: bytes = b"", *, kind: str = FORM, htmx: bool = False, **headers: str
    ) -> Answer:
        """Send one request as a page of ours would; `headers` add to it, and an empty one takes it away."""
        path, _, query = address.partition("?")
        sent = {
            "host": urlsplit(self.app.settings.public_url).netloc,
            "sec-fetch-site": "same-origin",
            "content-type": kind,
        }
        sent |= {"content-length": str(len(body)), "hx-request": "true" if htmx else ""}
        sent |= {"cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        scope: dict[str, Any] = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": quote(path).encode(),
            "root_path": "",
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode("latin-1")) for name, value in sent.items() if value],
            "client": ("127.0.0.1", 4),
            "server": ("testserver", 80),
            "state": {},
        }
        return await _answered(self.app, scope, body)

    async def post(self, address: str, fields: Fields, **how: Any) -> Answer:
        """Send a form."""
        return await self.ask("POST", address, encoded(fields), **how)


async def _answered(app: Tavlen, scope: dict[str, Any], body: bytes) -> Answer:
    sent: list[dict[str, Any]] = []
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> dict[str, Any]:
        return waiting.pop() if waiting else {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in sent[0]["headers"]}
    cookies = tuple(value.decode("latin-1") for name, value in sent[0]["headers"] if name.lower() == b"set-cookie")
    return Answer(sent[0]["status"], headers, b"".join(one.get("body", b"") for one in sent[1:]), cookies)


def encoded(fields: Fields) -> bytes:
    """Give a form as a browser sends it; lone surrogates go as their three bytes."""
    raw = {
        name: [one.encode("utf-8", "surrogatepass") if isinstance(one, str) else one for one in _each(value)]
        for name, value in fields.items()
    }
    return urlencode(raw, doseq=True).encode()


def in_one_loop(asked: Iterable[Callable[[], Awaitable[Given]]]) -> list[Given]:
    """Ask one thing after another."""

    async def each() -> list[Given]:
        return [await ask() for ask in asked]

    return asyncio.run(each())


def _each(value: str | bytes | list[str]) -> list[str | bytes]:
    return list(value) if isinstance(value, list) else [value]
