"""What every answer and every request must hold: our own name, same origin, a bounded size, headers that close doors."""

import re
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from store.refusal import Refusal
from web.answers import refuse
from web.settings import LOOPBACK, Settings

SAFE = ("GET", "HEAD", "OPTIONS")
LARGEST_BODY = 256 * 1024
LARGEST_HEAD = 32 * 1024
HOST = re.compile(r"(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+)(:\d{1,5})?")
# Whatever a page of ours does not use; passkeys, the full screen and a screen that stays awake are left to our own pages.
UNUSED = (
    *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "hid", "magnetometer", "microphone"),
    *("midi", "payment", "serial", "usb"),
)
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types tavlen"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": ", ".join(f"{name}=()" for name in UNUSED),
    "x-robots-tag": "noindex",
}
STRICT = "max-age=31536000; includeSubDomains"


class OtherName(Refusal):
    """The request names another host than ours, though it reached us: another site's page may be behind it."""

    sentence = "Adressen er ikke Tavlens egen. Gå til {address}."
    status = 400


class Foreign(Refusal):
    """A change that no page of ours sent."""

    sentence = "Siden blev kaldt fra et andet sted. Genindlæs siden, og prøv igen."
    status = 403


class TooMuch(Refusal):
    """A body larger than any form of ours."""

    sentence = "Det er for meget på én gang. Del teksten i flere kort."
    status = 413


class HeadTooLarge(Refusal):
    """A head larger than any browser of ours sends."""

    sentence = "Browseren sendte for meget med. Slet dens cookies, og prøv igen."
    status = 431


class Guard:
    """Refuses what another site sends, and what is too large; adds the headers to every answer."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.settings = app, settings
        self.headers = closed_doors(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope["method"] == "HEAD":  # asks for the same answer without its body
            scope, send = {**scope, "method": "GET"}, _bodiless(send)
        guarded = self._with_headers(send, scope)
        if no := self._refusal(scope):
            await no(scope, receive, guarded)
        else:
            await self._pass_on(scope, receive, guarded)

    def _refusal(self, scope: Scope) -> ASGIApp | None:
        """Give the answer to what is not for us, or None. In a page of htmx it stands in the notice: nothing typed is lost."""
        no = refused(scope, self.settings)
        if isinstance(no, OtherName):  # a page would ask for its style and script under the other name
            return PlainTextResponse(no.sentence, no.status)
        return refuse(Request({**scope, "app": self.app}), no) if no else None

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


def refused(scope: Scope, settings: Settings) -> Refusal | None:
    """Give why a request is refused unread, or None when it is taken."""
    headers = {key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"]}
    if not at_home(scope, settings):
        return OtherName(address=settings.public_url)
    if sum(len(key) + len(value) for key, value in scope["headers"]) > LARGEST_HEAD:
        return HeadTooLarge()
    if scope["method"] not in SAFE and not same_origin(headers, settings.public_url):
        return Foreign()
    return TooMuch() if too_large(headers) else None


def at_home(scope: Scope, settings: Settings) -> bool:
    """Say whether the request names our own host. Another name that leads here is another site's page (DNS rebinding)."""
    named = [value.decode("latin-1") for key, value in scope["headers"] if key == b"host"]
    if len(named) != 1 or not HOST.fullmatch(named[0]):
        return False
    host = (urlsplit(f"//{named[0]}").hostname or "").lower()
    return host == settings.host or (host in LOOPBACK and settings.host in LOOPBACK)


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
