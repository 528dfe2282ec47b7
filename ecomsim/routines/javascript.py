"""JavaScript functions, table functions and procedures, on the QuickJS engine of the package dukpy.

Arguments have their names in upper case; numbers are doubles, dates are Date, VARIANT is the parsed value. SQL NULL is
undefined there and back; null is the JSON null of a VARIANT, and SQL NULL where a routine returns another type. Each
thread has interpreters of its own, because an engine belongs to the thread that made it.
Source: spec/scripting.md 13.7, 13.8; Snowflake documentation, "Introduction to JavaScript UDFs" (NULL and undefined).
"""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.catalog.objects import Function, Procedure, Routine
from ecomsim.errors import SnowflakeError
from ecomsim.names import quote_if_needed
from ecomsim.routines import python_values
from ecomsim.routines.external import Batch, Row
from ecomsim.statements.execution import Typed
from ecomsim.values import variant
from ecomsim.values.types import SnowflakeType

if TYPE_CHECKING:
    from ecomsim.accounts.account import Account
    from ecomsim.sessions.session import Session

_PRELUDE = """
function $given(v, kind) { return v === null ? undefined : v[0] !== null && kind === 'd' ? new Date(v[0]) : v[0]; }
function $known(key, v) { return Array.isArray(v) ? v.filter(each => each !== undefined) : v; }
function $text(v, kind) {
  if (v === undefined || (v === null && kind !== 'variant')) return null;
  if (kind !== '') return JSON.stringify(v, $known);
  if (v instanceof Date) return v.toISOString();
  if (typeof v === 'object') return JSON.stringify(v);
  return String(v);
}
"""

_PROCEDURE = """
class $Answer {
  $place(c) {
    const n = typeof c === 'number' ? c - 1 : this.a.names.indexOf(String(c).toUpperCase());
    if (n < 0 || n >= this.a.names.length) throw new Error('Given column name/index does not exist: ' + c);
    return n;
  }
  getColumnCount() { return this.a.names.length; }
  getColumnName(c) { return this.a.names[c - 1]; }
  getColumnType(c) { return this.a.types[this.$place(c)]; }
  getColumnScale(c) { return this.a.scales[this.$place(c)]; }
  isColumnNullable(c) { return this.a.nullable[this.$place(c)]; }
  getRowCount() { return this.a.rows.length; }
  getQueryId() { return this.a.id; }
  getNumRowsAffected() { return this.a.affected; }
}
class $ResultSet extends $Answer {
  constructor(a) { super(); this.a = a; this.i = -1; }
  next() { this.i += 1; return this.i < this.a.rows.length; }
  getColumnValue(c) {
    const n = this.$place(c), v = this.a.rows[this.i][n];
    return v !== null && this.a.dates[n] ? new Date(v) : v;
  }
  getColumnValueAsString(c) { const v = this.a.rows[this.i][this.$place(c)]; return v === null ? null : String(v); }
}
class $Statement extends $Answer {
  constructor(o) {
    super();
    this.o = typeof o === 'string' ? {sqlText: o} : o;
    this.a = null;
  }
  execute() {
    const bind = v => v instanceof Date ? {$date: v.toISOString()} : v === undefined ? null : v;
    const binds = (this.o.binds || []).map(bind);
    const a = call_python('execute', this.o.sqlText, binds);
    if (a.error) {
      const e = new Error(a.error.message);
      e.code = a.error.code; e.state = a.error.state; e.stackTraceTxt = ''; e.queryId = a.error.id;
      throw e;
    }
    this.a = a;
    const r = new $ResultSet(a);
    return r;
  }
  getSqlText() { return this.o.sqlText; }
  $counted(label) { const n = this.a.names.indexOf(label); return n < 0 ? 0 : this.a.rows[0][n]; }
  getNumRowsInserted() { return this.$counted('number of rows inserted'); }
  getNumRowsUpdated() { return this.$counted('number of rows updated'); }
  getNumRowsDeleted() { return this.$counted('number of rows deleted'); }
  getNumDuplicateRowsUpdated() { return this.$counted('number of multi-joined rows updated'); }
}
const snowflake = {
  createStatement: o => new $Statement(o),
  execute: o => new $Statement(o).execute(),
  // Telemetry goes to the account's event table; there is none, and Snowflake drops it then too.
  log: () => undefined,
  addEvent: () => undefined,
  setSpanAttribute: () => undefined,
};
"""


