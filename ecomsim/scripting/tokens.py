"""Tokens of a block: what the tokenizer swallows after EXECUTE, CALL, FETCH … is read again.

sqlglot turns everything that follows such a word at the start of a statement into one opaque string; a block has many
statements, so each of these strings is tokenized by itself and put back with its place in the block.
"""

from __future__ import annotations

from sqlglot.tokens import Token, TokenType

from ecomsim.sqltext.cursor import SNOWFLAKE, position, tokenize, without_semicolon

_SWALLOWING = SNOWFLAKE.tokenizer_class.COMMANDS
_BEFORE = frozenset({TokenType.SEMICOLON, TokenType.BEGIN})


def of_block(text: str) -> list[Token]:
    """All tokens of a block, without the semicolons at its end."""
    raw = without_semicolon(tokenize(text))
    found: list[Token] = []
    index = 0
    while index < len(raw):
        token = raw[index]
        found.append(token)
        index += 1
        swallowed = (
            token.token_type in _SWALLOWING
            and len(found) > 1
            and found[-2].token_type in _BEFORE
            and index < len(raw)
            and raw[index].token_type is TokenType.STRING
        )
        if swallowed:
            index += 1
            end = raw[index].start if index < len(raw) else len(text)
            found.extend(_shifted(text, token.end + 1, end))
    return found


def _shifted(text: str, start: int, end: int) -> list[Token]:
    """The tokens of text[start:end] with their places in `text`."""
    shifted = []
    for token in tokenize(text[start:end]):
        line, column = position(text, token.start + start)
        shifted.append(Token(token.token_type, token.text, line, column, token.start + start, token.end + start, []))
    return shifted
