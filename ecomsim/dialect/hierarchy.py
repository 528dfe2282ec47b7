"""CONNECT BY: a hierarchical query as a recursive table expression.

The rows of the source form levels: START WITH chooses the roots, CONNECT BY joins each row to its PRIOR row. What a
row knows of the rows above it (CONNECT_BY_ROOT, SYS_CONNECT_BY_PATH) is carried down in columns of its own. Invariant:
LEVEL starts at 1. Source: Snowflake documentation, "CONNECT BY".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect.columns import upper_outside_quotes

if TYPE_CHECKING:
    from ecomsim.dialect.outputs import Relation
    from ecomsim.dialect.scope import Scope

Tree = exp.Expr


@dataclass(frozen=True, slots=True, kw_only=True)
class _Carried:
    """A column that is handed down: its name, its value in a root, its value in a row below `_PRIOR`."""

    name: str
    root: Tree
    below: Tree


def connect_by(node: exp.Select, scope: Scope) -> Relation:
    """Rewrites the raw query with a recursive CTE and binds that."""
    if node.args.get("joins") or node.args.get("laterals"):
        raise errors.unsupported("CONNECT BY over joins")
    connect = node.args["connect"]
    if node.args.get("from_") is None:
        raise errors.compilation(1003, "42000", "CONNECT BY needs a FROM clause.")
    source = node.args["from_"].this
    name = source.alias_or_name
    rewritten = node.copy()
    carried = _carried(rewritten, name)
    hidden = [exp.column("LEVEL", quoted=False), *(exp.column(each.name, quoted=True) for each in carried)]
    start = connect.args.get("start")
    anchor = exp.Select(
        expressions=[
            exp.Star(),
            exp.alias_(exp.Literal.number(1), "LEVEL"),
            *(exp.alias_(each.root, each.name, quoted=True) for each in carried),
        ],
        from_=exp.From(this=source.copy()),
        where=exp.Where(this=start.copy()) if start is not None else None,
    )
    condition = _qualified(connect.args["connect"].transform(_prior), name)
    step = exp.Select(
        expressions=[
            exp.Column(this=exp.Star(), table=exp.to_identifier(name)),
            exp.alias_(exp.Add(this=exp.column("LEVEL", table="_PRIOR"), expression=exp.Literal.number(1)), "LEVEL"),
            *(exp.alias_(each.below, each.name, quoted=True) for each in carried),
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
    before = rewritten.args.get("with_")
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
                *(before.expressions if before is not None else ()),
                exp.CTE(
                    this=exp.Union(this=anchor, expression=step, distinct=False),
                    alias=exp.TableAlias(this=exp.to_identifier("_HIERARCHY")),
                ),
            ],
        ),
    )
    if any(isinstance(projection, exp.Star) for projection in node.expressions):
        star = exp.Star(except_=hidden)
        rewritten.set("expressions", [star if isinstance(item, exp.Star) else item for item in rewritten.expressions])
    return scope.statement.query(rewritten, scope)  # type: ignore[no-any-return]


def _carried(query: exp.Select, name: str) -> list[_Carried]:
    """What `query` asks of the rows above, each place of it replaced by the column that carries it."""
    found: dict[str, _Carried] = {}

    def carry(node: Tree) -> Tree:
        number = f"_CARRIED_{len(found) + 1}"
        if isinstance(node, exp.ConnectByRoot):
            value = _qualified(node.this.copy(), name)
            carried = _Carried(name=number, root=value, below=exp.column(number, table="_PRIOR", quoted=True))
        elif isinstance(node, exp.Anonymous) and node.name == "SYS_CONNECT_BY_PATH" and len(node.expressions) == 2:
            value, separator = _qualified(node.expressions[0].copy(), name), node.expressions[1]
            above = exp.column(number, table="_PRIOR", quoted=True)
            carried = _Carried(
                name=number, root=_joined(separator, value), below=_joined(above, _joined(separator, value))
            )
        else:
            return node
        found[number] = carried
        return exp.column(number, quoted=True)

    for clause in ("expressions", "where", "order", "group", "having", "qualify"):
        part = query.args.get(clause)
        if isinstance(part, list):
            query.set(clause, [_titled(item).transform(carry) for item in part])
        elif part is not None:
            query.set(clause, part.transform(carry))
    return list(found.values())


def _titled(item: Tree) -> Tree:
    """A projection that keeps its name when what it asks for is carried: `SELECT CONNECT_BY_ROOT a` is named so."""
    if isinstance(item, (exp.Alias, exp.Star, exp.Column)):
        return item
    return exp.alias_(item, upper_outside_quotes(item.meta.get("source_text", item.sql("snowflake"))), quoted=True)


def _joined(left: Tree, right: Tree) -> Tree:
    return exp.DPipe(this=left.copy(), expression=right.copy())


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
