"""INSERT in all forms: rows of a query, VALUES, OVERWRITE, executemany, ALL and FIRST."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from ecomsim import errors
from ecomsim.catalog.objects import Table, TableColumn
from ecomsim.dialect.context import BoundRelation
from ecomsim.dialect.trace import MARK
from ecomsim.dml import constants, target
from ecomsim.dml.constants import ConstantInsert
from ecomsim.dml.numbering import MANY, Placed, placed
from ecomsim.dml.target import Reading, Source
from ecomsim.duck import first_row
from ecomsim.lineage import access as accesses
from ecomsim.lineage.access import Access
from ecomsim.lineage.history import note
from ecomsim.names import distinct_names, quote
from ecomsim.sqltext import nodes
from ecomsim.sqltext.nodes import Insert, MultiInsert, Statement
from ecomsim.sqltext.parse import parse_expression
from ecomsim.statements import execution, trees
from ecomsim.statements.plans import Binds
from ecomsim.statements.resolver import BATCH_RELATION
from ecomsim.statements.result import Result, dml
from ecomsim.storage import layout, statistics
from ecomsim.storage.effects import Effect
from ecomsim.storage.found import Held, Rows, numbered
from ecomsim.storage.locks import Mode

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session
    from ecomsim.sessions.transactions import Transaction


FIRST, VERSION = "ecom_number", "ecom_version"
"""Placeholders of an INSERT: the first row id it gives, and the version its rows begin at."""


@dataclass(frozen=True, slots=True)
class InsertPlan:
    """A bound INSERT: the query gives one row for each row of the table, columns in the table's order."""

    table: Table
    reading: Reading
    overwrite: bool
    access: Access
    placed: Placed | None = None

    @property
    def cacheable(self) -> bool:
        return self.reading.cacheable

    def run(self, session: Session, binds: Binds) -> Result:
        note(session, self.access)
        with session.writing() as transaction:
            mode: Mode = "write" if self.overwrite else "append"
            target.claim(transaction, [self.table.id], self.reading.streams, session, mode)
            if self.overwrite:
                with self.reading.found(session) as rows:
                    count = rows.num_rows
                    transaction.apply(_removal_of_everything(session, self.table))
                    _apply_rows(transaction, self.table, rows)
            else:
                count = write_rows(session, transaction, self.table, self.reading, self.placed)
            target.check_frozen(self.table, transaction, session)
        return dml([("number of rows inserted", count)], "INSERT")


def prepare(statement: Insert, session: Session) -> InsertPlan | ConstantInsert:
    """INSERT [OVERWRITE] INTO target [(columns)] query | VALUES."""
    table = target.find(statement.target, session, "INSERT")
    columns = _listed(statement, table)
    rows = None if statement.overwrite else constants.rows(statement.source, columns, table, session)
    if rows is not None:
        return ConstantInsert(table, rows, accesses.of_constants(table, columns))
    return _of_query(statement, table, columns, session)


def prepare_query(statement: Insert, session: Session) -> InsertPlan:
    """The same as a query whatever its rows are."""
    table = target.find(statement.target, session, "INSERT")
    return _of_query(statement, table, _listed(statement, table), session)


def _of_query(statement: Insert, table: Table, columns: Sequence[TableColumn], session: Session) -> InsertPlan:
    source = target.bind_source(_with_typed_texts(_with_defaults(statement.source, columns), columns), session)
    return _plan(table, columns, source, overwrite=statement.overwrite)


def prepare_batch(statement: Statement, relation: BoundRelation, session: Session) -> InsertPlan:
    """INSERT … VALUES (?, …) for many rows at once: the VALUES row selects from the relation of the binds."""
    if not isinstance(statement, Insert) or not isinstance(statement.source, exp.Values):
        raise errors.InterfaceError("a batch of binds needs INSERT … VALUES", errno=251007, sqlstate="07001")
    if len(statement.source.expressions) != 1:
        raise errors.InterfaceError("a batch of binds needs one row of VALUES", errno=251007, sqlstate="07001")
    table = target.find(statement.target, session, "INSERT")
    columns = _listed(statement, table)
    items = [_bind_to_column(item) for item in statement.source.expressions[0].copy().expressions]
    select = exp.select(*items).from_(exp.Table(this=exp.to_identifier(BATCH_RELATION, quoted=True)))
    source = target.bind_source(select, session, {BATCH_RELATION: relation})
    return _plan(table, columns, source, overwrite=statement.overwrite)


