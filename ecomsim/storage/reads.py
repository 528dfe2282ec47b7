"""Reading versions: the SQL of a table now, at a version, and of what changed between two versions.

All functions are pure and return DuckDB SQL. Versions are SQL texts (a number or a `$placeholder`), so one plan serves
every offset. Source: spec/streams.md 0.1 (reference model).
"""

from __future__ import annotations

from collections.abc import Sequence

from ecomsim.catalog.objects import TableColumn
from ecomsim.names import quote
from ecomsim.storage.layout import FROM, ROW, TO, column_list, current, history

METADATA = ("METADATA$ACTION", "METADATA$ISUPDATE", "METADATA$ROW_ID")


def at_version(table_id: int, columns: Sequence[TableColumn], version: str, *, hidden: bool = False) -> str:
    """The rows alive at `version`; with `hidden`, also "$row" and "$from"."""
    names = column_list(columns) + (f", {ROW}, {FROM}" if hidden else "")
    return (
        f"SELECT {names} FROM {current(table_id)} WHERE {FROM} <= {version} UNION ALL "
        f"SELECT {names} FROM {history(table_id)} WHERE {FROM} <= {version} AND {TO} > {version}"
    )


def row_id(table_id: int, column: str = ROW) -> str:
    """METADATA$ROW_ID: forty hexadecimal digits, the same for all streams on the table."""
    return f"substr(sha256('{table_id}:' || {column}), 1, 40)"


def ended(table_id: int, columns: Sequence[TableColumn], start: str, end: str) -> str:
    """Images alive at `start` and no longer at `end`."""
    return (
        f"SELECT {column_list(columns)}, {ROW} FROM {history(table_id)} "
        f"WHERE {TO} > {start} AND {TO} <= {end} AND {FROM} <= {start}"
    )


def appeared(table_id: int, columns: Sequence[TableColumn], start: str, end: str) -> str:
    """Images alive at `end` that were not there at `start`."""
    names = f"{column_list(columns)}, {ROW}"
    return (
        f"SELECT {names} FROM {current(table_id)} WHERE {FROM} > {start} AND {FROM} <= {end} UNION ALL "
        f"SELECT {names} FROM {history(table_id)} WHERE {FROM} > {start} AND {FROM} <= {end} AND {TO} > {end}"
    )


def unchanged(table_id: int, columns: Sequence[TableColumn], start: str, end: str) -> str:
    """Images alive at `start` and still at `end`."""
    names = f"{column_list(columns)}, {ROW}"
    return (
        f"SELECT {names} FROM {current(table_id)} WHERE {FROM} <= {start} UNION ALL "
        f"SELECT {names} FROM {history(table_id)} WHERE {FROM} <= {start} AND {TO} > {end}"
    )


def changes(table_id: int, identity: int, columns: Sequence[TableColumn], start: str, end: str) -> str:
    """The net changes in (start, end]: visible columns, then the METADATA$ columns.

    An update is a DELETE and an INSERT with one row id; an image that came back to its old values is absent.
    `identity` is the table id that the row ids are derived from (a clone keeps its origin's).
    """
    same = " AND ".join(
        f"d.{quote(c.duckdb)} IS NOT DISTINCT FROM n.{quote(c.duckdb)}" for c in columns if c.expression is None
    )

    def half(side: str, other: str, action: str) -> str:
        return (
            f"SELECT {column_list(columns, side + '.')}, '{action}' AS \"METADATA$ACTION\", "
            f'{other}.{ROW} IS NOT NULL AS "METADATA$ISUPDATE", '
            f'{row_id(identity, f"{side}.{ROW}")} AS "METADATA$ROW_ID" '
            f"FROM {side} LEFT JOIN {other} ON d.{ROW} = n.{ROW} "
            f"WHERE {other}.{ROW} IS NULL OR NOT ({same})"
        )

    return (
        f"WITH d AS MATERIALIZED ({ended(table_id, columns, start, end)}), "
        f"n AS MATERIALIZED ({appeared(table_id, columns, start, end)}) "
        f"{half('d', 'n', 'DELETE')} UNION ALL {half('n', 'd', 'INSERT')}"
    )


def inserted(
    table_id: int,
    identity: int,
    columns: Sequence[TableColumn],
    bounds: tuple[str, str],
    births: tuple[str, str],
) -> str:
    """Every row born in (start, end] as it was inserted, whatever became of it: an append-only stream's view."""
    return (
        f'SELECT {column_list(columns)}, \'INSERT\' AS "METADATA$ACTION", FALSE AS "METADATA$ISUPDATE", '
        f'{row_id(identity)} AS "METADATA$ROW_ID" FROM ({inserted_rows(table_id, columns, bounds, births)}) AS born'
    )


def inserted_rows(
    table_id: int, columns: Sequence[TableColumn], bounds: tuple[str, str], births: tuple[str, str]
) -> str:
    """The first image of every row born in (start, end], with "$row".

    `births` is the half-open range of row ids that were given out in the interval.
    """
    names = column_list(columns)
    start, end = bounds
    first, last = births
    images = " UNION ALL ".join(
        f"SELECT {names}, {ROW}, {FROM}, {upper} AS upto FROM {relation} "
        f"WHERE {ROW} >= {first} AND {ROW} < {last} AND {FROM} > {start} AND {FROM} <= {end}"
        for relation, upper in ((history(table_id), TO), (current(table_id), "9223372036854775807"))
    )
    return (
        f"SELECT {names}, {ROW} FROM ({images}) AS images "
        f"QUALIFY row_number() OVER (PARTITION BY {ROW} ORDER BY {FROM}, upto) = 1"
    )


def nothing(table_id: int, columns: Sequence[TableColumn]) -> str:
    """No rows, with the columns of `changes` and `inserted`."""
    metadata = f'\'\' AS "{METADATA[0]}", FALSE AS "{METADATA[1]}", \'\' AS "{METADATA[2]}"'
    return f"SELECT {column_list(columns)}, {metadata} FROM {current(table_id)} WHERE FALSE"


def initial(table_id: int, identity: int, columns: Sequence[TableColumn], version: str) -> str:
    """SHOW_INITIAL_ROWS: the rows alive at `version`, each as an INSERT."""
    names = column_list(columns)
    return (
        f'SELECT {names}, \'INSERT\' AS "METADATA$ACTION", FALSE AS "METADATA$ISUPDATE", '
        f'{row_id(identity)} AS "METADATA$ROW_ID" FROM ({at_version(table_id, columns, version, hidden=True)}) AS rows'
    )
