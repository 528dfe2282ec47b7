"""ALTER TABLE: columns, keys, properties, RENAME and SWAP.

Source: spec/sql-semantics.md section 10.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from ecomsim import errors
from ecomsim.catalog.objects import DynamicTable, Key, Table, TableColumn
from ecomsim.ddl import checks, keys, new_columns, tables
from ecomsim.ddl.change import Change
from ecomsim.ddl.containers import check_options
from ecomsim.dialect.bind import assign, bind_expression
from ecomsim.dml import target
from ecomsim.duck import first_row
from ecomsim.names import quote
from ecomsim.policies import attach
from ecomsim.sqltext import nodes
from ecomsim.sqltext.nodes import Alter
from ecomsim.sqltext.parse import parse_expression
from ecomsim.statements import virtual_columns
from ecomsim.statements.result import Result, status
from ecomsim.storage import layout
from ecomsim.storage.columns import placed, renamed
from ecomsim.streams import streams
from ecomsim.tags import tagging
from ecomsim.values.types import SnowflakeType

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

SETTABLE = tables.OPTIONS | {"COMMENT"}


def alter(statement: Alter, session: Session) -> Result:
    """ALTER TABLE [IF EXISTS] name action."""
    done = status("Statement executed successfully.", "ALTER_TABLE")
    renaming = any(isinstance(action, nodes.RenameTo) for action in statement.actions)
    full = session.resolve(statement.name, "RENAME" if renaming else "ALTER")
    if session.lookup("TABLE", full) is None:
        other = session.catalog.relation(full)
        if statement.if_exists and other is None:
            return done
        if isinstance(other, DynamicTable):
            from ecomsim.dynamic_tables import constraints

            constraints.alter(other, statement.actions, session)
            return done
        session.require_container(full)
        raise errors.does_not_exist("Table", statement.name)
    table: Any = session.lookup("TABLE", full)
    match statement.actions:
        case (nodes.SwapWith() as swap,):
            _swap(table, swap, session)
        case (nodes.RenameTo() as rename,):
            full = session.resolve(rename.name, "RENAME")
            session.require_container(full)
            with session.ddl() as change:
                if table.durability == "TEMPORARY":
                    change.rename_temporary(table, full)
                else:
                    change.replace(replace(table, name=full))
        case actions:
            apply(table, actions, session)
    return done


def apply(table: Table, actions: Sequence[Any], session: Session) -> None:
    """The actions of an ALTER TABLE as one transaction: all of them, or none."""
    temporary = table.durability == "TEMPORARY"
    if temporary and any(isinstance(action, attach.ACTIONS) for action in actions):
        raise errors.unsupported("policies and tags of a temporary table")
    with session.ddl() as change:
        change.lock(table.id)
        streams.remember_stale(table, change)
        for action in actions:
            table = changed(table, action, session, change)
            if temporary:
                change.add_temporary(table)
            elif isinstance(action, attach.ACTIONS):  # which has checked who may: not only the owner
                change.put(table)
            else:
                change.replace(table)


def changed(table: Table, action: Any, session: Session, change: Change) -> Table:
    """The table after `action`, its relations already changed."""
    match action:
        case nodes.AddColumns():
            return _add_columns(table, action, session, change)
        case nodes.DropColumns():
            return _drop_columns(table, action, change)
        case nodes.RenameColumn():
            return _rename_column(table, action, change)
        case nodes.AlterColumn():
            return _alter_column(table, action, session, change)
        case nodes.SetMasking() | nodes.AddRowAccess() | nodes.DropRowAccess():
            return attach.altered(table, action, session, change.now)
        case nodes.AddConstraint():
            return _add_constraint(table, action.constraint, change)
        case nodes.DropConstraint() | nodes.RenameConstraint() | nodes.AlterConstraint():
            return replace(table, keys=keys.changed(table.keys, action, table.name))
        case nodes.ClusterBy() | nodes.Verb(verb="DROP CLUSTERING KEY" | "SUSPEND RECLUSTER" | "RESUME RECLUSTER"):
            return checks.clustered(table, action, session)
        case nodes.SetOptions():
            return with_properties(table, dict(action.options), change)
        case nodes.UnsetOptions():
            return with_properties(table, dict.fromkeys(action.names), change)
    raise errors.unsupported(f"ALTER TABLE {type(action).__name__}")


def with_properties(table: Table, values: dict[str, Any], change: Change) -> Table:
    """The table with some properties set; None takes one back to its default."""
    check_options(values, SETTABLE, "ALTER TABLE SET")
    for key, value in values.items():
        if key == "COMMENT":
            table = replace(table, comment=str(value or ""))
        elif key == "CHANGE_TRACKING":
            since = (table.change_tracking_since if table.change_tracking else change.now) if value else None
            table = replace(table, change_tracking=bool(value), change_tracking_since=since)
        elif key == "DATA_RETENTION_TIME_IN_DAYS":
            checks.check_retention(value, table.durability)
            table = replace(table, data_retention_time_in_days=None if value is None else int(value))
        elif key == "MAX_DATA_EXTENSION_TIME_IN_DAYS":
            table = replace(table, max_data_extension_time_in_days=None if value is None else int(value))
        elif key != "DEFAULT_DDL_COLLATION":
            others = {name: other for name, other in table.options.items() if name != key}
            table = replace(table, options=others if value is None else {**others, key: value})
    return table


# --- columns ---------------------------------------------------------------------------------------------------


def _add_columns(table: Table, action: nodes.AddColumns, session: Session, change: Change) -> Table:
    known = {column.name for column in table.columns}
    for definition in action.columns:
        if definition.name in known:
            if action.if_not_exists:
                continue
            raise errors.compilation(1430, "42601", f"column '{definition.name}' already exists")
        column = placed((replace(new_columns.column_of(definition, change), since=change.now),), table.columns)[0]
        if column.expression is not None:
            table = tagging.with_columns(replace(table, columns=(*table.columns, column)), (definition,), session)
            continue
        default = _constant_default(column, table, session, change)
        if not column.nullable and default is None and _has_rows(table, change):
            raise errors.compilation(
                2028,
                "23001",
                f"Non-nullable column '{column.name}' cannot be added to non-empty table "
                f"'{table.name.last}' unless it has a non-null default value.",
            )
        layout.add_column(change.duck, table.id, column, default or "NULL")
        table = attach.with_masks(replace(table, columns=(*table.columns, column)), (definition,), session)
        table = tagging.with_columns(table, (definition,), session)
    new_columns.check_names([column.name for column in table.columns])
    table = replace(table, columns=virtual_columns.checked(table.columns, session))
    keys.check(action.constraints, table.columns)
    return replace(table, keys=(*table.keys, *keys.of(keys.created(action.constraints, session))))


def _constant_default(column: TableColumn, table: Table, session: Session, change: Change) -> str | None:
    """DuckDB SQL of the default for the rows that are there already; they may not need one that is not constant."""
    if column.default is None and column.identity is None:
        return None
    if column.default is not None:
        context = session.context()
        bound = bind_expression(parse_expression(column.default), (), context)
        tree = assign(bound.tree, bound.type, target.as_column(column), context, table=table.name.last)
        if not bound.parameters and not any(call.name == "nextval" for call in tree.find_all(exp.Anonymous)):
            return f"({tree.sql('duckdb')})"
    if _has_rows(table, change):
        raise errors.compilation(
            2262,
            "22000",
            f"Cannot add column '{column.name}' with non-constant default to non-empty table '{table.name.last}'.",
        )
    return None


def _has_rows(table: Table, change: Change) -> bool:
    return first_row(change.duck.execute(f"SELECT 1 FROM {layout.current(table.id)} LIMIT 1")) is not None


def _drop_columns(table: Table, action: nodes.DropColumns, change: Change) -> Table:
    known = {column.name for column in table.columns}
    for name in action.names:
        if name not in known:
            if action.if_exists:
                continue
            raise errors.compilation(2078, "42S22", f"column '{name}' does not exist")
        if len(table.columns) == 1:
            raise errors.compilation(2112, "0A000", f"Cannot drop the only column of table '{table.name.last}'.")
        attach.check_droppable(table, name)
        if (column := _column(table, name)).expression is None:
            layout.drop_column(change.duck, table.id, column)
        table = replace(
            table,
            columns=tuple(column for column in table.columns if column.name != name),
            keys=tuple(key for key in table.keys if name not in key.columns),
        )
    return replace(table, columns=virtual_columns.checked(table.columns, change.session))


def _rename_column(table: Table, action: nodes.RenameColumn, change: Change) -> Table:
    old = _column(table, action.name)
    new = renamed(old, action.to, (column for column in table.columns if column is not old))
    columns = tuple(replace(new, since=change.now) if column is old else column for column in table.columns)
    new_columns.check_names([column.name for column in columns])
    if old.expression is None:
        layout.rename_column(change.duck, table.id, old, new)
    columns = virtual_columns.checked(columns, change.session)

    def renewed(key: Key) -> Key:
        return replace(key, columns=tuple(action.to if name == action.name else name for name in key.columns))

    after = replace(table, columns=columns, keys=tuple(renewed(key) for key in table.keys))
    return attach.renamed_column(after, action.name, action.to)


def _column(table: Table, name: str) -> TableColumn:
    for column in table.columns:
        if column.name == name:
            return column
    raise errors.invalid_identifier(name)


def _alter_column(table: Table, action: nodes.AlterColumn, session: Session, change: Change) -> Table:
    column = _column(table, action.name)
    if column.expression is not None and action.change != "comment":
        raise errors.unsupported("ALTER of a virtual column")
    match action.change:
        case "type":
            assert action.type is not None
            _check_type(table, column, action.type, change)
            if action.type.duckdb != column.type.duckdb:
                layout.change_type(change.duck, table.id, column, action.type)
            column = replace(column, type=replace(action.type, collation=column.type.collation))
        case "set not null":
            missing = first_row(
                change.duck.execute(
                    f"SELECT 1 FROM {layout.current(table.id)} WHERE {quote(column.duckdb)} IS NULL LIMIT 1"
                )
            )
            if missing is not None:
                raise errors.compilation(
                    1471,
                    "42601",
                    f"Column '{column.name}' contains null values. Not null constraint cannot be added.",
                )
            column = replace(column, nullable=False)
        case "drop not null":
            column = replace(column, nullable=True)
        case "set default":
            tree = parse_expression(action.default_text or "NULL")
            if not any(
                isinstance(node, (exp.Column, exp.Dot)) and "NEXTVAL" in node.sql().upper() for node in tree.walk()
            ):
                raise errors.unsupported("ALTER COLUMN SET DEFAULT to anything but a sequence's NEXTVAL")
            column = replace(column, default=action.default_text)
        case "drop default":
            column = replace(column, default=None)
        case "comment":
            column = replace(column, comment=action.comment)
        case _:
            raise errors.unsupported(f"ALTER COLUMN {action.change}")
    columns = tuple(column if each.name == column.name else each for each in table.columns)
    return replace(table, columns=virtual_columns.checked(columns, session))


def _check_type(table: Table, column: TableColumn, to: SnowflakeType, change: Change) -> None:
    """Only a longer VARCHAR or BINARY and a NUMBER of the same scale, wide enough for its values, are allowed."""
    old = column.type
    allowed = old == to
    if old.name == to.name in ("VARCHAR", "BINARY"):
        allowed = (to.length or 0) >= (old.length or 0)
    if old.name == to.name == "NUMBER":
        wider = (to.precision or 0) >= (old.precision or 0)
        allowed = to.scale == old.scale and (wider or _fits(table, column, to, change))
    if not allowed:
        raise errors.compilation(2108, "42601", f"cannot change column {column.name} from type {old} to {to}")


def _fits(table: Table, column: TableColumn, to: SnowflakeType, change: Change) -> bool:
    """Whether every value of a NUMBER column has a place in the narrower `to`. Time Travel reads with that type too."""
    limit = f"1e{(to.precision or 0) - (to.scale or 0)}::DECIMAL(38,0)" if to.precision != to.scale else "1"
    name = quote(column.duckdb)

    def exceeds(relation: str) -> bool:
        return (
            first_row(change.duck.execute(f"SELECT 1 FROM {relation} WHERE abs({name}) >= {limit} LIMIT 1")) is not None
        )

    if exceeds(layout.current(table.id)):
        return False
    if exceeds(layout.history(table.id)):
        raise errors.unsupported("a smaller precision than values need that Time Travel still keeps")
    return True


# --- keys, swap ------------------------------------------------------------------------------------------------


def _add_constraint(table: Table, constraint: nodes.Constraint, change: Change) -> Table:
    keys.check((constraint,), table.columns)
    made = keys.created((constraint,), change.session)
    if not made:
        return table
    if constraint.kind == "PRIMARY KEY":
        if any(key.kind == "PRIMARY KEY" for key in table.keys):
            raise errors.compilation(2232, "42601", f"Primary key already exists for table '{table.name.last}'.")
        for name in constraint.columns:
            table = _alter_column(table, nodes.AlterColumn(name=name, change="set not null"), change.session, change)
    return replace(table, keys=(*table.keys, *keys.of(made)))


def _swap(table: Table, action: nodes.SwapWith, session: Session) -> None:
    """Exchange the names of two tables in one transaction."""
    other = session.find("TABLE", action.name, "ALTER")
    if "TEMPORARY" in (table.durability, other.durability):
        raise errors.unsupported("SWAP WITH of a temporary table")
    with session.ddl() as change:
        change.lock(table.id)
        change.lock(other.id)
        change.swap(table, other)
