"""Expressions of the small Snowpark session: columns, functions, windows; each becomes SQL text where it is used.

A Column is a function from the frame that uses it to SQL, because a join gives columns of its sides other names. Names
follow Snowpark: `col("a")` is A, `col('"a"')` is "a". A function that is not in the tables here is an AttributeError.
Source: Snowflake documentation, "Snowpark API Reference (Python)": Column, functions, Window.
"""

from __future__ import annotations

import datetime
import decimal
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ecomsim.names import quote

Names = Callable[[Any, str], str]
"""(frame a column was taken from or None, its name) -> SQL of the column here."""

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_$]*\Z")


def stored(name: str) -> str:
    """A name as Snowflake stores it: plain ones in upper case, quoted ones without the quotes, others as they are."""
    if _PLAIN.match(name):
        return name.upper()
    if len(name) > 1 and name[0] == name[-1] == '"':
        return name[1:-1].replace('""', '"')
    return name


def literal(value: Any) -> str:
    """A Python value as SQL. Raises TypeError for what has no literal."""
    match value:
        case None:
            return "NULL"
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | decimal.Decimal():
            return str(value)
        case float():
            return f"{value!r}::FLOAT" if value == value and abs(value) != float("inf") else f"'{value}'::FLOAT"
        case str():
            return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"
        case datetime.datetime():
            return f"'{value.isoformat(sep=' ')}'::TIMESTAMP_{'NTZ' if value.tzinfo is None else 'TZ'}"
        case datetime.date():
            return f"'{value.isoformat()}'::DATE"
        case datetime.time():
            return f"'{value.isoformat()}'::TIME"
    raise TypeError(f"a {type(value).__name__} is not a value of SQL")


class Column:
    """An expression. `title`: the alias it was given, '' without one."""

    def __init__(self, render: Callable[[Names], str], title: str = "", *, is_aggregate: bool = False) -> None:
        self.render = render
        self.title = title
        self.is_aggregate = is_aggregate

    def selected(self, names: Names) -> str:
        """The expression in a SELECT list; an aggregate without an alias is called as Snowpark calls it."""
        text = self.render(names)
        name = self.title or (text.replace('"', "") if self.is_aggregate else "")
        return f"{text} AS {quote(name)}" if name else text

    def alias(self, name: str) -> Column:
        return Column(self.render, stored(name), is_aggregate=self.is_aggregate)

    as_ = name = alias

    def cast(self, kind: Any) -> Column:
        return self._text(lambda text: f"CAST({text} AS {kind})")

    astype = cast

    def _text(self, change: Callable[[str], str]) -> Column:
        return Column(lambda names: change(self.render(names)), is_aggregate=self.is_aggregate)

    def _with(self, operator: str, other: Any, *, turned: bool = False) -> Column:
        right = of_value(other)
        first, second = (right, self) if turned else (self, right)
        return Column(
            lambda names: f"({first.render(names)} {operator} {second.render(names)})",
            is_aggregate=first.is_aggregate or second.is_aggregate,
        )

    def __add__(self, other: Any) -> Column:
        return self._with("+", other)

    def __radd__(self, other: Any) -> Column:
        return self._with("+", other, turned=True)

    def __sub__(self, other: Any) -> Column:
        return self._with("-", other)

    def __rsub__(self, other: Any) -> Column:
        return self._with("-", other, turned=True)

    def __mul__(self, other: Any) -> Column:
        return self._with("*", other)

    def __rmul__(self, other: Any) -> Column:
        return self._with("*", other, turned=True)

    def __truediv__(self, other: Any) -> Column:
        return self._with("/", other)

    def __rtruediv__(self, other: Any) -> Column:
        return self._with("/", other, turned=True)

    def __mod__(self, other: Any) -> Column:
        return self._with("%", other)

    def __eq__(self, other: object) -> Column:  # type: ignore[override]
        return self._with("=", other)

    def __ne__(self, other: object) -> Column:  # type: ignore[override]
        return self._with("<>", other)

    def __lt__(self, other: Any) -> Column:
        return self._with("<", other)

    def __le__(self, other: Any) -> Column:
        return self._with("<=", other)

    def __gt__(self, other: Any) -> Column:
        return self._with(">", other)

    def __ge__(self, other: Any) -> Column:
        return self._with(">=", other)

    def __and__(self, other: Any) -> Column:
        return self._with("AND", other)

    def __or__(self, other: Any) -> Column:
        return self._with("OR", other)

    def __invert__(self) -> Column:
        return self._text(lambda text: f"(NOT {text})")

    def __neg__(self) -> Column:
        return self._text(lambda text: f"(- {text})")

    __hash__ = None  # type: ignore[assignment]

    def __bool__(self) -> bool:
        raise TypeError("a Column has no truth value; write & for AND, | for OR and ~ for NOT")

    def __getitem__(self, key: str | int) -> Column:
        return self._text(lambda text: f"GET({text}, {literal(key)})")

    def is_null(self) -> Column:
        return self._text(lambda text: f"({text} IS NULL)")

    isNull = is_null  # noqa: N815 - the name Snowpark gives it

    def is_not_null(self) -> Column:
        return self._text(lambda text: f"({text} IS NOT NULL)")

    isNotNull = is_not_null  # noqa: N815

    def equal_null(self, other: Any) -> Column:
        return Column(lambda names: f"EQUAL_NULL({self.render(names)}, {of_value(other).render(names)})")

    def between(self, low: Any, high: Any) -> Column:
        return (self >= low) & (self <= high)

    def in_(self, *values: Any) -> Column:
        given = values[0] if len(values) == 1 and isinstance(values[0], (list, tuple, set)) else values
        items = [of_value(each) for each in given]
        return Column(lambda names: f"({self.render(names)} IN ({', '.join(each.render(names) for each in items)}))")

    isin = in_

    def like(self, pattern: Any) -> Column:
        return self._with("LIKE", pattern)

    def startswith(self, other: Any) -> Column:
        return Column(lambda names: f"STARTSWITH({self.render(names)}, {of_value(other).render(names)})")

    def endswith(self, other: Any) -> Column:
        return Column(lambda names: f"ENDSWITH({self.render(names)}, {of_value(other).render(names)})")

    def substr(self, start: Any, length: Any) -> Column:
        return function("SUBSTR", self, of_value(start), of_value(length))

    def asc(self) -> Column:
        return self._text(lambda text: f"{text} ASC")

    def desc(self) -> Column:
        return self._text(lambda text: f"{text} DESC")

    def over(self, window: Spec | None = None) -> Column:
        spec = window or Spec()
        return Column(lambda names: f"{self.render(names)} OVER ({spec.sql(names)})")


