"""GET_DDL: the statement that would create an object again.

Running the text in the object's database and schema gives the same object. For a schema or database the texts of its
objects follow in an order in which every object comes after what it is made from.
Source: spec/metadata.md section 7, spec/dynamic-tables.md DT-5.3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from ecomsim import errors
from ecomsim.catalog.objects import (
    Alert,
    CatalogObject,
    Database,
    DynamicTable,
    ExternalTable,
    FileFormat,
    Function,
    Key,
    Routine,
    Schema,
    Sequence,
    Stage,
    Stream,
    Streamlit,
    Table,
    TableColumn,
    Task,
    View,
    Warehouse,
)
from ecomsim.metadata import facts
from ecomsim.names import Name, ObjectName, quote_if_needed
from ecomsim.sqltext.parse import parse_query

if TYPE_CHECKING:
    from ecomsim.session import Session

RELATIONS = ("TABLE", "VIEW", "DYNAMIC TABLE")

SYNONYMS = {"DYNAMIC_TABLE": "DYNAMIC TABLE", "FILE_FORMAT": "FILE FORMAT", "EXTERNAL_TABLE": "EXTERNAL TABLE"}

ABSENT = frozenset({"PIPE", "POLICY", "TAG"})


def get_ddl(kind: str, name: ObjectName, session: Session, *, fully_qualified: bool = False) -> str:
    """The text of GET_DDL(kind, name [, fully_qualified]); TABLE and VIEW name any relation that is not a stream.

    Raises 002003 for an object that is not there, unsupported for kinds the engine cannot print.
    """
    wanted = SYNONYMS.get(kind, kind)
    if wanted == "EXTERNAL TABLE":
        return _write(session.find(wanted, name), fully_qualified)
    if wanted in RELATIONS:
        item: Any = facts.relation(session.resolve(name, "GET_DDL"), session)
        if item is None or item.kind not in (*RELATIONS, "EXTERNAL TABLE"):
            raise errors.does_not_exist(wanted.capitalize(), name)
    elif wanted in WRITERS or wanted in ("SCHEMA", "DATABASE", "FILE FORMAT", "STAGE", "STREAMLIT"):
        item = session.find(wanted, name)
    elif wanted in ABSENT:
        raise errors.unsupported(f"GET_DDL('{kind}')")
    else:
        raise errors.invalid_value(f"Invalid object type: '{kind}'")
    if isinstance(item, Database):
        return _database(item, session, fully_qualified)
    if isinstance(item, Schema):
        return _schema(item, session, fully_qualified)
    return _write(item, fully_qualified)


def _write(item: CatalogObject, fully_qualified: bool) -> str:
    if isinstance(item, Routine):
        from ecomsim.routines import listing

        return listing.ddl(item, fully_qualified=fully_qualified)
    if isinstance(item, Streamlit):
        from ecomsim.streamlits import show as streamlits

        return streamlits.ddl(item, str(item.name) if fully_qualified else quote_if_needed(item.name.last))
    if isinstance(item, (FileFormat, Stage, ExternalTable)):
        from ecomsim.staging import listing as staging

        name = str(item.name) if fully_qualified else quote_if_needed(item.name.last)
        if isinstance(item, ExternalTable):
            return staging.external_ddl(item, name)
        return staging.stage_ddl(item, name) if isinstance(item, Stage) else staging.format_ddl(item, name)
    writer = WRITERS.get(item.kind)
    if writer is None:
        raise errors.unsupported(f"GET_DDL('{item.kind}')")
    return writer(item, str(item.name) if fully_qualified else quote_if_needed(item.name.last))


def literal(value: Any) -> str:
    """A property's value as SQL."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if value is None:
        return "NULL"
    if isinstance(value, (int, float)):
        return str(value)
    return text(str(value))


def text(value: str) -> str:
    """A string literal."""
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


# --- tables ----------------------------------------------------------------------------------------------------


def _table(item: Table, name: str) -> str:
    durability = "" if item.durability == "PERMANENT" else f"{item.durability} "
    cluster = f" cluster by ({', '.join(item.cluster_by)})" if item.cluster_by else ""
    lines = [*(_column(column) for column in item.columns), *(_key(item, key) for key in item.keys)]
    tail = _properties(
        {
            "DATA_RETENTION_TIME_IN_DAYS": item.data_retention_time_in_days,
            "MAX_DATA_EXTENSION_TIME_IN_DAYS": item.max_data_extension_time_in_days,
            "CHANGE_TRACKING": item.change_tracking or None,
            "COMMENT": item.comment or None,
        }
    )
    return f"create or replace {durability}TABLE {name}{cluster} (\n\t" + ",\n\t".join(lines) + f"\n){tail};"


