"""Trees of relations: what stands in FROM for a stored table, for DuckDB text and for rows at hand.

A relation's columns have Snowflake's names, and the names that DuckDB has for them beside these. Invariant: of the
latter no two are alike when case is ignored.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import sqlglot
from sqlglot import exp

from ecomsim.catalog.objects import TableColumn
from ecomsim.dialect.context import BoundRelation
from ecomsim.storage import layout
from ecomsim.values.types import Column


def relation(
    tree: exp.Expr,
    declared: Sequence[TableColumn],
    *others: Column,
    cacheable: bool = True,
    pseudo: tuple[Column, ...] = (),
) -> BoundRelation:
    """`tree` as a relation: it has the stored ones of a table's columns, or a view's, and `others` behind them."""
    stored = [column for column in declared if column.expression is None]
    columns = (*(Column(column.name, column.type, column.nullable) for column in stored), *others)
    physical = (*(column.duckdb for column in stored), *(column.name for column in others))
    return BoundRelation(tree=tree, columns=columns, physical=physical, cacheable=cacheable, pseudo=pseudo)


def table(table_id: int) -> exp.Table:
    """A stored table as it is now."""
    return exp.Table(this=exp.to_identifier(f"t_{table_id}"), db=exp.to_identifier(layout.INTERNAL))


@lru_cache(maxsize=2000)
def _parsed(sql: str) -> exp.Expr:
    return sqlglot.parse_one(sql, read="duckdb")


def subquery(sql: str) -> exp.Subquery:
    """DuckDB text as a relation; parsed once per text."""
    return exp.Subquery(this=_parsed(sql).copy())


def rename_columns(tree: exp.Expr, names: Sequence[str]) -> exp.Expr:
    """The query with its result columns renamed by position, for DuckDB."""
    alias = exp.TableAlias(
        this=exp.to_identifier("v"), columns=[exp.to_identifier(name, quoted=True) for name in names]
    )
    return exp.select("*").from_(exp.Subquery(this=tree, alias=alias))
