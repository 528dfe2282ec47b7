"""Following the change: one incremental refresh, by the way that costs least.

What is remembered of a table is derived from its definition, except for a mark that is stored with its state: by which
definition its content was computed, whether sums are kept, how far changes reached. A table whose definition or whose
sources' columns are not those of its mark is computed as a whole. Source of the methods: delayed view semantics.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from ecomsim.catalog.objects import DynamicTable, Table, TableColumn
from ecomsim.duck import first_row
from ecomsim.dynamic_tables import apply, build, rows, signed, strategy, sums
from ecomsim.dynamic_tables.algebra import Block, Join, Node, NotFollowed, Scan, walk
from ecomsim.dynamic_tables.definition import Definition
from ecomsim.dynamic_tables.rows import NEW, OLD, Key, Keys
from ecomsim.dynamic_tables.signed import Changes
from ecomsim.dynamic_tables.strategy import Sizes, Strategy
from ecomsim.dynamic_tables.sums import Sums
from ecomsim.names import quote
from ecomsim.storage import layout
from ecomsim.transactions import registered

if TYPE_CHECKING:
    from ecomsim.account import Account
    from ecomsim.dynamic_tables.state import State
    from ecomsim.session import Session
    from ecomsim.transactions import Transaction

_PLACEHOLDER = re.compile(r"\$ecom_[a-z]+(_\d+)?")
_KEYS = frozenset({"NUMBER", "BOOLEAN", "DATE", "TIME", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "BINARY"})
"""Types whose equal values are one value, besides text."""
_INEXACT = frozenset({"DOUBLE", "FLOAT"})
MOST_KEYS = 4
"""Columns by which the affected rows are told, at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What is stored with a table's state about how its content was computed.

    version: the table's own, since frozen rows can be changed by DML; reached: by way, how many result rows a changed
    row touched when that way was last tried; last: the way of the last refresh that wrote.
    """

    fingerprint: str
    version: int
    summed: bool = False
    reached: Mapping[str, float] = field(default_factory=dict)
    last: Strategy = "full"

    def text(self) -> str:
        return json.dumps(asdict(self))


def mark_of(text: str | None) -> Mark | None:
    return Mark(**json.loads(text)) if text else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What is derived from a definition, and kept as long as it is the same.

    tree: None when the query has constructs that cannot be followed, `reason` says which; possible: the ways there are,
    in order of preference; keys: columns by which rows can be told, and for each the tables that it does not restrict.
    """

    sql: str
    columns: Mapping[int, tuple[TableColumn, ...]]
    fingerprint: str
    tree: Node | None = None
    reason: str = ""
    sums: Sums | None = None
    possible: tuple[Strategy, ...] = ()
    keys: tuple[tuple[int, tuple[int, ...]], ...] = ()
    steadiness: Mapping[int, bool] = field(default_factory=dict)

    def is_of(self, sql: str, columns: Mapping[int, tuple[TableColumn, ...]]) -> bool:
        return self.sql == sql and all(self.columns.get(key) is value for key, value in columns.items())


def first(table: DynamicTable, found: Definition, session: Session, version: int) -> str | None:
    """The mark of a table that was just computed as a whole; None when no refresh follows the change of its query."""
    if table.resolved_refresh_mode == "FULL" or table.refresh_using or table.immutable_where is not None:
        return None
    return Mark(fingerprint=derived(table, found, session).fingerprint, version=version).text()


def write(
    session: Session,
    transaction: Transaction,
    table: DynamicTable,
    state: State,
    found: Definition,
    versions: Mapping[int, int],
    values: Mapping[str, Any],
    wanted: Strategy,
) -> tuple[apply.Written, Mark]:
    """Write an incremental refresh; `values` are those of the definition's placeholders. The mark is to be stored."""
    with ExitStack() as stack:
        work = _Work(session, transaction, table, found, wanted, stack)
        return work.written(state, versions, values)


def derived(table: DynamicTable, found: Definition, session: Session) -> Followed:
    """How the change of this definition can be followed."""
    known = session.account.dynamic_tables.followed
    sources = {key: session.account.catalog.by_id(key) for key in found.tables}
    columns = {key: each.columns for key, each in sources.items() if isinstance(each, (Table, DynamicTable))}
    cached = known.get(table.id)
    if cached is None or not cached.is_of(found.sql, columns):
        cached = known[table.id] = _derive(session, table, found, columns)
    return cached


