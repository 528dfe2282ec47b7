"""What a task costs that finds nothing to do: its due time, its WHEN, its row in the history."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.ratios import Ratio, show, timed
from ecomsim.accounts.account import Account

MILLISECOND = 1.0
TASKS = 20
MINUTES = 60


def idle(tasks: int = TASKS, minutes: int = MINUTES) -> Ratio:
    """One run of a task whose WHEN is false, against a millisecond: the mean over an hour of virtual time."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Account.open(Path(folder) / "bench.duckdb", clock="virtual", start=datetime(2026, 1, 1, tzinfo=UTC)) as account,
    ):
        session = account.session()
        for statement in ("CREATE DATABASE db", "CREATE TABLE t (x INT)", "CREATE STREAM s ON TABLE t"):
            session.execute(statement)
        for number in range(tasks):
            session.execute(
                f"CREATE TASK t{number} WAREHOUSE = COMPUTE_WH SCHEDULE = '1 MINUTE' "
                "WHEN SYSTEM$STREAM_HAS_DATA('s') AS INSERT INTO t SELECT x FROM s"
            )
            session.execute(f"ALTER TASK t{number} RESUME")
        account.advance(timedelta(minutes=2))
        took = timed(lambda: account.advance(timedelta(minutes=minutes)))
        runs = account.agenda.history.read("state = 'SKIPPED'")
    assert len(runs) == tasks * (minutes + 2), len(runs)
    return Ratio("idle task run / one millisecond", took / (tasks * minutes), MILLISECOND, 1.0)


def main() -> list[Ratio]:
    print(f"{'tasks':<58} {'one run':>12} {'limit':>12} {'ratio':>7}")
    found = [idle()]
    for ratio in found:
        show(ratio)
    return found


if __name__ == "__main__":
    main()