def _properties(values: Mapping[str, Any]) -> str:
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
    if reference is None:
        return constraint
    target, columns = reference
    return f"{constraint} references {target}({_list(columns)})" if columns else f"{constraint} references {target}"


def _list(columns: Iterable[str]) -> str:
    return ", ".join(quote_if_needed(column) for column in columns)


# --- views, dynamic tables, streams, tasks ---------------------------------------------------------------------


def _column_names(columns: Iterable[TableColumn]) -> str:
    """A list of column names, one to a line, with their comments."""
    lines = (
        quote_if_needed(column.name) + (f" COMMENT {text(column.comment)}" if column.comment else "")
        for column in columns
    )
    return "(\n\t" + ",\n\t".join(lines) + "\n)"


def _typed_columns(columns: Iterable[TableColumn]) -> str:
    """The same with types: the columns of a definition that is no query."""
    lines = (
        f"{quote_if_needed(column.name)} {column.type}" + (f" COMMENT {text(column.comment)}" if column.comment else "")
        for column in columns
    )
    return "(\n\t" + ",\n\t".join(lines) + "\n)"


def _query(query: str) -> str:
    return query.strip().rstrip(";").rstrip()


def _view(item: View, name: str) -> str:
    secure = "secure " if item.secure else ""
    tail = _properties({"CHANGE_TRACKING": item.change_tracking or None, "COMMENT": item.comment or None})
    materialized = "materialized " if item.materialized else ""
    head = f"create or replace {secure}{materialized}view {name}{_column_names(item.columns)}"
    clustered = f" cluster by ({', '.join(item.cluster_by)})" if item.cluster_by else ""
    return f"{head}{' ' + tail if tail else ''}{clustered} as\n{_query(item.query)};"


