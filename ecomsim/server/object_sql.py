"""Objects as JSON to the SQL that makes them: what the bodies of the REST API hold, property by property.

Each kind is one entry of a literal table. Names and texts are quoted here; queries, definitions and expressions are SQL
already. A property that a kind does not have is an error, never passed over.
Source: spec/wire-protocol.md 13; Snowflake documentation, "Snowflake REST APIs reference".
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from ecomsim.metadata.literals import text
from ecomsim.server.object_values import (
    BadObjectError,
    Body,
    boolean,
    expressions,
    integer,
    name,
    names,
    object_,
    objects,
    sql,
    string,
)

Level = Literal["account", "database", "schema"]
Writer = Callable[[Any], str]


# --- parts -------------------------------------------------------------------------------------------------------


def _taken(body: Body, known: Mapping[str, Writer]) -> dict[str, str]:
    """The given properties as SQL, in the order of `known`; those that are null are absent."""
    given = {key: value for key, value in body.items() if value is not None}
    for key in given:
        if key not in known:
            raise BadObjectError(f"There is no property '{key}' here; there are {', '.join(known)}.")
    return {key: writer(given[key]) for key, writer in known.items() if key in given}


_COLUMN: dict[str, Writer] = {
    "name": name,
    "datatype": sql,
    "collate": lambda value: f"COLLATE {string(value)}",
    "default": lambda value: f"DEFAULT {sql(value)}",
    "autoincrement": boolean,
    "autoincrement_start": lambda value: f"START {integer(value)}",
    "autoincrement_increment": lambda value: f"INCREMENT {integer(value)}",
    "nullable": lambda value: "" if boolean(value) == "TRUE" else "NOT NULL",
    "comment": lambda value: f"COMMENT {string(value)}",
}


def _column(body: Body) -> str:
    parts = _taken(body, _COLUMN)
    if not {"name", "datatype"} <= parts.keys():
        raise BadObjectError("A column has a name and a datatype.")
    counts = parts.pop("autoincrement", "FALSE") == "TRUE"
    if counts:
        parts["autoincrement_start"] = "AUTOINCREMENT " + parts.get("autoincrement_start", "START 1")
    return " ".join(part for part in parts.values() if part)


_CONSTRAINT: dict[str, Writer] = {
    "constraint_type": lambda value: sql(value).upper(),
    "name": lambda value: f"CONSTRAINT {name(value)}",
    "column_names": names,
}


def _constraint(body: Body) -> str:
    parts = _taken(body, _CONSTRAINT)
    kind = parts.get("constraint_type", "")
    if kind not in ("PRIMARY KEY", "UNIQUE") or "column_names" not in parts:
        raise BadObjectError("A constraint is a PRIMARY KEY or UNIQUE, with column_names.")
    return f"{parts.get('name', '')} {kind} ({parts['column_names']})".strip()


def _schedule(value: Any) -> str:
    """{schedule_type: MINUTES_TYPE, minutes} | {schedule_type: CRON_TYPE, cron_expr, timezone}, or the text itself."""
    if isinstance(value, str) and not value.lstrip().startswith("{"):
        return text(value)
    body = object_(value)
    match body.get("schedule_type"):
        case "CRON_TYPE":
            return text(f"USING CRON {body.get('cron_expr')} {body.get('timezone', 'UTC')}")
        case "MINUTES_TYPE":
            return text(f"{integer(body.get('minutes'))} MINUTE")
    raise BadObjectError("A schedule has the schedule_type CRON_TYPE or MINUTES_TYPE.")


def _lag(value: Any) -> str:
    """{type: USER_DEFINED, seconds} | {type: DOWNSTREAM}."""
    body = object_(value)
    if body.get("type") == "DOWNSTREAM":
        return "DOWNSTREAM"
    return text(f"{integer(body.get('seconds'))} seconds")


def _config(value: Any) -> str:
    return text(value if isinstance(value, str) else json.dumps(value))


def _directory(value: Any) -> str:
    return f"(ENABLE = {boolean(object_(value).get('enable', False))})"


_SOURCE: dict[str, Writer] = {
    "src_type": lambda value: sql(value).upper(),
    "name": name,
    "database_name": name,
    "schema_name": name,
    "append_only": lambda value: f"APPEND_ONLY = {boolean(value)}",
    "show_initial_rows": lambda value: f"SHOW_INITIAL_ROWS = {boolean(value)}",
}


def _source(value: Any) -> str:
    parts = _taken(object_(value), _SOURCE)
    kind = parts.get("src_type", "TABLE")
    if kind not in ("TABLE", "VIEW", "STAGE") or "name" not in parts:
        raise BadObjectError("A stream_source has a name and the src_type table, view or stage.")
    full = ".".join(parts[key] for key in ("database_name", "schema_name", "name") if key in parts)
    tail = [parts[key] for key in ("append_only", "show_initial_rows") if key in parts]
    return " ".join([kind, full, *tail])


def _view_columns(value: Any) -> str:
    known: dict[str, Writer] = {"name": name, "comment": lambda text_: f"COMMENT {string(text_)}", "datatype": str}
    columns = [_taken(each, known) for each in objects(value)]
    for each in columns:
        each.pop("datatype", None)  # what the query gives
    return f"({', '.join(' '.join(each.values()) for each in columns)})" if columns else ""


# --- kinds -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A collection of the API. properties: `KEY = value` in SQL; clauses: other parts, in the order of `layout`.

    layout: the statement after its name, with {properties} where they stand. durable: it can be TRANSIENT.
    actions: what POST /name:action runs.
    """

    kind: str
    level: Level
    properties: Mapping[str, Writer]
    clauses: Mapping[str, Writer] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    layout: str = "{properties}"
    durable: bool = False
    actions: Mapping[str, str] = field(default_factory=dict)


