"""MATCH_CONDITION (…) of an ASOF JOIN, before sqlglot reads it: one comparison by order, nothing else.

Source: "ASOF JOIN", the errors among its examples.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlglot.tokens import Token, TokenType

from ecomsim import errors

_REFUSED = frozenset({TokenType.EQ, TokenType.NEQ, TokenType.AND, TokenType.OR})


def refused() -> errors.SnowflakeError:
    """010001: what MATCH_CONDITION may not be."""
    return errors.compilation(
        10001,
        "42601",
        "MATCH_CONDITION clause is invalid: Only comparison operators '>=', '>', '<=' and '<' are allowed. Keywords "
        "such as AND and OR are not allowed.",
    )


def check(tokens: Sequence[Token], closing: Mapping[int, int]) -> None:
    """Raises 010001 for `=`, AND and their like in MATCH_CONDITION (…). closing: opening bracket → its closing one."""
    for opening, end in closing.items():
        is_condition = opening and tokens[opening - 1].token_type is TokenType.MATCH_CONDITION
        if is_condition and any(token.token_type in _REFUSED for token in tokens[opening + 1 : end]):
            raise refused()
