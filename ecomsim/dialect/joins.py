"""FROM clauses: joins in all their forms, with USING and NATURAL merged and (+) turned into outer joins.

Invariant: after from_clause() the scope holds one source per relation, in the order they were written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect import asof, convert, flatten, operators, partitioned, relations
from ecomsim.dialect.functions.model import duck, place
from ecomsim.dialect.operators import condition, paren
from ecomsim.dialect.scope import Scope, ScopeColumn, ambiguous, reference, unknown
from ecomsim.names import quote_if_needed

Tree = exp.Expr


def from_clause(node: exp.Select, scope: Scope) -> tuple[Tree | None, list[exp.Join], list[Tree]]:
    """Bind FROM and its joins into `scope`: first relation, joins, and what is left of WHERE (raw conjuncts)."""
    where = node.args.get("where")
    conjuncts = [] if where is None else conjuncts_of(where.this)
    from_ = node.args.get("from_")
    if from_ is None:
        return None, [], conjuncts
    beginning = from_.this
    items = [*(node.args.get("joins") or []), *(node.args.get("laterals") or [])]
    marked = [part for part in conjuncts if _marked(part)]
    written: list[str] = []
    if marked:
        written = [beginning.alias_or_name, *(_name_of(item) for item in items)]
        marked = _qualified(marked, [beginning, *(item.this for item in items if isinstance(item, exp.Join))], scope)
        beginning, items = _outer_joins(beginning, items, marked)
        conjuncts = [part for part in conjuncts if not _marked(part)]
    counting = _asks_for_seq(node, items)
    alone = partitioned.window_of(beginning) is not None
    first = partitioned.joined(beginning, None, (), scope) if alone else relations.relation(beginning, scope)
    drawing = not alone and _draws_in_windows(node)
    if drawing:
        first = _drawing(first, scope)
    if counting:
        first = _numbered(first, scope)
    joined: list[exp.Join] = []
    aliases = select_aliases(node)
    every = [*(beginning.args.get("joins") or []), *items]
    last = max((index for index, item in enumerate(every) if _is_sequenced(item)), default=0) if counting else 0
    for index, item in enumerate(every):
        if partitioned.window_of(item) is not None:
            first, joined = partitioned.joined(item, first, joined, scope), []
            continue
        added = join(item, scope, aliases)
        if drawing:
            added.set("this", _drawing(added.this, scope))
        if index < last:  # a later SEQ counts its rows
            added.set("this", _numbered(added.this, scope))
        joined += [*scope.before, added]
        scope.before.clear()
    if written:  # * shows the relations as they were written
        scope.arrange(written)
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
    scope.numbers.append(reference(alias.name, NUMBER))
    return _with_columns(tree, [exp.alias_(_row_number(), NUMBER, quoted=True)], scope)


def _draws_in_windows(node: exp.Select) -> bool:
    """Whether a window may be ordered or partitioned by chance, which DuckDB has not: the rows must bring it along.

    Rows of a GROUP BY cannot.
    """
    if node.args.get("group") is not None:
        return False
    own = [*node.expressions, *(part for key in ("qualify", "order") if (part := node.args.get(key)) is not None)]
    nodes = [each for part in own for each in part.walk(prune=lambda inner: isinstance(inner, exp.Query))]
    draws = any(isinstance(each, exp.Anonymous) and each.name in ("RANDOM", "UUID_STRING") for each in nodes)
    return draws and any(isinstance(each, exp.Window) for each in nodes)


def _drawing(tree: Tree, scope: Scope) -> Tree:
    """The relation with a random number and a place for each row; a join in parentheses stays as it is."""
    alias = tree.args.get("alias")
    if alias is None:
        return tree
    scope.draws.append((reference(alias.name, DRAW), reference(alias.name, PLACE)))
    drawn = exp.alias_(duck("random"), DRAW, quoted=True)
    return _with_columns(tree, [drawn, exp.alias_(_row_number(), PLACE, quoted=True)], scope)


def _row_number() -> Tree:
    return exp.Window(this=exp.Anonymous(this="row_number"), spec=None)


def _with_columns(tree: Tree, added: Sequence[Tree], scope: Scope) -> Tree:
    """The relation with hidden columns computed for each row, under the same alias."""
    alias = tree.args["alias"]
    query = exp.Select(expressions=[exp.Star(), *added])
    inner = tree.this if isinstance(tree, exp.Lateral) else tree
    if isinstance(tree, exp.Lateral):
        inner.set("alias", relations.table_alias(scope.fresh("n")))
    query.set("from_", exp.From(this=inner))
    outer = relations.table_alias(alias.name)
    kind = exp.Lateral if isinstance(tree, exp.Lateral) else exp.Subquery
    return kind(this=exp.Subquery(this=query) if kind is exp.Lateral else query, alias=outer)


DRAW, PLACE = "_draw", "_place"
"""The hidden columns with a row's random number and its place."""

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


