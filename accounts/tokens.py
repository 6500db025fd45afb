"""What a browser keeps of a secret is the secret; what we keep is its hash."""

import hashlib
import secrets


def fresh() -> str:
    """Give a new secret of 256 bits, in 43 letters that an address can hold."""
    return secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    """Give the SHA-256 of a secret; it has 256 bits of chance, so no slow hash is needed."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
