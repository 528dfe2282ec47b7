"""Queries: SELECT, set operations, VALUES and WITH, from raw trees to DuckDB trees with known columns.

Every query becomes a Relation whose projections are all explicit, named and of exactly the DuckDB type of their
Snowflake type. Invariant: output names differ when case is ignored, so a relation can be a DuckDB subquery.
Source: spec/sql-semantics.md section 8.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect import convert, grouping, hierarchy, instants, joins, recognize, relations
from ecomsim.dialect.columns import result_name
from ecomsim.dialect.functions.model import NULL_TYPE, Bound, to
from ecomsim.dialect.operators import INTERVAL, condition, order_key
from ecomsim.dialect.scope import Cte, Scope, distinct_names, source_of
from ecomsim.dialect.stars import expand
from ecomsim.types import MAX_VARCHAR, Column, SnowflakeType, number, varchar

Tree = exp.Expr


@dataclass(slots=True)
class Output:
    """One projection: its Snowflake name, its value, and the exp.Alias that holds it in the tree."""

    name: str
    bound: Bound
    alias: exp.Alias


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


def query(node: Tree, outer: Scope) -> Relation:
    """Bind any query; `outer` holds what it may be correlated with, and its CTEs."""
    if isinstance(node, exp.Select):
        return _select(node, outer)
    if isinstance(node, exp.SetOperation):
        return _set_operation(node, outer)
    if isinstance(node, exp.Subquery):
        return _parenthesised(node, outer)
    if isinstance(node, exp.Values):
        return _values(node, outer)
    if isinstance(node, exp.Table):
        return _select(exp.Select(expressions=[exp.Star()], from_=exp.From(this=node.copy())), outer)
    raise errors.unsupported(f"query {node.sql('snowflake')[:80]}")


def retype(relation: Relation, index: int, kind: SnowflakeType) -> None:
    """Convert column `index` of a bound query to `kind`, in every branch."""
    for outputs in relation.branches:
        output = outputs[index]
        if output.bound.type != kind:
            tree = convert.implicit(output.bound, kind)
            output.bound = Bound(tree, kind, nullable=output.bound.nullable)
            output.alias.set("this", tree)
    relation.types[index] = kind


# --- SELECT ----------------------------------------------------------------------------------------------------


def _select(node: exp.Select, outer: Scope) -> Relation:
    if node.args.get("match") is not None:
        node = recognize.rewritten(node, outer)
    args = node.args
    for feature in ("into", "cluster", "sort", "distribute", "kind"):
        if args.get(feature):
            raise errors.unsupported(f"SELECT … {feature.upper()}")
    if args.get("locks"):  # rows are locked in hybrid tables only
        raise errors.unsupported("SELECT … FOR UPDATE")
    scope = outer.child()
    if args.get("connect") is not None:
        return hierarchy.connect_by(node, scope)
    with_ = _with(args.get("with_"), scope)
    where = args.get("where")
    source, joined, conjuncts = joins.from_clause(node, scope)
    for projection in node.expressions:
        if isinstance(projection, exp.Alias):
            scope.aliases.setdefault(projection.alias, projection.this)
    outputs = _projections(node.expressions, scope)
    selected = exp.Select(expressions=[output.alias for output in outputs])
    if with_ is not None:
        selected.set("with_", with_)
    if source is not None:
        selected.set("from_", exp.From(this=source))
        selected.set("joins", joined)
    if where is not None and conjuncts:
        tests = [condition(scope.bind(part)) for part in conjuncts]
        selected.set("where", exp.Where(this=_all(tests)))
    instant: list[Tree] = []
    if args.get("group") is not None:
        group, instant = grouping.group_by(args["group"], [output.bound for output in outputs], scope)
        selected.set("group", group)
    for clause, kind in (("having", exp.Having), ("qualify", exp.Qualify)):
        if args.get(clause) is not None:
            selected.set(clause, kind(this=condition(scope.bind(args[clause].this))))
    if args.get("distinct") is not None:
        if args["distinct"].args.get("on"):
            raise errors.unsupported("SELECT DISTINCT ON")
        selected.set("distinct", _distinct(outputs))
    if args.get("order") is not None:
        selected.set("order", _order(args["order"], outputs, scope))
    if instant:
        instants.show_any(selected, [tree.copy() for tree in instant])
    _limit(args, selected, scope)
    return _relation(selected, [outputs])


def _distinct(outputs: Sequence[Output]) -> exp.Distinct:
    if not any(instants.is_key(output.bound.type) for output in outputs):
        return exp.Distinct()
    trees = [(output.bound.tree.copy(), output.bound.type) for output in outputs]
    keys = [instants.key(tree) if instants.is_key(kind) else tree for tree, kind in trees]
    return exp.Distinct(on=exp.Tuple(expressions=keys))


def _projections(nodes: Sequence[Tree], scope: Scope) -> list[Output]:
    found: list[tuple[str, Bound]] = []
    for node in nodes:
        expanded = expand(node, scope)
        if expanded is not None:
            found.extend(expanded)
        else:
            inner = node.this if isinstance(node, exp.Alias) else node
            bound = scope.bind(inner)
            if bound.type == INTERVAL:
                raise errors.unsupported("INTERVAL as a result")
            found.append((result_name(node, scope), bound))
    if not found:
        raise errors.compilation(2038, "42601", "SELECT with no columns")
    physical = distinct_names([name for name, _ in found])
    outputs = []
    for (name, bound), alias in zip(found, physical, strict=True):
        tree = convert.exact(bound)
        outputs.append(
            Output(
                name,
                Bound(tree, bound.type, bound.constant, bound.nullable),
                exp.Alias(this=tree, alias=exp.Identifier(this=alias, quoted=True)),
            )
        )
    return outputs


def _relation(tree: Tree, branches: list[list[Output]]) -> Relation:
    first = branches[0]
    return Relation(
        tree,
        [output.name for output in first],
        [output.alias.alias for output in first],
        [output.bound.type for output in first],
        [any(outputs[index].bound.nullable for outputs in branches) for index in range(len(first))],
        branches,
    )


def _all(tests: Sequence[Tree]) -> Tree:
    tree = tests[0]
    for test in tests[1:]:
        tree = exp.And(this=_enclosed(tree), expression=_enclosed(test))
    return tree


def _enclosed(tree: Tree) -> Tree:
    return exp.Paren(this=tree) if isinstance(tree, exp.Or) else tree


def _order(node: exp.Order, outputs: Sequence[Output], scope: Scope) -> exp.Order | None:
    """ORDER BY: positions and output names refer to the select list, everything else is bound anew."""
    items: list[Tree] = []
    for ordered in node.expressions:
        what = ordered.this
        if isinstance(what, exp.Column) and what.name == "ALL" and len(what.parts) == 1 and not what.this.quoted:
            chosen = list(outputs)
        else:
            output = _named_output(what, outputs)
            chosen = [output] if output is not None else []
        if chosen:
            items.extend(_ordered(_output_key(output), ordered) for output in chosen)
        elif not (bound := scope.bind(what)).is_constant:  # a constant orders nothing
            items.append(_ordered(order_key(bound), ordered))
    return exp.Order(expressions=items) if items else None


def _output_key(output: Output) -> Tree:
    if output.bound.type.name == "VARIANT":
        return order_key(Bound(output.bound.tree.copy(), output.bound.type))
    return exp.Column(this=exp.Identifier(this=output.alias.alias, quoted=True))


def _named_output(node: Tree, outputs: Sequence[Output]) -> Output | None:
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


def _ordered(tree: Tree, raw: exp.Ordered) -> exp.Ordered:
    return exp.Ordered(this=tree, desc=bool(raw.args.get("desc")), nulls_first=bool(raw.args.get("nulls_first")))


def _limit(args: dict[str, Tree], selected: Tree, scope: Scope) -> None:
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
    tree = bound.tree if isinstance(bound.constant, int) else to(bound.tree, "BIGINT")
    selected.set(name, kind(expression=tree))


# --- WITH ------------------------------------------------------------------------------------------------------


def _with(node: exp.With | None, scope: Scope) -> exp.With | None:
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
            relation = query(cte.this, scope)
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
    """A recursive table expression: its columns have the anchor's types, as wide as they come."""
    anchor = query(node.this, scope)
    for index, kind in enumerate(anchor.types):
        if kind.name == "NUMBER":
            retype(anchor, index, number(38, kind.scale or 0))
        elif kind.is_text or kind.name == "NULL":
            retype(anchor, index, varchar(MAX_VARCHAR))
    scope.ctes[name] = Cte(alias, _renamed(anchor.columns(), renamed))
    step = query(node.expression, scope)
    if len(step.types) != len(anchor.types):
        raise _unequal(len(anchor.types), len(step.types))
    for index, kind in enumerate(anchor.types):
        retype(step, index, kind)
    tree = exp.Union(this=anchor.tree, expression=step.tree, distinct=bool(node.args.get("distinct")))
    return Relation(
        tree, anchor.names, anchor.physical, anchor.types, [True] * len(anchor.types), anchor.branches + step.branches
    )


