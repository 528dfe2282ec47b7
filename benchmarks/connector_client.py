"""One client of a server, in a process of its own: reads the name of an action a line, runs it, answers its duration.

python connector_client.py PORT — it needs nothing but the connector, so that any emulator's environment can run it.
"""

from __future__ import annotations

import sys
import threading
import time
from typing import Any

import snowflake.connector

TRIPS = 50
ROWS = 10_000
SESSIONS = 32
STATEMENTS = 5

DIGITS = "(" + " UNION ALL ".join(f"SELECT {digit} AS d" for digit in range(10)) + ")"
BIG = f"""CREATE OR REPLACE TABLE big AS
SELECT n, n * 7 AS n2, n % 1000 AS n3, n / 4.0 AS x1, CAST(n AS FLOAT) AS f1, CAST(n * 1.5 AS FLOAT) AS f2,
    'customer ' || n AS s1, 'group ' || n % 100 AS s2, DATEADD(day, n % 3650, CAST('2020-01-01' AS DATE)) AS d1,
    DATEADD(second, n, CAST('2024-01-01' AS TIMESTAMP)) AS t1
FROM (
    SELECT a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * f.d + 100000 * g.d AS n
    FROM {DIGITS} a CROSS JOIN {DIGITS} b CROSS JOIN {DIGITS} c CROSS JOIN {DIGITS} e CROSS JOIN {DIGITS} f
        CROSS JOIN {DIGITS} g
)"""


def connect(port: int) -> Any:
    return snowflake.connector.connect(
        user="me", password="x", account="local", host="127.0.0.1", port=port, protocol="http",
        database="BENCH", schema="PUBLIC",
    )  # fmt: skip


class Client:
    """The actions; each leaves the server as it was."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.connection = connect(port)
        self.cursor = self.connection.cursor()
        self.crowd: list[Any] = []
        self.rows = [(number, f"name {number}", number / 4) for number in range(ROWS)]

    def prepare(self) -> None:
        for sql in ("CREATE DATABASE IF NOT EXISTS bench", "USE DATABASE bench", "CREATE SCHEMA IF NOT EXISTS public",
                    "USE SCHEMA public", "CREATE OR REPLACE TABLE many (a INT, b VARCHAR, c FLOAT)", BIG):  # fmt: skip
            self.cursor.execute(sql).fetchall()

    def select_1(self) -> None:
        for _ in range(TRIPS):
            assert self.cursor.execute("SELECT 1").fetchone() == (1,)

    def fetch_arrow(self) -> None:
        table = self.cursor.execute("SELECT * FROM big").fetch_arrow_all()
        assert (table.num_rows, table.num_columns) == (1_000_000, 10)

    def fetch_pandas(self) -> None:
        assert self.cursor.execute("SELECT * FROM big").fetch_pandas_all().shape == (1_000_000, 10)

    def executemany(self) -> None:
        self.cursor.executemany("INSERT INTO many VALUES (%s, %s, %s)", self.rows)
        assert self.cursor.rowcount == ROWS

    def sessions(self) -> None:
        """Sessions stay open from the first time on: logging in is the client's work more than the server's."""
        while len(self.crowd) < SESSIONS:
            self.crowd.append(connect(self.port))
        failures: list[Exception] = []
        threads = [threading.Thread(target=self._work, args=(session, failures)) for session in self.crowd]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failures:
            raise failures[0]

    def _work(self, session: Any, failures: list[Exception]) -> None:
        try:
            cursor = session.cursor()
            for number in range(STATEMENTS):
                cursor.execute(f"SELECT n3, COUNT(*), SUM(x1) FROM big WHERE n < {100_000 + number} GROUP BY n3")
                assert len(cursor.fetchall()) == 1000
        except Exception as failure:
            failures.append(failure)


def main() -> None:
    client = Client(int(sys.argv[1]))
    for line in sys.stdin:
        action = getattr(client, line.strip())
        began = time.perf_counter()
        try:
            action()
            print(time.perf_counter() - began, flush=True)
        except Exception as failure:
            print(f"failed: {type(failure).__name__}: {str(failure).splitlines()[0][:200]}", flush=True)


if __name__ == "__main__":
    main()