def _dynamic_table(item: DynamicTable, name: str) -> str:
    transient = "transient " if item.transient else ""
    scheduler = item.options.get("SCHEDULER")
    typed = item.refresh_using or "TYPED" in item.options  # declared types may differ from the query's
    listed = _typed_columns(item.columns) if typed else _column_names(item.columns)
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
    if item.immutable_where:
        parts.append(f"frozen where ({item.immutable_where})")
    if item.require_user:
        parts.append("require user")
    if item.execute_as_user is not None:
        parts.append(f"execute as user {quote_if_needed(item.execute_as_user)}")
        if "SECONDARY_ROLES" in item.options:
            parts.append(f"use secondary roles {item.options['SECONDARY_ROLES']}")
    tail = _properties(
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
    return " ".join(parts) + f"\nas\n{_query(item.query)};"


def _stream(item: Stream, name: str) -> str:
    """The source keeps its full name; a stream made again starts at that moment, not at the old offset."""
    parts = [f"create or replace stream {name} on {item.source_kind.lower()} {item.source}"]
    if item.mode == "APPEND_ONLY":
        parts.append("append_only = true")
    if item.mode == "INSERT_ONLY":
        parts.append("insert_only = true")
    if item.show_initial_rows:
        parts.append("show_initial_rows = true")
    if item.comment:
        parts.append(f"comment = {text(item.comment)}")
    return " ".join(parts) + ";"


def _task(item: Task, name: str) -> str:
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
    if item.finalize is not None:
        lines.append(f"finalize={item.finalize}")
    if item.predecessors:
        lines.append(f"after {', '.join(str(each) for each in item.predecessors)}")
    if item.execute_as_user is not None:
        lines.append(f"execute as user {quote_if_needed(item.execute_as_user)}")
    if item.condition is not None:
        lines.append(f"when {item.condition}")
    return "\n\t".join(lines) + f"\n\tas {item.definition.strip()};"


def _alert(item: Alert, name: str) -> str:
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
    return "\n\t".join([*lines, f"if (exists (\n\t{item.condition.strip()}\n\t))"]) + f"\n\tthen {item.action.strip()};"


def _sequence(item: Sequence, name: str) -> str:
    order = "order" if item.ordered else "noorder"
    comment = f" COMMENT={text(item.comment)}" if item.comment else ""
    return f"create or replace sequence {name} start with {item.start} increment by {item.increment} {order}{comment};"


def _warehouse(item: Warehouse, name: str) -> str:
    known: dict[str, Any] = {
        "WAREHOUSE_SIZE": item.size,
        "MIN_CLUSTER_COUNT": item.min_cluster_count,
        "MAX_CLUSTER_COUNT": item.max_cluster_count,
        "AUTO_SUSPEND": item.auto_suspend,
        "AUTO_RESUME": item.auto_resume,
    }
    lines = [f"{key.lower()}={literal(value)}" for key, value in known.items()]
    if item.resource_monitor is not None:
        lines.append(f"resource_monitor={quote_if_needed(item.resource_monitor)}")
    if item.comment:
        lines.append(f"comment={text(item.comment)}")
    return f"create or replace warehouse {name}\nwith\n\t" + "\n\t".join(lines) + ";"


WRITERS: dict[str, Callable[[Any, str], str]] = {
    "TABLE": _table,
    "VIEW": _view,
    "DYNAMIC TABLE": _dynamic_table,
    "STREAM": _stream,
    "TASK": _task,
    "ALERT": _alert,
    "SEQUENCE": _sequence,
    "WAREHOUSE": _warehouse,
}


# --- containers ------------------------------------------------------------------------------------------------


def _container(kind: str, item: Any, name: str) -> str:
    transient = "TRANSIENT " if item.transient else ""
    tail = _properties(
        {"DATA_RETENTION_TIME_IN_DAYS": item.data_retention_time_in_days, "COMMENT": item.comment or None}
    )
    return f"create or replace {transient}{kind} {name}{' ' + tail if tail else ''};"


def _schema(item: Schema, session: Session, fully_qualified: bool) -> str:
    name = str(item.name) if fully_qualified else quote_if_needed(item.name.last)
    parts = [_container("SCHEMA", item, name)]
    parts += [_write(each, fully_qualified) for each in in_order(_printed(item, session))]
    return "\n\n".join(parts)


def _printed(item: Schema, session: Session) -> list[CatalogObject]:
    """What a schema holds; a directory table comes with its stage."""
    return [each for each in session.catalog.inside(item.name) if each.kind != "DIRECTORY TABLE"]


def _database(item: Database, session: Session, fully_qualified: bool) -> str:
    """Without full names each schema's CREATE makes it the current one for the objects that follow."""
    parts = [_container("DATABASE", item, quote_if_needed(item.name.last))]
    parts += [_schema(each, session, fully_qualified) for each in _schemas(item, session)]
    return "\n\n".join(parts)


def _schemas(item: Database, session: Session) -> list[Schema]:
    return [each for each in session.catalog.all(Schema.kind, item.name.last) if isinstance(each, Schema)]


RANKS = {
    "SEQUENCE": 0,
    "FILE FORMAT": 1,
    "STAGE": 2,
    "TABLE": 3,
    "EXTERNAL TABLE": 3,
    "FUNCTION": 4,
    "VIEW": 5,
    "DYNAMIC TABLE": 5,
    "STREAM": 6,
    "PROCEDURE": 7,
    "TASK": 8,
    "ALERT": 9,
    "STREAMLIT": 9,
}


def in_order(items: Iterable[CatalogObject]) -> list[CatalogObject]:
    """Objects so that each follows those it names; otherwise by kind and name."""
    waiting = {item.name: item for item in sorted(items, key=lambda each: (RANKS.get(each.kind, 99), each.name))}
    done: list[CatalogObject] = []
    placed: set[Name] = set()

    def place(item: CatalogObject) -> None:
        if item.name in placed:
            return
        placed.add(item.name)
        for name in sorted(depends_on(item)):
            if name in waiting:
                place(waiting[name])
        done.append(item)

    for item in waiting.values():
        place(item)
    return done


def depends_on(item: CatalogObject) -> set[Name]:
    """The full names of the objects that must be there before `item` can be created."""
    if isinstance(item, (View, DynamicTable)):
        return _named_in(item.query, item.scope)
    if isinstance(item, Function):
        return _named_in_body(item)
    if isinstance(item, Stream):
        return {item.source}
    if isinstance(item, Task):
        return {*item.predecessors, *((item.finalize,) if item.finalize is not None else ())}
    if isinstance(item, Table):
        return {found[0] for key in item.keys if (found := facts.reference(item, key)) is not None}
    return set()


def _named_in_body(function: Function) -> set[Name]:
    """Relations that the query of a function in SQL names."""
    words = function.body.split(None, 1)
    is_query = function.language == "SQL" and words and words[0].upper() in ("SELECT", "WITH")
    return _named_in(function.body, function.name) if is_query else set()


def _named_in(query: str, home: Name) -> set[Name]:
    """Relations that a query of an object at `home` names."""
    found = set()
    for table in parse_query(_query(query)).find_all(exp.Table):
        if table.name:
            found.add(Name(table.catalog or home.database, table.db or home.schema, table.name))
    return found
