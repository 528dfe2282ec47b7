"""SQL statements inside a block: where one ends, which variables it names, what its INTO fills.

A statement stays text; the session parses it when it runs. Invariant: what is taken out is replaced by blanks, so that
places in the statement stay the same. Source: spec/scripting.md 2.3, 3.7, 3.8.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NoReturn

from sqlglot.tokens import Token

from ecomsim import errors
from ecomsim.scripting.nodes import Place, Sql
from ecomsim.scripting.scope import Scopes
from ecomsim.sqltext.cursor import Cursor, is_word

_TRANSACTION_WORDS = ("TRANSACTION", "WORK", "NAME", ";")


def read(at: Cursor, scopes: Scopes, block: Callable[[], object]) -> Sql:
    """The statement at the cursor, up to its semicolon or the bracket that closes around it; `block` reads a block."""
    first = at.index
    token = at.current
    _skip(at, block)
    if token is None or at.index == first:
        at.fail()
    text = at.source(first)
    tokens = at.tokens[first : at.index]
    into: tuple[str, ...] = ()
    if tokens[0].text.upper() in ("SELECT", "WITH", "CALL"):
        text, into = _without_into(text, tokens, scopes)
    references = tuple(
        dict.fromkeys(
            name
            for colon, token in pairwise(tokens)
            if colon.text == ":" and is_word(token) and scopes.kind(name := token.text.upper()) == "variable"
        )
    )
    return Sql(text=text, place=Place(token.line, token.col), references=references, into=into)


def begins_transaction(at: Cursor, distance: int = 0) -> bool:
    """Whether the BEGIN that is `distance` tokens away starts a transaction rather than a block."""
    token = at.ahead(distance + 1)
    return token is None or token.text.upper() in _TRANSACTION_WORDS


def unknown(name: str, token: Token) -> NoReturn:
    """000904 at `token`."""
    raise errors.invalid_identifier(name, token.line, token.col)


def _skip(at: Cursor, block: Callable[[], object]) -> None:
    """Move to the end of the statement; the body of a CREATE TASK may hold semicolons of its own."""
    start = at.index
    if at.at_any("CREATE", "ALTER"):
        while not at.at_end and not at.at(";"):
            if at.at("AS", "DECLARE") or (at.at("AS", "BEGIN") and not begins_transaction(at, 1)):
                at.advance()
                block()
                return
            at.advance()
        at.index = start
    at.skip_until(";")


def _without_into(text: str, tokens: Sequence[Token], scopes: Scopes) -> tuple[str, tuple[str, ...]]:
    """Blank out INTO :a, :b of a SELECT; the names it fills."""
    start = tokens[0].start
    depth = 0
    for index, token in enumerate(tokens):
        if token.text == "(":
            depth += 1
        elif token.text == ")":
            depth -= 1
        elif depth == 0 and is_word(token) and token.text.upper() == "INTO":
            stop, names = _targets(tokens, index + 1, scopes)
            first, last = token.start - start, tokens[stop - 1].end + 1 - start
            blank = "".join(c if c == "\n" else " " for c in text[first:last])
            return text[:first] + blank + text[last:], names
    return text, ()


def _targets(tokens: Sequence[Token], stop: int, scopes: Scopes) -> tuple[int, tuple[str, ...]]:
    """The variables listed from token `stop` on, and where their list ends."""
    names = []
    while stop < len(tokens):
        stop += tokens[stop].text == ":"
        name = tokens[stop].text.upper() if stop < len(tokens) else ""
        if scopes.kind(name) != "variable":
            unknown(name, tokens[min(stop, len(tokens) - 1)])
        names.append(name)
        stop += 1
        if stop >= len(tokens) or tokens[stop].text != ",":
            break
        stop += 1
    return stop, tuple(names)
