"""Binding against the connector itself: the same Python value must become the same literal."""

from __future__ import annotations

import time as time_module
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest
from snowflake.connector._internal.binding_converters import ClientSideBindingConverter

from ecomsim.client import binding
from ecomsim.errors import InterfaceError, ProgrammingError

SAME_AS_CONNECTOR: list[Any] = [
    None,
    True,
    False,
    0,
    -17,
    10**30,
    1.5,
    1e300,
    Decimal("12.3400"),
    "",
    "it's",
    'quote " and \\ and \n new\r line',
    "percent % and $$",
    "é 漢 🎉",
    b"",
    b"\x00\xff",
    bytearray(b"ab"),
    date(2026, 1, 2),
    datetime(2026, 1, 2, 3, 4, 5),
    datetime(2026, 1, 2, 3, 4, 5, 678),
    datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=timezone(timedelta(hours=-5, minutes=-30))),
    time(3, 4, 5),
    time(3, 4, 5, 6),
    timedelta(hours=30, seconds=1),
    timedelta(seconds=1, microseconds=5),
    [1, 2, 3],
    ["a", "b'c", None],
    time_module.struct_time((2026, 1, 2, 3, 4, 5, 4, 2, -1)),
    np.int64(7),
    np.float64(2.5),
]


@pytest.mark.parametrize("value", SAME_AS_CONNECTOR, ids=repr)
def test_literal_is_the_connectors(value: Any) -> None:
    assert binding.literal(value) == ClientSideBindingConverter.process_single_param(value)


def test_values_the_connector_would_send_broken_are_valid_here() -> None:
    assert binding.literal(float("nan")) == "'NaN'::FLOAT"
    assert binding.literal(float("-inf")) == "'-inf'::FLOAT"
    assert binding.literal(pd.NaT) == "NULL"
    assert binding.literal(np.datetime64("2026-01-02T03:04:05")) == "'2026-01-02 03:04:05'"
    assert binding.literal(pd.Timestamp("2026-01-02 03:04:05.5")) == "'2026-01-02 03:04:05.500000'"


def test_an_unknown_type_is_refused_with_the_connectors_number() -> None:
    with pytest.raises(ProgrammingError) as caught:
        binding.literal(object())
    assert caught.value.errno == 255001


def test_interpolation_by_position_and_by_name() -> None:
    assert binding.interpolate("SELECT %s, %s", (1, "a")) == "SELECT 1, 'a'"
    assert binding.interpolate("SELECT %(x)s", {"x": None}) == "SELECT NULL"
    assert binding.interpolate("SELECT %s", 5) == "SELECT 5"


def test_without_parameters_percent_signs_stay() -> None:
    assert binding.interpolate("SELECT 5 % 2, '%s'", None) == "SELECT 5 % 2, '%s'"
    assert binding.interpolate("SELECT '%'", ()) == "SELECT '%'"


def test_with_parameters_a_doubled_percent_is_one() -> None:
    assert binding.interpolate("SELECT '10%%', %s", (1,)) == "SELECT '10%', 1"


@pytest.mark.parametrize("parameters", [(1,), (1, 2, 3), {"a": 1}])
def test_parameters_that_do_not_fit(parameters: Any) -> None:
    with pytest.raises(InterfaceError, match="do not fit"):
        binding.interpolate("SELECT %s, %s" if not isinstance(parameters, dict) else "SELECT %(b)s", parameters)


def test_datetimes_are_bound_without_a_zone_unless_hinted() -> None:
    naive = datetime(2026, 1, 1, 12)
    aware = datetime(2026, 1, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    assert binding.positional([naive, aware]) == (naive, datetime(2026, 1, 1, 10))
    (instant,) = binding.positional([("timestamp_ltz", aware)])
    assert instant == aware
    assert instant.utcoffset() == timedelta(0)


def test_type_hints_convert() -> None:
    assert binding.positional([("TEXT", 5), ("REAL", 1), ("FIXED", "1.50"), ("DATE", None)]) == (
        "5",
        1.0,
        Decimal("1.50"),
        None,
    )
    with pytest.raises(ProgrammingError, match="VECTOR"):
        binding.positional([("VECTOR", 1)])


def test_positional_binds_refuse_a_mapping() -> None:
    with pytest.raises(ProgrammingError, match="by name"):
        binding.positional({"a": 1})


def test_rows_of_executemany_become_columns() -> None:
    aware = datetime(2026, 1, 1, tzinfo=UTC)
    assert binding.columns_of([(1, "a", aware), [2, None, None]]) == [
        [1, 2],
        ["a", None],
        [datetime(2026, 1, 1), None],
    ]


def test_a_column_of_mixed_types_is_sent_as_text() -> None:
    assert binding.columns_of([(1, 1), (Decimal("2.5"), "x"), (3, None), (4, True)]) == [
        [1, Decimal("2.5"), 3, 4],
        ["1", "x", None, "true"],
    ]


def test_rows_of_different_length_are_refused() -> None:
    with pytest.raises(InterfaceError, match="row 2 has 1 values, the first has 2"):
        binding.columns_of([(1, 2), (1,)])


@pytest.mark.parametrize(
    ("sql", "rows", "expected"),
    [
        ("INSERT INTO t VALUES (%s, %s)", [(1, "a"), (2, "b")], "INSERT INTO t VALUES (1, 'a'),(2, 'b')"),
        (
            "insert into t (a) values (PARSE_JSON(%(a)s), ')')",
            [{"a": "{}"}, {"a": "[]"}],
            "insert into t (a) values (PARSE_JSON('{}'), ')'),(PARSE_JSON('[]'), ')')",
        ),
        (
            "/* note */ INSERT INTO t SELECT c FROM VALUES (%s) AS v(c)",
            [(1,), (2,)],
            "/* note */ INSERT INTO t SELECT c FROM VALUES (1),(2) AS v(c)",
        ),
        ("UPDATE t SET a = %s", [(1,)], None),
        ("INSERT INTO t SELECT %s", [(1,)], None),
    ],
)
def test_multi_row_insert(sql: str, rows: list[Any], expected: str | None) -> None:
    assert binding.multi_row_insert(sql, rows) == expected


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("INSERT INTO t VALUES (?)", True),
        ("/* x */ insert into t (a) values (?)", True),
        ("INSERT INTO t SELECT ?", False),
        ("UPDATE t SET a = ?", False),
    ],
)
def test_is_insert_values(sql: str, expected: bool) -> None:
    assert binding.is_insert_values(sql) is expected
