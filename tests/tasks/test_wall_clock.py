"""The wall clock: starts stay on the grid with many tasks, and a killed process leaves no half-done run.

With ECOMSIM_SOAK_SECONDS the first test is a measurement (`make soak`: 200 tasks for a minute, every start within one
second of its due time), which needs a machine of its own. Without it the same run says nothing about speed.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections import Counter
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from ecomsim.accounts.account import Account
from ecomsim.tasks.history import TaskRun

EVERY = timedelta(seconds=10)
SOAK = int(os.environ.get("ECOMSIM_SOAK_SECONDS", "0"))
TASKS = 200 if SOAK else 20


def test_starts_stay_on_the_grid() -> None:
    with Account.open() as account:
        session = account.session()
        for statement in ("CREATE DATABASE db", "CREATE SCHEMA db.s"):
            session.execute(statement)
        for number in range(TASKS):
            session.execute(f"CREATE TASK t{number} SCHEDULE = '{EVERY.seconds} SECONDS' AS SELECT {number}")
        account.start_scheduler()
        for number in range(TASKS):
            session.execute(f"ALTER TASK t{number} RESUME")
        resumed = account.clock.now()
        if SOAK:
            time.sleep(EVERY.seconds + SOAK)
        else:
            until_each_ran(account, 1)
        account.stop_scheduler()
        runs = account.agenda.history.read("scheduled_time > ? AND state <> 'CANCELLED'", [resumed])
    late = [run.query_start_time - run.scheduled_time for run in runs if run.query_start_time is not None]
    assert {run.state for run in runs} == {"SUCCEEDED"}
    assert min(late) >= timedelta(0)
    assert all(gap % EVERY.total_seconds() == 0 for gap in gaps(runs))
    if SOAK:
        print(f"{len(runs)} runs, the latest start {max(late).total_seconds():.3f} s after it was due")
        assert len(runs) >= TASKS * (SOAK // EVERY.seconds)
        assert max(late) < timedelta(seconds=1)
        assert set(gaps(runs)) == {EVERY.total_seconds()}, "no drift: runs are exactly one interval apart"


def until_each_ran(account: Account, times: int) -> None:
    """Wait, however slow the machine: the limit only ends a test that would hang."""
    end = time.monotonic() + 300
    while True:
        counted = Counter(run.name for run in account.agenda.history.read("state = 'SUCCEEDED'"))
        if len(counted) == TASKS and min(counted.values()) >= times:
            return
        assert time.monotonic() < end, "some tasks never ran"
        time.sleep(0.2)


def gaps(runs: list[TaskRun]) -> list[float]:
    """Seconds between the due times of each task's consecutive runs."""
    times: dict[str, list[float]] = {}
    for run in sorted(runs, key=lambda run: run.scheduled_time):
        times.setdefault(run.name, []).append(run.scheduled_time.timestamp())
    return [b - a for each in times.values() for a, b in pairwise(each)]


VICTIM = """
    import sys, time
    from ecomsim.accounts.account import Account

    account = Account.open(sys.argv[1])
    session = account.session()
    for statement in (
        "CREATE DATABASE db",
        "CREATE SCHEMA db.s",
        "CREATE TABLE done (step INTEGER)",
        "CREATE TABLE half (step INTEGER)",
        '''CREATE TASK t SCHEDULE = '60 MINUTES' AS
           BEGIN
               INSERT INTO done VALUES (1);
               BEGIN TRANSACTION;
               INSERT INTO half VALUES (2);
               CALL SYSTEM$WAIT(600);
               INSERT INTO half VALUES (3);
               COMMIT;
           END''',
        "ALTER TASK t RESUME",
    ):
        session.execute(statement)
    account.start_scheduler()
    session.execute("EXECUTE TASK t")
    watcher = account.session(database="DB", schema="S")
    while not watcher.execute("SELECT step FROM done").rows():
        time.sleep(0.02)
    print("running", flush=True)
    time.sleep(600)
"""


def test_a_process_killed_in_a_run_leaves_no_partial_effects(tmp_path: Path) -> None:
    database = tmp_path / "killed.duckdb"
    worker = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(VICTIM), str(database)], stdout=subprocess.PIPE, text=True
    )
    assert worker.stdout is not None
    with worker.stdout:
        assert worker.stdout.readline() == "running\n"
        time.sleep(0.3)  # into the wait, inside the open transaction
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    with Account.open(database) as account:
        session = account.session(database="DB", schema="S")
        assert session.execute("SELECT step FROM done").rows() == [(1,)]
        assert session.execute("SELECT step FROM half").rows() == []
        rows = session.execute(
            "SELECT state, error_code, error_message, completed_time IS NOT NULL, scheduled_from "
            "FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => 'T')) WHERE state <> 'SCHEDULED'"
        ).rows()
        assert rows == [("FAILED", "000603", "The service stopped while the task was running.", True, "EXECUTE_TASK")]
        assert account.agenda.history.failures(account.catalog.all("TASK")[0].id) == 0
        session.execute("INSERT INTO half VALUES (4)")
        assert session.execute("SELECT step FROM half").rows() == [(4,)]
