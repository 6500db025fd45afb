"""A meeting file: it is read value by value, and every place that cannot be taken is named."""

import json
from datetime import timedelta
from pathlib import Path

from web.playing import refused as no
from web.playing.node import Node
from web.playing.refused import Refused

SAMPLE = Path(__file__).parents[2] / "data" / "sample_meeting.json"
LARGEST = 5_000_000  # bytes


class MeetingFile:
    """One file. `refusals` grows while the file is read; `shift` moves every date in it by whole days.

    `people` and `children` map the file's ids to ours, and are filled while the family is told.
    """

    def __init__(self, content: object, *, shift: timedelta = timedelta()) -> None:
        self.shift = shift
        self.refusals: list[Refused] = []
        self.asked: set[str] = set()
        self.people: dict[str, str] = {}
        self.children: dict[str, str] = {}
        self.top = Node(self, "", content if isinstance(content, dict) else {})
        if not isinstance(content, dict):
            self.refuse("filen", no.NO_OBJECT)

    @property
    def record(self) -> Node:
        """Give what was said at the meeting."""
        return self.top.node("meeting_record")

    def refuse(self, place: str, sentence: str) -> None:
        """Write down what cannot be taken; the same place and sentence once."""
        refused = Refused(place, sentence)
        if refused not in self.refusals:
            self.refusals.append(refused)


def parse(raw: bytes) -> MeetingFile:
    """Read a file's bytes; what is not JSON, or is too large, is refused as a whole."""
    file = MeetingFile({})
    try:
        if len(raw) <= LARGEST:
            return MeetingFile(json.loads(raw.decode("utf-8-sig")))
        file.refuse("filen", no.TOO_LARGE)
    except (ValueError, RecursionError):
        file.refuse("filen", no.NO_JSON)
    return file


def sample() -> MeetingFile:
    """Give the invented family's file."""
    return parse(SAMPLE.read_bytes())
