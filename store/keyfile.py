"""The key file: the database's key, and the root that every other key is made from.

A new file has one line, which is both. After a change of key the root has a line of its own (`root`), because what was
marked and sealed with it stays; during a change the coming key has one too (`next`), so that either opens the database.
"""

import contextlib
import os
import re
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

from store.refusal import UnsafeSetup

_HEX = "([0-9a-fA-F]{64})"
_LINES = re.compile(rf"{_HEX}(?:\nroot {_HEX})?(?:\nnext {_HEX})?")


@dataclass(frozen=True)
class Keys:
    """What a key file holds, 32 bytes each: the database's key, the root of all others, and the key that is coming."""

    database: bytes
    root: bytes
    coming: bytes | None = None

    @property
    def fitting(self) -> tuple[bytes, ...]:
        """The keys of which one opens the database."""
        return (self.database, self.coming) if self.coming else (self.database,)


def make_key(path: Path) -> None:
    """Write a fresh key that only its owner can read, unless there is one already.

    The key is on the disk, whole, before its name appears: a power cut must not leave a database without a key.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = _written(path, secrets.token_hex(32))
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
    sync_folder(path.parent)


def write_keys(path: Path, keys: Keys) -> None:
    """Put these keys in the file's place, whole and on the disk, in one step."""
    lines = [keys.database.hex(), f"root {keys.root.hex()}", *([f"next {keys.coming.hex()}"] if keys.coming else [])]
    _written(path, "\n".join(lines) + "\n").replace(path)
    sync_folder(path.parent)


def read_key(path: Path) -> bytes:
    """Give the 32 bytes of the database's key; refuses as `read_keys` does."""
    return read_keys(path).database


def read_keys(path: Path) -> Keys:
    """Give the keys of the file; refuses a file that others can read or that holds anything else."""
    try:
        mode, text = path.stat().st_mode, path.read_bytes().decode("ascii", errors="replace").strip()
    except FileNotFoundError:
        raise UnsafeSetup(f"Nøglefilen {path.name} findes ikke. Hent den fra jeres sikkerhedskopi af nøgler.") from None
    except OSError:
        raise UnsafeSetup(f"Nøglefilen {path.name} kan ikke læses. Giv den til den bruger, der kører Tavlen.") from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise UnsafeSetup(f"Nøglefilen {path.name} kan læses af andre. Kør: chmod 600 på filen.")
    found = _LINES.fullmatch(text)
    if found is None:
        raise UnsafeSetup(f"Nøglefilen {path.name} skal holde 64 hexadecimale tegn.")
    key, root, coming = (bytes.fromhex(one) if one else None for one in found.groups())
    assert key is not None  # the pattern says so
    return Keys(key, root or key, coming)


def _written(path: Path, text: str) -> Path:
    """Write the text into a draft beside the file, for its owner alone, and give the draft once it is on the disk."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return draft


def sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
