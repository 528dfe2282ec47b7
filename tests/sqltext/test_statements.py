"""Statements other than queries: text to node, the fields that differ from their defaults."""

from __future__ import annotations

from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

import pytest
from sqlglot import exp

from ecomsim.errors import SnowflakeError
from ecomsim.names import ObjectName
from ecomsim.sqltext import nodes
from ecomsim.sqltext.nodes import (
    AddAfter,
    AddColumns,
    AddConstraint,
    AlterColumn,
    ClusterBy,
    ColumnDefinition,
    Constraint,
    DropColumns,
    DropConstraint,
    ForeignKey,
    ModifyAs,
    ModifyWhen,
    RemoveAfter,
    RenameColumn,
    RenameTo,
    SetFinalize,
    SetOptions,
    SetTags,
    SwapWith,
    TagUse,
    UnsetOptions,
    UnsetTags,
    Verb,
)
from ecomsim.sqltext.parse import parse
from ecomsim.sqltext.split import split
from ecomsim.values import types
from ecomsim.values.types import SnowflakeType


def name(*parts: str) -> ObjectName:
    return ObjectName(parts)


T, U = name("T"), name("U")
INT, TEXT = types.INTEGER, types.TEXT


def plain(value: Any) -> Any:
    """Trees as Snowflake SQL, everything else as it is."""
    if isinstance(value, exp.Expr):
        return value.sql(dialect="snowflake")
    if isinstance(value, tuple):
        return tuple(map(plain, value))
    if hasattr(value, "__dataclass_fields__") and not isinstance(value, ObjectName | SnowflakeType):
        return type(value).__name__, {field.name: plain(getattr(value, field.name)) for field in set_fields(value)}
    return value


def set_fields(node: Any) -> list[Any]:
    found = []
    for field in fields(node):
        default = field.default_factory() if field.default_factory is not MISSING else field.default
        value = getattr(node, field.name)
        if field.name != "text" and value is not None and value != default:
            found.append(field)
    return found


def column(name: str, type_: SnowflakeType | None = None, **rest: Any) -> Any:
    return plain(ColumnDefinition(name=name, type=type_, **rest))


def with_trees(node: Any, **trees: str) -> Any:
    """`node` in plain form, plus trees given as SQL text."""
    kind, given = plain(node)
    return kind, {**given, **trees}


Case = tuple[str, str, dict[str, Any]]

DML: list[Case] = [
    ("INSERT INTO t VALUES (1, DEFAULT)", "Insert", {"target": T, "source": "VALUES (1, DEFAULT)"}),
    ("INSERT INTO db.s.t (a, \"b\") SELECT 1, 2", "Insert",
     {"target": name("DB", "S", "T"), "columns": ("A", "b"), "source": "SELECT 1, 2"}),
    ("INSERT OVERWRITE INTO t (SELECT 1)", "Insert", {"target": T, "source": "(SELECT 1)", "overwrite": True}),
    ("INSERT INTO t WITH c AS (SELECT 1) SELECT * FROM c", "Insert",
     {"target": T, "source": "WITH C AS (SELECT 1) SELECT * FROM C"}),
    ("INSERT FIRST WHEN a > 1 THEN INTO t VALUES (a) WHEN b THEN INTO u (x) ELSE INTO t SELECT a, b FROM v",
     "MultiInsert",
     {"first": True, "source": "SELECT A, B FROM V",
      "branches": (("A > 1", (("Insert", {"target": T, "source": "VALUES (A)"}),)),
                   ("B", (("Insert", {"target": U, "columns": ("X",), "source": "SELECT A, B FROM V"}),))),
      "otherwise": (("Insert", {"target": T, "source": "SELECT A, B FROM V"}),)}),
    ("INSERT ALL INTO t INTO u VALUES (a) SELECT a FROM v", "MultiInsert",
     {"first": False, "source": "SELECT A FROM V",
      "branches": ((None, (("Insert", {"target": T, "source": "SELECT A FROM V"}),
                           ("Insert", {"target": U, "source": "VALUES (A)"}))),),
      "otherwise": ()}),
    ("UPDATE t SET a = 1", "Update", {"target": T, "alias": None, "assignments": (("A", "1"),), "source": None}),
    ("UPDATE t AS x SET x.a = DEFAULT, db.s.t.b = CASE WHEN c THEN 1 END FROM u, v JOIN w ON 1 = 1 WHERE x.i = u.i",
     "Update",
     {"target": T, "alias": "X", "assignments": (("A", "DEFAULT"), ("B", "CASE WHEN C THEN 1 END")),
      "source": "FROM U", "joins": (", V", "JOIN W ON 1 = 1"), "where": "X.I = U.I"}),
    ("DELETE FROM t", "Delete", {"target": T, "alias": None}),
    ("DELETE FROM t x USING u, (SELECT 1) v WHERE x.a = u.a", "Delete",
     {"target": T, "alias": "X", "using": ("U", "(SELECT 1) AS V"), "where": "X.A = U.A"}),
    ("MERGE INTO t x USING (SELECT 1 AS a) AS s ON x.a = s.a WHEN MATCHED AND s.a IS DISTINCT FROM 2 THEN UPDATE SET "
     "x.b = s.a, c = 1 WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT (a, b) VALUES (s.a, DEFAULT)",
     "Merge",
     {"target": T, "alias": "X", "source": "(SELECT 1 AS A) AS S", "on": "X.A = S.A",
      "clauses": (
          ("MergeClause", {"matched": True, "condition": "S.A IS DISTINCT FROM 2", "action": "update",
                           "assignments": (("B", "S.A"), ("C", "1"))}),
          ("MergeClause", {"matched": True, "action": "delete"}),
          ("MergeClause", {"matched": False, "action": "insert", "columns": ("A", "B"),
                           "values": ("S.A", "DEFAULT")}))}),
    ("TRUNCATE TABLE IF EXISTS t", "Truncate", {"name": T, "if_exists": True}),
    ("TRUNCATE t", "Truncate", {"name": T}),
]  # fmt: skip

