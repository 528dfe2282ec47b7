"""Patterns of rows: the regular expression of MATCH_RECOGNIZE over rows that each satisfy some of its symbols.

A row is a text of 0 and 1, one for each symbol; the rows of a partition stand behind each other, between commas. The
pattern becomes a small program that is run with backtracking: what comes first in the pattern is preferred, greedy
unless a `?` follows the quantifier. Invariant: no place of the program is tried twice at one row of one attempt, so a
match is found in (rows × program) steps and a loop over nothing ends.
Source: Snowflake reference, "MATCH_RECOGNIZE", PATTERN and AFTER MATCH SKIP.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations
from typing import Any

_TOKEN = re.compile(
    r'\s*(?:("(?:[^"]|"")*")|([^\W\d][\w$]*)|(\{-)|(-\})|(\{\s*\d*\s*(?:,\s*\d*)?\s*\}\??)|(.))', re.DOTALL
)
_LONGEST = 20_000

Instruction = tuple[Any, ...]
"""("row", symbol, excluded) | ("split", preferred, other) | ("jump", to) | ("first",) | ("last",) | ("done",)."""


class PatternError(ValueError):
    """A pattern that cannot be read; the message is the culprit."""


@dataclass(slots=True)
class _Reader:
    tokens: list[str]
    symbols: list[str]
    at: int = 0
    excluded: bool = False

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, wanted: str | None = None) -> str:
        token = self.peek()
        if not token or (wanted is not None and token != wanted):
            raise PatternError(token or "end of the pattern")
        self.at += 1
        return token

    def alternatives(self) -> tuple[Any, ...]:
        branches = [self.sequence()]
        while self.peek() == "|":
            self.take()
            branches.append(self.sequence())
        return branches[0] if len(branches) == 1 else ("any", branches)

    def sequence(self) -> tuple[Any, ...]:
        parts: list[tuple[Any, ...]] = []
        while self.peek() not in ("", "|", ")", "-}", ","):
            parts.append(self.repeated(self.atom()))
        return ("all", parts)

    def atom(self) -> tuple[Any, ...]:
        token = self.take()
        if token == "(":
            inner = self.alternatives()
            self.take(")")
            return inner
        if token == "{-":
            outside, self.excluded = self.excluded, True
            inner = self.alternatives()
            self.take("-}")
            self.excluded = outside
            return inner
        if token in ("^", "$"):
            return ("first" if token == "^" else "last",)
        if token.upper() == "PERMUTE" and self.peek() == "(":
            return self.permutation()
        if not (token[0].isalpha() or token[0] in '_"'):
            raise PatternError(token)
        return ("row", self.symbol(token), self.excluded)

    def symbol(self, token: str) -> int:
        name = token[1:-1].replace('""', '"') if token.startswith('"') else token.upper()
        if name not in self.symbols:
            self.symbols.append(name)
        return self.symbols.index(name)

    def permutation(self) -> tuple[Any, ...]:
        self.take("(")
        parts = [self.alternatives()]
        while self.peek() == ",":
            self.take()
            parts.append(self.alternatives())
        self.take(")")
        return ("any", [("all", list(order)) for order in permutations(parts)])

    def repeated(self, part: tuple[Any, ...]) -> tuple[Any, ...]:
        token = self.peek()
        if token in ("*", "+", "?"):
            self.take()
            fewest, most = (1 if token == "+" else 0), (1 if token == "?" else None)
            reluctant = self.peek() == "?"
            if reluctant:
                self.take()
        elif token.startswith("{") and token != "{-":
            self.take()
            reluctant = token.endswith("?")
            low, comma, high = token.rstrip("?").strip("{} ").partition(",")
            if not low.strip() and not high.strip():
                raise PatternError(token)
            fewest = int(low) if low.strip() else 0
            most = (int(high) if high.strip() else None) if comma else fewest
        else:
            return part
        return ("times", part, fewest, most, reluctant)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern. symbols: by number, those given first; empty: it can match no rows at all."""

    program: tuple[Instruction, ...]
    symbols: tuple[str, ...]
    empty: bool


@lru_cache(maxsize=256)
def compiled(text: str, defined: tuple[str, ...]) -> Pattern:
    """PatternError for what is no pattern."""
    tokens = [next(part for part in match.groups() if part) for match in _TOKEN.finditer(text.strip())]
    reader = _Reader(tokens, list(defined))
    tree = reader.alternatives()
    if reader.at < len(tokens) or not tokens:
        raise PatternError(reader.peek() or "end of the pattern")
    program: list[Instruction] = []
    _emit(tree, program)
    program.append(("done",))
    return Pattern(tuple(program), tuple(reader.symbols), _can_be_empty(tree))


