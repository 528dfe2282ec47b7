"""Parity cases: SQL steps and what Snowflake answers, as plain text.

A case file opens with comment lines (`-- key: value`), then holds steps separated by blank lines:

    -- source: "Introduction to streams", stream columns
    -- fixture: acct

    UPDATE acct SET bal = 101 WHERE id = 1;

    SELECT id, bal, metadata$action FROM st ORDER BY id, bal;
    ----
    ID | BAL | METADATA$ACTION
    1 | 100 | DELETE
    1 | 101 | INSERT

    SELECT nope FROM acct;
    ----
    error 000904 (42000): invalid identifier 'NOPE'

A step without `----` must only succeed.  Rows are compared in order when the statement says ORDER BY, else as a
multiset; `*` matches any value, `~pattern` what the regular expression matches as a whole, and a last column `...`
stands for any further columns.  `-- session B` before a step runs it in another session; `-- advance 10 minutes` and
`-- advance to 2026-03-01 12:00:00` (UTC) move the clock.
Keys: source, case, fixture, needs (virtual clock), gap ("not yet: …" or "never: …"), recorded (when the answers were
taken from a real account, and its version).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

_HEADER = re.compile(r"--\s*(source|case|fixture|needs|gap|recorded)\s*:\s*(.*)", re.IGNORECASE)
_DIRECTIVE = re.compile(r"--\s*(session|advance)\s+(.+)", re.IGNORECASE)
_ERROR = re.compile(r"error(?:\s+(\d{6}|-\d+))?(?:\s+\((\w{5})\))?(?:\s*:\s*(.*))?\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Failure:
    """An expected error; `fragment` must be part of the message, parts that are None are not compared."""

    errno: int | None
    sqlstate: str | None
    fragment: str


@dataclass(frozen=True, slots=True)
class Rows:
    """An expected grid, rendered as text."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One statement. `line` is where it stands in its file; expected None: it must only succeed."""

    sql: str
    line: int
    session: str = "A"
    advance: str | None = None
    expected: Failure | Rows | None = None

    @property
    def ordered(self) -> bool:
        return re.search(r"\border\s+by\b", self.sql, re.IGNORECASE) is not None


@dataclass(frozen=True, slots=True)
class Case:
    path: Path
    steps: tuple[Step, ...]
    source: str = ""
    fixture: str = ""
    needs: str = ""
    gap: str = ""
    keys: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.area}/{self.path.stem}"

    @property
    def area(self) -> str:
        """The part of Snowflake that the case is about: its folder."""
        return self.path.parent.name


def read(path: Path) -> Case:
    """Parse a case file. Raises ValueError, with the place, for a text that is not a case."""
    return parse(path.read_text(encoding="utf-8"), path)


def parse(text: str, path: Path) -> Case:
    """A case from its text; `path` is what errors call it, and where its fixture is looked for."""
    lines = text.splitlines()
    keys: dict[str, str] = {}
    start = 0
    for start, line in enumerate(lines):  # noqa: B007 - the position is used after the loop
        match = _HEADER.match(line)
        if match:
            keys[match.group(1).lower()] = match.group(2).strip()
        elif (line.strip() and not line.startswith("--")) or _DIRECTIVE.match(line):
            break
    steps = tuple(_steps(lines, start, path))
    known = ("source", "fixture", "needs", "gap")
    return Case(path, steps, keys=keys, **{key: keys.get(key, "") for key in known})


def _steps(lines: list[str], start: int, path: Path) -> list[Step]:
    blocks: list[tuple[int, list[str]]] = []
    block: list[str] = []
    for number, line in enumerate(lines[start:], start=start + 1):
        if line.strip():
            if not block:
                blocks.append((number, block))
            block.append(line)
        else:
            block = []
    return [_step(number, block, path) for number, block in blocks if any(not _is_comment(each) for each in block)]


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("--") and line.strip() != "----" and _DIRECTIVE.match(line) is None


def _step(number: int, block: list[str], path: Path) -> Step:
    session, advance = "A", None
    sql: list[str] = []
    expected: Failure | Rows | None = None
    for position, line in enumerate(block):
        directive = _DIRECTIVE.match(line)
        if line.strip() == "----":
            expected = _expected(block[position + 1 :], path, number)
            break
        if directive and directive.group(1).lower() == "session":
            session = directive.group(2).strip()
        elif directive:
            advance = directive.group(2).strip()
        elif not _is_comment(line):
            sql.append(line)
    if not sql and advance is None:
        raise ValueError(f"{path}:{number}: a step without a statement")
    return Step("\n".join(sql).strip(), number, session, advance, expected)


def _expected(lines: list[str], path: Path, number: int) -> Failure | Rows:
    if not lines:
        raise ValueError(f"{path}:{number}: nothing is expected below ----")
    text = "\n".join(lines)
    match = _ERROR.match(text)
    if match and lines[0].startswith("error"):
        errno, sqlstate, fragment = match.groups()
        return Failure(int(errno) if errno else None, sqlstate, (fragment or "").strip())
    return Rows(_cells(lines[0]), tuple(_cells(line) for line in lines[1:]))


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.split(" | ")) if line.strip() != "(no columns)" else ()


def collect(folder: Path) -> list[Path]:
    """Every case file below `folder`, sorted; files whose name starts with _ are fixtures."""
    return sorted(path for path in folder.rglob("*.sql") if not path.name.startswith("_"))
