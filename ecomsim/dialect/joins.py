"""FROM clauses: joins in all their forms, with USING and NATURAL merged and (+) turned into outer joins.

Invariant: after from_clause() the scope holds one source per relation, in the order they were written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect import convert, flatten, operators, partitioned, relations
from ecomsim.dialect.functions.model import duck, place
from ecomsim.dialect.operators import condition, paren
from ecomsim.dialect.scope import Scope, ScopeColumn, reference
from ecomsim.names import quote_if_needed

Tree = exp.Expr


def from_clause(node: exp.Select, scope: Scope) -> tuple[Tree | None, list[exp.Join], list[Tree]]:
    """Bind FROM and its joins into `scope`: first relation, joins, and what is left of WHERE (raw conjuncts)."""
    where = node.args.get("where")
    conjuncts = [] if where is None else conjuncts_of(where.this)
    from_ = node.args.get("from_")
    if from_ is None:
        return None, [], conjuncts
    items = [*(node.args.get("joins") or []), *(node.args.get("laterals") or [])]
    marked = [part for part in conjuncts if _marked(part)]
    if marked:
        items = _outer_joins(items, marked)
        conjuncts = [part for part in conjuncts if not _marked(part)]
    counting = _asks_for_seq(node, items)
    alone = partitioned.window_of(from_.this) is not None
    first = partitioned.joined(from_.this, None, (), scope) if alone else relations.relation(from_.this, scope)
    if counting:
        first = _numbered(first, scope)
    joined: list[exp.Join] = []
    every = [*(from_.this.args.get("joins") or []), *items]
    last = max((index for index, item in enumerate(every) if _is_sequenced(item)), default=0) if counting else 0
    for index, item in enumerate(every):
        if partitioned.window_of(item) is not None:
            first, joined = partitioned.joined(item, first, joined, scope), []
            continue
        added = join(item, scope)
        if index < last:  # a later SEQ counts its rows
            added.set("this", _numbered(added.this, scope))
        joined += [*scope.before, added]
        scope.before.clear()
    return first, joined, conjuncts


SEQUENCED = frozenset({"FLATTEN", "SPLIT_TO_TABLE", "STRTOK_SPLIT_TO_TABLE"})
"""Table functions whose SEQ numbers the rows of the relations on their left."""


def _asks_for_seq(node: exp.Select, items: Sequence[Tree]) -> bool:
    """Whether a SEQ column can be seen in the query: by its name or through *."""
    if not any(map(_is_sequenced, items)):
        return False
    stars = (each.this if isinstance(each, exp.Column) else each for each in node.expressions)
    return any(isinstance(each, exp.Star) for each in stars) or any(
        column.name == "SEQ" for column in node.find_all(exp.Column)
    )


def _is_sequenced(item: Tree) -> bool:
    called = item if isinstance(item, exp.Lateral) else item.this
    return isinstance(called, (exp.Lateral, exp.TableFromRows)) and called.this.name in SEQUENCED


def _numbered(tree: Tree, scope: Scope) -> Tree:
    """The relation with its rows numbered, under the same alias."""
    alias = tree.args.get("alias")
    if alias is None:
        raise errors.unsupported("SEQ of a table function beside a join in parentheses")
    count = exp.Window(this=exp.Anonymous(this="row_number"), spec=None)
    query = exp.Select(expressions=[exp.Star(), exp.alias_(count, NUMBER, quoted=True)])
    inner = tree.this if isinstance(tree, exp.Lateral) else tree
    if isinstance(tree, exp.Lateral):
        inner.set("alias", relations.table_alias(scope.fresh("n")))
    query.set("from_", exp.From(this=inner))
    scope.numbers.append(reference(alias.name, NUMBER))
    outer = relations.table_alias(alias.name)
    kind = exp.Lateral if isinstance(tree, exp.Lateral) else exp.Subquery
    return kind(this=exp.Subquery(this=query) if kind is exp.Lateral else query, alias=outer)


NUMBER = "_number"
"""The hidden column with the number of a row."""


def nested_joins(node: Tree, scope: Scope) -> list[exp.Join]:
    """Joins the parser attached to a relation itself."""
    joined = []
    for item in node.args.get("joins") or []:
        added = join(item, scope)
        joined += [*scope.before, added]
        scope.before.clear()
    return joined


def join(node: Tree, scope: Scope) -> exp.Join:
    """One join; the relation it adds becomes the scope's last source."""
    if isinstance(node, exp.Lateral):
        return exp.Join(this=relations.relation(node, scope), kind="CROSS")
    args = node.args
    side, kind, method = (str(args.get(key) or "").upper() for key in ("side", "kind", "method"))
    if kind in ("SEMI", "ANTI") or args.get("global"):
        raise errors.unsupported(f"{kind} JOIN")
    before = len(scope.sources)
    right = relations.relation(node.this, scope)
    nested = nested_joins(node.this, scope)
    if nested:
        right.set("joins", nested)
        right = exp.Paren(this=right)
    if side in ("LEFT", "FULL"):
        _make_nullable(scope, range(before, len(scope.sources)))
    if side in ("RIGHT", "FULL"):
        _make_nullable(scope, range(before))
    if method == "ASOF":
        return _asof(node, right, scope)
    using = [identifier.name for identifier in (args.get("using") or [])]
    if method == "NATURAL":
        using = _common_names(scope, before)
    if using:
        tests = [_merge(name, before, side, node, scope) for name in using]
        return exp.Join(this=right, side=side or None, kind=None, on=_all(tests))
    on = args.get("on")
    if right.meta.get(flatten.COMPLETE):
        return exp.Join(this=right, kind="CROSS")
    if on is None:
        if side in ("LEFT", "RIGHT", "FULL"):
            return exp.Join(this=right, side=side, on=exp.Boolean(this=True))
        return exp.Join(this=right, kind="CROSS")
    return exp.Join(this=right, side=side or None, on=condition(scope.bind(on)))


