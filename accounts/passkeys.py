"""Passkeys (WebAuthn): the device keeps the key, and asks its owner by finger, face or PIN before it answers."""

import json
from dataclasses import dataclass
from typing import Any

import webauthn
from sqlmodel import Session, col, select
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from accounts import steps
from accounts.tables import Account, Passkey, SignInStep
from store.database import now
from store.refusal import Refusal
from store.text import SHORT, clean_text

MOST = 10
_ASK = UserVerificationRequirement.REQUIRED


class WrongPasskey(Refusal):
    """The device's answer does not fit: another place, another challenge, used before, or nobody was asked."""

    sentence = "Nøglen passer ikke. Prøv igen, eller log ind på en anden måde."
    status = 422
    guessed = True


@dataclass(frozen=True)
class Place:
    """Where passkeys are good: `origin` with its scheme, as browsers say it, and `host` without."""

    origin: str
    host: str


def ask_to_add(session: Session, account: Account, place: Place) -> tuple[str, str]:
    """Begin a new passkey. Gives the secret for the browser's cookie and what the browser must be told, as JSON."""
    options = webauthn.generate_registration_options(
        rp_id=place.host,
        rp_name="Tavlen",
        user_id=account.id.encode(),
        user_name=account.email,
        user_display_name=account.name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_ASK
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=base64url_to_bytes(one.credential_id))
            for one in keys_of(session, account.id)
        ],
    )
    token = steps.begin(session, "new passkey", account=account.id, secret=bytes_to_base64url(options.challenge))
    return token, webauthn.options_to_json(options)


def add(session: Session, account: Account, *, step: SignInStep, answer: str, place: Place, name: str = "") -> Passkey:
    """Keep the public key of a new passkey. Raises WrongPasskey for an answer that does not fit the step's challenge.

    The step is spent before, in a transaction of its own: a challenge has one answer, right or wrong.
    """
    if step.account_id != account.id or len(keys_of(session, account.id)) >= MOST:
        raise WrongPasskey
    try:
        found = webauthn.verify_registration_response(
            credential=_read(answer),
            expected_challenge=base64url_to_bytes(step.secret),
            expected_rp_id=place.host,
            expected_origin=place.origin,
            require_user_verification=True,
        )
    except Exception:  # whatever a device says that cannot be read is no answer
        raise WrongPasskey from None
    credential_id = bytes_to_base64url(found.credential_id)
    if session.exec(select(Passkey.id).where(Passkey.credential_id == credential_id)).first():
        raise WrongPasskey
    row = Passkey(
        account_id=account.id,
        credential_id=credential_id,
        public_key=bytes_to_base64url(found.credential_public_key),
        uses=found.sign_count,
        name=clean_text(name[:SHORT], most=SHORT, lines=False),
        created_at=now(session),
    )
    session.add(row)
    session.flush()
    return row


def ask(session: Session, place: Place) -> tuple[str, str]:
    """Begin a proof by passkey, whoever it will be. Gives the secret for the cookie and the browser's options."""
    options = webauthn.generate_authentication_options(rp_id=place.host, user_verification=_ASK)
    token = steps.begin(session, "passkey", secret=bytes_to_base64url(options.challenge))
    return token, webauthn.options_to_json(options)


def prove(session: Session, *, step: SignInStep, answer: str, place: Place) -> Account:
    """Give whose passkey answered the spent step's challenge. Raises WrongPasskey, whatever is wrong."""
    said = _read(answer)
    wanted = select(Passkey, Account).join(Account, col(Account.id) == col(Passkey.account_id))
    found = session.exec(wanted.where(Passkey.credential_id == str(said.get("id", "")))).first()
    if found is None or found[1].disabled_at or not _same_owner(said, found[1]):
        raise WrongPasskey
    key, account = found
    try:
        verified = webauthn.verify_authentication_response(
            credential=said,
            expected_challenge=base64url_to_bytes(step.secret),
            expected_rp_id=place.host,
            expected_origin=place.origin,
            credential_public_key=base64url_to_bytes(key.public_key),
            credential_current_sign_count=key.uses,
            require_user_verification=True,
        )
    except Exception:
        raise WrongPasskey from None
    key.uses, key.used_at = verified.new_sign_count, now(session)
    session.add(key)
    return account


def keys_of(session: Session, account_id: str) -> list[Passkey]:
    """Give an account's passkeys, in the order in which they were made."""
    mine = select(Passkey).where(Passkey.account_id == account_id)
    return list(session.exec(mine.order_by(col(Passkey.created_at), col(Passkey.id))))


def _read(answer: str) -> dict[str, Any]:
    """Read what the browser sent; anything but an object with short names is no answer."""
    try:
        said = json.loads(answer)
    except (ValueError, RecursionError):
        raise WrongPasskey from None
    if not isinstance(said, dict) or not isinstance(said.get("response"), dict) or not str(said.get("id")).isascii():
        raise WrongPasskey
    return said


def _same_owner(said: dict[str, Any], account: Account) -> bool:
    """A discoverable passkey says whose it is."""
    return bool(said["response"].get("userHandle") == bytes_to_base64url(account.id.encode()))
