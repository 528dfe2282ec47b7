"""Drafts: what a CREATE DYNAMIC TABLE describes, checked and bound, before anything exists.

The refresh mode is resolved here, once; later changes of the query's sources never change it.
Source: spec/dynamic-tables.md sections 2 and 8.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from ecomsim import errors
from ecomsim.access import checks, roles
from ecomsim.catalog.objects import DynamicTable, Table, TableColumn
from ecomsim.ddl.containers import check_options
from ecomsim.ddl.new_columns import check_names
from ecomsim.dialect.bind import bind_expression
from ecomsim.dialect.scope import ScopeColumn
from ecomsim.dynamic_tables import definition, frozen, keys, lag, refresh, sources, support
from ecomsim.dynamic_tables.definition import Definition
from ecomsim.names import Name
from ecomsim.policies import attach
from ecomsim.sqltext import nodes
from ecomsim.sqltext.grammar_dynamic import EXECUTE_AS, SECONDARY
from ecomsim.sqltext.options import TAGS
from ecomsim.sqltext.parse import parse_expression
from ecomsim.storage.columns import placed
from ecomsim.tags import tagging

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

OPTIONS = frozenset(
    {
        *("SCHEDULER", "INITIALIZATION_WAREHOUSE", "DATA_RETENTION_TIME_IN_DAYS", "MAX_DATA_EXTENSION_TIME_IN_DAYS"),
        *(
            "COPY_GRANTS",
            "CHANGE_TRACKING",
            "ROW_TIMESTAMP",
            "LOG_LEVEL",
            "DEFAULT_DDL_COLLATION",
            TAGS,
            EXECUTE_AS,
            SECONDARY,
        ),
    }
)
MODES = ("AUTO", "FULL", "INCREMENTAL", "ADAPTIVE", "CUSTOM_INCREMENTAL")
LOG_LEVELS = ("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL", "OFF")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A dynamic table about to be created (`table.id` is 0) with its bound definition."""

    table: DynamicTable
    definition: Definition


def draft(statement: nodes.CreateDynamicTable, name: Name, session: Session) -> Draft:
    """Check every option and bind the query."""
    check_options(statement.options, OPTIONS, "CREATE DYNAMIC TABLE")
    _check_written(statement.columns)
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
    mode = choice(statement.refresh_mode, "REFRESH_MODE", MODES)
    initialize = choice(statement.initialize, "INITIALIZE", ("ON_CREATE", "ON_SCHEDULE"))
    if statement.require_user and initialize == "ON_CREATE":
        raise errors.invalid_value("REQUIRE USER needs INITIALIZE = ON_SCHEDULE.")
    table = DynamicTable(
        id=0,
        name=name,
        created_on=session.now,
        owner=session.role,
        comment=statement.comment or "",
        options=kept_options(statement.options),
        columns=(),
        query=statement.query_text,
        refresh_using=statement.refresh_using,
        text=statement.text,
        target_lag=lag.normalised(statement.target_lag) if statement.target_lag is not None else "",
        warehouse=statement.warehouse,
        refresh_mode=mode,  # type: ignore[arg-type]
        initialize=initialize,  # type: ignore[arg-type]
        immutable_where=statement.immutable_where_text,
        require_user=statement.require_user,
        execute_as_user=execute_as(statement.options, session),
        cluster_by=statement.cluster_by,
        transient=statement.transient,
        durability="TRANSIENT" if statement.transient else "PERMANENT",
        data_retention_time_in_days=days(statement.options, "DATA_RETENTION_TIME_IN_DAYS", statement.transient),
        max_data_extension_time_in_days=days(statement.options, "MAX_DATA_EXTENSION_TIME_IN_DAYS", False),
    )
    with definition.worker(session.account, name, statement.warehouse, session.role) as worker:
        drafted = _custom(table, statement, worker) if statement.refresh_using else _query(table, statement, worker)
        table = drafted.table
        check_clustering(table.cluster_by, table.columns, worker)
        if statement.immutable_where is not None:
            frozen.check(statement.immutable_where, table.columns, frozen.query_of(table), table.keys)
            frozen.region(str(table.immutable_where), table.columns, worker)
    _check_order(table, drafted.definition, session)
    table = replace(table, tags=tagging.given(statement.options.get(TAGS, ()), session))
    table = tagging.with_columns(table, statement.columns, session)
    return replace(drafted, table=attach.created(table, statement.columns, statement.row_access, session))


