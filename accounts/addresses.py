"""Which addresses we ask, and are asked at: HTTPS, or this machine."""

from urllib.parse import urlsplit


def is_safe(address: object) -> bool:
    """Say whether an address is HTTPS, or on this machine."""
    if not isinstance(address, str):
        return False
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1"))
