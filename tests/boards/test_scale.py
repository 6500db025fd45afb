"""Numbers from 0 to 10."""

import pytest
from sqlmodel import Session, select

from accounts.visibility import PAPER, ROOM, SCREEN, WALL, participant
from boards import door, scale, stage
from boards.reading import snapshot
from boards.snapshot import ScaleView
from boards.tables import Scale
from store.base import canonical
from store.database import Store
from store.refusal import NotFound, Unfit
from tests.cast import Cast, Someone, arrive

ASKED = ("signe", "jonas", "alma", "grethe", "kim", "lene", "ditte", "mikkel", "pernille")


def question(session: Session) -> str:
    return session.exec(select(Scale.id)).one()


def says(session: Session, cast: Cast, someone: Someone, value: object, **words: str) -> None:
    scale.answer(
        session,
        cast.hold(session),
        someone.actor,
        scale_id=question(session),
        seat_id=someone.seat,
        value=value,  # type: ignore[arg-type]
        **words,
    )


def view(session: Session, cast: Cast) -> ScaleView:
    return snapshot(session, cast.hold(session)).scales[0]


def at_the_scale(session: Session, cast: Cast, *absent: str) -> None:
    arrive(session, cast, *absent)
    stage.go_to(session, cast.hold(session), cast.mikkel.actor, step=6)


def test_the_numbers_show_when_everybody_who_is_there_has_answered(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        at_the_scale(session, cast)
        for number, key in enumerate(ASKED):
            assert (view(session, cast).revealed, view(session, cast).answered, view(session, cast).asked) == (
                False,
                number,
                9,
            )
            says(session, cast, getattr(cast, key), number)
        found = view(session, cast)
    assert (found.revealed, found.answered) == (True, 9)
    assert [(answer.called, answer.value) for answer in found.answers] == [
        ("Mor", 0),
        ("Far", 1),
        ("Alma", 2),
        ("Mormor", 3),
        ("Farbror", 4),
        ("Lene", 5),
        ("Ditte", 6),
        ("Mikkel", 7),
        ("Pernille", 8),
    ]


def test_a_number_that_is_not_revealed_is_for_its_giver_and_the_recorder_alone(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        at_the_scale(session, cast)
        says(session, cast, cast.signe, 3, why="Hemmelig grund", one_up="Hemmeligt trin")
        whole = snapshot(session, cast.hold(session))
    viewers = {"room": ROOM, "screen": SCREEN, "paper": PAPER}
    viewers |= {key: participant(one.seat, WALL if key != "pernille" else ()) for key, one in cast.everybody().items()}
    reading = [who for who, viewer in viewers.items() if "Hemmelig" in repr(whole.seen_by(viewer))]
    assert reading == ["room", "signe"]
    assert {whole.seen_by(viewer).scales[0].answered for viewer in viewers.values()} == {1}


def test_a_revealed_number_is_for_those_whom_consent_lets_read_it(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        at_the_scale(session, cast)
        says(session, cast, cast.signe, 3, why="Åben grund")
        scale.reveal(session, cast.hold(session), cast.mikkel.actor, scale_id=question(session))
        whole = snapshot(session, cast.hold(session))
    for full, expected in ((True, True), (False, False)):
        assert ("Åben grund" in repr(whole.seen_by(participant(cast.ditte.seat, WALL if full else ())))) is expected


def test_nobody_waits_for_one_who_is_away_comes_later_gives_no_number_or_was_shown_out(
    the_store: Store, cast: Cast
) -> None:
    with the_store.writing() as session:
        arrive(session, cast, "kim")
        assert [seat.called for seat in scale.asked_seats(session, cast.hold(session))].count("Pernille") == 0
        assert view(session, cast).asked == 7
        stage.go_to(session, cast.hold(session), cast.mikkel.actor, step=6)
        assert view(session, cast).asked == len(scale.asked_seats(session, cast.hold(session))) == 8
        door.show_out(session, cast.hold(session), cast.mikkel.actor, cast.jonas.seat)
        assert view(session, cast).asked == len(scale.asked_seats(session, cast.hold(session))) == 7


def test_a_number_given_again_replaces_the_first(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        at_the_scale(session, cast)
        says(session, cast, cast.signe, 3, why="Træt")
        says(session, cast, cast.signe, "4", why="Mindre\x00 træt")
        assert [(answer.value, answer.why) for answer in view(session, cast).answers] == [(4, "Mindre træt")]


@pytest.mark.parametrize("value", [-1, 11, "", "seks", "5.5", 2**70, None, "\ud800", "1e1"])
def test_anything_but_0_to_10_is_refused(the_store: Store, cast: Cast, value: object) -> None:
    with the_store.writing() as session, pytest.raises(Unfit) as no:
        says(session, cast, cast.signe, value)
    assert (no.value.sentence, no.value.field) == ("Vælg et tal fra 0 til 10.", "value")


def test_a_number_belongs_to_a_question_and_a_person_of_this_board(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        board, asked = cast.hold(session), question(session)
        with pytest.raises(NotFound):
            scale.answer(session, board, cast.signe.actor, scale_id="none-such", seat_id=cast.signe.seat, value=5)
        with pytest.raises(Unfit):
            scale.answer(session, board, cast.signe.actor, scale_id=asked, seat_id="none-such", value=5)
        with pytest.raises(Unfit):
            says(session, cast, cast.signe, 5, why="x" * 401)


def test_nothing_in_a_snapshot_is_an_average(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        at_the_scale(session, cast)
        says(session, cast, cast.signe, 2)
        says(session, cast, cast.jonas, 9)
        fields = vars(view(session, cast))
    assert "5.5" not in canonical({name: str(value) for name, value in fields.items()})
