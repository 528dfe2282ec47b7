"""From which columns of which objects each column of a bound query comes.

Read from the DuckDB tree, in which every relation has an alias of its own and every column names its relation. An
object that a statement names stands in it as a stored table, or as a query that the resolver has marked with the
object's id; here that is where the way of a column ends. What stands inside of a mark is a query like any other, so
the same walk leads from a view's columns to those of the tables beneath it.
Invariant: a column is named only where the tree says so. Where a column's way cannot be told, UNTOLD stands for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from sqlglot import exp

MARK = "object"
"""The `meta` of a tree that stands for an object or for the result of a function: its id."""

Ref = tuple[int, str | None]
"""(id of an object, name of its column); a function has no column."""
Refs = frozenset[Ref]
UNTOLD: Ref = (0, None)
NOTHING: Refs = frozenset()

_STORED = re.compile(r"[th]_(\d+)")


@dataclass(slots=True)
class Trace:
    """What one query reads.

    outputs: by DuckDB name, in their order, what each column of the result is computed from; others: what is read but
    not handed on (conditions, keys, orders); objects: those in it, by id the tree inside of the mark, if there is one;
    beneath: of these the ones that only the body of a function names.
    """

    outputs: Mapping[str, Refs] = field(default_factory=dict)
    others: set[Ref] = field(default_factory=set)
    objects: dict[int, exp.Expr | None] = field(default_factory=dict)
    beneath: set[int] = field(default_factory=set)

    def at(self, position: int) -> Refs:
        """What output column `position` is computed from."""
        refs = list(self.outputs.values())
        return refs[position] if position < len(refs) else frozenset((UNTOLD,))


Names = Callable[[int], Mapping[str, str] | None]
"""The columns of an object, Snowflake's name by DuckDB's; None for a function."""


def trace(tree: exp.Expr, names: Names) -> Trace:
    """What a bound query reads."""
    walk = _Walk(names)
    walk.found.outputs = walk.query(tree)
    return walk.found


class _Columns(dict[str, Refs]):
    """The columns of a relation by DuckDB's names; `rest` is what every other one comes from."""

    def __init__(self, known: Mapping[str, Refs] | None = None, rest: Refs = NOTHING) -> None:
        super().__init__(known or {})
        self.rest = rest

    def of(self, name: str) -> Refs:
        return self.get(name, self.rest)


