"""Relations: what can stand in FROM, as a DuckDB relation with an alias and a source in the scope.

Invariant: relation() adds exactly one source (or those of a join in parentheses), and every derived relation names its
columns as the source says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect import calls, convert, joins, literals, pivot, tables
from ecomsim.dialect.context import BoundRelation, Changes
from ecomsim.dialect.functions.model import Bound, followed
from ecomsim.dialect.scope import Scope, ScopeColumn, source_of
from ecomsim.names import ObjectName
from ecomsim.sqltext.nodes import TimePoint
from ecomsim.sqltext.queries import object_name
from ecomsim.values.types import Column

Tree = exp.Expr


def relation(node: Tree, scope: Scope) -> Tree:
    """Bind one item of FROM."""
    handler = _HANDLERS.get(type(node))
    if handler is None:
        raise errors.unsupported(f"FROM {node.sql('snowflake')[:80]}")
    return handler(node, scope)


def derived(tree: Tree, alias: str) -> exp.Subquery:
    """(query) AS "alias"."""
    return exp.Subquery(this=tree, alias=table_alias(alias))


def table_alias(alias: str, columns: Sequence[str] = ()) -> exp.TableAlias:
    return exp.TableAlias(
        this=exp.Identifier(this=alias, quoted=True),
        columns=[exp.Identifier(this=column, quoted=True) for column in columns],
    )


def alias_of(node: Tree) -> tuple[str | None, list[str]]:
    """The alias of a FROM item and the column names beside it."""
    alias = node.args.get("alias")
    if alias is None:
        return None, []
    name = alias.this.name if alias.this is not None else None
    return name, [column.name for column in (alias.args.get("columns") or [])]


def add_source(
    node: Tree, tree: Tree, columns: Sequence[tuple[Column, str]], scope: Scope, *, parts: tuple[str, ...] = ()
) -> Tree:
    """Give `tree` (a Table or Subquery) its alias and add the source; pivots and samples of `node` are applied."""
    name, names = alias_of(node)
    pivots = node.args.get("pivots") or []
    sample = node.args.get("sample")
    visible = name or (parts[-1] if parts else None)
    alias = scope.statement.alias(visible or "_q")
    if pivots:
        inner = scope.statement.alias("_p")
        tree.set("alias", table_alias(inner))
        source = source_of(visible, inner, columns, names=names, parts=parts or ((visible,) if visible else ()))
        for item in pivots[:-1]:
            source, tree = pivot.apply(item, source, tree, scope.statement.alias("_p"), scope)
        last = pivots[-1]
        outer_name, outer_names = alias_of(last)
        source, tree = pivot.apply(last, source, tree, alias, scope)
        if outer_name is not None or outer_names:
            source = pivot.renamed(source, outer_name, outer_names)
    else:
        tree.set("alias", table_alias(alias))
        source = source_of(visible, alias, columns, names=names, parts=parts or ((visible,) if visible else ()))
        if len(names) > len(columns):
            raise errors.compilation(2047, "42601", "more column aliases than columns in a table expression")
    scope.add(source)
    return _sampled(tree, sample, alias, scope) if sample is not None else tree


def values(node: exp.Values, scope: Scope) -> Tree:
    """VALUES (…), (…): columns COLUMN1, COLUMN2 … of the rows' common types."""
    rows = [
        row.expressions if isinstance(row, exp.Tuple) else [row.this if isinstance(row, exp.Paren) else row]
        for row in node.expressions
    ]
    width = len(rows[0])
    if any(len(row) != width for row in rows):
        raise errors.compilation(1789, "42601", "all rows of VALUES must have the same number of columns")
    # VALUES sees no sibling relations, only what is around the query
    outer = scope.parent if scope.parent is not None else scope
    cells = [[outer.bind(cell) for cell in row] for row in rows]
    columns: list[tuple[Column, str]] = []
    for index in range(width):
        values_ = [row[index] for row in cells]
        kind = (
            values_[0].type if all(cell.is_null for cell in values_) else convert.common_type(values_, "VALUES", node)
        )
        columns.append(
            (Column(f"COLUMN{index + 1}", kind, any(cell.nullable for cell in values_)), f"COLUMN{index + 1}")
        )
    trees = [exp.Tuple(expressions=[_cell(cell, columns[index][0]) for index, cell in enumerate(row)]) for row in cells]
    name, names = alias_of(node)
    alias = scope.statement.alias(name or "_values")
    scope.add(source_of(name, alias, columns, names=names, parts=(name,) if name else ()))
    return exp.Values(expressions=trees, alias=table_alias(alias, [physical for _, physical in columns]))


