"""Forged and stale tokens of an identity provider: each is refused, and a good one is not."""

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from accounts.id_token import Expected, NotProved, Person, person_in

NOON = datetime(2026, 9, 16, 12, 0, tzinfo=UTC)
NOW = int(NOON.timestamp())
ISSUER, OURS, NONCE = "https://login.fjordby.example", "tavlen", "n" * 43
KEY, OTHER, CURVE = RSAKey.generate_key(2048), RSAKey.generate_key(2048), ECKey.generate_key("P-256")
PUBLISHED = {
    "keys": [
        {**KEY.as_dict(private=False), "kid": "one", "use": "sig"},
        {**CURVE.as_dict(private=False), "kid": "two", "use": "sig"},
    ]
}
EXPECTED = Expected(ISSUER, OURS, NONCE, NOON, assurance="loa=substantial")
GOOD: dict[str, Any] = {
    **{"iss": ISSUER, "aud": OURS, "sub": "p1", "nonce": NONCE, "iat": NOW, "exp": NOW + 300, "loa": "substantial"},
    **{"email": "Lene@Fjordby.example", "email_verified": True, "auth_time": NOW},
}
MISSING = object()


def signed(claims: dict[str, Any] = GOOD, key: Any = KEY, alg: str = "RS256", kid: str = "one", **head: Any) -> str:
    allowed = [alg, "HS256", "RS512", "ES256", "RS256", "PS256"]
    return jwt.encode({"alg": alg, "kid": kid, **head}, claims, key, algorithms=allowed)


def but(**changed: Any) -> dict[str, Any]:
    """Give the good claims with some changed or missing."""
    return {name: value for name, value in {**GOOD, **changed}.items() if value is not MISSING}


def unsigned(alg: str) -> str:
    parts = (json.dumps(part).encode() for part in ({"alg": alg, "kid": "one"}, GOOD))
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts) + "."


def with_the_public_key(format_: PublicFormat = PublicFormat.SubjectPublicKeyInfo) -> str:
    """The classic: the published key taken as the secret of HS256."""
    numbers = KEY.public_key
    assert isinstance(numbers, rsa.RSAPublicKey)
    return hs256(numbers.public_bytes(Encoding.PEM, format_))


def hs256(secret: bytes) -> str:
    import hashlib
    import hmac

    head = unsigned("HS256").rstrip(".")
    mac = hmac.new(secret, head.encode(), hashlib.sha256).digest()
    return f"{head}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def tampered() -> str:
    head, _, signature = signed().split(".")
    body = base64.urlsafe_b64encode(json.dumps(but(sub="somebody else")).encode()).rstrip(b"=").decode()
    return f"{head}.{body}.{signature}"


