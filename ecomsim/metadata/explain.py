"""EXPLAIN: the logical plan of a query, read from its bound tree.

The operators are those the bound query has, in the order in which a row meets them; nothing is estimated, so columns
about partitions and bytes, which the engine has not, are NULL. Source: Snowflake documentation, "EXPLAIN",
spec/metadata.md section 1.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import sqlglot
from sqlglot import exp

from ecomsim import errors
from ecomsim.catalog.objects import Routine
from ecomsim.dialect.bind import bind_query
from ecomsim.metadata.grid import names
from ecomsim.names import as_written
from ecomsim.sqltext.nodes import Block, CreateTable, Explain, Insert, Query, Statement
from ecomsim.statements.result import Result, of_rows
from ecomsim.storage import layout
from ecomsim.values.types import INTEGER, TEXT, Column, SnowflakeType

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

NUMBERS = names("step, id, parent, partitionsTotal, partitionsAssigned, bytesAssigned")
COLUMNS = tuple(
    Column(name, INTEGER if name in NUMBERS else TEXT)
    for name in names(
        "step, id, parent, operation, objects, alias, expressions, partitionsTotal, partitionsAssigned, bytesAssigned"
    )
)
HANDLER = "ecomsim_partition"
"""The function that runs the handler of a table function for a partition."""
LONGEST = 200
"""Characters of an expression that are shown."""


@dataclass(frozen=True, slots=True)
class Operator:
    """One step of a plan; `inputs` are the steps it reads."""

    operation: str
    inputs: tuple[Operator, ...] = ()
    objects: str | None = None
    alias: str | None = None
    expressions: str | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    """What reading a tree needs: the session, DuckDB's aggregate functions, and the plans of the CTEs in sight."""

    session: Session
    aggregates: frozenset[str]
    ctes: Mapping[str, Operator] = field(default_factory=dict)


def _aggregates(session: Session) -> frozenset[str]:
    found = session.duck.execute("SELECT function_name FROM duckdb_functions() WHERE function_type = 'aggregate'")
    return frozenset(name.lower() for (name,) in found.fetchall())


def explain(statement: Explain, session: Session) -> Result:
    """EXPLAIN [USING TABULAR | TEXT | JSON] statement: it is bound, so it fails as running it would, but not run."""
    root = _root(statement.statement, session)
    steps = list(_numbered(root, None, [0]))
    if statement.format == "TABULAR":
        rows = [(1, number, parent, *_facts(step), None, None, None) for number, parent, step in steps]
        return of_rows(COLUMNS, rows, kind="query", statement_type="EXPLAIN")
    text = _json(steps) if statement.format == "JSON" else _text(steps)
    return of_rows((Column("content", TEXT),), [(text,)], kind="query", statement_type="EXPLAIN")


def _root(statement: Statement, session: Session) -> Operator:
    """Result over a query; the operation over what a DML statement reads, on the table that it writes."""
    known = _Known(session, _aggregates(session))
    if isinstance(statement, Query):
        bound = bind_query(statement.tree, session.context(session.binds))
        shown = ", ".join(column.name for column in bound.columns)
        return Operator("Result", (_query(bound.tree, known),), expressions=shown)
    if isinstance(statement, CreateTable) and statement.query is not None:
        bound = bind_query(statement.query, session.context(session.binds))
        return Operator("CreateTableAsSelect", (_query(bound.tree, known),), objects=str(statement.name))
    from ecomsim.dml import insert
    from ecomsim.statements.handlers import PREPARED

    prepare = PREPARED.get(type(statement).__name__)
    if prepare is None or isinstance(statement, Block):
        raise errors.unsupported("EXPLAIN of anything but a query or a DML statement")
    insertion = insert.prepare_query(statement, session) if isinstance(statement, Insert) else None
    plan: Any = prepare(statement, session) if insertion is None else insertion
    reading = sqlglot.parse_one(plan.reading.sql, read="duckdb")
    return Operator(type(statement).__name__, (_query(reading, known),), objects=str(plan.table.name))


def _facts(step: Operator) -> tuple[str | None, ...]:
    facts = (step.operation, step.objects, step.alias, step.expressions)
    return tuple(each if each is None else as_written(each) for each in facts)


def _numbered(step: Operator, parent: int | None, counter: list[int]) -> Iterator[tuple[int, int | None, Operator]]:
    """Steps with their number and their parent's, parents first."""
    number = counter[0]
    counter[0] += 1
    yield number, parent, step
    for each in step.inputs:
        yield from _numbered(each, number, counter)


