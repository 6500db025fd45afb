"""Everything about one person, for that person (GDPR article 15): their own words in full, others' words as `visible` gives them.

What is protected about somebody else stands in no section of it, also when it was protected after the meeting.
A child's sentence that the child keeps to itself is in the child's own file and in no other.
"""

from dataclasses import asdict
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from accounts.visibility import participant, reader_of_plan
from boards.behind import behind
from boards.closing import frozen_board
from boards.reading import snapshot
from boards.shielding import place_of
from boards.snapshot import BoardSnapshot, StatementView
from boards.tables import Board
from families import consent
from families.guarding import guard
from families.looked_at import looked_at
from families.network import member_of
from families.protection import MEETING, in_clear, in_force
from families.reading import plan
from families.snapshot import ActionView
from families.tables import Action, Consent, ConsentPerson, Coordination, Family, Member, Person, Question
from meetings.inviting import Covered, covered
from meetings.tables import ChildWord, Invitation, Meeting, Participant
from store.clock import local_date
from store.database import now
from store.outbox import OutboxMail

CONSENT = (
    "given_on",
    "form",
    "basis",
    "basis_text",
    "how",
    "purpose",
    "limits",
    "valid_from",
    "valid_until",
    "withdrawn_on",
)
Entry = dict[str, Any]
Everything = dict[str, list[Entry]]


def everything(session: Session, family: Family, person_id: str) -> Everything:
    """Give all that this family's case holds about the person, section by section; `docs/about-person.md` describes it."""
    member, on = member_of(session, family.id, person_id), guard(session, family.id)

    def cleared(entry: Entry) -> Entry:
        return {key: on.clear(one, reader=person_id) if isinstance(one, str) else one for key, one in entry.items()}

    person, seated = session.get_one(Person, person_id), list(_seats(session, family, person_id))
    boards = [(row, seat, board) for row, seat in seated if (board := _board(session, row, seat))]
    return {
        "person": [_of(person, "name", "email", "phone", "organisation")],
        "membership": [cleared(_of(member, "kind", "relation", "called", "ring", "age", "custody"))],
        "own_cards": [entry for row, seat, board in boards for entry in _own_cards(row, seat, board)],
        "own_numbers": [entry for row, seat, board in boards for entry in _own_numbers(row, seat, board)],
        "own_closing_words": [
            _at(row, text=word.text) for row, seat, board in boards for word in board.words if word.said_by_id == seat.id
        ],
        "own_disagreements": [entry for row, seat, board in boards for entry in _own_disagreements(row, seat, board)],
        "childs_words": list(_childs_words(session, person_id)),
        "meetings": [_meeting(session, row, seat) for row, seat in seated],
        "letters": [cleared(entry) for entry in _letters(session, family, person_id)],
        "consents_given": [cleared(_consent(row)) for row in _given(session, family, person_id)],
        "consents_about": [cleared(_consent(row)) for row in _covering(session, family, person_id)],
        "answers_about": [cleared(entry) for entry in _questions(session, family, person_id)],
        "agreements": [_of(view, "text", "due", "how_seen", "status", "remark") for view in _agreements(session, family, member)],
        "coordination": [cleared(entry) for entry in _coordination(session, family, person_id)],
        "protected": [
            {"kind": row.kind, "text": in_clear(session, row)} for row in in_force(session, family.id) if row.person_id == person_id
        ],
        "others_words": [entry for row, seat, board in boards for entry in _of_others(session, row, seat, board)],
        "looks": [asdict(line) for line in looked_at(session, family.id)],
    }  # fmt: skip


def _seats(session: Session, family: Family, person_id: str) -> list[tuple[Meeting, Participant]]:
    wanted = (
        select(Meeting, Participant)
        .join(Participant, col(Participant.meeting_id) == col(Meeting.id))
        .where(Meeting.family_id == family.id, Participant.person_id == person_id)
    )
    return list(session.exec(wanted.order_by(col(Meeting.starts))))


def _board(session: Session, row: Meeting, seat: Participant) -> BoardSnapshot | None:
    """Give the meeting's board without what is protected about others today; None when there is none."""
    board = session.exec(select(Board).where(Board.meeting_id == row.id)).first()
    if board is None:
        return None
    whole = snapshot(session, board) if board.final is None else frozen_board(session, board)
    return behind(whole, participant(seat.id))


def _own_cards(row: Meeting, seat: Participant, board: BoardSnapshot) -> list[Entry]:
    mine = [card for card in board.cards if seat.id in (card.said_by_id, card.sent_by_id)]
    return [_at(row, column=card.column, text=card.text, place=card.place) for card in mine]


def _own_numbers(row: Meeting, seat: Participant, board: BoardSnapshot) -> list[Entry]:
    return [
        _at(row, question=scale.title, value=answer.value, why=answer.why, one_up=answer.one_up)
        for scale in board.scales
        for answer in scale.answers
        if answer.seat_id == seat.id
    ]