# --- set operations and VALUES ---------------------------------------------------------------------------------


def _set_operation(node: exp.SetOperation, outer: Scope) -> Relation:
    args = node.args
    scope = outer.child()
    with_ = _with(args.get("with_"), scope)
    sides = [query(node.this, scope), query(node.expression, scope)]
    if args.get("by_name"):
        sides = _by_name(sides, scope)
    left, right = sides
    if len(left.types) != len(right.types):
        raise _unequal(len(left.types), len(right.types))
    for index in range(len(left.types)):
        bounds = [outputs[index].bound for side in sides for outputs in side.branches]
        if all(bound.is_null for bound in bounds):
            continue
        kind = convert.common_type(bounds, type(node).__name__.upper(), node)
        retype(left, index, kind)
        retype(right, index, kind)
    tree: Tree = type(node)(
        this=_operand(left.tree, node), expression=_operand(right.tree, None), distinct=bool(args.get("distinct"))
    )
    relation = Relation(
        tree, left.names, left.physical, left.types, [True] * len(left.types), left.branches + right.branches
    )
    if args.get("distinct") and any(map(instants.is_key, relation.types)):
        relation = _distinct_instants(relation, sides, node, scope)
    if args.get("order") is not None:
        relation = _ordered_set(relation, args["order"], scope)
    if with_ is not None:
        relation.tree.set("with_", with_)
    _limit(args, relation.tree, scope)
    return relation


