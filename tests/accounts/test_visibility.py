"""The one function that decides who sees what."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from accounts.visibility import (
    FRIDGE,
    NOBODY,
    NONE,
    PAPER,
    PLAN,
    ROOM,
    RUNNERS,
    SCREEN,
    TABLE,
    WALL,
    WORKS,
    Viewer,
    only_visible,
    participant,
    seat,
    visible,
)

WORDS = st.frozensets(st.sampled_from([TABLE, WORKS, RUNNERS, PLAN, seat("grethe"), seat("kim")]))
EVERYBODY = (NOBODY, SCREEN, ROOM, PAPER, FRIDGE, participant("grethe", WALL), participant("kim"))


@dataclass(frozen=True)
class Thing:
    """Something with an audience."""

    audience: frozenset[str] = NONE


@dataclass(frozen=True)
class Undeclared:
    """Something that says nothing of its audience."""


@given(WORDS)
def test_a_thing_without_an_audience_is_shown_to_nobody(reads: frozenset[str]) -> None:
    assert not visible(Undeclared(), Viewer(reads))
    assert not visible(Thing(), Viewer(reads))


@given(WORDS)
def test_nobody_sees_anything(audience: frozenset[str]) -> None:
    assert not visible(Thing(audience), NOBODY)


@given(WORDS, WORDS)
def test_a_thing_is_visible_exactly_when_the_words_meet(audience: frozenset[str], reads: frozenset[str]) -> None:
    assert visible(Thing(audience), Viewer(reads)) == bool(audience & reads)


@given(WORDS, WORDS, WORDS)
def test_a_wider_audience_or_more_rights_never_hide_a_thing(
    audience: frozenset[str], more: frozenset[str], reads: frozenset[str]
) -> None:
    if visible(Thing(audience), Viewer(reads)):
        assert visible(Thing(audience | more), Viewer(reads))
        assert visible(Thing(audience), Viewer(reads | more))


@given(st.lists(WORDS.map(Thing)), WORDS)
def test_what_is_left_keeps_its_order(things: list[Thing], reads: frozenset[str]) -> None:
    left = only_visible(things, Viewer(reads))
    assert list(left) == [thing for thing in things if thing.audience & reads]


def test_what_is_for_one_participant_is_for_no_other_and_not_for_the_screen() -> None:
    own = Thing(frozenset({seat("grethe")}))
    assert [viewer for viewer in EVERYBODY if visible(own, viewer)] == [participant("grethe", WALL)]


def test_what_is_for_those_who_run_the_meeting_is_not_on_the_wall_nor_on_paper() -> None:
    tray = Thing(frozenset({RUNNERS}))
    assert [viewer for viewer in EVERYBODY if visible(tray, viewer)] == [ROOM]


def test_a_participant_with_limited_consent_reads_what_is_for_the_table_only() -> None:
    kim = participant("kim")
    assert (visible(Thing(frozenset({TABLE})), kim), visible(Thing(frozenset({WORKS})), kim)) == (True, False)
