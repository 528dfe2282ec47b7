"""CREATE OR ALTER DYNAMIC TABLE: an existing table takes the definition the statement describes.

Options that are left out go back to their defaults. Nothing is refreshed: another query, other columns, another kind of
refresh or a smaller frozen region make the next refresh a reinitialisation, of the active rows alone where a frozen
region stays. Source: spec/dynamic-tables.md 3.3 to 3.5 and section 16.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ecomsim import errors
from ecomsim.catalog.objects import DynamicTable, TableColumn
from ecomsim.dynamic_tables import drafts, frozen, state, suspension
from ecomsim.policies import attach
from ecomsim.sqltext import nodes
from ecomsim.sqltext.parse import parse_expression
from ecomsim.storage import layout
from ecomsim.storage.columns import placed
from ecomsim.tags import tagging

if TYPE_CHECKING:
    from ecomsim.ddl.change import Change
    from ecomsim.sessions.session import Session


@dataclass(frozen=True, slots=True)
class Columns:
    """How stored columns become the wanted ones. A renamed column is dropped and added: it reads NULL at first."""

    dropped: tuple[TableColumn, ...] = ()
    added: tuple[TableColumn, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.dropped or self.added)


def create_or_alter(table: DynamicTable, statement: nodes.CreateDynamicTable, session: Session) -> None:
    """Bring `table` to what the statement says; its id, data, schedule state and history stay."""
    if statement.clone is not None:
        raise errors.unsupported("CREATE OR ALTER DYNAMIC TABLE … CLONE")
    if any(attach.uses(table)):
        raise errors.unsupported("CREATE OR ALTER of a dynamic table with policies")
    if statement.transient != table.transient:
        raise _refused("change TRANSIENT of a dynamic table")
    for given, what in ((statement.backfill, "BACKFILL FROM"), (statement.start_at, "START AT")):
        if given is not None:
            raise _refused(f"set {what}")
    wanted = drafts.draft(statement, table.name, session).table
    wanted = replace(wanted, columns=placed(wanted.columns, table.columns))
    if wanted.refresh_mode == "AUTO" and not wanted.refresh_using:
        wanted = _with_kept_mode(table, wanted)
    plan = column_plan(table.columns, wanted.columns)
    _check_dropped(plan, table)
    changed = replace(
        wanted,
        id=table.id,
        created_on=table.created_on,
        owner=table.owner,
        keys=table.keys,
        options={
            **wanted.options,
            **{key: table.options[key] for key in ("CLONE", "BACKFILL") if key in table.options},
        },
        scheduling_state=table.scheduling_state,
        suspend_reason=table.suspend_reason,
        suspended_on=table.suspended_on,
        resumed_on=table.resumed_on,
        scheduled_from=table.scheduled_from,
    )
    changed = tagging.kept(changed, table)
    _apply(table, changed, plan, session, rebuilt=_is_rebuilt(table, changed, plan, session))


def with_region(table: DynamicTable, predicate: str | None, session: Session) -> DynamicTable:
    """`table` with another frozen region, or none; a region that loses rows makes the next refresh reinitialise."""
    if predicate is not None:
        if table.refresh_using:
            raise errors.compilation(1420, "0A000", "FROZEN WHERE cannot be combined with REFRESH USING.")
        frozen.check(parse_expression(predicate), table.columns, frozen.query_of(table), table.keys)
        frozen.region(predicate, table.columns, session)
    if _loses_rows(table.immutable_where, predicate, session):
        states = session.account.dynamic_tables
        states.note(table.id, replace(states.get(table.id), sources={}))
        states.flush()
    return replace(table, immutable_where=predicate)


def _loses_rows(old: str | None, new: str | None, session: Session) -> bool:
    return old is not None and (new is None or not frozen.contains(new, old, session))


def _refused(what: str) -> errors.SnowflakeError:
    return errors.compilation(
        1420,
        "0A000",
        f"CREATE OR ALTER cannot {what}. CREATE OR ALTER execution failed. Partial updates may have been applied.",
    )


def _with_kept_mode(table: DynamicTable, wanted: DynamicTable) -> DynamicTable:
    """AUTO keeps the mode the table has, as long as the new query can be refreshed so."""
    if wanted.resolved_refresh_mode == "FULL" != table.resolved_refresh_mode and wanted.query != table.query:
        return wanted
    return replace(
        wanted,
        resolved_refresh_mode=table.resolved_refresh_mode,
        refresh_mode_reason=table.refresh_mode_reason,
    )


def _is_rebuilt(old: DynamicTable, new: DynamicTable, plan: Columns, session: Session) -> bool:
    """Whether the next refresh starts anew. Custom tables go on from where they stand."""
    if new.refresh_using:
        return not old.refresh_using
    incremental = {"INCREMENTAL", "ADAPTIVE"}
    other_mode = (old.resolved_refresh_mode in incremental) != (new.resolved_refresh_mode in incremental)
    smaller = _loses_rows(old.immutable_where, new.immutable_where, session)
    return bool(plan) or new.query != old.query or other_mode or smaller


def _apply(old: DynamicTable, new: DynamicTable, plan: Columns, session: Session, *, rebuilt: bool) -> None:
    states = session.account.dynamic_tables
    after = replace(states.get(old.id), sources={}) if rebuilt else states.get(old.id)
    new_lag = new.target_lag != old.target_lag or new.options.get("SCHEDULER") != old.options.get("SCHEDULER")
    with states.running, session.ddl() as change:
        change.lock(old.id)
        if plan:
            _alter_storage(old.id, plan, change)
        types = {column.name: column.type for column in old.columns}
        columns = tuple(replace(column, type=types.get(column.name, column.type)) for column in new.columns)
        changed = replace(new, columns=columns, scheduled_from=change.now if new_lag else old.scheduled_from)
        change.replace(changed)
        state.write(change.duck, {old.id: after})
        trigger = "ALTER_TARGET_LAG" if new_lag else "ALTER_WAREHOUSE" if new.warehouse != old.warehouse else "NONE"
        suspension.describe(changed, change, trigger)
    states.publish(old.id, after)


# --- columns ---------------------------------------------------------------------------------------------------


def column_plan(stored: Sequence[TableColumn], wanted: Sequence[TableColumn]) -> Columns:
    """Columns may go, or join at the end; so the last ones may take new names. Raises 001420."""
    old, new = [column.name for column in stored], [column.name for column in wanted]
    types = {column.name: column.type for column in stored}
    if any(column.type.name != types.get(column.name, column.type).name for column in wanted):
        raise _refused("change the type of a column")
    kept = [name for name in old if name in new]
    if kept != [name for name in new if name in old] or new[: len(kept)] != kept:
        raise _refused("reorder columns or add them anywhere but at the end")
    return Columns(
        dropped=tuple(column for column in stored if column.name not in new),
        added=tuple(column for column in wanted if column.name not in old),
    )


def _check_dropped(plan: Columns, table: DynamicTable) -> None:
    """A column of the clustering key or of the frozen region stays."""
    dropped = {column.name for column in plan.dropped}
    for text in (*table.cluster_by, table.immutable_where or "NULL"):
        for name in sorted(dropped & frozen.column_names(text)):
            raise _refused(f"drop column '{name}', which the clustering key or the frozen region uses")


def _alter_storage(table_id: int, plan: Columns, change: Change) -> None:
    """Added columns read NULL until the next refresh."""
    for column in plan.dropped:
        layout.drop_column(change.duck, table_id, column)
    for column in plan.added:
        layout.add_column(change.duck, table_id, column)
