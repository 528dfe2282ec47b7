"""Tokens for which others stand: escapes of ODBC and JDBC, keys after a subscript, a cast of a bind, TABLE t.

`{fn f(x)}` is `(f(x))`, `{d '…'}`, `{t '…'}` and `{ts '…'}` are DATE, TIME and TIMESTAMP '…', `v[0].key` is `v[0]:key`,
and `?::` is a bind and a cast, which sqlglot takes for another dialect's operator.  Invariant: every token keeps the
place in the text of the one it came from.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot.tokens import Token, TokenType

T = TokenType

_DATED = {"D": T.DATE, "T": T.TIME, "TS": T.TIMESTAMP}
_TEXTS = frozenset({T.STRING, T.RAW_STRING})
_SPELLED = frozenset({T.QDCOLON, T.L_BRACE, T.R_BRACKET})


def plain(tokens: Sequence[Token]) -> list[Token]:
    """The tokens in Snowflake's own spelling."""
    if not any(token.token_type in _SPELLED for token in tokens):
        return list(tokens)
    found: list[Token] = []
    escapes: list[bool] = []  # of each open brace, whether it is {fn …}
    skipped = -1
    for index, token in enumerate(tokens):
        kind = token.token_type
        if index <= skipped:
            continue
        if kind is T.QDCOLON:
            found += _bind_and_cast(token)
        elif kind is T.L_BRACE:
            word, *kinds = _following(tokens, index)
            if word in _DATED and kinds[0] in _TEXTS and kinds[1] is T.R_BRACE:
                found += [_as(tokens[index + 1], _DATED[word], _DATED[word].name), tokens[index + 2]]
                skipped = index + 3
                continue
            escapes.append(word == "FN" and kinds[0] is not T.COLON)
            skipped = index + 1 if escapes[-1] else skipped
            found.append(_as(token, T.L_PAREN, "(") if escapes[-1] else token)
        elif kind is T.R_BRACE and escapes:
            found.append(_as(token, T.R_PAREN, ")") if escapes.pop() else token)
        elif kind is T.DOT and found and found[-1].token_type is T.R_BRACKET:
            found.append(_as(token, T.COLON, ":"))
        else:
            found.append(token)
    return found


def whole_table(token: Token) -> list[Token]:
    """TABLE at the beginning of a statement: `TABLE t …` is `SELECT * FROM t …`."""
    return [_as(token, T.SELECT, "SELECT"), _as(token, T.STAR, "*"), _as(token, T.FROM, "FROM")]


def _following(tokens: Sequence[Token], index: int) -> tuple[str, TokenType | None, TokenType | None]:
    """The word after an opening brace, and the kinds of the two tokens after that."""
    word, text, end = [*tokens[index + 1 : index + 4], None, None, None][:3]
    return word.text.upper() if word else "", text.token_type if text else None, end.token_type if end else None


def _as(token: Token, kind: TokenType, text: str) -> Token:
    return Token(kind, text, token.line, token.col, token.start, token.end)


def _bind_and_cast(token: Token) -> list[Token]:
    line, col, start = token.line, token.col, token.start
    return [
        Token(T.PLACEHOLDER, "?", line, col, start, start),
        Token(T.DCOLON, "::", line, col + 1, start + 1, start + 2),
    ]
