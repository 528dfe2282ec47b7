"""Refreshing: one cycle brings a set of dynamic tables and everything upstream of them to one data timestamp.

Every base table is read as of that timestamp, every upstream dynamic table at the version made for it, so a table's
content always equals its query at its data timestamp. Each table commits by itself with its state and its history row;
a failure keeps the old content and stops what lies downstream. Source: spec/dynamic-tables.md sections 9 to 12.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ecomsim import errors
from ecomsim.catalog.objects import DynamicTable
from ecomsim.dynamic_tables import adaptive, definition, evolve, lag, sources, suspension, writing
from ecomsim.dynamic_tables.decide import Decision, decide
from ecomsim.dynamic_tables.definition import Definition
from ecomsim.dynamic_tables.graph import Graph, Node
from ecomsim.dynamic_tables.history import Refresh
from ecomsim.dynamic_tables.state import State
from ecomsim.dynamic_tables.writing import OnBehalf, Work
from ecomsim.errors import SnowflakeError

if TYPE_CHECKING:
    from ecomsim.accounts.account import Account

FAILED = frozenset({"FAILED", "UPSTREAM_FAILED", "CANCELLED"})
MAX_FAILURES = 5
MAX_SKIPPED = 100  # rows for due times that passed while nobody was running
_log = logging.getLogger(__name__)


# --- the schedule ----------------------------------------------------------------------------------------------


def next_due(account: Account) -> datetime | None:
    """When the next scheduled refresh is due; None when there is nothing to refresh."""
    return graph_of(account).next_due(account.dynamic_tables.last_due())


def run_due(account: Account, now: datetime) -> int:
    """Run every refresh that is due at or before `now`; returns how many tables were dealt with.

    On a virtual clock every due time has its refresh. On the wall clock a table that missed several refreshes once, for
    the latest; the others are recorded as SKIPPED. One call then runs one data timestamp, the earliest.
    """
    states = account.dynamic_tables
    with states.running:
        if not account.clock.is_virtual:
            now = max(now, account.clock.now())
        graph = graph_of(account)
        due = graph.due(now, states.last_due())
        if not account.clock.is_virtual:  # when that is done, later times may be due: the others wait for the next call
            due = [each for each in due if each[2] == min(latest for _, _, latest in due)]
        count = 0
        for node, first, latest in due:
            _skip(account, node, first, latest)
        for instant in sorted({latest for _, _, latest in due}):
            wanted = [node.id for node, _, latest in due if latest == instant]
            count += len(cycle(account, wanted, instant, "SCHEDULED"))
        return max(count, len(due))


def _skip(account: Account, node: Node, first: datetime, latest: datetime) -> None:
    assert node.target_lag is not None
    every = lag.period(node.target_lag)
    start = max(first, latest - MAX_SKIPPED * every)
    table = _table(account, node.id)
    rows = []
    while start < latest:
        rows.append(row_of(account, table, start, "SCHEDULED", state="SKIPPED"))
        start += every
    if rows:
        account.dynamic_tables.note(node.id, account.dynamic_tables.get(node.id), *rows)


def graph_of(account: Account) -> Graph:
    """The graph of all live dynamic tables; built once per version of the catalog."""
    states, catalog = account.dynamic_tables, account.catalog
    if states.graph is None or states.graph[0] != catalog.version:
        found = sorted(catalog.all("DYNAMIC TABLE"), key=lambda table: table.id)
        tables = [table for table in found if isinstance(table, DynamicTable)]
        states.graph = (catalog.version, Graph({table.id: _node(table, account) for table in tables}))
    return states.graph[1]


def _node(table: DynamicTable, account: Account) -> Node:
    """A definition that no longer binds keeps the inputs of its last refresh; its next refresh reports the error."""
    found, nodes = definition.known(table, account), account.dynamic_tables.nodes
    if found is None:
        return _new_node(table, account.dynamic_tables.get(table.id).sources, account)
    made = nodes.get(table.id)
    if made is None or made[0] is not table or made[1] is not found:
        made = nodes[table.id] = table, found, _new_node(table, found.tables - found.independent, account)
    return made[2]


def _new_node(table: DynamicTable, reads: Iterable[int], account: Account) -> Node:
    disabled = table.options.get("SCHEDULER") == "DISABLE"
    return Node(
        id=table.id,
        name=table.name,
        target_lag=None if disabled else lag.parse(table.target_lag),
        inputs=frozenset(key for key in reads if isinstance(account.catalog.by_id(key), DynamicTable)),
        active=table.scheduling_state == "ACTIVE",
        disabled=disabled,
        scheduled_from=table.scheduled_from,
    )


# --- one cycle -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one table's refresh ended. `error` is set for FAILED and UPSTREAM_FAILED."""

    table: DynamicTable
    row: Refresh
    error: SnowflakeError | None = None