def _distinct_instants(relation: Relation, sides: list[Relation], node: exp.SetOperation, scope: Scope) -> Relation:
    """A set operation without duplicates where equal instants are duplicates."""
    if isinstance(node, exp.Union):
        relation.tree.set("distinct", False)
        wrapped, _ = wrap(relation, scope)
    else:
        wrapped, _ = wrap(sides[0], scope)
        wrapped.tree.set("where", exp.Where(this=_is_among(wrapped, sides[1], node, scope)))
    wrapped.tree.set("distinct", _distinct(wrapped.branches[0]))
    return wrapped


def _is_among(left: Relation, right: Relation, node: exp.SetOperation, scope: Scope) -> Tree:
    """Whether a row of `left` is one of `right` (INTERSECT), or is not (EXCEPT); NULL equals NULL."""
    other, _ = wrap(right, scope)
    pairs = zip(left.branches[0], other.branches[0], strict=True)
    tests: list[Tree] = [
        exp.NullSafeEQ(
            **{side: _whole(output.bound) for side, output in zip(("this", "expression"), pair, strict=True)}
        )
        for pair in pairs
    ]
    other.tree.set("expressions", [exp.Literal.number(1)])
    other.tree.set("where", exp.Where(this=_all(tests)))
    found: Tree = exp.Exists(this=other.tree)
    return found if isinstance(node, exp.Intersect) else exp.Not(this=found)


