"""MERGE: the source is joined to the target once; each joined row goes to the first clause that takes it.

Source: spec/sql-semantics.md section 9, spec/metadata.md 1.3.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import exp

from ecomsim import errors
from ecomsim.catalog.objects import Table, TableColumn
from ecomsim.dml import insert, target
from ecomsim.dml.target import Reading, Source
from ecomsim.lineage import access as accesses
from ecomsim.lineage.access import Access
from ecomsim.lineage.history import note
from ecomsim.sqltext.nodes import Merge, MergeClause
from ecomsim.statements.plans import Binds
from ecomsim.statements.result import Result, dml
from ecomsim.storage import found, layout, statistics
from ecomsim.storage.effects import Effect
from ecomsim.storage.found import Held, Rows, distinct, fetched, numbered, together

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session
    from ecomsim.sessions.transactions import Transaction

FLAGS = 2
"""Where the clauses' flags begin in the bound query, behind row id and place."""

_MOMENTS = frozenset({"SYSDATE", "GETDATE", "CURRENT_TIMESTAMP", "LOCALTIMESTAMP", "CURRENT_DATE", "CURRENT_TIME"})
"""Functions without arguments that give the time of the statement."""

LABELS = {
    "insert": "number of rows inserted",
    "update": "number of rows updated",
    "delete": "number of rows deleted",
}


@dataclass(frozen=True, slots=True)
class MergePlan:
    """A bound MERGE: the query gives row id, clause number and new image of every row that some clause takes."""

    table: Table
    reading: Reading
    actions: tuple[str, ...]  # by clause number
    access: Access

    @property
    def cacheable(self) -> bool:
        return self.reading.cacheable

    def run(self, session: Session, binds: Binds) -> Result:
        note(session, self.access)
        with session.writing() as transaction:
            target.claim(transaction, [self.table.id], self.reading.streams, session)
            if self._only_inserts(session, transaction):
                counts = {"insert": self._insert(session, transaction), "update": 0, "delete": 0}
            else:
                counts = self._find_and_write(session, transaction)
            target.check_frozen(self.table, transaction, session)
        return dml([(label, counts[action]) for action, label in LABELS.items() if action in self.actions], "MERGE")

    def _find_and_write(self, session: Session, transaction: Transaction) -> dict[str, int]:
        """How many rows were inserted, updated and deleted."""
        with self.reading.found(session, self.table) as rows:
            taken = _split(self, rows, session)
            first = transaction.reserve(self.table.id, taken.inserted.num_rows)
            new = numbered(taken.inserted.drop_columns(["$clause", "$row", layout.PLACE]), first)
            added = together(taken.updated.select(new.column_names), new)
            removed = taken.matched.select(["$row", layout.PLACE])
            effect = Effect(table_id=self.table.id, removed=removed, added=added)
            if not effect.is_empty:
                transaction.apply(effect)
        return {
            "insert": taken.inserted.num_rows,
            "update": taken.updated.num_rows,
            "delete": taken.matched.num_rows - taken.updated.num_rows,
        }

    def _only_inserts(self, session: Session, transaction: Transaction) -> bool:
        """Whether the target is empty and the source may be large: then its rows need not be held before they are
        written. An open transaction keeps them for its log anyway.
        """
        if transaction.explicit or not found.is_large(session.account, self.reading.tables):
            return False
        return statistics.is_empty(session, self.table.id)

    def _insert(self, session: Session, transaction: Transaction) -> int:
        """The rows that no row of the target matches, as INSERT would write them."""
        numbers = self.numbers("insert")
        condition = f'"$clause" IN ({", ".join(map(str, numbers))})' if numbers else "FALSE"
        sql = f"SELECT * FROM ({self.reading.sql}) WHERE {condition}"
        return insert.write_rows(session, transaction, self.table, replace(self.reading, sql=sql))

    def numbers(self, *actions: str) -> list[int]:
        """The clauses with one of `actions`."""
        return [number for number, action in enumerate(self.actions) if action in actions]

    def among(self, data: pa.Table, *actions: str) -> pa.ChunkedArray:
        """A mask: rows taken by a clause with one of `actions`."""
        clause = data["$clause"]
        return pc.is_in(clause, value_set=pa.array(self.numbers(*actions), type=clause.type))


