"""How a dynamic table is refreshed: its operators and how a change passes each, which way comes next, what it cost.

Everything is asked of the engine: the tree and the ways of `derive`, the choice of `strategy`, rows counted between
versions, times and rows of past refreshes from the history. Asking changes nothing. Emulator only.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlglot import exp

from ecomsim import errors
from ecomsim.catalog.objects import DynamicTable
from ecomsim.dynamic_tables import adaptive, algebra, definition, derive, strategy
from ecomsim.dynamic_tables.algebra import Block, Filter, Flatten, Join, Node, Project, Scan, TimeFilter, Union
from ecomsim.dynamic_tables.definition import TIME, Definition
from ecomsim.dynamic_tables.derive import Followed
from ecomsim.dynamic_tables.history import Refresh
from ecomsim.dynamic_tables.moments import comparisons
from ecomsim.dynamic_tables.strategy import Sizes
from ecomsim.names import as_written
from ecomsim.storage import statistics as storage_statistics

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

WAYS = {
    "full": "the whole query, compared with what is stored",
    "keys": "the query for the affected values of {keys}, compared with the rows stored for them",
    "change": "the change of the query, added to what is stored",
    "sums": "the change of its input, added to sums kept beside the table",
    "statement": "the statement of REFRESH USING",
    "active rows": "the query for the rows that are not frozen, compared with what is stored of them",
}
"""What each way of a refresh computes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """One operator of the query. depth: 0 for the one that gives the result; followed: how its change is found."""

    depth: int
    operator: str
    detail: str
    followed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Of one refresh. rows: read or compared by an estimate, written by a refresh; milliseconds: None when unknown."""

    way: str
    rows: int
    milliseconds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """ways: those the query allows, best first; waiting: changed rows since the last refresh, by table; rows: ever
    behind the query; since: the time since which rows came and went by time alone, None when there are no such rows;
    reason: why the mode, or why no change is followed; next: None when there is nothing to refresh;
    last: None before there is one.
    """

    table: DynamicTable
    reason: str | None
    operators: tuple[Operator, ...]
    ways: tuple[str, ...]
    keys: tuple[str, ...]
    waiting: Mapping[str, int]
    rows: int
    since: datetime | None
    next: Cost | None
    last: Refresh | None

    @property
    def last_cost(self) -> Cost | None:
        """What the last refresh that wrote took."""
        if self.last is None:
            return None
        found = json.loads(self.last.statistics or "{}")
        rows = int(found.get("numInsertedRows", 0)) + int(found.get("numDeletedRows", 0))
        return Cost(way=self.last.strategy or "full", rows=rows, milliseconds=self.last.measured_ms)


def explain(table: DynamicTable, session: Session) -> Explained:
    """Explain one table. A definition that no longer binds is explained by its error."""
    account = session.account
    past = account.dynamic_tables.refreshes(
        "table_id = ? AND state = 'SUCCEEDED' AND strategy IS NOT NULL", (table.id,)
    )
    nothing = Explained(
        table=table,
        reason=table.refresh_mode_reason,
        operators=(),
        ways=("full",),
        keys=(),
        waiting={},
        rows=0,
        since=None,
        next=None,
        last=past[0] if past else None,
    )
    try:
        found = definition.of(table, account)
    except errors.SnowflakeError as error:
        return replace(nothing, reason=error.raw_msg, ways=())
    changed = _changed(table, found, session)
    waiting = {_name(key, session): count for key, count in changed.items()}
    rows = sum(head.next_row for key in found.tables if (head := account.timelines.head(key)) is not None)
    since = account.dynamic_tables.get(table.id).data_timestamp if found.is_time_dependent else None
    explained = replace(nothing, waiting=waiting, rows=rows, since=since)
    if table.refresh_using:
        return replace(explained, ways=("statement",), next=_estimate("statement", sum(changed.values()), past))
    idle = not changed and account.dynamic_tables.get(table.id).data_timestamp is not None
    with definition.worker(account, table.scope, table.warehouse, table.owner) as worker:
        followed = derive.derived(table, found, worker)
        stored = storage_statistics.rows(worker, table.id)
        if table.resolved_refresh_mode == "FULL" or table.immutable_where is not None:
            way = "full" if table.immutable_where is None else "active rows"
            operators = _operators(followed, table, session, {})
            explained = replace(explained, operators=operators, ways=(way,), next=_estimate(way, rows + stored, past))
        else:
            explained = _chosen(explained, followed, changed, stored, past, worker)
    return replace(explained, next=None) if idle and not found.is_time_dependent else explained


def _chosen(
    explained: Explained,
    followed: Followed,
    changed: Mapping[int, int],
    stored: int,
    past: Sequence[Refresh],
    session: Session,
) -> Explained:
    """The way the next refresh would try first, as the engine chooses it."""
    table = explained.table
    states = session.account.dynamic_tables
    mark = derive.mark_of(states.get(table.id).mark)
    sizes = Sizes(
        rows=explained.rows if mark is None or mark.behind is None else mark.behind,
        changes=sum(changed.values()),
        stored=stored,
        distinct=followed.sums is not None and bool(followed.sums.distinct),
    )
    reached = dict(mark.reached) if mark is not None else {}
    fresh = mark is None or mark.fingerprint != followed.fingerprint
    way: str = next(strategy.ways("full" if fresh else states.strategy, followed.possible, sizes, reached))
    if way == "sums" and mark is not None and not mark.summed and not strategy.keeps_sums(states.strategy, sizes):
        way = next((each for each in (*followed.possible, "full") if each != "sums"), "full")
    touched = sizes.rows + stored if way == "full" else round(sizes.changes * max(reached.get(way, 1.0), 1.0))
    steady = {id(node): followed.steadiness.get(id(node), False) for node in algebra.walk(followed.tree or _NOTHING)}
    return replace(
        explained,
        reason=explained.reason or followed.reason or None,
        operators=_operators(followed, table, session, steady),
        ways=(*followed.possible, "full"),
        keys=tuple(table.columns[position].name for position, _ in followed.keys),
        next=_estimate(way, touched, past),
    )


_NOTHING = algebra.Constant(columns=(), sql="")


def _estimate(way: str, rows: int, past: Sequence[Refresh]) -> Cost:
    """`rows`, and the mean time of the last refreshes that took this way."""
    times = [row.measured_ms for row in past[:20] if row.strategy == way and row.measured_ms is not None]
    return Cost(way=way, rows=rows, milliseconds=round(sum(times) / len(times)) if times else None)


def _changed(table: DynamicTable, found: Definition, session: Session) -> dict[int, int]:
    """Rows of each source that changed since the last refresh."""
    account = session.account
    before = account.dynamic_tables.get(table.id).sources
    changed = {}
    for key in sorted(found.tables):
        now, then = account.timelines.number(key), before.get(key, 0)
        if account.timelines.changed_between(key, then, now):
            changed[key] = adaptive.volume(account, key, then, now)[0]
    return changed


def _name(key: int, session: Session) -> str:
    item = session.catalog.by_id(key)
    return str(item.name) if item is not None else str(key)


# --- operators -------------------------------------------------------------------------------------------------


def _operators(
    followed: Followed, table: DynamicTable, session: Session, steady: Mapping[int, bool]
) -> tuple[Operator, ...]:
    """The tree, from the result down; none when the query has no tree."""
    if followed.tree is None:
        return ()
    summed = followed.sums.block if followed.sums is not None else None
    names = _Names(session)
    names.read(followed.tree)
    return tuple(_walk(followed.tree, 0, names, summed, bool(steady)))


def _walk(node: Node, depth: int, names: _Names, summed: Block | None, follows: bool) -> Iterator[Operator]:
    if isinstance(node, Project) and all(algebra.plain(item) is not None for item in node.expressions):
        yield from _walk(node.input, depth, names, summed, follows)  # only other names for the same columns
        return
    operator, detail, how = _described(node, names, summed)
    yield Operator(depth=depth, operator=operator, detail=detail, followed=how if follows else "computed as a whole")
    for each in node.inputs:
        yield from _walk(each, depth + 1, names, summed, follows)


def _described(node: Node, names: _Names, summed: Block | None) -> tuple[str, str, str]:
    """(operator, detail, how a change passes)."""
    match node:
        case Scan():
            return "scan", names.table(node), "its images between two versions"
        case TimeFilter():
            told = comparisons(node.condition) is not None
            others = "those between the values of now and then" if told else "all are asked"
            return "filter", names.text(node.condition), f"row by row, and what time turned: {others}"
        case Filter():
            return "filter", names.text(node.condition), "row by row"
        case Project():
            return "project", ", ".join(names.text(item) for item in node.expressions), "row by row"
        case Flatten():
            return "flatten", "", "the elements of changed rows"
        case Union():
            return "union all", f"{len(node.branches)} branches", "each branch by itself"
        case Join():
            on = " AND ".join(f"{names.of(pair.left)} = {names.of(pair.right)}" for pair in node.pairs)
            how = "changed rows of each side with the rows of the other"
            if node.kind != "INNER":
                how += ", and the rows that gain or lose their only match"
            return f"{node.kind.lower()} join", on or names.text(node.condition), how
        case Block():
            return _block(node, names, node is summed)
    return "values", "", "never changes"


def _block(node: Block, names: _Names, summed: bool) -> tuple[str, str, str]:
    parts = ", ".join(names.of(column) for column in node.through)
    if node.group is not None:
        shown = ", ".join(names.of(column) for column in node.group)
        how = "sums are kept, and the change added to them" if summed else "the groups of changed rows anew"
        return "aggregate", f"by {shown}" if shown else "all rows", how
    if node.distinct:
        return "distinct", parts and f"by {parts}", "the values of changed rows"
    how = "the partitions of changed rows anew" if parts else "the whole window anew"
    return "window", f"by {parts}" if parts else "", how


class _Names:
    """What the columns of a tree are called in the query: TABLE.COLUMN, or the expression that gives them."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._names: dict[str, str] = {}

    def read(self, node: Node) -> None:
        for each in node.inputs:
            self.read(each)
        if isinstance(node, Scan):
            for column, stored in zip(node.columns, node.stored, strict=True):
                self._names[column] = f"{self.table(node).rsplit('.', 1)[-1]}.{as_written(stored)}"
        elif isinstance(node, (Project, Block)):
            for column, item in zip(node.columns, node.expressions, strict=True):
                self._names[column] = self.text(item)

    def of(self, column: str) -> str:
        return self._names.get(column, column)

    def table(self, node: Scan) -> str:
        return _name(node.table_id, self._session)

    def text(self, tree: exp.Expr | None) -> str:
        """An expression in the query's names, shortened."""
        if tree is None:
            return ""
        shown = tree.copy()
        for column in list(shown.find_all(exp.Column)):
            name = self.of(column.name)
            replacement = exp.Var(this=name)
            if column is shown:
                return name
            column.replace(replacement)
        text = shown.sql("duckdb").replace(f"${TIME}", "CURRENT_TIMESTAMP()")
        return text if len(text) <= 60 else f"{text[:57]}…"
