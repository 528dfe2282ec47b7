"""TO_x and TRY_TO_x.

Invariant: without a format a TO_x is the cast, with one it is this module's; a TRY_ form gives NULL exactly where the
other raises on unreadable text.
Source: spec/sql-semantics.md section 2; Snowflake reference, "Conversion functions".
"""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect import convert, decfloats
from ecomsim.dialect.conversions import AS_AUTO, content
from ecomsim.dialect.functions import formats
from ecomsim.dialect.functions.dates import wall
from ecomsim.dialect.functions.kit import aliases, as_text, number_type, python, try_cast
from ecomsim.dialect.functions.model import Bound, Call, Function, macro, string, to
from ecomsim.dialect.functions.template import sql, tried
from ecomsim.values.types import (
    BOOLEAN,
    DATE,
    DECFLOAT,
    FLOAT,
    TEXT,
    SnowflakeType,
    binary,
    number,
    time,
    timestamp_ltz,
    timestamp_ntz,
    timestamp_tz,
)
from ecomsim.values.variant import MARK

_FAMILY = "Conversion"


def _is_try(call: Call) -> bool:
    return call.name.startswith("TRY_")


def _cast(call: Call, kind: SnowflakeType) -> Bound:
    """The cast of argument 0, or its TRY form."""
    subject = call.bound(0)
    return Bound(try_cast(subject, kind) if _is_try(call) else convert.cast(subject, kind), kind)


def _format(call: Call, index: int, parameter: str = "") -> str | None:
    """The constant format in argument `index`, else the session's; None when that is AUTO."""
    value = call.literal(index) if call.has(index) else call.context.parameter(parameter)
    if value is not None and not isinstance(value, str):
        raise call.invalid_types()
    return None if value is None or value.upper() == "AUTO" else value


def _or_fail(
    value: exp.Expr, source: exp.Expr, duckdb_type: str, errno: int, message: str, *, is_try: bool
) -> exp.Expr:
    """`value`, or for a TO_x whose `source` (VARCHAR) is not NULL the error `message`, its `{}` being the source."""
    if is_try:
        return value
    before, after = message.split("{}")
    sqlstate = "22018" if errno == 100038 else "22007"
    return sql(
        f"coalesce(_0, CAST(CASE WHEN _1 IS NOT NULL THEN error(concat(_2, _1, _3)) END AS {duckdb_type}))",
        value,
        source.copy(),
        string(f"[[{errno}|{sqlstate}|{before}"),
        string(f"{after}]]"),
    )


# --- numbers ---------------------------------------------------------------------------------------------------


def _to_number(call: Call) -> Bound:
    """TO_NUMBER(x [, format] [, precision [, scale]]): NUMBER(38,0) unless said otherwise."""
    rest = list(range(1, len(call.args)))
    model = None
    if rest and isinstance(call.bound(rest[0]).constant, str):
        model = call.literal(rest.pop(0))
    kind = number_type(call, rest[0] if rest else len(call.args))
    if model is None:
        return _cast(call, kind)
    source = as_text(call.bound(0))
    digits = python("parse_number", source, string(model))
    read = Bound(_digits(call, digits, source, model), TEXT)
    return Bound(try_cast(read, kind) if _is_try(call) else convert.cast(read, kind), kind)


def _to_double(call: Call) -> Bound:
    if call.has(1):
        source = as_text(call.bound(0))
        model = str(call.literal(1))
        digits = python("parse_number", source, string(model))
        return Bound(to(_digits(call, digits, source, model), "DOUBLE"), FLOAT)
    return _cast(call, FLOAT)


def _to_decfloat(call: Call) -> Bound:
    """TO_DECFLOAT(x [, format])."""
    model = _format(call, 1) if call.has(1) else None
    if model is None:
        return _cast(call, DECFLOAT)
    source = call.bound(0)
    if not source.type.is_text:
        raise call.invalid_types()
    digits = python("parse_number", source.tree, string(model))
    read = Bound(_digits(call, digits, source.tree, model), TEXT)
    return Bound(try_cast(read, DECFLOAT) if _is_try(call) else convert.cast(read, DECFLOAT), DECFLOAT)


