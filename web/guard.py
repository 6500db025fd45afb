"""What every answer and every request must hold: same origin, a bounded body, headers that close doors."""

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from templates.text import translator
from web.cookies import wanted_locale
from web.settings import Settings

SAFE = ("GET", "HEAD", "OPTIONS")
LARGEST_BODY = 256 * 1024
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "x-robots-tag": "noindex",
}
STRICT = "max-age=31536000; includeSubDomains"


class Guard:
    """Refuses what another site sends, and what is too large; adds the headers to every answer."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.settings = app, settings
        self.origin = settings.public_url
        self.headers = closed_doors(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope["method"] == "HEAD":  # asks for the same answer without its body
            scope, send = {**scope, "method": "GET"}, _bodiless(send)
        headers = {key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"]}
        guarded = self._with_headers(send, scope)
        forged = scope["method"] not in SAFE and not same_origin(headers, self.origin)
        if not forged and not too_large(headers):
            await self._pass_on(scope, receive, guarded)
            return
        say = translator(wanted_locale(Request({**scope, "app": self.app}), self.settings))
        if forged:
            await _answer(guarded, 403, say("Siden blev kaldt fra et andet sted. Genindlæs siden, og prøv igen."))
        else:
            await _answer(guarded, 413, say("Det er for meget på én gang. Del teksten i flere kort."))

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the application answer. A fault that is answered ends here: the server would log its words."""
        answered = False

        async def noted(message: Message) -> None:
            nonlocal answered
            answered = True
            await send(message)

        try:
            await self.app(scope, receive, noted)
        except Exception:
            if not answered:
                raise

    def _with_headers(self, send: Send, scope: Scope) -> Send:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                extra = {**self.headers, "cache-control": _kept(scope, message["status"])}
                present = {key.lower() for key, _ in message["headers"]}
                message["headers"] = [*message["headers"]] + [
                    (key.encode(), value.encode()) for key, value in extra.items() if key.encode() not in present
                ]
            await send(message)

        return guarded


def closed_doors(settings: Settings) -> dict[str, str]:
    """Give the headers that every answer has, the streams' too."""
    return HEADERS | ({"strict-transport-security": STRICT} if settings.secure else {})


def _kept(scope: Scope, status: int) -> str:
    """Say how long a browser may keep an answer: a static file under the name of its content for a year, a page never."""
    if not scope["path"].startswith("/static/") or status not in (200, 206, 304):
        return "no-store"
    named = scope["query_string"].startswith(b"v=")
    return "public, max-age=31536000, immutable" if named else "public, max-age=86400"


def _bodiless(send: Send) -> Send:
    async def without_body(message: Message) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return without_body


def same_origin(headers: dict[str, str], origin: str) -> bool:
    """Say whether a page of ours sent this: by Sec-Fetch-Site, else by Origin; a request without both is refused."""
    if site := headers.get("sec-fetch-site"):
        return site == "same-origin"
    sent = headers.get("origin", "")
    return bool(sent) and urlsplit(sent).netloc in (headers.get("host", ""), urlsplit(origin).netloc)


def too_large(headers: dict[str, str]) -> bool:
    """Say whether the body is announced as larger than any form of ours, or has no announced size at all."""
    length = headers.get("content-length", "0")
    return "transfer-encoding" in headers or not length.isdecimal() or int(length) > LARGEST_BODY


async def _answer(send: Send, status: int, sentence: str) -> None:
    await send(
        {"type": "http.response.start", "status": status, "headers": [(b"content-type", b"text/plain; charset=utf-8")]}
    )
    await send({"type": "http.response.body", "body": sentence.encode()})