_RETENTION: dict[str, Writer] = {"data_retention_time_in_days": integer, "max_data_extension_time_in_days": integer}
_RUNNING = {"resume": "ALTER {kind} {name} RESUME", "suspend": "ALTER {kind} {name} SUSPEND"}
_UNDROP = {"undrop": "UNDROP {kind} {name}"}

_CONTAINER: dict[str, Writer] = {
    **_RETENTION,
    "default_ddl_collation": string,
    "log_level": string,
    "trace_level": string,
    "suspend_task_after_num_failures": integer,
    "user_task_managed_initial_warehouse_size": string,
    "user_task_timeout_ms": integer,
    "comment": string,
}

KINDS: dict[str, Kind] = {
    "databases": Kind(kind="DATABASE", level="account", properties=_CONTAINER, durable=True, actions=_UNDROP),
    "schemas": Kind(kind="SCHEMA", level="database", properties=_CONTAINER, durable=True, actions=_UNDROP),
    "warehouses": Kind(
        kind="WAREHOUSE",
        level="account",
        properties={
            "warehouse_type": string,
            "warehouse_size": string,
            "wait_for_completion": boolean,
            "max_cluster_count": integer,
            "min_cluster_count": integer,
            "scaling_policy": string,
            "auto_suspend": integer,
            "auto_resume": boolean,
            "initially_suspended": boolean,
            "resource_monitor": name,
            "enable_query_acceleration": boolean,
            "query_acceleration_max_scale_factor": integer,
            "max_concurrency_level": integer,
            "statement_queued_timeout_in_seconds": integer,
            "statement_timeout_in_seconds": integer,
            "comment": string,
        },
        actions=_RUNNING,
    ),
    "roles": Kind(kind="ROLE", level="account", properties={"comment": string}),
    "users": Kind(
        kind="USER",
        level="account",
        properties={
            **dict.fromkeys(
                ("password", "login_name", "display_name", "first_name", "middle_name", "last_name", "email"), string
            ),
            "must_change_password": boolean,
            "disabled": boolean,
            "default_warehouse": name,
            "default_namespace": name,
            "default_role": name,
            "rsa_public_key": string,
            "type": sql,
            "comment": string,
        },
    ),
    "tables": Kind(
        kind="TABLE",
        level="schema",
        clauses={
            "columns": lambda value: ", ".join(_column(each) for each in objects(value)),
            "constraints": lambda value: "".join(f", {_constraint(each)}" for each in objects(value)),
            "cluster_by": lambda value: f"CLUSTER BY ({expressions(value)})",
        },
        properties={
            **_RETENTION,
            "enable_schema_evolution": boolean,
            "change_tracking": boolean,
            "default_ddl_collation": string,
            "comment": string,
        },
        required=("columns",),
        layout="({columns}{constraints}) {cluster_by} {properties}",
        durable=True,
        actions=_UNDROP,
    ),
    "views": Kind(
        kind="VIEW",
        level="schema",
        clauses={"columns": _view_columns, "query": sql},
        properties={"comment": string},
        required=("query",),
        layout="{columns} {properties} AS {query}",
    ),
    "dynamic-tables": Kind(
        kind="DYNAMIC TABLE",
        level="schema",
        clauses={"query": sql},
        properties={
            "target_lag": _lag,
            "warehouse": name,
            "refresh_mode": sql,
            "initialize": sql,
            **_RETENTION,
            "comment": string,
        },
        required=("target_lag", "warehouse", "query"),
        layout="{properties} AS {query}",
        durable=True,
        actions={**_RUNNING, **_UNDROP, "refresh": "ALTER {kind} {name} REFRESH"},
    ),
    "tasks": Kind(
        kind="TASK",
        level="schema",
        clauses={
            "predecessors": lambda value: f"AFTER {names(value)}",
            "condition": lambda value: f"WHEN {sql(value)}",
            "definition": sql,
        },
        properties={
            "warehouse": name,
            "schedule": _schedule,
            "config": _config,
            "allow_overlapping_execution": boolean,
            "user_task_timeout_ms": integer,
            "suspend_task_after_num_failures": integer,
            "task_auto_retry_attempts": integer,
            "comment": string,
            "finalize": name,
        },
        required=("definition",),
        layout="{properties} {predecessors} {condition} AS {definition}",
        actions={**_RUNNING, "execute": "EXECUTE TASK {name}"},
    ),
    "streams": Kind(
        kind="STREAM",
        level="schema",
        clauses={"stream_source": _source},
        properties={"comment": string},
        required=("stream_source",),
        layout="ON {stream_source} {properties}",
    ),
    "stages": Kind(
        kind="STAGE",
        level="schema",
        clauses={"directory_table": lambda value: f"DIRECTORY = {_directory(value)}"},
        properties={"url": string, "comment": string},
        layout="{directory_table} {properties}",
        durable=True,
    ),
    "pipes": Kind(
        kind="PIPE",
        level="schema",
        clauses={"copy_statement": sql},
        properties={
            "auto_ingest": boolean,
            **dict.fromkeys(("error_integration", "aws_sns_topic", "integration", "comment"), string),
        },
        required=("copy_statement",),
        layout="{properties} AS {copy_statement}",
    ),
    "sequences": Kind(
        kind="SEQUENCE",
        level="schema",
        clauses={
            "start": lambda value: f"START = {integer(value)}",
            "increment": lambda value: f"INCREMENT = {integer(value)}",
        },
        properties={"comment": string},
        layout="{start} {increment} {properties}",
    ),
    "alerts": Kind(kind="ALERT", level="schema", properties={}, actions=_RUNNING),
    "procedures": Kind(kind="PROCEDURE", level="schema", properties={}),
    "functions": Kind(kind="FUNCTION", level="schema", properties={}),
    "streamlits": Kind(
        kind="STREAMLIT",
        level="schema",
        properties={
            **dict.fromkeys(("root_location", "main_file", "title", "comment"), string),
            "query_warehouse": name,
        },
    ),
}
"""The collections of the API that are emulated, by their part of the address."""

