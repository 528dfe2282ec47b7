r"""DuckDB macros behind conversions and arithmetic: text in, value or Snowflake error out.

Macros come in pairs: `sf_try_x` gives NULL for what cannot be read, `sf_x` raises instead. Errors travel as
error('[[number|sqlstate|text]]'), which errors.snowflake_error() takes apart. Invariant: NULL in, NULL out.
Source: spec/sql-semantics.md sections 1 and 2.
"""

from __future__ import annotations

_DATE = r"\d{4}-\d{1,2}-\d{1,2}"
_CLOCK = r"\d{1,2}:\d{1,2}(:\d{1,2}(\.\d*)?)?"
_OFFSET = r"(Z|[+-]\d{1,2}(:?\d{2})?)"
_DAY_MONTH = r"\d{1,2}-[A-Za-z]{3,9}-\d{4}"
_DAY_MONTH_FORMATS = ", ".join(
    f"'%d-{month}-%Y{clock}'" for month in ("%b", "%B") for clock in ("", " %H:%M:%S.%f", " %H:%M:%S", " %H:%M")
)
_SLASHES = r"\d{1,2}/\d{1,2}/\d{4}"
_RFC = rf"[A-Za-z]{{3}}, +\d{{1,2}} +[A-Za-z]{{3}} +\d{{4}} +{_CLOCK}( *{_OFFSET})?"


def _macro(name: str, parameters: str, body: str) -> str:
    return f"CREATE OR REPLACE MACRO _ecomsim.{name}({parameters}) AS {body}"


def _once(argument: str, body: str) -> str:
    """`body`, in which `m` is the argument: a macro is put in place wherever it is named, and bound there anew."""
    return f"list_transform([{argument}], lambda m: {body})[1]"


def _raising(name: str, duckdb_type: str, errno: int, sqlstate: str, text: str) -> str:
    """`sf_<name>`: as `sf_try_<name>`, but unreadable text raises."""
    return _macro(
        f"sf_{name}",
        "s",
        f"coalesce(_ecomsim.sf_try_{name}(s), CASE WHEN s IS NOT NULL THEN "
        f"error('[[{errno}|{sqlstate}|{text}]]') END::{duckdb_type})",
    )


NANOSECONDS = "nanoseconds: times keep microseconds; a cast to TIMESTAMP(6) or TIME(6) cuts the rest off"
"""The feature named by the error for a value with digits that would be lost."""

_NO_NANOSECONDS = f"error('[[2|0A000|Unsupported feature ''{NANOSECONDS}''.]]')"

_CERTAIN = "WHEN abs(q) < 1e12 AND abs(q - floor(q) - 0.5) > 1e-3 THEN CAST(q AS DECIMAL(38,0))"
_DIVIDED = "CAST((n + CASE WHEN (n < 0) = (d < 0) THEN d // 2 ELSE -(d // 2) END) // d AS DECIMAL(38,0))"

_IN_PYTHON = "CAST(ecomsim_python('quotient', [CAST(a AS VARCHAR), CAST(b AS VARCHAR), s]) AS DECIMAL(38,0))"

TZ = "STRUCT(instant TIMESTAMP, offset_minutes SMALLINT)"