@dataclass(frozen=True, slots=True)
class _Taken:
    """The joined rows by what becomes of them; `matched`: those of the target that end, updated or deleted."""

    matched: Rows
    updated: Rows
    inserted: Rows


def _split(plan: MergePlan, rows: Rows, session: Session) -> _Taken:
    """Raises 100090 as `_one_per_row`."""
    if isinstance(rows, Held) and distinct(session, rows, "$row"):
        counts = dict(session.duck.execute(f'SELECT "$clause", count(*) FROM {rows.relation} GROUP BY 1').fetchall())

        def held(*actions: str) -> Held:
            numbers = plan.numbers(*actions)
            condition = f'"$clause" IN ({", ".join(map(str, numbers))})' if numbers else "FALSE"
            return rows.filter(condition, sum(counts.get(number, 0) for number in numbers))

        return _Taken(held("update", "delete"), held("update"), held("insert"))
    data = _one_per_row(plan, fetched(session.duck, rows), session)
    return _Taken(
        *(data.filter(plan.among(data, *actions)) for actions in (("update", "delete"), ("update",), ("insert",)))
    )


def prepare(statement: Merge, session: Session) -> MergePlan:
    """MERGE INTO target USING source ON condition WHEN ….

    Running it raises 100090 when several source rows would update one target row (ERROR_ON_NONDETERMINISTIC_MERGE).
    """
    _check_clauses(statement)
    statement = _read_from_source(statement)
    table = target.find(statement.target, session, "MERGE")
    if any(clause.by_name for clause in statement.clauses):
        statement = _named(statement, table, session)
    select, slots = _joined(statement, table, session)
    source = target.bind_source(select, session, {target.TARGET: target.target_relation(table, session)})
    reading = source.reading(_effects(statement, table, source, slots))
    access = accesses.of_write(table, source, slots.written(), keeps=FLAGS + len(statement.clauses))
    return MergePlan(table, reading, tuple(clause.action for clause in statement.clauses), access)


def _check_clauses(statement: Merge) -> None:
    """A WHEN without AND must be the last of its kind."""
    for matched in (True, False):
        clauses = [clause for clause in statement.clauses if clause.matched is matched]
        for clause in clauses[:-1]:
            if clause.condition is None:
                raise errors.compilation(
                    1003, "42000", "An unconditional WHEN clause must be the last one of its kind in MERGE."
                )


def _read_from_source(statement: Merge) -> Merge:
    """WHEN NOT MATCHED sees the source alone: there an unqualified column is the source's, whatever the target has."""
    source = statement.source
    if isinstance(source, exp.Subquery) and not source.alias:
        source = source.copy()
        source.set("alias", exp.TableAlias(this=exp.to_identifier("$source", quoted=True)))
    alias = source.alias_or_name
    if not alias:
        return statement

    def qualified(tree: exp.Expr) -> exp.Expr:
        tree = tree.copy()
        for column in [column for column in tree.find_all(exp.Column) if not column.table]:
            if column.find_ancestor(exp.Query) is None:
                column.set("table", exp.to_identifier(alias, quoted=True))
        return tree

    clauses = [
        clause
        if clause.matched
        else replace(
            clause,
            condition=None if clause.condition is None else qualified(clause.condition),
            values=tuple(value if _is_default(value) else qualified(value) for value in clause.values),
        )
        for clause in statement.clauses
    ]
    return replace(statement, source=source, clauses=tuple(clauses))


def _is_default(value: exp.Expr | None) -> bool:
    """Whether the value is the word DEFAULT."""
    return isinstance(value, (exp.Column, exp.Var)) and value.name == "DEFAULT" and not value.args.get("table")


