"""Drafts: what a CREATE DYNAMIC TABLE describes, checked and bound, before anything exists.

The refresh mode is resolved here, once; later changes of the query's sources never change it.
Source: spec/dynamic-tables.md sections 2 and 8.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from ecomsim import errors
from ecomsim.catalog.objects import DynamicTable, TableColumn
from ecomsim.ddl.containers import check_options
from ecomsim.ddl.tables import check_names
from ecomsim.dynamic_tables import definition, lag, refresh, support
from ecomsim.dynamic_tables.definition import Definition
from ecomsim.names import Name
from ecomsim.sqltext import nodes

if TYPE_CHECKING:
    from ecomsim.session import Session

OPTIONS = frozenset(
    {"SCHEDULER", "INITIALIZATION_WAREHOUSE", "DATA_RETENTION_TIME_IN_DAYS", "MAX_DATA_EXTENSION_TIME_IN_DAYS"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A dynamic table about to be created (`table.id` is 0) with its bound definition."""

    table: DynamicTable
    definition: Definition


def draft(statement: nodes.CreateDynamicTable, name: Name, session: Session) -> Draft:
    """Check every option and bind the query."""
    check_options(statement.options, OPTIONS, "CREATE DYNAMIC TABLE")
    if statement.immutable_where is not None:
        raise errors.unsupported("FROZEN WHERE of a dynamic table")
    scheduler = _scheduler(statement.options)
    if scheduler == "DISABLE" and statement.target_lag is not None:
        raise errors.invalid_value("TARGET_LAG must not be set when SCHEDULER = DISABLE.")
    missing = [
        option
        for option, value in (("TARGET_LAG", statement.target_lag or scheduler), ("WAREHOUSE", statement.warehouse))
        if value is None
    ]
    if missing or (scheduler == "ENABLE" and statement.target_lag is None):
        raise errors.compilation(2007, "42601", f"Missing option(s): {missing or ['TARGET_LAG']}".replace("'", ""))
    assert statement.warehouse is not None
    for warehouse in (statement.warehouse, statement.options.get("INITIALIZATION_WAREHOUSE")):
        check_warehouse(warehouse, name, session)
    mode = choice(statement.refresh_mode, "REFRESH_MODE", ("AUTO", "FULL", "INCREMENTAL"))
    assert statement.query is not None
    with definition.worker(session.account, name, statement.warehouse, session.role) as worker:
        found = definition.bind(statement.query_text, None, worker, name)
        definition.check_boundaries(statement.query_text, worker)
        columns = _columns(statement, found)
        found = definition.bind(statement.query_text, columns, worker, name)
        resolved, reason = _resolved_mode(mode, found, statement, name, worker)
    table = DynamicTable(
        id=0,
        name=name,
        created_on=session.now,
        owner=session.role,
        comment=statement.comment or "",
        options=_kept_options(statement.options),
        columns=columns,
        query=statement.query_text,
        text=statement.text,
        target_lag=lag.normalised(statement.target_lag) if statement.target_lag is not None else "",
        warehouse=statement.warehouse,
        refresh_mode=mode,  # type: ignore[arg-type]
        resolved_refresh_mode=resolved,  # type: ignore[arg-type]
        refresh_mode_reason=reason,
        initialize=choice(statement.initialize, "INITIALIZE", ("ON_CREATE", "ON_SCHEDULE")),  # type: ignore[arg-type]
        cluster_by=statement.cluster_by,
        transient=statement.transient,
        durability="TRANSIENT" if statement.transient else "PERMANENT",
        data_retention_time_in_days=statement.options.get("DATA_RETENTION_TIME_IN_DAYS"),
        max_data_extension_time_in_days=statement.options.get("MAX_DATA_EXTENSION_TIME_IN_DAYS"),
    )
    _check_order(table, found, session)
    return Draft(table=table, definition=found)


def _scheduler(options: Mapping[str, Any]) -> str | None:
    value = options.get("SCHEDULER")
    return None if value is None else choice(str(value), "SCHEDULER", ("ENABLE", "DISABLE"))


