"""NTH_VALUE(…) FROM FIRST | LAST, before sqlglot reads it: from the first row is what it counts from anyway.

Source: "NTH_VALUE".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlglot.tokens import Token, TokenType

from ecomsim import errors

_FOLLOWING = ("OVER", "IGNORE", "RESPECT")


def counts_from(tokens: Sequence[Token], closing: Mapping[int, int], index: int) -> bool:
    """Whether FROM at `index`, after a closing bracket, and the word after it say from which end NTH_VALUE counts.
    closing: opening bracket → its closing one. Raises 000002 for FROM LAST.
    """
    direction, after = ([token.text.upper() for token in tokens[index + 1 : index + 3]] + ["", ""])[:2]
    if (
        direction not in ("FIRST", "LAST")
        or after not in _FOLLOWING
        or tokens[index - 1].token_type != TokenType.R_PAREN
    ):
        return False
    opening = next(start for start, end in closing.items() if end == index - 1)
    if not opening or tokens[opening - 1].text.upper() != "NTH_VALUE":
        return False
    if direction == "LAST":
        raise errors.unsupported("NTH_VALUE … FROM LAST")
    return True
