"""VARIANTs against a small model in Python: printing, types, casts, equality, order, paths, FLATTEN, reopened files."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ecomsim
from ecomsim.client.cursor import SnowflakeCursor as Cursor
from ecomsim.values.variant import MARK


@dataclass(frozen=True, slots=True)
class Double:
    """A FLOAT."""

    value: float


@dataclass(frozen=True, slots=True)
class Hole:
    """An element that is SQL NULL."""


@dataclass(frozen=True, slots=True)
class Null:
    """A JSON null."""


def written(value: Any) -> str:
    """The model's value as a Snowflake expression of type VARIANT."""
    match value:
        case Hole():
            return "NULL"
        case Null():
            return "PARSE_JSON('null')"
        case bool():
            return f"{value}::VARIANT"
        case Decimal():
            return f"({value:f})::VARIANT"
        case Double():
            return f"({value.value!r})::DOUBLE::VARIANT"
        case str():
            return f"{_text(value)}::VARIANT"
        case date():
            return f"'{value}'::DATE::VARIANT"
        case list():
            return f"ARRAY_CONSTRUCT({', '.join(map(written, value))})::VARIANT"
    pairs = ", ".join(f"{_text(key)}, {written(each)}" for key, each in value.items())
    return f"OBJECT_CONSTRUCT_KEEP_NULL({pairs})::VARIANT"


def _text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def shown(value: Any) -> str:
    """As TO_JSON gives it."""
    match value:
        case Hole():
            return "undefined"
        case Null():
            return "null"
        case bool():
            return str(value).lower()
        case Decimal():
            return _plain(value)
        case Double():
            return f"{value.value:.15e}"
        case str():
            return json.dumps(value, ensure_ascii=False)
        case date():
            return f'"{value}"'
        case list():
            return f"[{','.join(map(shown, value))}]"
    return "{" + ",".join(f"{shown(key)}:{shown(value[key])}" for key in sorted(value)) + "}"


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def as_text(value: Any) -> str | None:
    """As a cast to VARCHAR gives it."""
    match value:
        case Null():
            return None
        case Double():
            return f"{value.value:.15g}"
        case str():
            return value
        case date():
            return str(value)
    return shown(value)


def type_of(value: Any) -> str:
    match value:
        case Null():
            return "NULL_VALUE"
        case bool():
            return "BOOLEAN"
        case Decimal():
            return "DECIMAL" if "." in _plain(value) else "INTEGER"
        case Double():
            return "DOUBLE"
        case str():
            return "VARCHAR"
        case date():
            return "DATE"
        case list():
            return "ARRAY"
    return "OBJECT"


def same(value: Any) -> Any:
    """What equal values have in common: of a number its value."""
    match value:
        case bool():
            return ("boolean", value)
        case Decimal():
            return ("number", value)
        case Double():
            return ("number", Decimal(repr(value.value)))
        case list():
            return ("array", tuple(map(same, value)))
        case dict():
            return ("object", tuple((key, same(value[key])) for key in sorted(value)))
    return (type(value).__name__, value)


def element(value: Any, key: str | int) -> str | None:
    """TO_JSON of what a path of one step finds."""
    found: Any = Hole()
    if isinstance(value, dict) and isinstance(key, str):
        found = value.get(key, found)
    if isinstance(value, list) and isinstance(key, int) and key < len(value):
        found = value[key]
    return None if isinstance(found, Hole) else shown(found)


def flattened(value: Any) -> list[tuple[str | None, int | None, str]]:
    """KEY, INDEX and VALUE of the rows of FLATTEN."""
    if isinstance(value, dict):
        return [(key, None, shown(value[key])) for key in sorted(value)]
    if isinstance(value, list):
        return [(None, at, shown(each)) for at, each in enumerate(value) if not isinstance(each, Hole)]
    return []


