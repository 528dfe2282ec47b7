"""Values of a block: evaluating its expressions in DuckDB and fitting results to declared types.

A value is a plain Python value in the form DuckDB stores (VARIANT as JSON text, TIMESTAMP_TZ as its stored pair) with
its Snowflake type. Assigning is the cast a DML statement would do, with the same errors. Plans are kept per expression.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import duckdb
from sqlglot import exp

from ecomsim.dialect import errors as dialect_errors
from ecomsim.dialect.bind import assign, bind_query
from ecomsim.dialect.context import Context
from ecomsim.dml.target import wrapped
from ecomsim.scripting.nodes import Expression, Place, Reference
from ecomsim.sqltext.queries import type_tree
from ecomsim.statements import execution, placeholders
from ecomsim.statements.execution import Typed
from ecomsim.statements.plans import Plan
from ecomsim.values import types
from ecomsim.values.types import Column, SnowflakeType

if TYPE_CHECKING:
    import pyarrow as pa

    from ecomsim.sessions.session import Session

NULL = Typed(None, types.TEXT)


def evaluate(
    expression: Expression, variables: Mapping[str, Typed], session: Session, target: SnowflakeType | None = None
) -> Typed:
    """The value of an expression, cast to `target` as an assignment would when there is one.

    `variables`: placeholder to value. Raises SnowflakeError as the expression would in a SELECT.
    """
    if isinstance(expression.tree, exp.Placeholder):
        value = variables.get(expression.tree.name)  # a bind that is not set is refused as in a SELECT
        if value is not None and (target is None or value.type == target):
            return value
    binds = {name: (value.value, value.type) for name, value in variables.items()}
    key = execution.plan_key(session, (expression, target), binds)  # type: ignore[arg-type]
    plan = session.account.plans.get(session.catalog.version, key)
    if not isinstance(plan, Plan) or session.has_temporary:
        plan = _plan(expression.tree, session, binds, target)
        if plan.cacheable:
            session.account.plans.put(session.catalog.version, key, plan)
    try:
        execution.use_warehouse(session, plan)
        with session.reading():
            data = session.fetch(plan.sql, placeholders.values(session, plan.parameters, binds))
    except duckdb.Error as cause:
        raise dialect_errors.snowflake_error(cause) from cause
    kind = plan.columns[0].type
    return Typed(plain(data.column(0)[0].as_py(), kind), kind)


def _plan(
    tree: exp.Expr,
    session: Session,
    binds: Mapping[str, tuple[Any, SnowflakeType]],
    target: SnowflakeType | None,
) -> Plan:
    context = session.context(binds)
    outer, session.binds = session.binds, binds  # for what is computed while binding: SYSTEM$LOG(…), IDENTIFIER(:v)
    try:
        return _bound_plan(tree.copy(), session, context, target)
    finally:
        session.binds = outer


def _bound_plan(tree: exp.Expr, session: Session, context: Context, target: SnowflakeType | None) -> Plan:
    if target == types.ARRAY:  # a single value becomes an array of one (spec 3.2)
        tree = exp.Anonymous(this="TO_ARRAY", expressions=[tree])
    bound = bind_query(exp.select(exp.alias_(tree, "V", quoted=True)), context)
    sql, column = bound.sql, bound.columns[0]
    if target is not None:
        value = exp.column(exp.to_identifier("c0", quoted=True), table="s")
        fitted = assign(value, bound.types[0], Column("V", target), context)
        sql, column = wrapped(bound, [("V", fitted)]), Column("V", target)
    resolver = context.resolver
    return Plan(
        sql=sql,
        columns=(column,),
        parameters=bound.parameters,
        cacheable=bound.cacheable,
        needs_warehouse=bool(resolver.tables or resolver.streams),  # type: ignore[attr-defined]
    )


_SAME = Expression(tree=exp.Placeholder(this="V1"), place=Place(1, 0), references=(Reference("V1", "V1"),))


def cast(value: Typed, target: SnowflakeType, session: Session) -> Typed:
    """A value as by CAST."""
    tree = exp.Cast(this=exp.Placeholder(this="V1"), to=type_tree(target))
    expression = Expression(tree=tree, place=Place(1, 0), references=(Reference("V1", "V1"),))
    return evaluate(expression, {"V1": value}, session, target)


def converted(value: Typed, target: SnowflakeType | None, session: Session) -> Typed:
    """A value fitted to the declared type of a variable."""
    return value if target is None or value.type == target else evaluate(_SAME, {"V1": value}, session, target)


def inferred(value: Typed, expression: Expression) -> Typed:
    """The value with the type a variable without a declared one gets (spec 3.4)."""
    kind = value.type
    if kind.is_text:
        return Typed(value.value, types.TEXT)
    if kind.name == "NUMBER" and not kind.scale:
        return Typed(value.value, types.INTEGER)
    if kind.name == "NUMBER" and isinstance(expression.tree, exp.Literal):
        return Typed(None if value.value is None else float(value.value), types.FLOAT)
    return value


def answer_type(kind: SnowflakeType) -> SnowflakeType:
    """Text and binary answers have the greatest length (spec 8.3)."""
    if kind.is_text:
        return types.TEXT
    return types.binary() if kind.name == "BINARY" else kind


def plain(value: Any, kind: SnowflakeType) -> Any:
    """An Arrow value as a block keeps it: whole numbers as int."""
    return int(value) if isinstance(value, Decimal) and kind.name == "NUMBER" and not kind.scale else value


def row(data: pa.Table, columns: tuple[Column, ...], index: int) -> dict[str, Typed]:
    """One row of a result by column name; a GEOGRAPHY comes as an OBJECT (spec 5.7)."""
    return {
        column.name: Typed(
            plain(data.column(position)[index].as_py(), column.type),
            types.OBJECT if column.type.name == "GEOGRAPHY" else column.type,
        )
        for position, column in enumerate(columns)
    }
