"""Split a text into statements.

Semicolons end a statement except inside '…', "…", $$…$$, comments (-- // /* */) and scripting blocks.  A block is a
statement that begins with DECLARE or with BEGIN followed by more than a transaction word, and the body of CREATE
PROCEDURE, FUNCTION, TASK or ALERT and of ALTER … MODIFY AS | ACTION when it begins so.  Source: spec/scripting.md
section 2.
Invariant: the pieces' texts stand in the source at their offsets; splitting never fails, an unfinished quote or block
runs to the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ecomsim.sqltext.cursor import position


@dataclass(frozen=True, slots=True)
class Piece:
    """One statement as written, without its semicolon; offset in characters, line from 1, column from 0."""

    text: str
    offset: int
    line: int
    column: int


_LEXEME = re.compile(
    r"""
      (?P<url> file://[^\s;]* )
    | (?P<skip> \s+ | --[^\n]* | //[^\n]* | /\*.*?(?:\*/|\Z) )
    | (?P<quoted> '(?:[^'\\]|\\.|'')*(?:'|\Z) | "(?:[^"]|"")*(?:"|\Z) | \$\$.*?(?:\$\$|\Z) )
    | (?P<word> [^\W\d][\w$]* )
    | (?P<other> [\d][\w.]* | . )
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)

_TRANSACTION = frozenset({"TRANSACTION", "WORK", "NAME"})
_OPENERS = frozenset({"IF", "FOR", "WHILE", "REPEAT", "LOOP"})
_BEFORE_BODY = frozenset({"AS", "THEN", "ACTION"})
_LOOPS = frozenset({"FOR", "WHILE", "LOOP", "REPEAT", "IF", "CASE"})


@dataclass(slots=True)
class _Lexeme:
    text: str  # upper case for words, ';', '(' …; '' for quoted text
    start: int
    end: int


def split(text: str) -> tuple[Piece, ...]:
    """The statements of `text` in order; empty ones are dropped."""
    lexemes = list(_lexemes(text))
    pieces = []
    for first, last in _statements(lexemes):
        if last > first:
            start, end = lexemes[first].start, lexemes[last - 1].end
            pieces.append(Piece(text[start:end], start, *position(text, start)))
    return tuple(pieces)


def is_ended(text: str) -> bool:
    """Whether a semicolon ends the last statement of `text`: one inside a block or a quotation does not."""
    lexemes = list(_lexemes(text))
    ends = [last for _, last in _statements(lexemes)]
    return bool(ends) and ends[-1] < len(lexemes)


def _statements(lexemes: list[_Lexeme]) -> Iterator[tuple[int, int]]:
    """Of each statement: the index of its first lexeme, and that of its semicolon (or the number of lexemes)."""
    first = 0
    while first < len(lexemes):
        last = _statement_end(lexemes, first)
        yield first, last
        first = last + 1


def _lexemes(text: str) -> Iterator[_Lexeme]:
    for match in _LEXEME.finditer(text):
        kind = match.lastgroup
        if kind == "skip":
            continue
        lexeme = "" if kind == "quoted" else match.group().upper()
        yield _Lexeme(lexeme, match.start(), match.end())


def _statement_end(lexemes: list[_Lexeme], first: int) -> int:
    """Index of the semicolon that ends the statement which starts at `first`, or the number of lexemes."""
    body = _body_start(lexemes, first)
    index = first
    while index < len(lexemes):
        if index == body:
            index = _block_end(lexemes, index)
            continue
        if lexemes[index].text == ";":
            return index
        index += 1
    return index


def _word(lexemes: list[_Lexeme], index: int) -> str:
    return lexemes[index].text if index < len(lexemes) else ""


def _opens_block(lexemes: list[_Lexeme], index: int) -> bool:
    word = _word(lexemes, index)
    if word == "DECLARE":
        return True
    following = _word(lexemes, index + 1)
    at_end = index + 1 >= len(lexemes)
    return word == "BEGIN" and not at_end and following != ";" and following not in _TRANSACTION


def _body_start(lexemes: list[_Lexeme], first: int) -> int:
    """Where a scripting block begins in the statement at `first`; -1 when it has none."""
    if _opens_block(lexemes, first):
        return first
    head = _word(lexemes, first)
    if head not in ("CREATE", "ALTER"):
        return -1
    kinds = {"PROCEDURE", "FUNCTION", "TASK", "ALERT"} if head == "CREATE" else {"TASK", "ALERT"}
    found = False
    for index in range(first + 1, len(lexemes)):
        word = lexemes[index].text
        if word == ";":
            return -1
        if not found and index - first <= 5:
            found = word in kinds
        elif found and word in _BEFORE_BODY and _word(lexemes, index - 1) not in ("EXECUTE",):
            if _opens_block(lexemes, index + 1):
                return index + 1
        elif not found:
            return -1
    return -1


def _block_end(lexemes: list[_Lexeme], start: int) -> int:
    """Index after the END (and its label) that closes the block at `start`."""
    depth = 0
    index = start
    in_declaration = False  # inside `name PROCEDURE … AS BEGIN … END` of a DECLARE section
    pending_do = 0  # FOR and WHILE wait for their DO or LOOP, which adds no level of its own
    statement_start = True
    while index < len(lexemes):
        word = lexemes[index].text if _word(lexemes, index - 1) != "." else ""
        if word == "AS" and depth == 0:
            in_declaration = _word(lexemes, index + 1) in ("BEGIN", "DECLARE")
            statement_start = in_declaration
        elif word == "BEGIN" and (statement_start or _word(lexemes, index - 1) == "AS"):
            if depth == 0 or _opens_block(lexemes, index):
                depth += 1
            statement_start = depth > 0 and _opens_block(lexemes, index)
        elif word == "CASE":
            depth += 1
            statement_start = False
        elif statement_start and word in _OPENERS and (word, _word(lexemes, index + 1)) != ("REPEAT", "("):
            depth += 1
            pending_do = 1 if word in ("FOR", "WHILE") else 0
            statement_start = word in ("REPEAT", "LOOP")
        elif pending_do and word in ("DO", "LOOP"):
            pending_do = 0
            statement_start = True
        elif word == "END":
            depth -= 1
            if _word(lexemes, index + 1) in _LOOPS:
                index += 1
            if depth <= 0 and not in_declaration:
                return index + 1
            in_declaration = in_declaration and depth > 0
            statement_start = False
        else:
            statement_start = word in (";", "THEN", "ELSE", "DECLARE")
        index += 1
    return index
