"""DataFrames of the small Snowpark session: queries that grow with each call and run when their rows are asked for.

Every method gives a new frame over the old one's query. A frame knows the frames it came from, so that a column taken
from one of them finds its name here, also after a join renamed it.
Source: Snowflake documentation, "Snowpark API Reference (Python)": DataFrame, RelationalGroupedDataFrame,
DataFrameWriter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.names import quote
from ecomsim.routines import snowpark_columns as expressions
from ecomsim.routines.snowpark_columns import Column, flat, named, of_name, stored
from ecomsim.routines.snowpark_rows import Row
from ecomsim.statements.result import Result

if TYPE_CHECKING:
    import pandas as pd

    from ecomsim.routines.snowpark import Session

Renamed = Mapping[str, str]

_JOINS = {
    "inner": "INNER JOIN",
    **dict.fromkeys(("left", "left_outer", "leftouter"), "LEFT JOIN"),
    **dict.fromkeys(("right", "right_outer", "rightouter"), "RIGHT JOIN"),
    **dict.fromkeys(("full", "outer", "full_outer", "fullouter"), "FULL JOIN"),
    "cross": "CROSS JOIN",
}
_SEMI = {
    **dict.fromkeys(("semi", "left_semi", "leftsemi"), "EXISTS"),
    **dict.fromkeys(("anti", "left_anti", "leftanti"), "NOT EXISTS"),
}


class DataFrame:
    """A statement and, once asked for, its answer."""

    def __init__(
        self,
        session: Session,
        query: str,
        params: tuple[Any, ...] = (),
        lineage: Mapping[DataFrame, Renamed] | None = None,
    ) -> None:
        self.session = session
        self._query, self._params = query, params
        self._lineage: Mapping[DataFrame, Renamed] = lineage or {}
        self._answer: Result | None = None

    # --- running ---------------------------------------------------------------------------------------------

    def answer(self) -> Result:
        """Run the statement once."""
        if self._answer is None:
            self._answer = self.session._inner.execute(self._query, self._params or None)
        return self._answer

    def collect(self) -> list[Row]:
        answer = self.answer()
        names = [column.name for column in answer.columns]
        return [Row(row, names) for row in answer.rows()]

    @property
    def columns(self) -> list[str]:
        """The names of its columns, without running it when they can be had otherwise."""
        described = self._described()
        return [column.name for column in self.answer().columns] if described is None else described

    def _described(self) -> list[str] | None:
        """The names of its columns where nothing has to run for them: of an answer that is there, or of a query."""
        if self._answer is not None:
            return [column.name for column in self._answer.columns]
        found = self.session._inner.describe(self._query, self._params or None)
        return None if found is None else [column.name for column in found]

    def to_pandas(self) -> pd.DataFrame:
        import pandas

        answer = self.answer()
        return pandas.DataFrame(answer.rows(), columns=[column.name for column in answer.columns])

    toPandas = to_pandas  # noqa: N815

    def to_local_iterator(self) -> Iterable[Row]:
        return iter(self.collect())

    def first(self, n: int | None = None) -> Any:
        rows = self.limit(n or 1).collect()
        return (rows[0] if rows else None) if n is None else rows

    def count(self) -> int:
        return int(self._over("COUNT(*)").collect()[0][0])

    def cache_result(self) -> DataFrame:
        """A temporary table with the rows of now."""
        name = self.session._inner.temporary_name().upper()
        self.session.sql(f"CREATE TEMPORARY TABLE {quote(name)} AS {self._query}", self._params).collect()
        return self.session.table(quote(name))

    # --- columns ---------------------------------------------------------------------------------------------

    def col(self, name: str) -> Column:
        return named(name, self)

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, str):
            return self.col(key)
        return self.select(*key) if isinstance(key, (list, tuple)) else self.filter(key)

    def __getattr__(self, name: str) -> Column:
        if not name.startswith("_") and stored(name) in (self._described() or ()):
            return self.col(name)
        raise AttributeError(f"'DataFrame' object has no attribute {name!r}")

    def _name(self, frame: Any, name: str) -> str:
        return quote(self._lineage.get(frame, {}).get(name, name) if frame is not None else name)

    def _sql(self, columns: Sequence[Any]) -> str:
        return ", ".join(of_name(each).render(self._name) for each in flat(columns))

    def _over(self, columns: str, rest: str = "") -> DataFrame:
        query = f"SELECT {columns} FROM ({self._query}){rest}"
        return DataFrame(self.session, query, self._params, {**self._lineage, self: {}})

    def select(self, *columns: Any) -> DataFrame:
        return self._over(", ".join(of_name(each).selected(self._name) for each in flat(columns)))

    def select_expr(self, *texts: str) -> DataFrame:
        return self._over(", ".join(flat(texts)))

    selectExpr = select_expr  # noqa: N815

    def filter(self, condition: Column | str) -> DataFrame:
        text = condition if isinstance(condition, str) else condition.render(self._name)
        return self._over("*", f" WHERE {text}")

    where = filter

    def sort(self, *columns: Any, ascending: Any = None) -> DataFrame:
        given = [of_name(each) for each in flat(columns)]
        if ascending is not None:
            ways = ascending if isinstance(ascending, (list, tuple)) else [ascending] * len(given)
            given = [each.asc() if way else each.desc() for each, way in zip(given, ways, strict=True)]
        return self._over("*", f" ORDER BY {self._sql(given)}")

    order_by = orderBy = sort  # noqa: N815

    def limit(self, n: int) -> DataFrame:
        return self._over("*", f" LIMIT {int(n)}")

    def distinct(self) -> DataFrame:
        return self._over("DISTINCT *")

    def with_column(self, name: str, column: Column) -> DataFrame:
        return self.with_columns([name], [column])

    withColumn = with_column  # noqa: N815

    def with_columns(self, names: Sequence[str], columns: Sequence[Column]) -> DataFrame:
        """Columns that are there are replaced where they stand, others come after them."""
        new = {stored(name): column.render(self._name) for name, column in zip(names, columns, strict=True)}
        kept = {name: quote(name) for name in self.columns}
        return self._over(", ".join(f"{text} AS {quote(name)}" for name, text in {**kept, **new}.items()))

    def with_column_renamed(self, existing: Any, new: str) -> DataFrame:
        old = of_name(existing).render(self._name)
        items = [
            f"{quote(name)} AS {quote(stored(new))}" if quote(name) == old else quote(name) for name in self.columns
        ]
        return self._over(", ".join(items))

    withColumnRenamed = rename = with_column_renamed  # noqa: N815

    def drop(self, *columns: Any) -> DataFrame:
        gone = {of_name(each).render(self._name) for each in flat(columns)}
        return self._over(", ".join(quote(name) for name in self.columns if quote(name) not in gone))

    def drop_duplicates(self, *columns: str) -> DataFrame:
        if not columns:
            return self.distinct()
        return self._over("*", f" QUALIFY ROW_NUMBER() OVER (PARTITION BY {self._sql(columns)} ORDER BY NULL) = 1")

    dropDuplicates = drop_duplicates  # noqa: N815

    # --- groups ----------------------------------------------------------------------------------------------

    def group_by(self, *columns: Any) -> Grouped:
        return Grouped(self, [of_name(each) for each in flat(columns)])

    groupBy = group_by  # noqa: N815

    def agg(self, *columns: Any) -> DataFrame:
        return Grouped(self, []).agg(*columns)

    # --- two frames ------------------------------------------------------------------------------------------

    def join(
        self,
        right: DataFrame,
        on: Any = None,
        how: str | None = None,
        *,
        lsuffix: str = "",
        rsuffix: str = "",
    ) -> DataFrame:
        """Join by column names, which stay one column each, or by a condition.

        Other names that both sides have get `lsuffix` and `rsuffix`, or prefixes as Snowpark makes them.
        """
        kind = (how or "inner").lower()
        if kind not in _JOINS and kind not in _SEMI:
            raise ValueError(f"join type {how!r}")
        mine, theirs = self.columns, right.columns
        shared = [stored(each) for each in flat([on])] if isinstance(on, (str, list, tuple)) else []

        def place(frame: Any, name: str) -> str:
            if frame is not None and (frame is right or frame in right._lineage):
                return f"r.{right._name(frame, name)}"
            if frame is not None or name in mine:
                return f"l.{self._name(frame, name)}"
            return f"r.{quote(name)}"

        condition = " AND ".join(f"l.{quote(name)} = r.{quote(name)}" for name in shared)
        if isinstance(on, Column):
            condition = on.render(place)
        params = (*self._params, *right._params)
        if kind in _SEMI:
            query = (
                f"SELECT * FROM ({self._query}) AS l WHERE {_SEMI[kind]} "
                f"(SELECT 1 FROM ({right._query}) AS r WHERE {condition or 'TRUE'})"
            )
            return DataFrame(self.session, query, params, {**self._lineage, self: {}})
        both = (set(mine) & set(theirs)) - set(shared)
        left_names = {
            name: stored(f"{name}{lsuffix}") if lsuffix else f"l_0000_{name}" for name in mine if name in both
        }
        right_names = {
            name: stored(f"{name}{rsuffix}") if rsuffix else f"r_0000_{name}" for name in theirs if name in both
        }
        side = "r" if _JOINS[kind] == "RIGHT JOIN" else "l"
        items = [_shared(name, side, full=_JOINS[kind] == "FULL JOIN") for name in shared]
        items += [f"l.{quote(n)} AS {quote(left_names.get(n, n))}" for n in mine if n not in shared]
        items += [f"r.{quote(n)} AS {quote(right_names.get(n, n))}" for n in theirs if n not in shared]
        tail = f" ON {condition}" if condition else "" if kind == "cross" else " ON TRUE"
        query = f"SELECT {', '.join(items)} FROM ({self._query}) AS l {_JOINS[kind]} ({right._query}) AS r{tail}"
        return DataFrame(self.session, query, params, {**_carried(self, left_names), **_carried(right, right_names)})

    def cross_join(self, right: DataFrame, **suffixes: str) -> DataFrame:
        return self.join(right, how="cross", **suffixes)

    crossJoin = cross_join  # noqa: N815

    def _set(self, word: str, other: DataFrame) -> DataFrame:
        query = f"(SELECT * FROM ({self._query})) {word} (SELECT * FROM ({other._query}))"
        return DataFrame(self.session, query, (*self._params, *other._params), {**self._lineage, self: {}})

    def union(self, other: DataFrame) -> DataFrame:
        return self._set("UNION", other)

    def union_all(self, other: DataFrame) -> DataFrame:
        return self._set("UNION ALL", other)

    unionAll = union_all  # noqa: N815

    def except_(self, other: DataFrame) -> DataFrame:
        return self._set("EXCEPT", other)

    minus = subtract = except_

    def intersect(self, other: DataFrame) -> DataFrame:
        return self._set("INTERSECT", other)

    # --- writing ---------------------------------------------------------------------------------------------

    def create_or_replace_view(self, name: str) -> None:
        self.session.sql(f"CREATE OR REPLACE VIEW {name} AS {self._query}", self._params).collect()

    def create_or_replace_temp_view(self, name: str) -> None:
        self.session.sql(f"CREATE OR REPLACE TEMPORARY VIEW {name} AS {self._query}", self._params).collect()

    @property
    def write(self) -> Writer:
        return Writer(self)


def _shared(name: str, side: str, *, full: bool) -> str:
    """A column that a join by names has once."""
    text = f"COALESCE(l.{quote(name)}, r.{quote(name)})" if full else f"{side}.{quote(name)}"
    return f"{text} AS {quote(name)}"


def _carried(frame: DataFrame, names: Renamed) -> dict[DataFrame, Renamed]:
    """What a side of a join, and the frames it came from, call their columns after it."""
    carried: dict[DataFrame, Renamed] = {frame: names}
    for earlier, before in frame._lineage.items():
        carried[earlier] = {**names, **{name: names.get(now, now) for name, now in before.items()}}
    return carried


class Grouped:
    """What group_by gives: rows in groups, waiting for aggregates."""

    def __init__(self, frame: DataFrame, keys: Sequence[Column]) -> None:
        self._frame, self._keys = frame, keys

    def agg(self, *columns: Any) -> DataFrame:
        """Columns, (name, function) pairs, or {name: function}."""
        given = flat(columns) if len(columns) == 1 and isinstance(columns[0], list) else list(columns)
        items: list[Column] = []
        for each in given:
            pairs = each.items() if isinstance(each, Mapping) else [each] if isinstance(each, tuple) else None
            items += [each] if pairs is None else [expressions.FUNCTIONS[what](name) for name, what in pairs]
        names = self._frame._name
        keys = [key.render(names) for key in self._keys]
        listed = ", ".join([*keys, *(each.selected(names) for each in items)])
        return self._frame._over(listed, f" GROUP BY {', '.join(keys)}" if keys else "")

    def count(self) -> DataFrame:
        return self.agg(expressions.FUNCTIONS["count"]().alias("COUNT"))

    def sum(self, *columns: Any) -> DataFrame:
        return self._each("sum", columns)

    def avg(self, *columns: Any) -> DataFrame:
        return self._each("avg", columns)

    mean = avg

    def min(self, *columns: Any) -> DataFrame:
        return self._each("min", columns)

    def max(self, *columns: Any) -> DataFrame:
        return self._each("max", columns)

    def _each(self, name: str, columns: Sequence[Any]) -> DataFrame:
        return self.agg(*(expressions.FUNCTIONS[name](each) for each in flat(columns)))


class Writer:
    """df.write.mode("append").save_as_table("t")."""

    def __init__(self, frame: DataFrame, mode: str = "errorifexists") -> None:
        self._frame, self._mode = frame, mode

    def mode(self, mode: str) -> Writer:
        return Writer(self._frame, mode)

    def save_as_table(self, table: str | Sequence[str], *, mode: str | None = None, table_type: str = "") -> None:
        """append makes a table that is not there; truncate empties one that is and keeps its definition."""
        if table_type.lower() not in ("", "temp", "temporary", "transient"):
            raise ValueError(f"table type {table_type!r}")
        name = table if isinstance(table, str) else ".".join(table)
        create = f"{table_type} TABLE".strip()
        run, query = self._run, self._frame._query
        match (mode or self._mode).lower():
            case "append" if self._is_there(name):
                run(f"INSERT INTO {name} {query}")
            case "truncate" if self._is_there(name):
                run(f"INSERT OVERWRITE INTO {name} {query}")
            case "append" | "truncate" | "errorifexists":
                run(f"CREATE {create} {name} AS {query}")
            case "overwrite":
                run(f"CREATE OR REPLACE {create} {name} AS {query}")
            case "ignore":
                run(f"CREATE {create} IF NOT EXISTS {name} AS {query}")
            case other:
                raise ValueError(f"save mode {other!r}")

    saveAsTable = save_as_table  # noqa: N815

    def insert_into(self, table: str, overwrite: bool = False) -> None:
        self._run(f"INSERT {'OVERWRITE ' if overwrite else ''}INTO {table} {self._frame._query}")

    def _run(self, sql: str) -> None:
        self._frame.session.sql(sql, self._frame._params).collect()

    def _is_there(self, name: str) -> bool:
        try:
            self._frame.session._inner.describe(f"SELECT * FROM {name}")
        except errors.SnowflakeError as failure:
            if failure.errno == 2003:
                return False
            raise
        return True
