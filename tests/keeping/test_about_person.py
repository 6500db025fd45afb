"""Everything about one person: their own words in full, others' words as the visibility rule gives them, and nothing more."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from accounts.visibility import participant, visible
from boards import cards, scale
from boards.reading import snapshot
from boards.tables import Board
from families.reading import family
from keeping.about_person import Everything, everything
from meetings.inviting import covered
from meetings.reading import meeting
from store.database import Store
from tests.cast import HIDDEN, SHOWN, Cast, arrive

PEOPLE = ("signe", "jonas", "alma", "grethe", "lene", "mikkel", "pernille")
WORLDS = 40
said = st.lists(st.tuples(st.sampled_from(["works", "worries", "next"]), st.sampled_from(PEOPLE)), max_size=8)


def told(session: Session, cast: Cast, who: str) -> Everything:
    return everything(session, family(session, cast.family), getattr(cast, who).person)


def expected(session: Session, cast: Cast, who: str) -> tuple[list[str], set[str]]:
    """Give the person's own words, and what the visibility rule gives them of others' cards."""
    board = snapshot(session, session.get_one(Board, cast.board))
    seat = getattr(cast, who).seat
    may = covered(session, meeting(session, cast.meeting))[seat]
    viewer = participant(seat, may.parts, may.without)
    own = [card for card in board.cards if card.said_by_id == seat]
    return [card.text for card in own], {c.text for c in board.cards if visible(c, viewer) and c not in own}


@pytest.mark.sqlcipher
@settings(max_examples=WORLDS, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(world=said)
def test_the_file_is_what_they_said_and_what_they_may_see(
    the_store: Store, cast: Cast, world: list[tuple[str, str]]
) -> None:
    with the_store.writing() as session:
        board = cast.hold(session)
        texts = set()
        for number, (column, speaker) in enumerate(world):
            texts.add(text := f"Sætning {number} af {speaker}")
            cards.put_up(
                session, board, cast.mikkel.actor, column=column, text=text, said_by=getattr(cast, speaker).seat
            )
        for who in PEOPLE:
            own, others = expected(session, cast, who)
            file = told(session, cast, who)
            assert [entry["text"] for entry in file["own_cards"]] == own
            assert {entry["text"] for entry in file["others_words"]} & texts == others
        session.rollback()


@pytest.mark.sqlcipher
def test_a_file_that_tells_too_much_is_caught(the_store: Store, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted fault: the file is made without the visibility rule."""
    monkeypatch.setattr("boards.snapshot.BoardSnapshot.seen_by", lambda board, viewer: board)
    with the_store.writing() as session:
        board = cast.hold(session)
        cards.put_up(session, board, cast.mikkel.actor, column="worries", text="Kun for nogle", said_by=cast.signe.seat)
        _, others = expected(session, cast, "pernille")
        assert {entry["text"] for entry in told(session, cast, "pernille")["others_words"]} != others
        session.rollback()


def test_what_a_child_keeps_to_itself_is_in_its_own_file_and_in_no_other(the_store: Store, cast: Cast) -> None:
    with the_store.reading() as session:
        files = {who: repr(told(session, cast, who)) for who in cast.everybody()}
    assert {who for who, file in files.items() if HIDDEN in file} == {"alma"}
    assert {"alma", "signe"} <= {who for who, file in files.items() if SHOWN in file}


def test_a_number_is_in_its_givers_file_before_it_is_shown(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        board = cast.hold(session)
        arrive(session, cast)
        asked = snapshot(session, board).scales[0].id
        scale.answer(
            session, board, cast.mikkel.actor, scale_id=asked, seat_id=cast.signe.seat, value=4, why="Ro", one_up="Søvn"
        )
        entry = told(session, cast, "signe")["own_numbers"][0]
        assert (entry["value"], entry["why"], entry["one_up"]) == (4, "Ro", "Søvn")
        assert told(session, cast, "jonas")["own_numbers"] == []


def test_the_looks_name_no_employee(the_store: Store, cast: Cast) -> None:
    from store.audit import note

    with the_store.writing() as session:
        note(
            session,
            actor=cast.lene.actor.id,
            verb="GET see the family: start",
            thing=cast.family,
            family=cast.family,
            why="team",
        )
    with the_store.reading() as session:
        file = told(session, cast, "signe")
        assert [(look["what"], look["why"]) for look in file["looks"]] == [("GET see the family: start", "team")]
        assert cast.lene.actor.id not in repr(file)
