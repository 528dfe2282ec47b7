"""Running what a query request holds: one statement, several, or only its description.

Everything that goes wrong becomes the query's error; nothing escapes. Statements of one session run one after the
other, but for queries and DML that would wait for nothing but their turn. Source: spec/wire-protocol.md 4, 8, 9.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ecomsim import errors
from ecomsim.errors import SnowflakeError
from ecomsim.server import binds, parameters, rowtype, transfers
from ecomsim.server.errors import as_snowflake_error
from ecomsim.server.queries import Book, Context, Finished, Format, Query
from ecomsim.sessions.session import Session
from ecomsim.sqltext import nodes
from ecomsim.sqltext.parse import parse
from ecomsim.sqltext.split import Piece, split
from ecomsim.statements import result
from ecomsim.statements.execution import Batch, parse_for, run
from ecomsim.statements.result import Result
from ecomsim.values.types import INTEGER, TEXT, Column

_FORMAT_PARAMETERS = {
    "PythonConnector": "PYTHON_CONNECTOR_QUERY_RESULT_FORMAT",
    "PythonSnowpark": "PYTHON_CONNECTOR_QUERY_RESULT_FORMAT",
    "Go": "GO_QUERY_RESULT_FORMAT",
    "JDBC": "JDBC_QUERY_RESULT_FORMAT",
}
"""Clients that read Arrow, and the parameter that makes them read JSON; all others get JSON."""


def run_query(query: Query, book: Book) -> None:
    """Run a query to its end and record the outcome. Never raises.

    A query, SHOW or DML does not wait for a statement that runs in its session, as long as no transaction is open: it
    runs beside. The outcome is told when the session is free: whoever hears it and sends the next statement finds
    nothing in its way.
    """
    engine = query.login.engine
    engine.find_result = lambda query_id: book.result(query_id, query.login)
    if engine.lock.acquire(blocking=False):
        try:
            finished = _run_on(engine, query, book)
        finally:
            engine.lock.release()
    elif _can_run_beside(query, engine):
        beside = _beside(engine)
        try:
            finished = _run_on(beside, query, book)
        finally:
            beside.duck.close()
    else:
        with engine.lock:
            finished = _run_on(engine, query, book)
    book.finish(query, finished)


def _run_on(engine: Session, query: Query, book: Book) -> Finished:
    try:
        with query.running_on(engine):
            finished = _finished(query, engine, book)
    except BaseException as cause:
        error = as_snowflake_error(query.stopped_by or cause, query.id)
        error.sfqid = error.sfqid or query.id
        finished = Finished(context=_context(query, engine, "UNKNOWN"), error=error)
    main = query.login.engine
    if engine is not main and finished.result is not None:
        main.query_ids.append(query.id)
    return finished


def _can_run_beside(query: Query, engine: Session) -> bool:
    """Whether the text is one statement that leaves the session as it is, and no transaction holds changes for it.

    DML does not run beside where it could meet temporary tables, or with arrays, whose relation has one name a session.
    """
    if engine.transaction is not None or not engine.parameters.get("AUTOCOMMIT", True):
        return False
    try:
        pieces = split(query.text)
        statement = parse(pieces[0].text) if len(pieces) == 1 else None
    except SnowflakeError:
        return False
    if isinstance(statement, nodes.Insert | nodes.Update | nodes.Delete | nodes.Merge):
        return not engine.has_temporary and not _has_arrays(query)
    return isinstance(statement, nodes.Query | nodes.Show | nodes.Describe)


def _has_arrays(query: Query) -> bool:
    values = _mapping(query.options.get("bindings")).values()
    return any(isinstance(bind, Mapping) and isinstance(bind.get("value"), list) for bind in values)


def _beside(engine: Session) -> Session:
    """A session in the same place as `engine`, with the same variables and temporary tables, for one query."""
    beside = Session(
        engine.account,
        engine.id,
        database=engine.database,
        schema=engine.schema,
        warehouse=engine.warehouse,
        role=engine.role,
        user=engine.user,
        parameters=dict(engine.parameters),
    )
    beside.secondary_roles = engine.secondary_roles
    beside.variables = dict(engine.variables)
    beside.variable_times = dict(engine.variable_times)
    beside.locals["is_remote"] = True
    beside.spill_limit = engine.spill_limit
    beside.temporary = engine.temporary
    beside.temporary_views = dict(engine.temporary_views)
    beside.results = engine.results
    beside.find_result = engine.find_result
    beside.query_ids = list(engine.query_ids)
    return beside


def _finished(query: Query, engine: Session, book: Book) -> Finished:
    options = query.options
    given = _mapping(options.get("parameters"))
    pieces = split(query.text)
    if not pieces:
        raise errors.compilation(900, "42601", "Empty SQL statement.")
    with parameters.applied(engine, parameters.applicable(given)):
        if options.get("describeOnly"):
            return _described(query, engine, pieces[0])
        wanted = _wanted(given, engine)
        if wanted not in (0, len(pieces)):
            raise errors.fail(
                8,
                "0A000",
                f"Actual statement count {len(pieces)} did not match the desired statement count {wanted}.",
            )
        values = binds.values(options.get("bindings"))
        if any(transfers.is_transfer(piece.text) for piece in pieces):
            return _transferred(query, engine, pieces, values, book)
        if len(pieces) == 1:
            outcome = execute(engine, pieces[0].text, values, query.id)
            return _answered(query, engine, outcome, given)
        return _several(query, engine, pieces, values, given, book)


def _wanted(given: Mapping[str, Any], engine: Session) -> int:
    """How many statements the text must hold, by the request or else the session; 0 is any number."""
    text = str(given.get("MULTI_STATEMENT_COUNT", engine.parameters.get("MULTI_STATEMENT_COUNT", 1)))
    if not text.isdecimal():
        raise errors.invalid_value(f"invalid value [{text}] for parameter 'MULTI_STATEMENT_COUNT'")
    return int(text)


def execute(engine: Session, sql: str, values: dict[str, Any] | Batch | None, query_id: str) -> Result:
    """One statement with its binds; array binds of anything but INSERT run row by row, all or nothing."""
    if not isinstance(values, Batch) or isinstance(parse(sql), nodes.Insert):
        return engine.execute(sql, values, query_id=query_id)
    count = len(values.columns[0])
    if not count:
        raise errors.compilation(2049, "42601", "Bind variable not set: the arrays are empty.")
    own = engine.transaction is None
    if own:
        engine.open_transaction()
    try:
        results = [engine.execute(sql, binds.row_of(values, index)) for index in range(count)]
    except BaseException:
        if own:
            engine.rollback()
        raise
    if own:
        engine.commit()
    return _total(results).with_id(query_id)


def _total(results: list[Result]) -> Result:
    """One answer for many runs of a statement: the counts of DML added up, else the last."""
    last = results[-1]
    if last.kind != "dml":
        return last
    sums = [sum(column) for column in zip(*(row for outcome in results for row in outcome.rows()), strict=True)]
    counts = [(column.name, total) for column, total in zip(last.columns, sums, strict=True)]
    return result.dml(counts, last.statement_type)


def _answered(query: Query, engine: Session, outcome: Result, given: Mapping[str, Any]) -> Finished:
    return Finished(
        context=_context(query, engine, outcome.statement_type),
        result=outcome,
        type_id=rowtype.of_result(outcome),
        format=_format(query, engine, outcome.kind, given),
    )


def _transferred(
    query: Query, engine: Session, pieces: tuple[Piece, ...], values: dict[str, Any] | Batch | None, book: Book
) -> Finished:
    """PUT and GET: the client does them, and tells nobody how it went."""
    if len(pieces) > 1 or isinstance(values, Batch):
        raise errors.unsupported("PUT and GET among several statements")
    found = transfers.instructions(pieces[0].text, values, engine, query.login.client, book.transfers)
    if found is None:
        raise errors.compilation(1003, "42000", "syntax error in PUT or GET.")
    return Finished(context=_context(query, engine, "PUT"), transfer=found)


# --- several statements ----------------------------------------------------------------------------------------

_PARENT = (Column("multiple statement execution", TEXT),)


def _several(
    query: Query,
    engine: Session,
    pieces: tuple[Piece, ...],
    values: dict[str, Any] | Batch | None,
    given: Mapping[str, Any],
    book: Book,
) -> Finished:
    """Each statement is a query of its own that the client fetches by id; binds are numbered through the text."""
    if isinstance(values, Batch):
        raise errors.unsupported("array binds in a request of several statements")
    children = []
    taken = 0
    for piece in pieces:
        child = Query(id=engine.account.new_query_id(), login=query.login, text=piece.text, options={})
        own, taken = _share(piece.text, values or {}, taken)
        outcome = engine.execute(piece.text, own, query_id=child.id)
        finished = _answered(query, engine, outcome, given)
        book.enter(child)
        book.finish(child, finished)
        children.append((child.id, finished.type_id))
    done = result.of_rows(_PARENT, [("Multiple statements executed successfully.",)], statement_type="MULTI")
    return Finished(
        context=_context(query, engine, "ALTER_SESSION"),
        result=done.with_id(query.id),
        type_id=rowtype.MULTIPLE,
        children=tuple(children),
    )


def _share(sql: str, values: Mapping[str, Any], taken: int) -> tuple[dict[str, Any] | None, int]:
    """The binds of the next statement, numbered from 1, and how many are taken now."""
    if not values:
        return None, taken
    wanted = binds.placeholders(sql)
    own = {str(index): values[key] for index in range(1, len(wanted) + 1) if (key := str(taken + index)) in values}
    return own or None, taken + len(wanted)


# --- describing ------------------------------------------------------------------------------------------------


def _described(query: Query, engine: Session, piece: Piece) -> Finished:
    """The columns of a statement that is not run."""
    wanted = binds.placeholders(piece.text)
    given = binds.values(query.options.get("bindings"))
    values = dict.fromkeys(wanted) | (given if isinstance(given, dict) else {})
    columns = engine.describe(piece.text, values)
    statement_type, kind = "SELECT", "query"
    if columns is None:
        columns, statement_type, kind = _shape(engine, parse_for(engine, piece.text))
    described = Result(
        columns=columns,
        content=result.table(columns, []),
        kind=kind,  # type: ignore[arg-type]
        statement_type=statement_type,
        query_id=query.id,
    )
    return Finished(
        context=_context(query, engine, statement_type),
        result=described,
        type_id=rowtype.of_result(described),
        format=_format(query, engine, described.kind, _mapping(query.options.get("parameters"))),
        binds=len(wanted),
        takes_arrays=statement_type == "INSERT",
    )


def _shape(engine: Session, statement: nodes.Statement) -> tuple[tuple[Column, ...], str, str]:
    """Columns, statement type and kind of a statement that is no query; SHOW and DESCRIBE change nothing and run."""
    match statement:
        case nodes.Show() | nodes.Describe():
            shown = run(engine, statement)
            return shown.columns, shown.statement_type, shown.kind
        case nodes.Insert():
            return _counts("number of rows inserted"), "INSERT", "dml"
        case nodes.Update():
            return _counts("number of rows updated", "number of multi-joined rows updated"), "UPDATE", "dml"
        case nodes.Delete():
            return _counts("number of rows deleted"), "DELETE", "dml"
        case nodes.Merge():
            actions = {clause.action for clause in statement.clauses}
            names = {"insert": "inserted", "update": "updated", "delete": "deleted"}
            counts = [f"number of rows {word}" for action, word in names.items() if action in actions]
            return _counts(*counts), "MERGE", "dml"
        case nodes.MultiInsert():
            inserts = [insert for _, group in statement.branches for insert in group] + list(statement.otherwise)
            tables = dict.fromkeys(insert.target.last for insert in inserts)
            return _counts(*(f"number of rows inserted into {table}" for table in tables)), "MULTI_TABLE_INSERT", "dml"
    return (Column("status", TEXT),), "UNKNOWN", "ddl"


def _counts(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, INTEGER) for name in names)


# --- what surrounds an answer ----------------------------------------------------------------------------------


def _context(query: Query, engine: Session, statement_type: str) -> Context:
    """Where the session stands; after ALTER SESSION the client gets every parameter anew."""
    is_new = statement_type in ("ALTER_SESSION", "UNKNOWN")
    return Context(
        database=engine.database,
        schema=engine.schema,
        warehouse=engine.warehouse,
        role=engine.role,
        parameters=parameters.listed(engine) if is_new else parameters.needed(engine, query.login.client.application),
    )


def _format(query: Query, engine: Session, kind: str, given: Mapping[str, Any]) -> Format:
    """Arrow for the rows of queries where the client reads it; everything else is JSON."""
    name = _FORMAT_PARAMETERS.get(query.login.client.application)
    if name is None or kind not in ("query", "call"):
        return "json"
    wish = str(given.get(name) or engine.parameters.get(name) or "ARROW").upper()
    return "json" if wish == "JSON" else "arrow"


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


__all__ = ["SnowflakeError", "execute", "run_query"]
