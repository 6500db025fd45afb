"""Whether an identity provider's token is good: its signature, and every claim that ties it to us and to this sign-in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import Any

from joserfc import jwt
from joserfc.jwk import KeySet

from store.refusal import Refusal
from store.text import kept_address

ALGORITHMS = ("RS256", "PS256", "ES256")
LEEWAY = 60  # seconds that two clocks may differ
OLDEST = 600  # seconds between the making of a token and its use
LONGEST_TEXT = 255


class NotProved(Refusal):
    """The provider's answer proves nothing, or is somebody's without an account here: all read the same."""

    sentence = "Kommunens login kunne ikke bekræfte dig til Tavlen. Prøv igen, eller spørg din administrator."
    status = 403
    guessed = True


@dataclass(frozen=True)
class Expected:
    """What a good token says. `assurance` is a claim and its value, or empty; `proved_after` asks for a recent sign-in."""

    issuer: str
    client_id: str
    nonce: str
    moment: datetime
    assurance: str = ""
    proved_after: datetime | None = None


@dataclass(frozen=True)
class Person:
    """Who the provider says that it is; `email` is empty unless the provider has verified it."""

    subject: str
    email: str = ""


def person_in(token: str, keys: Mapping[str, Any], expected: Expected) -> Person:
    """Give who a token is about. Raises NotProved for any token that is not good, whatever is wrong with it."""
    try:
        signing = [key for key in keys["keys"] if key.get("use", "sig") == "sig" and key.get("kty") in ("RSA", "EC")]
        claims = jwt.decode(token, KeySet.import_key_set({"keys": signing}), algorithms=list(ALGORITHMS)).claims
    except Exception:  # whatever cannot be read is no token
        raise NotProved from None
    if not (_is_for_us(claims, expected) and _is_of_now(claims, expected) and _is_sure(claims, expected)):
        raise NotProved
    email = claims.get("email") if claims.get("email_verified") is True else ""
    return Person(claims["sub"], kept_address(email) if isinstance(email, str) else "")


def _is_for_us(claims: Mapping[str, Any], expected: Expected) -> bool:
    audience, azp, subject, nonce = (claims.get(name) for name in ("aud", "azp", "sub", "nonce"))
    several = isinstance(audience, list) and len(audience) > 1
    return (
        claims.get("iss") == expected.issuer
        and expected.client_id in (audience if isinstance(audience, list) else [audience])
        and (azp == expected.client_id or (azp is None and not several))
        and isinstance(subject, str)
        and 0 < len(subject) <= LONGEST_TEXT
        and isinstance(nonce, str)
        and compare_digest(nonce.encode(), expected.nonce.encode())
    )


def _is_of_now(claims: Mapping[str, Any], expected: Expected) -> bool:
    moment = expected.moment.timestamp()
    made, ends, begins = _seconds(claims, "iat"), _seconds(claims, "exp"), claims.get("nbf", 0)
    signed_in = _seconds(claims, "auth_time") if expected.proved_after else None
    return (
        made is not None
        and ends is not None
        and moment - OLDEST <= made <= moment + LEEWAY
        and ends > moment - LEEWAY
        and isinstance(begins, int | float)
        and begins <= moment + LEEWAY
        and (
            expected.proved_after is None
            or (signed_in is not None and signed_in >= expected.proved_after.timestamp() - LEEWAY)
        )
    )


def _is_sure(claims: Mapping[str, Any], expected: Expected) -> bool:
    """Say whether the provider was as sure as the municipality demands."""
    if not expected.assurance:
        return True
    name, _, value = expected.assurance.partition("=")
    return claims.get(name) == value


def _seconds(claims: Mapping[str, Any], name: str) -> float | None:
    value = claims.get(name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