def _text(steps: list[tuple[int, int | None, Operator]]) -> str:
    depth: dict[int | None, int] = {None: -1}
    lines = []
    for number, parent, step in steps:
        depth[number] = depth[parent] + 1
        details = "  ".join(part for part in _facts(step)[1:] if part)
        lines.append(f"{'  ' * depth[number]}{step.operation}  {details}".rstrip())
    return "\n".join(lines)


def _json(steps: list[tuple[int, int | None, Operator]]) -> str:
    operations = [
        {
            "id": number,
            **({} if parent is None else {"parentOperators": [parent]}),
            "operation": step.operation,
            **({"objects": [step.objects]} if step.objects else {}),
            **({"alias": step.alias} if step.alias else {}),
            **({"expressions": [step.expressions]} if step.expressions else {}),
        }
        for number, parent, step in steps
    ]
    return as_written(json.dumps({"Operations": [operations]}, separators=(",", ":"), ensure_ascii=False))


def _plan_json(session: Session, arguments: Sequence[Any]) -> tuple[Any, SnowflakeType]:
    """SYSTEM$EXPLAIN_PLAN_JSON('statement'): what EXPLAIN USING JSON answers."""
    from ecomsim.statements.execution import parse_for

    root = _root(parse_for(session, str(arguments[0])), session)
    return _json(list(_numbered(root, None, [0]))), TEXT


def _json_to_text(session: Session, arguments: Sequence[Any]) -> tuple[Any, SnowflakeType]:
    """SYSTEM$EXPLAIN_JSON_TO_TEXT(plan): the plan that EXPLAIN USING JSON gave, as EXPLAIN USING TEXT shows it."""
    try:
        steps = [_step(each) for operations in json.loads(arguments[0])["Operations"] for each in operations]
    except (ValueError, KeyError, TypeError, AttributeError) as cause:
        raise errors.invalid_value("SYSTEM$EXPLAIN_JSON_TO_TEXT takes what EXPLAIN USING JSON has answered.") from cause
    return _text(steps), TEXT


def _step(written: Mapping[str, Any]) -> tuple[int, int | None, Operator]:
    parents = written.get("parentOperators")
    return (
        written["id"],
        parents[0] if parents else None,
        Operator(
            written["operation"],
            objects=", ".join(written.get("objects", ())) or None,
            alias=written.get("alias"),
            expressions=", ".join(written.get("expressions", ())) or None,
        ),
    )


SYSTEM_FUNCTIONS: dict[str, Callable[[Session, Sequence[Any]], tuple[Any, SnowflakeType]]] = {
    "SYSTEM$EXPLAIN_PLAN_JSON": _plan_json,
    "SYSTEM$EXPLAIN_JSON_TO_TEXT": _json_to_text,
}


# --- from tree to operators ------------------------------------------------------------------------------------


def _query(tree: exp.Expr, known: _Known) -> Operator:
    for cte in tree.ctes if isinstance(tree, exp.Query) else []:
        known = replace(known, ctes={**known.ctes, cte.alias: _query(cte.this, known)})
    if isinstance(tree, (exp.Subquery, exp.Paren)):
        return _ordered(tree, _query(tree.this, known))
    if isinstance(tree, exp.SetOperation):
        both = (_query(tree.this, known), _query(tree.expression, known))
        name = type(tree).__name__
        found = Operator("UnionAll" if name == "Union" else name, both)
        if tree.args.get("distinct") and name == "Union":
            found = Operator("Aggregate", (found,), expressions="DISTINCT")
        return _ordered(tree, found)
    if isinstance(tree, exp.Select):
        return _select(tree, known)
    return Operator("ValuesClause", expressions=_shown([tree]))


def _select(tree: exp.Select, known: _Known) -> Operator:
    over = next((each for each in tree.expressions if isinstance(each, exp.Alias) and _is_handler(each.this)), None)
    if over is not None:
        return _table_function(tree, over.this, known)
    args = tree.args
    from_ = args.get("from_")
    found = _relation(from_.this, known) if from_ is not None else Operator("ValuesClause")
    for join in args.get("joins") or []:
        found = _join(found, join, known)
    if args.get("where") is not None:
        found = Operator("Filter", (found,), expressions=_shown([args["where"].this]))
    group = args.get("group")
    calls = [each for item in tree.expressions for each in item.find_all(exp.AggFunc, exp.Anonymous)]
    aggregates = [each for each in calls if _is_aggregate(each, known) and _is_own(each, tree)]
    if group is not None or aggregates:
        keys = group.expressions if group is not None else []
        found = Operator("Aggregate", (found,), expressions=_shown([*keys, *aggregates]))
    if args.get("having") is not None:
        found = Operator("Filter", (found,), expressions=_shown([args["having"].this]))
    windows = [each for item in tree.expressions for each in item.find_all(exp.Window)]
    if windows:
        found = Operator("WindowFunction", (found,), expressions=_shown(windows))
    if args.get("qualify") is not None:
        found = Operator("Filter", (found,), expressions=_shown([args["qualify"].this]))
    if args.get("distinct") is not None:
        found = Operator("Aggregate", (found,), expressions="DISTINCT")
    return _ordered(tree, found)


