"""Which regions of a page an event touches. Pure; the names are Jinja blocks of the pages."""

from typing import Any, Protocol

ANEW = "followed protection"  # what is protected has changed: any region may look different
EVERYTHING = frozenset({"works", "worries", "next", "tray", "scale", "stage", "closing", "people", "since", "words"})
_BY_SUBJECT = {
    "scale": {"scale"},
    "answer": {"scale"},
    "stage": {"stage", "scale"},  # who is asked for a number depends on the step
    "statement": {"words", "next"},
    "followup": {"since"},
    "word": {"words"},
    "closing": {"closing", "stage"},
    "seat": {"people", "scale"},
}


class Event(Protocol):
    """What is asked of an event."""

    verb: str
    subject: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def touched(event: Event) -> set[str]:
    """Give the regions that may look different after the event."""
    if event.verb == ANEW:
        return set(EVERYTHING)
    if event.subject != "card":
        return set(_BY_SUBJECT[event.subject])
    regions: set[str] = set()
    for state in (event.before, event.after):
        if state:
            regions.add(state["board_column"] if state["place"] == "up" else "tray")
            if state["place"] == "up" and state["board_column"] == "next":
                regions.add("closing")  # which says what the agreements lack
            if state["sent_by"]:
                regions |= {"tray", f"mine:{state['sent_by']}"}
    # The newest card is outlined, wherever it stands: the outline leaves the other columns.
    return regions | {"works", "worries", "next"} if regions & {"works", "worries", "next"} else regions
