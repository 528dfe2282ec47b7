"""Values of JSON as pieces of SQL: names, texts, numbers, and lists of them, each checked and quoted.

A command line gives numbers, lists and objects as text: that is understood too.
Source: spec/wire-protocol.md 13.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from ecomsim.metadata.literals import text
from ecomsim.names import InvalidNameError, parse_name

Body = Mapping[str, Any]


class BadObjectError(Exception):
    """A body that does not describe an object of its kind."""


def name(value: Any) -> str:
    """An identifier, dotted or not, as SQL."""
    if not isinstance(value, str):
        raise BadObjectError(f"{value!r} is not a name.")
    try:
        return str(parse_name(value))
    except InvalidNameError as cause:
        raise BadObjectError(f"'{value}' is not a name.") from cause


def string(value: Any) -> str:
    if not isinstance(value, str):
        raise BadObjectError(f"{value!r} is not a text.")
    return text(value)


def integer(value: Any) -> str:
    """A whole number, also as text: that is how a command line gives it."""
    try:
        return str(int(value))
    except (TypeError, ValueError) as cause:
        raise BadObjectError(f"{value!r} is not a number.") from cause


def boolean(value: Any) -> str:
    word = str(value).upper()
    if word not in ("TRUE", "FALSE"):
        raise BadObjectError(f"{value!r} is not true or false.")
    return word


def sql(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise BadObjectError(f"{value!r} is not SQL.")
    return value


def objects(value: Any) -> Sequence[Body]:
    """A list of JSON objects, also as the text that a command line gives."""
    found = _parsed(value)
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise BadObjectError("A list of objects is expected.")
    return found


def object_(value: Any) -> Body:
    found = _parsed(value)
    if not isinstance(found, dict):
        raise BadObjectError("An object is expected.")
    return found


def _parsed(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError as cause:
        raise BadObjectError(f"'{value}' is not JSON.") from cause


def names(value: Any) -> str:
    listed = value if isinstance(value, list) else [value]
    return ", ".join(name(each) for each in listed)


def expressions(value: Any) -> str:
    return ", ".join(sql(each) for each in (value if isinstance(value, list) else [value]))
