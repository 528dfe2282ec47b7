"""JSON files to the text of their documents, with the options that change documents.

Documents follow each other with or without newlines; STRIP_OUTER_ARRAY takes an outer array apart. What came before a
mistake has been given already when it is found. Source: Snowflake documentation, "CREATE FILE FORMAT", JSON options.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ecomsim.staging.formats import Format
from ecomsim.values import variant

_SPACE = " \t\r\n"


@dataclass(slots=True)
class JsonError(Exception):
    """Where and why a text is no JSON; line and character count from 1."""

    message: str
    line: int
    character: int


def documents(text: str, form: Format) -> Iterator[str]:
    """The text of each document. Raises JsonError at the first mistake."""
    try:
        for document in _documents(text, strip_array=bool(form["STRIP_OUTER_ARRAY"]), decode=_decoder(form)):
            yield changed(document, form) if _changes(form) else document
    except json.JSONDecodeError as cause:
        raise JsonError(cause.msg, cause.lineno, cause.colno) from cause


def _changes(form: Format) -> bool:
    options = ("STRIP_NULL_VALUES", "ALLOW_DUPLICATE", "NULL_IF", "TRIM_SPACE")
    return any(form.options.get(each) for each in options)


def changed(document: str, form: Format) -> str:
    """A document with STRIP_NULL_VALUES, TRIM_SPACE and NULL_IF applied to its values, whatever their type."""
    strips, trims, nulls = form.options.get("STRIP_NULL_VALUES"), form["TRIM_SPACE"], frozenset(form["NULL_IF"])

    def change(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: change(item) for key, item in value.items() if item is not None or not strips}
        if isinstance(value, list):
            return [change(item) for item in value if item is not None or not strips]
        if isinstance(value, str):
            value = value.strip() if trims else value
            return None if variant.text(value, "UTC") in nulls else value
        return None if str(value) in nulls and not isinstance(value, bool) else value

    return _written(change(json.loads(document, parse_float=Decimal)))


def _written(value: Any) -> str:
    """JSON text that keeps every digit of a number."""
    if isinstance(value, dict):
        return (
            "{"
            + ",".join(f"{json.dumps(key, ensure_ascii=False)}:{_written(item)}" for key, item in value.items())
            + "}"
        )
    if isinstance(value, list):
        return "[" + ",".join(map(_written, value)) + "]"
    return str(value) if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)


_Decode = Callable[[str, int], tuple[Any, int]]


def _decoder(form: Format) -> _Decode:
    """raw_decode that refuses what is no JSON, and repeated members unless ALLOW_DUPLICATE."""

    def constant(name: str) -> Any:
        raise ValueError(f"unknown keyword {json.dumps(name)}")

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                raise ValueError(f'duplicate object attribute "{key}"')
            found[key] = value
        return found

    hook = None if form["ALLOW_DUPLICATE"] else members
    decode = json.JSONDecoder(parse_constant=constant, object_pairs_hook=hook).raw_decode

    def raw(text: str, at: int) -> tuple[Any, int]:
        try:
            return decode(text, at)
        except json.JSONDecodeError:
            raise
        except ValueError as cause:
            raise json.JSONDecodeError(str(cause), text, at) from cause

    return raw


def _documents(text: str, *, strip_array: bool, decode: _Decode) -> Iterator[str]:
    """The text of each document; with `strip_array` an outer array gives its elements."""
    at = _skip(text, 0, _SPACE)
    while at < len(text):
        if strip_array and text[at] == "[":
            at = yield from _elements(text, at, decode)
        else:
            end = decode(text, at)[1]
            yield text[at:end]
            at = end
        at = _skip(text, at, _SPACE + ",")


def _elements(text: str, at: int, decode: _Decode) -> Any:
    at = _skip(text, at + 1, _SPACE)
    while at < len(text) and text[at] != "]":
        end = decode(text, at)[1]
        yield text[at:end]
        at = _skip(text, end, _SPACE)
        if at < len(text) and text[at] == ",":
            at = _skip(text, at + 1, _SPACE)
        elif at >= len(text) or text[at] != "]":
            raise json.JSONDecodeError("expected ',' or ']'", text, min(at, len(text)))
    if at >= len(text):
        raise json.JSONDecodeError("unterminated array", text, at)
    return at + 1


def _skip(text: str, at: int, chars: str) -> int:
    while at < len(text) and text[at] in chars:
        at += 1
    return at
