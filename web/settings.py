"""Settings: all from the environment, with safe defaults."""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from store.refusal import UnsafeSetup

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Settings:
    """What an installation decides. `public_url` is the address that phones and mails use, without a slash at the end."""

    database_url: str = "sqlite:///var/tavlen.db"
    key_file: Path = Path("var/keys/tavlen.key")
    public_url: str = "http://127.0.0.1:8000"
    mail_from: str = "moeder@kommune.example"
    municipality: str = "Kommunen"
    municipality_phone: str = ""
    default_locale: str = "da"
    demo: bool = False

    @property
    def host(self) -> str:
        """The host name, as it stands in calendar ids and on the join page."""
        return urlsplit(self.public_url).hostname or "localhost"

    @property
    def shown_address(self) -> str:
        """The address as people read it on the screen: no scheme."""
        return urlsplit(self.public_url).netloc

    @property
    def secure(self) -> bool:
        """Whether browsers reach us by HTTPS, so that cookies may insist on it."""
        return self.public_url.startswith("https://")


# name in the environment -> field
NAMES = {
    "DATABASE_URL": "database_url",
    "KEY_FILE": "key_file",
    "PUBLIC_URL": "public_url",
    "MAIL_FROM": "mail_from",
    "MUNICIPALITY": "municipality",
    "MUNICIPALITY_PHONE": "municipality_phone",
    "DEFAULT_LOCALE": "default_locale",
}


def from_env(environment: dict[str, str] | None = None) -> Settings:
    """Read the settings. Raises UnsafeSetup for an address that is neither HTTPS nor on this machine."""
    given = os.environ if environment is None else environment
    values: dict[str, str | Path] = {field: given[name] for name, field in NAMES.items() if given.get(name)}
    if "key_file" in values:
        values["key_file"] = Path(values["key_file"])
    if "public_url" in values:
        values["public_url"] = str(values["public_url"]).rstrip("/")
    settings = Settings(**values)  # type: ignore[arg-type]
    if not settings.secure and settings.host not in LOOPBACK:
        raise UnsafeSetup("PUBLIC_URL skal begynde med https://. Sæt en TLS-proxy foran Tavlen.")
    if settings.default_locale not in ("da", "en"):
        raise UnsafeSetup("DEFAULT_LOCALE skal være da eller en.")
    return settings
