"""GET_DDL (spec/metadata.md section 7, case 48): exact texts, and texts that parse back into the same definition."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ecomsim.errors import SnowflakeError
from ecomsim.metadata.get_ddl import get_ddl
from ecomsim.names import ObjectName
from ecomsim.sqltext import nodes
from ecomsim.sqltext.parse import parse
from ecomsim.sqltext.split import split
from tests.metadata.conftest import StubSession, objects, snapshot


def ddl(session: StubSession, kind: str, name: str, **more: Any) -> str:
    return get_ddl(kind, ObjectName((name,)), session, **more)  # type: ignore[arg-type]


def test_table(session: StubSession) -> None:
    assert ddl(session, "TABLE", "D") == (
        "create or replace TABLE D (\n"
        "\tC1 NUMBER(38,0) NOT NULL,\n"
        "\tC2 NUMBER(10,2),\n"
        "\tC3 FLOAT,\n"
        "\tC4 VARCHAR(30) DEFAULT 'n/a' COMMENT 'x',\n"
        "\tC5 NUMBER(38,0) autoincrement start 1 increment 1 noorder,\n"
        "\tC6 TIMESTAMP_NTZ(9) DEFAULT CURRENT_TIMESTAMP(),\n"
        "\tC7 NUMBER(38,0) AS (C2 * 2),\n"
        "\tprimary key (C1),\n"
        "\tconstraint UQ unique (C3)\n"
        ")COMMENT='it''s d';"
    )


def test_table_clauses(session: StubSession) -> None:
    assert ddl(session, "TABLE", "T").startswith("create or replace TABLE T cluster by (A, B) (\n")
    assert ddl(session, "TABLE", "TR").startswith("create or replace TRANSIENT TABLE TR (\n")
    assert ddl(session, "TABLE", "t").startswith('create or replace TABLE "t" (\n')
    assert "constraint FK foreign key (A) references DB1.S1.D(C1)" in ddl(session, "TABLE", "K")
    assert ddl(session, "TABLE", "T", fully_qualified=True).startswith("create or replace TABLE DB1.S1.T")


def test_view(session: StubSession) -> None:
    assert ddl(session, "VIEW", "A_VIEW") == "create or replace secure view A_VIEW(\n\tA\n) as\nSELECT a FROM v;"
    assert ddl(session, "TABLE", "V") == ddl(session, "VIEW", "V")


def test_dynamic_table(session: StubSession) -> None:
    assert ddl(session, "DYNAMIC_TABLE", "DT") == (
        "create or replace dynamic table DT(\n\tA,\n\tN COMMENT 'how many'\n) target_lag = '5 minutes' "
        "refresh_mode = AUTO initialize = ON_CREATE warehouse = WH\nas\nSELECT a, COUNT(*) AS n FROM t GROUP BY a;"
    )


def test_a_dynamic_table_without_a_scheduler_has_no_lag(session: StubSession) -> None:
    item: Any = next(item for item in objects() if item.name.last == "DT")
    session.catalog = snapshot(replace(item, options={"SCHEDULER": "DISABLE"}))
    text = ddl(session, "DYNAMIC_TABLE", "DT")
    assert "scheduler = DISABLE" in text
    assert "target_lag" not in text


def test_stream_and_sequence(session: StubSession) -> None:
    assert ddl(session, "STREAM", "ST") == "create or replace stream ST on table DB1.S1.T append_only = true;"
    assert ddl(session, "SEQUENCE", "SQ") == "create or replace sequence SQ start with 5 increment by 2 noorder;"


def test_task(session: StubSession) -> None:
    assert ddl(session, "TASK", "ROOT") == (
        "create or replace task ROOT\n\twarehouse=WH\n\tschedule='10 MINUTES'\n\tconfig='{\"a\": 1}'\n"
        "\tas INSERT INTO t VALUES ('it''s');"
    )
    assert ddl(session, "TASK", "CHILD") == (
        "create or replace task CHILD\n\twarehouse=WH\n\tafter DB1.S1.ROOT\n"
        "\twhen SYSTEM$STREAM_HAS_DATA('ST')\n\tas CALL p();"
    )


def test_every_text_can_be_parsed(session: StubSession) -> None:
    for item in objects():
        if item.kind not in ("RESOURCE MONITOR",) and item.name.database in ("", "DB1") and item.name.last != "DB2":
            for piece in split(ddl(session, item.kind.replace(" ", "_"), item.name.last)):
                assert not isinstance(parse(piece.text), nodes.Unsupported), piece.text


def test_a_parsed_table_has_the_same_columns(session: StubSession) -> None:
    item: Any = next(item for item in objects() if item.name.last == "D")
    statement = parse(ddl(session, "TABLE", "D").rstrip(";"))
    assert isinstance(statement, nodes.CreateTable)
    assert [(each.name, each.type) for each in statement.columns] == [(each.name, each.type) for each in item.columns]
    assert [each.identity for each in statement.columns] == [each.identity for each in item.columns]
    assert {each.kind for each in statement.constraints} == {"PRIMARY KEY", "UNIQUE"}
    assert statement.comment == "it's d"


def test_a_parsed_task_is_the_same_task(session: StubSession) -> None:
    item: Any = next(item for item in objects() if item.name.last == "CHILD")
    statement = parse(ddl(session, "TASK", "CHILD").rstrip(";"))
    assert isinstance(statement, nodes.CreateTask)
    assert (statement.body, statement.when) == (item.definition, item.condition)
    assert [each.parts for each in statement.after] == [("DB1", "S1", "ROOT")]


def test_a_schema_comes_in_an_order_that_runs(session: StubSession) -> None:
    text = ddl(session, "SCHEMA", "S1")
    assert text.startswith("create or replace SCHEMA S1 DATA_RETENTION_TIME_IN_DAYS=3;")
    starts = [text.index(f"create or replace {part}") for part in ("TABLE T ", "view V(", "secure view A_VIEW(")]
    assert starts == sorted(starts), "V before A_VIEW, which reads it"
    assert text.index("TABLE D ") < text.index("TABLE K ") < text.index("stream ST") < text.index("task ROOT")
    assert text.index("task ROOT") < text.index("task CHILD")


def test_a_database_holds_its_schemas(session: StubSession) -> None:
    text = ddl(session, "DATABASE", "DB2")
    assert text.startswith("create or replace DATABASE DB2 DATA_RETENTION_TIME_IN_DAYS=7;")
    assert text.index("SCHEMA PUBLIC") < text.index("TABLE FAR")


def test_odd_texts_survive(session: StubSession) -> None:
    item: Any = next(item for item in objects() if item.name.last == "TR")
    session.catalog = snapshot(replace(item, comment="back\\slash 'and' quotes"))
    statement = parse(ddl(session, "TABLE", "TR").rstrip(";"))
    assert isinstance(statement, nodes.CreateTable)
    assert statement.comment == "back\\slash 'and' quotes"


def test_errors(session: StubSession) -> None:
    with pytest.raises(SnowflakeError, match="Table 'NOSUCH' does not exist"):
        ddl(session, "TABLE", "NOSUCH")
    with pytest.raises(SnowflakeError, match="Pipe 'P' does not exist"):
        ddl(session, "PIPE", "P")
    with pytest.raises(SnowflakeError, match="Invalid object type"):
        ddl(session, "BANANA", "P")
