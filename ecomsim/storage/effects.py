"""Effects: what one statement did to one table, as values that can be written again.

An effect names the rows that ended and the new images; the version they get is given when they are written. Writing it
twice, on two snapshots that hold the same rows, gives the same table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from ecomsim.storage import layout, spill

if TYPE_CHECKING:
    import duckdb

FEW = 100
"""Up to so many rows stand in the text of a DELETE; more of them are a relation of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What one statement did to one table: row ids that ended, and new images ("$row" included).

    `removed` may also say where the rows stand ("$place", DuckDB's rowid): true until the snapshot is renewed.
    """

    table_id: int
    removed: pa.Table | None = None
    added: pa.Table | None = None

    def logged(self) -> Effect:
        """The effect as it can be written again on another snapshot; many rows wait for that outside of memory."""
        removed = self.removed
        if removed is not None and layout.PLACE in removed.column_names:
            removed = removed.drop_columns([layout.PLACE])
        return replace(self, removed=spill.kept(removed), added=spill.kept(self.added))

    def renumbered(self, first: int, by: int) -> Effect:
        """The effect with row ids from `first` on, which its own transaction gave out, moved by `by`."""

        def moved(rows: pa.Table | None) -> pa.Table | None:
            if rows is None:
                return None
            position = rows.column_names.index("$row")
            ids = rows.column(position)
            shifted = pc.if_else(pc.greater_equal(ids, first), pc.add(ids, by), ids)
            return rows.set_column(position, "$row", shifted)

        return replace(self, removed=moved(self.removed), added=moved(self.added))


def write(duck: duckdb.DuckDBPyConnection, effect: Effect, version: int, new_name: Callable[[], str]) -> None:
    """Write an effect as `version`; `new_name` gives names for rows that DuckDB has to find in Python."""
    table, past = layout.current(effect.table_id), layout.history(effect.table_id)
    if effect.removed is not None and effect.removed.num_rows:
        remove = (
            f"WITH gone AS (DELETE FROM {table} WHERE {{}} RETURNING *) "
            f"INSERT INTO {past} BY NAME SELECT *, {version} AS {layout.TO} FROM gone"
        )
        if effect.removed.num_rows <= FEW:
            duck.execute(remove.format(_listed(effect.removed)))
        else:
            name = new_name()
            duck.register(name, effect.removed)
            duck.execute(remove.format(_among(effect.removed, name)))
            duck.unregister(name)
    if effect.added is not None and effect.added.num_rows:
        _append(duck, f"INSERT INTO {table} BY NAME SELECT *, {version} AS {layout.FROM} FROM added", effect.added)


def _append(duck: duckdb.DuckDBPyConnection, sql: str, added: pa.Table) -> None:
    """Run `sql`, in which DuckDB finds `added` by the name of this variable: cheaper than registering it."""
    assert added.num_rows
    duck.execute(sql)


def _listed(rows: pa.Table) -> str:
    """The condition that picks a few rows, by place or by row id, written out."""
    by_place = layout.PLACE in rows.column_names
    numbers = rows[layout.PLACE if by_place else "$row"].to_pylist()
    column = "rowid" if by_place else layout.ROW
    if len(numbers) == 1:
        return f"{column} = {numbers[0]}"
    return f"{column} BETWEEN {min(numbers)} AND {max(numbers)} AND {column} IN ({', '.join(map(str, numbers))})"


def _among(rows: pa.Table, name: str) -> str:
    """The condition that picks the rows registered as `name`: by place, within its bounds, or by row id."""
    if layout.PLACE not in rows.column_names:
        return f"{layout.ROW} IN (SELECT {layout.ROW} FROM {name})"
    bounds = pc.min_max(rows[layout.PLACE])
    return f'rowid BETWEEN {bounds["min"]} AND {bounds["max"]} AND rowid IN (SELECT "{layout.PLACE}" FROM {name})'
