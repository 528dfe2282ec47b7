"""What one emulator can do and how long it takes: peer_worker.py TOOL ROWS, run by that tool's own Python.

TOOL is ecomsim, fakesnow, snowduck or duckdb (the limit, with the same work written for it). Prints one JSON document:
for each task its milliseconds, or why there are none. A task's answer is checked: what is quick and wrong counts as not
done. Imports nothing of ecomsim but for ecomsim itself, for it runs where that is not installed.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

FIVE_JOINS = """
SELECT r.name AS region, c.name AS customer, p.name AS product, SUM(i.quantity * i.price) AS revenue,
       COUNT(DISTINCT o.id) AS orders, IFF(SUM(i.quantity) > {n}, 'many', 'few') AS class
FROM items i
JOIN orders o ON o.id = i.order_id
JOIN customers c ON c.id = o.customer_id
JOIN regions r ON r.id = c.region_id
JOIN products p ON p.id = i.product_id
LEFT JOIN discounts d ON d.product_id = p.id AND o.ordered_at BETWEEN d.starts AND d.ends
WHERE o.ordered_at >= DATEADD(day, -30, '2026-01-31'::TIMESTAMP) AND NVL(d.percent, 0) < 50
GROUP BY r.name, c.name, p.name
QUALIFY ROW_NUMBER() OVER (PARTITION BY r.name ORDER BY revenue DESC) <= 10
ORDER BY region, revenue DESC
"""
SMALL_TABLES = (
    "CREATE TABLE items (id INT, order_id INT, product_id INT, quantity INT, price NUMBER(10,2))",
    "CREATE TABLE orders (id INT, customer_id INT, ordered_at TIMESTAMP)",
    "CREATE TABLE customers (id INT, name VARCHAR, region_id INT)",
    "CREATE TABLE regions (id INT, name VARCHAR)",
    "CREATE TABLE products (id INT, name VARCHAR)",
    "CREATE TABLE discounts (product_id INT, starts TIMESTAMP, ends TIMESTAMP, percent INT)",
)


class WrongAnswerError(Exception):
    """The tool answered something else than Snowflake does."""


class Tool:
    """One emulator behind a cursor; `only_sql` runs a statement and returns its rows."""

    def __init__(self, name: str, stack: ExitStack) -> None:
        self.name = name
        self.connection = _connect(name, stack)
        self.cursor = self.connection.cursor()

    def rows(self, sql: str) -> list[Any]:
        self.cursor.execute(sql)
        return list(self.cursor.fetchall())

    def load(self, frame: Any, table: str) -> None:
        """A data frame into an existing table, in the tool's own quick way."""
        if self.name == "duckdb":
            self.connection.register("frame", frame)
            self.cursor.execute(f"INSERT INTO {table} SELECT * FROM frame")
        elif self.name == "ecomsim":
            _by_stage(self, frame, table)
        else:
            from snowflake.connector.pandas_tools import write_pandas

            write_pandas(self.connection, frame, table)


def _by_stage(tool: Tool, frame: Any, table: str) -> None:
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.parquet"
        frame.to_parquet(path, index=False)
        tool.rows(f"PUT 'file://{path}' @%{table} AUTO_COMPRESS = FALSE OVERWRITE = TRUE")
        tool.rows(
            f"COPY INTO {table} FROM @%{table} FILE_FORMAT = (TYPE = PARQUET) "
            "MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE PURGE = TRUE"
        )


def _connect(name: str, stack: ExitStack) -> Any:
    if name == "duckdb":
        import duckdb

        return stack.enter_context(duckdb.connect())
    if name == "ecomsim":
        import ecomsim

        connection = stack.enter_context(ecomsim.connect())
        connection.cursor().execute("CREATE DATABASE D")
        return connection
    if name == "fakesnow":
        import fakesnow

        stack.enter_context(fakesnow.patch())
    else:
        import snowduck

        snowduck.start_patch_snowflake()
        stack.callback(snowduck.stop_patch_snowflake)
    import snowflake.connector

    connection = snowflake.connector.connect(database="D", schema="PUBLIC")
    cursor = connection.cursor()
    for sql in ("CREATE DATABASE IF NOT EXISTS D", "CREATE SCHEMA IF NOT EXISTS D.PUBLIC", "USE SCHEMA D.PUBLIC"):
        cursor.execute(sql)
    return connection


# --- tasks ------------------------------------------------------------------------------------------------------


