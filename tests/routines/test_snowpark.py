"""The Snowpark session that a Python procedure gets where the real package is not installed."""

from __future__ import annotations

import textwrap
from decimal import Decimal
from typing import Any

import pytest

from ecomsim.errors import SnowflakeError
from ecomsim.routines import snowpark
from ecomsim.sessions.session import Session
from tests.asking import rows


@pytest.fixture
def orders(session: Session) -> snowpark.Session:
    session.execute("CREATE TABLE orders (id INT, customer INT, amount NUMBER(10, 2), at DATE)")
    session.execute(
        "INSERT INTO orders VALUES (1, 1, 10.50, '2024-01-01'), (2, 1, 5, '2024-02-01'), "
        "(3, 2, 7.25, '2024-02-03'), (4, 3, NULL, NULL)"
    )
    session.execute("CREATE TABLE customers (id INT, name VARCHAR)")
    session.execute("INSERT INTO customers VALUES (1, 'Ann'), (2, 'Bo')")
    return snowpark.Session(session)


F = snowpark.package("snowflake.snowpark.functions", ("col",))


def values(frame: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in frame.collect()]


def test_a_procedure_imports_it_in_every_way(session: Session) -> None:
    body = """
        import snowflake.snowpark as sp
        import snowflake.snowpark.functions as F
        from snowflake.snowpark import Session, functions
        from snowflake.snowpark.functions import col, lit, sum as sum_
        from snowflake.snowpark.types import IntegerType, StringType, StructField, StructType
        from snowflake.snowpark.window import Window

        def main(session: Session) -> int:
            schema = StructType([StructField("k", StringType()), StructField("v", IntegerType())])
            frame = session.create_dataframe([("a", 1), ("a", 2), ("b", 5)], schema)
            totals = frame.filter(col("v") > lit(0)).group_by("k").agg(sum_("v").alias("total"))
            totals.write.mode("overwrite").save_as_table("totals")
            session.sql("INSERT INTO totals VALUES ('c', ?)", [7]).collect()
            assert functions is F and isinstance(session, sp.Session)
            return session.table("totals").agg(F.sum("total")).collect()[0][0]
    """
    session.execute(
        "CREATE PROCEDURE p() RETURNS INT LANGUAGE PYTHON RUNTIME_VERSION = '3.11' "
        f"PACKAGES = ('snowflake-snowpark-python') HANDLER = 'main' AS $$\n{textwrap.dedent(body)}\n$$"
    )
    assert rows(session, "CALL p()") == [(15,)]
    assert rows(session, "SELECT * FROM totals ORDER BY 1") == [("a", 3), ("b", 5), ("c", 7)]


def test_filter_select_and_sort(orders: snowpark.Session) -> None:
    frame = orders.table("orders")
    found = frame.filter((F.col("amount") >= 7) & ~F.col("at").is_null()).select(
        "id", (frame.amount * 2).alias("twice")
    )
    assert values(found.sort(F.col("id").desc())) == [(3, Decimal("14.50")), (1, Decimal("21.00"))]
    assert found.columns == ["ID", "TWICE"]
    assert values(frame.where("amount IS NULL").select("id")) == [(4,)]
    assert values(frame.select("id").order_by("id", ascending=False).limit(2)) == [(4,), (3,)]
    assert values(frame[["id"]].filter(F.col("id").in_(1, 4)).sort("id")) == [(1,), (4,)]
    assert frame.filter(frame["id"].between(2, 3)).count() == 2


def test_columns_are_added_renamed_and_dropped(orders: snowpark.Session) -> None:
    frame = orders.table("orders").with_column("vat", F.col("amount") * F.lit(0.2)).with_column("id", F.col("id") + 10)
    assert frame.columns == ["ID", "CUSTOMER", "AMOUNT", "AT", "VAT"]
    assert frame.drop("at", "vat").with_column_renamed("amount", "net").columns == ["ID", "CUSTOMER", "NET"]
    assert frame.sort("id").first()["ID"] == 11
    case = F.when(F.col("amount") > 10, "large").when(F.col("amount").is_null(), "none").otherwise("small")
    assert values(frame.select(case.alias("size")).distinct().sort("size")) == [("large",), ("none",), ("small",)]


def test_groups(orders: snowpark.Session) -> None:
    groups = orders.table("orders").group_by("customer")
    found = groups.agg(F.sum("amount"), F.count("*").alias("n"), F.max(F.col("at")).alias("last")).sort("customer")
    assert found.columns == ["CUSTOMER", "SUM(AMOUNT)", "N", "LAST"]
    assert [row[:3] for row in values(found)] == [(1, Decimal("15.50"), 2), (2, Decimal("7.25"), 1), (3, None, 1)]
    assert values(groups.count().sort("customer")) == [(1, 2), (2, 1), (3, 1)]
    assert values(orders.table("orders").agg({"amount": "max"})) == [(Decimal("10.50"),)]
    assert values(groups.agg(("amount", "min")).sort("customer"))[0] == (1, Decimal("5.00"))


