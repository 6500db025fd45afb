"""The deletion ledger: a file outside the database that says which rows are deleted. No personal data stands in it.

One line is a moment, a table and an id. When a deletion came to nothing, a line with the moment, `kept` and the bytes from and to
takes back what stands between them. A restored copy is older than the ledger, and is brought up to it before it serves.
"""

import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

Rows = dict[str, set[str]]  # table -> ids
KEPT = "kept"


class Line(NamedTuple):
    """A line: where it begins, the table or `kept`, and the id or the bytes."""

    at: int
    table: str
    row: str


class Ledger:
    """The file. It is made with the first line, mode 0600."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def size(self) -> int:
        """How many bytes it holds; 0 while there is none."""
        return self.path.stat().st_size if self.path.exists() else 0

    def write(self, at: datetime, rows: Iterable[tuple[str, str]]) -> int:
        """Add a line for each row, and give the size when they are on the disk."""
        lines = "".join(f"{at:%Y-%m-%dT%H:%M:%SZ}\t{table}\t{row}\n" for table, row in rows)
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            size = os.fstat(handle).st_size
            torn = size > 0 and os.pread(handle, 1, size - 1) != b"\n"  # a power cut ended the last line early
            _write_all(handle, (("\n" if torn else "") + lines).encode())
            os.fsync(handle)
            return os.fstat(handle).st_size
        finally:
            os.close(handle)

    def take_back(self, at: datetime, first: int, end: int) -> None:
        """Say that the rows named between these bytes are still there."""
        self.write(at, [(KEPT, f"{first}-{end}")])

    def read(self) -> Rows:
        """Give every deleted row; a line that is not whole is passed over."""
        lines = list(_lines(self.path.read_bytes())) if self.path.exists() else []
        spans = [span for line in lines if line.table == KEPT and (span := _span(line.row))]
        rows: Rows = {}
        for line in lines:
            if line.table != KEPT and not any(first <= line.at < end for first, end in spans):
                rows.setdefault(line.table, set()).add(line.row)
        return rows


def _lines(content: bytes) -> Iterator[Line]:
    at = 0
    for raw in content.split(b"\n")[:-1]:
        _, _, deleted = raw.decode("ascii", errors="replace").partition("\t")
        table, tab, row = deleted.partition("\t")
        if tab:
            yield Line(at, table, row)
        at += len(raw) + 1


def _span(said: str) -> tuple[int, int] | None:
    first, _, end = said.partition("-")
    return (int(first), int(end)) if first.isdecimal() and end.isdecimal() else None


def _write_all(handle: int, content: bytes) -> None:
    while content:
        content = content[os.write(handle, content) :]
