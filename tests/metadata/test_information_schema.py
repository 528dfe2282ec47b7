"""INFORMATION_SCHEMA and ACCOUNT_USAGE (spec/metadata.md sections 4 and 6, cases 43 to 46)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ecomsim.errors import SnowflakeError
from ecomsim.metadata import account_usage, information_schema
from ecomsim.statements.result import Result
from tests.metadata.conftest import BORN, StubSession, objects, records, snapshot


def view(name: str, session: StubSession, database: str = "DB1") -> list[dict[str, Any]]:
    found = information_schema.relation(database, name, session)  # type: ignore[arg-type]
    assert isinstance(found, Result)
    return records(found)


def usage(name: str, session: StubSession) -> list[dict[str, Any]]:
    found = account_usage.relation(name, session)  # type: ignore[arg-type]
    assert isinstance(found, Result)
    return records(found)


def test_tables(session: StubSession) -> None:
    rows = {row["TABLE_NAME"]: row for row in view("TABLES", session) if row["TABLE_SCHEMA"] == "S1"}
    assert {name: row["TABLE_TYPE"] for name, row in rows.items()} == {
        "A_VIEW": "VIEW",
        "D": "BASE TABLE",
        "DT": "BASE TABLE",
        "K": "BASE TABLE",
        "T": "BASE TABLE",
        "TR": "BASE TABLE",
        "V": "VIEW",
        "t": "BASE TABLE",
    }
    assert (rows["DT"]["IS_DYNAMIC"], rows["T"]["IS_DYNAMIC"], rows["TR"]["IS_TRANSIENT"]) == ("YES", "NO", "YES")
    assert (rows["T"]["ROW_COUNT"], rows["V"]["ROW_COUNT"]) == (3, None)
    assert rows["T"]["LAST_ALTERED"] == (BORN + timedelta(hours=2)).replace(microsecond=123000)


def test_a_database_lists_itself_only(session: StubSession) -> None:
    rows = view("TABLES", session, "DB2")
    assert [row["TABLE_NAME"] for row in rows if row["TABLE_SCHEMA"] != "INFORMATION_SCHEMA"] == ["FAR"]
    assert {row["TABLE_NAME"] for row in rows if row["TABLE_SCHEMA"] == "INFORMATION_SCHEMA"} == set(
        information_schema.VIEWS
    )


def test_columns(session: StubSession) -> None:
    rows = [row for row in view("COLUMNS", session) if row["TABLE_NAME"] == "D"]
    assert [(row["COLUMN_NAME"], row["DATA_TYPE"], row["CHARACTER_MAXIMUM_LENGTH"]) for row in rows] == [
        ("C1", "NUMBER", None),
        ("C2", "NUMBER", None),
        ("C3", "FLOAT", None),
        ("C4", "TEXT", 30),
        ("C5", "NUMBER", None),
        ("C6", "TIMESTAMP_NTZ", None),
        ("C7", "NUMBER", None),
    ]
    assert [row["ORDINAL_POSITION"] for row in rows] == [1, 2, 3, 4, 5, 6, 7]
    assert (rows[1]["NUMERIC_PRECISION"], rows[1]["NUMERIC_PRECISION_RADIX"], rows[1]["NUMERIC_SCALE"]) == (10, 10, 2)
    assert (rows[4]["IS_IDENTITY"], rows[4]["IDENTITY_GENERATION"], rows[4]["IDENTITY_CYCLE"]) == (
        "YES",
        "BY DEFAULT",
        "NO",
    )
    assert (rows[0]["IS_NULLABLE"], rows[1]["IS_NULLABLE"]) == ("NO", "YES")


def test_constraints(session: StubSession) -> None:
    rows = [row for row in view("TABLE_CONSTRAINTS", session) if row["TABLE_NAME"] == "K"]
    assert [(row["CONSTRAINT_TYPE"], row["ENFORCED"]) for row in rows] == [("PRIMARY KEY", "NO"), ("FOREIGN KEY", "NO")]
    assert [row["UNIQUE_CONSTRAINT_NAME"] for row in view("REFERENTIAL_CONSTRAINTS", session)] == ["SYS_CONSTRAINT_1"]


def test_schemata_has_thirteen_columns(session: StubSession) -> None:
    columns = information_schema.columns("SCHEMATA")
    assert columns is not None
    assert len(columns) == 13
    assert [row["SCHEMA_NAME"] for row in view("SCHEMATA", session)] == ["INFORMATION_SCHEMA", "PUBLIC", "S1"]


def test_every_view_gives_every_column(session: StubSession) -> None:
    for name, described in information_schema.VIEWS.items():
        for row in view(name, session):
            assert list(row) == [column.name for column in described.columns]


def test_unknown_views_are_none_and_missing_ones_unsupported(session: StubSession) -> None:
    assert information_schema.relation("DB1", "NOSUCH", session) is None  # type: ignore[arg-type]
    with pytest.raises(SnowflakeError, match="Unsupported feature"):
        information_schema.relation("DB1", "USAGE_PRIVILEGES", session)  # type: ignore[arg-type]
    assert account_usage.relation("NOSUCH", session) is None  # type: ignore[arg-type]


def test_storage_of_a_dropped_table_is_time_travel(session: StubSession) -> None:
    item: Any = next(item for item in objects() if item.name.last == "T")
    session.catalog = snapshot(dropped=(replace(item, dropped_on=BORN + timedelta(hours=1)),))
    rows = {row["TABLE_NAME"]: row for row in usage("TABLE_STORAGE_METRICS", session)}
    assert (rows["T"]["ACTIVE_BYTES"], rows["T"]["TIME_TRAVEL_BYTES"], rows["T"]["DELETED"]) == (0, 32, True)
    assert (rows["D"]["ACTIVE_BYTES"], rows["D"]["TIME_TRAVEL_BYTES"], rows["D"]["DELETED"]) == (24, 8, False)


def test_account_usage_knows_the_whole_account(session: StubSession) -> None:
    assert {row["TABLE_CATALOG"] for row in usage("TABLES", session)} == {"DB1", "DB2"}
    assert [row["DATABASE_NAME"] for row in usage("DATABASES", session)] == ["DB1", "DB2"]
    assert usage("STREAMS", session)[0]["STREAM_CATALOG_ID"] == 1
    rows = [row for row in usage("COLUMNS", session) if row["TABLE_NAME"] == "FAR"]
    assert [(row["COLUMN_NAME"], row["TABLE_CATALOG_ID"]) for row in rows] == [("A", 2)]
    assert usage("VIEWS", session)[0]["VIEW_DEFINITION"].startswith("CREATE")
    assert {row["SCHEMA_NAME"] for row in usage("SCHEMATA", session)} == {"INFORMATION_SCHEMA", "PUBLIC", "S1"}
