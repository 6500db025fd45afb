"""Files that are nearly the sample: places deleted, replaced by junk, or told twice."""

import copy
import json
from typing import Any

from hypothesis import strategies as st

from web.playing.meeting_file import SAMPLE

SAMPLE_CONTENT: dict[str, Any] = json.loads(SAMPLE.read_text())
JUNK: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 11, 10**30, 6.5, float("nan"), float("inf")),
    *("", " ", "p1", "p99", "k1", "æøå", "x" * 10_000, "\ud800\x00\u202e", "2026-02-30", "9999-12-31", "0001-01-01"),
    *(
        "2026-09-16T15:00",
        "2026-09-16T15:00+14:00",
        "9999-12-31T23:59",
        "m1",
        "m3",
        "c1",
        "g1",
        "alle",
        "{0.__class__}",
    ),
    *([], {}, [None], [[]], ["p1", "p1", None, 3], {"id": "p1"}, [{"id": "p1"}, {"id": "p1"}], {"text": []}),
)


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Give the path of everything in a file."""
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    found = [(*path, key) for key, _ in children]
    return found + [deeper for where in found for deeper in places(node[where[-1]], where)]


PLACES = places({key: SAMPLE_CONTENT[key] for key in ("municipality", "family", "persons", "consents", "meetings")})
PLACES += 3 * places({"meeting_record": SAMPLE_CONTENT["meeting_record"]})
PLACES += [(key,) for key in ("family", "persons", "consents", "meetings", "meeting_record")]


def changed(content: Any, path: tuple[Any, ...], how: str, junk: Any) -> None:
    """Delete the place, put junk there, or tell it twice; nothing when an earlier change took it away."""
    for key in path[:-1]:
        try:
            content = content[key]
        except (KeyError, IndexError, TypeError):
            return
    key = path[-1]
    keys = content.keys() if isinstance(content, dict) else range(len(content)) if isinstance(content, list) else ()
    if key not in keys:
        return
    if how == "deleted":
        del content[key]
    elif how == "twice" and isinstance(content, list):
        content.append(copy.deepcopy(content[key]))
    else:
        content[key] = copy.deepcopy(junk)


@st.composite
def files(draw: st.DrawFn) -> Any:
    """Give the sample with one to six places changed."""
    content = copy.deepcopy(SAMPLE_CONTENT)
    for _ in range(draw(st.integers(1, 6))):
        where, how = draw(st.sampled_from(PLACES)), draw(st.sampled_from(("deleted", "junk", "junk", "twice")))
        changed(content, where, how, draw(st.sampled_from(JUNK)))
    return content
