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