SESSION: list[Case] = [
    ("BEGIN", "Begin", {}),
    ("BEGIN WORK NAME x", "Begin", {"name": "X"}),
    ("START TRANSACTION", "Begin", {}),
    ("COMMIT WORK", "Commit", {}),
    ("rollback", "Rollback", {}),
    ("USE db.s", "Use", {"kind": "", "name": name("DB", "S")}),
    ("USE SCHEMA db.s", "Use", {"kind": "SCHEMA", "name": name("DB", "S")}),
    ("USE WAREHOUSE w", "Use", {"kind": "WAREHOUSE", "name": name("W")}),
    ("USE SECONDARY ROLES a, B", "Use", {"kind": "SECONDARY ROLES", "name": name("A"), "names": ("A", "B")}),
    ("SET x = 1 + 1", "SetVariables", {"names": ("X",), "values": ("1 + 1",)}),
    ("SET (a, b) = (1, (SELECT 2))", "SetVariables", {"names": ("A", "B"), "values": ("1", "(SELECT 2)")}),
    ("UNSET (a, b)", "UnsetVariables", {"names": ("A", "B")}),
    ("ALTER SESSION SET TIMEZONE = 'UTC', WEEK_START = 1 AUTOCOMMIT = FALSE", "AlterSession",
     {"set": {"TIMEZONE": "UTC", "WEEK_START": 1, "AUTOCOMMIT": False}}),
    ("ALTER SESSION UNSET TIMEZONE, WEEK_START", "AlterSession", {"unset": ("TIMEZONE", "WEEK_START")}),
    ("EXPLAIN USING JSON SELECT 1", "Explain",
     {"statement": ("Query", {"tree": "SELECT 1"}), "format": "JSON"}),
    ("SHOW TABLES ->> SELECT * FROM $1", "Flow",
     {"steps": (("Show", {"kind": "TABLES"}), ("Query", {"tree": "SELECT * FROM $1"}))}),
]  # fmt: skip

