"""What a child's age or shared custody makes one ask. Open questions with answers, never a rule: nothing is stopped by them."""

from collections.abc import Iterable
from dataclasses import replace

from sqlmodel import Session, select

from accounts.actor import Actor
from accounts.visibility import PLAN
from families.guarding import check, guard, shields
from families.network import member_of
from families.protection import PAGE
from families.reading import members
from families.shield import Shield
from families.snapshot import QuestionView
from families.tables import Family, Member, Question
from store.database import now
from store.refusal import Unfit
from store.text import clean_text

PARTY, OWN_CONSENT, BOTH_YES, COMPANION = "party", "own_consent", "both_yes", "companion"
QUESTIONS = (PARTY, OWN_CONSENT, BOTH_YES, COMPANION)
PARTY_FROM, OWN_CONSENT_FROM = 10, 15  # ages that make one ask; what follows is for the professional to say
ANSWERS = ("yes", "no", "not_relevant")


def questions(session: Session, family_id: str) -> tuple[QuestionView, ...]:
    """Give what is to be asked about the family today, with the answers that stand; no note in which something protected does."""
    around = members(session, family_id)
    called = {member.person_id: member.called for member, _ in around}
    asked = _asked([member for member, _ in around])
    given = {
        (row.person_id, row.question): row
        for row in session.exec(select(Question).where(Question.family_id == family_id))
    }
    holders = [member.called for member, _ in around if member.custody]

    def of(one: QuestionView) -> tuple[str, ...]:
        return tuple(holders) if one.question == BOTH_YES else (called[one.person_id],)

    on = guard(session, family_id)
    views = (_view(one, of(one), given.get((one.person_id, one.question))) for one in asked)
    return tuple(replace(one, note=on.clear(one.note, PAGE)) for one in views)


def hidden_notes(session: Session, family_id: str) -> tuple[Shield, ...]:
    """Give the notes that are not shown because something protected stands in them, with what can be signed for."""
    notes = session.exec(select(Question.note).where(Question.family_id == family_id)).all()
    return shields(guard(session, family_id), tuple(notes), lambda _: PAGE)


def unanswered(session: Session, family_id: str) -> int:
    """Give how many of the questions nobody has answered."""
    return sum(1 for one in questions(session, family_id) if not one.answer)


def answer(
    session: Session, family: Family, actor: Actor, *, person_id: str, question: str, answer: str, note: str = ""
) -> None:
    """Write down the answer, who gave it and when; a new answer takes the place of the old."""
    member_of(session, family.id, person_id)
    if question not in QUESTIONS:
        raise Unfit("Spørgsmålet er der ikke mere. Genindlæs siden.", field="question")
    if answer not in ANSWERS:
        raise Unfit("Vælg ja, nej eller ikke relevant.", field="answer")
    wanted = select(Question).where(
        Question.family_id == family.id, Question.person_id == person_id, Question.question == question
    )
    row = session.exec(wanted).first() or Question(
        family_id=family.id, person_id=person_id, question=question, answer="", answered_at=now(session)
    )
    words = clean_text(note, most=400, field="note")
    check(session, family.id, words, place=PAGE)
    if words or guard(session, family.id).clear(row.note, PAGE):  # an empty field leaves what does not show as it is
        row.note = words
    row.answer = answer
    row.answered_by, row.answered_at = actor.name, now(session)
    session.add(row)
    session.flush()


def _asked(around: Iterable[Member]) -> list[QuestionView]:
    """Two with custody are asked about once, on the first of them, and both stand above it; a child of unknown age by its right to company alone."""
    found = []
    holders = [member for member in around if member.custody]
    for member in around:
        if member.kind == "child":
            age = member.age or 0
            asked = [(PARTY, age >= PARTY_FROM), (OWN_CONSENT, age >= OWN_CONSENT_FROM), (COMPANION, True)]
            found += [_blank(member, question) for question, arises in asked if arises]
    return found + [_blank(member, BOTH_YES) for member in holders[: len(holders) > 1]]


def _blank(member: Member, question: str) -> QuestionView:
    return QuestionView(member.person_id, (), member.age, question, audience=frozenset({PLAN}))


def _view(one: QuestionView, called: tuple[str, ...], row: Question | None) -> QuestionView:
    if row is None:
        return replace(one, called=called)
    day = row.answered_at
    return replace(one, called=called, answer=row.answer, note=row.note, answered_by=row.answered_by, answered_at=day)