def _plan(table: Table, columns: Sequence[TableColumn], source: Source, *, overwrite: bool) -> InsertPlan:
    chosen, ordered = selection(table, columns, source), _needs_order(table, columns, source)
    found = None if ordered else placed(source.bound, chosen)
    if found is None:
        sql = target.wrapped(source.bound, chosen, sorted_rows=ordered)
    else:  # the same rows without their place; making the text a second time is a tenth of a short INSERT
        sql = f"SELECT * EXCLUDE ({quote(layout.PLACE)}) FROM ({found.sql})"
    return InsertPlan(table, source.reading(sql), overwrite, _access(table, columns, source), found)


def _access(table: Table, columns: Sequence[TableColumn], source: Source) -> Access:
    return accesses.of_write(table, source, {column.name: (place,) for place, column in enumerate(columns)})


def _needs_order(table: Table, columns: Sequence[TableColumn], source: Source) -> bool:
    """Whether rows draw keys from a sequence in an order that only DuckDB's threads would decide.

    Sorted, the same rows get the same keys in every run; an ORDER BY or the order of VALUES is left alone.
    """
    given = {column.name for column in columns}
    draws = any(
        column.identity is not None or "NEXTVAL" in (column.default or "").upper()
        for column in target.stored(table)
        if column.name not in given
    )
    tree = source.bound.tree
    return (
        draws and not isinstance(tree, exp.Values) and tree.args.get("order") is None and tree.find(exp.Values) is None
    )


def _bind_to_column(item: exp.Expr) -> exp.Expr:
    def replace(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Placeholder):
            name = str(node.meta.get("bind") or node.name)
            return exp.column(
                exp.to_identifier(name, quoted=True),
                table=exp.to_identifier(BATCH_RELATION, quoted=True),
            )
        return node

    return item.transform(replace)


def _listed(statement: Insert, table: Table) -> tuple[TableColumn, ...]:
    """The columns the statement fills, in its order."""
    if statement.columns is None:
        return target.stored(table)
    by_name = {column.name: column for column in target.stored(table)}
    for name in statement.columns:
        if name not in by_name:
            raise errors.invalid_identifier(name)
    if len(set(statement.columns)) != len(statement.columns):
        repeated = next(name for name in statement.columns if statement.columns.count(name) > 1)
        raise errors.compilation(2025, "42S21", f"duplicate column name '{repeated}'")
    return tuple(by_name[name] for name in statement.columns)


def _with_defaults(source: exp.Expr, columns: Sequence[TableColumn]) -> exp.Expr:
    """VALUES rows with DEFAULT replaced by the column's default expression."""
    if not isinstance(source, exp.Values):
        return source
    tree = source.copy()
    for row in tree.expressions:
        for position, item in enumerate(list(row.expressions) if isinstance(row, exp.Tuple) else ()):
            if isinstance(item, (exp.Column, exp.Var)) and item.name.upper() == "DEFAULT" and position < len(columns):
                column = columns[position]
                if column.identity is not None:
                    raise errors.unsupported("DEFAULT for an identity column in VALUES; leave the column out")
                item.replace(parse_expression(column.default) if column.default else exp.Null())
    return tree


def _with_typed_texts(source: exp.Expr, columns: Sequence[TableColumn]) -> exp.Expr:
    """Dates and times that VALUES or a SELECT writes as text, with the types of the columns they are for.

    The rows of VALUES have one type: there only where all of a column are such texts, or NULL.
    """
    rows = _cells(source)
    if not rows or any(len(row) != len(columns) for row in rows):
        return source
    chosen = [
        position
        for position, column in enumerate(columns)
        if all(isinstance(row[position], exp.Null) or target.is_typed(row[position], column) for row in rows)
    ]
    if not chosen:
        return source
    tree = source.copy()
    for row in _cells(tree):
        for position in chosen:
            if not isinstance(row[position], exp.Null):
                row[position].replace(target.typed(row[position], columns[position]))
    return tree


