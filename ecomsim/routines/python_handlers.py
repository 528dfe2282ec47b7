"""Python functions, table functions and procedures: the handler runs in the engine's own process.

A module's code is executed once per routine; what it raises becomes 100357 with the traceback of the handler's own
lines. `snowflake.snowpark` is the small session of `snowpark.py` when the real package is not there.
Source: spec/scripting.md 13.4 to 13.6, 13.8.
"""

from __future__ import annotations

import builtins
import shutil
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.catalog.objects import Function, Procedure, Routine
from ecomsim.errors import SnowflakeError
from ecomsim.routines import python_tables, python_values, snowpark, vectorized
from ecomsim.routines.external import Batch, Row
from ecomsim.staging import places
from ecomsim.statements.execution import Typed

if TYPE_CHECKING:
    from ecomsim.accounts.account import Account
    from ecomsim.sessions.session import Session

FILE = "_udf_code.py"


def check(routine: Routine) -> None:
    """HANDLER and RUNTIME_VERSION must be given, the code must compile."""
    for option in ("HANDLER", "RUNTIME_VERSION"):
        if option not in routine.options:
            raise errors.compilation(1003, "42601", f"Missing option: {option} for a Python {routine.kind.lower()}.")
    if not routine.body and not routine.options.get("IMPORTS"):
        raise errors.compilation(1003, "42601", "A Python handler needs a body or IMPORTS.")
    try:
        compile(routine.body, FILE, "exec")
    except SyntaxError as cause:
        raise errors.fail(
            100357, "P0000", f"Python Interpreter Error:\n{''.join(traceback.format_exception_only(cause))}"
        ) from cause


def batch(function: Function, account: Account) -> Batch:
    """The handler as a function of texts."""
    handler = _handler(function, account)
    readers = [python_values.reader(each.type) for each in function.arguments]
    if function.columns is not None:
        return python_tables.batch(handler, function, lambda rows: [_arguments(readers, row) for row in rows], _guarded)
    if vectorized.is_marked(handler):
        return _vectorized(handler, function, readers)
    value_of = _value(handler, function)

    def run(rows: Sequence[Row]) -> list[str | None]:
        return [_guarded(value_of, _arguments(readers, row)) for row in rows]

    return run


def _arguments(readers: Sequence[Callable[[str], Any]], row: Row) -> list[Any]:
    return [None if text is None else read(text) for read, text in zip(readers, row, strict=True)]


def _value(handler: Callable[..., Any], function: Function) -> Callable[..., str | None]:
    assert function.returns is not None
    write = python_values.writer(function.returns)

    def run(*arguments: Any) -> str | None:
        answer = handler(*arguments)
        return None if answer is None else write(answer)

    return run


def _vectorized(handler: Callable[..., Any], function: Function, readers: Sequence[Callable[[str], Any]]) -> Batch:
    """A handler that takes many rows as one DataFrame, its columns numbered, and gives a Series of as many values."""
    assert function.returns is not None
    write = python_values.writer(function.returns)

    def run(rows: Sequence[Row]) -> list[str | None]:
        given = [_arguments(readers, row) for row in rows]
        columns = [[row[place] for row in given] for place in range(len(readers))]
        values = _guarded(vectorized.values, [handler, columns, len(rows)])
        return [None if value is None else write(value) for value in values]

    return run


def call(procedure: Procedure, arguments: Mapping[str, Typed], session: Session) -> Any:
    """Run a procedure's handler with a session as its first argument."""
    handler = _handler(procedure, session.account)
    given = [python_values.from_stored(each.value, each.type) for each in arguments.values()]
    answer = _guarded(handler, [snowpark.Session(session), *given])
    if isinstance(answer, snowpark.DataFrame):
        return _guarded(answer.answer, [])
    assert procedure.returns is not None or procedure.columns is not None
    return answer if procedure.returns is None else python_values.to_stored(answer, procedure.returns)


def _guarded(function: Callable[..., Any], arguments: Sequence[Any]) -> Any:
    """Run code of the user's; whatever it raises is 100357."""
    try:
        return function(*arguments)
    except Exception as cause:  # the user's code may raise anything
        raise _failure(cause) from cause


def _failure(cause: BaseException) -> SnowflakeError:
    frames = [frame for frame in traceback.extract_tb(cause.__traceback__) if frame.filename.endswith(FILE)]
    lines = ["Traceback (most recent call last):\n"] if frames else []
    lines += [f'  File "{FILE}", line {frame.lineno}, in {frame.name}\n' for frame in frames]
    lines += traceback.format_exception_only(cause)
    return errors.fail(100357, "P0000", "Python Interpreter Error:\n" + "".join(lines).rstrip())


# --- loading ---------------------------------------------------------------------------------------------------


def _handler(routine: Routine, account: Account) -> Callable[..., Any]:
    """The object that HANDLER names, after running the module that holds it."""
    if not account.runs_python:
        raise errors.unsupported("Python handlers on a server that was started without --python")
    wanted = str(routine.options["HANDLER"])
    namespace: dict[str, Any] = {"__name__": "_udf_code", "__builtins__": {**vars(builtins), "__import__": _import}}
    folder = _imported(routine, account)
    kept = list(sys.path)
    if folder is not None:
        sys.path[:0] = [str(folder), *(str(each) for each in folder.glob("*.zip"))]
        sys._xoptions["snowflake_import_directory"] = f"{folder}/"
    try:
        if routine.body:
            _guarded(exec, [compile(routine.body, FILE, "exec"), namespace])
            found: Any = namespace.get(wanted)
        else:
            module, _, attribute = wanted.rpartition(".")
            found = getattr(_guarded(__import__, [module, None, None, (attribute,)]), attribute, None)
    finally:
        sys.path[:] = kept
    if not callable(found):
        raise errors.fail(
            100357,
            "P0000",
            f"Python Interpreter Error:\nHandler '{wanted}' is not defined in the code of {routine.routine}",
        )
    return found


def _imported(routine: Routine, account: Account) -> Path | None:
    """A folder with the files of IMPORTS, which are places on stages; zip files stay as they are."""
    wanted = routine.options.get("IMPORTS") or ()
    if not wanted:
        return None
    root = places.folders(account) / f"imports_{routine.id}"
    root.mkdir(parents=True, exist_ok=True)
    with account.session(
        database=routine.name.database, schema=routine.name.schema, warehouse=None, internal=True
    ) as session:
        # a temporary routine may import from its session's temporary stages
        owner = account.sessions.get(routine.session_id or 0, session)
        for reference in wanted if isinstance(wanted, tuple) else (wanted,):
            found = places.files(places.resolve(str(reference), owner))
            if not found:
                raise errors.fail(91016, "22000", f"Remote file '{reference}' was not found.")
            for file in found:
                shutil.copyfile(file.path, root / file.path.name)
    return root


def _import(name: str, *rest: Any) -> Any:
    """As the built-in, but snowflake.snowpark and _snowflake are there in any case."""
    if name == "_snowflake":
        return vectorized.module()
    try:
        return builtins.__import__(name, *rest)
    except ModuleNotFoundError:
        if name.startswith("snowflake.snowpark"):
            return snowpark.package(name, fromlist=rest[2] if len(rest) > 2 else ())
        raise
