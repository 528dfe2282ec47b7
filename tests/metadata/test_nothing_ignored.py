"""Nothing is silently ignored: an option of a definition is refused, or it leaves a trace in what describes the object.

A trace is a difference, from the same statement without the option, in GET_DDL, SHOW, DESCRIBE, SHOW PARAMETERS, the
keys or INFORMATION_SCHEMA. Properties that only say what is so anyway are `SAID_ANYWAY`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest

from ecomsim.accounts.account import Account
from ecomsim.errors import SnowflakeError
from ecomsim.sessions.session import Session

POLICIES = (
    *(
        "WITH ROW ACCESS POLICY p ON (a)",
        "WITH AGGREGATION POLICY p",
        "WITH JOIN POLICY p",
        "WITH TAG (d.public.g = 'x')",
    ),
    *("TAG (d.public.g = 'x')", "WITH STORAGE LIFECYCLE POLICY p ON (a)"),
)
CHANGED = ("ENFORCED", "NOT DEFERRABLE", "INITIALLY IMMEDIATE", "ENABLE", "DISABLE VALIDATE", "RELY")
SAID_ANYWAY = "NOT ENFORCED DEFERRABLE INITIALLY DEFERRED DISABLE NOVALIDATE NORELY"
CONTAINER = (
    *("DATA_RETENTION_TIME_IN_DAYS = 0", "MAX_DATA_EXTENSION_TIME_IN_DAYS = 3", "DEFAULT_DDL_COLLATION = 'en-ci'"),
    *("COMMENT = 'c'", "LOG_LEVEL = INFO", "TRACE_LEVEL = ALWAYS", "EXTERNAL_VOLUME = v", "CATALOG = c"),
    *("REPLACE_INVALID_CHARACTERS = TRUE", "STORAGE_SERIALIZATION_POLICY = OPTIMIZED", "TAG (d.public.g = 'x')"),
    *("SUSPEND_TASK_AFTER_NUM_FAILURES = 3", "TASK_AUTO_RETRY_ATTEMPTS = 3", "USER_TASK_TIMEOUT_MS = 3"),
    *("USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE = SMALL", "QUOTED_IDENTIFIERS_IGNORE_CASE = TRUE"),
    *("ENABLE_CONSOLE_OUTPUT = TRUE", "PIPE_EXECUTION_PAUSED = TRUE", "OBJECT_VISIBILITY = PRIVILEGED"),
)
TABLE = (
    *("CLUSTER BY (a)", "ENABLE_SCHEMA_EVOLUTION = TRUE", "DATA_RETENTION_TIME_IN_DAYS = 0", "CHANGE_TRACKING = TRUE"),
    *("MAX_DATA_EXTENSION_TIME_IN_DAYS = 5", "DEFAULT_DDL_COLLATION = 'en-ci'", "COMMENT = 'c'"),
    *("ROW_TIMESTAMP = TRUE", "STAGE_FILE_FORMAT = (TYPE = CSV)", "STAGE_COPY_OPTIONS = (ON_ERROR = CONTINUE)"),
    *("ENABLE_DATA_COMPACTION = TRUE", "ERROR_LOGGING = TRUE", "DATA_METRIC_SCHEDULE = '5 MINUTES'"),
)
COLUMN = (
    *("NOT NULL", "NOT NULL NOT ENFORCED", "NOT NULL DISABLE", "DEFAULT 5", "COMMENT 'c'"),
    *("WITH MASKING POLICY p", "MASKING POLICY p", "WITH PROJECTION POLICY p", "WITH TAG (d.public.g = 'x')"),
    *("UNIQUE", "PRIMARY KEY", "REFERENCES other", "CHECK (a > 1)", "AUTOINCREMENT", "IDENTITY(5, 2)"),
)

CREATES: dict[str, tuple[str, ...]] = {
    "CREATE TABLE x (a INT) {}": (*TABLE, *POLICIES),
    "CREATE {} TABLE x (a INT)": ("TRANSIENT", "HYBRID", "ICEBERG"),
    "CREATE TABLE x (a INT {})": COLUMN,
    "CREATE TABLE x (a VARCHAR {})": ("COLLATE 'en-ci'", "COLLATE 'upper'"),
    "CREATE TABLE x (a INT AUTOINCREMENT {})": ("START 5", "INCREMENT 5", "ORDER"),
    "CREATE TABLE x (a INT, PRIMARY KEY (a) {})": CHANGED,
    "CREATE TABLE x (a INT, UNIQUE (a) {})": ("ENFORCED", "RELY"),
    "CREATE TABLE x (a INT, FOREIGN KEY (a) REFERENCES other (k) {})": (
        *("MATCH SIMPLE", "MATCH PARTIAL", "ON UPDATE CASCADE", "ON UPDATE RESTRICT", "ON DELETE SET NULL"),
        *("ON DELETE SET DEFAULT", "ENFORCED", "RELY"),
    ),
    "CREATE TABLE x LIKE base {}": TABLE[:6],
    "CREATE TABLE x CLONE base {}": TABLE[:6],
    "CREATE TABLE x {} AS SELECT a FROM base": TABLE[:6],
    "CREATE OR ALTER TABLE base (a INT) {}": TABLE[:6],
    "CREATE OR ALTER TABLE base (a INT {})": tuple(each for each in COLUMN if each != "DEFAULT 5"),
    "CREATE {} VIEW x AS SELECT a FROM base": ("SECURE", "RECURSIVE", "MATERIALIZED"),
    "CREATE VIEW x {} AS SELECT a FROM base": (
        *("(z)", "(a COMMENT 'c')", "(a MASKING POLICY p)", "(a WITH TAG (d.public.g = 'x'))", "COMMENT = 'c'"),
        *("CHANGE_TRACKING = TRUE", *POLICIES),
    ),
    "CREATE MATERIALIZED VIEW x {} AS SELECT a FROM base": ("(z)", "COMMENT = 'c'", "CLUSTER BY (a)", *POLICIES),
    "CREATE SCHEMA x {}": (*CONTAINER, "WITH MANAGED ACCESS"),
    "CREATE SCHEMA x CLONE s {}": (*CONTAINER, "WITH MANAGED ACCESS"),
    "CREATE DATABASE x {}": CONTAINER,
    "CREATE {} DATABASE x": ("TRANSIENT",),
    "CREATE SEQUENCE x {}": ("START 5", "START WITH = 5", "INCREMENT BY 5", "ORDER", "COMMENT = 'c'"),
    "CREATE FUNCTION x(a INT) RETURNS INT {} AS 'a'": ("EXECUTE AS CALLER", "NOT NULL", "STRICT", "COMMENT = 'c'"),
    "CREATE ROLE x {}": ("COMMENT = 'c'", "TAG (d.public.g = 'x')"),
}
ALTERS: dict[str, tuple[str, ...]] = {
    "ALTER TABLE base {}": (
        *(f"SET {each}" for each in TABLE if "CLUSTER" not in each),
        *("CLUSTER BY (a)", "RECLUSTER", "ADD SEARCH OPTIMIZATION", "SET TAG d.public.g = 'x'", "UNSET TAG d.public.g"),
        *("ADD ROW ACCESS POLICY p ON (a)", "SET AGGREGATION POLICY p", "MODIFY COLUMN a SET MASKING POLICY p"),
        *("MODIFY COLUMN a SET TAG d.public.g = 'x'", "MODIFY COLUMN a COMMENT 'c'", "MODIFY COLUMN a NOT NULL"),
        *(f"ADD COLUMN c INT {each}" for each in COLUMN),
        *("ADD PRIMARY KEY (a)", "ADD UNIQUE (a) RELY", "ADD CONSTRAINT c CHECK (a > 1)"),
        *("RENAME CONSTRAINT x TO y", "ALTER CONSTRAINT x RELY"),
    ),
    "ALTER VIEW v {}": (
        *(
            "SET SECURE",
            "SET COMMENT = 'c'",
            "SET CHANGE_TRACKING = TRUE",
            "SET TAG d.public.g = 'x'",
            "UNSET TAG d.public.g",
        ),
        *("ADD ROW ACCESS POLICY p ON (a)", "MODIFY COLUMN a SET MASKING POLICY p"),
    ),
    "ALTER SCHEMA s {}": (*(f"SET {each}" for each in CONTAINER), "ENABLE MANAGED ACCESS", "SET TAG d.public.g = 'x'"),
    "ALTER DATABASE e {}": (*(f"SET {each}" for each in CONTAINER), "SET TAG d.public.g = 'x'"),
    "ALTER SEQUENCE q {}": ("SET INCREMENT BY 5", "SET ORDER", "SET COMMENT = 'c'"),
}
SETUP = (
    *("CREATE DATABASE e", "CREATE DATABASE d", "CREATE SCHEMA s", "USE SCHEMA public"),
    *(
        "CREATE TABLE base (a INT, CONSTRAINT x UNIQUE (a))",
        "CREATE TABLE other (k INT PRIMARY KEY)",
        "CREATE VIEW v AS SELECT a FROM base",
    ),
    *("CREATE SEQUENCE q", "CREATE MASKING POLICY p AS (v NUMBER) RETURNS NUMBER -> v"),
    *("CREATE ROW ACCESS POLICY p AS (v NUMBER) RETURNS BOOLEAN -> TRUE", "CREATE TAG g"),
    *("ALTER TABLE base SET TAG g = 'y'", "ALTER VIEW v SET TAG g = 'y'"),
)
LOOKS = (
    *("SELECT GET_DDL('DATABASE', 'D')", "SHOW DATABASES", "SHOW SCHEMAS IN ACCOUNT", "SHOW TABLES IN ACCOUNT"),
    *("SHOW VIEWS IN ACCOUNT", "SHOW SEQUENCES IN ACCOUNT", "SHOW ROLES", "SHOW PRIMARY KEYS IN ACCOUNT"),
    *("SHOW UNIQUE KEYS IN ACCOUNT", "SHOW IMPORTED KEYS IN TABLE x", "DESCRIBE TABLE x", "DESCRIBE VIEW v"),
    *(f"SHOW PARAMETERS IN {each}" for each in ("DATABASE x", "DATABASE e", "SCHEMA x", "SCHEMA s", "TABLE x")),
    *("SHOW PARAMETERS IN TABLE base", "SELECT * FROM d.INFORMATION_SCHEMA.TABLE_CONSTRAINTS"),
    "SHOW COLUMNS IN TABLE base",
    "SELECT tag_value, object_name, column_name FROM SNOWFLAKE.ACCOUNT_USAGE.TAG_REFERENCES ORDER BY ALL",
)
CHANGING = re.compile(r"SYS_CONSTRAINT_[0-9a-f-]+|datetime\.datetime\([^()]*(\([^()]*\))?[^()]*\)")


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    account = Account.open(clock="virtual")
    session = account.session()
    _furnish(session)
    yield session
    account.close()


def _look(session: Session, text: str) -> str:
    try:
        return CHANGING.sub("…", repr(session.execute(text).data.to_pylist()))
    except SnowflakeError as error:
        return f"error {error.errno}"


def _furnish(session: Session) -> None:
    for name in ("e", "d", "x"):
        session.execute(f"DROP DATABASE IF EXISTS {name}")
    session.execute("DROP ROLE IF EXISTS x")
    for text in SETUP:
        session.execute(text)


def _answer(session: Session, written: str) -> str | None:
    """What describes the objects after the statement; None when it was refused, and so has changed nothing."""
    try:
        if written:
            session.execute(written)
    except SnowflakeError as error:
        if error.errno not in (2, 1003, 1008):  # unsupported, no such clause, no such property
            raise
        return None
    session.execute("USE SCHEMA d.public")
    found = "\n".join(_look(session, text) for text in LOOKS)
    _furnish(session)
    return found.replace(repr(written), "''").replace(f'"{written}"', "''")


_plain = cache(_answer)


@pytest.mark.parametrize("template", [*CREATES, *ALTERS])
def test_an_option_is_refused_or_seen(session: Session, template: str) -> None:
    is_create = template in CREATES
    plain = _plain(session, template.format("") if is_create else "")
    assert plain is not None
    silent = []
    for option in (CREATES | ALTERS)[template]:
        seen = _answer(session, template.format(option))
        if seen == plain:
            silent.append(option)
    assert not silent


@pytest.mark.parametrize("key", ["PRIMARY KEY (a)", "UNIQUE (a)"])
def test_properties_that_say_the_defaults_change_nothing(session: Session, key: str) -> None:
    assert _answer(session, f"CREATE TABLE x (a INT, {key} {SAID_ANYWAY})") == _plain(
        session, f"CREATE TABLE x (a INT, {key} )"
    )
