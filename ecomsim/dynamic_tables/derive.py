"""How a definition can be followed, and what is stored about the content that was computed by it.

What is remembered of a table is derived from its definition, except for a mark that is stored with its state: by which
definition its content was computed, whether sums are kept, how far changes reached. A table whose definition or whose
sources' columns are not those of its mark is computed as a whole.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from sqlglot import exp

from ecomsim.catalog.objects import DynamicTable, Table, TableColumn
from ecomsim.dynamic_tables import build, rows, steady, summing
from ecomsim.dynamic_tables.algebra import Block, Join, Node, NotFollowed, Scan, walk
from ecomsim.dynamic_tables.definition import TIME, Definition
from ecomsim.dynamic_tables.rows import NEW, Key, Keys
from ecomsim.dynamic_tables.strategy import Strategy
from ecomsim.dynamic_tables.summing import Sums

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

_PLACEHOLDER = re.compile(r"\$ecom_[a-z]+(_\d+)?")
_KEYS = frozenset({"NUMBER", "BOOLEAN", "DATE", "TIME", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "BINARY"})
"""Types whose equal values are one value, besides text."""
_INEXACT = frozenset({"DOUBLE", "FLOAT"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What is stored with a table's state about how its content was computed.

    version: the table's own, since frozen rows can be changed by DML; reached: by way, how many result rows a changed
    row touched when that way was last tried; last: the way of the last refresh that wrote; stored: rows it left;
    distinct: about how many values each column held when there were `measured` rows; behind: rows of its sources.
    """

    fingerprint: str
    version: int
    summed: bool = False
    reached: Mapping[str, float] = field(default_factory=dict)
    last: Strategy = "full"
    stored: int | None = None
    distinct: Mapping[str, int] = field(default_factory=dict)
    measured: int = 0
    behind: int | None = None

    def text(self) -> str:
        return json.dumps(asdict(self))


def mark_of(text: str | None) -> Mark | None:
    return Mark(**json.loads(text)) if text else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What is derived from a definition, and kept as long as it is the same.

    tree: None when the query has constructs that cannot be followed, `reason` says which; possible: the ways there are,
    in order of preference; keys: columns by which rows can be told, and for each the tables that it does not restrict;
    told: the table's column for every column that tells the groups of the sums, empty when they do not tell its rows.
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
    told: Mapping[str, str] = field(default_factory=dict)

    def is_of(self, sql: str, columns: Mapping[int, tuple[TableColumn, ...]]) -> bool:
        return self.sql == sql and all(self.columns.get(key) is value for key, value in columns.items())


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
        tree = build.tree_of(found)
    except NotFollowed as why:
        return Followed(sql=found.sql, columns=columns, fingerprint=_digest(facts), reason=str(why))
    is_exact = _Types(session, {}).is_exact
    steadiness = {id(node): steady.steady(node, is_exact) for node in walk(tree)}
    summed = summing.of(tree, is_exact)
    if summed is not None and not steadiness[id(summed.block.input)]:
        summed = None
    if summed is not None and summed.matches is not None:
        steadiness |= {id(node): steady.steady(node, is_exact) for node in walk(summed.matches.inner)}
    possible: list[Strategy] = ["sums"] if summed is not None else []
    keys = _keys(found, tree)
    blocks = any(isinstance(node, Block) for node in walk(tree))
    other: list[Strategy] = ["keys"] if keys else []
    if steadiness[id(tree)] and _by_change(tree):
        other.insert(len(other) if blocks else 0, "change")
    return Followed(
        sql=found.sql,
        columns=columns,
        fingerprint=_digest([*facts, rows.text(tree, NEW), summed.columns if summed is not None else ()]),
        tree=tree,
        sums=summed,
        possible=(*possible, *other),
        keys=keys,
        steadiness=steadiness,
        told=_told(found, summed) if summed is not None else {},
    )


def _told(found: Definition, summed: Sums) -> dict[str, str]:
    """The stored columns that are the columns of the groups, when they are the keys of the rows."""
    shown = {column: found.places[position] for column, position in summing.shown_groups(summed).items()}
    is_told = set(shown) == set(summed.block.group or ()) and set(shown.values()) == set(found.keys)
    return shown if is_told else {}


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
            below = _PLACEHOLDER.sub("0", rows.text(node, NEW).replace(f"${TIME}", "now()"))
            found = self.session.duck.execute(f"DESCRIBE SELECT {key[1]} AS x FROM ({below}) AS r").fetchall()
            self.known[key] = str(found[0][1])
        return self.known[key] not in _INEXACT


def usable(mark: Mark, stored: int) -> dict[str, int]:
    """The numbers of different values that were read before, as long as the table is about as large as then."""
    return dict(mark.distinct) if mark.measured <= 2 * stored and stored <= 2 * mark.measured else {}