MACROS: tuple[str, ...] = (
    # text with a digit other than 0 beyond microseconds cannot be a time here
    _macro(
        "sf_microseconds_text",
        "s",
        rf"CASE WHEN length(s) > 15 AND regexp_matches(s, '\.\d{{6}}\d*[1-9]') THEN {_NO_NANOSECONDS} ELSE s END",
    ),
    # a count of nanoseconds as one of microseconds
    _macro("sf_microseconds", "n", f"CASE WHEN n % 1000 <> 0 THEN {_NO_NANOSECONDS} ELSE n // 1000 END"),
    # seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by magnitude
    _macro(
        "sf_epoch",
        "n",
        "make_timestamp(CASE WHEN abs(n) < 31536000000 THEN n * 1000000 WHEN abs(n) < 31536000000000 THEN n * 1000 "
        "WHEN abs(n) < 31536000000000000 THEN n ELSE _ecomsim.sf_microseconds(n) END)",
    ),
    # a number that is cast to a timestamp counts seconds
    _macro(
        "sf_epoch_number",
        "n",
        f"make_timestamp(CASE WHEN n * 1000000 <> trunc(n * 1000000) THEN {_NO_NANOSECONDS} "
        "ELSE CAST(n * 1000000 AS BIGINT) END)",
    ),
    _macro(
        "sf_try_timestamp",
        "s",
        # the usual form first: a pattern without a regular expression
        "CASE WHEN s LIKE '____-__-__ __:__:__' THEN TRY_CAST(s AS TIMESTAMP) "
        f"WHEN regexp_full_match(s, ' *{_DATE}([ T]{_CLOCK})? *') THEN TRY_CAST(s AS TIMESTAMP) "
        rf"WHEN regexp_full_match(s, ' *{_DATE}[ T]\d{{1,2}} *') THEN TRY_CAST(trim(s) || ':00' AS TIMESTAMP) "
        f"WHEN regexp_full_match(s, ' *{_DATE}[ T]{_CLOCK} *{_OFFSET} *') "
        f"THEN TRY_CAST(regexp_replace(trim(s), ' *{_OFFSET}$', '') AS TIMESTAMP) "
        r"WHEN regexp_full_match(s, '-?\d{1,19}') THEN _ecomsim.sf_epoch(TRY_CAST(s AS BIGINT)) "
        f"WHEN regexp_full_match(s, '{_RFC}') "
        f"THEN try_strptime(regexp_replace(s, ' *{_OFFSET}$', ''), ['%a, %d %b %Y %H:%M:%S', '%a, %d %b %Y %H:%M']) "
        f"WHEN regexp_full_match(s, '{_DAY_MONTH}( {_CLOCK}( *{_OFFSET})?)?') "
        f"THEN try_strptime(regexp_replace(s, '(:..) *{_OFFSET}$', '\\1'), "
        f"[{_DAY_MONTH_FORMATS}]) "
        f"WHEN regexp_full_match(s, '{_SLASHES}( {_CLOCK}( *{_OFFSET})?)?') "
        f"THEN try_strptime(regexp_replace(s, '(:..) *{_OFFSET}$', '\\1'), "
        "['%m/%d/%Y', '%m/%d/%Y %H:%M:%S.%f', '%m/%d/%Y %H:%M:%S', '%m/%d/%Y %H:%M']) END",
    ),
    _macro(
        "sf_try_date",
        "s",
        "CASE WHEN s LIKE '____-__-__' THEN TRY_CAST(s AS DATE) ELSE CAST(_ecomsim.sf_try_timestamp(s) AS DATE) END",
    ),
    # minutes east of Greenwich that the text itself names
    _macro(
        "sf_text_offset",
        "s",
        r"CASE WHEN regexp_matches(s, '\d:\d{1,2}(\.\d*)? *Z *$') THEN 0 "
        r"WHEN regexp_matches(s, '\d:\d{1,2}(\.\d*)? *[+-]\d{1,2}(:?\d{2})? *$') THEN "
        r"(CASE WHEN regexp_extract(s, '([+-])\d{1,2}(:?\d{2})? *$', 1) = '-' THEN -1 ELSE 1 END) * "
        r"(60 * CAST(regexp_extract(s, '[+-](\d{1,2})(:?\d{2})? *$', 1) AS INTEGER) + "
        r"coalesce(TRY_CAST(regexp_extract(s, '[+-]\d{1,2}:?(\d{2}) *$', 1) AS INTEGER), 0)) END",
    ),
    _macro(
        "sf_try_ltz",
        "s",
        _once(
            "{'t': _ecomsim.sf_try_timestamp(s), 'o': _ecomsim.sf_text_offset(s)}",
            "CASE WHEN m.o IS NULL THEN CAST(m.t AS TIMESTAMPTZ) ELSE timezone('UTC', m.t - to_minutes(m.o)) END",
        ),
    ),
    # the session's offset from UTC at an instant, in minutes
    _macro(
        "sf_local_offset",
        "z",
        "CAST((epoch_us(CAST(z AS TIMESTAMP)) - epoch_us(timezone('UTC', z))) // 60000000 AS SMALLINT)",
    ),
    _macro(
        "sf_ltz_to_tz",
        "z",
        "CASE WHEN z IS NOT NULL THEN {'instant': timezone('UTC', z), "
        "'offset_minutes': _ecomsim.sf_local_offset(z)} END",
    ),
    _macro(
        "sf_try_tz",
        "s",
        _once(
            "{'z': _ecomsim.sf_try_ltz(s), 'o': _ecomsim.sf_text_offset(s)}",
            "CASE WHEN m.z IS NOT NULL THEN {'instant': timezone('UTC', m.z), "
            "'offset_minutes': CAST(coalesce(m.o, _ecomsim.sf_local_offset(m.z)) AS SMALLINT)} END",
        ),
    ),
    _macro("sf_tz_to_ltz", "z", "timezone('UTC', struct_extract(z, 'instant'))"),
    _macro(
        "sf_tz_to_ntz",
        "z",
        "struct_extract(z, 'instant') + to_minutes(CAST(struct_extract(z, 'offset_minutes') AS INTEGER))",
    ),
    _macro(
        "sf_offset_text",
        "m",
        "CASE WHEN m < 0 THEN '-' ELSE '+' END || lpad(CAST(abs(m) // 60 AS VARCHAR), 2, '0') || "
        "lpad(CAST(abs(m) % 60 AS VARCHAR), 2, '0')",
    ),
    # values as text in the default output formats: see session_formats.py
    _macro("sf_binary", "s", "unhex(s)"),
    _macro("sf_date_text", "d", "CAST(d AS VARCHAR)"),
    _macro("sf_time_text", "t", "strftime(CAST('1970-01-01' AS DATE) + t, '%H:%M:%S')"),
    _macro("sf_binary_text", "b", "hex(b)"),
    _macro("sf_ntz_text", "t", "strftime(t, '%Y-%m-%d %H:%M:%S.%g')"),
    _macro(
        "sf_ltz_text",
        "z",
        "strftime(CAST(z AS TIMESTAMP), '%Y-%m-%d %H:%M:%S.%g ') || "
        "_ecomsim.sf_offset_text(_ecomsim.sf_local_offset(z))",
    ),
    _macro(
        "sf_tz_text",
        "z",
        "strftime(_ecomsim.sf_tz_to_ntz(z), '%Y-%m-%d %H:%M:%S.%g ') || "
        "_ecomsim.sf_offset_text(struct_extract(z, 'offset_minutes'))",
    ),
    _macro(
        "sf_try_time",
        "s",
        rf"CASE WHEN regexp_full_match(s, ' *{_CLOCK} *') THEN TRY_CAST(CASE WHEN length(trim(s)) - "
        r"length(replace(s, ':', '')) = 1 THEN trim(s) || ':00' ELSE trim(s) END AS TIME) "
        r"WHEN regexp_full_match(s, '\d{1,19}') THEN CAST(_ecomsim.sf_epoch(TRY_CAST(s AS BIGINT)) AS TIME) "
        f"WHEN regexp_full_match(s, ' *{_CLOCK} *{_OFFSET} *') "  # an offset changes nothing
        f"THEN TRY_CAST(CAST('1970-01-01 ' || regexp_replace(trim(s), ' *{_OFFSET}$', '') AS TIMESTAMP) AS TIME) "
        "ELSE CAST(_ecomsim.sf_try_timestamp(s) AS TIME) END",
    ),
    _macro(
        "sf_try_boolean",
        "s",
        "CASE WHEN lower(trim(s)) IN ('true', 't', 'yes', 'y', 'on', '1') THEN TRUE "
        "WHEN lower(trim(s)) IN ('false', 'f', 'no', 'n', 'off', '0') THEN FALSE END",
    ),
    _raising("timestamp", "TIMESTAMP", 100035, "22007", "Timestamp ''' || s || ''' is not recognized"),
    _raising("ltz", "TIMESTAMPTZ", 100035, "22007", "Timestamp ''' || s || ''' is not recognized"),
    _raising("tz", TZ, 100035, "22007", "Timestamp ''' || s || ''' is not recognized"),
    _raising("date", "DATE", 100040, "22007", "Date ''' || s || ''' is not recognized"),
    _raising("time", "TIME", 100108, "22007", "Time ''' || s || ''' is not recognized"),
    _raising("boolean", "BOOLEAN", 100037, "22018", "Boolean value ''' || s || ''' is not recognized"),
    # a cast to VARCHAR(n) or BINARY(n) that would cut something off is an error
    _macro(
        "sf_width",
        "s, n",
        "CASE WHEN length(s) > n THEN error('[[100078|22000|String ''' || s || ''' is too long and would be "
        "truncated]]') ELSE s END",
    ),
    _macro(
        "sf_octets",
        "b, n",
        "CASE WHEN octet_length(b) > n THEN error('[[100078|22000|String ''' || hex(b) || ''' is too long and would be "
        "truncated]]') ELSE b END",
    ),
    # 15 significant digits, no trailing zeros, exponent with sign and two digits
    _macro(
        "sf_float_text",
        "x",
        "CASE WHEN isnan(x) THEN 'NaN' WHEN isinf(x) THEN CASE WHEN x > 0 THEN 'inf' ELSE '-inf' END "
        "ELSE printf('%.15g', x) END",
    ),
    # scaled integer division, rounded half away from zero; `q` is the same quotient in floating point, which decides
    # alone when it is small and far enough from a tie to be certain
    _macro("sf_divide", "q, n, d", f"CASE {_CERTAIN} ELSE {_DIVIDED} END"),
    # the same of a by b, to s digits, when n and d may need more than 128 bits: up and down say which a and b do not
    _macro(
        "sf_divide_wide",
        "q, n, d, a, b, s, up, down",
        f"CASE {_CERTAIN} WHEN abs(CAST(a AS DOUBLE)) < up AND abs(CAST(b AS DOUBLE)) < down THEN {_DIVIDED} "
        f"WHEN a IS NOT NULL AND b IS NOT NULL THEN {_IN_PYTHON} END",
    ),
    # the same of a sum by how many values it has, a positive number: u times the sum is whole, t its doubled factor. An
    # argument is bound as often as it is named, and a sum takes long to bind
    _macro(
        "sf_average",
        "q, a, b, u, t, s, up",
        f"CASE {_CERTAIN} WHEN abs(a) < up THEN "
        f"CAST((CAST(a * u AS HUGEINT) * t // b + sign(a)) // 2 AS DECIMAL(38,0)) WHEN b > 0 THEN {_IN_PYTHON} END",
    ),
    _macro(
        "sf_float_divide",
        "n, d",
        "CASE WHEN d = 0 AND n IS NOT NULL THEN error('[[100051|22012|Division by zero]]') ELSE n / d END",
    ),
    # fractional seconds cut to `n` digits
    _macro("sf_cut", "t, unit", "make_timestamp(epoch_us(t) - epoch_us(t) % unit)"),
)