def check(routine: Routine) -> None:
    """Refuse types that have no JavaScript form here, and code that does not parse."""
    columns = [each.type for each in routine.columns or ()]
    for kind in (*(each.type for each in routine.arguments), *columns, *([routine.returns] if routine.returns else [])):
        if kind.is_structured or kind.name in ("BINARY", "GEOGRAPHY", "GEOMETRY", "VECTOR"):
            raise errors.unsupported(f"{kind if kind.is_structured else kind.name} in JavaScript")
    _guarded(
        routine,
        lambda: (
            _interpreter().evaljs(f"(function() {{ return function() {{ {routine.body}\n}} }}); null")
            if routine.columns is None
            else None
        ),
    )


def batch(function: Function, account: Account) -> Batch:
    """The body as a function of texts; the rows of one DuckDB vector cross into the engine together."""
    engines = threading.local()
    readers = [_reader(each.type) for each in function.arguments]

    def given_row(row: Row) -> list[Any]:
        return [None if text is None else [read(text)] for read, text in zip(readers, row, strict=True)]

    def run(rows: Sequence[Any]) -> list[str | None]:
        if not hasattr(engines, "interpreter"):
            engines.interpreter = _interpreter()
            _guarded(function, lambda: engines.interpreter.evaljs(_source(function)))
        if function.columns is None:
            given: list[Any] = [given_row(row) for row in rows]
        else:
            given = [[given_row(row) for row in partition] for partition in rows]
        found = _guarded(function, lambda: engines.interpreter.evaljs("$run(dukpy.rows)", rows=given))
        return _finished(found, function)

    return run


def _finished(found: list[Any], function: Function) -> list[str | None]:
    if function.columns is not None:
        kinds = [each.type for each in function.columns]
        return [
            json.dumps(
                [[row[0], *(_sql_text(cell, kind) for cell, kind in zip(row[1:], kinds, strict=True))] for row in rows]
            )
            for rows in found
        ]
    assert function.returns is not None
    return [_sql_text(each, function.returns) for each in found]


def _sql_text(value: str | None, kind: SnowflakeType) -> str | None:
    """Text of a JavaScript value as DuckDB casts it."""
    if value is None:
        return None
    if kind.name in ("DATE", "TIMESTAMP_NTZ") and value.endswith("Z"):
        return value[:10] if kind.name == "DATE" else value[:-1]
    if kind.name == "TIMESTAMP_TZ":
        return python_values.writer(kind)(datetime.fromisoformat(value))
    return variant.stored(value) if kind.is_semi_structured else value


def _source(function: Function) -> str:
    names = ", ".join(each.name for each in function.arguments)
    dates = json.dumps(["d" if _is_date(each.type) else "" for each in function.arguments])
    if function.columns is None:
        assert function.returns is not None
        return (
            f"{_PRELUDE}\nfunction $handler({names}) {{ {function.body}\n}}\n"
            f"const $dates = {dates};\n"
            "function $run(rows) { return rows.map(r => "
            f"$text($handler(...r.map((v, i) => $given(v, $dates[i]))), '{_json_kind(function.returns)}')); }}\nnull"
        )
    columns = json.dumps([[each.name, _json_kind(each.type)] for each in function.columns])
    arguments = json.dumps([each.name for each in function.arguments])
    return (
        f"{_PRELUDE}\nconst $dates = {dates}, $columns = {columns}, $names = {arguments};\n"
        f"function $table() {{ return {function.body.strip().rstrip(';')}; }}\n"
        "function $run(partitions) { return partitions.map(rows => { const out = [], t = $table(); let at = null;"
        " const w = {writeRow: o => out.push([at, ...$columns.map(c => $text(o[c[0]], c[1]))])};"
        " if (t.initialize) t.initialize({}, {});"
        " rows.forEach((r, n) => { at = String(n + 1); const row = {};"
        " $names.forEach((name, i) => { row[name] = $given(r[i], $dates[i]); });"
        " if (t.processRow) t.processRow(row, w, {}); });"
        " at = null; if (t.finalize) t.finalize(w, {}); return out; }); }\nnull"
    )


