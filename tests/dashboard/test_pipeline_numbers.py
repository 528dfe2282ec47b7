"""The numbers of the Pipeline tab, once more from the bare rows of the histories, streams and tables they are about."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.dashboard.conftest import FOLDER

HISTORY = "SELECT * FROM TABLE(ECOMMERCE_DB.INFORMATION_SCHEMA."
DATABASE = "ECOMMERCE_DB"

Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def account(own_account: Any) -> Any:
    """The shop with an order in its streams and half an hour of runs and refreshes behind it; the last refreshes of
    some tables are older than they may be."""
    order = (FOLDER.parent / "sql" / "dashboard" / "pipeline" / "place_order.sql").read_text(encoding="utf-8")
    own_account.advance(timedelta(minutes=30))
    own_account.execute_string("ALTER DYNAMIC TABLE ECOMMERCE_DB.STAGING.CURRENT_INVENTORY SUSPEND")
    own_account.advance(timedelta(minutes=5))
    own_account.execute_string(order)
    return own_account


def rows(account: Any, sql: str) -> Rows:
    with account.cursor() as cursor:
        found = cursor.execute(sql).fetchall()
        names = [column.name for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in found]


def answered(question: str) -> Rows:
    """The answer, missing values as None."""
    import queries

    frame = queries.ask_now(question).frame.astype(object)
    return frame.where(frame.notna(), None).to_dict("records")


def moment(account: Any) -> datetime:
    return account.cursor().execute("SELECT CURRENT_TIMESTAMP()").fetchone()[0]  # type: ignore[no-any-return]


def milliseconds(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)


def test_refreshes(account: Any) -> None:
    every = rows(account, HISTORY + "DYNAMIC_TABLE_REFRESH_HISTORY(RESULT_LIMIT => 10000))")
    every = [each for each in every if each["DATA_TIMESTAMP"] >= moment(account) - timedelta(hours=2)]
    every.sort(key=lambda each: (each["DATA_TIMESTAMP"], each["NAME"]))
    before: dict[str, datetime] = {}
    expected = []
    for each in every:
        last = before.get(each["NAME"])
        stamp = before[each["NAME"]] = each["DATA_TIMESTAMP"]
        took = milliseconds(each["REFRESH_END_TIME"] - each["REFRESH_START_TIME"])
        expected.append((each["NAME"], last and (stamp - last).total_seconds(), took))
    found = answered("pipeline/refreshes")
    assert len({name for name, age, _ in expected if age}) == 3, "each table has been refreshed again"
    assert [(each["NAME"], each["SECONDS_SINCE_PREVIOUS"], each["DURATION_MS"]) for each in found] == expected


def test_lag(account: Any) -> None:
    every = rows(account, HISTORY + "DYNAMIC_TABLES())")
    lags = {each["NAME"]: int((moment(account) - each["LATEST_DATA_TIMESTAMP"]).total_seconds()) for each in every}
    late = {each["NAME"] for each in every if lags[each["NAME"]] > each["TARGET_LAG_SEC"]}
    found = answered("pipeline/dynamic_tables")
    assert {each["NAME"]: each["LAG_SEC"] for each in found} == lags
    assert {each["NAME"] for each in found if each["IS_LATE"]} == late == {"CURRENT_INVENTORY"}
    (row,) = answered("pipeline/kpis")
    assert (row["LATE_TABLES"], row["DYNAMIC_TABLES"]) == (1, 3)


def test_runs_of_tasks(account: Any) -> None:
    every = rows(account, HISTORY + "TASK_HISTORY(RESULT_LIMIT => 10000))")
    now = moment(account)
    took = {
        (each["NAME"], each["SCHEDULED_TIME"]): milliseconds(each["COMPLETED_TIME"] - each["QUERY_START_TIME"])
        for each in every
        if each["COMPLETED_TIME"] and each["QUERY_START_TIME"] and each["SCHEDULED_TIME"] >= now - timedelta(hours=2)
    }
    found = answered("pipeline/task_runs")
    runs = {
        (each["NAME"], each["SCHEDULED_TIME"]): each["DURATION_MS"] for each in found if each["DURATION_MS"] is not None
    }
    assert len(took) >= 3
    assert runs == took
    (row,) = answered("pipeline/kpis")
    day = [each for each in every if each["SCHEDULED_TIME"] >= now - timedelta(hours=24)]
    assert row["SUCCEEDED_RUNS"] == sum(each["STATE"] == "SUCCEEDED" for each in day)
    assert row["FAILED_RUNS"] == sum(each["STATE"].startswith("FAILED") for each in day)


def test_credits(account: Any) -> None:
    every = rows(account, HISTORY + "WAREHOUSE_METERING_HISTORY(DATE_RANGE_START => DATEADD(day, -2, CURRENT_DATE())))")
    hours: dict[tuple[datetime, str], float] = defaultdict(float)
    for each in every:
        hours[each["START_TIME"], each["WAREHOUSE_NAME"]] += float(each["CREDITS_USED"])
    found = answered("pipeline/credits")
    assert {(each["START_TIME"], each["WAREHOUSE_NAME"]): float(each["CREDITS"]) for each in found} == pytest.approx(
        hours
    )
    yesterday = moment(account).date() - timedelta(days=1)
    (row,) = answered("pipeline/kpis")
    since = sum(used for (start, _), used in hours.items() if start.date() >= yesterday)
    assert float(row["CREDITS"]) == pytest.approx(since)
    assert since > 0


def test_rows_on_their_way(account: Any) -> None:
    waiting = {each["STREAM_NAME"]: each["PENDING_ROWS"] for each in answered("pipeline/streams")}
    assert waiting == {name: len(rows(account, f"SELECT * FROM {DATABASE}.STREAMS_TASKS.{name}")) for name in waiting}
    assert (waiting["ORDERS_STREAM"], waiting["ORDER_ITEMS_STREAM"], waiting["CUSTOMERS_STREAM"]) == (1, 2, 0)
    (row,) = answered("pipeline/journey")
    newest = max(rows(account, f"SELECT * FROM {DATABASE}.RAW_DATA.ORDERS"), key=lambda each: each["ORDER_ID"])
    assert (row["ORDER_ID"], row["TOTAL_AMOUNT"]) == (newest["ORDER_ID"], float(newest["TOTAL_AMOUNT"]))
    assert (row["ITEMS"], row["ROWS_IN_STREAM"], row["ROWS_IN_FACT_SALES"]) == (2, 1, 0)


def test_quality(account: Any) -> None:
    results = rows(account, f"SELECT * FROM {DATABASE}.ANALYTICS.DATA_QUALITY_RESULTS")
    latest: dict[str, dict[str, Any]] = {}
    for each in sorted(results, key=lambda each: each["CHECKED_AT"]):
        latest[each["CHECK_NAME"]] = each
    found = answered("pipeline/quality")
    assert {each["CHECK_NAME"]: each["VIOLATIONS"] for each in found} == {
        name: each["VIOLATIONS"] for name, each in latest.items()
    }
    (row,) = answered("pipeline/kpis")
    assert row["FAILING_CHECKS"] == sum(each["VIOLATIONS"] > 0 for each in latest.values())
