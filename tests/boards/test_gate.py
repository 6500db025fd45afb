"""The gate: no words get onto a board with something protected in them, whatever verb or column they come by."""

from typing import Any

import pytest
from sqlmodel import Session, SQLModel, select

from accounts.actor import Actor
from accounts.visibility import ALL, PAPER, ROOM, SCREEN, participant
from boards import cards, closing, door, gate, log, scale, shielding, stage, statements
from boards.gate import NOT_WORDS
from boards.reading import snapshot
from boards.snapshot import BoardSnapshot
from boards.tables import Answer, Card, FollowUp, Scale, Statement, Word
from families.guarding import Protected
from families.protection import let_through, lift, protect
from families.reading import family
from families.tables import Protection
from meetings.tables import Participant
from store.base import dump, new_id
from store.database import Store
from store.refusal import Unfit
from tests.cast import Cast

SCHOOL, WRITTEN = "Bakkegårdsskolen", "Hun går på B a k k e g a a r d s-skolen nu"
SENTENCE = (
    "Teksten til tavlen nævner noget, der er beskyttet for Alma over for Farbror (skole): »B a k k e g a a r d s-skolen«. "
    "Skriv det om, eller skriv en grund og dit navn."
)
WORDS = {
    "card": {"text", "how_seen"},
    "scale": {"title", "zero", "ten"},
    "answer": {"why", "one_up"},
    "stage": set(),
    "statement": {"text", "disagreement"},
    "followup": {"text", "who_name", "remark"},
    "word": {"text"},
    "closing": {"why", "next_place", "accepted_by"},
    "seat": {"called", "note"},
}


def protected(session: Session, cast: Cast, **values: Any) -> Protection:
    given = {"person_id": cast.alma.person, "kind": "school", "text": SCHOOL, "against": [cast.kim.person], **values}
    row = protect(session, family(session, cast.family), cast.lene.actor, **given)
    shielding.refresh(session, cast.lene.actor, family_id=cast.family)
    return row


def put(session: Session, cast: Cast, text: str = WRITTEN, **values: Any) -> Card:
    return cards.put_up(session, cast.hold(session), cast.mikkel.actor, column="works", text=text, **values)


def seen(session: Session, cast: Cast, viewer: Any) -> BoardSnapshot:
    return snapshot(session, cast.hold(session)).seen_by(viewer)


def rows(session: Session, cast: Cast) -> dict[str, SQLModel]:
    """Give a row of each subject of the log."""
    board = cast.hold(session)
    asked = session.exec(select(Scale).where(Scale.board_id == board.id)).first()
    assert asked is not None
    return {
        "card": Card(board_id=board.id, board_column="works", text="ro"),
        "scale": asked,
        "answer": Answer(board_id=board.id, scale_id=asked.id, participant_id=cast.signe.seat, value=4),
        "stage": stage.stage_of(session, board),
        "statement": Statement(board_id=board.id, kind="goal", text="ro"),
        "followup": FollowUp(board_id=board.id, action_id="a", text="ro"),
        "word": Word(board_id=board.id, text="ro"),
        "closing": closing.closing_of(session, board),
        "seat": session.get_one(Participant, cast.signe.seat),
    }


def test_every_column_of_the_log_is_looked_at_or_holds_no_words() -> None:
    """A new column is looked at until somebody says that it holds no words."""
    for subject, table in log.SUBJECTS.items():
        columns = {name for name, kind in table.model_fields.items() if str in _kinds(kind.annotation)}
        assert columns - NOT_WORDS == WORDS[subject], subject


def _kinds(annotation: Any) -> tuple[Any, ...]:
    return getattr(annotation, "__args__", ()) or (annotation,)


@pytest.mark.parametrize(("subject", "column"), [(s, c) for s, columns in WORDS.items() for c in sorted(columns)])
def test_no_column_of_the_log_takes_something_protected(
    the_store: Store, cast: Cast, subject: str, column: str
) -> None:
    with the_store.writing() as session:
        protected(session, cast)
        row, board = rows(session, cast)[subject], cast.hold(session)
        after = {**(dump(row) or {}), column: WRITTEN}
        change = {"verb": "some new verb", "subject": subject, "subject_id": after["id"]}
        with pytest.raises(Protected):
            log.change(session, board, cast.mikkel.actor, after=after, **change)