def _cell(cell: Bound, column: Column) -> Tree:
    return convert.exact(cell) if column.type.name == "NULL" else convert.implicit(cell, column.type)


# --- tables ----------------------------------------------------------------------------------------------------


def _table(node: exp.Table, scope: Scope) -> Tree:
    this = node.this
    if isinstance(this, exp.DynamicIdentifier):
        return _named(ObjectName(calls.dotted(literals.constant_text(this.this, scope))), node, scope)
    if isinstance(this, exp.Parameter):
        found = scope.context.resolver.relation(ObjectName((f"${this.name}",)))
        return _resolved(found, node, scope, (f"${this.name}",))
    if isinstance(this, (exp.Var, exp.Literal)) and this.name.startswith("@"):
        return _stage(node, scope)
    if isinstance(this, (exp.Anonymous, exp.Dot)):
        return tables.function(this, node, scope)
    if not isinstance(this, exp.Identifier):
        raise errors.unsupported(f"FROM {node.sql('snowflake')[:80]}")
    return _named(object_name(node), node, scope)


def _stage(node: exp.Table, scope: Scope) -> Tree:
    """FROM @stage/path (FILE_FORMAT => f, PATTERN => p): the staged files' rows."""
    form, pattern = node.args.get("format"), node.args.get("pattern")
    found = scope.context.resolver.stage(
        node.this.name,
        None if form is None else form.name,
        None if pattern is None else pattern.name,
        node.root(),
    )
    return _resolved(found, node, scope, ())


def _named(name: ObjectName, node: exp.Table, scope: Scope) -> Tree:
    if len(name.parts) == 1:
        cte = scope.cte(name.last)
        if cte is not None:
            tree = exp.Table(this=exp.Identifier(this=cte.duckdb, quoted=True))
            return _made(node, add_source(node, tree.copy(), cte.columns, scope, parts=(name.last,)), tree, scope)
        if name.last == "DUAL":
            alias = scope.statement.alias(alias_of(node)[0] or "DUAL")
            scope.add(source_of("DUAL", alias, ()))
            return derived(exp.Select(expressions=[exp.alias_(exp.Literal.number(1), "_")]), alias)
    at, changes = _time_travel(node)
    found = scope.context.resolver.relation(name, at=at, changes=changes)
    return _resolved(found, node, scope, tuple(part for part in name.parts if part))


def _resolved(found: BoundRelation, node: Tree, scope: Scope, parts: tuple[str, ...]) -> Tree:
    if not found.cacheable:
        scope.mark_uncacheable()
    name = alias_of(node)[0]
    is_stored = isinstance(found.tree, exp.Table) and bool(found.tree.db) and not node.args.get("pivots")
    tree = add_source(
        node,
        found.tree,
        [(column, physical) for column, physical in zip(found.columns, found.names(), strict=True)],
        scope,
        parts=(name,) if name else parts,
    )
    if is_stored:
        scope.statement.stored.add(str(alias_of(tree)[0]))
    elif isinstance(found.tree, exp.Subquery):
        _made(node, tree, found.tree, scope)
    if found.pseudo:
        source, alias = scope.sources[-1], alias_of(tree)[0]
        source.pseudo = tuple(
            ScopeColumn(name=each.name, type=each.type, duckdb=(str(alias), each.name)) for each in found.pseudo
        )
    return tree


def _time_travel(node: exp.Table) -> tuple[TimePoint | None, Changes | None]:
    when, changes = node.args.get("when"), node.args.get("changes")
    if changes is not None:
        end = changes.args.get("end")
        information = changes.args["information"].name.upper()
        return None, Changes(
            information=information,
            start=_time_point(start) if (start := changes.args.get("at_before")) is not None else None,
            end=_time_point(end) if end is not None else None,
        )
    return (_time_point(when) if when is not None else None), None


def _time_point(node: exp.HistoricalData) -> TimePoint:
    kind = node.args["kind"]
    return TimePoint(
        before=str(node.this).upper() == "BEFORE",
        kind=(kind if isinstance(kind, str) else kind.name).upper(),
        value=node.expression,
    )


# --- subqueries, laterals, table functions -----------------------------------------------------------------------


def _subquery(node: exp.Subquery, scope: Scope) -> Tree:
    inner = node.this
    if isinstance(inner, exp.Table) or not isinstance(inner, (exp.Query, exp.Values)):
        return _join_in_parentheses(node, scope)
    outer = scope.parent if scope.parent is not None else scope
    found = scope.statement.query(_bare(node), _with_ctes(scope, outer))
    return _made(node, add_source(node, exp.Subquery(this=found.tree), found.columns(), scope), found.tree, scope)


