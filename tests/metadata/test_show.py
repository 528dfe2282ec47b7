"""SHOW: layouts, filters, scopes and values (spec/metadata.md section 2 and its cases 25 to 38)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from ecomsim.errors import SnowflakeError
from ecomsim.metadata import filters
from ecomsim.names import Name
from ecomsim.values.types import INTEGER
from tests.metadata.conftest import BORN, Run, StubSession, objects, records, snapshot


def names(run: Run, sql: str) -> list[str]:
    return [row["name"] for row in records(run(sql))]


def test_tables_have_snowflakes_layout(run: Run) -> None:
    columns = [column.name for column in run("SHOW TABLES").columns]
    assert columns[:11] == [
        "created_on",
        "name",
        "database_name",
        "schema_name",
        "kind",
        "comment",
        "cluster_by",
        "rows",
        "bytes",
        "owner",
        "retention_time",
    ]


def test_tables_are_those_of_the_current_database_by_schema_and_name(run: Run) -> None:
    assert names(run, "SHOW TABLES") == ["D", "DT", "K", "T", "TR", "t"]
    assert names(run, "SHOW TABLES IN ACCOUNT") == ["D", "DT", "K", "T", "TR", "t", "FAR"]
    assert names(run, "SHOW TABLES IN DATABASE db2") == ["FAR"]
    assert names(run, "SHOW TABLES IN SCHEMA db2.public") == ["FAR"]
    assert names(run, "SHOW TABLES IN public") == []


def test_without_a_database_the_account_is_listed(run: Run, session: StubSession) -> None:
    session.database = None
    assert "FAR" in names(run, "SHOW TABLES")


def test_table_values(run: Run) -> None:
    rows = {row["name"]: row for row in records(run("SHOW TABLES"))}
    assert rows["T"]["cluster_by"] == "LINEAR(A, B)"
    assert rows["T"]["automatic_clustering"] == "ON"
    assert (rows["T"]["rows"], rows["T"]["bytes"]) == (3, 24)
    assert rows["T"]["retention_time"] == "3", "inherited from the schema"
    assert rows["TR"]["retention_time"] == "1", "transient tables keep a day at most"
    assert (rows["T"]["kind"], rows["TR"]["kind"]) == ("TABLE", "TRANSIENT")
    assert (rows["T"]["is_dynamic"], rows["DT"]["is_dynamic"]) == ("N", "Y")
    assert rows["T"]["comment"] == ""
    assert rows["T"]["created_on"] == BORN.replace(microsecond=123000)


def test_terse_tables(run: Run) -> None:
    result = run("SHOW TERSE TABLES LIKE 'TR'")
    assert [column.name for column in result.columns] == ["created_on", "name", "kind", "database_name", "schema_name"]
    assert result.rows()[0][1:] == ("TR", "TRANSIENT", "DB1", "S1")


def test_like_ignores_case_and_starts_with_does_not(run: Run) -> None:
    assert names(run, "SHOW TABLES LIKE 'T%'") == names(run, "SHOW TABLES LIKE 't%'") == ["T", "TR", "t"]
    assert names(run, "SHOW TABLES STARTS WITH 'T'") == ["T", "TR"]
    assert names(run, "SHOW TABLES LIKE '_'") == ["D", "K", "T", "t"]


def test_limit_from_continues_after_the_first_match(run: Run) -> None:
    assert names(run, "SHOW TABLES LIMIT 2") == ["D", "DT"]
    assert names(run, "SHOW TABLES LIMIT 2 FROM 'DT'") == ["K", "T"]
    assert names(run, "SHOW TABLES LIMIT 9 FROM 'K'") == ["T", "TR", "t"]
    assert names(run, "SHOW TABLES STARTS WITH 'T' LIMIT 9 FROM 'T'") == ["TR"]


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [("a%", "ABC", True), ("a_c", "abc", True), ("a", "ab", False), (r"a\_c", "abc", False), (r"a\_c", "A_C", True)],
)
def test_show_patterns(pattern: str, text: str, found: bool) -> None:
    assert bool(filters.like(pattern).match(text)) is found


def test_more_than_ten_thousand_rows_need_a_limit(run: Run, session: StubSession) -> None:
    template: Any = next(item for item in objects() if item.name.last == "T")
    many = [replace(template, id=1000 + i, name=Name("DB1", "S1", f"M{i:05d}")) for i in range(10_001)]
    session.catalog = snapshot(*many)
    with pytest.raises(SnowflakeError, match="exceeded the max number of rows"):
        run("SHOW TERSE TABLES")
    assert len(run("SHOW TERSE TABLES LIMIT 10").rows()) == 10


@pytest.mark.parametrize(
    "sql",
    [
        "SHOW SCHEMAS IN DATABASE nosuch",
        "SHOW TABLES IN SCHEMA nosuch",
        "SHOW STREAMS IN DATABASE nosuch",
        "SHOW TASKS IN SCHEMA nosuch.x",
    ],
)
def test_a_missing_scope_is_002043(run: Run, sql: str) -> None:
    with pytest.raises(SnowflakeError) as raised:
        run(sql)
    assert (raised.value.errno, raised.value.sqlstate) == (2043, "02000")


def test_in_database_without_a_current_one_is_090105(run: Run, session: StubSession) -> None:
    session.database = None
    with pytest.raises(SnowflakeError) as raised:
        run("SHOW TABLES IN DATABASE")
    assert raised.value.errno == 90105


def test_unknown_kinds_are_refused(run: Run) -> None:
    with pytest.raises(SnowflakeError, match="Unsupported feature 'SHOW SHARES'"):
        run("SHOW SHARES")


def test_history_adds_dropped_tables_and_their_time(run: Run, session: StubSession) -> None:
    item: Any = next(item for item in objects() if item.name.last == "T")
    session.catalog = snapshot(dropped=(replace(item, dropped_on=BORN + timedelta(hours=1)),))
    assert "T" not in names(run, "SHOW TABLES")
    result = run("SHOW TABLES HISTORY LIKE 'T'")
    columns = [column.name for column in result.columns]
    assert columns[columns.index("retention_time") + 1] == "dropped_on"
    assert [(row["name"], row["dropped_on"] is None) for row in records(result)] == [("t", True), ("T", False)]


def test_a_temporary_table_hides_the_permanent_one(run: Run, session: StubSession) -> None:
    item: Any = next(item for item in objects() if item.name.last == "T")
    session.temporary[item.name] = replace(item, id=99, durability="TEMPORARY")
    assert [row["kind"] for row in records(run("SHOW TABLES STARTS WITH 'T'"))] == ["TEMPORARY", "TRANSIENT"]


def test_objects_call_a_transient_table_a_table(run: Run) -> None:
    kinds = {row["name"]: row["kind"] for row in records(run("SHOW OBJECTS"))}
    assert kinds == {
        "A_VIEW": "VIEW",
        "D": "TABLE",
        "DT": "TABLE",
        "K": "TABLE",
        "T": "TABLE",
        "TR": "TABLE",
        "V": "VIEW",
        "t": "TABLE",
    }


def test_views(run: Run) -> None:
    result = run("SHOW VIEWS LIKE 'V'")
    assert len(result.columns) == 12
    row = records(result)[0]
    assert (row["is_secure"], row["change_tracking"], row["reserved"]) == ("false", "OFF", "")
    assert row["text"] == "CREATE VIEW v AS SELECT a FROM t"
    assert records(run("SHOW VIEWS LIKE 'A\\\\_VIEW'"))[0]["is_secure"] == "true"


def test_columns_describe_types_as_compact_json(run: Run) -> None:
    rows = {row["column_name"]: row for row in records(run("SHOW COLUMNS IN TABLE d"))}
    assert list(rows) == ["C1", "C2", "C3", "C4", "C5", "C6", "C7"]
    assert rows["C2"]["data_type"] == '{"type":"FIXED","precision":10,"scale":2,"nullable":true}'
    assert rows["C4"]["data_type"] == '{"type":"TEXT","length":30,"byteLength":120,"nullable":true,"fixed":false}'
    assert rows["C6"]["data_type"] == '{"type":"TIMESTAMP_NTZ","precision":0,"scale":9,"nullable":true}'
    assert (rows["C1"]["null?"], rows["C2"]["null?"]) == ("NOT_NULL", "true")
    assert rows["C5"]["autoincrement"] == "IDENTITY START 1 INCREMENT 1 NOORDER"
    assert rows["C7"]["expression"] == "C2 * 2"


def test_schemas_list_information_schema_too(run: Run) -> None:
    rows = records(run("SHOW SCHEMAS"))
    assert [(row["name"], row["is_current"]) for row in rows] == [
        ("INFORMATION_SCHEMA", "N"),
        ("PUBLIC", "N"),
        ("S1", "Y"),
    ]
    assert (rows[0]["owner"], rows[0]["comment"]) == ("", "Views describing the contents of schemas in this database")


def test_terse_schemas_and_databases_have_no_kind(run: Run) -> None:
    assert {row["kind"] for row in records(run("SHOW TERSE SCHEMAS"))} == {None}
    assert {row["kind"] for row in records(run("SHOW TERSE DATABASES"))} == {None}


def test_databases(run: Run) -> None:
    result = run("SHOW DATABASES")
    assert [column.name for column in result.columns][:5] == [
        "created_on",
        "name",
        "is_default",
        "is_current",
        "origin",
    ]
    assert [(row["name"], row["is_current"], row["retention_time"]) for row in records(result)] == [
        ("DB1", "Y", "1"),
        ("DB2", "N", "7"),
    ]


def test_sequences(run: Run) -> None:
    row = run("SHOW SEQUENCES")
    assert row.columns[0].name == "name"
    assert records(row)[0]["interval"] == 2
    assert records(row)[0]["next_value"] == 5


def test_primary_and_imported_keys(run: Run) -> None:
    rows = records(run("SHOW PRIMARY KEYS IN TABLE k"))
    assert [(row["column_name"], row["key_sequence"]) for row in rows] == [("A", 1), ("B", 2)]
    imported = records(run("SHOW IMPORTED KEYS IN TABLE k"))[0]
    assert (imported["pk_table_name"], imported["pk_column_name"], imported["fk_column_name"]) == ("D", "C1", "A")
    assert imported["pk_name"] == "SYS_CONSTRAINT_1"
    assert [row["fk_table_name"] for row in records(run("SHOW EXPORTED KEYS IN TABLE d"))] == ["K"]
    assert records(run("SHOW EXPORTED KEYS IN TABLE k")) == []


@pytest.mark.parametrize("written", ["D", "S1.D", "DB1.S1.D"])
def test_a_foreign_key_may_leave_out_where_its_table_is(run: Run, session: StubSession, written: str) -> None:
    item: Any = next(item for item in objects() if item.name.last == "K")
    key = replace(item.keys[1], references=(Name("", "", written), ()))
    session.catalog = snapshot(replace(item, keys=(key,)))
    row = records(run("SHOW IMPORTED KEYS IN TABLE k"))[0]
    assert (row["pk_database_name"], row["pk_schema_name"], row["pk_table_name"]) == ("DB1", "S1", "D")
    assert (row["pk_column_name"], row["pk_name"]) == ("C1", "SYS_CONSTRAINT_1"), (
        "the primary key when no columns are named"
    )


def test_streams(run: Run) -> None:
    result = run("SHOW STREAMS LIKE 's%'")
    assert [column.name for column in result.columns] == [
        "created_on",
        "name",
        "database_name",
        "schema_name",
        "owner",
        "comment",
        "table_name",
        "source_type",
        "base_tables",
        "type",
        "stale",
        "mode",
        "stale_after",
        "invalid_reason",
        "owner_role_type",
    ]
    row = records(result)[0]
    assert (row["type"], row["mode"], row["stale"], row["table_name"]) == ("DELTA", "APPEND_ONLY", "false", "DB1.S1.T")
    terse = run("SHOW TERSE STREAMS")
    assert [column.name for column in terse.columns][-1] == "tableOn"
    assert records(terse)[0]["kind"] == "DELTA"


def test_dynamic_tables(run: Run) -> None:
    row = records(run("SHOW DYNAMIC TABLES"))[0]
    assert list(row)[:8] == [
        "created_on",
        "name",
        "database_name",
        "schema_name",
        "cluster_by",
        "rows",
        "bytes",
        "owner",
    ]
    assert (row["target_lag"], row["refresh_mode"], row["scheduling_state"]) == ("5 minutes", "INCREMENTAL", "ACTIVE")
    assert row["data_timestamp"] == BORN


def test_tasks(run: Run) -> None:
    rows = {row["name"]: row for row in records(run("SHOW TASKS"))}
    assert rows["ROOT"]["predecessors"] == "[]"
    assert rows["CHILD"]["predecessors"] == '["DB1.S1.ROOT"]'
    assert (rows["ROOT"]["allow_overlapping_execution"], rows["CHILD"]["allow_overlapping_execution"]) == (
        "false",
        "null",
    )
    assert (rows["ROOT"]["config"], rows["CHILD"]["config"]) == ('{"a": 1}', None)
    assert (rows["ROOT"]["overlap_policy"], rows["CHILD"]["overlap_policy"]) == ("NO_OVERLAP", None)
    assert json.loads(rows["CHILD"]["task_relations"]) == {"Predecessors": ["DB1.S1.ROOT"]}
    assert [column.name for column in run("SHOW TERSE TASKS").columns][-1] == "schedule"


def test_tasks_root_only(run: Run) -> None:
    assert names(run, "SHOW TASKS ROOT ONLY") == ["ROOT"]
    assert names(run, "SHOW TASKS IN SCHEMA ROOT ONLY LIMIT 5") == ["ROOT"]
    assert names(run, "SHOW TASKS LIKE 'c%' IN ACCOUNT ROOT ONLY") == []


def test_parameters_say_where_a_value_comes_from(run: Run, session: StubSession) -> None:
    result = run("SHOW PARAMETERS LIKE 'TIMEZONE'")
    assert [column.name for column in result.columns] == ["key", "value", "default", "level", "description", "type"]
    assert result.rows()[0][:4] == ("TIMEZONE", "America/Los_Angeles", "America/Los_Angeles", "")
    session.parameters["TIMEZONE"] = "UTC"
    assert run("SHOW PARAMETERS LIKE 'TIMEZONE' IN SESSION").rows()[0][1:4] == ("UTC", "America/Los_Angeles", "SESSION")


def test_parameters_of_objects(run: Run, session: StubSession) -> None:
    rows = {row["key"]: row for row in records(run("SHOW PARAMETERS IN SCHEMA s1"))}
    retention = rows["DATA_RETENTION_TIME_IN_DAYS"]
    assert (retention["value"], retention["level"]) == ("3", "SCHEMA")
    task: Any = next(item for item in objects() if item.name.last == "ROOT")
    session.catalog = snapshot(replace(task, options={"TIMESTAMP_OUTPUT_FORMAT": "YYYY"}))
    row = records(run("SHOW PARAMETERS LIKE 'TIMESTAMP_OUTPUT_FORMAT' IN TASK root"))[0]
    assert (row["value"], row["level"]) == ("YYYY", "TASK")


def test_variables(run: Run, session: StubSession) -> None:
    session.variables = {"MIN": (40, INTEGER), "MAX": (70, INTEGER)}
    session.variable_times = dict.fromkeys(("MIN", "MAX"), (BORN, BORN))
    assert [(row["name"], row["value"], row["type"]) for row in records(run("SHOW VARIABLES"))] == [
        ("MAX", "70", "fixed"),
        ("MIN", "40", "fixed"),
    ]


def test_transactions_are_the_open_ones(run: Run, session: StubSession) -> None:
    assert run("SHOW TRANSACTIONS").rows() == []
    session.transaction = SimpleNamespace(id=123, name=None, started_on=BORN)
    row = records(run("SHOW TRANSACTIONS"))[0]
    assert (row["id"], row["state"], row["scope"], row["session"]) == ("123", "running", 0, 7)


def test_roles_and_grants(run: Run) -> None:
    rows = {row["name"]: row for row in records(run("SHOW ROLES"))}
    assert rows["SYSADMIN"]["is_current"] == "Y"
    grants = run("SHOW GRANTS ON TABLE t")
    assert len(grants.columns) == 9
    assert records(grants)[0]["privilege"] == "OWNERSHIP"
    owned = records(run("SHOW GRANTS TO ROLE sysadmin"))
    assert {row["privilege"] for row in owned} <= {"OWNERSHIP"}
    with pytest.raises(SnowflakeError, match="SHOW GRANTS TO SHARE"):
        run("SHOW GRANTS TO SHARE x")


def test_kinds_the_account_cannot_hold_are_empty_grids(run: Run) -> None:
    assert run("SHOW STAGES").rows() == []
    with pytest.raises(SnowflakeError):
        run("SHOW STAGES IN DATABASE nosuch")