def test_a_gate_that_forgets_a_column_is_caught(the_store: Store, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted fault."""
    monkeypatch.setattr(gate, "NOT_WORDS", NOT_WORDS | {"how_seen"})
    with the_store.writing() as session:
        protected(session, cast)
        assert put(session, cast, "ro", agreement=False, how_seen=WRITTEN).how_seen == WRITTEN


def test_a_card_that_names_it_is_stopped_and_the_sentence_says_what_and_where(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        protected(session, cast)
        with pytest.raises(Protected) as no:
            put(session, cast)
        assert seen(session, cast, ROOM).cards == ()
    assert no.value.sentence == SENTENCE


def test_a_signed_reason_lets_the_card_up_and_another_wording_needs_another(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        protected(session, cast)
        sign(session, cast, WRITTEN)
        card = put(session, cast)
        assert [one.text for one in seen(session, cast, SCREEN).column("works")] == [WRITTEN]
        with pytest.raises(Protected):
            cards.edit(session, cast.hold(session), cast.mikkel.actor, card.id, text=WRITTEN + "!", version=1)


def sign(session: Session, cast: Cast, text: str) -> None:
    try:
        put(session, cast, text)
    except Protected as no:
        given = {"place": no.place, "unsigned": no.unsigned, "reason": "Kim ved det", "name": "Mikkel Holm"}
        let_through(session, family(session, cast.family), cast.mikkel.actor, **given)


def test_a_card_from_before_the_protection_shows_at_the_desk_only_until_it_is_lifted(
    the_store: Store, cast: Cast
) -> None:
    with the_store.writing() as session:
        put(session, cast)
        put(session, cast, "Vi spiser sammen")
        row = protected(session, cast)
        everybody = (SCREEN, PAPER, participant(cast.kim.seat, ALL), participant(cast.jonas.seat, ALL))
        for viewer in everybody:
            board = seen(session, cast, viewer)
            assert ([card.text for card in board.column("works")], board.shields) == (["Vi spiser sammen"], ())
        desk = seen(session, cast, ROOM)
        assert [card.text for card in desk.column("works")] == [WRITTEN, "Vi spiser sammen"]
        shield = desk.shield(WRITTEN)
        assert shield is not None
        assert (shield.person, shield.kind, shield.against) == ("Alma", "school", ("Farbror",))
        lift(session, row, cast.lene.actor)
        assert [card.text for card in seen(session, cast, SCREEN).column("works")] == [WRITTEN, "Vi spiser sammen"]


def test_the_protected_person_reads_what_is_about_them(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        put(session, cast)
        protected(session, cast)
        board = seen(session, cast, participant(cast.alma.seat, ALL))
    assert [card.text for card in board.column("works")] == [WRITTEN]


def test_such_a_card_can_be_taken_down_and_moved_but_not_put_up_again(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        card = put(session, cast)
        protected(session, cast)
        cards.move(session, cast.hold(session), cast.mikkel.actor, card.id, column="worries")
        cards.take_down(session, cast.hold(session), cast.mikkel.actor, card.id)
        with pytest.raises(Protected):
            cards.put_from_tray(session, cast.hold(session), cast.mikkel.actor, card.id)


def test_a_guests_card_waits_in_the_tray_like_every_other_and_nobody_is_told(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        stage.take_directly(session, cast.hold(session), cast.mikkel.actor, direct=True)
        protected(session, cast)
        guest: Actor = cast.kim.actor
        for text in (WRITTEN, "Vi spiser sammen"):
            cards.send(session, cast.hold(session), guest, column="works", text=text, card_id=new_id())
        assert [card.place for card in seen(session, cast, ROOM).cards] == ["tray", "tray"]
        own = seen(session, cast, participant(cast.kim.seat, ALL))
        assert [card.text for card in own.sent_by(cast.kim.seat)] == ["Vi spiser sammen", WRITTEN]
        assert (own.stage.direct, own.shields) == (False, ())
        for card in session.exec(select(Card)).all():
            if card.text == WRITTEN:
                with pytest.raises(Protected):
                    cards.put_from_tray(session, cast.hold(session), cast.mikkel.actor, card.id)
        with pytest.raises(Unfit):
            stage.take_directly(session, cast.hold(session), cast.mikkel.actor, direct=True)


def test_a_guests_reason_for_a_number_is_kept_and_shown_to_the_guest_and_the_desk_only(
    the_store: Store, cast: Cast
) -> None:
    with the_store.writing() as session:
        protected(session, cast)
        board = cast.hold(session)
        asked = session.exec(select(Scale).where(Scale.board_id == board.id)).first()
        assert asked is not None
        given = {"scale_id": asked.id, "seat_id": cast.kim.seat, "value": 4, "why": WRITTEN}
        scale.answer(session, board, cast.kim.actor, **given)  # type: ignore[arg-type]
        scale.reveal(session, board, cast.mikkel.actor, scale_id=asked.id)
        whys = {
            viewer: [(answer.value, answer.why) for answer in seen(session, cast, viewer).scales[0].answers]
            for viewer in (SCREEN, PAPER, ROOM, participant(cast.kim.seat, ALL))
        }
    assert list(whys.values()) == [[(4, "")], [(4, "")], [(4, WRITTEN)], [(4, WRITTEN)]]


def test_the_meetings_place_and_purpose_and_a_persons_school_do_not_show(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        protected(session, cast, text="Havneskolen")
        board = seen(session, cast, SCREEN)
        assert board.facts.place == ""
        roles = {one.called: one.role for one in board.seats}
    assert roles["Ditte"] == "Klasselærer for Alma"


def test_undo_and_statements_and_closing_words_are_stopped_too(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        row = protected(session, cast)
        board, pen = cast.hold(session), cast.mikkel.actor
        with pytest.raises(Protected):
            statements.state(session, board, pen, kind="worry", text=WRITTEN)
        with pytest.raises(Protected):
            closing.last_word(session, board, pen, seat_id=cast.signe.seat, text=WRITTEN)
        with pytest.raises(Protected):
            door.attend(session, board, pen, cast.signe.seat, attended=True, note=WRITTEN)
        lift(session, row, cast.lene.actor)
        card = put(session, cast)
        cards.take_down(session, cast.hold(session), pen, card.id)
        protected(session, cast)
        with pytest.raises(Protected):
            log.undo(session, cast.hold(session), pen)
