"""SQL functions and table functions: a body becomes a tree that the dialect puts in the place of the call.

Names in a body are those of the function's own schema. A body is bound when it is created, so a function that cannot
work is refused. Source: spec/scripting.md 13.1 to 13.3.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlglot import exp

from ecomsim import errors
from ecomsim.catalog.objects import Function
from ecomsim.dialect.bind import bind_query
from ecomsim.dialect.context import Udf
from ecomsim.dialect.functions import FUNCTIONS
from ecomsim.names import Name, ObjectName
from ecomsim.routines import lookup
from ecomsim.scripting.parse import parse_block
from ecomsim.sqltext.parse import parse_expression, parse_query
from ecomsim.values import types
from ecomsim.values.types import Column, SnowflakeType

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session


def find(
    name: ObjectName,
    kinds: Sequence[SnowflakeType],
    keys: Sequence[str | None],
    session: Session,
    home: Name | None,
    pending: Function | None,
) -> Udf | None:
    """The function that a call in a query means, None when the name is unknown.

    `pending` is the function being created: a body that calls it is refused, because it would never end.
    """
    found = lookup.chosen("FUNCTION", name, kinds, keys, session, home)
    if pending is not None and found is not None and found.name == pending.name:
        raise errors.unsupported(f"recursive function {pending.routine}")
    return udf(found) if isinstance(found, Function) else None


def udf(function: Function) -> Udf:
    """What the dialect needs to know of a function."""
    written = function.written
    home = written.container
    is_table = function.columns is not None
    columns = tuple(Column(each.name, each.type) for each in function.columns or ())
    in_sql = function.language == "SQL" and not is_block(function.body)
    body = None
    if in_sql:
        body = _table_body(function.body, home, columns) if is_table else _scalar_body(function.body, home)
    return Udf(
        name=ObjectName(written.parts),
        parameters=tuple(Column(each.name, each.type) for each in function.arguments),
        defaults=tuple(
            None if each.default is None else _expression(each.default, home) for each in function.arguments
        ),
        returns=function.returns or types.VARIANT,
        body=body,
        is_table=is_table,
        columns=columns,
        strict=function.strict,
        handler=None if in_sql else function.id,
        cacheable=function.session_id is None,
        id=function.id,
        owner=function.owner,
    )


def has_subquery(function: Function) -> bool:
    """Whether a scalar function in SQL reads something of its own."""
    body = udf(function).body
    return function.columns is None and body is not None and body.find(exp.Select) is not None


def is_block(body: str) -> bool:
    """Whether a body in SQL is a block of Snowflake Scripting."""
    words = body.split(None, 1)
    return bool(words) and words[0].upper().rstrip(";") in ("BEGIN", "DECLARE")


def _is_query(body: str) -> bool:
    words = body.split(None, 1)
    return bool(words) and words[0].upper() in ("SELECT", "WITH")


@lru_cache(maxsize=500)
def _scalar_body(body: str, home: Name) -> exp.Expr:
    text = body.strip().rstrip(";")
    if _is_query(text):
        return exp.Subquery(this=_at_home(parse_query(text), home))
    return _expression(text, home)


@lru_cache(maxsize=500)
def _expression(text: str, home: Name) -> exp.Expr:
    return _at_home(parse_expression(text), home)


@lru_cache(maxsize=500)
def _table_body(body: str, home: Name, columns: tuple[Column, ...]) -> exp.Expr:
    """The query with the names and types that RETURNS TABLE declares."""
    query = _at_home(parse_query(body.strip().rstrip(";")), home)
    names = [f"C{position}" for position in range(len(columns))]
    chosen = [
        exp.alias_(parse_expression(f"{name}::{column.type}"), column.name, quoted=True)
        for name, column in zip(names, columns, strict=True)
    ]
    alias = exp.TableAlias(this=exp.to_identifier("BODY"), columns=[exp.to_identifier(name) for name in names])
    return exp.select(*chosen).from_(exp.Subquery(this=query, alias=alias))


def _at_home(tree: exp.Expr, home: Name) -> exp.Expr:
    """Unqualified relations and functions as those of schema `home`."""
    own = {cte.alias for cte in tree.find_all(exp.CTE)}
    for table in list(tree.find_all(exp.Table)):
        if isinstance(table.this, exp.Identifier) and not table.args.get("db") and table.name not in own:
            table.set("db", exp.to_identifier(home.last, quoted=True))
            table.set("catalog", exp.to_identifier(home.database, quoted=True))
    root = exp.Paren(this=tree)
    for call in list(root.find_all(exp.Anonymous)):
        if call.name in FUNCTIONS or isinstance(call.parent, exp.Dot) or call.name.startswith("SYSTEM$"):
            continue
        if isinstance(call.parent, (exp.TableFromRows, exp.Lateral)) and call.name in _TABLE_FUNCTIONS:
            continue
        path = exp.Dot(
            this=exp.to_identifier(home.database, quoted=True), expression=exp.to_identifier(home.last, quoted=True)
        )
        call.replace(exp.Dot(this=path, expression=call.copy()))
    inner = root.this
    inner.pop()
    return inner


_TABLE_FUNCTIONS = frozenset({"FLATTEN", "GENERATOR", "SPLIT_TO_TABLE", "STRTOK_SPLIT_TO_TABLE", "RESULT_SCAN"})


def check(function: Function, session: Session) -> None:
    """Bind a body in SQL once, with arguments of the declared types. Raises what is wrong with it."""
    if is_block(function.body):
        parse_block(function.body, tuple(each.name for each in function.arguments), allows_sql=False)
        return
    wanted = udf(function)
    context = session.context()
    resolver = context.resolver
    resolver.pending = function  # type: ignore[attr-defined]
    arguments = [
        parse_expression("[NULL]" if each.type == types.ARRAY else f"CAST(NULL AS {each.type})")  # ** wants members
        for each in function.arguments
    ]
    resolver.created = wanted  # type: ignore[attr-defined]
    call = exp.Anonymous(this=CREATED, expressions=arguments)
    if wanted.is_table:
        bind_query(exp.select("*").from_(exp.TableFromRows(this=call)), context)
    else:
        bind_query(exp.select(exp.alias_(call, "V")), context)


CREATED = "$created"
"""The name under which a function is bound before it exists."""
