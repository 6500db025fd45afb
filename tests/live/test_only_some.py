"""A card for some only is on the chosen phones within a moment, and in nobody else's bytes."""

from contextlib import ExitStack

import httpx2

from tests.cast import Someone
from tests.live.scene import Scene
from tests.live.stream import Stream

SECRET, LATER = "Kun for Jonas", "Et kort for alle bagefter"


def readers(scene: Scene, recorder: httpx2.Client, card: str, *those: Someone) -> None:
    """Say who alone sees a card; nobody is everybody."""
    data = {"whom": "some" if those else "all", "seats": [one.seat for one in those]}
    assert recorder.post(scene.address(f"cards/{card}/readers"), data=data).status_code == 204


def reads(stream: Stream, until: str) -> str:
    """Give all that a stream brings up to this text."""
    return "".join(event.data for event in stream.until(until))


def test_the_chosen_phone_has_the_card_at_once_and_no_other_stream_ever_has_it(scene: Scene) -> None:
    recorder, cast = scene.recorder(), scene.cast
    card = scene.put_up(recorder, "Et kort")
    with ExitStack() as open_streams:
        jonas, signe, grethe = (
            open_streams.enter_context(scene.phone(scene.guest(one), after=scene.seq()))
            for one in (cast.jonas, cast.signe, cast.grethe)
        )
        screen = open_streams.enter_context(scene.screen(scene.staff(cast.mikkel.actor), after=scene.seq()))
        readers(scene, recorder, card, cast.jonas)
        saved = recorder.post(scene.address(f"cards/{card}/text"), data={"text": SECRET, "version": "1"})
        assert saved.status_code == 204, saved.text
        assert SECRET in jonas.until(SECRET, within=3)[-1].data
        scene.put_up(recorder, LATER)
        told = [SECRET in reads(stream, LATER) for stream in (signe, grethe, screen)]
        assert (told, SECRET in reads(jonas, LATER)) == ([False, False, False], True)


def test_whom_the_card_is_no_longer_for_loses_it_at_once(scene: Scene) -> None:
    recorder, cast = scene.recorder(), scene.cast
    card = scene.put_up(recorder, "Snart kun for Signe")
    readers(scene, recorder, card, cast.jonas)
    scene.put_up(recorder, "Et andet kort")
    with (
        scene.phone(scene.guest(cast.jonas), after="") as jonas,
        scene.phone(scene.guest(cast.signe), after="") as signe,
    ):
        assert "Snart kun for Signe" in reads(jonas, "Et andet kort")
        assert "Snart kun for Signe" not in reads(signe, "Et andet kort")
        readers(scene, recorder, card, cast.signe)
        after = jonas.event(within=3)
        assert after is not None
        assert ("works" in after.regions, "Snart kun for Signe" in after.data) == (True, False)
        assert "Snart kun for Signe" in signe.until("Snart kun for Signe", within=3)[-1].data
        readers(scene, recorder, card)
        assert "Snart kun for Signe" in jonas.until("Snart kun for Signe", within=3)[-1].data


def test_a_chosen_phone_that_comes_back_has_the_card_and_one_that_was_not_chosen_has_not(scene: Scene) -> None:
    recorder, cast = scene.recorder(), scene.cast
    card, before = scene.put_up(recorder, "Mens telefonen sov"), scene.seq()
    readers(scene, recorder, card, cast.jonas)
    scene.put_up(recorder, "Og et til")
    found = {}
    for one in (cast.jonas, cast.signe):
        with scene.phone(scene.guest(one), after=before) as stream:
            found[one.seat] = "Mens telefonen sov" in reads(stream, "Og et til")
    assert found == {cast.jonas.seat: True, cast.signe.seat: False}
