"""What a query gives: its columns, and the clauses that work on them: DISTINCT, ORDER BY, LIMIT.

Every query becomes a Relation whose projections are all explicit, named and of exactly the DuckDB type of their
Snowflake type. Invariant: output names differ when case is ignored, so a relation can be a DuckDB subquery.
Source: spec/sql-semantics.md section 8.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect import convert, keys, relations
from ecomsim.dialect.functions.model import Bound, to
from ecomsim.dialect.operators import nulls_first, order_key
from ecomsim.dialect.scope import Scope, source_of
from ecomsim.values.types import Column, SnowflakeType

Tree = exp.Expr


@dataclass(slots=True)
class Output:
    """One projection: its Snowflake name, its value, and the exp.Alias that holds it in the tree.

    computed: the value before it was made exactly its type, as the same expression stands in other clauses.
    """

    name: str
    bound: Bound
    alias: exp.Alias
    computed: Bound | None = None


@dataclass(slots=True)
class Relation:
    """A bound query. branches: the outputs of each SELECT of a set operation (one list for a plain SELECT)."""

    tree: Tree
    names: list[str]
    physical: list[str]
    types: list[SnowflakeType]
    nullable: list[bool]
    branches: list[list[Output]]

    def columns(self) -> tuple[tuple[Column, str], ...]:
        """Columns with their DuckDB names, as a scope takes them."""
        return tuple(
            (Column(name, kind, nullable), physical)
            for name, kind, nullable, physical in zip(self.names, self.types, self.nullable, self.physical, strict=True)
        )


def retype(relation: Relation, index: int, kind: SnowflakeType) -> None:
    """Convert column `index` of a bound query to `kind`, in every branch."""
    for outputs in relation.branches:
        output = outputs[index]
        if output.bound.type != kind:
            tree = convert.implicit(output.bound, kind)
            output.bound = Bound(tree, kind, nullable=output.bound.nullable)
            output.alias.set("this", tree)
    relation.types[index] = kind


def relation_of(tree: Tree, branches: list[list[Output]]) -> Relation:
    first = branches[0]
    return Relation(
        tree,
        [output.name for output in first],
        [output.alias.alias for output in first],
        [output.bound.type for output in first],
        [any(outputs[index].bound.nullable for outputs in branches) for index in range(len(first))],
        branches,
    )


def wrap(relation: Relation, outer: Scope) -> tuple[Relation, Scope]:
    """SELECT every column FROM (relation), and the scope of that SELECT."""
    scope = outer.child()
    alias = scope.fresh("q")
    source = source_of(None, alias, relation.columns())
    scope.add(source)
    outputs = [
        Output(
            column.name,
            (bound := column.bound()),
            exp.Alias(this=bound.tree, alias=exp.Identifier(this=physical, quoted=True)),
        )
        for column, physical in zip(source.columns, relation.physical, strict=True)
    ]
    tree = exp.Select(
        expressions=[output.alias for output in outputs],
        from_=exp.From(this=relations.derived(relation.tree, alias)),
    )
    return relation_of(tree, [outputs]), scope


# --- clauses over them -----------------------------------------------------------------------------------------------


def distinct(outputs: Sequence[Output]) -> exp.Distinct:
    if not any(keys.is_key(output.bound.type) for output in outputs):
        return exp.Distinct()
    trees = [(output.bound.tree.copy(), output.bound.type) for output in outputs]
    distinct_by = [keys.key(tree, kind) if keys.is_key(kind) else tree for tree, kind in trees]
    return exp.Distinct(on=exp.Tuple(expressions=distinct_by))


def order_by(
    node: exp.Order, outputs: Sequence[Output], scope: Scope, *, distinct: bool = False, grouped: bool = False
) -> exp.Order | None:
    """ORDER BY: positions and output names refer to the select list, everything else is bound anew.

    distinct: of SELECT DISTINCT, whose order is made of what it shows (000979). grouped: after GROUP BY, where a value
    of the select list is not computed again.
    """
    items: list[Tree] = []
    for ordered in node.expressions:
        what = ordered.this
        if isinstance(what, exp.Column) and what.name == "ALL" and len(what.parts) == 1 and not what.this.quoted:
            chosen = list(outputs)
        else:
            output = named_output(what, outputs)
            chosen = [output] if output is not None else []
        if chosen:
            items.extend(_ordered(_output_key(output), ordered, scope) for output in chosen)
        elif not (bound := scope.bind(what)).is_constant:  # a constant orders nothing
            tree = convert.exact(bound)
            same = next((output for output in outputs if (distinct or grouped) and output.bound.tree == tree), None)
            if distinct and same is None and not _made_of(bound.tree, outputs):
                raise errors.compilation(979, "42601", f"[{what.sql('snowflake')}] is not a valid order by expression")
            key = _output_key(same) if grouped and same is not None else order_key(bound)
            items.append(_ordered(key, ordered, scope))
    return exp.Order(expressions=items) if items else None


def _made_of(tree: Tree, outputs: Sequence[Output]) -> bool:
    """Whether every column of `tree` is shown itself."""
    return all(any(output.bound.tree == column for output in outputs) for column in tree.find_all(exp.Column))


def _output_key(output: Output) -> Tree:
    if keys.is_order_key(output.bound.type):
        return order_key(Bound(output.bound.tree.copy(), output.bound.type))
    return exp.Column(this=exp.Identifier(this=output.alias.alias, quoted=True))


def named_output(node: Tree, outputs: Sequence[Output]) -> Output | None:
    if isinstance(node, exp.Literal) and not node.args.get("is_string") and node.name.isdigit():
        position = int(node.name)
        if not 1 <= position <= len(outputs):
            raise errors.compilation(2047, "42601", f"[{position}] ORDER BY position is not in the select list")
        return outputs[position - 1]
    if isinstance(node, exp.Column) and len(node.parts) == 1:
        named = [output for output in outputs if output.name == node.name]
        if len(named) == 1:
            return named[0]
    return None


def _ordered(tree: Tree, raw: exp.Ordered, scope: Scope) -> exp.Ordered:
    return exp.Ordered(this=tree, desc=bool(raw.args.get("desc")), nulls_first=nulls_first(raw, scope.context))


def limit(args: dict[str, Tree], selected: Tree, scope: Scope) -> None:
    """LIMIT, TOP, FETCH and OFFSET; LIMIT NULL is no limit."""
    limit = args.get("limit")
    if limit is not None:
        count = limit.args.get("count") if isinstance(limit, exp.Fetch) else limit.expression
        if isinstance(limit, exp.Limit) and limit.args.get("limit_options") is not None:
            raise errors.unsupported("LIMIT … WITH TIES")
        _count(selected, "limit", exp.Limit, count, scope)
    if args.get("offset") is not None:
        _count(selected, "offset", exp.Offset, args["offset"].expression, scope)


def _count(selected: Tree, name: str, kind: type[Tree], node: Tree | None, scope: Scope) -> None:
    bound = None if node is None else scope.bind(node)
    if bound is None or bound.is_null or bound.constant == "":
        return
    if bound.tree.find(exp.Column) is not None or (isinstance(bound.constant, int) and bound.constant < 0):
        assert node is not None
        raise errors.compilation(1003, "42000", f"Invalid row count '{node.sql('snowflake')}' in {name} clause")
    tree = bound.tree if isinstance(bound.constant, int) else to(bound.tree, "BIGINT")
    selected.set(name, kind(expression=tree))


def all_of(tests: Sequence[Tree]) -> Tree:
    tree = tests[0]
    for test in tests[1:]:
        tree = exp.And(this=_enclosed(tree), expression=_enclosed(test))
    return tree


def _enclosed(tree: Tree) -> Tree:
    return exp.Paren(this=tree) if isinstance(tree, exp.Or) else tree