def _of_others(session: Session, row: Meeting, seat: Participant, board: BoardSnapshot) -> list[Entry]:
    """Give what others said, as this person may read it by the consents of today: nothing to whom no consent covers."""
    may = covered(session, row).get(seat.id, Covered())
    if not may.invitable:
        return []
    viewer = participant(seat.id, may.parts, may.without)
    seen = board.seen_by(viewer)
    cards = [card for card in seen.cards if seat.id not in (card.said_by_id, card.sent_by_id)]
    texts = [card.text for card in cards] + [statement.text for statement in seen.statements]
    texts += [one.disagreement for one in seen.statements if not _mine(board, seat, one)]
    answers = [answer for scale in seen.scales for answer in scale.answers if answer.seat_id != seat.id]
    texts += [text for answer in answers for text in (answer.why, answer.one_up)]
    texts += [follow_up.remark for follow_up in seen.follow_ups]
    texts += [word.text for word in seen.words if word.said_by_id != seat.id]
    texts += [text for house in seen.houses if house.child_id != seat.person_id for text in house.texts]
    return [_at(row, text=text) for text in texts if text]


def _own_disagreements(row: Meeting, seat: Participant, board: BoardSnapshot) -> list[Entry]:
    return [_at(row, text=one.disagreement) for one in board.statements if one.disagreement and _mine(board, seat, one)]


def _mine(board: BoardSnapshot, seat: Participant, statement: StatementView) -> bool:
    """Say whether the person disagrees with the statement: a frozen board knows by name alone, so two of one name have none."""
    called = [one.id for one in board.seats if one.called == statement.disagreement_by]
    return called == [seat.id]


def _childs_words(session: Session, person_id: str) -> list[Entry]:
    wanted = select(ChildWord).where(ChildWord.person_id == person_id).order_by(col(ChildWord.position))
    return [_of(word, "house", "text", "shown", "written_on", "how") for word in session.exec(wanted)]


def _meeting(session: Session, row: Meeting, seat: Participant) -> Entry:
    call = session.exec(select(Invitation).where(Invitation.participant_id == seat.id)).first()
    answer = _of(call, "sent_at", "answer", "answered_at", "held_back") if call else {}
    on, reader = guard(session, row.family_id), seat.person_id or ""
    place, note = on.clear(row.place, MEETING, reader=reader), on.clear(seat.note, place_of(row.id), reader=reader)
    came = _of(seat, "knocked_at", "admitted_at", "left_at")
    return (
        _at(row, place=place, called=on.clear(seat.called, reader=reader), attended=seat.attended, note=note)
        | came
        | answer
    )


def _letters(session: Session, family: Family, person_id: str) -> list[Entry]:
    """Give the letters to the person about this family's meetings; the text of one that is delivered is deleted."""
    wanted = select(Meeting, OutboxMail).join(OutboxMail, col(OutboxMail.meeting_id) == col(Meeting.id))
    mine = wanted.where(Meeting.family_id == family.id, col(OutboxMail.key).contains(f":{person_id}:"))
    return [
        _at(row, written_on=mail.at, delivered=mail.sent_at, email=mail.to, subject=mail.subject, text=mail.body)
        for row, mail in session.exec(mine.order_by(col(OutboxMail.at), col(OutboxMail.id)))
    ]


def _given(session: Session, family: Family, person_id: str) -> list[Consent]:
    wanted = select(Consent).where(Consent.family_id == family.id, Consent.given_by == person_id)
    return list(session.exec(wanted.order_by(col(Consent.given_on), col(Consent.id))))


def _covering(session: Session, family: Family, person_id: str) -> list[Consent]:
    about = select(ConsentPerson.consent_id).where(ConsentPerson.person_id == person_id)
    wanted = select(Consent).where(Consent.family_id == family.id, col(Consent.id).in_(about))
    return list(session.exec(wanted.order_by(col(Consent.given_on), col(Consent.id))))


def _consent(row: Consent) -> Entry:
    return _of(row, *CONSENT)


def _questions(session: Session, family: Family, person_id: str) -> list[Entry]:
    wanted = select(Question).where(Question.family_id == family.id, Question.person_id == person_id)
    return [_of(row, "question", "answer", "note", "answered_at") for row in session.exec(wanted)]


def _agreements(session: Session, family: Family, member: Member) -> list[ActionView]:
    """Give what the person does or helps with, as they may read it in the family's plan."""
    wanted, me = select(Action).where(Action.family_id == family.id), member.person_id
    mine = {row.id for row in session.exec(wanted) if row.person_id == me or me in row.helper_ids}
    today = consent.cover(session, family.id, local_date(now(session)))
    reader = reader_of_plan(today.words(member), today.missing(member))
    seen = plan(session, family.id, whole_for=me).seen_by(reader)
    return [one for one in seen.actions if one.id in mine]


def _coordination(session: Session, family: Family, person_id: str) -> list[Entry]:
    wanted = select(Coordination).where(Coordination.family_id == family.id, Coordination.person_id == person_id)
    return [_of(row, "toward", "why", "since", "until") for row in session.exec(wanted)]


def _at(row: Meeting, **values: Any) -> Entry:
    return {"meeting": row.starts} | values


def _of(row: SQLModel | ActionView, *names: str) -> Entry:
    return {name: getattr(row, name) for name in names}