def named(name: str, frame: Any = None) -> Column:
    """A column by its name, of a certain frame or of the one that uses it."""
    if name == "*":
        return Column(lambda _: "*")
    return Column(lambda names: names(frame, stored(name)))


def of_value(value: Any) -> Column:
    """A Column as it is, any other value as a literal."""
    return value if isinstance(value, Column) else Column(lambda _: literal(value))


def of_name(value: Any) -> Column:
    """A Column as it is, a text as the name of one."""
    return named(value) if isinstance(value, str) else of_value(value)


def function(name: str, *arguments: Column, is_aggregate: bool = False) -> Column:
    aggregate = is_aggregate or any(each.is_aggregate for each in arguments)
    return Column(
        lambda names: f"{name}({', '.join(each.render(names) for each in arguments)})", is_aggregate=aggregate
    )


class Case(Column):
    """when(condition, value).when(…).otherwise(value)."""

    def __init__(self, branches: Sequence[tuple[Column, Column]], last: Column | None = None) -> None:
        self._branches, self._last = tuple(branches), last
        super().__init__(self._sql)

    def _sql(self, names: Names) -> str:
        parts = [f"WHEN {test.render(names)} THEN {value.render(names)}" for test, value in self._branches]
        if self._last is not None:
            parts.append(f"ELSE {self._last.render(names)}")
        return f"CASE {' '.join(parts)} END"

    def when(self, condition: Column, value: Any) -> Case:
        return Case((*self._branches, (condition, of_value(value))))

    def otherwise(self, value: Any) -> Case:
        return Case(self._branches, of_value(value))

    else_ = otherwise


@dataclass(frozen=True, slots=True)
class Spec:
    """A window: what Window.partition_by(…).order_by(…) gives."""

    partition: tuple[Column, ...] = ()
    order: tuple[Column, ...] = ()

    def partition_by(self, *columns: Any) -> Spec:
        return Spec(tuple(map(of_name, flat(columns))), self.order)

    def order_by(self, *columns: Any) -> Spec:
        return Spec(self.partition, tuple(map(of_name, flat(columns))))

    partitionBy, orderBy = partition_by, order_by  # noqa: N815

    def sql(self, names: Names) -> str:
        parts = []
        if self.partition:
            parts.append("PARTITION BY " + ", ".join(each.render(names) for each in self.partition))
        if self.order:
            parts.append("ORDER BY " + ", ".join(each.render(names) for each in self.order))
        return " ".join(parts)


class Window:
    """Where window specifications begin."""

    partition_by = partitionBy = staticmethod(lambda *columns: Spec().partition_by(*columns))  # noqa: N815
    order_by = orderBy = staticmethod(lambda *columns: Spec().order_by(*columns))  # noqa: N815


def flat(values: Sequence[Any]) -> list[Any]:
    """f(a, b) and f([a, b]) mean the same."""
    return list(values[0]) if len(values) == 1 and isinstance(values[0], (list, tuple)) else list(values)


