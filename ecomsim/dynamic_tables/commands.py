"""CREATE and ALTER DYNAMIC TABLE, and the manual refresh.

CREATE binds the query, resolves the refresh mode once, and with INITIALIZE = ON_CREATE computes the first content in
the same transaction: a query that fails leaves nothing behind, and OR REPLACE keeps the old table until the new one is
full.
Source: spec/dynamic-tables.md sections 2 to 4, 7, 11.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import duckdb

from ecomsim import errors
from ecomsim.catalog.objects import DynamicTable, Relation
from ecomsim.dialect import errors as dialect_errors
from ecomsim.dynamic_tables import apply, clone, definition, drafts, history, lag, redefine, refresh, suspension
from ecomsim.dynamic_tables.definition import Definition
from ecomsim.dynamic_tables.history import Refresh
from ecomsim.dynamic_tables.state import State
from ecomsim.names import Name
from ecomsim.result import Result, of_rows, status
from ecomsim.sqltext import nodes
from ecomsim.storage import layout
from ecomsim.types import TEXT, Column, timestamp_ltz

if TYPE_CHECKING:
    from ecomsim.session import Session

DONE = "Statement executed successfully."
_RESULT = (Column("statistics", TEXT), Column("data_timestamp", timestamp_ltz()), Column("refresh_action", TEXT))


# --- CREATE ----------------------------------------------------------------------------------------------------


def create(statement: nodes.CreateDynamicTable, session: Session) -> Result:
    """CREATE [OR REPLACE] [TRANSIENT] DYNAMIC TABLE [IF NOT EXISTS] … AS query | CLONE source."""
    name = session.resolve(statement.name, "CREATE DYNAMIC TABLE")
    session.require_container(name)
    existing = session.catalog.relation(name)
    if existing is not None:
        if statement.if_exists == "ignore":
            return status(f"{name.last} already exists, statement succeeded.", "CREATE")
        if statement.if_exists == "error":
            raise errors.already_exists(name)
        if not isinstance(existing, DynamicTable):
            raise wrong_kind(existing)
        if statement.if_exists == "alter":
            redefine.create_or_alter(existing, statement, session)
            return _created(name)
    if statement.clone is not None:
        clone.create(statement, name, existing, session)
        return _created(name)
    drafted = drafts.draft(statement, name, session)
    session.commit()
    with session.account.dynamic_tables.running:
        _install(drafted, existing, session)
    return _created(name)


def _created(name: Name) -> Result:
    return status(f"Dynamic table {name.last} successfully created.", "CREATE")


def wrong_kind(found: Relation) -> errors.SnowflakeError:
    return errors.compilation(
        2203,
        "42601",
        f"Object found is of type '{found.kind.replace(' ', '_')}', not specified type 'DYNAMIC_TABLE'.",
    )


def _install(draft: drafts.Draft, existing: DynamicTable | None, session: Session) -> None:
    """Put the table into the catalog, filled when it initialises on creation."""
    account = session.account
    found, fills = draft.definition, draft.table.initialize == "ON_CREATE"
    instant, started = account.clock.now(), account.clock.milliseconds()
    if fills:
        _bring_up(found, session, instant)
    with definition.worker(account, draft.table.name, draft.table.warehouse, draft.table.owner) as worker:
        worker.query_id = session.query_id
        with worker.ddl() as change:
            table = replace(draft.table, id=change.new_id(), created_on=change.now, scheduled_from=change.now)
            layout.create(change.duck, table.id, table.columns)
            state: State | None = None
            rows = 0
            if fills:
                versions = refresh.pins(found, account, instant)
                rows = _fill(worker, table, found, versions, instant)
                state = refresh.succeeded(State(), instant, versions)
                row = _creation(
                    account, table, existing, instant, rows, account.clock.milliseconds() - started, worker.query_id
                )
                account.dynamic_tables.save(change.duck, table.id, state, row)
            change.create_storage(table.id, table.columns, rows=rows)
            if existing is not None:
                history.end(change.duck, existing.id, change.now)
                change.drop(existing)
            change.add(table)
            suspension.describe(table, change, "CREATE_DYNAMIC_TABLE", found)
    if state is not None:
        account.dynamic_tables.publish(table.id, state)


def _bring_up(found: Definition, session: Session, instant: datetime) -> None:
    """Refresh the upstream dynamic tables to the creation's data timestamp."""
    graph = refresh.graph_of(session.account)
    sources = found.tables - found.independent
    upstream = [key for key in sources if key in graph.nodes and not graph.nodes[key].disabled]
    outcomes = refresh.cycle(session.account, upstream, instant, "CREATION")
    failed = [outcome for outcome in outcomes.values() if outcome.error is not None]
    if failed:
        raise failed[0].error  # type: ignore[misc]


