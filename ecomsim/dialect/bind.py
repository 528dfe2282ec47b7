"""The binder: a raw Snowflake tree in, a typed DuckDB tree out.

One recursive walk resolves names and types. Invariant: the input tree is untouched, the output is the caller's own, and
every projection has exactly the DuckDB type of its Snowflake type.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect import convert, expressions, select, structured
from ecomsim.dialect.context import Context
from ecomsim.dialect.functions.model import Bound, integer, macro, string
from ecomsim.dialect.scope import Scope, ScopeColumn, Source, Statement
from ecomsim.dialect.session_formats import in_session_formats
from ecomsim.values.types import MAX_BINARY, MAX_VARCHAR, TEXT, Column, SnowflakeType


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundQuery:
    """A query ready for DuckDB.

    columns: names and Snowflake types of the result; physical: the DuckDB names of its columns (all different);
    types: as columns, but NULL for a column of bare NULLs (see assign); parameters: placeholders to fill at run time
    (ecom_now, b_<name> …); cacheable: False when the plan holds values of this moment.
    """

    tree: exp.Expr
    columns: tuple[Column, ...]
    physical: tuple[str, ...]
    types: tuple[SnowflakeType, ...]
    cacheable: bool
    parameters: frozenset[str]

    @property
    def sql(self) -> str:
        """DuckDB text."""
        return self.tree.sql("duckdb")


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundExpression:
    """A scalar expression ready for DuckDB; its tree has exactly the type `type.duckdb`."""

    tree: exp.Expr
    type: SnowflakeType
    cacheable: bool
    parameters: frozenset[str]

    @property
    def bound(self) -> Bound:
        return Bound(self.tree, self.type)


def bind_query(tree: exp.Expr, context: Context) -> BoundQuery:
    """Bind a SELECT, set operation, VALUES or WITH. Raises SnowflakeError for anything wrong with it."""
    statement = _statement(context)
    relation = select.query(tree, Scope(statement))
    types = tuple(relation.types)
    for index, kind in enumerate(types):
        if kind.name == "NULL":
            relation.types[index] = TEXT
    tree = in_session_formats(relation.tree, context)
    return BoundQuery(
        tree=tree,
        columns=tuple(column for column, _ in relation.columns()),
        physical=tuple(relation.physical),
        types=types,
        cacheable=statement.cacheable,
        parameters=placeholders(tree),
    )


def bind_expression(tree: exp.Expr, columns: Sequence[ScopeColumn], context: Context) -> BoundExpression:
    """Bind a scalar expression over `columns`. Columns with one qualifier form one relation."""
    statement = _statement(context)
    scope = scope_of(columns, statement)
    bound = scope.bind(tree)
    exact = in_session_formats(convert.exact(bound), context)
    return BoundExpression(tree=exact, type=bound.type, cacheable=statement.cacheable, parameters=placeholders(exact))


def bind_condition(tree: exp.Expr, columns: Sequence[ScopeColumn], context: Context) -> BoundExpression:
    """As bind_expression(), as a BOOLEAN: a WHERE, ON or WHEN … AND condition."""
    found = bind_expression(tree, columns, context)
    if found.type.name == "BOOLEAN":
        return found
    boolean = SnowflakeType("BOOLEAN")
    return BoundExpression(
        tree=convert.implicit(found.bound, boolean),
        type=boolean,
        cacheable=found.cacheable,
        parameters=found.parameters,
    )


def scope_of(columns: Sequence[ScopeColumn], statement: Statement) -> Scope:
    """A scope with one source for each qualifier among `columns`, in order."""
    scope = Scope(statement)
    by_qualifier: dict[str | None, list[ScopeColumn]] = {}
    for column in columns:
        by_qualifier.setdefault(column.qualifier, []).append(column)
        if isinstance(column.duckdb, exp.Column) and column.duckdb.table:
            statement.aliases.add(column.duckdb.table.lower())
    for qualifier, own in by_qualifier.items():
        scope.add(Source(qualifier, tuple(own), (qualifier,) if qualifier else ()))
    return scope


def assign(
    value: exp.Expr,
    source: SnowflakeType,
    target: Column,
    context: Context,
    *,
    table: str | None = None,
) -> exp.Expr:
    """`value` (a DuckDB tree of exactly `source`) as DML stores it in `target`.

    Raises while it runs: 100078 for text longer than the column, 100038/100039 for numbers, 100072 for NULL in a NOT
    NULL column, the last two prefixed with table and column when `table` is given. Raises at once 002023 when the
    types do not convert.
    """
    kind = target.type
    if source.name != "NULL" and source != kind and not assignable(source, kind):
        raise errors.compilation(
            2023,
            "22000",
            f"Expression type does not match column data type, expecting {kind} but got {source} "
            f"for column {target.name}",
        )
    bound = Bound(value, source)
    tree = in_session_formats(convert.implicit(bound, kind), context)
    prefix = f"DML operation to table {table} failed on column {target.name} with error: " if table else ""
    if kind.is_text and kind.length != MAX_VARCHAR and _longer(source, kind):
        tree = _fitting(tree, kind.length or 0, prefix)
    if kind.name == "BINARY" and kind.length != MAX_BINARY and _longer(source, kind):
        tree = macro("sf_octets", tree, integer(kind.length or 0))
    if not target.nullable:
        raised = _error(string(f"[[100072|22000|{prefix}NULL result in a non-nullable column]]"))
        tree = exp.Coalesce(this=tree, expressions=[raised])
    return tree


def _fitting(text: exp.Expr, length: int, prefix: str) -> exp.Expr:
    """The text, or 100078 when it is longer. Written out: DuckDB takes many times longer to bind a call of a macro."""
    before, after = f"[[100078|22000|{prefix}String '", "' is too long and would be truncated]]"
    message = exp.DPipe(this=exp.DPipe(this=string(before), expression=text.copy()), expression=string(after))
    long = exp.GT(this=exp.Length(this=text.copy()), expression=exp.Literal.number(length))
    return exp.Case(ifs=[exp.If(this=long, true=_error(message))], default=text)


def _error(message: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this="error", expressions=[message])


def assignable(source: SnowflakeType, target: SnowflakeType) -> bool:
    """Whether DML converts `source` to `target` unasked."""
    if source.is_structured or target.is_structured:
        return structured.coercible(source, target)
    if source.name == target.name or "VARIANT" in (source.name, target.name):
        return True
    if source.is_text:
        return target.name not in ("OBJECT", "ARRAY", "VECTOR")
    if target.is_text:
        return not source.is_semi_structured
    times = {"DATE", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIMESTAMP_TZ"}
    if source.name in times and target.name in times:
        return True
    return {source.name, target.name} in (
        {"NUMBER", "FLOAT"},
        {"NUMBER", "DECFLOAT"},
        {"FLOAT", "DECFLOAT"},
        {"BOOLEAN", "DECFLOAT"},
        {"NUMBER", "BOOLEAN"},
        {"ARRAY", "VECTOR"},
    )


def placeholders(tree: exp.Expr) -> frozenset[str]:
    """The names of the run-time parameters in a DuckDB tree."""
    return frozenset(str(node.this) for node in tree.find_all(exp.Placeholder))


def _longer(source: SnowflakeType, target: SnowflakeType) -> bool:
    """Whether text of `source` may be longer than `target` holds."""
    return source.name != target.name or source.length is None or source.length > (target.length or 0)


def _statement(context: Context) -> Statement:
    return Statement(context, expressions.bind, select.query)
