"""Snowpark Python: functions and procedures of the client's own code, registered and run on the server."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

snowpark = pytest.importorskip("snowflake.snowpark")

import pandas as pd  # noqa: E402
from snowflake.snowpark import Row, Session  # noqa: E402
from snowflake.snowpark.exceptions import SnowparkSQLException  # noqa: E402
from snowflake.snowpark.functions import col, lit, pandas_udf, udf  # noqa: E402
from snowflake.snowpark.types import (  # noqa: E402
    FloatType,
    IntegerType,
    LongType,
    PandasSeriesType,
    StringType,
    StructField,
    StructType,
    VariantType,
)


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    import os

    settings = {
        "user": "me", "password": "x", "account": "local", "host": "127.0.0.1", "protocol": "http",
        "port": int(os.environ["ECOMSIM_SERVER_PORT"]), "session_parameters": {"ECOMSIM_ACCOUNT": "snowpark-code"},
    }  # fmt: skip
    session = Session.builder.configs(settings).create()
    for sql in ("CREATE DATABASE code", "CREATE STAGE code.public.code", "USE SCHEMA code.public"):
        session.sql(sql).collect()
    yield session
    session.close()


def numbers(session: Any, *values: int) -> Any:
    return session.create_dataframe([[value] for value in values], schema=["a"])


def test_function_of_a_lambda(session: Any) -> None:
    following = session.udf.register(lambda x: x + 1, return_type=IntegerType(), input_types=[IntegerType()])
    assert numbers(session, 1, 2).select(following(col("a")).alias("b")).collect() == [Row(B=2), Row(B=3)]


def test_decorated_function_is_sql(session: Any) -> None:
    step = 40

    @udf(name="plus", replace=True, session=session)
    def plus(x: int) -> int:
        return x + step

    assert session.sql("SELECT plus(2) AS n").collect() == [Row(N=42)]


def test_types_and_null(session: Any) -> None:
    joined = session.udf.register(
        lambda a, b: None if a is None else f"{a}{b}", return_type=StringType(), input_types=[StringType(), FloatType()]
    )
    frame = session.create_dataframe([["x", 1.5], [None, 2.0]], schema=["a", "b"])
    assert [row[0] for row in frame.select(joined("a", "b")).collect()] == ["x1.5", None]
    first = session.udf.register(lambda v: v["a"], return_type=VariantType(), input_types=[VariantType()])
    frame = session.sql("""SELECT PARSE_JSON('{"a": [1, 2]}') AS v""")
    assert frame.select(first("v")).collect()[0][0] == "[\n  1,\n  2\n]"


def test_many_rows_at_once(session: Any) -> None:
    @pandas_udf(
        session=session,
        return_type=PandasSeriesType(LongType()),
        input_types=[PandasSeriesType(LongType())],
        packages=["pandas"],
    )
    def doubled(values: pd.Series) -> pd.Series:
        return values * 2

    assert [row[0] for row in numbers(session, 3, 4).select(doubled("a")).collect()] == [6, 8]


def test_table_function(session: Any) -> None:
    class UpTo:
        def process(self, n: int) -> Iterable[tuple[int]]:
            for value in range(n):
                yield (value,)

    up_to = session.udtf.register(
        UpTo, output_schema=StructType([StructField("v", IntegerType())]), input_types=[IntegerType()]
    )
    assert session.table_function(up_to(lit(3))).collect() == [Row(V=0), Row(V=1), Row(V=2)]


def test_permanent_function_outlives_its_session(session: Any, port: int) -> None:
    def tenfold(x: int) -> int:
        return x * 10

    session.udf.register(tenfold, name="tenfold", is_permanent=True, stage_location="@code", replace=True)
    settings = {
        "user": "me", "password": "x", "account": "local", "host": "127.0.0.1", "port": port, "protocol": "http",
        "database": "code", "schema": "public", "session_parameters": {"ECOMSIM_ACCOUNT": "snowpark-code"},
    }  # fmt: skip
    with Session.builder.configs(settings).create() as other:
        assert other.sql("SELECT tenfold(4) AS n").collect() == [Row(N=40)]


def test_function_of_a_file(session: Any, tmp_path: Path) -> None:
    path = tmp_path / "less_one.py"
    path.write_text("def less(x: int) -> int:\n    return x - 1\n")
    less = session.udf.register_from_file(str(path), "less", return_type=IntegerType(), input_types=[IntegerType()])
    assert numbers(session, 1).select(less("a")).collect()[0][0] == 0


def test_procedures(session: Any) -> None:
    def count(session: Session, n: int) -> str:
        rows = session.sql(f"SELECT COUNT(*) AS c FROM TABLE(GENERATOR(ROWCOUNT => {n}))").collect()
        return f"{rows[0]['C']} rows"

    counted = session.sproc.register(count, packages=["snowflake-snowpark-python"])
    assert counted(7) == "7 rows"

    def fill(session: Session, name: str) -> str:
        frame = session.create_dataframe([[1, "a"], [2, "b"]], schema=["id", "v"])
        frame.write.mode("overwrite").save_as_table(name)
        return str(session.table(name).filter("id > 1").count())

    session.sproc.register(
        fill, name="fill", is_permanent=True, stage_location="@code", replace=True,
        packages=["snowflake-snowpark-python"],
    )  # fmt: skip
    assert session.call("fill", "made") == "1"
    assert session.table("made").sort("id").collect() == [Row(ID=1, V="a"), Row(ID=2, V="b")]


def test_what_a_function_raises(session: Any) -> None:
    def broken(x: int) -> int:
        return x // 0

    function = session.udf.register(broken)
    with pytest.raises(SnowparkSQLException, match="ZeroDivisionError"):
        numbers(session, 1).select(function("a")).collect()


def test_write_pandas_and_append(session: Any) -> None:
    frame = pd.DataFrame({"A": [1, 2], "B": ["x", None], "C": [1.5, 2.5]})
    session.write_pandas(frame, "FROM_PANDAS", auto_create_table=True, overwrite=True)
    assert session.table("FROM_PANDAS").collect() == [Row(A=1, B="x", C=1.5), Row(A=2, B=None, C=2.5)]
    numbers(session, 1).write.save_as_table("appended", mode="append")
    numbers(session, 2).write.save_as_table("appended", mode="append")
    assert session.table("appended").count() == 2


def test_files(session: Any, tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("1,a\n2,b\n")
    assert session.file.put(f"file://{path}", "@code/in", auto_compress=False)[0].status == "UPLOADED"
    schema = StructType([StructField("a", IntegerType()), StructField("b", StringType())])
    assert session.read.schema(schema).csv("@code/in/f.csv").collect() == [Row(A=1, B="a"), Row(A=2, B="b")]
    target = tmp_path / "back"
    target.mkdir()
    assert session.file.get("@code/in/f.csv", str(target))[0].status == "DOWNLOADED"
    assert (target / "f.csv").read_text() == path.read_text()
