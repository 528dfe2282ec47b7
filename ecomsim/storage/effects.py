"""Effects: what one statement did to one table, as values that can be written again.

An effect names the rows that ended and the new images; the version they get is given when they are written. Writing it
twice, on two snapshots that hold the same rows, gives the same table.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ecomsim.duck import written_over
from ecomsim.storage import found, layout, spill
from ecomsim.storage.found import Held, Rows

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

FEW = 100
"""Up to so many rows stand in the text of a DELETE; more of them are a relation of their own."""
NEAR = 4096
"""Places below this are two of DuckDB's vectors: reading them costs nothing beside the statement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What one statement did to one table: row ids that ended, and new images ("$row" included).

    `removed` may also say where the rows stand ("$place", DuckDB's rowid): true until the snapshot is renewed. Beside
    that it may hold the rows themselves ("$from" and all columns): then they are not read again to become history.
    """

    table_id: int
    removed: Rows | None = None
    added: Rows | None = None

    @property
    def is_empty(self) -> bool:
        return not any(rows is not None and rows.num_rows for rows in (self.removed, self.added))

    def logged(self, duck: duckdb.DuckDBPyConnection) -> Effect:
        """The effect as it can be written again on another snapshot; many rows wait for that outside of memory.

        Rows held in DuckDB have to be there still as they were found: this comes before the effect is written.
        """

        def kept(rows: Rows | None) -> pa.Table | None:
            return None if rows is None else spill.kept(found.fetched(duck, rows))

        removed = self.removed.select(["$row"]) if self.removed is not None else None
        return replace(self, removed=kept(removed), added=kept(self.added))

    def renumbered(self, first: int, by: int) -> Effect:
        """The effect with row ids from `first` on, which its own transaction gave out, moved by `by`."""

        import pyarrow.compute as pc

        def moved(rows: Rows | None) -> pa.Table | None:
            if rows is None:
                return None
            assert not isinstance(rows, Held), "a logged effect holds Arrow tables"
            position = rows.column_names.index("$row")
            ids = rows.column(position)
            shifted = pc.if_else(pc.greater_equal(ids, first), pc.add(ids, by), ids)
            return rows.set_column(position, "$row", shifted)

        return replace(self, removed=moved(self.removed), added=moved(self.added))


def write(duck: duckdb.DuckDBPyConnection, effect: Effect, version: int) -> None:
    """Write an effect as `version`."""
    removed, added = effect.removed, effect.added
    if removed is not None and removed.num_rows:
        _remove(duck, effect.table_id, removed, version)
    if added is not None and added.num_rows:
        append = f"INSERT INTO {layout.current(effect.table_id)} BY NAME SELECT *, {{}} AS {layout.FROM} FROM "
        if isinstance(added, Held):
            duck.execute(f"{append.format(version)} ({added.sql()}) AS added")
        else:
            written_over(duck, f"{append.format(_VERSION)} added", {"version": version}, {"added": added})


_VERSION = "$version::BIGINT"
"""A version in texts that are to return."""


def _remove(duck: duckdb.DuckDBPyConnection, table_id: int, removed: Rows, version: int) -> None:
    """Make history of rows."""
    table, past = layout.current(table_id), layout.history(table_id)
    remove = (
        f"WITH gone AS (DELETE FROM {table} WHERE {{}} RETURNING *) "
        f"INSERT INTO {past} BY NAME SELECT *, {{}} AS {layout.TO} FROM gone"
    )
    if isinstance(removed, Held):
        duck.execute(remove.format(_among(removed, removed.relation), version))
        return
    at_hand = "$from" in removed.column_names
    if removed.num_rows <= FEW and not (at_hand and _is_far(removed)):
        duck.execute(remove.format(_listed(removed), version))
        return
    condition = _among(removed, "ended")
    if at_hand:  # a DELETE that gives back its rows reads them, which costs more than it takes to write them
        written_over(duck, f"DELETE FROM {table} WHERE {condition}", {}, {"ended": removed})
        insert = f"INSERT INTO {past} BY NAME SELECT *, {_VERSION} AS {layout.TO} FROM images"
        written_over(duck, insert, {"version": version}, {"images": removed.drop_columns([layout.PLACE])})
    else:
        written_over(duck, remove.format(condition, _VERSION), {"version": version}, {"ended": removed})


def _is_far(rows: pa.Table) -> bool:
    """Whether to find a few rows, more than one, DuckDB reads much of a table."""
    return rows.num_rows > 1 and max(rows[layout.PLACE].to_pylist()) >= NEAR


def _listed(rows: pa.Table) -> str:
    """The condition that picks a few rows, by place or by row id, written out."""
    by_place = layout.PLACE in rows.column_names
    numbers = rows[layout.PLACE if by_place else "$row"].to_pylist()
    column = "rowid" if by_place else layout.ROW
    if len(numbers) == 1:
        return f"{column} = {numbers[0]}"
    return f"{column} BETWEEN {min(numbers)} AND {max(numbers)} AND {column} IN ({', '.join(map(str, numbers))})"


def _among(rows: Rows, relation: str) -> str:
    """The condition that picks the rows of a relation: by place, else by row id."""
    if layout.PLACE not in rows.column_names:
        return f"{layout.ROW} IN (SELECT {layout.ROW} FROM {relation} AS rows)"
    return f'rowid IN (SELECT "{layout.PLACE}" FROM {relation} AS rows)'
