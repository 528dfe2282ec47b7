"""CREATE TABLE … USING TEMPLATE: columns as INFER_SCHEMA describes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecomsim.sessions.session import Session
from tests.asking import fails, rows

TEMPLATE = """USING TEMPLATE (
    SELECT ARRAY_AGG(OBJECT_CONSTRUCT(*)) WITHIN GROUP (ORDER BY order_id)
    FROM TABLE(INFER_SCHEMA(LOCATION => '@st', FILE_FORMAT => 'form' {})))"""


@pytest.fixture
def stage(session: Session, stage: Path) -> Path:
    (stage / "one.csv").write_text("id,Name,at\n1,x,2024-01-02\n2,,2024-01-03\n")
    session.execute("CREATE FILE FORMAT form TYPE = CSV PARSE_HEADER = TRUE")
    return stage


def test_columns_are_those_of_the_files(session: Session, stage: Path) -> None:
    session.execute(f"CREATE TABLE t {TEMPLATE.format('')} ENABLE_SCHEMA_EVOLUTION = TRUE COMMENT = 'made'")
    shown = rows(session, 'DESCRIBE TABLE t ->> SELECT "name", "type", "null?" FROM $1')
    assert shown == [("id", "NUMBER(1,0)", "N"), ("Name", "VARCHAR(16777216)", "Y"), ("at", "DATE", "N")]
    assert rows(session, 'SHOW TABLES ->> SELECT "comment", "enable_schema_evolution" FROM $1') == [("made", "Y")]
    session.execute(f"CREATE OR REPLACE TABLE t {TEMPLATE.format(', IGNORE_CASE => TRUE')}")
    session.execute("COPY INTO t FROM @st FILE_FORMAT = (FORMAT_NAME = form) MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE")
    assert rows(session, "SELECT id, name FROM t ORDER BY id") == [(1, "x"), (2, None)]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT 1, 2", "one row with one column"),
        ("SELECT ARRAY_CONSTRUCT()", "array that describes columns"),
        ("SELECT ARRAY_CONSTRUCT(1)", "COLUMN_NAME and TYPE"),
        ('SELECT PARSE_JSON(\'[{"COLUMN_NAME": "A", "TYPE": "WHATEVER"}]\')', "WHATEVER"),
    ],
)
def test_what_describes_no_columns(session: Session, query: str, message: str) -> None:
    fails(session, f"CREATE TABLE t USING TEMPLATE ({query})", message)


def test_descriptions_as_sql(session: Session, stage: Path) -> None:
    described = (
        "SELECT GENERATE_COLUMN_DESCRIPTION(ARRAY_AGG(OBJECT_CONSTRUCT(*)) WITHIN GROUP (ORDER BY order_id), '{}') "
        "FROM TABLE(INFER_SCHEMA(LOCATION => '@st', FILE_FORMAT => 'form'))"
    )
    (table,) = rows(session, described.format("table"))[0]
    assert table == '"id" NUMBER(1, 0) NOT NULL,\n"Name" TEXT,\n"at" DATE NOT NULL'
    session.execute(f"CREATE TABLE t ({table})")
    (external,) = rows(session, described.format("external_table"))[0]
    assert external.splitlines()[1] == '"Name" TEXT AS ($2::TEXT),'
    assert rows(session, described.format("view")) == [('"id" ,\n"Name" ,\n"at"',)]
    fails(session, described.format("stage"), "invalid value")
