"""The CREATE statement of one object, as GET_DDL prints it: a writer for each kind.

A writer takes the object and its name as written, and forgets nothing that CREATE can say.
Source: spec/metadata.md section 7, spec/dynamic-tables.md DT-5.3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ecomsim.catalog.account_objects import Warehouse
from ecomsim.catalog.objects import Alert, DynamicTable, Key, Pipe, Sequence, Stream, Table, TableColumn, Task, View
from ecomsim.metadata import facts
from ecomsim.metadata.literals import literal, text
from ecomsim.names import quote_if_needed
from ecomsim.policies.show import Clauses
from ecomsim.sqltext.grammar_account import WAREHOUSE_PROPERTIES

# --- tables ----------------------------------------------------------------------------------------------------


def _table(item: Table, name: str, policies: Clauses) -> str:
    durability = "" if item.durability == "PERMANENT" else f"{item.durability} "
    cluster = f" cluster by ({', '.join(item.cluster_by)})" if item.cluster_by else ""
    lines = [_column(column) + policies.of(column.name) for column in item.columns]
    lines += [_key(item, key) for key in item.keys]
    tail = properties(
        {
            "DATA_RETENTION_TIME_IN_DAYS": item.data_retention_time_in_days,
            "MAX_DATA_EXTENSION_TIME_IN_DAYS": item.max_data_extension_time_in_days,
            "CHANGE_TRACKING": item.change_tracking or None,
            "ENABLE_SCHEMA_EVOLUTION": item.options.get("ENABLE_SCHEMA_EVOLUTION"),
            "COMMENT": item.comment or None,
        }
    )
    columns = ",\n\t".join(lines)
    end = f"{policies.relation} {tail}".rstrip() if policies.relation else tail
    return f"create or replace {durability}TABLE {name}{cluster} (\n\t{columns}\n){end};"


def properties(values: Mapping[str, Any]) -> str:
    """`KEY=value` for every value there is, each after a blank but the first."""
    return " ".join(f"{key}={literal(value)}" for key, value in values.items() if value is not None)


def _column(column: TableColumn) -> str:
    parts = [quote_if_needed(column.name), str(column.type)]
    if column.collate:
        parts.append(f"COLLATE {text(column.collate)}")
    if column.expression is not None:
        parts.append(f"AS ({column.expression})")
    if not column.nullable:
        parts.append("NOT NULL")
    if column.default is not None:
        parts.append(f"DEFAULT {column.default}")
    if column.identity is not None:
        start, increment, ordered = column.identity
        parts.append(f"autoincrement start {start} increment {increment} {'order' if ordered else 'noorder'}")
    if column.comment:
        parts.append(f"COMMENT {text(column.comment)}")
    return " ".join(parts)


def _key(table: Table, key: Key) -> str:
    """A key as an out-of-line constraint; names that Snowflake made up are left out."""
    named = "" if key.name.startswith("SYS_CONSTRAINT_") else f"constraint {quote_if_needed(key.name)} "
    if key.kind == "CHECK":
        return f"{named}check ({key.check})"
    constraint = f"{named}{key.kind.lower()} ({_list(key.columns)})"
    reference = facts.reference(table, key)
    if reference is not None:
        target, columns = reference
        constraint += f" references {target}({_list(columns)})" if columns else f" references {target}"
    return f"{constraint} rely" if key.rely else constraint


def _list(columns: Iterable[str]) -> str:
    return ", ".join(quote_if_needed(column) for column in columns)


# --- views, dynamic tables, streams, tasks ---------------------------------------------------------------------


def _column_names(columns: Iterable[TableColumn], policies: Clauses) -> str:
    """A list of column names, one to a line, with their comments."""
    lines = (
        quote_if_needed(column.name)
        + policies.of(column.name)
        + (f" COMMENT {text(column.comment)}" if column.comment else "")
        for column in columns
    )
    return "(\n\t" + ",\n\t".join(lines) + "\n)"


def _typed_columns(columns: Iterable[TableColumn], policies: Clauses) -> str:
    """The same with types: the columns of a definition that is no query."""
    lines = (
        f"{quote_if_needed(column.name)} {column.type}"
        + policies.of(column.name)
        + (f" COMMENT {text(column.comment)}" if column.comment else "")
        for column in columns
    )
    return "(\n\t" + ",\n\t".join(lines) + "\n)"


def query_text(query: str) -> str:
    return query.strip().rstrip(";").rstrip()


def _view(item: View, name: str, policies: Clauses) -> str:
    secure = "secure " if item.secure else ""
    tail = properties({"CHANGE_TRACKING": item.change_tracking or None, "COMMENT": item.comment or None})
    materialized = "materialized " if item.materialized else ""
    head = (
        f"create or replace {secure}{materialized}view {name}{_column_names(item.columns, policies)}{policies.relation}"
    )
    clustered = f" cluster by ({', '.join(item.cluster_by)})" if item.cluster_by else ""
    return f"{head}{' ' + tail if tail else ''}{clustered} as\n{query_text(item.query)};"


def _dynamic_table(item: DynamicTable, name: str, policies: Clauses) -> str:
    transient = "transient " if item.transient else ""
    scheduler = item.options.get("SCHEDULER")
    typed = item.refresh_using or "TYPED" in item.options  # declared types may differ from the query's
    listed = _typed_columns(item.columns, policies) if typed else _column_names(item.columns, policies)
    parts = [f"create or replace {transient}dynamic table {name}{listed}"]
    if scheduler != "DISABLE":  # the two exclude each other
        downstream = item.target_lag.upper() == "DOWNSTREAM"
        parts.append(f"target_lag = {'DOWNSTREAM' if downstream else text(item.target_lag)}")
    if scheduler is not None:
        parts.append(f"scheduler = {scheduler}")
    parts += [
        f"refresh_mode = {item.refresh_mode}",
        f"initialize = {item.initialize}",
        f"warehouse = {quote_if_needed(item.warehouse)}",
    ]
    if "INITIALIZATION_WAREHOUSE" in item.options:
        parts.append(f"initialization_warehouse = {quote_if_needed(str(item.options['INITIALIZATION_WAREHOUSE']))}")
    if item.cluster_by:
        parts.append(f"cluster by ({', '.join(item.cluster_by)})")
    if policies.relation:
        parts.append(policies.relation.strip())
    if item.immutable_where:
        parts.append(f"frozen where ({item.immutable_where})")
    if item.require_user:
        parts.append("require user")
    if item.execute_as_user is not None:
        parts.append(f"execute as user {quote_if_needed(item.execute_as_user)}")
        if "SECONDARY_ROLES" in item.options:
            parts.append(f"use secondary roles {item.options['SECONDARY_ROLES']}")
    tail = properties(
        {
            "DATA_RETENTION_TIME_IN_DAYS": item.data_retention_time_in_days,
            "MAX_DATA_EXTENSION_TIME_IN_DAYS": item.max_data_extension_time_in_days,
            "LOG_LEVEL": item.options.get("LOG_LEVEL"),
            "DEFAULT_DDL_COLLATION": item.options.get("DEFAULT_DDL_COLLATION"),
            "COMMENT": item.comment or None,
        }
    )
    if tail:
        parts.append(tail)
    if item.refresh_using:
        return " ".join(parts) + f"\nrefresh using (\n{item.refresh_using.strip()}\n);"
    return " ".join(parts) + f"\nas\n{query_text(item.query)};"


def _stream(item: Stream, name: str, tags: str) -> str:
    """The source keeps its full name; a stream made again starts at that moment, not at the old offset."""
    parts = [f"create or replace stream {name} {f'{tags} ' if tags else ''}on {item.source_kind.lower()} {item.source}"]
    if item.mode == "APPEND_ONLY":
        parts.append("append_only = true")
    if item.mode == "INSERT_ONLY":
        parts.append("insert_only = true")
    if item.show_initial_rows:
        parts.append("show_initial_rows = true")
    if item.comment:
        parts.append(f"comment = {text(item.comment)}")
    return " ".join(parts) + ";"


def _task(item: Task, name: str, tags: str) -> str:
    lines = [f"create or replace task {name}"]
    if item.warehouse is not None:
        lines.append(f"warehouse={quote_if_needed(item.warehouse)}")
    if item.schedule is not None:
        lines.append(f"schedule={text(item.schedule)}")
    if item.config is not None:
        lines.append(f"config={text(item.config)}")
    if item.allow_overlapping_execution and "OVERLAP_POLICY" not in item.options:
        lines.append("allow_overlapping_execution=TRUE")
    lines += [f"{key.lower()}={literal(value)}" for key, value in sorted(item.options.items())]
    if item.comment:
        lines.append(f"comment={text(item.comment)}")
    if tags:
        lines.append(tags)
    if item.finalize is not None:
        lines.append(f"finalize={item.finalize}")
    if item.predecessors:
        lines.append(f"after {', '.join(str(each) for each in item.predecessors)}")
    if item.execute_as_user is not None:
        lines.append(f"execute as user {quote_if_needed(item.execute_as_user)}")
    if item.condition is not None:
        lines.append(f"when {item.condition}")
    return "\n\t".join(lines) + f"\n\tas {item.definition.strip()};"


def _alert(item: Alert, name: str, tags: str) -> str:
    known = {
        "schedule": item.schedule,
        "config": item.config,
        "runbook": item.runbook,
        "comment": item.comment,
        **{key.lower(): value for key, value in sorted(item.options.items())},
    }
    lines = [f"create or replace alert {name}"]
    if item.warehouse is not None:
        lines.append(f"warehouse={quote_if_needed(item.warehouse)}")
    lines += [f"{key}={literal(value)}" for key, value in known.items() if value]
    if tags:
        lines.append(tags)
    return "\n\t".join([*lines, f"if (exists (\n\t{item.condition.strip()}\n\t))"]) + f"\n\tthen {item.action.strip()};"


def _pipe(item: Pipe, name: str, tags: str) -> str:
    """CREATE PIPE has no clause for tags."""
    comment = f" comment={text(item.comment)}" if item.comment else ""
    return (
        f"create or replace pipe {name} auto_ingest={literal(item.auto_ingest)}{comment} as {item.definition.strip()};"
    )


def _sequence(item: Sequence, name: str, tags: str) -> str:
    """A sequence has no tags."""
    order = "order" if item.ordered else "noorder"
    comment = f" COMMENT={text(item.comment)}" if item.comment else ""
    return f"create or replace sequence {name} start with {item.start} increment by {item.increment} {order}{comment};"


def _warehouse(item: Warehouse, name: str, tags: str) -> str:
    known: dict[str, Any] = {
        "WAREHOUSE_SIZE": item.size,
        "MIN_CLUSTER_COUNT": item.min_cluster_count,
        "MAX_CLUSTER_COUNT": item.max_cluster_count,
        "AUTO_SUSPEND": item.auto_suspend,
        "AUTO_RESUME": item.auto_resume,
    }
    known |= {key: item.options[key] for key in sorted(WAREHOUSE_PROPERTIES & set(item.options))}
    lines = [f"{key.lower()}={literal(value)}" for key, value in known.items()]
    if item.resource_monitor is not None:
        lines.append(f"resource_monitor={quote_if_needed(item.resource_monitor)}")
    if item.comment:
        lines.append(f"comment={text(item.comment)}")
    if tags:
        lines.append(tags)
    return f"create or replace warehouse {name}\nwith\n\t" + "\n\t".join(lines) + ";"


PROTECTED: dict[str, Callable[[Any, str, Clauses], str]] = {
    "TABLE": _table,
    "VIEW": _view,
    "DYNAMIC TABLE": _dynamic_table,
}
"""Kinds whose statement says which policies protect them and which tags their columns have."""

WRITERS: dict[str, Callable[[Any, str, str], str]] = {
    "STREAM": _stream,
    "TASK": _task,
    "ALERT": _alert,
    "PIPE": _pipe,
    "SEQUENCE": _sequence,
    "WAREHOUSE": _warehouse,
}
"""The others: a writer takes the object, its name as written, and the clause with its tags or nothing."""
