"""What a channel reads and hands out, without a server around it."""

from datetime import date

from boards import cards, door, log, only_some
from boards.reading import snapshot, with_cards
from families.team import families_of, is_on_team
from store.database import Store
from tests.cast import Cast, arrive
from web.channel import Channel
from web.regions import Audience

BOARD = Audience("board", "da")


def a_channel(store: Store, cast: Cast) -> Channel:
    """Give the channel of the cast's board, with a closed door and no settings: no region of a phone needs them."""
    return Channel(store, cast.board, lambda session, board: {"door": None, "host": "", "qr": ""})


def put_up(store: Store, cast: Cast, text: str, column: str = "works") -> str:
    """Put a card on the board."""
    with store.writing() as session:
        return cards.put_up(session, cast.hold(session), cast.mikkel.actor, column=column, text=text).id


def test_a_board_with_fresh_cards_is_the_board_as_it_is(the_store: Store, cast: Cast) -> None:
    """Reading cards alone must give what reading everything gives."""
    mikkel = cast.mikkel.actor
    with the_store.writing() as session:
        arrive(session, cast)
    with the_store.reading() as session:
        known = snapshot(session, session.get_one(log.Board, cast.board))
    with the_store.writing() as session:
        board = cast.hold(session)
        first = cards.put_up(session, board, mikkel, column="works", text="Mormor henter", said_by=cast.alma.seat)
        cards.put_up(session, board, mikkel, column="next", text="Ringe", who=cast.kim.seat, due=date(2026, 10, 1))
        cards.move(session, board, mikkel, first.id, column="worries")
        cards.take_down(session, board, mikkel, cards.put_up(session, board, mikkel, column="next", text="Nej").id)
        log.undo(session, board, mikkel)
    with the_store.reading() as session:
        board = session.get_one(log.Board, cast.board)
        assert with_cards(session, known, board.id, board.seq) == snapshot(session, board)


def test_a_column_that_looks_as_before_is_not_sent_again(the_store: Store, cast: Cast) -> None:
    """The newest card is outlined, so a new card can change all columns; here it changes one."""
    channel = a_channel(the_store, cast)
    put_up(the_store, cast, "Mormor henter")
    channel.read()
    seq, _ = channel.frame(BOARD, -1)
    put_up(the_store, cast, "Farbror Kim bor tæt på")
    channel.read()
    _, event = channel.frame(BOARD, seq)
    assert (b'hx-target="#works"' in event, b'hx-target="#worries"' in event) == (True, False)


def test_one_who_saw_an_older_board_is_sent_all_that_was_touched(the_store: Store, cast: Cast) -> None:
    """What looks as before to others may look new to somebody who was away in between."""
    channel = a_channel(the_store, cast)
    channel.read()
    old = channel.seq
    card = put_up(the_store, cast, "Kort, der kommer og går")
    channel.read()
    channel.frame(BOARD, old)
    with the_store.writing() as session:
        cards.take_down(session, cast.hold(session), cast.mikkel.actor, card)
    channel.read()
    assert b'hx-target="#works"' in channel.frame(BOARD, old)[1]


def test_who_is_let_in_follows_the_door(the_store: Store, cast: Cast) -> None:
    channel = a_channel(the_store, cast)
    channel.read()
    assert channel.inside == {}
    with the_store.writing() as session:
        guest, _ = door.knock(session, cast.hold(session), session.get_one(door.Meeting, cast.meeting), name="Bent")
        door.admit(session, cast.hold(session), cast.mikkel.actor, guest.id)
    channel.read()
    assert channel.inside == {guest.id: (frozenset(), frozenset({cast.signe.person, cast.jonas.person}))}


def test_whether_an_employee_is_on_the_team_follows_the_list_of_their_families(the_store: Store, cast: Cast) -> None:
    with the_store.reading() as session:
        for actor in (*(one.actor for one in cast.everybody().values()), cast.per, cast.admin):
            listed = cast.family in [row.id for row in families_of(session, actor.id)]
            assert is_on_team(session, cast.family, actor.id) == listed, actor.name


def test_a_card_that_names_a_seat_makes_an_audience_of_one_only_while_others_do_not_read_it(
    the_store: Store, cast: Cast
) -> None:
    channel, jonas, signe = a_channel(the_store, cast), cast.jonas.seat, cast.signe.seat
    card = put_up(the_store, cast, "Kun for Jonas")
    channel.read()
    old = channel.seq
    assert channel.frame(BOARD, -1, jonas) is channel.frame(BOARD, -1, signe)
    show_only_to(the_store, cast, card, jonas)
    channel.read()
    seen = [b"Kun for Jonas" in channel.frame(BOARD, old, seat)[1] for seat in (jonas, signe, "")]
    assert (seen, channel.ready(BOARD, old, signe)) == ([True, False, False], channel.frame(BOARD, old))
    old = channel.seq
    show_only_to(the_store, cast, card, signe)
    channel.read()
    told = {seat: channel.frame(BOARD, old, seat)[1] for seat in (jonas, signe)}
    assert [b"Kun for Jonas" in told[seat] for seat in (jonas, signe)] == [False, True]
    assert b'hx-target="#works"' in told[jonas]


def test_a_seat_opens_nothing_that_consent_does_not(the_store: Store, cast: Cast) -> None:
    """Planted: the chosen card is there, and the seat is asked for by somebody whose consent opens no column."""
    channel, nothing = a_channel(the_store, cast), Audience("board", "da", parts=frozenset())
    show_only_to(the_store, cast, put_up(the_store, cast, "Kun for Jonas"), cast.jonas.seat)
    channel.read()
    told = [b"Kun for Jonas" in channel.frame(one, -1, cast.jonas.seat)[1] for one in (BOARD, nothing)]
    assert told == [True, False]


def show_only_to(store: Store, cast: Cast, card: str, *seats: str) -> None:
    """Say who alone sees a card."""
    with store.writing() as session:
        only_some.show_only(session, cast.hold(session), cast.mikkel.actor, card, seats=list(seats))
