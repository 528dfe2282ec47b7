"""Where a VARIANT stands among others, and to which it is equal: numbers by value whatever their type, a TIMESTAMP_TZ
by its instant.

Invariant: what has one key has one place. Both are asked in Python only for what DuckDB cannot compare as it is stored
(see dialect/variants.py). Source: Snowflake documentation, "Semi-structured data types", ARRAY_REMOVE.
"""

from __future__ import annotations

import json
import math
from datetime import UTC
from decimal import Decimal

from ecomsim.values.decfloat import sorted_text
from ecomsim.values.variant import (
    DECFLOAT,
    DOUBLE,
    EXACT,
    LTZ,
    MARK,
    NAME,
    NOT_FINITE,
    TEXT,
    TZ,
    WIDE,
    Number,
    instant,
    load,
    marked,
    quoted,
    written,
)


def place(document: str) -> str:
    """Where a marked string or a long number, given as JSON, stands among VARIANTs: JSON of rank, number and text.

    Numbers stand before texts. Of numbers that one double holds, the text tells how far they are from it.
    """
    content = load(document)
    if isinstance(content, Number):
        return _place_of(content)
    kind, payload = content[1], content[2:]
    if kind in (DOUBLE, EXACT, DECFLOAT):
        return _place_of(payload)
    if kind in (TEXT, NAME):
        return json.dumps({"r": 2, "n": 0, "t": payload})
    moment = instant(payload).astimezone(UTC).isoformat() if kind in (LTZ, TZ) else payload
    return json.dumps({"r": 4, "n": 0, "t": (LTZ if kind == TZ else kind) + moment})


def _place_of(number: str) -> str:
    nearest, exact = float(number), Decimal(number)
    if exact.is_finite() and not math.isfinite(nearest):  # below infinity, or above its negative
        return json.dumps({"r": 1, "n": repr(nearest), "t": ("4" if nearest > 0 else "6") + sorted_text(exact)})
    apart = WIDE.subtract(exact, Decimal(repr(nearest))) if math.isfinite(nearest) else Decimal()
    distance = format(abs(apart), "061.37f")
    if apart and not distance.strip("0."):  # a DECFLOAT, nearer than any NUMBER can be
        distance += sorted_text(apart.copy_abs())
    text = AT_THE_DOUBLE if not apart else "6" + distance if apart > 0 else "4" + distance.translate(_COMPLEMENT)
    return json.dumps({"r": 1, "n": repr(nearest), "t": text})


def key(text: str) -> str:
    """Stored text as all have it that are equal to it: a number is its digits, whatever its type and however deep it
    stands; a TIMESTAMP_TZ is its instant.
    """
    return "".join(written(load(text), _plain_number, _key_of, compact=True))


def _plain_number(token: str) -> str:
    plain = format(Decimal(token).normalize(WIDE), "f")
    return "0" if plain == "-0" else plain


def _key_of(string: str) -> str:
    if not string.startswith(MARK):
        return quoted(string)
    kind, payload = string[1], string[2:]
    if kind in (DOUBLE, EXACT, DECFLOAT) and payload not in NOT_FINITE:
        return _plain_number(payload)
    if kind == NAME:
        return quoted(payload)
    return marked(LTZ, instant(payload).astimezone(UTC).isoformat()) if kind in (LTZ, TZ) else quoted(string)


AT_THE_DOUBLE = "5"
"""The text of a number that its double holds."""

_COMPLEMENT = str.maketrans("0123456789", "9876543210")
