"""Statements about the session itself: USE, SET, ALTER SESSION, transactions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlglot import exp

from ecomsim import errors
from ecomsim.access import checks, roles
from ecomsim.names import Name, ObjectName
from ecomsim.routines.scopes import refuse_in_owners_rights
from ecomsim.scripting import values as scripting_values
from ecomsim.sqltext import nodes
from ecomsim.statements import execution
from ecomsim.statements.result import Result, status
from ecomsim.values.types import SnowflakeType

if TYPE_CHECKING:
    from ecomsim.sessions.session import Session

DONE = "Statement executed successfully."
MAX_VARIABLE = 16 * 1024
"""Bytes of a text or binary session variable. Source: "SET", usage notes."""


def use(statement: nodes.Use, session: Session) -> Result:
    """USE DATABASE | SCHEMA | WAREHOUSE | ROLE | SECONDARY ROLES; a bare name is a database or db.schema."""
    refuse_in_owners_rights("USE", session)
    parts = statement.name.parts
    match statement.kind:
        case "WAREHOUSE":
            warehouse = session.catalog.get("WAREHOUSE", Name("", "", statement.name.last))
            if warehouse is None or not checks.visible(session, warehouse):
                raise errors.cannot_be_performed()
            session.warehouse = statement.name.last
        case "ROLE":
            _use_role(statement.name.last, session)
        case "SECONDARY ROLES":
            session.secondary_roles = _secondary_roles(statement.names, session)
        case "SCHEMA":
            _use_schema(statement.name, session)
        case "DATABASE":
            _use_database(statement.name.last, session)
        case _ if len(parts) == 2:
            _use_schema(statement.name, session)
        case _:
            _use_database(parts[0], session)
    return status(DONE, "USE")


def _use_role(name: str, session: Session) -> None:
    _require_role(name, session)
    session.role = name


def _require_role(name: str, session: Session) -> None:
    """The role must exist and be granted to the user, directly or through another role."""
    if roles.find_role(session.catalog, name) is None:
        raise errors.cannot_be_performed()
    only = session.locals.get("role_restriction")  # of the access token that opened the session
    if name not in roles.available(session.catalog, session.user) | {"ORGADMIN"} or only not in (None, name):
        raise errors.fail(
            3013,
            "42501",
            f"SQL access control error:\nRequested role '{name}' is not assigned to the executing user. "
            "Specify another role to activate.",
        )


def _secondary_roles(names: tuple[str, ...], session: Session) -> tuple[str, ...]:
    """ALL, nothing for NONE, or roles that the user has. Raises as USE ROLE does. Source: "USE SECONDARY ROLES"."""
    if names in (("ALL",), ("NONE",)):
        return names if names == ("ALL",) else ()
    for name in names:
        _require_role(name, session)
    return tuple(dict.fromkeys(names))


def _use_database(name: str, session: Session) -> None:
    database = session.catalog.get("DATABASE", Name("", "", name))
    if database is None or not checks.visible(session, database):
        raise errors.cannot_be_performed()
    session.database = name
    public = session.catalog.get("SCHEMA", Name(name, "", "PUBLIC"))
    session.schema = "PUBLIC" if public is not None else None


def _use_schema(written: ObjectName, session: Session) -> None:
    full = session.resolve_schema(written, "USE SCHEMA")
    schema = session.catalog.get("SCHEMA", full)
    if full.last != "INFORMATION_SCHEMA" and (schema is None or not checks.visible(session, schema)):
        raise errors.cannot_be_performed()
    session.database, session.schema = full.database, full.last


def set_variables(statement: nodes.SetVariables, session: Session) -> Result:
    """SET name = expression, or (a, b) = (x, y); all values are computed before any is set."""
    refuse_in_owners_rights("SET", session)
    if statement.query is not None:
        values = _one_row(statement.query, session)
    else:
        values = [session.evaluate(value) for value in statement.values]
    if len(statement.names) != len(values):
        raise errors.compilation(1003, "42000", f"{len(statement.names)} variables but {len(values)} values in SET.")
    for value, kind in values:
        if kind.is_json:
            raise errors.unsupported(f"session variables of type {kind.name}")
        size = len(value.encode() if isinstance(value, str) else value) if isinstance(value, (str, bytes)) else 0
        if size > MAX_VARIABLE:
            raise errors.fail(
                1965, "22023", f"Assignment to session variable is too long: {size} of at most {MAX_VARIABLE} bytes."
            )
    for name, value in zip(statement.names, values, strict=True):
        session.variables[name] = value
        created = session.variable_times.get(name, (session.now, session.now))[0]
        session.variable_times[name] = created, session.now
    return status(DONE, "SET")


def _one_row(query: exp.Expr, session: Session) -> list[tuple[Any, SnowflakeType]]:
    """The values of the only row of a query. Raises 090084 when it gives none or several."""
    answer = execution.run_prepared(nodes.Query(text="", tree=query), session)
    if answer.num_rows != 1:
        raise errors.fail(90084, "22000", f"SET takes the values of one row, but the query gave {answer.num_rows}.")
    row = scripting_values.row(answer.data, answer.columns, 0)
    return [(each.value, each.type) for each in row.values()]


def unset_variables(statement: nodes.UnsetVariables, session: Session) -> Result:
    refuse_in_owners_rights("UNSET", session)
    for name in statement.names:
        session.variables.pop(name, None)
        session.variable_times.pop(name, None)
    return status(DONE, "UNSET")


def alter_session(statement: nodes.AlterSession, session: Session) -> Result:
    """ALTER SESSION SET | UNSET parameter; AUTOCOMMIT, whatever its value, commits the open transaction."""
    from ecomsim.metadata import parameters
    from ecomsim.sessions.session import DEFAULT_PARAMETERS

    refuse_in_owners_rights("ALTER_SESSION", session)
    checked: dict[str, Any] = {name: parameters.check(name, value) for name, value in statement.set.items()}
    for name in statement.unset:
        parameters.check_name(name)
    if "AUTOCOMMIT" in checked or "AUTOCOMMIT" in statement.unset:
        if session.calls:
            raise errors.fail(90236, "42601", "AUTOCOMMIT cannot be changed inside a stored procedure.")
        session.commit()
    session.parameters.update(checked)
    for name in statement.unset:
        session.parameters.pop(name, None)
        if name in DEFAULT_PARAMETERS:
            session.parameters[name] = DEFAULT_PARAMETERS[name]
    return status(DONE, "ALTER_SESSION")


def begin(statement: nodes.Begin, session: Session) -> Result:
    """BEGIN; inside an open transaction it has no effect."""
    session.open_transaction(statement.name)
    return status(DONE, "BEGIN_TRANSACTION")


def commit(statement: nodes.Commit, session: Session) -> Result:
    session.commit()
    return status(DONE, "COMMIT")


def rollback(statement: nodes.Rollback, session: Session) -> Result:
    session.rollback()
    return status(DONE, "ROLLBACK")
