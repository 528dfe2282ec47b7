"""UPDATE and DELETE in one pass: rows become history where they are found, and new images are computed from there.

That is possible where every expression looks at one row of the target and nothing else, in a transaction that ends with
the statement: no log of its rows is wanted, and a failure undoes all of it. Any other statement finds its rows first
and writes them then. Invariant: both ways leave the same rows, versions and counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from ecomsim.catalog.objects import Table
from ecomsim.dialect import bind
from ecomsim.dialect.bind import BoundQuery
from ecomsim.dml.insert import VERSION
from ecomsim.dml.numbering import ROW_BY_ROW, SHAPING
from ecomsim.statements import placeholders
from ecomsim.storage import layout
from ecomsim.storage.columns import ROWID

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session
    from ecomsim.sessions.transactions import Transaction

_OF_ONE_ROW = (*ROW_BY_ROW, exp.Between, exp.Bracket, exp.Dot, exp.Func, exp.In, exp.Interval)
_OF_MANY = (exp.AggFunc, exp.Unnest, exp.UDTF)
Selection = Sequence[tuple[str, exp.Expr]]


@dataclass(frozen=True, slots=True)
class Write:
    """DuckDB text and its placeholders, the version's among them."""

    sql: str
    parameters: frozenset[str]

    def run(self, session: Session, version: int) -> int:
        """Returns the number of rows."""
        names = self.parameters - {VERSION}
        return session.write(self.sql, {**placeholders.values(session, names, session.binds), VERSION: version})


@dataclass(frozen=True, slots=True)
class Direct:
    """What moves rows of a table to its history, and for UPDATE what makes new images of them."""

    table_id: int
    remove: Write
    add: Write | None = None

    def fits(self, transaction: Transaction) -> bool:
        """An earlier statement of the transaction may have written rows that ended at this very version."""
        return not transaction.explicit and self.table_id not in transaction.changed

    def run(self, session: Session, transaction: Transaction) -> int:
        """Write the table, which has been claimed; returns the number of rows."""
        version = transaction.written[self.table_id]
        count = self.remove.run(session, version)
        if count:
            if self.add is not None:
                self.add.run(session, version)
            transaction.wrote(self.table_id, 0 if self.add is None else count, count)
        return count


def of(table: Table, bound: BoundQuery, images: Selection | None = None) -> Direct | None:
    """The way of a bound UPDATE (`images`: its columns and row id over "s") or DELETE; None when it needs another."""
    tree = bound.tree
    if not isinstance(tree, exp.Select) or any(tree.args.get(key) for key in SHAPING):
        return None
    clause, where = tree.args.get("from_") or tree.args.get("from"), tree.args.get("where")
    if clause is None or not _is_stored(clause.this, table):
        return None
    parts = [*tree.expressions, *([where.this] if where is not None else [])]
    if not all(_looks_at_one_row(node) for part in parts for node in part.walk()):
        return None
    condition = f" WHERE {where.this.sql('duckdb')}" if where is not None else ""
    remove = (
        f"WITH gone AS (DELETE FROM {clause.this.sql('duckdb')}{condition} RETURNING *) "
        f"INSERT INTO {layout.history(table.id)} BY NAME SELECT *, ${VERSION}::BIGINT AS {layout.TO} FROM gone"
    )
    write = Write(remove, frozenset({VERSION}) | (bind.placeholders(where) if where is not None else frozenset()))
    return Direct(table.id, write, None if images is None else _adding(table, bound, clause.this.alias_or_name, images))


def _looks_at_one_row(node: exp.Expr) -> bool:
    """Subqueries are left out with all that may stand in them: they could read the target while it is written."""
    if isinstance(node, exp.Anonymous) and node.name.upper() == "UNNEST":
        return False
    return isinstance(node, _OF_ONE_ROW) and not isinstance(node, _OF_MANY)


def _is_stored(source: exp.Expr, table: Table) -> bool:
    """Whether it is the target's own relation, with nothing between: no policy, no virtual column."""
    return isinstance(source, exp.Table) and f"{source.db}.{source.name}" == layout.current(table.id)


def _adding(table: Table, bound: BoundQuery, alias: str, images: Selection) -> Write:
    """New images of the rows that have just become history."""
    tree = bound.tree.copy()
    assert isinstance(tree, exp.Select)
    tree.set("where", None)
    ended = f"SELECT *, 0 AS {ROWID} FROM {layout.history(table.id)} WHERE {layout.TO} = ${VERSION}::BIGINT"
    tree.from_(exp.Subquery(this=exp.maybe_parse(ended, dialect="duckdb"), alias=_quoted(alias)), copy=False)
    items = ", ".join(
        f"{item.sql('duckdb')} AS {exp.to_identifier(name, quoted=True).sql('duckdb')}" for name, item in images
    )
    names = ", ".join(f'"c{position}"' for position in range(len(bound.columns)))
    sql = (
        f"INSERT INTO {layout.current(table.id)} BY NAME SELECT {items}, ${VERSION}::BIGINT AS {layout.FROM} "
        f"FROM ({tree.sql('duckdb')}) AS s({names})"
    )
    used = bind.placeholders(tree).union(*(bind.placeholders(item) for _, item in images))
    return Write(sql, used | {VERSION})


def _quoted(alias: str) -> exp.TableAlias:
    return exp.TableAlias(this=exp.to_identifier(alias, quoted=True))