FORGED: dict[str, Callable[[], str]] = {
    "issuer of somebody else": lambda: signed(but(iss="https://evil.example")),
    "issuer with a slash": lambda: signed(but(iss=ISSUER + "/")),
    "issuer missing": lambda: signed(but(iss=MISSING)),
    "issuer in a list": lambda: signed(but(iss=[ISSUER])),
    "for another client": lambda: signed(but(aud="another")),
    "for nobody": lambda: signed(but(aud=MISSING)),
    "for an empty list": lambda: signed(but(aud=[])),
    "for other clients": lambda: signed(but(aud=["another", "third"])),
    "for us and another, by nobody named": lambda: signed(but(aud=[OURS, "another"])),
    "for us and another, asked by the other": lambda: signed(but(aud=[OURS, "another"], azp="another")),
    "asked by another": lambda: signed(but(azp="another")),
    "nonce of another sign-in": lambda: signed(but(nonce="m" * 43)),
    "nonce missing": lambda: signed(but(nonce=MISSING)),
    "nonce empty": lambda: signed(but(nonce="")),
    "nonce in a list": lambda: signed(but(nonce=[NONCE])),
    "expired": lambda: signed(but(exp=NOW - 61)),
    "without an end": lambda: signed(but(exp=MISSING)),
    "an end in words": lambda: signed(but(exp="tomorrow")),
    "an end that is true": lambda: signed(but(exp=True)),
    "made tomorrow": lambda: signed(but(iat=NOW + 86_400, exp=NOW + 90_000)),
    "made long ago": lambda: signed(but(iat=NOW - 601)),
    "made never": lambda: signed(but(iat=MISSING)),
    "good from tomorrow": lambda: signed(but(nbf=NOW + 86_400)),
    "good from a word": lambda: signed(but(nbf="now")),
    "about nobody": lambda: signed(but(sub=MISSING)),
    "about an empty name": lambda: signed(but(sub="")),
    "about a number": lambda: signed(but(sub=7)),
    "about a very long name": lambda: signed(but(sub="x" * 256)),
    "low assurance": lambda: signed(but(loa="low")),
    "assurance missing": lambda: signed(but(loa=MISSING)),
    "assurance in a list": lambda: signed(but(loa=["substantial"])),
    "signed by another key": lambda: signed(key=OTHER),
    "signed by a key in its own head": lambda: signed(key=OTHER, jwk=OTHER.as_dict(private=False)),
    "a key that nobody published": lambda: signed(key=OTHER, kid="three"),
    "the curve's key under the other's name": lambda: signed(key=CURVE, alg="ES256", kid="one"),
    "alg none": lambda: unsigned("none"),
    "alg None": lambda: unsigned("None"),
    "no signature": lambda: signed().rpartition(".")[0] + ".",
    "HS256 with the public key": with_the_public_key,
    "HS256 with the public key, as PKCS1": lambda: with_the_public_key(PublicFormat.PKCS1),
    "HS256 with an empty secret": lambda: hs256(b""),
    "HS256 with a secret of its own": lambda: signed(key=OctKey.import_key("s" * 32), alg="HS256"),
    "an algorithm that was not agreed": lambda: signed(alg="RS512"),
    "changed after signing": tampered,
    "not a token": lambda: "a.b.c",
    "empty": lambda: "",
    "letters that are none": lambda: "æ\ud800.x.y",
    "very long": lambda: "a" * 200_000 + ".b.c",
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_token_is_refused(name: str) -> None:
    with pytest.raises(NotProved):
        person_in(FORGED[name](), PUBLISHED, EXPECTED)


def test_there_are_many_forgeries() -> None:
    print(f"\n{len(FORGED)} forged tokens")
    assert len(FORGED) >= 40


@pytest.mark.parametrize(
    "token",
    [
        signed(),
        signed(key=CURVE, alg="ES256", kid="two"),
        signed(alg="PS256"),
        signed(but(aud=[OURS])),
        signed(but(aud=[OURS, "another"], azp=OURS)),
        signed(but(nbf=NOW, exp=NOW + 1)),
    ],
)
def test_a_good_token_says_who_it_is(token: str) -> None:
    """A planted presence: not everything is refused."""
    assert person_in(token, PUBLISHED, EXPECTED) == Person("p1", "lene@fjordby.example")


@pytest.mark.parametrize("verified", [False, MISSING, "true", 1])
def test_an_address_that_the_provider_has_not_verified_is_no_address(verified: Any) -> None:
    assert person_in(signed(but(email_verified=verified)), PUBLISHED, EXPECTED) == Person("p1", "")


@pytest.mark.parametrize("when", [NOW - 3_600, MISSING, "now"])
def test_a_fresh_proof_needs_a_fresh_sign_in_at_the_provider(when: Any) -> None:
    proof = replace(EXPECTED, proved_after=NOON - timedelta(minutes=2))
    assert person_in(signed(), PUBLISHED, proof).subject == "p1"
    with pytest.raises(NotProved):
        person_in(signed(but(auth_time=when)), PUBLISHED, proof)


@pytest.mark.parametrize("keys", [{}, {"keys": []}, {"keys": None}, {"keys": [{"kty": "oct", "k": "c2VjcmV0"}]}])
def test_without_published_keys_nothing_is_good(keys: dict[str, Any]) -> None:
    with pytest.raises(NotProved):
        person_in(signed(), keys, EXPECTED)


def test_a_key_for_encryption_signs_nothing() -> None:
    sealing = {"keys": [{**KEY.as_dict(private=False), "kid": "one", "use": "enc"}]}
    with pytest.raises(NotProved):
        person_in(signed(), sealing, EXPECTED)
