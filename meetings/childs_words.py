"""The children's own words, in De Tre Huse. The child decides what is shown."""

from datetime import date

from sqlalchemy import bindparam
from sqlmodel import Session, col, func, select

from families.guarding import check
from families.network import member_of
from meetings.tables import ChildWord, Meeting
from store.refusal import Unfit
from store.text import SHORT, clean_text, needed

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
    member_of(session, meeting.family_id, person_id)
    if shown:
        check(session, meeting.family_id, text, place=f"board:{meeting.id}")
    word = ChildWord(
        meeting_id=meeting.id,
        person_id=person_id,
        house=house,
        text=needed(text, "Skriv barnets ord.", field="text"),
        shown=shown,
        written_on=written_on,
        how=clean_text(how, most=SHORT, lines=False),
        position=session.exec(select(func.count()).where(ChildWord.meeting_id == meeting.id)).one(),
    )
    session.add(word)
    session.flush()
    return word


_SHOWN = (
    select(ChildWord)
    .where(ChildWord.meeting_id == bindparam("meeting"), col(ChildWord.shown).is_(True))
    .order_by(col(ChildWord.position))
)


def shown_words(session: Session, meeting_id: str) -> list[ChildWord]:
    """Give the sentences that their child lets others see, in the order in which they were written."""
    return list(session.exec(_SHOWN, params={"meeting": meeting_id}))
