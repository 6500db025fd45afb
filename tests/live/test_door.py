"""Who may follow a board, what each of them is never sent, and when a stream ends by itself."""

import time
from datetime import timedelta

import pytest
from sqlmodel import select

from accounts.tables import LoginSession
from store.database import now
from tests.live.happening import (
    close,
    come_to_another_meeting,
    come_unlisted,
    hand_over,
    knock,
    put_up,
    withdraw_consents,
)
from tests.live.scene import Scene
from tests.live.server import eventually


def test_without_a_cookie_nobody_follows_a_board(scene: Scene) -> None:
    assert [scene.screen("").status, scene.phone("").status] == [401, 401]


@pytest.mark.parametrize("who", ["per", "admin"])
def test_an_employee_without_ties_is_told_that_there_is_no_such_board(scene: Scene, who: str) -> None:
    cookie = scene.staff(getattr(scene.cast, who))
    assert [scene.screen(cookie).status, scene.desk(cookie).status] == [404, 404]


def test_an_employee_at_the_table_who_does_not_run_the_meeting_follows_no_screen(scene: Scene) -> None:
    assert scene.desk(scene.staff(scene.cast.pernille.actor)).status == 404


def test_a_guest_cannot_ask_for_a_page_of_the_employees(scene: Scene) -> None:
    cookie = scene.guest(scene.cast.signe)
    assert [scene.phone(cookie, page).status for page in ("screen", "recorder", "", "../x")] == [404] * 4
    assert scene.screen(cookie).status == 401
    assert scene.phone(scene.staff(scene.cast.mikkel.actor), "board").status == 401


def test_one_who_reads_goals_only_is_never_sent_a_worry(scene: Scene) -> None:
    """The worry is there, and the others are sent it: only this stream lacks it."""
    who = scene.recorder()
    limited = scene.phone(come_unlisted(scene, "Nabo Bent"), after=scene.seq())
    full = scene.phone(scene.guest(scene.cast.signe), after=scene.seq())
    scene.put_up(who, "Der er ikke mad i huset", "worries")
    scene.put_up(who, "Mormor henter om onsdagen", "works")
    scene.put_up(who, "Ditte ringer hver fredag", "next")
    frames = limited.until("Ditte ringer")
    assert "Der er ikke mad" in "".join(event.data for event in full.until("Der er ikke mad"))
    sent = "".join(event.data for event in frames)
    assert ("Der er ikke mad" in sent, "Mormor henter" in sent) == (False, False)


def test_one_who_waits_at_the_door_is_sent_nothing_of_the_board(scene: Scene) -> None:
    who, (cookie, _) = scene.recorder(), knock(scene, "Kim")
    stream = scene.phone(cookie, "wait")
    boardless = scene.phone(cookie, "board").until_named("closed")
    scene.put_up(who, "Det, der siges ved bordet", "next")
    assert stream.quiet()
    assert [event.data for event in boardless] == [""]


def test_one_who_waits_is_told_when_the_door_opens(scene: Scene) -> None:
    cookie, seat = knock(scene, "Kim Madsen")
    stream = scene.phone(cookie, "wait", after=scene.seq())
    answer = scene.recorder().post(scene.address(f"seats/{seat}/admission"), data={"as_seat": scene.cast.kim.seat})
    assert answer.status_code == 204
    assert [event.name for event in stream.until_named("admitted", within=1)] == ["admitted"]


def test_one_who_is_turned_away_at_the_door_is_told_at_once(scene: Scene) -> None:
    cookie, seat = knock(scene, "En fremmed")
    stream = scene.phone(cookie, "wait", after=scene.seq())
    scene.recorder().post(scene.address(f"seats/{seat}/removal"))
    assert [event.name for event in stream.until_named("closed", within=1)] == ["closed"]


