"""What a user proves itself with: a password, kept as a salted hash, and RSA public keys.

Pure functions over a user's `options`; a secret is never stored, and never compared in a time that depends on it.
Source: Snowflake documentation, "Key-pair authentication and key-pair rotation", "ALTER USER".
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from typing import Any

from ecomsim import errors

KEYS = ("RSA_PUBLIC_KEY", "RSA_PUBLIC_KEY_2")
HASH = "PASSWORD_HASH"
"""The option that a password becomes; no statement can name it."""

_COST = {"n": 2**14, "r": 8, "p": 1}
LEAST_BITS = 2048


def kept(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options of CREATE or ALTER USER as they are stored: keys checked, the password hashed.

    Raises 394304 for what is no RSA public key of 2,048 bits or more in base64 without its first and last line, 001008
    for secondary roles other than ('ALL') and ().
    """
    secondary = options.get("DEFAULT_SECONDARY_ROLES")
    if secondary is not None and secondary not in ((), ("ALL",)):
        raise errors.invalid_value(f"invalid value '{secondary}' for property 'DEFAULT_SECONDARY_ROLES'")
    stored = {name: value for name, value in options.items() if name not in ("PASSWORD", "COMMENT")}
    for name in KEYS:
        if stored.get(name) is not None:
            stored[name] = "".join(str(stored[name]).split())
            der(stored[name])
    if options.get("PASSWORD") is not None:
        stored[HASH] = hashed(str(options["PASSWORD"]))
    return stored


def has_password(options: Mapping[str, Any]) -> bool:
    return options.get(HASH) is not None


def public_keys(options: Mapping[str, Any]) -> list[str]:
    """The user's keys in base64; two, so that one can be exchanged while the other serves."""
    return [str(options[name]) for name in KEYS if options.get(name)]


# --- passwords -----------------------------------------------------------------------------------------------


def hashed(password: str) -> str:
    """`salt:hash`, both hex (scrypt)."""
    salt = secrets.token_bytes(16)
    return f"{salt.hex()}:{_scrypt(password, salt).hex()}"


def is_password(options: Mapping[str, Any], password: str) -> bool:
    """Whether this is the user's password; False for a user without one."""
    salt, _, digest = str(options.get(HASH) or "").partition(":")
    return bool(digest) and hmac.compare_digest(_scrypt(password, bytes.fromhex(salt)), bytes.fromhex(digest))


def _scrypt(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode("utf-8", "surrogatepass"), salt=salt, **_COST)


# --- keys ----------------------------------------------------------------------------------------------------


def der(key: str) -> bytes:
    """The key's SubjectPublicKeyInfo. Raises 394304."""
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        data = base64.b64decode(key, validate=True)
        loaded = load_der_public_key(data)
    except (ValueError, binascii.Error) as cause:
        raise rejected() from cause
    if not isinstance(loaded, RSAPublicKey) or loaded.key_size < LEAST_BITS:
        raise rejected()
    return data


def rejected() -> errors.SnowflakeError:
    return errors.fail(
        394304,
        "22023",
        "SQL execution error:\nNew public key rejected by current policy. Reason: 'Invalid Public key'",
    )


def fingerprint(key: str) -> str:
    """SHA256:… of a key in base64, as DESCRIBE USER shows it and the issuer of a token names it."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(base64.b64decode(key)).digest()).decode()
