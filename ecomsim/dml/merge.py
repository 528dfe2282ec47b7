"""MERGE: the source is joined to the target once; each joined row goes to the first clause that takes it.

Source: spec/sql-semantics.md section 9, spec/metadata.md 1.3.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import exp

from ecomsim import errors
from ecomsim.catalog.objects import Table, TableColumn
from ecomsim.dml import target
from ecomsim.dml.target import Reading, Source
from ecomsim.dml.update import row_id_tree
from ecomsim.names import quote
from ecomsim.plans import Binds
from ecomsim.result import Result, dml
from ecomsim.sqltext.nodes import Merge, MergeClause
from ecomsim.storage import layout
from ecomsim.transactions import Effect

if TYPE_CHECKING:
    from ecomsim.session import Session

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

    @property
    def cacheable(self) -> bool:
        return self.reading.cacheable

    def run(self, session: Session, binds: Binds) -> Result:
        with session.writing() as transaction:
            target.claim(transaction, [self.table.id], self.reading.streams, session)
            data = _one_per_row(self, self.reading.fetch(session), session)
            matched = data.filter(self.among(data, "update", "delete"))
            updated = data.filter(self.among(data, "update"))
            inserted = data.filter(self.among(data, "insert"))
            counts = {
                "insert": inserted.num_rows,
                "update": updated.num_rows,
                "delete": matched.num_rows - updated.num_rows,
            }
            first = transaction.reserve(self.table.id, inserted.num_rows)
            new = target.number_rows(inserted.drop_columns(["$clause", "$row"]), first)
            added = pa.concat_tables([updated.select(new.column_names), new])
            if matched.num_rows or added.num_rows:
                transaction.apply(Effect(table_id=self.table.id, removed=matched.select(["$row"]), added=added))
        return dml([(label, counts[action]) for action, label in LABELS.items() if action in self.actions], "MERGE")

    def among(self, data: pa.Table, *actions: str) -> pa.ChunkedArray:
        """A mask: rows taken by a clause with one of `actions`."""
        clause = data["$clause"]
        numbers = [number for number, action in enumerate(self.actions) if action in actions]
        return pc.is_in(clause, value_set=pa.array(numbers, type=clause.type))


def prepare(statement: Merge, session: Session) -> MergePlan:
    """MERGE INTO target USING source ON condition WHEN ….

    Running it raises 100090 when several source rows would update one target row (ERROR_ON_NONDETERMINISTIC_MERGE).
    """
    _check_clauses(statement)
    table = target.find(statement.target, session, "MERGE")
    select, positions = _joined(statement, table)
    source = target.bind_source(select, session, {target.TARGET: target.target_relation(table)})
    reading = source.reading(_effects(statement, table, source, positions))
    return MergePlan(table, reading, tuple(clause.action for clause in statement.clauses))


def _check_clauses(statement: Merge) -> None:
    """A WHEN without AND must be the last of its kind."""
    for matched in (True, False):
        clauses = [clause for clause in statement.clauses if clause.matched is matched]
        for clause in clauses[:-1]:
            if clause.condition is None:
                raise errors.compilation(
                    1003, "42000", "An unconditional WHEN clause must be the last one of its kind in MERGE."
                )


def _joined(statement: Merge, table: Table) -> tuple[exp.Select, list[tuple[int, str]]]:
    """SELECT row id, one flag per clause, and every value a clause writes; with the (clause, column) of each value."""
    alias = statement.alias
    row = target.column_reference(table, alias, "$row")
    items: list[exp.Expression] = [exp.alias_(row, "$row", quoted=True)]
    tests = []
    for clause in statement.clauses:
        test: exp.Expression = exp.Is(this=row.copy(), expression=exp.Null())
        if clause.matched:
            test = exp.not_(test)
        if clause.condition is not None:
            test = exp.and_(test, exp.paren(clause.condition.copy()))
        tests.append(test)
        items.append(exp.alias_(test.copy(), f"t{len(tests)}", quoted=True))
    positions: list[tuple[int, str]] = []
    for number, clause in enumerate(statement.clauses):
        for column, value in _values(clause, table):
            # a value is computed only for the rows of its clause: it may fail on others
            guarded = exp.Case(ifs=[exp.If(this=tests[number].copy(), true=value.copy())])
            items.append(exp.alias_(guarded, f"v{len(positions)}", quoted=True))
            positions.append((number, column))
    source = statement.source.copy()
    select = exp.select(*items).from_(source)
    select.append(
        "joins",
        exp.Join(this=target.target_reference(table, alias), side="LEFT", on=statement.on.copy()),
    )
    return select, positions


def _values(clause: MergeClause, table: Table) -> list[tuple[str, exp.Expression]]:
    """(column, expression) pairs that a clause writes."""
    known = {column.name for column in target.stored(table)}
    if clause.action == "update":
        pairs = list(clause.assignments)
    elif clause.action == "insert":
        names = clause.columns or tuple(column.name for column in target.stored(table))
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
    return [
        (name, value)
        for name, value in pairs
        if not (isinstance(value, (exp.Column, exp.Var)) and value.name == "DEFAULT" and not value.args.get("table"))
    ]


def _effects(statement: Merge, table: Table, source: Source, positions: list[tuple[int, str]]) -> str:
    """DuckDB text: "$row", "$clause" and the new image of every joined row that some clause takes."""
    first_value = 1 + len(statement.clauses)
    where = {pair: first_value + index for index, pair in enumerate(positions)}
    number = exp.Case(
        ifs=[exp.If(this=_slot(1 + index), true=exp.Literal.number(index)) for index in range(len(statement.clauses))]
    )
    items: list[tuple[str, exp.Expression]] = [("$row", row_id_tree(0)), ("$clause", number)]
    items += [(column.name, _image(statement, table, source, column, where)) for column in target.stored(table)]
    # the old image of the columns an update leaves alone comes from the target itself
    selected = ", ".join(f"{tree.sql('duckdb')} AS {quote(name)}" for name, tree in items)
    names = ", ".join(f'"c{index}"' for index in range(len(source.bound.columns)))
    rows = source.bound.sql
    if any(call.name.lower() == "nextval" for _, tree in items for call in tree.find_all(exp.Anonymous)):
        # threads hand rows over in any order; sorted, the same rows get the same keys in every run
        rows = f"SELECT * FROM ({rows}) ORDER BY ALL"
    return (
        f"SELECT {selected} FROM ({rows}) AS s({names}) "
        f"LEFT JOIN {layout.current(table.id)} AS o ON o.{layout.ROW} = CAST(s.c0 AS BIGINT) "
        f"WHERE {' OR '.join(f's.c{1 + index}' for index in range(len(statement.clauses)))}"
    )


def _slot(position: int) -> exp.Column:
    return exp.column(exp.to_identifier(f"c{position}", quoted=True), table="s")


def _image(
    statement: Merge, table: Table, source: Source, column: TableColumn, where: dict[tuple[int, str], int]
) -> exp.Expression:
    """What `column` holds in the new image, by the clause that took the row."""
    cases = []
    for index, clause in enumerate(statement.clauses):
        if clause.action == "delete":
            value: exp.Expression = exp.cast(exp.Null(), column.type.duckdb, dialect="duckdb")
        elif (index, column.name) in where:
            position = where[(index, column.name)]
            value = target.assigned(position, source.bound.columns[position], column, source.context, table)
        elif clause.action == "update":
            value = exp.column(exp.to_identifier(column.name, quoted=True), table="o")
        else:
            value = target.default(column, source.context, table)
        cases.append(exp.If(this=_slot(1 + index), true=value))
    return exp.Case(ifs=cases)


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
    values = rows.drop_columns(["$row", "$clause"]).slice(0, 1).to_pylist()[0].values()
    return json.dumps([_plain(value) for value in values])


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)
