"""Following the change: one incremental refresh, by the way that costs least.

Whether it can, and from what, says the table's mark (derive). Source of the methods: delayed view semantics.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ecomsim.catalog.objects import DynamicTable
from ecomsim.duck import again, first_row
from ecomsim.dynamic_tables import apply, derive, replaced, rows, signed, strategy, summing, sums, telling
from ecomsim.dynamic_tables.algebra import NotFollowed, TimeFilter, walk
from ecomsim.dynamic_tables.definition import Definition
from ecomsim.dynamic_tables.derive import Followed, Mark, derived, mark_of
from ecomsim.dynamic_tables.difference import Stored
from ecomsim.dynamic_tables.rows import NEW, OLD
from ecomsim.dynamic_tables.signed import Changes, Relation
from ecomsim.dynamic_tables.strategy import Sizes, Strategy
from ecomsim.names import quote
from ecomsim.statements.placeholders import needed
from ecomsim.storage import layout, statistics

if TYPE_CHECKING:
    from ecomsim.accounts.account import Account
    from ecomsim.dynamic_tables.state import State
    from ecomsim.sessions.session import Session
    from ecomsim.sessions.transactions import Transaction

MOST_KEYS = 4
"""Columns by which the affected rows are told, at most."""
STORED = "ecom_stored"
"""The name of the affected rows that are stored, once they are at hand."""


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
    return _Work(session, transaction, table, found, wanted).written(state, versions, values)


@dataclass(slots=True)
class _Work:
    """One refresh."""

    session: Session
    transaction: Transaction
    table: DynamicTable
    found: Definition
    wanted: Strategy
    distinct: dict[str, int] = field(default_factory=dict)

    def written(
        self, state: State, versions: Mapping[int, int], values: Mapping[str, Any]
    ) -> tuple[apply.Written, Mark]:
        followed = derived(self.table, self.found, self.session)
        mark = mark_of(state.mark)
        version = self.session.account.timelines.number(self.table.id)
        fresh = mark is None or (mark.fingerprint, mark.version) != (followed.fingerprint, version)
        if mark is None or fresh:
            mark = Mark(fingerprint=followed.fingerprint, version=version)
        old = {OLD.placeholder(key): version for key, version in state.sources.items()}
        changed, grown = self._counted(state, versions) if not fresh and self.wanted != "full" else ({}, 0)
        behind: int | None = None
        if self.wanted != "full":
            behind = self._behind() if mark.behind is None else mark.behind + grown
        stored = mark.stored if mark.stored is not None else statistics.rows(self.session, self.table.id)
        changes = Changes(
            self.session,
            {**values, **old, OLD.now: state.data_timestamp},
            frozenset(changed),
            self._present(versions),
            lambda node: followed.steadiness.get(id(node), False),
        )
        sizes = Sizes(
            rows=behind or 0,
            changes=sum(changed.values()),
            stored=stored,
            distinct=followed.sums is not None and bool(followed.sums.distinct),
        )
        if self.wanted == "auto" and not fresh and strategy.is_small_change(sizes):
            sizes = replace(sizes, changes=sizes.changes + self._turned(followed, changes, sizes))
        reached, self.distinct = dict(mark.reached), derive.usable(mark, stored)
        measured = mark.measured if self.distinct else stored
        for way in strategy.ways("full" if fresh else self.wanted, followed.possible, sizes, reached):
            written = self._by(way, followed, mark, changes, sizes, reached)
            if written is not None:
                if self.table.id in self.transaction.changed:
                    version = self.transaction.written[self.table.id]
                left = stored + written[0].inserted - written[0].deleted
                mark = replace(mark, stored=left, distinct=self.distinct, measured=measured, behind=behind)
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

    def _present(self, versions: Mapping[int, int]) -> frozenset[int]:
        """Ids of the tables whose rows in this transaction's snapshot are those of the new version: nothing was
        committed to them since.
        """
        timelines = self.session.account.timelines
        return frozenset(key for key, version in versions.items() if timelines.number(key) == version)

    def _behind(self) -> int:
        """Rows of the sources."""
        return sum(statistics.rows(self.session, key) for key in self.found.tables)

    def _counted(self, state: State, versions: Mapping[int, int]) -> tuple[dict[int, int], int]:
        """Images that appeared or ended, by table; and by how many rows the tables grew. Those that both appeared and
        ended since the last refresh count twice. The tables are asked only after a restart.
        """
        timelines, parts = self.session.account.timelines, []
        values: dict[str, int] = {}
        found: list[tuple[int, int | None, int | None]] = []
        for key, new in versions.items():
            old = state.sources.get(key, 0)
            if not timelines.changed_between(key, old, new):
                continue
            known = timelines.images_between(key, old, new)
            if known is not None:
                found.append((key, *known))
                continue
            since, until = OLD.placeholder(key), NEW.placeholder(key)
            values |= {since: old, until: new}
            # sum(1): for count(*) DuckDB would count the rows of all row groups, the deleted ones one by one
            born = f"{layout.FROM} > ${since} AND {layout.FROM} <= ${until}"
            parts.append(f"SELECT {key}, sum(1), 0 FROM {layout.current(key)} WHERE {born}")
            ended = f"sum(({layout.TO} <= ${until})::INT)"
            past = f"SELECT {key}, sum(({born})::INT), {ended} FROM {layout.history(key)} WHERE {layout.TO} > ${since}"
            parts.append(past)
        if parts:
            found += again(self.session.duck, " UNION ALL ".join(parts), values).fetchall()
        counts: dict[int, int] = {}
        grown = 0
        for key, came, went in found:
            counts[key] = counts.get(key, 0) + int(came or 0) + int(went or 0)
            grown += int(came or 0) - int(went or 0)
        return {key: count for key, count in counts.items() if count}, grown

    def _turned(self, followed: Followed, changes: Changes, sizes: Sizes) -> int:
        """Rows that time alone has turned since the last refresh; all there are when that cannot be told."""
        count = 0
        for node in walk(followed.tree) if followed.tree is not None else ():
            if isinstance(node, TimeFilter):
                changes.most = round(strategy.CHANGED * sizes.rows)
                try:
                    turned = changes.turned(node)
                except NotFollowed:
                    return sizes.rows
                count += turned.rows if turned is not None else 0
        return count

    # --- the ways ----------------------------------------------------------------------------------------------

    def _in_full(self, followed: Followed, changes: Changes, sizes: Sizes) -> tuple[apply.Written, bool]:
        if followed.sums is not None and strategy.keeps_sums(self.wanted, sizes):
            sums.start(changes, followed.sums, self.table.id)
            query = summing.results(followed.sums, f"SELECT * FROM {sums.relation(self.table.id)}")
            return self._compared(changes, self._named(query)), True
        if not sizes.stored:
            values = needed(self.found.sql, changes.values)
            return apply.first_rows(self.session, self.transaction, self.table, self.found, values), False
        return self._compared(changes, self.found.sql), False

    def _compared(self, changes: Changes, query: str, stored: str = "") -> apply.Written:
        return apply.net_difference(
            self.session,
            self.transaction,
            self.table,
            self.found,
            changes.values if stored else needed(query, changes.values),
            query=query,
            stored=stored,
            tables=changes.tables if stored else None,
        )

    def _by_keys(
        self, followed: Followed, changes: Changes, sizes: Sizes, reached: dict[str, float]
    ) -> apply.Written | None:
        assert followed.tree is not None
        chosen = self._columns(followed, changes, sizes.stored)
        columns = tuple(followed.tree.columns[position] for position in chosen)
        found = changes.affected_values(followed.tree, columns)
        if found is None:
            return apply.Written()
        keys = found.keys()
        stored_as = [quote(self.found.places[position]) for position in chosen]
        semi_join = keys.semi_join(dict(zip(columns, stored_as, strict=True)))
        scattered = found.rows <= strategy.SCATTERED * sizes.stored
        data = changes.fetch(f"SELECT * FROM {apply.among(self.table, semi_join, scattered=scattered)} AS t")
        reached["keys"] = data.num_rows / max(sizes.changes, 1)
        if self.wanted == "auto" and not strategy.pays(data.num_rows, sizes.stored):
            return None
        changes.tables[STORED] = data
        account = self.session.account
        large = frozenset(each for each in self.found.tables if apply.is_lonely(found.rows, _size(account, each)))
        query = self._named(rows.text(followed.tree, changes.new, replace(keys, scattered=large)))
        if self.found.keys:
            nulls = [name for name in self.found.keys if data.column(name).null_count]
            return self._replaced(changes, query, STORED, nulls)
        return self._compared(changes, query, STORED)

    def _columns(self, followed: Followed, changes: Changes, stored: int) -> list[int]:
        """The columns by which the affected rows are told: those that restrict most, until there are many values. One
        that has many by itself is told with the least reading of other tables; DuckDB's numbers are rough estimates.
        """
        assert followed.tree is not None
        tree, best = followed.tree, min(self._weight(whole) for _, whole in followed.keys)
        among = [position for position, whole in followed.keys if self._weight(whole) == best]
        values, many = self._values(), max(stored // 10, 1)

        def worth(position: int) -> tuple[bool, int, int]:
            number = values[self.found.places[position]]
            if number < many:
                return True, 0, -number
            return False, self._weight(telling.read(tree, [tree.columns[position]], changes.changed)), -number

        among.sort(key=worth)
        chosen, product = [], 1
        for position in among[:MOST_KEYS]:
            chosen.append(position)
            product *= max(values[self.found.places[position]], 1)
            if product >= many:
                break
        return chosen

    def _weight(self, whole: Iterable[int]) -> int:
        return sum(_size(self.session.account, key) for key in whole)

    def _values(self) -> Mapping[str, int]:
        """About how many different values columns of the table hold, as DuckDB's statistics say or once said."""
        if not self.distinct:
            names = self.found.places
            shown = ", ".join(f"stats({quote(name)})" for name in names)
            row = first_row(self.session.duck.execute(f"SELECT {shown} FROM {layout.current(self.table.id)} LIMIT 1"))
            for name, each in zip(names, row or [None] * len(names), strict=True):
                self.distinct[name] = int((each or {}).get("approx_unique") or 0)
        return self.distinct

    def _by_change(
        self, followed: Followed, changes: Changes, sizes: Sizes, reached: dict[str, float]
    ) -> apply.Written | None:
        assert followed.tree is not None
        change = changes.change(followed.tree)
        if change is None:
            return apply.Written()
        written = self._signed(changes, change, followed.tree.columns, sizes.stored)
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
        delta = sums.delta(changes, found)
        if delta is None:
            return apply.Written(), True
        moved = sums.moved(changes, found, self.table.id, delta)
        if moved is None:
            return apply.Written(), True
        if sums.is_lost(changes, moved):
            return self._in_full(followed, changes, sizes) if strategy.keeps_sums(self.wanted, sizes) else None
        after = summing.results(found, sums.after(found, moved))
        if followed.told:
            written: apply.Written | None = self._of_groups(followed, changes, moved, after, sizes.stored)
        else:
            before = summing.results(found, sums.before(found, moved))
            difference = changes.sides(found.root.columns, after, before)
            written = self._signed(changes, difference, found.root.columns, sizes.stored)
        if written is None:
            return None
        sums.merge(changes, found, self.table.id, moved)
        return written, True

    def _of_groups(
        self, followed: Followed, changes: Changes, moved: Relation, after: str, stored: int
    ) -> apply.Written:
        """Write the new results of groups; the stored ones are looked up by the columns that tell groups."""
        told = followed.told
        keys = replace(moved.keys(told), narrow=changes.narrow(moved, told))
        semi_join = keys.scanned({column: quote(name) for column, name in told.items()})
        among = apply.among(self.table, semi_join, scattered=apply.is_lonely(moved.rows, stored))
        nulls = [name for column, name in told.items() if moved.nulls[column]]
        return self._replaced(changes, self._named(after), among, nulls)

    def _replaced(self, changes: Changes, query: str, stored: str, nulls: Collection[str]) -> apply.Written:
        at_hand = Stored(stored, changes.values, changes.tables)
        return replaced.write(self.session, self.transaction, self.table, self.found, query, at_hand, nulls)

    def _signed(self, changes: Changes, change: str, columns: tuple[str, ...], stored: int) -> apply.Written | None:
        names = [quote(place) for place in self.found.places]
        shown = ", ".join(f"{column} AS {name}" for column, name in zip(columns, names, strict=True))
        listed = ", ".join(names)
        difference = changes.fetch(
            f"SELECT {listed}, sum({signed.NUMBER})::BIGINT AS {signed.NUMBER} FROM (SELECT {shown}, {signed.NUMBER} "
            f"FROM ({change}) AS r) AS images GROUP BY {listed} HAVING sum({signed.NUMBER}) <> 0 ORDER BY ALL"
        )
        if not difference.num_rows:
            return apply.Written()
        values = self._values()
        best = max(values, key=lambda name: values[name])
        return apply.signed(self.session, self.transaction, self.table, self.found, difference, best, stored)

    def _named(self, query: str) -> str:
        """A query of the tree with the table's column names."""
        names = ", ".join(map(quote, self.found.places))
        return f"SELECT * FROM ({query}) AS rows({names})"


def _size(account: Account, table_id: int) -> int:
    """Rows the table ever had: an upper bound that costs nothing."""
    head = account.timelines.head(table_id)
    return head.next_row if head is not None else 0