def _named(statement: Merge, table: Table, session: Session) -> Merge:
    """ALL BY NAME written out. Raises 000904 unless source and target have the same column names, in any order."""
    source = statement.source
    alias = source.alias_or_name
    found = target.bind_source(exp.select("*").from_(source.copy()), session).bound.columns
    names = {column.name for column in found}
    wanted = [column.name for column in target.stored(table)]
    for name in sorted(names.symmetric_difference(wanted)):
        raise errors.invalid_identifier(name)
    pairs = tuple((name, exp.column(exp.to_identifier(name, quoted=True), table=alias or None)) for name in wanted)
    clauses = []
    for clause in statement.clauses:
        if not clause.by_name:
            clauses.append(clause)
        elif clause.action == "update":
            clauses.append(replace(clause, assignments=pairs))
        else:
            clauses.append(replace(clause, columns=tuple(wanted), values=tuple(value for _, value in pairs)))
    return replace(statement, clauses=tuple(clauses))


@dataclass(frozen=True, slots=True)
class _Slots:
    """Where things stand in the bound query: the values each clause writes, and old values that updates keep."""

    values: dict[tuple[int, str], int]
    old: dict[str, int]

    def written(self) -> dict[str, list[int]]:
        """By column the places of all values that clauses write into it."""
        found: dict[str, list[int]] = {}
        for (_, column), position in self.values.items():
            found.setdefault(column, []).append(position)
        return found


def _joined(statement: Merge, table: Table, session: Session) -> tuple[exp.Select, _Slots]:
    """SELECT the row's id and place, a flag per clause, every value a clause writes, and the old values it keeps."""
    alias = statement.alias
    row = target.column_reference(table, alias, "$row")
    items: list[exp.Expr] = target.located(table, alias)
    tests = []
    for clause in statement.clauses:
        test: exp.Expr = exp.Is(this=row.copy(), expression=exp.Null())
        if clause.matched:
            test = exp.not_(test)
        if clause.condition is not None:
            test = exp.and_(test, exp.paren(clause.condition.copy()))
        tests.append(test)
        items.append(exp.alias_(test.copy(), f"t{len(tests)}", quoted=True))
    slots = _Slots({}, {})
    plain: dict[exp.Expr, int] = {}
    for number, clause in enumerate(statement.clauses):
        written = _values(clause, table)
        for column, value in written:
            if _never_fails(value):
                position = plain.setdefault(value, len(items))
            else:  # computed only for the rows of its clause: it may fail on others
                value = exp.Case(ifs=[exp.If(this=tests[number].copy(), true=value.copy())])
                position = len(items)
            slots.values[(number, column)] = position
            if position == len(items):
                items.append(exp.alias_(value.copy(), f"v{len(items)}", quoted=True))
        if clause.action == "update":
            assigned = {name for name, _ in written}
            for kept in target.stored(table):
                if kept.name not in assigned and kept.name not in slots.old:
                    slots.old[kept.name] = len(items)
                    items.append(
                        exp.alias_(target.stored_reference(table, alias, kept, session), f"o{len(items)}", quoted=True)
                    )
    select = exp.select(*items).from_(statement.source.copy())
    select.append("joins", exp.Join(this=target.target_reference(table, alias), side="LEFT", on=statement.on.copy()))
    return select, slots


def _never_fails(value: exp.Expr) -> bool:
    """Whether an expression has a value for every joined row, so that it need not wait for its clause."""
    if isinstance(value, exp.Anonymous):
        return str(value.this).upper() in _MOMENTS and not value.expressions
    return isinstance(value, (exp.Column, exp.Literal, exp.Null, exp.Boolean))


def _values(clause: MergeClause, table: Table) -> list[tuple[str, exp.Expr]]:
    """(column, expression) pairs that a clause writes."""
    known = {column.name: column for column in target.stored(table)}
    if clause.action == "update":
        pairs = list(clause.assignments)
    elif clause.action == "insert":
        names = clause.columns or tuple(known)
        if len(names) != len(clause.values):
            raise errors.compilation(
                2020,
                "21S01",
                f"Insert value list does not match column list expecting {len(names)} but got {len(clause.values)}",
            )
        pairs = list(zip(names, clause.values, strict=True))
    else:
        return []
    for name, _ in pairs:
        if name not in known:
            raise errors.invalid_identifier(name)
    return [(name, target.typed(value, known[name])) for name, value in pairs if not _is_default(value)]


