"""The file that holds a 256-bit secret: the database's key and the key of the codes."""

import contextlib
import os
import secrets
import stat
from pathlib import Path

from store.refusal import UnsafeSetup


def make_key(path: Path) -> None:
    """Write a fresh key that only its owner can read, unless there is one already.

    The key is on the disk, whole, before its name appears: a power cut must not leave a database without a key.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_hex(32))
        file.flush()
        os.fsync(file.fileno())
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
    _sync_folder(path.parent)


def read_key(path: Path) -> bytes:
    """Give the 32 bytes of the key; refuses a file that others can read or that holds anything else."""
    try:
        mode, text = path.stat().st_mode, path.read_bytes().decode("ascii", errors="replace").strip()
    except FileNotFoundError:
        raise UnsafeSetup(f"Nøglefilen {path.name} findes ikke. Hent den fra jeres sikkerhedskopi af nøgler.") from None
    except OSError:
        raise UnsafeSetup(f"Nøglefilen {path.name} kan ikke læses. Giv den til den bruger, der kører Tavlen.") from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise UnsafeSetup(f"Nøglefilen {path.name} kan læses af andre. Kør: chmod 600 på filen.")
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise UnsafeSetup(f"Nøglefilen {path.name} skal holde 64 hexadecimale tegn.")
    return key


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
