"""VARIANT as JSON text, and what it knows beyond JSON: a string that begins with MARK and a letter.

`"<MARK>d2024-02-24"` is a DATE, not a text. JSON has no dates, no doubles beside decimals, no digits beyond a double;
so these stand in strings, and everything else in plain JSON, which is as quick as it was. Invariant: in stored text
MARK begins such a string and stands nowhere else but in one that is marked as TEXT, as text from outside is that has
it. The DuckDB side of the same rules is dialect/variants.py.
Source: Snowflake documentation, TYPEOF, PARSE_JSON ("Usage notes"), "Semi-structured data types".
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from decimal import Context, Decimal
from typing import Any

from ecomsim.values import markup

MARK = "\ufdd0"
"""A code point that Unicode reserves for use inside of a program."""

DATE, TIME, NTZ, LTZ, TZ, BINARY, DOUBLE, EXACT, TEXT, UNDEFINED, NAME, DECFLOAT = "dtnlzbfmsuxe"
"""What follows MARK. Payloads: a date; a time and timestamps with six digits after the point, LTZ in UTC and TZ with
offset (` +0100`); hexadecimal digits; a double as its shortest decimal; a NUMBER that a double does not hold; a text;
nothing, for an element of an array that is SQL NULL; the name of an XML element, as the member "@" of its object; a
DECFLOAT as its text.
"""

HOLE = f'"{MARK}{UNDEFINED}"'
"""The JSON of an element that is SQL NULL; taken out of its array it is NULL."""

TYPES = {
    DATE: "DATE",
    TIME: "TIME",
    NTZ: "TIMESTAMP_NTZ",
    LTZ: "TIMESTAMP_LTZ",
    TZ: "TIMESTAMP_TZ",
    BINARY: "BINARY",
    DOUBLE: "DOUBLE",
    TEXT: "VARCHAR",
    NAME: "VARCHAR",
    DECFLOAT: "DECFLOAT",
}
"""What TYPEOF says of a marked string; of EXACT it depends on the number."""

CAREFULLY = (
    r"(?:^|[:,\[\s])-?(?:[0-9]+(?:\.[0-9]+)?[eE]|[0-9]{39}|0\.00000|[0-9]+\.[0-9]{13}|[0-9]{4,}\.[0-9]{7}|[0-9]{10,}\.[0-9])|,\s*\]|"
    + MARK
    + r"|\\u[fF][dD][dD]0"
)
"""What text must be free of for its numbers and strings to be stored as JSON has them (RE2 and Python)."""

_MAX_DIGITS = 38
WIDE = Context(prec=1000)
_LEAST, _MOST = Decimal("0.000001"), Decimal("1e15")


class Number(str):
    """A number by its own digits."""

    __slots__ = ()


class Content(str):
    """The content of a stored string that is marked already."""

    __slots__ = ()


def load(text: str) -> Any:
    """Stored text as Python: numbers as Number, marked strings as they are."""
    return json.loads(text, parse_float=Number, parse_int=Number, parse_constant=Number)


def dumped(value: Any) -> str:
    """What `load` gave, as it is stored."""
    return "".join(written(value, str, quoted, compact=True))


# --- from outside ------------------------------------------------------------------------------------------------


def stored(text: str) -> str:
    """JSON text from outside as it is stored: compact, keys sorted, exact. ValueError for what is no JSON."""
    try:
        value = load(text)
    except ValueError:
        found = sparse(text)
        if found is None:
            raise
        return found
    return "".join(written(value, number, lambda string: quoted(escaped(string)), compact=True))


_TRAILING = re.compile(r'("(?:[^"\\]|\\.)*")|,(\s*[\]}])')


def sparse(text: str) -> str | None:
    """JSON text as Snowflake reads it beyond JSON, as it is stored: arrays that leave elements out, `[1, ,3,]`, texts
    in single quotes, words in capitals, a comma after the last member. None for what is not even that.
    """
    if _MISSING in text:
        return None
    text = _LOOSE.sub(_strict, text)
    filled = _LEFT_OUT.sub(lambda found: found[0] if found[1] else found[0] + _MISSING, text)
    try:
        value = load(_TRAILING.sub(lambda found: found[1] or found[2], filled))
    except ValueError:
        return None
    pieces = written(
        value, lambda token: HOLE if token == _MISSING else number(token), lambda s: quoted(escaped(s)), compact=True
    )
    return "".join(pieces)


_MISSING = "-Infinity"
"""Stands for a missing element while text is read: a number to the reader, but none of JSON's."""

_LEFT_OUT = re.compile(r'("(?:[^"\\]|\\.)*")|[\[,](?=\s*,)|,(?=\s*\])')

