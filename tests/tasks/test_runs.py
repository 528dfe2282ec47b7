"""Scheduled, manual, failing and conditional runs of single tasks (C-T-01 to C-T-33 and 51 to 63 of the spec)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.tasks.conftest import Lab

TASK = "CREATE TASK t WAREHOUSE = wh SCHEDULE = '10 MINUTES' AS INSERT INTO log VALUES ('a')"


def test_a_new_task_is_suspended(lab: Lab) -> None:
    assert lab.says(TASK) == "Task T successfully created."
    assert lab.shown("T")["state"] == "suspended"
    lab.to("10:00")
    assert lab.logged() == []


def test_due_times_stay_on_the_grid_of_resume(lab: Lab) -> None:
    lab.run(TASK)
    lab.to("09:03")
    assert lab.says("ALTER TASK t RESUME") == "Statement executed successfully."
    lab.to("09:12:59")
    assert lab.logged() == []
    lab.to("09:13")
    assert lab.logged() == ["a"]
    lab.to("09:33")
    assert lab.history("T") == ["SUCCEEDED 09:13", "SUCCEEDED 09:23", "SUCCEEDED 09:33"]
    assert lab.fact("T", "run_id, scheduled_from, attempt_number") == (1767259980000, "SCHEDULE", 1)
    lab.to("09:35")
    lab.run("ALTER TASK t SUSPEND")
    lab.to("09:36")
    lab.run("ALTER TASK t RESUME")
    lab.to("09:46")
    assert lab.history("T")[-1] == "SUCCEEDED 09:46"


def test_a_started_task_has_one_scheduled_row(lab: Lab) -> None:
    lab.run(TASK)
    lab.run("ALTER TASK t RESUME")
    history = "TABLE(information_schema.task_history())"
    query = f"SELECT scheduled_time, query_id FROM {history} WHERE state = 'SCHEDULED'"
    rows = lab.run(query)
    assert [(f"{time:%H:%M}", query_id) for time, query_id in rows] == [("09:10", None)]
    lab.run("ALTER TASK t SUSPEND")
    assert lab.run(query) == []


def test_the_session_time_zone_does_not_matter(lab: Lab) -> None:
    lab.run("CREATE TASK t WAREHOUSE = wh SCHEDULE = 'USING CRON 30 9 * * * UTC' AS INSERT INTO log VALUES ('a')")
    lab.run("ALTER SESSION SET TIMEZONE = 'Asia/Tokyo'")
    lab.run("ALTER TASK t RESUME")
    lab.run("ALTER SESSION SET TIMEZONE = 'UTC'")
    lab.to("10:00")
    assert lab.history("T") == ["SUCCEEDED 09:30"]


def test_due_times_during_a_run_are_dropped(lab: Lab) -> None:
    lab.run("CREATE TASK t WAREHOUSE = wh SCHEDULE = '10 MINUTES' AS SELECT SYSTEM$WAIT(15, 'MINUTES')")
    lab.run("ALTER TASK t RESUME")
    lab.to("10:00")
    assert lab.history("T") == ["SUCCEEDED 09:10", "SUCCEEDED 09:30", "EXECUTING 09:50"]
    lab.to("10:05:01")
    assert lab.history("T") == ["SUCCEEDED 09:10", "SUCCEEDED 09:30", "SUCCEEDED 09:50"]


def test_execute_task_runs_a_suspended_task_once(lab: Lab) -> None:
    lab.run(TASK)
    assert lab.says("EXECUTE TASK t") == "Task T is scheduled to run immediately."
    assert lab.history("T") == ["SUCCEEDED 09:00"]
    assert lab.fact("T", "scheduled_from") == ("EXECUTE_TASK",)
    assert lab.shown("T")["state"] == "suspended"
    assert lab.refusal("EXECUTE TASK nope") == (
        "SQL compilation error:\nTask 'DB.S.NOPE' does not exist or not authorized."
    )


def test_a_task_without_a_warehouse_uses_none(lab: Lab) -> None:
    lab.run("CREATE TASK t AS INSERT INTO log SELECT x FROM log UNION ALL SELECT CURRENT_WAREHOUSE()")
    lab.run("EXECUTE TASK t")
    assert lab.history("T") == ["SUCCEEDED 09:00"]
    assert lab.logged() == [None]


def test_a_failing_body(lab: Lab) -> None:
    lab.run("CREATE TASK t WAREHOUSE = wh AS INSERT INTO nope VALUES (1)")
    lab.run("EXECUTE TASK t")
    state, code, message = lab.fact("T", "state, error_code, error_message")
    assert (state, code) == ("FAILED", "002003")
    assert "'NOPE' does not exist or not authorized" in message


@pytest.mark.parametrize(("limit", "runs"), [(3, 3), (None, 10), (0, 60)])
def test_consecutive_failures_suspend(lab: Lab, limit: int | None, runs: int) -> None:
    option = "" if limit is None else f"SUSPEND_TASK_AFTER_NUM_FAILURES = {limit}"
    lab.run(f"CREATE TASK t WAREHOUSE = wh SCHEDULE = '1 MINUTE' {option} AS INSERT INTO nope VALUES (1)")
    lab.run("ALTER TASK t RESUME")
    lab.to("10:00")
    found = lab.history("T")
    assert len(found) == runs
    if limit == 0:
        assert lab.shown("T")["state"] == "started"
        return
    assert {row.split()[0] for row in found[:-1]} == {"FAILED"}
    assert found[-1].startswith("FAILED_AND_AUTO_SUSPENDED")
    assert (lab.shown("T")["state"], lab.shown("T")["last_suspended_reason"]) == (
        "suspended",
        "SUSPENDED_DUE_TO_ERRORS",
    )


def test_a_success_resets_the_count(lab: Lab) -> None:
    lab.run(
        "CREATE TASK t WAREHOUSE = wh SCHEDULE = '1 MINUTE' SUSPEND_TASK_AFTER_NUM_FAILURES = 3 "
        "AS INSERT INTO target SELECT 'x'"
    )
    lab.run("ALTER TASK t RESUME")
    lab.to("09:02:30")
    lab.run("CREATE TABLE target (x VARCHAR)")
    lab.to("09:03:30")
    lab.run("DROP TABLE target")
    lab.to("09:05:30")
    assert [row.split()[0] for row in lab.history("T")] == ["FAILED", "FAILED", "SUCCEEDED", "FAILED", "FAILED"]
    assert lab.shown("T")["state"] == "started"


def test_the_timeout_is_a_failure(lab: Lab) -> None:
    lab.run("CREATE TASK t WAREHOUSE = wh USER_TASK_TIMEOUT_MS = 1000 AS SELECT SYSTEM$WAIT(5)")
    lab.run("EXECUTE TASK t")
    assert lab.fact("T", "state") == ("EXECUTING",)
    lab.to("09:00:02")
    assert lab.fact("T", "state, error_code") == ("FAILED", "000630")


def test_when_false_skips_without_a_warehouse(lab: Lab) -> None:
    lab.script(
        "CREATE TABLE base (id INT)",
        "CREATE TABLE target (id INT)",
        "CREATE STREAM st ON TABLE base",
        "CREATE TASK t WAREHOUSE = wh SCHEDULE = '1 MINUTE' WHEN SYSTEM$STREAM_HAS_DATA('st') "
        "AS INSERT INTO target SELECT id FROM st",
        "ALTER TASK t RESUME",
    )
    lab.to("09:02")
    assert lab.history("T") == ["SKIPPED 09:01", "SKIPPED 09:02"]
    assert lab.fact("T", "error_code, error_message, query_id") == (
        "0040003",
        "Conditional expression for task evaluated to false.",
        None,
    )
    state = lab.run("SHOW WAREHOUSES LIKE 'WH'")[0][1]
    assert state == "SUSPENDED"
    lab.run("INSERT INTO base VALUES (1), (2)")
    lab.to("09:04")
    assert lab.history("T")[-2:] == ["SUCCEEDED 09:03", "SKIPPED 09:04"]
    assert lab.run("SELECT count(*) FROM target") == [(2,)]


def test_a_body_without_dml_leaves_the_stream(lab: Lab) -> None:
    lab.script(
        "CREATE TABLE base (id INT)",
        "CREATE STREAM st ON TABLE base",
        "INSERT INTO base VALUES (1)",
        "CREATE TASK t WAREHOUSE = wh SCHEDULE = '1 MINUTE' WHEN SYSTEM$STREAM_HAS_DATA('st') "
        "AS SELECT count(*) FROM st",
        "ALTER TASK t RESUME",
    )
    lab.to("09:03")
    assert lab.history("T") == ["SUCCEEDED 09:01", "SUCCEEDED 09:02", "SUCCEEDED 09:03"]


def test_a_failed_statement_does_not_consume(lab: Lab) -> None:
    lab.script(
        "CREATE TABLE base (id INT)",
        "CREATE STREAM st ON TABLE base",
        "INSERT INTO base VALUES (1)",
        "CREATE TASK t WAREHOUSE = wh SCHEDULE = '1 MINUTE' AS INSERT INTO target SELECT id FROM st",
        "ALTER TASK t RESUME",
    )
    lab.to("09:01:30")
    lab.run("CREATE TABLE target (id INT)")
    lab.run("INSERT INTO base VALUES (2)")
    lab.to("09:03")
    assert sorted(lab.run("SELECT id FROM target")) == [(1,), (2,)]
    assert lab.history("T") == ["FAILED 09:01", "SUCCEEDED 09:02", "SUCCEEDED 09:03"]


def test_conditions_are_checked_at_creation(lab: Lab) -> None:
    for when in ("CURRENT_TIMESTAMP LIKE '20%'", "(SELECT 1) = 1", "PARSE_JSON('{}') IS NULL"):
        assert lab.refusal(f"CREATE TASK t WAREHOUSE = wh WHEN {when} AS SELECT 1").startswith(
            "Invalid expression for task condition expression."
        )
    lab.run("CREATE TASK t WAREHOUSE = wh WHEN 1 = 2 AS SELECT 1")
    lab.run("EXECUTE TASK t")
    assert lab.history("T") == ["SKIPPED 09:00"]


def triggered(lab: Lab, options: str = "") -> None:
    lab.script(
        "CREATE TABLE base (id INT)",
        "CREATE TABLE target (id INT)",
        "CREATE STREAM st ON TABLE base",
        f"CREATE TASK t WAREHOUSE = wh {options} WHEN SYSTEM$STREAM_HAS_DATA('st') "
        "AS INSERT INTO target SELECT id FROM st",
    )


@pytest.mark.parametrize(("options", "second"), [("", 40), ("USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS = 10", 20)])
def test_a_triggered_task_runs_when_data_arrives(lab: Lab, options: str, second: int) -> None:
    triggered(lab, options)
    lab.run("ALTER TASK t RESUME")
    lab.to("10:05:10")
    assert lab.history("T") == []
    lab.run("INSERT INTO base VALUES (1)")
    lab.to("10:05:15")
    lab.run("INSERT INTO base VALUES (2)")
    lab.to("10:10")
    rows = lab.run(
        "SELECT scheduled_time, state, scheduled_from FROM TABLE(information_schema.task_history(TASK_NAME => 'T'))"
    )
    assert [(f"{time:%H:%M:%S}", state, kind) for time, state, kind in reversed(rows)] == [
        ("10:05:10", "SUCCEEDED", "TRIGGER"),
        (f"10:05:{second}", "SUCCEEDED", "TRIGGER"),
    ]
    assert lab.shown("T")["schedule"] is None


def test_a_triggered_task_resumed_with_data_runs_at_once(lab: Lab) -> None:
    triggered(lab)
    lab.run("INSERT INTO base VALUES (1)")
    lab.to("09:30")
    lab.run("ALTER TASK t RESUME")
    lab.to("09:31")
    assert lab.history("T") == ["SUCCEEDED 09:30"]


def test_an_idle_triggered_task_is_checked_every_twelve_hours(lab: Lab) -> None:
    triggered(lab)
    lab.run("ALTER TASK t RESUME")
    lab.to("21:30")
    assert lab.history("T") == ["SKIPPED 21:00"]


def test_serverless_triggered_tasks_need_a_completion_interval(lab: Lab) -> None:
    lab.run("CREATE TABLE base (id INT)")
    lab.run("CREATE STREAM st ON TABLE base")
    create = "CREATE TASK t {} WHEN SYSTEM$STREAM_HAS_DATA('st') AS SELECT 1"
    assert "TARGET_COMPLETION_INTERVAL" in lab.refusal(create.format(""))
    lab.run(create.format("TARGET_COMPLETION_INTERVAL = '15 MINUTES'"))


def test_config_is_merged_for_one_run(lab: Lab) -> None:
    lab.run(
        """CREATE TASK t WAREHOUSE = wh SCHEDULE = '1 MINUTE' CONFIG = $${"a":{"x":1,"y":2},"b":3}$$ AS
        INSERT INTO log SELECT SYSTEM$GET_TASK_GRAPH_CONFIG('a.x') || ',' || SYSTEM$GET_TASK_GRAPH_CONFIG('a.y')
            || ',' || SYSTEM$GET_TASK_GRAPH_CONFIG('b')
            || ',' || COALESCE(SYSTEM$GET_TASK_GRAPH_CONFIG('zz'), 'null')"""
    )
    lab.run("""EXECUTE TASK t USING CONFIG = '{"a":{"x":9}}'""")
    assert lab.logged() == ["9,2,3,null"]
    assert lab.shown("T")["config"] == '{"a":{"x":1,"y":2},"b":3}'
    lab.run("ALTER TASK t RESUME")
    lab.to("09:01")
    assert lab.logged()[-1] == "1,2,3,null"
    for bad in ("not json", "[1,2]"):
        assert lab.refusal(f"CREATE TASK u WAREHOUSE = wh CONFIG = '{bad}' AS SELECT 1") == (
            "Invalid config. Must be a string representation of a valid JSON Object."
        )


def test_functions_of_a_run_fail_outside_of_one(lab: Lab) -> None:
    assert lab.refusal("SELECT SYSTEM$GET_TASK_GRAPH_CONFIG()") == (
        "Function SYSTEM$GET_TASK_GRAPH_CONFIG must be called from within a task."
    )
    lab.error("SELECT SYSTEM$TASK_RUNTIME_INFO('CURRENT_TASK_NAME')")


def test_a_run_knows_its_name(lab: Lab) -> None:
    lab.run("CREATE TASK t WAREHOUSE = wh AS INSERT INTO log SELECT SYSTEM$CURRENT_USER_TASK_NAME()")
    lab.run("EXECUTE TASK t")
    assert lab.logged() == ["DB.S.T"]


def test_replacing_starts_anew_and_keeps_the_history(lab: Lab) -> None:
    lab.run(TASK)
    lab.run("EXECUTE TASK t")
    before = lab.shown("T")["id"]
    lab.run("ALTER TASK t SET COMMENT = 'x'")
    lab.run("EXECUTE TASK t")
    assert lab.fact("T", "graph_version") == (2,)
    lab.run(TASK.replace("CREATE", "CREATE OR REPLACE"))
    assert lab.shown("T")["id"] != before
    lab.run("EXECUTE TASK t")
    assert lab.fact("T", "graph_version") == (1,)
    assert len(lab.history("T")) == 3


def test_if_not_exists_checks_the_statement_alone(lab: Lab) -> None:
    lab.run(TASK)
    assert lab.says("CREATE TASK IF NOT EXISTS t WAREHOUSE = wh CONFIG = 'bad' AS SELECT 1") == (
        "T already exists, statement succeeded."
    )
    assert lab.refusal("CREATE TASK IF NOT EXISTS t WAREHOUSE = wh NOT_A_PARAM = 1 AS SELECT 1") == (
        "SQL compilation error:\ninvalid property 'NOT_A_PARAM' for 'TASK'"
    )


def test_session_parameters_of_a_task(lab: Lab) -> None:
    lab.run(
        "CREATE TASK t WAREHOUSE = wh TIMESTAMP_OUTPUT_FORMAT = 'YYYY' AS "
        "INSERT INTO log SELECT TO_VARCHAR(CURRENT_TIMESTAMP)"
    )
    lab.run("EXECUTE TASK t")
    assert lab.logged() == ["2026"]
    assert lab.says("SELECT TO_VARCHAR(CURRENT_TIMESTAMP)") != "2026"


def test_a_block_commits_statement_by_statement(lab: Lab) -> None:
    lab.run(
        "CREATE TASK t WAREHOUSE = wh AS BEGIN INSERT INTO log VALUES ('1'); INSERT INTO log VALUES ('2'); "
        "INSERT INTO nope VALUES (1); END"
    )
    lab.run("EXECUTE TASK t")
    assert lab.history("T") == ["FAILED 09:00"]
    assert lab.logged() == ["1", "2"]


def test_properties_are_refused_in_snowflakes_words(lab: Lab) -> None:
    cases = {
        "WAREHOUSE = no_such_wh": "Nonexistent warehouse NO_SUCH_WH was specified.",
        "SCHEDULE = '9 SECONDS'": "Cannot set schedule less than 10 seconds.",
        "USER_TASK_TIMEOUT_MS = '5000'": (
            "SQL compilation error:\ninvalid value ['5000'] for parameter 'USER_TASK_TIMEOUT_MS'"
        ),
        "USER_TASK_TIMEOUT_MS = -5": "SQL compilation error:\ninvalid value [-5] for parameter 'USER_TASK_TIMEOUT_MS'",
        "TARGET_COMPLETION_INTERVAL = '9 SECOND'": (
            "SQL compilation error:\ninvalid value [9 SECOND] for parameter 'TARGET_COMPLETION_INTERVAL'"
        ),
        "AUTOCOMMIT = FALSE": (
            "The parameter AUTOCOMMIT = false is not supported with Tasks. Remove the parameter and try again."
        ),
        "LOG_LEVEL = 'LOUD'": (
            "Invalid value for log level. Allowed values are TRACE,DEBUG,INFO,WARN,ERROR,FATAL,OFF."
        ),
        "LOG_LEVEL = 'info'": "Unsupported feature 'LOG_LEVEL = 'INFO' of a task: there is no event table'.",
        "OVERLAP_POLICY = 'BOGUS'": "SQL compilation error:\ninvalid value 'BOGUS' for property 'OVERLAP_POLICY'",
        "OVERLAP_POLICY = NO_OVERLAP ALLOW_OVERLAPPING_EXECUTION = TRUE": (
            "Cannot specify ALLOW_OVERLAPPING_EXECUTION and OVERLAP_POLICY to different values in the same command."
        ),
        "WAREHOUSE = wh USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE = XSMALL": (
            "Cannot set USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE on a non-serverless task."
        ),
    }
    for options, text in cases.items():
        assert lab.refusal(f"CREATE TASK t {options} AS SELECT 1") == text, options
