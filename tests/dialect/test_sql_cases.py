"""The measured SQL cases, run through the dialect alone.

cases.tsv holds one statement a line with the answer Snowflake gives; gaps.tsv names those this dialect gets wrong, with
the reason. A gap that starts to pass fails the run, so the list stays true.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from ecomsim import errors
from ecomsim.sqltext.nodes import CreateTable, Insert
from ecomsim.sqltext.parse import parse
from ecomsim.sqltext.split import split
from ecomsim.statements.result import arrow_type
from ecomsim.values.types import Column, SnowflakeType
from tests.dialect.harness import Bench

CASES = Path(__file__).parent.parent / "parity" / "sql" / "cases.tsv"
GAPS = Path(__file__).parent / "gaps.tsv"
AREAS = {
    "Numbers and types",
    "Conversion and coercion",
    "Strings",
    "Regular expressions",
    "Dates and times",
    "Conditional",
    "Semi-structured",
    "Aggregates",
    "Window functions",
    "Query syntax",
    "Generators, random, hash",
}


@dataclass(frozen=True)
class Case:
    number: int
    area: str
    setup: str
    sql: str
    expected: str


def read_cases() -> list[Case]:
    with CASES.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [
            Case(int(row["number"]), row["area"], row["setup"], row["sql"], row["expected"])
            for row in rows
            if row["area"] in AREAS and row["sql"].upper().startswith(("SELECT", "WITH", "VALUES"))
        ]


def read_gaps() -> dict[int, str]:
    with GAPS.open(encoding="utf-8", newline="") as file:
        return {
            int(row["number"]): row["reason"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        }


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench()


ALL = read_cases()
REASONS = read_gaps()


@pytest.mark.parametrize("case", ALL, ids=lambda case: str(case.number))
def test_case(case: Case, bench: Bench) -> None:
    problem = difference(case, bench)
    if case.number in REASONS:
        assert problem is not None, f"case {case.number} is listed as a gap but passes: remove it from gaps.tsv"
        pytest.xfail(REASONS[case.number])
    assert problem is None, f"{case.sql}\n{problem}"


def difference(case: Case, bench: Bench) -> str | None:
    """What is wrong with the answer to `case`, or None."""
    prepare(case.setup, bench)
    if case.expected == "error":
        try:
            rows = bench.shown(case.sql)
        except errors.SnowflakeError as error:
            return None if error.errno not in (2, 603) else f"wrong kind of error: {error}"
        return f"expected an error, got {rows}"
    try:
        bound, table = bench.arrow(case.sql)
        names, types = [column.name for column in bound.columns], bound.columns
        for column, found in zip(types, table.schema.types, strict=True):
            if found != arrow_type(column.type) and column.type.name not in ("TIMESTAMP_LTZ", "VECTOR"):
                return f"column {column.name} is {found} in Arrow, not {column.type}"
        if case.expected.startswith("columns: "):
            listed = ", ".join(names)
            return None if listed == case.expected.removeprefix("columns: ") else listed
        rows = bench.shown(case.sql)
    except errors.SnowflakeError as error:
        return f"{error} (cause: {error.__cause__})"
    if case.expected == "succeeds":
        return None
    if case.expected == "(no rows)":
        return None if not rows else str(rows)
    expected = case.expected.split("; ") if len(rows) != 1 else [case.expected]
    ordered = "ORDER BY" in case.sql.upper()
    return None if matches(rows, expected, [column.type for column in types], ordered) else render(rows)


def matches(
    rows: Sequence[tuple[str | None, ...]], expected: Sequence[str], types: Sequence[SnowflakeType], ordered: bool
) -> bool:
    if len(rows) != len(expected):
        return False
    if not ordered:
        rows = sorted(rows, key=str)
        expected = sorted(expected)
    return all(same_row(row, text, types) for row, text in zip(rows, expected, strict=True))


def same_row(row: tuple[str | None, ...], text: str, types: Sequence[SnowflakeType]) -> bool:
    if ", ".join(shown(value) for value in row) == text:
        return True
    parts = [text] if len(row) == 1 else re.split(r", (?![^\[{]*[\]}])", text)
    return len(parts) == len(row) and all(
        same_value(value, part, kind) for value, part, kind in zip(row, parts, types, strict=True)
    )


def same_value(value: str | None, text: str, kind: SnowflakeType) -> bool:
    if shown(value) == text or (value == "" and text == "''"):
        return True
    if value is None:
        return False
    if kind.name == "FLOAT":
        return is_number(text) and abs(float(value) - float(text)) <= 1e-9 * max(1.0, abs(float(text)))
    if kind.is_semi_structured or kind.name == "VECTOR":
        try:
            return bool(json.loads(value) == json.loads(text))
        except ValueError:
            return False
    return False


def is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def shown(value: str | None) -> str:
    return "NULL" if value is None else value


def render(rows: Sequence[tuple[str | None, ...]]) -> str:
    return "; ".join(", ".join(shown(value) for value in row) for row in rows)


def prepare(setup: str, bench: Bench) -> None:
    """The tables a case needs, made without the engine above the dialect."""
    for piece in split(setup):
        statement = parse(piece.text)
        if isinstance(statement, CreateTable):
            columns = [
                Column(definition.name, definition.type)
                for definition in statement.columns
                if definition.type is not None
            ]
            bench.table(statement.name.last, *columns)
        elif isinstance(statement, Insert):
            bench.insert(statement.target.last, statement.source)
        else:
            raise AssertionError(f"unexpected setup {piece.text}")