def choice(value: str | None, option: str, allowed: Sequence[str]) -> str:
    """A keyword option; the first of `allowed` is the default."""
    if value is None:
        return allowed[0]
    if value.upper() in ("ADAPTIVE", "CUSTOM_INCREMENTAL"):
        raise errors.unsupported(f"REFRESH_MODE = {value.upper()}")
    if value.upper() not in allowed:
        raise errors.invalid_value(f"Invalid value '{value}' for property '{option}': expected {' or '.join(allowed)}.")
    return value.upper()


def check_warehouse(warehouse: Any, name: Name, session: Session) -> None:
    if warehouse is not None and session.catalog.get("WAREHOUSE", Name("", "", str(warehouse))) is None:
        raise errors.compilation(2736, "22023", f"WAREHOUSE value of Dynamic Table '{name.last}' unsupported.")


def _kept_options(options: Mapping[str, Any]) -> dict[str, Any]:
    return {key: options[key] for key in ("SCHEDULER", "INITIALIZATION_WAREHOUSE") if options.get(key) is not None}


def _columns(statement: nodes.CreateDynamicTable, found: Definition) -> tuple[TableColumn, ...]:
    """The stored columns: the query's, with the names, types and comments of the column list."""
    written = statement.columns
    if written and len(written) != len(found.columns):
        raise errors.compilation(
            2026, "42601", f"Invalid column definition list: {len(written)} names for {len(found.columns)} columns."
        )
    if not written and _has_unnamed(statement.query):
        raise errors.compilation(2022, "42601", "Missing column specification")
    columns = tuple(
        TableColumn(
            name=written[position].name if written else column.name,
            type=(written[position].type if written else None) or column.type,
            comment=written[position].comment if written else None,
        )
        for position, column in enumerate(found.columns)
    )
    check_names([column.name for column in columns])
    return columns


def _has_unnamed(query: exp.Expr | None) -> bool:
    """Whether a result column is an expression without a name."""
    while isinstance(query, exp.SetOperation):
        query = query.this
    return isinstance(query, exp.Select) and any("source_text" in item.meta for item in query.expressions)


def _resolved_mode(
    mode: str, found: Definition, statement: nodes.CreateDynamicTable, name: Name, worker: Session
) -> tuple[str, str | None]:
    """(FULL or INCREMENTAL, the reason SHOW gives for FULL)."""
    if mode == "FULL":
        return "FULL", support.USER_FULL
    reason = support.not_incremental(definition.parsed(statement.query_text), definition.views(worker, name))
    if reason is None and mode == "AUTO" and _reads_full(found, worker):
        reason = support.UPSTREAM_FULL
    if reason is None:
        return "INCREMENTAL", None
    if mode == "INCREMENTAL":
        raise support.refused(name.last)
    return "FULL", reason


def _reads_full(found: Definition, session: Session) -> bool:
    sources = (session.catalog.by_id(table_id) for table_id in found.tables)
    return any(isinstance(each, DynamicTable) and each.resolved_refresh_mode == "FULL" for each in sources)


def _check_order(table: DynamicTable, found: Definition, session: Session) -> None:
    """A fixed lag must not be shorter than that of any dynamic table upstream."""
    own = None if not table.target_lag else lag.parse(table.target_lag)
    if own is None:
        return
    graph = refresh.graph_of(session.account)
    direct = [graph.nodes[key] for key in found.tables - found.independent if key in graph.nodes]
    for node in [*direct, *(above for each in direct for above in graph.upstream(each.id))]:
        if node.target_lag is not None and node.target_lag > own:
            raise shorter_than(table.name, node.name)


def shorter_than(name: Name, upstream: Name) -> errors.SnowflakeError:
    return errors.compilation(
        2735,
        "22023",
        f"TARGET_LAG of Dynamic Table '{name}' must not be shorter than that of its upstream Dynamic Table "
        f"'{upstream}'.",
    )