def _is_handler(call: exp.Expr) -> bool:
    return isinstance(call, exp.Anonymous) and call.name.lower() == HANDLER


def _table_function(tree: exp.Select, call: exp.Expr, known: _Known) -> Operator:
    """A table function over partitions: below the call of its handler stand the query that lists the rows of each
    partition, grouped by k0, k1 … and ordered by s0 …, and below that the one that names these.
    """
    listed = next(each for each in tree.find_all(exp.Select) if each.args.get("group") is not None)
    inner = next(each for each in listed.find_all(exp.Select) if each is not listed)
    named = {each.alias: each.this for each in inner.expressions}
    keys = [named[each.name] for each in listed.args["group"].expressions if each.name != "k0"]
    order = [f"{_shown([named[each.this.name]])}{' DESC' if each.args.get('desc') else ''}" for each in _sorted(listed)]
    parts = (f"PARTITION BY {_shown(keys)}" if keys else "", f"ORDER BY {', '.join(order)}" if order else "")
    item = known.session.catalog.by_id(int(str(call.expressions[0].find(exp.Literal).this)))
    return Operator(
        "TableFunction",
        (_query(inner, known),),
        objects=str(item.written) if isinstance(item, Routine) else None,
        expressions=" ".join(filter(None, parts)) or None,
    )


def _sorted(listed: exp.Select) -> list[exp.Ordered]:
    return list(listed.expressions[-1].find_all(exp.Ordered))


def _is_aggregate(call: exp.Expr, known: _Known) -> bool:
    return isinstance(call, exp.AggFunc) or call.name.lower() in known.aggregates


def _is_own(aggregate: exp.Expr, select: exp.Select) -> bool:
    """Whether an aggregate belongs to this SELECT: not to a window, nor to a subquery inside it."""
    return aggregate.find_ancestor(exp.Window, exp.Select) is select


def _join(left: Operator, join: exp.Join, known: _Known) -> Operator:
    args = join.args
    side = str(args.get("side") or "").upper()
    on = args.get("on")
    name = f"{side.capitalize()}OuterJoin" if side in ("LEFT", "RIGHT", "FULL") else "InnerJoin"
    if on is None and not side:
        name = "LateralJoin" if isinstance(join.this, exp.Lateral) else "CartesianJoin"
    return Operator(name, (left, _relation(join.this, known)), expressions=_shown([on]) if on is not None else None)


def _relation(tree: exp.Expr, known: _Known) -> Operator:
    alias = tree.alias or None
    if isinstance(tree, exp.Table) and isinstance(tree.this, exp.Identifier):
        item = None
        if tree.db == layout.INTERNAL and tree.name.startswith("t_") and tree.name[2:].isdigit():
            item = _object(int(tree.name[2:]), known)
        if item is None:
            if not tree.db and tree.name in known.ctes:
                return Operator("WithReference", (known.ctes[tree.name],), objects=tree.name, alias=alias)
            return Operator("InternalObject", objects=alias)
        return Operator("TableScan", objects=item, alias=alias)
    if isinstance(tree, exp.Table):
        return Operator("Generator", alias=alias)
    if isinstance(tree, exp.Values):
        return Operator("ValuesClause", alias=alias)
    if isinstance(tree, exp.Lateral):
        return _query(tree.this, known)
    found = _query(tree, known) if not isinstance(tree.this, exp.Table) else _relation(tree.this, known)
    for join in tree.this.args.get("joins") or [] if isinstance(tree.this, exp.Table) else []:
        found = _join(found, join, known)
    return found


def _object(table_id: int, known: _Known) -> str | None:
    """The full name of the stored table with this id."""
    item = known.session.catalog.by_id(table_id)
    if item is None:
        item = next((each for each in known.session.temporary.values() if each.id == table_id), None)
    return None if item is None else str(item.name)


def _ordered(tree: exp.Expr, found: Operator) -> Operator:
    order, limit = tree.args.get("order"), tree.args.get("limit")
    if order is not None:
        keys = _shown(order.expressions)
        return Operator("Sort" if limit is None else "SortWithLimit", (found,), expressions=keys)
    return found if limit is None else Operator("Limit", (found,), expressions=_shown([limit.expression]))


def _shown(trees: list[Any]) -> str:
    text = ", ".join(tree.sql(dialect="duckdb") for tree in trees)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
