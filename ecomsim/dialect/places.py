"""Numbers of any length and type beside a NUMBER: what DuckDB compares, hashes and sorts as quickly as a DECIMAL.

A VARIANT's number beside a NUMBER of scale s stands at a DECIMAL with twelve places: where these are not enough, at one
between the same two NUMBERs. A NUMBER with more than 26 digits before the point has no room there, so that beside a
column of such the largest share one DECIMAL, and their place tells them apart: of n times 10^-s it is 2n, and of what
lies between n and n + 1 it is 2n + 1; to the largest n, which have no room for twice their size and no VARIANT between
them, only 5 * 10^37 are added. Invariant: DuckDB and Python put a number at the same place.
Source: Snowflake documentation, "Semi-structured data types" (a VARIANT is compared by its value).
"""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal

from ecomsim.values.variant import WIDE

DIGITS = 38
LEADING = 26
"""Digits before the point that a DECIMAL with twelve places has."""

PLACES = DIGITS - LEADING
_STEP = Decimal(1).scaleb(-PLACES)
_MOST = Decimal("9" * LEADING + "." + "9" * PLACES)
_ROOM = 5 * 10 ** (DIGITS - 1)
"""The first number that is not doubled."""

_BEYOND = 16 * 10 ** (DIGITS - 1)
"""The place of all that is larger than any NUMBER."""


def beside(digits: str) -> str:
    """The DECIMAL of a number given by its digits, or NaN or inf, beside NUMBERs of at most eleven places."""
    exact = Decimal(digits)
    if exact.is_nan() or exact.copy_abs() >= 10**LEADING:
        return str(_MOST.copy_sign(exact))
    below = exact.quantize(_STEP, ROUND_FLOOR, WIDE)
    lost = below != exact and below == below.quantize(_STEP.scaleb(1), ROUND_FLOOR, WIDE)
    return format(WIDE.add(below, _STEP) if lost else below, "f")


def place(digits: str, scale: str) -> str:
    """The place of a number given by its digits, or NaN or inf, beside NUMBERs of `scale`."""
    exact = Decimal(digits)
    moved = WIDE.scaleb(exact, int(scale))
    if exact.is_nan() or moved.copy_abs() >= 10**DIGITS:
        return str(-_BEYOND if exact.is_signed() else _BEYOND)
    whole = int(moved.to_integral_value(ROUND_FLOOR, WIDE))
    return str(whole + max(min(whole, _ROOM), -_ROOM) + (whole != moved))


def place_beside(digits: str, scale: str) -> str:
    """The place of a number that shares its DECIMAL with others, 0 for one that has its own."""
    exact = Decimal(digits)
    return place(digits, scale) if exact.is_nan() or exact.copy_abs() >= 10**LEADING else "0"


_DECIMAL = f"DECIMAL({DIGITS},{PLACES})"
_LARGEST = f"CAST('{_ROOM}' AS HUGEINT)"
_MOST_BESIDE = f"CAST('{_MOST}' AS {_DECIMAL})"
_LONG = f"CAST('1{'0' * LEADING}' AS DECIMAL({DIGITS},0))"
_SHORT = "length(t) <= 14 AND t >= '-' AND t < ':' AND NOT contains(t, 'e') AND NOT contains(t, 'E')"
"""Whether text that begins like a number is one without more than twelve places, if it is one."""


def _body(name: str, parameters: str, quick: str, careful: str) -> tuple[tuple[str, str, str], ...]:
    """A macro of a VARIANT's text and one of a whole document, `d`, which is its own text when it is a short number."""
    by_text = f"CASE WHEN t IS NULL THEN NULL ELSE {careful} END"
    at_once = f"list_transform([d ->> '$'], lambda t: {by_text})[1]"
    return (
        (f"{name}_of_text", f"x, {parameters}", f"list_transform([x], lambda t: {by_text})[1]"),
        (
            f"{name}_of_document",
            f"d, {parameters}",
            f"CASE WHEN {_SHORT.replace('(t', '(CAST(d AS VARCHAR)').replace(' t ', ' CAST(d AS VARCHAR) ')} "
            f"THEN {quick} ELSE {at_once} END",
        ),
    )


_DOCUMENT = f"CAST(CAST(d AS VARCHAR) AS {_DECIMAL})"
_TEXT = f"TRY_CAST(t AS {_DECIMAL})"
_BESIDE = (
    f"coalesce(CASE WHEN ({_SHORT}) OR {_TEXT} % unit <> 0 OR NOT regexp_matches(t, '[.eE]') THEN {_TEXT} END, "
    f"CAST(ecomsim_python('number_beside', [digits]) AS {_DECIMAL}))"
)
_PLACE = (
    f"CASE WHEN {_SHORT} THEN CAST(0 AS HUGEINT) "
    "ELSE CAST(ecomsim_python('number_place_beside', [digits, scale]) AS HUGEINT) END"
)

BODIES: tuple[tuple[str, str, str], ...] = (
    ("sf_place", "digits, scale", "CAST(ecomsim_python('number_place', [digits, scale]) AS HUGEINT)"),
    ("sf_unscaled", "x", "CAST(replace(CAST(x AS VARCHAR), '.', '') AS HUGEINT)"),
    ("sf_number_place", "n", f"n + greatest(least(n, {_LARGEST}), -{_LARGEST})"),
    (
        "sf_number_beside",
        "x",
        f"CASE WHEN x IS NULL THEN NULL WHEN abs(x) < {_LONG} THEN row(CAST(x AS {_DECIMAL}), CAST(0 AS HUGEINT)) ELSE "
        f"row(CASE WHEN x < 0 THEN -{_MOST_BESIDE} ELSE {_MOST_BESIDE} END, "
        "_ecomsim.sf_number_place(_ecomsim.sf_unscaled(x))) END",
    ),
    *_body("sf_beside", "digits, unit", _DOCUMENT, _BESIDE),
    *_body("sf_pair", "digits, unit, scale", f"row({_DOCUMENT}, CAST(0 AS HUGEINT))", f"row({_BESIDE}, {_PLACE})"),
)
"""Name, parameters and text of the macros. `d`: a VARIANT; `t`: its text; `digits`: those of its number, or an error;
`unit`: 10^-scale; `x`: a NUMBER.
"""
