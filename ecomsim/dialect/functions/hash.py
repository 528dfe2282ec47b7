"""Hashes, encodings, UUIDs, and numbers by chance.

HASH and the generators are well spread, but their values are not Snowflake's, which are not published. HASH is built on
MD5, because its values are kept in tables; the generators on DuckDB's own hash, which may change with its version.
Invariant: equal values hash alike whatever their number type (10 and 10::FLOAT), and HASH is never NULL.
Source: spec/sql-semantics.md, tables "Strings" and "Generators, random, hash"; Snowflake reference, "Hash functions",
"Cryptographic and checksum functions", "Data generation functions".
"""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect.functions.kit import (
    aliases,
    as_bytes,
    as_double,
    as_integer,
    as_number,
    as_text,
    python,
    simple,
    starred,
)
from ecomsim.dialect.functions.model import Bound, Call, Function, duck, string, to
from ecomsim.dialect.functions.template import sql, tried
from ecomsim.values.types import FLOAT, INTEGER, TEXT, SnowflakeType, binary, number, varchar

_ENCODING = "String & binary"
_HASH = "Hash"
_RANDOM = "Data generation"
_HASH_TYPE = number(19, 0)
_SIGNED = "CAST(CAST({} AS HUGEINT) - 9223372036854775808 AS BIGINT)"


# --- HASH ------------------------------------------------------------------------------------------------------


def canonical(bound: Bound) -> exp.Expr:
    """VARCHAR: one text per value, with the kind of value in front; the empty text for NULL."""
    kind = bound.type
    if bound.is_null:
        return string("")
    if kind.name == "NUMBER" and not kind.scale:
        text = sql("'n' || CAST(_0 AS VARCHAR)", bound.tree)
    elif kind.name == "NUMBER":
        text = sql("'n' || rtrim(rtrim(CAST(_0 AS VARCHAR), '0'), '.')", bound.tree)
    elif kind.name == "FLOAT":
        text = sql(
            "'n' || CASE WHEN _0 = trunc(_0) AND abs(_0) < 1e18 THEN CAST(CAST(_0 AS BIGINT) AS VARCHAR) "
            "ELSE CAST(_0 AS VARCHAR) END",
            bound.tree,
        )
    elif kind.name == "DECFLOAT":
        text = sql("'n' || _0", as_text(bound))
    elif kind.name == "BINARY":
        text = sql("'b' || hex(_0)", bound.tree)
    else:
        text = sql(f"'{kind.name[0].lower()}' || CAST(_0 AS VARCHAR)", bound.tree)
    return sql("coalesce(_0, '')", text)


def _hash(call: Call) -> Bound:
    texts = [canonical(bound) for _, bound in starred(call)]
    if not texts:
        raise call.invalid_types()
    whole = texts[0] if len(texts) == 1 else duck("concat_ws", sql("chr(31)"), *texts)
    tree = sql(_SIGNED.format("md5_number_lower(_0)"), whole)
    return Bound(tree, _HASH_TYPE, nullable=False, physical="BIGINT")


# --- SHA2, MD5 -------------------------------------------------------------------------------------------------