def _query(table: DynamicTable, statement: nodes.CreateDynamicTable, worker: Session) -> Draft:
    """A table AS query: columns and mode follow from the query."""
    found = definition.bind(statement.query_text, None, worker, table.name)
    definition.check_boundaries(statement.query_text, worker)
    sources.check_retention(found.tables, worker)
    columns = _columns(statement, found)
    found = definition.bind(statement.query_text, columns, worker, table.name)
    if table.refresh_mode == "CUSTOM_INCREMENTAL":
        raise errors.invalid_value("REFRESH_MODE = CUSTOM_INCREMENTAL needs REFRESH USING instead of a query.")
    if statement.start_at is not None:
        raise errors.invalid_value("START AT needs REFRESH USING.")
    if statement.backfill is not None and statement.immutable_where is None:
        raise errors.invalid_value("BACKFILL FROM needs FROZEN WHERE: only frozen rows can be backfilled.")
    if statement.cluster_by and not statement.columns:
        raise errors.compilation(2022, "42601", "Missing column specification: CLUSTER BY needs a column list")
    resolved, reason = _resolved_mode(table.refresh_mode, found, statement, table.name, worker)
    return Draft(
        table=replace(
            table,
            columns=columns,
            options={**table.options, **({"TYPED": True} if any(each.type for each in statement.columns) else {})},
            resolved_refresh_mode=resolved,  # type: ignore[arg-type]
            refresh_mode_reason=reason,
        ),
        definition=found,
    )


def _custom(table: DynamicTable, statement: nodes.CreateDynamicTable, worker: Session) -> Draft:
    """A table REFRESH USING a statement: its columns are those of the list."""
    if not statement.columns or any(column.type is None for column in statement.columns):
        raise errors.compilation(2022, "42601", "Missing column specification: REFRESH USING needs names and types")
    if table.refresh_mode not in ("AUTO", "CUSTOM_INCREMENTAL"):
        raise errors.invalid_value(f"REFRESH_MODE = {table.refresh_mode} does not go with REFRESH USING.")
    if statement.immutable_where is not None:
        raise errors.compilation(1420, "0A000", "FROZEN WHERE cannot be combined with REFRESH USING.")
    if statement.start_at is not None and statement.backfill is None:
        raise errors.invalid_value("START AT needs BACKFILL FROM.")
    columns = tuple(
        TableColumn(name=each.name, type=each.type, comment=each.comment)  # type: ignore[arg-type]
        for each in statement.columns
    )
    check_names([column.name for column in columns])
    table = replace(table, columns=placed(columns), resolved_refresh_mode="CUSTOM_INCREMENTAL")
    return Draft(table=table, definition=definition.bound(table, worker))


def check_clustering(expressions: Sequence[str], columns: Sequence[TableColumn], session: Session) -> None:
    """A clustering key is made of the table's own columns. Raises 000904."""
    known = [ScopeColumn(name=each.name, type=each.type, duckdb=exp.column(each.name)) for each in columns]
    for text in expressions:
        bind_expression(parse_expression(text), known, session.context())


def days(options: Mapping[str, Any], option: str, transient: bool) -> int | None:
    """A number of days: 0 to 90, of a transient table's retention 0 or 1. Raises 001008."""
    value = options.get(option)
    if value is None:
        return None
    most = 1 if transient else 90
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise errors.invalid_value(f"Invalid value '{value}' for property '{option}': expected 0 to {most}.")
    return value


def execute_as(options: Mapping[str, Any], session: Session) -> str | None:
    """The user of EXECUTE AS USER. Raises 002003 for one that is not there or must not be impersonated."""
    user = options.get(EXECUTE_AS)
    if user is None:
        return None
    found = session.catalog.get("USER", Name("", "", str(user)))
    if found is None:
        raise errors.does_not_exist("User", Name("", "", str(user)))
    checks.use(session, found, "IMPERSONATE")
    if (asked := options.get(SECONDARY)) is not None and tuple(asked) != ("NONE",):
        raise errors.unsupported(f"USE SECONDARY ROLES {', '.join(asked)} of a dynamic table")
    return str(user)


def _scheduler(options: Mapping[str, Any]) -> str | None:
    value = options.get("SCHEDULER")
    return None if value is None else choice(str(value), "SCHEDULER", ("ENABLE", "DISABLE"))


def choice(value: str | None, option: str, allowed: Sequence[str]) -> str:
    """A keyword option; the first of `allowed` is the default."""
    if value is None:
        return allowed[0]
    if value.upper() not in allowed:
        raise errors.invalid_value(f"Invalid value '{value}' for property '{option}': expected {' or '.join(allowed)}.")
    return value.upper()


def check_warehouse(warehouse: Any, name: Name, session: Session) -> None:
    if warehouse is not None and session.catalog.get("WAREHOUSE", Name("", "", str(warehouse))) is None:
        raise errors.compilation(2736, "22023", f"WAREHOUSE value of Dynamic Table '{name.last}' unsupported.")