def _cells(source: exp.Expr) -> list[list[exp.Expr]]:
    """The rows of VALUES, or the one of a SELECT that names each column; none of any other query."""
    if isinstance(source, exp.Values):
        return [list(row.expressions) for row in source.expressions]
    named = isinstance(source, exp.Select) and not any(item.is_star for item in source.expressions)
    return [list(source.expressions)] if named and not source.args.get("distinct") else []


def selection(table: Table, columns: Sequence[TableColumn], source: Source) -> list[tuple[str, exp.Expr]]:
    """(DuckDB's name, DuckDB tree) for every stored column: from the source by position, else its default."""
    if len(columns) != len(source.bound.columns):
        raise errors.compilation(
            2020,
            "21S01",
            "Insert value list does not match column list "
            f"expecting {len(columns)} but got {len(source.bound.columns)}",
        )
    positions = {column.name: position for position, column in enumerate(columns)}
    return [
        (
            column.duckdb,
            target.assigned(
                positions[column.name],
                source.bound.types[positions[column.name]],
                column,
                source.context,
                table,
            )
            if column.name in positions
            else target.default(column, source.context, table),
        )
        for column in target.stored(table)
    ]


def write_rows(
    session: Session, transaction: Transaction, table: Table, reading: Reading, placed: Placed | None = None
) -> int:
    """Append the rows of a query to a claimed table; returns how many.

    A transaction that ends with the statement lets DuckDB stream them; an open one needs them for its log.
    """
    if transaction.explicit:
        with reading.found(session) as data:
            _apply_rows(transaction, table, data)
            return data.num_rows
    first = transaction.next_rows[table.id]
    taken = _places(session, placed)
    if placed is not None and taken is not None:
        number, rows = f"${FIRST} + {quote(layout.PLACE)}", placed.sql
    else:
        number, rows = f"${FIRST} - 1 + row_number() OVER ()", reading.sql
    names = layout.column_list(table.columns)
    count = session.write(  # the same text each time, so that a long one stays parsed
        f"INSERT INTO {layout.current(table.id)} ({names}, {layout.ROW}, {layout.FROM}) "
        f"SELECT {names}, {number}, ${VERSION} FROM ({rows}) AS rows",
        {**reading.values(session), FIRST: first, VERSION: transaction.written[table.id]},
    )
    transaction.reserve(table.id, count if taken is None else taken)
    if count:
        transaction.wrote(table.id, count)
    return count


def _places(session: Session, placed: Placed | None) -> int | None:
    """How many row ids rows with a place may take; None when they are counted instead."""
    if placed is None or placed.table_id is None:
        return None if placed is None else placed.rows
    head = session.account.timelines.head(placed.table_id)
    if head is None or head.next_row < MANY:
        return None
    row = first_row(session.duck.execute(f"SELECT max(rowid) FROM {layout.current(placed.table_id)}"))
    return int(row[0]) + 1 if row and row[0] is not None else 0


def _apply_rows(transaction: Transaction, table: Table, rows: Rows) -> None:
    if rows.num_rows:
        first = transaction.reserve(table.id, rows.num_rows)
        transaction.apply(Effect(table_id=table.id, added=numbered(rows, first)))


def _removal_of_everything(session: Session, table: Table) -> Effect:
    everything = f'(SELECT {layout.ROW}, rowid AS "{layout.PLACE}" FROM {layout.current(table.id)})'
    rows = Held(everything, ("$row", layout.PLACE), statistics.rows(session, table.id))
    return Effect(table_id=table.id, removed=rows)


def truncate(statement: nodes.Truncate, session: Session) -> Result:
    """TRUNCATE TABLE: all rows go, and can come back by ROLLBACK or time travel."""
    from ecomsim.staging import history
    from ecomsim.statements.result import status

    full = session.resolve(statement.name, "TRUNCATE")
    if statement.if_exists and session.lookup("TABLE", full) is None:
        return status("Statement executed successfully.", "TRUNCATE_TABLE")
    table = target.find(statement.name, session, "TRUNCATE")
    with session.writing() as transaction:
        transaction.write(table.id)
        effect = _removal_of_everything(session, table)
        if not effect.is_empty:
            transaction.apply(effect)
        history.forget(table, transaction)
    note(session, accesses.of_change(table))
    return status("Statement executed successfully.", "TRUNCATE_TABLE")


