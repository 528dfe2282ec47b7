"""TABLE(f(…) OVER (PARTITION BY … ORDER BY …)): a user's table function over whole partitions of what is on its left.

The relations on the left become one derived relation: their rows are listed per partition, the handler is called once
for each list, and says of each row it gives which input row it belongs to, or that it belongs to the partition as a
whole. Invariant: afterwards every source of the scope reads that derived relation; of a row that belongs to a partition
only the columns of PARTITION BY are known, all others NULL. Source: Snowflake documentation, "Table functions and
partitions".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect import calls, convert, relations, tables
from ecomsim.dialect.functions.model import Bound, duck, integer, string
from ecomsim.dialect.functions.template import sql
from ecomsim.dialect.functions.windowing import aggregate
from ecomsim.dialect.operators import nulls_first, order_key
from ecomsim.dialect.scope import Scope, ScopeColumn, Source, reference, source_of

Tree = exp.Expr


def window_of(item: Tree) -> exp.Window | None:
    """The window of a table function with OVER that a join, or FROM itself, names."""
    relation = item.this if isinstance(item, exp.Join) else item
    call = relation.this if isinstance(relation, (exp.TableFromRows, exp.Lateral)) else None
    return call if isinstance(call, exp.Window) else None


def joined(item: Tree, first: Tree | None, others: Sequence[exp.Join], scope: Scope) -> Tree:
    """The relation that takes the place of `first` and `others`, which the function of `item` is joined to.

    Raises for a join that is not an inner one without a condition, and for a function that has no handler.
    """
    if isinstance(item, exp.Join) and any(item.args.get(each) for each in ("side", "on", "using", "method")):
        raise errors.unsupported("lateral table function called with OUTER JOIN syntax or a join predicate (ON clause)")
    if scope.numbers:
        raise errors.unsupported("SEQ of a table function beside OVER (PARTITION BY …)")
    window = window_of(item)
    assert window is not None
    if window.args.get("spec") is not None:
        raise errors.unsupported("a window frame of a table function")
    name, arguments = tables.called(window.this)
    udf, given = calls.user_defined(name, arguments, scope)
    if udf is None or not udf.is_table:
        raise errors.unsupported(f"OVER (PARTITION BY …) of function {name}")
    if udf.body is not None:
        raise errors.unsupported("OVER (PARTITION BY …) of a table function in SQL")
    keys = [scope.bind(each) for each in window.args.get("partition_by") or ()]
    order = window.args.get("order")
    ordered = [(order_key(scope.bind(each.this)), each) for each in (order.expressions if order is not None else ())]
    left = _Left(scope)
    found = _listed(first, others, keys, ordered, calls.texts_of(given), left.trees, scope)
    found = _level(found, scope, "found", calls.partitions_call(udf, exp.column("inputs", quoted=True)))
    rows = duck("from_json", exp.column("found", quoted=True), string('[["VARCHAR"]]'))
    found = _level(found, scope, "r", duck("unnest", rows))
    cells = [exp.alias_(_kept(index, tree, keys), f"c{index}", quoted=True) for index, tree in enumerate(left.trees)]
    outputs = calls.cells_of(udf, exp.column("r", quoted=True), [f"o{place}" for place in range(len(udf.columns))])
    query = exp.Select(expressions=[*cells, *outputs], from_=exp.From(this=found))
    relation = item.this if isinstance(item, exp.Join) else item
    visible, names = relations.alias_of(relation)
    alias = scope.statement.alias(visible or "_f")
    left.redirect(alias, scope, {index for index, tree in enumerate(left.trees) if _key(tree, keys) is not None})
    columns = [(column, f"o{place}") for place, column in enumerate(udf.columns)]
    scope.add(source_of(visible, alias, columns, names=names))
    return relations.derived(query, alias)


class _Left:
    """The columns of the sources so far: their trees, and the way to make them columns of another relation."""

    def __init__(self, scope: Scope) -> None:
        self.trees: list[Tree] = []
        self._places: dict[str, int] = {}
        for source in scope.sources:
            for column in (*source.columns, *source.pseudo):
                self._add(column.bound().tree)
            if source.marker is not None:
                self._add(source.marker)
        for column in scope.merged.values():
            self._add(column.bound().tree)

    def _add(self, tree: Tree) -> None:
        text = tree.sql("duckdb")
        if text not in self._places:
            self._places[text] = len(self.trees)
            self.trees.append(tree)

    def redirect(self, alias: str, scope: Scope, known: set[int]) -> None:
        """Let every column be read from relation `alias`; those not `known` of a whole partition may be NULL."""

        def moved(column: ScopeColumn) -> ScopeColumn:
            place = self._places[column.bound().tree.sql("duckdb")]
            return replace(column, duckdb=(alias, f"c{place}"), nullable=column.nullable or place not in known)

        def source_of_all(source: Source) -> Source:
            marker = source.marker
            if marker is not None:
                marker = reference(alias, f"c{self._places[marker.sql('duckdb')]}")
            columns, pseudo = (tuple(moved(each) for each in part) for part in (source.columns, source.pseudo))
            return replace(source, columns=columns, pseudo=pseudo, marker=marker)

        scope.sources[:] = [source_of_all(source) for source in scope.sources]
        scope.merged = {name: moved(column) for name, column in scope.merged.items()}
        scope.touch()


def _listed(
    first: Tree | None,
    others: Sequence[exp.Join],
    keys: Sequence[Bound],
    ordered: Sequence[tuple[Tree, Tree]],
    arguments: Tree,
    left: Sequence[Tree],
    scope: Scope,
) -> Tree:
    """One row for each partition: its keys k1 …, its input rows as a list, and their arguments as a list of lists."""
    # k0 lets a call without PARTITION BY have one partition, and none at all without rows
    values = [("k0", integer(0)), ("a", arguments)]
    values += [(f"k{place}", convert.exact(key)) for place, key in enumerate(keys, start=1)]
    values += [(f"s{place}", tree) for place, (tree, _) in enumerate(ordered)]
    values += [(f"c{place}", tree.copy()) for place, tree in enumerate(left)]
    inner = exp.Select(expressions=[exp.alias_(tree, name, quoted=True) for name, tree in values])
    if first is not None:
        inner.set("from_", exp.From(this=first))
        inner.set("joins", list(others))
    row = duck("row", *(exp.column(name, quoted=True) for name, _ in values if name[0] in "ac"))
    order = [
        exp.Ordered(
            this=exp.column(f"s{place}", quoted=True),
            desc=bool(raw.args.get("desc")),
            nulls_first=nulls_first(raw, scope.context),
        )
        for place, (_, raw) in enumerate(ordered)
    ]
    groups = [exp.column(f"k{place}", quoted=True) for place in range(len(keys) + 1)]
    query = exp.Select(
        expressions=[*groups, exp.alias_(aggregate("list", row, order=order), "listed", quoted=True)],
        from_=exp.From(this=relations.derived(inner, scope.fresh("in"))),
        group=exp.Group(expressions=[each.copy() for each in groups]),
    )
    listed = relations.derived(query, scope.fresh("by"))
    return _level(listed, scope, "inputs", sql("list_transform(_0, lambda x: x[1])", exp.column("listed", quoted=True)))


def _level(inner: Tree, scope: Scope, name: str, tree: Tree) -> Tree:
    """A derived relation with all of `inner` and one column more."""
    query = exp.Select(expressions=[exp.Star(), exp.alias_(tree, name, quoted=True)], from_=exp.From(this=inner))
    return relations.derived(query, scope.fresh(name))


def _key(tree: Tree, keys: Sequence[Bound]) -> int | None:
    """The number of the PARTITION BY expression that a column is, from 1."""
    return next((place for place, key in enumerate(keys, start=1) if key.tree == tree), None)


def _kept(index: int, tree: Tree, keys: Sequence[Bound]) -> Tree:
    """A column of the left side beside a row of the function."""
    place = _key(tree, keys)
    if place is not None:
        return exp.column(f"k{place}", quoted=True)
    # the arguments come first in a listed row
    return sql(f"listed[CAST(r[1] AS BIGINT)][{index + 2}]")
