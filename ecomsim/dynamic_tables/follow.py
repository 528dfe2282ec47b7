"""Following the change: a refresh that computes the query for the affected values of one result column only.

The stored rows with such a value are compared with the query restricted to them, so what is written is exactly what a
comparison with the whole query would write. A table whose definition or whose sources' columns are not those of its
last refresh is computed as a whole. Source of the method: affected keys of delayed view semantics.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ecomsim.catalog.objects import DynamicTable, Table, TableColumn
from ecomsim.duck import first_row
from ecomsim.dynamic_tables import apply, changes, keys, strategy
from ecomsim.dynamic_tables.changes import NEW, OLD
from ecomsim.dynamic_tables.definition import Definition
from ecomsim.dynamic_tables.keys import NotKeyed
from ecomsim.dynamic_tables.strategy import Costs, Strategy
from ecomsim.names import quote
from ecomsim.storage import layout
from ecomsim.transactions import registered

if TYPE_CHECKING:
    from sqlglot import exp

    from ecomsim.account import Account
    from ecomsim.dynamic_tables.state import State
    from ecomsim.session import Session
    from ecomsim.transactions import Transaction

_PLACEHOLDER = re.compile(r"\$(ecom_[a-z]+(?:_\d+)?)")
_EXACT = frozenset({"NUMBER", "BOOLEAN", "DATE", "TIME", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "BINARY"})
"""Types whose equal values are one value, besides text."""


@dataclass(frozen=True, slots=True)
class Followed:
    """What is remembered of a table between refreshes, in memory only.

    columns: of its sources, as the last refresh saw them; tree: the query without WITH, None when it cannot be
    restricted; restrictable: by which result columns it can be, with the ids of the scans each reaches.
    """

    sql: str
    columns: Mapping[int, tuple[TableColumn, ...]]
    tree: exp.Expr | None
    restrictable: tuple[tuple[int, tuple[int, ...]], ...]
    costs: Costs = field(default_factory=Costs)
    last: Strategy = "full"

    def is_of(self, sql: str, columns: Mapping[int, tuple[TableColumn, ...]]) -> bool:
        return self.sql == sql and all(self.columns.get(key) is value for key, value in columns.items())


def write(
    session: Session,
    transaction: Transaction,
    table: DynamicTable,
    state: State,
    found: Definition,
    versions: Mapping[int, int],
    values: Mapping[str, Any],
    known: Followed | None,
) -> tuple[apply.Written, Followed]:
    """Write an incremental refresh by the cheaper strategy; `values` are those of the definition's placeholders.

    `known`: what was remembered of the last refresh; the second result is to be remembered once this one has committed.
    """
    columns = _columns(found, session.account)
    fresh = known is None or not known.is_of(found.sql, columns)
    current = Followed(found.sql, columns, *_tree(found)) if fresh or known is None else known
    began = time.perf_counter()
    wanted = session.account.dynamic_tables.strategy
    count, written = 0, None
    if not fresh and wanted != "full" and current.restrictable and not found.is_time_dependent:
        old = {f"{OLD}{key}": version for key, version in state.sources.items()}
        work = _Work(session, transaction, table, found, current, {**values, **old})
        count = work.changes(state, versions)
        rows = sum(_size(session.account, key) for key in found.tables)
        if strategy.by_keys(wanted, rows=rows, changes=count, costs=current.costs):
            written = work.written(wanted, frozenset(work.changed))
    chosen: Strategy = "full" if written is None else "keys"
    if written is None:
        written = apply.net_difference(session, transaction, table, found, values)
    costs = current.costs.measured(chosen, (time.perf_counter() - began) * 1000, count)
    return written, replace(current, costs=costs, last=chosen)


@dataclass(slots=True)
class _Work:
    """One refresh by keys. `values`: of every placeholder, the versions of the last refresh among them."""

    session: Session
    transaction: Transaction
    table: DynamicTable
    found: Definition
    followed: Followed
    values: Mapping[str, Any]
    changed: dict[int, int] = field(default_factory=dict)

    def changes(self, state: State, versions: Mapping[int, int]) -> int:
        """Images that ended or appeared, over all sources."""
        for key, version in versions.items():
            if self.session.account.timelines.changed_between(key, state.sources.get(key, 0), version):
                span = f"{layout.FROM} > ${OLD}{key} AND {layout.FROM} <= ${NEW}{key}"
                self.changed[key] = self.one(
                    f"SELECT (SELECT count(*) FROM {layout.current(key)} WHERE {span}) + (SELECT count(*) FROM "
                    f"{layout.history(key)} WHERE {layout.TO} > ${OLD}{key} AND {layout.TO} <= ${NEW}{key})"
                )
        return sum(self.changed.values())

    def written(self, wanted: Strategy, changed: frozenset[int]) -> apply.Written | None:
        """Write the difference in the affected rows; None when the query or the change is not for keys."""
        sizes = {key: _size(self.session.account, key) for key in self.followed.columns}

        def reach(candidate: tuple[int, tuple[int, ...]]) -> int:
            return -sum(sizes.get(key, 0) for key in candidate[1])

        for index, _ in sorted(self.followed.restrictable, key=reach):
            try:
                sql = self._affected(index, changed, sizes)
            except NotKeyed:
                continue
            return self._at(index, sql, wanted)
        return None

    def _affected(self, index: int, changed: frozenset[int], sizes: Mapping[int, int]) -> str:
        assert self.followed.tree is not None
        kind = self.found.columns[index].type.duckdb
        return changes.affected(self.followed.tree, index, kind, changed, self.followed.columns, sizes)

    def _at(self, index: int, sql: str, wanted: Strategy) -> apply.Written | None:
        values = self.session.fetch(sql, self.needed(sql))
        column = quote(self.found.columns[index].name)
        nulls = values.column(0).null_count > 0
        with registered(self.session, values) as relation:
            stored = layout.current(self.table.id)
            test = f"{column} IN (SELECT k FROM {relation} WHERE k IS NOT NULL)"
            test = f"{test} OR {column} IS NULL" if nulls else test
            affected = self.one(f"SELECT count(*) FROM {stored} WHERE {test}")
            if not strategy.few_enough(wanted, affected=affected, stored=self.one(f"SELECT count(*) FROM {stored}")):
                return None
            assert self.followed.tree is not None
            tree = self.followed.tree.copy()
            keys.restrict(tree, index, lambda each: changes.among(each, relation, nulls=nulls))
            before, after = self.found.shell
            restricted = f"{before}{tree.sql('duckdb')}{after}"
            return apply.net_difference(
                self.session,
                self.transaction,
                self.table,
                self.found,
                self.needed(restricted),
                query=restricted,
                stored=f"(SELECT * FROM {stored} WHERE {test})",
            )

    def needed(self, sql: str) -> dict[str, Any]:
        return {name: self.values[name] for name in set(_PLACEHOLDER.findall(sql)) if name in self.values}

    def one(self, sql: str) -> int:
        row = first_row(self.session.duck.execute(sql, self.needed(sql) or None))
        return int(row[0]) if row else 0


def _tree(found: Definition) -> tuple[exp.Expr | None, tuple[tuple[int, tuple[int, ...]], ...]]:
    """The query without WITH, and by which result columns it can be restricted: position, ids of the scans reached."""
    try:
        tree = keys.inlined(found.tree.copy())
    except NotKeyed:
        return None, ()
    possible = []
    for index, (column, source) in enumerate(zip(found.columns, found.types, strict=True)):
        if column.type != source or not (column.type.is_text or column.type.name in _EXACT):
            continue  # stored otherwise than computed, or equal without being the same
        try:
            reached = keys.restrict(tree.copy(), index, lambda each: changes.among(each, "keys"))
        except NotKeyed:
            continue
        possible.append((index, tuple(reached)))
    return tree, tuple(possible)


def _size(account: Account, table_id: int) -> int:
    """Rows the table ever had: an upper bound that costs nothing."""
    head = account.timelines.head(table_id)
    return head.next_row if head is not None else 0


def _columns(found: Definition, account: Account) -> dict[int, tuple[TableColumn, ...]]:
    sources = {key: account.catalog.by_id(key) for key in found.tables}
    return {key: each.columns for key, each in sources.items() if isinstance(each, (Table, DynamicTable))}
