"""Tokens of key-pair logins: a JWT signed with the private key whose public half the user registered.

A token is good when its issuer names the fingerprint of a registered key, that key signed it, its subject is the user
who logs in, and its time has come and is not over. It lasts an hour at most, however long it claims to.
Source: Snowflake documentation, "Key-pair authentication", "SQL API: authenticating".
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from ecomsim.access import credentials

LONGEST = 3600.0
SKEW = 60.0
"""Seconds: how long a token lasts after its issue, and how far the two clocks may be apart."""

MOST_TEXT = 16_384


class InvalidTokenError(Exception):
    """Why a token is refused, in the words of the log; clients are not told."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token that was read and not checked yet. user: the last part of its subject, in upper case."""

    user: str
    issuer: str
    issued: float
    expires: float
    signed: bytes
    signature: bytes


def looks_like_token(text: str) -> bool:
    """Whether a secret has the three parts of a JWT."""
    return text.startswith("eyJ") and text.count(".") == 2


def read(text: str) -> Token:
    """The parts of a token. Raises InvalidTokenError."""
    if len(text) > MOST_TEXT:
        raise InvalidTokenError("the token is too long")
    try:
        head, body, signature = text.split(".")
        header, claims = _object(head), _object(body)
        issuer, subject = str(claims["iss"]), str(claims["sub"])
        issued, expires = float(claims["iat"]), float(claims["exp"])
        decoded = _bytes(signature)
    except (ValueError, KeyError, TypeError, binascii.Error, RecursionError) as cause:
        raise InvalidTokenError("the token cannot be read") from cause
    if header.get("alg") != "RS256":
        raise InvalidTokenError(f"the algorithm is {header.get('alg')!r}, not RS256")
    _, _, user = subject.partition(".")
    return Token(user.upper(), issuer, issued, expires, f"{head}.{body}".encode(), decoded)


def verify(token: Token, keys: Sequence[str], now: float) -> None:
    """Check a token against the user's public keys (base64). Raises InvalidTokenError."""
    if not token.issued - SKEW <= now < min(token.expires, token.issued + LONGEST):
        raise InvalidTokenError("the token is expired or not valid yet")
    account_and_user, _, named = token.issuer.rpartition(".")
    if account_and_user.partition(".")[2].upper() != token.user:
        raise InvalidTokenError("the issuer and the subject are different users")
    key = next((key for key in keys if _same(credentials.fingerprint(key), named)), None)
    if key is None:
        raise InvalidTokenError("the fingerprint is of no key of this user")
    loaded = load_der_public_key(base64.b64decode(key))
    assert isinstance(loaded, RSAPublicKey)
    try:
        loaded.verify(token.signature, token.signed, PKCS1v15(), hashes.SHA256())
    except InvalidSignature as cause:
        raise InvalidTokenError("the signature is not of this key") from cause


def _same(first: str, second: str) -> bool:
    return hmac.compare_digest(first.encode(), second.encode("utf-8", "surrogatepass"))


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _object(text: str) -> dict[str, Any]:
    value = json.loads(_bytes(text))
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value
