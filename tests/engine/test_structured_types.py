"""Structured types outside of SQL: in the file, in Python, in Arrow and in the catalog's text.

What they do in SQL is in tests/parity/found/570 to 579.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import ecomsim
from ecomsim.catalog import codec
from ecomsim.dialect.structured import coercible, common
from ecomsim.sqltext.datatypes import from_tree
from ecomsim.sqltext.queries import type_tree
from ecomsim.values.types import FLOAT, INTEGER, TEXT, SnowflakeType, array_of, map_of, number, object_of, varchar

NESTED = object_of(
    [
        ("b", number(5, 1), True),
        ("a b", array_of(map_of(INTEGER, varchar(3), required=True)), False),
        ("e", object_of([]), False),
    ]
)


def test_a_type_is_spelled_as_it_is_read() -> None:
    spelled = 'OBJECT(b NUMBER(5,1) NOT NULL, "a b" ARRAY(MAP(NUMBER(38,0), VARCHAR(3) NOT NULL)), e OBJECT())'
    assert str(NESTED) == spelled
    assert from_tree(type_tree(NESTED)) == NESTED


def test_the_catalog_keeps_the_whole_type() -> None:
    assert codec.loads(codec.dumps(NESTED)) == NESTED
    inner = '[{"$":"SnowflakeType","name":"VARCHAR","length":3},{"$":"SnowflakeType","name":"FLOAT"}]'
    before = f'{{"$":"SnowflakeType","name":"MAP","inner":{inner}}}'
    assert codec.loads(before) == map_of(varchar(3), FLOAT)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (array_of(INTEGER), array_of(FLOAT), array_of(FLOAT)),
        (array_of(INTEGER, required=True), array_of(number(3, 1)), array_of(number(38, 1))),
        (array_of(varchar(3)), array_of(varchar(5)), array_of(varchar(5))),
        (map_of(number(3), INTEGER), map_of(number(5), number(4, 2)), map_of(number(5), number(38, 2))),
        (array_of(INTEGER), array_of(TEXT), None),
        (map_of(TEXT, INTEGER), map_of(INTEGER, INTEGER), None),
        (object_of([("a", INTEGER, False)]), object_of([("b", INTEGER, False)]), None),
        (array_of(INTEGER), map_of(INTEGER, INTEGER), None),
        (array_of(INTEGER), SnowflakeType("ARRAY"), None),
    ],
)
def test_what_two_types_have_in_common(
    left: SnowflakeType, right: SnowflakeType, expected: SnowflakeType | None
) -> None:
    assert coercible(left, right) is (expected is not None)
    assert common(left, right) == common(right, left) == expected


def test_columns_and_values_outlive_the_process(tmp_path: Path) -> None:
    path = tmp_path / "account.duckdb"
    with ecomsim.connect(path) as connection:
        cursor = connection.cursor()
        cursor.execute("CREATE DATABASE d")
        cursor.execute("CREATE TABLE t (o OBJECT(b INT NOT NULL, a ARRAY(DATE)), m MAP(INT, VARCHAR(3)))")
        cursor.execute(
            "INSERT INTO t SELECT {'b': 1, 'a': ['2024-02-03', NULL]}::OBJECT(b INT, a ARRAY(DATE)), "
            "{'7': 'x'}::MAP(INT, VARCHAR)"
        )
    with ecomsim.connect(path) as connection:
        cursor = connection.cursor()
        cursor.execute("USE SCHEMA d.public")
        described = cursor.execute("DESCRIBE TABLE t").fetchall()
        assert [row[1] for row in described] == [
            "OBJECT(b NUMBER(38,0) NOT NULL, a ARRAY(DATE))",
            "MAP(NUMBER(38,0), VARCHAR(3))",
        ]
        assert cursor.execute("SELECT o:a[0]::VARCHAR, m[7], o:b FROM t").fetchall() == [("2024-02-03", "x", 1)]
        with pytest.raises(ecomsim.Error, match="too long"):
            cursor.execute("INSERT INTO t SELECT NULL, {'7': 'long'}::MAP(INT, VARCHAR)")


def test_clients_see_json_in_the_order_of_the_type() -> None:
    shown = ['{\n  "b": 1,\n  "a": null\n}', "[\n  1,\n  undefined\n]", '{\n  "k": "v"\n}']
    with ecomsim.connect() as connection:
        cursor = connection.cursor()
        cursor.execute(
            'SELECT PARSE_JSON(\'{"a": null, "b": 1}\')::OBJECT(b INT, a DATE) AS o, [1, NULL]::ARRAY(INT) AS a, '
            "{'k': 'v'}::MAP(VARCHAR, VARCHAR) AS m"
        )
        assert [column.type_code for column in cursor.description] == [9, 10, 17]
        assert list(cursor.fetchone()) == shown
        cursor.execute("SELECT * FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()))")
        table = cursor.fetch_arrow_all()
        assert [table.column(place)[0].as_py() for place in range(3)] == shown
        assert list(cursor.fetch_pandas_all().iloc[0]) == shown