TABLES: list[Case] = [
    ("CREATE TABLE t (a INT)", "CreateTable", {"name": T, "columns": (column("A", INT),)}),
    ("CREATE OR REPLACE TRANSIENT TABLE t (a INT)", "CreateTable",
     {"name": T, "if_exists": "replace", "kind": "TRANSIENT", "columns": (column("A", INT),)}),
    ("CREATE TEMP TABLE IF NOT EXISTS db.s.t (a INT)", "CreateTable",
     {"name": name("DB", "S", "T"), "if_exists": "ignore", "kind": "TEMPORARY", "columns": (column("A", INT),)}),
    ("CREATE OR ALTER TABLE t (a INT)", "CreateTable",
     {"name": T, "if_exists": "alter", "columns": (column("A", INT),)}),
    ("CREATE TABLE t (a INT NOT NULL DEFAULT f(1, 2) + 1 COMMENT 'x', b TEXT COLLATE 'en-ci' DEFAULT NULL, "
     "c INT AUTOINCREMENT, d INT IDENTITY (5, 2) ORDER, e INT AUTOINCREMENT START 3 INCREMENT 4 NOORDER, "
     "g INT AS (a + 1), h DATE DEFAULT CURRENT_DATE)", "CreateTable",
     {"name": T, "columns": (
         with_trees(ColumnDefinition(name="A", type=INT, not_null=True, default_text="f(1, 2) + 1", comment="x"),
                    default="F(1, 2) + 1"),
         with_trees(ColumnDefinition(name="B", type=TEXT, default_text="NULL", collate="en-ci"), default="NULL"),
         column("C", INT, identity=(1, 1, False)),
         column("D", INT, identity=(5, 2, True)),
         column("E", INT, identity=(3, 4, False)),
         with_trees(ColumnDefinition(name="G", type=INT, expression_text="a + 1"), expression="A + 1"),
         with_trees(ColumnDefinition(name="H", type=types.DATE, default_text="CURRENT_DATE"),
                    default="CURRENT_DATE()"))}),
    ("CREATE TABLE t (a INT PRIMARY KEY, b INT UNIQUE NOT ENFORCED, c INT REFERENCES u (x) ON DELETE CASCADE, "
     "CONSTRAINT k FOREIGN KEY (a, b) REFERENCES u RELY, CHECK (a > 1))", "CreateTable",
     {"name": T,
      "columns": (column("A", INT, not_null=True), column("B", INT), column("C", INT)),
      "constraints": tuple(map(plain, (
          Constraint(kind="PRIMARY KEY", columns=("A",)),
          Constraint(kind="UNIQUE", columns=("B",), properties=("NOT ENFORCED",)),
          Constraint(kind="FOREIGN KEY", columns=("C",), properties=("ON DELETE CASCADE",),
                     foreign_key=ForeignKey(columns=("C",), table=U, references=("X",))),
          Constraint(kind="FOREIGN KEY", columns=("A", "B"), name="K", properties=("RELY",),
                     foreign_key=ForeignKey(columns=("A", "B"), table=U, references=())),
          Constraint(kind="CHECK", check="a > 1"))))}),
    ("CREATE TABLE t (a INT) CLUSTER BY (TO_DATE(a), b) DATA_RETENTION_TIME_IN_DAYS = 3 CHANGE_TRACKING = TRUE "
     "COPY GRANTS COMMENT = 'x' TAG (a.b = 'c')", "CreateTable",
     {"name": T, "columns": (column("A", INT),), "cluster_by": ("TO_DATE(a)", "b"), "copies": frozenset({"GRANTS"}),
      "comment": "x",
      "options": {"DATA_RETENTION_TIME_IN_DAYS": 3, "CHANGE_TRACKING": True,
                  "WITH TAG": (TagUse(name=name("A", "B"), value="c"),)}}),
    ("CREATE TABLE t AS SELECT 1 AS a", "CreateTable", {"name": T, "query": "SELECT 1 AS A"}),
    ("CREATE TABLE t (a, b) COMMENT = 'x' AS (SELECT 1, 2)", "CreateTable",
     {"name": T, "columns": (column("A"), column("B")), "comment": "x", "query": "(SELECT 1, 2)"}),
    ("CREATE TABLE t LIKE u", "CreateTable", {"name": T, "like": U}),
    ("CREATE TABLE t CLONE u AT (OFFSET => -60) COPY GRANTS", "CreateTable",
     {"name": T, "clone": U, "copies": frozenset({"GRANTS"}),
      "clone_at": ("TimePoint", {"before": False, "kind": "OFFSET", "value": "-60"})}),
    ("CREATE VIEW v AS SELECT 1 AS a -- end", "CreateView",
     {"name": name("V"), "query": "SELECT 1 AS A", "query_text": "SELECT 1 AS a"}),
    ("CREATE OR REPLACE SECURE VIEW v (a COMMENT 'x', b) COMMENT = 'y' AS\n SELECT  1, 2;", "CreateView",
     {"name": name("V"), "if_exists": "replace", "secure": True, "columns": (column("A", comment="x"), column("B")),
      "comment": "y", "query": "SELECT 1, 2", "query_text": "SELECT  1, 2"}),
    ("CREATE TEMPORARY RECURSIVE VIEW v (a) AS SELECT 1", "CreateView",
     {"name": name("V"), "temporary": True, "recursive": True, "columns": (column("A"),), "query": "SELECT 1",
      "query_text": "SELECT 1"}),
    ("DROP TABLE IF EXISTS t RESTRICT", "Drop", {"kind": "TABLE", "name": T, "if_exists": True, "cascade": False}),
    ("DROP DYNAMIC TABLE t", "Drop", {"kind": "DYNAMIC TABLE", "name": T}),
    ("DROP FUNCTION f(INT, VARCHAR)", "Drop",
     {"kind": "FUNCTION", "name": name("F"), "argument_types": (INT, TEXT)}),
    ("UNDROP SCHEMA db.s", "Undrop", {"kind": "SCHEMA", "name": name("DB", "S")}),
    ("COMMENT IF EXISTS ON COLUMN db.s.t.c IS 'x'", "Comment",
     {"kind": "COLUMN", "name": name("DB", "S", "T", "C"), "comment": "x", "if_exists": True}),
    ("COMMENT ON RESOURCE MONITOR m IS ''", "Comment", {"kind": "RESOURCE MONITOR", "name": name("M"), "comment": ""}),
]  # fmt: skip