def run_multi(statement: MultiInsert, session: Session) -> Result:
    """INSERT ALL | FIRST: the source is read once; WHENs are tried in order for every row."""
    source = target.bind_source(statement.source, session)
    everything = source.reading(source.bound.sql)
    inserts = [insert for _, group in statement.branches for insert in group] + list(statement.otherwise)
    tables = [target.find(insert.target, session, "INSERT") for insert in inserts]
    counts: dict[str, int] = {}
    with session.writing() as transaction:
        mode: Mode = "write" if statement.overwrite else "append"
        target.claim(transaction, [table.id for table in tables], source.streams, session, mode)
        with everything.found(session) as rows:
            for table in {table.id: table for table in tables}.values() if statement.overwrite else ():
                transaction.apply(_removal_of_everything(session, table))
            relation = SessionRelation(session, rows, source)
            taken: exp.Expr | None = None
            for condition, group in [*statement.branches, (None, statement.otherwise)]:
                rest = condition is None and group is statement.otherwise and bool(group)
                chosen = _chosen(condition, taken, first=statement.first, rest=rest)
                for insert in group:
                    table = target.find(insert.target, session, "INSERT")
                    count = _insert_branch(session, transaction, relation, insert, table, chosen)
                    target.check_frozen(table, transaction, session)
                    label = f"number of rows inserted into {table.name.last}"
                    counts[label] = counts.get(label, 0) + count
                if condition is not None:
                    claimed = exp.Anonymous(this="COALESCE", expressions=[exp.paren(condition.copy()), exp.false()])
                    taken = claimed if taken is None else exp.or_(taken, claimed)
    return dml(list(counts.items()), "MULTI_TABLE_INSERT")


class SessionRelation:
    """The source rows of a multi-table insert, readable many times."""

    def __init__(self, session: Session, rows: Rows, source: Source) -> None:
        from ecomsim.statements.resolver import SessionResolver

        self.source, self.columns = source, source.bound.columns
        columns = self.columns
        if isinstance(rows, Held):
            places = tuple(distinct_names(column.name for column in columns))
            tree = trees.subquery(f"SELECT * FROM {rows.relation} AS rows({', '.join(map(quote, places))})")
            self.bound = BoundRelation(tree=tree, columns=columns, physical=places, cacheable=False)
        else:
            result = Result(columns=columns, content=execution.named(rows, columns))
            self.bound = SessionResolver(session).materialised(result)
        self.bound.tree.meta[MARK] = accesses.BETWEEN


def _chosen(condition: exp.Expr | None, taken: exp.Expr | None, *, first: bool, rest: bool) -> exp.Expr | None:
    """Which source rows a branch takes."""
    if rest:
        return None if taken is None else exp.not_(exp.paren(taken.copy()))
    if condition is None:
        return None
    if first and taken is not None:
        return exp.and_(condition.copy(), exp.not_(exp.paren(taken.copy())))
    return condition.copy()


def _insert_branch(
    session: Session,
    transaction: Transaction,
    relation: SessionRelation,
    insert: Insert,
    table: Table,
    chosen: exp.Expr | None,
) -> int:
    columns = _listed(insert, table)
    if isinstance(insert.source, exp.Values):
        items = list(_with_defaults(insert.source, columns).expressions[0].expressions)
    else:
        items = [exp.column(exp.to_identifier(column.name, quoted=True)) for column in relation.columns]
    select = exp.select(*items).from_(exp.Table(this=exp.to_identifier(BATCH_RELATION, quoted=True)))
    if chosen is not None:
        select = select.where(chosen)
    source = target.bind_source(select, session, {BATCH_RELATION: relation.bound})
    sql = target.wrapped(source.bound, selection(table, columns, source))
    written = {column.name: (place,) for place, column in enumerate(columns)}
    note(session, accesses.of_branch(table, source, written, relation.source, relation.bound))
    return write_rows(session, transaction, table, source.reading(sql))
