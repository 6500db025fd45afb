"""The stream's order and its cursor: what comes, when it comes, and where one goes on after a break."""

import pytest

from tests.live.scene import Scene
from tests.live.stream import Stream
from web.regions import PAGES


def test_each_change_comes_once_and_in_order(scene: Scene) -> None:
    who, cookie = scene.recorder(), scene.guest(scene.cast.signe)
    with scene.phone(cookie, after=scene.seq()) as stream:
        for number in range(30):
            scene.put_up(who, f"Kort nummer {number:02}")
        events = stream.until("Kort nummer 29")
    ids = [event.id for event in events]
    assert ids == sorted(set(ids))
    assert [f"Kort nummer {n:02}" in events[-1].data for n in range(30)] == [True] * 30


def test_the_first_frame_after_a_cursor_holds_only_what_is_newer(scene: Scene) -> None:
    who, cookie = scene.recorder(), scene.guest(scene.cast.signe)
    scene.put_up(who, "Mormor henter", "works")
    before = scene.seq()
    who.post(scene.address("stage"), data={"minutes": "5"})
    with scene.phone(cookie, after=before) as stream:
        event = stream.event()
    assert event is not None
    assert (event.id, event.regions) == (before + 1, ["step"])


def test_a_page_that_is_up_to_date_is_sent_nothing_until_something_happens(scene: Scene) -> None:
    who, cookie = scene.recorder(), scene.guest(scene.cast.signe)
    with scene.phone(cookie, after=scene.seq()) as stream:
        assert stream.quiet()
        scene.put_up(who, "Mormor henter")
        assert "Mormor henter" in stream.until("Mormor henter")[-1].data


def test_the_browsers_last_event_wins_over_the_address(scene: Scene) -> None:
    who, cookie = scene.recorder(), scene.staff(scene.cast.mikkel.actor)
    scene.put_up(who, "Mormor henter")
    with scene.screen(cookie, after=0, last_event_id=scene.seq()) as stream:
        assert stream.quiet()
    with scene.screen(cookie, after=scene.seq(), last_event_id=0) as stream:
        assert stream.until("Mormor henter")[-1].id == scene.seq()


def test_a_viewer_far_behind_gets_the_board_as_it_is(scene: Scene) -> None:
    who, cookie = scene.recorder(), scene.guest(scene.cast.signe)
    for number in range(5):
        scene.put_up(who, f"Langt tilbage {number}")
    with scene.phone(cookie, after=scene.seq() - 5) as stream:
        event = stream.event()
    assert event is not None
    assert (event.id, set(event.regions)) == (scene.seq(), {"works", "worries", "next"})
    assert all(f"Langt tilbage {number}" in event.data for number in range(5))


def test_a_cursor_from_the_future_gets_the_board_as_it_is(scene: Scene) -> None:
    """After a restored backup the browser knows more than the server."""
    who, cookie = scene.recorder(), scene.guest(scene.cast.signe)
    scene.put_up(who, "Mormor henter")
    with scene.phone(cookie, after=scene.seq() + 500) as stream:
        assert stream.until("Mormor henter")[-1].id == scene.seq()


@pytest.mark.parametrize("after", ["", "-1", "1e3", "99999999999999999999", "%00", "%C2%BD"])
def test_a_cursor_that_is_no_number_counts_as_none(scene: Scene, after: str) -> None:
    cookie = scene.guest(scene.cast.signe)
    with scene.phone(cookie, after=after) as stream:
        event = stream.event()
    assert event is not None
    assert event.regions == ["step", "works", "worries", "next"]


def test_a_gap_is_filled_when_the_stream_comes_back(scene: Scene) -> None:
    who, cookie = scene.recorder(), scene.guest(scene.cast.signe)
    with scene.phone(cookie, after=scene.seq()) as stream:
        scene.put_up(who, "Før bruddet")
        seen = stream.until("Før bruddet")[-1].id
    scene.put_up(who, "Under bruddet", "worries")
    scene.put_up(who, "Også under bruddet", "next")
    with scene.phone(cookie, after=seen) as stream:
        event = stream.event()
    assert event is not None
    assert (event.id, "Under bruddet" in event.data, "Også under bruddet" in event.data) == (scene.seq(), True, True)


def test_nothing_is_shown_that_is_not_saved(scene: Scene) -> None:
    """Commit, then answer; commit, then broadcast."""
    who, cookie = scene.recorder(), scene.guest(scene.cast.signe)
    with scene.phone(cookie, after=scene.seq()) as stream:
        for number in range(20):
            scene.put_up(who, text := f"Gemt som nummer {number:02}")
            assert scene.texts()[-1] == text
            shown = stream.until(text)[-1]
            assert shown.id <= scene.seq()


def test_a_refused_change_is_neither_shown_nor_counted(scene: Scene) -> None:
    who, cookie = scene.recorder(), scene.guest(scene.cast.signe)
    seq = scene.seq()
    with scene.phone(cookie, after=seq) as stream:
        answer = who.post(scene.address("cards"), data={"column": "nowhere", "text": "Kort"})
        assert answer.status_code == 422
        assert stream.quiet()
    assert scene.seq() == seq


def test_a_page_that_knows_nothing_is_sent_all_its_regions(scene: Scene) -> None:
    signe, mikkel = scene.guest(scene.cast.signe), scene.staff(scene.cast.mikkel.actor)
    seen = {page: _regions(scene.phone(signe, page, after="")) for page in ("write", "board", "numbers")}
    seen |= {"screen": _regions(scene.screen(mikkel, after="")), "recorder": _regions(scene.desk(mikkel, after=""))}
    assert seen == {page: list(PAGES[page].regions) for page in seen}


def _regions(stream: Stream) -> list[str]:
    with stream:
        event = stream.event()
    assert event is not None
    return event.regions
