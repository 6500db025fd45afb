"""Cards: put up, sent, edited, moved, taken down, agreed."""

import contextlib
from datetime import date

import pytest
from sqlmodel import Session

from accounts.visibility import ROOM, SCREEN, WALL, participant
from boards import cards, log, stage, statements
from boards.closing import freeze, thaw
from boards.reading import snapshot
from boards.snapshot import CardView
from boards.tables import Card
from store.database import Store
from store.refusal import NotFound, Refusal, Unfit
from tests.cast import Cast

LOCKED = "Tavlen er låst. Lås op for at sætte kortet på."
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "{{ 7*7 }}{% raw %}",
    "{0.__class__}{x}%s%(x)s",
    "'; DROP TABLE card;--",
    "=HYPERLINK(1)",
    "\x00\x08\x0b\x0c\x1b[31m rød",
    "a\r\nBEGIN:VALARM\u2028b\u2029c\x85d",
    "\ufffe\uffff\ud800\udfff tekst",
    "\u202eredro\u2066 og\u200b skjult\ufeff",
    "e" + "\u0301" * 5_000,
    "👩‍👩‍👧‍👦🔒❤️",
    "بنت أختي",
    "ﬁ K Å",
    "a" * 10_000,
    " \t\r\n\xa0\u200b\u3164",
    "&amp;<b>",
    "\\u0000 %00 \\x00",
    "9" * 400,
]


def put(session: Session, cast: Cast, text: str = "Vi spiser sammen", column: str = "works", **values: object) -> Card:
    return cards.put_up(session, cast.hold(session), cast.mikkel.actor, column=column, text=text, **values)  # type: ignore[arg-type]


def seen(session: Session, cast: Cast, card_id: str) -> CardView | None:
    return next((card for card in snapshot(session, cast.hold(session)).cards if card.id == card_id), None)