class _Walk:
    """One walk over a query: the relations that can be seen at a place, and what was found so far."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.found = Trace()
        self.seen: dict[str, _Columns] = {}
        self.own: list[_Columns] = []  # those of the innermost SELECT, where a column may stand without its relation
        self.ctes: dict[str, _Columns] = {}

    # --- queries -----------------------------------------------------------------------------------------------

    def query(self, tree: exp.Expr) -> _Columns:
        """The outputs of a query; what else it reads is noted. What it sees is not seen outside of it."""
        seen, own, ctes = self.seen, self.own, self.ctes
        self.seen, self.ctes = dict(seen), dict(ctes)
        try:
            with_ = tree.args.get("with_")
            if with_ is not None:
                self._with(with_)
            return self._query(tree)
        finally:
            self.seen, self.own, self.ctes = seen, own, ctes

    def _query(self, tree: exp.Expr) -> _Columns:
        if isinstance(tree, exp.Select):
            return self._select(tree)
        if isinstance(tree, exp.SetOperation):
            left, right = self.query(tree.this), self.query(tree.expression)
            self._others(tree, ("with_", "this", "expression"))
            if len(left) != len(right):
                return _Columns(rest=frozenset((UNTOLD,)))
            return _Columns(
                {name: refs | other for (name, refs), other in zip(left.items(), right.values(), strict=True)}
            )
        if isinstance(tree, exp.Subquery):
            outputs = self.query(tree.this)
            self._others(tree, ("with_", "this", "alias", "joins"))
            return outputs
        return self._relation(tree)[1]

    def _with(self, with_: exp.Expr) -> None:
        """A recursive table reads itself: what it hands on in the first turn is what it reads in the second."""
        turns = 2 if with_.args.get("recursive") else 1
        for cte in with_.expressions:
            for _ in range(turns):
                if turns > 1:
                    self.ctes.setdefault(cte.alias, _Columns())
                self.ctes[cte.alias] = _renamed(self.query(cte.this), cte)

    def _select(self, tree: exp.Select) -> _Columns:
        own: list[_Columns] = []
        from_ = tree.args.get("from_")
        if from_ is not None:
            own += self._from(from_.this)
        for join in (*(tree.args.get("joins") or ()), *(tree.args.get("laterals") or ())):
            own += self._joined(join)
        self.own = own
        outputs = _Columns()
        for number, projection in enumerate(tree.expressions):
            if projection.is_star:
                for columns in own:
                    outputs.update(columns)
                    outputs.rest |= columns.rest
            else:
                outputs[projection.alias_or_name or f"_{number}"] = self.refs(projection)
        self._others(tree, ("with_", "from_", "joins", "laterals", "expressions"))
        return outputs

    def _others(self, tree: exp.Expr, but: Iterable[str]) -> None:
        for key, value in tree.args.items():
            if value and key not in but:
                for each in value if isinstance(value, list) else (value,):
                    if isinstance(each, exp.Expr):
                        self.found.others |= self.refs(each)

    # --- relations ---------------------------------------------------------------------------------------------

    def _from(self, tree: exp.Expr) -> list[_Columns]:
        """What a relation and those joined to it show; a name for each is seen from here on."""
        if isinstance(tree, exp.Paren):
            inner: exp.Expr = tree.this
            return [*self._from(inner), *(each for join in tree.args.get("joins") or () for each in self._joined(join))]
        alias, columns = self._relation(tree)
        columns = _renamed(columns, tree)
        if alias:
            self.seen[alias] = columns
        return [columns, *(each for join in tree.args.get("joins") or () for each in self._joined(join))]

    def _joined(self, join: exp.Expr) -> list[_Columns]:
        found = self._from(join.this if isinstance(join, exp.Join) else join)
        if isinstance(join, exp.Join):
            self._others(join, ("this",))
        return found

    def _relation(self, tree: exp.Expr) -> tuple[str, _Columns]:
        """The alias of a relation and its columns."""
        alias = tree.alias
        marked = _marked(tree)
        if marked is not None:
            return alias, self._object(marked, tree)
        if isinstance(tree, exp.Table):
            return alias or tree.name, self._table(tree)
        if isinstance(tree, (exp.Subquery, exp.Query)):
            return alias, self.query(tree)
        if isinstance(tree, exp.Lateral):
            inner = tree.this
            return alias, self.query(inner) if isinstance(inner, exp.Query) else _Columns(rest=self.refs(inner))
        if isinstance(tree, exp.Introducer):  # … TABLESAMPLE …
            found = self._relation(tree.this)
            self.seen[found[0]] = found[1]
            return found
        if isinstance(tree, exp.Values):
            rows = [row.expressions if isinstance(row, exp.Tuple) else [row] for row in tree.expressions]
            cells = [NOTHING.union(*map(self.refs, column)) for column in zip(*rows, strict=True)]
            return alias, _Columns({f"col{number}": refs for number, refs in enumerate(cells)})
        return alias, _Columns(rest=self.refs(tree))

    def _table(self, tree: exp.Table) -> _Columns:
        if not isinstance(tree.this, exp.Identifier):  # a table function
            return _Columns(rest=self.refs(tree.this))
        stored = _STORED.fullmatch(tree.name) if tree.db else None
        if stored is not None:
            return self._object(int(stored.group(1)), None)
        return self.ctes.get(tree.name, _Columns()) if not tree.db else _Columns()

    def _object(self, identifier: int, inside: exp.Expr | None) -> _Columns:
        if self.found.objects.get(identifier) is None:
            self.found.objects[identifier] = inside
        names = self.names(identifier)
        if names is None:
            return _Columns(rest=frozenset(((identifier, None),)))
        return _Columns({place: frozenset(((identifier, name),)) for place, name in names.items()})

    # --- expressions -------------------------------------------------------------------------------------------

    def refs(self, tree: exp.Expr) -> Refs:
        """The columns and functions that the value of an expression depends on."""
        found: set[Ref] = set()
        waiting: list[exp.Expr] = [tree]
        while waiting:
            each = waiting.pop()
            called = _marked(each)
            if called is not None:
                found.add((called, None))
            if isinstance(each, exp.Column):
                found |= self._column(each)
            elif called is not None:
                found |= self._within(each)
            elif isinstance(each, exp.Query):
                handed = NOTHING.union(*self.query(each).values())
                if isinstance(each.parent, exp.Exists):
                    self.found.others |= handed
                else:
                    found |= handed
            else:
                waiting += _parts(each)
        return frozenset(found)

    def _column(self, column: exp.Column) -> Refs:
        name = column.name
        if column.table:
            known = self.seen.get(column.table)
            return NOTHING if known is None else known.of(name)
        for columns in self.own:
            if name in columns:
                return columns[name]
        return NOTHING.union(*(columns.rest for columns in self.own))

    def _within(self, call: exp.Expr) -> Refs:
        """What the result of a function depends on: its arguments, and what its body reads."""
        before = set(self.found.objects)
        refs = NOTHING.union(*map(self.refs, _parts(call)))
        self.found.beneath |= self.found.objects.keys() - before
        return refs


def _marked(tree: exp.Expr) -> int | None:
    marks = tree._meta
    return marks.get(MARK) if marks else None


def _parts(tree: exp.Expr) -> list[exp.Expr]:
    found: list[exp.Expr] = []
    for value in tree.args.values():
        if isinstance(value, exp.Expr):
            found.append(value)
        elif isinstance(value, list):
            found += [each for each in value if isinstance(each, exp.Expr)]
    return found


def _renamed(columns: _Columns, tree: exp.Expr) -> _Columns:
    """The columns under the names that an alias gives them: t(a, b)."""
    alias = tree.args.get("alias")
    given = alias.args.get("columns") if isinstance(alias, exp.TableAlias) else None
    if not given:
        return columns
    if len(given) > len(columns):  # of a table function
        return _Columns({each.name: columns.rest for each in given}, columns.rest)
    refs = list(columns.values())
    names = [*(each.name for each in given), *list(columns)[len(given) :]]
    return _Columns(dict(zip(names, refs, strict=True)), columns.rest)
