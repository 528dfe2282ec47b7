"""Writing a refresh: the first content of a table, or the net difference to what it holds.

Rows that stay keep their row id and are not written, so a stream on the table sees the true change and nothing else.
A row that changed while its key stayed is an update: the old image goes, the new one takes over its row id.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from ecomsim.duck import first_row
from ecomsim.dynamic_tables import difference
from ecomsim.dynamic_tables.definition import Definition
from ecomsim.dynamic_tables.difference import Stored, Written
from ecomsim.names import quote
from ecomsim.sessions.transactions import registered
from ecomsim.statements.placeholders import needed
from ecomsim.storage import layout
from ecomsim.storage.effects import Effect
from ecomsim.storage.found import Held, Rows, found
from ecomsim.storage.found import numbered as number

if TYPE_CHECKING:
    from ecomsim.catalog.objects import DynamicTable
    from ecomsim.sessions.session import Session
    from ecomsim.sessions.transactions import Transaction


def fill(session: Session, table_id: int, definition: Definition, values: Mapping[str, Any]) -> int:
    """Write the first rows of a new table, as version 1 with row ids from 0; returns how many."""
    return session.write(
        f"INSERT INTO {layout.current(table_id)} SELECT *, row_number() OVER () - 1, 1 FROM ({definition.sql}) AS rows",
        values,
    )


def overwrite(
    session: Session, transaction: Transaction, table: DynamicTable, definition: Definition, values: Mapping[str, Any]
) -> Written:
    """Replace every row; none keeps its row id."""
    return replace_rows(session, transaction, table, definition, (located(table), {}), (definition.sql, values))


Reading = tuple[str, Mapping[str, Any]]
"""DuckDB text and the values of its placeholders."""


def replace_rows(
    session: Session,
    transaction: Transaction,
    table: DynamicTable,
    definition: Definition,
    stored: Reading,
    new: Reading,
) -> Written:
    """Put the rows of a query in the place of those of `stored`, a relation with "$row" and "$place"."""
    ids = f'SELECT {layout.ROW}, "{layout.PLACE}" FROM {stored[0]} AS stored'
    with (
        found(session, ids, stored[1], [table.id]) as removed,
        found(session, *new, definition.tables) as rows,
    ):
        effect = Effect(table_id=table.id, removed=removed, added=numbered(session, rows, transaction, table.id))
        if not effect.is_empty:
            transaction.apply(effect)
        return Written(rows.num_rows, removed.num_rows)


def first_rows(
    session: Session, transaction: Transaction, table: DynamicTable, definition: Definition, values: Mapping[str, Any]
) -> Written:
    """Write the query's rows into a table that holds none: there is nothing to compare them with."""
    with found(session, definition.sql, values, definition.tables) as rows:
        ordered = rows if isinstance(rows, Held) else _sorted(session, rows)
        if ordered.num_rows:
            added = numbered(session, ordered, transaction, table.id)
            transaction.apply(Effect(table_id=table.id, removed=None, added=added))
        return Written(ordered.num_rows, 0)


def net_difference(
    session: Session,
    transaction: Transaction,
    table: DynamicTable,
    definition: Definition,
    values: Mapping[str, Any],
    *,
    query: str = "",
    stored: str = "",
    tables: Mapping[str, pa.Table] | None = None,
) -> Written:
    """Make the content equal the query's result, as a multiset, by writing only what differs.

    `query` and `stored` (a relation with "$row", "$from" and "$place") restrict both sides to the same part of the
    result, outside of which nothing differs; without them the whole is compared. `tables`: the Arrow tables they name,
    which few rows make; without them the difference of large tables stays in DuckDB.
    """
    names = layout.column_list(table.columns)
    current = stored or located(table)
    comparison = (
        f'SELECT {names}, sum("$side")::BIGINT AS "$n" FROM ('
        f'SELECT {names}, 1 AS "$side" FROM ({query or definition.sql}) AS new UNION ALL '
        f"SELECT {names}, -1 FROM {current} AS stored"
        f') AS both_sides GROUP BY {names} HAVING sum("$side") <> 0'
    )
    if tables is not None:
        data = session.fetch_over(f"{comparison} ORDER BY ALL", needed(comparison, values), tables)
        at_hand = Stored(current, values, tables)
        written = difference.write(session, transaction, table, definition, data, at_hand)
    else:
        with found(session, comparison, values, {table.id, *definition.tables}) as rows:
            if isinstance(rows, Held):
                written = _write(session, transaction, table, definition, rows, (current, needed(current, values)))
            else:
                written = difference.write(
                    session, transaction, table, definition, _sorted(session, rows), Stored(current, values, {})
                )
    if written is None:
        raise AssertionError("a stored row of the comparison is not stored")
    return written