_LOOSE = re.compile(r"""("(?:[^"\\]|\\.)*")|'((?:[^'\\]|\\.)*)'|([A-Za-z]+)""")


def _strict(found: re.Match[str]) -> str:
    """A text in single quotes as one in double quotes, TRUE, FALSE and NULL in small letters."""
    if found[2] is not None:
        content = re.sub(r'\\(.)|(")', lambda each: '\\"' if each[2] else each[0] if each[1] != "'" else "'", found[2])
        return f'"{content}"'
    word = found[3]
    return word.lower() if word is not None and word.lower() in ("true", "false", "null") else found[0]


def of_python(value: Any, other: Callable[[Any], Any]) -> str:
    """Stored text of what a handler gave. `other`: a value that JSON has not as one that it has; TypeError for none."""
    return "".join(written(_json_value(value, other), number, _stored_string, compact=True))


def _stored_string(string: str) -> str:
    return quoted(string if isinstance(string, Content) else escaped(string))


def _json_value(value: Any, other: Callable[[Any], Any]) -> Any:
    """As `load` gives it."""
    match value:
        case None | bool() | str():
            return value
        case int() | float():
            return Number(repr(value))
        case Decimal():
            return Number(format(value, "f"))
        case dict():
            return {_name(key): _json_value(each, other) for key, each in value.items()}
        case list() | tuple():
            return [_json_value(each, other) for each in value]
    return _json_value(other(value), other)


def _name(key: Any) -> str:
    return key if isinstance(key, str) else json.dumps(key)


def escaped(text: str) -> str:
    """A text as the content of a stored string."""
    return MARK + TEXT + text if MARK in text else text


def number(token: str) -> str:
    """The JSON of a number as it is written: NUMBER while 38 digits hold it, with an exponent and beyond it DOUBLE."""
    digits = token.lstrip("-")
    if digits.isdigit():
        return token if len(digits) <= _MAX_DIGITS else marked(DOUBLE, repr(float(token)))
    short, exact = repr(float(token)), Decimal(token)
    if exact.is_finite() and not math.isfinite(float(token)):
        return token
    if "e" in token.lower() or not exact.is_finite():
        return marked(DOUBLE, short)
    if Decimal(short) == exact and (not exact or _LEAST <= abs(exact) < _MOST):
        return format(Decimal(short), "f")
    exact = exact.normalize(WIDE)
    scale = max(-int(exact.as_tuple().exponent), 0)
    if max(len(exact.as_tuple().digits), scale + 1) > _MAX_DIGITS:
        return marked(DOUBLE, short)
    return marked(EXACT, format(exact, "f"))


def marked(kind: str, payload: str) -> str:
    """The JSON of a value that JSON has not."""
    return f'"{MARK}{kind}{payload}"'


# --- to be shown -------------------------------------------------------------------------------------------------


def compact(text: str, zone: str, *, in_order: bool = False) -> str:
    """Stored text as TO_JSON gives it: TIMESTAMP_LTZ in `zone`, an IANA name; keys as `pretty` has them."""
    if MARK not in text:
        return text
    order = list if in_order else sorted
    return "".join(written(load(localised(text, zone)), str, shown, compact=True, order=order))


def pretty(text: str, *, in_order: bool = False) -> str:
    """Stored text as clients show it: indented by two blanks; keys sorted, or in the order they are stored in."""
    if text[:1] not in "[{":
        return shown(json.loads(text)) if MARK in text else text
    if _XML in text and is_element(value := load(text)):
        return markup.pretty(value, _scalar_text)
    return "".join(written(load(text), str, shown, compact=False, order=list if in_order else sorted))


def is_element(value: Any) -> bool:
    """Whether a loaded value is an element of XML."""
    return isinstance(value, dict) and str(value.get("@")).startswith(MARK + NAME)


_XML = MARK + NAME


def element_text(element: dict[str, Any]) -> str:
    """An element of XML, loaded, on one line."""
    return markup.compact(element, _scalar_text)


def _scalar_text(scalar: Any) -> str:
    """A loaded scalar inside of an element."""
    match scalar:
        case None:
            return ""
        case bool():
            return "true" if scalar else "false"
        case Number():
            return str(scalar)
    return shown(scalar) if scalar.startswith(MARK + DOUBLE) else text(scalar, "UTC") or ""


def shown(string: str) -> str:
    """The JSON of the content of a stored string."""
    if not string.startswith(MARK):
        return quoted(string)
    kind, payload = string[1], string[2:]
    if kind == DOUBLE:
        value = float(payload)
        return f"{value:.15e}" if math.isfinite(value) else quoted(NOT_FINITE[payload])
    if kind in (EXACT, DECFLOAT):
        return payload
    if kind == UNDEFINED:
        return "undefined"
    return quoted(_shortened(kind, payload))


