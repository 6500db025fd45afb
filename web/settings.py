"""Settings: all from the environment, with safe defaults."""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from accounts.addresses import is_safe
from store.refusal import UnsafeSetup

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Settings:
    """What an installation decides. `public_url` is the address that phones and mails use, without a slash at the end."""

    database_url: str = "sqlite:///var/tavlen.db"
    key_file: Path = Path("var/keys/tavlen.key")
    deletion_ledger: Path = Path("var/ledger/tavlen.deleted")
    audit_anchor: Path = Path("var/anchor/tavlen.audit")
    public_url: str = "http://127.0.0.1:8000"
    mail_from: str = "moeder@kommune.example"
    municipality: str = "Kommunen"
    municipality_phone: str = ""
    default_locale: str = "da"
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret_file: Path | None = None
    oidc_assurance: str = ""
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
    "DELETION_LEDGER": "deletion_ledger",
    "AUDIT_ANCHOR": "audit_anchor",
    "PUBLIC_URL": "public_url",
    "MAIL_FROM": "mail_from",
    "MUNICIPALITY": "municipality",
    "MUNICIPALITY_PHONE": "municipality_phone",
    "DEFAULT_LOCALE": "default_locale",
    "OIDC_ISSUER": "oidc_issuer",
    "OIDC_CLIENT_ID": "oidc_client_id",
    "OIDC_CLIENT_SECRET_FILE": "oidc_client_secret_file",
    "OIDC_ASSURANCE": "oidc_assurance",
}


def from_env(environment: dict[str, str] | None = None) -> Settings:
    """Read the settings. Raises UnsafeSetup for an address that is neither HTTPS nor on this machine."""
    given = os.environ if environment is None else environment
    values: dict[str, str | Path] = {field: given[name] for name, field in NAMES.items() if given.get(name)}
    for field in {"key_file", "oidc_client_secret_file", "deletion_ledger", "audit_anchor"} & values.keys():
        values[field] = Path(values[field])
    if "public_url" in values:
        values["public_url"] = str(values["public_url"]).rstrip("/")
    settings = Settings(**values)  # type: ignore[arg-type]
    if not settings.secure and settings.host not in LOOPBACK:
        raise UnsafeSetup("PUBLIC_URL skal begynde med https://. Sæt en TLS-proxy foran Tavlen.")
    if settings.default_locale not in ("da", "en"):
        raise UnsafeSetup("DEFAULT_LOCALE skal være da eller en.")
    _check_provider(settings)
    return settings


def _check_provider(settings: Settings) -> None:
    """Refuse an identity provider that is half named, not reached by HTTPS, or whose secret others can read."""
    file = settings.oidc_client_secret_file
    if not (settings.oidc_issuer or settings.oidc_client_id or file):
        return
    if not (settings.oidc_issuer and settings.oidc_client_id and file):
        raise UnsafeSetup("Sæt OIDC_ISSUER, OIDC_CLIENT_ID og OIDC_CLIENT_SECRET_FILE sammen, eller ingen af dem.")
    if not is_safe(settings.oidc_issuer):
        raise UnsafeSetup("OIDC_ISSUER skal begynde med https://.")
    if settings.oidc_assurance and not all(settings.oidc_assurance.partition("=")):
        raise UnsafeSetup("Skriv OIDC_ASSURANCE som claim=værdi, for eksempel loa=substantial.")
    if not file.is_file() or file.stat().st_mode & 0o077:
        raise UnsafeSetup("Filen i OIDC_CLIENT_SECRET_FILE skal findes, og kun dens ejer må læse den. Kør: chmod 600.")
