"""A meeting at a real server: who is signed in, who is let in, and what they do."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import httpx2
from sqlmodel import col, select

from accounts import signing_in
from accounts.actor import Actor
from accounts.tables import Account
from boards.tables import Board, Card
from store.base import new_id
from store.database import Store
from tests.cast import Cast, Someone, come_by_phone
from tests.live.server import Server
from tests.live.stream import Stream


@dataclass
class Scene:
    """The meeting, its server, and the same database seen from the test's own process."""

    server: Server
    store: Store
    cast: Cast
    opened: ExitStack = field(default_factory=ExitStack)
    passes: dict[str, str] = field(default_factory=dict)

    def staff(self, actor: Actor) -> str:
        """Sign an employee in. Gives the cookie."""
        return self.staff_of(actor.id)

    def staff_of(self, account_id: str) -> str:
        """Sign in with an account. Gives the cookie."""
        with self.store.writing() as session:
            return f"staff={signing_in.sign_in(session, session.get_one(Account, account_id))}"

    def guest(self, someone: Someone) -> str:
        """Let somebody from the list in on a phone, once. Gives the cookie."""
        if someone.seat not in self.passes:
            with self.store.writing() as session:
                self.passes[someone.seat] = f"guest={come_by_phone(session, self.cast, someone)}"
        return self.passes[someone.seat]

    def recorder(self) -> httpx2.Client:
        """Give the recorder's browser."""
        return self.browser(self.staff(self.cast.mikkel.actor))

    def browser(self, cookie: str, server: Server | None = None) -> httpx2.Client:
        """Give a browser with this cookie, closed when the scene ends."""
        return self.opened.enter_context((server or self.server).client(cookie))

    def address(self, way: str) -> str:
        """Give an address of the meeting."""
        return f"/meetings/{self.cast.meeting}/{way}"

    def screen(self, cookie: str, **how: Any) -> Stream:
        """Open the big screen's stream."""
        return self.follow(self.address("stream?page=screen"), cookie, **how)

    def desk(self, cookie: str, **how: Any) -> Stream:
        """Open the stream of the recorder's desk."""
        return self.follow(self.address("stream?page=recorder"), cookie, **how)

    def phone(self, cookie: str, page: str = "board", **how: Any) -> Stream:
        """Open the stream of a guest's page."""
        return self.follow(f"/phone/stream?page={page}", cookie, **how)

    def follow(self, path: str, cookie: str, *, after: int | str = 0, port: int = 0, **how: Any) -> Stream:
        """Open a stream, closed when the scene ends; `port` is that of another server or a proxy."""
        return self.opened.enter_context(Stream(port or self.server.port, f"{path}&after={after}", cookie, **how))

    def put_up(self, who: httpx2.Client, text: str, column: str = "works", card_id: str = "") -> str:
        """Put a card on the board. Gives its id."""
        card_id = card_id or new_id()
        answer = who.post(self.address("cards"), data={"id": card_id, "column": column, "text": text})
        assert answer.status_code == 204, answer.text
        return card_id

    def texts(self) -> list[str]:
        """Give the cards as they stand in the database, in order."""
        with self.store.reading() as session:
            wanted = select(Card.text).where(Card.board_id == self.cast.board).order_by(col(Card.position))
            return list(session.exec(wanted))

    def seq(self) -> int:
        """Give the number of the board's last event."""
        with self.store.reading() as session:
            return session.get_one(Board, self.cast.board).seq
