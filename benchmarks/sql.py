"""What Snowflake's SQL costs: reading a statement, running one again, and TPC-H beside DuckDB's own SQL.

usage: python -m benchmarks.sql [SCALE]   (default: scale factor 1)

The TPC-H tables of both sides hold the same rows in the same types. Answers are compared before anything is timed.
"""

from __future__ import annotations

import math
import statistics
import sys
import tempfile
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import tpch
from benchmarks.ratios import Ratio, show, timed
from ecomsim.accounts.account import Account
from ecomsim.names import Name
from ecomsim.sessions.session import Session
from ecomsim.sqltext.nodes import Query
from ecomsim.statements import execution
from ecomsim.storage import layout

FIVE_JOINS = """
SELECT n_name, c_mktsegment, YEAR(o_orderdate) AS y, SUM(l_extendedprice * (1 - l_discount)) AS revenue,
  COUNT(DISTINCT c_custkey) AS customers, IFF(SUM(l_quantity) > {number}, 'many', 'few') AS how_many
FROM customer JOIN orders ON c_custkey = o_custkey JOIN lineitem ON l_orderkey = o_orderkey
JOIN supplier ON l_suppkey = s_suppkey JOIN nation ON s_nationkey = n_nationkey JOIN region ON n_regionkey = r_regionkey
WHERE r_name = 'ASIA' AND o_orderdate >= '1994-01-01'::DATE AND o_orderdate < DATEADD(year, 1, '1994-01-01'::DATE)
GROUP BY ALL QUALIFY ROW_NUMBER() OVER (PARTITION BY n_name ORDER BY revenue DESC) <= 3 ORDER BY n_name, revenue DESC
"""
"""A query of five joins; `number` makes it a text nobody has seen."""


def load(session: Session, scale: float) -> None:
    """The tables of both sides: main.<name> in DuckDB, and the account's own."""
    session.execute("CREATE DATABASE tpch")
    for name, source in tpch.sources(scale).items():
        session.execute(f"CREATE TABLE {name} ({tpch.SCHEMA[name]})")
        table = session.catalog.relation(Name("TPCH", "PUBLIC", name.upper()))
        assert table is not None
        types = ", ".join(f"{column.name} {column.type.duckdb}" for column in table.columns)  # type: ignore[union-attr]
        session.duck.execute(f"CREATE TABLE main.{name} ({types})")
        session.duck.execute(f"INSERT INTO main.{name} {source}")
        with session.writing() as transaction:
            version = transaction.write(table.id)
            count = session.write(
                f"INSERT INTO {layout.current(table.id)} SELECT *, row_number() OVER () - 1, {version} FROM main.{name}"
            )
            transaction.reserve(table.id, count)
            transaction.wrote(table.id, count)


def same(left: Any, right: Any) -> bool:
    """Whether two cells agree; DuckDB divides in floating point where Snowflake keeps digits."""
    if isinstance(left, Decimal | float | int) and isinstance(right, Decimal | float | int):
        return math.isclose(float(left), float(right), rel_tol=1e-5, abs_tol=1e-5)
    return bool(left == right)


def answers(session: Session, number: int) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """The rows of a query from the account, and from DuckDB."""
    ours = session.execute(tpch.QUERIES[number]).rows()
    session.duck.execute("SET schema = 'main'")
    theirs = session.duck.sql(tpch.for_duckdb(tpch.QUERIES[number])).fetchall()
    return [tuple(row) for row in ours], theirs


def differing(session: Session) -> list[int]:
    """The queries whose two answers are not the same."""
    found = []
    for number in tpch.QUERIES:
        ours, theirs = answers(session, number)
        rows = zip(ours, theirs, strict=False)
        if len(ours) != len(theirs) or not all(same(*pair) for row in rows for pair in zip(*row, strict=True)):
            found.append(number)
    return found


def queries(session: Session, rounds: int = 3) -> list[Ratio]:
    """Each query beside its twin, and all of them together."""
    sums = [0.0, 0.0]
    ratios = []
    for number, text in tpch.QUERIES.items():
        twin = tpch.for_duckdb(text)
        pairs = [(timed(partial(session.execute, text)), timed(partial(plainly, session, twin))) for _ in range(rounds)]
        ours, theirs = (statistics.median(times) for times in zip(*pairs, strict=True))
        sums = [sums[0] + ours, sums[1] + theirs]
        ratios.append(show(Ratio(f"TPC-H query {number}", ours, theirs, 1.1)))
    ratios.append(show(Ratio("TPC-H, all 22 queries / DuckDB's own SQL", sums[0], sums[1], 1.1)))
    return ratios


def plainly(session: Session, sql: str) -> None:
    """Run DuckDB's own SQL in the account's connection."""
    session.duck.sql(sql).to_arrow_table()


def reading(session: Session) -> list[Ratio]:
    """From text to DuckDB's text, each time a new one; the reference is what it may take."""

    def read(number: int) -> None:
        statement = execution.parse_for(session, FIVE_JOINS.format(number=number))
        assert isinstance(statement, Query)
        execution.plan_query(session, statement.tree, {})

    read(0)
    times = [timed(partial(read, number)) for number in range(1, 60)]
    return [show(Ratio("parse and transpile 5 joins, a new text / 5 ms", statistics.median(times), 5.0, 1.0))]


def repeating(session: Session) -> list[Ratio]:
    """What a statement that is known costs beyond DuckDB; the reference is what it may cost."""
    ours = "SELECT r_name FROM region WHERE r_regionkey = 3"
    theirs = "SELECT r_name FROM main.region WHERE r_regionkey = 3"
    session.execute(ours)
    pairs = [
        (timed(lambda: session.execute(ours)), timed(lambda: session.duck.sql(theirs).to_arrow_table()))
        for _ in range(300)
    ]
    beyond = statistics.median(a for a, _ in pairs) - statistics.median(b for _, b in pairs)
    return [show(Ratio("a repeated statement beyond DuckDB / 0.3 ms", max(beyond, 0.0), 0.3, 1.0))]


def main(scale: float = 1) -> list[Ratio]:
    print(f"{'SQL, TPC-H at scale factor ' + format(scale, 'g'):<58} {'ecomsim':>12} {'reference':>12} {'ratio':>7}")
    with tempfile.TemporaryDirectory() as folder, Account.open(Path(folder) / "bench.duckdb") as account:
        session = account.session()
        load(session, scale)
        wrong = differing(session)
        if wrong:
            raise SystemExit(f"different answers to TPC-H queries {wrong}")
        return [*reading(session), *repeating(session), *queries(session)]


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 1)