def _emit(tree: tuple[Any, ...], program: list[Instruction]) -> None:
    if len(program) > _LONGEST:
        raise PatternError("a pattern this long")
    match tree:
        case ("all", parts):
            for part in parts:
                _emit(part, program)
        case ("any", branches):
            ends = []
            for branch in branches[:-1]:
                split = len(program)
                program.append(())
                _emit(branch, program)
                ends.append(len(program))
                program.append(())
                program[split] = ("split", split + 1, len(program))
            _emit(branches[-1], program)
            for end in ends:
                program[end] = ("jump", len(program))
        case ("times", part, fewest, most, reluctant):
            for _ in range(fewest):
                _emit(part, program)
            splits = []
            if most is None:
                splits.append(len(program))
                program.append(())
                _emit(part, program)
                program.append(("jump", splits[0]))
            for _ in range(fewest, most or 0):
                splits.append(len(program))
                program.append(())
                _emit(part, program)
            for split in splits:
                ways = (split + 1, len(program))
                program[split] = ("split", *(reversed(ways) if reluctant else ways))
        case _:
            program.append(tree)


def _can_be_empty(tree: tuple[Any, ...]) -> bool:
    match tree:
        case ("all", parts):
            return all(map(_can_be_empty, parts))
        case ("any", branches):
            return any(map(_can_be_empty, branches))
        case ("times", part, fewest, _, _):
            return fewest == 0 or _can_be_empty(part)
        case ("row", *_):
            return False
    return True


def _attempt(pattern: Pattern, rows: list[str], start: int) -> list[tuple[int, int, bool]] | None:
    """The rows of the match that begins at `start`, each with its symbol and whether it is excluded; None for none."""
    seen: set[tuple[int, int]] = set()
    waiting: list[tuple[int, int, Any]] = [(0, start, None)]  # the way so far is a chain, from its end
    while waiting:
        place, row, way = waiting.pop()
        if (place, row) in seen:
            continue
        seen.add((place, row))
        match pattern.program[place]:
            case ("row", symbol, excluded):
                if row < len(rows) and rows[row][symbol] == "1":
                    waiting.append((place + 1, row + 1, (way, row, symbol, excluded)))
            case ("split", preferred, other):
                waiting += [(other, row, way), (preferred, row, way)]
            case ("jump", to):
                waiting.append((to, row, way))
            case ("first",):
                if row == 0:
                    waiting.append((place + 1, row, way))
            case ("last",):
                if row == len(rows):
                    waiting.append((place + 1, row, way))
            case _:
                found = []
                while way is not None:
                    way, taken, symbol, excluded = way
                    found.append((taken, symbol, excluded))
                return found[::-1]
    return None


def matches(partition: str, pattern: str, symbols: str, skip: str) -> str:
    """All matches of a partition: [[match, row, symbol, row of the match, rows of the match, excluded], …].

    Numbers count from 1; an empty match is one entry without symbol whose row of the match is 0. skip: PAST, NEXT,
    FIRST x or LAST x.
    """
    rows = partition.split(",")
    plan = compiled(pattern, tuple(json.loads(symbols)))
    kind, _, target = skip.partition(" ")
    found: list[list[Any]] = []
    start, number = 0, 0
    while start < len(rows):
        taken = _attempt(plan, rows, start)
        if taken is None:
            start += 1
            continue
        number += 1
        if not taken:
            found.append([number, start + 1, None, 0, 0, False])
            start += 1
            continue
        found += [
            [number, row + 1, plan.symbols[symbol], place, len(taken), excluded]
            for place, (row, symbol, excluded) in enumerate(taken, start=1)
        ]
        start = _next_start(kind, target, plan, taken, start)
    return json.dumps(found, separators=(",", ":"))


def _next_start(kind: str, target: str, plan: Pattern, taken: list[tuple[int, int, bool]], start: int) -> int:
    if kind == "PAST":
        return taken[-1][0] + 1
    if kind == "NEXT":
        return start + 1
    places = [row for row, symbol, _ in taken if plan.symbols[symbol] == target]
    following = (places[0] if kind == "FIRST" else places[-1]) if places else start
    if following == start:
        raise ValueError(f"[[100357|22023|AFTER MATCH SKIP TO {kind} {target} goes to no later row of the match]]")
    return following


TABLE = {"row_matches": matches}
"""By the name under which DuckDB calls them."""