def _digits(call: Call, digits: exp.Expr, source: exp.Expr, model: str) -> exp.Expr:
    """VARCHAR: what was read of `source` by the number model, or 100140."""
    message = f"Can't parse '{{}}' as number with format '{model}'"
    return _or_fail(digits, source, "VARCHAR", 100140, message, is_try=_is_try(call))


def _to_boolean(call: Call) -> Bound:
    return _cast(call, BOOLEAN)


# --- text ------------------------------------------------------------------------------------------------------


def _to_varchar(call: Call) -> Bound:
    """TO_VARCHAR(x [, format]): numbers by number models, dates by date formats, binary by HEX, BASE64 or UTF-8."""
    subject = call.bound(0)
    kind = subject.type
    if not call.has(1) or subject.is_null:
        return Bound(convert.cast(subject, TEXT), TEXT)
    model = call.literal(1)
    if model is None:
        return Bound(to(exp.Null(), "VARCHAR"), TEXT, None)
    if kind.name == "BINARY":
        return Bound(binary_text(subject.tree, str(model)), TEXT)
    if kind.name in ("NUMBER", "FLOAT"):
        return Bound(python("format_number", to(subject.tree, "VARCHAR"), string(str(model))), TEXT)
    if kind.name == "DECFLOAT":
        return Bound(python("format_number", decfloats.for_model(subject.tree), string(str(model))), TEXT)
    if kind.is_text or kind.is_semi_structured:  # a text beside a date format is read as a timestamp
        subject = Bound(convert.implicit(subject, timestamp_ntz()), timestamp_ntz())
        kind = subject.type
    if kind.name in ("DATE", "TIME") or kind.is_timestamp:
        return Bound(formatted(subject, str(model)), TEXT)
    raise call.invalid_types()


def formatted(value: Bound, model: str) -> exp.Expr:
    """VARCHAR: a DATE, TIME or TIMESTAMP in a Snowflake format."""
    shown = wall(value)
    offset = None
    if value.type.name == "TIME":
        shown = sql("DATE '1970-01-01' + _0", shown)
    elif value.type.name == "DATE":
        shown = to(shown, "TIMESTAMP")
    elif value.type.name == "TIMESTAMP_LTZ":
        offset = sql("date_diff('minute', timezone('UTC', _0), CAST(_0 AS TIMESTAMP))", value.tree.copy())
    elif value.type.name == "TIMESTAMP_TZ":
        offset = sql("CAST(struct_extract(_0, 'offset_minutes') AS BIGINT)", value.tree.copy())
    return formats.rendered(shown, offset, model)


def binary_text(tree: exp.Expr, model: str) -> exp.Expr:
    """VARCHAR: a BLOB as HEX, BASE64 or UTF-8."""
    match model.upper():
        case "HEX":
            return sql("hex(_0)", tree)
        case "BASE64":
            return sql("to_base64(_0)", tree)
        case "UTF-8" | "UTF8":
            return sql("decode(_0)", tree)
    raise errors.invalid_value(f"invalid value [{model}] for parameter 'format'")


def _to_binary(call: Call) -> Bound:
    """TO_BINARY(text [, HEX|BASE64|UTF-8])."""
    subject = call.bound(0)
    if subject.type.name == "BINARY":
        return subject
    model = _format(call, 1, "BINARY_INPUT_FORMAT") or "HEX"
    return Bound(binary_of(as_text(subject), model, is_try=_is_try(call)), binary())


def binary_of(source: exp.Expr, model: str, *, is_try: bool) -> exp.Expr:
    """BLOB: the VARCHAR `source` read as HEX, BASE64 or UTF-8. What is none raises 100115; NULL when `is_try`."""
    model = model.upper()
    match model:
        case "UTF-8" | "UTF8":
            return sql("encode(_0)", source)
        case "HEX":
            tree = tried("unhex(CASE WHEN length(v) % 2 = 0 THEN v END)", source)
        case "BASE64":
            tree = tried("from_base64(v)", source)
        case _:
            raise errors.invalid_value(f"invalid value [{model}] for parameter 'format'")
    message = f"The following string is not a legal {model}-encoded value: '{{}}'"
    return _or_fail(tree, source, "BLOB", 100115, message, is_try=is_try)


