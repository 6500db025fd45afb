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
        self.headers = dict(HEADERS, **({"strict-transport-security": STRICT} if settings.secure else {}))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"]}
        guarded = self._with_headers(send, kept=scope["path"].startswith("/static/"))
        forged = scope["method"] not in SAFE and not same_origin(headers, self.origin)
        if not forged and not too_large(headers):
            await self.app(scope, receive, guarded)
            return
        say = translator(wanted_locale(Request({**scope, "app": self.app}), self.settings))
        if forged:
            await _answer(guarded, 403, say("Siden blev kaldt fra et andet sted. Genindlæs siden, og prøv igen."))
        else:
            await _answer(guarded, 413, say("Det er for meget på én gang. Del teksten i flere kort."))

    def _with_headers(self, send: Send, *, kept: bool) -> Send:
        cache = "public, max-age=31536000, immutable" if kept else "no-store"

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                extra = {**self.headers, "cache-control": cache}
                present = {key.lower() for key, _ in message["headers"]}
                message["headers"] = [*message["headers"]] + [
                    (key.encode(), value.encode()) for key, value in extra.items() if key.encode() not in present
                ]
            await send(message)

        return guarded


def same_origin(headers: dict[str, str], origin: str) -> bool:
    """Say whether a page of ours sent this: by Sec-Fetch-Site, else by Origin; a request without both is refused."""
    if site := headers.get("sec-fetch-site"):
        return site == "same-origin"
    sent = headers.get("origin", "")
    return bool(sent) and urlsplit(sent).netloc in (headers.get("host", ""), urlsplit(origin).netloc)


def too_large(headers: dict[str, str]) -> bool:
    """Say whether the body is announced as larger than any form of ours, or has no announced size at all."""
    length = headers.get("content-length", "0")
    return "transfer-encoding" in headers or not length.isdigit() or int(length) > LARGEST_BODY


async def _answer(send: Send, status: int, sentence: str) -> None:
    await send(
        {"type": "http.response.start", "status": status, "headers": [(b"content-type", b"text/plain; charset=utf-8")]}
    )
    await send({"type": "http.response.body", "body": sentence.encode()})
