"""Delete a family on request: what would go, and the deletion, which is for good."""

from sqlmodel import Session

from families.tables import Family
from keeping.due import never_left, unfiled, whole_family
from keeping.holding import Held, hold_of
from keeping.ledger import Ledger
from keeping.removing import remove
from store.refusal import Refusal, Unfit

SHOWN = ("person", "meeting", "card", "childword", "consent", "goal", "action", "outboxmail")


class NotFiled(Refusal):
    """Minutes that stand nowhere else are not deleted."""

    sentence = (
        "Et møde er ikke journaliseret. Skriv nummeret på mødets side, eller hvorfor det ikke skal journaliseres."
    )


def what_goes(session: Session, family: Family) -> dict[str, int]:
    """Give how many there are of each kind of thing that a reader knows by name, and under `other` all else.

    `unsent` are those of the letters that never left.
    """
    rows = whole_family(session, family.id)
    counts = {name: len(rows.get(name, ())) for name in SHOWN}
    unsent = len(never_left(session, rows.get("outboxmail", set())))
    return counts | {"other": sum(map(len, rows.values())) - sum(counts.values()), "unsent": unsent}


def delete_family(session: Session, ledger: Ledger, family: Family, *, typed: str) -> int:
    """Delete everything about the family, and give how many rows went. It cannot be undone.

    Refuses a family under legal hold, one with minutes that are not filed, and whoever does not type its name or number.
    """
    if hold_of(session, family.id):
        raise Held
    if unfiled(session, family.id):
        raise NotFiled
    names = {name.casefold() for name in (family.title, family.case_ref) if name}
    if " ".join(typed.split()).casefold() not in names:
        raise Unfit("Det passer ikke. Skriv familiens navn eller sagsnummeret, som det står her.", field="typed")
    rows = whole_family(session, family.id)
    remove(session, ledger, rows)
    return sum(map(len, rows.values()))
