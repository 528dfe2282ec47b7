"""Property lists: `KEY = value …`, separated by blanks, commas or newlines.

A value becomes a Python value: '…' and $$…$$ str as written, a bare word str in upper case, a dotted or quoted name str
as SQL, a number int or float, TRUE and FALSE bool, NULL None, (…) a tuple of values or, for (KEY = value …), a dict;
:bind, ? and $variable are what they hold now.
Invariant: nothing is passed over: a key that an object does not have is an error, and so is one given twice.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from ecomsim import errors
from ecomsim.names import ObjectName
from ecomsim.sqltext.cursor import Cursor
from ecomsim.sqltext.nodes import TagUse

TAGS = "WITH TAG"
"""The key of tags among the properties of a CREATE; nobody can write it as KEY = value."""

Reader = Callable[[Cursor], Any]
Clause = Callable[[Cursor, dict[str, Any]], bool]


def value(cursor: Cursor) -> Any:
    """One property value."""
    if cursor.at_string:
        return cursor.string()
    if cursor.at_number or cursor.at_any("-", "+"):
        return cursor.number()
    if cursor.at("("):
        return _bracketed(cursor)
    if cursor.at_any("?", ":", "$"):
        return cursor.looked_up()
    word = cursor.word()
    if word in ("TRUE", "FALSE", "NULL"):
        cursor.advance()
        return {"TRUE": True, "FALSE": False, "NULL": None}[word]
    if cursor.take("FULL"):  # a reserved word that is a value: REFRESH_MODE = FULL
        return "FULL"
    return value_of_name(cursor.name())


def value_of_name(name: ObjectName) -> str:
    """A bare word as its folded text, a dotted name as SQL that reads back the same."""
    return name.last if len(name.parts) == 1 else str(name)


def _bracketed(cursor: Cursor) -> Any:
    cursor.expect("(")
    if cursor.take(")"):
        return ()
    following = cursor.ahead()
    if following is not None and following.text == "=":
        pairs: dict[str, Any] = {}
        while not cursor.take(")"):
            key = cursor.identifier(reserved=True)
            cursor.expect("=")
            pairs[key] = value(cursor)
            cursor.take(",")
        return pairs
    items = [value(cursor)]
    while cursor.take(","):
        items.append(value(cursor))
    cursor.expect(")")
    return tuple(items)


def read_properties(
    cursor: Cursor,
    *,
    kind: str,
    known: Collection[str] | None,
    clause: Clause | None = None,
    readers: Mapping[str, Reader] | None = None,
    stops: Collection[str] = (),
) -> dict[str, Any]:
    """Read properties up to one of the words `stops`, a closing bracket or the end.

    known: the keys that `kind` has, None when the handler judges them. `clause` is asked first and may consume what
    is no KEY = value; readers: other ways to read the value of some keys. A key repeated in the same spelling is an
    error, in another spelling the last one wins (observed).
    """
    options: dict[str, Any] = {}
    spellings: set[str] = set()
    separated = False
    while not (cursor.at_end or cursor.at(")") or cursor.at_any(*stops)):
        separated = False
        if clause is None or not clause(cursor, options):
            key, spelling = cursor.word(), cursor.tokens[cursor.index].text
            following = cursor.ahead()
            if not key or following is None or following.text != "=":
                cursor.fail()
            if known is not None and key not in known:
                raise errors.compilation(1008, "42601", f"invalid property '{key}' for '{kind}'")
            if spelling in spellings:
                raise errors.compilation(1008, "42601", f"duplicate property '{key}';")
            spellings.add(spelling)
            cursor.advance()
            cursor.expect("=")
            options[key] = (readers or {}).get(key, value)(cursor)
        separated = cursor.take(",")
    if separated:
        cursor.fail()
    return options


def take_names(cursor: Cursor) -> tuple[str, ...]:
    """UNSET a, b …: property names, separated by commas or blanks."""
    names = [cursor.identifier(reserved=True)]
    while not cursor.at_end:
        cursor.take(",")
        names.append(cursor.identifier(reserved=True))
    return tuple(names)


def tag_uses(cursor: Cursor) -> tuple[TagUse, ...]:
    """a.b = 'x', …: up to a comma after which no tag with a value follows."""
    found: list[TagUse] = []
    while True:
        name = cursor.name()
        cursor.expect("=")
        found.append(TagUse(name=name, value=cursor.string()))
        comma = cursor.index
        if not cursor.take(","):
            return tuple(found)
        if not _tag_follows(cursor):
            cursor.index = comma
            return tuple(found)


def _tag_follows(cursor: Cursor) -> bool:
    distance = 1
    while (dot := cursor.ahead(distance)) is not None and dot.text == ".":
        distance += 2
    sign = cursor.ahead(distance)
    return sign is not None and sign.text == "="


def tag_list(cursor: Cursor) -> tuple[TagUse, ...]:
    """[WITH] TAG (a.b = 'x', …); () when it does not stand here."""
    if not (cursor.at("TAG", "(") or cursor.at("WITH", "TAG", "(")):
        return ()
    cursor.take("WITH")
    cursor.expect("TAG", "(")
    found = tag_uses(cursor)
    cursor.expect(")")
    return found


def tag_clause(cursor: Cursor, options: dict[str, Any]) -> bool:
    """[WITH] TAG (…): kept under the key TAGS for the handler to honour or refuse."""
    found = tag_list(cursor)
    if not found:
        return False
    if TAGS in options:
        cursor.fail()
    options[TAGS] = found
    return True
