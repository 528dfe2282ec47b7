"""What runs tell beside their rows: integrations, SERVERLESS_TASK_HISTORY, and tasks that come back with UNDROP."""

from __future__ import annotations

import json

import duckdb
import pytest

from ecomsim.histories.journal import Journal
from tests.tasks.conftest import Lab

INTEGRATION = (
    "CREATE NOTIFICATION INTEGRATION told TYPE = EMAIL ENABLED = TRUE ALLOWED_RECIPIENTS = ('a@x.org') "
    "DEFAULT_RECIPIENTS = ('a@x.org')"
)


def test_each_attempt_is_told_to_its_integration(lab: Lab) -> None:
    lab.script(
        INTEGRATION,
        "CREATE TASK t WAREHOUSE = wh ERROR_INTEGRATION = told SUCCESS_INTEGRATION = told "
        "TASK_AUTO_RETRY_ATTEMPTS = 1 AS INSERT INTO later VALUES (1)",
    )
    assert (lab.shown("T")["error_integration"], lab.shown("T")["success_integration"]) == ("TOLD", "TOLD")
    lab.run("EXECUTE TASK t")
    lab.run("CREATE TABLE later (x INT)")
    lab.run("EXECUTE TASK t")
    messages = lab.account.outbox.messages()
    told = [json.loads(message.body) for message in messages]
    assert [each["messageType"] for each in told] == ["USER_TASK_FAILED", "USER_TASK_FAILED", "USER_TASK_SUCCEEDED"]
    assert [each["messages"][0]["attemptNumber"] for each in told] == [1, 2, 1]
    assert told[0]["taskName"] == "DB.S.T"
    assert told[0]["messages"][0]["errorCode"] == "002003"
    assert {message.recipients for message in messages} == {("a@x.org",)}


def test_an_unknown_integration_is_refused(lab: Lab) -> None:
    assert lab.error("CREATE TASK t WAREHOUSE = wh ERROR_INTEGRATION = nobody AS SELECT 1").errno == 2003


def test_serverless_runs_by_the_hour(lab: Lab) -> None:
    lab.script(
        "CREATE TASK free SCHEDULE = '30 MINUTES' AS SELECT 1",
        "CREATE TASK paid WAREHOUSE = wh SCHEDULE = '30 MINUTES' AS SELECT 1",
        "ALTER TASK free RESUME",
        "ALTER TASK paid RESUME",
    )
    lab.to("10:45")
    rows = lab.run(
        "SELECT TO_CHAR(start_time, 'HH24:MI'), TO_CHAR(end_time, 'HH24:MI'), task_name, credits_used FROM "
        "TABLE(information_schema.serverless_task_history(DATE_RANGE_START => '2026-01-01'::TIMESTAMP_LTZ))"
    )
    assert rows == [("09:00", "10:00", "FREE", 0), ("10:00", "11:00", "FREE", 0)]


def test_tasks_that_come_back_are_suspended(lab: Lab) -> None:
    lab.script(
        "CREATE TASK t WAREHOUSE = wh SCHEDULE = '10 MINUTES' AS INSERT INTO log VALUES ('ran')",
        "ALTER TASK t RESUME",
        "DROP SCHEMA db.s",
        "UNDROP SCHEMA db.s",
        "USE SCHEMA db.s",
    )
    assert (lab.shown("T")["state"], lab.shown("T")["last_suspended_reason"]) == (
        "suspended",
        "SCHEMA_OR_DATABASE_DELETED",
    )
    lab.to("10:00")
    assert lab.logged() == []


def test_a_history_that_could_not_be_written_is_written_later(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    lab.run("CREATE TASK t WAREHOUSE = wh AS SELECT 1")
    lab.run("EXECUTE TASK t")
    history = lab.account.agenda.history

    def full(*_: object) -> None:
        raise duckdb.IOException("No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(Journal, "write", full)
        with pytest.raises(duckdb.IOException):
            history.flush()
    assert lab.history("T") == ["SUCCEEDED 09:00"]
