"""GET_DDL of any database, run where that database is not, gives a database with the same GET_DDL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ecomsim.accounts.account import Account
from ecomsim.sessions.session import Session
from ecomsim.sqltext.split import split

COLUMNS = (
    "{} NUMBER(10,2) NOT NULL",
    "{} VARCHAR(20) DEFAULT 'it''s' COMMENT 'a \"note\"'",
    "{} TIMESTAMP_TZ(3)",
    "{} VARIANT",
    "{} BOOLEAN DEFAULT TRUE",
    "{} INT IDENTITY(5, 2) ORDER",
    "{} DATE DEFAULT CURRENT_DATE()",
    "{} INT AS (k * 2 + 1)",
    "{} VECTOR(FLOAT, 3)",
    "{} BINARY(16)",
)
NAMES = ("a", "b_2", '"Mixed Case"', '"with ""quotes"""', '"select"')
KEYS = (
    "",
    ", PRIMARY KEY (k)",
    ", CONSTRAINT uq UNIQUE (k) RELY",
    ", PRIMARY KEY (k), FOREIGN KEY (k) REFERENCES t0 (k)",
)
PROPERTIES = (
    *("", "COMMENT = 'back\\\\slash and ''quote'''", "CHANGE_TRACKING = TRUE", "DATA_RETENTION_TIME_IN_DAYS = 0"),
    *("ENABLE_SCHEMA_EVOLUTION = TRUE", "CLUSTER BY (k)", "MAX_DATA_EXTENSION_TIME_IN_DAYS = 3 COMMENT = 'c'"),
)
OTHERS = (
    "CREATE SEQUENCE {} START 5 INCREMENT -2 ORDER COMMENT = 'c'",
    "CREATE VIEW {} (x COMMENT 'c') COMMENT = 'v' AS SELECT k FROM t0 WHERE k > 1 -- why",
    "CREATE SECURE VIEW {} CHANGE_TRACKING = TRUE AS SELECT * FROM t0",
    "CREATE MATERIALIZED VIEW {} CLUSTER BY (k) AS SELECT k FROM t0",
    "CREATE FUNCTION {}(x INT DEFAULT 2) RETURNS INT COMMENT = 'f' AS 'x + 1'",
    "CREATE SECURE FUNCTION {}(x VARCHAR) RETURNS TABLE (y INT) AS $$ SELECT k FROM t0 $$",
    "CREATE PROCEDURE {}(x INT) RETURNS VARCHAR LANGUAGE SQL EXECUTE AS CALLER AS $$ BEGIN RETURN 'it''s'; END $$",
    "CREATE FILE FORMAT {} TYPE = CSV FIELD_DELIMITER = '|' NULL_IF = ('', 'n') COMMENT = 'c'",
    "CREATE STAGE {} FILE_FORMAT = (TYPE = JSON STRIP_OUTER_ARRAY = TRUE) DIRECTORY = (ENABLE = TRUE) COMMENT = 'c'",
    "CREATE STREAM {} ON TABLE t0 APPEND_ONLY = TRUE COMMENT = 'c'",
    "CREATE TASK {} SCHEDULE = '5 MINUTES' WAREHOUSE = COMPUTE_WH COMMENT = 'c' WHEN 1 = 1 AS "
    "INSERT INTO t0 (k) SELECT 1",
    "CREATE DYNAMIC TABLE {} TARGET_LAG = '1 hour' WAREHOUSE = COMPUTE_WH COMMENT = 'c' AS SELECT k, COUNT(*) AS n "
    "FROM t0 GROUP BY k",
    "CREATE ALERT {} WAREHOUSE = COMPUTE_WH SCHEDULE = '5 MINUTES' IF (EXISTS (SELECT k FROM t0)) THEN "
    "INSERT INTO t0 (k) SELECT 1",
    "CREATE TABLE {} (a INT WITH TAG (e.public.g = 'it''s')) WITH TAG (e.public.g = 'x') COMMENT = 'c'",
    "CREATE VIEW {} (k COMMENT 'c' TAG (e.public.g = 'y')) TAG (e.public.g = 'x') AS SELECT k FROM t0",
    "CREATE STREAM {} TAG (e.public.g = 'x') ON TABLE t0",
    "CREATE STAGE {} COMMENT = 'c' TAG (e.public.g = 'x')",
    "CREATE TASK {} SCHEDULE = '5 MINUTES' TAG (e.public.g = 'x') AS SELECT 1",
    "CREATE TAG {} ALLOWED_VALUES 'a', 'it''s' COMMENT = 'c'",
)
CALLED_BY_WHAT_SORTS_BEFORE = [
    "CREATE DATABASE d",
    "CREATE SCHEMA z",
    "CREATE FUNCTION z_next(x INT) RETURNS INT AS 'x + 1'",
    "CREATE SCHEMA a",
    "CREATE FUNCTION b_twice(x INT) RETURNS INT AS 'z.z_next(d.z.z_next(x))'",
    "CREATE MASKING POLICY hidden AS (v INT) RETURNS INT -> CASE WHEN b_twice(1) = 3 THEN v END",
    "CREATE TABLE a_table (k INT MASKING POLICY hidden)",
    "CREATE FUNCTION a_rows(x INT) RETURNS TABLE (k INT) AS 'SELECT k FROM a_table WHERE k = b_twice(x)'",
    "CREATE VIEW a_view AS SELECT b_twice(k) AS n FROM TABLE(a_rows(1))",
]
"""A database whose functions are needed by functions, a policy and a view that stand before them by kind or name."""
CONTAINERS = ("", "COMMENT = 'c'", "DATA_RETENTION_TIME_IN_DAYS = 3 MAX_DATA_EXTENSION_TIME_IN_DAYS = 5")


