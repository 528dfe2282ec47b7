"""VARIANT inside DuckDB: what is stored of a value that JSON has not, and how it is read (see ecomsim/variant.py).

Invariant: only these macros and ecomsim.variant know MARK. Nearly every value has none: so each macro asks first
whether it is there, and reads its argument once, by way of a list of one, as DuckDB computes what stands in a CASE
twice.
Source: Snowflake documentation, TYPEOF, IS_<object_type>, TO_JSON, "Semi-structured data types".
"""

from __future__ import annotations

from ecomsim.variant import BINARY, CAREFULLY, DATE, DOUBLE, EXACT, LTZ, MARK, NTZ, TEXT, TIME, TYPES, TZ


def _macro(name: str, parameters: str, body: str) -> str:
    return f"CREATE OR REPLACE MACRO _ecomsim.{name}({parameters}) AS {body}"


def _once(argument: str, body: str) -> str:
    """`body`, in which `s` is the argument."""
    return f"list_transform([{argument}], lambda s: {body})[1]"


def _when(*cases: tuple[str, str], otherwise: str) -> str:
    """By the letter after MARK in `s`."""
    chosen = " ".join(f"WHEN '{letter}' THEN {value}" for letter, value in cases)
    return f"CASE substr(s, 2, 1) {chosen} ELSE {otherwise} END"


def _json(letter: str, payload: str) -> str:
    return f"CAST('\"{MARK}{letter}' || {payload} || '\"' AS JSON)"


_ZONE = "current_setting('TimeZone')"
_COMPACT = f"ecomsim_python('compact_json', [s, {_ZONE}])"
_PAYLOAD = "substr(s, 3)"
_IN_UTC = (
    f"'{LTZ}' || strftime(timezone('UTC', _ecomsim.sf_try_ltz(substr(s ->> '$', 3))), '%Y-%m-%d %H:%M:%S.%f') || "
    "' +0000'"
)
_INSTANT = f"_ecomsim.sf_try_ltz({_PAYLOAD})"
_MILLISECONDS = "left(substr(s, 3), 23)"
_MARKED = f"contains(s, '{MARK}')"
_ESCAPED = f"CASE WHEN {_MARKED} THEN '{MARK}{TEXT}' || s ELSE s END"
_TEXT = "s ->> '$'"
_STAMP = "'%Y-%m-%d %H:%M:%S.%f'"

_KINDS = " ".join(f"WHEN '{letter}' THEN '{name}'" for letter, name in TYPES.items())
_WHOLE = "CASE WHEN contains(s, '.') THEN 'DECIMAL' ELSE 'INTEGER' END"


def _failed(kind: str | None = None) -> str:
    """The error of a VARIANT `v` that is not of the kind, or of that which the parameter `kind` names."""
    wanted = "kind" if kind is None else f"'{kind}'"
    return (
        "error('[[100071|22000|Failed to cast variant value ' || _ecomsim.sf_shown_json(v) || ' to ' || "
        f"{wanted} || ']]')"
    )


def _key(rank: int, text: str) -> str:
    return f"{{'r': {rank}, 'n': 0::DOUBLE, 'i': 0::DECIMAL(38,0), 'f': 0::DECIMAL(38,18), 't': {text}}}"


def decimal(value: str, precision: int, scale: int) -> str:
    """DuckDB text of a DECIMAL as VARIANT: JSON as long as a double holds its digits, without needless zeros."""
    wide = f"DECIMAL({precision + 1},{scale})" if precision == scale else None  # DuckDB writes .5 else
    text = f"CAST({value if wide is None else f'CAST({value} AS {wide})'} AS VARCHAR)"
    plain = f"CAST(rtrim(rtrim({text}, '0'), '.') AS JSON)"
    if precision <= DIGITS_OF_A_DOUBLE and scale <= PLACES_OF_JSON:
        return plain
    holds = f"abs(CAST({value} AS DOUBLE)) < 1e{DIGITS_OF_A_DOUBLE - scale}"
    if scale > PLACES_OF_JSON:
        holds += f" AND (abs(CAST({value} AS DOUBLE)) >= 1e-{PLACES_OF_JSON} OR {value} = 0)"
    return f"CASE WHEN {holds} THEN {plain} ELSE {_json(EXACT, f'rtrim(rtrim({text}, {ZERO}), {POINT})')} END"


DIGITS_OF_A_DOUBLE = 15
PLACES_OF_JSON = 6
"""Smaller numbers DuckDB writes with an exponent when it takes them out of a document."""

ZERO, POINT = "'0'", "'.'"


