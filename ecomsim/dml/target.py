"""The target of DML: which table, what its columns take, and the rows a statement finds in it.

UPDATE, DELETE and MERGE find their effects with a query over the target that also shows the hidden row id; the effects
are then written by row id. So all three share one way of writing, and no DuckDB statement needs to know versions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from sqlglot import exp

from ecomsim import errors
from ecomsim.access import checks
from ecomsim.catalog.objects import DynamicTable, ExternalTable, Table, TableColumn, View
from ecomsim.dialect.bind import BoundQuery, assign, bind_expression, bind_query
from ecomsim.dialect.context import BoundRelation, Context
from ecomsim.dialect.convert import iso_moment
from ecomsim.dialect.trace import MARK
from ecomsim.dml import idle
from ecomsim.names import ObjectName, quote
from ecomsim.policies import protect, tagged
from ecomsim.sqltext.parse import parse_expression
from ecomsim.statements import placeholders, trees, virtual_columns
from ecomsim.statements.resolver import SessionResolver
from ecomsim.storage import found, layout
from ecomsim.storage.columns import ROWID
from ecomsim.storage.locks import Mode
from ecomsim.streams import streams
from ecomsim.values.types import INTEGER, Column, SnowflakeType

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session
    from ecomsim.sessions.transactions import Transaction

TARGET = "$target"
ROW_COLUMN = Column("$row", INTEGER, nullable=False)
PLACE_COLUMN = Column("$place", INTEGER, nullable=False)
"""What a target's row shows beside its columns: its row id, and DuckDB's own number of it."""


PRIVILEGES = {"MERGE": ("INSERT", "UPDATE", "DELETE"), "COPY INTO": ("INSERT",)}
"""What writing a table takes, where it is not the privilege of the statement's own name."""
INTO_FROZEN = frozenset({"INSERT", "UPDATE", "DELETE", "MERGE"})
"""Statements that may write the frozen region of a dynamic table."""


def find(name: ObjectName, session: Session, action: str) -> Table:
    """The table a DML statement writes; views, streams and dynamic tables refuse in Snowflake's words."""
    if session.pins is not None and session.pins.own is not None and name.parts == ("SELF",):
        return as_table(session.pins.own)
    full = session.resolve(name, action)
    table = session.lookup("TABLE", full)
    if isinstance(table, Table):
        if full not in session.temporary:
            for privilege in PRIVILEGES.get(action, (action,)):
                checks.use(session, table, privilege)
        return table
    other = session.catalog.relation(full)
    if isinstance(other, DynamicTable):
        if other.immutable_where is None or action not in INTO_FROZEN:
            raise not_supported(full.last)
        checks.use(session, other)
        return as_table(other)
    if isinstance(other, ExternalTable):
        raise errors.compilation(2203, "42601", "Object found is of type 'EXTERNAL_TABLE', not specified type 'TABLE'.")
    if isinstance(other, View):
        raise errors.compilation(2203, "42601", "Object found is of type 'VIEW', not specified type 'TABLE'.")
    session.require_container(full)
    raise errors.does_not_exist("Table", name)


def not_supported(name: str) -> errors.SnowflakeError:
    """DML on rows that a dynamic table's refreshes own."""
    return errors.compilation(3001, "42501", f"DML operations are not supported on Dynamic Table '{name}'.")


@dataclass(frozen=True, slots=True, kw_only=True)
class DynamicTarget(Table):
    """A dynamic table as a target: `frozen` is the predicate that rows must satisfy to be written by anyone."""

    frozen: str | None


def as_table(own: DynamicTable) -> Table:
    """What DML needs to know of a dynamic table."""
    return DynamicTarget(
        id=own.id,
        name=own.name,
        created_on=own.created_on,
        owner=own.owner,
        columns=own.columns,
        row_access=own.row_access,
        frozen=own.immutable_where,
    )


def check_frozen(table: Table, transaction: Transaction, session: Session) -> None:
    """After a statement has written: of a dynamic table it may have touched frozen rows only."""
    if isinstance(table, DynamicTarget) and table.frozen is not None and session.pins is None:
        from ecomsim.dynamic_tables import frozen

        frozen.check_written(session, transaction, table, table.frozen)


