"""Frozen regions: the rows of a dynamic table that no refresh touches.

`FROZEN WHERE (predicate)` is a condition over the table's own columns. After the first refresh every refresh, a
reinitialisation too, compares and writes only the rows outside of it; a predicate that is NULL for a row leaves the row
active. What is inside can be changed by DML. Source: spec/dynamic-tables.md 6.2 and section 16.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from ecomsim import errors
from ecomsim.catalog.objects import DynamicTable, Key, Table, TableColumn
from ecomsim.dialect.bind import bind_condition
from ecomsim.dialect.context import BoundRelation
from ecomsim.dialect.functions import FUNCTIONS
from ecomsim.dialect.scope import ScopeColumn
from ecomsim.dml import target
from ecomsim.duck import first_row
from ecomsim.dynamic_tables import apply, definition, support
from ecomsim.dynamic_tables.definition import Definition
from ecomsim.sqltext.parse import parse_expression
from ecomsim.statements import placeholders, trees
from ecomsim.storage import layout
from ecomsim.values.types import BOOLEAN, Column

if TYPE_CHECKING:
    from ecomsim.dynamic_tables.state import State
    from ecomsim.sessions.session import Session
    from ecomsim.sessions.transactions import Transaction

PSEUDO = (Column("METADATA$IS_FROZEN", BOOLEAN), Column("METADATA$IS_IMMUTABLE", BOOLEAN))
_GROWING: dict[type[exp.Expr], str] = {exp.LT: "expression", exp.LTE: "expression", exp.GT: "this", exp.GTE: "this"}
"""The side of a comparison on which a moment that moves on makes the condition true for more rows, never for fewer."""
_BOUNDS: dict[type[exp.Expr], type[exp.Expr]] = {exp.LT: exp.GT, exp.LTE: exp.GTE, exp.GT: exp.LT, exp.GTE: exp.LTE}


@dataclass(frozen=True, slots=True)
class Region:
    """DuckDB conditions over the table's columns, never NULL. parameters: their placeholders."""

    frozen: str
    parameters: frozenset[str]

    @property
    def active(self) -> str:
        return f"NOT {self.frozen}"


def region(text: str, columns: Sequence[TableColumn], session: Session) -> Region:
    """Bind a predicate. Raises 000904 for a name that is no column of the table."""
    known = [
        ScopeColumn(name=each.name, type=each.type, duckdb=exp.column(exp.to_identifier(each.duckdb, quoted=True)))
        for each in columns
    ]
    found = bind_condition(parse_expression(text), known, session.context())
    return Region(f"coalesce({found.tree.sql('duckdb')}, FALSE)", found.parameters)


def applies(table: DynamicTable, state: State) -> bool:
    """Whether the next refresh leaves the frozen rows alone: every one but the first, and that after a backfill."""
    return table.immutable_where is not None and (state.data_timestamp is not None or "BACKFILL" in table.options)


def marked(table: DynamicTable, session: Session) -> BoundRelation:
    """The table as a query reads it, with METADATA$IS_FROZEN (and its older name) beside its columns."""
    limits = region(str(table.immutable_where), table.columns, session)
    shown = ", ".join(f'{limits.frozen} AS "{each.name}"' for each in PSEUDO)
    sql = f"SELECT {layout.column_list(table.columns)}, {shown} FROM {layout.current(table.id)}"
    return trees.relation(trees.subquery(sql), table.columns, pseudo=PSEUDO)


# --- refreshing ------------------------------------------------------------------------------------------------


def write(
    session: Session,
    transaction: Transaction,
    table: DynamicTable,
    found: Definition,
    values: Mapping[str, Any],
    action: str,
) -> apply.Written:
    """Bring the active rows to what the query gives; a REINITIALIZE writes them all anew."""
    limits = region(str(table.immutable_where), table.columns, session)
    values = {**values, **placeholders.values(session, limits.parameters, {})}
    query = f"SELECT * FROM ({found.sql}) AS rows WHERE {limits.active}"
    stored = f'(SELECT *, rowid AS "{layout.PLACE}" FROM {layout.current(table.id)} WHERE {limits.active})'
    if action != "REINITIALIZE":
        return apply.net_difference(session, transaction, table, found, values, query=query, stored=stored)
    needed = {name: values[name] for name in limits.parameters}
    return apply.replace_rows(session, transaction, table, found, (stored, needed), (query, values))


# --- DML -------------------------------------------------------------------------------------------------------


def check_written(session: Session, transaction: Transaction, table: Table, predicate: str) -> None:
    """Refuse a statement that touched an active row, by the images it ended and the images it made."""
    limits = region(predicate, table.columns, session)
    version = transaction.written[table.id]
    row = first_row(
        session.duck.execute(
            f"SELECT (SELECT count(*) FROM {layout.current(table.id)} WHERE {layout.FROM} = {version} AND "
            f"{limits.active}) + (SELECT count(*) FROM {layout.history(table.id)} WHERE {layout.TO} = {version} AND "
            f"{limits.active})",
            placeholders.values(session, limits.parameters, {}) or None,
        )
    )
    if row is not None and row[0]:
        raise target.not_supported(table.name.last)


# --- what a predicate may be -----------------------------------------------------------------------------------