PIPELINE: list[Case] = [
    ("CREATE STREAM s ON TABLE t", "CreateStream", {"name": name("S"), "source": T}),
    ("CREATE OR REPLACE STREAM s COPY GRANTS ON VIEW db.s.v AT (STREAM => 's') APPEND_ONLY = TRUE "
     "SHOW_INITIAL_ROWS = TRUE COMMENT = 'x'", "CreateStream",
     {"name": name("S"), "if_exists": "replace", "copy_grants": True, "source_kind": "VIEW",
      "source": name("DB", "S", "V"), "append_only": True, "show_initial_rows": True, "comment": "x",
      "at": ("TimePoint", {"before": False, "kind": "STREAM", "value": "'s'"})}),
    ("CREATE STREAM IF NOT EXISTS s ON DYNAMIC TABLE t BEFORE(STATEMENT => $x)", "CreateStream",
     {"name": name("S"), "if_exists": "ignore", "source_kind": "DYNAMIC TABLE", "source": T,
      "at": ("TimePoint", {"before": True, "kind": "STATEMENT", "value": "$X"})}),
    ("CREATE STREAM s CLONE u COPY GRANTS", "CreateStream", {"name": name("S"), "clone": U, "copy_grants": True}),
    ("CREATE OR REPLACE DYNAMIC TABLE d WAREHOUSE = wh TARGET_LAG = '5 minutes' REFRESH_MODE = auto "
     "INITIALIZE = ON_SCHEDULE COMMENT = 'x' AS SELECT a FROM t", "CreateDynamicTable",
     {"name": name("D"), "if_exists": "replace", "target_lag": "5 minutes", "warehouse": "WH",
      "refresh_mode": "AUTO", "initialize": "ON_SCHEDULE", "comment": "x", "query": "SELECT A FROM T",
      "query_text": "SELECT a FROM t"}),
    ("CREATE TRANSIENT DYNAMIC TABLE d (a COMMENT 'x', b INT) LAG = downstream WAREHOUSE = \"w\" CLUSTER BY (a) "
     "DATA_RETENTION_TIME_IN_DAYS = 0 IMMUTABLE WHERE (a > 1) AS SELECT 1, 2", "CreateDynamicTable",
     {"name": name("D"), "transient": True, "columns": (column("A", comment="x"), column("B", INT)),
      "target_lag": "DOWNSTREAM", "warehouse": "w", "cluster_by": ("a",), "immutable_where": "A > 1",
      "immutable_where_text": "a > 1", "options": {"DATA_RETENTION_TIME_IN_DAYS": 0}, "query": "SELECT 1, 2",
      "query_text": "SELECT 1, 2"}),
    ("CREATE DYNAMIC TABLE d CLONE u TARGET_LAG = '1 hour'", "CreateDynamicTable",
     {"name": name("D"), "clone": U, "target_lag": "1 hour"}),
    ("CREATE TASK t WAREHOUSE = wh SCHEDULE = '5 MINUTES' ALLOW_OVERLAPPING_EXECUTION = TRUE "
     "USER_TASK_TIMEOUT_MS = 1000 TIMEZONE = 'UTC', CONFIG = $${\"a\": 1}$$ "
     "WHEN SYSTEM$STREAM_HAS_DATA('s') AND 1 = 1 AS INSERT INTO u SELECT 1;", "CreateTask",
     {"name": T,
      "options": {"WAREHOUSE": "WH", "SCHEDULE": "5 MINUTES", "ALLOW_OVERLAPPING_EXECUTION": True,
                  "USER_TASK_TIMEOUT_MS": 1000, "TIMEZONE": "UTC", "CONFIG": '{"a": 1}'},
      "when": "SYSTEM$STREAM_HAS_DATA('s') AND 1 = 1", "body": "INSERT INTO u SELECT 1"}),
    ("CREATE TASK t AFTER a, db.s.b AS BEGIN SELECT 1; RETURN 2; END;", "CreateTask",
     {"name": T, "after": (name("A"), name("DB", "S", "B")), "body": "BEGIN SELECT 1; RETURN 2; END"}),
    ("CREATE OR ALTER TASK t FINALIZE = root AS CALL p()", "CreateTask",
     {"name": T, "if_exists": "alter", "finalize": name("ROOT"), "body": "CALL p()"}),
    ("CREATE TASK t CLONE u", "CreateTask", {"name": T, "clone": U}),
    ("EXECUTE TASK t", "ExecuteTask", {"name": T}),
    ("EXECUTE TASK t RETRY LAST", "ExecuteTask", {"name": T, "retry_last": True}),
    ("EXECUTE TASK t RETRY GRAPH RUN GROUP '7'", "ExecuteTask", {"name": T, "retry_group": "7"}),
    ("EXECUTE TASK t USING CONFIG = '{}'", "ExecuteTask", {"name": T, "config": "{}"}),
]  # fmt: skip

ACCOUNT: list[Case] = [
    ("CREATE DATABASE IF NOT EXISTS d COMMENT = 'x' DATA_RETENTION_TIME_IN_DAYS = 2", "CreateContainer",
     {"kind": "DATABASE", "name": name("D"), "if_exists": "ignore", "comment": "x",
      "options": {"DATA_RETENTION_TIME_IN_DAYS": 2}}),
    ("CREATE TRANSIENT SCHEMA d.s CLONE d.u BEFORE (TIMESTAMP => 'x'::TIMESTAMP)", "CreateContainer",
     {"kind": "SCHEMA", "name": name("D", "S"), "transient": True, "clone": name("D", "U"),
      "clone_at": ("TimePoint", {"before": True, "kind": "TIMESTAMP", "value": "CAST('x' AS TIMESTAMP)"})}),
    ("CREATE WAREHOUSE IF NOT EXISTS w WITH WAREHOUSE_SIZE = 'X-SMALL' AUTO_SUSPEND = NULL, AUTO_RESUME = TRUE",
     "CreateWarehouse",
     {"name": name("W"), "if_exists": "ignore",
      "options": {"WAREHOUSE_SIZE": "X-SMALL", "AUTO_SUSPEND": None, "AUTO_RESUME": True}}),
    ("CREATE RESOURCE MONITOR m WITH CREDIT_QUOTA = 50 FREQUENCY = monthly START_TIMESTAMP = IMMEDIATELY "
     "NOTIFY_USERS = (a, \"b\") TRIGGERS ON 75 PERCENT DO NOTIFY ON 100 PERCENT DO SUSPEND_IMMEDIATE",
     "CreateResourceMonitor",
     {"name": name("M"),
      "options": {"CREDIT_QUOTA": 50, "FREQUENCY": "MONTHLY", "START_TIMESTAMP": "IMMEDIATELY",
                  "NOTIFY_USERS": ("A", "b")},
      "triggers": ((75, "NOTIFY"), (100, "SUSPEND_IMMEDIATE"))}),
    ("CREATE SEQUENCE q START WITH 10 INCREMENT BY -2 ORDER COMMENT = 'x'", "CreateSequence",
     {"name": name("Q"), "start": 10, "increment": -2, "ordered": True, "comment": "x"}),
    ("CREATE SEQUENCE q START = 5", "CreateSequence", {"name": name("Q"), "start": 5}),
]  # fmt: skip

