"""How fast the engine is on this machine: one line per measurement, in milliseconds or rows per second.

Each figure is the median of several runs on an in-memory account; ratios between lines matter, not the figures.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import ecomsim

ROWS = 100_000


def median_ms(action: Callable[[], object], times: int = 7) -> float:
    """Median duration of `action` in milliseconds."""
    durations = []
    for _ in range(times):
        began = time.perf_counter()
        action()
        durations.append(time.perf_counter() - began)
    return statistics.median(durations) * 1000


def report(name: str, milliseconds: float, rows: int = 0) -> None:
    rate = f"{rows / milliseconds * 1000:>14,.0f} rows/s" if rows else ""
    print(f"{name:<44} {milliseconds:>10.2f} ms {rate}")


def start_up() -> None:
    def python(code: str) -> Callable[[], object]:
        return lambda: subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)

    report("import ecomsim (new process)", median_ms(python("import ecomsim"), 5))
    report("ecomsim --help (new process)", median_ms(python("from ecomsim.cli import main; main.run(['--help'])"), 5))
    report("connect and close, in memory", median_ms(lambda: ecomsim.connect(clock="virtual").close(), 5))


def statements(cursor: Any) -> None:
    report("SELECT 1, repeated", median_ms(lambda: cursor.execute("SELECT 1").fetchall(), 50))
    fresh = iter(range(10_000))
    report("SELECT n, a new text each time", median_ms(lambda: cursor.execute(f"SELECT {next(fresh)}").fetchall(), 50))


def bulk(cursor: Any) -> None:
    cursor.execute("CREATE TABLE T (id INT, name VARCHAR, amount NUMBER(10,2))")
    rows = [(number, f"name {number}", number / 4) for number in range(ROWS)]
    insert = "INSERT INTO T VALUES (?, ?, ?)"
    report("executemany", median_ms(lambda: cursor.executemany(insert, rows, _force_qmark_paramstyle=True), 3), ROWS)
    report("aggregate", median_ms(lambda: cursor.execute("SELECT name, SUM(amount) FROM T GROUP BY name")), ROWS * 3)
    report("fetch as Arrow", median_ms(lambda: cursor.execute("SELECT * FROM T").fetch_arrow_all()), ROWS * 3)
    report("fetch as rows", median_ms(lambda: cursor.execute("SELECT * FROM T").fetchall(), 3), ROWS * 3)
    report("UPDATE of one in ten", median_ms(lambda: cursor.execute("UPDATE T SET amount = 0 WHERE id % 10 = 0"), 3))


def pipeline(connection: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("CREATE TABLE S (id INT, amount INT)")
    cursor.execute(f"INSERT INTO S SELECT SEQ4(), 1 FROM TABLE(GENERATOR(ROWCOUNT => {ROWS}))")
    cursor.execute("CREATE STREAM S_STREAM ON TABLE S")
    cursor.execute(
        "CREATE DYNAMIC TABLE D TARGET_LAG = '1 minute' WAREHOUSE = COMPUTE_WH "
        "AS SELECT id % 100 AS bucket, SUM(amount) AS total FROM S GROUP BY id % 100"
    )
    cursor.execute("UPDATE S SET amount = 2 WHERE id < 100")
    report("stream of 100 updates in 100,000 rows", median_ms(lambda: cursor.execute("SELECT * FROM S_STREAM")))

    def refresh() -> None:
        cursor.execute("UPDATE S SET amount = amount + 1 WHERE id < 10")
        cursor.execute("ALTER DYNAMIC TABLE D REFRESH")

    report("UPDATE and dynamic table refresh", median_ms(refresh, 5))
    report("advance ten minutes", median_ms(lambda: connection.advance(timedelta(minutes=10)), 3))


def main() -> None:
    start_up()
    with ecomsim.connect(clock="virtual") as connection:
        cursor = connection.cursor()
        cursor.execute("CREATE DATABASE BENCH")
        statements(cursor)
        bulk(cursor)
        pipeline(connection)


if __name__ == "__main__":
    main()
