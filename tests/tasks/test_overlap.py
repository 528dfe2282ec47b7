"""Runs that overlap on a virtual clock: while one waits, others start, end, and can be cancelled."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from ecomsim.accounts.account import Account
from tests.tasks.conftest import Lab


def test_siblings_wait_beside_each_other(lab: Lab) -> None:
    lab.script(
        "CREATE TASK r WAREHOUSE = wh SCHEDULE = '60 MINUTES' AS INSERT INTO log VALUES ('r')",
        "CREATE TASK a WAREHOUSE = wh AFTER r AS BEGIN CALL SYSTEM$WAIT(20); INSERT INTO log VALUES ('a'); END",
        "CREATE TASK b WAREHOUSE = wh AFTER r AS BEGIN CALL SYSTEM$WAIT(10); INSERT INTO log VALUES ('b'); END",
        "CREATE TASK c WAREHOUSE = wh AFTER a, b AS INSERT INTO log VALUES ('c')",
        "SELECT SYSTEM$TASK_DEPENDENTS_ENABLE('r')",
    )
    lab.to("10:00:15")
    assert lab.logged() == ["r", "b"]
    assert sorted(lab.history()) == ["A EXECUTING 10:00", "B SUCCEEDED 10:00", "R SUCCEEDED 10:00"]
    lab.to("10:00:21")
    assert lab.logged() == ["r", "b", "a", "c"]
    spans = "TIMESTAMPDIFF('second', query_start_time, completed_time)"
    assert lab.fact("A", spans) == (20,)
    assert lab.fact("B", spans) == (10,)


def test_other_tasks_and_statements_run_during_a_wait(lab: Lab) -> None:
    lab.script(
        "CREATE TASK slow WAREHOUSE = wh SCHEDULE = '10 MINUTES' AS "
        "BEGIN INSERT INTO log VALUES ('begin'); CALL SYSTEM$WAIT(5, 'MINUTES'); INSERT INTO log VALUES ('end'); END",
        "CREATE TASK quick WAREHOUSE = wh SCHEDULE = '2 MINUTES' AS INSERT INTO log VALUES ('quick')",
        "ALTER TASK slow RESUME",
    )
    lab.to("09:10:30")
    lab.script("ALTER TASK quick RESUME", "INSERT INTO log VALUES ('user')")
    lab.to("09:16")
    assert lab.logged() == ["begin", "user", "quick", "quick", "end"]


def test_an_open_transaction_of_a_waiting_run_keeps_its_snapshot_and_its_locks(lab: Lab) -> None:
    lab.script(
        "CREATE TASK holder WAREHOUSE = wh SCHEDULE = '10 MINUTES' AS BEGIN BEGIN TRANSACTION; "
        "UPDATE log SET x = 'held'; CALL SYSTEM$WAIT(5, 'MINUTES'); COMMIT; END",
        "CREATE TASK other WAREHOUSE = wh SCHEDULE = '11 MINUTES' AS UPDATE log SET x = 'other'",
        "INSERT INTO log VALUES ('old')",
        "ALTER TASK holder RESUME",
        "ALTER TASK other RESUME",
    )
    lab.to("09:12")
    assert lab.logged() == ["old"]
    assert lab.fact("OTHER", "state, error_code") == ("FAILED", "000625")
    lab.to("09:16")
    assert lab.logged() == ["held"]


def test_closing_the_account_cancels_what_waits(tmp_path: Path) -> None:
    file = tmp_path / "account.duckdb"
    start = datetime(2026, 1, 1, 9, tzinfo=UTC)
    with Account.open(file, clock="virtual", start=start) as account:
        lab = Lab(account)
        lab.script(
            "CREATE TASK t WAREHOUSE = wh SCHEDULE = '10 MINUTES' AS BEGIN BEGIN TRANSACTION; "
            "INSERT INTO log VALUES ('half'); CALL SYSTEM$WAIT(5, 'MINUTES'); COMMIT; END",
            "CREATE TASK c WAREHOUSE = wh AFTER t AS INSERT INTO log VALUES ('child')",
            "SELECT SYSTEM$TASK_DEPENDENTS_ENABLE('t')",
        )
        lab.to("09:12")
    with Account.open(file, clock="virtual") as account:
        session = account.session(database="DB", schema="S")
        assert session.execute("SELECT x FROM log").rows() == []
        assert session.execute(
            "SELECT name, state, error_code FROM TABLE(information_schema.task_history()) WHERE state <> 'SCHEDULED'"
        ).rows() == [("T", "CANCELLED", "000604")]


def test_a_wait_is_the_same_every_time() -> None:
    def day() -> list[tuple[object, ...]]:
        with Account.open(clock="virtual", start=datetime(2026, 1, 1, 9, tzinfo=UTC)) as account:
            lab = Lab(account)
            for number in range(5):
                lab.run(
                    f"CREATE TASK t{number} WAREHOUSE = wh SCHEDULE = '1 MINUTE' OVERLAP_POLICY = ALLOW_ALL_OVERLAP "
                    f"AS BEGIN CALL SYSTEM$WAIT({30 * number + 7}); INSERT INTO log VALUES ('{number}'); END"
                )
                lab.run(f"ALTER TASK t{number} RESUME")
            lab.to("09:30")
            return lab.run(
                "SELECT name, state, query_id, query_start_time, completed_time, run_id "
                "FROM TABLE(information_schema.task_history(RESULT_LIMIT => 10000))"
            ) + lab.run("SELECT x FROM log")

    assert day() == day()