def _derive(
    session: Session, table: DynamicTable, found: Definition, columns: Mapping[int, tuple[TableColumn, ...]]
) -> Followed:
    types = {key: [(column.name, column.type.duckdb) for column in each] for key, each in columns.items()}
    facts = [found.sql, sorted(types.items())]
    try:
        if found.is_time_dependent:
            raise NotFollowed("the result changes with time alone")
        tree = build.tree_of(found)
    except NotFollowed as why:
        return Followed(sql=found.sql, columns=columns, fingerprint=_digest(facts), reason=str(why))
    is_exact = _Types(session, {}).is_exact
    steadiness = {id(node): signed.steady(node, is_exact) for node in walk(tree)}
    summed = sums.of(tree, is_exact)
    if summed is not None and not steadiness[id(summed.block.input)]:
        summed = None
    possible: list[Strategy] = ["sums"] if summed is not None else []
    keys = _keys(found, tree)
    blocks = any(isinstance(node, Block) for node in walk(tree))
    other: list[Strategy] = ["keys"] if keys else []
    if steadiness[id(tree)] and _by_change(tree):
        other.insert(len(other) if blocks else 0, "change")
    return Followed(
        sql=found.sql,
        columns=columns,
        fingerprint=_digest([*facts, rows.text(tree, NEW)]),
        tree=tree,
        sums=summed,
        possible=(*possible, *other),
        keys=keys,
        steadiness=steadiness,
    )


def _digest(facts: object) -> str:
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def _by_change(tree: Node) -> bool:
    """Whether every operator has a signed change."""
    return all(
        not (isinstance(node, Block) and not node.through)
        and not (isinstance(node, Join) and node.kind != "INNER" and not node.pairs)
        for node in walk(tree)
    )


def _keys(found: Definition, tree: Node) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """By which result columns the rows can be told: position, and the tables that are read whole all the same."""
    possible = []
    for position, (column, source) in enumerate(zip(found.columns, found.types, strict=True)):
        if column.type != source or not (column.type.is_text or column.type.name in _KEYS):
            continue  # stored otherwise than computed, or equal without being the same
        probe = Keys("k", (Key(tree.columns[position], "k", False),))
        whole = tuple(sorted(rows.whole_scans(rows.text(tree, NEW, probe))))
        if len(whole) < sum(isinstance(node, Scan) for node in walk(tree)):
            possible.append((position, whole))
    return tuple(possible)


@dataclass(frozen=True, slots=True)
class _Types:
    """Types of expressions, as DuckDB tells them."""

    session: Session
    known: dict[tuple[int, str], str]

    def is_exact(self, node: Node, expression: exp.Expr) -> bool:
        key = id(node), expression.sql("duckdb")
        if key not in self.known:
            below = _PLACEHOLDER.sub("0", rows.text(node, NEW))
            found = self.session.duck.execute(f"DESCRIBE SELECT {key[1]} AS x FROM ({below}) AS r").fetchall()
            self.known[key] = str(found[0][1])
        return self.known[key] not in _INEXACT


