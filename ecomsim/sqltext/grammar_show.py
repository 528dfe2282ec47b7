"""SHOW, DESCRIBE, DROP, UNDROP and COMMENT ON: statements about objects by kind and name."""

from __future__ import annotations

from collections.abc import Iterable

from ecomsim import errors
from ecomsim.names import ObjectName
from ecomsim.rooms import Room
from ecomsim.sqltext.cursor import Cursor
from ecomsim.sqltext.datatypes import read_type
from ecomsim.sqltext.nodes import Comment, Describe, Drop, Level, Show, Statement, Undrop, Unsupported
from ecomsim.values.types import SnowflakeType

grammar_access = Room("ecomsim.sqltext.grammar_access")

OTHER_KINDS = (
    *("EVENT TABLE", "HYBRID TABLE", "ICEBERG TABLE", "DYNAMIC ICEBERG TABLE", "MATERIALIZED VIEW", "SEMANTIC VIEW"),
    *("FILE FORMAT", "NETWORK POLICY", "NETWORK RULE", "PASSWORD POLICY"),
    *("SESSION POLICY", "AGGREGATION POLICY", "PROJECTION POLICY", "AUTHENTICATION POLICY", "JOIN POLICY"),
    *("PRIVACY POLICY", "FEATURE POLICY", "BACKUP POLICY", "PACKAGES POLICY", "STORAGE LIFECYCLE POLICY"),
    *("APPLICATION ROLE", "APPLICATION PACKAGE", "STORAGE INTEGRATION", "API INTEGRATION"),
    *("SECURITY INTEGRATION", "EXTERNAL ACCESS INTEGRATION", "CATALOG INTEGRATION"),
    *("EXTERNAL VOLUME", "EXTERNAL FUNCTION", "DATA METRIC FUNCTION", "REPLICATION GROUP", "FAILOVER GROUP"),
    *("MANAGED ACCOUNT", "ORGANIZATION ACCOUNT", "COMPUTE POOL", "IMAGE REPOSITORY", "GIT REPOSITORY"),
    *("ARTIFACT REPOSITORY", "ONLINE FEATURE TABLE", "INTERACTIVE TABLE", "INTERACTIVE WAREHOUSE", "BACKUP SET"),
    *("DBT PROJECT", "DCM PROJECT", "NOTEBOOK PROJECT", "MCP SERVER", "VERSIONED SCHEMA", "PROVISIONED THROUGHPUT"),
    *("CORTEX SEARCH SERVICE", "STAGE", "ROLE", "USER", "SHARE", "SECRET", "AGENT", "CONTACT", "WORKSPACE"),
    *("INTEGRATION", "CONNECTION", "NOTEBOOK", "SERVICE", "MODEL", "LISTING", "APPLICATION", "SNAPSHOT", "GATEWAY"),
    *("INDEX", "ACCOUNT", "AGGREGATE FUNCTION", "FUNCTION", "PROCEDURE"),
)
"""Kinds of Snowflake objects that the engine has no statements for."""


def plural_of(kind: str) -> str:
    """The kind as SHOW and GRANT ON ALL say it."""
    return f"{kind[:-1]}IES" if kind.endswith("Y") else f"{kind}S"


TOKENS = ("USER PROGRAMMATIC ACCESS TOKENS", "USER PATS")
SHOW_KINDS = (
    *TOKENS,
    *("DYNAMIC TABLES", "RESOURCE MONITORS", "PRIMARY KEYS", "UNIQUE KEYS", "IMPORTED KEYS", "EXPORTED KEYS"),
    *("FILE FORMATS", "USER FUNCTIONS", "USER PROCEDURES", "EXTERNAL TABLES", "EXTERNAL FUNCTIONS", "EVENT TABLES"),
    *("HYBRID TABLES", "ICEBERG TABLES", "MATERIALIZED VIEWS", "MASKING POLICIES", "ROW ACCESS POLICIES"),
    "BUILTIN FUNCTIONS",
    *("NETWORK POLICIES", "PASSWORD POLICIES", "SESSION POLICIES", "AGGREGATION POLICIES", "PROJECTION POLICIES"),
    *("DATABASE ROLES", "APPLICATION ROLES", "FUTURE GRANTS", "STORAGE INTEGRATIONS", "API INTEGRATIONS"),
    *("NOTIFICATION INTEGRATIONS", "SECURITY INTEGRATIONS", "CATALOG INTEGRATIONS", "INTEGRATIONS"),
    *("REPLICATION DATABASES", "REPLICATION GROUPS", "FAILOVER GROUPS", "GLOBAL ACCOUNTS", "MANAGED ACCOUNTS"),
    *("ORGANIZATION ACCOUNTS", "DATA METRIC FUNCTIONS", "COMPUTE POOLS", "IMAGE REPOSITORIES", "SEMANTIC VIEWS"),
    *("DELEGATED AUTHORIZATIONS", "CORTEX SEARCH SERVICES", "GIT REPOSITORIES", "GIT BRANCHES", "GIT TAGS"),
    *("TABLES", "VIEWS", "COLUMNS", "OBJECTS", "SCHEMAS", "DATABASES", "WAREHOUSES", "SEQUENCES", "STAGES"),
    *("PROCEDURES", "FUNCTIONS", "PARAMETERS", "ROLES", "GRANTS", "STREAMLITS", "TRANSACTIONS", "LOCKS", "TASKS"),
    *("STREAMS", "PIPES", "TAGS", "USERS", "VARIABLES", "ALERTS", "SECRETS", "REGIONS", "SHARES", "CONNECTIONS"),
    *("CHANNELS", "CLASSES", "NOTEBOOKS", "SERVICES", "INDEXES", "MODELS", "AVAILABLE LISTINGS"),
    *(plural_of(kind) for kind in OTHER_KINDS if kind not in ("INDEX", "ACCOUNT")),
)
"""Everything SHOW knows in Snowflake, words of two before those of one."""

