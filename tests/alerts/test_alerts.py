"""Alerts on the virtual clock: schedules, outcomes, what an action knows, suspension, restart."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ecomsim.accounts.account import Account
from ecomsim.errors import SnowflakeError
from ecomsim.sessions.session import Session

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
SETUP = ("CREATE DATABASE db", "CREATE SCHEMA db.s", "CREATE TABLE log (x VARCHAR, at TIMESTAMP_LTZ)")


@pytest.fixture
def account() -> Iterator[Account]:
    with Account.open(clock="virtual", start=START) as opened:
        yield opened


@pytest.fixture
def session(account: Account) -> Session:
    made = account.session(parameters={"TIMEZONE": "UTC"})
    for statement in SETUP:
        made.execute(statement)
    return made


def run(session: Session, sql: str) -> list[tuple[Any, ...]]:
    return session.execute(sql).rows()


def to(account: Account, time: str) -> None:
    account.advance_to(datetime.fromisoformat(f"2026-01-05 {time}").replace(tzinfo=UTC))


def history(session: Session, columns: str = "state, TO_VARCHAR(scheduled_time, 'HH24:MI')") -> list[tuple[Any, ...]]:
    return run(
        session,
        f"SELECT {columns} FROM TABLE(INFORMATION_SCHEMA.ALERT_HISTORY()) "
        "WHERE state <> 'SCHEDULED' ORDER BY scheduled_time, name",
    )


def test_an_alert_is_looked_at_on_its_schedule(account: Account, session: Session) -> None:
    run(
        session,
        "CREATE ALERT a SCHEDULE = '10 MINUTES' IF (EXISTS (SELECT 1 FROM log)) "
        "THEN INSERT INTO log VALUES ('b', CURRENT_TIMESTAMP())",
    )
    to(account, "09:30")
    assert history(session) == []
    run(session, "ALTER ALERT a RESUME")
    to(account, "09:45")
    run(session, "INSERT INTO log VALUES ('a', NULL)")
    to(account, "09:55")
    assert history(session) == [("CONDITION_FALSE", "09:40"), ("TRIGGERED", "09:50")]
    assert run(session, "SELECT x, TO_VARCHAR(at, 'HH24:MI') FROM log ORDER BY x") == [("a", None), ("b", "09:50")]
    run(session, "ALTER ALERT a SUSPEND")
    to(account, "10:30")
    assert len(history(session)) == 2


def test_the_action_reads_what_the_condition_found(account: Account, session: Session) -> None:
    run(session, "INSERT INTO log VALUES ('bad', CURRENT_TIMESTAMP()), ('good', CURRENT_TIMESTAMP())")
    run(
        session,
        "CREATE ALERT a SCHEDULE = '10 MINUTES' CONFIG = '{\"name\": \"found\"}' "
        "IF (EXISTS (SELECT x FROM log WHERE x = 'bad')) THEN BEGIN "
        "INSERT INTO log SELECT SYSTEM$GET_ALERT_CONFIG('name') || ' ' || x, SNOWFLAKE.ALERT.SCHEDULED_TIME() "
        "FROM TABLE(RESULT_SCAN(SNOWFLAKE.ALERT.GET_CONDITION_QUERY_UUID())); END",
    )
    run(session, "ALTER ALERT a RESUME")
    to(account, "09:12")
    assert run(session, "SELECT x, TO_VARCHAR(at, 'HH24:MI:SS') FROM log WHERE x LIKE 'found%'") == [
        ("found bad", "09:10:00")
    ]


def test_a_look_covers_the_time_since_the_last_success(account: Account, session: Session) -> None:
    run(session, "CREATE TABLE times (since TIMESTAMP_LTZ)")
    run(
        session,
        "CREATE ALERT a SCHEDULE = '10 MINUTES' IF (EXISTS (SELECT 1)) "
        "THEN INSERT INTO times SELECT SNOWFLAKE.ALERT.LAST_SUCCESSFUL_SCHEDULED_TIME()",
    )
    run(session, "ALTER ALERT a RESUME")
    to(account, "09:15")
    run(session, "ALTER TABLE times RENAME TO elsewhere")
    to(account, "09:25")
    run(session, "ALTER TABLE elsewhere RENAME TO times")
    to(account, "09:35")
    assert history(session, "state") == [("TRIGGERED",), ("ACTION_FAILED",), ("TRIGGERED",)]
    assert run(session, "SELECT TO_VARCHAR(since, 'HH24:MI') FROM times ORDER BY 1") == [("09:00",), ("09:10",)]


def test_failures_are_recorded_and_suspend(account: Account, session: Session) -> None:
    run(
        session,
        "CREATE ALERT a SCHEDULE = '10 MINUTES' SUSPEND_ALERT_AFTER_NUM_FAILURES = 2 "
        "IF (EXISTS (SELECT 1 FROM nowhere)) THEN SELECT 1",
    )
    run(session, "ALTER ALERT a RESUME")
    to(account, "10:00")
    rows = history(session, "state, sql_error_code, action_query_id")
    assert rows == [("CONDITION_FAILED", "002003", None)] * 2
    shown = session.execute("SHOW ALERTS")
    row = dict(zip((column.name for column in shown.columns), shown.rows()[0], strict=True))
    assert (row["state"], row["was_auto_suspended"]) == ("suspended", "true")


def test_what_is_refused(session: Session) -> None:
    for sql, text in (
        ("CREATE ALERT a SCHEDULE = '0 MINUTES' IF (EXISTS (SELECT 1)) THEN SELECT 1", "Invalid schedule"),
        ("CREATE ALERT a SCHEDULE = '1 MINUTE' IF (EXISTS (DELETE FROM log)) THEN SELECT 1", "must be a SELECT"),
        (
            "CREATE ALERT a SCHEDULE = '1 MINUTE' WAREHOUSE = nope IF (EXISTS (SELECT 1)) THEN SELECT 1",
            "does not exist",
        ),
        ("CREATE ALERT a SCHEDULE = '1 MINUTE' CONFIG = '[1]' IF (EXISTS (SELECT 1)) THEN SELECT 1", "JSON object"),
        ("EXECUTE ALERT a", "does not exist"),
        ("SELECT SNOWFLAKE.ALERT.SCHEDULED_TIME()", "within an alert"),
        ("CREATE ALERT a IF (EXISTS (SELECT 1)) THEN SELECT 1", "new data"),
    ):
        with pytest.raises(SnowflakeError, match=text):
            session.execute(sql)


def test_alter_replace_clone_drop(account: Account, session: Session) -> None:
    run(
        session, "CREATE ALERT a SCHEDULE = '10 MINUTES' IF (EXISTS (SELECT 1)) THEN INSERT INTO log VALUES ('1', NULL)"
    )
    run(session, "ALTER ALERT a SET SCHEDULE = '5 MINUTES' COMMENT = 'c'")
    run(session, "ALTER ALERT a MODIFY CONDITION EXISTS (SELECT 1 WHERE FALSE)")
    run(session, "CREATE ALERT b CLONE a")
    run(session, "ALTER ALERT a MODIFY ACTION INSERT INTO log VALUES ('2', NULL)")
    run(session, "ALTER ALERT a MODIFY CONDITION EXISTS (SELECT 2)")
    run(session, "ALTER ALERT a RESUME")
    run(session, "ALTER ALERT b RESUME")
    to(account, "09:06")
    assert history(session, "name, state") == [("A", "TRIGGERED"), ("B", "CONDITION_FALSE")]
    assert run(session, "SELECT x FROM log") == [("2",)]
    run(session, "DROP ALERT b")
    run(session, "CREATE OR REPLACE ALERT a SCHEDULE = '5 MINUTES' IF (EXISTS (SELECT 1)) THEN SELECT 1")
    to(account, "10:00")
    assert len(history(session)) == 2
    described = session.execute("DESCRIBE ALERT a")
    row = dict(zip((column.name for column in described.columns), described.rows()[0], strict=True))
    assert (row["schedule"], row["state"], row["condition"]) == ("5 MINUTES", "suspended", "SELECT 1")


def test_a_restart_goes_on_with_the_next_due_time(tmp_path: Path) -> None:
    with Account.open(tmp_path / "a.duckdb", clock="virtual", start=START) as account:
        session = account.session(parameters={"TIMEZONE": "UTC"})
        for statement in SETUP:
            session.execute(statement)
        run(session, "CREATE ALERT a SCHEDULE = '10 MINUTES' IF (EXISTS (SELECT 1)) THEN SELECT 1")
        run(session, "ALTER ALERT a RESUME")
        to(account, "09:15")
    later = datetime(2026, 1, 5, 9, 42, tzinfo=UTC)
    with Account.open(tmp_path / "a.duckdb", clock="virtual", start=later) as account:
        session = account.session(database="DB", schema="S", parameters={"TIMEZONE": "UTC"})
        to(account, "09:55")
        assert history(session) == [("TRIGGERED", "09:10"), ("TRIGGERED", "09:50")]
