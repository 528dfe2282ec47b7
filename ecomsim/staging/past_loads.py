"""VALIDATE: all the errors of a past COPY INTO table, found by reading the files it took once more.

What a COPY asked for is kept with its load history, so nothing of the many errors a file may have is stored. A file
that has left the stage since is reported as missing. Source: Snowflake documentation, "VALIDATE".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ecomsim import errors
from ecomsim.access import checks, roles
from ecomsim.metadata import query_history
from ecomsim.metadata.arguments import Arguments
from ecomsim.names import Name, ObjectName, parse_name
from ecomsim.sqltext import nodes
from ecomsim.staging import history, load_request, validation
from ecomsim.staging.history import PastLoad
from ecomsim.statements.result import Result, of_rows

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

_LAST = "_LAST"


def written(statement: nodes.CopyIntoTable) -> dict[str, Any]:
    """What a COPY asks for, as values JSON has; without where its rows go when it transforms them."""
    return {
        "source": statement.source,
        "columns": statement.columns,
        "options": dict(statement.options),
        "transforms": statement.query is not None,
    }


def validate(given: Mapping[str | int, Any], session: Session) -> Result:
    """VALIDATE(table, JOB_ID => '<query id>' | _last), the columns those of VALIDATION_MODE = RETURN_ERRORS.

    Raises for a COPY that nobody knows, that was into another table or somebody else's, or that transformed its rows.
    """
    read = Arguments("VALIDATE", given, ("TABLE_NAME", "JOB_ID"))
    name, job = parse_name(str(read.required("TABLE_NAME"))), str(read.required("JOB_ID"))
    table = session.find("TABLE", name)
    checks.use(session, table, "SELECT", "INSERT")
    latest = job.upper() == _LAST
    if latest and session.last_load is None:
        raise errors.invalid_value("VALIDATE: the session has run no COPY INTO a table.")
    query_id = session.last_load if latest and session.last_load else job
    load = history.past(query_id, session, session.transaction)
    if load is None:
        if not _is_copy(query_id, session):
            raise errors.invalid_value(f"invalid value [{job}] for parameter 'JOB_ID'")
        return _answer([])
    _check_user(load, session)
    if not latest and load.table_id != table.id:
        raise errors.invalid_value(f"COPY {query_id} did not load table {table.name}.")
    if load.request["transforms"]:
        raise errors.compilation(2095, "0A000", "VALIDATE does not support a COPY with a transformation.")
    return _answer(_errors(load, _name_of(load, session), session))


def _is_copy(query_id: str, session: Session) -> bool:
    """Whether a statement of this id was a COPY INTO table: one that failed has left no load behind."""
    return bool(query_history.read(session, "query_id = ? AND query_type = 'COPY'", [query_id]))


def _check_user(load: PastLoad, session: Session) -> None:
    """A load of somebody else's is shown to who owns or monitors that user."""
    if load.user == session.user or checks.free(session):
        return
    user = roles.find_user(session.catalog, load.user, session.user)
    if user is None or not checks.monitors(session, user):
        raise checks.insufficient("USER", Name("", "", load.user))


def _name_of(load: PastLoad, session: Session) -> ObjectName:
    """The table's name of today. Raises 002003 when it is gone."""
    own = (each for each in session.temporary.values() if each.id == load.table_id)
    found = next(own, None) or session.catalog.by_id(load.table_id)
    if found is None:
        raise errors.does_not_exist("Table", str(load.table_id))
    return ObjectName(found.name.parts)


def _errors(load: PastLoad, name: ObjectName, session: Session) -> list[tuple[Any, ...]]:
    """The rows of VALIDATE, file by file."""
    from ecomsim.staging import copy_into

    asked = load.request["options"]
    kept = {key: value for key, value in asked.items() if key not in ("FILES", "PATTERN", "SIZE_LIMIT")}
    columns = load.request["columns"]
    statement = nodes.CopyIntoTable(
        target=name,
        columns=None if columns is None else tuple(columns),
        source=load.request["source"],
        options={**kept, "VALIDATION_MODE": "RETURN_ALL_ERRORS"},
    )
    with load_request.standing_in(load.database, load.schema, session):
        request = load_request.prepared(statement, session)
        if request.on_error.action == "ABORT_STATEMENT":
            return []
        there = {file.name: file for file in request.files}
        wanted = replace(request, files=[there[each] for each in load.files if each in there])
        found = copy_into.examined(wanted, session)
    listed = [validation.listed_error(file, error) for file, rows in found for error in rows.errors]
    return [*listed, *(_missing(each) for each in load.files if each not in there)]


def _missing(file: str) -> tuple[Any, ...]:
    error = load_request.missing(file)
    return (error.raw_msg, file, None, None, None, "file", error.errno, error.sqlstate, *(None,) * 4)


def _answer(rows: list[tuple[Any, ...]]) -> Result:
    return of_rows(validation.COLUMNS, rows, kind="query", statement_type="SELECT")


FUNCTIONS = {"VALIDATE": validate}
