"""Keep a short text secret in the database, and recognise one without keeping it: with keys made from the key file."""

import base64
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlmodel import Session

from store.refusal import UnsafeSetup

_CHANCE = 12  # bytes of chance before each sealed text: what AES-GCM asks for


def key_for(session: Session, purpose: str) -> bytes:
    """Give the 32 bytes for one purpose, made from the key file so that no two purposes share a key."""
    secret: bytes | None = session.info["secret"]
    if secret is None:
        raise UnsafeSetup("Tavlen mangler en nøglefil. Sæt KEY_FILE.")
    return hashlib.sha256(purpose.encode() + secret).digest()


def seal(session: Session, text: str, *, purpose: str, about: str) -> str:
    """Give the text sealed with AES-GCM; `about` is the id of the row that it belongs to, and opens no other row's."""
    chance = os.urandom(_CHANCE)
    return base64.b64encode(chance + _cipher(session, purpose).encrypt(chance, text.encode(), about.encode())).decode()


def unseal(session: Session, sealed: str, *, purpose: str, about: str) -> str:
    """Give the text back. Raises UnsafeSetup when it was changed, moved to another row, or sealed with another key."""
    raw = base64.b64decode(sealed)
    try:
        return _cipher(session, purpose).decrypt(raw[:_CHANCE], raw[_CHANCE:], about.encode()).decode()
    except InvalidTag:
        raise UnsafeSetup("Nøglen passer ikke til det, der er forseglet i databasen.") from None


def mark(session: Session, text: str, *, purpose: str) -> str:
    """Give what recognises a text without telling it: 64 hexadecimal digits that nobody can make without the key file."""
    return hmac.new(key_for(session, purpose), text.encode(errors="replace"), hashlib.sha256).hexdigest()


def _cipher(session: Session, purpose: str) -> AESGCM:
    return AESGCM(key_for(session, purpose))
