"""What is wrong with a text that is no JSON, in the words of CHECK_JSON and of the error of PARSE_JSON.

Invariant: a position counts the characters read so far, from 1; what the reference does not show is no more than
"syntax error". Source: Snowflake reference, CHECK_JSON.
"""

from __future__ import annotations

import re

_TOKEN = re.compile(r"""\s*(?:("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|([A-Za-z_]\w*)|([-+.\w]+)|(.))""", re.DOTALL)
_OPENING = {"}": "{", "]": "["}


def fault(text: str) -> str:
    """The first thing that stands where it should not, and where."""
    open_brackets: list[str] = []
    last = ""
    for found in _TOKEN.finditer(text.rstrip()):
        word, sign = found[2], found[4]
        if word is not None and word.lower() not in ("true", "false", "null"):
            return f'unknown keyword "{word}", pos {found.end() + 1}'
        if sign in ("{", "["):
            open_brackets.append(sign)
        elif sign in ("}", "]"):
            missing = last == ":" or (sign == "]" and last == "{") or (sign == "}" and last == "[")
            if missing or not open_brackets or open_brackets.pop() != _OPENING[sign]:
                return f"misplaced {sign}, pos {found.end()}"
        elif sign == ":" and (last in ("", ":", "{", "[", ",") or not open_brackets or open_brackets[-1] == "["):
            return f"misplaced :, pos {found.end()}"
        last = sign or "value"
    return f"syntax error, pos {len(text.rstrip())}"