def _sha2(call: Call) -> Bound:
    """SHA2(x [, 224|256|384|512])."""
    bits = call.whole(1) if call.has(1) else 256
    if bits not in (0, 224, 256, 384, 512):
        raise errors.invalid_value(f"Invalid digest size {bits} for function {call.name}: 224, 256, 384 or 512")
    source = as_bytes(call.bound(0))
    is_native = bits in (0, 256)
    digest = sql("sha256(_0)", source) if is_native else python(f"sha{bits}", sql("hex(_0)", source))
    if call.name.endswith("_BINARY"):
        return Bound(sql("unhex(_0)", digest), binary((bits or 256) // 8))
    return Bound(digest, varchar((bits or 256) // 4))


# --- encodings -------------------------------------------------------------------------------------------------


def _hex_encode(call: Call) -> Bound:
    """HEX_ENCODE(x [, 1 upper | 0 lower])."""
    tree = sql("hex(_0)", as_bytes(call.bound(0)))
    if call.has(1) and not call.literal(1):
        tree = sql("lower(_0)", tree)
    return Bound(tree, TEXT)


def _base64_encode(call: Call) -> Bound:
    """BASE64_ENCODE(x [, line length [, alphabet]])."""
    tree = sql("to_base64(_0)", as_bytes(call.bound(0)))
    length = call.whole(1) if call.has(1) else 0
    alphabet = str(call.literal(2)) if call.has(2) else ""
    if alphabet:
        tree = sql("translate(_0, _1, _2)", tree, string("+/="[: len(alphabet)]), string(alphabet))
    if length:
        tree = sql(f"rtrim(regexp_replace(_0, '(.{{{length}}})', '\\1' || chr(10), 'g'), chr(10))", tree)
    return Bound(tree, TEXT)


def _decode(call: Call) -> Bound:
    """[TRY_]HEX_DECODE_x and [TRY_]BASE64_DECODE_x: the TRY forms give NULL for what is no such encoding."""
    source = as_text(call.bound(0))
    encoding = "HEX" if "HEX" in call.name else "BASE64"
    if encoding == "BASE64":
        alphabet = str(call.literal(1)) if call.has(1) else ""
        if alphabet:
            source = sql("translate(_0, _1, _2)", source, string(alphabet), string("+/="[: len(alphabet)]))
        read = tried("from_base64(replace(v, chr(10), ''))", source)
    else:
        read = tried("unhex(CASE WHEN length(v) % 2 = 0 THEN v END)", source)
    as_string = call.name.endswith("_STRING")
    value = tried("decode(v)", read) if as_string else read
    if not call.name.startswith("TRY_"):
        value = sql(
            "coalesce(_0, CAST(CASE WHEN _1 IS NOT NULL THEN error(concat(_2, _1, ']]')) END AS "
            f"{'VARCHAR' if as_string else 'BLOB'}))",
            value,
            as_text(call.bound(0)).copy(),
            string(f"[[100115|22000|The following string is not a legal {encoding}-encoded value: "),
        )
    return Bound(value, TEXT if as_string else binary())


# --- UUID_STRING, RANDOM and what draws from it ------------------------------------------------------------------


def _uuid(call: Call) -> Bound:
    """UUID_STRING(): random; UUID_STRING(namespace, name): version 5."""
    if not call.args:
        return Bound(sql("CAST(uuid() AS VARCHAR)"), varchar(36), nullable=False)
    if len(call.args) != 2:
        raise call.invalid_types()
    return Bound(python("uuid5", as_text(call.bound(0)), as_text(call.bound(1))), varchar(36))


def _random(call: Call) -> Bound:
    """RANDOM(): 64 random bits, signed; RANDOM(seed): the same sequence in every run."""
    if not call.has(0):
        tree = sql(_SIGNED.format("hash(random())"))
        return Bound(tree, _HASH_TYPE, nullable=False, physical="BIGINT")
    tree = sql(_SIGNED.format("hash(_0, row_number() OVER ())"), to(as_integer(call.bound(0)), "VARCHAR"))
    return Bound(tree, _HASH_TYPE, nullable=False, physical="BIGINT")


_SHARE = "(CAST(hash({}) AS DOUBLE) / 18446744073709551616.0::DOUBLE)"


def _uniform(call: Call) -> Bound:
    """UNIFORM(low, high, generator): integer bounds give integers, both included; else FLOAT."""
    low, high, source = as_number(call, 0), as_number(call, 1), call.bound(2).tree
    if low.type.name == high.type.name == "NUMBER" and not low.type.scale and not high.type.scale:
        tree = sql(
            "CAST(_0 + CAST(hash(_2) AS HUGEINT) % CAST(_1 - _0 + 1 AS HUGEINT) AS DECIMAL(38,0))",
            to(low.tree, "HUGEINT"),
            to(high.tree, "HUGEINT"),
            source,
        )
        return Bound(tree, INTEGER)
    tree = sql(f"_0 + (_1 - _0) * {_SHARE.format('_2')}", as_double(call.bound(0)), as_double(call.bound(1)), source)
    return Bound(tree, FLOAT)


def _normal(call: Call) -> Bound:
    """NORMAL(mean, standard deviation, generator), by Box and Muller."""
    radius, angle = _SHARE.format("_2"), _SHARE.format("_2, 1")
    tree = sql(
        f"_0 + _1 * sqrt(-2 * ln(1 - {radius})) * cos(2 * pi() * {angle})",
        as_double(call.bound(0)),
        as_double(call.bound(1)),
        call.bound(2).tree,
    )
    return Bound(tree, FLOAT)


def _zipf(call: Call) -> Bound:
    """ZIPF(s, n, generator): an integer from 1 to n, k as likely as k to the power of -s."""
    exponent, size = float(call.literal(0)), call.whole(1)
    if not 1 <= size <= 10_000:
        raise errors.unsupported("ZIPF over more than 10000 elements")
    weights = f"list_transform(range(1, {size + 1}), lambda k: pow(k, -{exponent!r}::DOUBLE))"
    tree = sql(
        f"CAST(1 + len(list_filter(range(1, {size}), lambda k: list_sum(list_slice({weights}, 1, k)) < "
        f"{_SHARE.format('_0')} * list_sum({weights}))) AS BIGINT)",
        call.bound(2).tree,
    )
    return Bound(tree, INTEGER, physical="BIGINT")


_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def _randstr(call: Call) -> Bound:
    """RANDSTR(length, generator): letters and digits, the same for the same generator value."""
    tree = sql(
        f"array_to_string(list_transform(range(1, _0 + 1), lambda i: substr('{_LETTERS}', 1 + "
        f"CAST(hash(_1, i) % {len(_LETTERS)} AS BIGINT), 1)), '')",
        as_integer(call.bound(0)),
        to(call.bound(1).tree, "VARCHAR"),
    )
    return Bound(tree, TEXT)


def _entries(names: str, rule: Any, fewest: int, most: int | None, family: str) -> tuple[Function, ...]:
    first, *others = names.split()
    return aliases(Function(name=first, rule=rule, min_args=fewest, max_args=most, family=family), *others)


def _digest(name: str, template: str, kind: SnowflakeType) -> Function:
    return simple(name, "y", kind, template, family=_ENCODING)


# the sixteen bytes as one number, the first bit its sign
_AS_NUMBER = (
    "(CAST(CAST(('0x' || left(md5(_0), 16)) AS UBIGINT) AS HUGEINT) - "
    "CASE WHEN left(md5(_0), 1) >= '8' THEN 18446744073709551616::HUGEINT ELSE 0 END) * 18446744073709551616::HUGEINT "
    "+ CAST(CAST(('0x' || right(md5(_0), 16)) AS UBIGINT) AS HUGEINT)"
)


def _half(name: str, template: str) -> Function:
    return simple(
        name, "y", number(20, 0), f"CAST(('0x' || {template}) AS UBIGINT)", family=_ENCODING, physical="UBIGINT"
    )


FUNCTIONS: tuple[Function, ...] = (
    *_entries("HASH", _hash, 1, None, _HASH),
    *aliases(_digest("MD5", "md5(_0)", varchar(32)), "MD5_HEX"),
    _digest("MD5_BINARY", "unhex(md5(_0))", binary(16)),
    simple("MD5_NUMBER", "y", number(38, 0), _AS_NUMBER, family=_ENCODING, physical="HUGEINT"),
    _half("MD5_NUMBER_LOWER64", "right(md5(_0), 16)"),
    _half("MD5_NUMBER_UPPER64", "left(md5(_0), 16)"),
    *aliases(_digest("SHA1", "sha1(_0)", varchar(40)), "SHA1_HEX"),
    _digest("SHA1_BINARY", "unhex(sha1(_0))", binary(20)),
    *_entries("SHA2 SHA2_HEX SHA2_BINARY", _sha2, 1, 2, _ENCODING),
    *_entries("HEX_ENCODE", _hex_encode, 1, 2, _ENCODING),
    *_entries("BASE64_ENCODE", _base64_encode, 1, 3, _ENCODING),
    *_entries(
        "HEX_DECODE_STRING HEX_DECODE_BINARY TRY_HEX_DECODE_STRING TRY_HEX_DECODE_BINARY", _decode, 1, 1, _ENCODING
    ),
    *_entries(
        "BASE64_DECODE_STRING BASE64_DECODE_BINARY TRY_BASE64_DECODE_STRING TRY_BASE64_DECODE_BINARY",
        _decode,
        1,
        2,
        _ENCODING,
    ),
    *_entries("UUID_STRING", _uuid, 0, 2, _RANDOM),
    *_entries("RANDOM", _random, 0, 1, _RANDOM),
    *_entries("UNIFORM", _uniform, 3, 3, _RANDOM),
    *_entries("NORMAL", _normal, 3, 3, _RANDOM),
    *_entries("ZIPF", _zipf, 3, 3, _RANDOM),
    *_entries("RANDSTR", _randstr, 2, 2, _RANDOM),
)