def kept_options(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options that are kept under their names, checked."""
    kept: dict[str, Any] = {}
    for key, value in options.items():
        match key:
            case "SCHEDULER":
                kept[key] = choice(str(value), key, ("ENABLE", "DISABLE"))
            case "LOG_LEVEL":
                kept[key] = log_level(value)
            case "INITIALIZATION_WAREHOUSE":
                kept[key] = str(value)
            case "DEFAULT_DDL_COLLATION" if value:
                raise errors.unsupported("DEFAULT_DDL_COLLATION of a dynamic table")
            case "ROW_TIMESTAMP" if value is not False:
                raise errors.unsupported("ROW_TIMESTAMP = TRUE of a dynamic table")
            case "CHANGE_TRACKING" if value is not True:
                raise errors.unsupported("CHANGE_TRACKING = FALSE of a dynamic table")
            case _ if key == SECONDARY:
                kept["SECONDARY_ROLES"] = ",".join(value)
    return kept


def log_level(value: Any) -> str:
    """LOG_LEVEL, of which only OFF can be had: there is no event table."""
    level = choice(str(value), "LOG_LEVEL", LOG_LEVELS)
    if level != "OFF":
        raise errors.unsupported(f"LOG_LEVEL = '{level}' of a dynamic table: there is no event table")
    return level


def _check_written(columns: Sequence[nodes.ColumnDefinition]) -> None:
    """A column of the list has a name, a type and a comment: its values come from the query alone."""
    for each in columns:
        given = {
            "NOT NULL": each.not_null,
            "DEFAULT": each.default_text is not None or each.default is not None,
            "AUTOINCREMENT": each.identity is not None,
            "COLLATE": each.collate is not None,
            "AS": each.expression_text is not None,
        }
        for what in (name for name, is_given in given.items() if is_given):
            raise errors.unsupported(f"{what} of a column of a dynamic table")


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
    return placed(columns)


def _has_unnamed(query: exp.Expr | None) -> bool:
    """Whether a result column is an expression without a name."""
    while isinstance(query, exp.SetOperation):
        query = query.this
    return isinstance(query, exp.Select) and any("source_text" in item.meta for item in query.expressions)


def _resolved_mode(
    mode: str, found: Definition, statement: nodes.CreateDynamicTable, name: Name, worker: Session
) -> tuple[str, str | None]:
    """(FULL, INCREMENTAL or ADAPTIVE, the reason SHOW gives for FULL)."""
    if mode == "FULL":
        return "FULL", support.USER_FULL
    reason = support.not_incremental(definition.parsed(statement.query_text), definition.views(worker, name))
    if reason is None and (
        any(each.name in sources.GEOSPATIAL for each in found.types)
        or definition.calls_not_incremental(statement.query_text, found, worker, name)
    ):
        reason = support.NOT_INCREMENTAL
    if reason is None and any(mode == "AUTO" or not _is_keyed(each, worker) for each in _full_inputs(found, worker)):
        reason = support.UPSTREAM_FULL
    if reason is None and (untracked := _untracked(found, worker)) is not None:
        error = errors.compilation(1420, "0A000", f"Change tracking is not enabled on table '{untracked}'.")
        if mode != "AUTO":
            raise error
        return "FULL", error.raw_msg
    if reason is None:
        return ("ADAPTIVE" if mode == "ADAPTIVE" else "INCREMENTAL"), None
    if mode != "AUTO":
        raise support.refused(name.last, mode)
    return "FULL", reason


def _full_inputs(found: Definition, session: Session) -> list[DynamicTable]:
    """The dynamic tables among the sources that are rewritten by every refresh."""
    inputs = (session.catalog.by_id(table_id) for table_id in sorted(found.tables))
    return [each for each in inputs if isinstance(each, DynamicTable) and each.resolved_refresh_mode == "FULL"]


def _is_keyed(table: DynamicTable, session: Session) -> bool:
    """Whether rows of a table that is rewritten as a whole can be recognised: by a key, or because they are frozen."""
    if table.immutable_where is not None or any(keys.is_reliable(key) for key in table.keys):
        return True
    if not table.query:
        return False
    with definition.worker(session.account, table.scope, table.warehouse, table.owner) as worker:
        return keys.derived(definition.parsed(table.query), worker)


def _untracked(found: Definition, session: Session) -> Name | None:
    """A base table without change tracking that the role, which does not own it, cannot switch on."""
    if roles.ADMINISTRATOR in checks.active(session):
        return None
    for table_id in sorted(found.tables):
        source = session.catalog.by_id(table_id)
        if isinstance(source, Table) and not source.change_tracking and "OWNERSHIP" not in checks.held(session, source):
            return source.name
    return None


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
