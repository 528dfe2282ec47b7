"""Running statements: text to plan to Arrow, and everything else to its handler.

A query is bound once per context and then costs a dictionary look-up; placeholders (time, versions, binds) are filled
in at each run.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from ecomsim import errors
from ecomsim.access import checks
from ecomsim.dialect.bind import BoundQuery, bind_query
from ecomsim.dialect.context import BoundRelation
from ecomsim.lineage.history import note
from ecomsim.rooms import Room
from ecomsim.sqltext import nodes
from ecomsim.sqltext.nodes import Query, Statement
from ecomsim.sqltext.parse import parse
from ecomsim.statements import placeholders, result
from ecomsim.statements.plans import Binds, Plan, Runnable
from ecomsim.statements.resolver import SessionResolver
from ecomsim.statements.result import Result, arrow_type, converter
from ecomsim.values import decfloat, types
from ecomsim.values.types import Column, SnowflakeType

if TYPE_CHECKING:
    import pyarrow as pa

    from ecomsim.sessions.session import Session


@dataclass(frozen=True, slots=True)
class Batch:
    """Array binds: one list of values for each placeholder, all of one length; one statement for all rows."""

    columns: Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Typed:
    """A value with its Snowflake type: a variable of a block as a bind."""

    value: Any
    type: SnowflakeType


accesses = Room("ecomsim.lineage.access")
"""Told when the first statement that names an object is planned."""
BindValues = Mapping[str, Any] | Sequence[Any] | Batch | None

_BATCH = "arrow_batch"
"""One name for all batches of all sessions, each of which has names of its own: a plan serves every next batch."""
_VARIABLE = re.compile(r"(?<![\w$])\$\w|\bidentifier\s*\(", re.IGNORECASE)


def run_text(session: Session, sql: str, binds: BindValues) -> Result:
    """Parse and run one statement, or run again what the same text gave before."""
    from ecomsim.statements import handlers

    _check_text(sql)
    outer = session.binds
    try:
        if isinstance(binds, Batch):
            return _run_batch(session, sql, binds)
        session.binds = typed_binds(binds)
        key = plan_key(session, sql, session.binds)
        plan = known_plan(session, key)
        if plan is None:
            statement = parse_for(session, sql)
            prepare = handlers.PREPARED.get(type(statement).__name__)
            if prepare is None:
                return run(session, statement)
            plan = prepare(statement, session)
            keep_plan(session, sql, key, plan)
        return plan.run(session, session.binds)
    except RecursionError as cause:
        raise errors.unsupported("statements nested this deep") from cause
    finally:
        session.binds = outer
        forget_registered(session)


def _check_text(text: str) -> None:
    """Raise 100078 for text that is not Unicode: half of a surrogate pair can be neither stored nor sent."""
    if text.isascii():
        return
    try:
        text.encode()
    except UnicodeEncodeError as cause:
        half = f"U+{ord(text[cause.start]):04X}"
        raise errors.fail(
            100078,
            "22000",
            f"Invalid UTF8 detected in string: half a surrogate pair, {half}, at position {cause.start}",
        ) from cause


def _run_batch(session: Session, sql: str, batch: Batch) -> Result:
    """Array binds: the plan is for the types of the columns, the rows stand in a relation of their own."""
    from ecomsim.dml import insert

    relation = batch_relation(session, batch.columns)
    try:
        key = (*plan_key(session, sql, {}), tuple(column.type for column in relation.columns))
        plan = known_plan(session, key)
        if plan is None:
            plan = insert.prepare_batch(parse_for(session, sql), relation, session)
            keep_plan(session, sql, key, plan)
        return plan.run(session, {})
    finally:
        session.unregister(_BATCH)


def parse_for(session: Session, sql: str) -> Statement:
    """Parse with what the session says of it: the type TIMESTAMP stands for."""
    mapping = str(session.parameters.get("TIMESTAMP_TYPE_MAPPING", "TIMESTAMP_NTZ"))
    return parse(sql, timestamp_type=mapping, lookup=lambda key: _named(session, key))


def _named(session: Session, key: str) -> Any:
    """What IDENTIFIER($v | :v | ?) names: key is "$V", ":V" or "?1"."""
    source = session.variables if key.startswith("$") else session.binds
    found = source.get(key[1:])
    if found is None and key.startswith("$"):
        raise errors.compilation(2211, "02000", f"Session variable '{key}' does not exist")
    if found is None:
        raise errors.compilation(2049, "42601", f"Bind variable :{key[1:]} not set")
    return found[0]


def known_plan(session: Session, key: tuple[Any, ...]) -> Runnable | None:
    """The plan of this text on this catalog; none where names mean something else than in other sessions."""
    if session.has_temporary or session.arrivals is not None:
        return None
    return session.account.plans.get(session.catalog.version, key)


def keep_plan(session: Session, sql: str, key: tuple[Any, ...], plan: Runnable) -> None:
    """Keep a plan unless it holds facts of this moment: variables, names from variables, metadata, temporary tables."""
    if plan.cacheable and not session.has_temporary and session.arrivals is None and _VARIABLE.search(sql) is None:
        session.account.plans.put(session.catalog.version, key, plan)


def run(session: Session, statement: Statement) -> Result:
    """Run a parsed statement through its handler."""
    from ecomsim.statements.handlers import HANDLERS

    handler = HANDLERS.get(type(statement).__name__)
    if handler is None:
        raise errors.unsupported(type(statement).__name__)
    return handler(statement, session)


def prepare_query(statement: Query, session: Session) -> Plan:
    return plan_query(session, statement.tree, session.binds)


def run_prepared(statement: Statement, session: Session) -> Result:
    """A query or DML statement inside another statement (a block, a flow)."""
    from ecomsim.statements import handlers

    return handlers.PREPARED[type(statement).__name__](statement, session).run(session, session.binds)


def run_flow(statement: nodes.Flow, session: Session) -> Result:
    """s1 ->> s2 ->> s3: one request; the last result is the answer, an error stops the chain."""
    outer, session.flow = session.flow, ()
    try:
        for step in statement.steps:
            session.flow = (*session.flow, run(session, step))
        return session.flow[-1]
    finally:
        session.flow = outer


# --- plans -----------------------------------------------------------------------------------------------------


def plan_key(session: Session, sql: str, binds: Binds) -> tuple[Any, ...]:
    return (
        sql,
        session.database,
        session.schema,
        session.warehouse,
        session.role,
        session.secondary_roles,
        checks.has_secondary(session),
        session.acting,
        session.user,
        session.id if session.has_temporary or session.routines else 0,
        tuple(session.parameters.items()),
        tuple((name, kind) for name, (_, kind) in binds.items()),
    )


def plan_query(session: Session, tree: exp.Expr, binds: Binds) -> Plan:
    """Bind a query for this session."""
    context = session.context(binds)
    bound = bind_query(tree, context)
    resolver = context.resolver
    assert isinstance(resolver, SessionResolver)
    return Plan(
        sql=bound.sql,
        columns=bound.columns,
        parameters=bound.parameters,
        streams=frozenset(resolver.streams),
        tables=frozenset(resolver.tables),
        cacheable=bound.cacheable,
        needs_warehouse=bool(resolver.tables or resolver.streams),
        access=accesses.of_query(bound.tree, resolver) if resolver.named or resolver.read.functions else None,
        is_row=_is_row(bound),
    )


def _is_row(bound: BoundQuery) -> bool:
    clauses = {name for name, value in bound.tree.args.items() if value}
    return clauses == {"expressions"} and all(column.type.name in result.PLAIN for column in bound.columns)


def run_plan(session: Session, plan: Plan, binds: Binds) -> Result:
    """Run a bound query and give its rows with their Snowflake types."""
    use_warehouse(session, plan)
    note(session, plan.access)
    with session.reading():
        values = placeholders.values(session, plan.parameters, binds)
        again = plan.cacheable and not session.has_temporary
        if plan.is_row:  # without Arrow: who opens an account for it need not wait for the import
            rows = result.as_values(plan.columns, session.values(plan.sql, values, again=again))
            return Result(columns=plan.columns, content=rows, rowcount=len(rows))
        data = session.fetch_answer(plan.sql, values, again=again)
    content = result.localised(named(data, plan.columns), plan.columns, str(session.parameters["TIMEZONE"]))
    return Result(columns=plan.columns, content=content, rowcount=data.num_rows)


def use_warehouse(session: Session, plan: Plan) -> None:
    """Queries over tables need a running warehouse; constants and metadata do not."""
    if plan.needs_warehouse:
        session.account.warehouses.use(session.warehouse, session, session.now)


def named(data: pa.Table, columns: Sequence[Column]) -> pa.Table:
    renamed = data.rename_columns([column.name for column in columns])
    return renamed.replace_schema_metadata(data.schema.metadata) if data.schema.metadata else renamed


def describe(session: Session, sql: str, binds: Mapping[str, Any] | Sequence[Any] | None) -> tuple[Column, ...] | None:
    """The columns a query would give, without running it; None for other statements."""
    session.binds = typed_binds(binds)
    try:
        statement = parse(sql)
        if not isinstance(statement, Query):
            return None
        return plan_query(session, statement.tree, session.binds).columns
    finally:
        session.binds = {}
        forget_registered(session)


# --- binds and constants ---------------------------------------------------------------------------------------


def typed_binds(binds: Mapping[str, Any] | Sequence[Any] | None) -> dict[str, tuple[Any, SnowflakeType]]:
    """Binds by name ("1", "2" … for a sequence) with the Snowflake type of each Python value."""
    if not binds:
        return {}
    items = binds.items() if isinstance(binds, Mapping) else ((str(i), v) for i, v in enumerate(binds, start=1))
    return {str(name): typed(value) for name, value in items}


def typed(value: Any) -> tuple[Any, SnowflakeType]:
    """A bind with its Snowflake type; ("TIMESTAMP_LTZ", value) and Typed say the type outright."""
    if isinstance(value, str):
        _check_text(value)
        return value, types.TEXT
    if isinstance(value, Typed):
        return value.value, value.type
    if isinstance(value, tuple) and len(value) == 2 and value[0] in HINTS:
        kind = HINTS[value[0]]
        return decfloat.of_bind(value[1]) if kind == types.DECFLOAT else value[1], kind
    if isinstance(value, timedelta):
        return (datetime.min + value).time(), types.time()
    return value, type_of(value)


HINTS = {
    "TIMESTAMP_LTZ": types.timestamp_ltz(),
    "TIMESTAMP_NTZ": types.timestamp_ntz(),
    "TIMESTAMP_TZ": types.timestamp_ltz(),
    "DATE": types.DATE,
    "TIME": types.time(),
    "FIXED": types.INTEGER,
    "REAL": types.FLOAT,
    "DECFLOAT": types.DECFLOAT,
    "TEXT": types.TEXT,
    "BOOLEAN": types.BOOLEAN,
    "BINARY": types.binary(),
}


def type_of(value: Any) -> SnowflakeType:
    """The Snowflake type that the connector gives a bound Python value."""
    match value:
        case bool():
            return types.BOOLEAN
        case int():
            return types.INTEGER
        case float():
            return types.FLOAT
        case Decimal():
            digits, exponent = value.as_tuple().digits, value.as_tuple().exponent
            scale = max(-exponent, 0) if isinstance(exponent, int) else 0
            return types.number(min(max(len(digits), scale), 38), scale)
        case bytes() | bytearray():
            return types.binary()
        case datetime():
            return types.timestamp_ntz() if value.tzinfo is None else types.timestamp_ltz()
        case date():
            return types.DATE
        case time():
            return types.time()
    return types.TEXT


def batch_relation(session: Session, columns: Sequence[Sequence[Any]]) -> BoundRelation:
    """Array binds as a relation with columns "1", "2", ….

    A column takes the widest type of its values; integers are NUMBER(38,0), None fits everywhere.
    """
    import pyarrow as pa

    if not columns or not columns[0]:
        raise errors.InterfaceError("An array of binds needs at least one row", errno=251007, sqlstate="07001")
    described, arrays = [], []
    for index, column in enumerate(columns):
        pairs = [typed(value) for value in column]
        kind = _widest({kind for value, kind in pairs if value is not None})
        described.append(Column(str(index + 1), kind))
        arrays.append(pa.array([value for value, _ in pairs], type=arrow_type(kind)))
    data = pa.Table.from_arrays(arrays, names=[column.name for column in described])
    session.register(_BATCH, data)
    return BoundRelation(tree=exp.Table(this=exp.to_identifier(_BATCH, quoted=True)), columns=tuple(described))


def _widest(kinds: set[SnowflakeType]) -> SnowflakeType:
    if not kinds:
        return types.TEXT
    if len(kinds) == 1:
        return kinds.pop()
    if all(kind.name == "NUMBER" for kind in kinds):
        scale = max(kind.scale or 0 for kind in kinds)
        return types.number(38, scale)
    if all(kind.name in ("NUMBER", "FLOAT") for kind in kinds):
        return types.FLOAT
    names = {kind.name for kind in kinds}
    if len(names) == 1:
        return max(kinds, key=lambda kind: (kind.length or 0, kind.scale or 0))
    raise errors.InterfaceError(
        f"The values of one column of executemany have different types: {', '.join(sorted(names))}",
        errno=251007,
        sqlstate="07001",
    )


def evaluate(session: Session, expression: exp.Expr) -> tuple[Any, SnowflakeType]:
    """The value of a constant expression: Python value and Snowflake type."""
    tree = exp.select(exp.alias_(expression.copy(), "V", quoted=True))
    plan = plan_query(session, tree, session.binds)
    with session.reading():
        data = session.fetch(plan.sql, placeholders.values(session, plan.parameters, session.binds))
    kind = plan.columns[0].type
    value = data.column(0)[0].as_py() if data.num_rows else None
    convert = converter(kind) if not kind.is_json else None
    return (convert(value) if convert is not None else value), replace(kind, collation="")  # of values there is none


def first_column(session: Session, query: exp.Expr) -> list[Any]:
    """The first column of a query's rows, now, as Python values."""
    result = run_plan(session, plan_query(session, query, session.binds), session.binds)
    return result.data.column(0).to_pylist()


def forget_registered(session: Session) -> None:
    """Unregister the Arrow tables a statement brought in, once the outermost statement is done."""
    if session.depth == 0 and session.brought_in:
        for name in session.brought_in:
            session.unregister(name)
        session.brought_in.clear()


# --- counting --------------------------------------------------------------------------------------------------
