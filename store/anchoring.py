"""Where the chain of looks ended, written outside the database: what is cut off at the end shows by it."""

import fcntl
import logging
import os
import re
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from store.audit import HEAD, AuditHead, note
from store.database import now
from store.refusal import UnsafeSetup
from store.sealing import mark

log = logging.getLogger("tavlen.audit")
_LINE = re.compile(r"(\S{20}) (\d{1,18}) ([0-9a-f]{64})( restored)?")
_UNREAD = "Ankeret {name} kan ikke læses. Giv filen til den bruger, der kører Tavlen, eller sæt AUDIT_ANCHOR."
_CANNOT = "Ankeret {name} kan ikke skrives. Giv mappen til den bruger, der kører Tavlen, eller sæt AUDIT_ANCHOR."


@dataclass(frozen=True)
class Anchor:
    """Where the chain ended at a moment. `restored`: the database was put back to this number from a copy."""

    at: str
    seq: int
    mark: str
    restored: bool = False


def read_anchors(file: Path) -> list[Anchor]:
    """Give the file's anchors in their order; none without a file. Raises UnsafeSetup for a line that is no anchor,
    and for a file that cannot be read.

    A last line without its end was torn by a power cut or a full disk, and counts as not written.
    """
    try:
        text = file.read_text("ascii", errors="replace")
    except FileNotFoundError:
        return []
    except OSError:
        raise UnsafeSetup(_UNREAD.format(name=file.name)) from None
    whole = text.splitlines() if text.endswith("\n") or not text else text.splitlines()[:-1]
    found = [_LINE.fullmatch(line) for line in whole]
    if None in found:
        raise UnsafeSetup(f"Linje {found.index(None) + 1} i {file.name} er ikke et anker. Filen er ændret.")
    return [Anchor(one[1], int(one[2]), one[3], restored=bool(one[4])) for one in found if one]


def anchor(session: Session, file: Path) -> bool:
    """Write where the chain ends now, in the file and in the log. Says whether anything came since the last anchor."""
    head, known = session.get(AuditHead, HEAD), read_anchors(file)
    if head is None or head.seq == 0 or (known and (known[-1].seq, known[-1].mark) == (head.seq, head.mark)):
        return False
    _add(file, f"{_time(session)} {head.seq} {head.mark}")
    return True


def put_back(session: Session, file: Path, *, seq: int) -> None:
    """Note in the chain and in the file that the database came from a copy, and that what was after `seq` is lost."""
    at = _time(session)
    note(session, actor="system", verb="restored", thing=str(seq))
    _add(file, f"{at} {seq} {restored_mark(session, at, seq)} restored")


def restored_mark(session: Session, at: str, seq: int) -> str:
    """Give what shows that Tavlen itself wrote that the database was put back."""
    return mark(session, f"{at} {seq}", purpose="audit restored")


def _time(session: Session) -> str:
    return now(session).strftime("%Y-%m-%dT%H:%M:%SZ")


def _add(file: Path, line: str) -> None:
    """Add a line that is on the disk before anything else happens, for the file's owner alone."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(file, os.O_RDWR | os.O_CREAT, 0o600), "r+") as opened:
            fcntl.flock(opened, fcntl.LOCK_EX)
            there = opened.read()
            opened.truncate(len(there) - len(there.rpartition("\n")[2]))  # a torn line must not harm this one
            opened.seek(0, os.SEEK_END)
            opened.write(f"{line}\n")
            opened.flush()
            os.fsync(opened.fileno())
    except OSError:
        raise UnsafeSetup(_CANNOT.format(name=file.name)) from None
    log.warning("audit %s", line)