def test_a_card_stands_in_its_column_with_who_said_it(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        put(session, cast, said_by=cast.grethe.seat)
        put(session, cast, "Onsdag er ugens bedste dag", said_by=cast.alma.seat)
        column = snapshot(session, cast.hold(session)).column("works")
    assert [(card.text, card.said_by, card.said_by_kind, card.newest) for card in column] == [
        ("Vi spiser sammen", "Mormor", "network", False),
        ("Onsdag er ugens bedste dag", "Alma", "child", True),
    ]


def test_a_card_sent_twice_with_the_same_id_is_one_card(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        first = put(session, cast, card_id="the-clients-own-id")
        again = put(session, cast, "noget andet", card_id="the-clients-own-id")
        assert (first.id, again.text) == (again.id, "Vi spiser sammen")


def test_a_retry_of_a_card_that_stands_is_answered_also_when_the_board_is_locked(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        put(session, cast, card_id="the-clients-own-id")
        stage.lock(session, cast.hold(session), cast.mikkel.actor, locked=True)
        assert put(session, cast, card_id="the-clients-own-id").text == "Vi spiser sammen"
        with pytest.raises(cards.Locked) as no:
            put(session, cast)
    assert no.value.sentence == LOCKED


def test_a_late_retry_does_not_bring_back_what_was_taken_back(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        put(session, cast, card_id="the-clients-own-id")
        log.undo(session, cast.hold(session), cast.mikkel.actor)
        with pytest.raises(cards.AlreadyUsed):
            put(session, cast, card_id="the-clients-own-id")


@pytest.mark.parametrize("card_id", ["x", "A" * 20, "../../etc/passwd", "a" * 41, "id with space", "ø" * 10])
def test_an_id_that_no_client_of_ours_makes_is_refused(the_store: Store, cast: Cast, card_id: str) -> None:
    with the_store.writing() as session, pytest.raises(Unfit) as no:
        put(session, cast, card_id=card_id)
    assert no.value.sentence == "Kortet har et forkert nummer. Genindlæs siden."


def test_a_card_can_be_taken_back_until_the_board_is_locked(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        board, grethe = cast.hold(session), cast.grethe.actor
        stage.take_directly(session, board, cast.mikkel.actor, direct=True)
        for number in ("first", "second"):
            cards.send(session, board, grethe, column="works", text=number, card_id=f"grethe-{number}")
        log.undo(session, board, grethe)
        assert seen(session, cast, "grethe-second") is None
        stage.lock(session, board, cast.mikkel.actor, locked=True)
        for taking_back in (
            lambda: log.undo(session, board, grethe),
            lambda: cards.take_down(session, board, cast.mikkel.actor, "grethe-first"),
            lambda: cards.edit(session, board, cast.mikkel.actor, "grethe-first", text="x", version=1),
            lambda: cards.move(session, board, cast.mikkel.actor, "grethe-first", column="next"),
        ):
            with pytest.raises(cards.Locked):
                taking_back()
        assert seen(session, cast, "grethe-first") is not None


def test_a_card_from_a_phone_waits_in_the_tray_for_the_recorder_and_its_sender(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        board = cast.hold(session)
        card = cards.send(session, board, cast.kim.actor, column="worries", text="Fredage", card_id="kims-first-card")
        whole = snapshot(session, board)
        viewers = {
            "room": ROOM,
            "screen": SCREEN,
            "kim": participant(cast.kim.seat, WALL),
            "grethe": participant(cast.grethe.seat, WALL),
        }
        assert [who for who, viewer in viewers.items() if whole.seen_by(viewer).waiting("tray")] == ["room", "kim"]
        cards.later(session, board, cast.mikkel.actor, card.id)
        assert [one.text for one in snapshot(session, board).waiting("later")] == ["Fredage"]
        cards.put_from_tray(session, board, cast.mikkel.actor, card.id)
        whole = snapshot(session, board)
        assert [who for who, viewer in viewers.items() if whole.seen_by(viewer).column("worries")] == list(viewers)


def test_a_phone_writes_straight_up_when_the_facilitator_said_so_and_to_the_tray_while_locked(
    the_store: Store, cast: Cast
) -> None:
    with the_store.writing() as session:
        board = cast.hold(session)
        stage.take_directly(session, board, cast.mikkel.actor, direct=True)
        up = cards.send(session, board, cast.kim.actor, column="next", text="Jeg kan fredag", card_id="kims-first-card")
        stage.lock(session, board, cast.mikkel.actor, locked=True)
        tray = cards.send(session, board, cast.kim.actor, column="next", text="Og lørdag", card_id="kims-second-card")
        assert (up.place, tray.place, up.said_by, up.sent_by) == ("up", "tray", cast.kim.seat, cast.kim.seat)


def test_the_id_of_somebody_else_s_card_opens_nothing(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        board = cast.hold(session)
        cards.send(session, board, cast.kim.actor, column="worries", text="Fredage", card_id="kims-first-card")
        with pytest.raises(Unfit):
            cards.send(session, board, cast.grethe.actor, column="worries", text="x", card_id="kims-first-card")
        with pytest.raises(Unfit):
            cards.send(session, board, cast.per, column="worries", text="x", card_id="pers-first-card")


def test_two_who_edit_the_same_card_both_keep_their_words(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        board, card = cast.hold(session), put(session, cast)
        cards.edit(session, board, cast.lene.actor, card.id, text="Vi spiser sammen kl. 18", version=1)
        with pytest.raises(cards.EditedByAnother) as no:
            cards.edit(session, board, cast.mikkel.actor, card.id, text="Vi spiser sammen hver dag", version=1)
        assert no.value.sentence == "En anden har rettet kortet imens. Vælg den tekst, der skal stå."
        assert (
            cards.edit(session, board, cast.mikkel.actor, card.id, text="Vi spiser sammen kl. 18", version=1).version
            == 2
        )
        wordings = [event.after["text"] for event in cards.lost_versions(session, board, card.id) if event.after]
    assert wordings == ["Vi spiser sammen", "Vi spiser sammen kl. 18"]


def test_words_for_a_card_that_was_taken_down_meanwhile_are_not_swallowed(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        board, card = cast.hold(session), put(session, cast)
        cards.take_down(session, board, cast.lene.actor, card.id)
        with pytest.raises(cards.TakenDown) as no:
            cards.edit(session, board, cast.mikkel.actor, card.id, text="Nye ord", version=1)
    assert no.value.sentence == "Kortet er taget ned imens. Skriv teksten på et nyt kort."


def test_who_when_or_how_makes_a_next_step_an_agreement_and_moving_it_away_ends_that(
    the_store: Store, cast: Cast
) -> None:
    with the_store.writing() as session:
        board = cast.hold(session)
        card = put(session, cast, "Mormor får en nøgle", "next", who=cast.grethe.seat)
        assert seen(session, cast, card.id).lacks == ("due",)  # type: ignore[union-attr]
        cards.agree(
            session,
            board,
            cast.mikkel.actor,
            card.id,
            who=cast.grethe.seat,
            due=date(2026, 9, 18),
            how_seen="Viggo er i børnehave\x00 kl. 8",
            helpers=[cast.signe.seat, cast.signe.seat, ""],
        )
        view = seen(session, cast, card.id)
        assert view is not None
        assert (view.agreement, view.who, view.helpers, view.how_seen, view.lacks) == (
            True,
            "Mormor",
            ("Mor",),
            "Viggo er i børnehave kl. 8",
            (),
        )
        cards.move(session, board, cast.mikkel.actor, card.id, column="works")
        assert seen(session, cast, card.id).agreement is False  # type: ignore[union-attr]
        with pytest.raises(Unfit) as no:
            cards.agree(session, board, cast.mikkel.actor, card.id, who=None, due=None, how_seen="")
    assert no.value.sentence == "Flyt kortet til »Hvad skal der ske?« først."


def test_an_agreement_can_be_left_open_on_purpose(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        card = put(session, cast, "En voksen om fredagen", "next", agreement=True)
        assert seen(session, cast, card.id).lacks == ("who", "due")  # type: ignore[union-attr]
        cards.say_open(session, cast.hold(session), cast.mikkel.actor, card.id)
        assert seen(session, cast, card.id).lacks == ()  # type: ignore[union-attr]


def test_only_people_goals_and_columns_of_this_board_are_taken(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        board, card = cast.hold(session), put(session, cast, column="next")
        worry = statements.state(session, board, cast.mikkel.actor, kind="worry", text="Bekymring")
        wrong: list[tuple[type[Refusal], dict[str, object]]] = [
            (Unfit, {"said_by": "none-such-seat"}),
            (Unfit, {"column": "next", "who": "none-such-seat"}),
            (Unfit, {"column": "next", "helpers": ["none-such-seat"]}),
            (Unfit, {"column": "next", "goal_id": "none-such-goal"}),
            (Unfit, {"column": "next", "goal_id": worry.id}),
            (Unfit, {"column": "attic"}),
            (Unfit, {"column": "next", "how_seen": "x" * 401}),
        ]
        for refusal, values in wrong:
            with pytest.raises(refusal):
                put(session, cast, **values)
        with pytest.raises(NotFound) as no:
            cards.credit(session, board, cast.mikkel.actor, "none-such-card", said_by=None)
        assert no.value.sentence == "Kortet er der ikke mere."
        assert [one.id for one in snapshot(session, board).cards] == [card.id]


def test_a_card_is_credited_to_another_person(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        card = put(session, cast, said_by=cast.signe.seat)
        cards.credit(session, cast.hold(session), cast.mikkel.actor, card.id, said_by=cast.jonas.seat)
        assert seen(session, cast, card.id).said_by == "Far"  # type: ignore[union-attr]
        cards.credit(session, cast.hold(session), cast.mikkel.actor, card.id, said_by=None)
        assert seen(session, cast, card.id).said_by == ""  # type: ignore[union-attr]


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u200b\u200d", "\xa0", "\x00"])
def test_an_empty_card_is_refused_in_words(the_store: Store, cast: Cast, text: str) -> None:
    with the_store.writing() as session, pytest.raises(Unfit) as no:
        put(session, cast, text)
    assert (no.value.sentence, no.value.field) == ("Skriv noget på kortet først.", "text")


def test_ten_thousand_characters_are_refused_and_four_hundred_are_kept_whole(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        assert put(session, cast, "å" * 400).text == "å" * 400
        with pytest.raises(Unfit) as no:
            put(session, cast, "å" * 10_000)
    assert no.value.sentence == "Teksten er for lang: 10000 tegn. Der er plads til 400. Gør den kortere."


def test_more_lines_than_the_wall_can_show_are_refused(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        assert put(session, cast, "ja\n" * 7 + "ja").text.count("\n") == 7
        with pytest.raises(Unfit) as no:
            put(session, cast, "ja\n" * 8 + "ja")
    assert no.value.sentence == "Kortet har for mange linjer. Der er plads til 8. Del det i flere kort."


def test_hostile_text_in_every_field_is_kept_as_text_or_refused_and_never_breaks_the_board(
    the_store: Store, cast: Cast
) -> None:
    fields = ("text", "how_seen", "said_by", "who", "goal_id", "card_id", "column")
    with the_store.writing() as session:
        board = cast.hold(session)
        for field in fields:
            for text in HOSTILE:
                values = {"text": "tekst", "column": "next"} | {field: text}
                with contextlib.suppress(Refusal):
                    put(session, cast, **values)
        for text in HOSTILE:
            with contextlib.suppress(Refusal):
                cards.send(session, board, cast.kim.actor, column="works", text=text, card_id=text)
            with contextlib.suppress(Refusal):
                statements.state(session, board, cast.mikkel.actor, kind="worry", text=text, disagreement=text)
    with the_store.reading() as session:
        whole = snapshot(session, session.merge(board, load=False))
        assert thaw(freeze(whole)) == whole
    kept = {card.text for card in whole.cards}
    assert {"<script>alert(1)</script>", "'; DROP TABLE card;--", "{0.__class__}{x}%s%(x)s"} <= kept
    assert [text for text in kept if "\x00" in text or "\r" in text or "\ud800" in text] == []


def test_a_card_of_another_board_is_out_of_reach(the_store: Store, cast: Cast) -> None:
    from tests.boards.test_log import open_board

    with the_store.writing() as session:
        other = open_board(session)
        card = put(session, cast)
        for reach in (
            lambda: cards.edit(session, other, cast.per, card.id, text="x", version=1),
            lambda: cards.take_down(session, other, cast.per, card.id),
            lambda: log.amend(session, other, cast.per, card, verb="edited", text="x"),
            lambda: cards.put_up(session, other, cast.per, column="works", text="x", card_id=card.id),
        ):
            with pytest.raises(Refusal):
                reach()
        assert seen(session, cast, card.id).text == "Vi spiser sammen"  # type: ignore[union-attr]
