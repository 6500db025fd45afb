"""Take out of a frozen snapshot what gives something protected away. Pure: knows no table and no session."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from typing import Any, TypeVar
from urllib.parse import urlencode

Snapshot = TypeVar("Snapshot")
Keep = Callable[[Any], bool]
NAMES = ("called", "name", "who", "said_by", "child", "facilitator", "recorder", "called_by", "disagreement_by")
NOBODY = "–"  # what stands where a name may not


@dataclass(frozen=True)
class Shield:
    """A text of a snapshot in which something protected stands: what to show instead, and what to say about it.

    `kind`, `person`, `against` and `words` are for those who may sign for it; `unsigned` pairs the text's mark with each
    protection that it meets; `people` are those who are protected, and may read it anyway.
    """

    text: str
    instead: str
    place: str
    kind: str
    person: str
    against: tuple[str, ...]
    words: str
    unsigned: tuple[tuple[str, str], ...]
    people: tuple[str, ...]

    @property
    def question(self) -> str:
        """What to ask the page where somebody signs: ids and marks, nothing that anybody wrote."""
        return urlencode([("place", self.place), *(("unsigned", f"{mark}.{one}") for mark, one in self.unsigned)])


def texts(thing: Any, under: str = "") -> Iterator[tuple[str, str]]:
    """Give every text of a snapshot with the name of its field; the fields of the meeting's facts begin with `facts.`."""
    if isinstance(thing, str):
        yield under, thing
    elif isinstance(thing, tuple):
        for one in thing:
            yield from texts(one, under)
    elif is_dataclass(thing) and not isinstance(thing, type):
        for name in _told(type(thing)):
            within = "facts." if name == "facts" or under.startswith("facts.") else ""
            yield from texts(getattr(thing, name), within + name)


def without(thing: Snapshot, hidden: Mapping[str, str], keep: Keep = lambda one: False) -> Snapshot:
    """Give the snapshot without these texts: a thing that is about one of them goes, elsewhere its substitute stands.

    What `keep` names stays whole.
    """
    return _without(thing, "", hidden, keep) if hidden else thing  # type: ignore[no-any-return]


def _without(thing: Any, name: str, hidden: Mapping[str, str], keep: Keep) -> Any:
    if isinstance(thing, str):
        return (hidden[thing] or (NOBODY if name in NAMES else "")) if thing in hidden else thing
    if isinstance(thing, tuple):
        return tuple(_without(one, name, hidden, keep) for one in thing if not _goes(one, hidden, keep))
    if not is_dataclass(thing) or isinstance(thing, type) or keep(thing):
        return thing
    changed = {one: _without(getattr(thing, one), one, hidden, keep) for one in _told(type(thing))}
    return replace(thing, **{one: value for one, value in changed.items() if value is not getattr(thing, one)})


def _goes(thing: Any, hidden: Mapping[str, str], keep: Keep) -> bool:
    """Say whether a thing of a list goes whole: a hidden text, or a card, a statement or an agreement that is one."""
    if isinstance(thing, str):
        return thing in hidden and not hidden[thing]
    return getattr(thing, "text", None) in hidden and not keep(thing)


@cache
def _told(shape: type[Any]) -> tuple[str, ...]:
    """Give the fields in which words can stand."""
    named = [one.name for one in fields(shape)]
    return tuple(one for one in named if not one.endswith(("_id", "_ids", "audience")) and one not in _NO_WORDS)


_NO_WORDS = ("id", "shields", "kind", "said_by_kind", "column", "status", "view")