@dataclass(slots=True)
class _Work:
    """One refresh. Relations at hand live until `stack` is closed."""

    session: Session
    transaction: Transaction
    table: DynamicTable
    found: Definition
    wanted: Strategy
    stack: ExitStack

    def written(
        self, state: State, versions: Mapping[int, int], values: Mapping[str, Any]
    ) -> tuple[apply.Written, Mark]:
        followed = derived(self.table, self.found, self.session)
        mark = mark_of(state.mark)
        version = self.session.account.timelines.number(self.table.id)
        fresh = mark is None or (mark.fingerprint, mark.version) != (followed.fingerprint, version)
        if mark is None or fresh:
            mark = Mark(fingerprint=followed.fingerprint, version=version)
        old = {f"{OLD}{key}": version for key, version in state.sources.items()}
        changed, stored = self._counted(state, versions, follows=not fresh and self.wanted != "full")
        changes = Changes(
            self.session,
            {**values, **old},
            frozenset(changed),
            lambda node: followed.steadiness.get(id(node), False),
            self.stack,
        )
        sizes = Sizes(
            rows=sum(_size(self.session.account, key) for key in self.found.tables),
            changes=sum(changed.values()),
            stored=stored,
        )
        reached = dict(mark.reached)
        for way in strategy.ways("full" if fresh else self.wanted, followed.possible, sizes, reached):
            written = self._by(way, followed, mark, changes, sizes, reached)
            if written is not None:
                if self.table.id in self.transaction.changed:
                    version = self.transaction.written[self.table.id]
                return written[0], replace(mark, version=version, summed=written[1], reached=reached, last=way)
        raise AssertionError("a full refresh gives up")

    def _by(
        self, way: Strategy, followed: Followed, mark: Mark, changes: Changes, sizes: Sizes, reached: dict[str, float]
    ) -> tuple[apply.Written, bool] | None:
        """Write by one way, and whether sums are kept now; None when that way gives up, nothing written."""
        try:
            if way == "sums":
                return self._by_sums(followed, mark, changes, sizes)
            if way == "keys":
                found = self._by_keys(followed, changes, sizes, reached)
            elif way == "change":
                found = self._by_change(followed, changes, sizes, reached)
            else:
                return self._in_full(followed, changes, sizes)
        except NotFollowed:
            reached[way] = float(sizes.rows)
            return None
        return (found, False) if found is not None else None

    def _counted(self, state: State, versions: Mapping[int, int], *, follows: bool) -> tuple[dict[int, int], int]:
        """Images that ended or appeared, by table, when the change is to be followed; and how many rows are stored."""
        timelines, parts = self.session.account.timelines, [f"SELECT 0, count(*) FROM {layout.current(self.table.id)}"]
        for key, new in versions.items():
            old = state.sources.get(key, 0)
            if follows and timelines.changed_between(key, old, new):
                span = f"{layout.FROM} > {old} AND {layout.FROM} <= {new}"
                parts.append(f"SELECT {key}, count(*) FROM {layout.current(key)} WHERE {span}")
                span = f"{layout.TO} > {old} AND {layout.TO} <= {new}"
                parts.append(f"SELECT {key}, count(*) FROM {layout.history(key)} WHERE {span}")
        counts: dict[int, int] = {}
        for key, count in self.session.duck.execute(" UNION ALL ".join(parts)).fetchall():
            counts[key] = counts.get(key, 0) + count
        return {key: count for key, count in counts.items() if key}, counts[0]

    # --- the ways ----------------------------------------------------------------------------------------------

    def _in_full(self, followed: Followed, changes: Changes, sizes: Sizes) -> tuple[apply.Written, bool]:
        if followed.sums is not None and strategy.keeps_sums(self.wanted, sizes):
            sums.start(changes, followed.sums, self.table.id)
            query = sums.results(followed.sums, f"SELECT * FROM {sums.relation(self.table.id)}")
            return self._compared(changes, self._named(query)), True
        return self._compared(changes, self.found.sql), False

    def _compared(self, changes: Changes, query: str, stored: str = "") -> apply.Written:
        return apply.net_difference(
            self.session,
            self.transaction,
            self.table,
            self.found,
            changes.needed(query),
            query=query,
            stored=stored,
        )

    def _by_keys(
        self, followed: Followed, changes: Changes, sizes: Sizes, reached: dict[str, float]
    ) -> apply.Written | None:
        assert followed.tree is not None
        chosen = self._columns(followed, sizes.stored)
        columns = tuple(followed.tree.columns[position] for position in chosen)
        found = changes.affected_values(followed.tree, columns)
        if found is None:
            return apply.Written()
        keys = found.keys()
        stored_as = [quote(self.found.columns[position].name) for position in chosen]
        semi_join = keys.semi_join(dict(zip(columns, stored_as, strict=True)))
        data = changes.fetch(f"SELECT t.* FROM {apply.located(self.table)} AS t{semi_join}")
        reached["keys"] = data.num_rows / max(sizes.changes, 1)
        if self.wanted == "auto" and not strategy.pays(data.num_rows, sizes.stored):
            return None
        stored = self.stack.enter_context(registered(self.session, data))
        return self._compared(changes, self._named(rows.text(followed.tree, NEW, keys)), stored)

    def _columns(self, followed: Followed, stored: int) -> list[int]:
        """The columns by which the affected rows are told: those that restrict most, until there are many values."""
        best = min(self._weight(whole) for _, whole in followed.keys)
        among = [position for position, whole in followed.keys if self._weight(whole) == best]
        values = self._values([self.found.columns[position].name for position in among])
        among.sort(key=lambda position: -values[self.found.columns[position].name])
        chosen, product = [], 1
        many = max(stored // 10, 1)
        for position in among[:MOST_KEYS]:
            chosen.append(position)
            product *= max(values[self.found.columns[position].name], 1)
            if product >= many:
                break
        return chosen

    def _weight(self, whole: tuple[int, ...]) -> int:
        return sum(_size(self.session.account, key) for key in whole)

    def _values(self, names: list[str]) -> dict[str, int]:
        """About how many different values columns of the table hold, as DuckDB's statistics say."""
        shown = ", ".join(f"stats({quote(name)})" for name in names)
        row = first_row(self.session.duck.execute(f"SELECT {shown} FROM {layout.current(self.table.id)} LIMIT 1"))
        found = row or [None] * len(names)
        return {name: int((each or {}).get("approx_unique") or 0) for name, each in zip(names, found, strict=True)}

    def _by_change(
        self, followed: Followed, changes: Changes, sizes: Sizes, reached: dict[str, float]
    ) -> apply.Written | None:
        assert followed.tree is not None
        change = changes.change(followed.tree)
        if change is None:
            return apply.Written()
        written = self._signed(changes, change, followed.tree.columns)
        if written is not None:
            reached["change"] = max(written.inserted, written.deleted) / max(sizes.changes, 1)
        return written

    def _by_sums(
        self, followed: Followed, mark: Mark, changes: Changes, sizes: Sizes
    ) -> tuple[apply.Written, bool] | None:
        found = followed.sums
        assert found is not None
        if not mark.summed:
            return self._in_full(followed, changes, sizes) if strategy.keeps_sums(self.wanted, sizes) else None
        change = changes.change(found.block.input)
        delta = changes.relation(sums.of_change(found, change)) if change is not None else None
        if delta is None:
            return apply.Written(), True
        new = changes.relation(sums.added(found, self.table.id, delta))
        assert new is not None
        before = sums.results(found, sums.touched(found, self.table.id, delta))
        after = sums.results(found, f"SELECT * FROM {new.name}")
        assert followed.tree is not None
        difference = changes.both(followed.tree.columns, after, before)
        written = self._signed(changes, difference, followed.tree.columns)
        if written is None:
            return None
        changes.execute(sums.forget(found, self.table.id, delta))
        kept = " WHERE n > 0" if found.block.group else ""
        changes.execute(f"INSERT INTO {sums.relation(self.table.id)} BY NAME SELECT * FROM {new.name}{kept}")
        return written, True

    def _signed(self, changes: Changes, change: str, columns: tuple[str, ...]) -> apply.Written | None:
        names = [quote(column.name) for column in self.found.columns]
        shown = ", ".join(f"{column} AS {name}" for column, name in zip(columns, names, strict=True))
        listed = ", ".join(names)
        difference = changes.fetch(
            f"SELECT {listed}, sum({signed.NUMBER})::BIGINT AS {signed.NUMBER} FROM (SELECT {shown}, {signed.NUMBER} "
            f"FROM ({change}) AS r) AS images GROUP BY {listed} HAVING sum({signed.NUMBER}) <> 0"
        )
        if not difference.num_rows:
            return apply.Written()
        values = self._values([column.name for column in self.found.columns])
        best = max(values, key=lambda name: values[name])
        return apply.signed(self.session, self.transaction, self.table, self.found, difference, best)

    def _named(self, query: str) -> str:
        """A query of the tree with the table's column names."""
        names = ", ".join(quote(column.name) for column in self.found.columns)
        return f"SELECT * FROM ({query}) AS rows({names})"


def _size(account: Account, table_id: int) -> int:
    """Rows the table ever had: an upper bound that costs nothing."""
    head = account.timelines.head(table_id)
    return head.next_row if head is not None else 0