def outside(json: str, usual: str | None = None) -> str:
    """DuckDB text: valid JSON from outside as it is stored. `json` is evaluated several times; `usual` is what to give
    where JSON itself has everything, the document with sorted keys when None.
    """
    text = f"CAST({json} AS VARCHAR)"
    usual = f"CAST(json_normalize({text}) AS JSON)" if usual is None else usual
    careful = f"CAST(ecomsim_python('stored_json', [{text}]) AS JSON)"
    return f"CASE WHEN regexp_matches({text}, '{CAREFULLY}') THEN {careful} ELSE {usual} END"


def content(string: str) -> str:
    """DuckDB text: the content of a string that came from `outside`, taken out of JSON as VARCHAR."""
    return f"CASE WHEN starts_with({string}, '{MARK}') THEN substr({string}, 3) ELSE {string} END"


MACROS: tuple[str, ...] = (
    _macro(
        "sf_number_key",
        "d",
        "CASE WHEN length(d) <= 15 AND abs(CAST(d AS DOUBLE)) < 1e15 THEN {'r': 1, 'n': CAST(d AS DOUBLE), "
        "'i': 0::DECIMAL(38,0), 'f': 0::DECIMAL(38,18), 't': ''} ELSE {'r': 1, 'n': CAST(d AS DOUBLE), "
        "'i': TRY_CAST(d AS DECIMAL(38,0)), 'f': TRY_CAST(d AS DECIMAL(38,18)), "
        r"'t': regexp_extract(d, '\.[0-9]{18}([0-9]+)$', 1)} END",
    ),
    # --- typed values as VARIANT
    _macro(
        "sf_text_variant",
        "x",
        "to_json(" + _once("x", _ESCAPED) + ")",
    ),
    _macro(
        "sf_texts_variant",
        "x",
        f"to_json(list_transform(x, lambda s: {_ESCAPED}))",
    ),
    _macro("sf_date_variant", "x", _json(DATE, "CAST(x AS VARCHAR)")),
    _macro("sf_time_variant", "x", _json(TIME, "strftime(CAST('1970-01-01' AS DATE) + x, '%H:%M:%S.%f')")),
    _macro("sf_ntz_variant", "x", _json(NTZ, f"strftime(x, {_STAMP})")),
    _macro("sf_ltz_variant", "x", _json(LTZ, f"strftime(timezone('UTC', x), {_STAMP}) || ' +0000'")),
    _macro(
        "sf_tz_variant",
        "x",
        _json(
            TZ,
            f"strftime(_ecomsim.sf_tz_to_ntz(x), {_STAMP}) || ' ' || "
            "_ecomsim.sf_offset_text(struct_extract(x, 'offset_minutes'))",
        ),
    ),
    _macro("sf_binary_variant", "x", _json(BINARY, "hex(x)")),
    _macro("sf_float_variant", "x", _json(DOUBLE, "CAST(x AS VARCHAR)")),
    # a NUMBER that was computed as a FLOAT
    _macro(
        "sf_computed_variant",
        "x",
        _once(
            "x",
            "CASE WHEN abs(s) < 1e15 AND (s = 0 OR abs(s) >= 1e-6) THEN CAST(_ecomsim.sf_float_text(s) AS JSON) "
            "ELSE _ecomsim.sf_float_variant(s) END",
        ),
    ),
    # --- JSON text from outside, known to be valid
    _macro(
        "sf_json",
        "x",
        _once("x", outside("s")),
    ),
    # --- a VARIANT's text, which is that of json_extract_string(), as other types read it
    _macro(
        "sf_marked_text",
        "s",
        f"CASE WHEN NOT starts_with(s, '{MARK}') THEN {_COMPACT} ELSE "
        + _when(
            (TIME, "substr(s, 3, 8)"),
            (NTZ, _MILLISECONDS),
            (LTZ, f"_ecomsim.sf_ltz_text({_INSTANT})"),
            (TZ, f"{_MILLISECONDS} || right(s, 6)"),
            (DOUBLE, f"_ecomsim.sf_float_text(CAST({_PAYLOAD} AS DOUBLE))"),
            otherwise=_PAYLOAD,
        )
        + " END",
    ),
    _macro("sf_plain_text", "x", _once("x", f"CASE WHEN {_MARKED} THEN _ecomsim.sf_marked_text(s) ELSE s END")),
    _macro(
        "sf_moment_text",
        "x",
        _once(
            "x",
            f"CASE WHEN NOT starts_with(s, '{MARK}') THEN s ELSE "
            + _when(
                (
                    LTZ,
                    f"strftime(CAST({_INSTANT} AS TIMESTAMP), '%Y-%m-%d %H:%M:%S.%f ') || "
                    f"_ecomsim.sf_offset_text(_ecomsim.sf_local_offset({_INSTANT}))",
                ),
                otherwise=_PAYLOAD,
            )
            + " END",
        ),
    ),
    # the digits of a number, the text of anything else
    _macro(
        "sf_digits",
        "x",
        _once(
            "x",
            f"CASE WHEN NOT {_MARKED} THEN s WHEN starts_with(s, '{MARK}{DOUBLE}') THEN {_PAYLOAD} "
            "ELSE _ecomsim.sf_marked_text(s) END",
        ),
    ),
    # --- JSON text to be shown
    _macro(
        "sf_shown_json",
        "x",
        _once("CAST(x AS VARCHAR)", f"CASE WHEN {_MARKED} THEN {_COMPACT} ELSE s END"),
    ),
    # --- a VARIANT as a value of another type; a JSON null is SQL NULL
    _macro(
        "sf_variant_numeric",
        "v, kind",
        f"CASE WHEN json_type(v) = 'BOOLEAN' THEN CASE WHEN v ->> '$' = 'true' THEN '1' ELSE '0' END "
        "WHEN _ecomsim.sf_digits(v ->> '$') IS NOT NULL AND TRY_CAST(_ecomsim.sf_digits(v ->> '$') AS DOUBLE) IS NULL "
        f"THEN {_failed()} ELSE _ecomsim.sf_digits(v ->> '$') END",
    ),
    _macro(
        "sf_variant_boolean",
        "v",
        "CASE WHEN TRY_CAST(_ecomsim.sf_digits(v ->> '$') AS DOUBLE) IS NOT NULL THEN "
        "TRY_CAST(_ecomsim.sf_digits(v ->> '$') AS DOUBLE) <> 0 "
        "ELSE _ecomsim.sf_boolean(_ecomsim.sf_plain_text(v ->> '$')) END",
    ),
    _macro(
        "sf_variant_object",
        "v",
        f"CASE WHEN json_type(v) = 'OBJECT' THEN v WHEN v ->> '$' IS NULL THEN NULL ELSE {_failed('OBJECT')} END",
    ),
    _macro(
        "sf_variant_array",
        "v",
        "CASE WHEN json_type(v) = 'ARRAY' THEN v WHEN v ->> '$' IS NULL THEN NULL ELSE to_json([v]) END",
    ),
    # floating-point elements of an ARRAY
    _macro(
        "sf_variant_floats",
        "v",
        "list_transform(CAST(v AS VARCHAR[]), lambda e: CAST(_ecomsim.sf_digits(e) AS DOUBLE))",
    ),
    # --- what a VARIANT is
    _macro(
        "sf_typeof",
        "v",
        _once(
            "CAST(v AS VARCHAR)",
            f"CASE WHEN starts_with(s, '\"{MARK}') THEN CASE substr(s, 3, 1) {_KINDS} WHEN '{EXACT}' THEN {_WHOLE} END "
            "ELSE CASE json_type(s) WHEN 'UBIGINT' THEN 'INTEGER' WHEN 'BIGINT' THEN 'INTEGER' "
            "WHEN 'HUGEINT' THEN 'INTEGER' WHEN 'NULL' THEN 'NULL_VALUE' "
            "WHEN 'DOUBLE' THEN CASE translate(s, '-+0123456789', '') WHEN '' THEN 'INTEGER' WHEN '.' THEN 'DECIMAL' "
            "ELSE 'DOUBLE' END ELSE json_type(s) END END",
        ),
    ),
    # --- the order of VARIANTs: numbers by value before text before the rest; of numbers that doubles hold as one, the
    # digits decide
    _macro(
        "sf_variant_key",
        "v",
        _once(
            "CAST(v AS VARCHAR)",
            "CASE WHEN s IS NULL THEN NULL "
            f"WHEN starts_with(s, '\"{MARK}') THEN CASE WHEN substr(s, 3, 1) IN ('{DOUBLE}', '{EXACT}') "
            "THEN _ecomsim.sf_number_key(substr(s, 4, length(s) - 4)) "
            f"WHEN substr(s, 3, 1) = '{TEXT}' THEN {_key(2, f'substr({_TEXT}, 3)')} "
            f"WHEN substr(s, 3, 1) IN ('{LTZ}', '{TZ}') THEN {_key(4, _IN_UTC)} "
            f"ELSE {_key(4, f'substr({_TEXT}, 2)')} END "
            f"ELSE CASE json_type(s) WHEN 'VARCHAR' THEN {_key(2, _TEXT)} "
            "WHEN 'UBIGINT' THEN _ecomsim.sf_number_key(s) WHEN 'BIGINT' THEN _ecomsim.sf_number_key(s) "
            "WHEN 'HUGEINT' THEN _ecomsim.sf_number_key(s) WHEN 'DOUBLE' THEN _ecomsim.sf_number_key(s) "
            f"ELSE {_key(3, 's')} END END",
        ),
    ),
)
