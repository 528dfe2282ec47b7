"""The runner: a case against any backend, through a DB-API connection.

The case's steps are sent as they stand; only moving the clock needs a backend that has one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Context, Decimal, localcontext
from pathlib import Path
from typing import Any

from ecomsim.parity.cases import Case, Failure, Rows, Step, read


@dataclass(frozen=True, slots=True)
class Played:
    """One statement that was sent: what was expected and what came, as case files write it, and whether they agree."""

    step: Step
    expected: str
    actual: str
    agrees: bool

    def __str__(self) -> str:
        return f"line {self.step.line}: {self.step.sql}\nexpected:\n{self.expected}\nactual:\n{self.actual}"


def run(case: Case, connect: Callable[[], Any], advance: Callable[[str], None] | None = None) -> list[Played]:
    """Run a case and return the steps whose answers differ."""
    return [played for played in play(case, connect, advance) if not played.agrees]


def play(case: Case, connect: Callable[[], Any], advance: Callable[[str], None] | None = None) -> Iterator[Played]:
    """Run a case step by step; `connect` gives a fresh connection to the case's own schema, one per session it names.

    `advance` moves the backend's clock, or waits; a case that needs it must not be given a backend without one.
    """
    sessions: dict[str, Any] = {}
    try:
        for step in (*fixture_steps(case), *case.steps):
            if step.advance is not None:
                if advance is None:
                    raise ValueError(f"{case.name} moves the clock, which this backend has not got")
                advance(step.advance)
            if not step.sql:
                continue
            if step.session not in sessions:
                sessions[step.session] = connect()
            yield check(step, sessions[step.session])
    finally:
        for connection in sessions.values():
            connection.close()


def fixture_steps(case: Case) -> tuple[Step, ...]:
    """The steps of the fixture file `_<name>.sql` beside the case or in the folder above."""
    if not case.fixture:
        return ()
    for folder in (case.path.parent, case.path.parent.parent):
        path: Path = folder / f"_{case.fixture}.sql"
        if path.exists():
            return read(path).steps
    raise ValueError(f"{case.path}: no fixture _{case.fixture}.sql")


def check(step: Step, connection: Any) -> Played:
    """Run one step and compare."""
    cursor = connection.cursor()
    try:
        cursor.execute(step.sql)
        with localcontext(_DECIMALS):
            rows = cursor.fetchall() if cursor.description else []
        columns = tuple(column[0] for column in cursor.description or ())
    except Exception as error:  # the connector's errors differ by backend; what counts is number, state and text
        if not hasattr(error, "errno"):
            raise
        return _compare_error(step, error)
    finally:
        cursor.close()
    actual = grid(columns, rows)
    if step.expected is None:
        return Played(step, SUCCESS, text(actual), agrees=True)
    if isinstance(step.expected, Failure):
        return Played(step, describe(step.expected), text(actual), agrees=False)
    agrees = matches(step.expected, actual, ordered=step.ordered)
    return Played(step, text(step.expected), text(actual), agrees=agrees)


_DECIMALS = Context(prec=38)
"""The connector rounds a DECFLOAT to the digits of the thread's context: 28, unless somebody says otherwise."""

SUCCESS = "success"
"""What is expected of a step without an answer in its file."""


def _compare_error(step: Step, error: Any) -> Played:
    expected = step.expected
    message = plain_message(error)
    actual = f"error {int(error.errno or 0):06d} ({error.sqlstate}): {message}"
    if not isinstance(expected, Failure):
        return Played(step, SUCCESS if expected is None else text(expected), actual, agrees=False)
    agrees = (
        (expected.errno is None or expected.errno == error.errno)
        and (expected.sqlstate is None or expected.sqlstate == error.sqlstate)
        and " ".join(expected.fragment.split()) in " ".join(message.split())
    )
    return Played(step, describe(expected), actual, agrees=agrees)


_NUMBERED = re.compile(r"\A\d{6} \(\w{5}\): ")
_IDENTIFIED = re.compile(r"\s*\((?:request_id|sfqid)=[^)]*\)\Z")


def plain_message(error: Any) -> str:
    """The server's own words: without the number before them and the ids that a client puts behind them."""
    message = str(getattr(error, "raw_msg", None) or error.msg or error)
    return _IDENTIFIED.sub("", _NUMBERED.sub("", message))


def describe(failure: Failure) -> str:
    number = f" {failure.errno:06d}" if failure.errno is not None else ""
    state = f" ({failure.sqlstate})" if failure.sqlstate else ""
    return f"error{number}{state}: {failure.fragment}"


def grid(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Rows:
    """An answer rendered as case files write it."""
    return Rows(tuple(columns), tuple(tuple(render(value) for value in row) for row in rows))


def render(value: Any) -> str:
    """One value as text: NULL, TRUE, numbers with their scale, timestamps to milliseconds or as exact as they are."""
    match value:
        case None:
            return "NULL"
        case bool():
            return "TRUE" if value else "FALSE"
        case float():
            return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
        case Decimal():
            return format(value, "f")
        case datetime():
            digits = f"{value.microsecond:06d}"
            fraction = digits[:3] if digits.endswith("000") else digits
            zone = value.strftime(" %z") if value.tzinfo else ""
            return f"{value:%Y-%m-%d %H:%M:%S}.{fraction}{zone}"
        case date() | time():
            return value.isoformat()
        case bytes() | bytearray():
            return bytes(value).hex().upper()
        case str():
            return compact(value)
    return str(value)


def compact(value: str) -> str:
    """JSON that clients show indented, on one line; a line break in other text as \\n; an empty text as ''."""
    import json

    if value[:1] in "[{" and "\n" in value:
        try:
            json.loads(re.sub(r"(?m)^( *)undefined\b", r"\1null", value))  # no JSON's word, on a line of its own
        except ValueError:
            return value.replace("\n", "\\n")
        return re.sub(r'("(?:[^"\\]|\\.)*")|\s+', lambda found: found[1] or "", value)
    return value.replace("\n", "\\n").strip() or "''"


def matches(expected: Rows, actual: Rows, *, ordered: bool) -> bool:
    """Whether the grids agree; `*` stands for any value or column name, `~pattern` for what matches it as a whole."""
    if expected.columns[-1:] == ("...",):
        expected, actual = _leading(expected, len(expected.columns) - 1), _leading(actual, len(expected.columns) - 1)
    if len(expected.columns) != len(actual.columns) or not _row_matches(expected.columns, actual.columns):
        return False
    if len(expected.rows) != len(actual.rows):
        return False
    if ordered:
        return all(_row_matches(one, other) for one, other in zip(expected.rows, actual.rows, strict=True))
    left = list(actual.rows)
    for row in sorted(expected.rows, key=lambda cells: sum(cell[:1] in ("*", "~") for cell in cells)):
        found = next((other for other in left if _row_matches(row, other)), None)
        if found is None:
            return False
        left.remove(found)
    return True


def _leading(rows: Rows, width: int) -> Rows:
    return Rows(rows.columns[:width], tuple(row[:width] for row in rows.rows))


def _row_matches(expected: Sequence[str], actual: Sequence[str]) -> bool:
    return len(expected) == len(actual) and all(map(_cell_matches, expected, actual))


def _cell_matches(expected: str, actual: str) -> bool:
    if expected.startswith("~"):
        return re.fullmatch(expected[1:], actual, re.DOTALL) is not None
    return expected in ("*", actual)


def text(rows: Rows) -> str:
    """A grid as case files write it."""
    return "\n".join(" | ".join(row) or "(no columns)" for row in (rows.columns, *rows.rows))
