"""Snowpark Python: DataFrames are described, run, written and merged on the server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

snowpark = pytest.importorskip("snowflake.snowpark")

from snowflake.snowpark import Row, Session, functions  # noqa: E402
from snowflake.snowpark.functions import col, lit, when  # noqa: E402
from snowflake.snowpark.types import LongType, StringType  # noqa: E402


@pytest.fixture
def session(port: int) -> Iterator[Any]:
    settings = {
        "user": "me", "password": "x", "account": "local", "host": "127.0.0.1", "port": port, "protocol": "http",
        "session_parameters": {"ECOMSIM_ACCOUNT": "snowpark"},
    }  # fmt: skip
    session = Session.builder.configs(settings).create()
    session.sql("CREATE DATABASE db1").collect()
    yield session
    session.close()


@pytest.fixture
def people(session: Any) -> Any:
    rows = [[1, "ann", 1.5], [2, "bob", 2.5], [3, None, 0.5]]
    session.create_dataframe(rows, schema=["id", "name", "score"]).write.save_as_table("people", mode="overwrite")
    return session.table("people")


def test_context(session: Any) -> None:
    assert (session.get_current_database(), session.get_current_schema()) == ('"DB1"', '"PUBLIC"')


def test_schema_is_described(session: Any) -> None:
    schema = session.create_dataframe([[1, "a"], [2, None]], schema=["id", "s"]).schema
    assert [(field.name, type(field.datatype)) for field in schema.fields] == [("ID", LongType), ("S", StringType)]


def test_query(session: Any, people: Any) -> None:
    big = when(col("id") > 1, lit("big")).otherwise(lit("small"))
    found = people.with_column("size", big).filter(col("name").is_not_null()).sort("id").select("id", "size")
    assert found.collect() == [Row(ID=1, SIZE="small"), Row(ID=2, SIZE="big")]
    total = people.group_by("name").agg(functions.sum("score").alias("total")).sort(col("name").asc_nulls_last())
    assert [row.TOTAL for row in total.collect()] == [1.5, 2.5, 0.5]
    assert list(people.to_pandas().columns) == ["ID", "NAME", "SCORE"]


def test_writes(session: Any, people: Any) -> None:
    assert people.update({"name": lit("zoe")}, col("id") == 3).rows_updated == 1
    assert people.delete(col("id") == 2).rows_deleted == 1
    source = session.create_dataframe([[1, "new", 9.0], [7, "added", 1.0]], schema=["id", "name", "score"])
    merged = people.merge(
        source,
        people["id"] == source["id"],
        [
            functions.when_matched().update({"name": source["name"]}),
            functions.when_not_matched().insert({name: source[name] for name in ("id", "name", "score")}),
        ],
    )
    assert (merged.rows_inserted, merged.rows_updated) == (1, 1)
    assert [tuple(row) for row in people.select("id", "name").sort("id").collect()] == [
        (1, "new"), (3, "zoe"), (7, "added"),
    ]  # fmt: skip


def test_view_and_cached_result(session: Any, people: Any) -> None:
    people.filter(col("id") < 3).create_or_replace_view("few")
    assert session.table("few").count() == 2
    assert people.cache_result().count() == 3


def test_asynchronous_job(people: Any) -> None:
    assert len(people.collect_nowait().result()) == 3


def test_many_local_rows(session: Any) -> None:
    rows = [[number, str(number)] for number in range(2000)]
    assert session.create_dataframe(rows, schema=["a", "b"]).count() == 2000
