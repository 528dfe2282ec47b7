"""COMPRESS and ENCRYPT and their inverses.

ENCRYPT_RAW is AES-GCM with everything on the table: key, initialisation vector, tag. What ENCRYPT writes
(salt, vector, ciphertext and tag, the key derived from the passphrase) is this engine's own form, as Snowflake's is not
published: what one has encrypted, only the same one decrypts. Invariant: bytes travel in hexadecimal.
Source: Snowflake reference, "COMPRESS", "DECOMPRESS_…", "ENCRYPT", "ENCRYPT_RAW", "DECRYPT", "DECRYPT_RAW", "TRY_…".
"""

from __future__ import annotations

import bz2
import json
import os
import zlib
from collections.abc import Callable

from sqlglot import exp

from ecomsim.dialect.functions.kit import as_bytes, as_text, python
from ecomsim.dialect.functions.model import Bound, Call, Function, to
from ecomsim.dialect.functions.template import sql
from ecomsim.values.types import TEXT, VARIANT, binary

_FAMILY = "String & binary"
_ROUNDS = 10_000
_SALT, _VECTOR, _TAG = 16, 12, 16


# --- compression -----------------------------------------------------------------------------------------------


def compress(data: str, method: str) -> str:
    """Method: SNAPPY, ZLIB, ZSTD or BZ2, with a level in brackets for all but SNAPPY."""
    import pyarrow as pa

    name, level = _method(method)
    source = bytes.fromhex(data)
    match name:
        case "zlib":
            return zlib.compress(source, 6 if level is None else level).hex()
        case "bz2":
            return bz2.compress(source, 9 if level is None else level).hex()
        case "zstd":
            return bytes(pa.Codec("zstd", compression_level=level).compress(source, asbytes=True)).hex()
    return bytes(pa.compress(source, codec="snappy", asbytes=True)).hex()


def decompress(data: str, method: str) -> str:
    import pyarrow as pa

    name, _ = _method(method)
    source = bytes.fromhex(data)
    try:
        match name:
            case "zlib":
                return zlib.decompress(source).hex()
            case "bz2":
                return bz2.decompress(source).hex()
            case "zstd":
                with pa.CompressedInputStream(pa.py_buffer(source), "zstd") as stream:
                    return bytes(stream.read()).hex()
        return bytes(pa.decompress(source, _snappy_length(source), codec="snappy", asbytes=True)).hex()
    except (zlib.error, OSError, ValueError, IndexError, EOFError) as cause:
        raise ValueError(f"[[100115|22000|Invalid {name.upper()} compressed data]]") from cause


def _method(text: str) -> tuple[str, int | None]:
    name, _, level = text.strip().lower().rstrip(")").partition("(")
    if name not in ("snappy", "zlib", "zstd", "bz2") or (level and not level.isdigit()):
        raise ValueError(f"[[100115|22000|Unknown compression method '{text}']]")
    return name, int(level) if level else None


def _snappy_length(data: bytes) -> int:
    """The length of the text, in front of the data, seven bits to a byte."""
    length = shift = 0
    for byte in data:
        length |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return length
    raise ValueError("no length")


# --- encryption ------------------------------------------------------------------------------------------------


def encrypt(data: str, passphrase: str, extra: str = "", method: str = "AES-GCM") -> str:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    _only_gcm(method)
    salt, vector = os.urandom(_SALT), os.urandom(_VECTOR)
    sealed = AESGCM(_key(passphrase, salt)).encrypt(vector, bytes.fromhex(data), bytes.fromhex(extra))
    return (salt + vector + sealed).hex()


def decrypt(data: str, passphrase: str, extra: str = "", method: str = "AES-GCM") -> str:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    _only_gcm(method)
    source = bytes.fromhex(data)
    salt, vector, sealed = source[:_SALT], source[_SALT : _SALT + _VECTOR], source[_SALT + _VECTOR :]
    try:
        return AESGCM(_key(passphrase, salt)).decrypt(vector, sealed, bytes.fromhex(extra)).hex()
    except (InvalidTag, ValueError) as cause:
        raise _failed() from cause


