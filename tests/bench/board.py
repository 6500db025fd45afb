"""A meeting to measure: a board with cards, people who follow it, and changes that keep its size."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlencode

from sqlmodel import col, select

from boards.cards import put_up
from boards.tables import COLUMNS, Card
from store.base import new_id
from store.clock import shifted
from store.database import Store
from store.keyfile import make_key
from store.migrating import migrate
from tests.cast import gather
from tests.conftest import A_MINUTE_BEFORE, THE_DAY
from tests.live.scene import Scene
from tests.live.server import environment_of, eventually, running

CARDS = 40
WORDS = "Mormor henter børnene om onsdagen, og så spiser de sammen hos hende"


@contextmanager
def a_meeting(cards: int = CARDS) -> Iterator[Scene]:
    """Give a meeting at a server, with some cards on its board."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as opened:
        folder = Path(name)
        make_key(folder / "key")
        store = Store(f"sqlite:///{folder}/tavlen.db", key_file=folder / "key", clock=shifted(A_MINUTE_BEFORE))
        migrate(store)
        cast = gather(store)
        with store.writing() as session:
            for number in range(cards):
                text = f"{WORDS}, gang {number}"
                put_up(session, cast.hold(session), cast.mikkel.actor, column=COLUMNS[number % 3], text=text)
        with running(environment_of(store, MOST_STREAMS="5000"), THE_DAY) as server:
            yield Scene(server, store, cast, opened)
        store.close()


def warm_up(scene: Scene) -> None:
    """Let every page be drawn once, so that templates are compiled and connections open, as after a meeting's first minute."""
    who, phone, staff = scene.recorder(), scene.guest(scene.cast.signe), scene.staff(scene.cast.mikkel.actor)
    streams = [scene.phone(phone, after=""), scene.screen(staff, after=""), scene.desk(staff, after="")]
    for column in COLUMNS:
        scene.put_up(who, f"Kort til at begynde med, {column}", column)
    for stream in streams:
        stream.until(f"begynde med, {COLUMNS[-1]}")
        stream.close()
    eventually(lambda: scene.server.inside()["viewers"] == 0)


def all_viewers(scene: Scene, count: int) -> list[tuple[str, str]]:
    """Give phones that read the board, spread over the people who may read all of it, and a screen and a recorder."""
    cast = scene.cast
    phones = [scene.guest(one) for one in (cast.signe, cast.jonas, cast.alma, cast.grethe, cast.kim)]
    staff, seq = scene.staff(cast.mikkel.actor), scene.seq()
    screens = [(f"{scene.address('stream')}?page={page}&after={seq}", staff) for page in ("screen", "recorder")]
    return screens + [(f"/phone/stream?page=board&after={seq}", phones[n % len(phones)]) for n in range(count)]


def changes(scene: Scene, count: int) -> list[str]:
    """Give requests that put a card up and take the oldest down in turn, so that the board keeps its size."""
    cookie = scene.staff(scene.cast.mikkel.actor)
    with scene.store.reading() as session:
        up = list(session.exec(select(Card.id).where(Card.board_id == scene.cast.board).order_by(col(Card.position))))
    written = []
    for number in range(count):
        if number % 2:
            way, form = f"cards/{up.pop(0)}/place", {"place": "down"}
        else:
            up.append(card := new_id())
            way, form = "cards", {"id": card, "column": COLUMNS[number // 2 % 3], "text": f"{WORDS}, igen {number}"}
        written.append(request(scene.server.port, scene.address(way), cookie, urlencode(form)))
    return written


def request(port: int, path: str, cookie: str, body: str) -> str:
    """Give a whole request, as htmx sends it."""
    head = {
        "Host": f"127.0.0.1:{port}",
        "Cookie": cookie,
        "Sec-Fetch-Site": "same-origin",
        "HX-Request": "true",
        "Content-Type": "application/x-www-form-urlencoded",
        "Content-Length": str(len(body)),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return f"POST {path} HTTP/1.1\r\n{lines}\r\n{body}"