def _effects(statement: Merge, table: Table, source: Source, slots: _Slots) -> str:
    """DuckDB text: id and place, "$clause" and the new image of every joined row that some clause takes."""
    numbers = range(len(statement.clauses))
    number = _case([exp.If(this=_slot(FLAGS + i), true=exp.Literal.number(i)) for i in numbers])
    items: list[tuple[str, exp.Expr]] = [*target.location(0), ("$clause", number)]
    items += [(column.duckdb, _image(statement, table, source, column, slots)) for column in target.stored(table)]
    # threads hand rows over in any order; sorted, the same rows draw the same keys in every run
    draws = any(call.name.lower() == "nextval" for _, tree in items for call in tree.find_all(exp.Anonymous))
    taken = " OR ".join(f"s.c{FLAGS + i}" for i in numbers)
    return f"{target.wrapped(source.bound, items, sorted_rows=draws)} WHERE {taken}"


def _slot(position: int) -> exp.Column:
    return exp.column(exp.to_identifier(f"c{position}", quoted=True), table="s")


def _image(statement: Merge, table: Table, source: Source, column: TableColumn, slots: _Slots) -> exp.Expr:
    """What `column` holds in the new image, by the clause that took the row; anything where it is deleted."""
    taken: list[tuple[exp.Column, exp.Expr | None]] = []
    for index, clause in enumerate(statement.clauses):
        value: exp.Expr | None = None
        if (index, column.name) in slots.values:
            position = slots.values[(index, column.name)]
            value = target.assigned(position, source.bound.types[position], column, source.context, table)
        elif clause.action == "insert" or _is_default(dict(clause.assignments).get(column.name)):
            value = target.default(column, source.context, table)
        elif clause.action == "update":
            value = _slot(slots.old[column.name])
        taken.append((_slot(FLAGS + index), value))
    nothing = exp.cast(exp.Null(), column.type.duckdb, dialect="duckdb")
    written = [value for _, value in taken if value is not None]
    if written and all(isinstance(value, exp.Column) for value in written):  # cannot fail: deleted rows may have it too
        return _case([exp.If(this=test, true=value) for test, value in taken if value is not None])
    return _case([exp.If(this=test, true=nothing if value is None else value) for test, value in taken])


def _case(branches: list[exp.If]) -> exp.Expr:
    """The value of the first branch that takes the row. Some branch does: other rows are left out, and so the last one
    is not asked for. Equal neighbours become one: DuckDB binds each expression as often as it stands.
    """
    merged: list[exp.If] = []
    for branch in branches:
        if merged and merged[-1].args["true"] == branch.args["true"]:
            merged[-1].set("this", exp.or_(merged[-1].this, branch.this, copy=False))
        else:
            merged.append(branch)
    *first, last = merged
    return exp.Case(ifs=first, default=last.args["true"]) if first else last.args["true"]


def _one_per_row(plan: MergePlan, data: pa.Table, session: Session) -> pa.Table:
    """Refuse, or settle, target rows that several source rows want to change."""
    matched = data.filter(plan.among(data, "update", "delete"))
    rows = matched["$row"]
    if pc.count_distinct(rows).as_py() == matched.num_rows:
        return data
    counts = matched.group_by("$row").aggregate([("$clause", "count")])
    several = counts.filter(pc.greater(counts["$clause_count"], 1))["$row"]
    updates = matched.filter(pc.and_(pc.is_in(rows, value_set=several), plan.among(matched, "update")))
    if updates.num_rows and session.parameters.get("ERROR_ON_NONDETERMINISTIC_MERGE", True):
        raise errors.fail(100090, "42P18", f"Duplicate row detected during DML action\nRow Values: {_shown(updates)}")
    numbered = data.append_column("$n", pa.array(range(data.num_rows)))
    kept = numbered.filter(pc.is_valid(numbered["$row"])).group_by("$row").aggregate([("$n", "min")])["$n_min"]
    free = numbered.filter(pc.is_null(numbered["$row"]))["$n"]
    return data.take(pa.concat_arrays([*kept.chunks, *free.chunks]))


def _shown(rows: pa.Table) -> str:
    """The first conflicting row as Snowflake prints it: [1, "a"]."""
    values = rows.drop_columns(["$row", layout.PLACE, "$clause"]).slice(0, 1).to_pylist()[0].values()
    return json.dumps([_plain(value) for value in values])


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)
