"""snowflake-sqlalchemy: Core, reflection, and pandas on top of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

sqlalchemy = pytest.importorskip("sqlalchemy")
dialect = pytest.importorskip("snowflake.sqlalchemy")

from sqlalchemy import (  # noqa: E402
    Column,
    DateTime,
    Integer,
    MetaData,
    Numeric,
    Sequence,
    String,
    Table,
    inspect,
    select,
    text,
)


@pytest.fixture
def connection(port: int) -> Iterator[Any]:
    url = dialect.URL(user="me", password="x", account="local", host="127.0.0.1", port=port)
    options = {"protocol": "http", "session_parameters": {"ECOMSIM_ACCOUNT": "sqlalchemy"}}
    engine = sqlalchemy.create_engine(url, connect_args=options)
    with engine.connect() as connection:
        connection.execute(text("CREATE DATABASE db1"))
        yield connection
    engine.dispose()


def test_tables(connection: Any) -> None:
    metadata = MetaData()
    people = Table(
        "people",
        metadata,
        Column("id", Integer, Sequence("people_ids"), primary_key=True),
        Column("name", String(20)),
        Column("born", DateTime),
        Column("score", Numeric(10, 2)),
    )
    metadata.create_all(connection)
    rows = [
        {"name": "ann", "born": datetime(2000, 1, 1), "score": Decimal("1.50")},
        {"name": "bob", "born": None, "score": None},
    ]
    assert connection.execute(people.insert(), rows).rowcount == 2
    found = connection.execute(select(people).where(people.c.name == "ann")).one()
    assert tuple(found) == (1, "ann", datetime(2000, 1, 1), Decimal("1.50"))
    looked_at = inspect(connection)
    assert looked_at.get_table_names(schema="public") == ["people"]
    assert [column["name"] for column in looked_at.get_columns("people", schema="public")] == list(people.c.keys())
    assert looked_at.get_pk_constraint("people", schema="public")["constrained_columns"] == ["id"]
    assert Table("people", MetaData(), autoload_with=connection, schema="public").c.keys() == people.c.keys()
    metadata.drop_all(connection)


def test_pandas(connection: Any) -> None:
    frame = pd.DataFrame({"a": [1, 2], "b": ["x", "y"]})
    frame.to_sql("frame", connection, index=False, if_exists="replace")
    pd.testing.assert_frame_equal(pd.read_sql(text("SELECT * FROM frame ORDER BY a"), connection), frame)


def test_reflection(connection: Any) -> None:
    for sql in (
        "CREATE SCHEMA shop",
        "CREATE TABLE shop.customers (id INT PRIMARY KEY, email VARCHAR(50) UNIQUE) COMMENT = 'who buys'",
        "CREATE TABLE shop.orders (id INT NOT NULL, customer INT REFERENCES shop.customers (id), "
        "total NUMBER(10,2) DEFAULT 0 COMMENT 'in euros', at TIMESTAMP_NTZ, data VARIANT, done BOOLEAN)",
        "CREATE VIEW shop.totals AS SELECT customer, SUM(total) AS total FROM shop.orders GROUP BY customer",
        "CREATE SEQUENCE shop.numbers",
    ):
        connection.execute(text(sql))
    looked_at = inspect(connection)
    assert "shop" in looked_at.get_schema_names()
    assert sorted(looked_at.get_table_names(schema="shop")) == ["customers", "orders"]
    assert looked_at.get_view_names(schema="shop") == ["totals"]
    assert "SUM(total)" in looked_at.get_view_definition("totals", schema="shop")
    assert looked_at.get_sequence_names(schema="shop") == ["numbers"]
    columns = {column["name"]: column for column in looked_at.get_columns("orders", schema="shop")}
    assert [str(column["type"]) for column in columns.values()] == [
        "DECIMAL(38, 0)", "DECIMAL(38, 0)", "DECIMAL(10, 2)", "TIMESTAMP_NTZ", "VARIANT", "BOOLEAN",
    ]  # fmt: skip
    assert [column["nullable"] for column in columns.values()] == [False, True, True, True, True, True]
    assert (columns["total"]["default"], columns["total"]["comment"]) == ("0", "in euros")
    (key,) = looked_at.get_foreign_keys("orders", schema="shop")
    assert (key["constrained_columns"], key["referred_table"], key["referred_columns"]) == (
        ["customer"], "customers", ["id"],
    )  # fmt: skip
    (unique,) = looked_at.get_unique_constraints("customers", schema="shop")
    assert unique["column_names"] == ["email"]
    assert looked_at.get_table_comment("customers", schema="shop") == {"text": "who buys"}
    reflected = MetaData()
    reflected.reflect(connection, schema="shop", views=True)
    assert sorted(reflected.tables) == ["shop.customers", "shop.orders", "shop.totals"]
