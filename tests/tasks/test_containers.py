"""Tasks and alerts in a schema that is renamed or cloned, locks held open, history that is pruned."""

from __future__ import annotations

import json
import time

from tests.tasks.conftest import Lab


def test_links_follow_a_renamed_schema(lab: Lab) -> None:
    lab.script(
        "CREATE TASK r SCHEDULE = '10 MINUTES' AS INSERT INTO log VALUES ('r')",
        "CREATE TASK c AFTER r AS INSERT INTO log VALUES ('c')",
        "CREATE TASK f FINALIZE = r AS INSERT INTO log VALUES ('f')",
        "SELECT SYSTEM$TASK_DEPENDENTS_ENABLE('r')",
        "ALTER SCHEMA db.s RENAME TO db.moved",
        "USE SCHEMA db.moved",
    )
    lab.to("09:15")
    assert sorted(lab.logged()) == ["c", "f", "r"]
    shown = lab.session.execute("SHOW TASKS LIKE 'c'")
    row = dict(zip((column.name for column in shown.columns), shown.rows()[0], strict=True))
    assert json.loads(row["predecessors"]) == ["DB.MOVED.R"]


def test_a_cloned_schema_holds_suspended_tasks_and_alerts(lab: Lab) -> None:
    lab.script(
        "CREATE TASK r SCHEDULE = '10 MINUTES' AS SELECT 1",
        "CREATE TASK c AFTER r AS SELECT 1",
        "CREATE ALERT a SCHEDULE = '10 MINUTES' IF (EXISTS (SELECT 1)) THEN SELECT 1",
        "SELECT SYSTEM$TASK_DEPENDENTS_ENABLE('r')",
        "ALTER ALERT a RESUME",
        "CREATE SCHEMA db.copy CLONE db.s",
    )
    catalog = lab.account.catalog
    tasks = catalog.all("TASK", "DB", "COPY")
    assert [(each.name.last, each.state) for each in tasks] == [("C", "suspended"), ("R", "suspended")]  # type: ignore[attr-defined]
    assert [str(name) for name in tasks[0].predecessors] == ["DB.COPY.R"]  # type: ignore[attr-defined]
    assert [each.state for each in catalog.all("ALERT", "DB", "COPY")] == ["suspended"]  # type: ignore[attr-defined]


def test_a_lock_held_open_fails_the_run_at_once_on_a_virtual_clock(lab: Lab) -> None:
    lab.script(
        "CREATE TASK t SCHEDULE = '10 MINUTES' AS UPDATE log SET x = 'task'",
        "ALTER TASK t RESUME",
        "INSERT INTO log VALUES ('a')",
    )
    other = lab.account.session(database="DB", schema="S")
    other.execute("BEGIN")
    other.execute("UPDATE log SET x = 'other'")
    began = time.monotonic()
    lab.to("09:15")
    assert time.monotonic() - began < 600, "LOCK_TIMEOUT is hours: it does not wait for what nobody can end"
    other.execute("COMMIT")
    assert lab.fact("T", "state, error_code") == ("FAILED", "000625")
    lab.to("09:25")
    assert lab.history("T") == ["FAILED 09:10", "SUCCEEDED 09:20"]
    assert lab.logged() == ["task"]


def test_the_agenda_prunes_history_beyond_the_retention(lab: Lab) -> None:
    lab.script("INSERT INTO log VALUES ('a')", "UPDATE log SET x = 'b'", "UPDATE log SET x = 'c'")
    table = lab.account.catalog.all("TABLE")[0]
    with lab.account.internal() as duck:
        assert duck.execute(f"SELECT count(*) FROM _ecomsim.h_{table.id}").fetchall() == [(2,)]
    lab.to("2026-01-03 10:00:00")
    with lab.account.internal() as duck:
        assert duck.execute(f"SELECT count(*) FROM _ecomsim.h_{table.id}").fetchall() == [(0,)]
    assert lab.logged() == ["c"]
