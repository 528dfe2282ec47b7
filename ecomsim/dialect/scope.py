"""Scopes: which names a place in a query can see, and what they stand for.

A scope is one SELECT: the relations of its FROM, its select aliases, and the scope around it. Looking a name up gives
a fresh DuckDB column. Invariant: every relation has a DuckDB alias that no other relation of the statement has, so a
bound column means the same wherever it ends up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlglot import exp

from ecomsim import errors
from ecomsim.dialect import passing
from ecomsim.dialect.context import Context
from ecomsim.dialect.functions.model import Bound, place
from ecomsim.names import free, quote_if_needed
from ecomsim.values.types import Column, SnowflakeType


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeColumn:
    """A column a name may mean. duckdb: its DuckDB tree, copied for each use, or (relation alias, column name)."""

    name: str
    type: SnowflakeType
    duckdb: exp.Expr | tuple[str, str]
    qualifier: str | None = None
    nullable: bool = True

    def bound(self) -> Bound:
        where = self.duckdb
        tree = reference(*where) if isinstance(where, tuple) else where.copy()
        return Bound(tree, self.type, nullable=self.nullable)


@dataclass(slots=True)
class Source:
    """One relation of a FROM clause. name: its alias or last name part; parts: its full name as far as written."""

    name: str | None
    columns: tuple[ScopeColumn, ...]
    parts: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()  # merged away by USING: not in *, not found unqualified
    marker: exp.Expr | None = None  # the row number of a GENERATOR
    pseudo: tuple[ScopeColumn, ...] = ()  # METADATA$ columns that only their names show


@dataclass(slots=True)
class Statement:
    """What the whole walk shares; walk binds an expression in a scope, query binds a query that may refer to one."""

    context: Context
    walk: Callable[[exp.Expr, Scope], Bound]
    query: Callable[[exp.Expr, Scope], Any]
    cacheable: bool = True
    aliases: set[str] = field(default_factory=set)
    stored: set[str] = field(default_factory=set)  # the aliases of stored tables
    made: dict[str, exp.Expr] = field(default_factory=dict)  # by its alias what another relation is read from
    passed: dict[str, frozenset[str]] = field(default_factory=dict)  # by its alias what of it is stored, when asked for
    inlining: int = 0  # how many bodies of functions are being bound inside each other

    @contextmanager
    def inlined(self) -> Iterator[None]:
        """While the body of a function is bound in the place of its call."""
        self.inlining += 1
        try:
            yield
        finally:
            self.inlining -= 1

    def alias(self, wanted: str) -> str:
        """`wanted`, or a variant of it when another relation has it (DuckDB ignores case)."""
        return free(wanted, self.aliases)


@dataclass(frozen=True, slots=True)
class Cte:
    """A common table expression: its name in the DuckDB text, and its columns (Snowflake name, DuckDB name, type)."""

    duckdb: str
    columns: tuple[tuple[Column, str], ...]


NUMBERS = 1_000_000_000
"""More rows than any second relation of a FROM clause has: how row numbers of several relations make one."""


class Scope:
    """The names visible inside one SELECT."""

    __slots__ = (
        "_index",
        "aliases",
        "before",
        "ctes",
        "draws",
        "expanding",
        "merged",
        "numbers",
        "parameters",
        "parent",
        "sources",
        "statement",
    )

    def __init__(self, statement: Statement, parent: Scope | None = None) -> None:
        self.statement = statement
        self.parent = parent
        self.sources: list[Source] = []
        self.aliases: dict[str, exp.Expr] = {}
        self.ctes: dict[str, Cte] = {}
        self.merged: dict[str, ScopeColumn] = {}
        self.numbers: list[exp.Expr] = []  # row numbers of the relations so far, when a SEQ of FLATTEN is asked for
        self.draws: list[tuple[exp.Expr, exp.Expr]] = []  # of each relation: a random number of the row, and its place
        self.before: list[exp.Join] = []  # joins that the relation being made needs before it
        self.parameters: dict[str, Bound] = {}
        self.expanding: list[str] = []
        self._index: dict[str, list[ScopeColumn]] | None = None

    # what function rules see (functions.model.Binder)

    @property
    def context(self) -> Context:
        return self.statement.context

    def bind(self, node: exp.Expr) -> Bound:
        return self.statement.walk(node, self)

    def mark_uncacheable(self) -> None:
        self.statement.cacheable = False

    def is_stored(self, tree: exp.Expr) -> bool:
        if not isinstance(tree, exp.Column):
            return False
        statement, alias = self.statement, tree.table
        if alias in statement.stored or alias not in statement.made:
            return alias in statement.stored
        if alias not in statement.passed:
            statement.passed[alias] = passing.stored_columns(statement.made[alias], statement.made)
        return tree.name in statement.passed[alias]

    def fresh(self, prefix: str) -> str:
        return self.statement.alias(f"_{prefix}")

    def generator_row(self) -> exp.Expr | None:
        """The row number of the GENERATOR in this FROM clause."""
        for source in self.sources:
            if source.marker is not None:
                return source.marker.copy()
        return None

    def arrange(self, names: Sequence[str]) -> None:
        """Put the relations into this order of their names."""
        places = {name: place for place, name in enumerate(names)}
        self.sources.sort(key=lambda source: places.get(source.name or "", len(places)))

    def input_number(self) -> exp.Expr:
        """A number of the row that the relations so far make together: what SEQ of FLATTEN is. 1 without any."""
        if not self.numbers:
            return exp.Literal.number(1)
        combined = self.numbers[0].copy()
        for number in self.numbers[1:]:
            combined = exp.Add(
                this=exp.Mul(this=exp.Paren(this=combined), expression=exp.Literal.number(NUMBERS)),
                expression=exp.Coalesce(this=number.copy(), expressions=[exp.Literal.number(0)]),
            )
        return combined

    def columns_of(self, node: exp.Column) -> list[ScopeColumn]:
        """The columns that t.* stands for. Raises 000904."""
        parts = [part.name for part in node.parts[:-1]]
        scope: Scope | None = self
        while scope is not None:
            source = scope.source(parts)
            if source is not None:
                return list(scope.visible(source))
            scope = scope.parent
        line, position = place(node)
        raise errors.invalid_identifier(".".join(quote_if_needed(part) for part in parts), line, position)

    # building

    def child(self) -> Scope:
        """A scope inside this one: a subquery that may refer to this one's columns."""
        return Scope(self.statement, self)

    def add(self, source: Source) -> None:
        self.sources.append(source)
        self._index = None

    def touch(self) -> None:
        """Forget what was looked up: a source has changed."""
        self._index = None

    def cte(self, name: str) -> Cte | None:
        scope: Scope | None = self
        while scope is not None:
            found = scope.ctes.get(name)
            if found is not None:
                return found
            scope = scope.parent
        return None

    # looking up

    def column(self, node: exp.Column) -> Bound:
        """What a column reference means. Raises 000904 and 002028."""
        found = self.find(node)
        if found is None:
            raise unknown(node)
        return found

    def find(self, node: exp.Column) -> Bound | None:
        """As column(), but None when no scope knows the name."""
        name = node.name
        qualifier = [part.name for part in node.parts[:-1]]
        scope: Scope | None = self
        while scope is not None:
            if qualifier:
                source = scope.source(qualifier, node)
                if source is not None:
                    return _in_source(source, name, node)
            else:
                bound = scope._own(name, node)
                if bound is not None:
                    return bound
            scope = scope.parent
        return None

    def source(self, qualifier: Sequence[str], node: exp.Expr | None = None) -> Source | None:
        """The relation of this scope that `qualifier` names."""
        last = qualifier[-1]
        for source in self.sources:
            if source.name == last and (len(qualifier) == 1 or tuple(qualifier) == source.parts[-len(qualifier) :]):
                return source
        return None

    def visible(self, source: Source | None = None) -> Iterator[ScopeColumn]:
        """The columns of * (or of source.*), merged ones once."""
        if source is not None:
            yield from source.columns
            return
        for own in self.sources:
            for column in own.columns:
                if column.name in own.hidden:
                    continue
                yield self.merged.get(column.name, column)

    def positional(self, number: int, node: exp.Expr, qualifier: str | None = None) -> ScopeColumn:
        """$n: the n-th column of the only relation, or of the relation `qualifier`."""
        chosen = [own for own in self.sources if qualifier is None or own.name == qualifier]
        columns = [column for own in chosen for column in own.columns]
        if not 1 <= number <= len(columns):
            line, position = place(node)
            raise errors.invalid_identifier(f"${number}", line, position)
        return columns[number - 1]

    def _own(self, name: str, node: exp.Column) -> Bound | None:
        if self._index is None:
            self._index = {}
            for source in self.sources:
                for column in source.columns:
                    if column.name not in source.hidden:
                        self._index.setdefault(column.name, []).append(column)
        merged = self.merged.get(name)
        if merged is not None:
            return merged.bound()
        found = self._index.get(name)
        if found:
            if len(found) > 1:
                raise ambiguous(node)
            return found[0].bound()
        pseudo = [column for source in self.sources for column in source.pseudo if column.name == name]
        if pseudo:
            if len(pseudo) > 1:
                raise ambiguous(node)
            return pseudo[0].bound()
        parameter = self.parameters.get(name)
        if parameter is not None:
            return Bound(
                parameter.tree.copy(), parameter.type, parameter.constant, parameter.nullable, parameter.physical
            )
        alias = self.aliases.get(name)
        if alias is None or name in self.expanding:
            return None
        self.expanding.append(name)
        try:
            bound = self.statement.walk(alias, self)
        finally:
            self.expanding.pop()
        return bound


