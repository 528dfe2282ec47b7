"""ENABLE_SCHEMA_EVOLUTION: COPY INTO adds the columns that files have and drops NOT NULL from those they have not."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from ecomsim.sessions.session import Session
from tests.asking import fails, rows

CSV = "FILE_FORMAT = (TYPE = CSV PARSE_HEADER = TRUE ERROR_ON_COLUMN_COUNT_MISMATCH = FALSE)"
BY_NAME = "MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE"


@pytest.fixture
def stage(session: Session, stage: Path) -> Path:
    session.execute("CREATE TABLE t (a INT NOT NULL, b VARCHAR, c INT NOT NULL) ENABLE_SCHEMA_EVOLUTION = TRUE")
    return stage


def described(session: Session, table: str = "t") -> list[tuple]:
    return rows(session, f'DESCRIBE TABLE {table} ->> SELECT "name", "type", "null?" FROM $1')


def test_columns_are_added_and_not_null_goes(session: Session, stage: Path) -> None:
    (stage / "one.json").write_text('{"a":1,"b":"x"}\n{"a":2,"b":"y","d":"2024-01-02","Amount":1.25}\n')
    session.execute(f"COPY INTO t FROM @st FILE_FORMAT = (TYPE = JSON) {BY_NAME}")
    assert rows(session, "SELECT * FROM t ORDER BY a") == [
        (1, "x", None, None, None),
        (2, "y", None, date(2024, 1, 2), Decimal("1.25")),
    ]
    assert described(session) == [
        ("A", "NUMBER(38,0)", "N"),
        ("B", "VARCHAR(16777216)", "Y"),
        ("C", "NUMBER(38,0)", "Y"),
        ("D", "DATE", "Y"),
        ("AMOUNT", "NUMBER(3,2)", "Y"),
    ]
    kept = rows(session, 'DESCRIBE TABLE t ->> SELECT "name", "schema evolution record" FROM $1')
    records = {name: json.loads(text) for name, text in kept if text is not None}
    assert {name: record["evolutionType"] for name, record in records.items()} == {
        "C": "DROP_NOT_NULL",
        "D": "ADD_COLUMN",
        "AMOUNT": "ADD_COLUMN",
    }
    assert {record["fileName"] for record in records.values()} == {f"file://{stage}/one.json"}
    in_schema = (
        "SELECT column_name FROM information_schema.columns WHERE schema_evolution_record IS NOT NULL ORDER BY 1"
    )
    assert rows(session, in_schema) == [("AMOUNT",), ("C",), ("D",)]


def test_csv_and_parquet(session: Session, stage: Path) -> None:
    (stage / "one.csv").write_text("a,c,at\n5,6,2024-01-01 10:00:00\n")
    session.execute(f"COPY INTO t FROM @st {CSV} {BY_NAME}")
    parquet.write_table(pa.table({"a": [7], "c": [8], "r": [0.5]}), stage / "two.parquet")
    session.execute(f"COPY INTO t FROM @st PATTERN = '.*parquet' FILE_FORMAT = (TYPE = PARQUET) {BY_NAME}")
    assert rows(session, "SELECT a, c, at, r FROM t ORDER BY a") == [
        (5, 6, datetime(2024, 1, 1, 10), None),
        (7, 8, None, 0.5),
    ]


def test_a_stream_goes_on(session: Session, stage: Path) -> None:
    session.execute("CREATE STREAM s ON TABLE t")
    (stage / "one.csv").write_text("a,c,z\n1,2,3\n")
    session.execute(f"COPY INTO t FROM @st {CSV} {BY_NAME}")
    assert rows(session, "SELECT a, c, z, METADATA$ACTION FROM s") == [(1, 2, 3, "INSERT")]


def test_names_keep_their_case_when_they_are_matched_by_it(session: Session, stage: Path) -> None:
    (stage / "one.csv").write_text("A,C,Mixed\n1,2,3\n")
    session.execute(f"COPY INTO t FROM @st {CSV} MATCH_BY_COLUMN_NAME = CASE_SENSITIVE")
    assert rows(session, 'SELECT "Mixed" FROM t') == [(3,)]


def test_what_is_loaded_changes_nothing_again(session: Session, stage: Path) -> None:
    (stage / "one.csv").write_text("a,c,z\n1,2,3\n")
    session.execute(f"COPY INTO t FROM @st {CSV} {BY_NAME}")
    session.execute("ALTER TABLE t DROP COLUMN z")
    session.execute(f"COPY INTO t FROM @st {CSV} {BY_NAME}")
    assert [name for name, _, _ in described(session)] == ["A", "B", "C"]


def test_it_is_asked_for(session: Session, stage: Path) -> None:
    (stage / "one.csv").write_text("a,c,z\n1,2,3\n")
    session.execute("CREATE TABLE plain (a INT, c INT)")
    session.execute(f"COPY INTO plain FROM @st {CSV} {BY_NAME}")
    assert [name for name, _, _ in described(session, "plain")] == ["A", "C"]
    session.execute("ALTER TABLE plain SET ENABLE_SCHEMA_EVOLUTION = TRUE")
    session.execute(f"COPY INTO plain FROM @st {CSV} {BY_NAME} FORCE = TRUE")
    assert [name for name, _, _ in described(session, "plain")] == ["A", "C", "Z"]


def test_who_may_and_when(session: Session, stage: Path) -> None:
    (stage / "one.csv").write_text("a,c,z\n1,2,3\n")
    copy = f"COPY INTO t FROM @st {CSV} {BY_NAME}"
    session.execute("BEGIN")
    session.execute("INSERT INTO t VALUES (0, 'x', 0)")
    fails(session, copy, "open transaction")
    session.execute("ROLLBACK")
    session.execute("CREATE ROLE loader")
    session.execute(f"GRANT ROLE loader TO USER {session.user}")
    for grant in ("USAGE ON DATABASE d", "USAGE ON SCHEMA public", "SELECT ON TABLE t", "INSERT ON TABLE t"):
        session.execute(f"GRANT {grant} TO ROLE loader")
    session.execute("GRANT USAGE ON STAGE st TO ROLE loader")
    session.execute("USE ROLE loader")
    fails(session, copy, "Insufficient privileges")
    session.execute("USE ROLE ACCOUNTADMIN")
    session.execute("GRANT EVOLVE SCHEMA ON TABLE t TO ROLE loader")
    session.execute("USE ROLE loader")
    session.execute(copy)
    assert rows(session, "SELECT a, c, z FROM t") == [(1, 2, 3)]