def _sorted(session: Session, rows: pa.Table) -> pa.Table:
    """In an order that follows from the rows: so they get the same row ids in every run."""
    if rows.num_rows < 2:
        return rows
    return session.fetch_over("SELECT * FROM ecom_rows ORDER BY ALL", {}, {"ecom_rows": rows})


LONELY = 4096
"""When there are so many stored rows for each one looked for, most of DuckDB's vectors (2,048 rows) hold none: it is
better to find the places first, by one column, and to read the others there."""


def signed(
    session: Session,
    transaction: Transaction,
    table: DynamicTable,
    definition: Definition,
    data: pa.Table,
    column: str,
    rows: int,
) -> Written | None:
    """Write a net difference: the table's columns and "$n", how many more there are of each row, in order.

    `column`: the one by which the rows to remove are looked for, among `rows` of the table. None, and nothing written,
    when a row to remove is not stored: then what the difference was computed from is not what the table holds.
    """
    name = quote(column)
    wanted = f'(SELECT {name} AS k FROM {difference.NAME} WHERE "$n" < 0)'
    stored = among(table, f" SEMI JOIN {wanted} AS d ON t.{name} = d.k", scattered=is_lonely(data.num_rows, rows))
    if data.column(column).null_count:
        stored = f"({stored} UNION ALL SELECT * FROM {located(table)} AS t WHERE {name} IS NULL)"
    return difference.write(session, transaction, table, definition, data, Stored(stored, {}, {}))


def is_lonely(wanted: int, rows: int) -> bool:
    """Whether so few stored rows are looked for that it is better to find their places first."""
    return wanted * LONELY <= rows


def among(table: DynamicTable, semi_join: str, *, scattered: bool) -> str:
    """`located` for the rows, alias t, that a semi-join leaves; `scattered`: their places are found first.

    They are materialized: joined with anything else at the same time, DuckDB would read the table's columns for all.
    """
    clause = semi_join
    if scattered:
        places = f"SELECT t.rowid FROM {layout.current(table.id)} AS t{semi_join}"
        clause = f' WHERE t."{layout.PLACE}" IN ({places})'
    return f"(WITH found AS MATERIALIZED (SELECT t.* FROM {located(table)} AS t{clause}) SELECT * FROM found)"


def located(table: DynamicTable) -> str:
    """The stored rows as a relation, with "$row", "$from" and where they stand."""
    names = layout.column_list(table.columns)
    return f'(SELECT {names}, {layout.ROW}, {layout.FROM}, rowid AS "{layout.PLACE}" FROM {layout.current(table.id)})'