_SCALARS = st.one_of(
    st.just(Null()),
    st.booleans(),
    st.decimals(-(10**12), 10**12, allow_nan=False, places=3),
    st.integers(-5, 5).map(Decimal),
    st.integers(-(10**37), 10**37).map(Decimal),
    st.sampled_from([Double(0.0), Double(1.0), Double(1.5), Double(-2.25), Double(1e300), Double(1e-7)]),
    st.sampled_from(
        ["", "a", "b", "it's", 'a "b"', "back\\slash", "é", "a.0", "1", "null", MARK + "u", "{", "line\nbreak"]
    ),
    st.sampled_from([date(2024, 2, 29), date(1969, 12, 31)]),
)
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.one_of(
        st.lists(st.one_of(inner, st.just(Hole())), max_size=3),
        st.dictionaries(st.sampled_from(["a", "b", "a b", "é", "$"]), inner, max_size=3),
    ),
    max_leaves=5,
)
_PROFILE = settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def fill(cursor: Cursor, values: list[Any]) -> None:
    """A table T with each value in a row."""
    rows = " UNION ALL ".join(f"SELECT {at}, {written(value)}" for at, value in enumerate(values))
    cursor.execute("CREATE OR REPLACE TABLE d.public.t (id INT, v VARIANT)")
    cursor.execute(f"INSERT INTO d.public.t {rows}")


def rows(cursor: Cursor, query: str) -> list[tuple[Any, ...]]:
    cursor.execute(query)
    return cursor.fetchall()


@_PROFILE
@given(st.lists(_VALUES, min_size=6, max_size=6))
def test_values_of_a_table(cursor: Cursor, values: list[Any]) -> None:
    fill(cursor, values)
    found = rows(
        cursor,
        "SELECT TO_JSON(v), TYPEOF(v), v::VARCHAR, TO_JSON(GET(v, 'a')), TO_JSON(v[0]), TO_JSON(v:\"a b\"), "
        "TO_JSON(GET(v, id % 3)) FROM d.public.t ORDER BY id",
    )
    assert found == [
        (shown(v), type_of(v), as_text(v), element(v, "a"), element(v, 0), element(v, "a b"), element(v, at % 3))
        for at, v in enumerate(values)
    ]


@_PROFILE
@given(st.lists(_VALUES, min_size=4, max_size=4))
def test_equality_and_groups(cursor: Cursor, values: list[Any]) -> None:
    values = values + values[:2]
    fill(cursor, values)
    groups = Counter(map(same, values))
    assert sorted(rows(cursor, "SELECT COUNT(*) FROM d.public.t GROUP BY v")) == sorted((n,) for n in groups.values())
    assert rows(cursor, "SELECT COUNT(DISTINCT v) FROM d.public.t") == [(len(groups),)]
    pairs = [(a, b) for a, x in enumerate(values) for b, y in enumerate(values) if same(x) == same(y)]
    assert rows(cursor, "SELECT a.id, b.id FROM d.public.t a JOIN d.public.t b ON a.v = b.v ORDER BY 1, 2") == pairs


@_PROFILE
@given(st.lists(_VALUES, min_size=5, max_size=5))
def test_order_and_elements(cursor: Cursor, values: list[Any]) -> None:
    fill(cursor, values)
    numbers = [same(each)[1] for each in values if isinstance(each, Decimal | Double)]
    texts = [each for each in values if isinstance(each, str)]
    ordered = rows(
        cursor,
        "SELECT id FROM d.public.t WHERE TYPEOF(v) IN ('INTEGER', 'DECIMAL', 'DOUBLE', 'VARCHAR') ORDER BY v",
    )
    by_id = [same(values[at])[1] for (at,) in ordered]
    assert by_id == sorted(numbers) + sorted(texts)
    found = rows(
        cursor,
        "SELECT id, f.key, f.index, TO_JSON(f.value) FROM d.public.t, LATERAL FLATTEN(v) f ORDER BY id, f.index, f.key",
    )
    assert found == [(at, *row) for at, each in enumerate(values) for row in flattened(each)]


@settings(_PROFILE, max_examples=2)
@given(st.lists(_VALUES, min_size=20, max_size=20))
def test_values_of_a_reopened_file(tmp_path: Path, values: list[Any]) -> None:
    path = tmp_path / "account.duckdb"
    path.unlink(missing_ok=True)
    with ecomsim.connect(path) as connection:
        cursor = connection.cursor()
        cursor.execute("CREATE DATABASE d")
        fill(cursor, values)
    with ecomsim.connect(path) as connection:
        found = rows(connection.cursor(), "SELECT TO_JSON(v), TYPEOF(v), v FROM d.public.t ORDER BY id")
    assert [row[:2] for row in found] == [(shown(v), type_of(v)) for v in values]
