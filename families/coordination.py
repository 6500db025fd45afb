"""Name a coordinator and hand the task over."""

from sqlmodel import Session, col, select

from families.network import member_of
from families.tables import Coordination, Person
from store.database import now
from store.refusal import Phrase, Refusal, Unfit
from store.text import clean_text

TOWARDS = ("family", "professionals")
WHY_LETTERS = 400


class OneOfEachKind(Refusal):
    """There is a coordinator of this kind already."""

    sentence = "Der er allerede en koordinator over for {toward}. Giv opgaven videre i stedet."


def assign(session: Session, family_id: str, *, person_id: str, toward: str, why: str = "") -> Coordination:
    """Name a coordinator towards the family or the professionals; a second one of the same kind is refused."""
    if toward not in TOWARDS:
        raise Unfit("Vælg, om koordinatoren er over for familien eller fagpersonerne.", field="toward")
    member_of(session, family_id, person_id)
    if holder(session, family_id, toward):
        raise there_is_one(toward)
    row = Coordination(
        family_id=family_id,
        person_id=person_id,
        toward=toward,
        why=clean_text(why, most=WHY_LETTERS),
        since=now(session),
    )
    session.add(row)
    session.flush()
    return row


def hand_over(session: Session, family_id: str, *, person_id: str, toward: str, why: str = "") -> Coordination:
    """End the present coordinator's task and give it to this person; the same person keeps it."""
    present = holder(session, family_id, toward)
    if present and present.person_id == person_id:
        present.why = clean_text(why, most=WHY_LETTERS) or present.why
        session.add(present)
        return present
    end(session, family_id, toward=toward)
    return assign(session, family_id, person_id=person_id, toward=toward, why=why)


def end(session: Session, family_id: str, *, toward: str) -> None:
    """End the task without a successor."""
    if present := holder(session, family_id, toward):
        present.until = now(session)
        session.add(present)
        session.flush()


def end_every(session: Session, account_id: str) -> None:
    """End every task of an employee whose account is closed; those families have no coordinator then."""
    wanted = select(Coordination).join(Person, col(Person.id) == col(Coordination.person_id))
    for row in session.exec(wanted.where(Person.account_id == account_id, col(Coordination.until).is_(None))):
        row.until = now(session)
        session.add(row)
    session.flush()


def there_is_one(toward: str) -> OneOfEachKind:
    """Give the refusal of a second coordinator towards these."""
    return OneOfEachKind(toward=[Phrase("familien" if toward == "family" else "fagpersonerne")])


def holder(session: Session, family_id: str, toward: str) -> Coordination | None:
    """Give the present coordination towards these, or None."""
    wanted = select(Coordination).where(
        Coordination.family_id == family_id, Coordination.toward == toward, col(Coordination.until).is_(None)
    )
    return session.exec(wanted).first()