def stored(table: Table) -> tuple[TableColumn, ...]:
    """The columns with data of their own (virtual columns are computed)."""
    return tuple(column for column in table.columns if column.expression is None)


def as_column(column: TableColumn) -> Column:
    return Column(column.name, column.type, column.nullable)


@dataclass(frozen=True, slots=True)
class Source:
    """A bound query with what running it needs."""

    bound: BoundQuery
    context: Context

    @property
    def streams(self) -> frozenset[int]:
        return frozenset(self.resolver.streams)

    @property
    def tables(self) -> frozenset[int]:
        """The stored tables that are read, those under views and streams among them; not the target itself."""
        resolver = self.resolver
        offsets = resolver.session.account.offsets
        below = (offsets[stream].versions for stream in resolver.streams if stream in offsets)
        return frozenset(resolver.tables).union(*below)

    @property
    def resolver(self) -> SessionResolver:
        resolver = self.context.resolver
        assert isinstance(resolver, SessionResolver)
        return resolver

    def reading(self, sql: str) -> Reading:
        """What running `sql`, which is built on this source, needs."""
        names = set(self.bound.parameters)
        if "$ecom_now" in sql:
            names.add("ecom_now")
        rows = idle.of_streams(self.resolver.stream_rows, sql)
        return Reading(sql, frozenset(names), self.streams, self.tables, self.bound.cacheable, rows)


@dataclass(frozen=True, slots=True)
class Reading:
    """The query that finds a statement's effects: DuckDB text, its placeholders, what it reads and consumes."""

    sql: str
    parameters: frozenset[str]
    streams: frozenset[int]
    tables: frozenset[int]
    cacheable: bool
    stream_rows: tuple[idle.StreamRows, ...] = ()

    def values(self, session: Session) -> dict[str, Any]:
        return placeholders.values(session, self.parameters, session.binds)

    def fetch(self, session: Session) -> pa.Table:
        return session.fetch(self.sql, self.values(session), again=self._returns(session))

    def found(self, session: Session, target: Table | None = None) -> AbstractContextManager[found.Rows]:
        """The rows for the length of a block, in DuckDB when they are many; `target`: the table they may be rows of."""
        tables = self.tables if target is None else self.tables | {target.id}
        sql, values = idle.left_out(self.sql, self.values(session), self.stream_rows, session.account.timelines)
        return found.found(session, sql, values, tables, again=self._returns(session))

    def _returns(self, session: Session) -> bool:
        return self.cacheable and not session.has_temporary


def bind_source(tree: exp.Expr, session: Session, extra: Mapping[str, BoundRelation] | None = None) -> Source:
    """Bind the query of a DML statement; `extra` relations are visible under their names."""
    context = session.context(session.binds)
    resolver = context.resolver
    assert isinstance(resolver, SessionResolver)
    resolver.extra.update(extra or {})
    return Source(bind_query(tree, context), context)


def target_relation(table: Table, session: Session) -> BoundRelation:
    """The target as a relation that also shows its row ids and, beside masked values, those that are stored."""
    relation = trees.relation(trees.table(table.id), table.columns, ROW_COLUMN, PLACE_COLUMN)
    relation = replace(relation, physical=(*relation.names()[:-1], ROWID))
    if _is_own(table, session):
        return virtual_columns.shown(relation, table.columns, session)  # a refresh writes what is stored
    resolver = session.context().resolver
    assert isinstance(resolver, SessionResolver)
    shown = protect.visible(relation, table, resolver, keeps=True)
    if not isinstance(shown.tree, exp.Table):
        shown.tree.meta[MARK] = table.id
    return shown


def _is_own(table: Table, session: Session) -> bool:
    """Whether the target is the dynamic table whose refresh is running."""
    return session.pins is not None and session.pins.own is not None and session.pins.own.id == table.id


def stored_reference(table: Table, alias: str | None, column: TableColumn, session: Session) -> exp.Column:
    """What a row of the target holds in a column, whatever its policy shows: for images that keep it."""
    if _is_own(table, session):
        return column_reference(table, alias, column.name)
    return column_reference(table, alias, protect.stored_name(tagged.of_column(table, column, session.catalog)))


