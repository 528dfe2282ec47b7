"""The whole pipeline on a virtual clock, end to end: what the demo leaves behind must be right to the row."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import ecomsim
from ecomsim.cli import main
from ecomsim.ecommerce import demo, deploy, load, status, verify
from ecomsim.ecommerce.generator import generate

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
SCALE = 0.1


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("demo") / "shop.duckdb")


@pytest.fixture(scope="module")
def result(database: str) -> demo.DemoResult:
    return demo.run(database, minutes=60, scale=SCALE, seed=7, start=START)


@pytest.fixture
def connection(result: demo.DemoResult, database: str) -> Iterator[Any]:
    with ecomsim.connect(database, clock="virtual") as opened:
        yield opened


def test_every_check_passes(result: demo.DemoResult) -> None:
    failed = [check for check in result.checks if not check.passed]
    assert failed == []
    assert len(result.checks) > 25


def test_the_document(result: demo.DemoResult) -> None:
    document = json.loads(json.dumps(result.document))
    assert {"counts", "streams", "tasks", "dynamic_tables", "quality", "elapsed_seconds"} <= document.keys()
    counts, traffic = document["counts"], document["traffic"]
    assert counts["RAW_DATA.ORDERS"] == 500 + traffic["orders"]
    assert counts["ANALYTICS.FACT_SALES"] == counts["RAW_DATA.ORDER_ITEMS"]
    assert counts["STAGING.ENRICHED_ORDERS"] == counts["RAW_DATA.ORDERS"]
    assert counts["ANALYTICS.DIM_DATE"] == 1095
    assert counts["STREAMS_TASKS.ERROR_LOG"] == 0
    assert traffic["orders"] > 20
    assert all(not stream["has_data"] and stream["pending_rows"] == 0 for stream in document["streams"])
    assert len(document["streams"]) == 9
    assert all(task["failed"] == 0 and task["state"] == "started" for task in document["tasks"])
    assert {task["name"] for task in document["tasks"] if task["succeeded"]} == {
        "PROCESS_CUSTOMER_CHANGES",
        "PROCESS_PRODUCT_CHANGES",
        "APPLY_INVENTORY_MOVEMENTS",
        "LOAD_FACT_SALES",
        "UPDATE_DAILY_SUMMARY",
        "RUN_QUALITY_CHECKS",
    }
    assert all(table["within_target_lag"] for table in document["dynamic_tables"])
    assert len(document["dynamic_tables"]) == 3
    assert document["quality"]["passed"]
    assert document["quality"]["violations"] == 0


def test_each_run_stores_every_check_with_one_time(connection: Any) -> None:
    """The procedure asks group by group: no group may be missing from its list."""
    checks = status.rows(connection, "SELECT check_name FROM ECOMMERCE_DB.ANALYTICS.DATA_QUALITY_CHECKS")
    runs = status.rows(
        connection,
        "SELECT checked_at, COUNT(*) AS n, COUNT(DISTINCT check_name) AS names "
        "FROM ECOMMERCE_DB.ANALYTICS.DATA_QUALITY_RESULTS GROUP BY checked_at",
    )
    assert runs
    assert {(row["N"], row["NAMES"]) for row in runs} == {(len(checks), len(checks))}


def test_changes_became_versions(connection: Any) -> None:
    """A customer who moved has a closed version and a new one that begins where it ended."""
    versions = status.rows(
        connection,
        "SELECT customer_id, COUNT(*) AS n, COUNT_IF(is_current) AS current_rows "
        "FROM ECOMMERCE_DB.ANALYTICS.DIM_CUSTOMER GROUP BY customer_id",
    )
    changed = [row for row in versions if row["N"] > 1]
    assert changed
    assert all(row["CURRENT_ROWS"] == 1 for row in versions)


def test_a_summary_that_is_wrong_is_found(connection: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("UPDATE ECOMMERCE_DB.ANALYTICS.DAILY_SALES_SUMMARY SET net_revenue = net_revenue + 0.01")
        (check,) = verify.summary(connection)
        cursor.execute("ROLLBACK")
    assert not check.passed


def test_a_missing_fact_is_found(connection: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(
            "DELETE FROM ECOMMERCE_DB.ANALYTICS.FACT_SALES WHERE order_item_id = "
            "(SELECT MIN(order_item_id) FROM ECOMMERCE_DB.ANALYTICS.FACT_SALES)"
        )
        found = {check.name: check.found for check in verify.facts(connection)}
        cursor.execute("ROLLBACK")
    assert found["facts: no order item is missing"] == 1


def test_a_dynamic_table_unlike_its_query_is_found(connection: Any) -> None:
    (row,) = status.rows(connection, "SHOW DYNAMIC TABLES LIKE 'CURRENT_INVENTORY' IN DATABASE ECOMMERCE_DB")
    stamp = status.as_utc(row["data_timestamp"])
    assert stamp is not None
    before = verify.as_of(verify.definition(row["text"]), stamp)
    earlier = verify.as_of(verify.definition(row["text"]), stamp - timedelta(minutes=100))
    name = "ECOMMERCE_DB.STAGING.CURRENT_INVENTORY"
    assert status.one(connection, verify.difference(f"SELECT * FROM {name}", f"SELECT * FROM ({before})")) == (0,)
    assert status.one(connection, verify.difference(f"SELECT * FROM {name}", f"SELECT * FROM ({earlier})"))[0] > 0


def test_loading_twice_is_refused_and_replacing_is_exact(connection: Any) -> None:
    dataset = generate(scale=SCALE, seed=8, today=datetime(2026, 3, 2, 9))
    held = load.counts(connection, load.TABLES)
    with pytest.raises(load.AlreadyLoadedError, match="ORDERS") as caught:
        load.load(connection, dataset)
    assert caught.value.rows == held
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA ECOMMERCE_DB.SPARE CLONE ECOMMERCE_DB.RAW_DATA")
    try:
        counts = load.load(connection, dataset, replace=True)
        assert load.counts(connection, load.TABLES) == counts
    finally:
        with connection.cursor() as cursor:
            for table in load.TABLES:
                cursor.execute(f"INSERT OVERWRITE INTO {load.SCHEMA}.{table} SELECT * FROM ECOMMERCE_DB.SPARE.{table}")
            cursor.execute("DROP SCHEMA ECOMMERCE_DB.SPARE")
    assert load.counts(connection, load.TABLES) == held


def test_deploying_again_keeps_the_data(connection: Any) -> None:
    before = status.counts(connection, ["ANALYTICS.FACT_SALES", "ANALYTICS.DIM_CUSTOMER", "RAW_DATA.ORDERS"])
    assert deploy.deploy(connection) == 0
    assert deploy.deploy(connection, first=1) > 70
    assert status.counts(connection, before) == before
    verify.settle(connection)
    assert [check for check in verify.verify(connection) if not check.passed] == []


def test_a_load_that_fails_leaves_nothing() -> None:
    with ecomsim.connect(clock="virtual", start=START) as connection:
        deploy.deploy(connection)
        dataset = generate(scale=0.02, seed=1, today=datetime(2026, 3, 2, 9))

        def fail(table: str, rows: int) -> None:
            if table == "ORDER_ITEMS":
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            load.load(connection, dataset, on_rows=fail)
        assert set(load.counts(connection, load.TABLES).values()) == {0}


def test_the_command_prints_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    code = main.run(["demo", "--headless", "--minutes", "15", "--scale", "0.02", "--start", "2026-03-02T09:00"])
    captured = capsys.readouterr()
    assert code == 0, captured.err
    assert captured.err == ""
    assert json.loads(captured.out)["quality"]["passed"] is True


def test_commands_on_the_shop(result: demo.DemoResult, database: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["status", "-d", database, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["counts"]["ANALYTICS.DIM_DATE"] == 1095
    assert main.run(["simulate", "-d", database, "--minutes", "5", "--settle", "--json"]) == 0
    assert all(check["passed"] for check in json.loads(capsys.readouterr().out)["checks"])
    assert main.run(["load", "-d", database, "--scale", "0.1"]) == 1
    assert "--replace" in capsys.readouterr().err
