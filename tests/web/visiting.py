"""The application over a test's own database, and browsers of named people that visit it."""

from pathlib import Path
from types import SimpleNamespace

from starlette.testclient import TestClient

from accounts import signing_in
from accounts.actor import Actor
from accounts.tables import Account
from meetings import passes
from meetings.reading import meeting
from store.database import Store
from tests.cast import Cast, Someone, come_by_phone
from web.app import Tavlen, create_app
from web.settings import Settings

SAME_ORIGIN = {"sec-fetch-site": "same-origin"}
BY_HTMX = {"hx-request": "true"}


def application(store: Store, folder: Path) -> Tavlen:
    """Give the application over this database."""
    return create_app(Settings(key_file=folder / "store" / "key"), store)


def stranger(app: Tavlen) -> TestClient:
    """Give a browser that nobody knows."""
    return TestClient(app, base_url=app.settings.public_url, headers=SAME_ORIGIN, follow_redirects=False)


def desk(app: Tavlen, who: Actor) -> TestClient:
    """Give the browser of an employee who is signed in."""
    with app.store.writing() as session:
        token = signing_in.sign_in(session, session.get_one(Account, who.id))
    browser = stranger(app)
    browser.cookies.set("staff", token)
    return browser


def phone(app: Tavlen, cast: Cast, someone: Someone) -> TestClient:
    """Give the phone of somebody from the list who is let in."""
    with app.store.writing() as session:
        token = come_by_phone(session, cast, someone)
    browser = stranger(app)
    browser.cookies.set("guest", token)
    return browser


def open_door(app: Tavlen, cast: Cast) -> passes.Door:
    """Give what the screen shows: the typed code and the QR code's secret."""
    with app.store.writing() as session:
        return passes.open_door(session, meeting(session, cast.meeting), key=app.api.state.code_key)


def by_hand(app: Tavlen) -> SimpleNamespace:
    """Give what a test needs to change things behind the pages."""
    return SimpleNamespace(writing=app.store.writing, reading=app.store.reading)
