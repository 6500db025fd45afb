"""A meeting, its server and the people who look at it; what goes wrong in any browser is kept here."""

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request
from sqlmodel import select

from accounts.actor import Actor
from boards.tables import Board, Scale
from meetings import passes
from meetings.reading import meeting
from meetings.tables import Participant
from store.base import new_id
from tests.browser.desk import Desk
from tests.browser.network import Wire
from tests.browser.people import Person, Phone, Screen
from tests.cast import Someone, arrive
from tests.live.scene import Scene
from web.app import code_key
from web.settings import Settings

LAPTOP, WALL, IN_HAND = {"width": 1440, "height": 900}, {"width": 1920, "height": 1080}, {"width": 390, "height": 844}
OUR_OWN = re.compile(r"^(http://(?:127\.0\.0\.1|localhost):\d+/|data:|blob:|about:)")
REFUSED = re.compile(
    r"Failed to load resource: the server responded with a status of 4\d\d|SSE reconnect failed with status 4"
)
NO_NETWORK = re.compile(r"net::ERR_|status of 503|Failed to fetch|network error|NetworkError|Load failed|AbortError")


@dataclass
class House:
    """The meeting's house: who comes in gets a browser of their own."""

    browser: Browser
    scene: Scene
    code: str = ""
    secret: str = ""
    contexts: list[BrowserContext] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    network_fails: bool = False

    def open_door(self) -> None:
        """Make the code that the screen shows, and write down that everybody is there."""
        key = code_key(Settings(key_file=Path(self.scene.server.environment["KEY_FILE"])))
        with self.scene.store.writing() as session:
            found = passes.open_door(session, meeting(session, self.scene.cast.meeting), key=key)
            arrive(session, self.scene.cast)
        self.code, self.secret = found.code, found.secret

    def recorder(self, who: Actor | None = None, **how: Any) -> Desk:
        """Somebody who is signed in sits down at the recorder's desk; Mikkel, unless somebody else is named."""
        desk = Desk(self.page(self.scene.staff(who or self.scene.cast.mikkel.actor), **how), self)
        desk.opens(self.scene.address("recorder"))
        desk.is_connected()
        return desk

    def screen(self, at: Page | None = None, **how: Any) -> Screen:
        """The big screen on the wall is turned on."""
        cookie = self.scene.staff(self.scene.cast.anne_marie.actor)
        screen = Screen(at or self.page(cookie, **{"viewport": WALL, **how}), self)
        screen.opens(self.scene.address("screen"))
        screen.is_connected()
        return screen

    def phone(self, someone: Someone | None = None, page: str = "", **how: Any) -> Phone:
        """Somebody takes out a phone; who is named was let in before."""
        cookie = self.scene.guest(someone) if someone else ""
        shape = {"viewport": IN_HAND, "has_touch": True, "is_mobile": True}
        phone = Phone(self.page(cookie, **{**shape, **how}), self)
        if someone:
            phone.opens(f"/phone{page}")
            phone.is_connected()
        return phone

    def office(self, who: Actor | None = None, **how: Any) -> Person:
        """Somebody sits in the office, signed in; a stranger when nobody is named."""
        return Person(self.page(self.scene.staff(who) if who else "", **how), self)

    def office_in(self, context: BrowserContext) -> Person:
        """Somebody opens one more tab in a browser that is open already."""
        return Person(context.new_page(), self)

    def signs_in(self, context: BrowserContext, who: Actor | None = None) -> None:
        """Somebody signs in again, in a browser that is open already."""
        cookie = self.scene.staff(who or self.scene.cast.mikkel.actor)
        _take(context, cookie, self.scene.server.address)

    def page(self, cookie: str = "", *, by: Wire | None = None, **how: Any) -> Page:
        """Open a browser with this cookie; `by` is the wire through which it reaches the server."""
        address = by.address if by else self.scene.server.address
        context = self.browser.new_context(**{"base_url": address, "viewport": LAPTOP, "locale": "da-DK", **how})
        if cookie:
            _take(context, cookie, address)
        context.on("request", self._asks)
        context.on("console", self._says)
        context.on(
            "weberror", lambda error: self.troubles.append(f"{error.page.url if error.page else ''}: {error.error}")
        )
        context.set_default_timeout(15_000)
        self.contexts.append(context)
        return context.new_page()

    def somebody_writes(self, text: str, column: str = "works") -> str:
        """A card arrives from elsewhere. Gives its id."""
        return self.scene.put_up(self.another, text, column, new_id())

    def moves_on_to(self, meeting_id: str) -> None:
        """The family's next meeting is on: its board, and the seats of those who are called again."""
        with self.scene.store.writing() as session:
            board = session.exec(select(Board.id).where(Board.meeting_id == meeting_id)).one()
            wanted = select(Participant.person_id, Participant.id).where(Participant.meeting_id == meeting_id)
            seats = dict(session.exec(wanted).all())
            people = {
                key: replace(one, seat=seats[one.person])
                for key, one in self.scene.cast.everybody().items()
                if one.person in seats
            }
            self.scene.cast = replace(self.scene.cast, meeting=meeting_id, board=board, **people)
            arrive(session, self.scene.cast)

    @property
    def scale(self) -> str:
        """The id of the board's one question."""
        with self.scene.store.reading() as session:
            return session.exec(select(Scale.id).where(Scale.board_id == self.scene.cast.board)).one()

    @property
    def another(self) -> Any:
        """The other recorder's browser, without a picture."""
        if not hasattr(self, "_another"):
            self._another = self.scene.browser(self.scene.staff(self.scene.cast.anne_marie.actor))
        return self._another

    def everybody_goes_home(self) -> None:
        """Close every browser; fails when any of them met a fault or asked a stranger for something."""
        self.close()
        troubles, asked, self.troubles, self.asked = self.troubles, self.asked, [], set()
        unexpected = [said for said in troubles if not (self.network_fails and NO_NETWORK.search(said))]
        self.network_fails = False
        assert unexpected == [], "\n".join(unexpected)
        strangers = [address for address in asked if not OUR_OWN.match(address)]
        assert strangers == [], strangers

    def close(self) -> None:
        """Close every browser."""
        for context in self.contexts:
            context.close()
        self.contexts.clear()

    def _asks(self, request: Request) -> None:
        self.asked.add(request.url)

    def _says(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not REFUSED.search(message.text):
            self.troubles.append(f"{message.page.url if message.page else ''}: {message.type}: {message.text}")


def _take(context: BrowserContext, cookie: str, address: str) -> None:
    name, _, value = cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": address, "httpOnly": True, "sameSite": "Lax"}])
