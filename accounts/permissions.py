"""Every rule about who may do what, on one page."""

from dataclasses import dataclass

from accounts.actor import Actor
from store.refusal import Refusal


@dataclass(frozen=True)
class Ties:
    """How the asker is tied to the thing asked about: plain values that the caller looked up.

    `member`: an employee on the family's case or called to the meeting. `runs`: facilitates, records or
    called the meeting. `seat`: a guest who is admitted to this very meeting. `knocking`: a guest who waits.
    """

    member: bool = False
    runs: bool = False
    seat: bool = False
    knocking: bool = False


# act -> what one of the asker's ties must be. "anyone" needs no sign-in, "employee" only that.
ACTS: dict[str, tuple[str, ...]] = {
    "look at the front door": ("anyone",),
    "sign in": ("anyone",),
    "knock": ("anyone",),
    "use the demo": ("anyone",),
    "use the office": ("employee",),
    "start a family": ("employee",),
    "see the family": ("member",),
    "change the family": ("member",),
    "call a meeting": ("member",),
    "see the meeting": ("member", "runs"),
    "change the meeting": ("member", "runs"),
    "show the screen": ("runs",),
    "run the board": ("runs",),
    "close the meeting": ("runs",),
    "take the minutes out": ("runs",),
    "change the plan": ("member",),
    "wait at the door": ("knocking", "seat"),
    "take part": ("seat",),
    "follow the board": ("runs", "seat", "knocking"),
}


class SignInFirst(Refusal):
    """The page needs a signed-in employee."""

    sentence = "Log ind først."
    status = 401


class KnockFirst(Refusal):
    """The page needs a guest who is let in."""

    sentence = "Du er ikke med i mødet. Skriv koden på skærmen i rummet, eller spørg mødelederen."
    status = 401


def may(actor: Actor, act: str, ties: Ties = Ties()) -> bool:
    """Say whether the actor may do this; an act that is not in the table is a fault in our code."""
    for need in ACTS[act]:
        if need == "anyone":
            return True
        if need == "employee" and actor.kind == "employee":
            return True
        if need in ("member", "runs") and actor.kind == "employee" and actor.role != "admin" and getattr(ties, need):
            return True
        if need in ("seat", "knocking") and actor.kind == "guest" and getattr(ties, need):
            return True
    return False