def call(procedure: Procedure, arguments: Mapping[str, Typed], session: Session) -> Any:
    """Run a procedure's body; its statements go through the session."""
    if procedure.columns is not None:
        raise errors.unsupported("RETURNS TABLE of a JavaScript procedure")
    assert procedure.returns is not None
    interpreter = _interpreter()
    interpreter.export_function("execute", lambda text, binds: _execute(text, binds, session))
    given = [
        None if each.value is None else [_json_value(python_values.from_stored(each.value, each.type))]
        for each in arguments.values()
    ]
    dates = json.dumps(["d" if _is_date(each.type) else "" for each in arguments.values()])
    source = (
        f"{_PRELUDE}{_PROCEDURE}\nfunction $handler({', '.join(arguments)}) {{ {procedure.body}\n}}\n"
        f"const $dates = {dates};\n"
        f"$text($handler(...dukpy.given.map((v, i) => $given(v, $dates[i]))), '{_json_kind(procedure.returns)}')"
    )
    answer = _guarded(procedure, lambda: interpreter.evaljs(source, given=given))
    return _returned(answer, procedure.returns)


def _returned(answer: str | None, kind: SnowflakeType) -> Any:
    if answer is None or kind.is_text:
        return answer
    text = _sql_text(answer, kind)
    if kind.is_semi_structured:
        return text
    if kind.name == "NUMBER":
        return Decimal(answer)
    if kind.name == "TIMESTAMP_LTZ" or text is None:
        return datetime.fromisoformat(answer)
    return text if kind.name == "TIMESTAMP_TZ" else python_values.reader(kind)(text)


def _execute(text: str, binds: Sequence[Any], session: Session) -> dict[str, Any]:
    """Run a statement for a procedure; an error goes back as a value and is thrown in JavaScript."""
    given = [_bind(value) for value in binds]
    try:
        answer = session.execute(text, given or None)
    except SnowflakeError as error:
        return {"error": {"message": error.raw_msg, "code": error.errno, "state": error.sqlstate, "id": error.sfqid}}
    return {
        "names": [column.name for column in answer.columns],
        "types": [column.type.name.lower() for column in answer.columns],
        "scales": [column.type.scale or 0 for column in answer.columns],
        "nullable": [column.nullable for column in answer.columns],
        "dates": [_is_date(column.type) for column in answer.columns],
        "rows": [[_json_value(cell) for cell in row] for row in answer.rows()],
        "affected": answer.rowcount if answer.kind == "dml" else 0,
        "id": answer.query_id,
    }


def _bind(value: Any) -> Any:
    if isinstance(value, dict) and "$date" in value:
        return datetime.fromisoformat(value["$date"])
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


# --- values and errors -----------------------------------------------------------------------------------------


def _is_date(kind: SnowflakeType) -> bool:
    return kind.name == "DATE" or kind.is_timestamp


def _json_kind(kind: SnowflakeType) -> str:
    """How a result becomes text: as JSON when it is not '', and 'variant' when it may be a JSON null."""
    return "variant" if kind.name == "VARIANT" else "json" if kind.is_semi_structured else ""


def _reader(kind: SnowflakeType) -> Callable[[str], Any]:
    """From DuckDB's text to what crosses into the engine."""
    read = python_values.reader(kind)
    return lambda text: _json_value(read(text))


def _json_value(value: Any) -> Any:
    """Numbers as doubles, dates as milliseconds since the epoch; they become Date on the other side."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, int):
        return value
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).timestamp() * 1000
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC).timestamp() * 1000
    return value if isinstance(value, (str, float, list, dict)) else str(value)


def _interpreter() -> Any:
    import dukpy  # an engine of its own, for those who write JavaScript

    return dukpy.JSInterpreter()


def _guarded(routine: Routine, run: Callable[[], Any]) -> Any:
    """Run code in the engine; what it throws is 100132."""
    import dukpy

    try:
        return run()
    except dukpy.JSRuntimeError as cause:
        lines = itertools.takewhile(lambda line: not line.lstrip().startswith("at "), str(cause).strip().splitlines())
        thrown = "\n".join(lines).removeprefix("EvalJS Error: ") or "Error"
        raise errors.fail(
            100132, "P0000", f"JavaScript execution error: Uncaught {thrown} in {quote_if_needed(routine.routine)}"
        ) from cause