def _fill(
    worker: Session, table: DynamicTable, found: Definition, versions: Mapping[int, int], instant: datetime
) -> int:
    """The first content, inside the transaction of the CREATE."""
    warehouse = str(table.options.get("INITIALIZATION_WAREHOUSE", table.warehouse))
    account = worker.account
    account.warehouses.use(warehouse, worker, account.clock.now())
    try:
        return apply.fill(worker, table.id, found, refresh.values_at(worker, found, versions, instant))
    except duckdb.Error as cause:
        raise dialect_errors.snowflake_error(cause) from cause
    finally:
        account.warehouses.release(warehouse, account.clock.now())


def _creation(
    account: Any,
    table: DynamicTable,
    existing: DynamicTable | None,
    instant: datetime,
    rows: int,
    milliseconds: int,
    query_id: str,
) -> Refresh:
    """The history row of the initial refresh."""
    action = "REINITIALIZE" if existing is not None and table.resolved_refresh_mode != "FULL" else None
    return replace(
        refresh.row_of(account, table, instant, "CREATION"),
        state="SUCCEEDED",
        state_code="SUCCESS",
        query_id=query_id,
        refresh_action=action or table.resolved_refresh_mode,
        refresh_end_time=account.clock.now(),
        statistics=refresh.statistics(apply.Written(rows, 0), milliseconds),
        warehouse=table.warehouse,
    )


# --- ALTER -----------------------------------------------------------------------------------------------------


def alter(statement: nodes.Alter, session: Session) -> Result:
    """ALTER DYNAMIC TABLE [IF EXISTS] name action."""
    name = session.resolve(statement.name, "ALTER")
    table = session.catalog.get(DynamicTable.kind, name)
    if table is None:
        other = session.catalog.relation(name)
        if other is not None:
            raise wrong_kind(other)
        if statement.if_exists:
            return status(DONE, "ALTER")
        session.require_container(name)
        raise errors.does_not_exist("Dynamic Table", statement.name)
    answer = status(DONE, "ALTER")
    for action in statement.actions:
        current = session.catalog.by_id(table.id)
        assert isinstance(current, DynamicTable)
        answer = _act(current, action, session) or answer
    return answer


def _act(table: DynamicTable, action: nodes.AlterAction, session: Session) -> Result | None:
    match action:
        case nodes.Verb(verb=verb):
            return _verb(table, verb, session)
        case nodes.RenameTo(name=written):
            with session.ddl() as change:
                change.replace(replace(table, name=session.resolve(written, "ALTER")))
        case nodes.SwapWith(name=written):
            _swap(table, session.find(DynamicTable.kind, written), session)
        case nodes.SetOptions(options=options) if not action.tags:
            _set(table, dict(options), session)
        case nodes.UnsetOptions(names=names) if not action.tags:
            _unset(table, names, session)
        case nodes.ClusterBy(expressions=expressions):
            _replace(replace(table, cluster_by=expressions), session)
        case nodes.AlterColumn(change="comment"):
            _comment_column(table, action, session)
        case _:
            raise errors.unsupported(f"ALTER DYNAMIC TABLE … {type(action).__name__}")
    return None


def _verb(table: DynamicTable, verb: str, session: Session) -> Result | None:
    graph = refresh.graph_of(session.account)
    match verb:
        case "SUSPEND":
            suspension.suspend(table, session, graph, "USER_SUSPENDED")
        case "RESUME":
            suspension.resume(table, session, graph)
        case "REFRESH":
            return _manual(table, session)
        case "DROP CLUSTERING KEY":
            _replace(replace(table, cluster_by=()), session)
        case _:
            raise errors.unsupported(f"ALTER DYNAMIC TABLE … {verb}")
    return None


def _manual(table: DynamicTable, session: Session) -> Result:
    """ALTER DYNAMIC TABLE … REFRESH: this table and everything upstream, as of now."""
    if session.transaction is not None:
        raise errors.fail(
            2743,
            "0A000",
            "SQL compilation error:\nManual refresh of a dynamic table is not supported inside a multi-statement "
            "transaction.",
        )
    account = session.account
    outcome = refresh.cycle(account, [table.id], account.clock.now(), "MANUAL").get(table.id)
    if outcome is None or (outcome.row.refresh_action == "NO_DATA" and outcome.error is None):
        return status("No new data", "ALTER")
    if outcome.row.state == "UPSTREAM_FAILED":
        raise errors.fail(2753, "55000", "Manual refresh failed because an upstream dynamic table failed to refresh.")
    if outcome.error is not None:
        raise outcome.error
    row = outcome.row
    return of_rows(
        _RESULT, [(row.statistics, row.data_timestamp, row.refresh_action)], kind="ddl", statement_type="ALTER"
    )


