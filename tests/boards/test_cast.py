"""The cast stands as the sample says."""

from boards.reading import snapshot
from store.database import Store
from tests.cast import Cast


def test_the_cast_is_seated_and_limited_as_the_consents_say(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        board = snapshot(session, cast.hold(session))
    assert [seat.called for seat in board.seats] == [
        "Mor",
        "Far",
        "Alma",
        "Mormor",
        "Farbror",
        "Lene",
        "Ditte",
        "Mikkel",
        "Pernille",
        "Anne-Marie",
        "Birgit",
        "Hussein",
    ]
    assert [seat.called for seat in board.seats if not seat.full] == ["Pernille", "Hussein"]
    assert [seat.called for seat in board.seats if not seat.gives_number] == ["Anne-Marie"]