DROP_KINDS = {
    "TABLE": 3,
    "VIEW": 3,
    "MATERIALIZED VIEW": 3,
    "DYNAMIC TABLE": 3,
    "EXTERNAL TABLE": 3,
    "STREAM": 3,
    "TASK": 3,
    "SEQUENCE": 3,
    "WAREHOUSE": 1,
    "DATABASE": 1,
    "SCHEMA": 2,
    "RESOURCE MONITOR": 1,
    "ROLE": 1,
    "DATABASE ROLE": 2,
    "USER": 1,
    "ALERT": 3,
    "PIPE": 3,
    "NOTIFICATION INTEGRATION": 1,
    "FUNCTION": 3,
    "PROCEDURE": 3,
    "STAGE": 3,
    "FILE FORMAT": 3,
    "STREAMLIT": 3,
    "MASKING POLICY": 3,
    "ROW ACCESS POLICY": 3,
    "TAG": 3,
}
"""Kinds the engine can drop, with the most parts their names have."""


def take_kind(cursor: Cursor, kinds: Iterable[str]) -> str:
    """The longest of `kinds` that comes next, moved over; '' when none does."""
    for kind in sorted(kinds, key=lambda text: -len(text.split())):
        if cursor.take(*kind.split()):
            return kind
    return ""


def take_other(cursor: Cursor) -> str:
    """The kind without statements here that comes next, moved over; '' when none does."""
    return take_kind(cursor, OTHER_KINDS)


# --- SHOW ----------------------------------------------------------------------------------------------------


def show(cursor: Cursor) -> Statement:
    """SHOW [TERSE] kind [HISTORY] [LIKE …] [IN …] [STARTS WITH …] [LIMIT n [FROM …]]."""
    cursor.expect("SHOW")
    terse = cursor.take("TERSE")
    kind = take_kind(cursor, SHOW_KINDS)
    if not kind:
        cursor.fail()
    if kind in ("GRANTS", "FUTURE GRANTS"):
        shown = grammar_access.shown_grants(cursor, kind)
        limit = cursor.integer() if cursor.take("LIMIT") else None
        cursor.finish()
        return Show(text=cursor.text, kind=kind, terse=terse, grants=shown, limit=limit)
    if kind in TOKENS:
        owner = cursor.identifier() if cursor.take("FOR", "USER") else ""
        cursor.finish()
        return Show(text=cursor.text, kind=TOKENS[0], terse=terse, rest=owner)
    history = cursor.take("HISTORY")
    like = cursor.string() if cursor.take("LIKE") else None
    scope: tuple[Level, ObjectName | None] | None = None
    rest = ""
    if cursor.at_any("IN", "FOR"):
        if kind == "PARAMETERS":
            cursor.advance()
            first = cursor.index
            cursor.skip_until("LIKE", "STARTS", "LIMIT")
            rest = cursor.source(first)
            if not rest:
                cursor.fail()
        else:
            cursor.expect("IN")
            scope = _scope(cursor, kind)
    starts_with = None
    if cursor.take("STARTS"):
        cursor.expect("WITH")
        starts_with = cursor.string()
    if kind == "TASKS" and cursor.take("ROOT", "ONLY"):
        rest = "ROOT ONLY"
    limit, limit_from = None, None
    if cursor.take("LIMIT"):
        limit = cursor.integer()
        limit_from = cursor.string() if cursor.take("FROM") else None
    cursor.finish()
    return Show(
        text=cursor.text,
        kind=kind,
        terse=terse,
        history=history,
        like=like,
        scope=scope,
        starts_with=starts_with,
        limit=limit,
        limit_from=limit_from,
        rest=rest,
    )


_LEVELS: dict[str, tuple[Level, int]] = {
    "DATABASE": ("database", 1),
    "SCHEMA": ("schema", 2),
    "TABLE": ("table", 3),
    "VIEW": ("view", 3),
}