def cycle(
    account: Account, wanted: Iterable[int], instant: datetime, trigger: str, on_behalf: OnBehalf | None = None
) -> dict[int, Outcome]:
    """Refresh `wanted` and their upstream dynamic tables to one data timestamp, upstream first."""
    with account.dynamic_tables.running:
        with account.commit_lock:
            pass  # a commit that is under way may carry an earlier time than `instant`: let it finish first
        outcomes: dict[int, Outcome] = {}
        for node in graph_of(account).cascade(wanted):
            outcome = _refresh(account, node, instant, trigger, outcomes, on_behalf)
            if outcome is not None:
                outcomes[node.id] = outcome
        return outcomes


def _refresh(
    account: Account,
    node: Node,
    instant: datetime,
    trigger: str,
    outcomes: Mapping[int, Outcome],
    on_behalf: OnBehalf | None,
) -> Outcome | None:
    """Refresh one table; None when it already is at this data timestamp or a later one."""
    states = account.dynamic_tables
    table, state = _table(account, node.id), states.get(node.id)
    scheduled = trigger == "SCHEDULED"
    if state.data_timestamp is not None and state.data_timestamp >= instant:
        if scheduled:
            states.note(table.id, replace(state, last_due=instant))
        return None
    if scheduled:
        state = replace(state, last_due=instant)
        if _is_overtaken(node, outcomes, instant, account):
            row = row_of(account, table, instant, trigger, state="SKIPPED")
            states.note(table.id, state, row)
            return Outcome(table, row)
    row = row_of(account, table, instant, trigger)
    failed = [outcomes[key] for key in node.inputs if key in outcomes and outcomes[key].row.state in FAILED]
    if failed:
        names = ", ".join(sorted(str(each.table.name) for each in failed))
        error = errors.compilation(2753, "55000", f"Some inputs failed to refresh: [{names}]")
        return _upstream_failed(account, table, state, row, error)
    started = account.clock.milliseconds()
    try:
        if table.require_user and on_behalf is None:
            raise needs_user(table)
        table, state = evolve.evolved(table, state, account)
        found = definition.of(table, account)
        versions = pins(found, account, instant)
        if table.resolved_refresh_mode != "FULL" and state.sources and state.data_timestamp is not None:
            sources.check_fresh(versions, state.data_timestamp, instant, account.catalog)
        decision = _decision(account, table, state, found, versions)
        row = replace(
            row,
            refresh_action=decision.action,
            reinit_reason=decision.reason,
            last_completed_dependency=dependency(node.inputs, outcomes, account),
        )
        if decision.action == "NO_DATA":
            row = replace(row, state="SUCCEEDED", state_code="SUCCESS", refresh_end_time=account.clock.now())
            states.note(table.id, writing.succeeded(state, instant, versions, found, account.catalog), row)
            return Outcome(table, row)
        row = replace(row, inputs_with_changed_data=_changed_inputs(account, state, versions))
        work = Work(
            table=table,
            state=state,
            found=found,
            versions=versions,
            decision=decision,
            row=row,
            started=started,
            on_behalf=on_behalf,
        )
        return Outcome(table, writing.write(account, work))
    except SnowflakeError as error:
        return _failed(account, table, state, row, error, started)
    except Exception as bug:
        if not scheduled:
            raise
        # the scheduler outlives a bug in the engine; the log keeps its traceback
        _log.exception("The refresh of %s failed with an internal error", table.name)
        return _failed(account, table, state, row, errors.internal(f"{type(bug).__name__}: {bug}"), started)


def _is_overtaken(node: Node, outcomes: Mapping[int, Outcome], instant: datetime, account: Account) -> bool:
    """Whether an input cannot be read as of this data timestamp: a manual refresh took it past, or it was skipped."""
    stamps = (account.dynamic_tables.get(key).data_timestamp for key in node.inputs)
    return any(stamp is not None and stamp > instant for stamp in stamps) or any(
        outcomes[key].row.state == "SKIPPED" for key in node.inputs if key in outcomes
    )


def pins(found: Definition, account: Account, instant: datetime) -> dict[int, int]:
    """The version of every source at one data timestamp.

    A base table, and a dynamic table inside a refresh boundary: as of the timestamp. Any other dynamic table: its
    present version, which the cycle made for this timestamp.
    Raises 002741 for one that was never refreshed, 002841 when a base table's history does not reach back that far.
    """
    versions: dict[int, int] = {}
    for table_id in sorted(found.tables):
        source = account.catalog.by_id(table_id)
        if isinstance(source, DynamicTable):
            if account.dynamic_tables.get(table_id).data_timestamp is None:
                raise errors.compilation(2741, "55000", f"Dynamic Table '{source.name}' is not initialized.")
            if table_id not in found.independent:
                versions[table_id] = account.timelines.number(table_id)
                continue
        version = account.timelines.at_time(table_id, instant)
        if version is None:
            name = source.name if source is not None else table_id
            raise errors.compilation(2841, "02000", f"Base table '{name}' is outside the data retention period.")
        versions[table_id] = version.number
    return versions


