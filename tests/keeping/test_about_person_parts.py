"""What else is in everybody's own file, and what it never holds about somebody who is protected."""

import pytest
from sqlmodel import Session, col, select

from boards import scale, statements
from boards.reading import snapshot
from boards.since_last_time import mark
from boards.tables import FollowUp
from families import protection
from families.reading import family
from families.tables import Action, Consent, Member
from keeping.about_person import Everything, everything
from meetings.tables import Participant
from store.base import metadata
from store.database import Store, now
from store.outbox import letter, post
from tests.cast import Cast, arrive

PEOPLE = ("signe", "jonas", "alma", "grethe", "lene", "mikkel", "pernille", "hussein")
HIDDEN = "Krisecentret Lyngen"
# Every column that names a person or a seat, and the section that gives it to them; what has none says why.
SECTIONS = {
    ("action", "person_id"): "agreements",
    ("answer", "participant_id"): "own_numbers",
    ("card", "said_by"): "own_cards",
    ("card", "sent_by"): "own_cards",
    ("card", "who"): "agreements",
    ("childword", "person_id"): "childs_words",
    ("closing", "toward_family"): "coordination",
    ("closing", "toward_professionals"): "coordination",
    ("consent", "given_by"): "consents_given",
    ("consentperson", "person_id"): "consents_about",
    ("coordination", "person_id"): "coordination",
    ("guestpass", "participant_id"): "the secret of a phone: of no use to anybody, and gone a day after the meeting",
    ("invitation", "participant_id"): "meetings",
    ("meeting", "called_by"): "the employee's work, in their own calendar",
    ("meeting", "facilitator_id"): "the employee's work, in their own calendar",
    ("meeting", "recorder_id"): "the employee's work, in their own calendar",
    ("member", "person_id"): "membership",
    ("participant", "person_id"): "meetings",
    ("protection", "person_id"): "protected",
    ("question", "person_id"): "answers_about",
    ("statement", "disagreement_by"): "own_disagreements",
    ("word", "participant_id"): "own_closing_words",
}


def told(session: Session, cast: Cast, who: str) -> Everything:
    return everything(session, family(session, cast.family), getattr(cast, who).person)


def texts(entries: list[dict[str, object]]) -> list[object]:
    return [entry["text"] for entry in entries]


def agreed_before(session: Session, cast: Cast) -> str:
    """Put an agreement of an earlier meeting on the board, and give its id there."""
    action = Action(family_id=cast.family, text="Mormor henter", set_at=now(session))
    session.add(action)
    session.flush()
    row = FollowUp(board_id=cast.board, action_id=action.id, text=action.text)
    session.add(row)
    session.flush()
    return row.id


def test_every_column_that_names_a_person_has_its_section(the_store: Store, cast: Cast) -> None:
    named = {
        (table.name, column.name)
        for table in metadata.sorted_tables
        for column in table.columns
        if any(key.column.table.name in ("person", "participant") for key in column.foreign_keys)
    }
    assert named == set(SECTIONS)
    with the_store.reading() as session:
        sections = set(told(session, cast, "signe"))
    assert {one for one in SECTIONS.values() if " " not in one} <= sections