@st.composite
def databases(draw: st.DrawFn) -> list[str]:
    """The statements that make a database D with a schema of a few tables and other objects."""
    written = [
        f"CREATE DATABASE d {draw(st.sampled_from(CONTAINERS))}",
        f"CREATE {draw(st.sampled_from(('', 'TRANSIENT')))} SCHEMA s {draw(st.sampled_from(CONTAINERS))}",
        "CREATE TABLE t0 (k INT, PRIMARY KEY (k))",
    ]
    for place in range(draw(st.integers(1, 2))):
        chosen = draw(st.lists(st.sampled_from(COLUMNS), max_size=4))
        named = draw(st.permutations(NAMES))
        columns = ", ".join(["k INT", *(each.format(name) for each, name in zip(chosen, named, strict=False))])
        kind = draw(st.sampled_from(("", "TRANSIENT")))
        keys, properties = draw(st.sampled_from(KEYS)), draw(st.sampled_from(PROPERTIES))
        written.append(f"CREATE {kind} TABLE t{place + 1} ({columns}{keys}) {properties}")
    others = draw(st.lists(st.sampled_from(OTHERS), unique=True, max_size=6))
    written += [each.format(f"o{place}") for place, each in enumerate(others)]
    return written


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    account = Account.open(clock="virtual")
    session = account.session()
    session.execute("CREATE DATABASE e")
    session.execute("CREATE TAG g")
    yield session
    account.close()


def _definition(session: Session) -> str:
    return str(session.execute("SELECT GET_DDL('DATABASE', 'D') AS ddl").data.to_pylist()[0]["DDL"])


@settings(max_examples=20, derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(written=databases())
@example(written=CALLED_BY_WHAT_SORTS_BEFORE)
def test_a_database_comes_back_from_its_definition(session: Session, written: list[str]) -> None:
    session.execute("DROP DATABASE IF EXISTS d")
    for text in written:
        session.execute(text)
    first = _definition(session)
    session.execute("DROP DATABASE d")
    for piece in split(first):
        session.execute(piece.text)
    assert _definition(session) == first


@pytest.mark.parametrize("template", OTHERS)
def test_an_object_comes_back_from_its_definition(session: Session, template: str) -> None:
    session.execute("CREATE OR REPLACE DATABASE d")
    session.execute("CREATE TABLE t0 (k INT)")
    session.execute(template.format("o"))
    first = _definition(session)
    session.execute("DROP DATABASE d")
    for piece in split(first):
        session.execute(piece.text)
    assert _definition(session) == first


TASKS = (
    "CREATE TASK root WAREHOUSE = COMPUTE_WH SCHEDULE = 'USING CRON 0 9 * * MON Europe/Berlin' "
    "CONFIG = '{\"x\": \"it''s\"}' OVERLAP_POLICY = ALLOW_ALL_OVERLAP USER_TASK_TIMEOUT_MS = 5000 "
    "SUSPEND_TASK_AFTER_NUM_FAILURES = 3 TASK_AUTO_RETRY_ATTEMPTS = 2 "
    "USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS = 20 TIMEZONE = 'Europe/Paris' QUERY_TAG = 'it''s' "
    "COMMENT = 'a \"note\"' WHEN SYSTEM$STREAM_HAS_DATA('s') AS INSERT INTO t0 VALUES (1)",
    "CREATE TASK alone USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE = 'SMALL' TARGET_COMPLETION_INTERVAL = '10 MINUTES' "
    "SERVERLESS_TASK_MIN_STATEMENT_SIZE = 'XSMALL' SERVERLESS_TASK_MAX_STATEMENT_SIZE = 'LARGE' "
    "SCHEDULE = '60 MINUTES' ERROR_INTEGRATION = mails SUCCESS_INTEGRATION = mails "
    "EXECUTE AS USER somebody AS BEGIN LET x := 1; RETURN x; END",
    "CREATE TASK last WAREHOUSE = COMPUTE_WH FINALIZE = root AS SELECT 1",
    "CREATE TASK child WAREHOUSE = COMPUTE_WH COMMENT = 'c' AFTER root WHEN TRUE AS SELECT 2",
)
"""Every property of a task (spec/tasks.md section 1) in one of them."""


def _tasks(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """What SHOW TASKS and SHOW PARAMETERS say of each task, but for when and under which id it was made."""
    rows = session.execute("SHOW TASKS IN SCHEMA d.public").data.to_pylist()
    changing = {"created_on", "id", "last_committed_on", "last_suspended_on"}
    found: dict[str, list[tuple[Any, ...]]] = {
        str(row["name"]): [(key, value) for key, value in sorted(row.items()) if key not in changing] for row in rows
    }
    for name in found:
        parameters = session.execute(f"SHOW PARAMETERS IN TASK d.public.{name}").data.to_pylist()
        found[name] += [(row["key"], row["value"], row["level"]) for row in parameters]
    return found


def test_every_property_of_a_task_comes_back_from_its_definition(session: Session) -> None:
    session.execute("CREATE OR REPLACE NOTIFICATION INTEGRATION mails TYPE = EMAIL ENABLED = TRUE")
    session.execute("CREATE OR REPLACE USER somebody")
    session.execute("CREATE OR REPLACE DATABASE d")
    session.execute("CREATE TABLE t0 (k INT)")
    session.execute("CREATE STREAM s ON TABLE t0")
    for text in TASKS:
        session.execute(text)
    first, described = _definition(session), _tasks(session)
    assert set(described) == {"ROOT", "ALONE", "LAST", "CHILD"}
    session.execute("DROP DATABASE d")
    for piece in split(first):
        session.execute(piece.text)
    assert _definition(session) == first
    assert _tasks(session) == described