def encrypt_raw(data: str, key: str, vector: str, extra: str = "", method: str = "AES-GCM") -> str:
    """{"ciphertext", "iv", "tag"} in hexadecimal; an empty vector is made by chance."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    _only_gcm(method)
    iv = bytes.fromhex(vector) or os.urandom(_VECTOR)
    try:
        sealed = AESGCM(bytes.fromhex(key)).encrypt(iv, bytes.fromhex(data), bytes.fromhex(extra))
    except ValueError as cause:
        raise ValueError(f"[[100395|22023|Encryption failed. Check encryption key, AAD or IV: {cause}]]") from cause
    found = {"ciphertext": sealed[:-_TAG].hex().upper(), "iv": iv.hex().upper(), "tag": sealed[-_TAG:].hex().upper()}
    return json.dumps(found, separators=(",", ":"), sort_keys=True)


def decrypt_raw(data: str, key: str, vector: str, extra: str = "", method: str = "AES-GCM", tag: str = "") -> str:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    _only_gcm(method)
    try:
        sealed = bytes.fromhex(data + tag)
        return AESGCM(bytes.fromhex(key)).decrypt(bytes.fromhex(vector), sealed, bytes.fromhex(extra)).hex()
    except (InvalidTag, ValueError) as cause:
        raise _failed() from cause


def _key(passphrase: str, salt: bytes) -> bytes:
    import hashlib

    return hashlib.pbkdf2_hmac("sha256", passphrase.encode(), salt, _ROUNDS)


def _only_gcm(method: str) -> None:
    if method.upper().partition("/")[0] != "AES-GCM":
        raise ValueError(f"[[2|0A000|Unsupported feature 'encryption method {method}'.]]")


def _failed() -> ValueError:
    return ValueError("[[100311|22023|Decryption failed. Check encrypted data, key, AAD, or AEAD tag.]]")


def _quietly(function: Callable[..., str]) -> Callable[..., str | None]:
    """The same, but NULL for what cannot be decrypted."""

    def tried(*arguments: str) -> str | None:
        try:
            return function(*arguments)
        except ValueError as error:
            if "[[100311|" not in str(error):
                raise
            return None

    return tried


# --- entries ---------------------------------------------------------------------------------------------------


def _packed(function: str, *, text: bool = False) -> Callable[[Call], Bound]:
    """f(bytes, text, …) giving bytes, or the text they are."""

    def rule(call: Call) -> Bound:
        first, *others = call.all()
        trees = [as_text(other) for other in others]
        if len(trees) > 1 and function.endswith("crypt"):
            extra = to(others[1].tree, "BLOB") if others[1].is_null else as_bytes(others[1])
            trees[1] = sql("coalesce(hex(_0), '')", extra)  # NULL is no additional data
        tree = sql("unhex(_0)", python(function, sql("hex(_0)", as_bytes(first)), *trees))
        return Bound(sql("decode(_0)", tree), TEXT) if text else Bound(tree, binary())

    return rule


def _raw(call: Call) -> Bound:
    """ENCRYPT_RAW(value, key, vector [, aad [, method]]); DECRYPT_RAW has the tag at the end."""
    trees = [
        as_text(bound) if index == 4 else sql("coalesce(hex(_0), '')" if index > 1 else "hex(_0)", _octets(bound))
        for index, bound in enumerate(call.all())
    ]
    if call.name == "ENCRYPT_RAW":
        return Bound(to(python("encrypt_raw", *trees), "JSON"), VARIANT)
    return Bound(sql("unhex(_0)", python(call.name.lower(), *trees)), binary())


def _octets(bound: Bound) -> exp.Expr:
    if bound.is_null:
        return to(bound.tree, "BLOB")
    return sql("unhex(_0)", as_text(bound)) if bound.type == VARIANT else as_bytes(bound)


def _entry(name: str, rule: Callable[[Call], Bound], fewest: int, most: int) -> Function:
    return Function(name=name, rule=rule, min_args=fewest, max_args=most, family=_FAMILY)


FUNCTIONS: tuple[Function, ...] = (
    _entry("COMPRESS", _packed("compress"), 2, 2),
    _entry("DECOMPRESS_BINARY", _packed("decompress"), 2, 2),
    _entry("DECOMPRESS_STRING", _packed("decompress", text=True), 2, 2),
    _entry("ENCRYPT", _packed("encrypt"), 2, 4),
    _entry("DECRYPT", _packed("decrypt"), 2, 4),
    _entry("TRY_DECRYPT", _packed("try_decrypt"), 2, 4),
    _entry("ENCRYPT_RAW", _raw, 3, 5),
    _entry("DECRYPT_RAW", _raw, 3, 6),
    _entry("TRY_DECRYPT_RAW", _raw, 3, 6),
)

TABLE: dict[str, Callable[..., str | None]] = {
    "compress": compress,
    "decompress": decompress,
    "encrypt": encrypt,
    "decrypt": decrypt,
    "try_decrypt": _quietly(decrypt),
    "encrypt_raw": encrypt_raw,
    "decrypt_raw": decrypt_raw,
    "try_decrypt_raw": _quietly(decrypt_raw),
}
"""By the name under which DuckDB calls them."""
