"""No secret is written anywhere: not in a log, not in the database, not in an address, a title or a page."""

import re
from pathlib import Path

import httpx2
import pytest
from sqlmodel import select

from accounts.tables import Account
from meetings import passes
from meetings.reading import meeting
from store.base import metadata
from tests.live.scene import Scene
from tests.live.server import SAME_ORIGIN
from web.app import code_key
from web.settings import Settings

PASSWORD = "kanariefugl-i-et-gult-bur"
TITLE = re.compile(r"<title>(.*?)</title>", re.S)


def stranger(scene: Scene) -> httpx2.Client:
    """Give a browser that nobody knows, and that runs no scripts."""
    headers = {"sec-fetch-site": SAME_ORIGIN["sec-fetch-site"]}
    return scene.opened.enter_context(httpx2.Client(base_url=scene.server.address, headers=headers, timeout=10))


def way_in(scene: Scene) -> passes.Door:
    """Give what the screen shows."""
    key = code_key(Settings(key_file=Path(scene.server.environment["KEY_FILE"])))
    with scene.store.writing() as session:
        return passes.open_door(session, meeting(session, scene.cast.meeting), key=key)


def visit_with(scene: Scene, secrets: dict[str, str]) -> list[httpx2.Response]:
    """Use every secret rightly and wrongly, and look at pages afterwards. Gives every answer."""
    guest, wrong, worker = stranger(scene), stranger(scene), stranger(scene)
    with scene.store.reading() as session:
        email = session.exec(select(Account.email).where(Account.id == scene.cast.mikkel.actor.id)).one()
    answers = [
        wrong.get(f"/join?code={secrets['code']}"),
        wrong.post("/join/names", data={"secret": secrets["secret"]}),
        wrong.post("/join/as", data={"secret": secrets["secret"] + "x", "name": "Bo"}),
        wrong.post("/join", data={"code": secrets["code"], "name": ""}),
        wrong.post("/sign-in", data={"email": email, "password": secrets["password"]}),
        wrong.post("/sign-in", data={"email": email, "password": secrets["password"]}, headers={"hx-request": "true"}),
        guest.post("/join/as", data={"secret": secrets["secret"], "name": "Nabo Bent"}),
        guest.get("/phone"),
    ]
    worker.headers["cookie"] = secrets["staff"]
    desk = [worker.get(path) for path in ("/", "/families", scene.address("recorder"), scene.address("screen"), "/no")]
    own = scene.browser(secrets["guest"])
    return answers + desk + [own.get(path) for path in ("/phone", "/phone/board", "/phone/numbers")]


@pytest.fixture
def secrets(own_scene: Scene) -> dict[str, str]:
    """Give one secret of each kind, to be looked for."""
    door = way_in(own_scene)
    return {
        **{"code": door.code, "secret": door.secret, "password": PASSWORD},
        **{"staff": own_scene.staff(own_scene.cast.mikkel.actor), "guest": own_scene.guest(own_scene.cast.signe)},
    }


def needles(secrets: dict[str, str]) -> list[str]:
    """Give how each secret would be written; cookies without their names, codes with and without the line between."""
    bare = [value.split("=", 1)[-1] for value in secrets.values()]
    return [*bare, secrets["code"].replace("-", "")]


def test_no_secret_stands_in_a_log_the_database_an_address_or_a_page(
    capfd: pytest.CaptureFixture[str], own_scene: Scene, secrets: dict[str, str]
) -> None:
    scene = own_scene
    answers = visit_with(scene, secrets)
    scene.server.stop()
    printed = "".join(capfd.readouterr())
    with scene.store.reading() as session:
        rows = [repr(tuple(row)) for table in metadata.sorted_tables for row in session.execute(table.select())]
    went_to = [answer.headers.get("location", "") + answer.headers.get("hx-redirect", "") for answer in answers]
    pages = {str(answer.url.path): answer.text for answer in answers}
    for needle in needles(secrets):
        assert needle not in printed
        assert [row for row in rows if needle in row] == []
        assert [address for address in went_to if needle in address] == []
        assert [TITLE.findall(page) for page in pages.values() if needle in "".join(TITLE.findall(page))] == []
    shown = {(path, name) for path, page in pages.items() for name, value in secrets.items() if value in page}
    # What somebody typed comes back to them alone, and the code stands on the screen in the room.
    assert shown <= {("/join", "code"), ("/join/names", "secret"), (scene.address("screen"), "code")}
    assert len(rows) > 100
    assert {answer.status_code for answer in answers} >= {200, 303, 404}


def test_a_secret_that_is_written_down_would_be_found(own_scene: Scene, secrets: dict[str, str]) -> None:
    """A planted fault: the code itself stands where its mark should be."""
    with own_scene.store.writing() as session:
        row = passes.open_code(session, own_scene.cast.meeting)
        assert row
        row.code_hash = secrets["code"]
        session.add(row)
    with own_scene.store.reading() as session:
        rows = [repr(tuple(row)) for table in metadata.sorted_tables for row in session.execute(table.select())]
    assert [row for row in rows if any(needle in row for needle in needles(secrets))]
