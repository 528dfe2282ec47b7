"""Types inside queries: what of them sqlglot does not read is put into words that it does.

Invariant: NOT_NULL_TYPE stands for what Snowflake's text says by other means, and has no word of Snowflake's itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlglot import exp
from sqlglot.tokens import Token, TokenType

T = TokenType

NOT_NULL_TYPE = exp.DType.HLLSKETCH
"""The last element type of ARRAY(… NOT NULL) and MAP(…, … NOT NULL), and the only one of OBJECT()."""

_MARK = T.HLLSKETCH
_NESTED = frozenset({"ARRAY", "OBJECT", "MAP"})


def copied(
    token: Token, *, kind: TokenType | None = None, text: str | None = None, comments: list[str] | None = None
) -> Token:
    """The token with another kind, text or comments, at the same place."""
    return Token(
        kind or token.token_type,
        token.text if text is None else text,
        token.line,
        token.col,
        token.start,
        token.end,
        comments or [],
    )


def inside(source: Sequence[Token], index: int, name: str) -> list[Token] | None:
    """What token `index` becomes in the brackets of type `name`; None where they must not be empty."""
    token, kind = source[index], source[index].token_type
    if name in ("ARRAY", "MAP"):
        if kind is T.NOT and source[index + 1].token_type is T.NULL:
            return [copied(token, kind=T.COMMA, text=",")]
        if kind is T.NULL and source[index - 1].token_type is T.NOT:
            return [copied(token, kind=_MARK)]
    if kind is T.L_PAREN and name in _NESTED and source[index + 1].token_type is T.R_PAREN:
        return [token, copied(token, kind=_MARK)] if name == "OBJECT" else None
    return [token]


def ends_nested_type(source: Sequence[Token], match: Mapping[int, int], index: int) -> bool:
    """Whether token `index` is the last of ::ARRAY, ::OBJECT(…) or the like. match: opening to closing bracket."""
    opening = next((first for first, last in match.items() if last == index), index + 1)
    is_nested = source[opening - 1].text.upper() in _NESTED
    return is_nested and opening > 1 and source[opening - 2].token_type is T.DCOLON


def apart(token: Token) -> list[Token]:
    """A `<` after such a type, which sqlglot would read as ARRAY<…>: a cast that the tree loses again is between."""
    return [copied(token, kind=T.DCOLON, text="::"), copied(token, kind=_MARK), token]
