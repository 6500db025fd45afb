"""Phones and recorders that never give up: each card keeps its id and is sent again until it is acknowledged."""

import http.client
import threading
from collections import Counter
from urllib.parse import urlencode

from sqlmodel import select

from boards.tables import BoardEvent, Card
from store.base import new_id
from tests.live.scene import Scene

FORM = {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin", "hx-request": "true"}


class Poster(threading.Thread):
    """Posts card after card until it is told to stop; `acknowledged` holds id -> text of those answered with 204."""

    def __init__(self, scene: Scene, cookie: str, name: str) -> None:
        super().__init__(daemon=True, name=name)
        self.scene, self.cookie = scene, cookie
        self.acknowledged: dict[str, str] = {}
        self.retried = 0
        self.refused: list[int] = []
        self.stopping = threading.Event()

    def run(self) -> None:
        """Write until the stop; a card that is not acknowledged by then counts for nothing."""
        number = 0
        while not self.stopping.is_set():
            number += 1
            self._write(new_id(), f"{self.name} skriver {number}")

    def stop(self) -> None:
        """Finish the card that is being sent, if the server answers, and end."""
        self.stopping.set()
        self.join(timeout=10)

    def _write(self, card_id: str, text: str) -> None:
        while not self.stopping.is_set():
            try:
                status = self._send({"id": card_id, "column": "works", "text": text})
            except (OSError, http.client.HTTPException):
                self.retried += 1
                self.stopping.wait(0.02)
                continue
            if status == 204:
                self.acknowledged[card_id] = text
            else:
                self.refused.append(status)
            return

    def _send(self, form: dict[str, str]) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.scene.server.port, timeout=5)
        try:
            headers = {**FORM, "cookie": self.cookie}
            connection.request("POST", self.scene.address("cards"), urlencode(form), headers)
            return connection.getresponse().status
        finally:
            connection.close()


def lost_and_doubled(scene: Scene, acknowledged: dict[str, str]) -> tuple[int, int]:
    """Count the acknowledged cards that are not on the board, and those that were put up more than once."""
    with scene.store.reading() as session:
        there = {card.id: card.text for card in session.exec(select(Card).where(Card.board_id == scene.cast.board))}
        put_up = Counter(
            session.exec(
                select(BoardEvent.subject_id).where(
                    BoardEvent.board_id == scene.cast.board, BoardEvent.verb == "put up"
                )
            )
        )
    texts = Counter(there.values())
    lost = sum(there.get(card_id) != text for card_id, text in acknowledged.items())
    doubled = sum(put_up[card_id] > 1 or texts[text] > 1 for card_id, text in acknowledged.items())
    return lost, doubled
