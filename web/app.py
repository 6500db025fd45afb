"""The application: routes, errors, static files, and the live stream in front of them."""

import hashlib
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import RouteContext, iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from store.database import Store
from store.keyfile import read_keys
from store.refusal import NotFound, Refusal, Unfit, UnsafeSetup
from web import (
    about_person,
    account,
    around,
    boards,
    break_glass,
    chain,
    closing,
    demo,
    downloads,
    employees,
    enrolment,
    families,
    fridge,
    join,
    leading,
    looks,
    meetings,
    openid,
    outbox,
    passkeys,
    phones,
    plans,
    proof,
    protection,
    retention,
    room,
    scheduling,
    screens,
    see_as,
    signin,
    start,
    team,
)
from web.anchoring import Anchoring
from web.answers import fail, refuse
from web.faults import write_down
from web.guard import Guard, refused
from web.hub import Hub
from web.live import Live
from web.settings import Settings

STREAMS = ("/meetings/{meeting_id}/stream", "/phone/stream")
STATIC = Path(__file__).parent / "static"
ROUTERS = (
    signin,
    passkeys,
    enrolment,
    openid,
    proof,
    account,
    start,
    break_glass,  # its address /families/other stands before the one that names a family
    families,
    team,
    employees,
    around,
    looks,
    leading,
    protection,
    plans,
    fridge,
    scheduling,
    meetings,
    outbox,
    downloads,
    screens,
    boards,
    room,
    join,
    phones,
    closing,
    retention,
    about_person,
    see_as,
    chain,
)


def create_app(settings: Settings, store: Store) -> "Tavlen":
    """Make the application. Raises UnsafeSetup when a route does not say who may use it."""
    api = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    api.state.settings, api.state.store = settings, store
    api.state.code_key = code_key(settings)
    for part in (*ROUTERS, *([demo] if settings.demo else [])):
        # What include_router adds (prefix, dependencies) no router here has; it would read every route a second time.
        api.router.routes.extend(part.router.routes)
    _answer_errors(api)
    for route in undeclared(api):
        raise UnsafeSetup(f"Adressen {route.path} siger ikke, hvem der må bruge den.")
    api.mount("/static", StaticFiles(directory=STATIC), name="static")
    return Tavlen(api, settings, store)


class Tavlen:
    """The ASGI application: the stream is answered in front of everything else, because each level costs a viewer."""

    def __init__(self, api: FastAPI, settings: Settings, store: Store) -> None:
        self.api, self.settings, self.store = api, settings, store
        self.hub = Hub(store)
        self.live = Live(api, store, self.hub)
        self.anchoring = Anchoring(store, settings.audit_anchor)
        self.guarded: ASGIApp = Guard(api, settings)

    async def __call__(self, scope, receive, send) -> None:  # type: ignore[no-untyped-def]
        if scope["type"] == "http" and self.live.answers(scope) and not refused(scope, self.settings):
            await self.live(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._live_and_die(receive, send)
        else:
            await self.guarded(scope, receive, send)

    async def _live_and_die(self, receive, send) -> None:  # type: ignore[no-untyped-def]
        await receive()
        self.hub.start()
        self.anchoring.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self.hub.stop()
        await self.anchoring.stop()
        await send({"type": "lifespan.shutdown.complete"})


def code_key(settings: Settings) -> bytes:
    """Give the key of join codes, derived from the key file so that it never equals the database's key."""
    return hashlib.sha256(b"join codes" + read_keys(settings.key_file).root).digest()


def routes(api: FastAPI) -> list[RouteContext]:
    """Give every route that answers requests, with its path and its endpoint."""
    return [found for found in iter_route_contexts(api.routes) if found.endpoint is not None and found.methods]


def addresses(api: FastAPI) -> list[tuple[str, str, str]]:
    """Give method, address and act of everything that answers, the streams among it, in the order of the addresses."""
    found = [(method, route.path, route.endpoint.act) for route in routes(api) for method in sorted(route.methods)]
    return sorted([*found, *(("GET", path, "follow the board") for path in STREAMS)], key=lambda one: (one[1], one[0]))


def undeclared(api: FastAPI) -> list[RouteContext]:
    """Give the routes that do not say who may use them."""
    return [route for route in routes(api) if not hasattr(route.endpoint, "act")]


def _answer_errors(api: FastAPI) -> None:
    @api.exception_handler(Refusal)
    async def refused(request: Request, no: Refusal) -> Response:
        return refuse(request, no)

    @api.exception_handler(HTTPException)
    async def not_found(request: Request, error: HTTPException) -> Response:
        return refuse(request, NotFound())

    @api.exception_handler(Exception)
    async def broken(request: Request, fault: Exception) -> Response:
        return fail(request, write_down(fault))

    @api.exception_handler(RequestValidationError)
    async def unfit(request: Request, error: RequestValidationError) -> Response:
        return refuse(request, Unfit("Noget i formularen kunne ikke læses. Genindlæs siden, og prøv igen."))