# --- snowflake.snowpark.functions ------------------------------------------------------------------------------

_AGGREGATES = {
    **{name: name.upper() for name in ("sum", "avg", "min", "max", "median", "stddev", "variance", "mode")},
    "mean": "AVG",
    "array_agg": "ARRAY_AGG",
    "any_value": "ANY_VALUE",
    "approx_count_distinct": "APPROX_COUNT_DISTINCT",
}
_SCALARS = (
    *("abs", "ceil", "floor", "sqrt", "exp", "sign", "upper", "lower", "initcap", "trim", "ltrim", "rtrim", "length"),
    *("reverse", "year", "quarter", "month", "dayofmonth", "dayofweek", "dayofyear", "hour", "minute", "second"),
    *("last_day", "coalesce", "greatest", "least", "concat", "nvl", "nullif", "equal_null", "parse_json"),
    *("to_json", "to_variant", "to_array", "to_object", "array_size", "object_construct", "array_construct"),
    *("row_number", "rank", "dense_rank", "percent_rank", "cume_dist", "first_value", "last_value", "typeof"),
    *("current_date", "current_timestamp", "current_user", "current_role", "current_database", "current_schema"),
    *("md5", "sha2", "hash", "zeroifnull", "try_parse_json", "is_null_value", "contains", "startswith", "endswith"),
    *("split", "lpad", "rpad", "get"),
)
"""Functions of columns: a text is the name of one, also where it is not the first argument."""
_WITH_VALUES = {
    "round": "ROUND",
    "lag": "LAG",
    "lead": "LEAD",
    "ntile": "NTILE",
    "substring": "SUBSTR",
    "substr": "SUBSTR",
    "replace": "REPLACE",
    "regexp_replace": "REGEXP_REPLACE",
    "to_date": "TO_DATE",
    "to_timestamp": "TO_TIMESTAMP",
    "to_varchar": "TO_VARCHAR",
    "to_char": "TO_CHAR",
    "to_decimal": "TO_DECIMAL",
    "to_number": "TO_NUMBER",
    "listagg": "LISTAGG",
}
"""Functions whose first argument is a column and whose others are values, also when they are texts."""

_WITH_PART = {"date_trunc": "DATE_TRUNC", "dateadd": "DATEADD", "datediff": "DATEDIFF", "date_part": "DATE_PART"}
"""Functions whose first argument is a part of a date."""


def _of_columns(name: str, *, is_aggregate: bool = False) -> Callable[..., Column]:
    return lambda *given: function(name, *map(of_name, flat(given)), is_aggregate=is_aggregate)


def _of_values(name: str) -> Callable[..., Column]:
    aggregate = name == "LISTAGG"
    return lambda first, *rest: function(name, of_name(first), *map(of_value, rest), is_aggregate=aggregate)


def _of_part(name: str) -> Callable[..., Column]:
    return lambda part, *rest: function(name, of_value(part), *map(of_name, rest))


def _count(column: Any = "*") -> Column:
    return function("COUNT", of_name(column), is_aggregate=True)


def _count_distinct(*columns: Any) -> Column:
    given = [of_name(each) for each in columns]
    return Column(lambda names: f"COUNT(DISTINCT {', '.join(each.render(names) for each in given)})", is_aggregate=True)


def _when(condition: Column, value: Any) -> Case:
    return Case(((condition, of_value(value)),))


def _sql_expr(text: str) -> Column:
    return Column(lambda _: f"({text})")


def _call(name: str, *arguments: Any) -> Column:
    return function(name, *map(of_value, arguments))


FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{name: _of_columns(sql, is_aggregate=True) for name, sql in _AGGREGATES.items()},
    **{name: _of_columns(name.upper()) for name in _SCALARS},
    **{name: _of_values(sql) for name, sql in _WITH_VALUES.items()},
    **{name: _of_part(sql) for name, sql in _WITH_PART.items()},
    "col": named,
    "column": named,
    "lit": of_value,
    "literal": of_value,
    "count": _count,
    "count_distinct": _count_distinct,
    "countDistinct": _count_distinct,
    "when": _when,
    "iff": lambda condition, yes, no: function("IFF", condition, of_value(yes), of_value(no)),
    "sql_expr": _sql_expr,
    "expr": _sql_expr,
    "asc": lambda column: of_name(column).asc(),
    "desc": lambda column: of_name(column).desc(),
    "is_null": lambda column: of_name(column).is_null(),
    "not_": lambda column: ~of_name(column),
    **dict.fromkeys(("call_function", "call_builtin", "builtin_call", "call_udf", "function_"), _call),
}
for _name in ("sum", "min", "max", "abs", "round"):
    FUNCTIONS[f"{_name}_"] = FUNCTIONS[_name]