def _in_source(source: Source, name: str, node: exp.Column) -> Bound:
    found = [column for column in source.columns if column.name == name]
    found = found or [column for column in source.pseudo if column.name == name]
    if not found:
        raise unknown(node)
    if len(found) > 1:
        raise ambiguous(node)
    return found[0].bound()


def unknown(node: exp.Column) -> errors.SnowflakeError:
    """000904, with the name as Snowflake shows it."""
    line, position = place(node)
    return errors.invalid_identifier(".".join(quote_if_needed(part.name) for part in node.parts), line, position)


def ambiguous(node: exp.Column) -> errors.SnowflakeError:
    """002028."""
    line, position = place(node)
    return errors.at_position(2028, "42601", line, position, f"ambiguous column name '{quote_if_needed(node.name)}'")


def source_of(
    name: str | None,
    alias: str,
    columns: Sequence[tuple[Column, str]],
    *,
    parts: tuple[str, ...] = (),
    names: Sequence[str] = (),
) -> Source:
    """A source over DuckDB relation `alias`; `names` rename its first columns (AS t(a, b))."""
    return Source(
        name,
        tuple(
            ScopeColumn(
                name=names[index] if index < len(names) else column.name,
                type=column.type,
                qualifier=name,
                nullable=column.nullable,
                duckdb=(alias, physical),
            )
            for index, (column, physical) in enumerate(columns)
        ),
        parts,
    )


def reference(alias: str, column: str) -> exp.Column:
    """ "alias"."column" in DuckDB."""
    return exp.Column(this=exp.Identifier(this=column, quoted=True), table=exp.Identifier(this=alias, quoted=True))