def _write(
    session: Session,
    transaction: Transaction,
    table: DynamicTable,
    definition: Definition,
    many: Held,
    stored: Reading,
) -> Written | None:
    """Remove and add what a difference says; `stored`: a relation with the rows to remove."""
    names, keys, read = layout.column_list(table.columns), definition.keys, {table.id, *definition.tables}
    relation, gone = many.relation, _excess(session, many)
    with ExitStack() as stack:
        removed: Rows | None = None
        if gone:
            going = _removed(definition, stored[0], relation)
            removed = stack.enter_context(found(session, going, stored[1], read))
            if removed.num_rows != gone:
                return None
        copies = f'SELECT {names}, unnest(range("$n")) AS "$copy" FROM {relation} AS d WHERE "$n" > 0'
        if removed is None or not keys:
            rows = f'SELECT {names}, NULL::BIGINT AS "$row" FROM ({copies}) AS added ORDER BY ALL'
        else:
            same = " AND ".join(f"a.{quote(key)} IS NOT DISTINCT FROM r.{quote(key)}" for key in keys)
            old = stack.enter_context(_relation(session, removed))
            rows = (
                f'SELECT a.*, r."$row" FROM (SELECT {names} FROM ({copies}) AS added) AS a '
                f"LEFT JOIN {old} AS r ON {same} ORDER BY ALL"
            )
        added = numbered(session, stack.enter_context(found(session, rows, {}, read)), transaction, table.id)
        places = removed.select(["$row", layout.PLACE]) if removed is not None else None
        transaction.apply(Effect(table_id=table.id, removed=places, added=added))
        return Written(added.num_rows, gone)


@contextmanager
def _relation(session: Session, rows: Rows) -> Iterator[str]:
    """What stands in FROM for the rows, for the length of a block."""
    if isinstance(rows, Held):
        yield rows.relation
        return
    with registered(session, rows) as name:
        yield name


def _excess(session: Session, many: Held) -> int:
    """How many stored rows are too many."""
    row = first_row(session.duck.execute(f'SELECT -sum("$n") FROM {many.relation} WHERE "$n" < 0'))
    return int(row[0] or 0) if row else 0


def _removed(definition: Definition, stored: str, relation: str) -> str:
    """Row ids, places and key columns of the stored rows that are too many; of equal rows the youngest go."""
    same = " AND ".join(f"t.{quote(place)} IS NOT DISTINCT FROM d.{quote(place)}" for place in definition.places)
    shown = "".join(f", {quote(key)}" for key in definition.keys)
    found = "".join(f", t.{quote(key)}" for key in definition.keys)
    place = f'"{layout.PLACE}"'
    return (
        f'SELECT {layout.ROW}, {place}{shown} FROM (SELECT t.{layout.ROW}, t.{place}{found}, -d."$n" AS "$excess", '
        f'row_number() OVER (PARTITION BY d."$d" ORDER BY t.{layout.ROW} DESC) AS "$k" FROM {stored} AS t JOIN '
        f'(SELECT *, row_number() OVER () AS "$d" FROM {relation} WHERE "$n" < 0) AS d ON {same}) AS gone '
        'WHERE "$k" <= "$excess"'
    )


def numbered(session: Session, added: Rows, transaction: Transaction, table_id: int) -> Rows:
    """New images with row ids in "$row": the one they have there, else a new one, in the order of the rows."""
    if "$row" not in added.column_names:
        return number(added, transaction.reserve(table_id, added.num_rows))
    if isinstance(added, Held):
        row = first_row(session.duck.execute(f'SELECT count(*) - count("$row") FROM {added.relation}'))
        first = transaction.reserve(table_id, int(row[0]) if row else 0)
        fresh = f'{first - 1} + sum(("$row" IS NULL)::BIGINT) OVER (ROWS UNBOUNDED PRECEDING)'
        rows = f'(SELECT * REPLACE (coalesce("$row", {fresh})::BIGINT AS "$row") FROM {added.relation})'
        return Held(rows, added.column_names, added.num_rows)
    given = added.column("$row")
    unknown = pc.is_null(given)
    first = transaction.reserve(table_id, given.null_count)
    fresh_ids = pc.add(pc.cumulative_sum(unknown.cast(pa.int64())), first - 1)
    ids = pc.if_else(unknown, fresh_ids, given)
    return added.set_column(added.column_names.index("$row"), "$row", ids)