LISTED_ONLY = frozenset({"alerts", "procedures", "functions"})
"""Kinds whose objects are shown and dropped, but made with SQL alone."""

_MODES = {"": ("CREATE", ""), "errorIfExists": ("CREATE", ""), "orReplace": ("CREATE OR REPLACE", "")}
_MODES["ifNotExists"] = ("CREATE", "IF NOT EXISTS")


def create(collection: str, body: Body, container: Sequence[str], mode: str) -> str:
    """The statement that makes the object. container: database and schema as SQL; mode: createMode of the request.

    Raises BadObjectError for a body or mode that is not right.
    """
    kind = KINDS[collection]
    if collection in LISTED_ONLY:
        raise BadObjectError(f"An object of this kind is made with SQL: CREATE {kind.kind} ….")
    if mode not in _MODES:
        raise BadObjectError(f"'{mode}' is not a createMode.")
    rest = dict(body)
    full = ".".join((*container, name(rest.pop("name", None))))
    durability = _durability(kind, rest)
    for key in kind.required:
        if rest.get(key) is None:
            raise BadObjectError(f"The property '{key}' is missing.")
    secure = "SECURE" if kind.kind == "VIEW" and boolean(rest.pop("secure", False)) == "TRUE" else ""
    taken = _taken(rest, {**kind.clauses, **kind.properties})
    listed = " ".join(f"{key.upper()} = {taken[key]}" for key in kind.properties if key in taken)
    tail = kind.layout.format(properties=listed, **{key: taken.get(key, "") for key in kind.clauses})
    verb, when = _MODES[mode]
    return " ".join(part for part in (verb, durability, secure, kind.kind, when, full, tail.strip()) if part)


def _durability(kind: Kind, body: dict[str, Any]) -> str:
    word = str(body.pop("kind", None) or "PERMANENT").upper() if kind.durable else "PERMANENT"
    if word not in ("PERMANENT", "TRANSIENT"):
        raise BadObjectError(f"'{word}' is not a kind of {kind.kind}: an object of this API outlives the request.")
    return "" if word == "PERMANENT" else word