def _shortened(kind: str, payload: str) -> str:
    """A time as it is shown."""
    return payload[:8] if kind == TIME else _milliseconds(payload) if kind in (NTZ, LTZ, TZ) else payload


NOT_FINITE = {"nan": "NaN", "inf": "inf", "-inf": "-inf"}


def _milliseconds(payload: str) -> str:
    moment, dot, rest = payload.partition(".")
    return f"{moment}{dot}{rest[:3]}{rest[6:]}"


def localised(text: str, zone: str) -> str:
    """Stored text with each TIMESTAMP_LTZ as it is in `zone`, an IANA name."""
    from zoneinfo import ZoneInfo

    def local(found: re.Match[str]) -> str:
        moment = instant(found[1]).astimezone(ZoneInfo(zone))
        return f"{MARK}{LTZ}{moment:%Y-%m-%d %H:%M:%S.%f %z}"

    return _LOCAL.sub(local, text)


def instant(payload: str) -> datetime:
    return datetime.strptime(payload, "%Y-%m-%d %H:%M:%S.%f %z")


LTZ_MARK = MARK + LTZ
_LOCAL = re.compile(f'{LTZ_MARK}([^"]*)')


# --- one value as something else: `string` is the content of a stored string, or else a document -----------------


def text(string: str, zone: str) -> str | None:
    """As VARCHAR; TIMESTAMP_LTZ in `zone`, an IANA name. None for what is not there."""
    if not string.startswith(MARK):
        if _XML in string and is_element(value := load(string)):
            return element_text(value)
        return compact(string, zone)
    kind, payload = string[1], string[2:]
    if kind == UNDEFINED:
        return None
    if kind == LTZ:
        payload = localised(string, zone)[2:]
    elif kind == DOUBLE:
        double = float(payload)
        return f"{double:.15g}" if math.isfinite(double) else NOT_FINITE[payload]
    return _shortened(kind, payload)


def digits(string: str, zone: str) -> str | None:
    """The digits of a number, the text of anything else; None for what is not there."""
    return string[2:] if string.startswith(MARK + DOUBLE) else text(string, zone)


def moment(string: str, zone: str) -> str | None:
    """A time with all its digits, the content of anything else; None for what is not there."""
    if not string.startswith(MARK):
        return string
    if string[1] == UNDEFINED:
        return None
    return localised(string, zone)[2:] if string[1] == LTZ else string[2:]


def type_of(document: str) -> str:
    """TYPEOF of a marked string, given as JSON."""
    if document[2] == EXACT:
        return "DECIMAL" if "." in document else "INTEGER"
    return TYPES[document[2]]


def value(text: str) -> Any:
    """Stored text as the values a handler gets: numbers as int, float or Decimal, dates and the like as text."""
    found = json.loads(text)
    return _value(found) if MARK in text else found


def _value(found: Any) -> Any:
    match found:
        case dict():
            return {key: _value(each) for key, each in found.items()}
        case list():
            return [_value(each) for each in found]
        case str() if found.startswith(MARK):
            kind, payload = found[1], found[2:]
            if kind == DOUBLE:
                return float(payload)
            if kind in (EXACT, DECFLOAT):
                return Decimal(payload)
            if kind == UNDEFINED:
                return None
            return json.loads(shown(found))
    return found


def quoted(text: str) -> str:
    """A text as JSON."""
    return json.dumps(text, ensure_ascii=False)


def written(
    value: Any,
    as_number: Callable[[str], str],
    as_string: Callable[[str], str],
    *,
    compact: bool,
    pad: str = "\n",
    order: Callable[[Iterable[str]], list[str]] = sorted,
) -> Iterator[str]:
    """The pieces of the JSON of what `load` gave, the keys of each object in `order`."""
    inner = "" if compact else pad + "  "
    end = "" if compact else pad
    if isinstance(value, Number):
        yield as_number(value)
    elif isinstance(value, str):
        yield as_string(value)
    elif isinstance(value, dict) and value:
        for at, key in enumerate(order(value)):
            yield f"{',' if at else '{'}{inner}{quoted(key)}{':' if compact else ': '}"
            yield from written(value[key], as_number, as_string, compact=compact, pad=inner, order=order)
        yield end + "}"
    elif isinstance(value, list) and value:
        for at, each in enumerate(value):
            yield ("," if at else "[") + inner
            yield from written(each, as_number, as_string, compact=compact, pad=inner, order=order)
        yield end + "]"
    else:
        yield json.dumps(value)
