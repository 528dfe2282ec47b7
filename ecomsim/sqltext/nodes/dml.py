"""Queries and DML: their trees are sqlglot's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlglot import exp

from ecomsim.names import ObjectName
from ecomsim.sqltext.nodes.base import Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class TimePoint:
    """AT | BEFORE (kind => value). kind: TIMESTAMP OFFSET STATEMENT STREAM VERSION."""

    before: bool
    kind: str
    value: exp.Expr


@dataclass(frozen=True, slots=True, kw_only=True)
class Query(Statement):
    """SELECT, VALUES, set operations, WITH."""

    tree: exp.Expr


@dataclass(frozen=True, slots=True, kw_only=True)
class Insert(Statement):
    """INSERT [OVERWRITE] INTO target [(columns)] query-or-VALUES."""

    target: ObjectName
    columns: tuple[str, ...] | None
    source: exp.Expr
    overwrite: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MultiInsert(Statement):
    """INSERT ALL | FIRST: (condition or None, ((target, columns, value expressions), …)) in order, then ELSE."""

    first: bool
    branches: tuple[tuple[exp.Expr | None, tuple[Insert, ...]], ...]
    otherwise: tuple[Insert, ...]
    source: exp.Expr
    overwrite: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Update(Statement):
    """UPDATE target [alias] SET column = expression, … [FROM …] [WHERE …]."""

    target: ObjectName
    alias: str | None
    assignments: tuple[tuple[str, exp.Expr], ...]
    source: exp.Expr | None  # an exp.From whose joins are attached to `this`, or None
    joins: tuple[exp.Join, ...] = ()
    where: exp.Expr | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delete(Statement):
    """DELETE FROM target [alias] [USING a, b …] [WHERE …]."""

    target: ObjectName
    alias: str | None
    using: tuple[exp.Expr, ...] = ()
    where: exp.Expr | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeClause:
    """WHEN [NOT] MATCHED [AND condition] THEN action; `columns` None means all (INSERT VALUES without a list).

    by_name: UPDATE | INSERT ALL BY NAME, every column of the target takes the source's column of that name.
    """

    matched: bool
    condition: exp.Expr | None
    action: Literal["update", "delete", "insert"]
    assignments: tuple[tuple[str, exp.Expr], ...] = ()
    columns: tuple[str, ...] | None = None
    values: tuple[exp.Expr, ...] = ()
    by_name: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge(Statement):
    target: ObjectName
    alias: str | None
    source: exp.Expr  # table, subquery or lateral, with its alias
    on: exp.Expr
    clauses: tuple[MergeClause, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Truncate(Statement):
    name: ObjectName
    if_exists: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Explain(Statement):
    statement: Statement
    format: Literal["TABULAR", "TEXT", "JSON"] = "TABULAR"
