"""WITH: table expressions, recursive ones included.

Invariant: a table expression is bound before what may name it; a recursive one has its anchor's types, as wide as they
come. Source: spec/sql-semantics.md section 8.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect.outputs import Relation, retype
from ecomsim.dialect.scope import Cte, Scope
from ecomsim.values.types import MAX_VARCHAR, Column, number, varchar

Tree = exp.Expr


def with_clause(node: exp.With | None, scope: Scope) -> exp.With | None:
    if node is None:
        return None
    tables, recursive = [], False
    for cte in node.expressions:
        name = cte.alias
        renamed = [column.name for column in (cte.args["alias"].args.get("columns") or [])]
        alias = scope.statement.alias(name)
        if isinstance(cte.this, exp.Union) and _mentions(cte.this.expression, name):
            relation = _recursive(cte.this, name, alias, renamed, scope)
            recursive = True
        else:
            relation = scope.statement.query(cte.this, scope)
            scope.statement.made[alias] = relation.tree
        scope.ctes[name] = Cte(alias, _renamed(relation.columns(), renamed))
        tables.append(exp.CTE(this=relation.tree, alias=_table_alias(alias, relation, recursive)))
    return exp.With(expressions=tables, recursive=recursive)


def _table_alias(alias: str, relation: Relation, named: bool) -> exp.TableAlias:
    columns = [exp.Identifier(this=name, quoted=True) for name in relation.physical] if named else []
    return exp.TableAlias(this=exp.Identifier(this=alias, quoted=True), columns=columns)


def _renamed(columns: tuple[tuple[Column, str], ...], names: Sequence[str]) -> tuple[tuple[Column, str], ...]:
    if len(names) > len(columns):
        raise errors.compilation(2047, "42601", "more column names than columns in a table expression")
    return tuple(
        (Column(name or column.name, column.type, column.nullable), physical)
        for (column, physical), name in zip_longest(columns, names)
    )


def _mentions(node: Tree, name: str) -> bool:
    return any(
        isinstance(table.this, exp.Identifier) and table.name == name and not table.args.get("db")
        for table in node.find_all(exp.Table)
    )


def _recursive(node: exp.Union, name: str, alias: str, renamed: Sequence[str], scope: Scope) -> Relation:
    """A recursive table expression: its columns have the anchor's types, as wide as they come; where the anchor only
    says NULL, that of the step.
    """
    anchor = scope.statement.query(node.this, scope)
    if any(kind.name == "NULL" for kind in anchor.types):
        scope.ctes[name] = Cte(alias, _renamed(anchor.columns(), renamed))
        tried = scope.statement.query(node.expression.copy(), scope).types
        for index, (kind, found) in enumerate(zip(tuple(anchor.types), tried, strict=False)):
            if kind.name == "NULL":
                retype(anchor, index, varchar(MAX_VARCHAR) if found.name == "NULL" else found)
    for index, kind in enumerate(anchor.types):
        if kind.name == "NUMBER":
            retype(anchor, index, number(38, kind.scale or 0))
        elif kind.is_text:
            retype(anchor, index, varchar(MAX_VARCHAR))
    scope.ctes[name] = Cte(alias, _renamed(anchor.columns(), renamed))
    step = scope.statement.query(node.expression, scope)
    if len(step.types) != len(anchor.types):
        raise unequal(len(anchor.types), len(step.types))
    for index, kind in enumerate(anchor.types):
        retype(step, index, kind)
    tree = exp.Union(this=anchor.tree, expression=step.tree, distinct=bool(node.args.get("distinct")))
    return Relation(
        tree, anchor.names, anchor.physical, anchor.types, [True] * len(anchor.types), anchor.branches + step.branches
    )


def unequal(expected: int, found: int) -> errors.SnowflakeError:
    return errors.compilation(
        1789,
        "42601",
        f"invalid number of result columns for set operator input branches, expected {expected}, got {found} "
        "in branch {2}",
    )