# --- dates -----------------------------------------------------------------------------------------------------


def _to_date(call: Call) -> Bound:
    return _read(call, DATE, "DATE_INPUT_FORMAT")


def _to_time(call: Call) -> Bound:
    return _read(call, time(), "TIME_INPUT_FORMAT")


def _read(call: Call, kind: SnowflakeType, parameter: str) -> Bound:
    """Argument 0 as a DATE, TIME or TIMESTAMP; text by the format in argument 1, else by the session's."""
    subject, model, is_try = call.bound(0), _format(call, 1, parameter), _is_try(call)
    if model is not None and subject.type.is_text:
        return Bound(moment(as_text(subject), kind, model, is_try=is_try), kind)
    if not (subject.type.is_text or subject.type.is_semi_structured):
        return _cast(call, kind)
    held = content(subject.tree.copy()) if subject.type.is_semi_structured else None
    found = _cast(call, kind)
    if call.has(1):
        found.tree.meta[AS_AUTO] = True
    if model is None or held is None:
        return found
    return Bound(moment_of_variant(held, found.tree, kind, model, is_try=is_try), kind)


def moment(source: exp.Expr, kind: SnowflakeType, model: str, *, is_try: bool) -> exp.Expr:
    """The VARCHAR `source` as a DATE, TIME or TIMESTAMP by the format `model`.

    What does not fit raises 100096; it is NULL when `is_try`.
    """
    value = formats.parsed(source, model)
    if kind.is_timestamp:
        offset = formats.offset_of(source.copy()) if formats.has_offset(model) else None
        value = _zoned(value, offset, kind)
    else:
        value = to(value, kind.duckdb)
    word = "timestamp" if kind.is_timestamp else kind.name.lower()
    message = f"Can't parse '{{}}' as {word} with format '{model}'"
    return _or_fail(value, source, kind.duckdb, 100096, message, is_try=is_try)


def moment_of_variant(
    held: exp.Expr, otherwise: exp.Expr, kind: SnowflakeType, model: str, *, is_try: bool
) -> exp.Expr:
    """What a VARIANT holds as a DATE, TIME or TIMESTAMP: a string by the format, `otherwise` for anything else.

    held: its content, see conversions.content(). A date, time or timestamp in it is kept as it is.
    """
    otherwise.meta[AS_AUTO] = True
    return sql(
        "CASE WHEN json_type(_0, _1) = 'VARCHAR' AND NOT starts_with(_2, _3) THEN _4 ELSE _5 END",
        *(part.copy() for part in held.expressions),
        held,
        string(MARK),
        moment(held.copy(), kind, model, is_try=is_try),
        otherwise,
    )


def _timestamp_kind(call: Call) -> SnowflakeType:
    if "_NTZ" in call.name:
        return timestamp_ntz()
    if "_LTZ" in call.name:
        return timestamp_ltz()
    if "_TZ" in call.name:
        return timestamp_tz()
    return SnowflakeType(str(call.context.parameter("TIMESTAMP_TYPE_MAPPING")).upper(), scale=9)


def _to_timestamp(call: Call) -> Bound:
    """TO_TIMESTAMP[_NTZ|_LTZ|_TZ](text [, format] | number [, scale] | date | timestamp | variant)."""
    subject, kind = call.bound(0), _timestamp_kind(call)
    if subject.type.name in ("NUMBER", "FLOAT"):
        scale = call.whole(1) if call.has(1) else 0
        return Bound(_epoch(subject, scale, kind), kind)
    if call.has(1) and isinstance(call.bound(1).constant, int):  # text of digits with a scale
        return Bound(
            _epoch(Bound(convert.implicit(subject, number(38, 0)), number(38, 0)), call.literal(1), kind), kind
        )
    return _read(call, kind, "TIMESTAMP_INPUT_FORMAT")


