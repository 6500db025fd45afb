"""The last edge before a file: whatever a snapshot holds, the file opens."""

import re

# What XML 1.0 forbids, the second block of controls, non-characters, and marks that turn text round.
_UNFIT = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2029\u202f-\u2065\u206a-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]"
)
_BREAKS = re.compile("\r\n|\r|\x0b|\x0c|\x85|\u2028|\u2029")


def legible(text: str) -> str:
    """Give the text with line feeds only, and without characters that would break or disguise a document."""
    return _UNFIT.sub("", _BREAKS.sub("\n", text))


def one_line(text: str) -> str:
    """Give the text on one line, fit for a header, a title or an address."""
    return " ".join(legible(text).split())
