"""The deletion ledger: a file outside the database that says which rows are deleted. No personal data stands in it.

One line is a moment, a table and an id. A restored copy is older than the ledger, and is brought up to it before it serves.
"""

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

Rows = dict[str, set[str]]  # table -> ids


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

    def read(self) -> Rows:
        """Give every deleted row; a line that is not whole is passed over."""
        rows: Rows = {}
        if self.path.exists():
            for line in self.path.read_text(encoding="ascii", errors="replace").split("\n")[:-1]:
                _, _, deleted = line.partition("\t")
                table, tab, row = deleted.partition("\t")
                if tab:
                    rows.setdefault(table, set()).add(row)
        return rows


def _write_all(handle: int, content: bytes) -> None:
    while content:
        content = content[os.write(handle, content) :]