def _whole(bound: Bound) -> Tree:
    return instants.key(bound.tree.copy()) if instants.is_key(bound.type) else bound.tree.copy()


def _operand(tree: Tree, parent: exp.SetOperation | None) -> Tree:
    """An operand that keeps its meaning: in parentheses when it is another kind of set operation or has a tail."""
    if isinstance(tree, exp.SetOperation) and (parent is None or type(tree) is not type(parent)):
        return exp.Subquery(this=tree)
    if isinstance(tree, exp.SetOperation) and parent is not None:
        same = bool(tree.args.get("distinct")) == bool(parent.args.get("distinct"))
        return tree if same and not _has_tail(tree) else exp.Subquery(this=tree)
    return exp.Subquery(this=tree) if _has_tail(tree) else tree


def _has_tail(tree: Tree) -> bool:
    return any(tree.args.get(key) is not None for key in ("order", "limit", "offset", "with_"))


def _ordered_set(relation: Relation, order: exp.Order, scope: Scope) -> Relation:
    """ORDER BY over a set operation: output names and positions, or expressions over them."""
    outputs = relation.branches[0]
    simple = all(_named_output(item.this, outputs) is not None for item in order.expressions)
    if simple and not any(kind.name == "VARIANT" for kind in relation.types):
        relation.tree.set("order", _order(order, outputs, scope))
        return relation
    wrapped, inner = wrap(relation, scope)
    wrapped.tree.set("order", _order(order, wrapped.branches[0], inner))
    return wrapped


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
    return _relation(tree, [outputs]), scope


def _by_name(sides: list[Relation], scope: Scope) -> list[Relation]:
    """UNION BY NAME: both sides with all names, in the order they first appear; NULL where a side has none."""
    names = list(dict.fromkeys(sides[0].names + sides[1].names))
    physical = distinct_names(names)
    answer = []
    for side in sides:
        wrapped, _ = wrap(side, scope)
        existing = dict(zip(side.names, wrapped.branches[0], strict=True))
        outputs = []
        for name, alias in zip(names, physical, strict=True):
            output = existing.get(name)
            bound = output.bound if output is not None else Bound(exp.Null(), NULL_TYPE, None)
            outputs.append(
                Output(name, bound, exp.Alias(this=convert.exact(bound), alias=exp.Identifier(this=alias, quoted=True)))
            )
        wrapped.tree.set("expressions", [output.alias for output in outputs])
        answer.append(_relation(wrapped.tree, [outputs]))
    return answer


def _unequal(expected: int, found: int) -> errors.SnowflakeError:
    return errors.compilation(
        1789,
        "42601",
        f"invalid number of result columns for set operator input branches, expected {expected}, got {found} "
        "in branch {2}",
    )


def _parenthesised(node: exp.Subquery, outer: Scope) -> Relation:
    """(query), possibly with ORDER BY, LIMIT or WITH of its own."""
    scope = outer.child()
    with_ = _with(node.args.get("with_"), scope)
    relation = query(node.this, scope)
    if with_ is None and not any(node.args.get(key) for key in ("order", "limit", "offset")):
        return relation
    wrapped, inner = wrap(relation, scope)
    if node.args.get("order") is not None:
        wrapped.tree.set("order", _order(node.args["order"], wrapped.branches[0], inner))
    if with_ is not None:
        wrapped.tree.set("with_", with_)
    _limit(node.args, wrapped.tree, scope)
    return wrapped


def _values(node: exp.Values, outer: Scope) -> Relation:
    scope = outer.child()
    tree = relations.values(node, scope)
    outputs = _projections([exp.Star()], scope)
    return _relation(exp.Select(expressions=[output.alias for output in outputs], from_=exp.From(this=tree)), [outputs])
