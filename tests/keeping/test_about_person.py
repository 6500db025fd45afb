"""Everything about one person: their own words in full, others' words as the visibility rule gives them, and nothing more."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from accounts.visibility import participant, visible
from boards import cards, closing, door, scale
from boards.reading import snapshot
from boards.tables import Board
from families import protection
from families.reading import family
from families.tables import Member
from keeping.about_person import Everything, everything
from meetings.inviting import covered
from meetings.reading import meeting
from meetings.tables import Participant
from store.database import Store
from tests.cast import HIDDEN, NEXT_STARTS, SHOWN, Cast, arrive

PEOPLE = ("signe", "jonas", "alma", "grethe", "lene", "mikkel", "pernille", "hussein")
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
    others = {c.text for c in board.cards if visible(c, viewer) and c not in own}
    return [card.text for card in own], others if may.invitable else set()


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


def test_what_is_protected_after_closing_is_in_the_protected_persons_file_and_not_in_the_other_parents(
    the_store: Store, cast: Cast
) -> None:
    hidden = "Krisecentret Lyngen"
    with the_store.writing() as session:
        board, who = cast.hold(session), cast.mikkel.actor
        row = meeting(session, cast.meeting)
        cards.put_up(session, board, who, column="works", text=f"Ro på {hidden}", said_by=cast.signe.seat)
        door.attend(session, board, who, cast.jonas.seat, attended=True, note=f"Spurgte til {hidden}")
        cards.put_up(
            session, board, who, column="next", text=f"Køre forbi {hidden}", agreement=True, who=cast.jonas.seat,
            due=NEXT_STARTS.date(), helpers=[cast.signe.seat],
        )  # fmt: skip
        closing.last_word(session, board, who, seat_id=cast.signe.seat, text=f"Jeg er glad for {hidden}")
        closing.name_coordinator(session, board, who, person_id=cast.mikkel.person, toward="family")
        closing.leave_next_open(session, board, who)
        row.place = f"{hidden}, stuen"
        closing.close(session, board, who)
        assert {one for one in PEOPLE if hidden in repr(told(session, cast, one))} >= {"signe", "jonas"}
        protection.protect(
            session, family(session, cast.family), who, person_id=cast.signe.person, kind="institution", text=hidden
        )
        assert {one for one in PEOPLE if hidden in repr(told(session, cast, one))} == {"signe"}
        signes = told(session, cast, "signe")
        told_signe = {
            name: hidden in repr(signes[name]) for name in ("own_cards", "own_closing_words", "meetings", "agreements")
        }
        assert told_signe == dict.fromkeys(told_signe, True)


def test_two_who_go_by_the_same_name_get_their_own_closing_words(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        board = cast.hold(session)
        for who in (cast.signe, cast.grethe):
            session.get_one(Participant, who.seat).called = "Mor"
            session.exec(select(Member).where(Member.person_id == who.person)).one().called = "Mor"
        closing.last_word(session, board, cast.mikkel.actor, seat_id=cast.signe.seat, text="Fra Signe")
        closing.last_word(session, board, cast.mikkel.actor, seat_id=cast.grethe.seat, text="Fra Grethe")
        session.flush()
        files = {one: told(session, cast, one)["own_closing_words"] for one in ("signe", "grethe", "jonas")}
        said_by = {one: [word["text"] for word in words] for one, words in files.items()}
        assert said_by == {"signe": ["Fra Signe"], "grethe": ["Fra Grethe"], "jonas": []}
        frozen = closing.freeze(snapshot(session, board))
        assert [word["called"] for word in frozen["words"]] == ["Mor", "Mor"]  # type: ignore[attr-defined]
        for word in frozen["words"]:  # type: ignore[attr-defined]
            del word["said_by_id"]  # a board that was frozen before words said whose they are
        for house in frozen["houses"]:  # type: ignore[attr-defined]
            del house["child_id"]
        older = closing.thaw(frozen)
        assert {word.said_by_id for word in older.words} == {""}
        assert {house.child_id for house in older.houses} == {cast.alma.person}


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
        assert [(look["who"], look["what"], look["times"]) for look in file["looks"]] == [("team", "family", 1)]
        assert cast.lene.actor.id not in repr(file)
