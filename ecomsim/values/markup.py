"""Elements of XML as text, from the objects that stand for them inside of a VARIANT.

An element is a dict: the member `@` its marked name, `$` its content, `@name` an attribute. Invariant: what is written
is well-formed, and reading it gives the same element. `text` writes a scalar. Python's own `xml.sax.saxutils` would
import a client of HTTP and TLS, whenever an account is opened.
Source: Snowflake documentation, PARSE_XML and XMLGET (examples).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

Element = dict[str, Any]
Text = Callable[[Any], str]


def escape(text: str) -> str:
    """Text as it stands between two tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _quoted(text: str) -> str:
    """Text as the value of an attribute. A reader would make blanks of line breaks and tabs that stand there bare."""
    text = escape(text).replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;")
    return f"'{text}'" if '"' in text and "'" not in text else '"' + text.replace('"', "&quot;") + '"'


def compact(element: Element, text: Text) -> str:
    """An element on one line, as TO_VARCHAR gives it."""
    inner = [compact(each, text) if isinstance(each, dict) else escape(text(each)) for each in _content(element)]
    return f"{_opening(element, text)}{''.join(inner)}</{_name(element)}>"


def pretty(element: Element, text: Text) -> str:
    """An element as clients show it: what it holds on lines of its own, unless that is one text."""
    return "\n".join(_lines(element, text, ""))


def _lines(element: Element, text: Text, pad: str) -> Iterator[str]:
    content = _content(element)
    if not any(isinstance(each, dict) for each in content):
        yield pad + compact(element, text)
        return
    yield pad + _opening(element, text)
    for each in content:
        yield from _lines(each, text, pad + "  ") if isinstance(each, dict) else [f"{pad}  {escape(text(each))}"]
    yield f"{pad}</{_name(element)}>"


def _content(element: Element) -> list[Any]:
    content = element.get("$", "")
    return content if isinstance(content, list) else [content]


def _opening(element: Element, text: Text) -> str:
    attributes = [f" {key[1:]}={_quoted(text(element[key]))}" for key in sorted(element) if key[1:] and key[0] == "@"]
    return f"<{_name(element)}{''.join(attributes)}>"


def _name(element: Element) -> str:
    """The name without its mark, which is two characters."""
    return str(element["@"])[2:]
