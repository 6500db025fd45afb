"""Every rule about who may do what, on one page."""

from dataclasses import dataclass

from accounts.actor import Actor
from store.refusal import Refusal


@dataclass(frozen=True)
class Ties:
    """How the asker is tied to the thing asked about: plain values that the caller looked up.

    `team`: an employee on the family's case team, or its coordinator. `around`: a professional on this meeting's list
    who may read all. `runs`: facilitates, records or called the meeting. `opened`: an employee outside the team who
    opened the family for a reason that is written down. `seat`: a guest who is admitted to this very meeting.
    `knocking`: a guest who waits.
    """

    team: bool = False
    around: bool = False
    runs: bool = False
    opened: bool = False
    seat: bool = False
    knocking: bool = False


UNTIED = Ties()

# act -> what the asker must be, or be tied by; one is enough. "anyone" needs no sign-in, "employee" only that; "worker" is
# an employee who is not an administrator. Administrators have no ties, so they see no content. A leader has those of a worker.
ACTS: dict[str, tuple[str, ...]] = {
    "look at the front door": ("anyone",),
    "sign in": ("anyone",),
    "knock": ("anyone",),
    "use the demo": ("anyone",),
    "use the office": ("employee",),
    "work with families": ("worker",),
    "start a family": ("worker",),
    "open another family": ("worker",),
    "see the openings": ("leader",),
    "see the samples": ("leader",),
    "review the access": ("leader",),
    "give a family to a colleague": ("leader",),
    "manage employees": ("admin",),
    "verify the chain": ("admin",),
    "see the periods": ("leader", "admin"),
    "set the periods": ("admin",),
    "hold a case": ("leader",),
    "file the minutes": ("team", "runs"),
    "delete the family": ("team",),
    "take a person's data out": ("team",),
    "see the family": ("team", "opened"),
    "change the family": ("team",),
    "change the team": ("team",),
    "see who opened the family": ("team",),
    "close the opening": ("opened",),
    "see what is protected": ("team",),
    "protect people": ("team",),
    "sign for the family": ("team",),
    "sign for the meeting": ("team", "runs"),
    "see every signed reason": ("leader",),
    "call a meeting": ("team",),
    "change the plan": ("team",),
    "take the plan out": ("team",),
    "print the fridge sheet": ("team",),
    "hand out the looks": ("team",),
    "see the meeting": ("team", "around", "runs", "opened"),
    "read the minutes": ("team", "around", "runs"),
    "put the meeting in a calendar": ("team", "around", "runs"),
    "change the meeting": ("team", "runs"),
    "take the minutes out": ("team", "runs"),
    "see as another": ("team", "runs"),
    "show the screen": ("runs",),
    "run the board": ("runs",),
    "close the meeting": ("runs",),
    "wait at the door": ("knocking", "seat"),
    "take part": ("seat",),
    "follow the board": ("runs", "seat", "knocking"),
}
STANDING = {"worker": ("worker", "leader"), "leader": ("leader",), "admin": ("admin",)}
OF_STAFF, OF_GUESTS = ("team", "around", "runs", "opened"), ("seat", "knocking")


class SignInFirst(Refusal):
    """The page needs a signed-in employee."""

    sentence = "Log ind først."
    status = 401


class KnockFirst(Refusal):
    """The page needs a guest who is let in."""

    sentence = "Du er ikke med i mødet. Skriv koden på skærmen i rummet, eller spørg mødelederen."
    status = 401


def may(actor: Actor, act: str, ties: Ties = UNTIED) -> bool:
    """Say whether the actor may do this; an act that is not in the table is a fault in our code."""
    return let_in_by(actor, act, ties) is not None


def let_in_by(actor: Actor, act: str, ties: Ties = UNTIED) -> str | None:
    """Give the first need of the act that the actor meets, or None when the actor may not do it."""
    return next((need for need in ACTS[act] if _meets(actor, need, ties)), None)


def _meets(actor: Actor, need: str, ties: Ties) -> bool:
    if need == "anyone":
        return True
    if need in OF_GUESTS:
        return actor.kind == "guest" and bool(getattr(ties, need))
    if actor.kind != "employee":
        return False
    if need in OF_STAFF:
        return actor.role in STANDING["worker"] and bool(getattr(ties, need))
    return need == "employee" or actor.role in STANDING[need]
