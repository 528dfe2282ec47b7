"""XML as OBJECT: `@` is an element's name, `$` its content, `@name` each attribute.

Invariant: content is a scalar (number, boolean or text), one element, or an array of them, in document order; the name
is marked, by which an element is told from any other object (ecomsim/values/variant.py).
Source: Snowflake reference, PARSE_XML, XMLGET, CHECK_XML, TO_XML.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ecomsim.values import variant
from ecomsim.values.markup import escape

if TYPE_CHECKING:
    from xml.etree import ElementTree

_TAG = re.compile(r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<(/?)([A-Za-z_][^\s/>]*)[^>]*?(/?)>", re.DOTALL)
_INTEGER = re.compile(r"-?(0|[1-9]\d{0,17})$")
_DECIMAL = re.compile(r"-?(0|[1-9]\d*)\.\d+$")
_DOUBLE = re.compile(r"-?\d+(\.\d+)?[eE][+-]?\d+$")


def parse(text: str, as_text: str = "false") -> str | None:
    """The OBJECT of an XML document, as JSON. `as_text`: numbers and booleans stay text. Blank text is NULL."""
    from xml.etree import ElementTree

    if not text.strip():
        return None
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as cause:
        raise ValueError(f"[[100069|22P02|Error parsing XML: {cause}]]") from cause
    return variant.of_python(_element(root, as_text == "true"), str)


def check(text: str, as_text: str = "false") -> str | None:
    """NULL for well-formed XML, else what is wrong with it."""
    from xml.etree import ElementTree

    if not text.strip():
        return None
    try:
        ElementTree.fromstring(text)
    except ElementTree.ParseError as cause:
        return _unopened(text) or str(cause)
    return None


def _unopened(text: str) -> str | None:
    """The first closing tag that closes nothing, and where it ends."""
    open_tags: list[str] = []
    for tag in (found for found in _TAG.finditer(text) if found[2]):
        if tag[1] and (not open_tags or open_tags.pop() != tag[2]):
            return f"no opening tag for </{tag[2]}>, pos {tag.end()}"
        if not tag[1] and not tag[3]:
            open_tags.append(tag[2])
    return None


def get(element: str, tag: str, instance: str = "0") -> str | None:
    """The `instance`-th (from 0) child element named `tag`."""
    value = variant.load(element)
    if not isinstance(value, dict):
        return None
    content = value.get("$")
    children = content if isinstance(content, list) else [content]
    found = [child for child in children if isinstance(child, dict) and child.get("@") == _named(tag)]
    return variant.dumped(found[int(instance)]) if 0 <= int(instance) < len(found) else None


def render(value: str) -> str:
    """TO_XML: an element as it was, any other value in tags that name its type."""
    found = variant.load(value)
    return variant.element_text(found) if variant.is_element(found) else _tagged("SnowflakeData", found)


def _tagged(tag: str, value: Any) -> str:
    """A value with what TYPEOF says of it; an element inside of another value is of type XML."""
    if value is None:
        return f'<{tag} type="NULL_VALUE" xsi:nil="true"/>'
    if variant.is_element(value):
        kind, inner = "XML", variant.element_text(value)
    elif isinstance(value, dict):
        kind, inner = "OBJECT", "".join(_tagged(key, value[key]) for key in sorted(value))
    elif isinstance(value, list):
        kind, inner = "ARRAY", "".join(_tagged("e", each) for each in value)
    elif isinstance(value, bool):
        kind, inner = "BOOLEAN", str(value).lower()
    elif isinstance(value, variant.Number):
        kind, inner = ("DECIMAL" if "." in value else "INTEGER"), str(value)
    elif value.startswith(variant.MARK):
        kind, inner = _marked(value)
    else:
        kind, inner = "VARCHAR", escape(value)
    return f'<{tag} type="{kind}">{inner}</{tag}>'


def _marked(value: str) -> tuple[str, str]:
    """Type and text of what JSON has not. A local time would need the time zone of the session."""
    for kind, what in (
        (variant.LTZ, "a TIMESTAMP_LTZ"),
        (variant.UNDEFINED, "an array with elements that are not there"),
    ):
        if value[1] == kind:
            raise ValueError(f"[[2|0A000|Unsupported feature 'TO_XML of {what}'.]]")
    return variant.type_of(f'"{value}"'), escape(str(variant.text(value, "UTC")))


def _named(tag: str) -> variant.Content:
    return variant.Content(variant.MARK + variant.NAME + tag)


def _element(node: ElementTree.Element, as_text: bool) -> dict[str, Any]:
    content: list[Any] = []
    if node.text and node.text.strip():
        content.append(_scalar(node.text, as_text))
    for child in node:
        content.append(_element(child, as_text))
        if child.tail and child.tail.strip():
            content.append(_scalar(child.tail, as_text))
    found: dict[str, Any] = {"@": _named(node.tag)}
    found.update({f"@{name}": _scalar(value, as_text) for name, value in node.attrib.items()})
    found["$"] = "" if not content else content[0] if len(content) == 1 else content
    return found


def _scalar(text: str, as_text: bool) -> Any:
    text = text.strip()
    if as_text:
        return text
    if _INTEGER.match(text):
        return int(text)
    if _DECIMAL.match(text):
        return Decimal(text)
    if _DOUBLE.match(text):
        return variant.Content(variant.MARK + variant.DOUBLE + repr(float(text)))
    return {"true": True, "false": False}.get(text, text)
