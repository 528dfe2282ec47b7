"""UPDATE and DELETE: a query finds the rows and their new values, then they are written by row id.

Where the query reads nothing but its own table, row by row, both happen in one pass (dml.direct).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import exp

from ecomsim import errors
from ecomsim.catalog.objects import Table
from ecomsim.dml import direct, target
from ecomsim.dml.direct import Direct
from ecomsim.dml.target import Reading
from ecomsim.lineage import access as accesses
from ecomsim.lineage.access import Access
from ecomsim.lineage.history import note
from ecomsim.sqltext.nodes import Delete, Update
from ecomsim.sqltext.parse import parse_expression
from ecomsim.statements.plans import Binds
from ecomsim.statements.result import Result, dml
from ecomsim.storage import layout
from ecomsim.storage.effects import Effect
from ecomsim.storage.found import Held, Rows, distinct, fetched

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session
    from ecomsim.sessions.transactions import Transaction


@dataclass(frozen=True, slots=True)
class UpdatePlan:
    """A bound UPDATE: the query gives new images with their row ids."""

    table: Table
    reading: Reading
    direct: Direct | None
    access: Access

    @property
    def cacheable(self) -> bool:
        return self.reading.cacheable

    def run(self, session: Session, binds: Binds) -> Result:
        note(session, self.access)
        with session.writing() as transaction:
            target.claim(transaction, [self.table.id], self.reading.streams, session)
            if self.direct is not None and self.direct.fits(transaction):
                count, repeated = self.direct.run(session, transaction), 0
            else:
                count, repeated = self._find_and_write(session, transaction)
            target.check_frozen(self.table, transaction, session)
        return dml([("number of rows updated", count), ("number of multi-joined rows updated", repeated)], "UPDATE")

    def _find_and_write(self, session: Session, transaction: Transaction) -> tuple[int, int]:
        with self.reading.found(session, self.table) as rows:
            data, repeated = first_of_each_row(rows, session)
            if data.num_rows:
                places, images = data.select(["$row", layout.PLACE]), data.drop_columns([layout.PLACE])
                transaction.apply(Effect(table_id=self.table.id, removed=places, added=images))
            return data.num_rows, repeated


@dataclass(frozen=True, slots=True)
class DeletePlan:
    """A bound DELETE: the query gives row ids, with USING perhaps several times."""

    table: Table
    reading: Reading
    direct: Direct | None
    access: Access

    @property
    def cacheable(self) -> bool:
        return self.reading.cacheable

    def run(self, session: Session, binds: Binds) -> Result:
        note(session, self.access)
        with session.writing() as transaction:
            target.claim(transaction, [self.table.id], self.reading.streams, session)
            if self.direct is not None and self.direct.fits(transaction):
                count = self.direct.run(session, transaction)
            else:
                count = self._find_and_write(session, transaction)
            target.check_frozen(self.table, transaction, session)
        return dml([("number of rows deleted", count)], "DELETE")

    def _find_and_write(self, session: Session, transaction: Transaction) -> int:
        with self.reading.found(session, self.table) as found:
            rows, _ = first_of_each_row(found, session)
            if rows.num_rows:
                transaction.apply(Effect(table_id=self.table.id, removed=rows))
            return rows.num_rows


def prepare_update(statement: Update, session: Session) -> UpdatePlan:
    """UPDATE target SET … [FROM …] [WHERE …]; of several matches of a row one is taken and counted."""
    table = target.find(statement.target, session, "UPDATE")
    assignments = _checked(statement, table)
    columns = target.stored(table)
    items = [
        exp.alias_(
            assignments.get(column.name, target.stored_reference(table, statement.alias, column, session)),
            f"c{position}",
            quoted=True,
        )
        for position, column in enumerate(columns)
    ]
    select = _over_target(table, statement.alias, items)
    if statement.source is not None:
        select = _join(select, [statement.source.this, *(join for join in statement.joins)])
    if statement.where is not None:
        select = select.where(_condition(statement.where))
    source = target.bind_source(select, session, {target.TARGET: target.target_relation(table, session)})
    chosen = [
        (
            column.duckdb,
            target.assigned(position, source.bound.types[position], column, source.context, table)
            if column.name in assignments
            else exp.column(exp.to_identifier(f"c{position}", quoted=True), table="s"),
        )
        for position, column in enumerate(columns)
    ]
    row_id, place = target.location(len(columns))
    reading = source.reading(target.wrapped(source.bound, [*chosen, row_id, place]))
    written = {column.name: (place,) for place, column in enumerate(columns) if column.name in assignments}
    access = accesses.of_write(table, source, written)
    return UpdatePlan(table, reading, direct.of(table, source.bound, [*chosen, row_id]), access)


def prepare_delete(statement: Delete, session: Session) -> DeletePlan:
    """DELETE FROM target [USING …] [WHERE …]."""
    table = target.find(statement.target, session, "DELETE")
    select = _over_target(table, statement.alias, [])
    if statement.using:
        select = _join(select, list(statement.using))
    if statement.where is not None:
        select = select.where(_condition(statement.where))
    source = target.bind_source(select, session, {target.TARGET: target.target_relation(table, session)})
    reading = source.reading(target.wrapped(source.bound, target.location(0)))
    return DeletePlan(table, reading, direct.of(table, source.bound), accesses.of_write(table, source, {}))


def _checked(statement: Update, table: Table) -> dict[str, exp.Expr]:
    """Assignments by column; a column that is not there, or twice, is an error."""
    by_name = {column.name: column for column in target.stored(table)}
    result: dict[str, exp.Expr] = {}
    for name, value in statement.assignments:
        if name not in by_name:
            raise errors.invalid_identifier(name)
        if name in result:
            raise errors.compilation(2025, "42S21", f"duplicate column name '{name}'")
        if isinstance(value, (exp.Column, exp.Var)) and value.name == "DEFAULT" and not value.args.get("table"):
            text = by_name[name].default
            value = parse_expression(text) if text else exp.Null()
        result[name] = target.typed(value, by_name[name]).copy()
    return result


def _over_target(table: Table, alias: str | None, items: list[exp.Expr]) -> exp.Select:
    """SELECT items, row id FROM the target."""
    return exp.select(*items, *target.located(table, alias)).from_(target.target_reference(table, alias))


def _join(select: exp.Select, sources: list[exp.Expr]) -> exp.Select:
    for source in sources:
        if isinstance(source, exp.Join):
            select.append("joins", source.copy())
        else:
            select.append("joins", exp.Join(this=source.copy()))
    return select


def _condition(where: exp.Expr) -> exp.Expr:
    return (where.this if isinstance(where, exp.Where) else where).copy()


def first_of_each_row(rows: Rows, session: Session) -> tuple[Rows, int]:
    """One image per row id, and how many rows had more than one."""
    if isinstance(rows, Held) and distinct(session, rows, "$row"):
        return rows, 0
    data = fetched(session.duck, rows)
    if pc.count_distinct(data["$row"]).as_py() == data.num_rows:
        return data, 0
    numbered = data.append_column("$n", pa.array(range(data.num_rows)))
    groups = numbered.group_by("$row").aggregate([("$n", "min"), ("$n", "count")])
    repeated = pc.sum(pc.greater(groups["$n_count"], 1)).as_py()
    return data.take(groups["$n_min"]), int(repeated)
