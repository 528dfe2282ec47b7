"""XML as VARIANT: `@` is an element's name, `$` its content, `@name` each attribute.

Invariant: content is a scalar (number, boolean or text), one element, or an array of them, in document order.
Source: Snowflake reference, PARSE_XML, XMLGET, CHECK_XML.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

from ecomsim import variant

_INTEGER = re.compile(r"-?(0|[1-9]\d{0,17})$")
_DECIMAL = re.compile(r"-?(0|[1-9]\d*)\.\d+$")


def parse(text: str, as_text: str = "false") -> str | None:
    """The VARIANT of an XML document, as JSON. Blank text is NULL."""
    if not text.strip():
        return None
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as cause:
        raise ValueError(f"[[100069|22P02|Error parsing XML: {cause}]]") from cause
    return variant.of_python(_element(root, as_text == "true"), str)


def check(text: str) -> str | None:
    """NULL for well-formed XML, else what is wrong with it."""
    if not text.strip():
        return None
    try:
        ElementTree.fromstring(text)
    except ElementTree.ParseError as cause:
        return str(cause)
    return None


def get(element: str, tag: str, instance: str = "0") -> str | None:
    """The `instance`-th (from 0) child element named `tag`."""
    value = json.loads(element)
    if not isinstance(value, dict):
        return None
    content = value.get("$")
    children = content if isinstance(content, list) else [content]
    found = [child for child in children if isinstance(child, dict) and child.get("@") == tag]
    return _dump(found[int(instance)]) if 0 <= int(instance) < len(found) else None


def _element(node: ElementTree.Element, as_text: bool) -> dict[str, Any]:
    content: list[Any] = []
    if node.text and node.text.strip():
        content.append(_scalar(node.text, as_text))
    for child in node:
        content.append(_element(child, as_text))
        if child.tail and child.tail.strip():
            content.append(_scalar(child.tail, as_text))
    found: dict[str, Any] = {"@": node.tag}
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
    return {"true": True, "false": False}.get(text, text)


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
