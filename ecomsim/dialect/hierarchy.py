"""CONNECT BY: a hierarchical query as a recursive table expression.

The rows of the source form levels: START WITH chooses the roots, CONNECT BY joins each row to its PRIOR row. Invariant:
LEVEL starts at 1. Source: Snowflake documentation, "CONNECT BY".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from ecomsim import errors

if TYPE_CHECKING:
    from ecomsim.dialect.scope import Scope
    from ecomsim.dialect.select import Relation

Tree = exp.Expr


def connect_by(node: exp.Select, scope: Scope, with_: exp.With | None) -> Relation:
    """Rewrites the raw query with a recursive CTE and binds that."""
    if with_ is not None:
        raise errors.unsupported("WITH and CONNECT BY in one SELECT")
    if node.args.get("joins") or node.args.get("laterals"):
        raise errors.unsupported("CONNECT BY over joins")
    connect = node.args["connect"]
    if node.args.get("from_") is None:
        raise errors.compilation(1003, "42000", "CONNECT BY needs a FROM clause.")
    source = node.args["from_"].this
    name = source.alias_or_name
    level = exp.column("LEVEL", quoted=False)
    start = connect.args.get("start")
    anchor = exp.Select(
        expressions=[exp.Star(), exp.alias_(exp.Literal.number(1), "LEVEL")],
        from_=exp.From(this=source.copy()),
        where=exp.Where(this=start.copy()) if start is not None else None,
    )
    condition = _qualified(connect.args["connect"].transform(_prior), name)
    step = exp.Select(
        expressions=[
            exp.Column(this=exp.Star(), table=exp.to_identifier(name)),
            exp.alias_(exp.Add(this=exp.column("LEVEL", table="_PRIOR"), expression=exp.Literal.number(1)), "LEVEL"),
        ],
        from_=exp.From(this=source.copy()),
        joins=[
            exp.Join(
                this=exp.Table(
                    this=exp.to_identifier("_HIERARCHY"), alias=exp.TableAlias(this=exp.to_identifier("_PRIOR"))
                ),
                on=condition,
            )
        ],
    )
    rewritten = node.copy()
    for column in list(rewritten.find_all(exp.ConnectByRoot)):
        raise errors.unsupported(f"CONNECT_BY_ROOT {column.this.name}")
    for call in rewritten.find_all(exp.Anonymous):
        if call.name == "SYS_CONNECT_BY_PATH":
            raise errors.unsupported("function SYS_CONNECT_BY_PATH")
    rewritten.set("connect", None)
    rewritten.set(
        "from_",
        exp.From(
            this=exp.Table(this=exp.to_identifier("_HIERARCHY"), alias=exp.TableAlias(this=exp.to_identifier(name)))
        ),
    )
    rewritten.set(
        "with_",
        exp.With(
            recursive=True,
            expressions=[
                exp.CTE(
                    this=exp.Union(this=anchor, expression=step, distinct=False),
                    alias=exp.TableAlias(this=exp.to_identifier("_HIERARCHY")),
                )
            ],
        ),
    )
    if any(isinstance(projection, exp.Star) for projection in node.expressions):
        star = exp.Star(except_=[level])
        rewritten.set("expressions", [star if isinstance(item, exp.Star) else item for item in rewritten.expressions])
    return scope.statement.query(rewritten, scope)  # type: ignore[no-any-return]


def _prior(node: Tree) -> Tree:
    """PRIOR column is the column of the row above."""
    if isinstance(node, exp.Prior):
        return exp.column(node.this.name, table="_PRIOR")
    return node


def _qualified(node: Tree, name: str) -> Tree:
    """Columns without PRIOR belong to the row below."""
    for column in node.find_all(exp.Column):
        if not column.table:
            column.set("table", exp.to_identifier(name))
    return node
