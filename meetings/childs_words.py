"""The children's own words, in De Tre Huse. The child decides what is shown."""

from datetime import date

from sqlmodel import Session, col, func, select

from meetings.tables import ChildWord, Meeting
from store.refusal import Unfit
from store.text import needed

HOUSES = ("good", "worries", "dreams")


def write(
    session: Session,
    meeting: Meeting,
    *,
    person_id: str,
    house: str,
    text: str,
    shown: bool,
    written_on: date | None = None,
    how: str = "",
) -> ChildWord:
    """Keep a child's sentence. Without `shown` no page, document or search ever gives it out."""
    if house not in HOUSES:
        raise Unfit("Vælg et af de tre huse.", field="house")
    word = ChildWord(
        meeting_id=meeting.id,
        person_id=person_id,
        house=house,
        text=needed(text, "Skriv barnets ord.", field="text"),
        shown=shown,
        written_on=written_on,
        how=how,
        position=session.exec(select(func.count()).where(ChildWord.meeting_id == meeting.id)).one(),
    )
    session.add(word)
    session.flush()
    return word


def shown_words(session: Session, meeting_id: str) -> list[ChildWord]:
    """Give the sentences that their child lets others see, in the order in which they were written."""
    wanted = select(ChildWord).where(ChildWord.meeting_id == meeting_id, col(ChildWord.shown).is_(True))
    return list(session.exec(wanted.order_by(col(ChildWord.position))))