def _swap(one: DynamicTable, other: DynamicTable, session: Session) -> None:
    with session.ddl() as change:
        change.swap(one, other)


def _replace(table: DynamicTable, session: Session, trigger: str | None = None) -> None:
    with session.ddl() as change:
        if trigger == "ALTER_TARGET_LAG":
            table = replace(table, scheduled_from=change.now)
        change.replace(table)
        if trigger is not None:
            suspension.describe(table, change, trigger)


_SETTERS: dict[str, Callable[[DynamicTable, Any], DynamicTable]] = {
    "COMMENT": lambda table, value: replace(table, comment=str(value)),
    "DATA_RETENTION_TIME_IN_DAYS": lambda table, value: replace(table, data_retention_time_in_days=value),
    "MAX_DATA_EXTENSION_TIME_IN_DAYS": lambda table, value: replace(table, max_data_extension_time_in_days=value),
    "WAREHOUSE": lambda table, value: replace(table, warehouse=str(value)),
    "INITIALIZATION_WAREHOUSE": lambda table, value: _with_option(table, "INITIALIZATION_WAREHOUSE", value),
    "TARGET_LAG": lambda table, value: replace(
        _with_option(table, "SCHEDULER", "ENABLE" if "SCHEDULER" in table.options else None),
        target_lag=lag.normalised(str(value)),
    ),
    "SCHEDULER": lambda table, value: _with_scheduler(table, str(value)),
}


def _with_option(table: DynamicTable, key: str, value: Any) -> DynamicTable:
    kept = {name: each for name, each in table.options.items() if name != key}
    return replace(table, options=kept if value is None else {**kept, key: value})


def _with_scheduler(table: DynamicTable, value: str) -> DynamicTable:
    chosen = drafts.choice(value, "SCHEDULER", ("ENABLE", "DISABLE"))
    if chosen == "ENABLE" and not table.target_lag:
        raise errors.compilation(2007, "42601", "Missing option(s): [TARGET_LAG]")
    changed = _with_option(table, "SCHEDULER", chosen)
    return replace(changed, target_lag="") if chosen == "DISABLE" else changed


def _set(table: DynamicTable, options: dict[str, Any], session: Session) -> None:
    """SET option = value …, all at once."""
    if "LAG" in options:
        options["TARGET_LAG"] = options.pop("LAG")
    changed = table
    for key in sorted(options, reverse=True):  # TARGET_LAG before SCHEDULER, which needs it
        setter = _SETTERS.get(key)
        if setter is None:
            raise errors.unsupported(f"ALTER DYNAMIC TABLE … SET {key}")
        changed = setter(changed, options[key])
    for key in ("WAREHOUSE", "INITIALIZATION_WAREHOUSE"):
        drafts.check_warehouse(options.get(key), table.name, session)
    if "TARGET_LAG" in options:
        _check_new_lag(changed, session)
    trigger = "ALTER_TARGET_LAG" if options.keys() & {"TARGET_LAG", "SCHEDULER"} else None
    _replace(changed, session, trigger or ("ALTER_WAREHOUSE" if "WAREHOUSE" in options else None))


def _check_new_lag(table: DynamicTable, session: Session) -> None:
    """In both directions: not shorter than upstream, not longer than downstream."""
    own = lag.parse(table.target_lag)
    if own is None:
        return
    graph = refresh.graph_of(session.account)
    for node in graph.upstream(table.id):
        if node.target_lag is not None and node.target_lag > own:
            raise drafts.shorter_than(table.name, node.name)
    for node in graph.downstream(table.id):
        if node.target_lag is not None and node.target_lag < own:
            raise drafts.shorter_than(node.name, table.name)


def _unset(table: DynamicTable, names: Sequence[str], session: Session) -> None:
    changed = table
    for key in names:
        if key not in ("COMMENT", "DATA_RETENTION_TIME_IN_DAYS", "MAX_DATA_EXTENSION_TIME_IN_DAYS") and key not in (
            "INITIALIZATION_WAREHOUSE",
        ):
            raise errors.unsupported(f"ALTER DYNAMIC TABLE … UNSET {key}")
        changed = _SETTERS[key](changed, "" if key == "COMMENT" else None)
    _replace(changed, session)


def _comment_column(table: DynamicTable, action: nodes.AlterColumn, session: Session) -> None:
    if action.name not in {column.name for column in table.columns}:
        raise errors.invalid_identifier(action.name)
    columns = tuple(
        replace(column, comment=action.comment) if column.name == action.name else column for column in table.columns
    )
    _replace(replace(table, columns=columns), session)
