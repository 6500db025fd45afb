"""A place in a meeting file: an object whose values are read one by one, and refused with their place."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from store.clock import at_wall_time, local
from store.refusal import Refusal
from store.text import LONG, as_date, clean_text
from web.playing import refused as no
from web.playing.refused import as_name

if TYPE_CHECKING:
    from web.playing.meeting_file import MeetingFile

MOST_ITEMS = 500


@dataclass(frozen=True, eq=False)
class Node:
    """An object in the file, and its place there. A value that cannot be taken is refused and reads as nothing."""

    file: "MeetingFile"
    place: str
    values: dict[str, Any]

    def at(self, key: str) -> str:
        """Give the place of a key, as `meeting_record.cards[3].said_by`."""
        return ".".join(part for part in (self.place, key) if part)

    def get(self, key: str) -> Any:
        """Give the bare value, or None."""
        self.file.asked.add(re.sub(r"\[\d+\]", "[]", self.at(key)))
        return self.values.get(key)

    def refuse(self, key: str, sentence: str, **values: object) -> None:
        """Refuse the value of a key, or the whole object when the key is empty."""
        self.file.refuse(self.at(key) or "filen", sentence.format(**values) if values else sentence)

    def text(self, key: str, *, most: int = LONG, lines: bool = True) -> str:
        """Give cleaned text; empty when there is none, when it is no text, and when it is too long."""
        value = self.get(key)
        if value is None:
            return ""
        try:
            if isinstance(value, str):
                return clean_text(value, most=most, lines=lines)
            self.refuse(key, no.NO_TEXT)
        except Refusal as reason:
            self.refuse(key, reason.sentence)
        return ""

    def needed(self, key: str, *, most: int = LONG, lines: bool = True) -> str:
        """Give cleaned text, and refuse the place when there is none."""
        text = self.text(key, most=most, lines=lines)
        if not text and not any(refused.place == self.at(key) for refused in self.file.refusals):
            self.refuse(key, no.MISSING)
        return text

    def missing(self, key: str) -> None:
        """Refuse a place that nothing stands in; a value that could not be taken was refused when it was read."""
        if self.get(key) is None:
            self.refuse(key, no.MISSING)

    def unread(self, *keys: str) -> bool:
        """Say whether one of these places was refused, so that what depends on it must not be trusted."""
        places = {self.at(key) for key in keys}
        return any(refused.place in places for refused in self.file.refusals)

    def number(self, key: str, least: int, most: int) -> int | None:
        """Give a whole number within the bounds, or None."""
        value = self.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.refuse(key, no.NO_NUMBER, least=least, most=most)
            return None
        return value

    def yes(self, key: str, *, none: bool | None = None) -> bool | None:
        """Give true or false; `none` when there is nothing, and None when it is neither."""
        value = self.get(key)
        if value is None or isinstance(value, bool):
            return none if value is None else value
        self.refuse(key, no.NO_YES)
        return None

    def day(self, key: str) -> date | None:
        """Give a day, moved by the file's shift, or None."""
        value = self.get(key)
        if value is None:
            return None
        try:
            return as_date(value, no.NO_DAY) + self.file.shift
        except (Refusal, OverflowError):
            self.refuse(key, no.NO_DAY)
            return None

    def moment(self, key: str) -> datetime | None:
        """Give a moment, in UTC, from Danish wall time; moved by the file's shift, with the wall time kept."""
        value = self.get(key)
        if value is None:
            return None
        try:
            wall = datetime.fromisoformat(value) if isinstance(value, str) else datetime.min
            wall = local(wall) if wall.tzinfo else wall
            return at_wall_time(as_date(wall.date().isoformat()) + self.file.shift, wall.hour, wall.minute)
        except (ValueError, Refusal, OverflowError):
            self.refuse(key, no.NO_MOMENT)
            return None

    def word(self, key: str, words: dict[str, str], *, none: str = "") -> str:
        """Give what a word of the format means here, `none` when there is none or when it is not a word of it."""
        value = self.get(key)
        if value is None or (isinstance(value, str) and value.strip().lower() in words):
            return none if value is None else words[value.strip().lower()]
        self.refuse(key, no.OTHER_WORD, words=", ".join(words))
        return none

    def words(self, key: str, words: dict[str, str]) -> list[str]:
        """Give what the words of a list mean here; one that is not a word of the format refuses the key."""
        found = [item.strip().lower() if isinstance(item, str) else "" for _, item in self.items(key)]
        if any(word not in words for word in found):
            self.refuse(key, no.OTHER_WORD, words=", ".join(words))
        return [words[word] for word in found if word in words]

    def node(self, key: str) -> "Node":
        """Give the object of a key; an empty one when there is none."""
        value = self.get(key)
        if value is not None and not isinstance(value, dict):
            self.refuse(key, no.NO_OBJECT)
        return Node(self.file, self.at(key), value if isinstance(value, dict) else {})

    def items(self, key: str) -> list[tuple[str, Any]]:
        """Give (place, value) for each item of a list; empty when there is none."""
        value = self.get(key)
        items = value if isinstance(value, list) else []
        if value is not None and items is not value:
            self.refuse(key, no.NO_LIST)
        if len(items) > MOST_ITEMS:
            self.refuse(key, no.TOO_MANY, most=MOST_ITEMS)
        return [(f"{key}[{number}]", item) for number, item in enumerate(items[:MOST_ITEMS])]

    def nodes(self, key: str, *, one_per: str = "id") -> list["Node"]:
        """Give the objects of a list; a second one with the same `one_per` is refused."""
        found: dict[object, Node] = {}
        for place, item in self.items(key):
            node = Node(self.file, self.at(place), item if isinstance(item, dict) else {})
            name = as_name(node.get(one_per))
            if not isinstance(item, dict):
                self.refuse(place, no.NO_OBJECT)
            elif name and name in found:
                node.refuse(one_per, no.USED, id=name)
            else:
                found[name or place] = node
        return list(found.values())

    def ref(self, key: str, known: dict[str, str], where: str) -> str | None:
        """Give our id of the thing that a key points at, or None."""
        return self._known(key, self.get(key), known, where)

    def refs(self, key: str, known: dict[str, str], where: str) -> list[str]:
        """Give our ids of the things in a list, each once."""
        found = [self._known(place, item, known, where) for place, item in self.items(key)]
        return list(dict.fromkeys(one for one in found if one))

    def _known(self, place: str, value: object, known: dict[str, str], where: str) -> str | None:
        name = as_name(value)
        if value is None or (name and name in known):
            return known.get(name)
        self.refuse(place, no.UNKNOWN if name else no.NO_ID, id=name, where=where)
        return None
