"""Who is called, who is held back, and what the calendar says."""

import pytest
from sqlmodel import Session, select

from families import consent
from families.reading import family
from families.tables import Consent, Person
from meetings import childs_words, inviting, scheduling
from meetings.lists import invitations, lines
from meetings.reading import houses, meeting, seats
from meetings.tables import Meeting, Participant
from store.base import canonical
from store.clock import local_date
from store.database import Store, now
from store.refusal import NotFound, Unfit
from tests.cast import HIDDEN, NEXT_ENDS, NEXT_STARTS, PLACE, SHOWN, Cast

HOST = "tavlen.example"
WITH_ADDRESS = [
    "Signe Bro",
    "Jonas Madsen",
    "Grethe Bro",
    "Kim Madsen",
    "Lene Skov",
    "Ditte Krogh",
    "Mikkel Holm",
    "Pernille Juul",
    "Anne-Marie Lund",
    "Birgit Toft",
]


def names(called: list[inviting.Called]) -> list[str]:
    return [one.name for one in called]


def held_back(session: Session, row: Meeting) -> dict[str, str]:
    return {line.seat.called: line.held_back for line in invitations(session, row) if line.held_back}


def say_yes(session: Session, cast: Cast, giver: str, covered: str) -> None:
    consent.give(
        session,
        family(session, cast.family),
        given_by=giver,
        given_on=local_date(now(session)),
        how="mundtligt",
        purpose="Mødet",
        covers=[covered],
    )


