"""Whoever is signed out, closed or loses the right is shown nothing more, within a second, in every process."""

import time
from collections.abc import Callable, Iterator

import pytest
from sqlmodel import select

from accounts import signing_in
from accounts.tables import Account, LoginSession
from store.database import Store
from tests.conftest import THE_DAY
from tests.live.happening import comes_to_record
from tests.live.scene import Scene
from tests.live.server import Server, running


@pytest.fixture(scope="module")
def another(shared_scene: Scene) -> Iterator[Server]:
    """Give one more server on the same database, whose heartbeat comes too late to help."""
    with running({**shared_scene.server.environment, "HEARTBEAT": "60"}, THE_DAY, quick=True) as server:
        yield server


def row_of(store: Store, account_id: str) -> str:
    """Give the id of the account's newest session."""
    with store.reading() as session:
        return signing_in.open_sessions(session, account_id)[0].id


def disable(scene: Scene, account_id: str, _: str) -> None:
    with scene.store.writing() as session:
        session.get_one(Account, account_id).disabled_at = scene.store.clock()


def change_role(scene: Scene, account_id: str, _: str) -> None:
    with scene.store.writing() as session:
        session.get_one(Account, account_id).role = "admin"


def sign_out(scene: Scene, _: str, cookie: str) -> None:
    assert scene.browser(cookie).post("/sign-out").status_code == 204


def sign_out_everywhere(scene: Scene, account_id: str, _: str) -> None:
    other = scene.browser(scene.staff_of(account_id))
    assert other.post("/account/sign-out-everywhere").status_code == 204


def end_from_the_list(scene: Scene, account_id: str, _: str) -> None:
    row = row_of(scene.store, account_id)
    other = scene.browser(scene.staff_of(account_id))
    assert other.post("/account/sessions/end", data={"id": row}).status_code == 204


def ended_by_an_administrator(scene: Scene, account_id: str, _: str) -> None:
    ada = scene.browser(scene.staff(scene.cast.admin))
    assert ada.post(f"/employees/{account_id}/sign-out").status_code == 204


WAYS: dict[str, Callable[[Scene, str, str], None]] = {
    "signed out": sign_out,
    "signed out everywhere": sign_out_everywhere,
    "ended from the list": end_from_the_list,
    "ended by an administrator": ended_by_an_administrator,
    "account closed": disable,
    "role changed": change_role,
}


@pytest.mark.parametrize("way", WAYS)
def test_the_open_stream_and_the_next_request_are_refused_within_a_second(
    a_scene: Scene, another: Server, way: str
) -> None:
    scene, account = a_scene, comes_to_record(a_scene)
    cookie, lene = scene.staff_of(account), scene.staff(scene.cast.anne_marie.actor)
    streams = [scene.screen(cookie, after=scene.seq(), port=another.port) for _ in range(2)]
    stays = scene.screen(lene, after=scene.seq(), port=another.port)
    time.sleep(0.5)
    began = time.monotonic()
    WAYS[way](scene, account, cookie)
    for stream in streams:
        while (event := stream.event(within=2)) is None or event.name != "closed":
            assert event is None or event.name == "heartbeat"
    assert time.monotonic() - began < 1.5  # the change itself takes part of it
    assert scene.browser(cookie, another).get(scene.address("screen")).status_code in (401, 404)
    scene.put_up(scene.browser(lene), f"Det går videre: {way}")
    assert stays.until(f"Det går videre: {way}")


def test_a_fresh_proof_in_another_tab_does_not_stop_the_big_screen(scene: Scene) -> None:
    account, store = comes_to_record(scene), scene.store
    cookie = scene.staff_of(account)
    stream = scene.screen(cookie, after=scene.seq())
    with store.writing() as session:
        row = session.exec(select(LoginSession).where(LoginSession.account_id == account)).one()
        signing_in.prove(session, row, way="code")
    time.sleep(2.5)  # the heartbeat asks again
    scene.put_up(scene.browser(scene.staff(scene.cast.anne_marie.actor)), "Efter beviset")
    assert stream.until("Efter beviset")
    assert scene.browser(cookie).get("/account").status_code == 401
