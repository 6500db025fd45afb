"""The door: knock, admit by name, show out, and what consent lets each person read."""

import pytest
from sqlmodel import Session, select

from accounts.visibility import NUMBERS, REST, ROOM, SCREEN, WALL, WORKS, WORRIES, child, participant
from boards import cards, door
from boards.log import events_after, fold
from boards.reading import snapshot
from boards.tables import Board
from families import consent
from families.network import add_person
from families.reading import family
from families.tables import Consent
from meetings import passes
from meetings.reading import meeting
from meetings.tables import Participant
from store.clock import local_date
from store.database import Store, now
from store.refusal import NotFound, Unfit
from tests.boards.test_log import tables
from tests.cast import Cast, come_by_phone


def knock(session: Session, cast: Cast, name: str = "Træner Bo") -> tuple[Participant, str]:
    return door.knock(session, cast.hold(session), meeting(session, cast.meeting), name=name)


def admit(session: Session, cast: Cast, seat_id: str, **values: str) -> Participant:
    return door.admit(session, cast.hold(session), cast.mikkel.actor, seat_id, **values)


def show_out(session: Session, cast: Cast, seat_id: str) -> None:
    door.show_out(session, cast.hold(session), cast.mikkel.actor, seat_id)


def called(session: Session, cast: Cast, *, viewer: object) -> list[str]:
    return [seat.called for seat in snapshot(session, cast.hold(session)).seen_by(viewer).seats]  # type: ignore[arg-type]


def test_the_name_of_one_who_knocks_is_for_those_who_run_the_door_and_not_for_the_wall(
    the_store: Store, cast: Cast
) -> None:
    with the_store.writing() as session:
        guest, _ = knock(session, cast, "Noget grimt")
        viewers = {
            "room": ROOM,
            "screen": SCREEN,
            "grethe": participant(cast.grethe.seat, WALL),
            "self": participant(guest.id),
        }
        reading = [who for who, viewer in viewers.items() if "Noget grimt" in called(session, cast, viewer=viewer)]
        assert reading == ["room", "self"]
        admit(session, cast, guest.id)
        reading = [who for who, viewer in viewers.items() if "Noget grimt" in called(session, cast, viewer=viewer)]
        assert reading == list(viewers)


