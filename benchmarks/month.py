"""A month of the shop at scale 1 on a virtual clock: how long it takes, and what ran in it. Two runs of one seed print
the same hash.

usage: python -m benchmarks.month [DAYS]   (default 30)

At its natural pace the pipeline uses about 2.4 credits a day, so the project's monitor (CREDIT_QUOTA = 50) stops the
warehouse on the 21st day, as it should. Here the quota is raised first: the whole month runs.

A quarter of the processor time of the statement that loads the facts is glibc's allocator. `make month` sets
GLIBC_TUNABLES so that it keeps more small pieces for each thread and gives no memory back to the system: a day took 8.7
seconds beside 10.6 and 9.2 without (idle machine, one after the other). Nothing but the time depends on it.
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import ecomsim
from ecomsim.ecommerce import deploy, fingerprint, load, simulate, status
from ecomsim.ecommerce.generator import generate

START = datetime(2026, 6, 1, tzinfo=UTC)
QUOTA = "ALTER RESOURCE MONITOR DE_PROJECT_MONITOR SET CREDIT_QUOTA = 200"
FACTS = {
    "statements": "SELECT COUNT(*) FROM SNOWFLAKE.ACCOUNT_USAGE.QUERY_HISTORY",
    "credits": "SELECT ROUND(SUM(credits_used), 2) FROM SNOWFLAKE.ACCOUNT_USAGE.WAREHOUSE_METERING_HISTORY",
}
RUNS = "SELECT state, COUNT(*) FROM SNOWFLAKE.ACCOUNT_USAGE.TASK_HISTORY GROUP BY state ORDER BY state"
REFRESHES = "SELECT refresh_action, count(*) FROM _ecomsim.dynamic_table_refreshes GROUP BY ALL ORDER BY ALL"


def month(database: Path, days: int, seed: int = 42) -> dict[str, Any]:
    """Simulate, and say what ran: seconds, traffic, statements, runs by state, refreshes by action, credits."""
    with ecomsim.connect(database, clock="virtual", start=START) as connection:
        deploy.deploy(connection)
        load.load(connection, generate(scale=1.0, seed=seed, today=status.now(connection).replace(tzinfo=None)))
        connection.execute_string(QUOTA)
        began, processor = time.perf_counter(), time.process_time()
        traffic = simulate.simulate(
            connection,
            minutes=days * 24 * 60,
            seed=seed,
            pace=simulate.NATURAL_PACE,
            virtual_step=simulate.LONG_STEP,
        )
        found: dict[str, Any] = {
            "seconds": round(time.perf_counter() - began, 1),
            "processor seconds": round(time.process_time() - processor, 1),
            **{f"traffic: {kind}": count for kind, count in traffic.items()},
        }
        with connection.cursor() as cursor:
            for name, query in FACTS.items():
                found[name] = cursor.execute(query).fetchone()[0]
            found |= {f"task runs: {state}": count for state, count in cursor.execute(RUNS).fetchall()}
        connection.account.dynamic_tables.flush()
        with connection.account.internal() as duck:
            found |= {f"refreshes: {action}": count for action, count in duck.execute(REFRESHES).fetchall()}
        found["hash of all tables and histories"] = fingerprint.total(fingerprint.fingerprint(connection))
    return found


def main(days: int = 30) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, value in month(Path(folder) / "month.duckdb", days).items():
            print(f"{name:<44} {value:>12}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 30)