def test_a_letter_is_in_its_receivers_file_and_in_no_other(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        key = f"invite:{cast.meeting}:{cast.signe.person}:7"
        post(
            session,
            letter(
                session, key=key, meeting_id=cast.meeting, to="s@b.example", name="Signe", subject="Møde", body="Kom"
            ),
        )
        files = {who: told(session, cast, who)["letters"] for who in PEOPLE}
        assert [one["text"] for one in files.pop("signe") if one["email"] == "s@b.example"] == ["Kom"]
        assert not [who for who, entries in files.items() if any(one["email"] == "s@b.example" for one in entries)]


def test_what_somebody_says_against_a_statement_is_their_own_and_goes_to_others_by_consent(
    the_store: Store, cast: Cast
) -> None:
    with the_store.writing() as session:
        board, who = cast.hold(session), cast.mikkel.actor
        arrive(session, cast)
        against = {"disagreement": "Hun er hos mormor", "disagreement_by": cast.jonas.seat}
        statements.state(session, board, who, kind="worry", text="Alma er alene", **against)
        session.flush()
        assert texts(told(session, cast, "jonas")["own_disagreements"]) == ["Hun er hos mormor"]
        assert "Hun er hos mormor" not in texts(told(session, cast, "jonas")["others_words"])
        assert told(session, cast, "signe")["own_disagreements"] == []
        assert "Hun er hos mormor" in texts(told(session, cast, "signe")["others_words"])
        assert "Hun er hos mormor" not in repr(told(session, cast, "pernille"))
        session.get_one(Participant, cast.signe.seat).called = session.get_one(Participant, cast.jonas.seat).called
        session.flush()
        assert told(session, cast, "signe")["own_disagreements"] == []


def test_others_reasons_and_remarks_follow_when_they_are_shown_and_consent_opens_them(
    the_store: Store, cast: Cast
) -> None:
    with the_store.writing() as session:
        board, who = cast.hold(session), cast.mikkel.actor
        arrive(session, cast)
        asked = snapshot(session, board).scales[0].id
        given = {"scale_id": asked, "seat_id": cast.jonas.seat, "value": 4, "why": "Der er ro", "one_up": "Mere søvn"}
        scale.answer(session, board, who, **given)
        mark(session, board, who, agreed_before(session, cast), status="done", remark="Det gik godt")
        session.flush()
        assert "Der er ro" in repr(told(session, cast, "jonas")["own_numbers"])
        assert not [one for one in PEOPLE if one != "jonas" and "Der er ro" in repr(told(session, cast, one))]
        scale.reveal(session, board, who, scale_id=asked)
        session.flush()
        readers = {
            one for one in PEOPLE if {"Der er ro", "Mere søvn"} <= set(texts(told(session, cast, one)["others_words"]))
        }
        assert readers >= {"signe", "alma", "grethe"}
        assert readers.isdisjoint({"jonas", "pernille", "hussein"})
        assert "Det gik godt" in texts(told(session, cast, "signe")["others_words"])
        assert "Det gik godt" not in repr(told(session, cast, "pernille"))


def test_who_knocked_reads_when_they_came_and_what_they_were_called(the_store: Store, cast: Cast) -> None:
    with the_store.writing() as session:
        seat = session.get_one(Participant, cast.grethe.seat)
        seat.called, seat.knocked_at, seat.admitted_at = "Mormor Grethe", now(session), now(session)
        session.flush()
        entry = next(one for one in told(session, cast, "grethe")["meetings"] if one["called"] == "Mormor Grethe")
        assert (entry["knocked_at"], entry["admitted_at"], entry["left_at"]) == (
            seat.knocked_at,
            seat.admitted_at,
            None,
        )


@pytest.mark.parametrize("part", ["letter", "relation", "called", "disagreement", "reason", "remark", "limits", "note"])
def test_what_is_protected_afterwards_is_in_no_part_of_anybody_elses_file(
    the_store: Store, cast: Cast, part: str
) -> None:
    """The text stands there first, and every time somebody would read it; then it is protected for Signe."""
    with the_store.writing() as session:
        who = cast.mikkel.actor
        arrive(session, cast)
        _write(session, cast, part)
        session.flush()
        before = {one for one in PEOPLE if HIDDEN in repr(told(session, cast, one))}
        assert before - {"signe"}
        session.info.pop("guards", None)
        protection.protect(
            session, family(session, cast.family), who, person_id=cast.signe.person, kind="institution", text=HIDDEN
        )
        session.info.pop("guards", None)
        after = {one for one in PEOPLE if HIDDEN in repr(told(session, cast, one))}
        assert after == {"signe"} | ({"grethe"} if part == "reason" else set())  # her own words stay hers


def _write(session: Session, cast: Cast, part: str) -> None:
    """Write the words that will be protected into one part of Jonas's file."""
    board, who, text = cast.hold(session), cast.mikkel.actor, f"Ved {HIDDEN}"
    jonas = session.exec(select(Member).where(Member.person_id == cast.jonas.person)).one()
    if part == "letter":
        key = f"invite:{cast.meeting}:{cast.jonas.person}:9"
        post(
            session,
            letter(session, key=key, meeting_id=cast.meeting, to="j@b.example", name="J", subject="M", body=text),
        )
    elif part == "relation":
        jonas.relation = text
    elif part == "called":
        session.get_one(Participant, cast.jonas.seat).called = text
    elif part == "note":
        session.get_one(Participant, cast.jonas.seat).note = text
    elif part == "disagreement":
        against = {"disagreement": text, "disagreement_by": cast.jonas.seat}
        statements.state(session, board, who, kind="worry", text="Alma er alene", **against)
    elif part == "reason":
        asked = snapshot(session, board).scales[0].id
        scale.answer(session, board, who, scale_id=asked, seat_id=cast.grethe.seat, value=4, why=text, one_up="")
        scale.reveal(session, board, who, scale_id=asked)
    elif part == "remark":
        mark(session, board, who, agreed_before(session, cast), status="done", remark=text)
    else:
        session.exec(select(Consent).where(col(Consent.given_by) == cast.jonas.person)).one().limits = text
