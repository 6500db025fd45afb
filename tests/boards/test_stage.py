"""What the room looks at: quiet and back again, to where it was and with the time it had."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from boards import stage
from boards.tables import Board
from store.database import Store
from store.refusal import Unfit
from tests.cast import Cast


def show(session: Session, cast: Cast, view: str) -> None:
    stage.show(session, cast.hold(session), cast.mikkel.actor, view=view)


def come_back(session: Session, cast: Cast) -> str:
    stage.come_back(session, cast.hold(session), cast.mikkel.actor)
    return stage.stage_of(session, cast.hold(session)).view


def later(the_store: Store, **passed: int) -> None:
    the_store.clock = lambda now=the_store.clock(): now + timedelta(**passed)  # type: ignore[misc]


@pytest.mark.parametrize("quiet", stage.QUIET)
@pytest.mark.parametrize("view", ["board", "numbers", "worries", "agreements", "join"])
def test_a_quiet_screen_comes_back_to_exactly_where_it_was(the_store: Store, cast: Cast, view: str, quiet: str) -> None:
    with the_store.writing() as session:
        show(session, cast, view)
        show(session, cast, quiet)
        assert come_back(session, cast) == view
        assert come_back(session, cast) == view  # one that is not quiet stays as it is


def test_hidden_and_then_a_pause_comes_back_to_what_was_before_both(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        for view in ("numbers", "hidden", "pause", "hidden"):
            show(session, cast, view)
        assert come_back(session, cast) == "numbers"


def test_a_screen_that_was_never_anything_else_comes_back_to_the_board(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        show(session, cast, "pause")
        assert come_back(session, cast) == "board"


def test_a_pause_takes_no_time_from_the_step_and_a_step_that_began_in_it_begins_when_it_ends(
    the_store: Store, cast: Cast
) -> None:
    def spent() -> timedelta:
        with the_store.reading() as session:
            return the_store.clock() - stage.stage_of(session, session.get_one(Board, cast.board)).step_started

    def moves(view: str) -> None:
        with the_store.writing() as session:
            show(session, cast, view) if view != "back" else come_back(session, cast)

    around = timedelta(seconds=30)
    later(the_store, minutes=4)
    before = spent()
    moves("pause")
    later(the_store, minutes=20)
    moves("back")
    assert abs(spent() - before) < around
    moves("hidden")  # the meeting goes on while somebody comes in who should not see
    later(the_store, minutes=3)
    moves("back")
    assert abs(spent() - before - timedelta(minutes=3)) < around
    moves("pause")
    later(the_store, minutes=5)
    with the_store.writing() as session:
        stage.go_to(session, cast.hold(session), cast.mikkel.actor, step=3)
    later(the_store, minutes=5)
    moves("numbers")
    assert spent() < around


def test_a_view_that_there_is_not_is_refused(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session, pytest.raises(Unfit, match="Vælg, hvad skærmen skal vise"):
        show(session, cast, "back")