def _decision(
    account: Account, table: DynamicTable, state: State, found: Definition, versions: Mapping[int, int]
) -> Decision:
    changed = any(
        account.timelines.changed_between(key, state.sources.get(key, 0), version) for key, version in versions.items()
    )
    names = {key: str(item.name) for key in versions if (item := account.catalog.by_id(key)) is not None}
    decision = decide(
        state,
        {**versions, **found.written(account.catalog)},
        changed=changed,
        time_dependent=found.is_time_dependent,
        mode=table.resolved_refresh_mode,
        names=names,
    )
    if table.resolved_refresh_mode == "ADAPTIVE" and decision.action == "INCREMENTAL":
        return adaptive.decision(account, state, found, versions) or decision
    return decision


def needs_user(table: DynamicTable) -> SnowflakeError:
    """A table with REQUIRE USER is refreshed by nobody but a user who says so."""
    return errors.compilation(
        1420,
        "0A000",
        f"Dynamic Table '{table.name.last}' requires a user: use ALTER DYNAMIC TABLE … REFRESH COPY SESSION.",
    )


# --- failing ---------------------------------------------------------------------------------------------------


def _upstream_failed(
    account: Account, table: DynamicTable, state: State, row: Refresh, error: SnowflakeError
) -> Outcome:
    row = replace(
        row,
        state="UPSTREAM_FAILED",
        state_code="UPSTREAM_FAILED",
        state_message=error.raw_msg,
        refresh_action="NO_DATA",
        refresh_end_time=account.clock.now(),
    )
    account.dynamic_tables.note(table.id, state, row)
    return Outcome(table, row, error)


def _failed(
    account: Account, table: DynamicTable, state: State, row: Refresh, error: SnowflakeError, started: int
) -> Outcome:
    """Record a failure; after five scheduled ones in a row the table is suspended, and with it what reads it."""
    if error.errno == 2003:  # a refresh reports a source that is gone with a number of its own
        error = errors.fail(2037, error.sqlstate, error.raw_msg)
    row = replace(
        row,
        state="FAILED",
        state_code=f"{error.errno:06d}",
        state_message=error.raw_msg,
        refresh_end_time=account.clock.now(),
        statistics=json.dumps(writing.times(account.clock.milliseconds() - started)),
    )
    failures = state.failures + (row.refresh_trigger == "SCHEDULED")
    account.dynamic_tables.note(table.id, replace(state, failures=failures), row)
    if failures >= MAX_FAILURES and row.refresh_trigger == "SCHEDULED":
        with account.session(internal=True) as session:
            suspension.suspend(table, session, graph_of(account), "SUSPENDED_DUE_TO_ERRORS")
    return Outcome(table, row, error)


# --- history rows ----------------------------------------------------------------------------------------------


def _table(account: Account, identifier: int) -> DynamicTable:
    table = account.catalog.by_id(identifier)
    assert isinstance(table, DynamicTable)
    return table


def row_of(
    account: Account, table: DynamicTable, instant: datetime, trigger: str, *, state: str = "EXECUTING"
) -> Refresh:
    """The history row of a refresh that begins now."""
    now = account.clock.now()
    previous = account.dynamic_tables.get(table.id).data_timestamp
    seconds = lag_seconds(table)
    return Refresh(
        table_id=table.id,
        name=table.name.last,
        schema_name=table.name.schema,
        database_name=table.name.database,
        state=state,
        data_timestamp=instant,
        refresh_start_time=None if state == "SKIPPED" else now,
        refresh_end_time=None,
        completion_target=previous + timedelta(seconds=seconds) if previous is not None and seconds else None,
        refresh_trigger=trigger,
        target_lag_sec=seconds,
        warehouse=None,
    )


def lag_seconds(table: DynamicTable) -> int | None:
    """TARGET_LAG in seconds; None for DOWNSTREAM and while the scheduler is disabled."""
    if table.options.get("SCHEDULER") == "DISABLE":
        return None
    found = lag.parse(table.target_lag)
    return None if found is None else int(found.total_seconds())


def dependency(reads: Iterable[int], outcomes: Mapping[int, Outcome], account: Account) -> str | None:
    """LAST_COMPLETED_DEPENDENCY: the dynamic table among those it reads that finished last, in this cycle or before."""
    inputs = {key for key in reads if isinstance(account.catalog.by_id(key), DynamicTable)}
    done = [(each.table, each.row.data_timestamp) for key, each in outcomes.items() if key in inputs]
    if not done:
        stamps = ((_table(account, key), account.dynamic_tables.get(key).data_timestamp) for key in sorted(inputs))
        done = sorted(((table, stamp) for table, stamp in stamps if stamp is not None), key=lambda each: each[1])
    if not done:
        return None
    table, stamp = done[-1]
    return json.dumps({"qualified_name": str(table.name), "data_timestamp": stamp.isoformat()})


def _changed_inputs(account: Account, state: State, versions: Mapping[int, int]) -> str | None:
    """INPUTS_WITH_CHANGED_DATA: the sources whose rows changed since the last refresh."""
    changed = [
        {"name": str(item.name), "kind": item.kind.replace(" ", "_")}
        for key, version in sorted(versions.items())
        if account.timelines.changed_between(key, state.sources.get(key, 0), version)
        and (item := account.catalog.by_id(key)) is not None
    ]
    return json.dumps(changed) if changed else None