def target_reference(table: Table, alias: str | None) -> exp.Table:
    """The target in FROM, under its alias or its own name."""
    return exp.Table(
        this=exp.to_identifier(TARGET, quoted=True),
        alias=exp.TableAlias(this=exp.to_identifier(alias or table.name.last, quoted=True)),
    )


def located(table: Table, alias: str | None) -> list[exp.Expr]:
    """The row id and the place of a target row, as select items."""
    return [
        exp.alias_(column_reference(table, alias, ROW_COLUMN.name), ROW_COLUMN.name, quoted=True),
        exp.alias_(column_reference(table, alias, PLACE_COLUMN.name), layout.PLACE, quoted=True),
    ]


def location(position: int) -> list[tuple[str, exp.Expr]]:
    """The same, at `position` and behind it in the bound query, as BIGINTs."""
    return [
        (name, exp.cast(exp.column(exp.to_identifier(f"c{position + offset}", quoted=True), table="s"), "BIGINT"))
        for offset, name in enumerate((ROW_COLUMN.name, layout.PLACE))
    ]


def column_reference(table: Table, alias: str | None, column: str) -> exp.Column:
    return exp.Column(
        this=exp.to_identifier(column, quoted=True),
        table=exp.to_identifier(alias or table.name.last, quoted=True),
    )


def assigned(position: int, kind: SnowflakeType, column: TableColumn, context: Context, table: Table) -> exp.Expr:
    """DuckDB tree: column `position` of the source "s", of type `kind` (NULL for bare NULLs), cast to what `column`
    takes, or the error it gives.
    """
    value = exp.column(exp.to_identifier(f"c{position}", quoted=True), table="s")
    return assign(value, kind, as_column(column), context, table=table.name.last)


def typed(value: exp.Expr, column: TableColumn) -> exp.Expr:
    """A text literal for a column of dates or times as a cast to its type, where it surely means the same: DuckDB then
    binds a constant, not the macros that read any text, which takes it twenty times as long.
    """
    if not is_typed(value, column):
        return value
    return exp.Cast(this=value.copy(), to=exp.DataType.build(column.type.name, dialect="snowflake"))


def is_typed(value: exp.Expr, column: TableColumn) -> bool:
    """Whether a value is text that `typed` casts."""
    return isinstance(value, exp.Literal) and value.is_string and iso_moment(value.name, column.type) is not None


def default(column: TableColumn, context: Context, table: Table) -> exp.Expr:
    """DuckDB tree of the value a column takes when a row gives none."""
    if column.identity is not None and column.sequence is not None:
        value: exp.Expr = exp.Anonymous(
            this="nextval", expressions=[exp.Literal.string(layout.sequence(column.sequence))]
        )
        return exp.cast(value, column.type.duckdb, dialect="duckdb")
    if column.default is not None:
        bound = bind_expression(parse_expression(column.default), (), context)
        return assign(bound.tree, bound.type, as_column(column), context, table=table.name.last)
    return assign(exp.Null(), SnowflakeType("NULL"), as_column(column), context, table=table.name.last)


def wrapped(bound: BoundQuery, selection: Sequence[tuple[str, exp.Expr]], *, sorted_rows: bool = False) -> str:
    """`SELECT selection FROM (bound) AS s(c0, c1, …)` as DuckDB text."""
    items = ", ".join(f"{tree.sql('duckdb')} AS {quote(name)}" for name, tree in selection)
    names = ", ".join(f'"c{position}"' for position in range(len(bound.columns)))
    rows = f"SELECT * FROM ({bound.sql}) ORDER BY ALL" if sorted_rows else bound.sql
    return f"SELECT {items} FROM ({rows}) AS s({names})"


def claim(
    transaction: Transaction,
    table_ids: Sequence[int],
    stream_ids: frozenset[int],
    session: Session,
    mode: Mode = "write",
) -> None:
    """Lock what the statement writes and the streams it consumes, in one order for all, and mark the consumption."""
    session.account.warehouses.use(session.warehouse, session, session.now)
    for table_id in sorted(table_ids):
        transaction.lock(table_id, mode)
    for stream_id in sorted(stream_ids):
        transaction.lock(stream_id)
    for table_id in sorted(table_ids):
        transaction.write(table_id, mode)
    for stream_id, versions in streams.reached(session, sorted(stream_ids)).items():
        streams.consume(stream_id, session, transaction, versions)