def test_the_stream_of_one_who_is_shown_out_ends_within_a_second(scene: Scene) -> None:
    """And what is written in the same moment does not reach the phone any more."""
    who, cookie = scene.recorder(), scene.guest(scene.cast.grethe)
    stream = scene.phone(cookie, after=scene.seq())
    asked = time.monotonic()
    who.post(scene.address(f"seats/{scene.cast.grethe.seat}/removal"))
    scene.put_up(who, "Efter at Grethe gik", "next")
    events = list(stream.events())
    assert time.monotonic() - asked < 1
    assert (events[-1].name, stream.ended) == ("closed", True)
    assert "Efter at Grethe gik" not in "".join(event.data for event in events)
    assert scene.phone(cookie).status == 401


def test_withdrawn_consent_reaches_an_open_stream(own_scene: Scene) -> None:
    """What a person may read follows consent, also on a page that is open."""
    scene, who = own_scene, own_scene.recorder()
    scene.put_up(who, "Der er ikke mad i huset", "worries")
    stream = scene.phone(scene.guest(scene.cast.lene), after="")
    assert "Der er ikke mad" in stream.until("Der er ikke mad")[-1].data
    withdraw_consents(scene)
    event = stream.event()
    assert event is not None
    assert (event.regions, "Der er ikke mad" in event.data) == (["step", "works", "worries", "next"], False)
    put_up(scene, "Stadig en bekymring", "worries")
    put_up(scene, "En aftale", "next")
    assert "bekymring" not in "".join(event.data for event in stream.until("En aftale"))


def test_a_guest_of_another_meeting_is_sent_nothing_of_this_one(own_scene: Scene) -> None:
    scene = own_scene
    outsider = come_to_another_meeting(scene)
    stream = scene.phone(outsider, after="")
    assert stream.event() is not None
    scene.put_up(scene.recorder(), "Kun for familien Bro Madsen", "next")
    assert stream.quiet()


def test_an_employee_who_signs_out_is_let_go_at_the_next_heartbeat(scene: Scene) -> None:
    cookie = scene.staff(scene.cast.anne_marie.actor)
    stream = scene.screen(cookie, after=scene.seq())
    assert scene.browser(cookie).post("/sign-out").status_code == 204
    assert stream.until_named("closed", within=4)[-1].name == "closed"


def test_an_employee_who_does_not_run_the_meeting_any_more_is_let_go(own_scene: Scene) -> None:
    """Not only the session is asked again, but the right to this very board."""
    scene = own_scene
    stream = scene.desk(scene.staff(scene.cast.mikkel.actor), after=scene.seq())
    assert stream.quiet()
    hand_over(scene)
    assert stream.until_named("closed", within=4)[-1].name == "closed"


def test_a_screen_that_only_shows_keeps_its_session_alive(scene: Scene) -> None:
    """Nobody clicks on the big screen for a whole meeting; it must not end at a sign-in page after 30 minutes."""
    scene.screen(scene.staff(scene.cast.anne_marie.actor), after=scene.seq())
    with scene.store.writing() as session:
        mine = select(LoginSession).where(LoginSession.account_id == scene.cast.anne_marie.actor.id)
        for row in session.exec(mine):
            row.seen_at = row.seen_at - timedelta(minutes=29)
            session.add(row)

    def touched() -> bool:
        with scene.store.reading() as session:
            return any(now(session) - row.seen_at < timedelta(minutes=1) for row in session.exec(mine))

    eventually(touched, within=4)


def test_a_meeting_that_is_over_ends_its_streams(own_scene: Scene) -> None:
    scene, cast = own_scene, own_scene.cast
    streams = [
        scene.phone(scene.guest(cast.signe), after=scene.seq()),
        scene.phone(knock(scene, "Kim")[0], "wait", after=scene.seq()),
        scene.desk(scene.staff(cast.mikkel.actor), after=scene.seq()),
    ]
    close(scene)
    for stream in streams:
        assert stream.until_named("over", within=2)[-1].name == "over"
        assert stream.event() is None


def test_a_heartbeat_tells_the_phone_that_the_stream_lives(scene: Scene) -> None:
    stream = scene.phone(scene.guest(scene.cast.signe), after=scene.seq())
    assert [event.name for event in stream.until_named("heartbeat", within=3)] == ["heartbeat"]