def check(predicate: exp.Expr, columns: Sequence[TableColumn], query: exp.Expr | None, keys: Sequence[Key]) -> None:
    """Refuse what cannot mark a region that stays. `query`: the definition; `keys`: the table's constraints."""
    if predicate.find(exp.Query) is not None:
        raise _invalid("subqueries")
    names = {column.name for column in predicate.find_all(exp.Column)}
    if any(name.startswith("METADATA$") for name in names):
        raise _invalid("metadata columns")
    for call in predicate.find_all(exp.Anonymous):
        name = call.name.upper()
        if name in support.NOW:
            _check_growing(call)
        elif name in support.NOT_DETERMINISTIC:
            raise _invalid("non-deterministic functions")
        elif name not in FUNCTIONS:
            raise _invalid("user-defined functions")
    computed = _computed(query, columns) if query is not None else set()
    for name in sorted(names & computed):
        raise _invalid(f"columns that are computed by aggregate or window functions ('{name}')")
    check_keys(names, keys)


def check_keys(names: set[str], keys: Sequence[Key]) -> None:
    """Refuse a predicate over columns that a RELY key leaves out: a row could leave the region. Raises 002857."""
    if any(key.rely and key.kind in ("PRIMARY KEY", "UNIQUE") and not names <= set(key.columns) for key in keys):
        raise rely_conflict()


def column_names(text: str) -> set[str]:
    """The columns an expression names."""
    return {column.name for column in parse_expression(text).find_all(exp.Column)}


def rely_conflict() -> errors.SnowflakeError:
    return errors.fail(
        2857,
        "55000",
        "If a FROZEN WHERE clause is used with a PRIMARY KEY RELY constraint or a UNIQUE RELY constraint, the "
        "column(s) used in the FROZEN WHERE clause must be a subset of the intersection of the columns used in the "
        "RELY constraints. If no such column exists, the specified FROZEN WHERE clause or RELY constraint cannot be "
        "used together.",
    )


def _invalid(what: str) -> errors.SnowflakeError:
    return errors.compilation(1420, "0A000", f"A FROZEN WHERE predicate must not contain {what}.")


def _check_growing(call: exp.Expr) -> None:
    """A moment may only stand where its moving on adds rows to the region: ts < CURRENT_TIMESTAMP() - …."""
    node: exp.Expr = call
    compared = False
    while node.parent is not None:
        above = node.parent
        if type(above) in _GROWING:
            if above.args.get(_GROWING[type(above)]) is not node:
                raise errors.compilation(
                    1420, "0A000", "The frozen region of a FROZEN WHERE must not shrink over time."
                )
            compared = True
        elif compared and not isinstance(above, (exp.And, exp.Or, exp.Paren)):
            raise _invalid("a current time in anything but a comparison")
        node = above
    if not compared:
        raise _invalid("a current time in anything but a comparison")


def _computed(query: exp.Expr, columns: Sequence[TableColumn]) -> set[str]:
    """Result columns that an aggregate, a window function or a non-deterministic one computes."""
    if isinstance(query, exp.SetOperation):
        return _computed(query.this, columns) | _computed(query.expression, columns)
    if not isinstance(query, exp.Select) or len(query.expressions) != len(columns):
        return set()
    return {
        column.name for column, item in zip(columns, query.expressions, strict=True) if _is_computed(item.unalias())
    }


def _is_computed(item: exp.Expr) -> bool:
    if item.find(exp.Window) is not None:
        return True
    return any(
        call.name.upper() in support.NOT_DETERMINISTIC
        or ((known := FUNCTIONS.get(call.name.upper())) is not None and known.kind == "aggregate")
        for call in item.find_all(exp.Anonymous)
    )


# --- changing it -----------------------------------------------------------------------------------------------


def contains(new: str, old: str, session: Session) -> bool:
    """Whether every row of the region `old` is certainly in `new`, now and later.

    Certain for the same predicate, and for one column compared in the same direction with a bound that is not tighter:
    two constants, two moments, or a moment in place of a constant. Anything else counts as another shape.
    """
    one, two = parse_expression(new), parse_expression(old)
    if one == two:
        return True
    wide, narrow = _comparison(one), _comparison(two)
    if wide is None or narrow is None or wide[:2] != narrow[:2]:
        return False
    if _moves(narrow[3]) and not _moves(wide[3]):
        return False
    upper = wide[1] == "upper"
    strict = wide[2] and not narrow[2]  # col < b holds for fewer rows than col <= b
    test = {(True, False): exp.GTE, (True, True): exp.GT, (False, False): exp.LTE, (False, True): exp.LT}
    looser = test[(upper, strict)](this=exp.paren(wide[3].copy()), expression=exp.paren(narrow[3].copy()))
    return session.evaluate(looser)[0] is True


def _comparison(tree: exp.Expr) -> tuple[str, str, bool, exp.Expr] | None:
    """(column, upper or lower, whether the bound itself is outside, bound) of `column < bound` and its likes."""
    kind = type(tree)
    if kind not in _BOUNDS:
        return None
    left, right = tree.this, tree.expression
    if not isinstance(left, exp.Column):
        left, right, kind = right, left, _BOUNDS[kind]
    if not isinstance(left, exp.Column) or right.find(exp.Column) is not None:
        return None
    return left.name, "upper" if kind in (exp.LT, exp.LTE) else "lower", kind in (exp.LT, exp.GT), right


def _moves(bound: exp.Expr) -> bool:
    return any(call.name.upper() in support.NOW for call in bound.find_all(exp.Anonymous))


def query_of(table: DynamicTable) -> exp.Expr | None:
    """The definition's tree, None for a table that is refreshed by DML."""
    return definition.parsed(table.query) if table.query else None
