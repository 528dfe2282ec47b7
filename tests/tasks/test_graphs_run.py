"""Task graphs at work: children, skips, finalizers, retries, versions, locks (C-T-34 to C-T-59, 67 to 69)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.tasks.conftest import Lab


def task(lab: Lab, name: str, rest: str, body: str = "", *, started: bool = True) -> None:
    body = body or f"INSERT INTO log VALUES ('{name}')"
    lab.run(f"CREATE TASK {name} WAREHOUSE = wh {rest} AS {body}")
    if started:
        lab.run(f"ALTER TASK {name} RESUME")


def root(lab: Lab, options: str = "", body: str = "") -> None:
    task(lab, "r", f"SCHEDULE = '1 MINUTE' {options}", body, started=False)


def test_children_run_after_their_root(lab: Lab) -> None:
    root(lab)
    task(lab, "c", "AFTER r", started=False)
    lab.run("EXECUTE TASK r")
    assert lab.history() == ["R SUCCEEDED 09:00"]
    lab.run("ALTER TASK c RESUME")
    lab.run("EXECUTE TASK r")
    assert lab.history()[1:] == ["R SUCCEEDED 09:00", "C SUCCEEDED 09:00"]
    columns = "graph_run_group_id, root_task_id, run_id"
    assert lab.fact("C", columns) == lab.fact("R", columns)
    started, ended = lab.fact("C", "scheduled_time")[0], lab.fact("R", "completed_time")[0]
    assert started >= ended


def test_a_failed_predecessor_stops_what_is_below(lab: Lab) -> None:
    root(lab)
    task(lab, "a", "AFTER r")
    task(lab, "b", "AFTER r", "INSERT INTO nope VALUES (1)")
    task(lab, "c", "AFTER a, b")
    lab.run("EXECUTE TASK r")
    assert lab.history() == ["R SUCCEEDED 09:00", "A SUCCEEDED 09:00", "B FAILED 09:00"]
    graphs = lab.run(
        "SELECT root_task_name, state, first_error_task_name FROM TABLE(information_schema.complete_task_graphs())"
    )
    assert graphs == [("R", "FAILED", "B")]


def test_a_suspended_predecessor_is_passed_over(lab: Lab) -> None:
    root(lab)
    task(lab, "a", "AFTER r")
    task(lab, "b", "AFTER r", started=False)
    task(lab, "c", "AFTER a, b")
    task(lab, "d", "AFTER b")
    lab.run("EXECUTE TASK r")
    assert lab.history() == ["R SUCCEEDED 09:00", "A SUCCEEDED 09:00", "C SUCCEEDED 09:00"]


def test_skipped_tasks(lab: Lab) -> None:
    root(lab)
    task(lab, "a", "AFTER r WHEN 1 = 2")
    task(lab, "b", "AFTER a")
    lab.run("EXECUTE TASK r")
    assert lab.history() == ["R SUCCEEDED 09:00", "A SKIPPED 09:00"]
    states = "SELECT state FROM TABLE(information_schema.complete_task_graphs())"
    assert lab.run(states) == [("SUCCEEDED",)]
    lab.run("ALTER TASK r MODIFY WHEN 1 = 2")
    task(lab, "f", "FINALIZE = r")
    lab.run("EXECUTE TASK r")
    assert lab.history()[2:] == ["R SKIPPED 09:00"]
    assert lab.run(states) == [("SUCCEEDED",)]


@pytest.mark.parametrize("failing", ["none", "child", "root"])
def test_the_finalizer_runs_last_and_always(lab: Lab, failing: str) -> None:
    broken = "INSERT INTO nope VALUES (1)"
    root(lab, body=broken if failing == "root" else "")
    task(lab, "c", "AFTER r", broken if failing == "child" else "")
    task(lab, "f", "FINALIZE = r")
    lab.run("EXECUTE TASK r")
    found = lab.history()
    assert found[-1] == "F SUCCEEDED 09:00"
    assert len([row for row in found if row.startswith("F ")]) == 1


def test_automatic_retries(lab: Lab) -> None:
    root(lab, "TASK_AUTO_RETRY_ATTEMPTS = 2")
    task(lab, "c", "AFTER r", "INSERT INTO nope VALUES (1)")
    lab.run("EXECUTE TASK r")
    rows = lab.run(
        "SELECT name, attempt_number, scheduled_from FROM TABLE(information_schema.task_history()) "
        "ORDER BY attempt_number, name DESC"
    )
    assert rows == [
        ("R", 1, "EXECUTE_TASK"),
        ("C", 1, "EXECUTE_TASK"),
        ("C", 2, "AUTOMATIC RETRY"),
        ("C", 3, "AUTOMATIC RETRY"),
    ]


def test_a_finalizer_may_repair_the_cause(lab: Lab) -> None:
    root(lab, "TASK_AUTO_RETRY_ATTEMPTS = 1")
    task(lab, "c", "AFTER r", "INSERT INTO late VALUES (1)")
    task(lab, "f", "FINALIZE = r", "CREATE TABLE IF NOT EXISTS late (id INT)")
    lab.run("EXECUTE TASK r")
    assert lab.fact("C", "state, attempt_number") == ("SUCCEEDED", 2)


def test_retry_last(lab: Lab) -> None:
    root(lab)
    assert lab.error("EXECUTE TASK r RETRY LAST").errno == 91457
    task(lab, "c", "AFTER r", "INSERT INTO late VALUES (1)")
    lab.run("EXECUTE TASK r")
    lab.run("CREATE TABLE late (id INT)")
    lab.run("EXECUTE TASK r RETRY LAST")
    assert lab.history() == ["R SUCCEEDED 09:00", "C FAILED 09:00", "C SUCCEEDED 09:00"]
    assert lab.fact("C", "attempt_number, scheduled_from") == (2, "MANUAL RETRY")
    again = lab.error("EXECUTE TASK r RETRY LAST")
    assert again.errno == 91456
    assert again.raw_msg.endswith("of graph with root task R had no failures.")
    assert lab.refusal("EXECUTE TASK r RETRY GRAPH RUN GROUP 'nope'") == (
        "Cannot perform retry: Graph run group with ID nope not found."
    )


def test_a_modified_graph_cannot_be_retried(lab: Lab) -> None:
    root(lab)
    task(lab, "c", "AFTER r", "INSERT INTO late VALUES (1)")
    lab.run("EXECUTE TASK r")
    lab.run("ALTER TASK c MODIFY AS SELECT 1")
    assert "has been modified" in lab.refusal("EXECUTE TASK r RETRY LAST")


def test_a_started_graph_is_locked(lab: Lab) -> None:
    root(lab)
    task(lab, "c", "AFTER r")
    lab.run("ALTER TASK r RESUME")
    for statement in (
        "ALTER TASK c SUSPEND",
        "ALTER TASK r SET COMMENT = 'x'",
        "CREATE TASK n WAREHOUSE = wh AFTER r AS SELECT 1",
        "CREATE OR REPLACE TASK c WAREHOUSE = wh AFTER r AS SELECT 1",
        "CREATE OR ALTER TASK c WAREHOUSE = wh AFTER r AS SELECT 1",
        "DROP TASK c",
    ):
        assert lab.error(statement).msg == (
            "091421 (22000): Unable to update graph with root task DB.S.R since that root task is not suspended."
        ), statement
    lab.run("ALTER TASK r SUSPEND")
    assert lab.shown("C")["state"] == "started"


def test_cycles_and_two_roots(lab: Lab) -> None:
    root(lab)
    task(lab, "a", "AFTER r", started=False)
    task(lab, "b", "AFTER a", started=False)
    lab.run("ALTER TASK a ADD AFTER b")
    assert lab.refusal("ALTER TASK r RESUME").startswith("Graph has at least one cycle containing task")
    lab.run("ALTER TASK a REMOVE AFTER b")
    task(lab, "q", "SCHEDULE = '1 MINUTE'", started=False)
    lab.run("ALTER TASK b ADD AFTER q")
    for name in ("r", "q"):
        assert lab.refusal(f"ALTER TASK {name} RESUME").startswith("The graph has more than one root task")


def test_enabling_dependents(lab: Lab) -> None:
    root(lab)
    for name, rest in (("a", "AFTER r"), ("b", "AFTER a"), ("f", "FINALIZE = r"), ("x", "SCHEDULE = '1 MINUTE'")):
        task(lab, name, rest, started=False)
    lab.run("SELECT SYSTEM$TASK_DEPENDENTS_ENABLE('db.s.r')")
    assert [lab.shown(name)["state"] for name in "RABFX"] == ["started"] * 4 + ["suspended"]


def test_dropping_severs_links(lab: Lab) -> None:
    root(lab)
    task(lab, "a", "AFTER r")
    task(lab, "b", "AFTER a")
    assert lab.says("DROP TASK a") == "A successfully dropped."
    row = lab.shown("B")
    assert (row["predecessors"], row["state"], row["last_suspended_reason"]) == (
        "[]",
        "suspended",
        "CHILD_BECAME_ROOT",
    )


def test_return_values(lab: Lab) -> None:
    root(lab, body="SELECT SYSTEM$SET_RETURN_VALUE('hello')")
    task(lab, "c", "AFTER r", "INSERT INTO log SELECT SYSTEM$GET_PREDECESSOR_RETURN_VALUE()")
    task(lab, "d", "AFTER c", "INSERT INTO log SELECT SYSTEM$GET_PREDECESSOR_RETURN_VALUE('R')")
    task(lab, "e", "AFTER r, c", "INSERT INTO log SELECT SYSTEM$GET_PREDECESSOR_RETURN_VALUE()")
    task(lab, "g", "AFTER r", "INSERT INTO log SELECT SYSTEM$GET_PREDECESSOR_RETURN_VALUE('r')")
    lab.run("EXECUTE TASK r")
    assert lab.logged() == ["hello", "hello"]
    assert lab.fact("R", "return_value") == ("hello",)
    assert [lab.fact(name, "state")[0] for name in "CDEG"] == ["SUCCEEDED", "SUCCEEDED", "FAILED", "FAILED"]


@pytest.mark.parametrize(("value", "state"), [("7", "SUCCEEDED"), ("3", "SKIPPED")])
def test_conditions_on_return_values(lab: Lab, value: str, state: str) -> None:
    root(lab, body=f"SELECT SYSTEM$SET_RETURN_VALUE('{value}')")
    task(lab, "c", "AFTER r WHEN SYSTEM$GET_PREDECESSOR_RETURN_VALUE('R')::INT > 5")
    lab.run("EXECUTE TASK r")
    assert lab.fact("C", "state") == (state,)


@pytest.mark.parametrize(
    ("policy", "first", "second", "starts"),
    [
        ("NO_OVERLAP", 1, 90, ["09:01", "09:03", "09:05"]),
        ("ALLOW_CHILD_OVERLAP", 1, 90, ["09:01", "09:02", "09:03", "09:04", "09:05"]),
        ("ALLOW_ALL_OVERLAP", 90, 1, ["09:01", "09:02", "09:03", "09:04", "09:05"]),
    ],
)
def test_overlap(lab: Lab, policy: str, first: int, second: int, starts: list[str]) -> None:
    root(lab, f"OVERLAP_POLICY = {policy}", f"SELECT SYSTEM$WAIT({first})")
    task(lab, "c", "AFTER r", f"SELECT SYSTEM$WAIT({second})")
    lab.run("ALTER TASK r RESUME")
    lab.to("09:05:30")
    assert [row.split()[1] for row in lab.history("R")][: len(starts)] == starts


def test_a_change_makes_a_new_version(lab: Lab) -> None:
    root(lab)
    task(lab, "c", "AFTER r", "INSERT INTO log VALUES ('old')")
    lab.run("EXECUTE TASK r")
    lab.run("EXECUTE TASK r")
    assert lab.fact("C", "graph_version") == (1,)
    lab.run("ALTER TASK c MODIFY AS INSERT INTO log VALUES ('new')")
    lab.run("ALTER TASK r RESUME")
    lab.to("09:01")
    assert lab.fact("C", "graph_version") == (2,)
    assert lab.logged()[-1] == "new"


def test_dependents_and_limits(lab: Lab) -> None:
    root(lab)
    task(lab, "a", "AFTER r", started=False)
    task(lab, "b", "AFTER a", started=False)
    task(lab, "f", "FINALIZE = r", started=False)
    names = "SELECT name FROM TABLE(information_schema.task_dependents(TASK_NAME => 'db.s.r'{}))"
    assert [row[0] for row in lab.run(names.format(""))] == ["R", "A", "B", "F"]
    assert [row[0] for row in lab.run(names.format(", RECURSIVE => FALSE"))] == ["R", "A", "F"]
    assert lab.refusal("SELECT * FROM TABLE(information_schema.task_dependents(TASK_NAME => 'nosuch'))") == (
        "Invalid value [nosuch] for function 'TASK_DEPENDENTS_SCAN', parameter 1: must be a valid task name"
    )
    assert "exceeds maximum allowable value (10,000)." in lab.refusal(
        "SELECT * FROM TABLE(information_schema.complete_task_graphs(RESULT_LIMIT => 10001))"
    )


def test_execute_is_for_roots(lab: Lab) -> None:
    root(lab)
    task(lab, "c", "AFTER r")
    assert lab.refusal("EXECUTE TASK c") == (
        "Execute task cannot be called on non-root task DB.S.C. "
        "Call EXECUTE TASK on the root task of its graph instead."
    )


def test_cancelling_what_does_not_run(lab: Lab) -> None:
    root(lab)
    assert lab.says("SELECT SYSTEM$USER_TASK_CANCEL_ONGOING_EXECUTIONS('r')").startswith(
        "Task R has no currently running executions."
    )
