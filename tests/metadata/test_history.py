"""QUERY_HISTORY's functions and view over a real history table, and how arguments of table functions are read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest

from ecomsim.errors import SnowflakeError
from ecomsim.histories import history
from ecomsim.histories.history import Executed, QueryHistory
from ecomsim.metadata import account_usage, query_history
from ecomsim.metadata.arguments import Arguments, recent_range
from tests.metadata.conftest import BORN, StubSession, records


def executed(number: int, **more: Any) -> Executed:
    """Statement `number` of session 7, run `number` minutes after the account was born."""
    moment = BORN + timedelta(minutes=number)
    values: dict[str, Any] = {
        "query_id": f"q{number}",
        "query_text": f"SELECT {number}",
        "database_name": "DB1",
        "schema_name": "S1",
        "query_type": "SELECT",
        "session_id": 7,
        "user_name": "TESTER",
        "role_name": "SYSADMIN",
        "warehouse_name": "WH",
        "warehouse_size": "X-Small",
        "query_tag": "",
        "execution_status": "SUCCESS",
        "error_code": None,
        "error_message": None,
        "start_time": moment,
        "end_time": moment + timedelta(seconds=1),
        "total_elapsed_time": 1000,
        "rows_produced": 1,
        "rows_inserted": None,
        "rows_updated": None,
        "rows_deleted": None,
        "is_internal": False,
    }
    return Executed(**{**values, **more})


@pytest.fixture
def account(session: StubSession) -> Iterator[StubSession]:
    """A session whose account has a history of five statements, the last one failed, one of another user."""
    with duckdb.connect() as duck:
        duck.execute("SET TimeZone = 'UTC'")
        duck.execute("CREATE SCHEMA _ecomsim")
        for statement in history.TABLES:
            duck.execute(statement)

        @contextmanager
        def internal() -> Iterator[duckdb.DuckDBPyConnection]:
            yield duck

        session.account = SimpleNamespace(internal=internal)
        session.account.history = QueryHistory(session.account)
        for number in range(1, 4):
            session.account.history.add(executed(number))
        session.account.history.add(executed(4, session_id=8, user_name="OTHER", warehouse_name=None))
        session.account.history.add(executed(5, execution_status="FAIL", error_code="002003", error_message="gone"))
        yield session


def ids(rows: list[dict[str, Any]]) -> list[str]:
    return [row["QUERY_ID"] for row in rows]


def test_the_latest_statements_come_first(account: StubSession) -> None:
    rows = records(query_history.all_queries({}, account))  # type: ignore[arg-type]
    assert ids(rows) == ["q5", "q4", "q3", "q2", "q1"]
    assert (rows[0]["EXECUTION_STATUS"], rows[0]["ERROR_CODE"]) == ("FAILED_WITH_ERROR", "002003")
    assert (rows[1]["EXECUTION_STATUS"], rows[1]["WAREHOUSE_TYPE"]) == ("SUCCESS", None)
    assert rows[2]["TOTAL_ELAPSED_TIME"] == 1000
    assert list(rows[0])[:4] == ["QUERY_ID", "QUERY_TEXT", "DATABASE_NAME", "SCHEMA_NAME"]


def test_arguments_filter_before_the_limit(account: StubSession) -> None:
    call = query_history.all_queries
    assert ids(records(call({"RESULT_LIMIT": 2}, account))) == ["q5", "q4"]  # type: ignore[arg-type]
    given: dict[str | int, Any] = {
        0: BORN + timedelta(minutes=2),
        "END_TIME_RANGE_END": BORN + timedelta(minutes=4),
    }
    assert ids(records(call(given, account))) == ["q3", "q2"]  # type: ignore[arg-type]


def test_by_session_user_and_warehouse(account: StubSession) -> None:
    session: Any = account
    assert ids(records(query_history.by_session({}, session))) == ["q5", "q3", "q2", "q1"]
    assert ids(records(query_history.by_session({"SESSION_ID": 8}, session))) == ["q4"]
    assert ids(records(query_history.by_user({"USER_NAME": "OTHER"}, session))) == ["q4"]
    assert ids(records(query_history.by_warehouse({}, session))) == ["q5", "q3", "q2", "q1"]


def test_the_account_view_has_ids_and_its_own_statuses(account: StubSession) -> None:
    result = account_usage.relation("QUERY_HISTORY", account)  # type: ignore[arg-type]
    assert result is not None
    row = records(result)[0]
    assert (row["EXECUTION_STATUS"], row["DATABASE_ID"], row["SCHEMA_ID"], row["WAREHOUSE_ID"]) == ("FAIL", 1, 4, 70)
    assert row["BYTES_SPILLED_TO_LOCAL_STORAGE"] == 0


# --- arguments -------------------------------------------------------------------------------------------------

NAMES = ("FIRST", "SECOND")


def given(**values: Any) -> Arguments:
    return Arguments("F", dict(values), NAMES)


def test_arguments_have_a_name_or_a_place() -> None:
    arguments = Arguments("F", {0: 1, "second": 2}, NAMES)
    assert (arguments.integer("FIRST", 0), arguments.integer("SECOND", 0)) == (1, 2)
    with pytest.raises(SnowflakeError, match="NOSUCH"):
        Arguments("F", {"NOSUCH": 1}, NAMES)
    with pytest.raises(SnowflakeError, match="too many arguments"):
        Arguments("F", {0: 1, 1: 2, 2: 3}, NAMES)


def test_numbers_have_a_range() -> None:
    assert given(FIRST="12").integer("FIRST", 5, 1, 100) == 12
    assert given().integer("FIRST", 5, 1, 100) == 5
    with pytest.raises(SnowflakeError, match=r"FIRST exceeds maximum allowable value \(10,000\)"):
        given(FIRST=10_001).integer("FIRST", 5, 1, 10_000)
    for bad in (0, "many", True):
        with pytest.raises(SnowflakeError):
            given(FIRST=bad).integer("FIRST", 5, 1, 10_000)


@pytest.mark.parametrize(
    ("value", "instant"),
    [
        (datetime(2026, 1, 1, 12, tzinfo=UTC), datetime(2026, 1, 1, 12, tzinfo=UTC)),
        (datetime(2026, 1, 1, 12), datetime(2026, 1, 1, 20, tzinfo=UTC)),
        (date(2026, 1, 1), datetime(2026, 1, 1, 8, tzinfo=UTC)),
        ("2026-01-01 12:00:00", datetime(2026, 1, 1, 20, tzinfo=UTC)),
        ({"instant": datetime(2026, 1, 1, 12), "offset_minutes": 60}, datetime(2026, 1, 1, 12, tzinfo=UTC)),
    ],
)
def test_moments_without_a_zone_are_in_the_sessions(session: StubSession, value: Any, instant: datetime) -> None:
    assert given(FIRST=value).instant("FIRST", session) == instant  # type: ignore[arg-type]


def test_ranges_lie_within_the_last_week(session: StubSession) -> None:
    stub: Any = session
    week = timedelta(days=7)
    assert recent_range(given(), "FIRST", "SECOND", stub) == (None, None)
    assert recent_range(given(FIRST=stub.now - week), "FIRST", "SECOND", stub)[0] == stub.now - week
    with pytest.raises(SnowflakeError, match="more than 7 days ago"):
        recent_range(given(FIRST=stub.now - week - timedelta(hours=1)), "FIRST", "SECOND", stub)
    with pytest.raises(SnowflakeError, match="must be before"):
        recent_range(given(FIRST=stub.now, SECOND=stub.now - timedelta(hours=1)), "FIRST", "SECOND", stub)
