"""VARIANT inside DuckDB: what is stored of a value that JSON has not, and how it is read (see ecomsim.values.variant).

Invariant: only these macros and ecomsim.values.variant know MARK. Nearly every value has none: so each macro asks first
whether it is there, and leaves the rest to Python: a macro is put in place wherever it is called, so a large one would
cost each statement its planning.
Source: Snowflake documentation, TYPEOF, IS_<object_type>, TO_JSON, "Semi-structured data types".
"""

from __future__ import annotations

from ecomsim.dialect.places import BODIES
from ecomsim.values.variant import BINARY, CAREFULLY, DATE, DOUBLE, EXACT, LTZ, MARK, NTZ, TEXT, TIME, TZ
from ecomsim.values.variant_order import AT_THE_DOUBLE


def _macro(name: str, parameters: str, body: str) -> str:
    return f"CREATE OR REPLACE MACRO _ecomsim.{name}({parameters}) AS {body}"


def _once(argument: str, body: str) -> str:
    """`body`, in which `s` is the argument."""
    return f"list_transform([{argument}], lambda s: {body})[1]"


def _unmarked(name: str, text: str = "x") -> str:
    """`text`, by the Python function where MARK is in it."""
    return f"CASE WHEN contains({text}, '{MARK}') THEN ecomsim_python('{name}', [{text}, {_ZONE}]) ELSE {text} END"


def _escaped(text: str) -> str:
    return f"CASE WHEN contains({text}, '{MARK}') THEN '{MARK}{TEXT}' || {text} ELSE {text} END"


def _json(letter: str, payload: str) -> str:
    return f"CAST('\"{MARK}{letter}' || {payload} || '\"' AS JSON)"


_ZONE = "current_setting('TimeZone')"
_MARKED_DOCUMENT = f"contains(CAST(v AS VARCHAR), '{MARK}')"
_STAMP = "'%Y-%m-%d %H:%M:%S.%f'"


def _failed(kind: str | None = None) -> str:
    """The error of a VARIANT `v` that is not of the kind, or of that which the parameter `kind` names."""
    wanted = "kind" if kind is None else f"'{kind}'"
    return (
        "error('[[100071|22000|Failed to cast variant value ' || _ecomsim.sf_shown_json(v) || ' to ' || "
        f"{wanted} || ']]')"
    )


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
    # --- typed values as VARIANT
    _macro(
        "sf_text_variant",
        "x",
        f"to_json({_escaped('x')})",
    ),
    _macro(
        "sf_texts_variant",
        "x",
        f"to_json(list_transform(x, lambda s: {_escaped('s')}))",
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
    _macro("sf_plain_text", "x", _unmarked("variant_text")),
    # the same of a text in `document`: to look for MARK there is quicker than to take the text out of it twice
    _macro(
        "sf_text_in",
        "document, x",
        f"CASE WHEN contains(CAST(document AS VARCHAR), '{MARK}') THEN _ecomsim.sf_plain_text(x) ELSE x END",
    ),
    _macro("sf_moment_text", "x", _unmarked("variant_moment")),
    _macro("sf_digits", "x", _unmarked("variant_digits")),
    # --- JSON text to be shown
    _macro(
        "sf_shown_json",
        "x",
        _unmarked("compact_json", "CAST(x AS VARCHAR)"),
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
    # the same for a structured ARRAY, which no single value becomes
    _macro(
        "sf_variant_elements",
        "v",
        f"CASE WHEN json_type(v) = 'ARRAY' THEN v WHEN v ->> '$' IS NULL THEN NULL ELSE {_failed('ARRAY')} END",
    ),
    # the error of a value that does not fit a structured type
    _macro("sf_no_structured", "v, kind", _failed()),
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
        "CASE json_type(v) WHEN 'UBIGINT' THEN 'INTEGER' WHEN 'BIGINT' THEN 'INTEGER' WHEN 'HUGEINT' THEN 'INTEGER' "
        "WHEN 'NULL' THEN 'NULL_VALUE' WHEN 'DOUBLE' THEN CASE translate(CAST(v AS VARCHAR), '-+0123456789', '') "
        "WHEN '' THEN 'INTEGER' WHEN '.' THEN 'DECIMAL' ELSE 'DOUBLE' END "
        f"WHEN 'VARCHAR' THEN CASE WHEN {_MARKED_DOCUMENT} THEN ecomsim_python('variant_type', [CAST(v AS VARCHAR)]) "
        "ELSE 'VARCHAR' END ELSE json_type(v) END",
    ),
    # --- a VARIANT as all have it that are equal to it: most have nothing that could be written in another way
    _macro(
        "sf_variant_equal",
        "v",
        f"CASE WHEN {_MARKED_DOCUMENT} OR contains(CAST(v AS VARCHAR), '.0') "
        "THEN CAST(ecomsim_python('variant_key', [CAST(v AS VARCHAR)]) AS JSON) ELSE v END",
    ),
    # --- a number beside a NUMBER
    *(_macro(*each) for each in BODIES),
    # --- the order of VARIANTs: numbers by value before text before the rest
    _macro(
        "sf_variant_key",
        "v",
        "CASE WHEN v IS NULL THEN NULL "
        "WHEN json_type(v) IN ('UBIGINT', 'BIGINT', 'HUGEINT', 'DOUBLE') AND length(CAST(v AS VARCHAR)) <= 15 "
        f"THEN {{'r': 1, 'n': TRY_CAST(v ->> '$' AS DOUBLE), 't': '{AT_THE_DOUBLE}'}} "
        f"WHEN json_type(v) = 'VARCHAR' AND NOT {_MARKED_DOCUMENT} THEN {{'r': 2, 'n': 0::DOUBLE, 't': v ->> '$'}} "
        "WHEN json_type(v) IN ('OBJECT', 'ARRAY', 'BOOLEAN', 'NULL') "
        "THEN {'r': 3, 'n': 0::DOUBLE, 't': CAST(v AS VARCHAR)} "
        "ELSE json_transform(ecomsim_python('variant_place', [CAST(v AS VARCHAR)]), "
        """'{"r": "INTEGER", "n": "DOUBLE", "t": "VARCHAR"}') END""",
    ),
)