def _zoned(shown: exp.Expr, offset: exp.Expr | None, kind: SnowflakeType) -> exp.Expr:
    """The timestamp of type `kind` whose wall clock shows `shown` at `offset` minutes (None: the session's zone)."""
    if kind.name == "TIMESTAMP_NTZ":
        return shown
    zoned = to(shown, "TIMESTAMPTZ")
    if offset is not None:
        zoned = sql(
            "CASE WHEN _1 IS NULL THEN _2 ELSE timezone('UTC', _0 - to_minutes(_1)) END", shown.copy(), offset, zoned
        )
    if kind.name == "TIMESTAMP_LTZ":
        return zoned
    minutes = sql("date_diff('minute', timezone('UTC', _0), CAST(_0 AS TIMESTAMP))", zoned.copy())
    if offset is not None:
        minutes = sql("coalesce(_0, _1)", offset.copy(), minutes)
    return sql(
        "CASE WHEN _0 IS NOT NULL THEN {'instant': timezone('UTC', _0), 'offset_minutes': CAST(_1 AS SMALLINT)} END",
        zoned,
        minutes,
    )


def _epoch(subject: Bound, scale: int, kind: SnowflakeType) -> exp.Expr:
    """A count of 10^-scale seconds since 1970-01-01 UTC as a timestamp."""
    if not 0 <= scale <= 9:
        raise errors.invalid_value(f"invalid scale {scale} for function TO_TIMESTAMP: 0 to 9 is allowed")
    if subject.type.name == "NUMBER" and not subject.type.scale:
        whole = to(subject.tree, "BIGINT")
        if scale <= 6:
            micros = sql(f"_0 * {10 ** (6 - scale)}", whole)
        else:
            micros = macro("sf_microseconds", sql(f"_0 * {10 ** (9 - scale)}", whole))
    elif subject.type.name == "NUMBER":
        nanoseconds = sql(f"CAST(CAST(_0 AS DECIMAL(28,9)) * 1000000000 AS HUGEINT) // {10**scale}", subject.tree)
        micros = to(macro("sf_microseconds", nanoseconds), "BIGINT")
    else:
        micros = sql(f"CAST(round(_0 * {10.0 ** (6 - scale)!r}) AS BIGINT)", subject.tree)
    moment = sql("make_timestamp(_0)", micros)
    if kind.name == "TIMESTAMP_NTZ":
        return moment
    zoned = sql("timezone('UTC', _0)", moment)
    if kind.name == "TIMESTAMP_LTZ":
        return zoned
    return sql(
        "CASE WHEN _0 IS NOT NULL THEN {'instant': timezone('UTC', _0), 'offset_minutes': "
        "CAST(date_diff('minute', timezone('UTC', _0), CAST(_0 AS TIMESTAMP)) AS SMALLINT)} END",
        zoned,
    )


def _entries(rule: Any, names: str, most: int, *, tries: bool = True) -> tuple[Function, ...]:
    """The same rule under several names and, with `tries`, under TRY_ each."""
    wanted = names.split()
    if tries:
        wanted += ["TRY_" + name for name in names.split() if name.startswith("TO_")]
    first = Function(name=wanted[0], rule=rule, min_args=1, max_args=most, family=_FAMILY)
    return aliases(first, *wanted[1:])


FUNCTIONS: tuple[Function, ...] = (
    *_entries(_to_number, "TO_NUMBER TO_DECIMAL TO_NUMERIC", 4),
    *_entries(_to_double, "TO_DOUBLE", 2),
    *_entries(_to_decfloat, "TO_DECFLOAT", 2),
    *_entries(_to_boolean, "TO_BOOLEAN", 1),
    *_entries(_to_varchar, "TO_VARCHAR TO_CHAR", 2, tries=False),
    *_entries(_to_binary, "TO_BINARY", 2),
    *_entries(_to_date, "TO_DATE DATE", 2),
    *_entries(_to_time, "TO_TIME TIME", 2),
    *_entries(_to_timestamp, "TO_TIMESTAMP TO_TIMESTAMP_NTZ TO_TIMESTAMP_LTZ TO_TIMESTAMP_TZ", 2),
)