def test_joins(orders: snowpark.Session) -> None:
    left, right = orders.table("orders"), orders.table("customers")
    by_column = left.join(right, left.customer == right.id).select(left.id, right.name).sort(left.id)
    assert values(by_column) == [(1, "Ann"), (2, "Ann"), (3, "Bo")]
    outer = left.join(right, left["customer"] == right["id"], "left", rsuffix="_c")
    assert outer.columns == ["l_0000_ID", "CUSTOMER", "AMOUNT", "AT", "ID_C", "NAME"]
    assert values(outer.filter(right.id.is_null()).select(left.id)) == [(4,)]
    renamed = right.with_column_renamed("id", "customer")
    assert left.join(renamed, "customer").columns == ["CUSTOMER", "ID", "AMOUNT", "AT", "NAME"]
    assert left.join(renamed, ["customer"], "anti").count() == 1
    assert left.join(renamed, "customer", "semi").count() == 3
    assert values(left.join(renamed, "customer", "full").select("customer").distinct().sort("customer")) == [
        (1,), (2,), (3,),
    ]  # fmt: skip
    assert left.cross_join(right).count() == 8
    with pytest.raises(ValueError, match="join type"):
        left.join(right, how="sideways")


def test_windows_and_functions(orders: snowpark.Session) -> None:
    window = snowpark.package("snowflake.snowpark.window", ("Window",)).Window.partition_by("customer").order_by("id")
    frame = orders.table("orders")
    numbered = frame.select("id", F.row_number().over(window).alias("n"), F.sum("amount").over(window).alias("running"))
    assert values(numbered.sort("id"))[:2] == [(1, 1, Decimal("10.50")), (2, 2, Decimal("15.50"))]
    month = F.date_trunc("month", F.col("at")).alias("month")
    assert len(values(frame.filter(F.col("at").is_not_null()).group_by(F.year("at")).count())) == 1
    assert len(values(frame.select(month).distinct())) == 3
    assert values(frame.select(F.coalesce("amount", F.lit(0)).cast("INT").alias("a")).filter(F.col("a") == 0)) == [(0,)]
    assert values(frame.limit(1).select(F.call_function("CONCAT", "it's ", 5).alias("t"))) == [("it's 5",)]


def test_sets(orders: snowpark.Session) -> None:
    one, two = orders.create_dataframe([1, 2, 2], ["n"]), orders.create_dataframe([2, 3], ["n"])
    assert sorted(values(one.union(two))) == [(1,), (2,), (3,)]
    assert len(values(one.union_all(two))) == 5
    assert values(one.except_(two)) == [(1,)]
    assert values(one.intersect(two)) == [(2,)]
    assert values(one.drop_duplicates("n").sort("n")) == [(1,), (2,)]


def test_writing(orders: snowpark.Session) -> None:
    frame = orders.create_dataframe([{"A": 1, "B": "x"}])
    frame.write.mode("append").save_as_table("made")
    frame.write.mode("append").save_as_table("made")
    assert orders.table("made").count() == 2
    frame.write.save_as_table("made", mode="truncate")
    frame.write.save_as_table("made", mode="ignore")
    assert orders.table("made").count() == 1
    with pytest.raises(SnowflakeError, match="already exists"):
        frame.write.save_as_table("made")
    frame.write.mode("overwrite").save_as_table("short", table_type="temporary")
    frame.write.insert_into("made")
    assert orders.table("made").to_pandas().columns.tolist() == ["A", "B"]
    kept = orders.table("made").cache_result()
    orders.sql("DELETE FROM made").collect()
    assert kept.count() == 2


def test_what_it_has_not_is_named(orders: snowpark.Session) -> None:
    frame = orders.table("orders")
    with pytest.raises(AttributeError, match="unpivot"):
        frame.unpivot("a")
    with pytest.raises(AttributeError, match="vector_l2_distance"):
        F.vector_l2_distance("a", "b")
    with pytest.raises(ModuleNotFoundError):
        snowpark.package("snowflake.snowpark.async_job", ())
    with pytest.raises(TypeError, match="no truth value"):
        bool(F.col("a") == 1)
    with pytest.raises(SnowflakeError, match="invalid identifier"):
        frame.select("nothing").collect()
