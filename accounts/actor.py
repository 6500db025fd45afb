"""Actor: who is asking; a frozen value."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """Somebody who asks. `kind` is employee, guest, system or nobody; `id` is an account's or a seat's id."""

    kind: str = "nobody"
    id: str = ""
    name: str = ""
    role: str = ""


NOBODY = Actor()
SYSTEM = Actor(kind="system", id="system", name="Tavlen")
