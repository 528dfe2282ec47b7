"""CONNECT BY: a hierarchical query as a recursive table expression.

The rows of the source form levels: START WITH chooses the roots, CONNECT BY joins each row to its PRIOR row. What a
row knows of the rows above it (CONNECT_BY_ROOT, SYS_CONNECT_BY_PATH) is carried down in columns of its own, and so is
what CONNECT BY compares of them: a row below itself ends the query. Invariant: LEVEL starts at 1. Source: Snowflake
documentation, "CONNECT BY", which calls itself compatible with Oracle's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect.functions.model import Bound, failing
from ecomsim.names import quote
from ecomsim.sqltext.parse import parse_expression
from ecomsim.values.types import TEXT

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
    if connect.args.get("nocycle"):
        raise errors.unsupported("CONNECT BY NOCYCLE")
    source = node.args["from_"].this.copy()
    if not source.alias_or_name:
        source.set("alias", exp.TableAlias(this=exp.to_identifier("_SOURCE")))
    name = source.alias_or_name
    rewritten = node.copy()
    carried = [*_carried(rewritten, name), *_path(connect.args["connect"], name)]
    scope.parameters = {**scope.parameters, _LOOP: Bound(failing(100096, "22000", _LOOP_MESSAGE), TEXT)}
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
    condition = _qualified(connect.args["connect"].transform(_of_the_row), name)
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
    return exp.alias_(item, item.meta.get("source_text", item.sql("snowflake")).upper(), quoted=True)


def _joined(left: Tree, right: Tree) -> Tree:
    return exp.DPipe(this=left.copy(), expression=right.copy())


def _of_the_row(node: Tree) -> Tree:
    """PRIOR column is the column of the row above; LEVEL is that of the row that may come below it."""
    if isinstance(node, exp.Prior):
        return exp.column(node.this.name, table="_PRIOR")
    if isinstance(node, exp.Column) and node.name == "LEVEL" and not isinstance(node.parent, exp.Prior):
        return exp.paren(exp.column("LEVEL", table="_PRIOR") + 1)
    return node


_LOOP = "$LOOP"
"""The name under which the error of a loop stands in the rewritten query."""
_LOOP_MESSAGE = "CONNECT BY loop: a row is connected to itself, directly or through the rows below it."


def _path(condition: Tree, name: str) -> list[_Carried]:
    """What CONNECT BY compares of the rows above, as text: /66697273740a/7365…/; a row that stands in it is an error.

    Nothing is carried when the condition compares nothing of them, as CONNECT BY LEVEL <= 5.
    """
    columns = list(dict.fromkeys(each.this.name for each in condition.find_all(exp.Prior)))
    columns = [each for each in columns if each != "LEVEL"]
    if not columns:
        return []
    # hexadecimal digits, so that no value holds what separates values and rows
    texts = [f"""COALESCE(HEX_ENCODE(TO_VARCHAR({quote(name)}.{quote(each)})), '-')""" for each in columns]
    own = f"CONCAT({', '.join(text for pair in texts for text in (pair, repr('.')))})"
    above = '"_PRIOR"."_PATH"'
    below = (
        f"""CASE WHEN CONTAINS({above}, CONCAT('/', {own}, '/')) THEN "{_LOOP}" ELSE CONCAT({above}, {own}, '/') END"""
    )
    return [_Carried(name="_PATH", root=parse_expression(f"CONCAT('/', {own}, '/')"), below=parse_expression(below))]


def _qualified(node: Tree, name: str) -> Tree:
    """Columns without PRIOR belong to the row below."""
    for column in node.find_all(exp.Column):
        if not column.table:
            column.set("table", exp.to_identifier(name))
    return node