def test_whom_consent_does_not_cover_is_held_back_and_the_meeting_is_not(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        row = meeting(session, cast.meeting)
        assert names(inviting.invite(session, row, host=HOST)) == WITH_ADDRESS
        assert held_back(session, row) == {"Alma": inviting.NO_ADDRESS, "Hussein": inviting.NO_CONSENT}
        assert [(line.people, line.held_back) for line in lines(session, [cast.family])] == [(12, 1)]


def test_somebody_without_an_address_and_without_consent_counts_as_held_back(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        session.get_one(Person, cast.hussein.person).email = ""
        inviting.invite(session, meeting(session, cast.meeting), host=HOST)
        assert [line.held_back for line in lines(session, [cast.family])] == [1]


def test_each_person_gets_one_message_per_sequence(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        row = meeting(session, cast.meeting)
        assert len(inviting.invite(session, row, host=HOST)) == 10
        assert inviting.invite(session, row, host=HOST) == []
        say_yes(session, cast, cast.signe.person, cast.hussein.person)
        assert names(inviting.invite(session, row, host=HOST)) == ["Hussein Amin"]
        scheduling.move(session, row, starts=NEXT_STARTS, ends=NEXT_ENDS)
        first = inviting.invite(session, row, host=HOST)[0]
        assert (first.name, first.invite.sequence) == ("Signe Bro", 1)


def test_a_calendar_message_tells_nothing_about_the_family(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        row = meeting(session, cast.meeting)
        for one in inviting.invite(session, row, host=HOST):
            written = " ".join(str(value) for value in vars(one.invite).values())
            secret = ("Bro", "Madsen", "Alma", "netværksmøde", row.purpose, "Samtykke", "Job")
            assert [word for word in secret if word in written.replace(one.name, "")] == []
            assert (one.invite.summary, one.invite.location, one.invite.method) == ("Møde", PLACE, "REQUEST")


def test_a_cancellation_goes_to_those_who_were_called(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        row = meeting(session, cast.meeting)
        assert inviting.call_off(session, row, host=HOST) == []
        first = inviting.invite(session, row, host=HOST)
        scheduling.cancel(session, row)
        off = inviting.call_off(session, row, host=HOST)
    assert names(off) == WITH_ADDRESS
    assert {(one.invite.method, one.invite.sequence) for one in off} == {("CANCEL", 1)}
    assert {one.invite.uid for one in off} == {one.invite.uid for one in first}


def test_who_was_called_and_has_no_consent_any_more_gets_no_further_message(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        row = meeting(session, cast.meeting)
        inviting.invite(session, row, host=HOST)
        for given in session.exec(select(Consent)):
            consent.withdraw(session, given)
        scheduling.move(session, row, starts=NEXT_STARTS, ends=NEXT_ENDS)
        assert names(inviting.invite(session, row, host=HOST)) == WITH_ADDRESS[:4]


def test_the_same_person_is_listed_once(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        again = inviting.seat(session, meeting(session, cast.meeting), cast.ditte.person, narrowed=True)
        assert (again.id, len(again.parts)) == (cast.ditte.seat, 5)


def test_only_people_around_the_family_are_listed(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session, pytest.raises(NotFound):
        inviting.seat(session, meeting(session, cast.meeting), "none-such-person")


def test_a_seat_can_be_narrowed_but_never_widened_beyond_consent(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        row = scheduling.call(
            session, family(session, cast.family), purpose="x", starts=NEXT_STARTS, ends=NEXT_ENDS, place=PLACE
        )
        ditte = inviting.seat(session, row, cast.ditte.person, narrowed=True)
        pernille = inviting.seat(session, row, cast.pernille.person)
        assert (ditte.parts, pernille.parts, pernille.without) == ([], [], [cast.jonas.person])
        say_yes(session, cast, cast.jonas.person, cast.pernille.person)
        say_yes(session, cast, cast.signe.person, cast.pernille.person)
        today = {seat: (sorted(may.parts), may.without) for seat, may in inviting.covered(session, row).items()}
        everything = ["numbers", "rest", "works", "worries"]  # but for Alma's own words: she did not name Pernille
        assert today == {ditte.id: ([], frozenset()), pernille.id: (everything, frozenset())}


def test_the_answers_are_yes_no_and_maybe(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        seat = session.get_one(Participant, cast.ditte.seat)
        inviting.answer(session, seat, answer="maybe")
        with pytest.raises(Unfit) as no:
            inviting.answer(session, seat, answer="måske i morgen")
        found = {line.seat.called: line.answer for line in invitations(session, meeting(session, cast.meeting))}
    assert (no.value.sentence, found["Ditte"], found["Lene"]) == ("Svar ja, nej eller måske.", "maybe", "")


def test_the_note_and_the_step_of_a_seat_are_bounded(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        row = scheduling.call(
            session, family(session, cast.family), purpose="x", starts=NEXT_STARTS, ends=NEXT_ENDS, place=PLACE
        )
        for values in ({"note": "x" * 10_000}, {"from_step": 2**70}, {"from_step": -1}):
            with pytest.raises(Unfit):
                inviting.seat(session, row, cast.ditte.person, **values)  # type: ignore[arg-type]


def test_the_facilitator_gives_no_number(the_store: Store, cast: Cast) -> None:
    with the_store.reading() as session:
        found = seats(session, meeting(session, cast.meeting))
    assert [seat.called for seat in found if not seat.gives_number] == ["Anne-Marie"]


def test_a_sentence_that_the_child_keeps_is_in_no_reading(the_store: Store, cast: Cast) -> None:
    with the_store.reading() as session:
        found = houses(session, meeting(session, cast.meeting))
    assert [(one.child, one.house, one.texts) for one in found] == [
        ("Alma", "good", ("Mormor henter mig om onsdagen, og så laver vi mad",)),
        ("Alma", "worries", (SHOWN,)),
        ("Alma", "dreams", ("At en anden voksen har styr på morgenen",)),
    ]
    assert HIDDEN not in canonical([one.texts for one in found])


def test_a_child_s_words_are_cleaned_and_belong_to_one_of_three_houses(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        row = meeting(session, cast.meeting)
        word = childs_words.write(
            session, row, person_id=cast.alma.person, house="good", text="Min\x00 kat\r\n", shown=True, how="tegning\n1"
        )
        assert (word.text, word.how) == ("Min kat", "tegning 1")
        with pytest.raises(Unfit):
            childs_words.write(session, row, person_id=cast.alma.person, house="attic", text="x", shown=True)
        with pytest.raises(Unfit):
            childs_words.write(session, row, person_id=cast.alma.person, house="good", text=" ", shown=True)
        with pytest.raises(NotFound):
            childs_words.write(session, row, person_id="none-such-person", house="good", text="x", shown=True)