def timed(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return (time.perf_counter() - began) * 1000


def repeated(tool: Tool) -> float:
    """One query, 200 times: the median."""
    check(tool.rows("SELECT 1 AS x")[0][0], 1)
    return statistics.median(timed(lambda: tool.rows("SELECT 1 AS x")) for _ in range(200))


def fresh(tool: Tool) -> float:
    """A query whose text is new each time."""
    return statistics.median(
        timed(lambda n=n: check(tool.rows(f"SELECT {n} + 1 AS x")[0][0], n + 1)) for n in range(50)
    )


def five_joins(tool: Tool) -> float:
    """A report over five joins, its text new each time, over empty tables: the cost of understanding it."""
    for sql in SMALL_TABLES:
        tool.rows(sql.replace("NUMBER", "DECIMAL") if tool.name == "duckdb" else sql)
    sql = FIVE_JOINS
    if tool.name == "duckdb":
        sql = (
            sql.replace("IFF(", "IF(")
            .replace("DATEADD(day, -30, '2026-01-31'::TIMESTAMP)", "'2026-01-31'::TIMESTAMP - INTERVAL 30 DAY")
            .replace("NVL(", "ifnull(")
        )
    check(tool.rows(sql.format(n=1)), [])
    return statistics.median(timed(lambda n=n: tool.rows(sql.format(n=n))) for n in range(2, 22))


def bulk_load(tool: Tool, rows: int) -> float:
    """A data frame of ROWS rows and four columns into a table."""
    import numpy as np
    import pandas as pd

    numbers = np.arange(rows)
    frame = pd.DataFrame(
        {
            "ID": numbers,
            "BUCKET": numbers % 1000,
            "NAME": np.char.add("name ", (numbers % 5000).astype(str)),
            "AMOUNT": (numbers % 10_000) / 4,
        }
    )
    tool.rows("CREATE TABLE BIG (ID INT, BUCKET INT, NAME VARCHAR, AMOUNT DOUBLE)")
    spent = timed(lambda: tool.load(frame, "BIG"))
    check(int(tool.rows("SELECT COUNT(*) FROM BIG")[0][0]), rows)
    return spent


def aggregate(tool: Tool, rows: int) -> float:
    def run() -> None:
        found = tool.rows("SELECT BUCKET, COUNT(*), SUM(AMOUNT) FROM BIG GROUP BY BUCKET ORDER BY BUCKET")
        check((len(found), int(found[0][1])), (1000, rows // 1000))

    return statistics.median(timed(run) for _ in range(7))


def fetch(tool: Tool) -> float:
    """100,000 rows as Python rows."""
    return statistics.median(
        timed(lambda: check(len(tool.rows("SELECT * FROM BIG WHERE ID < 100000")), 100_000)) for _ in range(3)
    )


def update(tool: Tool, rows: int) -> float:
    """One row in a hundred changed."""
    spent = timed(lambda: tool.rows("UPDATE BIG SET AMOUNT = -1 WHERE ID % 100 = 7"))
    check(int(tool.rows("SELECT COUNT(*) FROM BIG WHERE AMOUNT = -1")[0][0]), rows // 100)
    return spent


def merge(tool: Tool, rows: int) -> float:
    """One row in a hundred updated, a tenth as many inserted."""
    tool.rows("CREATE TABLE NEWS (ID INT, AMOUNT DOUBLE)")
    tool.rows("INSERT INTO NEWS SELECT ID, -2 FROM BIG WHERE ID % 100 = 8")
    tool.rows(f"INSERT INTO NEWS SELECT ID + {rows}, -2 FROM BIG WHERE ID % 1000 = 9")
    spent = timed(
        lambda: tool.rows(
            "MERGE INTO BIG t USING NEWS n ON t.ID = n.ID WHEN MATCHED THEN UPDATE SET AMOUNT = n.AMOUNT "
            "WHEN NOT MATCHED THEN INSERT (ID, BUCKET, NAME, AMOUNT) VALUES (n.ID, 0, 'new', n.AMOUNT)"
        )
    )
    found = tool.rows("SELECT COUNT(*), COUNT_IF(AMOUNT = -2) FROM BIG")[0]
    check((int(found[0]), int(found[1])), (rows + rows // 1000, rows // 100 + rows // 1000))
    return spent


def delete(tool: Tool, rows: int) -> float:
    """One row in a hundred removed."""
    spent = timed(lambda: tool.rows(f"DELETE FROM BIG WHERE ID % 100 = 11 AND ID < {rows}"))
    check(int(tool.rows(f"SELECT COUNT(*) FROM BIG WHERE ID % 100 = 11 AND ID < {rows}")[0][0]), 0)
    return spent


def many_inserts(tool: Tool) -> float:
    """100 INSERT statements of one row."""
    tool.rows("CREATE TABLE SMALL (ID INT, NAME VARCHAR)")
    spent = timed(lambda: [tool.rows(f"INSERT INTO SMALL VALUES ({n}, 'name {n}')") for n in range(100)])
    check(int(tool.rows("SELECT COUNT(*) FROM SMALL")[0][0]), 100)
    return spent / 100


def time_travel(tool: Tool) -> float:
    """The table as it was a statement ago."""
    tool.rows("CREATE TABLE PAST (ID INT)")
    tool.rows("INSERT INTO PAST VALUES (1)")
    tool.rows("INSERT INTO PAST VALUES (2)")
    statement = tool.cursor.sfqid
    sql = f"SELECT COUNT(*) FROM PAST BEFORE (STATEMENT => '{statement}')"
    check(int(tool.rows(sql)[0][0]), 1)
    return statistics.median(timed(lambda: tool.rows(sql)) for _ in range(20))


def stream(tool: Tool) -> float:
    """The net changes of 1,000 updates in the big table."""
    tool.rows("CREATE STREAM CHANGED ON TABLE BIG")
    tool.rows("UPDATE BIG SET NAME = 'changed' WHERE ID BETWEEN 0 AND 1009 AND ID % 100 <> 11")
    sql = "SELECT COUNT(*) FROM CHANGED WHERE METADATA$ACTION = 'INSERT' AND METADATA$ISUPDATE"
    check(int(tool.rows(sql)[0][0]), 1000)
    return statistics.median(timed(lambda: tool.rows(sql)) for _ in range(7))


def dynamic_table(tool: Tool) -> float:
    """A refresh after 100 changed rows."""
    tool.rows(
        "CREATE DYNAMIC TABLE TOTALS TARGET_LAG = '1 hour' WAREHOUSE = COMPUTE_WH "
        "AS SELECT BUCKET, COUNT(*) AS n, SUM(ID) AS total FROM BIG GROUP BY BUCKET"
    )
    spent = []
    for _ in range(3):
        tool.rows("UPDATE BIG SET ID = ID + 1000000000 WHERE ID BETWEEN 2000 AND 2100")
        tool.rows("UPDATE BIG SET ID = ID - 1000000000 WHERE ID >= 1000000000")
        tool.rows("UPDATE BIG SET BUCKET = BUCKET + 1000 WHERE ID BETWEEN 2000 AND 2100")
        spent.append(timed(lambda: tool.rows("ALTER DYNAMIC TABLE TOTALS REFRESH")))
    kept = tool.rows("SELECT SUM(n), COUNT(*) FROM TOTALS")
    asked = tool.rows("SELECT COUNT(*), COUNT(DISTINCT BUCKET) FROM BIG")
    check([int(value) for value in kept[0]], [int(value) for value in asked[0]])
    return statistics.median(spent)


def task(tool: Tool) -> float:
    """A task runs when it is told to, and its work is seen."""
    tool.rows("CREATE TABLE DONE (ID INT)")
    tool.rows("CREATE TASK WORK WAREHOUSE = COMPUTE_WH SCHEDULE = '60 MINUTES' AS INSERT INTO DONE VALUES (1)")

    def run() -> None:
        before = int(tool.rows("SELECT COUNT(*) FROM DONE")[0][0])
        tool.rows("EXECUTE TASK WORK")
        deadline = time.monotonic() + 10
        while int(tool.rows("SELECT COUNT(*) FROM DONE")[0][0]) == before:
            if time.monotonic() > deadline:
                raise WrongAnswerError("the task did not run")
            time.sleep(0.001)

    return statistics.median(timed(run) for _ in range(5))


def check(found: object, expected: object) -> None:
    if found != expected:
        raise WrongAnswerError(f"{str(found)[:60]} instead of {str(expected)[:60]}")


TASKS: dict[str, Callable[..., float]] = {
    "a query repeated": repeated,
    "a query with a new text": fresh,
    "a report over five joins, a new text each": five_joins,
    "bulk load of {rows} rows": bulk_load,
    "aggregate over {rows} rows": aggregate,
    "fetch of 100,000 rows": fetch,
    "UPDATE of 1 %": update,
    "MERGE of 1 %": merge,
    "DELETE of 1 %": delete,
    "INSERT of one row": many_inserts,
    "time travel to the statement before": time_travel,
    "stream with 1,000 updates": stream,
    "refresh of a dynamic table, 0.01 % changed": dynamic_table,
    "EXECUTE TASK until its row is there": task,
}
WITH_ROWS = {bulk_load, aggregate, update, merge, delete}


def main(name: str, rows: int) -> None:
    found: dict[str, Any] = {}
    with ExitStack() as stack:
        tool = Tool(name, stack)
        for title, run in TASKS.items():
            label = title.format(rows=f"{rows:,}")
            try:
                found[label] = run(tool, rows) if run in WITH_ROWS else run(tool)
            except Exception as error:  # whatever a tool raises is its answer
                found[label] = f"{type(error).__name__}: {error}".splitlines()[0][:160]
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