def _made(node: Tree, relation: Tree, source: Tree, scope: Scope) -> Tree:
    """`relation`, which `node` became: unless it is pivoted its columns are those of `source`, so it is known what of
    them a table stores.
    """
    alias = alias_of(relation)[0]
    if alias is not None and not node.args.get("pivots"):
        scope.statement.made[alias] = source
    return relation


def _bare(node: exp.Subquery) -> Tree:
    """The query of a derived table; its own ORDER BY and LIMIT stay with it."""
    if any(node.args.get(key) for key in ("order", "limit", "offset", "with_")):
        kept = {key: value for key, value in node.args.items() if key in ("this", "order", "limit", "offset", "with_")}
        return exp.Subquery(**{key: value.copy() for key, value in kept.items() if value is not None})
    return node.this


def _with_ctes(scope: Scope, outer: Scope) -> Scope:
    """What a derived table can see: the scope around the SELECT, and the SELECT's own CTEs."""
    if not scope.ctes:
        return outer
    inner = outer.child()
    inner.ctes = scope.ctes
    return inner


def _join_in_parentheses(node: exp.Subquery, scope: Scope) -> Tree:
    if alias_of(node)[0] is not None:
        raise errors.unsupported("an alias on a join in parentheses")
    inner = node.this
    tree = relation(inner, scope)
    nested = [*joins.nested_joins(inner, scope)]
    if not nested:
        return tree
    tree.set("joins", nested)
    return exp.Paren(this=tree)


def _values_relation(node: exp.Values, scope: Scope) -> Tree:
    return values(node, scope)


def _lateral(node: exp.Lateral, scope: Scope) -> Tree:
    """LATERAL (SELECT …) and LATERAL f(…): both see the relations to their left."""
    inner = node.this
    if isinstance(inner, exp.Subquery):
        found = scope.statement.query(inner.this, scope)
        alias_name, names = alias_of(node)
        alias = scope.statement.alias(alias_name or "_l")
        scope.add(source_of(alias_name, alias, found.columns(), names=names))
        return exp.Lateral(this=exp.Subquery(this=found.tree), alias=table_alias(alias))
    return tables.function(inner, node, scope)


def _rows(node: exp.TableFromRows, scope: Scope) -> Tree:
    """TABLE(f(…)), TABLE('name'), TABLE($name)."""
    inner = node.this
    if isinstance(inner, (exp.Anonymous, exp.Dot)):
        return tables.function(inner, node, scope)
    name = ObjectName(calls.dotted(literals.constant_text(inner, scope)))
    return _named(name, node, scope)  # type: ignore[arg-type]


def _sampled(tree: Tree, sample: exp.TableSample, alias: str, scope: Scope) -> Tree:
    """SAMPLE (p) is a percentage of rows, SAMPLE (n ROWS) a number of them, at most a million."""
    args = sample.args
    method = args["method"].name.upper() if args.get("method") is not None else "BERNOULLI"
    size, percent = args.get("size"), args.get("percent")
    if size is not None:
        amount, method = f"{_number(size, scope, 1_000_000)} ROWS", "reservoir"
    else:
        amount, method = (
            f"{_number(percent, scope, 100)} PERCENT",
            "system" if method in ("SYSTEM", "BLOCK") else "bernoulli",
        )
    seed = args.get("seed")
    text = f"{method}({amount})" + (f" REPEATABLE ({_number(seed, scope)})" if seed is not None else "")
    inner = exp.Select(expressions=[exp.Star()], from_=exp.From(this=followed(tree, f"TABLESAMPLE {text}")))
    return derived(inner, alias)


def _number(node: Tree | None, scope: Scope, most: int | None = None) -> str:
    value: Any = None if node is None else scope.bind(node).constant
    if isinstance(value, bool) or (not isinstance(value, (int, float)) and not hasattr(value, "as_tuple")):
        raise errors.unsupported("SAMPLE with a computed size")
    if most is not None and not 0 <= value <= most:
        raise errors.compilation(1008, "22023", f"invalid value [{value}] for parameter 'SAMPLE': 0 to {most}")
    return str(value)


_HANDLERS: dict[type[Tree], Callable[[Any, Scope], Tree]] = {
    exp.Table: _table,
    exp.Subquery: _subquery,
    exp.Values: _values_relation,
    exp.Lateral: _lateral,
    exp.TableFromRows: _rows,
}
