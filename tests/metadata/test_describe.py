"""DESCRIBE (spec/metadata.md section 3, cases 39 to 42)."""

from __future__ import annotations

import pytest

from ecomsim.errors import SnowflakeError
from ecomsim.values.types import INTEGER, Column
from tests.metadata.conftest import Run, StubSession, records


def test_table_columns(run: Run) -> None:
    result = run("DESCRIBE TABLE d")
    assert [column.name for column in result.columns] == [
        "name",
        "type",
        "kind",
        "null?",
        "default",
        "primary key",
        "unique key",
        "check",
        "expression",
        "comment",
        "policy name",
        "privacy domain",
    ]
    rows = {row["name"]: row for row in records(result)}
    assert (rows["C1"]["null?"], rows["C1"]["primary key"], rows["C1"]["unique key"]) == ("N", "Y", "N")
    assert rows["C3"]["unique key"] == "Y"
    assert (rows["C4"]["type"], rows["C4"]["default"], rows["C4"]["comment"]) == ("VARCHAR(30)", "'n/a'", "x")
    assert rows["C5"]["default"] == "IDENTITY START 1 INCREMENT 1 NOORDER"
    assert (rows["C7"]["kind"], rows["C7"]["expression"]) == ("VIRTUAL", "C2 * 2")
    assert rows["C2"]["comment"] is None


def test_table_and_view_describe_each_other(run: Run) -> None:
    assert run("DESCRIBE VIEW v").rows() == run("DESC TABLE v").rows()


def test_a_dynamic_table_has_columns_and_a_table_is_none(run: Run) -> None:
    assert records(run("DESCRIBE DYNAMIC TABLE dt"))[0]["type"] == "NUMBER(38,0)"
    with pytest.raises(SnowflakeError, match="Dynamic table 'T' does not exist"):
        run("DESCRIBE DYNAMIC TABLE t")


def test_missing_objects_are_named_by_kind(run: Run) -> None:
    with pytest.raises(SnowflakeError, match="Table 'NOSUCH' does not exist or not authorized") as raised:
        run("DESCRIBE TABLE nosuch")
    assert (raised.value.errno, raised.value.sqlstate) == (2003, "42S02")


@pytest.mark.parametrize(("kind", "name"), [("STREAM", "ST"), ("TASK", "ROOT"), ("SEQUENCE", "SQ")])
def test_others_give_their_show_row(run: Run, kind: str, name: str) -> None:
    described, shown = run(f"DESCRIBE {kind} {name}"), run(f"SHOW {kind}S LIKE '{name}'")
    assert described.columns == shown.columns
    assert described.rows() == shown.rows()


def test_containers_list_their_contents(run: Run) -> None:
    assert [row["name"] for row in records(run("DESCRIBE DATABASE db1"))] == ["INFORMATION_SCHEMA", "PUBLIC", "S1"]
    kinds = {row["kind"] for row in records(run("DESCRIBE SCHEMA s1"))}
    assert kinds == {"TABLE", "VIEW", "SEQUENCE", "STREAM", "DYNAMIC_TABLE", "TASK"}
    assert [column.name for column in run("DESCRIBE WAREHOUSE wh").columns] == ["created_on", "name", "kind"]


def test_views_of_information_schema_can_be_described(run: Run) -> None:
    assert [row["name"] for row in records(run("DESCRIBE VIEW information_schema.schemata"))][:2] == [
        "CATALOG_NAME",
        "SCHEMA_NAME",
    ]


def test_a_kept_result_can_be_described(run: Run, session: StubSession) -> None:
    kept = run("SHOW TABLES")
    session.results["q1"] = kept
    session.last_query_id = "q1"
    assert run("DESCRIBE RESULT 'q1'").rows() == run("DESCRIBE RESULT LAST_QUERY_ID()").rows()
    assert records(run("DESCRIBE RESULT 'q1'"))[1]["name"] == "name"
    assert Column("rows", INTEGER) in kept.columns
