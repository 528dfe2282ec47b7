"""CREATE DATABASE, SCHEMA, WAREHOUSE, RESOURCE MONITOR and SEQUENCE."""

from __future__ import annotations

from typing import Any, Literal

from ecomsim.names import ObjectName
from ecomsim.sqltext.cursor import Cursor
from ecomsim.sqltext.grammar_table import clone_source, not_exists
from ecomsim.sqltext.nodes import (
    CreateContainer,
    CreateResourceMonitor,
    CreateSequence,
    CreateWarehouse,
    IfExists,
    Statement,
    TimePoint,
)
from ecomsim.sqltext.options import Clause, read_properties, tag_clause

CONTAINER_PROPERTIES = frozenset(
    {
        *("DATA_RETENTION_TIME_IN_DAYS", "MAX_DATA_EXTENSION_TIME_IN_DAYS", "DEFAULT_DDL_COLLATION", "COMMENT"),
        *("LOG_LEVEL", "TRACE_LEVEL", "METRIC_LEVEL", "EXTERNAL_VOLUME", "CATALOG", "CATALOG_SYNC"),
        *("REPLACE_INVALID_CHARACTERS", "STORAGE_SERIALIZATION_POLICY", "SUSPEND_TASK_AFTER_NUM_FAILURES"),
        *("TASK_AUTO_RETRY_ATTEMPTS", "USER_TASK_TIMEOUT_MS", "USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE"),
        *("USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS", "SERVERLESS_TASK_MIN_STATEMENT_SIZE"),
        *("SERVERLESS_TASK_MAX_STATEMENT_SIZE", "QUOTED_IDENTIFIERS_IGNORE_CASE", "ENABLE_CONSOLE_OUTPUT"),
        *("PIPE_EXECUTION_PAUSED", "OBJECT_VISIBILITY", "ROW_TIMESTAMP_DEFAULT"),
    }
)
WAREHOUSE_PROPERTIES = frozenset(
    {
        *("WAREHOUSE_TYPE", "WAREHOUSE_SIZE", "GENERATION", "RESOURCE_CONSTRAINT", "MAX_CLUSTER_COUNT"),
        *("MIN_CLUSTER_COUNT", "SCALING_POLICY", "AUTO_SUSPEND", "AUTO_RESUME", "INITIALLY_SUSPENDED"),
        *("RESOURCE_MONITOR", "COMMENT", "ENABLE_QUERY_ACCELERATION", "QUERY_ACCELERATION_MAX_SCALE_FACTOR"),
        *("MAX_CONCURRENCY_LEVEL", "STATEMENT_QUEUED_TIMEOUT_IN_SECONDS", "STATEMENT_TIMEOUT_IN_SECONDS"),
        *("WAIT_FOR_COMPLETION", "MAX_QUERY_PERFORMANCE_LEVEL", "QUERY_THROUGHPUT_MULTIPLIER"),
    }
)
MONITOR_PROPERTIES = frozenset(
    {"CREDIT_QUOTA", "FREQUENCY", "START_TIMESTAMP", "END_TIMESTAMP", "NOTIFY_USERS", "COMMENT"}
)


def container(
    cursor: Cursor, if_exists: IfExists, kind: Literal["DATABASE", "SCHEMA"], *, transient: bool
) -> Statement:
    """What follows CREATE … DATABASE | SCHEMA."""
    if_exists = not_exists(cursor, if_exists)
    name = cursor.name(1 if kind == "DATABASE" else 2)
    clone: ObjectName | None = None
    clone_at: TimePoint | None = None
    if cursor.take("CLONE"):
        clone, clone_at = clone_source(cursor)

    def clause(cursor: Cursor, options: dict[str, Any]) -> bool:
        if kind == "SCHEMA" and cursor.take("WITH", "MANAGED", "ACCESS"):
            options["MANAGED_ACCESS"] = True
            return True
        return tag_clause(cursor, options)

    options = read_properties(cursor, kind=kind, known=CONTAINER_PROPERTIES, clause=clause)
    cursor.finish()
    return CreateContainer(
        text=cursor.text,
        kind=kind,
        name=name,
        if_exists=if_exists,
        transient=transient,
        clone=clone,
        clone_at=clone_at,
        comment=options.pop("COMMENT", None),
        options=options,
    )


def warehouse(cursor: Cursor, if_exists: IfExists) -> Statement:
    """What follows CREATE … WAREHOUSE."""
    if_exists = not_exists(cursor, if_exists)
    name = cursor.name(1)
    if cursor.at("WITH") and not cursor.at("WITH", "TAG"):
        cursor.expect("WITH")
    options = read_properties(cursor, kind="WAREHOUSE", known=WAREHOUSE_PROPERTIES, clause=tag_clause)
    cursor.finish()
    return CreateWarehouse(text=cursor.text, name=name, if_exists=if_exists, options=options)


def resource_monitor(cursor: Cursor, if_exists: IfExists) -> Statement:
    """What follows CREATE … RESOURCE MONITOR."""
    if_exists = not_exists(cursor, if_exists)
    name = cursor.name(1)
    cursor.take("WITH")
    triggers: list[tuple[int, str]] = []
    options = read_properties(
        cursor, kind="RESOURCE_MONITOR", known=MONITOR_PROPERTIES, clause=trigger_clause(triggers)
    )
    cursor.finish()
    return CreateResourceMonitor(
        text=cursor.text, name=name, if_exists=if_exists, options=options, triggers=tuple(triggers)
    )


def trigger_clause(into: list[tuple[int, str]]) -> Clause:
    """A clause reader for TRIGGERS ON n PERCENT DO action …"""

    def clause(cursor: Cursor, options: dict[str, Any]) -> bool:
        if not cursor.at("TRIGGERS", "ON"):
            return False
        cursor.expect("TRIGGERS")
        while cursor.take("ON"):
            percent = cursor.integer()
            cursor.expect("PERCENT", "DO")
            action = cursor.take_any("NOTIFY", "SUSPEND", "SUSPEND_IMMEDIATE")
            if not action:
                cursor.fail()
            into.append((percent, action))
        return True

    return clause


def sequence(cursor: Cursor, if_exists: IfExists) -> Statement:
    """What follows CREATE … SEQUENCE; the parts may come in any order."""
    if_exists = not_exists(cursor, if_exists)
    name = cursor.name()
    cursor.take("WITH")
    found: dict[str, Any] = {}
    while not cursor.at_end:
        token, key = cursor.current, cursor.word()
        cursor.advance()
        found_value: Any
        if key in ("ORDER", "NOORDER"):
            key, found_value = "ordered", key == "ORDER"
        elif key in ("START", "INCREMENT"):
            cursor.take("WITH" if key == "START" else "BY")
            cursor.take("=")
            found_value = cursor.integer()
        elif key == "COMMENT":
            cursor.expect("=")
            found_value = cursor.string()
        else:
            cursor.fail(token)
        key = key.lower()
        if key in found:
            cursor.fail(token)
        found[key] = found_value
        cursor.take(",")
    return CreateSequence(text=cursor.text, name=name, if_exists=if_exists, **found)