SHOWS: list[Case] = [
    ("SHOW TABLES", "Show", {"kind": "TABLES"}),
    ("SHOW TERSE DYNAMIC TABLES LIKE 'a%' IN SCHEMA db.s STARTS WITH 'x' LIMIT 3 FROM 'y'", "Show",
     {"kind": "DYNAMIC TABLES", "terse": True, "like": "a%", "scope": ("schema", name("DB", "S")),
      "starts_with": "x", "limit": 3, "limit_from": "y"}),
    ("SHOW TABLES HISTORY IN ACCOUNT", "Show", {"kind": "TABLES", "history": True, "scope": ("account", None)}),
    ("SHOW SCHEMAS IN DATABASE", "Show", {"kind": "SCHEMAS", "scope": ("database", None)}),
    ("SHOW SCHEMAS IN db", "Show", {"kind": "SCHEMAS", "scope": ("database", name("DB"))}),
    ("SHOW TASKS IN db.s", "Show", {"kind": "TASKS", "scope": ("schema", name("DB", "S"))}),
    ("SHOW COLUMNS IN TABLE t", "Show", {"kind": "COLUMNS", "scope": ("table", T)}),
    ("SHOW COLUMNS IN t", "Show", {"kind": "COLUMNS", "scope": ("table", T)}),
    ("SHOW PRIMARY KEYS IN DATABASE db", "Show", {"kind": "PRIMARY KEYS", "scope": ("database", name("DB"))}),
    ("SHOW PARAMETERS LIKE 'x' IN TASK t", "Show", {"kind": "PARAMETERS", "like": "x", "rest": "TASK t"}),
    ("SHOW GRANTS TO ROLE r LIMIT 3", "Show",
     {"kind": "GRANTS", "limit": 3, "grants": ("GrantsShown", {"holder": ("ROLE", name("R"))})}),
    ("SHOW RESOURCE MONITORS LIKE 'm'", "Show", {"kind": "RESOURCE MONITORS", "like": "m"}),
    ("DESC TABLE t", "Describe", {"kind": "TABLE", "name": T}),
    ("DESCRIBE TABLE t TYPE = STAGE", "Describe", {"kind": "TABLE", "name": T, "stage_properties": True}),
    ("DESCRIBE DYNAMIC TABLE db.s.t", "Describe", {"kind": "DYNAMIC TABLE", "name": name("DB", "S", "T")}),
    ("DESCRIBE PROCEDURE p(INT)", "Describe", {"kind": "PROCEDURE", "name": name("P"), "argument_types": (INT,)}),
    ("DESCRIBE RESULT 'abc'", "Describe", {"kind": "RESULT", "name": name("abc")}),
]  # fmt: skip