def conjuncts_of(node: Tree) -> list[Tree]:
    """The parts of a condition that AND joins."""
    parts: list[Tree] = []
    stack = [node]
    while stack:
        current = stack.pop()
        if isinstance(current, exp.And):
            stack.extend((current.expression, current.this))
        else:
            parts.append(current)
    return parts


def _all(tests: Sequence[Tree]) -> Tree:
    tree = tests[0]
    for test in tests[1:]:
        tree = exp.And(this=tree, expression=test)
    return tree


# --- USING and NATURAL -----------------------------------------------------------------------------------------


def _common_names(scope: Scope, before: int) -> list[str]:
    left = [column.name for column in _columns(scope, range(before))]
    right = {column.name for column in _columns(scope, range(before, len(scope.sources)))}
    return [name for name in dict.fromkeys(left) if name in right]


def _columns(scope: Scope, which: range) -> list[ScopeColumn]:
    sources = [scope.sources[index] for index in which]
    return [column for source in sources for column in source.columns if column.name not in source.hidden]


def _merge(name: str, before: int, side: str, node: Tree, scope: Scope) -> Tree:
    """left.name = right.name; afterwards the name alone means the merged column."""
    merged = scope.merged.get(name)
    left = [merged] if merged is not None else _own(scope, range(before), name)
    right = _own(scope, range(before, len(scope.sources)), name)
    if not left or not right:
        line, position = place(node)
        raise errors.invalid_identifier(quote_if_needed(name), line, position)
    first, second = left[0].bound(), right[0].bound()
    one, other = operators.comparable(first, second, "=", node)
    for index in range(before, len(scope.sources)):
        source = scope.sources[index]
        if any(column.name == name for column in source.columns):
            source.hidden |= {name}
    scope.merged[name] = _merged_column(name, left[0], right[0], side)
    scope.touch()
    return exp.EQ(this=paren(one), expression=paren(other))


def _own(scope: Scope, which: range, name: str) -> list[ScopeColumn]:
    return [
        column
        for index in which
        for column in scope.sources[index].columns
        if column.name == name and name not in scope.sources[index].hidden
    ]


def _merged_column(name: str, left: ScopeColumn, right: ScopeColumn, side: str) -> ScopeColumn:
    if side == "RIGHT":
        return replace(right, qualifier=None)
    if side != "FULL":
        return replace(left, qualifier=None)
    kind = convert.common_type([left.bound(), right.bound()])
    trees = [convert.implicit(column.bound(), kind) for column in (left, right)]
    return ScopeColumn(name=name, type=kind, duckdb=duck("coalesce", *trees))


def _make_nullable(scope: Scope, which: range) -> None:
    for index in which:
        source = scope.sources[index]
        source.columns = tuple(replace(column, nullable=True) for column in source.columns)
    scope.touch()


# --- ASOF and (+) ----------------------------------------------------------------------------------------------


def _asof(node: Tree, right: Tree, scope: Scope) -> exp.Join:
    """ASOF JOIN … MATCH_CONDITION: each left row with the closest right row, or with NULLs."""
    match = node.args["match_condition"]
    match = match.this if isinstance(match, exp.Paren) else match
    if not isinstance(match, (exp.GT, exp.GTE, exp.LT, exp.LTE)):
        raise errors.unsupported("ASOF JOIN without an inequality")
    _make_nullable(scope, range(len(scope.sources) - 1, len(scope.sources)))
    tests = [condition(scope.bind(match))]
    using = [identifier.name for identifier in (node.args.get("using") or [])]
    tests.extend(_merge(name, len(scope.sources) - 1, "LEFT", node, scope) for name in using)
    if node.args.get("on") is not None:
        if not all(isinstance(part, exp.EQ) for part in conjuncts_of(node.args["on"])):
            raise errors.compilation(1003, "42000", "The ON condition of an ASOF JOIN consists of equalities only.")
        tests.append(condition(scope.bind(node.args["on"])))
    return exp.Join(this=right, method="ASOF", side="LEFT", on=_all(tests))


def _marked(node: Tree) -> bool:
    return any(column.args.get("join_mark") for column in node.find_all(exp.Column))


def _outer_joins(items: Sequence[Tree], marked: Sequence[Tree]) -> list[Tree]:
    """Comma joins whose relation carries (+) in `marked` become LEFT JOINs on those conditions, after the others."""
    conditions: dict[str, list[Tree]] = {}
    for part in marked:
        names = {column.table for column in part.find_all(exp.Column) if column.args.get("join_mark")}
        if len(names) != 1 or "" in names:
            raise errors.unsupported("(+) on more than one relation, or on an unqualified column, in one condition")
        conditions.setdefault(names.pop(), []).append(part)
    plain, outer = [], []
    for item in items:
        name = item.this.alias_or_name if isinstance(item, exp.Join) else ""
        tests = conditions.pop(name, None)
        if tests is None:
            plain.append(item)
        else:
            outer.append(exp.Join(this=item.this.copy(), side="LEFT", on=_all([test.copy() for test in tests])))
    if conditions:
        raise errors.unsupported(f"(+) on relation {next(iter(conditions))}")
    return plain + outer