def with_pivots_applied(node: exp.Select) -> exp.Select:
    """A PIVOT or UNPIVOT after joins takes what they make together: they become a query of their own."""
    found = node.args.get("joins") or []
    place = next((index for index, item in enumerate(found) if item.args.get("pivots")), None)
    if place is None:
        return node
    node = node.copy()
    *before, last = node.args["joins"][: place + 1]
    pivots = last.args["pivots"]
    last.set("pivots", None)
    inner = exp.Select(expressions=[exp.Star()], from_=node.args["from_"], joins=[*before, last])
    node.set("joins", node.args["joins"][place + 1 :])
    node.set("from_", exp.From(this=exp.Subquery(this=inner, pivots=pivots)))
    return with_pivots_applied(node)


def select_aliases(node: exp.Select) -> dict[str, Tree]:
    """What each alias of the select list stands for, the first of those that are given twice."""
    found: dict[str, Tree] = {}
    for projection in node.expressions:
        if isinstance(projection, exp.Alias):
            found.setdefault(projection.alias, projection.this)
    return found


def join(node: Tree, scope: Scope, aliases: Mapping[str, Tree] = MappingProxyType({})) -> exp.Join:
    """One join; the relation it adds becomes the scope's last source. aliases: what ON may name beside columns."""
    if isinstance(node, exp.Lateral):
        return exp.Join(this=relations.relation(node, scope), kind="CROSS")
    args = node.args
    side, kind, method = (str(args.get(key) or "").upper() for key in ("side", "kind", "method"))
    if kind in ("SEMI", "ANTI") or args.get("global"):
        raise errors.unsupported(f"{kind} JOIN")
    if method == "ASOF":
        asof.require_relation(node.this)
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
    using = [identifier.name for identifier in (args.get("using") or [])]
    if method == "ASOF":
        _make_nullable(scope, range(before, len(scope.sources)))
        tests = [asof.nearest(args["match_condition"], before, scope)]
        tests.extend(_merge(name, before, "LEFT", node, scope) for name in using)
        tests.extend(asof.equalities(args["on"], before, scope) if args.get("on") is not None else [])
        return exp.Join(this=right, method="ASOF", side="LEFT", on=_all(tests))
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
    scope.aliases = dict(aliases)
    test = condition(scope.bind(on))
    scope.aliases = {}
    return exp.Join(this=right, side=side or None, on=test)


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


# --- (+) ----------------------------------------------------------------------------------------------


def _marked(node: Tree) -> bool:
    return any(column.args.get("join_mark") for column in node.find_all(exp.Column))


def _name_of(item: Tree) -> str:
    return item.this.alias_or_name if isinstance(item, exp.Join) else ""


def _qualified(marked: Sequence[Tree], listed: Sequence[Tree], scope: Scope) -> list[Tree]:
    """The conditions with the relation that has it before each column that is written without one. Raises 000904 and
    002028 for a column with (+) that no relation or several have.
    """
    parts = [part.copy() for part in marked]
    bare = [column for part in parts for column in part.find_all(exp.Column) if not column.table]
    if not any(column.args.get("join_mark") for column in bare):
        return parts
    owners: dict[str, list[str]] = {}
    looking = scope.child()
    for each in listed:
        relations.relation(each.copy(), looking)
    for source in looking.sources:
        for name in {column.name for column in source.columns}:
            owners.setdefault(name, []).append(source.name or "")
    for column in bare:
        found = owners.get(column.name, [])
        if len(found) == 1:
            column.set("table", exp.to_identifier(found[0], quoted=True))
        elif column.args.get("join_mark"):
            raise ambiguous(column) if found else unknown(column)
    return parts


def _outer_joins(first: Tree, items: Sequence[Tree], marked: Sequence[Tree]) -> tuple[Tree, list[Tree]]:
    """The first relation and the joins, those that carry (+) in `marked` as LEFT JOINs on those conditions.

    They come after the others, each after the relations that its conditions name.
    """
    conditions: dict[str, list[Tree]] = {}
    for part in marked:
        names = {column.table for column in part.find_all(exp.Column) if column.args.get("join_mark")}
        if len(names) != 1:
            raise errors.unsupported("(+) on more than one relation in one condition")
        conditions.setdefault(names.pop(), []).append(part)
    listed = [exp.Join(this=first), *items]
    plain = [item for item in listed if _name_of(item) not in conditions]
    outer = [item for item in listed if _name_of(item) in conditions]
    unknown = conditions.keys() - {_name_of(item) for item in outer}
    if unknown:
        raise errors.unsupported(f"(+) on relation {min(unknown)}")
    if not plain or any(plain[0].args.get(key) for key in ("side", "kind", "on", "using")):
        raise errors.unsupported("(+) on every relation of FROM, or on the first beside JOIN … ON")
    joined: list[Tree] = []
    while outer:
        waiting = {_name_of(item) for item in outer}
        free = (item for item in outer if not _asked(conditions[_name_of(item)]) & waiting - {_name_of(item)})
        ready = next(free, None)
        if ready is None:
            raise errors.unsupported("(+) of relations that wait for each other")
        outer.remove(ready)
        tests = [test.copy() for test in conditions[_name_of(ready)]]
        joined.append(exp.Join(this=ready.this.copy(), side="LEFT", on=_all(tests)))
    return plain[0].this, [*plain[1:], *joined]


def _asked(tests: Sequence[Tree]) -> set[str]:
    """The relations that conditions name."""
    return {column.table for test in tests for column in test.find_all(exp.Column)}