def _scope(cursor: Cursor, kind: str) -> tuple[Level, ObjectName | None]:
    """What follows IN; a bare name is a schema, or a table for SHOW COLUMNS and the keys; a database for SCHEMAS."""
    if cursor.take("ACCOUNT"):
        return "account", None
    if cursor.at("APPLICATION") or cursor.at("CLASS"):
        raise errors.unsupported(f"SHOW {kind} IN {cursor.word()}")
    following = cursor.word(1)
    named = _LEVELS.get(cursor.word())
    after_word = cursor.ahead()
    if named is not None and (after_word is None or after_word.text != "."):
        cursor.advance()
        level, parts = named
        if cursor.at_end or following in ("STARTS", "LIMIT") or cursor.at("ROOT", "ONLY"):
            return level, None
        return level, cursor.name(parts)
    name = cursor.name()
    if kind in ("COLUMNS", "PRIMARY KEYS", "UNIQUE KEYS", "IMPORTED KEYS", "EXPORTED KEYS"):
        return "table", name
    if kind == "SCHEMAS":
        return "database", name
    return "schema", name


# --- DESCRIBE ------------------------------------------------------------------------------------------------


def describe(cursor: Cursor) -> Statement:
    """DESC[RIBE] [TABLE] name, DESC[RIBE] kind name [TYPE = …]; RESULT 'id'; functions with their argument types."""
    cursor.advance()
    if cursor.take("RESULT"):
        if cursor.at_string:
            name = ObjectName((cursor.string(),))
        else:
            cursor.expect("LAST_QUERY_ID", "(", ")")
            name = ObjectName(("LAST_QUERY_ID()",))
        cursor.finish()
        return Describe(text=cursor.text, kind="RESULT", name=name)
    kind = take_kind(cursor, DROP_KINDS)
    if not kind:
        other = take_other(cursor)
        if other:
            return Unsupported(text=cursor.text, feature=f"DESCRIBE {other}")
        kind = "TABLE"  # DESC t
    name = cursor.name(DROP_KINDS[kind])
    types = argument_types(cursor) if kind in ("FUNCTION", "PROCEDURE") else None
    stage = False
    if cursor.take("TYPE"):
        cursor.expect("=")
        stage = (cursor.take_any("COLUMNS", "STAGE") or cursor.fail()) == "STAGE"
    cursor.finish()
    return Describe(text=cursor.text, kind=kind, name=name, stage_properties=stage, argument_types=types)


def argument_types(cursor: Cursor) -> tuple[SnowflakeType, ...]:
    """(type, …) of a function's signature."""
    cursor.expect("(")
    found = []
    while not cursor.take(")"):
        found.append(read_type(cursor))
        if not cursor.at(")"):
            cursor.expect(",")
    return tuple(found)


# --- DROP, UNDROP, COMMENT -----------------------------------------------------------------------------------


def drop(cursor: Cursor) -> Statement:
    """DROP kind [IF EXISTS] name [CASCADE | RESTRICT]."""
    cursor.expect("DROP")
    kind = take_kind(cursor, DROP_KINDS)
    if not kind:
        other = take_other(cursor)
        if not other:
            cursor.fail()
        return Unsupported(text=cursor.text, feature=f"DROP {other}")
    if_exists = cursor.take("IF", "EXISTS")
    name = cursor.name(DROP_KINDS[kind])
    types = argument_types(cursor) if kind in ("FUNCTION", "PROCEDURE") else None
    cascade = cursor.take_any("CASCADE", "RESTRICT") != "RESTRICT"
    cursor.finish()
    if kind == "MATERIALIZED VIEW":
        kind = "VIEW"
    return Drop(text=cursor.text, kind=kind, name=name, if_exists=if_exists, cascade=cascade, argument_types=types)


def undrop(cursor: Cursor) -> Statement:
    """UNDROP kind name."""
    cursor.expect("UNDROP")
    kind = take_kind(cursor, DROP_KINDS)
    if not kind:
        other = take_other(cursor)
        if not other:
            cursor.fail()
        return Unsupported(text=cursor.text, feature=f"UNDROP {other}")
    name = cursor.name(DROP_KINDS[kind])
    cursor.finish()
    return Undrop(text=cursor.text, kind=kind, name=name)


def comment(cursor: Cursor) -> Statement:
    """COMMENT [IF EXISTS] ON kind name IS 'text'."""
    cursor.expect("COMMENT")
    if_exists = cursor.take("IF", "EXISTS")
    cursor.expect("ON")
    kind = "COLUMN" if cursor.take("COLUMN") else take_kind(cursor, DROP_KINDS)
    if not kind:
        other = take_other(cursor)
        if not other:
            cursor.fail()
        return Unsupported(text=cursor.text, feature=f"COMMENT ON {other}")
    name = cursor.name(4 if kind == "COLUMN" else DROP_KINDS[kind])
    if kind in ("FUNCTION", "PROCEDURE"):
        raise errors.unsupported(f"COMMENT ON {kind}")
    cursor.expect("IS")
    text = cursor.string()
    cursor.finish()
    return Comment(text=cursor.text, kind=kind, name=name, comment=text, if_exists=if_exists)
