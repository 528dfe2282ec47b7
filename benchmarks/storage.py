"""What versioned tables, time travel and streams cost: ratios against plain DuckDB tables in the same process.

usage: python benchmarks/storage.py [MILLIONS]   (default 5 million rows)
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.ratios import Ratio, compare
from ecomsim.accounts.account import Account
from ecomsim.sessions.session import Session

TYPES = "k DECIMAL(38,0), grp DECIMAL(38,0), amount DECIMAL(12,2), note VARCHAR"
SOURCE = (
    "SELECT i AS k, i % 1000 AS grp, (i % 9973) / 100 AS amount, 'note ' || (i % 100) AS note FROM range({rows}) r(i)"
)


def setup(session: Session, rows: int) -> None:
    session.execute("CREATE DATABASE bench")
    duck = session.duck
    duck.execute(f"CREATE TABLE main.source ({TYPES})")
    duck.execute(f"INSERT INTO main.source {SOURCE.format(rows=rows)}")
    duck.execute(f"CREATE TABLE main.plain ({TYPES})")
    duck.execute("INSERT INTO main.plain SELECT * FROM main.source")
    session.execute("CREATE TABLE t (k INT, grp INT, amount NUMBER(12,2), note VARCHAR)")
    session.execute("CREATE TABLE src (k INT, grp INT, amount NUMBER(12,2), note VARCHAR)")
    load(session, "SRC")
    session.execute("INSERT INTO t SELECT * FROM src")


def load(session: Session, name: str) -> None:
    """Fill a table of the account from the plain source."""
    from ecomsim.names import Name
    from ecomsim.storage import layout

    table = session.catalog.relation(Name("BENCH", "PUBLIC", name))
    assert table is not None
    session.execute(f"INSERT INTO {name} SELECT 0, 0, 0, ''")
    with session.writing() as transaction:
        version = transaction.write(table.id)
        count = session.write(
            f"INSERT INTO {layout.current(table.id)} SELECT *, row_number() OVER (), {version} FROM main.source"
        )
        transaction.reserve(table.id, count)
        transaction.wrote(table.id, count)
    session.execute(f"DELETE FROM {name} WHERE note = ''")


def reads(session: Session) -> list[Ratio]:
    query = "SELECT grp, SUM(amount) AS s, COUNT(*) AS n FROM {} WHERE k % 7 < 3 GROUP BY grp"
    plain = "SELECT grp, SUM(amount) AS s, COUNT(*) AS n FROM main.plain WHERE k % 7 < 3 GROUP BY grp"
    return [
        compare(
            "SELECT over a versioned table / plain table",
            lambda: session.execute(query.format("t")),
            lambda: session.duck.sql(plain).to_arrow_table(),
            limit=1.05,
        )
    ]


def inserts(session: Session) -> list[Ratio]:
    def versioned() -> None:
        session.execute("CREATE OR REPLACE TABLE target (k INT, grp INT, amount NUMBER(12,2), note VARCHAR)")
        session.execute("INSERT INTO target SELECT * FROM src")

    def plain() -> None:
        session.duck.execute(f"CREATE OR REPLACE TABLE main.plain_target ({TYPES})")
        session.duck.execute("INSERT INTO main.plain_target SELECT * FROM main.source").fetchall()

    return [compare("bulk INSERT … SELECT / plain table", versioned, plain, limit=1.5, rounds=3)]


def changes(session: Session) -> list[Ratio]:
    """UPDATE, DELETE and MERGE of one row in a hundred, all over the table; every round takes other rows."""
    rounds = iter(range(1000))
    plain_rounds = iter(range(1000))
    duck = session.duck

    def span(step: int) -> str:
        return f"k % 100 = {step}"

    merge = (
        "MERGE INTO {target} USING (SELECT k, grp FROM {source} WHERE {span}) AS s ON {target}.k = s.k "
        "WHEN MATCHED THEN UPDATE SET grp = s.grp + 1 WHEN NOT MATCHED THEN INSERT (k, grp) VALUES (s.k, s.grp)"
    )
    return [
        compare(
            "UPDATE of 1 % / plain table",
            lambda: session.execute(f"UPDATE t SET amount = amount + 1 WHERE {span(next(rounds))}"),
            lambda: duck.execute(
                f"UPDATE main.plain SET amount = amount + 1 WHERE {span(next(plain_rounds))}"
            ).fetchall(),
            limit=2.5,
        ),
        compare(
            "MERGE of 1 % / plain table",
            lambda: session.execute(merge.format(target="t", source="src", span=span(next(rounds)))),
            lambda: duck.execute(
                merge.format(target="plain", source="main.source", span=span(next(plain_rounds))).replace(
                    "INTO plain", "INTO main.plain"
                )
            ).fetchall(),
            limit=2.5,
        ),
        compare(
            "DELETE of 1 % / plain table",
            lambda: session.execute(f"DELETE FROM t WHERE {span(next(rounds))}"),
            lambda: duck.execute(f"DELETE FROM main.plain WHERE {span(next(plain_rounds))}").fetchall(),
            limit=2.5,
        ),
    ]


def streams(session: Session, rows: int) -> list[Ratio]:
    """A thousand changes over a large table against the same over a small one, and reading the version before."""
    for name, size in (("large", rows * 2), ("small", 100_000)):
        session.execute(f"CREATE OR REPLACE TABLE {name} (k INT, v INT)")
        session.execute(f"INSERT INTO {name} SELECT SEQ4(), 0 FROM TABLE(GENERATOR(ROWCOUNT => {size}))")
        session.execute(f"CREATE OR REPLACE STREAM {name}_stream ON TABLE {name}")
        session.execute(f"UPDATE {name} SET v = 1 WHERE k % {size // 500} = 0")
        session.execute(f"INSERT INTO {name} SELECT SEQ4(), 2 FROM TABLE(GENERATOR(ROWCOUNT => 500))")
    read = "SELECT k, v, metadata$action, metadata$isupdate FROM {}_stream"
    query = "SELECT COUNT(*) AS n, SUM(v) AS s FROM large {}"
    statement = session.query_ids[-1]
    session.execute("UPDATE large SET v = 3 WHERE k < 1000")
    return [
        compare(
            f"stream of 1,000 changes over {rows * 2:,} rows / over 100,000",
            lambda: session.execute(read.format("large")),
            lambda: session.execute(read.format("small")),
            limit=3,
        ),
        compare(
            "the previous version / the current one",
            lambda: session.execute(query.format(f"AT(STATEMENT => '{statement}')")),
            lambda: session.execute(query.format("")),
            limit=2,
        ),
    ]


LOADED = "id DECIMAL(38,0), name VARCHAR, amount DECIMAL(12,2), day DATE, ts TIMESTAMP, flag BOOLEAN, note VARCHAR"
FILE = """SELECT i AS id, 'customer ' || (i % 1000) AS name, CAST((i % 100000) / 100 AS DECIMAL(12,2)) AS amount,
    CAST(DATE '2024-01-01' + CAST(i % 365 AS INTEGER) AS VARCHAR) AS day,
    strftime(TIMESTAMP '2024-01-01' + to_seconds(i), '%Y-%m-%d %H:%M:%S') AS ts, i % 3 = 0 AS flag,
    CASE WHEN i % 10 > 0 THEN 'note ' || i END AS note FROM range({rows}) r(i)"""


def files(session: Session, folder: Path) -> list[Ratio]:
    """COPY INTO of a million records against an INSERT from what DuckDB reads of the same file."""
    duck = session.duck
    for name, options in (("f.csv", "HEADER true"), ("f.json", "FORMAT json")):
        duck.execute(f"COPY ({FILE.format(rows=1_000_000)}) TO '{folder / name}' ({options})")
    session.execute(f"CREATE STAGE files URL = 'file://{folder}/'")
    session.execute(
        "CREATE TABLE typed (id INT, name VARCHAR, amount NUMBER(12,2), day DATE, ts TIMESTAMP_NTZ, flag BOOLEAN, "
        "note VARCHAR)"
    )
    session.execute("CREATE TABLE documents (v VARIANT)")
    duck.execute(f"CREATE TABLE main.typed ({LOADED})")
    duck.execute("CREATE TABLE main.documents (v JSON)")
    columns = "{" + ", ".join("'{}': '{}'".format(*each.split(" ", 1)) for each in LOADED.split(", ")) + "}"
    by_name = "MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE"

    def copy(table: str, name: str, form: str, more: str = "") -> Callable[[], object]:
        return lambda: session.execute(
            f"COPY INTO {table} FROM @files/{name} FILE_FORMAT = ({form}) {more} FORCE = TRUE"
        )

    def insert(table: str, query: str) -> Callable[[], object]:
        return lambda: duck.execute(f"INSERT INTO main.{table} {query}")

    objects = f"SELECT json FROM read_json_objects('{folder}/f.json', format = 'newline_delimited')"
    members = f"SELECT * FROM read_json('{folder}/f.json', format = 'newline_delimited', columns = {columns})"
    fields = f"SELECT * FROM read_csv('{folder}/f.csv', header = true, columns = {columns})"
    return [
        compare(f"COPY INTO of {what} / INSERT from it", action, reference, limit=limit, rounds=3)
        for what, action, reference, limit in (
            ("CSV", copy("typed", "f.csv", "TYPE = CSV SKIP_HEADER = 1"), insert("typed", fields), 2.0),
            ("JSON documents", copy("documents", "f.json", "TYPE = JSON"), insert("documents", objects), 3.5),
            ("JSON by name", copy("typed", "f.json", "TYPE = JSON", by_name), insert("typed", members), 3.5),
        )
    ]


def main(millions: float = 5) -> list[Ratio]:
    rows = int(millions * 1_000_000)
    print(f"{'versioned storage, ' + format(rows, ',') + ' rows':<58} {'ecomsim':>12} {'reference':>12} {'ratio':>7}")
    with tempfile.TemporaryDirectory() as folder, Account.open(Path(folder) / "bench.duckdb") as account:
        session = account.session()
        setup(session, rows)
        return [
            *reads(session),
            *inserts(session),
            *changes(session),
            *streams(session, rows),
            *files(session, Path(folder)),
        ]


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 5)
