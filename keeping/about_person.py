"""Everything about one person, for that person (GDPR article 15): their own words in full, others' words as `visible` gives them.

A child's sentence that the child keeps to itself is in the child's own file and in no other.
"""

from typing import Any

from sqlmodel import Session, SQLModel, col, select

from accounts.visibility import participant, visible
from boards.closing import thaw
from boards.reading import snapshot
from boards.snapshot import BoardSnapshot
from boards.tables import Board
from families.network import member_of
from families.protection import in_clear, in_force
from families.tables import Action, Consent, ConsentPerson, Coordination, Family, Person, Question
from meetings.inviting import Covered, covered
from meetings.tables import ChildWord, Invitation, Meeting, Participant
from store.audit import looks_at

Entry = dict[str, Any]
Everything = dict[str, list[Entry]]


def everything(session: Session, family: Family, person_id: str) -> Everything:
    """Give all that this family's case holds about the person, section by section; `docs/about-person.md` describes it."""
    member = member_of(session, family.id, person_id)
    person, seated = session.get_one(Person, person_id), list(_seats(session, family, person_id))
    boards = [(row, seat, board) for row, seat in seated if (board := _board(session, row))]
    return {
        "person": [_of(person, "name", "email", "phone", "organisation")],
        "membership": [_of(member, "kind", "relation", "called", "ring", "age", "custody")],
        "own_cards": [entry for row, seat, board in boards for entry in _own_cards(row, seat, board)],
        "own_numbers": [entry for row, seat, board in boards for entry in _own_numbers(row, seat, board)],
        "own_closing_words": [
            _at(row, text=word.text) for row, seat, board in boards for word in board.words if word.called == _called(board, seat)
        ],
        "childs_words": list(_childs_words(session, person_id)),
        "meetings": [_meeting(session, row, seat) for row, seat in seated],
        "consents_given": [_consent(row) for row in _given(session, family, person_id)],
        "consents_about": [_consent(row) for row in _covering(session, family, person_id)],
        "answers_about": list(_questions(session, family, person_id)),
        "agreements": [_of(row, "text", "due", "how_seen", "status", "remark") for row in _held(session, family, person_id)],
        "coordination": list(_coordination(session, family, person_id)),
        "protected": [
            {"kind": row.kind, "text": in_clear(session, row)} for row in in_force(session, family.id) if row.person_id == person_id
        ],
        "others_words": [entry for row, seat, board in boards for entry in _of_others(session, row, seat, board)],
        "looks": [{"at": look.at, "what": look.verb, "why": look.why} for look in looks_at(session, family.id)],
    }  # fmt: skip


def _seats(session: Session, family: Family, person_id: str) -> list[tuple[Meeting, Participant]]:
    wanted = (
        select(Meeting, Participant)
        .join(Participant, col(Participant.meeting_id) == col(Meeting.id))
        .where(Meeting.family_id == family.id, Participant.person_id == person_id)
    )
    return list(session.exec(wanted.order_by(col(Meeting.starts))))


def _board(session: Session, row: Meeting) -> BoardSnapshot | None:
    board = session.exec(select(Board).where(Board.meeting_id == row.id)).first()
    if board is None:
        return None
    return snapshot(session, board) if board.final is None else thaw(board.final)


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
    """Give what others said, as this person may read it by the consents of today."""
    may = covered(session, row).get(seat.id, Covered())
    viewer = participant(seat.id, may.parts, may.without)
    seen = board.seen_by(viewer)
    cards = [card for card in seen.cards if seat.id not in (card.said_by_id, card.sent_by_id)]
    texts = [card.text for card in cards] + [statement.text for statement in seen.statements]
    texts += [word.text for word in seen.words if word.called != _called(board, seat)]
    own = _called(board, seat)
    texts += [text for house in seen.houses if visible(house, viewer) and house.child != own for text in house.texts]
    return [_at(row, text=text) for text in texts]


def _childs_words(session: Session, person_id: str) -> list[Entry]:
    wanted = select(ChildWord).where(ChildWord.person_id == person_id).order_by(col(ChildWord.position))
    return [_of(word, "house", "text", "shown", "written_on", "how") for word in session.exec(wanted)]


def _meeting(session: Session, row: Meeting, seat: Participant) -> Entry:
    call = session.exec(select(Invitation).where(Invitation.participant_id == seat.id)).first()
    answer = _of(call, "sent_at", "answer", "answered_at", "held_back") if call else {}
    return _at(row, place=row.place, attended=seat.attended, note=seat.note) | answer


def _given(session: Session, family: Family, person_id: str) -> list[Consent]:
    wanted = select(Consent).where(Consent.family_id == family.id, Consent.given_by == person_id)
    return list(session.exec(wanted.order_by(col(Consent.given_on), col(Consent.id))))


def _covering(session: Session, family: Family, person_id: str) -> list[Consent]:
    about = select(ConsentPerson.consent_id).where(ConsentPerson.person_id == person_id)
    wanted = select(Consent).where(Consent.family_id == family.id, col(Consent.id).in_(about))
    return list(session.exec(wanted.order_by(col(Consent.given_on), col(Consent.id))))


def _consent(row: Consent) -> Entry:
    return _of(row, "given_on", "form", "how", "purpose", "limits", "valid_until", "withdrawn_on")


def _questions(session: Session, family: Family, person_id: str) -> list[Entry]:
    wanted = select(Question).where(Question.family_id == family.id, Question.person_id == person_id)
    return [_of(row, "question", "answer", "note", "answered_at") for row in session.exec(wanted)]


def _held(session: Session, family: Family, person_id: str) -> list[Action]:
    wanted = select(Action).where(Action.family_id == family.id).order_by(col(Action.set_at), col(Action.id))
    return [row for row in session.exec(wanted) if row.person_id == person_id or person_id in row.helper_ids]


def _coordination(session: Session, family: Family, person_id: str) -> list[Entry]:
    wanted = select(Coordination).where(Coordination.family_id == family.id, Coordination.person_id == person_id)
    return [_of(row, "toward", "why", "since", "until") for row in session.exec(wanted)]


def _called(board: BoardSnapshot, seat: Participant) -> str:
    found = board.seat(seat.id)
    return found.called if found else seat.called


def _at(row: Meeting, **values: Any) -> Entry:
    return {"meeting": row.starts} | values


def _of(row: SQLModel, *names: str) -> Entry:
    return {name: getattr(row, name) for name in names}
