"""Conversions: explicit casts, implicit ones, and the type several values have in common.

How one family becomes another is an entry of the table in conversions.py; here stand the rules around it: what is
converted unasked, which widths are enforced, which digits are kept. Invariant: the tree a conversion gives has exactly
the DuckDB type `target.duckdb`; NULL stays NULL.
Source: spec/sql-semantics.md sections 1 and 2; Snowflake documentation, "Data type conversion".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect import collations, decfloats, structured
from ecomsim.dialect.conversions import CONVERSIONS, IN_ISO_FORM, TRY
from ecomsim.dialect.functions.model import (
    NULL_TYPE,
    Bound,
    duck,
    integer,
    invalid_argument_types,
    macro,
    named_type,
    no_cast,
    string,
    to,
)
from ecomsim.dialect.macros import NANOSECONDS
from ecomsim.values.types import (
    DECFLOAT,
    FLOAT,
    MAX_BINARY,
    MAX_VARCHAR,
    TEXT,
    VARIANT,
    SnowflakeType,
    number,
    varchar,
    widest_number,
)

_TIMED = ("TIME", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIMESTAMP_TZ")
_WHOLE = frozenset({"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"})
_NANOSECONDS = re.compile(r"\.\d{6}\d*[1-9]")
_ISO_TIMESTAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{3}|\.[0-9]{6})?)?)?")
_ISO_FORMS: Mapping[str, tuple[re.Pattern[str], Callable[[str], Any]]] = {
    "DATE": (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), date.fromisoformat),
    "TIME": (re.compile(r"[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{3}|\.[0-9]{6})?"), time.fromisoformat),
    "TIMESTAMP_NTZ": (_ISO_TIMESTAMP, datetime.fromisoformat),
    "TIMESTAMP_LTZ": (_ISO_TIMESTAMP, datetime.fromisoformat),
}
"""The plainest text of a type, which the format AUTO reads in one way only, and what reads it here."""

Tree = exp.Expr


def exact(bound: Bound) -> Tree:
    """The tree of `bound` as exactly `bound.type.duckdb`."""
    if bound.is_null:
        return to(bound.tree, TEXT.duckdb)
    if bound.physical is None or bound.physical == bound.type.duckdb:
        return bound.tree
    return to(bound.tree, bound.type.duckdb)


def grouped(bound: Bound) -> Tree:
    """The tree of `bound` as GROUP BY takes it: exact, but a whole number as DuckDB computes it, which is the same
    number, and is found again wherever else it stands (HAVING, QUALIFY, ORDER BY, inside an expression).
    """
    is_whole = bound.physical in _WHOLE and bound.type.name == "NUMBER" and not bound.type.scale
    return bound.tree if is_whole or bound.is_null else exact(bound)


def implicit(bound: Bound, target: SnowflakeType) -> Tree:
    """`bound` as `target`, as Snowflake does it unasked: no width check on text.

    Raises 001044-like errors for families that do not convert.
    """
    return _convert(bound, target, explicit=False)


def cast(bound: Bound, target: SnowflakeType) -> Tree:
    """CAST(bound AS target): widths are enforced (100078), numbers round half away from zero (100039 out of range)."""
    return _convert(bound, target, explicit=True)


def cast_fields(bound: Bound, target: SnowflakeType, fields: str) -> Tree:
    """CAST(bound AS target RENAME FIELDS | ADD FIELDS), of a structured OBJECT."""
    return structured.cast(bound, target, cast, fields=fields)


def try_cast(bound: Bound, target: SnowflakeType) -> Tree:
    """TRY_CAST: text that cannot be read is NULL. 001065 when `bound` is not text."""
    if bound.is_null and not target.is_structured:
        return to(bound.tree, target.duckdb)
    if not bound.type.is_text or target.is_structured:
        raise errors.compilation(
            1065, "22023", f"Function TRY_CAST cannot be used with arguments of types {bound.type} and {target}"
        )
    tree = exact(bound)
    if target.is_text:
        if _width(target) >= _width(bound.type):
            return tree
        fits = exp.LTE(this=duck("length", tree), expression=integer(_width(target)))
        return exp.Case(ifs=[exp.If(this=fits, true=tree.copy())])
    if target.name == "DECFLOAT":
        return decfloats.try_text(tree)
    if target.name in ("NUMBER", "FLOAT"):
        return exp.TryCast(this=tree, to=named_type(target.duckdb))
    name = TRY.get(target.name)
    if name is None:
        raise no_cast(bound.type, target)
    return _cut(macro(name, _whole_microseconds(bound, tree, target)), target)


def common_type(values: Sequence[Bound], name: str = "CASE", node: Tree | None = None) -> SnowflakeType:
    """The type all `values` convert to: of CASE branches, COALESCE, set operation columns, comparison sides.

    Bare NULLs adapt; VARCHAR when there is nothing else. 001044 when two of them have nothing in common.
    """
    found: SnowflakeType | None = None
    for value in values:
        if value.is_null:
            continue
        kind = value.type
        if found is None:
            found = kind
        elif found != kind:
            merged = _merge(found, kind) or _with_text(found, kind, values)
            if merged is None:
                raise invalid_argument_types(name, [found, kind], node)
            found = merged
    if found is not None and found.is_text:
        found = collations.with_collation(found, collations.agreed(value.type for value in values))
    return TEXT if found is None else found


def number_of_text(value: Bound) -> SnowflakeType:
    """How a text reads beside an exact NUMBER: a literal as NUMBER(18, its own scale), anything else NUMBER(18,5)."""
    if isinstance(value.constant, str):
        digits = value.constant.strip().partition(".")[2]
        if digits.isdigit() or not digits:
            return number(18, min(len(digits), 18))
    return number(18, 5)


# --- common types ----------------------------------------------------------------------------------------------

_TIMES = ("DATE", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIMESTAMP_TZ")


def _merge(left: SnowflakeType, right: SnowflakeType) -> SnowflakeType | None:
    """The common type of two types, text beside something else aside."""
    if left.is_structured or right.is_structured:
        return structured.common(left, right)
    if left.name == right.name:
        if left.name == "NUMBER":
            return widest_number(left, right)
        if left.name in ("VARCHAR", "BINARY"):
            return replace(left, length=max(left.length or 0, right.length or 0))
        if left.scale is not None:
            return left if left.scale >= (right.scale or 0) else right
        return None
    names = {left.name, right.name}
    if names == {"NUMBER", "FLOAT"}:
        return FLOAT
    if names in ({"NUMBER", "DECFLOAT"}, {"FLOAT", "DECFLOAT"}):
        return DECFLOAT
    if "VARIANT" in names or names == {"OBJECT", "ARRAY"}:
        return VARIANT
    if left.name in _TIMES and right.name in _TIMES:
        return max(left, right, key=lambda kind: _TIMES.index(kind.name))
    if "BOOLEAN" in names and ("NUMBER" in names or "DECFLOAT" in names):
        return left if left.name == "BOOLEAN" else right
    return None


def _with_text(left: SnowflakeType, right: SnowflakeType, values: Sequence[Bound]) -> SnowflakeType | None:
    """Text gives way to the other side."""
    if not (left.is_text or right.is_text):
        return None
    other = right if left.is_text else left
    if other.name == "NUMBER":
        texts = [number_of_text(value) for value in values if value.type.is_text]
        for kind in texts:
            other = widest_number(other, kind)
        return other
    if other.name in ("OBJECT", "ARRAY", "MAP", "VECTOR", "GEOGRAPHY", "GEOMETRY"):
        return None
    return other


# --- conversions -----------------------------------------------------------------------------------------------


def _convert(bound: Bound, target: SnowflakeType, *, explicit: bool) -> Tree:
    source = bound.type
    if source.name == "NULL":
        return to(bound.tree, target.duckdb)
    if source == target:
        return exact(bound)
    if source.is_structured or target.is_structured:
        if not explicit and not structured.coercible(source, target):
            raise no_cast(source, target)
        return structured.cast(bound, target, cast)
    if source.name == "NUMBER" and target.name == "NUMBER":
        return to(bound.tree, target.duckdb)
    if isinstance(bound.constant, str):
        moment = _moment(bound.constant, target)
        if moment is not None:
            return moment
    if target.name == "DECFLOAT" and bound.is_constant and source.name != "VARIANT":
        known = decfloats.constant(bound.constant)
        if known is not None:
            return known
    conversion = CONVERSIONS.get((source.name, target.name))
    if conversion is None:
        raise no_cast(source, target)
    tree = conversion(_whole_microseconds(bound, exact(bound), target), source, target)
    if explicit and target.length is not None and target.name in ("VARCHAR", "BINARY"):
        return _limited(tree, source, target)
    return _cut(tree, target) if _finer(source, target) else tree


def _whole_microseconds(bound: Bound, tree: Tree, target: SnowflakeType) -> Tree:
    """`tree`, text about to be read as a time: 000002 when it has digits that `target` keeps and DuckDB would drop.

    Snowflake keeps nanoseconds in a TIMESTAMP(9), and cuts them off for one of six digits or fewer.
    """
    if target.name not in _TIMED or (target.scale is not None and target.scale <= 6):
        return tree
    if isinstance(bound.constant, str):
        if _NANOSECONDS.search(bound.constant):
            raise errors.unsupported(NANOSECONDS)
        return tree
    if bound.type.is_text:
        return macro("sf_microseconds_text", tree)
    return tree


def iso_moment(text: str, target: SnowflakeType) -> date | time | datetime | None:
    """The value of text in the plainest ISO form, of a TIMESTAMP_LTZ its local time; None for any other text, and for
    a type that would cut digits off.
    """
    if target.name not in _ISO_FORMS or (target.scale is not None and target.scale < 6):
        return None
    form, read = _ISO_FORMS[target.name]
    if not form.fullmatch(text):
        return None
    try:
        found: date | time | datetime = read(text)
    except ValueError:  # the form of a day, but no day
        return None
    return found


def _moment(text: str, target: SnowflakeType) -> Tree | None:
    """A literal in the plainest ISO form needs no reading at run time: DuckDB can push it down as a constant."""
    if iso_moment(text, target) is None:
        return None
    written = to(string(text), "TIMESTAMP") if target.name == "TIMESTAMP_LTZ" else string(text)
    tree = to(written, target.duckdb)
    tree.meta[IN_ISO_FORM] = text
    return tree


def _limited(tree: Tree, source: SnowflakeType, target: SnowflakeType) -> Tree:
    """Raise 100078 for text longer than the target, unless its type says it cannot be."""
    longest = source.length if source.name == target.name and source.length is not None else None
    if target.length == (MAX_VARCHAR if target.is_text else MAX_BINARY):
        return tree
    if longest is not None and longest <= (target.length or 0):
        return tree
    return macro("sf_width" if target.is_text else "sf_octets", tree, integer(target.length or 0))


def _finer(source: SnowflakeType, target: SnowflakeType) -> bool:
    """Whether a value of `source` may carry more fractional digits than `target` keeps."""
    if target.scale is None or target.name == "NUMBER" or target.scale >= 6:
        return False
    return source.scale is None or source.scale > target.scale


def _cut(tree: Tree, target: SnowflakeType) -> Tree:
    """Drop the fractional digits that TIMESTAMP_NTZ(n) and its kin do not keep."""
    if target.scale is None or target.scale >= 6 or target.name == "NUMBER":
        return tree
    unit = integer(10 ** (6 - target.scale))
    if target.name == "TIMESTAMP_NTZ":
        return macro("sf_cut", tree, unit)
    if target.name == "TIMESTAMP_LTZ":
        return duck("timezone", string("UTC"), macro("sf_cut", duck("timezone", string("UTC"), tree), unit))
    if target.name == "TIME":
        cut = macro("sf_cut", exp.Add(this=to(string("1970-01-01"), "DATE"), expression=tree), unit)
        return to(cut, "TIME")
    instant = macro("sf_cut", duck("struct_extract", tree, string("instant")), unit)
    return duck("struct_update", tree.copy(), exp.PropertyEQ(this=exp.to_identifier("instant"), expression=instant))


def _width(kind: SnowflakeType) -> int:
    return kind.length if kind.length is not None else MAX_VARCHAR


def literal_number(text: str) -> tuple[SnowflakeType, Decimal]:
    """The type and value of an unsigned numeric literal without exponent: exactly the digits written.

    Raises nothing: more than 38 digits are the caller's to treat as FLOAT.
    """
    whole, _, fraction = text.partition(".")
    whole = whole.lstrip("0")
    precision = max(len(whole) + len(fraction), 1)
    return number(precision, len(fraction)), Decimal(text)


def text_of(length: int | None) -> SnowflakeType:
    """VARCHAR of `length` characters, capped at the maximum; unknown is the maximum."""
    return TEXT if length is None else varchar(max(1, min(length, MAX_VARCHAR)))


__all__ = ["NULL_TYPE", "cast", "common_type", "exact", "implicit", "literal_number", "try_cast"]