def test_somebody_from_the_list_is_admitted_as_that_person_on_the_same_phone(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        token = come_by_phone(session, cast, cast.grethe)
        found = passes.holder(session, token)
        assert found is not None
        everything = [child(cast.alma.person), NUMBERS, REST, WORKS, WORRIES]
        assert (found[1].id, found[1].called, found[1].parts, found[1].attended) == (
            cast.grethe.seat,
            "Mormor",
            everything,
            True,
        )
        assert called(session, cast, viewer=ROOM).count("Mormor") == 1
        assert len(snapshot(session, cast.hold(session)).seats) == 12


def test_a_guest_who_is_not_on_the_list_reads_goals_and_agreements_only(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        guest, _ = knock(session, cast)
        assert admit(session, cast, guest.id).parts == []


def test_two_phones_are_not_the_same_person(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        come_by_phone(session, cast, cast.grethe)
        second, _ = knock(session, cast, "Grethe")
        with pytest.raises(Unfit) as no:
            admit(session, cast, second.id, as_seat=cast.grethe.seat)
    assert no.value.sentence == "Mormor er allerede lukket ind på en anden telefon."


def test_a_guest_becomes_somebody_from_the_list_and_nobody_else_becomes_anybody(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        guest, _ = knock(session, cast)
        other, _ = knock(session, cast, "En anden")
        for seat, as_seat in ((cast.signe.seat, cast.grethe.seat), (guest.id, other.id)):
            with pytest.raises(Unfit):
                admit(session, cast, seat, as_seat=as_seat)
        assert len(called(session, cast, viewer=ROOM)) == 14


def test_one_who_was_shown_out_must_knock_again_and_comes_back_as_the_same_person(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        old = come_by_phone(session, cast, cast.grethe)
        show_out(session, cast, cast.grethe.seat)
        assert passes.holder(session, old) is None
        new = come_by_phone(session, cast, cast.grethe)
        found = passes.holder(session, new)
        assert (found is not None and found[1].id, passes.holder(session, old)) == (cast.grethe.seat, None)
        guest, _ = knock(session, cast)
        show_out(session, cast, guest.id)
        with pytest.raises(Unfit) as no:
            admit(session, cast, guest.id)
    assert no.value.sentence == "Træner Bo er vist ud. Bed personen banke på igen."


def test_showing_out_twice_is_showing_out_once(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        come_by_phone(session, cast, cast.grethe)
        show_out(session, cast, cast.grethe.seat)
        seq = cast.hold(session).seq
        show_out(session, cast, cast.grethe.seat)
        assert cast.hold(session).seq == seq


def test_a_guest_for_whom_nobody_said_yes_reads_no_agreement_that_names_a_parent(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        for text, who in (("Mor ringer til lægen", cast.signe), ("Ditte ringer hver fredag", cast.ditte)):
            board = cast.hold(session)
            cards.put_up(session, board, cast.mikkel.actor, column="next", text=text, agreement=True, who=who.seat)
        guest = admit(session, cast, knock(session, cast)[0].id)
        assert set(guest.without) == {cast.signe.person, cast.jonas.person}
        seen = snapshot(session, cast.hold(session)).seen_by(participant(guest.id, guest.parts, guest.without))
        assert [card.text for card in seen.column("next")] == ["Ditte ringer hver fredag"]
        door.follow_consent(session, cast.hold(session), cast.mikkel.actor)
        assert set(session.get_one(Participant, guest.id).without) == {cast.signe.person, cast.jonas.person}


def test_who_is_shown_out_is_not_counted_and_the_minutes_still_say_that_they_came(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        come_by_phone(session, cast, cast.grethe)
        board = cast.hold(session)
        door.attend(session, board, cast.mikkel.actor, cast.grethe.seat, attended=True)

        def grethe() -> tuple[bool, bool | None]:
            seen = snapshot(session, cast.hold(session))
            seat = seen.seat(cast.grethe.seat)
            assert seat is not None
            assert seat.here == (seat in seen.present)
            return seat.here, seat.attended

        assert grethe() == (True, True)
        show_out(session, cast, cast.grethe.seat)
        assert grethe() == (False, True)
        door.attend(session, cast.hold(session), cast.mikkel.actor, cast.grethe.seat, attended=True)
        assert grethe() == (True, True)
        assert [event.verb for event in events_after(session, cast.board, 0)][-1] == "attended"


def test_who_knocked_and_was_turned_away_is_not_called_back_by_a_mark(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        guest, _ = knock(session, cast)
        show_out(session, cast, guest.id)
        door.attend(session, cast.hold(session), cast.mikkel.actor, guest.id, attended=True)
        seen = snapshot(session, cast.hold(session))
        stranger = seen.seat(guest.id)
        assert stranger is not None
        assert (stranger.here, stranger.left, stranger in seen.present) == (False, True, False)
        assert (stranger in seen.at_table, seen.seat(cast.grethe.seat) in seen.at_table) == (False, True)


def test_those_who_were_turned_away_do_not_fill_the_room(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        guests = [knock(session, cast, f"Gæst {number}")[0] for number in range(door.MOST_GUESTS)]
        with pytest.raises(door.NoSeatLeft):
            knock(session, cast)
        show_out(session, cast, guests[0].id)
        assert knock(session, cast)[0].called == "Træner Bo"


@pytest.mark.parametrize("name", ["", " ", "\u200b\u200d", "\x00", "x" * 61, "\ud800"])
def test_one_who_knocks_has_a_name_that_shows(the_store: Store, cast: Cast, name: str) -> None:
    with the_store.writing() as session, pytest.raises(Unfit) as no:
        knock(session, cast, name)
    assert no.value.field == "name"


def test_attendance_and_its_note_are_cleaned_bounded_and_written_once(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        board = cast.hold(session)
        for _ in range(2):
            door.attend(session, board, cast.mikkel.actor, cast.birgit.seat, attended=False, note=" Afbud\x00,\r\nsyg ")
        seat = snapshot(session, board).seat(cast.birgit.seat)
        assert seat is not None
        assert (seat.attended, seat.note) == (False, "Afbud,\nsyg")
        assert [event.verb for event in events_after(session, board.id, 0)].count("attended") == 1
        with pytest.raises(Unfit):
            door.attend(session, board, cast.mikkel.actor, cast.birgit.seat, attended=False, note="x" * 10_000)
        with pytest.raises(NotFound):
            door.attend(session, board, cast.mikkel.actor, "none-such-seat", attended=True)


def test_a_consent_withdrawn_during_the_meeting_narrows_what_is_read_at_once(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        for given in session.exec(select(Consent).where(Consent.given_by == cast.jonas.person)):
            consent.withdraw(session, given)
        door.follow_consent(session, cast.hold(session), cast.mikkel.actor)
        limited = [seat.called for seat in snapshot(session, cast.hold(session)).seats if not seat.full]
    assert limited == ["Lene", "Ditte", "Mikkel", "Pernille", "Anne-Marie", "Birgit", "Hussein"]


def test_a_consent_given_during_the_meeting_opens_what_it_covers(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        for giver in (cast.signe, cast.jonas):
            consent.give(
                session,
                family(session, cast.family),
                given_by=giver.person,
                given_on=local_date(now(session)),
                form="oral",
                noted_by="Mikkel Holm",
                purpose="",
                covers=[cast.hussein.person],
            )
        guest, _ = knock(session, cast)
        admit(session, cast, guest.id)
        door.follow_consent(session, cast.hold(session), cast.mikkel.actor)
        found = {seat.called: seat.full for seat in snapshot(session, cast.hold(session)).seats}
    assert (found["Hussein"], found["Pernille"], found["Træner Bo"]) == (True, False, False)


def test_somebody_added_to_an_open_meeting_is_in_the_log(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        person = add_person(
            session, family(session, cast.family), name="Bo Lind", kind="network", relation="Træner"
        ).person_id
        for _ in range(2):
            door.add_to_list(session, cast.hold(session), cast.mikkel.actor, person)
    with the_store.reading() as session:
        board = session.get_one(Board, cast.board)
        assert fold(events_after(session, board.id, 0)) == tables(session, board)
        assert [seat.called for seat in snapshot(session, board).seats].count("Træner") == 1


def test_what_works_and_what_worries_is_for_those_whom_consent_covers(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        board = cast.hold(session)
        for column in ("works", "worries", "next"):
            cards.put_up(session, board, cast.mikkel.actor, column=column, text=f"Kort i {column}")
        whole = snapshot(session, board)
    for full, columns in ((True, ["works", "worries", "next"]), (False, ["next"])):
        seen = whole.seen_by(participant(cast.pernille.seat, WALL if full else ()))
        assert [card.column for card in seen.cards] == columns


# ── how many may come in ──


def test_the_eleventh_phone_is_told_that_ten_places_are_taken(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        door.make_room(session, cast.hold(session), cast.mikkel.actor, seats="10")
        for number in range(8):
            knock(session, cast, f"Gæst {number}")
        come_by_phone(session, cast, cast.grethe)
        come_by_phone(session, cast, cast.signe)
        with pytest.raises(door.AllSeatsTaken, match="Alle 10 pladser er taget"):
            knock(session, cast, "Gæst 11")
        seen = snapshot(session, cast.hold(session))
        assert (seen.phones, seen.stage.seats) == (10, 10)
        show_out(session, cast, cast.signe.seat)
        knock(session, cast, "Gæst 11")


def test_less_room_shows_nobody_out_and_no_number_means_no_limit(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        token = come_by_phone(session, cast, cast.grethe)
        knock(session, cast)
        door.make_room(session, cast.hold(session), cast.mikkel.actor, seats="1")
        assert passes.holder(session, token) is not None
        with pytest.raises(door.AllSeatsTaken):
            knock(session, cast)
        door.make_room(session, cast.hold(session), cast.mikkel.actor, seats=" ")
        knock(session, cast)


@pytest.mark.parametrize("seats", ["0", "61", "-1", "ti", "1.5", "9" * 30])
def test_a_number_of_places_that_is_none_is_refused(the_store: Store, cast: Cast, seats: str) -> None:
    with the_store.writing() as session, pytest.raises(Unfit, match="Skriv et tal fra 1 til 60"):
        door.make_room(session, cast.hold(session), cast.mikkel.actor, seats=seats)


# ── wrong codes ──


def test_ten_wrong_codes_in_a_quarter_of_an_hour_are_told_to_the_open_meetings_once(
    the_store: Store, cast: Cast
) -> None:
    """And not the code itself changes: a stranger could keep every screen changing. A new code ends the note."""
    key = b"k" * 32
    with the_store.writing() as session:
        before = passes.open_door(session, meeting(session, cast.meeting), key=key)
        for _ in range(9):
            door.hear_wrong_code(session)
        assert not snapshot(session, cast.hold(session)).stage.warned
        for _ in range(30):
            door.hear_wrong_code(session)
        told = [event for event in events_after(session, cast.board, 0) if event.verb == "heard wrong codes"]
        assert (snapshot(session, cast.hold(session)).stage.warned, len(told)) == (True, 1)
        assert passes.open_door(session, meeting(session, cast.meeting), key=key) == before
        door.renew_code(session, cast.hold(session), cast.mikkel.actor, key=key)
        assert not snapshot(session, cast.hold(session)).stage.warned


def test_a_typing_error_now_and_then_tells_nobody_anything(the_store: Store, cast: Cast) -> None:
    for _ in range(4):
        with the_store.writing() as session:
            for _ in range(9):
                door.hear_wrong_code(session)
            assert not snapshot(session, cast.hold(session)).stage.warned
        clock = the_store.clock
        the_store.clock = lambda clock=clock: clock() + door.LATELY  # type: ignore[misc]
