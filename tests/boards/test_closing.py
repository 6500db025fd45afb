"""Statements, since last time, and the end of a meeting."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from accounts.visibility import PAPER, SCREEN, WALL, participant
from boards import cards, closing, door, log, opening, scale, since_last_time, stage, statements
from boards.reading import snapshot
from boards.tables import Board, Scale
from families.coordination import OneOfEachKind
from families.reading import plan as the_plan
from families.tables import Action
from meetings import passes
from meetings.reading import meeting, seats
from meetings.tables import Meeting
from store.base import canonical
from store.database import Store
from store.refusal import NotFound, Unfit
from tests.cast import HIDDEN, KEY, NEXT_ENDS, NEXT_STARTS, PLACE, SHOWN, Cast, arrive

GOAL = "Alma er i skole mindst fire ud af fem dage"
TODAY = date(2026, 9, 16)


def settle(session: Session, cast: Cast) -> Board:
    """Say everything that must be said before the meeting can end."""
    board, mikkel = cast.hold(session), cast.mikkel.actor
    closing.name_coordinator(session, board, mikkel, person_id=cast.mikkel.person, toward="family", why="Kender dem")
    closing.set_next(session, board, mikkel, starts=NEXT_STARTS, ends=NEXT_ENDS, place=PLACE)
    return board


def whole_meeting(session: Session, cast: Cast) -> Board:
    """Hold a meeting with something of everything."""
    arrive(session, cast)
    board, mikkel = cast.hold(session), cast.mikkel.actor
    worry = statements.state(session, board, mikkel, kind="worry", text="Ditte er bekymret", people=[cast.ditte.seat])
    goal = statements.state(session, board, mikkel, kind="goal", text=GOAL, weeks=10, pair_id=worry.id)
    statements.state(session, board, mikkel, kind="bottom_line", text="Ingen kører med børnene efter at have drukket")
    cards.put_up(session, board, mikkel, column="works", text="Onsdag er bedst", said_by=cast.alma.seat)
    cards.put_up(session, board, mikkel, column="worries", text="Jeg kan ikke love november", said_by=cast.signe.seat)
    cards.put_up(
        session,
        board,
        mikkel,
        column="next",
        text="Mormor får en nøgle",
        who=cast.grethe.seat,
        helpers=[cast.signe.seat],
        due=date(2026, 9, 18),
        how_seen="Alma er i skole samme dag",
        goal_id=goal.id,
    )
    cards.send(session, board, cast.kim.actor, column="next", text="Endnu i bakken", card_id="kims-late-card")
    scale_id = snapshot(session, board).scales[0].id
    scale.answer(session, board, cast.signe.actor, scale_id=scale_id, seat_id=cast.signe.seat, value=6, why="Sovet")
    scale.reveal(session, board, mikkel, scale_id=scale_id)
    closing.last_word(session, board, mikkel, seat_id=cast.grethe.seat, text="Godt", word_id="grethes-last-word")
    closing.accept(session, board, mikkel, by="Mor\nog far")
    return settle(session, cast)


def close(session: Session, cast: Cast) -> Meeting | None:
    return closing.close(session, cast.hold(session), cast.mikkel.actor)


def test_a_meeting_ends_when_everything_is_said_and_the_refusal_says_what_is_not(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        board, mikkel = cast.hold(session), cast.mikkel.actor
        card = cards.put_up(session, board, mikkel, column="next", text="Nøgle", agreement=True)
        cards.put_up(session, board, mikkel, column="next", text="Fredag", who=cast.kim.seat)
        said = []
        steps = (
            lambda: cards.agree(session, board, mikkel, card.id, who=cast.grethe.seat, due=TODAY, how_seen=""),
            lambda: closing.leave_next_open(session, board, mikkel),
            lambda: closing.name_coordinator(session, board, mikkel, person_id=cast.mikkel.person, toward="family"),
        )
        for step in steps:
            with pytest.raises(closing.NotSettled) as no:
                close(session, cast)
            said.append(no.value.sentence)
            step()
        with pytest.raises(closing.NotSettled) as no:
            close(session, cast)
    assert [*said, no.value.sentence] == [
        "Mødet kan ikke slutte endnu. Der mangler: en koordinator; en dato for næste møde, eller at den ikke er aftalt; "
        "en person eller en dag på 2 aftaler.",
        "Mødet kan ikke slutte endnu. Der mangler: en koordinator; en dato for næste møde, eller at den ikke er aftalt; "
        "en person eller en dag på 1 aftale.",
        "Mødet kan ikke slutte endnu. Der mangler: en koordinator; en person eller en dag på 1 aftale.",
        "Mødet kan ikke slutte endnu. Der mangler: en person eller en dag på 1 aftale.",
    ]


def test_closing_freezes_the_board_and_nothing_changes_it_afterwards(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        board = whole_meeting(session, cast)
        closing.close(session, board, cast.mikkel.actor)
        assert board.final is not None
        frozen = closing.thaw(board.final)
        assert frozen == snapshot(session, board)
        with pytest.raises(log.BoardFinal) as no:
            closing.close(session, board, cast.mikkel.actor)
        assert no.value.sentence == "Mødet er slut, og tavlen er gemt. Skriv i planen i stedet."
    with the_store.writing() as session, pytest.raises(log.BoardFinal):
        cast.hold(session)
    assert frozen.facts.closed_at is not None
    assert frozen.closing.accepted_by == "Mor og far"
    assert [card.text for card in frozen.waiting("later")] == ["Endnu i bakken"]
    assert closing.thaw(closing.freeze(frozen)) == frozen


def test_what_was_frozen_keeps_for_whom_each_thing_is(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        board = whole_meeting(session, cast)
        closing.close(session, board, cast.mikkel.actor)
        final = closing.thaw(board.final or {})
    limited, paper = final.seen_by(participant(cast.pernille.seat)), final.seen_by(PAPER)
    assert [card.text for card in limited.cards] == ["Mormor får en nøgle"]
    assert [one.text for one in limited.statements] == [GOAL]
    assert (limited.houses, limited.words, limited.scales[0].answers) == ((), (), ())
    assert sorted(card.column for card in paper.cards) == ["next", "works", "worries"]
    assert [answer.value for answer in paper.scales[0].answers] == [6]
    assert "Endnu i bakken" not in repr(paper)


def test_the_plan_is_harvested_from_the_board(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        closing.close(session, whole_meeting(session, cast), cast.mikkel.actor)
        plan = the_plan(session, cast.family)
    assert [(goal.text, goal.weeks) for goal in plan.goals] == [(GOAL, 10)]
    assert [(a.text, a.who, a.helpers, a.due, a.how_seen) for a in plan.goals[0].actions] == [
        ("Mormor får en nøgle", "Mormor", ("Mor",), date(2026, 9, 18), "Alma er i skole samme dag")
    ]
    assert [(one.text, one.said_by) for one in plan.strengths] == [("Onsdag er bedst", "Alma")]
    assert [(one.name, one.toward, one.why) for one in plan.coordinators] == [("Mikkel Holm", "family", "Kender dem")]
    assert "november" not in repr(plan)


def test_an_agreement_of_a_guest_keeps_the_guest_s_name(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        board = settle(session, cast)
        guest, _ = door.knock(session, board, meeting(session, cast.meeting), name="Træner Bo")
        door.admit(session, board, cast.mikkel.actor, guest.id)
        cards.put_up(
            session, board, cast.mikkel.actor, column="next", text="Kører til fodbold", who=guest.id, due=TODAY
        )
        following = closing.close(session, board, cast.mikkel.actor)
        assert [action.who for action in the_plan(session, cast.family).actions] == ["Træner Bo"]
        assert following is not None
        assert [seat.called for seat in seats(session, following)].count("Træner Bo") == 0


def test_the_next_meeting_is_called_with_the_same_people_and_limits_and_begins_with_since_last_time(
    the_store: Store, cast: Cast
) -> None:
    with the_store.writing() as session:
        following = closing.close(session, whole_meeting(session, cast), cast.mikkel.actor)
        assert following is not None
        assert (following.starts, following.ends, following.place, following.number) == (
            NEXT_STARTS,
            NEXT_ENDS,
            PLACE,
            2,
        )
        listed = {seat.called: seat for seat in seats(session, following)}
        assert len(listed) == 12
        assert (listed["Pernille"].full, listed["Pernille"].from_step, listed["Anne-Marie"].gives_number) == (
            False,
            6,
            False,
        )
    the_store.clock = lambda: NEXT_STARTS - timedelta(minutes=5)
    with the_store.writing() as session:
        row = session.get_one(Meeting, following.id)
        board = opening.open_meeting(session, row, cast.mikkel.actor)
        found = snapshot(session, board)
    assert [(one.text, one.who, one.due, one.overdue) for one in found.follow_ups] == [
        ("Mormor får en nøgle", "Mormor", date(2026, 9, 18), True)
    ]
    assert [one.title for one in found.scales] == ["Hvor trygt er der hjemme lige nu?"]


def test_the_number_of_last_time_stands_beside_the_new_one(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        following = closing.close(session, whole_meeting(session, cast), cast.mikkel.actor)
    assert following is not None
    the_store.clock = lambda: NEXT_STARTS - timedelta(minutes=5)
    with the_store.writing() as session:
        board = opening.open_meeting(session, session.get_one(Meeting, following.id), cast.mikkel.actor)
        by_name = {seat.called: seat.id for seat in snapshot(session, board).seats}
        asked = snapshot(session, board).scales[0].id
        for called, value in (("Mor", 7), ("Farbror", 5)):
            scale.answer(session, board, cast.mikkel.actor, scale_id=asked, seat_id=by_name[called], value=value)
        answers = snapshot(session, board).scales[0].answers
    assert [(one.called, one.value, one.before) for one in answers] == [("Mor", 7, 6), ("Farbror", 5, None)]


def test_closing_closes_the_door(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        shown = passes.open_door(session, meeting(session, cast.meeting), key=KEY)
        closing.close(session, whole_meeting(session, cast), cast.mikkel.actor)
        with pytest.raises(passes.WrongCode):
            passes.redeem(session, typed=shown.code, key=KEY)


def test_there_is_one_coordinator_of_each_kind(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        board, mikkel = cast.hold(session), cast.mikkel.actor
        for person, toward in ((cast.mikkel, "family"), (cast.lene, "professionals")):
            closing.name_coordinator(session, board, mikkel, person_id=person.person, toward=toward)
        with pytest.raises(OneOfEachKind) as no:
            closing.name_coordinator(session, board, mikkel, person_id=cast.ditte.person, toward="family")
        assert no.value.sentence == "Der er allerede en koordinator over for familien. Giv opgaven videre i stedet."
        closing.release_coordinator(session, board, mikkel, toward="family")
        closing.name_coordinator(session, board, mikkel, person_id=cast.ditte.person, toward="family")
        found = snapshot(session, board).closing
        assert (found.toward_family, found.toward_professionals) == ("Ditte Krogh", "Lene Skov")
        with pytest.raises(Unfit):
            closing.name_coordinator(session, board, mikkel, person_id=cast.ditte.person, toward="alle")
        closing.release_coordinator(session, board, mikkel, toward="family")
        for stranger in ("none-such-person", "\x00\ud800"):
            with pytest.raises(NotFound):
                closing.name_coordinator(session, board, mikkel, person_id=stranger, toward="family")


def test_the_next_meeting_lies_ahead_and_ends_after_it_begins(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        board, hour = cast.hold(session), timedelta(hours=1)
        past = meeting(session, cast.meeting).created_at
        wrong = [
            (past, past + hour, PLACE, "Datoen er gået. Vælg en ny dato."),
            (NEXT_STARTS, NEXT_STARTS, PLACE, "Mødet skal slutte, efter at det er begyndt. Ret klokkeslættet."),
            (NEXT_STARTS, NEXT_ENDS, " ", "Skriv, hvor I mødes."),
        ]
        for starts, ends, place, sentence in wrong:
            with pytest.raises(Unfit) as no:
                closing.set_next(session, board, cast.mikkel.actor, starts=starts, ends=ends, place=place)
            assert no.value.sentence == sentence


def test_a_last_word_sent_twice_is_said_once_and_belongs_to_somebody_here(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        board, grethe = cast.hold(session), cast.grethe
        for _ in range(2):
            closing.last_word(
                session, board, grethe.actor, seat_id=grethe.seat, text="Tak", word_id="grethes-last-word"
            )
        closing.last_word(session, board, grethe.actor, seat_id=None, text="Farvel")
        assert [(word.called, word.text) for word in snapshot(session, board).words] == [
            ("Mormor", "Tak"),
            ("", "Farvel"),
        ]
        for values in (
            {"seat_id": "none-such-seat", "text": "x"},
            {"seat_id": None, "text": " "},
            {"seat_id": None, "text": "x" * 401},
        ):
            with pytest.raises(Unfit):
                closing.last_word(session, board, grethe.actor, **values)  # type: ignore[arg-type]
        for word_id in ("x", "\x00" * 9, "UPPER-CASE-ID"):
            with pytest.raises(Unfit):
                closing.last_word(session, board, grethe.actor, seat_id=None, text="x", word_id=word_id)


def test_a_statement_names_people_of_the_meeting_and_its_pair(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        board, mikkel = cast.hold(session), cast.mikkel.actor
        values = {"kind": "worry", "text": "Bekymring", "people": [cast.ditte.seat, cast.ditte.seat, cast.signe.seat]}
        worry = statements.state(
            session, board, mikkel, **values, disagreement="Nej\x00", disagreement_by=cast.jonas.seat
        )  # type: ignore[arg-type]
        statements.state(session, board, mikkel, kind="goal", text="Mål", weeks="12", pair_id=worry.id)
        found = snapshot(session, board).statements
        assert [
            (one.kind, one.people, one.pair_id, one.weeks, one.disagreement, one.disagreement_by) for one in found
        ] == [
            ("worry", ("Ditte", "Mor"), "", 0, "Nej", "Far"),
            ("goal", (), worry.id, 12, "", ""),
        ]
        for wrong in (
            {"kind": "threat"},
            {"text": " "},
            {"people": ["none-such"]},
            {"disagreement_by": "none-such"},
            {"disagreement": "x" * 1_001},
            {"weeks": 261},
            {"weeks": 2**70},
            {"pair_id": "none-such"},
            {"statement_id": "x"},
        ):
            with pytest.raises((Unfit, NotFound)):
                statements.state(session, board, mikkel, **({"kind": "goal", "text": "x"} | wrong))  # type: ignore[arg-type]
        assert snapshot(session, board).statements == found


def test_a_statement_sent_twice_is_one_and_can_be_taken_back_and_undone(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        board, mikkel = cast.hold(session), cast.mikkel.actor
        for _ in range(2):
            statements.state(session, board, mikkel, kind="goal", text=GOAL, statement_id="the-clients-goal")
        assert [one.text for one in snapshot(session, board).statements] == [GOAL]
        statements.take_back(session, board, mikkel, "the-clients-goal")
        assert snapshot(session, board).statements == ()
        log.undo(session, board, mikkel)
        assert [one.text for one in snapshot(session, board).statements] == [GOAL]
        stage.lock(session, board, mikkel, locked=True)
        with pytest.raises(log.Locked):
            statements.take_back(session, board, mikkel, "the-clients-goal")


def test_a_statement_of_another_board_is_neither_overwritten_nor_taken_back(the_store: Store, cast: Cast) -> None:
    from tests.boards.test_log import open_board

    with the_store.writing() as session:
        statements.state(
            session, cast.hold(session), cast.mikkel.actor, kind="goal", text=GOAL, statement_id="the-clients-goal"
        )
        other = open_board(session)
        with pytest.raises(Unfit):
            statements.state(session, other, cast.per, kind="goal", text="x", statement_id="the-clients-goal")
        with pytest.raises(Unfit):
            closing.last_word(session, other, cast.per, seat_id=cast.grethe.seat, text="x")
        statements.take_back(session, other, cast.per, "the-clients-goal")
        assert [one.text for one in snapshot(session, cast.hold(session)).statements] == [GOAL]


def test_an_agreement_of_last_time_is_marked_with_a_remark_for_those_who_may_read_it(
    the_store: Store, cast: Cast
) -> None:
    with the_store.writing() as session:
        following = closing.close(session, whole_meeting(session, cast), cast.mikkel.actor)
    assert following is not None
    the_store.clock = lambda: NEXT_STARTS - timedelta(minutes=5)
    with the_store.writing() as session:
        board, mikkel = (
            opening.open_meeting(session, session.get_one(Meeting, following.id), cast.mikkel.actor),
            cast.mikkel.actor,
        )
        row = snapshot(session, board).follow_ups[0]
        since_last_time.mark(session, board, mikkel, row.id, status="underway", remark="Ny\x00 medicin")
        since_last_time.mark(session, board, mikkel, row.id, status="done")
        with pytest.raises(Unfit):
            since_last_time.mark(session, board, mikkel, row.id, status="måske")
        with pytest.raises(Unfit):
            since_last_time.mark(session, board, mikkel, row.id, status="done", remark="x" * 401)
        with pytest.raises(NotFound):
            since_last_time.mark(session, board, mikkel, "none-such", status="done")
        whole = snapshot(session, board)
        marks = [
            [(one.status, one.remark) for one in whole.seen_by(viewer).follow_ups]
            for viewer in (SCREEN, participant(cast.pernille.seat))
        ]
        assert marks == [[("done", "Ny medicin")], [("done", "")]]
        closing.leave_next_open(session, board, mikkel)
        closing.name_coordinator(session, board, mikkel, person_id=cast.mikkel.person, toward="family")
        assert closing.close(session, board, mikkel) is None
        action = session.get_one(
            Action, log.fold(log.events_after(session, board.id, 0))["followup", row.id]["action_id"]
        )
        assert (action.status, action.remark) == ("done", "Ny medicin")


def test_the_sentence_that_the_child_keeps_is_in_no_snapshot_and_in_no_event(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        board = whole_meeting(session, cast)
        whole = snapshot(session, board)
        closing.close(session, board, cast.mikkel.actor)
        events = [canonical([event.before, event.after]) for event in log.events_after(session, board.id, 0)]
        kept = [repr(whole), canonical(board.final), *events]
    assert SHOWN in kept[0]
    assert SHOWN in kept[1]
    assert [text for text in kept if HIDDEN in text] == []
    assert SHOWN in repr(whole.seen_by(PAPER))
    assert SHOWN not in repr(whole.seen_by(participant(cast.pernille.seat)))


def test_the_stage_stays_within_its_agenda_and_time(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        board, mikkel = cast.hold(session), cast.mikkel.actor
        for asked, stands in ((-5, 1), (2**70, 8), (3, 3)):
            stage.go_to(session, board, mikkel, step=asked)
            assert snapshot(session, board).stage.step == stands
        stage.more_time(session, board, mikkel, minutes=120)
        for minutes in (1, 0, -(10**12), 2**70):
            with pytest.raises(Unfit):
                stage.more_time(session, board, mikkel, minutes=minutes)
        with pytest.raises(Unfit):
            stage.show(session, board, mikkel, view="attic")
        assert snapshot(session, board).stage.extra_minutes == 120


def test_opening_twice_gives_the_same_board_and_a_cancelled_meeting_is_not_opened(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        row = meeting(session, cast.meeting)
        assert opening.open_meeting(session, row, cast.lene.actor).id == cast.board
        assert len(session.exec(Scale.__table__.select()).all()) == 1  # type: ignore[attr-defined]
        with pytest.raises(NotFound) as no:
            opening.the_board(session, "none-such-meeting")
    assert no.value.sentence == "Mødet er ikke åbnet endnu."


def test_two_who_open_at_once_get_the_same_board(the_store: Store, cast: Cast) -> None:
    from families.reading import family
    from meetings import scheduling
    from tests.store.test_database import together

    with the_store.writing() as session:
        row = scheduling.call(
            session, family(session, cast.family), purpose="x", starts=NEXT_STARTS, ends=NEXT_ENDS, place=PLACE
        )

    def begin(_: int) -> str:
        with the_store.writing() as session:
            return opening.open_meeting(session, meeting(session, row.id), cast.mikkel.actor).id

    assert len(set(map(str, together(4, begin)))) == 1


def test_writers_at_once_lose_no_card(the_store: Store, cast: Cast) -> None:
    from tests.store.test_database import together

    def write(number: int) -> str:
        for card in range(5):
            with the_store.writing() as session:
                session.get_one(Board, cast.board)  # read before the lock is held
                cards.put_up(session, cast.hold(session), cast.lene.actor, column="works", text=f"{number}.{card}")
        return "done"

    assert together(6, write) == ["done"] * 6
    with the_store.reading() as session:
        board = session.get_one(Board, cast.board)
        assert {card.text for card in snapshot(session, board).cards} == {
            f"{a}.{b}" for a in range(6) for b in range(5)
        }
        assert [event.seq for event in log.events_after(session, board.id, 0)] == list(range(1, board.seq + 1))


def test_a_number_that_was_never_shown_stays_hidden_at_the_next_meeting(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        arrive(session, cast)
        board, mikkel = cast.hold(session), cast.mikkel.actor
        asked = snapshot(session, board).scales[0].id
        scale.answer(session, board, cast.alma.actor, scale_id=asked, seat_id=cast.alma.seat, value=1)
        assert not snapshot(session, board).scales[0].revealed
        following = closing.close(session, settle(session, cast), mikkel)
        assert following is not None
        after = opening.open_meeting(session, following, mikkel)
        seen = snapshot(session, after)
        alma = next(seat.id for seat in seen.seats if seat.called == "Alma")
        scale.answer(session, after, mikkel, scale_id=seen.scales[0].id, seat_id=alma, value=5)
        numbers = snapshot(session, after).scales[0].answers
    assert [(answer.called, answer.value, answer.before) for answer in numbers] == [("Alma", 5, None)]


def test_what_is_written_about_people_is_not_for_those_who_see_goals_and_agreements_only(
    the_store: Store, cast: Cast
) -> None:
    with the_store.writing() as session:
        board, mikkel = cast.hold(session), cast.mikkel.actor
        door.attend(session, board, mikkel, cast.birgit.seat, attended=False, note="Syg")
        closing.name_coordinator(
            session, board, mikkel, person_id=cast.mikkel.person, toward="family", why="Han kender morgenerne"
        )
        full = snapshot(session, board).seen_by(participant(cast.ditte.seat, WALL))
        limited = snapshot(session, board).seen_by(participant(cast.pernille.seat))
    assert (full.closing.why, [seat.note for seat in full.seats if seat.note]) == ("Han kender morgenerne", ["Syg"])
    assert full.facts.purpose
    assert (limited.closing.why, [seat.note for seat in limited.seats if seat.note]) == ("", [])
    assert (limited.facts.purpose, limited.facts.wishes) == ("", "")