PROGRAMS: list[Case] = [
    ("BEGIN SELECT 1; END;", "Block", {}),
    ("DECLARE x INT; BEGIN RETURN x; END", "Block", {}),
    ("CALL db.s.p(1, 'x')", "Call", {"name": name("DB", "S", "P"), "arguments": ((None, "1"), (None, "'x'"))}),
    ("CALL p(a => f(1), b => 2) INTO :x", "Call",
     {"name": name("P"), "arguments": (("A", "F(1)"), ("B", "2")), "into": "X"}),
    ("CALL p()", "Call", {"name": name("P")}),
    ("EXECUTE IMMEDIATE 'SELECT 1'", "ExecuteImmediate", {"source": "SELECT 1"}),
    ("EXECUTE IMMEDIATE $$ SELECT ? $$ USING (x, :y)", "ExecuteImmediate",
     {"source": " SELECT ? ", "using": ("X", "Y")}),
    ("EXECUTE IMMEDIATE 'a' || $x", "ExecuteImmediate", {"source": "'a' || $X"}),
    ("CREATE OR REPLACE PROCEDURE p(a INT, b VARCHAR DEFAULT 'x', c OUT DATE) RETURNS INT NOT NULL LANGUAGE SQL "
     "STRICT COMMENT = 'y' EXECUTE AS CALLER AS BEGIN RETURN 1; END;", "CreateRoutine",
     {"kind": "PROCEDURE", "name": name("P"), "if_exists": "replace", "returns": INT, "returns_not_null": True,
      "strict": True, "comment": "y", "execute_as": "CALLER", "body": "BEGIN RETURN 1; END",
      "arguments": (("Argument", {"name": "A", "type": INT}),
                    ("Argument", {"name": "B", "type": TEXT, "default": "'x'", "default_text": "'x'"}),
                    ("Argument", {"name": "C", "type": types.DATE, "mode": "OUT"}))}),
    ("CREATE FUNCTION f() RETURNS TABLE (x INT, y TEXT) AS $$ SELECT 1, 'a' $$", "CreateRoutine",
     {"kind": "FUNCTION", "name": name("F"), "returns_table": (("X", INT), ("Y", TEXT)),
      "body": " SELECT 1, 'a' "}),
    ("CREATE SECURE FUNCTION f(x FLOAT) RETURNS FLOAT LANGUAGE PYTHON RUNTIME_VERSION = '3.11' "
     "PACKAGES = ('a', 'b') HANDLER = 'h' AS 'def h(x): return x'", "CreateRoutine",
     {"kind": "FUNCTION", "name": name("F"), "secure": True, "returns": types.FLOAT, "language": "PYTHON",
      "options": {"RUNTIME_VERSION": "3.11", "PACKAGES": ("a", "b"), "HANDLER": "h"}, "body": "def h(x): return x",
      "arguments": (("Argument", {"name": "X", "type": types.FLOAT}),)}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [*DML, *SESSION, *TABLES, *PIPELINE, *ACCOUNT, *SHOWS, *PROGRAMS],
    ids=lambda value: str(value)[:50],
)
def test_statement(text: str, kind: str, expected: dict[str, Any]) -> None:
    found, given = plain(parse(text))
    assert found == kind
    assert given == {key: value for key, value in expected.items() if value is not None}


def number_type(*numbers: int) -> SnowflakeType:
    return types.number(*numbers)


ALTER: list[tuple[str, str, Any]] = [
    ("TABLE t RENAME TO db.s.u", "TABLE", RenameTo(name=name("DB", "S", "U"))),
    ("TABLE t SWAP WITH u", "TABLE", SwapWith(name=U)),
    ("TABLE t ADD COLUMN a INT, b TEXT", "TABLE",
     AddColumns(columns=(ColumnDefinition(name="A", type=INT), ColumnDefinition(name="B", type=TEXT)))),
    ("TABLE t ADD IF NOT EXISTS a INT NOT NULL", "TABLE",
     AddColumns(columns=(ColumnDefinition(name="A", type=INT, not_null=True),), if_not_exists=True)),
    ("TABLE t ADD CONSTRAINT k PRIMARY KEY (a)", "TABLE",
     AddConstraint(constraint=Constraint(kind="PRIMARY KEY", columns=("A",), name="K"))),
    ("TABLE t DROP COLUMN IF EXISTS a, b", "TABLE", DropColumns(names=("A", "B"), if_exists=True)),
    ("TABLE t DROP CONSTRAINT k CASCADE", "TABLE", DropConstraint(name="K")),
    ("TABLE t DROP PRIMARY KEY", "TABLE", DropConstraint(kind="PRIMARY KEY")),
    ("TABLE t DROP UNIQUE (a, b)", "TABLE", DropConstraint(kind="UNIQUE", columns=("A", "B"))),
    ("TABLE t RENAME COLUMN a TO b", "TABLE", RenameColumn(name="A", to="B")),
    ("TABLE t ALTER COLUMN a SET DATA TYPE VARCHAR(30)", "TABLE",
     AlterColumn(name="A", change="type", type=types.varchar(30))),
    ("TABLE t MODIFY a NUMBER(20, 2)", "TABLE", AlterColumn(name="A", change="type", type=number_type(20, 2))),
    ("TABLE t ALTER a SET NOT NULL", "TABLE", AlterColumn(name="A", change="set not null")),
    ("TABLE t ALTER a DROP NOT NULL", "TABLE", AlterColumn(name="A", change="drop not null")),
    ("TABLE t ALTER a DROP DEFAULT", "TABLE", AlterColumn(name="A", change="drop default")),
    ("TABLE t ALTER COLUMN a COMMENT 'x'", "TABLE", AlterColumn(name="A", change="comment", comment="x")),
    ("TABLE t CLUSTER BY (a, f(b))", "TABLE", ClusterBy(expressions=("a", "f(b)"))),
    ("TABLE t DROP CLUSTERING KEY", "TABLE", Verb(verb="DROP CLUSTERING KEY")),
    ("TABLE t SUSPEND RECLUSTER", "TABLE", Verb(verb="SUSPEND RECLUSTER")),
    ("TABLE t SET CHANGE_TRACKING = TRUE COMMENT = 'x'", "TABLE",
     SetOptions(options={"CHANGE_TRACKING": True, "COMMENT": "x"})),
    ("TABLE t UNSET COMMENT, CHANGE_TRACKING", "TABLE", UnsetOptions(names=("COMMENT", "CHANGE_TRACKING"))),
    ("TABLE t SET TAG a.b = 'x', c = 'y'", "TABLE",
     SetTags(tags=(TagUse(name=name("A", "B"), value="x"), TagUse(name=name("C"), value="y")))),
    ("TABLE t MODIFY COLUMN a SET TAG b = 'x', c = 'y'", "TABLE",
     SetTags(column="A", tags=(TagUse(name=name("B"), value="x"), TagUse(name=name("C"), value="y")))),
    ("TABLE t MODIFY a UNSET TAG b, c.d", "TABLE", UnsetTags(column="A", names=(name("B"), name("C", "D")))),
    ("TABLE t UNSET TAG a.b", "TABLE", UnsetTags(names=(name("A", "B"),))),
    ("VIEW t SET SECURE", "VIEW", SetOptions(options={"SECURE": True})),
    ("VIEW t UNSET SECURE", "VIEW", UnsetOptions(names=("SECURE",))),
    ("VIEW t SET COMMENT = 'x'", "VIEW", SetOptions(options={"COMMENT": "x"})),
    ("STREAM t SET COMMENT = 'x'", "STREAM", SetOptions(options={"COMMENT": "x"})),
    ("STREAM t UNSET COMMENT", "STREAM", UnsetOptions(names=("COMMENT",))),
    ("DYNAMIC TABLE t REFRESH", "DYNAMIC TABLE", Verb(verb="REFRESH")),
    ("DYNAMIC TABLE t SUSPEND", "DYNAMIC TABLE", Verb(verb="SUSPEND")),
    ("DYNAMIC TABLE t SET TARGET_LAG = DOWNSTREAM, WAREHOUSE = w", "DYNAMIC TABLE",
     SetOptions(options={"TARGET_LAG": "DOWNSTREAM", "WAREHOUSE": "W"})),
    ("DYNAMIC TABLE t SET IMMUTABLE WHERE (a > 1)", "DYNAMIC TABLE",
     SetOptions(options={"FROZEN WHERE": "a > 1"})),
    ("DYNAMIC TABLE t UNSET FROZEN WHERE, LOG_LEVEL", "DYNAMIC TABLE",
     UnsetOptions(names=("FROZEN WHERE", "LOG_LEVEL"))),
    ("DYNAMIC TABLE t REFRESH COPY SESSION", "DYNAMIC TABLE", Verb(verb="REFRESH COPY SESSION")),
    ("DYNAMIC TABLE t SUSPEND RECLUSTER", "DYNAMIC TABLE", Verb(verb="SUSPEND RECLUSTER")),
    ("TASK t RESUME", "TASK", Verb(verb="RESUME")),
    ("TASK t ADD AFTER a, b", "TASK", AddAfter(tasks=(name("A"), name("B")))),
    ("TASK t REMOVE AFTER a", "TASK", RemoveAfter(tasks=(name("A"),))),
    ("TASK t SET SCHEDULE = '1 minute', QUERY_TAG = 'x'", "TASK",
     SetOptions(options={"SCHEDULE": "1 minute", "QUERY_TAG": "x"})),
    ("TASK t UNSET SCHEDULE, CONFIG", "TASK", UnsetOptions(names=("SCHEDULE", "CONFIG"))),
    ("TASK t SET FINALIZE = r", "TASK", SetFinalize(root=name("R"))),
    ("TASK t UNSET FINALIZE", "TASK", SetFinalize(root=None)),
    ("TASK t MODIFY AS BEGIN SELECT 1; END", "TASK", ModifyAs(body="BEGIN SELECT 1; END")),
    ("TASK t MODIFY WHEN SYSTEM$STREAM_HAS_DATA('s')", "TASK", ModifyWhen(when="SYSTEM$STREAM_HAS_DATA('s')")),
    ("TASK t REMOVE WHEN", "TASK", ModifyWhen(when=None)),
    ("WAREHOUSE t RESUME IF SUSPENDED", "WAREHOUSE", Verb(verb="RESUME IF SUSPENDED")),
    ("WAREHOUSE t SET WAREHOUSE_SIZE = LARGE", "WAREHOUSE", SetOptions(options={"WAREHOUSE_SIZE": "LARGE"})),
    ("RESOURCE MONITOR t SET CREDIT_QUOTA = 5 TRIGGERS ON 50 PERCENT DO SUSPEND", "RESOURCE MONITOR",
     SetOptions(options={"CREDIT_QUOTA": 5}, triggers=((50, "SUSPEND"),))),
    ("DATABASE t RENAME TO u", "DATABASE", RenameTo(name=U)),
    ("SCHEMA t SWAP WITH u", "SCHEMA", SwapWith(name=U)),
    ("SCHEMA t UNSET DATA_RETENTION_TIME_IN_DAYS", "SCHEMA", UnsetOptions(names=("DATA_RETENTION_TIME_IN_DAYS",))),
    ("SEQUENCE t SET INCREMENT BY 5", "SEQUENCE", SetOptions(options={"INCREMENT": 5})),
    ("SEQUENCE t RENAME TO u", "SEQUENCE", RenameTo(name=U)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "action"), ALTER, ids=lambda value: str(value)[:50])
def test_alter(text: str, kind: str, action: Any) -> None:
    statement = parse(f"ALTER {text}")
    assert isinstance(statement, nodes.Alter)
    assert (statement.kind, statement.name, statement.if_exists) == (kind, T, False)
    assert statement.actions == (action,)


def test_alter_several_columns_and_if_exists() -> None:
    statement = parse("ALTER TABLE IF EXISTS t ALTER (a DROP NOT NULL, COLUMN b TYPE INT)")
    assert isinstance(statement, nodes.Alter)
    assert statement.if_exists
    assert [action.change for action in statement.actions] == ["drop not null", "type"]  # type: ignore[union-attr]


TYPES: list[tuple[str, SnowflakeType]] = [
    *((word, INT) for word in ("INT", "integer", "BIGINT", "SMALLINT", "TINYINT", "BYTEINT", "NUMBER", "DECIMAL")),
    ("NUMERIC(5)", number_type(5, 0)),
    ("NUMBER(10, 2)", number_type(10, 2)),
    *((word, types.FLOAT) for word in ("FLOAT", "FLOAT4", "FLOAT8", "DOUBLE", "DOUBLE PRECISION", "REAL")),
    *((word, TEXT) for word in ("VARCHAR", "STRING", "TEXT", "NVARCHAR", "NVARCHAR2", "CHAR VARYING", "NCHAR VARYING")),
    ("VARCHAR(20)", types.varchar(20)),
    ("STRING(7)", types.varchar(7)),
    *((word, types.varchar(1)) for word in ("CHAR", "CHARACTER", "NCHAR")),
    ("CHAR(3)", types.varchar(3)),
    ("BINARY", types.binary()),
    ("VARBINARY(16)", types.binary(16)),
    ("BOOLEAN", types.BOOLEAN),
    ("DATE", types.DATE),
    ("TIME", types.time()),
    ("TIME(3)", types.time(3)),
    *((word, types.timestamp_ntz()) for word in ("TIMESTAMP", "DATETIME", "TIMESTAMP_NTZ", "TIMESTAMPNTZ")),
    ("TIMESTAMP WITHOUT TIME ZONE", types.timestamp_ntz()),
    ("TIMESTAMP_NTZ(0)", types.timestamp_ntz(0)),
    *((word, types.timestamp_ltz()) for word in ("TIMESTAMP_LTZ", "TIMESTAMP WITH LOCAL TIME ZONE")),
    *((word, types.timestamp_tz()) for word in ("TIMESTAMP_TZ", "TIMESTAMPTZ", "TIMESTAMP WITH TIME ZONE")),
    ("VARIANT", types.VARIANT),
    ("OBJECT", types.OBJECT),
    ("ARRAY", types.ARRAY),
    ("GEOGRAPHY", SnowflakeType("GEOGRAPHY")),
    ("VECTOR(FLOAT, 3)", SnowflakeType("VECTOR", length=3, inner=(types.FLOAT,))),
    ("MAP(VARCHAR, INT)", SnowflakeType("MAP", inner=(TEXT, INT))),
]


@pytest.mark.parametrize(("text", "expected"), TYPES, ids=lambda value: str(value)[:40])
def test_type_names(text: str, expected: SnowflakeType) -> None:
    statement = parse(f"CREATE TABLE t (a {text} NOT NULL)")
    assert isinstance(statement, nodes.CreateTable)
    assert statement.columns == (ColumnDefinition(name="A", type=expected, not_null=True),)


@pytest.mark.parametrize(("text", "expected"), TYPES, ids=lambda value: str(value)[:40])
def test_types_of_casts(text: str, expected: SnowflakeType) -> None:
    from ecomsim.sqltext.datatypes import from_tree
    from ecomsim.sqltext.parse import parse_expression

    cast = parse_expression(f"CAST(a AS {text})")
    assert isinstance(cast, exp.Cast)
    assert from_tree(cast.to) == expected


def test_what_timestamp_means() -> None:
    statement = parse("CREATE TABLE t (a TIMESTAMP(3))", timestamp_type="TIMESTAMP_LTZ")
    assert isinstance(statement, nodes.CreateTable)
    assert statement.columns[0].type == types.timestamp_ltz(3)


def test_identifier_of_a_variable() -> None:
    values = {"$X": 'db."s".t', ":Y": "u", "?2": "w"}
    for text, expected in (
        ("DROP TABLE IDENTIFIER('a.b')", name("A", "B")),
        ("DROP TABLE IDENTIFIER($x)", name("DB", "s", "T")),
        ("TRUNCATE TABLE IDENTIFIER(:y)", U),
    ):
        assert parse(text, lookup=values.__getitem__).name == expected  # type: ignore[attr-defined]


def test_text_is_the_statement_without_semicolon_and_comments_around() -> None:
    assert parse(" /* a */ SELECT 1 ; -- b").text == "/* a */ SELECT 1"
    assert parse("CREATE TABLE t (a INT);").text == "CREATE TABLE t (a INT)"


def test_flow_keeps_positions() -> None:
    with pytest.raises(SnowflakeError, match="line 2 at position 11 unexpected 'FROM'"):
        parse("SHOW TABLES\n->> SELECT FROM $1")


PROJECT = sorted((Path(__file__).parents[2] / "sql").glob("*.sql"))  # sql/dashboard holds client placeholders


@pytest.mark.parametrize("path", PROJECT, ids=lambda path: path.name)
def test_the_project_is_read(path: Path) -> None:
    for piece in split(path.read_text()):
        statement = parse(piece.text)
        assert not isinstance(statement, nodes.Unsupported)
        if isinstance(statement, nodes.CreateTask):
            parse(statement.body)


def test_binds_are_numbered_through_a_statement() -> None:
    statement = parse("UPDATE t SET a = ?, b = f(?) FROM (SELECT ? AS x) u WHERE c = ? AND d = ?")
    assert isinstance(statement, nodes.Update)
    trees = [*(value for _, value in statement.assignments), statement.source, statement.where]
    numbers = [[bind.meta["bind"] for bind in tree.find_all(exp.Placeholder)] for tree in trees if tree]
    assert numbers == [[1], [2], [3], [4, 5]]
