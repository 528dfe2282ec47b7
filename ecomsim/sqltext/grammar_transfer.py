"""PUT and GET: statements that move files between this machine and a stage.

They are read without the tokenizer: `//` in file:// would be a comment. Every text is asked first whether it is one of
them, so this module imports their nodes only for one that is.
Source: spec/wire-protocol.md section 10.
"""

from __future__ import annotations

import re

from ecomsim import errors
from ecomsim.sqltext import nodes
from ecomsim.sqltext.cursor import position

STARTS = ("@", "snow://")
_TRANSFER = re.compile(r"(?>\s+|--[^\n]*\n|/\*.*?\*/)*+(PUT|GET)\s+", re.IGNORECASE | re.DOTALL)
_ITEM = re.compile(r"'((?:[^'\\]|\\.|'')*+)'|((?:\"[^\"]*\"|[^\s;'\"])++)")
_OPTION = re.compile(r"\s*(\w+)\s*=\s*('(?:[^']|'')*+'|[^\s;]+)")


def transfer(text: str) -> nodes.Statement | None:
    """PUT file://… place options, GET place file://… options; None for any other statement."""
    head = _TRANSFER.match(text)
    if head is None:
        return None
    body = text.rstrip().rstrip(";").rstrip()
    words = []
    at = head.end()
    for _ in range(2):
        found = _ITEM.match(body, at)
        if found is None:
            raise errors.syntax_error(*position(body, len(body)), "<EOF>")
        words.append(found.group(1).replace("''", "'") if found.group(1) is not None else found.group(2))
        at = found.end()
        while at < len(body) and body[at].isspace():
            at += 1
    options: dict[str, str] = {}
    while at < len(body):
        option = _OPTION.match(body, at)
        if option is None:
            raise errors.syntax_error(*position(body, at), body[at:].split()[0])
        options[option.group(1).upper()] = option.group(2).strip("'")
        at = option.end()
        while at < len(body) and body[at].isspace():
            at += 1
    if head.group(1).upper() == "PUT":
        return nodes.PutFiles(
            text=body.strip(), source=_local(words[0], body), location=_staged(words[1], body), options=options
        )
    return nodes.GetFiles(
        text=body.strip(), location=_staged(words[0], body), target=_local(words[1], body), options=options
    )


def _local(word: str, text: str) -> str:
    """A path after file://."""
    if not word.lower().startswith("file://"):
        raise errors.syntax_error(*position(text, text.find(word)), word)
    return word[len("file://") :]


def _staged(word: str, text: str) -> str:
    if not word.startswith(STARTS):
        raise errors.syntax_error(*position(text, text.find(word)), word)
    return word
